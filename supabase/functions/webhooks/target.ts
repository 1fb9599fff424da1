import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { isLoopbackAddress, isPublicAddress } from './addresses.ts';
import { DeliveryError } from './delivery.ts';

/** The addresses that a name has now. @throws when it has none */
export type Resolve = (name: string) => Promise<string[]>;

export interface Target {
	url: URL;
	/** Where to connect, and nowhere else: each of them was looked at. */
	addresses: string[];
}

/**
 * Looks where a URL leads, once. Whoever connects to the addresses that come back connects to what was looked at, whatever
 * the name says a moment later (DNS rebinding).
 * @throws DeliveryError url_refused, address_refused, dns_failed
 */
export async function findTarget(
	address: string,
	{ allowsLoopback, resolve }: { allowsLoopback: boolean; resolve: Resolve }
): Promise<Target> {
	const url = readUrl(address);
	// The URL parser has written every spelling of an IPv4 address (0x7f.1, 2130706433) as four numbers.
	const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
	if (url.protocol === 'http:') {
		if (!allowsLoopback) throw new DeliveryError('url_refused');
		const addresses = isIP(host) ? [host] : await resolved(host, resolve);
		if (!addresses.every(isLoopbackAddress)) throw new DeliveryError('address_refused');
		return { url, addresses };
	}
	if (url.port !== '') throw new DeliveryError('url_refused');
	if (isIP(host)) throw new DeliveryError('address_refused');
	const addresses = await resolved(host, resolve);
	// One that is not public is enough: whoever sets up names like that means no good.
	if (!addresses.every(isPublicAddress)) throw new DeliveryError('address_refused');
	return { url, addresses };
}

export const resolveName: Resolve = async (name) =>
	(await lookup(name, { all: true })).map(({ address }) => address);

function readUrl(address: string): URL {
	const url = URL.parse(address);
	const isTakable =
		url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '';
	if (!isTakable) throw new DeliveryError('url_refused');
	return url;
}

async function resolved(host: string, resolve: Resolve): Promise<string[]> {
	const addresses = await resolve(host).catch(() => []);
	if (addresses.length === 0) throw new DeliveryError('dns_failed');
	return addresses;
}
