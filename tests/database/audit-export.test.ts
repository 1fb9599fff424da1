import { beforeAll, describe, expect, test } from 'vitest';
import { makeTenant, roles, type Member, type Tenant } from '../support/world.ts';
import { untilMailed } from './hold-outbox.ts';
import { databaseConnection, platform } from './platform.ts';

interface Entry {
	id: number;
	occurred_at: string;
	table_name: string;
	operation: string;
	actor_id: string | null;
	client_id: string | null;
	impersonation_id: string | null;
	after: Record<string, unknown> | null;
}
interface Page {
	rows: Entry[];
	next_at: string | null;
	next_id: number | null;
	is_partial: boolean;
}

const db = databaseConnection();
let tenant: Tenant;
let other: Tenant;

beforeAll(async () => {
	[tenant, other] = await Promise.all([
		makeTenant(platform, 'trail'),
		makeTenant(platform, 'other-trail')
	]);
	await untilMailed(db, tenant.resellerId);
});

const list = async (member: Member, filters: object = {}) =>
	(await member.db.rpc('list_audit_entries', filters).throwOnError()).data as Page;
const start = async (member: Member, filters: object = {}) =>
	(await member.db.rpc('start_audit_export', filters).throwOnError()).data as { id: number };

describe('reading', () => {
	test('only whoever may read the trail reads it, and only its own', async () => {
		for (const role of roles) {
			const { rows } = await list(tenant.staff[role]);
			expect(rows.length > 0, role).toBe(role === 'owner' || role === 'admin');
		}
		for (const member of [tenant.clientUser, tenant.impersonator])
			expect((await list(member)).rows, member.label).toEqual([]);
		const theirs = JSON.stringify(await list(other.staff.owner, { page_size: 100 }));
		expect(theirs).toContain(other.marker);
		expect(theirs).not.toContain(tenant.marker);
	});

	test('pages join without a gap and without an entry twice, also within one transaction', async () => {
		const all = await everyId();
		const walked: number[] = [];
		let page = await list(tenant.staff.owner, { page_size: 3 });
		for (;;) {
			walked.push(...page.rows.map(({ id }) => id));
			if (!page.next_id) break;
			page = await list(tenant.staff.owner, {
				page_size: 3,
				after_at: page.next_at,
				after_id: page.next_id
			});
		}
		expect(walked).toEqual(all);
	});

	test.each<[string, (tenant: Tenant) => object, (entry: Entry, tenant: Tenant) => boolean]>([
		['a table', () => ({ table_name: 'invoices' }), (entry) => entry.table_name === 'invoices'],
		['an operation', () => ({ operation: 'update' }), (entry) => entry.operation === 'update'],
		[
			'a person',
			({ staff }) => ({ actor_id: staff.owner.personId }),
			(entry, { staff }) => entry.actor_id === staff.owner.personId
		],
		['people', () => ({ origin: 'people' }), (entry) => entry.actor_id !== null],
		['the system', () => ({ origin: 'system' }), (entry) => entry.actor_id === null],
		[
			'a client',
			({ clientId }) => ({ client_id: clientId }),
			(entry, { clientId }) => entry.client_id === clientId
		],
		[
			'a client, a person and a table',
			({ clientId, staff }) => ({
				client_id: clientId,
				actor_id: staff.owner.personId,
				table_name: 'payments'
			}),
			(entry, { clientId }) => entry.client_id === clientId && entry.table_name === 'payments'
		]
	])('%s can be looked for', async (_, filters, isWanted) => {
		const { rows } = await list(tenant.staff.owner, { ...filters(tenant), page_size: 100 });
		const { rows: all } = await list(tenant.staff.owner, { page_size: 100 });
		expect(rows.length).toBeGreaterThan(0);
		expect(rows.length).toBeLessThan(all.length);
		expect(rows).toEqual(all.filter((entry) => isWanted(entry, tenant)));
	});

	test('what was done in the place of somebody else can be looked for', async () => {
		await tenant.impersonator.db
			.rpc('save_company', { fields: { trade_name: 'Padaria', phone: '+5511987654321' } })
			.throwOnError();
		const { rows } = await list(tenant.staff.owner, { impersonated: true });
		expect(rows).toMatchObject([
			{
				table_name: 'clients',
				actor_id: tenant.staff.support.personId,
				impersonation_id: tenant.impersonationId
			}
		]);
	});

	test('a day is one of the reseller, both ends included', async () => {
		// 02:30 in Greenwich is still the day before in São Paulo, 03:00 no more.
		for (const at of [
			'2020-03-10T02:59:59Z',
			'2020-03-10T03:00:00Z',
			'2020-03-11T02:59:59Z',
			'2020-03-11T03:00:00Z'
		])
			await addEntries(1, { at });
		const days = async (from_on?: string, to_on?: string) =>
			(await list(tenant.staff.owner, { table_name: 'plans', from_on, to_on })).rows
				.map(({ occurred_at }) => occurred_at.slice(0, 19))
				.filter((at) => at.startsWith('2020'));
		expect(await days('2020-03-10', '2020-03-10')).toEqual([
			'2020-03-11T02:59:59',
			'2020-03-10T03:00:00'
		]);
		expect(await days('2020-03-11')).toEqual(['2020-03-11T03:00:00']);
		expect(await days(undefined, '2020-03-09')).toEqual(['2020-03-10T02:59:59']);
		expect(await days('2020-03-11', '2020-03-09')).toEqual([]);
	});

	test('looking for something rare among many stops, and goes on from where it stopped', async () => {
		const actor = crypto.randomUUID();
		await addEntries(1, { at: '2019-01-01T12:00:00Z', actor, operation: 'insert' });
		await addEntries(6_000, { at: '2019-01-02T12:00:00Z', actor, operation: 'update' });
		const filters = { actor_id: actor, operation: 'insert' };
		const first = await list(tenant.staff.owner, filters);
		expect(first).toMatchObject({ rows: [], is_partial: true });
		const second = await list(tenant.staff.owner, {
			...filters,
			after_at: first.next_at,
			after_id: first.next_id
		});
		expect(second).toMatchObject({ rows: [{ actor_id: actor }], is_partial: false, next_id: null });
	});

	test.each([
		{ from_on: '2026-02-30' },
		{ actor_id: "x' or true --" },
		{ to_on: '5874897-12-31' },
		{ after_id: 'x' }
	])('%j is refused, not a failure of ours', async (filters) => {
		const { error, status } = await tenant.staff.owner.db.rpc('list_audit_entries', filters);
		expect(error?.code).toMatch(/^22/);
		expect(status).toBe(400);
	});

	test.each([
		{ table_name: "x' or true --" },
		{ operation: "delete' or true --" },
		{ origin: 'ghosts', table_name: 'x' }
	])('%j finds nothing or filters nothing, and breaks nothing', async (filters) => {
		const { rows } = await list(other.staff.owner, filters);
		expect(JSON.stringify(rows)).not.toContain(tenant.marker);
	});
});

