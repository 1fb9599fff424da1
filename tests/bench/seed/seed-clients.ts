import type pg from 'pg';
import { bookOfClients, bookOfInvoices, helpers, plans, tables } from './client-statements.ts';

export interface ClientSeed {
	resellerId: string;
	/** How many clients are added; the reseller must not have any yet. */
	clients: number;
	/** Monthly invoices of a client who was there long enough, the newest of this month. Default 2. */
	invoicesPerClient?: number;
	/** Others work on the same tables meanwhile, whom a dropped index would keep waiting. */
	besideOthers?: boolean;
}

/** Rows that were written, by table. */
export type SeedCounts = Record<string, number>;

/**
 * A book of clients with phones, plans, subscriptions, suspensions, invoices, lines and payments, and the read model of the
 * list, by one statement per table: a hundred thousand clients take seconds. Always the same for the same reseller id and day.
 *
 * Of a hundred clients 60 are companies, 8 are paid for by the agency, 35 pay through the gateway; 88 have an active
 * subscription, 4 a suspended, 3 a pending one, 5 none; about 10 are behind; 2 are archived, 1 is held. Constraints hold, but no trigger runs: nothing is announced, audited or mailed, and that
 * foreign keys hold is this file's word.
 * @param db as superuser, since only that may silence triggers
 */
export async function seedClients(db: pg.Client, seed: ClientSeed): Promise<SeedCounts> {
	const { resellerId, clients, invoicesPerClient = 2, besideOthers } = seed;
	const counts: SeedCounts = {};
	await db.query('begin');
	try {
		await db.query('set local session_replication_role = replica');
		// What is looked for by its letters is indexed in few large pieces rather than many small ones.
		await db.query(`set local gin_pending_list_limit = '32MB'`);
		await db.query(`set local work_mem = '256MB'`);
		await db.query('set local jit = off');
		await db.query(helpers);
		await db.query(plans, [resellerId]);
		await db.query(bookOfClients(resellerId, clients));
		// Without figures about the books the planner loops.
		await db.query('analyze book');
		await db.query(bookOfInvoices(invoicesPerClient));
		await db.query('analyze owed');
		const fill = async () => {
			for (const [table, statement] of Object.entries(tables))
				counts[table] = (await db.query(statement)).rowCount ?? 0;
		};
		if (clients < 20_000 || besideOthers) await fill();
		else await withoutIndexes(db, Object.keys(tables), fill);
		await db.query('commit');
	} catch (error) {
		await db.query('rollback');
		throw error;
	}
	return counts;
}

/** Many rows are indexed in one go several times faster than one by one. Unique indexes stay. */
async function withoutIndexes(
	db: pg.Client,
	among: string[],
	work: () => Promise<void>
): Promise<void> {
	const { rows: indexes } = await db.query<{ name: string; definition: string }>(
		`select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as definition
		from pg_index i join unnest($1::text[]) t (name) on i.indrelid = t.name::regclass
		where not i.indisunique`,
		[among]
	);
	for (const { name } of indexes) await db.query(`drop index ${name}`);
	await work();
	await db.query(`set local maintenance_work_mem = '1GB'`);
	for (const { definition } of indexes) await db.query(definition);
}

/** What autovacuum would do some minutes after the seeding, in the middle of a measurement. */
export async function settle(db: pg.Client): Promise<void> {
	await db.query('vacuum analyze');
	await db.query('checkpoint');
}
