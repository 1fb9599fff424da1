import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { makeMember, type Member } from '../support/world.ts';
import { databaseConnection, databaseConnections, platform } from './platform.ts';
import { event, sessionHouse, type House, type MeteredClient } from './session-house.ts';

// What people see of sessions: announced with values of which the last one is never lost, and read by whoever may.

interface Meter {
	client_id: string;
	left: number | null;
	version: number;
}

const db = databaseConnection();
const pool = databaseConnections();
let house: House;
let owner: Member;

beforeAll(async () => {
	house = await sessionHouse(db, 'counters');
	owner = await staffOf(house);
});

async function staffOf({ resellerId }: House): Promise<Member> {
	const { rows } = await db.query('select slug from public.resellers where id = $1', [resellerId]);
	return makeMember(platform, 'owner of counters', `reseller/${rows[0].slug}`, {
		reseller_id: resellerId,
		role: 'owner'
	});
}

/** Clients with one user each, who is the same person. */
async function clientsWithUsers(count: number, of = house): Promise<MeteredClient[]> {
	const plan = await of.plan({ quota: 1000 });
	const clients: MeteredClient[] = [];
	for (let made = 0; made < count; made++) clients.push(await of.client(plan));
	const person = await makeMember(platform, 'user of many', 'none', null);
	await db.query(
		`insert into public.memberships (reseller_id, client_id, person_id, level)
		select $1, c.id, $2, 1 from unnest($3::uuid[]) c (id)`,
		[of.resellerId, person.personId, clients.map(({ clientId }) => clientId)]
	);
	return clients;
}

async function announced(
	topic: string
): Promise<Partial<Meter & { meters: Meter[]; many: true }>[]> {
	const { rows } = await db.query(
		`select payload from realtime.messages
		where topic like $1 || ':%' and payload ->> 'table' = 'session_meters' order by inserted_at, id`,
		[topic]
	);
	return rows.map(({ payload }) => payload);
}

/** Until nothing waits any more, as the function and the job do it. */
async function announceAll(of = house): Promise<void> {
	await expect
		.poll(async () => {
			await db.query('select public.announce_usage()');
			const { rows } = await db.query(
				'select count(*)::int as waiting from app.unannounced_meters where reseller_id = $1',
				[of.resellerId]
			);
			return rows[0].waiting;
		})
		.toBe(0);
}

async function metersOf(of = house): Promise<Map<string, Meter>> {
	const { rows } = await db.query<Meter>(
		`select client_id, (quota_left + extras_left)::int as left, version::int
		from public.session_meters where reseller_id = $1`,
		[of.resellerId]
	);
	return new Map(rows.map((meter) => [meter.client_id, meter]));
}

describe('however much is used, the last value of each counter is announced', () => {
	test('to the users of each client, also when more of them moved than are told at once', async () => {
		const clients = await clientsWithUsers(220);
		await house.use(clients.map(({ clientId }) => event(clientId, 7)));
		await announceAll();
		const { rows } = await db.query(
			`select distinct on (payload ->> 'client_id') payload from realtime.messages
			where topic like 'client:%' and payload ->> 'client_id' = any ($1) order by payload ->> 'client_id', (payload ->> 'version')::bigint desc`,
			[clients.map(({ clientId }) => clientId)]
		);
		const told = rows.map(({ payload }): Meter => payload);
		const meters = await metersOf();
		expect(told.map(({ client_id }) => client_id).sort()).toEqual(
			clients.map(({ clientId }) => clientId).sort()
		);
		for (const last of told) {
			expect(last).toMatchObject({ left: 993, version: meters.get(last.client_id)!.version });
		}
	});

	test('to the staff, of parallel senders, in a few messages', async () => {
		const own = await sessionHouse(db, 'counters-parallel');
		const plan = await own.plan({ quota: 1000 });
		const clients: MeteredClient[] = [];
		for (let made = 0; made < 20; made++) clients.push(await own.client(plan));
		await announceAll(own);
		const before = (await announced(`reseller:${own.resellerId}`)).length;
		const begun = performance.now();
		await Promise.all(
			Array.from({ length: 4 }, async (_, sender) => {
				for (let sent = 0; sent < 50; sent++) {
					const { clientId } = clients[(sent * 7 + sender * 5) % clients.length]!;
					await pool.query('select public.record_usage($1)', [
						JSON.stringify([{ key_hash: own.keyHash, events: [event(clientId)] }])
					]);
				}
			})
		);
		const took = performance.now() - begun;
		await announceAll(own);
		const messages = (await announced(`reseller:${own.resellerId}`)).slice(before);
		// Ten a second, and what was left to the end.
		expect(messages.length).toBeLessThanOrEqual(took / 100 + 10);
		const meters = await metersOf(own);
		expect([...meters.values()].reduce((sum, { left }) => sum + 1000 - left!, 0)).toBe(200);
		const told = new Map<string, Meter>();
		for (const meter of messages.flatMap((message) => message.meters ?? [])) {
			// Whoever listens goes by the version: here they stand by when their transactions began.
			if (meter.version > (told.get(meter.client_id)?.version ?? -1))
				told.set(meter.client_id, meter);
		}
		for (const [id, meter] of meters) expect(told.get(id)).toMatchObject(meter);
	});
});

