/** The codes of an event that is refused by itself, as the API has them. */
export const refusalCodes = [
	...(['sessions_exhausted', 'client_suspended', 'client_archived'] as const),
	...(['subscription_paused', 'subscription_not_active', 'client_not_found'] as const),
	...(['event_key_reused', 'event_too_old', 'event_in_future', 'event_invalid'] as const),
	...(['event_key_invalid', 'event_quantity_invalid', 'event_time_invalid'] as const)
] as const;
export type RefusalCode = (typeof refusalCodes)[number];

/** The codes that come with each status, beside those of refused events. */
export const answerCodes = {
	200: [],
	400: ['body_not_json'],
	401: ['api_key_invalid', 'api_key_revoked', 'api_key_expired'],
	403: ['api_key_scope_missing'],
	404: ['client_not_found', 'not_found'],
	405: ['method_not_allowed'],
	409: ['event_key_reused'],
	413: ['too_many_events', 'body_too_large'],
	415: ['body_not_json'],
	422: ['body_invalid', 'parameter_unknown', 'cursor_invalid', 'limit_invalid', 'date_invalid'],
	429: ['too_many_requests', 'queue_full'],
	500: ['unexpected'],
	503: ['unavailable']
} as const satisfies Record<number, readonly string[]>;
export type AnswerStatus = keyof typeof answerCodes;
export const answerStatuses = Object.keys(answerCodes).map(Number) as AnswerStatus[];

/** What the gateway before the function answers in its stead, beside it. */
export const gatewayCodes = {
	500: ['WORKER_ERROR'],
	503: ['BOOT_ERROR'],
	504: ['IDLE_TIMEOUT'],
	546: ['WORKER_LIMIT']
} as const satisfies Record<number, readonly string[]>;
export type GatewayStatus = keyof typeof gatewayCodes;
export const gatewayStatuses = Object.keys(gatewayCodes).map(Number) as GatewayStatus[];
