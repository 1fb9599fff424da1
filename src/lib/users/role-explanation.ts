import type { ResellerRole } from '#lib/accounts/account.ts';
import { m } from '#lib/paraglide/messages.js';

const explanations: Record<ResellerRole, () => string> = {
	owner: m.users_role_owner,
	admin: m.users_role_admin,
	finance: m.users_role_finance,
	support: m.users_role_support,
	viewer: m.users_role_viewer
};

/** What the role is for, in a line. */
export function roleExplanation(role: ResellerRole): string {
	return explanations[role]();
}
