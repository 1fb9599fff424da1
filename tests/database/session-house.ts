import { createHash, randomUUID } from 'node:crypto';
import type { Client, Pool } from 'pg';
import { expect } from 'vitest';

// Clients whose use is metered, made straight in the tables: what is tested is what becomes of it from there.

export interface Terms {
	quota: number | null;
	overage?: 'block' | 'bill' | 'cap';
	cap?: number;
	price?: number;
}

export interface MeteredClient {
	clientId: string;
	number: number;
	subscriptionId: string;
}

export interface House {
	resellerId: string;
	keyHash: string;
	/** The first day of the reseller's calendar, as its clock stands. */
	today(): Promise<string>;
	plan(terms: Terms): Promise<string>;
	client(
		terms: Terms | string | null,
		period?: { starts: number; ends: number; status?: string }
	): Promise<MeteredClient>;
	subscribe(
		clientId: string,
		terms: Terms | string,
		period?: { starts: number; ends: number; status?: string }
	): Promise<string>;
	use(events: object[]): Promise<UseResult[]>;
	meter(clientId: string): Promise<Meter>;
	differences(): Promise<unknown[]>;
	/** The night to that day, counted from now. */
	moveClock(days: number): Promise<void>;
	/** What the job does at midnight; the night's run comes hours later. */
	roll(): Promise<void>;
}

export interface UseResult {
	key: string;
	outcome: 'accepted' | 'duplicate' | 'refused';
	code?: string;
	client_id: string | null;
	quota_left: number | null;
	extras_left: number | null;
	overage: number | null;
}

export interface Meter {
	quota: number;
	extras: number;
	overage: number;
	left: number | null;
}

export async function sessionHouse(db: Client, name: string, testClock?: string): Promise<House> {
	const slug = `${name}-${randomUUID().slice(0, 8)}`;
	const one = async <Row>(sql: string, values: unknown[]): Promise<Row> =>
		(await db.query(sql, values)).rows[0];
	const { id: resellerId } = await one<{ id: string }>(
		'insert into public.resellers (slug, name, test_clock_on) values ($1, $1, $2) returning id',
		[slug, testClock ?? null]
	);
	const keyHash = createHash('sha256').update(slug).digest('hex');
	await db.query(
		`insert into public.api_keys (reseller_id, name, prefix, key_hash, scopes)
		values ($1, 'Chat', 'blc_live', $2, '{usage.write,usage.read}')`,
		[resellerId, keyHash]
	);
	let number = 0;

	const house: House = {
		resellerId,
		keyHash,
		today: async () =>
			(await one<{ today: string }>('select app.today($1)::text as today', [resellerId])).today,
		async plan({ quota, overage = 'block', cap, price }) {
			const { id } = await one<{ id: string }>(
				'insert into public.plans (reseller_id, name) values ($1, $2) returning id',
				[resellerId, `Plano ${randomUUID().slice(0, 8)}`]
			);
			const version = await one<{ id: string }>(
				`insert into public.plan_versions (
					reseller_id, plan_id, monthly_price_cents, session_quota, session_overage, overage_cap, overage_price_cents
				) values ($1, $2, 10000, $3, $4, $5, $6) returning id`,
				[
					...[resellerId, id, quota, overage, cap ?? null],
					overage === 'block' ? null : (price ?? 10)
				]
			);
			return version.id;
		},
		async client(terms, period) {
			number += 1;
			const { id: clientId } = await one<{ id: string }>(
				`insert into public.clients (reseller_id, number, name, person_type, payer, collection)
				values ($1, $2, $3, 'company', 'client', 'informal') returning id`,
				[resellerId, number, `Cliente ${number}`]
			);
			const subscriptionId = terms === null ? '' : await house.subscribe(clientId, terms, period);
			return { clientId, number, subscriptionId };
		},
		async subscribe(
			clientId,
			terms,
			{ starts, ends, status = 'active' } = { starts: -10, ends: 19 }
		) {
			const version = typeof terms === 'string' ? terms : await house.plan(terms);
			const { id } = await one<{ id: string }>(
				`insert into public.subscriptions (
					reseller_id, client_id, plan_version_id, status, activation, interval_months, due_day, started_on, next_period_on, period_day
				) select $1, $2, $3, $4, 'now', 1, 5, t.today + $5::integer, t.today + $6::integer + 1, extract(day from t.today + $6::integer + 1)
				from (select app.today($1) as today) t returning id`,
				[resellerId, clientId, version, status, starts, ends]
			);
			return id;
		},
		async use(events) {
			const { answer } = await one<{ answer: { results: UseResult[] }[] }>(
				'select public.record_usage($1) as answer',
				[JSON.stringify([{ key_hash: keyHash, events }])]
			);
			return answer[0]!.results;
		},
		async meter(clientId) {
			const { rows } = await db.query(
				`select m.quota_left::int as quota, m.extras_left::int as extras, m.overage::int as overage,
					case when m.is_metered then (m.quota_left + m.extras_left)::int end as left
				from public.session_meters m where m.client_id = $1`,
				[clientId]
			);
			return rows[0] ?? { quota: 0, extras: 0, overage: 0, left: null };
		},
		differences: async () =>
			(await db.query('select * from app.check_sessions($1)', [resellerId])).rows,
		async moveClock(days) {
			await db.query(
				`update public.resellers set test_clock_on = coalesce(test_clock_on, app.today(id)) + $2::integer where id = $1`,
				[resellerId, days]
			);
		},
		async roll() {
			// Whom another job holds at that moment is left to the next time.
			const left = async () => {
				await db.query('select app.roll_sessions($1, app.today($1), 100)', [resellerId]);
				const { rows } = await db.query('select * from app.plan_rolls($1, app.today($1))', [
					resellerId
				]);
				return rows;
			};
			await expect.poll(left).toEqual([]);
		}
	};
	return house;
}

export const event = (clientId: string, quantity = 1, more: object = {}) => ({
	key: randomUUID(),
	client_id: clientId,
	quantity,
	...more
});

/** What became of each, in short: the outcome, or the code of the refusal. */
export const outcomes = (results: UseResult[]) =>
	results.map(({ outcome, code }) => code ?? outcome);

/** So many hours from now, as a sender writes it. */
export const hoursFromNow = (hours: number) =>
	new Date(Date.now() + hours * 3_600_000).toISOString();

/** What a job runs, as the scheduler has it. */
export async function commandOf(db: Client | Pool, job: string): Promise<string> {
	const { rows } = await db.query('select command from cron.job where jobname = $1', [job]);
	return rows[0].command;
}

export async function expectSound(house: House): Promise<void> {
	expect(await house.differences()).toEqual([]);
}

/** Rows of the ledger of a client, in the order they were written. */
export async function ledgerOf(db: Client | Pool, clientId: string) {
	const { rows } = await db.query(
		`select kind, quota, extras, overage, unmetered from public.session_entries where client_id = $1 order by id`,
		[clientId]
	);
	return rows.map(({ kind, quota, extras, overage, unmetered }) =>
		[kind, quota, extras, overage, unmetered].join(' ')
	);
}
