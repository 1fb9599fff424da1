import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { impersonate, makeTenant, type Member, type Tenant } from '../support/world.ts';
import { accountOf, colleagueOf, impersonationIdOf, membershipIdOf, userOf } from './helping.ts';
import { databaseConnection, platform } from './platform.ts';

const db = databaseConnection();
let tenant: Tenant;

beforeAll(async () => {
	tenant = await makeTenant(platform, 'ending');
});

const colleague = (role: string, changes?: object) => colleagueOf(tenant, role, changes);
const user = (level: number, changes?: object) => userOf(tenant, level, changes);
const endOf = async (acting: Member): Promise<string | null> =>
	(
		await db.query('select end_reason from public.impersonations where id = $1', [
			impersonationIdOf(acting)
		])
	).rows[0].end_reason;

describe('acting in the place of another ends', () => {
	test('by hand, at once, and only by the hand of the actor', async () => {
		const acting = await impersonate(platform, tenant.staff.support, tenant.clientUser);
		const { owner, support } = tenant.staff;
		for (const who of [owner, tenant.clientUser])
			await who.db.rpc('end_impersonation', { id: impersonationIdOf(acting) }).throwOnError();
		expect(await accountOf(acting)).not.toBeNull();
		await support.db.rpc('end_impersonation', { id: impersonationIdOf(acting) }).throwOnError();
		expect(await accountOf(acting)).toBeNull();
		expect((await acting.db.from('clients').select('id').throwOnError()).data).toEqual([]);
		expect(await endOf(acting)).toBe('left');
		await support.db.rpc('end_impersonation', { id: impersonationIdOf(acting) }).throwOnError();
		expect(await endOf(acting)).toBe('left');
	});

	test('when the time is over, also before anybody writes that down', async () => {
		const acting = await impersonate(platform, tenant.staff.support, tenant.clientUser);
		await db.query(
			`update public.impersonations set started_at = started_at - interval '30 minutes',
				expires_at = expires_at - interval '30 minutes' where id = $1`,
			[impersonationIdOf(acting)]
		);
		expect(await accountOf(acting)).toBeNull();
		await expect.poll(() => endOf(acting)).toBe('expired');
	});

	const endings: [string, (actor: Member, subject: Member) => Promise<unknown>][] = [
		['the membership of the actor ends', async (actor) => deactivate(await membershipIdOf(actor))],
		[
			'the membership of the subject ends',
			async (_, subject) => deactivate(await membershipIdOf(subject))
		],
		['the role of the actor loses the right', async (actor) => demote(await membershipIdOf(actor))],
		[
			'the actor leaves',
			async (actor) =>
				actor.db.rpc('deactivate_user', { id: await membershipIdOf(actor) }).throwOnError()
		]
	];
	const deactivate = (id: string) =>
		tenant.staff.owner.db.rpc('deactivate_user', { id }).throwOnError();
	const demote = (id: string) =>
		tenant.staff.owner.db.rpc('change_user', { id, role: 'finance' }).throwOnError();

	test.each(endings)('when %s', async (_, end) => {
		const [actor, subject] = await Promise.all([colleague('support'), user(6)]);
		const acting = await impersonate(platform, actor, subject);
		expect((await accountOf(acting)).person.id).toBe(subject.personId);
		const { rows } = await db.query<{ id: string }>(
			'select id from public.memberships where person_id = any ($1)',
			[[actor.personId, subject.personId]]
		);
		await end(actor, subject);
		expect(await accountOf(acting)).toBeNull();
		expect(await endOf(acting)).toBe('membership_ended');
		// Given back, the membership does not open again what it closed.
		for (const { id } of rows) {
			await tenant.staff.owner.db.rpc('reactivate_user', { id }).throwOnError();
		}
		expect(await accountOf(acting)).toBeNull();
	});

	test('also when the membership of the actor or the subject ends while it begins', async () => {
		for (let round = 0; round < 6; round++) {
			const [actor, subject] = await Promise.all([colleague('support'), user(6)]);
			const [ofActor, ofSubject] = [await membershipIdOf(actor), await membershipIdOf(subject)];
			const ending = round % 2 ? ofActor : ofSubject;
			const id = randomUUID();
			await Promise.all([
				actor.db.rpc('start_impersonation', { id, membership_id: ofSubject, reason: 'Corrida' }),
				deactivate(ending)
			]);
			const { rows } = await db.query(
				'select id from public.impersonations where id = $1 and ended_at is null',
				[id]
			);
			expect(rows).toEqual([]);
		}
	});
});
