import { beforeAll, describe, expect, test } from 'vitest';
import { createClient } from '@supabase/supabase-js';
import {
	impersonate,
	makeMember,
	makeTenant,
	onboard,
	password,
	type Member,
	type Tenant
} from '../support/world.ts';
import { hangUpAfterAll, listen, mayListen, topicOf, type Listener } from './listening.ts';
import { databaseConnection, databaseConnections, platform } from './platform.ts';

// Whoever loses a right hears nothing that is announced afterwards: the account moves on to another channel, and asks there.

const db = databaseConnection();
const connections = databaseConnections();
let tenant: Tenant;

hangUpAfterAll();
beforeAll(async () => {
	tenant = await makeTenant(platform, 'channels');
});

const colleague = (role: string) =>
	makeMember(platform, `listening ${role}`, `reseller/${tenant.slug}`, {
		reseller_id: tenant.resellerId,
		role
	});
const user = () =>
	makeMember(platform, 'listening user', `client/${tenant.clientId}`, {
		reseller_id: tenant.resellerId,
		client_id: tenant.clientId,
		level: 6
	});
const membershipIdOf = async (member: Member): Promise<string> =>
	(await db.query('select id from public.memberships where person_id = $1', [member.personId]))
		.rows[0].id;

/** A change that the reseller and the client both hear of; the id by which the reseller's listeners know it. */
async function announceSomething(): Promise<string> {
	const { clientId } = await onboard(tenant.staff.owner.db, 'Anunciada');
	await db.query('update public.clients set sector = gen_random_uuid()::text where id = $1', [
		tenant.clientId
	]);
	return clientId;
}

const hears = (listener: Listener, clientId: string) =>
	expect.poll(() => listener.wire.join('\n').includes(clientId)).toBe(true);

interface Loss {
	name: string;
	/** Who loses it, and how it goes. */
	prepare(): Promise<{ loser: Member; lose(): Promise<unknown> }>;
	/** Whose channel that is. */
	witness(): Member;
}

const owner = () => tenant.staff.owner;
const viewer = () => tenant.staff.viewer;
const clientUser = () => tenant.clientUser;

const losses: Loss[] = [
	{
		name: 'a removed colleague',
		witness: viewer,
		async prepare() {
			const loser = await colleague('admin');
			const id = await membershipIdOf(loser);
			return { loser, lose: async () => owner().db.rpc('deactivate_user', { id }).throwOnError() };
		}
	},
	{
		name: 'a user of a client who was removed',
		witness: clientUser,
		async prepare() {
			const loser = await user();
			const id = await membershipIdOf(loser);
			return { loser, lose: async () => owner().db.rpc('deactivate_user', { id }).throwOnError() };
		}
	},
	{
		name: 'a session that was revoked',
		witness: viewer,
		async prepare() {
			const loser = await colleague('admin');
			const { db: elsewhere } = await signedInAgain(loser);
			return { loser, lose: async () => elsewhere.rpc('revoke_other_sessions').throwOnError() };
		}
	},
	{
		name: 'a session that a new password ended',
		witness: viewer,
		async prepare() {
			const loser = await colleague('admin');
			const { db: elsewhere } = await signedInAgain(loser);
			return {
				loser,
				async lose() {
					await elsewhere.rpc('expect_password_change').throwOnError();
					const { error } = await elsewhere.auth.updateUser({ password: 'another good one' });
					expect(error).toBeNull();
				}
			};
		}
	},
	{
		name: 'an impersonation that was left',
		witness: clientUser,
		async prepare() {
			const acting = await impersonate(platform, await colleague('support'), tenant.clientUser);
			const id = acting.account.split('/')[1];
			return {
				loser: acting,
				lose: async () => acting.db.rpc('end_impersonation', { id }).throwOnError()
			};
		}
	},
	{
		name: 'an impersonation whose actor was demoted',
		witness: clientUser,
		async prepare() {
			const actor = await colleague('support');
			const acting = await impersonate(platform, actor, tenant.clientUser);
			const id = await membershipIdOf(actor);
			return {
				loser: acting,
				lose: async () => owner().db.rpc('change_user', { id, role: 'viewer' }).throwOnError()
			};
		}
	},
	{
		name: 'an impersonation whose time is over',
		witness: clientUser,
		async prepare() {
			const acting = await impersonate(platform, await colleague('support'), tenant.clientUser);
			return {
				loser: acting,
				lose: async () =>
					db.query(
						`update public.impersonations set started_at = started_at - interval '31 minutes',
							expires_at = expires_at - interval '31 minutes' where id = $1`,
						[acting.account.split('/')[1]]
					)
			};
		}
	},
	{
		name: 'a membership that an operator deleted',
		witness: viewer,
		async prepare() {
			const loser = await colleague('viewer');
			return {
				loser,
				lose: async () =>
					db.query('delete from public.memberships where person_id = $1', [loser.personId])
			};
		}
	},
	{
		name: 'an impersonation whose actor an operator deleted',
		witness: clientUser,
		async prepare() {
			const actor = await colleague('support');
			const acting = await impersonate(platform, actor, tenant.clientUser);
			return {
				loser: acting,
				lose: async () =>
					db.query('delete from public.memberships where person_id = $1', [actor.personId])
			};
		}
	}
];

