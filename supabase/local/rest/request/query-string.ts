import { unreadableUrl } from '../errors.ts';

/**
 * Decodes a query string into pairs, in order; parameters without `=` say nothing and are left out.
 * @throws RestError PGRST100 for bytes that are no UTF-8 and for NUL, which Postgres cannot hold
 */
export function parseQueryString(text: string): [string, string][] {
	if (text === '') return [];
	return text.split('&').flatMap((pair): [string, string][] => {
		const at = pair.indexOf('=');
		if (at < 0) return [];
		return [[decode(pair.slice(0, at)), decode(pair.slice(at + 1))]];
	});
}

/** The query as PostgREST repeats it in Content-Location: sorted by name, encoded again. */
export function canonicalQuery(text: string): string {
	if (text === '') return '';
	return text
		.split('&')
		.filter((pair) => pair !== '')
		.map((pair): [string, string] => {
			const at = pair.indexOf('=');
			return at < 0 ? [decode(pair), ''] : [decode(pair.slice(0, at)), decode(pair.slice(at + 1))];
		})
		.sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0))
		.map(([name, value]) => `${encode(name)}=${encode(value)}`)
		.join('&');
}

/** The path's segments, decoded. */
export function parsePath(path: string): string[] {
	return path
		.split('/')
		.filter((segment) => segment !== '')
		.map(decode);
}

function decode(text: string): string {
	let decoded: string;
	try {
		decoded = decodeURIComponent(text.replaceAll('+', ' ').replace(/%(?![0-9a-f]{2})/gi, '%25'));
	} catch {
		throw unreadableUrl('invalid UTF-8');
	}
	if (decoded.includes('\0')) throw unreadableUrl('NUL is not allowed');
	return decoded;
}

function encode(text: string): string {
	return encodeURIComponent(text)
		.replaceAll('%20', '+')
		.replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}
