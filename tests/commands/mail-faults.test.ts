import { Pool } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openInbox, type Inbox, type ReceivedMail } from '../../supabase/local/mail/inbox.ts';
import { startThrowAwayPlatform, type ThrowAwayPlatform } from '../support/platform.ts';
import { ownChild } from '../support/processes.ts';
import { makeTenant, onboard, type Tenant } from '../support/world.ts';

// A client is taken on, and between that commit and the invoice in the inbox something is killed.
// The lease of a killed worker lasts a minute; the tests let it end at once, and only when its holder is dead.

const patience = { timeout: 60_000, interval: 25 };
const expected: string[] = [];
let platform: ThrowAwayPlatform;
let tenant: Tenant;
let inbox: Inbox;
let pool: Pool;

beforeAll(async () => {
	platform = await startThrowAwayPlatform();
	tenant = await makeTenant(platform, 'faults');
	inbox = openInbox(platform.inboxUrl);
	pool = new Pool({ connectionString: platform.databaseUrl, max: 2 });
	// The database is killed under it; `ask` asks again.
	pool.on('error', () => {});
});

afterAll(async () => {
	await pool.end();
	await platform.stop();
});

interface OutboxRow {
	id: string;
	recipient: string;
	state: string;
	attempts: number;
}

/** Asks the database, again and again while it is away. */
async function ask<Row extends object>(sql: string, values: unknown[] = []): Promise<Row[]> {
	let rows: Row[] = [];
	const answered = () =>
		pool.query<Row>(sql, values).then(
			(result) => ((rows = result.rows), true),
			(error: { severity?: string; code?: string }) => {
				// 57P: being shut down or starting; without a severity: no connection at all.
				if (error.severity === 'ERROR') throw error;
				return false;
			}
		);
	await expect.poll(answered, patience).toBe(true);
	return rows;
}

async function rowOf(invoiceId: string): Promise<OutboxRow> {
	const [row] = await ask<OutboxRow>(
		`select id, recipient, state, attempts from app.outbox where payload ->> 'invoice_id' = $1`,
		[invoiceId]
	);
	if (!row) throw new Error('the invoice has no mail');
	return row;
}

async function takeClientOn(): Promise<string> {
	const { invoiceId } = await onboard(tenant.staff.owner.db, `Cliente ${expected.length}`);
	expected.push(invoiceId);
	return invoiceId;
}

const becomes = async (invoiceId: string, state: string, within = patience) =>
	expect.poll(async () => (await rowOf(invoiceId)).state, within).toBe(state);

const isSent = (invoiceId: string) => becomes(invoiceId, 'sent');

/** The lease or the back-off of every waiting mail ends, and the sweep comes by. Only while no worker holds one. */
async function hurry(): Promise<void> {
	await ask(`update app.outbox set due_at = now() where state in ('queued', 'sending')`);
	await ask('select app.sweep_outbox()');
}

/**
 * A take that the dead worker had asked for may come just after the lease was ended, and begin another one for nobody:
 * then that one is ended too.
 */
async function isSentWhenHurried(invoiceId: string): Promise<void> {
	for (let time = 1; time <= 3; time++) {
		await hurry();
		const inTime = becomes(invoiceId, 'sent', { ...patience, timeout: 6_000 });
		if (await inTime.then(() => true).catch(() => false)) return;
	}
	await isSent(invoiceId);
}

/**
 * A database that dies between commit and answer leaves a lease that nobody knows of; by twelve seconds every report
 * of a living worker has been made or given up.
 */
async function isSentAtLast(invoiceId: string): Promise<void> {
	const inTime = becomes(invoiceId, 'sent', { ...patience, timeout: 12_000 });
	if (await inTime.then(() => true).catch(() => false)) return;
	await isSentWhenHurried(invoiceId);
}

/** An attempt that failed is made again after a pause, which ends here at once. */
async function isSentAfterPause(invoiceId: string): Promise<void> {
	const isTried = ({ state, attempts }: OutboxRow) =>
		state === 'sent' || (state === 'queued' && attempts > 0);
	await expect.poll(async () => isTried(await rowOf(invoiceId)), patience).toBe(true);
	await platformIsReady();
	await isSentWhenHurried(invoiceId);
}

const copiesOf = async (recipient: string): Promise<ReceivedMail[]> =>
	(await inbox.list().catch(() => [])).filter(({ recipients }) => recipients.includes(recipient));

async function arrives(invoiceId: string): Promise<void> {
	const { recipient } = await rowOf(invoiceId);
	await expect.poll(async () => (await copiesOf(recipient)).length, patience).toBeGreaterThan(0);
}

