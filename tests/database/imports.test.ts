import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { adminOf, makeMember, makeTenant, type Member, type Tenant } from '../support/world.ts';
import { databaseConnection, platform } from './platform.ts';

const db = databaseConnection();
let tenant: Tenant;
let other: Tenant;
let owner: Member;

beforeAll(async () => {
	[tenant, other] = await Promise.all([
		makeTenant(platform, 'imports'),
		makeTenant(platform, 'other-imports')
	]);
	owner = tenant.staff.owner;
});

type Fields = Record<string, unknown>;
interface Import {
	state: string;
	[count: string]: unknown;
}

/** A CPF-shaped document; the database knows no check digits. */
let lastDocument = 10_000_000_000;
const document = () => String(++lastDocument);
const person = (fields: Fields = {}): Fields => ({
	name: `Imported ${randomUUID().slice(0, 8)}`,
	person_type: 'individual',
	...fields
});

async function stage(rows: Fields[], who = owner): Promise<string> {
	const id = randomUUID();
	await call(who, 'start_import', {
		id,
		file_name: 'clients.csv',
		signature: 'a'.repeat(64),
		mapping: [{ header: 'Nome', field: 'name' }]
	});
	await call(who, 'stage_import_rows', { import_id: id, rows: positioned(rows) });
	return id;
}

const positioned = (rows: Fields[]) =>
	rows.map((row, at) =>
		'problems' in row ? { position: at + 2, ...row } : { position: at + 2, fields: row }
	);

async function call<Answer = Import>(who: Member, name: string, given: object): Promise<Answer> {
	const { data } = await who.db.rpc(name, given).throwOnError();
	return data as Answer;
}

async function refusal(who: Member, name: string, given: object): Promise<string | undefined> {
	const { error } = await who.db.rpc(name, given);
	return error?.message;
}

/** Confirms and goes on until nothing is left. */
async function finish(id: string, policy = 'skip', most = 3): Promise<Import> {
	await call(owner, 'run_import', { import_id: id, policy });
	return drive(id, most);
}

async function drive(id: string, most = 3): Promise<Import> {
	for (;;) {
		const one = await call(owner, 'advance_import', { import_id: id, most });
		if (one.state !== 'running' && one.state !== 'undoing') return one;
	}
}

async function imported(rows: Fields[], policy = 'skip', most = 3) {
	const id = await stage(rows);
	await call(owner, 'check_import', { import_id: id });
	return { id, one: await finish(id, policy, most) };
}

async function clientsNamed(name: unknown) {
	const { data } = await adminOf(platform)
		.from('clients')
		.select('*, client_phones(e164), client_notes(body)')
		.eq('reseller_id', tenant.resellerId)
		.eq('name', name)
		.throwOnError();
	return data;
}

const rowsOf = async (id: string, outcomes?: string[]) =>
	(
		await call<{ rows: { position: number; outcome: string; problems: object[] | null }[] }>(
			owner,
			'list_import_rows',
			{ import_id: id, ...(outcomes && { outcomes }) }
		)
	).rows;

