import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { makeTenant, type Tenant } from '../support/world.ts';
import { colleagueOf } from './helping.ts';
import { databaseConnection, platform } from './platform.ts';

const db = databaseConnection();
let tenant: Tenant;
let other: Tenant;

beforeAll(async () => {
	[tenant, other] = await Promise.all([
		makeTenant(platform, 'changes'),
		makeTenant(platform, 'others')
	]);
});

const owner = () => tenant.staff.owner.db;
const outcome = ({ data, error }: { data: unknown; error: { message: string } | null }) =>
	error?.message ?? data;

async function create(fields: object, id = randomUUID()): Promise<string> {
	await owner().rpc('create_client', { id, fields }).throwOnError();
	return id;
}

const save = async (id: string, fields: object, base: object = {}) =>
	owner().rpc('save_client', { id, fields, base });

const clientOf = async (id: string) =>
	(await owner().from('clients').select('*').eq('id', id).single().throwOnError()).data;
const listed = async (id: string) =>
	(await owner().from('client_list').select('*').eq('id', id).single().throwOnError()).data;

describe('create_client', () => {
	test('makes one client, however often and however many at once ask under one id', async () => {
		const id = randomUUID();
		const answers = await Promise.all(
			Array.from({ length: 6 }, () =>
				owner().rpc('create_client', {
					id,
					fields: { name: ' Padaria Sol ', email: 'A@B.example' }
				})
			)
		);
		expect(answers.map(outcome)).toEqual(Array(6).fill(id));
		expect(await clientOf(id)).toMatchObject({ name: 'Padaria Sol', email: 'a@b.example' });
		const { rows } = await db.query('select count(*)::int from public.clients where id = $1', [id]);
		expect(rows).toEqual([{ count: 1 }]);
	});

	test('refuses what breaks a rule, by its name, and the id of another tenant like any bad one', async () => {
		const refused = async (fields: object, id: string = randomUUID()) =>
			outcome(await owner().rpc('create_client', { id, fields }));
		expect(await refused({ name: ' ' })).toBe('client_name_required');
		expect(await refused({ name: 'x', document: '123' })).toBe('client_document_invalid');
		expect(await refused({ name: 'x', due_day: 32 })).toBe('client_due_day_invalid');
		expect(await refused({ name: 'x', pending_days: 9, block_days: 3 })).toBe(
			'client_block_before_pending'
		);
		expect(
			await refused({
				name: 'x',
				phones: Array(6)
					.fill(0)
					.map((_, at) => `+551198888000${at}`)
			})
		).toBe('client_phones_too_many');
		expect(await refused({ name: 'x' }, other.clientId)).toBe('input_invalid');
	});

	test('whoever may not see phones writes none', async () => {
		const blind = await colleagueOf(tenant, 'admin', { sees_phones: false });
		const id = randomUUID();
		await blind.db
			.rpc('create_client', { id, fields: { name: 'x', phones: ['+5511988880000'] } })
			.throwOnError();
		expect(await clientOf(id)).toMatchObject({ phone_hint: null });
	});
});

