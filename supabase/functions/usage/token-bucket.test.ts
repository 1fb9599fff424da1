import { describe, expect, test } from 'vitest';
import { createRateLimit } from './token-bucket.ts';

function bucket(perSecond: number) {
	let time = 0;
	const limit = createRateLimit(perSecond, () => time);
	return {
		pass: (ms: number) => void (time += ms),
		/** The seconds that one has to wait; 0: taken. */
		take(tokens: number, key = 'a', before?: number) {
			try {
				limit.take(key, tokens, before);
				return 0;
			} catch (error) {
				expect(error).toMatchObject({ status: 429, code: 'too_many_requests' });
				return Number((error as { headers: Record<string, string> }).headers['retry-after']);
			}
		}
	};
}

describe('a bucket of 10 in a second', () => {
	test('gives twenty at once, then says how long to wait, and keeps what it says', () => {
		const { take, pass } = bucket(10);
		expect(take(20)).toBe(0);
		expect(take(5)).toBe(1);
		expect(take(20)).toBe(2);
		pass(499);
		expect(take(5)).toBe(1);
		pass(1);
		expect(take(5)).toBe(0);
		expect(take(1)).toBe(1);
	});

	test('never holds more than twenty', () => {
		const { take, pass } = bucket(10);
		pass(3_600_000);
		expect(take(20)).toBe(0);
		expect(take(1)).toBe(1);
	});

	test('lets pass what is larger than itself when it is full, and then takes time to get over it', () => {
		const { take, pass } = bucket(10);
		expect(take(100)).toBe(0);
		expect(take(1)).toBe(9);
		pass(8_100);
		expect(take(1)).toBe(0);
	});

	test('counts as larger than itself what a request takes in two rounds too', () => {
		const { take, pass } = bucket(10);
		expect(take(1)).toBe(0);
		expect(take(99, 'a', 1)).toBe(0);
		expect(take(1)).toBe(9);
		pass(9_000);
		expect(take(1)).toBe(0);
		expect(take(19, 'a', 1)).toBe(1);
	});

	test('is one for each key', () => {
		const { take } = bucket(10);
		expect(take(20, 'a')).toBe(0);
		expect(take(20, 'b')).toBe(0);
		expect(take(1, 'a')).toBe(1);
	});
});

test('keys that were used longest ago are forgotten', () => {
	const { take } = bucket(10);
	take(20, 'first');
	expect(take(20, 'first')).toBe(2);
	for (let key = 0; key < 10_000; key += 1) take(1, String(key));
	expect(take(20, 'first')).toBe(0);
});
