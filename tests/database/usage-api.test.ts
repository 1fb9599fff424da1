import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { expectConforming } from '../../supabase/functions/usage/testing/conformance.ts';
import { makeMember, type Member } from '../support/world.ts';
import { databaseConnection, platform } from './platform.ts';
import { expectSound, sessionHouse, type House, type MeteredClient } from './session-house.ts';

// The whole way: a key made in the console, the gateway, the function in Deno, the ledger.

const db = databaseConnection();
let house: House;
let owner: Member;
let client: MeteredClient;
let secret: string;

beforeAll(async () => {
	house = await sessionHouse(db, 'usage-api');
	const { rows } = await db.query('select slug from public.resellers where id = $1', [
		house.resellerId
	]);
	owner = await makeMember(platform, 'owner of the API', `reseller/${rows[0].slug}`, {
		reseller_id: house.resellerId,
		role: 'owner'
	});
	client = await house.client({ quota: 1000 });
	secret = (await newKey(['usage.write', 'usage.read'])).secret;
});

const newKey = async (scopes: string[]): Promise<{ id: string; secret: string }> =>
	(
		await owner.db
			.rpc('create_api_key', { request_id: randomUUID(), name: 'Chat', scopes })
			.throwOnError()
	).data;

async function ask(method: string, path: string, body?: unknown, key = secret) {
	const response = await fetch(`${platform.apiUrl}/functions/v1${path}`, {
		method,
		headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
		body: body === undefined ? null : JSON.stringify(body)
	});
	const { status } = response;
	const answer = (await expectConforming(method, path, response)) as Record<string, unknown>;
	return { status, answer };
}

const post = (body: unknown, key?: string) => ask('POST', '/usage', body, key);
const leftOf = async (of: MeteredClient) => (await house.meter(of.clientId)).left;
const useOf = (of: MeteredClient, quantity = 1) => ({
	...{ key: randomUUID(), client_id: of.clientId, quantity }
});

describe('what is reported', () => {
	test('is in the ledger when it is answered, once, however often it is sent', async () => {
		const before = (await leftOf(client))!;
		const use = useOf(client, 3);
		expect(await post(use)).toMatchObject({
			status: 200,
			answer: { outcome: 'accepted', client_id: client.clientId, quota_left: before - 3 }
		});
		expect(await leftOf(client)).toBe(before - 3);
		const repeated = await Promise.all(Array.from({ length: 8 }, () => post(use)));
		expect(repeated.map(({ answer }) => answer.outcome)).toEqual(Array(8).fill('duplicate'));
		expect(await leftOf(client)).toBe(before - 3);
		expect(await post({ ...use, quantity: 4 })).toMatchObject({
			...{ status: 409, answer: { code: 'event_key_reused' } }
		});
		await expectSound(house);
	});

	test('by many senders at once is counted to the last one', async () => {
		const before = (await leftOf(client))!;
		const shared = useOf(client);
		const batches = Array.from({ length: 20 }, () =>
			post({ events: [shared, useOf(client), useOf(client, 2), { key: 'no client' }] })
		);
		const outcomes = (await Promise.all(batches)).flatMap(({ answer }) =>
			(answer.results as { outcome: string }[]).map(({ outcome }) => outcome)
		);
		expect(outcomes.filter((outcome) => outcome === 'accepted')).toHaveLength(41);
		expect(outcomes.filter((outcome) => outcome === 'duplicate')).toHaveLength(19);
		expect(outcomes.filter((outcome) => outcome === 'refused')).toHaveLength(20);
		expect(await leftOf(client)).toBe(before - 61);
		await expectSound(house);
	});

	test('of a client with nothing left is refused, and says so', async () => {
		const small = await house.client({ quota: 2 });
		expect(await post(useOf(small, 3))).toMatchObject({
			...{ status: 422, answer: { code: 'sessions_exhausted', event: { quota_left: 2 } } }
		});
		const few = { events: [useOf(small), useOf(small, 2), useOf(small)] };
		const { answer } = await post(few);
		expect(answer.results).toMatchObject([
			{ outcome: 'accepted' },
			{ outcome: 'refused', code: 'sessions_exhausted' },
			{ outcome: 'accepted', quota_left: 0 }
		]);
	});

	test.each([
		['event_too_old', '2020-01-01T00:00:00Z'],
		['event_in_future', '2120-01-01T00:00:00Z'],
		['event_time_invalid', '2026-02-30T99:00:00Z']
	])('at the wrong time is refused: %s', async (code, occurred_at) => {
		expect(await post({ ...useOf(client), occurred_at })).toMatchObject({
			...{ status: 422, answer: { code } }
		});
	});

	test('for a client of another reseller finds nobody', async () => {
		const other = await sessionHouse(db, 'usage-api-other');
		const theirs = await other.client({ quota: 5 });
		expect((await post(useOf(theirs))).answer.code).toBe('client_not_found');
		expect((await ask('GET', `/usage/clients/${theirs.clientId}/balance`)).status).toBe(404);
		expect(await other.meter(theirs.clientId)).not.toMatchObject({ left: 4 });
	});
});

