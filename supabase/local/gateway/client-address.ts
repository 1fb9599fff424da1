import type { IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';

/**
 * The address that limits and sessions are kept for. Only a front or web server on this machine is believed
 * when it names somebody else; and of a chain of names, the one that the nearest front has seen itself.
 * @param mayName true where hosted believes `sb-forwarded-for`: towards Auth, with a secret key (not with the legacy
 *   service_role key). As GoTrue, the first of several names counts, and a name that is no address is passed over.
 */
export function clientAddress(
	headers: IncomingHttpHeaders,
	peer: string | undefined,
	mayName: boolean
): string {
	const direct = plain(peer ?? '') || '127.0.0.1';
	const named = listed(headers['sb-forwarded-for'])[0] ?? '';
	if (mayName && isIP(named)) return named;
	if (!isLoopback(direct)) return direct;
	const chain = [...listed(headers['x-real-ip']), ...listed(headers['x-forwarded-for'])];
	return chain.findLast((address) => isIP(address) && !isLoopback(address)) ?? direct;
}

export function isLoopback(address: string): boolean {
	return address === '::1' || address.startsWith('127.');
}

function plain(address: string): string {
	return address.trim().replace(/^::ffff:(?=\d+\.)/, '');
}

function listed(header: string | string[] | undefined): string[] {
	const text = Array.isArray(header) ? header.join(',') : (header ?? '');
	return text.split(',').map(plain);
}