describe('save_client', () => {
	test('writes only what was changed, and two people merge by field', async () => {
		const id = await create({ name: 'Merge', city: 'Recife', due_day: 10 });
		const base = { name: 'Merge', city: 'Recife', due_day: 10 };
		expect(outcome(await save(id, { city: 'Olinda' }, base))).toEqual({ saved: ['city'] });
		expect(
			outcome(await save(id, { due_day: '15', notes: 'hi', phones: ['+5581988880000'] }, base))
		).toEqual({
			saved: ['due_day', 'notes', 'phones']
		});
		expect(await clientOf(id)).toMatchObject({ city: 'Olinda', due_day: 15, name: 'Merge' });
		expect(await listed(id)).toMatchObject({ city: 'Olinda', phone_hint: '+55 ••••• 00' });
	});

	test('overwrites nobody: a field that somebody else changed stops the save as a whole', async () => {
		const id = await create({ name: 'Conflict', city: 'Recife' });
		await save(id, { city: 'Olinda' }, { city: 'Recife' });
		const { error } = await save(
			id,
			{ city: 'Natal', name: 'Renamed' },
			{ city: 'Recife', name: 'Conflict' }
		);
		expect(error).toMatchObject({ message: 'client_changed' });
		expect(JSON.parse(error!.details)).toEqual({
			conflicts: [{ field: 'city', theirs: 'Olinda' }]
		});
		expect(await clientOf(id)).toMatchObject({ name: 'Conflict', city: 'Olinda' });
		// The same save again, and one that wants what stands there already, are no conflict.
		expect(outcome(await save(id, { city: 'Olinda' }, { city: 'Recife' }))).toEqual({ saved: [] });
	});

	test('of two who save one field at the same moment one learns of the other', async () => {
		const id = await create({ name: 'Race', city: 'Recife' });
		const answers = await Promise.all(
			['Olinda', 'Natal', 'Natal', 'Belém'].map((city) => save(id, { city }, { city: 'Recife' }))
		);
		const { city } = await clientOf(id);
		for (const [at, wanted] of ['Olinda', 'Natal', 'Natal', 'Belém'].entries())
			expect(answers[at]!.error?.message).toBe(wanted === city ? undefined : 'client_changed');
	});

	test.each([
		[{ number: 7 }, 'input_invalid'],
		[{ reseller_id: randomUUID() }, 'input_invalid'],
		[{ archived_at: '2026-01-01' }, 'input_invalid'],
		[{ name: '' }, 'client_name_required'],
		[{ born_or_opened_on: '2026-02-31' }, 'input_invalid'],
		[{ phones: ['12'] }, 'client_phone_invalid'],
		[{ phones: 'x' }, 'input_invalid']
	])('refuses %j', async (fields, code) => {
		const id = await create({ name: 'Strict' });
		const { data: now } = await owner().from('clients').select('*').eq('id', id).single();
		expect(outcome(await save(id, fields, now ?? {}))).toBe(code);
	});

	test('knows no client of another tenant', async () => {
		expect(outcome(await save(other.clientId, { name: 'x' }))).toBe('client_not_found');
	});
});