const kill = {
	worker: () => process.kill(ownChild('worker'), 'SIGKILL'),
	inbox: () => process.kill(ownChild('inbox'), 'SIGKILL'),
	database: () => process.kill(platform.stack.databasePid(), 'SIGKILL')
};

const platformIsReady = () =>
	expect.poll(async () => (await platform.stack.health()).ready, patience).toBe(true);

/** The worker is started by the request that needs it; every round begins with a living one. */
async function everythingRuns(): Promise<void> {
	await platformIsReady();
	await fetch(`${platform.apiUrl}/functions/v1/email/health`, {
		headers: { apikey: platform.publishableKey }
	});
}

/** With a silent inbox the mail stays between lease and delivery until `during` has done its work. */
async function whileSending(during: (invoiceId: string) => Promise<unknown>): Promise<string> {
	const silenced = ownChild('inbox');
	process.kill(silenced, 'SIGSTOP');
	try {
		const invoiceId = await takeClientOn();
		await becomes(invoiceId, 'sending');
		await during(invoiceId);
		return invoiceId;
	} finally {
		process.kill(silenced, 'SIGCONT');
	}
}

test('worker killed right after the commit', async () => {
	await everythingRuns();
	const invoiceId = await takeClientOn();
	kill.worker();
	await isSentWhenHurried(invoiceId);
});

test('worker killed while it sends', async () => {
	await everythingRuns();
	const invoiceId = await whileSending(async () => kill.worker());
	await isSentWhenHurried(invoiceId);
	expect((await rowOf(invoiceId)).attempts).toBeGreaterThan(1);
});

test('inbox killed right after the commit', async () => {
	await everythingRuns();
	const invoiceId = await takeClientOn();
	kill.inbox();
	await isSentAfterPause(invoiceId);
});

test('inbox killed while it is being sent to', async () => {
	await everythingRuns();
	await isSentAfterPause(await whileSending(async () => kill.inbox()));
});

test('inbox killed right after it took the mail', async () => {
	await everythingRuns();
	const invoiceId = await takeClientOn();
	await isSent(invoiceId);
	kill.inbox();
	await arrives(invoiceId);
});

test('database killed right after the commit', async () => {
	await everythingRuns();
	const invoiceId = await takeClientOn();
	kill.database();
	await platformIsReady();
	await isSentAtLast(invoiceId);
});

test('database killed while the mail is on its way: the report is made again', async () => {
	await everythingRuns();
	const invoiceId = await whileSending(async () => kill.database());
	await isSentAtLast(invoiceId);
});

test('everything killed while the mail is on its way', async () => {
	await everythingRuns();
	const invoiceId = await whileSending(async () => {
		kill.worker();
		kill.database();
		kill.inbox();
	});
	await platformIsReady();
	await isSentWhenHurried(invoiceId);
});

test('a mail that was taken but could not be reported is sent again as the same message', async () => {
	await everythingRuns();
	const holder = await pool.connect();
	holder.on('error', () => {});
	const invoiceId = await whileSending(async (id) => {
		// The report will have to wait for this transaction.
		await holder.query('begin');
		await holder.query(`select from app.outbox where payload ->> 'invoice_id' = $1 for update`, [
			id
		]);
	});
	await arrives(invoiceId);
	const reporting = async () => {
		const { rows } = await holder.query<{ pid: number }>(
			'select pid from pg_stat_activity where pg_backend_pid() = any (pg_blocking_pids(pid))'
		);
		return rows[0]?.pid;
	};
	await expect.poll(reporting, patience).toBeDefined();
	const backend = await reporting();
	kill.worker();
	// Takes all its kind with it, this transaction too: Postgres starts anew from its log.
	process.kill(backend!, 'SIGKILL');
	holder.release(true);
	await platformIsReady();
	await isSentWhenHurried(invoiceId);
	const { recipient } = await rowOf(invoiceId);
	await expect.poll(async () => (await copiesOf(recipient)).length, patience).toBe(2);
});

test('after all that every mail is there, none is open, and copies are the same message', async () => {
	const open = await ask(`select * from app.outbox where state <> 'sent'`);
	expect(open).toEqual([]);
	expect(expected.length).toBe(9);
	for (const invoiceId of expected) {
		const { id, recipient, attempts } = await rowOf(invoiceId);
		const copies = await copiesOf(recipient);
		expect(copies.length).toBeGreaterThan(0);
		expect(copies.length).toBeLessThanOrEqual(attempts);
		const ids = new Set(copies.map(({ headers }) => headers['message-id']));
		expect([...ids]).toEqual([expect.stringContaining(id)]);
	}
});
