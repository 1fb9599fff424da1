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

export const readers: Record<string, Readers> = {
	audit_entries: { staff: { ...everything, permission: 'audit.read' }, users: nothing },
	billing_settings: {
		staff: everything,
		users: { ...everything, permission: 'portal.invoices.pay' }
	},
	client_batches: forStaff,
	client_imports: { staff: { ...everything, permission: 'clients.import' }, users: nothing },
	client_exports: forStaff,
	client_list: forStaffAndTheClient,
	client_notes: forStaff,
	client_phones: {
		staff: { ...everything, needsPhones: true },
		users: { ...ownClient, needsPhones: true }
	},
	client_summaries: forStaffAndTheClient,
	client_views: forStaff,
	clients: forStaffAndTheClient,
	data_requests: forStaff,
	impersonations: forStaff,
	invitations: forStaff,
	invoice_lines: forStaffAndWhoSeesMoney,
	invoice_list: forStaffAndWhoSeesMoney,
	invoice_mails: forStaff,
	invoices: forStaffAndWhoSeesMoney,
	membership_uses: forStaff,
	memberships: forStaffAndOneself,
	onboardings: {
		staff: { ...everything, permission: 'clients.write', needsPhones: true },
		users: nothing
	},
	payments: forStaffAndWhoSeesMoney,
	people: forStaffAndOneself,
	plan_catalog: forStaff,
	plan_categories: forStaff,
	plan_versions: forStaff,
	plans: forStaff,
	reseller_brands: forEverybody,
	resellers: forEverybody,
	subscription_list: forStaff,
	subscriptions: forStaffAndTheClient,
	suspensions: forStaff,
	user_list: forStaffAndOneself
};
