import { m } from '#lib/paraglide/messages.js';
import type {
	DeliveryState,
	ReplaySpan,
	RotationGrace,
	WebhookDelivery,
	WebhookEndpoint,
	WebhookType
} from './webhook.ts';

const types: Record<WebhookType, { name: () => string; text: () => string }> = {
	'client.created': {
		name: m.webhooks_type_client_created,
		text: m.webhooks_type_client_created_text
	},
	'client.updated': {
		name: m.webhooks_type_client_updated,
		text: m.webhooks_type_client_updated_text
	},
	'client.suspended': {
		name: m.webhooks_type_client_suspended,
		text: m.webhooks_type_client_suspended_text
	},
	'client.restored': {
		name: m.webhooks_type_client_restored,
		text: m.webhooks_type_client_restored_text
	},
	'invoice.issued': {
		name: m.webhooks_type_invoice_issued,
		text: m.webhooks_type_invoice_issued_text
	},
	'invoice.paid': { name: m.webhooks_type_invoice_paid, text: m.webhooks_type_invoice_paid_text },
	'sessions.low': { name: m.webhooks_type_sessions_low, text: m.webhooks_type_sessions_low_text },
	'sessions.out': { name: m.webhooks_type_sessions_out, text: m.webhooks_type_sessions_out_text }
};
const states: Record<DeliveryState, () => string> = {
	pending: m.webhooks_state_pending,
	succeeded: m.webhooks_state_succeeded,
	failed: m.webhooks_state_failed,
	parked: m.webhooks_state_parked
};
const reasons: Record<NonNullable<WebhookDelivery['parkedBecause']>, () => string> = {
	exhausted: m.webhooks_parked_exhausted,
	paused: m.webhooks_parked_paused,
	stopped: m.webhooks_parked_stopped
};
const problems: Record<string, () => string> = {
	http_status: m.webhooks_problem_http_status,
	redirect: m.webhooks_problem_redirect,
	timeout: m.webhooks_problem_timeout,
	dns_failed: m.webhooks_problem_dns,
	connection_refused: m.webhooks_problem_refused,
	connection_failed: m.webhooks_problem_connection,
	tls_failed: m.webhooks_problem_tls,
	address_refused: m.webhooks_problem_address,
	url_refused: m.webhooks_problem_url,
	answer_invalid: m.webhooks_problem_answer,
	secret_missing: m.webhooks_problem_secret,
	worker_lost: m.webhooks_problem_worker
};
const graces: Record<RotationGrace, () => string> = {
	'0': m.webhooks_grace_none,
	'24': m.webhooks_grace_day,
	'168': m.webhooks_grace_week
};
const spans: Record<ReplaySpan, () => string> = {
	day: m.webhooks_span_day,
	week: m.webhooks_span_week,
	all: m.webhooks_span_all
};

export const typeName = (type: string): string =>
	type === 'webhook.test' ? m.webhooks_type_test() : (types[type as WebhookType]?.name() ?? type);
export const typeText = (type: WebhookType): string => types[type].text();
export const stateName = (state: DeliveryState): string => states[state]();
export const spanName = (span: ReplaySpan): string => spans[span]();
export const graceName = (grace: RotationGrace): string => graces[grace]();
export const problemText = (problem: string): string => problems[problem]?.() ?? problem;
export const parkedText = (reason: keyof typeof reasons): string => reasons[reason]();

export const stateTones = {
	pending: 'info',
	succeeded: 'positive',
	failed: 'caution',
	parked: 'danger'
} as const satisfies Record<DeliveryState, string>;

/** How an endpoint stands, in a word and its tone. */
export function endpointStanding({ isActive, stoppedBecause, failingSince }: WebhookEndpoint): {
	text: string;
	tone: 'positive' | 'caution' | 'danger' | 'neutral';
} {
	if (!isActive)
		return stoppedBecause === 'paused'
			? { text: m.webhooks_standing_paused(), tone: 'neutral' }
			: { text: m.webhooks_standing_stopped(), tone: 'danger' };
	return failingSince
		? { text: m.webhooks_standing_failing(), tone: 'caution' }
		: { text: m.webhooks_standing_active(), tone: 'positive' };
}
