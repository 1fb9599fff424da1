import { randomUUID } from 'node:crypto';
import { Pool, type Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { databaseConnection, platform } from './platform.ts';
import {
	commandOf,
	event,
	expectSound,
	sessionHouse,
	type House,
	type UseResult
} from './session-house.ts';

// Many senders at the same moment: each event counts once, whoever brings it, and nobody waits for ever.

const db = databaseConnection();
const pool = new Pool({ connectionString: platform.databaseUrl, max: 8 });
afterAll(() => pool.end());
let house: House;

beforeAll(async () => {
	house = await sessionHouse(db, 'parallel');
});

const send = async (events: object[], keyHash = house.keyHash): Promise<UseResult[]> => {
	const { rows } = await pool.query('select public.record_usage($1) as answer', [
		JSON.stringify([{ key_hash: keyHash, events }])
	]);
	return rows[0].answer[0].results;
};

const count = (results: UseResult[][], outcome: string) =>
	results.flat().filter((result) => result.outcome === outcome).length;

const eight = Array.from({ length: 8 }, (_, at) => at);

test('eight senders on one client: the quota is used to the last one, and not once more', async () => {
	const { clientId } = await house.client({ quota: 300 });
	const results = await Promise.all(
		eight.flatMap(() =>
			Array.from({ length: 5 }, () => send(Array.from({ length: 10 }, () => event(clientId))))
		)
	);
	expect(count(results, 'accepted')).toBe(300);
	expect(count(results, 'refused')).toBe(100);
	expect(await house.meter(clientId)).toMatchObject({ quota: 0, left: 0 });
	await expectSound(house);
});

test('the same events from eight senders count once', async () => {
	const { clientId } = await house.client({ quota: 1000 });
	const other = await house.client({ quota: 1000 });
	const events = Array.from({ length: 50 }, (_, at) =>
		event(at % 2 ? clientId : other.clientId, 1 + (at % 3))
	);
	const results = await Promise.all(
		eight.map((at) => send([...events.slice(at), ...events.slice(0, at)]))
	);
	expect(count(results, 'accepted')).toBe(50);
	expect(count(results, 'duplicate')).toBe(350);
	const total = events.reduce((sum, { quantity }) => sum + quantity, 0);
	const [one, two] = [await house.meter(clientId), await house.meter(other.clientId)];
	expect(2000 - one.quota - two.quota).toBe(total);
	await expectSound(house);
});

test('many clients in any order: sums are exact, and nobody blocks another for good', async () => {
	const clients = await Promise.all(
		Array.from({ length: 1 }, async () => {
			const made = [];
			for (let at = 0; at < 12; at++) made.push(await house.client({ quota: 10_000 }));
			return made;
		})
	).then((lists) => lists.flat());
	const sent = new Map<string, number>();
	const batches = eight.flatMap((sender) =>
		Array.from({ length: 6 }, (_, batch) =>
			Array.from({ length: 40 }, (_, at) => {
				const { clientId } =
					clients[(sender * 7 + batch * 5 + at * (sender + 1)) % clients.length]!;
				const quantity = 1 + ((sender + at) % 4);
				sent.set(clientId, (sent.get(clientId) ?? 0) + quantity);
				return event(clientId, quantity);
			})
		)
	);
	const results = await Promise.all(batches.map((events) => send(events)));
	expect(count(results, 'accepted')).toBe(batches.flat().length);
	for (const { clientId } of clients)
		expect((await house.meter(clientId)).quota).toBe(10_000 - (sent.get(clientId) ?? 0));
	await expectSound(house);
});

test('one key for several clients at once: the first has it, the others are told', async () => {
	const clients = [];
	for (let at = 0; at < 8; at++) clients.push(await house.client({ quota: 100 }));
	const keys = Array.from({ length: 10 }, () => randomUUID());
	const results = await Promise.all(
		clients.map(({ clientId }, at) =>
			// Each in another order, so that they would wait for each other in a ring.
			send([...keys.slice(at), ...keys.slice(0, at)].map((key) => event(clientId, 1, { key })))
		)
	);
	expect(count(results, 'accepted')).toBe(10);
	expect(results.flat().filter(({ code }) => code === 'event_key_reused')).toHaveLength(70);
	const meters = await Promise.all(clients.map(({ clientId }) => house.meter(clientId)));
	expect(meters.reduce((sum, { quota }) => sum + 100 - quota, 0)).toBe(10);
	await expectSound(house);
});

test('use goes on while subscriptions change, packs come and the list is brought up to date', async () => {
	const { clientId, subscriptionId } = await house.client({ quota: 100_000 });
	const plans = [await house.plan({ quota: 90_000 }), await house.plan({ quota: 120_000 })];
	const uses = eight.flatMap(() =>
		Array.from({ length: 4 }, () => send(Array.from({ length: 20 }, () => event(clientId))))
	);
	const changes = Array.from({ length: 8 }, (_, at) =>
		pool.query(`update public.subscriptions set plan_version_id = $2 where id = $1`, [
			subscriptionId,
			plans[at % 2]
		])
	);
	const packs = Array.from({ length: 5 }, () =>
		pool.query(`select app.add_extras($1, $2, 'grant', 10, $3)`, [
			...[house.resellerId, clientId, randomUUID()]
		])
	);
	const command = await commandOf(db, 'tend-sessions');
	const tend = () => pool.query(command);
	const tending = Array.from({ length: 5 }, tend);
	const results = await Promise.all(uses);
	await Promise.all([...changes, ...packs, ...tending]);
	expect(count(results, 'accepted')).toBe(640);
	expect(await house.meter(clientId)).toMatchObject({ extras: 50 });
	await tend();
	await expectSound(house);
});

test('the period rolls over in the midst of it, once', async () => {
	const own = await sessionHouse(db, 'rolling', '2026-03-31');
	const { clientId } = await own.client({ quota: 100_000 }, { starts: -30, ends: 0 });
	const burst = () =>
		eight.map(() =>
			send(
				Array.from({ length: 25 }, () => event(clientId)),
				own.keyHash
			)
		);
	const before = burst();
	const move = own.moveClock(1);
	const after = burst();
	const rolls = eight.map(() =>
		pool.query('select app.roll_sessions($1, app.today($1), 100)', [own.resellerId])
	);
	const results = await Promise.all([...before, ...after]);
	await Promise.all([move, ...rolls]);
	await own.use([event(clientId)]);
	expect(count(results, 'accepted')).toBe(400);
	const { rows } = await db.query(
		`select count(*)::int as grants, sum(quota)::int as granted from public.session_entries where client_id = $1 and kind = 'grant'`,
		[clientId]
	);
	expect(rows).toEqual([{ grants: 2, granted: 200_000 }]);
	const { rows: used } = await db.query(
		`select -sum(quota)::int as used from public.session_entries where client_id = $1 and kind = 'use'`,
		[clientId]
	);
	expect(used).toEqual([{ used: 401 }]);
	await expectSound(own);
});

test('what is told of a quota while its invoice is being written waits for the next one', async () => {
	const own = await sessionHouse(db, 'told-late', '2026-03-31');
	const { clientId, subscriptionId } = await own.client(
		{ quota: 10, overage: 'bill', price: 15 },
		{ starts: -30, ends: 0 }
	);
	await own.use([event(clientId, 10)]);
	await own.moveClock(1);
	await own.roll();
	const issue = (connection: Client | Pool) =>
		connection.query('select app.issue_invoices($1, app.today($1), array[$2::uuid])', [
			...[own.resellerId, subscriptionId]
		]);
	const linesOfOverage = async () =>
		(
			await db.query(
				`select l.quantity from public.invoice_lines l where l.reseller_id = $1 and l.kind = 'session_overage'`,
				[own.resellerId]
			)
		).rows;
	await issue(db);
	// Somebody else takes a number, and takes his time.
	await db.query('begin');
	await db.query(`select app.next_number($1, 'invoice', 0)`, [own.resellerId]);
	const issued = issue(pool);
	await somebodyWaitsFor(db);
	const yesterday = new Date(Date.now() - 86_400_000).toISOString();
	const late = await send([event(clientId, 7, { occurred_at: yesterday })], own.keyHash);
	expect(late.map(({ outcome }) => outcome)).toEqual(['accepted']);
	await db.query('rollback');
	await issued;
	expect(await linesOfOverage()).toEqual([]);
	await expectSound(own);
	await issue(db);
	expect(await linesOfOverage()).toEqual([{ quantity: 7 }]);
	await expectSound(own);
});

test.each(['first', 'second'])(
	'whoever reports use waits for no roll of another reseller: that of the %s is held up',
	async (heldUp) => {
		const houses = await Promise.all(
			['first', 'second'].map((name) => sessionHouse(db, name, '2026-03-31'))
		);
		const metered = await Promise.all(
			houses.map((own) => own.client({ quota: 10 }, { starts: -30, ends: 0 }))
		);
		const held = heldUp === 'first' ? 0 : 1;
		await Promise.all(houses.map((own) => own.moveClock(1)));
		const roll = await commandOf(db, 'roll-sessions');
		await db.query('begin');
		await db.query('select from public.session_meters where client_id = $1 for update', [
			metered[held]!.clientId
		]);
		const rolled = pool.query(roll);
		try {
			await somebodyWaitsFor(db);
			const free = 1 - held;
			const results = await Promise.race([
				send([event(metered[free]!.clientId)], houses[free]!.keyHash),
				rolled.then(() => [])
			]);
			expect(results.map(({ outcome }) => outcome)).toEqual(['accepted']);
		} finally {
			await db.query('rollback');
		}
		await rolled;
		for (const own of houses) {
			await own.roll();
			await expectSound(own);
		}
	},
	30_000
);

async function somebodyWaitsFor(holder: Client): Promise<void> {
	const { rows } = await holder.query('select pg_backend_pid() as pid');
	await expect
		.poll(async () => {
			const waiting = await pool.query(
				'select pid from pg_stat_activity where $1 = any (pg_blocking_pids(pid))',
				[rows[0].pid]
			);
			return waiting.rowCount;
		})
		.toBeGreaterThan(0);
}