describe('a key', () => {
	test('may what its scopes say, and nothing once it is revoked', async () => {
		const reading = await newKey(['usage.read']);
		const writing = await newKey(['usage.write']);
		expect((await post(useOf(client), reading.secret)).status).toBe(403);
		expect((await ask('GET', '/usage/clients', undefined, writing.secret)).status).toBe(403);
		expect((await post(useOf(client), writing.secret)).status).toBe(200);
		await owner.db.rpc('revoke_api_key', { id: writing.id }).throwOnError();
		expect(await post(useOf(client), writing.secret)).toMatchObject({
			...{ status: 401, answer: { code: 'api_key_revoked' } }
		});
		expect((await post(useOf(client), `${writing.secret}x`)).answer.code).toBe('api_key_invalid');
	});

	test('and the one that replaces it are both good while programs change over', async () => {
		const before = await newKey(['usage.write']);
		const { data } = await owner.db
			.rpc('rotate_api_key', { request_id: randomUUID(), id: before.id, grace_hours: 1 })
			.throwOnError();
		const use = useOf(client);
		expect((await post(use, before.secret)).answer.outcome).toBe('accepted');
		expect((await post(use, data.secret)).answer.outcome).toBe('duplicate');
	});
});

describe('what is read', () => {
	test('are all clients, page by page, each with what it has left', async () => {
		for (let more = 0; more < 4; more += 1) await house.client({ quota: 10 + more });
		const seen: number[] = [];
		let cursor: unknown = '';
		do {
			const { answer } = await ask('GET', `/usage/clients?limit=2${cursor && `&cursor=${cursor}`}`);
			seen.push(...(answer.clients as { client_number: number }[]).map((one) => one.client_number));
			cursor = answer.next_cursor;
		} while (cursor);
		const { rows } = await db.query<{ number: number }>(
			'select number::int as number from public.clients where reseller_id = $1 order by number',
			[house.resellerId]
		);
		expect(seen).toEqual(rows.map(({ number }) => number));
	});

	test('says that a client is stopped when nothing of it takes use, and which quota is', async () => {
		const two = await house.client({ quota: 10 });
		const other = await house.subscribe(two.clientId, { quota: 50 });
		const set = (id: string, to: string) =>
			db.query(
				`update public.subscriptions set status = $2::text, paused_on = case $2 when 'paused' then app.today(reseller_id) end where id = $1`,
				[id, to]
			);
		const balance = async () => {
			const { answer } = await ask('GET', `/usage/clients/${two.clientId}/balance`);
			const quota = answer.quota as { subscription_id: string; is_stopped: boolean }[];
			const stopped = quota.filter(({ is_stopped }) => is_stopped);
			return [answer.is_stopped, answer.left, stopped.map(({ subscription_id: id }) => id)];
		};
		await set(other, 'paused');
		expect(await balance()).toEqual([false, 60, [other]]);
		expect((await post(useOf(two))).status).toBe(200);
		await set(two.subscriptionId, 'paused');
		expect(await balance()).toEqual([
			true,
			59,
			expect.arrayContaining([two.subscriptionId, other])
		]);
		expect((await post(useOf(two))).status).toBe(422);
		await set(other, 'active');
		expect(await balance()).toEqual([false, 59, [two.subscriptionId]]);
		await db.query(
			`insert into public.suspensions (reseller_id, client_id, reason) values ($1, $2, 'manual')`,
			[house.resellerId, two.clientId]
		);
		expect(await balance()).toEqual([
			true,
			59,
			expect.arrayContaining([two.subscriptionId, other])
		]);
	});

	test('is the balance of one, by id and by number', async () => {
		const byId = await ask('GET', `/usage/clients/${client.clientId}/balance`);
		const byNumber = await ask('GET', `/usage/clients/${client.number}/balance`);
		expect(byId).toEqual(byNumber);
		expect(byId.answer).toMatchObject({
			...{ client_id: client.clientId, is_metered: true, left: await leftOf(client) },
			quota: [{ subscription_id: client.subscriptionId, granted: 1000 }]
		});
	});

	test('is what one used, by day', async () => {
		const fresh = await house.client({ quota: 100 });
		const twoDaysAgo = new Date(Date.now() - 48 * 3_600_000).toISOString();
		await post({ events: [{ ...useOf(fresh, 5), occurred_at: twoDaysAgo }, useOf(fresh, 7)] });
		const path = `/usage/clients/${fresh.clientId}/days`;
		const { answer } = await ask('GET', path);
		const days = answer.days as { on_date: string; used: number }[];
		expect(days.map(({ used }) => used)).toEqual([5, 7]);
		const today = await house.today();
		expect(days[1]!.on_date).toBe(today);
		expect((await ask('GET', `${path}?from=${today}&to=${today}`)).answer.days).toEqual([days[1]]);
		const first = await ask('GET', `${path}?limit=1`);
		expect(first.answer).toMatchObject({ days: [days[0]], next_cursor: days[0]!.on_date });
		const second = await ask('GET', `${path}?limit=1&cursor=${first.answer.next_cursor}`);
		expect(second.answer).toMatchObject({ days: [days[1]], next_cursor: null });
	});
});
