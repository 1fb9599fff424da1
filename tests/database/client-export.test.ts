import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { makeMember, makeTenant, onboard, type Member, type Tenant } from '../support/world.ts';
import { databaseConnection, platform } from './platform.ts';

interface Export {
	id: string;
	state: string;
	total: number;
	done: number;
}
/** Number, trade name, name, plan, status, sessions, suspended, due, last paid, created, document, e-mail, phones. */
type Exported = [number, string | null, string, ...unknown[]];

const db = databaseConnection();
let tenant: Tenant;
let other: Tenant;
const manyNames: string[] = [];

beforeAll(async () => {
	[tenant, other] = await Promise.all([
		makeTenant(platform, 'export'),
		makeTenant(platform, 'other-export')
	]);
	// So many that they come in three parts.
	const { rows } = await db.query<{ name: string }>(
		`insert into public.clients (reseller_id, number, name)
		select $1, 1000 + n, 'Carteira ' || lpad(n::text, 5, '0') from generate_series(1, 2100) n returning name`,
		[tenant.resellerId]
	);
	manyNames.push(...rows.map(({ name }) => name));
});

const start = async (by: Member, asked: object = {}) => {
	const id = randomUUID();
	const { data } = await by.db.rpc('start_client_export', { id, ...asked }).throwOnError();
	return data as Export;
};
const read = async (by: Member, id: string, part: number) =>
	(await by.db.rpc('read_client_export', { id, part }).throwOnError()).data as Exported[];
const progress = async (by: Member, id: string) =>
	(await by.db.from('client_exports').select('state, total, done').eq('id', id).throwOnError())
		.data as unknown as Export[];
const refusal = async (answer: PromiseLike<{ error: { message: string } | null }>) =>
	(await answer).error?.message;
const only = { q: 'carteira' };

test('every client of the filter comes once, in the order of the list', async () => {
	const { owner } = tenant.staff;
	const asked = { filter: only, sort: 'name', descending: false };
	const { id, state, total } = await start(owner, asked);
	expect({ state, total }).toEqual({ state: 'running', total: 2100 });
	const parts = [await read(owner, id, 0), await read(owner, id, 1), await read(owner, id, 2)];
	expect(parts.map(({ length }) => length)).toEqual([1000, 1000, 100]);
	expect(parts.flat().map(([, , name]) => name)).toEqual(manyNames);
});

test('what changes while it is being read neither adds nor hides a client', async () => {
	const { owner } = tenant.staff;
	const { id } = await start(owner, { filter: only, sort: 'name', descending: false });
	const first = await read(owner, id, 0);
	// Would move from the end to the beginning, and from the beginning to the end.
	await db.query(
		`update public.clients set name = case name when 'Carteira 02100' then 'Carteira 0' else 'Carteira 099' end
		where reseller_id = $1 and name in ('Carteira 02100', 'Carteira 00001')`,
		[tenant.resellerId]
	);
	const rest = [...(await read(owner, id, 1)), ...(await read(owner, id, 2))];
	const numbers = [...first, ...rest].map(([number]) => number);
	expect(new Set(numbers).size).toBe(2100);
	// Read as it is called now.
	expect(rest.at(-1)![2]).toBe('Carteira 0');
	await db.query(
		`update public.clients set name = 'Carteira ' || lpad((number - 1000)::text, 5, '0')
		where reseller_id = $1 and number in (1001, 3100)`,
		[tenant.resellerId]
	);
});

test('progress counts what was handed over, and the last part ends it', async () => {
	const { owner, viewer } = tenant.staff;
	const { id } = await start(owner, { filter: only });
	expect(await progress(viewer, id)).toEqual([{ state: 'running', total: 2100, done: 0 }]);
	await read(owner, id, 0);
	// Asked again, it counts once.
	await read(owner, id, 0);
	expect(await progress(viewer, id)).toEqual([{ state: 'running', total: 2100, done: 1000 }]);
	await read(owner, id, 1);
	await read(owner, id, 2);
	expect(await progress(viewer, id)).toEqual([{ state: 'done', total: 2100, done: 2100 }]);
	expect(await refusal(owner.db.rpc('read_client_export', { id, part: 2 }))).toBe(
		'client_export_not_found'
	);
	const { rows } = await db.query('select from app.client_export_parts where export_id = $1', [id]);
	expect(rows).toEqual([]);
});

