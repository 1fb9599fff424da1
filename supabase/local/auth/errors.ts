import type { ServerResponse } from 'node:http';
import { sendJson } from '../http.ts';

/** A refusal in the documented shape: HTTP status, machine code, text for people. */
export class AuthError extends Error {
	status: number;
	code: string;
	/** Fields beside code and message, e.g. `weak_password`. */
	extra: Record<string, unknown>;
	constructor(status: number, code: string, message: string, extra: Record<string, unknown> = {}) {
		super(message);
		this.status = status;
		this.code = code;
		this.extra = extra;
	}
}

/** The few errors that keep the OAuth 2 shape `{error, error_description}` (always 400). */
export class OAuthShapedError extends Error {
	error: string;
	constructor(error: string, description: string) {
		super(description);
		this.error = error;
	}
}

export class NotImplementedError extends Error {
	feature: string;
	constructor(feature: string) {
		super(`${feature} is not supported`);
		this.feature = feature;
	}
}

export const badRequest = (code: string, message: string): AuthError =>
	new AuthError(400, code, message);
export const forbidden = (code: string, message: string): AuthError =>
	new AuthError(403, code, message);
export const notFound = (code: string, message: string): AuthError =>
	new AuthError(404, code, message);
export const unprocessable = (code: string, message: string): AuthError =>
	new AuthError(422, code, message);
export const validationFailed = (message: string): AuthError =>
	badRequest('validation_failed', message);
export const unexpectedFailure = (message: string): AuthError =>
	new AuthError(500, 'unexpected_failure', message);

export const emailExists = (): AuthError =>
	unprocessable('email_exists', 'A user with this email address has already been registered');
export const phoneExists = (): AuthError =>
	unprocessable('phone_exists', 'Phone number already registered by another user');

const apiVersionHeader = 'x-supabase-api-version';
const firstVersionWithCodes = '2024-01-01';

/**
 * The version the client asked for, or undefined for the first one.
 * Anything that is not a calendar date counts as the first version.
 */
export function apiVersionOf(header: string | string[] | undefined): string | undefined {
	if (typeof header !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(header)) return undefined;
	const date = new Date(`${header}T00:00:00Z`);
	if (Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== header) return undefined;
	return header >= firstVersionWithCodes ? firstVersionWithCodes : undefined;
}

/** Answers with the error body of the version the client speaks (reference §1.1). */
export function sendAuthError(
	response: ServerResponse,
	error: AuthError,
	version: string | undefined,
	headers: Record<string, string>
): void {
	const sent = { ...headers, 'x-sb-error-code': error.code };
	if (version === undefined) {
		const body = { code: error.status, error_code: error.code, msg: error.message, ...error.extra };
		sendJson(response, error.status, body, sent);
		return;
	}
	sendJson(
		response,
		error.status,
		{ code: error.code, message: error.message, ...error.extra },
		{ ...sent, [apiVersionHeader]: version }
	);
}

export function sendOAuthShapedError(
	response: ServerResponse,
	error: OAuthShapedError,
	headers: Record<string, string>
): void {
	sendJson(response, 400, { error: error.error, error_description: error.message }, headers);
}
