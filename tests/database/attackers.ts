import type { Client } from 'pg';
import { expect, vi } from 'vitest';
import {
	claiming,
	impersonate,
	levels,
	makeMember,
	makeTenant,
	roles,
	type Member,
	type Tenant
} from '../support/world.ts';
import { platform } from './platform.ts';

/** Everybody on the wrong side of the victim's border, each with every account they may claim. */
export async function makeAttackers(victim: Tenant, db: Client): Promise<Member[]> {
	const theirs = `reseller/${victim.slug}`;
	const ofVictim = { reseller_id: victim.resellerId };
	const [attacker, stranger, newcomer, leaver] = await Promise.all([
		makeTenant(platform, 'attacker'),
		makeMember(platform, 'stranger without account', theirs, null),
		makeMember(platform, 'newcomer without code', theirs, { ...ofVictim, role: 'owner' }, false),
		makeMember(platform, 'leaver', theirs, { ...ofVictim, role: 'support' })
	]);
	const nobody: Member = {
		...stranger,
		label: 'nobody, with the publishable key alone',
		accessToken: platform.publishableKey
	};
	const claims = [theirs, `client/${victim.clientId}`, `impersonation/${victim.impersonationId}`];
	const insiders = [
		...roles.map((role) => attacker.staff[role]),
		...levels.map((level) => attacker.users[level]),
		attacker.impersonator
	];
	const outsiders = [stranger, newcomer, nobody];
	const closed = await closedImpersonations(leaver, victim, db);
	const claimingEach = (members: Member[], accounts: string[]) =>
		members.flatMap((member) => accounts.map((account) => claiming(platform, member, account)));
	return [
		...insiders,
		...claimingEach([...insiders, ...outsiders], claims),
		...claimingEach(outsiders, ['']),
		...claimingEach([leaver], [...claims, ...closed])
	];
}

/** So many of those who claim the same account. */
const ofEachClaim = 4;

/** @param turn others come with the next one, until all have had theirs */
export function someOfEachClaim(attackers: Member[], turn: number): Member[] {
	return [...Map.groupBy(attackers, ({ account }) => account).values()].flatMap((claimants) =>
		Array.from(
			{ length: Math.min(ofEachClaim, claimants.length) },
			(_, place) => claimants[(turn * ofEachClaim + place) % claimants.length]!
		)
	);
}

/** Impersonations of one who was on the right side once: left by hand, run out, and closed as the membership ended. */
async function closedImpersonations(leaver: Member, victim: Tenant, db: Client): Promise<string[]> {
	const [left, expired, cut] = await Promise.all(
		Array.from({ length: 3 }, () => impersonate(platform, leaver, victim.clientUser))
	);
	const ids = [left!, expired!, cut!].map(({ account }) => account.split('/')[1]!);
	await leaver.db.rpc('end_impersonation', { id: ids[0] }).throwOnError();
	await db.query(
		`update public.impersonations
		set started_at = started_at - interval '31 minutes', expires_at = expires_at - interval '31 minutes' where id = $1`,
		[ids[1]]
	);
	await db.query(`update public.memberships set status = 'inactive' where person_id = $1`, [
		leaver.personId
	]);
	const endings = async () =>
		(
			await db.query<{ end_reason: string | null }>(
				`select i.end_reason from unnest($1::uuid[]) with ordinality as given (id, position)
				join public.impersonations i using (id) order by given.position`,
				[ids]
			)
		).rows.map(({ end_reason }) => end_reason);
	// The scheduler writes down that time has run out; nothing of it may happen while fingerprints are compared.
	await vi.waitFor(
		async () => expect(await endings()).toEqual(['left', 'expired', 'membership_ended']),
		{ timeout: 40_000, interval: 200 }
	);
	return ids.map((id) => `impersonation/${id}`);
}