describe('an import', () => {
	test('makes clients with phones and notes, numbered in the order of the file, and bills nobody', async () => {
		const rows = Array.from({ length: 8 }, (_, at) =>
			person({
				document: document(),
				email: `client${at}@imported.example`,
				phones: ['+5511987650000', '+551133334444'],
				notes: `note ${at}`,
				due_day: 5
			})
		);
		const before = await billed();
		const { one } = await imported(rows);
		expect(one).toMatchObject({ state: 'done', total: 8, created: 8, skipped: 0, refused: 0 });
		const made = (await Promise.all(rows.map(({ name }) => clientsNamed(name)))).flat();
		expect(made).toHaveLength(8);
		const numbers = made.map(({ number }) => number);
		expect(numbers).toEqual(numbers.map((_, at) => numbers[0] + at));
		expect(made[3]).toMatchObject({
			due_day: 5,
			phone_hint: '+55 ••••• 00',
			client_phones: [{ e164: '+5511987650000' }, { e164: '+551133334444' }],
			client_notes: { body: 'note 3' }
		});
		expect(await billed()).toEqual(before);
		const { rows: entries } = await db.query(
			`select operation, actor_id from public.audit_entries where row_key = $1 and table_name = 'clients'`,
			[made[0].id]
		);
		expect(entries).toEqual([{ operation: 'insert', actor_id: owner.personId }]);
	});

	test('names the rows that break a rule, and takes the others', async () => {
		const good = person();
		const id = await stage([
			good,
			person({ email: 'none' }),
			person({ born_or_opened_on: '31/12/1990x' }),
			person({ phones: ['1234'] }),
			person({ name: '' }),
			person({ due_day: 99 }),
			{ fields: person(), problems: [{ field: 'city', text: 'Too far', value: 'Far' }] }
		]);
		const checked = await call(owner, 'check_import', { import_id: id });
		expect(checked).toMatchObject({ state: 'checked', total: 7, bad: 6 });
		const bad = await rowsOf(id, ['refused']);
		expect(bad.map(({ problems }) => problems?.[0])).toMatchObject([
			{ field: 'email', code: 'client_email_invalid' },
			{ field: 'born_or_opened_on', code: 'input_invalid' },
			{ field: 'phones', code: 'client_phone_invalid' },
			{ field: 'name', code: 'client_name_required' },
			{ field: 'due_day', code: 'client_due_day_invalid' },
			{ field: 'city', text: 'Too far' }
		]);
		expect(await finish(id)).toMatchObject({ created: 1, refused: 6 });
		expect(await clientsNamed(good.name)).toHaveLength(1);
	});

	test('does not stop at a row that only the last moment refuses', async () => {
		const rows = Array.from({ length: 6 }, () => person());
		const id = await stage(rows);
		await call(owner, 'check_import', { import_id: id });
		// As if a rule had been added since the file was looked through.
		await db.query(
			`update app.client_import_rows set fields = fields || '{"state": "none"}' where import_id = $1 and position = 4`,
			[id]
		);
		expect(await finish(id, 'skip', 50)).toMatchObject({ state: 'done', created: 5, refused: 1 });
		expect(await rowsOf(id, ['refused'])).toMatchObject([
			{ position: 4, problems: [{ code: 'client_state_invalid' }] }
		]);
	});

	test('finds clients that exist and documents that stand in the file twice, and skips them', async () => {
		const known = document();
		const twice = document();
		await imported([person({ document: known, name: 'Known before' })]);
		const { id, one } = await imported([
			person({ document: known }),
			person({ document: twice }),
			person({ document: twice })
		]);
		expect(one).toMatchObject({ matched: 1, repeated: 1, created: 1, skipped: 2 });
		expect(await rowsOf(id, ['skipped'])).toMatchObject([
			{ position: 2, client: { name: 'Known before' } },
			{ position: 4, repeats: 3 }
		]);
	});

	test('skips a client that somebody made after the file was looked through', async () => {
		const late = document();
		const id = await stage([person({ document: late })]);
		await call(owner, 'check_import', { import_id: id });
		await call(owner, 'create_client', {
			id: randomUUID(),
			fields: { name: 'Faster', person_type: 'individual', document: late }
		});
		expect(await finish(id)).toMatchObject({ created: 0, skipped: 1 });
	});

	test('makes another client where it is told to', async () => {
		const known = document();
		await imported([person({ document: known })]);
		const { one } = await imported([person({ document: known })], 'create');
		expect(one).toMatchObject({ matched: 1, created: 1 });
	});

	test('fills only what is empty, and undoing empties only what it still finds as it left it', async () => {
		const known = document();
		const name = `Known ${known}`;
		await imported([person({ document: known, name, city: 'Campinas' })]);
		const { id, one } = await imported(
			[
				person({
					document: known,
					name: 'Other',
					city: 'Santos',
					email: 'filled@known.example',
					sector: 'Padaria',
					phones: ['+5511911112222'],
					notes: 'filled'
				})
			],
			'fill'
		);
		expect(one).toMatchObject({ filled: 1, created: 0 });
		const [filled] = await clientsNamed(name);
		expect(filled).toMatchObject({
			city: 'Campinas',
			email: 'filled@known.example',
			sector: 'Padaria',
			client_phones: [{ e164: '+5511911112222' }],
			client_notes: { body: 'filled' }
		});
		await call(owner, 'save_client', {
			id: filled.id,
			fields: { sector: 'Mercado' },
			base: { sector: 'Padaria' }
		});
		await call(owner, 'undo_import', { import_id: id });
		expect(await drive(id)).toMatchObject({ state: 'undone', restored: 1, removed: 0 });
		const [restored] = await clientsNamed(name);
		expect(restored).toMatchObject({
			city: 'Campinas',
			email: null,
			sector: 'Mercado',
			client_phones: [],
			client_notes: null
		});
	});

	test('is taken back, but for clients that have been worked with since', async () => {
		const rows = Array.from({ length: 5 }, () => person());
		const { id } = await imported(rows);
		const [used] = await clientsNamed(rows[2]!.name);
		await makeMember(platform, 'user of an imported client', `client/${used.id}`, {
			reseller_id: tenant.resellerId,
			client_id: used.id,
			level: 1
		});
		await call(owner, 'undo_import', { import_id: id });
		expect(await drive(id, 2)).toMatchObject({ state: 'undone', removed: 4, kept: 1 });
		expect(await clientsNamed(rows[0]!.name)).toEqual([]);
		expect(await clientsNamed(rows[2]!.name)).toHaveLength(1);
		expect(await rowsOf(id, ['kept'])).toMatchObject([{ position: 4, client: { id: used.id } }]);
		expect(await rowsOf(id, ['removed'])).toHaveLength(4);
		expect(await call(owner, 'undo_import', { import_id: id })).toMatchObject({ state: 'undone' });
	});

	test('does each row once, however often and from wherever it is asked to go on', async () => {
		const rows = Array.from({ length: 20 }, () => person());
		const id = await stage(rows);
		expect(
			await call<number>(owner, 'stage_import_rows', { import_id: id, rows: positioned(rows) })
		).toBe(0);
		await call(owner, 'check_import', { import_id: id });
		await call(owner, 'run_import', { import_id: id });
		await Promise.all(
			Array.from({ length: 8 }, () => call(owner, 'advance_import', { import_id: id, most: 4 }))
		);
		expect(await drive(id)).toMatchObject({ state: 'done', created: 20 });
		const made = await Promise.all(rows.map(({ name }) => clientsNamed(name)));
		expect(made.map((found) => found.length)).toEqual(rows.map(() => 1));
	});

	test('rests while paused, goes on, and stays where it was canceled', async () => {
		const id = await stage(Array.from({ length: 6 }, () => person()));
		await call(owner, 'check_import', { import_id: id });
		await call(owner, 'run_import', { import_id: id });
		await call(owner, 'advance_import', { import_id: id, most: 2 });
		await call(owner, 'pause_import', { import_id: id });
		expect(await call(owner, 'advance_import', { import_id: id, most: 2 })).toMatchObject({
			state: 'paused',
			created: 2
		});
		await call(owner, 'run_import', { import_id: id });
		await call(owner, 'advance_import', { import_id: id, most: 2 });
		expect(await call(owner, 'cancel_import', { import_id: id })).toMatchObject({
			state: 'canceled',
			created: 4
		});
		await call(owner, 'undo_import', { import_id: id });
		expect(await drive(id)).toMatchObject({ state: 'undone', removed: 4 });
	});
});

