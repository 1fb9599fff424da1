import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import {
	claiming,
	impersonate,
	makeMember,
	makeTenant,
	onboard,
	type Member,
	type Tenant
} from '../support/world.ts';
import { accountOf, colleagueOf, impersonationIdOf, membershipIdOf, userOf } from './helping.ts';
import { databaseConnection, platform } from './platform.ts';

const db = databaseConnection();
let tenant: Tenant;

beforeAll(async () => {
	tenant = await makeTenant(platform, 'helping');
});

const colleague = (role: string, changes?: object) => colleagueOf(tenant, role, changes);
const user = (level: number, changes?: object) => userOf(tenant, level, changes);
const refusalOf = ({ error, status }: { error: { message: string } | null; status: number }) => [
	status,
	error?.message
];

const start = (by: Member, membershipId: string, reason: string | null = 'Suporte') =>
	by.db.rpc('start_impersonation', { id: randomUUID(), membership_id: membershipId, reason });

describe('to act in the place of another', () => {
	test.each(['', '  ', 'ab', null, 'x'.repeat(201)])('takes a reason: not %j', async (reason) => {
		const answer = await start(
			tenant.staff.support,
			await membershipIdOf(tenant.clientUser),
			reason
		);
		expect(refusalOf(answer)).toEqual([422, 'impersonation_reason_required']);
	});

	test('lasts thirty minutes, counted by the database', async () => {
		const acting = await impersonate(platform, tenant.staff.support, tenant.clientUser);
		const { impersonation } = await accountOf(acting);
		expect(impersonation.seconds_left).toBeGreaterThan(29 * 60);
		expect(impersonation.seconds_left).toBeLessThanOrEqual(30 * 60);
		expect(Date.parse(impersonation.expires_at) - Date.parse(impersonation.started_at)).toBe(
			30 * 60_000
		);
		const repeated = await tenant.staff.support.db
			.rpc('start_impersonation', {
				id: impersonationIdOf(acting),
				membership_id: await membershipIdOf(tenant.clientUser),
				reason: 'Outro'
			})
			.throwOnError();
		expect(repeated.data.expires_at).toBe(impersonation.expires_at);
		expect((await accountOf(acting)).impersonation.reason).toBe('Suporte por telefone');
	});

	test('begins once, however fast one clicks', async () => {
		const membershipId = await membershipIdOf(tenant.clientUser);
		const given = { id: randomUUID(), membership_id: membershipId, reason: 'Suporte' };
		const answers = await Promise.all(
			Array.from({ length: 6 }, () => tenant.staff.support.db.rpc('start_impersonation', given))
		);
		for (const { data } of answers) expect(data).toEqual(answers[0]!.data);
		expect(answers[0]!.data.id).toBe(given.id);
	});

	test('is for users of clients, active ones, of the same reseller', async () => {
		const other = await makeTenant(platform, 'elsewhere');
		const former = await user(6, { status: 'inactive' });
		const { rows } = await db.query<{ id: string }>(
			'select id from public.memberships where person_id = $1',
			[former.personId]
		);
		const { support, owner, viewer } = tenant.staff;
		for (const id of [await membershipIdOf(viewer), await membershipIdOf(other.clientUser)])
			expect(refusalOf(await start(owner, id))).toEqual([404, 'member_not_found']);
		expect(refusalOf(await start(support, rows[0]!.id))).toEqual([409, 'member_inactive']);
		const taken = await other.staff.owner.db.rpc('start_impersonation', {
			id: tenant.impersonationId,
			membership_id: await membershipIdOf(other.clientUser),
			reason: 'Suporte'
		});
		expect(refusalOf(taken)).toEqual([409, 'request_id_reused']);
	});

	test('is not passed on: who acts so cannot start another, nor may roles without the right', async () => {
		const id = await membershipIdOf(tenant.users[1]);
		const { finance, viewer } = tenant.staff;
		for (const who of [tenant.impersonator, tenant.clientUser, finance, viewer])
			expect(refusalOf(await start(who, id)), who.label).toEqual([403, 'not_permitted']);
	});

	test('shows none of the other accounts of the subject', async () => {
		const subject = await user(6);
		const neighbour = await onboard(tenant.staff.owner.db, 'Vizinha');
		await db.query(
			`insert into public.memberships (reseller_id, client_id, person_id, level) values ($1, $2, $3, 6)`,
			[tenant.resellerId, neighbour.clientId, subject.personId]
		);
		await db.query(
			`insert into public.memberships (reseller_id, person_id, role) values ($1, $2, 'viewer')`,
			[tenant.resellerId, subject.personId]
		);
		const acting = await impersonate(platform, tenant.staff.support, subject);
		for (const who of [acting, subject]) {
			const { data } = await who.db.from('memberships').select('client_id').throwOnError();
			expect(data, who.label).toEqual([{ client_id: tenant.clientId }]);
			expect((await who.db.from('user_list').select('client_id').throwOnError()).data).toEqual(
				data
			);
		}
		// The actor's own accounts, and never the subject's.
		const accounts = (await acting.db.rpc('my_accounts').throwOnError()).data;
		expect(accounts).toEqual([expect.objectContaining({ reference: tenant.slug })]);
		const wandering = claiming(platform, acting, `client/${neighbour.clientId}`);
		expect(await accountOf(wandering)).toBeNull();
	});
});

