import { randomUUID } from 'node:crypto';
import type { Client, Pool, PoolClient } from 'pg';

type Db = Client | Pool | PoolClient;

interface Wishes {
	settings?: Record<string, unknown>;
	client?: Record<string, unknown>;
	graceDays?: number;
	/** The due date; the invoice is issued ten days before it. */
	dueOn?: string;
}

/** One reseller with one client, one subscription, and its first invoice: made by SQL, so that its days are any days. */
export interface DunningHouse {
	resellerId: string;
	clientId: string;
	subscriptionId: string;
	invoiceId: string;
}

/** R$ 100,00 a month, from the 10th on unless told otherwise. */
export async function makeDunningHouse(db: Db, wishes: Wishes = {}): Promise<DunningHouse> {
	const resellerId = randomUUID();
	await db.query('insert into public.resellers (id, slug, name) values ($1, $2, $2)', [
		resellerId,
		`dunning-${resellerId.slice(0, 8)}`
	]);
	await insert(db, 'billing_settings', { reseller_id: resellerId, ...wishes.settings });
	return { resellerId, ...(await addClient(db, resellerId, wishes)) };
}

/** Another client of the same reseller, with subscription and invoice. */
export async function addClient(
	db: Db,
	resellerId: string,
	{ client = {}, graceDays = 0, dueOn = '2026-09-10' }: Wishes = {}
): Promise<Omit<DunningHouse, 'resellerId'>> {
	const clientId = randomUUID();
	await insert(db, 'clients', {
		...{ id: clientId, reseller_id: resellerId, name: 'Padaria' },
		...{ number: await nextNumber(db, resellerId), email: `${clientId}@client.example`, ...client }
	});
	const planId = randomUUID();
	const versionId = randomUUID();
	await insert(db, 'plans', { id: planId, reseller_id: resellerId, name: 'Fibra' });
	await insert(db, 'plan_versions', {
		...{ id: versionId, reseller_id: resellerId, plan_id: planId, version: 1 },
		...{ monthly_price_cents: 10000, grace_days: graceDays }
	});
	const subscriptionId = randomUUID();
	const day = Number(dueOn.slice(-2));
	await insert(db, 'subscriptions', {
		...{ id: subscriptionId, reseller_id: resellerId, client_id: clientId },
		...{ plan_version_id: versionId, status: 'active', interval_months: 1 },
		...{ due_day: day, period_day: day, started_on: dueOn, next_period_on: dueOn }
	});
	const { rows } = await db.query(
		'select (app.issue_invoices($1, $2::date - 10, array[$3]::uuid[]))[1] as id',
		[resellerId, dueOn, subscriptionId]
	);
	return { clientId, subscriptionId, invoiceId: rows[0].id };
}

/** What a night does, in the order of the run: reminders, ends of releases, notices, blocks. */
export async function night(db: Db, resellerId: string, onDate: string, howMany = 100) {
	const { rows } = await db.query(`select app.send_reminders($1, $2, $3) as reminded`, [
		resellerId,
		onDate,
		howMany
	]);
	const ended = await one(db, 'end_releases', resellerId, onDate, howMany);
	const notified = await one(db, 'notify_pending', resellerId, onDate, howMany);
	const blocked = await one(db, 'block_late', resellerId, onDate, howMany);
	return { reminded: rows[0].reminded as number, ended, notified, blocked };
}

/** What happened in which night, as "09-13 notified"; nights in which nothing did are not named. */
export async function nights(
	db: Db,
	resellerId: string,
	from: string,
	to: string
): Promise<string[]> {
	const told: string[] = [];
	for (const day of daysBetween(from, to)) {
		const did = await night(db, resellerId, day);
		for (const [what, count] of Object.entries(did))
			if (count) told.push(`${day.slice(5)} ${what}${count > 1 ? ` ${count}` : ''}`);
	}
	return told;
}

export function daysBetween(from: string, to: string): string[] {
	const days: string[] = [];
	for (let at = Date.parse(from); at <= Date.parse(to); at += 86_400_000)
		days.push(new Date(at).toISOString().slice(0, 10));
	return days;
}

/** Pays an invoice in full, made and known on that day. */
export async function pay(db: Db, { resellerId }: DunningHouse, invoiceId: string, on: string) {
	await db.query('update public.resellers set test_clock_on = $2 where id = $1', [resellerId, on]);
	await db.query(
		`select app.apply_payment($1, i.id, (app.invoice_charges(i, $3)).due_cents, 'pix', $3, 'manual')
		from public.invoices i where i.id = $2`,
		[resellerId, invoiceId, on]
	);
}

export async function subscriptionOf(db: Db, { subscriptionId }: DunningHouse) {
	const { rows } = await db.query(
		`select status, next_period_on::text as next, next_period_ends_on::text as ends
		from public.subscriptions where id = $1`,
		[subscriptionId]
	);
	return rows[0] as { status: string; next: string; ends: string | null };
}

export async function blocksOf(db: Db, { subscriptionId }: DunningHouse) {
	const { rows } = await db.query(
		`select invoice_id, blocked_on::text as "blockedOn", lifted_on::text as "liftedOn", lifted_reason as reason
		from public.subscription_blocks where subscription_id = $1 order by created_at, blocked_on`,
		[subscriptionId]
	);
	return rows;
}

/** The mails about an invoice but for the one it was issued with, as "overdue 2026-09-13". */
export async function mailsAbout(db: Db, invoiceId: string): Promise<string[]> {
	const { rows } = await db.query(
		`select template || coalesce(' ' || nullif(split_part(unique_key, ':', 3), ''), '') as mail
		from app.outbox where payload ->> 'invoice_id' = $1 and template <> 'invoice'
		order by split_part(unique_key, ':', 3), template`,
		[invoiceId]
	);
	return rows.map(({ mail }) => mail);
}

async function one(db: Db, name: string, ...given: unknown[]): Promise<number> {
	const { rows } = await db.query(`select app.${name}($1, $2, $3) as done`, given);
	return rows[0].done;
}

async function nextNumber(db: Db, resellerId: string): Promise<string> {
	const { rows } = await db.query("select app.next_number($1, 'client') as number", [resellerId]);
	return rows[0].number;
}

export async function insert(db: Db, table: string, row: Record<string, unknown>): Promise<void> {
	const columns = Object.keys(row);
	await db.query(
		`insert into public.${table} (${columns.join(', ')}) values (${columns.map((_, at) => `$${at + 1}`).join(', ')})`,
		Object.values(row)
	);
}
