import { invoicePath, clientPath } from '#lib/clients/client-paths.ts';
import { isUuid } from '#lib/format/uuid.ts';
import { m } from '#lib/paraglide/messages.js';
import { columnsOf, type AuditEntry } from './entry.ts';
import { rowIdOf } from './ids-in-entries.ts';
import type { EntryNames } from './names.ts';
import { tableName } from './table-names.ts';

/** "alterou" "o cliente" "Padaria Aurora": what an entry tells, in the parts that are shown apart. */
export interface Sentence {
	verb: string;
	/** With its article; null where the verb says it all. */
	what: string | null;
	/** The row's own name. */
	label: string | null;
	/** Where the row can be seen, if it still can. */
	href: string | null;
	/** Whose it is, unless the row is the client itself. */
	client: { name: string; href: string } | null;
}

const verbs: Record<string, () => string> = {
	insert: m.audit_did_insert,
	update: m.audit_did_update,
	delete: m.audit_did_delete,
	export: m.audit_did_export
};
const things: Record<string, () => string> = {
	clients: m.audit_what_clients,
	client_phones: m.audit_what_client_phones,
	client_notes: m.audit_what_client_notes,
	plan_categories: m.audit_what_plan_categories,
	plans: m.audit_what_plans,
	plan_versions: m.audit_what_plan_versions,
	plan_agreements: m.audit_what_plan_agreements,
	plan_sign_ups: m.audit_what_plan_sign_ups,
	billing_settings: m.audit_what_billing_settings,
	suspensions: m.audit_what_suspensions,
	subscription_blocks: m.audit_what_subscription_blocks,
	trust_releases: m.audit_what_trust_releases,
	late_rates: m.audit_what_late_rates,
	holidays: m.audit_what_holidays,
	billing_holds: m.audit_what_billing_holds,
	client_views: m.audit_what_client_views,
	subscriptions: m.audit_what_subscriptions,
	subscription_changes: m.audit_what_subscription_changes,
	subscription_adjustments: m.audit_what_subscription_adjustments,
	invoices: m.audit_what_invoices,
	payments: m.audit_what_payments,
	client_mail_optouts: m.audit_what_client_mail_optouts,
	void_reasons: m.audit_what_void_reasons,
	refunds: m.audit_what_refunds,
	credit_entries: m.audit_what_credit_entries,
	onboardings: m.audit_what_onboardings,
	gateway_accounts: m.audit_what_gateway_accounts,
	gateway_drifts: m.audit_what_gateway_drifts,
	payment_profiles: m.audit_what_payment_profiles,
	webhook_endpoints: m.audit_what_webhook_endpoints,
	session_settings: m.audit_what_session_settings,
	session_packs: m.audit_what_session_packs,
	session_purchases: m.audit_what_session_purchases,
	api_keys: m.audit_what_api_keys,
	client_imports: m.audit_what_client_imports,
	bank_statements: m.audit_what_bank_statements,
	agency_statements: m.audit_what_agency_statements,
	memberships: m.audit_what_memberships,
	invitations: m.audit_what_invitations,
	data_requests: m.audit_what_data_requests,
	resellers: m.audit_what_resellers,
	reseller_brands: m.audit_what_reseller_brands,
	audit_entries: m.audit_what_audit_entries,
	client_exports: m.audit_what_client_exports
};

export function sentenceOf(entry: AuditEntry, names: EntryNames, reseller: string): Sentence {
	const client = entry.client_id ? names.clients[entry.client_id] : undefined;
	const isClient = entry.table_name === 'clients';
	return {
		...deed(entry),
		label: labelOf(entry, names),
		href: hrefOf(entry, names, reseller),
		client:
			client && entry.client_id && !isClient
				? { name: client.name, href: clientPath(reseller, entry.client_id) }
				: null
	};
}

/** What the row is called: as it was called then, otherwise as it is called now. */
export function labelOf(entry: AuditEntry, names: EntryNames): string | null {
	const invoice = names.invoices[invoiceIdOf(entry) ?? ''];
	if (invoice) return String(invoice.number);
	// Phones and notes have the client's id, and the client is named anyway.
	const isOfClient = rowIdOf(entry) === entry.client_id && entry.table_name !== 'clients';
	const known = isOfClient ? undefined : names.ids[rowIdOf(entry)];
	return entry.label ?? known ?? personOf(entry, names);
}

function deed(entry: AuditEntry): Pick<Sentence, 'verb' | 'what'> {
	const { table_name, operation } = entry;
	if (table_name === 'impersonations') {
		const verb = operation === 'insert' ? m.audit_did_enter() : m.audit_did_leave();
		return { verb, what: null };
	}
	if (table_name === 'data_requests') return { verb: requestVerb(entry), what: null };
	return {
		verb: specialVerb(entry) ?? verbs[operation]?.() ?? operation,
		what: things[table_name]?.() ?? tableName(table_name)
	};
}

/** Where a change is told by what it means. */
function specialVerb({ table_name, operation, after }: AuditEntry): string | null {
	const changed = columnsOf(after);
	if (table_name === 'plan_sign_ups' && changed.expired_on) return m.audit_did_give_up();
	if (table_name !== 'api_keys' || operation !== 'update') return null;
	if (changed.revoked_at) return m.audit_did_revoke();
	return changed.prefix ? m.audit_did_rotate() : null;
}

/** What became of a data request; "pediu os dados", then "a" whom. */
function requestVerb({ operation, after }: AuditEntry): string {
	if (operation === 'insert') return m.audit_did_request_data();
	const changed = columnsOf(after);
	if (changed.completed_at) return m.audit_did_fill_in();
	if (changed.revoked_at) return m.audit_did_revoke_request();
	if (changed.taken_over) return m.audit_did_accept_answer();
	return changed.opened_at ? m.audit_did_open_request() : m.audit_did_mail_request();
}

function hrefOf(entry: AuditEntry, names: EntryNames, reseller: string): string | null {
	const invoiceId = invoiceIdOf(entry);
	const invoice = invoiceId && names.invoices[invoiceId];
	if (invoiceId && invoice) return invoicePath(reseller, invoice.clientId, invoiceId);
	if (entry.table_name === 'clients' && names.clients[entry.row_key])
		return clientPath(reseller, entry.row_key);
	return null;
}

/** The invoice that an entry is about: itself, or the one that its row belongs to. */
function invoiceIdOf(entry: AuditEntry): string | null {
	if (entry.table_name === 'invoices') return rowIdOf(entry);
	if (entry.table_name !== 'payments') return null;
	const id = columnsOf(entry.after).invoice_id ?? columnsOf(entry.before).invoice_id;
	return typeof id === 'string' && isUuid(id) ? id : null;
}

function personOf(entry: AuditEntry, names: EntryNames): string | null {
	const { person_id, subject_id } = { ...columnsOf(entry.before), ...columnsOf(entry.after) };
	return names.ids[String(person_id ?? subject_id ?? '')] ?? null;
}

/** Who did it where no person did: the client itself, by the link that it was sent, or a job. */
export function actorWithoutPerson({ table_name, address }: AuditEntry): string {
	// Nobody without a session writes from a browser, but for whoever fills in its own data.
	const isByLink = address !== null && writtenByLink.has(table_name);
	return isByLink ? m.audit_by_link() : m.audit_system();
}

const writtenByLink: ReadonlySet<string> = new Set(['data_requests', 'clients', 'client_phones']);
