import { isIP } from 'node:net';
import { header, type AuthRequest } from './request.ts';

export interface Redirects {
	isAllowed(url: string): boolean;
	/** `redirect_to` of the request if allowed, else its referrer if allowed, else the site URL. */
	of(request: AuthRequest, fromBody?: string): string;
}

export function redirects(siteUrl: string, patterns: string[]): Redirects {
	const globs = patterns.map(globExpression);
	const isAllowed = (url: string): boolean => isAllowedRedirect(url, siteUrl, globs);
	return {
		isAllowed,
		of(request, fromBody = '') {
			const asked = [
				fromBody,
				header(request, 'redirect_to') || (request.query.get('redirect_to') ?? ''),
				header(request, 'referer')
			];
			return asked.find(isAllowed) ?? siteUrl;
		}
	};
}

function isAllowedRedirect(url: string, siteUrl: string, globs: RegExp[]): boolean {
	// A browser drops tabs and line breaks from URLs: refuse what it would read differently from us.
	if (url === '' || hasControlCharacter(url) || !URL.canParse(url) || !URL.canParse(siteUrl))
		return false;
	const asked = new URL(url);
	const site = new URL(siteUrl);
	const isSameHost = asked.hostname === site.hostname && asked.protocol === site.protocol;
	// Ports are free on loopback (RFC 8252 §7.3).
	if (isSameHost && (asked.port === site.port || isLoopback(asked.hostname))) return true;

	const host = asked.hostname.replace(/^\[|\]$/g, '');
	if (isIP(host)) return isLoopback(asked.hostname);
	const isHttp = asked.protocol === 'http:' || asked.protocol === 'https:';
	if (isHttp && !/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(host)) return false;
	const withoutFragment = url.split('#', 1)[0];
	return globs.some((glob) => glob.test(withoutFragment));
}

function hasControlCharacter(text: string): boolean {
	for (const character of text) {
		const point = character.codePointAt(0) ?? 0;
		if (point < 0x20 || point === 0x7f) return true;
	}
	return false;
}

function isLoopback(hostname: string): boolean {
	return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
}

/** Supabase's redirect globs: separators are `.` and `/`; `*`, `**`, `?`, `[a-z]`, `{a,b}`, `\x`. */
function globExpression(glob: string): RegExp {
	let source = '';
	let depth = 0;
	for (let index = 0; index < glob.length; index++) {
		const character = glob[index];
		if (character === '*') {
			const isDouble = glob[index + 1] === '*';
			source += isDouble ? '.*' : '[^./]*';
			if (isDouble) index++;
		} else if (character === '?') {
			source += '[^./]';
		} else if (character === '[' && glob.indexOf(']', index) > index + 1) {
			const end = glob.indexOf(']', index);
			const set = glob
				.slice(index + 1, end)
				.replace(/^!/, '^')
				.replaceAll('\\', '\\\\');
			source += `[${set.replaceAll('[', '\\[')}]`;
			index = end;
		} else if (character === '{' && glob.indexOf('}', index) > 0) {
			source += '(?:';
			depth++;
		} else if (character === '}' && depth > 0) {
			source += ')';
			depth--;
		} else if (character === ',' && depth > 0) {
			source += '|';
		} else {
			const literal = character === '\\' ? (glob[++index] ?? '\\') : character;
			source += literal.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
		}
	}
	return new RegExp(`^${source}${')'.repeat(depth)}$`);
}