describe('the overview of today', () => {
	test('sums up what all used, and names whose sessions are about to run out', async () => {
		const own = await sessionHouse(db, 'counters-today');
		const member = await staffOf(own);
		const today = async () => (await member.db.rpc('sessions_today').throwOnError()).data;
		expect(await today()).toMatchObject({ is_in_use: false, used_today: 0, near: 0, clients: [] });
		const plan = await own.plan({ quota: 100 });
		const [calm, low, out, saved] = [
			await own.client(plan),
			await own.client(plan),
			await own.client(plan),
			await own.client(plan)
		];
		await own.use([event(calm.clientId, 79), event(low.clientId, 85), event(out.clientId, 100)]);
		await own.use([event(saved.clientId, 90)]);
		await member.db
			.rpc('correct_sessions', {
				...{ request_id: randomUUID(), client_id: saved.clientId },
				...{ extras: 500, reason: 'Cortesia' }
			})
			.throwOnError();
		expect(await today()).toMatchObject({
			...{ is_in_use: true, used_today: 354, used_yesterday: 0, near: 2 },
			clients: [
				{ client_id: out.clientId, left: 0, granted: 100 },
				{ client_id: low.clientId, left: 15, granted: 100 }
			]
		});
	});

	test('counts each day as the days of the clients do, however many write at once', async () => {
		const { clientId } = await house.client({ quota: 1000 });
		await Promise.all(
			Array.from({ length: 12 }, () =>
				pool.query('select public.record_usage($1)', [
					JSON.stringify([
						{
							key_hash: house.keyHash,
							events: [event(clientId, 2), event(clientId, 1, { occurred_at: hoursAgo(30) })]
						}
					])
				])
			)
		);
		const { rows } = await db.query(
			`select d.on_date, sum(d.used)::int as used, (
				select sum(t.used)::int from app.session_totals t where t.reseller_id = $1 and t.on_date = d.on_date
			) as total from public.session_days d where d.reseller_id = $1 group by d.on_date`,
			[house.resellerId]
		);
		expect(rows.length).toBeGreaterThan(1);
		for (const { used, total } of rows) expect(total).toBe(used);
	});

	test('reads a few rows of indexes, whatever the size of the reseller', async () => {
		await db.query('set enable_seqscan = off');
		const { rows } = await db.query(
			`explain (format json, costs off)
			select q.client_id from public.session_quotas q
			where q.reseller_id = $1 and q.closed_at is null and q.alerted > 0
			order by q.alerted desc, q.ends_on limit 500`,
			[house.resellerId]
		);
		await db.query('reset enable_seqscan');
		expect(JSON.stringify(rows)).toContain('session_quotas_near');
		expect(JSON.stringify(rows)).not.toContain('"Sort"');
	});
});

test('the ledger names the plan whose quota was moved', async () => {
	const { clientId } = await house.client({ quota: 10 });
	await house.use([event(clientId, 4)]);
	const { data } = await owner.db.rpc('session_ledger', { client_id: clientId }).throwOnError();
	expect(data.rows).toMatchObject([
		{ kind: 'use', quota: -4, plan_name: expect.stringMatching(/^Plano /) },
		{ kind: 'grant', quota: 10, plan_name: expect.stringMatching(/^Plano /) }
	]);
});

test('a client is told why something came or went by itself, and not what the staff wrote', async () => {
	const { clientId } = await house.client({ quota: 10 });
	const user = await makeMember(platform, 'user of a counter', `client/${clientId}`, {
		...{ reseller_id: house.resellerId, client_id: clientId, level: 1 }
	});
	await owner.db
		.rpc('correct_sessions', {
			...{ request_id: randomUUID(), client_id: clientId },
			...{ extras: 5, reason: 'Reclamou muito' }
		})
		.throwOnError();
	await db.query(
		`select app.add_extras($1, $2, 'correction', -1, 'taken back', 'pack_taken_back')`,
		[house.resellerId, clientId]
	);
	const reasonsFor = async (member: Member) => {
		const { data } = await member.db.rpc('session_ledger', { client_id: clientId }).throwOnError();
		return data.rows.map(({ reason }: { reason: string | null }) => reason);
	};
	expect(await reasonsFor(owner)).toEqual(['pack_taken_back', 'Reclamou muito', null]);
	expect(await reasonsFor(user)).toEqual(['pack_taken_back', null, null]);
});

