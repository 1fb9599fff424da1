// Who reads what inside one account. A table or view that is not named here fails the matrix by its name.

/** What of a relation somebody reads. */
export type Reach = 'everything' | 'own client' | 'own row' | 'nothing';

export interface Readers {
	/** What staff read, who need the permission where one is named. */
	staff: { reach: 'everything'; permission?: string; needsPhones?: true };
	/** What a client's user reads. */
	users: { reach: Reach; permission?: string; needsPhones?: true };
}

const everything = { reach: 'everything' } as const;
const nothing = { reach: 'nothing' } as const;
const ownClient = { reach: 'own client' } as const;
const ownRow = { reach: 'own row' } as const;
const ownMoney = { reach: 'own client', permission: 'portal.invoices.read' } as const;

const forEverybody: Readers = { staff: everything, users: everything };
const forStaff: Readers = { staff: everything, users: nothing };
const forStaffAndTheClient: Readers = { staff: everything, users: ownClient };
const forStaffAndOneself: Readers = { staff: everything, users: ownRow };
const forStaffAndWhoSeesMoney: Readers = { staff: everything, users: ownMoney };
const forStaffAndWhoSeesSessions: Readers = {
	staff: everything,
	users: { reach: 'own client', permission: 'portal.sessions.read' }
};

export const readers: Record<string, Readers> = {
	agency_statement_lines: forStaff,
	agency_statements: forStaff,
	api_keys: { staff: { ...everything, permission: 'api.manage' }, users: nothing },
	audit_entries: { staff: { ...everything, permission: 'audit.read' }, users: nothing },
	bank_statements: { staff: { ...everything, permission: 'payments.record' }, users: nothing },
	billing_holds: forStaff,
	billing_run_failures: forStaff,
	billing_runs: forStaff,
	billing_settings: {
		staff: everything,
		users: { ...everything, permission: 'portal.invoices.pay' }
	},
	client_balances: forStaffAndWhoSeesMoney,
	client_batches: forStaff,
	client_imports: { staff: { ...everything, permission: 'clients.import' }, users: nothing },
	client_exports: forStaff,
	client_list: forStaffAndTheClient,
	client_mail_optouts: forStaffAndTheClient,
	client_notes: forStaff,
	client_phones: {
		staff: { ...everything, needsPhones: true },
		users: { ...ownClient, needsPhones: true }
	},
	client_summaries: forStaffAndTheClient,
	client_views: forStaff,
	clients: forStaffAndTheClient,
	credit_entries: forStaffAndWhoSeesMoney,
	data_requests: forStaff,
	gateway_accounts: forStaff,
	gateway_charges: forStaffAndWhoSeesMoney,
	gateway_customers: forStaff,
	gateway_drifts: { staff: { ...everything, permission: 'billing.configure' }, users: nothing },
	gateway_events: { staff: { ...everything, permission: 'billing.configure' }, users: nothing },
	holidays: forEverybody,
	impersonations: forStaff,
	invitations: forStaff,
	invoice_lines: forStaffAndWhoSeesMoney,
	invoice_list: forStaffAndWhoSeesMoney,
	invoice_mails: forStaff,
	invoices: forStaffAndWhoSeesMoney,
	late_rates: forEverybody,
	ledger_entries: forStaff,
	membership_uses: forStaff,
	memberships: forStaffAndOneself,
	onboardings: {
		staff: { ...everything, permission: 'clients.write', needsPhones: true },
		users: nothing
	},
	payment_profiles: {
		staff: everything,
		users: { ...ownClient, permission: 'portal.invoices.pay' }
	},
	payments: forStaffAndWhoSeesMoney,
	people: forStaffAndOneself,
	plan_agreements: forStaff,
	plan_catalog: forStaff,
	plan_categories: forStaff,
	plan_sign_ups: forStaff,
	plan_usage: forStaff,
	plan_versions: forStaff,
	plans: forStaff,
	refunds: forStaffAndWhoSeesMoney,
	reseller_brands: forEverybody,
	resellers: forEverybody,
	session_days: forStaffAndWhoSeesSessions,
	session_entries: forStaff,
	session_hours: forStaffAndWhoSeesSessions,
	session_meters: forStaffAndWhoSeesSessions,
	session_packs: forStaff,
	session_purchases: forStaffAndWhoSeesMoney,
	session_quotas: forStaffAndWhoSeesSessions,
	session_settings: forStaff,
	subscription_adjustments: forStaffAndTheClient,
	subscription_changes: forStaff,
	subscription_list: forStaff,
	subscriptions: forStaffAndTheClient,
	suspensions: forStaff,
	subscription_blocks: forStaff,
	trust_releases: forStaff,
	invoice_reminders: forStaff,
	void_reasons: forStaff,
	user_list: forStaffAndOneself,
	webhook_attempts: { staff: { ...everything, permission: 'api.manage' }, users: nothing },
	webhook_deliveries: { staff: { ...everything, permission: 'api.manage' }, users: nothing },
	webhook_endpoints: { staff: { ...everything, permission: 'api.manage' }, users: nothing },
	webhook_messages: { staff: { ...everything, permission: 'api.manage' }, users: nothing }
};