describe('names', () => {
	const everyKind = (id: string) =>
		Object.fromEntries(
			['person', 'member', 'client', 'invoice', 'plan', 'version', 'category', 'impersonation'].map(
				(kind) => [kind, [id]]
			)
		);
	const named = async (member: Member, ids: object) =>
		(await member.db.rpc('audit_names', { ids }).throwOnError()).data;

	test('what ids stand for, all in one answer', async () => {
		const { staff, marker, clientId, invoiceId, impersonationId } = tenant;
		const names = await named(staff.owner, {
			person: [staff.finance.personId],
			client: [clientId],
			invoice: [invoiceId],
			impersonation: [impersonationId]
		});
		expect(names).toMatchObject({
			ids: {
				[staff.finance.personId]: `finance of ${marker}`,
				[clientId]: expect.any(String),
				[impersonationId]: `level 6 of ${marker}`
			},
			clients: { [clientId]: { number: 1 } },
			invoices: { [invoiceId]: { number: 1, clientId } },
			reasons: { [impersonationId]: marker }
		});
	});

	test('of another account nothing has a name, and users of a client get none', async () => {
		const nothing = { ids: {}, clients: {}, invoices: {}, reasons: {} };
		const { staff, clientId, invoiceId, impersonationId } = tenant;
		for (const id of [staff.owner.personId, clientId, invoiceId, impersonationId]) {
			expect(await named(other.staff.owner, everyKind(id))).toEqual(nothing);
			expect(await named(tenant.clientUser, everyKind(id))).toEqual(nothing);
			expect(await named(tenant.impersonator, everyKind(id))).toEqual(nothing);
		}
	});

	test('what is no id is refused', async () => {
		for (const ids of [{ person: ['x'] }, { person: 'x' }, { client: [{}] }]) {
			const { error, status } = await tenant.staff.owner.db.rpc('audit_names', { ids });
			expect(error?.code, JSON.stringify(ids)).toMatch(/^22/);
			expect(status).toBe(400);
		}
		expect(await named(tenant.staff.owner, {})).toMatchObject({ ids: {} });
	});
});

