import { m } from '#lib/paraglide/messages.js';

const names: Record<string, () => string> = {
	clients: m.audit_table_clients,
	client_phones: m.audit_table_client_phones,
	client_notes: m.audit_table_client_notes,
	suspensions: m.audit_table_suspensions,
	client_views: m.audit_table_client_views,
	subscriptions: m.audit_table_subscriptions,
	subscription_changes: m.audit_table_subscription_changes,
	subscription_adjustments: m.audit_table_subscription_adjustments,
	invoices: m.audit_table_invoices,
	payments: m.audit_table_payments,
	client_mail_optouts: m.audit_table_client_mail_optouts,
	void_reasons: m.audit_table_void_reasons,
	refunds: m.audit_table_refunds,
	credit_entries: m.audit_table_credit_entries,
	plans: m.audit_table_plans,
	plan_versions: m.audit_table_plan_versions,
	plan_categories: m.audit_table_plan_categories,
	plan_agreements: m.audit_table_plan_agreements,
	plan_sign_ups: m.audit_table_plan_sign_ups,
	onboardings: m.audit_table_onboardings,
	memberships: m.audit_table_memberships,
	invitations: m.audit_table_invitations,
	impersonations: m.audit_table_impersonations,
	data_requests: m.audit_table_data_requests,
	resellers: m.audit_table_resellers,
	reseller_brands: m.audit_table_reseller_brands,
	billing_settings: m.audit_table_billing_settings,
	late_rates: m.audit_table_late_rates,
	holidays: m.audit_table_holidays,
	billing_holds: m.audit_table_billing_holds,
	subscription_blocks: m.audit_table_subscription_blocks,
	trust_releases: m.audit_table_trust_releases,
	gateway_accounts: m.audit_table_gateway_accounts,
	gateway_drifts: m.audit_table_gateway_drifts,
	payment_profiles: m.audit_table_payment_profiles,
	webhook_endpoints: m.audit_table_webhook_endpoints,
	session_settings: m.audit_table_session_settings,
	session_packs: m.audit_table_session_packs,
	session_purchases: m.audit_table_session_purchases,
	api_keys: m.audit_table_api_keys,
	client_imports: m.audit_table_client_imports,
	bank_statements: m.audit_table_bank_statements,
	agency_statements: m.audit_table_agency_statements,
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
