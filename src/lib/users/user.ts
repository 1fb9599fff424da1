import type { ResellerRole } from '#lib/accounts/account.ts';

export const resellerRoles = [
	'owner',
	'admin',
	'finance',
	'support',
	'viewer'
] as const satisfies readonly ResellerRole[];
export const chatLevels = ['1', '2', '3', '4', '5', '6'] as const;
export const mailLocales = ['pt-BR', 'en'] as const;

export type UserStatus = 'active' | 'invited' | 'expired' | 'inactive';

/** A member, or an invitation that is still open: of the team where `clientId` is null, else of that client. */
export interface UserSummary {
	id: string;
	clientId: string | null;
	kind: 'membership' | 'invitation';
	/** Null for an invitation: who it will be is not known yet. */
	personId: string | null;
	name: string;
	email: string;
	/** Of the team. */
	role: ResellerRole | null;
	/** Of a client: chat level, 1 to 6. */
	level: number | null;
	seesPhones: boolean;
	status: UserStatus;
	lastUsedAt: string | null;
	createdAt: string;
	/** When the invitation was mailed last, and until when its link is good. */
	sentAt: string | null;
	expiresAt: string | null;
}

const order: Record<UserStatus, number> = { active: 0, invited: 1, expired: 2, inactive: 3 };

/** Who has access first, who had it last, by name within. */
export function sortUsers(users: UserSummary[], locale: string): UserSummary[] {
	const { compare } = new Intl.Collator(locale);
	return users.toSorted(
		(one, other) =>
			order[one.status] - order[other.status] ||
			compare(one.name, other.name) ||
			compare(one.email, other.email)
	);
}

/** What the signed-in member may do with somebody: the pages leave out the rest, the database refuses it. */
export interface UserRights {
	/** Change, invite again, revoke, deactivate, reactivate. */
	mayManage: boolean;
	/** "Logar como". */
	mayImpersonate: boolean;
	/** "Sair desta revenda". */
	mayLeave: boolean;
}

export function rightsOver(
	user: Pick<UserSummary, 'id' | 'clientId' | 'role' | 'status' | 'kind'>,
	account: { membership_id: string; permissions: string[] }
): UserRights {
	const may = (permission: string) => account.permissions.includes(permission);
	const isOfTeam = user.clientId === null;
	return {
		mayManage: isOfTeam
			? may('team.manage') && (user.role !== 'owner' || may('owners.manage'))
			: may('users.manage'),
		mayImpersonate:
			!isOfTeam &&
			user.kind === 'membership' &&
			user.status === 'active' &&
			may('users.impersonate'),
		mayLeave: isOfTeam && user.id === account.membership_id
	};
}

/** Roles that the member may give: owners are made by owners. */
export function rolesToGive(permissions: string[]): ResellerRole[] {
	return resellerRoles.filter((role) => role !== 'owner' || permissions.includes('owners.manage'));
}
