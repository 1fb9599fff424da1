import type { IncomingHttpHeaders } from 'node:http';
import type { Identity } from './authentication.ts';
import type { ApiRequest } from './request/api-request.ts';
import type { Loaded } from './schema-loader.ts';
import type { Routine, SchemaCache } from './schema-cache/schema-types.ts';
import { quoteIdentifier } from './sql/fragment.ts';

type Setting = readonly [name: string, value: string];

/**
 * What a transaction knows of its request, in PostgREST's order (reference §3.4). The role's own
 * settings come before the role, since the authenticator may be the one allowed to make them.
 */
export function transactionSettings(
	request: Pick<ApiRequest, 'method' | 'path' | 'schema' | 'headers' | 'preferences'>,
	identity: Identity,
	{ cache, configuration }: Loaded,
	routine: Routine | undefined
): Setting[] {
	const { timezone } = request.preferences;
	const path = [request.schema, ...configuration.extraSearchPath].map(quoteIdentifier).join(', ');
	return [
		['search_path', path],
		...(cache.roleSettings.get(identity.role) ?? []).filter(([name]) => name !== isolationSetting),
		['role', identity.role],
		['request.jwt.claims', JSON.stringify(identity.claims)],
		['request.method', request.method],
		['request.path', request.path],
		['request.headers', JSON.stringify(headersOf(request.headers))],
		['request.cookies', JSON.stringify(cookiesOf(request.headers.cookie))],
		...(timezone === undefined ? [] : [['timezone', timezone] as const]),
		...(routine?.settings ?? []),
		...configuration.appSettings
	];
}

/** Isolation of the function, else of the role. */
export function isolationOf(
	cache: SchemaCache,
	identity: Identity,
	routine: Routine | undefined
): string | null {
	const ofRole = cache.roleSettings
		.get(identity.role)
		?.find(([name]) => name === isolationSetting)?.[1];
	return routine?.isolation ?? ofRole ?? null;
}

const isolationSetting = 'default_transaction_isolation';

/** Names are lower case; cookies have a setting of their own. */
function headersOf(headers: IncomingHttpHeaders): Record<string, string> {
	const texts: Record<string, string> = {};
	for (const [name, value] of Object.entries(headers)) {
		if (value === undefined || name === 'cookie') continue;
		texts[name] = asUtf8(Array.isArray(value) ? value.join(', ') : value);
	}
	return texts;
}

function cookiesOf(header: string | undefined): Record<string, string> {
	const cookies: Record<string, string> = {};
	for (const pair of asUtf8(header ?? '').split(';')) {
		const at = pair.indexOf('=');
		if (at > 0) cookies[pair.slice(0, at).trim()] = pair.slice(at + 1).trim();
	}
	return cookies;
}

/** Node reads header bytes as Latin-1; clients send UTF-8. */
function asUtf8(text: string): string {
	return Buffer.from(text, 'latin1').toString('utf8');
}