describe('batches', () => {
	const start = async (kind: string, given: object, id = randomUUID()) =>
		(
			await owner()
				.rpc('start_client_batch', { id, kind, ...given })
				.throwOnError()
		).data;
	const undo = async (id: string) =>
		(await owner().rpc('undo_client_batch', { id }).throwOnError()).data;

	test('archive and undo one client, once, whoever repeats it', async () => {
		const id = await create({ name: 'Shelf' });
		const batch = await start('archive', { ids: [id] });
		expect(batch).toMatchObject({ state: 'done', total: 1, changed: 1, skipped: 0 });
		expect(await start('archive', { ids: [id] }, batch.id)).toMatchObject({
			state: 'done',
			changed: 1
		});
		expect(await start('archive', { ids: [id] })).toMatchObject({ changed: 0, skipped: 1 });
		expect(await listed(id)).toMatchObject({ status: 'archived' });
		expect(await undo(batch.id)).toMatchObject({ state: 'undone', undone: 1 });
		expect(await undo(batch.id)).toMatchObject({ state: 'undone', undone: 1 });
		expect(await listed(id)).toMatchObject({ status: 'inactive', archived_at: null });
	});

	test('undo leaves alone what somebody changed since', async () => {
		const [kept, changed] = await Promise.all([create({ name: 'A' }), create({ name: 'B' })]);
		const batch = await start('suspend', { ids: [kept, changed], note: 'abuse' });
		expect(await listed(kept)).toMatchObject({ is_suspended: true });
		await start('resume', { ids: [changed] });
		await start('suspend', { ids: [changed], note: 'again' });
		await undo(batch.id);
		expect(await listed(kept)).toMatchObject({ is_suspended: false });
		expect(await listed(changed)).toMatchObject({ is_suspended: true });
	});

	test('over a filter go step by step, can be stopped, and are undone from where they stand', async () => {
		const city = `Cidade ${randomUUID()}`;
		await db.query(
			`select app.insert_client($1, jsonb_build_object('name', 'Bulk ' || n, 'trade_name', $2::text))
			from generate_series(1, 1100) n`,
			[tenant.resellerId, city]
		);
		const batch = await start('archive', { filter: { trade_name: city } });
		expect(batch).toMatchObject({ state: 'running', total: 1100, done: 500, changed: 500 });
		const [one, two] = await Promise.all(
			[1, 2].map(() => owner().rpc('advance_client_batch', { id: batch.id }).throwOnError())
		);
		expect([one!.data.done, two!.data.done].sort()).toEqual([1000, 1100]);
		const count = async (filter: object) =>
			(
				await owner()
					.rpc('count_clients', { filter: { trade_name: city, ...filter } })
					.throwOnError()
			).data;
		expect(await count({ status: ['archived'] })).toBe(1100);

		const { data: stopped } = await owner().rpc('cancel_client_batch', { id: batch.id });
		expect(stopped).toMatchObject({ state: 'done' });
		await undo(batch.id);
		for (const state of ['undoing', 'undone'])
			expect((await owner().rpc('advance_client_batch', { id: batch.id })).data).toMatchObject({
				state
			});
		expect([await count({}), await count({ status: ['archived'] })]).toEqual([1100, 0]);
	});

	test('touch no client and no batch of another tenant', async () => {
		expect(await start('archive', { ids: [other.clientId] })).toMatchObject({ total: 0 });
		const batch = await start('archive', { ids: [] });
		const theirs = other.staff.owner.db;
		for (const name of ['advance_client_batch', 'undo_client_batch', 'cancel_client_batch'])
			expect(outcome(await theirs.rpc(name, { id: batch.id })), name).toBe(
				'client_batch_not_found'
			);
		expect(
			outcome(await theirs.rpc('start_client_batch', { id: batch.id, kind: 'archive', ids: [] }))
		).toBe('client_batch_not_found');
	});
});

