/**
 * What is answered instead of what was asked for, as RFC 9457 has it. `code` is for programs and stays; `detail` is for
 * people and may change.
 */
export class Problem extends Error {
	readonly status: number;
	readonly code: string;
	readonly headers: Record<string, string>;
	/** Members of the body beside the usual ones. */
	readonly facts: Record<string, unknown>;

	constructor(
		status: number,
		code: string,
		detail: string,
		{ headers = {}, facts = {} }: Partial<Pick<Problem, 'headers' | 'facts'>> = {}
	) {
		super(detail);
		this.status = status;
		this.code = code;
		this.headers = headers;
		this.facts = facts;
	}
}

const titles: Record<number, string> = {
	400: 'Bad Request',
	401: 'Unauthorized',
	403: 'Forbidden',
	404: 'Not Found',
	405: 'Method Not Allowed',
	409: 'Conflict',
	413: 'Content Too Large',
	415: 'Unsupported Media Type',
	422: 'Unprocessable Content',
	429: 'Too Many Requests',
	500: 'Internal Server Error',
	503: 'Service Unavailable'
};

/** The answer that a problem is. */
export function problemResponse({ status, code, message, headers, facts }: Problem): Response {
	const body = {
		...{ type: 'about:blank', title: titles[status] ?? 'Error', status, code, detail: message },
		...facts
	};
	return new Response(JSON.stringify(body), {
		status,
		headers: {
			'content-type': 'application/problem+json',
			'cache-control': 'no-store',
			...(status === 401 && { 'www-authenticate': 'Bearer realm="usage"' }),
			...headers
		}
	});
}

/** @param seconds after which it may go better; at least one is told */
export function tryLater(status: 429 | 503, code: string, detail: string, seconds = 1): Problem {
	const headers = { 'retry-after': String(Math.max(1, Math.ceil(seconds))) };
	return new Problem(status, code, detail, { headers });
}

const details: Record<string, string> = {
	api_key_invalid: 'The request carries no API key, or one that does not exist.',
	api_key_revoked: 'The API key has been revoked.',
	api_key_expired: 'The API key has passed its last day.',
	api_key_scope_missing: 'The API key may not do this: it lacks the scope.',
	client_not_found: 'There is no client with this id or number.',
	event_invalid:
		'An event is an object with key, one of client_id and client_number, and at most quantity and occurred_at beside them.',
	event_key_invalid: 'key: 1 to 200 visible ASCII characters.',
	event_quantity_invalid: 'quantity: a whole number from 1 to 1000000.',
	event_time_invalid:
		'occurred_at: a time of ISO 8601 with its zone, such as 2026-11-23T09:30:00Z.',
	event_too_old: 'The event occurred before the time in which late events are taken.',
	event_in_future: 'The event lies more than five minutes ahead.',
	event_key_reused: 'The key was used before for another client or quantity.',
	client_archived: 'The client was archived when the event occurred.',
	client_suspended: 'The client was suspended when the event occurred.',
	subscription_paused: 'The subscription was paused when the event occurred.',
	subscription_not_active: 'No subscription of the client ran when the event occurred.',
	sessions_exhausted: 'The client has not as many sessions left, and its plan allows no more.'
};

/** The problem behind a code of the database. */
export function refused(
	status: number,
	code: string,
	facts: Record<string, unknown> = {}
): Problem {
	return new Problem(status, code, details[code] ?? code, { facts });
}