const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString();

describe('what is kept beside the ledger is proven', () => {
	/** What the check finds once something was changed behind its back. */
	async function foundAfter(of: House, change: string, values: unknown[]): Promise<string[]> {
		expect(await of.differences()).toEqual([]);
		await db.query('begin');
		try {
			await db.query(change, values);
			const found = (await of.differences()) as Record<string, string>[];
			return found.map(({ what, stands, ledger }) => `${what}: ${stands}, not ${ledger}`).sort();
		} finally {
			await db.query('rollback');
		}
	}

	test('day by day, though the sum be right', async () => {
		const own = await sessionHouse(db, 'counters-days');
		const { clientId } = await own.client({ quota: 1000 });
		const earlier = { occurred_at: hoursAgo(30) };
		await own.use([event(clientId, 5), event(clientId, 2, earlier)]);
		const found = await foundAfter(
			own,
			`update public.session_days set used = 7 - used where client_id = $1`,
			[clientId]
		);
		expect(found.filter((one) => one.startsWith('days: '))).toEqual([
			expect.stringMatching(/^days: \S+ 5, not \S+ 2$/),
			expect.stringMatching(/^days: \S+ 2, not \S+ 5$/)
		]);
	});

	test('what all used together', async () => {
		const own = await sessionHouse(db, 'counters-totals');
		const { clientId } = await own.client({ quota: 1000 });
		await own.use([event(clientId, 5)]);
		const today = await own.today();
		expect(
			await foundAfter(own, `update app.session_totals set used = 6 where reseller_id = $1`, [
				own.resellerId
			])
		).toEqual([`totals: ${today} 6, not ${today} 5`]);
		expect(
			await foundAfter(own, `delete from app.session_totals where reseller_id = $1`, [
				own.resellerId
			])
		).toEqual([`totals: , not ${today} 5`]);
	});

	test('what was billed of what went beyond', async () => {
		const own = await sessionHouse(db, 'counters-billed', '2026-03-31');
		const { clientId, subscriptionId } = await own.client(
			{ quota: 10, overage: 'bill', price: 15 },
			{ starts: -30, ends: 0 }
		);
		await own.use([event(clientId, 13)]);
		await own.moveClock(1);
		await own.roll();
		await db.query('select app.issue_invoices($1, app.today($1), array[$2::uuid])', [
			...[own.resellerId, subscriptionId]
		]);
		const ofQuota = `where subscription_id = $1 and overage > 0`;
		expect(
			await foundAfter(
				own,
				`update public.session_quotas set overage_billed = 2, is_unbilled = true ${ofQuota}`,
				[subscriptionId]
			)
		).toEqual(['billed overage: 2, not 3']);
		expect(
			await foundAfter(
				own,
				`update public.invoices set status = 'void', void_on = issued_on where subscription_id = $1`,
				[subscriptionId]
			)
		).toEqual([]);
	});

	test('and what a client used goes with it when it is deleted, whatever others use meanwhile', async () => {
		const own = await sessionHouse(db, 'counters-deleted');
		const member = await staffOf(own);
		const [stays, goes] = [await own.client({ quota: 1000 }), await own.client({ quota: 1000 })];
		const useOf = (clientId: string) =>
			pool.query('select public.record_usage($1)', [
				JSON.stringify([
					{
						key_hash: own.keyHash,
						events: [event(clientId, 2), event(clientId, 1, { occurred_at: hoursAgo(30) })]
					}
				])
			]);
		await Promise.all([goes, stays, goes, stays].map(({ clientId }) => useOf(clientId)));
		const deleted = member.db
			.rpc('delete_client', { id: goes.clientId, typed_name: `Cliente ${goes.number}` })
			.throwOnError();
		await Promise.all([deleted, ...Array.from({ length: 8 }, () => useOf(stays.clientId))]);
		const { data } = await member.db.rpc('sessions_today').throwOnError();
		expect(data.used_today).toBe(20);
		expect(await own.differences()).toEqual([]);
		await member.db
			.rpc('delete_client', { id: stays.clientId, typed_name: `Cliente ${stays.number}` })
			.throwOnError();
		expect(await own.differences()).toEqual([]);
		const { rows } = await db.query('select from app.session_totals where reseller_id = $1', [
			own.resellerId
		]);
		expect(rows).toEqual([]);
	});
});
