import { roleName } from '#lib/accounts/role-name.ts';
import { intervalName } from '#lib/billing/interval-name.ts';
import { companySizeText } from '#lib/clients/company-size.ts';
import { m } from '#lib/paraglide/messages.js';
import { operationNames, originNames } from './filter-options.ts';
import { tableName } from './table-names.ts';

type Words = Record<string, () => string>;

const languages: Words = { 'pt-BR': m.audit_value_pt_br, en: m.audit_value_en };
const roles: Words = {
	owner: () => roleName('owner'),
	admin: () => roleName('admin'),
	finance: () => roleName('finance'),
	support: () => roleName('support'),
	viewer: () => roleName('viewer')
};

const mailStates: Words = {
	queued: m.billing_mail_queued,
	sending: m.billing_mail_sending,
	sent: m.billing_mail_sent,
	parked: m.billing_mail_parked
};

/** What the stored words of a column are called in the rest of the interface. */
const words: Record<string, Words> = {
	'clients.person_type': { company: m.clients_company, individual: m.clients_individual },
	'clients.payer': { client: m.audit_value_payer_client, agency: m.audit_value_payer_agency },
	'clients.locale': languages,
	'clients.collection': { informal: m.audit_value_informal, gateway: m.audit_value_gateway },
	'suspensions.reason': {
		manual: m.audit_value_reason_manual,
		overdue: m.audit_value_reason_overdue,
		abuse: m.audit_value_reason_abuse
	},
	'client_imports.state': {
		staged: m.imports_state_staged,
		checked: m.imports_state_checked,
		running: m.imports_state_running,
		paused: m.imports_state_paused,
		done: m.imports_state_done,
		canceled: m.imports_state_canceled,
		undoing: m.imports_state_undoing,
		undone: m.imports_state_undone
	},
	'client_imports.policy': {
		skip: m.imports_policy_skip,
		fill: m.imports_policy_fill,
		create: m.imports_policy_create
	},
	'memberships.role': roles,
	'memberships.status': {
		active: m.audit_value_member_active,
		inactive: m.audit_value_member_inactive
	},
	'invitations.role': roles,
	'invitations.locale': languages,
	'data_requests.locale': languages,
	'impersonations.end_reason': {
		left: m.audit_value_end_left,
		expired: m.audit_value_end_expired,
		membership_ended: m.audit_value_end_membership
	},
	'subscriptions.status': {
		pending: m.billing_subscription_pending,
		active: m.billing_subscription_active,
		suspended: m.billing_subscription_suspended,
		canceled: m.billing_subscription_canceled,
		expired: m.billing_subscription_expired
	},
	'subscriptions.activation': {
		now: m.onboarding_activation_now,
		on_payment: m.onboarding_activation_on_payment
	},
	'invoices.status': {
		draft: m.audit_value_draft,
		open: m.audit_value_open,
		void: m.billing_status_canceled
	},
	'invoices.payment_status': {
		unpaid: m.audit_value_unpaid,
		partial: m.billing_status_partial,
		paid: m.billing_status_paid,
		refunded: m.billing_status_refunded,
		disputed: m.billing_status_disputed
	},
	'invoice_lines.kind': {
		plan: m.audit_value_plan,
		pass_through: m.audit_value_pass_through,
		surcharge: m.billing_subscription_surcharge,
		discount: m.billing_subscription_discount,
		item: m.audit_value_item
	},
	'invoice_mails.template': { invoice: m.billing_mail_invoice, receipt: m.billing_mail_receipt },
	'invoice_mails.state': mailStates,
	'data_requests.mail_state': mailStates,
	'audit_entries.operation': operationNames,
	'audit_entries.origin': originNames,
	'payments.method': {
		pix: m.billing_method_pix,
		boleto: m.billing_method_boleto,
		card: m.billing_method_card,
		transfer: m.billing_method_transfer,
		cash: m.billing_method_cash,
		other: m.billing_method_other
	},
	'payments.status': {
		pending: m.billing_payment_pending,
		succeeded: m.audit_value_payment_succeeded,
		failed: m.billing_payment_failed
	}
};

/** @returns the value as the interface calls it; null for columns whose values have no words */
export function valueWords(table: string, column: string, value: string | number): string | null {
	const known = words[`${table}.${column}`]?.[value];
	if (known) return known();
	if (column === 'table_name') return tableName(String(value));
	if (column === 'company_size') return companySizeText(String(value));
	if (column === 'interval_months') return intervalName(Number(value));
	if (column === 'due_day') return m.audit_value_day({ day: value });
	return null;
}
