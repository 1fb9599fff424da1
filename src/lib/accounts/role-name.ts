import { m } from '#lib/paraglide/messages.js';
import type { ResellerRole } from './account.ts';

const names: Record<ResellerRole, () => string> = {
	owner: m.common_role_owner,
	admin: m.common_role_admin,
	finance: m.common_role_finance,
	support: m.common_role_support,
	viewer: m.common_role_viewer
};

export function roleName(role: ResellerRole): string {
	return names[role]();
}