describe('export', () => {
	test.each(['finance', 'support', 'viewer'] as const)('%s may not', async (role) => {
		const { error, status } = await tenant.staff[role].db.rpc('start_audit_export');
		expect(error?.message).toBe('not_permitted');
		expect(status).toBe(403);
	});

	test('in the place of somebody else nothing is exported', async () => {
		const { error } = await tenant.impersonator.db.rpc('start_audit_export');
		expect(error?.message).toBe('impersonation_forbidden');
		const { id } = await start(tenant.staff.owner);
		const read = await tenant.impersonator.db.rpc('read_audit_export', { id });
		expect(read.error?.message).toBe('impersonation_forbidden');
	});

	test('a user of a client may not', async () => {
		const { error } = await tenant.clientUser.db.rpc('start_audit_export');
		expect(error?.message).toBe('not_permitted');
	});

	test('it stands in the trail, with its filters, and is not part of itself', async () => {
		const filters = { from_on: '2026-01-01', table_name: 'invoices', client_id: tenant.clientId };
		const { id } = await start(tenant.staff.admin, { ...filters, impersonated: false });
		const [entry] = (await list(tenant.staff.owner, { operation: 'export' })).rows;
		expect(entry).toMatchObject({
			id,
			table_name: 'audit_entries',
			actor_id: tenant.staff.admin.personId,
			client_id: null,
			after: filters
		});
		const page = await read(tenant.staff.admin, id);
		expect(page.rows.length).toBeGreaterThan(0);
		for (const row of page.rows)
			expect(row).toMatchObject({ table_name: 'invoices', client_id: tenant.clientId });
		const whole = await start(tenant.staff.owner);
		const { rows } = await read(tenant.staff.owner, whole.id);
		expect(rows.map((row) => row.id)).not.toContain(whole.id);
		expect(rows.map((row) => row.id)).toContain(id);
	});

	test('its pages follow the filters in the trail, whatever is asked', async () => {
		const { id } = await start(tenant.staff.owner, { table_name: 'payments' });
		const { error } = await tenant.staff.owner.db.rpc('read_audit_export', {
			id,
			table_name: 'clients'
		});
		expect(error).not.toBeNull();
		const { rows } = await read(tenant.staff.owner, id);
		expect(new Set(rows.map((row) => row.table_name))).toEqual(new Set(['payments']));
	});

	test('only whoever began it reads it, only for an hour, and nothing else is an export', async () => {
		const { id } = await start(tenant.staff.owner);
		const foreign = await start(other.staff.owner);
		const [ordinary] = (await list(tenant.staff.owner, { table_name: 'invoices' })).rows;
		const old = await addEntries(1, {
			at: '2020-01-01T00:00:00Z',
			operation: 'export',
			table: 'audit_entries',
			actor: tenant.staff.owner.personId
		});
		for (const [member, one] of [
			[tenant.staff.admin, id],
			[tenant.staff.owner, foreign.id],
			[tenant.staff.owner, ordinary!.id],
			[tenant.staff.owner, old]
		] as const) {
			const { error, status } = await member.db.rpc('read_audit_export', { id: one });
			expect(error?.message).toBe('audit_export_not_found');
			expect(status).toBe(404);
		}
	});

	test('whoever lost the right in between reads no further', async () => {
		const { id } = await start(tenant.staff.admin);
		await setRole(tenant.staff.admin, 'finance');
		try {
			const { error } = await tenant.staff.admin.db.rpc('read_audit_export', { id });
			expect(error?.message).toBe('not_permitted');
		} finally {
			await setRole(tenant.staff.admin, 'admin');
		}
	});

	test('phones are not in it for whoever may not see them', async () => {
		const { staff, resellerId } = tenant;
		const see = (sees: boolean) =>
			db.query(
				'update public.memberships set sees_phones = $1 where reseller_id = $2 and person_id = $3',
				[sees, resellerId, staff.admin.personId]
			);
		const exported = async () => {
			const { id } = await start(staff.admin, { table_name: 'client_phones' });
			return JSON.stringify(await read(staff.admin, id));
		};
		expect(await exported()).toContain('+5511987654321');
		await see(false);
		try {
			expect(JSON.parse(await exported())).toMatchObject({ rows: [] });
			const { id } = await start(staff.admin);
			expect(JSON.stringify(await read(staff.admin, id))).not.toContain('+5511987654321');
		} finally {
			await see(true);
		}
	});
});

async function read(member: Member, id: number): Promise<Page> {
	return (await member.db.rpc('read_audit_export', { id }).throwOnError()).data as Page;
}

async function everyId(): Promise<number[]> {
	const { rows } = await db.query<{ id: string }>(
		'select id from public.audit_entries where reseller_id = $1 order by occurred_at desc, id desc',
		[tenant.resellerId]
	);
	return rows.map(({ id }) => Number(id));
}

async function setRole(member: Member, role: string): Promise<void> {
	await db.query(
		'update public.memberships set role = $1 where reseller_id = $2 and person_id = $3',
		[role, tenant.resellerId, member.personId]
	);
}

interface Written {
	at: string;
	actor?: string;
	operation?: string;
	table?: string;
}

/** Entries of the tenant as if they had been written then. @returns the id of the last */
async function addEntries(
	count: number,
	{ at, actor, operation = 'update', table = 'plans' }: Written
): Promise<number> {
	const { rows } = await db.query<{ id: string }>(
		`with written as (
			insert into public.audit_entries (reseller_id, occurred_at, table_name, operation, row_key, actor_id, after)
			select $1, $2, $3, $4, g::text, $5, '{}' from generate_series(1, $6) g
			returning id
		)
		select max(id) as id from written`,
		[tenant.resellerId, at, table, operation, actor ?? null, count]
	);
	return Number(rows[0]!.id);
}
