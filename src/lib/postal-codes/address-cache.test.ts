import { expect, test, vi } from 'vitest';
import type { Address } from './address.ts';
import { createAddressCache } from './address-cache.ts';

const address: Address = { street: '', district: '', city: 'Santos', state: 'SP' };

function setUp() {
	const clock = { now: 0 };
	const cache = createAddressCache({
		most: 2,
		knownMs: 100,
		unknownMs: 10,
		now: () => clock.now
	});
	return { clock, cache };
}

test('what is known is read once until it is old', async () => {
	const { clock, cache } = setUp();
	const read = vi.fn(() => Promise.resolve<Address | null>(address));
	expect(await Promise.all([cache('1', read), cache('1', read)])).toEqual([address, address]);
	clock.now = 99;
	await cache('1', read);
	expect(read).toHaveBeenCalledTimes(1);
	clock.now = 101;
	await cache('1', read);
	expect(read).toHaveBeenCalledTimes(2);
});

test('what nobody knew is asked again soon', async () => {
	const { clock, cache } = setUp();
	const read = vi.fn(() => Promise.resolve(null));
	await cache('1', read);
	clock.now = 11;
	await cache('1', read);
	expect(read).toHaveBeenCalledTimes(2);
});

test('only so many are remembered', async () => {
	const { cache } = setUp();
	const read = vi.fn(() => Promise.resolve<Address | null>(address));
	for (const code of ['1', '2', '1', '3', '1', '2']) await cache(code, read);
	// 2 was forgotten for 3.
	expect(read).toHaveBeenCalledTimes(4);
});
