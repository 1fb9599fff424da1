import { m } from '#lib/paraglide/messages.js';

const names: Record<string, () => string> = {
	clients: m.audit_table_clients,
	client_phones: m.audit_table_client_phones,
	client_notes: m.audit_table_client_notes,
	suspensions: m.audit_table_suspensions,
	client_views: m.audit_table_client_views,
	subscriptions: m.audit_table_subscriptions,
	invoices: m.audit_table_invoices,
	invoice_lines: m.audit_table_invoice_lines,
	invoice_mails: m.audit_table_invoice_mails,
	payments: m.audit_table_payments,
	plans: m.audit_table_plans,
	plan_versions: m.audit_table_plan_versions,
	plan_categories: m.audit_table_plan_categories,
	onboardings: m.audit_table_onboardings,
	memberships: m.audit_table_memberships,
	invitations: m.audit_table_invitations,
	impersonations: m.audit_table_impersonations,
	data_requests: m.audit_table_data_requests,
	resellers: m.audit_table_resellers,
	reseller_brands: m.audit_table_reseller_brands,
	billing_settings: m.audit_table_billing_settings,
	client_imports: m.audit_table_client_imports,
	client_exports: m.audit_table_client_exports,
	audit_entries: m.audit_table_audit_entries
};

/**
 * The tables under the trail, in the order in which a choice shows them; `client_exports` and `audit_entries` stand for
 * exports of clients and of the trail.
 */
export const auditTables = Object.keys(names);

/** The area as people call it; a table that nobody has named keeps its own name. */
export function tableName(table: string): string {
	return names[table]?.() ?? table;
}
