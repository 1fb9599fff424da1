import { expect, test } from 'vitest';
import { addressKey, createTokenBuckets } from './token-buckets.ts';

function buckets(settings: { capacity: number; refillMs: number; mostKeys?: number }) {
	const clock = { at: 1_000 };
	const take = createTokenBuckets({ mostKeys: 100, ...settings, now: () => clock.at });
	return { take, clock };
}

test('as many as it holds at once, then one by one as they come back', () => {
	const { take, clock } = buckets({ capacity: 3, refillMs: 30_000 });
	expect([take('a'), take('a'), take('a')]).toEqual([0, 0, 0]);
	expect(take('a')).toBe(10_000);
	clock.at += 4_000;
	expect(take('a')).toBe(6_000);
	clock.at += 6_000;
	expect(take('a')).toBe(0);
	expect(take('a')).toBe(10_000);
});

test('a refused try costs nothing, and a long pause gives no more than a full bucket', () => {
	const { take, clock } = buckets({ capacity: 2, refillMs: 2_000 });
	for (let tried = 0; tried < 50; tried++) take('a');
	clock.at += 1_000;
	expect(take('a')).toBe(0);
	clock.at += 3_600_000;
	expect([take('a'), take('a')]).toEqual([0, 0]);
	expect(take('a')).toBe(1_000);
});

test('every key has its own', () => {
	const { take } = buckets({ capacity: 1, refillMs: 1_000 });
	expect(take('a')).toBe(0);
	expect(take('b')).toBe(0);
	expect(take('a')).toBe(1_000);
});

test('the key unused for longest is forgotten, not the busy one', () => {
	const { take } = buckets({ capacity: 1, refillMs: 1_000, mostKeys: 2 });
	take('busy');
	take('idle');
	expect(take('busy')).toBe(1_000);
	take('new');
	expect(take('busy'), 'still remembered').toBe(1_000);
	expect(take('idle'), 'forgotten').toBe(0);
});

test.each([
	['203.0.113.7', '203.0.113.7'],
	['::ffff:203.0.113.7', '203.0.113.7'],
	['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
	['2001:0db8:0001:0002::9', '2001:db8:1:2::/64'],
	['2001:db8::1', '2001:db8:0:0::/64'],
	['fe80::1%eth0', 'fe80:0:0:0::/64'],
	['::1', '0:0:0:0::/64']
])('%s counts as %s', (address, key) => expect(addressKey(address)).toBe(key));