test('a row says what the list says, and phones as the person may see them', async () => {
	const blind = await makeMember(platform, 'blind', `reseller/${tenant.slug}`, {
		reseller_id: tenant.resellerId,
		role: 'support',
		sees_phones: false
	});
	const asked = { filter: { ids: [tenant.clientId] } };
	const rowFor = async (by: Member) => (await read(by, (await start(by, asked)).id, 0))[0]!;
	const [seen, hinted] = [await rowFor(tenant.staff.owner), await rowFor(blind)];
	const { data: listed } = await tenant.staff.owner.db
		.from('client_list')
		.select()
		.eq('id', tenant.clientId)
		.single()
		.throwOnError();
	expect(seen.slice(0, 9)).toEqual([
		listed.number,
		listed.trade_name,
		listed.name,
		listed.plan_name,
		listed.status,
		listed.sessions_left,
		listed.is_suspended,
		listed.due_on,
		listed.last_paid_on
	]);
	expect(seen.slice(10, 12)).toEqual([listed.document, listed.email]);
	expect(seen[12]).toMatch(/^\+55\d{10,11}$/);
	expect(hinted[12]).toBe(listed.phone_hint);
	expect(hinted[12]).toMatch(/•/);
	expect(hinted.slice(0, 12)).toEqual(seen.slice(0, 12));
});

test('it stands in the trail with its filter, whoever exports', async () => {
	const { viewer, owner } = tenant.staff;
	const { id } = await start(viewer, { filter: { ids: [tenant.clientId] } });
	const { data } = await owner.db
		.from('audit_entries')
		.select('actor_id, table_name, operation, after')
		.eq('row_key', id)
		.throwOnError();
	expect(data).toEqual([
		{
			actor_id: viewer.personId,
			table_name: 'client_exports',
			operation: 'export',
			after: { ids: [tenant.clientId], total: 1 }
		}
	]);
	// The same id is the same export, with one entry.
	await viewer.db.rpc('start_client_export', { id, filter: {} }).throwOnError();
	const again = await owner.db.from('audit_entries').select('id').eq('row_key', id);
	expect(again.data).toHaveLength(1);
});

test('what is canceled is not read on', async () => {
	const { owner } = tenant.staff;
	const { id } = await start(owner, { filter: only });
	await read(owner, id, 0);
	await owner.db.rpc('cancel_client_export', { id }).throwOnError();
	expect(await refusal(owner.db.rpc('read_client_export', { id, part: 1 }))).toBe(
		'client_export_canceled'
	);
	expect(await progress(owner, id)).toEqual([{ state: 'canceled', total: 2100, done: 1000 }]);
	// Nothing to end any more, and nothing to undo.
	await owner.db.rpc('cancel_client_export', { id }).throwOnError();
});

test('what broke off is over an hour later', async () => {
	const { owner } = tenant.staff;
	const { id } = await start(owner, { filter: only });
	await db.query(
		`update public.client_exports set created_at = now() - interval '61 minutes' where id = $1`,
		[id]
	);
	await start(owner, { filter: { ids: [] } });
	expect(await progress(owner, id)).toEqual([{ state: 'canceled', total: 2100, done: 0 }]);
});

test('nothing found is an export of nothing', async () => {
	const begun = await start(tenant.staff.owner, { filter: { q: 'nobody is called so' } });
	expect(begun).toMatchObject({ state: 'done', total: 0, done: 0 });
});

test('only whoever began it reads or cancels it, and nobody of another reseller sees it', async () => {
	const { id } = await start(tenant.staff.owner, { filter: only });
	for (const by of [tenant.staff.admin, other.staff.owner]) {
		for (const call of [
			by.db.rpc('read_client_export', { id, part: 0 }),
			by.db.rpc('cancel_client_export', { id }),
			by.db.rpc('start_client_export', { id })
		])
			expect(await refusal(call), by.label).toBe('client_export_not_found');
	}
	expect(await progress(other.staff.owner, id)).toEqual([]);
	for (const by of [tenant.clientUser, tenant.impersonator]) {
		expect(await progress(by, id)).toEqual([]);
		expect(await refusal(by.db.rpc('start_client_export', { id: randomUUID() }))).toBe(
			'not_permitted'
		);
	}
});

test.each([
	['an order that there is not', { sort: 'document' }],
	['a filter that there is not', { filter: { nothing: 1 } }],
	['a date that there is not', { filter: { created_from: '2026-02-30' } }],
	['no object', { filter: [1] }],
	['SQL', { sort: 'name; drop table clients' }]
])('%s is refused', async (_, asked) => {
	const call = tenant.staff.owner.db.rpc('start_client_export', { id: randomUUID(), ...asked });
	expect(await refusal(call)).toBe('client_filter_invalid');
});

test('text for spreadsheets stays text, also in JSON', async () => {
	const name = '=1+1"\u202E😀\\';
	await onboard(tenant.staff.owner.db, name);
	const { id } = await start(tenant.staff.owner, { filter: { name: '=1+1' } });
	expect((await read(tenant.staff.owner, id, 0))[0]![2]).toContain(name);
});