describe('an end', () => {
	test('a client is deleted by its typed name, unless it has invoices', async () => {
		const id = await create({ name: 'Ephemeral', phones: ['+5511988887777'], notes: 'x' });
		const remove = async (given: object) => outcome(await owner().rpc('delete_client', given));
		expect(await remove({ id, typed_name: 'ephemeral' })).toBe('client_name_mismatch');
		expect(await remove({ id, typed_name: 'Ephemeral' })).toBeNull();
		expect(await remove({ id, typed_name: 'Ephemeral' })).toBe('client_not_found');
		const { error } = await owner().rpc('delete_client', {
			id: tenant.clientId,
			typed_name: tenant.marker
		});
		expect([error?.message, error?.details]).toEqual(['client_has_invoices', '{"invoices": 1}']);
	});

	test('what a deleted client could use and used goes with it; of one that stays nothing goes', async () => {
		const id = await create({ name: 'Metered' });
		await db.query(`select app.add_extras($1, $2, 'grant', 7, 'pack')`, [tenant.resellerId, id]);
		await db.query(
			`with plan as (insert into public.plans (reseller_id, name) values ($1, 'Chat que some') returning id),
			terms as (
				insert into public.plan_versions (reseller_id, plan_id, monthly_price_cents, session_quota)
				select $1, id, 0, 100 from plan returning id
			)
			insert into public.subscriptions (
				reseller_id, client_id, plan_version_id, status, activation, interval_months, due_day, started_on, next_period_on, period_day
			) select $1, $2, id, 'active', 'now', 1, 5, current_date, current_date + 28, 5 from terms`,
			[tenant.resellerId, id]
		);
		const entries = async () =>
			(await db.query('select kind from public.session_entries where client_id = $1', [id])).rows;
		expect(await entries()).toHaveLength(2);
		await expect(
			db.query('delete from public.session_entries where client_id = $1', [id])
		).rejects.toThrow('record_append_only');
		expect(outcome(await owner().rpc('delete_client', { id, typed_name: 'Metered' }))).toBeNull();
		expect(await entries()).toEqual([]);
	});

	test('anonymised: nothing personal is left anywhere, and the books stand', async () => {
		const gone = await makeTenant(platform, 'gone');
		const secret = `secret-${randomUUID()}`;
		const by = gone.staff.owner.db;
		const { rows: base } = await db.query<{ base: object }>(
			'select app.client_as_edited(c) as base from public.clients c where c.id = $1',
			[gone.clientId]
		);
		await by
			.rpc('save_client', {
				id: gone.clientId,
				fields: {
					trade_name: secret,
					contact_name: secret,
					street: secret,
					email: `${secret}@mail.example`,
					phones: ['+5511912345670'],
					notes: secret
				},
				base: base[0]!.base
			})
			.throwOnError();
		const money = async () =>
			(await by.from('invoices').select('number, total_cents, paid_cents').throwOnError()).data;
		const before = await money();
		await by.rpc('anonymise_client', { id: gone.clientId, typed_name: secret }).throwOnError();
		await by
			.rpc('anonymise_client', { id: gone.clientId, typed_name: 'Cliente anonimizado nº 1' })
			.throwOnError();

		expect(await money()).toEqual(before);
		const { data: left } = await by
			.from('client_list')
			.select('*')
			.eq('id', gone.clientId)
			.single();
		expect(left).toMatchObject({
			name: 'Cliente anonimizado nº 1',
			anonymised: true,
			status: 'archived',
			email: null,
			phone_hint: null
		});
		const { rows: tables } = await db.query<{ name: string }>(
			`select c.oid::regclass::text as name from pg_class c
			where c.relkind = 'r' and c.relnamespace in ('public'::regnamespace, 'app'::regnamespace)`
		);
		for (const { name } of tables) {
			const { rows } = await db.query(
				`select t from ${name} t where t::text like '%' || $1 || '%' or t::text like '%912345670%'`,
				[secret]
			);
			expect(rows, name).toEqual([]);
		}
		expect((await gone.clientUser.db.from('clients').select('id')).data).toEqual([]);
		expect(outcome(await by.rpc('save_client', { id: gone.clientId, fields: { name: 'x' } }))).toBe(
			'client_anonymised'
		);
		// The trail may lose what is personal, and still never be rewritten.
		await expect(
			db.query(
				`update public.audit_entries set after = '{"name": "forged"}' where client_id = $1`,
				[gone.clientId]
			)
		).rejects.toThrow('audit_append_only');
		await expect(
			db.query(`update public.audit_entries set label = null where client_id = $1`, [
				tenant.clientId
			])
		).rejects.toThrow('audit_append_only');
	});
});

test('a view belongs to whoever keeps it; the others see it once it is shared', async () => {
	const id = randomUUID();
	const [ana, bruno] = [tenant.staff.admin.db, tenant.staff.support.db];
	const keep = (by: typeof ana, given: object) =>
		by.rpc('save_client_view', { id, name: 'Atrasados', query: 'delinquent=1', ...given });
	const seenBy = async (by: typeof ana) =>
		(await by.from('client_views').select('name').eq('id', id).throwOnError()).data;
	await keep(ana, {}).throwOnError();
	expect([await seenBy(ana), await seenBy(bruno)]).toEqual([[{ name: 'Atrasados' }], []]);
	await keep(ana, { is_shared: true, name: 'Todos' }).throwOnError();
	expect(await seenBy(bruno)).toEqual([{ name: 'Todos' }]);
	expect(outcome(await keep(bruno, { name: 'Stolen' }))).toBe('client_view_not_found');
	await bruno.rpc('delete_client_view', { id }).throwOnError();
	expect(await seenBy(ana)).toEqual([{ name: 'Todos' }]);
	expect(
		outcome(await other.staff.owner.db.rpc('save_client_view', { id, name: 'x', query: '' }))
	).toBe('client_view_not_found');
});
