import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import {
	adminOf,
	impersonate,
	makeMember,
	makeTenant,
	type Member,
	type Tenant
} from '../support/world.ts';
import { databaseConnection, platform } from './platform.ts';

const db = databaseConnection();
let tenant: Tenant;

beforeAll(async () => {
	tenant = await makeTenant(platform, 'team');
});

const colleague = (role: string, changes: object = {}) =>
	makeMember(platform, role, `reseller/${tenant.slug}`, {
		reseller_id: tenant.resellerId,
		role,
		...changes
	});

async function membershipOf(
	member: Member
): Promise<{ id: string; role: string; level: number; status: string; sees_phones: boolean }> {
	const { rows } = await db.query(
		'select id, role, level, status, sees_phones from public.memberships where person_id = $1',
		[member.personId]
	);
	return rows[0];
}

const outcomeOf = ({ error, status }: { error: { message: string } | null; status: number }) =>
	error ? [status, error.message] : 'done';

const change = async (by: Member, whom: Member, fields: object) =>
	outcomeOf(await by.db.rpc('change_user', { id: (await membershipOf(whom)).id, ...fields }));
const deactivate = async (by: Member, whom: Member) =>
	outcomeOf(await by.db.rpc('deactivate_user', { id: (await membershipOf(whom)).id }));

const notPermitted = [403, 'not_permitted'];
const lastOwner = [409, 'last_owner'];

describe('an admin', () => {
	test('manages the team, but no owner, and makes none, of oneself neither', async () => {
		const { admin, owner, viewer } = tenant.staff;
		expect(await change(admin, viewer, { role: 'finance' })).toBe('done');
		expect(await change(admin, viewer, { role: 'viewer' })).toBe('done');
		for (const whom of [viewer, admin])
			expect(await change(admin, whom, { role: 'owner' })).toEqual(notPermitted);
		for (const fields of [{ role: 'viewer' }, { name: 'X' }, { sees_phones: false }])
			expect(await change(admin, owner, fields)).toEqual(notPermitted);
		expect(await deactivate(admin, owner)).toEqual(notPermitted);
		expect((await membershipOf(owner)).status).toBe('active');
	});

	test('invites no owner, and turns no invitation into one', async () => {
		const { admin, owner } = tenant.staff;
		const invite = (by: Member, id: string, role: string) =>
			by.db.rpc('invite_member', { id, name: 'X', email: `${id}@people.example`, role });
		expect(outcomeOf(await invite(admin, randomUUID(), 'owner'))).toEqual(notPermitted);
		const offered = randomUUID();
		expect(outcomeOf(await invite(admin, offered, 'viewer'))).toBe('done');
		const risen = await admin.db.rpc('change_user', { id: offered, role: 'owner' });
		expect(outcomeOf(risen)).toEqual(notPermitted);
		const ofOwner = randomUUID();
		await invite(owner, ofOwner, 'owner').then(({ error }) => expect(error).toBeNull());
		for (const command of ['revoke_invitation', 'resend_invitation'])
			expect(outcomeOf(await admin.db.rpc(command, { id: ofOwner }))).toEqual(notPermitted);
	});

	test('who may not see phones lets nobody see them, oneself neither', async () => {
		const blind = await colleague('admin', { sees_phones: false });
		for (const whom of [blind, tenant.staff.viewer])
			await change(tenant.staff.owner, tenant.staff.viewer, { sees_phones: false }).then(async () =>
				expect(await change(blind, whom, { sees_phones: true })).toEqual(notPermitted)
			);
		const id = randomUUID();
		const offer = { id, client_id: tenant.clientId, name: 'X', email: `${id}@people.example` };
		expect(outcomeOf(await blind.db.rpc('invite_user', offer))).toEqual(notPermitted);
		const modest = await blind.db.rpc('invite_user', { ...offer, sees_phones: false });
		expect(outcomeOf(modest)).toBe('done');
		const risen = await blind.db.rpc('change_user', { id, sees_phones: true });
		expect(outcomeOf(risen)).toEqual(notPermitted);
		// What stands already is no gift: a form that sends everything back changes the name alone.
		expect(await change(blind, tenant.staff.admin, { name: 'Ana', sees_phones: true })).toBe(
			'done'
		);
		await change(tenant.staff.owner, tenant.staff.viewer, { sees_phones: true });
	});
});

