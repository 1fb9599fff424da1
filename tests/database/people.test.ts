import { createClient } from '@supabase/supabase-js';
import { beforeAll, describe, expect, test } from 'vitest';
import {
	actingAs,
	makeMember,
	makeTenant,
	onboard,
	password,
	type Member,
	type Tenant
} from '../support/world.ts';
import { databaseConnection, platform } from './platform.ts';
import { askForCode } from './sign-in-code.ts';

const db = databaseConnection();
let tenant: Tenant;

beforeAll(async () => {
	tenant = await makeTenant(platform, 'people');
});

const newcomer = (role = 'admin') =>
	makeMember(
		platform,
		'newcomer',
		`reseller/${tenant.slug}`,
		{ reseller_id: tenant.resellerId, role },
		false
	);

const verify = async (member: Member, code: string) =>
	(await member.db.rpc('verify_sign_in_code', { code }).throwOnError()).data;

const wrong = (code: string) => (code === '000000' ? '000001' : '000000');

describe('the code of the first sign-in', () => {
	test('until it is passed the session is nobody; afterwards no session needs one again', async () => {
		const member = await newcomer();
		expect((await member.db.from('clients').select('id').throwOnError()).data).toEqual([]);
		expect((await member.db.rpc('my_accounts').throwOnError()).data).toEqual([]);
		expect((await member.db.rpc('sign_in_state').throwOnError()).data).toBe('needs_code');

		expect(await verify(member, await askForCode(db, member))).toBe(true);
		expect((await member.db.from('clients').select('id').throwOnError()).data).not.toEqual([]);

		const second = createClient(platform.apiUrl, platform.publishableKey, {
			auth: { persistSession: false }
		});
		await second.auth.signInWithPassword({ email: member.email, password });
		expect((await second.rpc('sign_in_state').throwOnError()).data).toBe('ready');
		expect((await second.rpc('request_sign_in_code').throwOnError()).data).toEqual({
			needed: false
		});
	});

	test('is dead after five wrong tries, also when they come at once', async () => {
		const member = await newcomer();
		const code = await askForCode(db, member);
		const tries = await Promise.all(Array.from({ length: 12 }, () => verify(member, wrong(code))));
		expect(tries).toEqual(Array(12).fill(false));
		expect(await verify(member, code)).toBe(false);
		const { rows } = await db.query(
			'select wrong_tries from app.sign_in_codes where person_id = $1',
			[member.personId]
		);
		expect(rows).toEqual([{ wrong_tries: 5 }]);
	});

	test('is bound to the session that asked, lives ten minutes and works once', async () => {
		const member = await newcomer();
		const other = createClient(platform.apiUrl, platform.publishableKey, {
			auth: { persistSession: false }
		});
		const { data } = await other.auth.signInWithPassword({ email: member.email, password });
		const code = await askForCode(db, member);
		const thief = { ...member, db: actingAs(platform, data.session!.access_token, member.account) };
		expect(await verify(thief, code)).toBe(false);

		await db.query(`update app.sign_in_codes set expires_at = now() where person_id = $1`, [
			member.personId
		]);
		expect(await verify(member, code)).toBe(false);
		await db.query(
			`update app.sign_in_codes set expires_at = now() + interval '1 minute' where person_id = $1`,
			[member.personId]
		);
		expect(await verify(member, code)).toBe(true);
		expect(await verify(member, code)).toBe(false);
	});

	test('comes once a minute and five times an hour', async () => {
		const member = await newcomer();
		await askForCode(db, member);
		const again = (await member.db.rpc('request_sign_in_code').throwOnError()).data;
		expect(again).toMatchObject({ needed: true, sent: false });
		expect(again.retry_after_seconds).toBeGreaterThan(30);
		for (let count = 2; count <= 5; count++) {
			await ageCodes(member);
			await askForCode(db, member);
		}
		await ageCodes(member);
		const refused = await member.db.rpc('request_sign_in_code');
		expect([refused.error?.message, refused.status]).toEqual(['sign_in_code_too_many', 429]);
	});

	const ageCodes = (member: Member) =>
		db.query(
			`update app.sign_in_codes set created_at = created_at - interval '2 minutes' where person_id = $1`,
			[member.personId]
		);

	test('is stored hashed, and leaves the outbox once mailed', async () => {
		const member = await newcomer();
		const code = await askForCode(db, member);
		const { rows } = await db.query(
			'select code_hash from app.sign_in_codes where person_id = $1',
			[member.personId]
		);
		expect(rows[0].code_hash).not.toContain(code);
		await expect
			.poll(
				async () =>
					(
						await db.query('select state, payload from app.outbox where recipient = $1', [
							member.email
						])
					).rows[0]
			)
			.toMatchObject({
				state: 'sent',
				payload: expect.not.objectContaining({ code: expect.anything() })
			});
	});
});

describe('phones', () => {
	test('are withheld by the database from a member without "see phones"', async () => {
		const member = await makeMember(platform, 'no phones', `reseller/${tenant.slug}`, {
			reseller_id: tenant.resellerId,
			role: 'support',
			sees_phones: false
		});
		expect((await member.db.from('client_phones').select('*').throwOnError()).data).toEqual([]);
		const { data } = await member.db
			.from('client_list')
			.select('*')
			.eq('id', tenant.clientId)
			.single()
			.throwOnError();
		expect(JSON.stringify(data)).not.toContain('987654321');
		expect(data.phone_hint).toBe('+55 ••••• 21');
		const allowed = await tenant.staff.viewer.db
			.from('client_phones')
			.select('e164')
			.throwOnError();
		expect(allowed.data).toEqual([{ e164: '+5511987654321' }]);
	});
});

