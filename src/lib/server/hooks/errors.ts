import type { Handle, HandleServerError } from '@sveltejs/kit';
import { DomainError } from '#lib/errors/domain-error.ts';
import { errorText } from '#lib/errors/error-text.server.ts';
import { supportCode } from '#lib/errors/support-code.ts';
import { m } from '#lib/paraglide/messages.js';

const refusals = new WeakMap<object, number>();

/** A refusal becomes its own text and status; a bug becomes a code that stands in the log too. */
export const handleServerError: HandleServerError = ({ error, event, status, message }) => {
	if (error instanceof DomainError) {
		refusals.set(event.locals, error.status);
		return { message: errorText(error), code: error.code, status: error.status };
	}
	if (status < 500) return { message, status };
	const code = supportCode();
	console.error(`[${code}] ${event.request.method} ${loggedPath(event.url.pathname)}`, error);
	return { message: m.error_unexpected(), supportCode: code, status };
};

/** Who holds the link of an invitation, a data request or an invoice may use it. */
function loggedPath(path: string): string {
	return path.replace(/^\/(invite|data|pay)\/[^/]+/, '/$1/…');
}

/** SvelteKit 2 answers 500 for whatever a load function throws; a refusal has its own status. */
export const handleRefusalStatus: Handle = async ({ event, resolve }) => {
	const response = await resolve(event);
	const status = refusals.get(event.locals);
	if (!status || response.status !== 500) return response;
	return new Response(response.body, { status, headers: response.headers });
};