describe('what an import holds', () => {
	test('is read by who uploaded it alone, and by no other reseller', async () => {
		const id = await stage([person()]);
		await call(owner, 'check_import', { import_id: id });
		const { admin, support } = tenant.staff;
		expect(await refusal(admin, 'list_import_rows', { import_id: id })).toBe('import_not_yours');
		expect(await refusal(admin, 'run_import', { import_id: id })).toBe('import_not_open');
		expect(await refusal(support, 'list_import_rows', { import_id: id })).toBe('not_permitted');
		for (const name of ['list_import_rows', 'run_import', 'advance_import', 'undo_import'])
			expect(await refusal(other.staff.owner, name, { import_id: id })).toBe('import_not_found');
		const same = { id, file_name: 'x.csv', signature: 'b'.repeat(64), mapping: [] };
		expect(await refusal(other.staff.owner, 'start_import', same)).toBe('import_not_found');
		const { data } = await other.staff.owner.db.from('client_imports').select('id').throwOnError();
		expect(data?.map((one) => one.id)).not.toContain(id);
	});

	test('is erased once applied, except what was left over; all of it after 30 days', async () => {
		const known = document();
		await imported([person({ document: known })]);
		const { id } = await imported([person(), person({ document: known })]);
		await db.query('select app.purge_imports()');
		const held = () =>
			db.query<{ position: number; is_held: boolean }>(
				`select position, fields is not null as is_held from app.client_import_rows where import_id = $1 order by 1`,
				[id]
			);
		expect((await held()).rows).toEqual([
			{ position: 2, is_held: false },
			{ position: 3, is_held: true }
		]);
		await db.query(
			`update public.client_imports set created_at = now() - interval '31 days' where id = $1`,
			[id]
		);
		await db.query('select app.purge_imports()');
		expect((await held()).rows).toEqual([]);
		expect(await refusal(owner, 'undo_import', { import_id: id })).toBe('import_forgotten');
	});

	test('goes with the client that it is about', async () => {
		const name = `Forgotten ${randomUUID()}`;
		const { id } = await imported([person({ name })]);
		const [client] = await clientsNamed(name);
		await call(owner, 'anonymise_client', { id: client.id, typed_name: name });
		const { rows } = await db.query(
			'select fields from app.client_import_rows where import_id = $1',
			[id]
		);
		expect(rows).toEqual([{ fields: null }]);
	});

	test.each([
		['no rows', { rows: {} }, 'import_rows_invalid'],
		['rows without a place', { rows: [{ fields: {} }] }, 'import_rows_invalid'],
		['a row that is none', { rows: [{ position: 1, fields: [] }] }, 'import_row_invalid'],
		['too many at once', { rows: Array(5001).fill({}) }, 'import_rows_invalid']
	])('refuses %s', async (_, given, code) => {
		const id = await stage([person()]);
		expect(await refusal(owner, 'stage_import_rows', { import_id: id, ...given })).toBe(code);
	});

	test('is at most 100,000 rows', async () => {
		const id = await stage([person()]);
		await db.query('update public.client_imports set total = 99999 where id = $1', [id]);
		const rows = [
			{ position: 900, fields: person() },
			{ position: 901, fields: person() }
		];
		expect(await refusal(owner, 'stage_import_rows', { import_id: id, rows })).toBe(
			'import_too_many_rows'
		);
	});
});

test('clients with an invoice are kept when their import is taken back', async () => {
	const rows = [person()];
	const { id } = await imported(rows);
	const [client] = await clientsNamed(rows[0]!.name);
	await call(owner, 'issue_one_off_invoice', {
		request_id: randomUUID(),
		client_id: client.id,
		lines: [{ description: 'x', quantity: 1, unit_cents: 100 }],
		due_on: new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10)
	});
	await call(owner, 'undo_import', { import_id: id });
	expect(await drive(id)).toMatchObject({ state: 'undone', removed: 0, kept: 1 });
	expect(await clientsNamed(rows[0]!.name)).toHaveLength(1);
});

async function billed(): Promise<unknown> {
	const { rows } = await db.query(
		`select
			(select count(*) from app.outbox where reseller_id = $1) as mails,
			(select count(*) from public.invoices where reseller_id = $1) as invoices,
			(select count(*) from public.subscriptions where reseller_id = $1) as subscriptions`,
		[tenant.resellerId]
	);
	return rows[0];
}
