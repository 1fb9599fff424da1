import type { IncomingHttpHeaders } from 'node:http';

const exposedHeaders =
	'Content-Encoding, Content-Location, Content-Range, Content-Type, Date, Location, Server, Transfer-Encoding, Range-Unit';
const methods = 'GET, POST, PATCH, PUT, DELETE, OPTIONS, HEAD';

export function isPreflight(method: string, headers: IncomingHttpHeaders): boolean {
	return (
		method === 'OPTIONS' &&
		headers.origin !== undefined &&
		headers['access-control-request-method'] !== undefined
	);
}

/** Any origin may ask, with any header: who may see what is decided by the token alone. */
export function preflightHeaders(headers: IncomingHttpHeaders): Record<string, string> {
	const asked = String(headers['access-control-request-headers'] ?? '')
		.split(',')
		.map((name) => name.trim())
		.filter((name) => /^[\w!#$%&'*+.^`|~-]+$/.test(name));
	return {
		'access-control-allow-origin': '*',
		'access-control-allow-methods': methods,
		'access-control-allow-headers': [
			'Authorization',
			...asked,
			'Accept',
			'Accept-Language',
			'Content-Language'
		].join(', '),
		'access-control-max-age': '86400'
	};
}

export function corsHeaders(headers: IncomingHttpHeaders): Record<string, string> {
	if (headers.origin === undefined) return {};
	return {
		'access-control-allow-origin': '*',
		'access-control-expose-headers': exposedHeaders
	};
}
