import { RestError, type RestCall } from '../_shared/rest-call.ts';
import { Problem, refused, tryLater } from './problem.ts';

/** Reads something for the holder of a key. @throws Problem */
export type Read = (call: RestCall, keyHash: string, url: URL) => Promise<unknown>;

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** @returns what the path asks for; undefined for one that nothing is at */
export function readOf(path: string): Read | undefined {
	if (path === '/clients') return readClients;
	const [, id = '', part] = /^\/clients\/([^/]+)\/(balance|days)$/.exec(path) ?? [];
	if (!part) return undefined;
	return part === 'balance'
		? (call, keyHash, url) => readBalance(call, keyHash, url, id)
		: (call, keyHash, url) => readDays(call, keyHash, url, id);
}

const readClients: Read = async (call, keyHash, url) => {
	allowParameters(url, ['cursor', 'limit']);
	const { after, ...page } = await ask<{ after: number | null }>(call, 'usage_clients', {
		key_hash: keyHash,
		after: parameter(url, 'cursor', /^\d{1,15}$/, 'cursor_invalid'),
		page_size: limitOf(url)
	});
	return { ...page, next_cursor: after === null ? null : String(after) };
};

async function readBalance(call: RestCall, keyHash: string, url: URL, id: string) {
	allowParameters(url, []);
	return ask<object>(call, 'usage_balance', { key_hash: keyHash, client: clientOf(id) });
}

async function readDays(call: RestCall, keyHash: string, url: URL, id: string) {
	allowParameters(url, ['from', 'to', 'cursor', 'limit']);
	const { after, ...page } = await ask<{ after: string | null }>(call, 'usage_by_day', {
		key_hash: keyHash,
		client: clientOf(id),
		from_on: dateOf(url, 'from', 'date_invalid'),
		to_on: dateOf(url, 'to', 'date_invalid'),
		after: dateOf(url, 'cursor', 'cursor_invalid'),
		page_size: limitOf(url)
	});
	return { ...page, next_cursor: after };
}

async function ask<Result extends object>(
	call: RestCall,
	name: string,
	given: Record<string, unknown>
): Promise<Result> {
	try {
		return await call<Result>(name, given);
	} catch (error) {
		if (error instanceof RestError && error.refusal) throw refused(error.status, error.refusal);
		console.error(error instanceof Error ? error.message : error);
		throw tryLater(503, 'unavailable', 'It cannot be told right now.');
	}
}

/** A client by its id or by its number. @throws Problem 404 */
function clientOf(id: string): { client_id: string } | { client_number: string } {
	if (uuid.test(id)) return { client_id: id };
	if (/^\d{1,15}$/.test(id)) return { client_number: id };
	throw refused(404, 'client_not_found');
}

function allowParameters({ searchParams }: URL, known: string[]): void {
	const names = [...searchParams.keys()];
	const odd = names.find((name, at) => !known.includes(name) || names.indexOf(name) !== at);
	if (odd === undefined) return;
	const text = known.length > 0 ? `Known, once each, are: ${known.join(', ')}.` : 'There are none.';
	throw new Problem(422, 'parameter_unknown', text);
}

function parameter(
	{ searchParams }: URL,
	name: string,
	form: RegExp,
	code: string
): string | undefined {
	const value = searchParams.get(name) ?? undefined;
	if (value !== undefined && !form.test(value))
		throw new Problem(422, code, `${name} is not one that may be given here.`);
	return value;
}

function limitOf(url: URL): number {
	return Number(parameter(url, 'limit', /^([1-9]\d?|[1-4]\d\d|500)$/, 'limit_invalid') ?? 100);
}

function dateOf(url: URL, name: string, code: string): string | undefined {
	const date = parameter(url, name, /^[1-9]\d{3}-\d\d-\d\d$/, code);
	const time = date === undefined ? 0 : Date.parse(`${date}T00:00:00Z`);
	// The thirtieth of February is no number, or another day.
	if (Number.isNaN(time) || (date && new Date(time).toISOString().slice(0, 10) !== date))
		throw new Problem(422, code, `${name} is not a day of the calendar.`);
	return date;
}
