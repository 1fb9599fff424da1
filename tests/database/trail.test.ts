import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import {
	adminOf,
	makeMember,
	makeTenant,
	onboard,
	roles,
	type Member,
	type Tenant
} from '../support/world.ts';
import { databaseConnection, platform } from './platform.ts';
import { request } from './rest.ts';

const db = databaseConnection();
let tenant: Tenant;
let other: Tenant;

beforeAll(async () => {
	[tenant, other] = await Promise.all([
		makeTenant(platform, 'trail'),
		makeTenant(platform, 'other-trail')
	]);
});

interface Entry {
	table_name: string;
	operation: string;
	row_key: string;
	actor_id: string | null;
	subject_id: string | null;
	address: string | null;
	seen_address: string | null;
	before: Record<string, unknown> | null;
	after: Record<string, unknown> | null;
}

async function entriesOf(key: string, table?: string): Promise<Entry[]> {
	const { rows } = await db.query<Entry>(
		`select * from public.audit_entries where row_key like $1 || '%' and table_name = coalesce($2, table_name) order by id`,
		[key, table ?? null]
	);
	return rows;
}

describe('the trail', () => {
	test('tells what came, what changed and what went, by whom and from where', async () => {
		const { owner } = tenant.staff;
		const id = randomUUID();
		const headers = { 'x-balcao-address': '203.0.113.7' };
		const call = (name: string, given: object) =>
			request(owner, 'POST', `rpc/${name}`, given, headers);
		const email = `${id}@people.example`;
		await call('invite_member', { id, name: 'Nova', email, role: 'viewer' });
		await call('change_user', { id, role: 'finance', name: 'Nova' });
		await call('revoke_invitation', { id });
		const entries = await entriesOf(id);
		expect(entries.map(({ operation }) => operation)).toEqual(['insert', 'update', 'update']);
		const [invited, changed, revoked] = entries;
		expect(invited).toMatchObject({
			table_name: 'invitations',
			before: null,
			after: expect.objectContaining({ email, role: 'viewer' })
		});
		// Only what changed, so that the difference can be read.
		expect([changed!.before, changed!.after]).toEqual([{ role: 'viewer' }, { role: 'finance' }]);
		expect(revoked!.before).toEqual({ revoked_at: null });
		for (const entry of entries)
			expect(entry).toMatchObject({
				actor_id: owner.personId,
				subject_id: null,
				address: '203.0.113.7',
				seen_address: expect.stringMatching(/127\.0\.0\.1|::1/)
			});

		const draft = randomUUID();
		await call('save_onboarding', {
			id: draft,
			part: 'client',
			answers: { phone: '+5511912345678' }
		});
		await call('discard_onboarding', { id: draft });
		const [came, went] = await entriesOf(draft);
		expect([came!.operation, went!.operation]).toEqual(['insert', 'delete']);
		expect(went!.after).toBeNull();
		// A draft holds phones and is therefore withheld.
		expect(JSON.stringify([came, went])).not.toContain('912345678');
	});

	test('keeps nothing of a command that was refused, and nothing of a change that changes nothing', async () => {
		const { owner } = tenant.staff;
		const id = randomUUID();
		await owner.db.rpc('invite_member', { id, name: 'X', email: 'none', role: 'viewer' });
		expect(await entriesOf(id)).toEqual([]);
		await owner.db
			.rpc('invite_member', { id, name: 'X', email: `${id}@people.example`, role: 'viewer' })
			.throwOnError();
		await owner.db.rpc('change_user', { id, role: 'viewer' }).throwOnError();
		expect(await entriesOf(id)).toHaveLength(1);
	});

	test('has no picture and no token, and what a job or the key writes names nobody', async () => {
		const key = adminOf(platform);
		const logo = `data:image/png;base64,${Buffer.from('secret picture').toString('base64')}`;
		await key
			.from('reseller_brands')
			.update({ logo, primary_color: '#123456' })
			.eq('reseller_id', tenant.resellerId)
			.throwOnError();
		const entries = await entriesOf(tenant.resellerId, 'reseller_brands');
		const last = entries.at(-1)!;
		expect(last).toMatchObject({ actor_id: null, after: { primary_color: '#123456' } });
		expect(JSON.stringify(entries)).not.toContain('base64');
	});

	test('tells of a row whose key was changed that it went, and of the one that came', async () => {
		await adminOf(platform)
			.from('client_phones')
			.update({ position: 2 })
			.eq('client_id', other.clientId)
			.throwOnError();
		const entries = await entriesOf(other.clientId, 'client_phones');
		expect(
			entries
				.slice(-2)
				.map(({ operation, row_key }) => `${operation} ${row_key}`)
				.sort()
		).toEqual([`delete ${other.clientId}/1`, `insert ${other.clientId}/2`]);
	});

	test('of a statement over a thousand rows has a thousand entries', async () => {
		const name = `bulk-${randomUUID()}`;
		const rows = Array.from({ length: 1000 }, (_, index) => ({
			reseller_id: tenant.resellerId,
			name: `${name} ${index}`
		}));
		const key = adminOf(platform);
		await key.from('plans').insert(rows).throwOnError();
		const told = await db.query(
			`select count(*)::int as entries from public.audit_entries e
			join public.plans p on p.id::text = e.row_key
			where e.label like $1 || '%' and e.operation = 'insert' and e.client_id is null
				and e.after = jsonb_strip_nulls(to_jsonb(p) - 'updated_at')`,
			[name]
		);
		expect(told.rows).toEqual([{ entries: 1000 }]);
		await key.from('plans').update({ is_active: false }).like('name', `${name}%`).throwOnError();
		await key.from('plans').delete().like('name', `${name}%`).throwOnError();
		const counted = await db.query(
			`select operation, count(*)::int as entries, count(distinct row_key)::int as rows
			from public.audit_entries where label like $1 || '%' group by operation order by operation`,
			[name]
		);
		expect(counted.rows).toEqual(
			['delete', 'insert', 'update'].map((operation) => ({ operation, entries: 1000, rows: 1000 }))
		);
	});
});

