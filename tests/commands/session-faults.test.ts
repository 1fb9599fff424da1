import { createHash, randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sessionHouse } from '../database/session-house.ts';
import { randomOf } from '../simulation/random.ts';
import {
	startKillablePlatform,
	type KillablePlatform,
	type Victim
} from '../support/killable-platform.ts';
import { startSenders, type SentEvent, type Senders } from './session-senders.ts';

// Programs report use without a pause while the function, the gateway with everything behind it and the database are killed
// and periods roll over. What was acknowledged counts once, what was not once or not at all, and every balance is the sum of
// its ledger. SESSION_KILLS=100 draws that many kills instead of the few of every day, and prints what came of it.

const kills = Number(process.env.SESSION_KILLS ?? 0);
const everyDay: Victim[] = ['function', 'database', 'function', 'platform', 'database'];
const random = randomOf(Number(process.env.SESSION_SEED ?? 7));
const victims: Victim[] = kills
	? Array.from({ length: kills }, () =>
			random.pick(['function', 'function', 'database', 'database', 'platform'] as const)
		)
	: everyDay;

const howMany = 8;
const mostUnderWay = howMany * 20;

let platform: KillablePlatform;
let resellerId: string;
let senders: Senders;
const recoveries: Record<Victim, number[]> = { function: [], platform: [], database: [] };

beforeAll(async () => {
	platform = await startKillablePlatform('usage');
});
afterAll(() => platform.clear());

/** On a connection of its own, again and again while the database is away. */
async function ask<Row extends object>(sql: string, values: unknown[]): Promise<Row[]> {
	let rows: Row[] = [];
	await expect
		.poll(
			async () => {
				const db = new Client({ connectionString: platform.access.databaseUrl });
				// The loss of the connection also fails what was asked over it.
				db.on('error', () => {});
				try {
					await db.connect();
					rows = (await db.query<Row>(sql, values)).rows;
					return 'answered';
				} catch (error) {
					// 57P: being shut down or starting; without a severity: no connection at all.
					const { severity, message } = error as { severity?: string; message: string };
					return severity === 'ERROR' ? message : 'away';
				} finally {
					await db.end().catch(() => {});
				}
			},
			{ timeout: 30_000, interval: 50 }
		)
		.toBe('answered');
	return rows;
}

/** A reseller with clients of every kind of plan, whose periods end on the days to come. @returns its key and its clients */
async function openDesk(): Promise<{ apiKey: string; clientIds: string[] }> {
	const db = new Client({ connectionString: platform.access.databaseUrl });
	await db.connect();
	try {
		const house = await sessionHouse(db, 'faults', '2026-01-20');
		const clientIds: string[] = [];
		for (let nth = 0; nth < 12; nth++) {
			const terms = [
				{ quota: 1_000_000 },
				{ quota: 60, overage: 'bill' as const },
				{ quota: null },
				{ quota: 1_000_000, overage: 'cap' as const, cap: 5 }
			];
			const { clientId } = await house.client(terms[nth % 4]!, { starts: -20, ends: nth % 5 });
			clientIds.push(clientId);
		}
		const apiKey = `blc_live_${randomBytes(20).toString('hex')}`;
		await db.query(
			`insert into public.api_keys (reseller_id, name, prefix, key_hash, scopes)
			values ($1, 'Faults', 'blc_live', $2, '{usage.write}')`,
			[house.resellerId, createHash('sha256').update(apiKey).digest('hex')]
		);
		({ resellerId } = house);
		return { apiKey, clientIds };
	} finally {
		await db.end();
	}
}

const turnDay = () =>
	ask('update public.resellers set test_clock_on = test_clock_on + 1 where id = $1', [resellerId]);

