import { DomainError, type ErrorParams } from './domain-error.ts';

/** What PostgREST, or the client library when nothing answered, says about a failure. */
export interface DatabaseFailure {
	code?: string | null;
	message: string;
	details?: string | null;
	hint?: string | null;
}

interface Answer<Data> {
	data: Data;
	error: DatabaseFailure | null;
	status?: number;
}

/**
 * The data of an answer, or the failure as an exception: a DomainError when it is a refusal,
 * an Error carrying the database's words (for the log only) when it is a bug.
 */
export function unwrap<Data>(answer: Answer<Data>): NonNullable<Data>;
export function unwrap<Data>(answer: Answer<Data>, absent: 'or null'): Data;
export function unwrap<Data>(answer: Answer<Data>): Data {
	if (answer.error) throw toError(answer.error, answer.status);
	return answer.data;
}

/**
 * Our SQL refuses with SQLSTATE `PTxyz` (HTTP status xyz) or `P0001`; the message is the code, the detail its JSON parameters.
 * @param status HTTP status of the answer; 0 when none came
 */
export function toError(failure: DatabaseFailure, status?: number): Error {
	const code = failure.code ?? '';
	const refusalStatus = /^PT([45]\d\d)$/.exec(code)?.[1];
	if ((refusalStatus || code === 'P0001') && isRefusalCode(failure.message))
		return new DomainError(failure.message, Number(refusalStatus ?? 422), params(failure.details));
	const known = knownFailures[code];
	if (known) return new DomainError(...known);
	if (status === 0 || (!code && /fetch failed|aborted|timed? ?out/i.test(failure.message)))
		return new DomainError('platform_unreachable', 503);
	return new Error(`Database error ${code || status}: ${failure.message}`, { cause: failure });
}

const knownFailures: Record<string, [code: string, status: number]> = {
	// Typed text that is no such value: NUL, a number out of range, the 99th of a month.
	'22P05': ['input_invalid', 422],
	'22P02': ['input_invalid', 422],
	'22003': ['input_invalid', 422],
	'22007': ['input_invalid', 422],
	'22008': ['input_invalid', 422],
	'42501': ['not_permitted', 403],
	'40001': ['try_again', 409],
	'40P01': ['try_again', 409],
	'55P03': ['try_again', 409],
	'57014': ['took_too_long', 503],
	'53300': ['platform_unreachable', 503],
	PGRST000: ['platform_unreachable', 503],
	PGRST001: ['platform_unreachable', 503],
	PGRST002: ['platform_unreachable', 503],
	PGRST003: ['platform_unreachable', 503],
	PGRST116: ['not_found', 404],
	PGRST301: ['session_ended', 401],
	PGRST302: ['session_ended', 401],
	PGRST303: ['session_ended', 401]
};

function isRefusalCode(text: string): boolean {
	return /^[a-z][a-z0-9_]*$/.test(text);
}

function params(details: string | null | undefined): ErrorParams {
	if (!details?.startsWith('{')) return {};
	try {
		return JSON.parse(details) as ErrorParams;
	} catch {
		return {};
	}
}
