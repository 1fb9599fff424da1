import { makeMember, type Member, type Tenant } from '../support/world.ts';
import { platform } from './platform.ts';

/** One more of the staff. */
export const colleagueOf = (tenant: Tenant, role: string, changes: object = {}): Promise<Member> =>
	makeMember(platform, `one more ${role}`, `reseller/${tenant.slug}`, {
		reseller_id: tenant.resellerId,
		role,
		...changes
	});

/** One more user of the tenant's client. */
export const userOf = (tenant: Tenant, level: number, changes: object = {}): Promise<Member> =>
	makeMember(platform, `one more of level ${level}`, `client/${tenant.clientId}`, {
		reseller_id: tenant.resellerId,
		client_id: tenant.clientId,
		level,
		...changes
	});

/** What `current_account` says; null when the request acts as nobody. */
export const accountOf = async (member: Member) =>
	(await member.db.rpc('current_account').throwOnError()).data;

export const membershipIdOf = async (member: Member): Promise<string> =>
	(await accountOf(member)).membership_id;

/** Of the impersonation that the member acts in. */
export const impersonationIdOf = (acting: Member): string => acting.account.split('/')[1]!;