test(
	'senders go on while everything is killed under them and periods roll over',
	async () => {
		const { apiKey, clientIds } = await openDesk();
		senders = startSenders(`${platform.access.apiUrl}/functions/v1/usage`, apiKey, clientIds, {
			senders: howMany,
			random
		});
		await senders.progress(100);
		// Periods last a month: so many days are turned that each has rolled over at least once.
		const turns = Math.max(1, Math.ceil(40 / victims.length));
		for (const [nth, victim] of victims.entries()) {
			const killedAt = performance.now();
			await platform.kill(victim);
			// More than was under way, so that some of it was sent since.
			await senders.progress(mostUnderWay);
			recoveries[victim].push(performance.now() - killedAt);
			for (let turn = 0; turn < turns && nth * turns + turn < 45; turn++) {
				await turnDay();
				await senders.progress(random.between(1, 20));
			}
			await senders.progress(random.between(10, 60));
		}
		await senders.stop();
		expect(senders.refusals).toEqual([]);
	},
	60_000 + victims.length * 30_000
);

interface Counted {
	key: string;
	client_id: string;
	used: number;
	firsts: number;
}

async function ledger(): Promise<Map<string, Counted>> {
	const rows = await ask<Counted>(
		`select e.event_key as key, min(e.client_id::text) as client_id, sum(e.overage - e.quota - e.extras + e.unmetered)::int as used,
			count(*) filter (where e.part = 0)::int as firsts
		from public.session_entries e where e.reseller_id = $1 and e.kind = 'use' group by 1`,
		[resellerId]
	);
	return new Map(rows.map((row) => [row.key, row]));
}

const unitsOf = (events: Pick<SentEvent, 'quantity'>[]) =>
	events.reduce((sum, { quantity }) => sum + quantity, 0);

test('then what was acknowledged counts once, what was not once or not at all, and all of it adds up', async () => {
	const counted = await ledger();
	const isCountedOnce = ({ key, clientId, quantity }: SentEvent) => {
		const found = counted.get(key);
		return found?.client_id === clientId && found.used === quantity && found.firsts === 1;
	};
	const lost = senders.sent.filter(
		({ isAcknowledged, key }) => isAcknowledged && !counted.has(key)
	);
	const wrong = senders.sent.filter((event) => counted.has(event.key) && !isCountedOnce(event));
	const known = new Set(senders.sent.map(({ key }) => key));
	const strange = [...counted.keys()].filter((key) => !known.has(key));
	const inLedger = senders.sent.filter(({ key }) => counted.has(key));
	const unknown = senders.sent.filter(({ isAcknowledged }) => !isAcknowledged);
	const differences = await ask('select * from app.check_sessions($1)', [resellerId]);
	const [sums] = await ask<{ ledger: number; days: number; rolled: number; open: number }>(
		`select
			(select sum(e.overage - e.quota - e.extras + e.unmetered)::int from public.session_entries e
				where e.reseller_id = $1 and e.kind = 'use') as ledger,
			(select sum(d.used)::int from public.session_days d where d.reseller_id = $1) as days,
			count(*) filter (where q.closed_at is not null)::int as rolled, count(*) filter (where q.closed_at is null)::int as open
		from public.session_quotas q where q.reseller_id = $1`,
		[resellerId]
	);
	if (kills) {
		const longest = Object.entries(recoveries).map(
			([victim, times]) =>
				`${victim} ${times.length} times, again after at most ${Math.max(0, ...times).toFixed(0)} ms`
		);
		console.log(
			[
				`${victims.length} kills: ${longest.join('; ')}`,
				`${senders.sent.length} events, ${senders.acknowledged()} acknowledged; of ${unknown.length} not, ${unknown.filter(({ key }) => counted.has(key)).length} count`,
				`acknowledged and lost ${lost.length}, counted twice or wrongly ${wrong.length + strange.length}, unbalanced ${differences.length}; ${sums!.rolled} periods rolled over`
			].join('\n')
		);
	}
	expect(lost).toEqual([]);
	expect(wrong).toEqual([]);
	expect(strange).toEqual([]);
	expect(differences).toEqual([]);
	expect(sums).toMatchObject({ ledger: unitsOf(inLedger), days: unitsOf(inLedger), open: 9 });
	expect(sums!.rolled).toBeGreaterThanOrEqual(9);
});