describe.each(losses)('$name', ({ prepare, witness }) => {
	test('hears nothing afterwards; the others are told to move, and do', async () => {
		const { loser, lose } = await prepare();
		const topic = await topicOf(loser);
		const [deaf, other] = await Promise.all([listen(loser, topic), listen(witness(), topic)]);
		expect([deaf.status, other.status]).toEqual(['SUBSCRIBED', 'SUBSCRIBED']);
		await lose();
		await expect.poll(() => other.moves).toBe(1);

		const next = await topicOf(witness());
		expect(next).not.toBe(topic);
		const moved = await listen(witness(), next);
		expect(moved.status).toBe('SUBSCRIBED');
		expect(await mayListen(db, loser, next)).toBe(false);

		await expect.poll(() => deaf.moves).toBe(1);
		const heardBefore = deaf.wire.length;
		const clientId = await announceSomething();
		if (topic.startsWith('reseller:')) await hears(moved, clientId);
		else await expect.poll(() => moved.changes.some(({ table }) => table === 'clients')).toBe(true);
		const afterwards = deaf.wire.slice(heardBefore).join('\n');
		expect(afterwards).not.toContain('"change"');
		expect(afterwards).not.toContain(clientId);
		// The old channel is nobody's any more.
		expect(await mayListen(db, witness(), topic)).toBe(false);
		expect(await mayListen(db, witness(), next)).toBe(true);
	});
});

test('a channel left twice at the same moment tells those on each version, so that nobody stays behind', async () => {
	const versions = async (): Promise<string[]> => {
		const { rows } = await db.query<{ topic: string }>(
			`select topic from realtime.messages where event = 'moved' and topic like 'reseller:' || $1 || ':%' order by inserted_at`,
			[tenant.resellerId]
		);
		return rows.map(({ topic }) => topic);
	};
	const before = await versions();
	await Promise.all(
		Array.from({ length: 8 }, () =>
			connections.query(`select app.move_channel('reseller', $1)`, [tenant.resellerId])
		)
	);
	const left = (await versions()).slice(before.length);
	expect(new Set(left).size).toBe(8);
	expect(left).not.toContain(await topicOf(owner()));
});

/** The same person on another device. */
async function signedInAgain(member: Member) {
	const session = createClient(platform.apiUrl, platform.publishableKey, {
		auth: { persistSession: false, autoRefreshToken: false }
	});
	const { error } = await session.auth.signInWithPassword({ email: member.email, password });
	if (error) throw error;
	return { db: session };
}