describe('a user of a client', () => {
	test('reads its own client and invoices, and of the reseller no other', async () => {
		const { db: user } = tenant.clientUser;
		expect((await user.from('clients').select('id').throwOnError()).data).toEqual([
			{ id: tenant.clientId }
		]);
		expect((await user.from('invoices').select('id').throwOnError()).data).toEqual([
			{ id: tenant.invoiceId }
		]);
		expect((await user.from('client_notes').select('body').throwOnError()).data).toEqual([]);
		expect((await user.from('plans').select('id').throwOnError()).data).toEqual([]);
		expect((await user.from('onboardings').select('id').throwOnError()).data).toEqual([]);
		const people = (await user.from('people').select('id').throwOnError()).data;
		expect(people).toEqual([{ id: tenant.clientUser.personId }]);
	});

	test('of what the staff wrote to each other about its money it reads nothing', async () => {
		const owner = tenant.staff.owner.db;
		const { data: paid } = await owner
			.rpc('record_payment', { request_id: crypto.randomUUID(), invoice_id: tenant.invoiceId })
			.throwOnError();
		await owner
			.rpc('refund_payment', {
				...{ request_id: crypto.randomUUID(), payment_id: paid.payment_id },
				...{ amount_cents: 1, reason: 'cliente difícil' }
			})
			.throwOnError();
		const { db: user } = tenant.clientUser;
		const { count } = await user
			.from('refunds')
			.select('id', { count: 'exact', head: true })
			.throwOnError();
		expect(count).toBeGreaterThan(0);
		for (const table of ['payments', 'refunds']) {
			for (const column of ['reason', '*'])
				expect((await user.from(table).select(column)).status, table).toBe(403);
			expect((await user.from(table).select('id').eq('reason', 'x')).status, table).toBe(403);
		}
		for (const column of ['note', '*'])
			expect((await user.from('credit_entries').select(column)).status).toBe(403);
		expect((await user.from('credit_entries').select('id,amount_cents')).status).toBe(200);
		const { data: voided } = await owner
			.rpc('issue_one_off_invoice', {
				...{ request_id: crypto.randomUUID(), client_id: tenant.clientId },
				due_on: new Date(Date.now() + 5 * 86_400_000).toISOString().slice(0, 10),
				lines: [{ description: 'Visita', quantity: 1, unit_cents: 100 }]
			})
			.throwOnError();
		await owner
			.rpc('void_invoice', { invoice_id: voided.invoice_id, reason: 'cliente mentiu' })
			.throwOnError();
		for (const by of [user, owner]) {
			const { data: invoices } = await by
				.from('invoice_list')
				.select()
				.eq('id', voided.invoice_id)
				.throwOnError();
			expect(invoices).toHaveLength(1);
			expect(JSON.stringify(invoices).includes('cliente mentiu')).toBe(by === owner);
			const { data: table } = await by
				.from('invoices')
				.select()
				.eq('id', voided.invoice_id)
				.throwOnError();
			expect(table).toHaveLength(1);
			expect(JSON.stringify(table)).not.toContain('cliente mentiu');
		}
		const shown = async (db: typeof owner) =>
			JSON.stringify(
				(await db.rpc('show_invoice', { invoice_id: tenant.invoiceId }).throwOnError()).data
			);
		expect(await shown(user)).not.toContain('cliente difícil');
		expect(await shown(owner)).toContain('cliente difícil');
	});

	test('of level 4 declines reminders for its client, and for no other', async () => {
		const user = await makeMember(platform, 'level four', `client/${tenant.clientId}`, {
			reseller_id: tenant.resellerId,
			client_id: tenant.clientId,
			level: 4
		});
		const set = (db: typeof user.db, wanted: boolean, client_id = tenant.clientId) =>
			db.rpc('set_client_reminders', { client_id, wanted });
		const read = async (db: typeof user.db) =>
			(await db.from('client_mail_optouts').select('source').throwOnError()).data;
		await set(user.db, true).throwOnError();
		expect((await set(user.db, false).throwOnError()).data).toEqual({ takes_reminders: false });
		expect(await read(user.db)).toEqual([{ source: 'portal' }]);
		const other = await makeTenant(platform, 'people-neighbour');
		expect((await set(user.db, false, other.clientId)).error?.message).toBe('client_not_found');
		const second = await onboard(tenant.staff.owner.db, 'Vizinha');
		expect((await set(user.db, false, second.clientId)).error?.message).toBe('client_not_found');
		const reader = await makeMember(platform, 'level three', `client/${tenant.clientId}`, {
			reseller_id: tenant.resellerId,
			client_id: tenant.clientId,
			level: 3
		});
		expect((await set(reader.db, true)).error?.message).toBe('not_permitted');
		expect(await read(reader.db)).toEqual([{ source: 'portal' }]);
	});

	test('of level 1 sees no money', async () => {
		const user = await makeMember(platform, 'level one', `client/${tenant.clientId}`, {
			reseller_id: tenant.resellerId,
			client_id: tenant.clientId,
			level: 1
		});
		expect((await user.db.from('clients').select('id').throwOnError()).data).toEqual([
			{ id: tenant.clientId }
		]);
		for (const table of ['invoices', 'invoice_lines', 'payments', 'invoice_list']) {
			expect((await user.db.from(table).select('reseller_id').throwOnError()).data, table).toEqual(
				[]
			);
		}
	});
});
