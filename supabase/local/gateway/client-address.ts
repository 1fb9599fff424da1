import type { IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';

/**
 * The address that limits and sessions are kept for. Only a front or web server on this machine is believed
 * when it names somebody else; and of a chain of names, the one that the nearest front has seen itself.
 * @param mayName true for a caller with the secret key, whose `sb-forwarded-for` hosted believes too
 */
export function clientAddress(
	headers: IncomingHttpHeaders,
	peer: string | undefined,
	mayName: boolean
): string {
	const direct = plain(peer ?? '') || '127.0.0.1';
	const named = plain(single(headers['sb-forwarded-for']) ?? '');
	if (mayName && isIP(named)) return named;
	if (!isLoopback(direct)) return direct;
	const chain = (single(headers['x-forwarded-for']) ?? '').split(',').map(plain);
	return chain.findLast((address) => isIP(address) && !isLoopback(address)) ?? direct;
}

export function isLoopback(address: string): boolean {
	return address === '::1' || address.startsWith('127.');
}

function plain(address: string): string {
	return address.trim().replace(/^::ffff:(?=\d+\.)/, '');
}

function single(header: string | string[] | undefined): string | undefined {
	return Array.isArray(header) ? header.join(',') : header;
}
