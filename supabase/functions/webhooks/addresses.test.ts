import { expect, test } from 'vitest';
import { isLoopbackAddress, isPublicAddress } from './addresses.ts';

test.each([
	['1.1.1.1'],
	['8.8.8.8'],
	['100.63.255.255'],
	['100.128.0.1'],
	['172.15.255.255'],
	['172.32.0.1'],
	['192.0.1.1'],
	['198.17.255.255'],
	['223.255.255.255'],
	['2606:4700:4700::1111'],
	['2a00:1450:4001:80e::200e'],
	['2001:200::1']
])('%s is public', (address) => expect(isPublicAddress(address)).toBe(true));

test.each([
	['unspecified', '0.0.0.0'],
	['this network', '0.1.2.3'],
	['private', '10.0.0.1'],
	['private', '172.16.0.1'],
	['private', '172.31.255.255'],
	['private', '192.168.1.1'],
	['shared by carriers', '100.64.0.1'],
	['shared by carriers, a metadata service', '100.100.100.200'],
	['loopback', '127.0.0.1'],
	['loopback', '127.255.255.254'],
	['link-local, the metadata service', '169.254.169.254'],
	['link-local', '169.254.0.1'],
	['protocol assignments, a metadata service', '192.0.0.192'],
	['documentation', '192.0.2.1'],
	['documentation', '198.51.100.7'],
	['documentation', '203.0.113.9'],
	['6to4 relay', '192.88.99.1'],
	['benchmarking', '198.18.0.1'],
	['benchmarking', '198.19.255.255'],
	['multicast', '224.0.0.1'],
	['multicast', '239.255.255.250'],
	['reserved', '240.0.0.1'],
	['broadcast', '255.255.255.255'],
	['the host of a cloud', '168.63.129.16'],
	['unspecified', '::'],
	['loopback', '::1'],
	['loopback, written out', '0:0:0:0:0:0:0:1'],
	['mapped', '::ffff:127.0.0.1'],
	['mapped, in hexadecimal', '::ffff:7f00:1'],
	['mapped, though public', '::ffff:8.8.8.8'],
	['compatible', '::127.0.0.1'],
	['translated', '64:ff9b::7f00:1'],
	['translated', '64:ff9b::8.8.8.8'],
	['translated locally', '64:ff9b:1::a00:1'],
	['discard', '100::1'],
	['Teredo', '2001:0:4136:e378::1'],
	['ORCHID', '2001:20::1'],
	['documentation', '2001:db8::1'],
	['documentation', '3fff::1'],
	['6to4', '2002:7f00:1::1'],
	['6to4, though public', '2002:808:808::1'],
	['segment routing', '5f00::1'],
	['unique local', 'fc00::1'],
	['unique local, a metadata service', 'fd00:ec2::254'],
	['link-local', 'fe80::1'],
	['with a zone', 'fe80::1%eth0'],
	['public with a zone', '2606:4700::1%eth0'],
	['site-local', 'fec0::1'],
	['multicast', 'ff02::1'],
	['no address', 'example.com'],
	['no address', ''],
	['no address', '127.1']
])('%s: %s is not public', (_, address) => expect(isPublicAddress(address)).toBe(false));

test.each([
	['127.0.0.1', true],
	['127.8.8.8', true],
	['::1', true],
	['::ffff:127.0.0.1', false],
	['10.0.0.1', false],
	['0.0.0.0', false],
	['::', false]
])("%s is this machine's own: %s", (address, isLoopback) =>
	expect(isLoopbackAddress(address)).toBe(isLoopback)
);
