import { DomainError } from '#lib/errors/domain-error.ts';
import { m } from '#lib/paraglide/messages.js';
import { clientListEndpoint } from './list-paths.ts';

/**
 * Asks one of the list's own addresses and answers its JSON.
 * @throws DomainError with the refusal's code; its `message` is what the person is told
 */
export async function ask<Answer>(path: string, init?: RequestInit): Promise<Answer> {
	const response = await fetch(path, {
		...init,
		headers: { accept: 'application/json', ...init?.headers }
	});
	if (response.ok) return response.json();
	const refusal: { message?: string; code?: string } = await response.json().catch(() => ({}));
	const error = new DomainError(refusal.code ?? 'unexpected', response.status);
	error.message = refusal.message ?? m.client_list_failed();
	throw error;
}

/**
 * Reads rows of a list by its query, or what else is told of them.
 * @param more which, as the endpoint takes it: `after=…`, `ids=…`, `counts=1`; empty for the first page
 */
export function readRows<Answer>(
	reseller: string,
	query: string,
	more: string,
	signal?: AbortSignal
): Promise<Answer> {
	const asked = [query, more].filter(Boolean).join('&');
	const path = clientListEndpoint(reseller, 'rows') + (asked && `?${asked}`);
	return ask(path, signal && { signal });
}

export function send<Answer>(
	path: string,
	body: unknown,
	method: 'POST' | 'DELETE' = 'POST'
): Promise<Answer> {
	return ask(path, {
		method,
		body: JSON.stringify(body),
		headers: { 'content-type': 'application/json' }
	});
}

/** What to tell the person about a failure. */
export function failureText(error: unknown): string {
	return error instanceof DomainError ? error.message : m.client_list_failed();
}
