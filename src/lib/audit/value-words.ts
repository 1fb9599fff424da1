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

const purchaseStates: Words = {
	awaiting: m.session_packs_state_awaiting,
	granted: m.session_packs_state_granted,
	taken_back: m.session_packs_state_taken_back,
	canceled: m.session_packs_state_canceled
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
	'subscription_blocks.lifted_reason': {
		paid: m.audit_value_lifted_paid,
		released: m.audit_value_lifted_released,
		canceled_invoice: m.audit_value_lifted_canceled,
		due_changed: m.audit_value_lifted_due,
		manual: m.audit_value_lifted_manual
	},
	'trust_releases.state': {
		open: m.audit_value_release_open,
		kept: m.audit_value_release_kept,
		broken: m.audit_value_release_broken
	},
	'gateway_accounts.provider': {
		asaas: m.gateway_provider_asaas,
		simulator: m.gateway_provider_simulator
	},
	'gateway_accounts.environment': {
		production: m.gateway_environment_production,
		sandbox: m.gateway_environment_sandbox
	},
	'webhook_endpoints.stopped_because': {
		paused: m.webhooks_standing_paused,
		failing: m.webhooks_standing_failing,
		gone: m.webhooks_stopped_gone
	},
	'session_purchases.state': purchaseStates,
	'session_purchases.granting': {
		on_payment: m.session_packs_granting_on_payment,
		now: m.session_packs_granting_now
	},
	'gateway_drifts.kind': {
		deleted: m.gateway_drift_deleted,
		missing: m.gateway_drift_missing,
		differs: m.gateway_drift_differs,
		duplicate: m.gateway_drift_duplicate,
		paid_twice: m.gateway_drift_paid_twice,
		refund_missing: m.gateway_drift_refund_missing,
		unknown_paid: m.gateway_drift_unknown_paid
	},
	'gateway_drifts.resolution': {
		healed: m.gateway_resolution_healed,
		recreated: m.gateway_resolution_recreated,
		pushed: m.gateway_resolution_pushed,
		linked: m.gateway_resolution_linked,
		refunded: m.gateway_resolution_refunded,
		dismissed: m.gateway_resolution_dismissed
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
	'plan_sign_ups.locale': languages,
	'impersonations.end_reason': {
		left: m.audit_value_end_left,
		expired: m.audit_value_end_expired,
		membership_ended: m.audit_value_end_membership
	},
	'subscriptions.status': {
		scheduled: m.subscriptions_status_scheduled,
		pending: m.billing_subscription_pending,
		trialing: m.subscriptions_status_trialing,
		paused: m.subscriptions_status_paused,
		active: m.billing_subscription_active,
		suspended: m.billing_subscription_suspended,
		canceled: m.billing_subscription_canceled,
		expired: m.billing_subscription_expired
	},
	'subscription_changes.kind': {
		plan: m.subscriptions_kind_plan,
		plan_at_renewal: m.subscriptions_kind_plan_at_renewal,
		billing_day: m.subscriptions_kind_billing_day,
		renew: m.subscriptions_kind_renew,
		method: m.subscriptions_kind_method,
		pause: m.subscriptions_kind_pause,
		resume: m.subscriptions_kind_resume,
		cancel: m.subscriptions_kind_cancel,
		cancel_at_end: m.subscriptions_kind_cancel_at_end,
		add_adjustment: m.subscriptions_kind_add_adjustment,
		end_adjustment: m.subscriptions_kind_end_adjustment
	},
	'subscription_changes.state': {
		scheduled: m.subscriptions_state_scheduled,
		applied: m.subscriptions_state_applied,
		undone: m.subscriptions_state_undone
	},
	'subscription_adjustments.kind': {
		discount: m.subscriptions_discount,
		surcharge: m.subscriptions_surcharge
	},
	'subscriptions.method': {
		pix: m.billing_method_pix,
		boleto: m.billing_method_boleto,
		card: m.billing_method_card
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
	'invoices.kind': {
		recurring: m.audit_value_kind_recurring,
		one_off: m.audit_value_kind_one_off,
		change: m.audit_value_kind_change
	},
	'invoices.payer': { client: m.audit_value_payer_client, agency: m.audit_value_payer_agency },
	'invoices.method': {
		pix: m.billing_method_pix,
		boleto: m.billing_method_boleto,
		card: m.billing_method_card
	},
	'payments.kind': { money: m.audit_value_kind_money, credit: m.billing_method_credit },
	'billing_holds.step': {
		issue: m.audit_value_hold_issue,
		remind: m.audit_value_hold_remind,
		notify: m.audit_value_hold_notify,
		block: m.audit_value_hold_block
	},
	'data_requests.mail_state': mailStates,
	'audit_entries.operation': operationNames,
	'audit_entries.origin': originNames,
	'bank_statements.format': {
		ofx: m.audit_value_statement_ofx,
		sheet: m.audit_value_statement_sheet
	},
	'agency_statements.status': {
		open: m.audit_value_agency_open,
		paying: m.audit_value_agency_paying,
		paid: m.audit_value_agency_paid,
		reopening: m.audit_value_agency_reopening
	},
	'agency_statements.method': {
		pix: m.billing_method_pix,
		boleto: m.billing_method_boleto,
		card: m.billing_method_card,
		transfer: m.billing_method_transfer,
		cash: m.billing_method_cash,
		other: m.billing_method_other
	},
	'payments.source': {
		manual: m.audit_value_source_manual,
		gateway: m.audit_value_source_gateway,
		statement: m.audit_value_source_statement,
		agency: m.audit_value_source_agency,
		credit: m.billing_method_credit
	},
	'client_mail_optouts.kind': { reminder: m.billing_mail_reminder },
	'client_mail_optouts.source': {
		link: m.audit_value_optout_link,
		one_click: m.audit_value_optout_one_click,
		staff: m.audit_value_optout_staff,
		portal: m.audit_value_optout_portal
	},
	'credit_entries.reason': {
		overpayment: m.invoices_credit_reason_overpayment,
		proration: m.invoices_credit_reason_proration,
		invoice_void: m.invoices_credit_reason_invoice_void,
		manual: m.invoices_credit_reason_manual,
		applied: m.invoices_credit_reason_applied,
		released: m.invoices_credit_reason_released,
		paid_out: m.invoices_credit_reason_paid_out
	},
	'payments.method': {
		pix: m.billing_method_pix,
		boleto: m.billing_method_boleto,
		card: m.billing_method_card,
		transfer: m.billing_method_transfer,
		cash: m.billing_method_cash,
		other: m.billing_method_other,
		credit: m.billing_method_credit
	},
	'payments.status': {
		pending: m.billing_payment_pending,
		succeeded: m.audit_value_payment_succeeded,
		failed: m.billing_payment_failed,
		reversed: m.invoices_payment_reversed
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
