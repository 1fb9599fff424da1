import { RestError, connectionFailed, connectionLost, poolExhausted } from './errors.ts';

interface PostgresError extends Error {
	code?: string;
	detail?: string;
	hint?: string;
	severity?: string;
}

/** Where a database error happened: while getting a connection, or while using one. */
export type Stage = 'connecting' | 'querying';

/**
 * The answer to an error that Postgres or the driver raised.
 * @param isAuthenticated whether the request carried a role of its own; 42501 is 403 then, else 401
 */
export function restErrorOf(error: unknown, stage: Stage, isAuthenticated: boolean): RestError {
	if (error instanceof RestError) return error;
	const { code, message, detail, hint, severity } = error as PostgresError;
	if (stage === 'connecting') {
		if (/timeout exceeded when trying to connect/.test(message)) return poolExhausted();
		return connectionFailed(message || code || 'no connection');
	}
	if (code === undefined || !severity) return connectionLost(message || 'connection lost');
	if (code === 'PGRST') return raisedResponse(message, detail);
	const status = statusOf(code, message, isAuthenticated);
	const headers: Record<string, string> = {};
	if (status === 401) headers['www-authenticate'] = 'Bearer';
	if (status === 503) headers['retry-after'] = '1';
	return new RestError(status, code, message, { details: detail, hint, headers });
}

/** reference §3.6 and PostgREST's own table */
function statusOf(code: string, message: string, isAuthenticated: boolean): number {
	if (code === '42501') return isAuthenticated ? 403 : 401;
	// Only a missing WHERE is the client's fault; other cardinality errors are the function's.
	if (code === '21000') return message.endsWith('requires a WHERE clause') ? 400 : 500;
	if (code === '22023')
		return message.startsWith('role') && message.endsWith('does not exist') ? 401 : 400;
	if (code === '42883') return message.startsWith('function xmlagg(') ? 406 : 404;
	if (code.startsWith('PT')) return raisedStatus(code.slice(2));
	return exactStatus[code] ?? classStatus[code.slice(0, 2)] ?? 400;
}

const exactStatus: Record<string, number> = {
	'23503': 409,
	'23505': 409,
	'25006': 405,
	'42P01': 404,
	'42P17': 500,
	'53400': 500,
	'57P01': 503,
	P0001: 400
};

const classStatus: Record<string, number> = {
	'08': 503,
	'09': 500,
	'0L': 403,
	'0P': 403,
	'25': 500,
	'28': 403,
	'2D': 500,
	'38': 500,
	'39': 500,
	'3B': 500,
	'40': 500,
	'53': 503,
	'54': 500,
	'55': 500,
	'57': 500,
	'58': 500,
	F0: 500,
	HV: 500,
	P0: 500,
	XX: 500
};

/** `raise sqlstate 'PT402'` answers 402. */
function raisedStatus(digits: string): number {
	return isStatus(Number(digits)) ? Number(digits) : 500;
}

/** A status that an HTTP response can carry as its last one. */
export function isStatus(status: unknown): status is number {
	return Number.isInteger(status) && (status as number) >= 200 && (status as number) <= 599;
}

/**
 * `raise sqlstate 'PGRST'` controls the whole response: message is the body
 * `{code, message, details?, hint?}`, detail is `{status, headers, status_text?}`.
 */
function raisedResponse(message: string, detail: string | undefined): RestError {
	const body = parseObject(message);
	if (typeof body?.code !== 'string' || typeof body.message !== 'string')
		return unreadableRaise(
			`Invalid JSON value for MESSAGE: '${message}'`,
			"MESSAGE must be a JSON object with obligatory keys: 'code', 'message' and optional keys: 'details', 'hint'."
		);
	const detailHint =
		"DETAIL must be a JSON object with obligatory keys: 'status', 'headers' and optional key: 'status_text'.";
	if (!detail) return unreadableRaise('DETAIL is missing in the RAISE statement', detailHint);
	const response = parseObject(detail);
	if (!isStatus(response?.status) || !isTextMap(response?.headers))
		return unreadableRaise(`Invalid JSON value for DETAIL: '${detail}'`, detailHint);
	return new RestError(response.status, body.code, body.message, {
		details: body.details,
		hint: typeof body.hint === 'string' ? body.hint : null,
		headers: Object.fromEntries(
			Object.entries(response.headers).map(([name, value]) => [name.toLowerCase(), value])
		)
	});
}

function unreadableRaise(details: string, hint: string): RestError {
	return new RestError(
		500,
		'PGRST121',
		'Could not parse JSON in the "RAISE SQLSTATE \'PGRST\'" error',
		{ details, hint }
	);
}

function parseObject(text: string): Record<string, unknown> | undefined {
	try {
		const value: unknown = JSON.parse(text);
		return value !== null && typeof value === 'object' && !Array.isArray(value)
			? (value as Record<string, unknown>)
			: undefined;
	} catch {
		return undefined;
	}
}

function isTextMap(value: unknown): value is Record<string, string> {
	return (
		value !== null &&
		typeof value === 'object' &&
		Object.values(value).every((item) => typeof item === 'string')
	);
}