test('support manages the users of clients, not the team', async () => {
	const { support, viewer } = tenant.staff;
	expect(await change(support, tenant.users[2], { level: 3 })).toBe('done');
	expect(await change(support, tenant.users[2], { level: 2 })).toBe('done');
	expect(await change(support, viewer, { role: 'admin' })).toEqual(notPermitted);
	expect(await change(support, support, { role: 'owner' })).toEqual(notPermitted);
	expect(await deactivate(support, viewer)).toEqual(notPermitted);
});

test('a client user becomes no staff, and staff no client user', async () => {
	const { owner, viewer } = tenant.staff;
	const invalid = [422, 'member_role_invalid'];
	expect(await change(owner, tenant.users[1], { role: 'viewer' })).toEqual(invalid);
	expect(await change(owner, viewer, { level: 6 })).toEqual(invalid);
	expect(await change(owner, tenant.users[1], { level: 7 })).toEqual([422, 'member_level_invalid']);
	expect(await change(owner, viewer, { role: 'root' })).toEqual([422, 'member_role_invalid']);
	expect(await change(owner, viewer, { name: ' ' })).toEqual([422, 'member_name_invalid']);
});

test('everybody may leave, and what ended is refused at the next request', async () => {
	const leaver = await colleague('viewer');
	expect((await leaver.db.from('clients').select('id').throwOnError()).data).not.toEqual([]);
	expect(await deactivate(leaver, leaver)).toBe('done');
	expect((await leaver.db.from('clients').select('id').throwOnError()).data).toEqual([]);
	const { id } = await membershipOf(leaver);
	const back = await leaver.db.rpc('reactivate_user', { id });
	expect(outcomeOf(back)).toEqual([404, 'member_not_found']);
	await tenant.staff.admin.db.rpc('reactivate_user', { id }).throwOnError();
	expect((await leaver.db.from('clients').select('id').throwOnError()).data).not.toEqual([]);
});

test('nobody leaves for a client user by acting in their place', async () => {
	const { id } = await membershipOf(tenant.clientUser);
	const answer = await tenant.impersonator.db.rpc('deactivate_user', { id });
	expect(outcomeOf(answer)).toEqual(notPermitted);
});

test('a person whom an operator deletes is gone from the team; what they did stays in the trail', async () => {
	const gone = await colleague('support');
	await impersonate(platform, gone, tenant.clientUser);
	const { error } = await adminOf(platform).auth.admin.deleteUser(gone.personId);
	expect(error).toBeNull();
	expect(await membershipOf(gone)).toBeUndefined();
	const { rows } = await db.query(
		`select table_name, operation from public.audit_entries where actor_id = $1 order by id`,
		[gone.personId]
	);
	expect(rows).toEqual([{ table_name: 'impersonations', operation: 'insert' }]);
	expect((await gone.db.from('clients').select('id').throwOnError()).data).toEqual([]);
});

describe('the last owner', () => {
	test('cannot leave, nor step down, nor be made to', async () => {
		const { owner } = tenant.staff;
		expect(await deactivate(owner, owner)).toEqual(lastOwner);
		expect(await change(owner, owner, { role: 'admin' })).toEqual(lastOwner);
		const former = await colleague('owner', { status: 'inactive' });
		expect(await deactivate(owner, owner)).toEqual(lastOwner);
		expect(await change(owner, former, { role: 'viewer' })).toBe('done');
	});

	test.each([
		['leave', (by: Member) => deactivate(by, by)],
		['step down', (by: Member) => change(by, by, { role: 'viewer' })],
		['remove each other', (by: Member, other: Member) => deactivate(by, other)],
		['demote each other', (by: Member, other: Member) => change(by, other, { role: 'viewer' })]
	])('stays when two at the same moment %s', async (_, act) => {
		for (let round = 0; round < 3; round++) {
			const house = await smallHouse();
			const [one, other] = house.owners;
			const outcomes = await Promise.all([act(one, other), act(other, one)]);
			expect(outcomes.filter((outcome) => outcome === 'done')).toHaveLength(1);
			const { rows } = await db.query(
				`select count(*)::int as owners from public.memberships
				where reseller_id = $1 and role = 'owner' and status = 'active'`,
				[house.id]
			);
			expect(rows).toEqual([{ owners: 1 }]);
		}
	});

	async function smallHouse(): Promise<{ id: string; owners: [Member, Member] }> {
		const slug = `house-${randomUUID().slice(0, 8)}`;
		const { rows } = await db.query<{ id: string }>(
			'insert into public.resellers (slug, name) values ($1, $1) returning id',
			[slug]
		);
		const { id } = rows[0]!;
		const owner = () =>
			makeMember(platform, 'owner', `reseller/${slug}`, { reseller_id: id, role: 'owner' });
		return { id, owners: [await owner(), await owner()] };
	}
});
