import type { ResellerRole } from '#lib/accounts/account.ts';
import { m } from '#lib/paraglide/messages.js';

/** As `permission_matrix()` tells it: the rules are data of the database. */
export interface PermissionMatrix {
	roles: { permission: string; roles: ResellerRole[] }[];
	levels: { permission: string; least_level: number }[];
}

const names = {
	'clients.write': m.users_permission_clients_write,
	'clients.delete': m.users_permission_clients_delete,
	'clients.import': m.users_permission_clients_import,
	'plans.write': m.users_permission_plans_write,
	'invoices.issue': m.users_permission_invoices_issue,
	'payments.record': m.users_permission_payments_record,
	'payments.refund': m.users_permission_payments_refund,
	'billing.configure': m.users_permission_billing_configure,
	'dunning.release': m.users_permission_dunning_release,
	'sessions.correct': m.users_permission_sessions_correct,
	'users.manage': m.users_permission_users_manage,
	'users.impersonate': m.users_permission_users_impersonate,
	'team.manage': m.users_permission_team_manage,
	'owners.manage': m.users_permission_owners_manage,
	'audit.read': m.users_permission_audit_read,
	'audit.export': m.users_permission_audit_export,
	'api.manage': m.users_permission_api_manage,
	'portal.company.read': m.users_permission_portal_company_read,
	'portal.invoices.read': m.users_permission_portal_invoices_read,
	'portal.invoices.pay': m.users_permission_portal_invoices_pay,
	'portal.company.write': m.users_permission_portal_company_write,
	'portal.accesses.read': m.users_permission_portal_accesses_read,
	'portal.sessions.read': m.users_permission_portal_sessions_read,
	'portal.sessions.buy': m.users_permission_portal_sessions_buy
} satisfies Record<string, () => string>;

/** The permissions that have words; a test compares them with those of the database. */
export const namedPermissions = Object.keys(names);

/** What the permission allows, in the person's language; the bare name for one that nobody has worded yet. */
export function permissionName(permission: string): string {
	return names[permission as keyof typeof names]?.() ?? permission;
}

/** What a chat level may do that the one below may not. */
export function permissionsAddedAt({ levels }: PermissionMatrix, level: number): string[] {
	return levels.filter((rule) => rule.least_level === level).map(({ permission }) => permission);
}
