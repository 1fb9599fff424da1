import { BlockList, isIP, isIPv4 } from 'node:net';

/**
 * Whether an IP address is one that anybody on the internet has: not private, loopback, link-local, shared, reserved,
 * multicast or for documentation, no metadata service of a cloud, and none that carries another address within.
 * @param address as a resolver answers it; what is none is not public
 * @see IANA IPv4 and IPv6 Special-Purpose Address Registries
 */
export function isPublicAddress(address: string): boolean {
	if (isIPv4(address)) return !special4.check(address);
	// With a zone it is of a link, not of the internet.
	if (isIP(address) !== 6 || address.includes('%')) return false;
	return global6.check(address, 'ipv6') && !special6.check(address, 'ipv6');
}

/** Whether it is this machine's own. */
export function isLoopbackAddress(address: string): boolean {
	return isIPv4(address) ? loopback4.check(address) : address === '::1';
}

const special4 = listOf('ipv4', [
	'0.0.0.0/8',
	'10.0.0.0/8',
	'100.64.0.0/10',
	'127.0.0.0/8',
	'169.254.0.0/16',
	'172.16.0.0/12',
	'192.0.0.0/24',
	'192.0.2.0/24',
	'192.88.99.0/24',
	'192.168.0.0/16',
	'198.18.0.0/15',
	'198.51.100.0/24',
	'203.0.113.0/24',
	'224.0.0.0/4',
	'240.0.0.0/4',
	// Public by its number, and on Azure the machine's own host.
	'168.63.129.16/32'
]);
const loopback4 = listOf('ipv4', ['127.0.0.0/8']);
/** All that is handed out: mapped, translated (64:ff9b::), unique local and link-local addresses lie elsewhere. */
const global6 = listOf('ipv6', ['2000::/3']);
const special6 = listOf('ipv6', [
	// Teredo, benchmarking, ORCHID, …
	'2001::/23',
	'2001:db8::/32',
	// 6to4 carries an IPv4 address.
	'2002::/16',
	'3fff::/20'
]);

function listOf(family: 'ipv4' | 'ipv6', subnets: string[]): BlockList {
	const list = new BlockList();
	for (const subnet of subnets) {
		const [network = '', bits] = subnet.split('/');
		list.addSubnet(network, Number(bits), family);
	}
	return list;
}
