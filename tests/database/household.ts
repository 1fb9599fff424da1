import type { Client, Pool } from 'pg';
import {
	impersonate,
	levels,
	makeMember,
	makeTenant,
	onboard,
	roles,
	type Member,
	type Tenant
} from '../support/world.ts';
import { platform } from './platform.ts';

/** A member of the one tenant that the matrix of rights looks at, and what that is. */
export interface Resident extends Member {
	role: string | null;
	level: number | null;
	seesPhones: boolean;
	clientId: string | null;
	/** The person whose rights it has: under "Logar como" the subject. */
	subject: Member;
	isImpersonating: boolean;
}

export interface Household {
	/** As `postgres`. */
	db: Client | Pool;
	tenant: Tenant;
	/** Stands in every text of a second client of the same reseller. */
	neighbour: string;
	/** Every role, every level, each with and one without "see phones", and who acts in the place of others. */
	residents: Resident[];
	/** Pairs that must see the same. */
	impersonations: { actor: Resident; subject: Resident }[];
	/** Persons, but not here: without a membership, or with one that ended. */
	strangers: Member[];
	/** Sessions that are nobody: the code was not passed, or the session was ended. */
	nobodies: Member[];
}

export async function makeHousehold(db: Client | Pool): Promise<Household> {
	const tenant = await makeTenant(platform, 'household');
	const neighbour = `neighbour-of-${tenant.slug}`;
	await onboard(tenant.staff.owner.db, neighbour);
	const ofReseller = { reseller_id: tenant.resellerId };
	const blindness = { ...ofReseller, sees_phones: false };
	const account = `reseller/${tenant.slug}`;
	const [blindAdmin, blindUser, stranger, newcomer, signedOut, former] = await Promise.all([
		makeMember(platform, 'admin without phones', account, { ...blindness, role: 'admin' }),
		makeMember(platform, 'level 6 without phones', `client/${tenant.clientId}`, {
			...blindness,
			client_id: tenant.clientId,
			level: 6
		}),
		makeMember(platform, 'stranger', account, null),
		makeMember(platform, 'newcomer without code', account, { ...ofReseller, role: 'owner' }, false),
		makeMember(platform, 'owner whose session ended', account, { ...ofReseller, role: 'owner' }),
		makeMember(platform, 'former owner', account, {
			...ofReseller,
			role: 'owner',
			status: 'inactive'
		})
	]);
	await db.query('delete from auth.sessions where user_id = $1', [signedOut.personId]);

	const staff = roles.map((role) => resident(tenant.staff[role], { role }));
	const users = levels.map((level) =>
		resident(tenant.users[level], { level, clientId: tenant.clientId })
	);
	const blind = [
		resident(blindAdmin, { role: 'admin', seesPhones: false }),
		resident(blindUser, { level: 6, clientId: tenant.clientId, seesPhones: false })
	];
	const impersonations = await Promise.all(
		[users[0]!, users[1]!, users[5]!, blind[1]!].map(async (subject) => {
			const acting = await impersonate(platform, tenant.staff.support, subject);
			return { actor: { ...subject, ...acting, subject, isImpersonating: true }, subject };
		})
	);
	return {
		db,
		tenant,
		neighbour,
		residents: [...staff, ...users, ...blind, ...impersonations.map(({ actor }) => actor)],
		impersonations,
		strangers: [stranger, former],
		nobodies: [newcomer, signedOut]
	};
}

function resident(member: Member, rights: Partial<Resident>): Resident {
	return {
		...member,
		role: null,
		level: null,
		seesPhones: true,
		clientId: null,
		isImpersonating: false,
		subject: member,
		...rights
	};
}

/** The permissions of a role or level, as the tables of the schema have them. */
export async function permissionsOf(
	db: Client | Pool
): Promise<(who: Pick<Resident, 'role' | 'level'>) => Set<string>> {
	const { rows: byRole } = await db.query<{ role: string; permission: string }>(
		'select role, permission from app.role_permissions'
	);
	const { rows: byLevel } = await db.query<{ permission: string; least_level: number }>(
		'select permission, least_level from app.level_permissions'
	);
	return ({ role, level }) =>
		new Set([
			...byRole.filter((row) => row.role === role).map(({ permission }) => permission),
			...byLevel
				.filter(({ least_level: least }) => level !== null && level >= least)
				.map(({ permission }) => permission)
		]);
}
