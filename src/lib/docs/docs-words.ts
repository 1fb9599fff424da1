import { m } from '#lib/paraglide/messages.js';
import type { AnswerStatus, GatewayStatus, RefusalCode } from './answer-codes.ts';

const answers: Record<AnswerStatus, () => string> = {
	200: m.docs_answer_200,
	400: m.docs_answer_400,
	401: m.docs_answer_401,
	403: m.docs_answer_403,
	404: m.docs_answer_404,
	405: m.docs_answer_405,
	409: m.docs_answer_409,
	413: m.docs_answer_413,
	415: m.docs_answer_415,
	422: m.docs_answer_422,
	429: m.docs_answer_429,
	500: m.docs_answer_500,
	503: m.docs_answer_503
};
const gateway: Record<GatewayStatus, () => string> = {
	500: m.docs_gateway_500,
	503: m.docs_gateway_503,
	504: m.docs_gateway_504,
	546: m.docs_gateway_546
};
const refusals: Record<RefusalCode, () => string> = {
	event_invalid: m.docs_refusal_event_invalid,
	event_key_invalid: m.docs_refusal_event_key_invalid,
	event_quantity_invalid: m.docs_refusal_event_quantity_invalid,
	event_time_invalid: m.docs_refusal_event_time_invalid,
	event_too_old: m.docs_refusal_event_too_old,
	event_in_future: m.docs_refusal_event_in_future,
	event_key_reused: m.docs_refusal_event_key_reused,
	client_not_found: m.docs_refusal_client_not_found,
	client_archived: m.docs_refusal_client_archived,
	client_suspended: m.docs_refusal_client_suspended,
	subscription_paused: m.docs_refusal_subscription_paused,
	subscription_not_active: m.docs_refusal_subscription_not_active,
	sessions_exhausted: m.docs_refusal_sessions_exhausted
};

/** What a status of HTTP means, and what to do. */
export const answerText = (status: AnswerStatus): string => answers[status]();
/** What a status means that the gateway answers. */
export const gatewayText = (status: GatewayStatus): string => gateway[status]();
/** Why an event was refused. */
export const refusalText = (code: RefusalCode): string => refusals[code]();
