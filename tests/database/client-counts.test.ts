import { beforeAll, beforeEach, expect, test } from 'vitest';
import { makeTenant, type Tenant } from '../support/world.ts';
import { drawing, writeClientBook } from './client-book.ts';
import { databaseConnection, databaseConnections, platform } from './platform.ts';

// The totals of the list are kept, not counted: after whatever happened they are what counting gives.

const db = databaseConnection();
const others = databaseConnections();
let tenant: Tenant;

beforeAll(async () => {
	tenant = await makeTenant(platform, 'counted');
	await writeClientBook(db, tenant.resellerId, 120, drawing(11));
});
beforeEach(async () => {
	expect(await kept()).toEqual(await counted());
});

const grouping = `select status, is_suspended, due_key::text`;

async function kept(): Promise<unknown[]> {
	const { rows } = await db.query(
		`${grouping}, sum(clients)::int as clients from app.client_counts
		where reseller_id = $1 group by 1, 2, 3 having sum(clients) <> 0 order by 1, 2, 3`,
		[tenant.resellerId]
	);
	return rows;
}

async function counted(): Promise<unknown[]> {
	const { rows } = await db.query(
		`${grouping}, count(*)::int as clients from public.client_summaries
		where reseller_id = $1 group by 1, 2, 3 order by 1, 2, 3`,
		[tenant.resellerId]
	);
	return rows;
}

const changes = async () =>
	Number(
		(
			await db.query('select count(*) from app.client_counts where reseller_id = $1', [
				tenant.resellerId
			])
		).rows[0].count
	);

test('clients that come, change and go are counted, one by one and many at once', async () => {
	const of = [tenant.resellerId];
	await db.query(
		`update public.clients set archived_at = now() where reseller_id = $1 and number % 7 = 0`,
		of
	);
	expect(await kept()).toEqual(await counted());
	await db.query(
		`update public.clients set archived_at = null where reseller_id = $1 and number % 14 = 0`,
		of
	);
	expect(await kept()).toEqual(await counted());
	await db.query(
		`delete from public.clients c where c.reseller_id = $1
			and not exists (select from public.invoices i where i.client_id = c.id)
			and not exists (select from public.subscriptions b where b.client_id = c.id)`,
		of
	);
	expect(await kept()).toEqual(await counted());
});

test('what changes nothing that is counted leaves no trace', async () => {
	const before = await changes();
	await db.query(`update public.clients set city = 'Olinda' where reseller_id = $1`, [
		tenant.resellerId
	]);
	// A job folds them when they are many.
	expect(await changes()).toBeLessThanOrEqual(before);
});

test('a transaction that is given up has counted nothing', async () => {
	const before = await kept();
	await db.query('begin');
	await db.query('delete from public.client_summaries where reseller_id = $1', [tenant.resellerId]);
	expect(await kept()).toEqual([]);
	await db.query('rollback');
	expect(await kept()).toEqual(before);
});

test('folding keeps every sum, also while others write, and takes what adds up to nothing', async () => {
	const [writer, folder] = await Promise.all([others.connect(), others.connect()]);
	try {
		for (const archived of ['now()', 'null', 'now()'])
			await writer.query(
				`update public.clients set archived_at = ${archived} where reseller_id = $1 and number % 3 = 0`,
				[tenant.resellerId]
			);
		await writer.query('begin');
		await writer.query(
			`update public.clients set archived_at = null where reseller_id = $1 and number % 3 = 0`,
			[tenant.resellerId]
		);
		const before = await kept();
		const fold = () => folder.query('select app.fold_client_counts(1) as resellers');
		// None, as long as the job is at it.
		await expect.poll(async () => (await fold()).rows[0].resellers).toBeGreaterThan(0);
		// One row is left for each way to stand.
		expect(await kept()).toEqual(before);
		expect(await changes()).toBe(before.length);
		await writer.query('commit');
		expect(await kept()).toEqual(await counted());
	} finally {
		writer.release();
		folder.release();
	}
});

test('two who change different clients of one reseller do not wait for each other', async () => {
	const [one, other] = await Promise.all([others.connect(), others.connect()]);
	const archive = `update public.clients set archived_at = coalesce(archived_at, now()) where id =
		(select id from public.clients where reseller_id = $1 order by number limit 1 offset $2)`;
	try {
		await one.query('begin');
		await one.query(archive, [tenant.resellerId, 0]);
		await other.query(`set lock_timeout = '5s'`);
		await other.query(archive, [tenant.resellerId, 1]);
		await one.query('commit');
	} finally {
		await other.query('reset lock_timeout');
		one.release();
		other.release();
	}
	expect(await kept()).toEqual(await counted());
});
