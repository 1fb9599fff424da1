import type { IncomingHttpHeaders } from 'node:http';
import { JwtError } from '../keys/jwt.ts';
import type { ProjectKeys } from '../keys/project-keys.ts';

export interface KeyRequest {
	headers: IncomingHttpHeaders;
	/** From the query string of a websocket. */
	queryKey?: string | null;
	/** Paths that need no key, since a person follows them from a mail or a function checks for itself. */
	isOpen: boolean;
}

export interface KeyRefusal {
	message: string;
	hint?: string;
}

/** `authorization`: what the service will see; undefined for a request without any identity. */
export type KeyDecision =
	{ authorization: string | undefined; isSecret: boolean } | { refusal: KeyRefusal };

const missing: KeyRefusal = {
	message: 'No API key found in request',
	hint: 'No `apikey` request header or url param was found.'
};
const invalid: KeyRefusal = {
	message: 'Invalid API key',
	hint: 'Double check your Supabase `anon` or `service_role` API key.'
};
const inBrowser: KeyRefusal = {
	message: 'Forbidden use of secret API key in browser',
	hint: 'Secret API keys can only be used in a protected environment and should never be used in a browser.'
};

/**
 * Who a request is, by Supabase's rule: a person's token wins, else the key stands for its role.
 * So a person's token together with the secret key still means that person's row level security.
 * @param strict as hosted: every request carries a known key. Off, as with the CLI's local stack, a missing one passes.
 */
export async function decideAuthorization(
	request: KeyRequest,
	keys: ProjectKeys,
	strict: boolean
): Promise<KeyDecision> {
	const { headers, queryKey, isOpen } = request;
	const bearer = bearerOf(headers.authorization);
	const bearerKey = bearer?.startsWith('sb_') ? bearer : undefined;
	const given = keyOf(headers) ?? queryKey ?? undefined;
	const apikey = given ?? (strict ? undefined : bearerKey);

	if (bearerKey && given && bearerKey !== given && !isOpen) return { refusal: invalid };
	const isSecret = apikey === keys.secretKey;
	if (isSecret && isBrowser(headers) && !isOpen) return { refusal: inBrowser };

	const translated = await translate(apikey, keys);
	if (!isOpen) {
		if (!apikey && strict) return { refusal: missing };
		if (apikey && !translated.isKnown && (strict || apikey.startsWith('sb_')))
			return { refusal: invalid };
	}
	if (headers.authorization && !bearerKey)
		return { authorization: headers.authorization, isSecret };
	return { authorization: translated.authorization, isSecret };
}

async function translate(apikey: string | undefined, keys: ProjectKeys) {
	if (!apikey) return { isKnown: false, authorization: undefined };
	if (apikey === keys.secretKey)
		return { isKnown: true, authorization: `Bearer ${keys.serviceRoleToken}` };
	if (apikey === keys.publishableKey)
		return { isKnown: true, authorization: `Bearer ${keys.anonToken}` };
	if (apikey.startsWith('sb_')) return { isKnown: false, authorization: undefined };
	return { isKnown: await isOurToken(apikey, keys), authorization: `Bearer ${apikey}` };
}

async function isOurToken(token: string, keys: ProjectKeys): Promise<boolean> {
	try {
		await keys.jwt.verify(token);
		return true;
	} catch (error) {
		if (error instanceof JwtError) return false;
		throw error;
	}
}

function keyOf(headers: IncomingHttpHeaders): string | undefined {
	const { apikey } = headers;
	const first = Array.isArray(apikey) ? apikey[0] : apikey;
	return first || undefined;
}

function bearerOf(authorization: string | undefined): string | undefined {
	return /^Bearer\s+(.+)$/i.exec(authorization ?? '')?.[1].trim();
}

function isBrowser(headers: IncomingHttpHeaders): boolean {
	return /^Mozilla\//.test(headers['user-agent'] ?? '');
}