describe('who reads it', () => {
	test('owner and admin of the reseller, of their own tenant alone', async () => {
		for (const role of roles) {
			const { data } = await tenant.staff[role].db
				.from('audit_entries')
				.select('reseller_id')
				.throwOnError();
			const expected = ['owner', 'admin'].includes(role) ? [tenant.resellerId] : [];
			expect([...new Set(data!.map((row) => row.reseller_id))], role).toEqual(expected);
		}
		for (const who of [tenant.clientUser, tenant.impersonator]) {
			const { data } = await who.db.from('audit_entries').select('id').throwOnError();
			expect(data, who.label).toEqual([]);
		}
	});

	test('phones only with "see phones"', async () => {
		const blind = await makeMember(platform, 'admin without phones', `reseller/${tenant.slug}`, {
			reseller_id: tenant.resellerId,
			role: 'admin',
			sees_phones: false
		});
		const { clientId } = await onboard(tenant.staff.owner.db, 'Com telefone');
		const read = (who: Member) =>
			request(who, 'GET', `audit_entries?client_id=eq.${clientId}&select=table_name,before,after`);
		expect((await read(tenant.staff.admin)).body).toContain('+5511987654321');
		const seen = await read(blind);
		expect(seen.body).toContain('Com telefone');
		expect(seen.body).not.toContain('987654321');
		const page = await request(blind, 'POST', 'rpc/list_audit_entries', { client_id: clientId });
		expect(page.body).toContain('Com telefone');
		expect(page.body).not.toContain('987654321');
	});
});

describe('nobody rewrites it', () => {
	test('through the API, not even with the secret key', async () => {
		const filter = `audit_entries?reseller_id=eq.${tenant.resellerId}`;
		const { secretKey } = platform;
		const keys: Record<string, string>[] = [
			{},
			{ apikey: secretKey, authorization: `Bearer ${secretKey}` }
		];
		for (const headers of keys) {
			for (const [verb, path, body] of [
				['PATCH', filter, { actor_id: null }],
				['DELETE', filter, undefined],
				[
					'POST',
					'audit_entries',
					{ reseller_id: tenant.resellerId, table_name: 'x', operation: 'insert', row_key: 'x' }
				]
			] as const) {
				const answer = await request(tenant.staff.owner, verb, path, body, headers);
				expect(JSON.parse(answer.body).code, `${verb} ${answer.body}`).toBe('42501');
			}
		}
	});

	test.each([
		['update', 'update public.audit_entries set actor_id = null where reseller_id = $1'],
		['delete', 'delete from public.audit_entries where reseller_id = $1'],
		['a reseller deleted from under it', 'delete from public.resellers where id = $1']
	])('as postgres by %s', async (_, statement) => {
		const count = async () =>
			(
				await db.query(
					'select count(*)::int as entries from public.audit_entries where reseller_id = $1',
					[tenant.resellerId]
				)
			).rows[0].entries;
		const before = await count();
		await expect(db.query(statement, [tenant.resellerId])).rejects.toThrow(
			/audit_append_only|audit_entries_reseller_id_fkey/
		);
		expect(await count()).toBeGreaterThanOrEqual(before);
	});

	test('as postgres by truncate', async () => {
		// It wants the table for itself; while it waits for that, everybody who writes would wait behind it.
		const truncate = () =>
			db.query(`set lock_timeout = '200ms'; truncate public.audit_entries`).then(
				() => 'truncated',
				({ message }: Error) => message
			);
		try {
			let told = '';
			await expect.poll(async () => (told = await truncate())).not.toMatch(/lock timeout/);
			expect(told).toContain('audit_append_only');
		} finally {
			await db.query('reset lock_timeout');
		}
	});
});