describe('what is the person’s own', () => {
	test.each([
		['expect_password_change', {}],
		['my_profile', {}],
		['save_my_profile', { name: 'Outra' }],
		['my_sessions', {}],
		['revoke_session', { id: randomUUID() }],
		['revoke_other_sessions', {}],
		['accept_invitation', { token: 'x' }],
		['start_audit_export', {}]
	])('%s is refused to who acts in its place', async (name, given) => {
		const answer = await tenant.impersonator.db.rpc(name, given);
		expect(refusalOf(answer)).toEqual([403, 'impersonation_forbidden']);
	});
});

test('several are open at once, each by itself', async () => {
	const { support } = tenant.staff;
	const places = await Promise.all(
		[1, 3, 6].map((level) => impersonate(platform, support, tenant.users[level as 1]))
	);
	for (const [index, level] of [1, 3, 6].entries())
		expect((await accountOf(places[index]!)).level).toBe(level);
	expect((await accountOf(support)).kind).toBe('reseller');
	await support.db.rpc('end_impersonation', { id: impersonationIdOf(places[1]!) }).throwOnError();
	expect(await Promise.all(places.map(accountOf))).toEqual([
		expect.anything(),
		null,
		expect.anything()
	]);
});

test('a phone shows only where actor and subject both may see it', async () => {
	const [seeing, blind] = [
		tenant.staff.support,
		await colleague('support', { sees_phones: false })
	];
	const [seen, unseen] = [tenant.clientUser, await user(6, { sees_phones: false })];
	for (const [actor, subject, shows] of [
		[seeing, seen, true],
		[seeing, unseen, false],
		[blind, seen, false],
		[blind, unseen, false]
	] as const) {
		const acting = await impersonate(platform, actor, subject);
		const { data } = await acting.db.from('client_phones').select('e164').throwOnError();
		expect(data!.length > 0, `${actor.label} as ${subject.label}`).toBe(shows);
		// Nor can it be overwritten unseen.
		await acting.db.rpc('save_company', { fields: { trade_name: 'X', phone: '' } }).throwOnError();
		const { rows } = await db.query(
			'select 1 from public.client_phones where client_id = $1 and position = 1',
			[tenant.clientId]
		);
		expect(rows.length).toBe(shows ? 0 : 1);
		await db.query(
			`insert into public.client_phones (reseller_id, client_id, e164) values ($1, $2, '+5511987654321') on conflict do nothing`,
			[tenant.resellerId, tenant.clientId]
		);
	}
});

test('every row written carries actor and subject, and the client reads who, when, why and what changed', async () => {
	const { support } = tenant.staff;
	const acting = await impersonate(platform, support, tenant.clientUser, 'Troca de endereço');
	await acting.db
		.rpc('save_company', {
			fields: { trade_name: tenant.marker, city: 'Recife', phone: '+5581987650000' }
		})
		.throwOnError();
	const { rows } = await db.query(
		`select distinct table_name, actor_id, subject_id from public.audit_entries where impersonation_id = $1`,
		[impersonationIdOf(acting)]
	);
	expect(rows.map(({ table_name }) => table_name).sort()).toEqual(['client_phones', 'clients']);
	for (const row of rows)
		expect(row).toMatchObject({
			actor_id: support.personId,
			subject_id: tenant.clientUser.personId
		});

	const accesses = async (who: Member) =>
		(await who.db.rpc('client_accesses').throwOnError()).data.find(
			({ id }: { id: string }) => id === impersonationIdOf(acting)
		);
	const shown = await accesses(tenant.users[1]);
	expect(shown).toMatchObject({
		actor_name: expect.stringContaining('support'),
		reason: 'Troca de endereço',
		is_open: true,
		started_at: expect.any(String)
	});
	expect(shown.changes).toContainEqual(
		expect.objectContaining({
			table_name: 'clients',
			after: expect.objectContaining({ city: 'Recife' })
		})
	);
	expect(JSON.stringify(shown.changes)).toContain('+5581987650000');
	const blind = await user(6, { sees_phones: false });
	expect(JSON.stringify(await accesses(blind))).not.toContain('+5581987650000');
	// The staff have the trail for that; another client has nothing to do with it.
	for (const who of Object.values(tenant.staff))
		expect(refusalOf(await who.db.rpc('client_accesses'))).toEqual([403, 'not_permitted']);
	const neighbour = await onboard(tenant.staff.owner.db, 'Outra');
	const outsider = await makeMember(platform, 'outsider', `client/${neighbour.clientId}`, {
		reseller_id: tenant.resellerId,
		client_id: neighbour.clientId,
		level: 6
	});
	expect((await outsider.db.rpc('client_accesses').throwOnError()).data).toEqual([]);
});
