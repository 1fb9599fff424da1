import { createHash, randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { createUsageClient, type UsageClientOptions } from '../../src/lib/docs/balcao-usage.ts';
import { samplesFor } from '../../src/lib/docs/samples.ts';
import { makeMember } from '../support/world.ts';
import { databaseConnection, platform } from './platform.ts';
import { event, expectSound, hoursFromNow, sessionHouse, type House } from './session-house.ts';

// The client that the docs give away, the whole way: over HTTP, through the function, into the ledger.

const db = databaseConnection();
let house: House;
let apiKey: string;

beforeAll(async () => {
	house = await sessionHouse(db, 'usage-client');
	const { rows } = await db.query('select slug from public.resellers where id = $1', [
		house.resellerId
	]);
	const owner = await makeMember(platform, 'owner of a client', `reseller/${rows[0].slug}`, {
		...{ reseller_id: house.resellerId, role: 'owner' }
	});
	const { data } = await owner.db
		.rpc('create_api_key', {
			...{ request_id: randomUUID(), name: 'Chat', scopes: ['usage.write', 'usage.read'] }
		})
		.throwOnError();
	apiKey = data.secret;
});

const usageClient = (more: Partial<UsageClientOptions> = {}) =>
	createUsageClient({ baseUrl: `${platform.apiUrl}/functions/v1/usage`, apiKey, ...more });

test('thousands of uses in batches, whose answers are lost now and then, count once each', async () => {
	const { clientId } = await house.client({ quota: 10_000 });
	let calls = 0;
	const usage = usageClient({
		async fetch(url, init) {
			const response = await fetch(url, init);
			calls += 1;
			// It is in the ledger, and the sender does not hear of it.
			if (calls === 1 || calls === 3) throw new TypeError('socket hang up');
			return response;
		},
		wait: async () => {}
	});
	const results = await usage.reportAll(Array.from({ length: 2100 }, () => event(clientId)));
	expect(calls).toBe(5);
	expect(results.filter(({ outcome }) => outcome === 'duplicate')).toHaveLength(2000);
	expect(results.filter(({ outcome }) => outcome === 'accepted')).toHaveLength(100);
	expect(await house.meter(clientId)).toMatchObject({ left: 7900 });
	await expectSound(house);
});

test('who comes back to the same events later counts nothing twice', async () => {
	const { clientId, number } = await house.client({ quota: 10 });
	const key = randomUUID();
	const first = await usageClient().report({ key, client_number: number, quantity: 4 });
	expect(first).toMatchObject({ outcome: 'accepted', client_id: clientId, quota_left: 6 });
	const again = await usageClient().report({ key, client_number: number, quantity: 4 });
	expect(again).toMatchObject({ outcome: 'duplicate', quota_left: 6 });
	expect(await usageClient().report({ client_number: number, quantity: 7 })).toMatchObject({
		...{ outcome: 'refused', code: 'sessions_exhausted' }
	});
});

test('what is left and what was used is read as it stands', async () => {
	const { clientId, number } = await house.client({ quota: 10 });
	const usage = usageClient();
	await usage.report({ client_id: clientId, quantity: 3 });
	expect(await usage.balance(number)).toMatchObject({
		...{ client_id: clientId, left: 7, quota: [{ granted: 10, left: 7 }] }
	});
	const found = [];
	for await (const client of usage.clients()) found.push(client.client_number);
	expect(found).toContain(number);
	const days = [];
	for await (const day of usage.days(clientId)) days.push(day);
	expect(days).toEqual([{ on_date: await house.today(), used: 3 }]);
	await expect(usage.balance(999_999)).rejects.toMatchObject({
		...{ status: 404, code: 'client_not_found' }
	});
	await expect(usageClient({ apiKey: 'blc_live_wrong' }).balance(number)).rejects.toMatchObject({
		...{ status: 401, code: 'api_key_invalid' }
	});
});

test('the samples of the docs do what stands beside them', async () => {
	const own = await sessionHouse(db, 'usage-samples');
	await own.client({ quota: 1000 });
	const sampleKey = `blc_live_${randomUUID()}`;
	await db.query('update public.api_keys set key_hash = $2 where reseller_id = $1', [
		...[own.resellerId, createHash('sha256').update(sampleKey).digest('hex')]
	]);
	const samples = samplesFor({
		...{ baseUrl: `${platform.apiUrl}/functions/v1/usage`, keyPrefix: null }
	});
	// What curl would send; what occurred on a day of the samples is too old by now.
	const run = async (sample: string) => {
		const [, url = ''] = /^curl '([^']+)'/.exec(sample) ?? [];
		const [, body] = /-d '([^']+)'/.exec(sample) ?? [];
		const response = await fetch(url, {
			...(body && { method: 'POST', body: body.replace(/2026-11-23T[^"]+/, hoursFromNow(-1)) }),
			headers: { authorization: `Bearer ${sampleKey}`, 'content-type': 'application/json' }
		});
		expect(response.status, url).toBe(200);
		return (await response.json()) as Record<string, unknown>;
	};
	const shape = (value: unknown): unknown =>
		Array.isArray(value)
			? value.map(shape)
			: value && typeof value === 'object'
				? Object.fromEntries(Object.entries(value).map(([name, member]) => [name, shape(member)]))
				: typeof value;
	for (const [sample, answer] of [
		[samples.single, samples.singleAnswer],
		[samples.batch, samples.batchAnswer],
		[samples.balance, samples.balanceAnswer]
	] as const)
		expect(shape(await run(sample))).toEqual(shape(JSON.parse(answer)));
	const outcomes = (JSON.parse(samples.batchAnswer).results as { outcome: string }[]).map(
		({ outcome }) => outcome
	);
	const { results } = (await run(samples.batch)) as { results: { outcome: string }[] };
	expect(outcomes).toEqual(['duplicate', 'accepted']);
	expect(results.map(({ outcome }) => outcome)).toEqual(['duplicate', 'duplicate']);
	expect(await run(samples.clients)).toMatchObject({ next_cursor: null });
	expect(await run(samples.days)).toMatchObject({ client_number: 1 });
});
