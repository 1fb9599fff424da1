import { Problem } from './problem.ts';

/** As `record_usage` takes it: nothing in it can make the database stumble over the call. */
export interface UsageEvent {
	key: string;
	client_id?: string;
	client_number?: number;
	quantity?: number;
	occurred_at?: string;
}

export interface EventResult {
	/** As it was sent; null where it was no key. */
	key: string | null;
	outcome: 'accepted' | 'duplicate' | 'refused';
	code?: string;
	client_id: string | null;
	quota_left: number | null;
	extras_left: number | null;
	overage: number | null;
}

export const mostEvents = 1000;

/** One event, or many: what was sent, not yet looked at. @throws Problem 413, 422 */
export function readEvents(body: unknown): { events: unknown[]; isSingle: boolean } {
	if (!isObject(body)) throw bodyInvalid();
	if (!Object.hasOwn(body, 'events')) return { events: [body], isSingle: true };
	const { events } = body;
	if (!Array.isArray(events) || events.length === 0 || Object.keys(body).length > 1)
		throw bodyInvalid();
	if (events.length > mostEvents)
		throw new Problem(413, 'too_many_events', `At most ${mostEvents} events at once.`);
	return { events, isSingle: false };
}

const members = new Set(['key', 'client_id', 'client_number', 'quantity', 'occurred_at']);
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d([.]\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/;

/** The event, or why it is none: with the codes that the database has for it. */
export function readEvent(value: unknown): UsageEvent | EventResult {
	if (!isObject(value)) return refusedEvent(null, 'event_invalid');
	const { key, client_id, client_number, quantity, occurred_at } = value;
	if (typeof key !== 'string' || !/^[!-~]{1,200}$/.test(key))
		return refusedEvent(null, 'event_key_invalid');
	const isKnown = Object.keys(value).every((member) => members.has(member));
	const hasClient = typeof client_id === 'string' || Number.isInteger(client_number);
	const hasOne = (client_id === undefined) !== (client_number === undefined);
	if (!isKnown || !hasClient || !hasOne) return refusedEvent(key, 'event_invalid');
	if (quantity !== undefined && !isBetween(quantity, 1, 1_000_000))
		return refusedEvent(key, 'event_quantity_invalid');
	if (occurred_at !== undefined && !(typeof occurred_at === 'string' && time.test(occurred_at)))
		return refusedEvent(key, 'event_time_invalid');
	const isClient =
		typeof client_id === 'string' ? uuid.test(client_id) : isBetween(client_number, 1, 1e15 - 1);
	return isClient ? (value as unknown as UsageEvent) : refusedEvent(key, 'client_not_found');
}

export const isRefused = (event: UsageEvent | EventResult): event is EventResult =>
	'outcome' in event;

function refusedEvent(key: string | null, code: string): EventResult {
	return {
		...{ key, outcome: 'refused', code, client_id: null },
		...{ quota_left: null, extras_left: null, overage: null }
	};
}

const isBetween = (value: unknown, least: number, most: number) =>
	Number.isInteger(value) && Number(value) >= least && Number(value) <= most;

const isObject = (value: unknown): value is Record<string, unknown> =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

const bodyInvalid = () =>
	new Problem(
		422,
		'body_invalid',
		`The body is one event, or {"events": […]} with 1 to ${mostEvents} of them.`
	);
