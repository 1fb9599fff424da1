import { createHash, randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { databaseConnection } from './platform.ts';
import {
	event,
	expectSound,
	hoursFromNow,
	ledgerOf,
	outcomes,
	sessionHouse,
	type House,
	type UseResult
} from './session-house.ts';

// One event after the other: what is taken from where, what is refused, what is a repetition.

const db = databaseConnection();
let house: House;

beforeAll(async () => {
	house = await sessionHouse(db, 'use');
});

const giveExtras = (clientId: string, extras: number) =>
	db.query(`select app.add_extras($1, $2, 'grant', $3, $4)`, [
		...[house.resellerId, clientId, extras, randomUUID()]
	]);

describe('what is taken from where', () => {
	test('the quota first, then extras, then nothing more', async () => {
		const { clientId } = await house.client({ quota: 5 });
		await giveExtras(clientId, 3);
		expect(await house.meter(clientId)).toEqual({ quota: 5, extras: 3, overage: 0, left: 8 });
		expect(outcomes(await house.use([event(clientId, 4)]))).toEqual(['accepted']);
		expect(outcomes(await house.use([event(clientId, 3)]))).toEqual(['accepted']);
		expect(await house.meter(clientId)).toEqual({ quota: 0, extras: 1, overage: 0, left: 1 });
		// An event is taken whole or not at all; a smaller one after it may still be taken.
		expect(outcomes(await house.use([event(clientId, 2), event(clientId, 1)]))).toEqual([
			'sessions_exhausted',
			'accepted'
		]);
		expect(await ledgerOf(db, clientId)).toEqual([
			'grant 5 0 0 0',
			'grant 0 3 0 0',
			...['use -4 0 0 0', 'use -1 0 0 0', 'use 0 -2 0 0', 'use 0 -1 0 0']
		]);
		await expectSound(house);
	});

	test('what goes beyond is counted apart where the plan bills it', async () => {
		const { clientId } = await house.client({ quota: 2, overage: 'bill', price: 25 });
		const [result] = await house.use([event(clientId, 7)]);
		expect(result).toMatchObject({ outcome: 'accepted', quota_left: 0, overage: 5 });
		expect(await ledgerOf(db, clientId)).toEqual(['grant 2 0 0 0', 'use -2 0 0 0', 'use 0 0 5 0']);
		await expectSound(house);
	});

	test('up to the cap, and not one more', async () => {
		const { clientId } = await house.client({ quota: 1, overage: 'cap', cap: 3 });
		expect(
			outcomes(await house.use([event(clientId, 3), event(clientId, 2), event(clientId, 1)]))
		).toEqual(['accepted', 'sessions_exhausted', 'accepted']);
		expect(outcomes(await house.use([event(clientId)]))).toEqual(['sessions_exhausted']);
		expect(await house.meter(clientId)).toMatchObject({ quota: 0, overage: 3 });
		await expectSound(house);
	});

	test('of two quotas the one that ends first', async () => {
		const { clientId } = await house.client({ quota: 4 }, { starts: -5, ends: 20 });
		const sooner = await house.subscribe(clientId, { quota: 3 }, { starts: -20, ends: 2 });
		await house.use([event(clientId, 4)]);
		const { rows } = await db.query(
			'select subscription_id = $2 as sooner, quota_left::int as left from public.session_quotas where client_id = $1 order by 1',
			[clientId, sooner]
		);
		expect(rows).toEqual([
			{ sooner: false, left: 3 },
			{ sooner: true, left: 0 }
		]);
		await expectSound(house);
	});

	test('without a quota it is counted and never limited, and extras stay', async () => {
		const { clientId } = await house.client({ quota: null });
		await giveExtras(clientId, 2);
		expect(outcomes(await house.use([event(clientId, 1000)]))).toEqual(['accepted']);
		expect(await house.meter(clientId)).toEqual({ quota: 0, extras: 2, overage: 0, left: null });
		expect((await ledgerOf(db, clientId)).at(-1)).toBe('use 0 0 0 1000');
		await expectSound(house);
	});

	test('beside a plan without quota what a quota does not cover is free', async () => {
		const { clientId } = await house.client({ quota: 2 });
		await house.subscribe(clientId, { quota: null });
		await giveExtras(clientId, 1);
		expect(outcomes(await house.use([event(clientId, 5)]))).toEqual(['accepted']);
		expect(await ledgerOf(db, clientId)).toEqual([
			...['grant 2 0 0 0', 'grant 0 1 0 0', 'use -2 0 0 0', 'use 0 0 0 3']
		]);
		await expectSound(house);
	});

	test('nothing runs, nothing is used: not even extras', async () => {
		const { clientId } = await house.client(null);
		await giveExtras(clientId, 9);
		expect(outcomes(await house.use([event(clientId)]))).toEqual(['subscription_not_active']);
		const waiting = await house.client({ quota: 5 }, { starts: 0, ends: 29, status: 'pending' });
		expect(outcomes(await house.use([event(waiting.clientId)]))).toEqual([
			'subscription_not_active'
		]);
		await expectSound(house);
	});
});

describe('what is refused', () => {
	test.each([
		['without a key', { key: undefined }, 'event_key_invalid'],
		['with an empty key', { key: '' }, 'event_key_invalid'],
		['with a blank in its key', { key: 'a b' }, 'event_key_invalid'],
		['with a key that is no text', { key: 5 }, 'event_key_invalid'],
		['with a key beyond ASCII', { key: 'ação' }, 'event_key_invalid'],
		['with too long a key', { key: 'k'.repeat(201) }, 'event_key_invalid'],
		['of nothing', { quantity: 0 }, 'event_quantity_invalid'],
		['of less than nothing', { quantity: -1 }, 'event_quantity_invalid'],
		['of a part', { quantity: 1.5 }, 'event_quantity_invalid'],
		['of too much', { quantity: 1_000_001 }, 'event_quantity_invalid'],
		['of a word', { quantity: '3' }, 'event_quantity_invalid'],
		['at no time', { occurred_at: 'yesterday' }, 'event_time_invalid'],
		['at a time without a zone', { occurred_at: '2026-11-23T10:00:00' }, 'event_time_invalid'],
		['at an impossible time', { occurred_at: '2026-13-45T10:00:00Z' }, 'event_time_invalid'],
		['at infinity', { occurred_at: 'infinity' }, 'event_time_invalid'],
		['of nobody', { client_id: undefined }, 'client_not_found'],
		['of somebody else', { client_id: randomUUID() }, 'client_not_found'],
		['of no client', { client_id: 'x' }, 'client_not_found'],
		['of an unknown number', { client_id: undefined, client_number: 999 }, 'client_not_found']
	])('an event %s', async (_, wrong, code) => {
		const { clientId } = await house.client({ quota: 5 });
		const results = await house.use([{ ...event(clientId), ...wrong }, event(clientId)]);
		expect(outcomes(results)).toEqual([code, 'accepted']);
	});

	test('events that are none, without harm to the others', async () => {
		const { clientId } = await house.client({ quota: 5 });
		expect(outcomes(await house.use([7, null, 'x', [], event(clientId)] as object[]))).toEqual([
			...['event_key_invalid', 'event_key_invalid', 'event_key_invalid', 'event_key_invalid'],
			'accepted'
		]);
	});

	test('another reseller’s client', async () => {
		const other = await sessionHouse(db, 'other');
		const { clientId } = await other.client({ quota: 5 });
		expect(outcomes(await house.use([event(clientId)]))).toEqual(['client_not_found']);
		expect(await other.meter(clientId)).toMatchObject({ quota: 5 });
	});

	test('too early, too late, and the edges of both', async () => {
		const { clientId } = await house.client({ quota: 9 });
		const at = (hours: number) => event(clientId, 1, { occurred_at: hoursFromNow(hours) });
		expect(outcomes(await house.use([at(-71.9), at(-72.1), at(0.08), at(0.1)]))).toEqual([
			...['accepted', 'event_too_old', 'accepted', 'event_in_future']
		]);
	});

	test('a key that may not, beside one that may', async () => {
		const { clientId, number } = await house.client({ quota: 5 });
		const keys = await Promise.all(
			['revoked', 'expired', 'reading'].map(async (name) => {
				const hash = createHash('sha256').update(`${name} ${house.resellerId}`).digest('hex');
				await db.query(
					`insert into public.api_keys (reseller_id, name, prefix, key_hash, scopes, revoked_at, expires_on)
					values ($1, $2, 'blc', $3, $4, $5, $6)`,
					[
						...[house.resellerId, name, hash],
						name === 'reading' ? '{usage.read}' : '{usage.write}',
						name === 'revoked' ? new Date() : null,
						name === 'expired' ? '2020-01-01' : null
					]
				);
				return hash;
			})
		);
		const { rows } = await db.query('select public.record_usage($1) as answer', [
			JSON.stringify([
				...[...keys, 'unknown'].map((key_hash) => ({ key_hash, events: [event(clientId)] })),
				{ key_hash: house.keyHash, events: [{ key: randomUUID(), client_number: number }] },
				{ key_hash: house.keyHash, events: 'none' },
				{ key_hash: house.keyHash, events: [] }
			])
		]);
		expect(rows[0].answer).toEqual([
			{ refusal: { code: 'api_key_revoked', status: 401 } },
			{ refusal: { code: 'api_key_expired', status: 401 } },
			{ refusal: { code: 'api_key_scope_missing', status: 403 } },
			{ refusal: { code: 'api_key_invalid', status: 401 } },
			{ results: [expect.objectContaining({ outcome: 'accepted', quota_left: 4 })] },
			{ refusal: { code: 'input_invalid', status: 422 } },
			{ results: [] }
		]);
		expect(await house.meter(clientId)).toMatchObject({ quota: 4 });
	});
});

describe('what is a repetition', () => {
	test('the same key counts once, in one call or in many', async () => {
		const { clientId } = await house.client({ quota: 10 });
		const told = event(clientId, 2);
		expect(outcomes(await house.use([told, told, event(clientId), told]))).toEqual([
			...['accepted', 'duplicate', 'accepted', 'duplicate']
		]);
		const [again] = await house.use([told]);
		expect(again).toMatchObject({ outcome: 'duplicate', client_id: clientId, quota_left: 7 });
		expect(await house.meter(clientId)).toMatchObject({ quota: 7 });
		await expectSound(house);
	});

	test('the same key with another content is refused and never counted', async () => {
		const { clientId } = await house.client({ quota: 10 });
		const other = await house.client({ quota: 10 });
		const told = event(clientId, 2);
		expect(
			outcomes(
				await house.use([told, { ...told, quantity: 3 }, { ...told, client_id: other.clientId }])
			)
		).toEqual(['accepted', 'event_key_reused', 'event_key_reused']);
		expect(
			outcomes(
				await house.use([
					{ ...told, quantity: 3 },
					{ ...told, client_id: other.clientId }
				])
			)
		).toEqual(['event_key_reused', 'event_key_reused']);
		expect(await house.meter(other.clientId)).toMatchObject({ quota: 10 });
		expect(await house.meter(clientId)).toMatchObject({ quota: 8 });
	});

	test('what was split over quota, extras and overage is recognised as one', async () => {
		const { clientId } = await house.client({ quota: 1, overage: 'bill' });
		await giveExtras(clientId, 1);
		const told = event(clientId, 5);
		await house.use([told]);
		expect(outcomes(await house.use([told, { ...told, quantity: 1 }]))).toEqual([
			...['duplicate', 'event_key_reused']
		]);
		expect(await house.meter(clientId)).toEqual({ quota: 0, extras: 0, overage: 3, left: 0 });
	});

	test('what was refused was not recorded, and may be sent again', async () => {
		const { clientId } = await house.client({ quota: 1 });
		const told = event(clientId, 2);
		expect(outcomes(await house.use([told, told]))).toEqual([
			...['sessions_exhausted', 'sessions_exhausted']
		]);
		await giveExtras(clientId, 1);
		expect(outcomes(await house.use([told]))).toEqual(['accepted']);
	});

	test('an event of nobody takes its key from none that comes after it', async () => {
		const { clientId, number } = await house.client({ quota: 9 });
		const key = randomUUID();
		const good = event(clientId, 2, { key });
		const ofNobody = [
			{ key, client_number: 999_999 },
			{ key, client_id: randomUUID() },
			{ key, client_id: 'x' }
		];
		expect(outcomes(await house.use([...ofNobody, good, { ...good, quantity: 3 }, good]))).toEqual([
			...['client_not_found', 'client_not_found', 'client_not_found'],
			...['accepted', 'event_key_reused', 'duplicate']
		]);
		// From now on the key is somebody's, whoever it is said of.
		expect(outcomes(await house.use([...ofNobody.slice(1, 2), good]))).toEqual([
			...['event_key_reused', 'duplicate']
		]);
		// Requests that come at once are one call.
		const other = { key: randomUUID(), client_number: number };
		const { rows } = await db.query('select public.record_usage($1) as answer', [
			JSON.stringify([
				{ key_hash: house.keyHash, events: [{ ...other, client_number: 999_999 }] },
				{ key_hash: house.keyHash, events: [other] }
			])
		]);
		expect(
			rows[0].answer.flatMap(({ results }: { results: UseResult[] }) => outcomes(results))
		).toEqual(['client_not_found', 'accepted']);
		expect(await house.meter(clientId)).toMatchObject({ quota: 6 });
		await expectSound(house);
	});

	test('resellers choose keys by themselves', async () => {
		const other = await sessionHouse(db, 'other');
		const [one, two] = [await house.client({ quota: 2 }), await other.client({ quota: 2 })];
		const key = randomUUID();
		expect(outcomes(await house.use([event(one.clientId, 1, { key })]))).toEqual(['accepted']);
		expect(outcomes(await other.use([event(two.clientId, 1, { key })]))).toEqual(['accepted']);
	});
});
