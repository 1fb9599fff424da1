import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { adminOf, makeTenant, onboard, type Tenant } from '../support/world.ts';
import { holdOutbox } from './hold-outbox.ts';
import { databaseConnection, platform } from './platform.ts';

// The real worker is awake on this platform, so these rows are of a time when it is not due to look at them,
// and each test makes exactly its own row due, inside a transaction that nobody else sees.

const db = databaseConnection();
let tenant: Tenant;

beforeAll(async () => {
	tenant = await makeTenant(platform, 'outbox');
});

async function inTransaction<T>(work: () => Promise<T>): Promise<T> {
	await db.query('begin');
	try {
		await holdOutbox(db);
		// Nothing but the rows of this test is due.
		await db.query(
			`update app.outbox set due_at = now() + interval '1 day' where state in ('queued', 'sending')`
		);
		return await work();
	} finally {
		await db.query('rollback');
	}
}

async function queue(template = 'receipt'): Promise<string> {
	const { rows } = await db.query(
		`insert into app.outbox (kind, template, recipient, unique_key, payload)
		values ('email', $2, 'a@b.example', $1, '{}') returning id`,
		[randomUUID(), template]
	);
	return rows[0].id;
}

const take = async () => (await db.query('select * from public.take_emails(10, 60)')).rows;
const finish = async (id: string, lease: string, outcome: string) =>
	(
		await db.query('select public.finish_email($1, $2, $3, $4) as done', [
			id,
			lease,
			outcome,
			'because'
		])
	).rows[0].done;
const stateOf = async (id: string) =>
	(
		await db.query(
			'select state, attempts, due_at > now() as waits from app.outbox where id = $1',
			[id]
		)
	).rows[0];
const elapse = (id: string) => db.query(`update app.outbox set due_at = now() where id = $1`, [id]);

describe('a mail in the outbox', () => {
	test('is leased to one worker; only the holder of the lease can finish it, once', () =>
		inTransaction(async () => {
			const id = await queue();
			const [mail] = await take();
			expect(mail).toMatchObject({ id, attempts: 1 });
			expect(await take()).toEqual([]);
			expect(await finish(id, randomUUID(), 'sent')).toBe(false);
			expect(await finish(id, mail.lease, 'sent')).toBe(true);
			expect(await finish(id, mail.lease, 'sent')).toBe(false);
			expect(await stateOf(id)).toMatchObject({ state: 'sent' });
		}));

	test('whose worker was killed is given out again when the lease ends, under the same id', () =>
		inTransaction(async () => {
			const id = await queue();
			const [first] = await take();
			await elapse(id);
			const [second] = await take();
			expect(second).toMatchObject({ id, attempts: 2 });
			expect(await finish(id, first.lease, 'sent')).toBe(false);
			expect(await finish(id, second.lease, 'sent')).toBe(true);
		}));

	test('that cannot be delivered waits longer each time and is parked after ten tries', () =>
		inTransaction(async () => {
			const id = await queue();
			for (let attempt = 1; attempt <= 10; attempt++) {
				await elapse(id);
				const [mail] = await take();
				await finish(id, mail.lease, 'retry');
				expect(await stateOf(id)).toEqual({
					state: attempt < 10 ? 'queued' : 'parked',
					attempts: attempt,
					waits: true
				});
			}
			expect(await take()).toEqual([]);
		}));

	test('that somebody waits for goes before all that was queued earlier', () =>
		inTransaction(async () => {
			// More than a worker takes at once.
			for (let invoice = 0; invoice < 12; invoice++) await queue();
			const code = await queue('sign_in_code');
			await elapse(code);
			expect((await take()).map(({ id }) => id)).toContain(code);
		}));

	test('with a sign-in code that has run out is never sent', () =>
		inTransaction(async () => {
			const id = await queue();
			await db.query(
				`update app.outbox set template = 'sign_in_code', created_at = now() - interval '11 minutes', payload = '{"code":"123456"}' where id = $1`,
				[id]
			);
			expect(await take()).toEqual([]);
			const { rows } = await db.query('select state, payload from app.outbox where id = $1', [id]);
			expect(rows).toEqual([{ state: 'parked', payload: {} }]);
		}));
});

test('two workers at once never take the same mail', async () => {
	const admin = adminOf(platform);
	await Promise.all(
		Array.from({ length: 6 }, (_, index) => onboard(tenant.staff.owner.db, `Correio ${index}`))
	);
	const batches = await Promise.all(
		Array.from({ length: 6 }, () =>
			admin.rpc('take_emails', { batch_size: 2, lease_seconds: 1 }).throwOnError()
		)
	);
	const taken = batches.flatMap(({ data }) => data.map(({ lease }: { lease: string }) => lease));
	expect(new Set(taken).size).toBe(taken.length);
});

test("workers' functions are for the secret key alone", async () => {
	for (const member of [tenant.staff.owner, tenant.clientUser]) {
		const taken = await member.db.rpc('take_emails', { batch_size: 1, lease_seconds: 1 });
		expect([taken.status, taken.error?.code]).toEqual([403, '42501']);
	}
});

test('a client without an e-mail gets none, and nothing waits for it', async () => {
	const { owner } = tenant.staff;
	const id = randomUUID();
	const parts = {
		client: { name: 'Sem e-mail' },
		plan: { name: 'Plano', monthly_price_cents: 100 },
		terms: { interval_months: 1 }
	};
	for (const [part, answers] of Object.entries(parts)) {
		await owner.db.rpc('save_onboarding', { id, part, answers }).throwOnError();
	}
	const { data } = await owner.db.rpc('complete_onboarding', { id }).throwOnError();
	const mails = await owner.db
		.from('invoice_mails')
		.select('id')
		.eq('invoice_id', data.invoice_id)
		.throwOnError();
	expect(mails.data).toEqual([]);
});

test('an invitation that was revoked while its mail waited is not sent any more', () =>
	inTransaction(async () => {
		const { rows } = await db.query(
			`insert into app.outbox (kind, template, recipient, unique_key, payload)
			values ('email', 'invitation', 'a@b.example', $1, jsonb_build_object('invitation_id', $2::text, 'link', 'https://x'))
			returning id`,
			[randomUUID(), tenant.invitationId]
		);
		await db.query('update public.invitations set revoked_at = now() where id = $1', [
			tenant.invitationId
		]);
		expect(await take()).toEqual([]);
		const { rows: left } = await db.query('select state, payload from app.outbox where id = $1', [
			rows[0].id
		]);
		expect(left).toEqual([{ state: 'parked', payload: { invitation_id: tenant.invitationId } }]);
	}));
