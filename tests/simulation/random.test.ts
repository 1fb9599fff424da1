import { expect, test } from 'vitest';
import { randomOf } from './random.ts';

const drawn = (seed: number, count: number) => {
	const random = randomOf(seed);
	return Array.from({ length: count }, () => random.next());
};

test('one seed draws the same again, another draws otherwise', () => {
	expect(drawn(7, 1000)).toEqual(drawn(7, 1000));
	const firsts = Array.from({ length: 10_000 }, (_, seed) => drawn(seed, 2).join());
	expect(new Set(firsts).size).toBe(firsts.length);
});

test('is even enough to play with', () => {
	const tenths = drawn(1, 100_000).map((draw) => Math.floor(draw * 10));
	for (let tenth = 0; tenth < 10; tenth++)
		expect(tenths.filter((one) => one === tenth).length).toBeCloseTo(10_000, -3);
});

test('no two histories meet in an id, however many are played', () => {
	const ids = new Set<string>();
	for (let seed = 0; seed < 2000; seed++) {
		const random = randomOf(700_000 + seed);
		for (let id = 0; id < 50; id++) ids.add(random.uuid());
	}
	expect(ids.size).toBe(100_000);
});
