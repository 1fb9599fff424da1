import { expect, test } from 'vitest';
import { interleave } from './interleave.ts';

function recorded() {
	const order: string[] = [];
	const variant = (name: string) => async () => order.push(name);
	return { order, variants: { a: variant('a'), b: variant('b') } };
}

test('the variants run in turn, and each goes first as often as the other', async () => {
	const { order, variants } = recorded();
	await interleave(variants, { runs: 6, warmUp: 0 });
	expect(order.join('')).toBe('abbaabbaabba');
});

test('every run is kept in its order, none of the warm-up', async () => {
	const { order, variants } = recorded();
	const measured = await interleave(variants, { runs: 5, warmUp: 2 });
	expect(order).toHaveLength(14);
	expect(measured).toEqual({ a: [5, 8, 9, 12, 13], b: [6, 7, 10, 11, 14] });
});

test('a failed run fails the measurement', async () => {
	const broken = { a: () => Promise.reject(new Error('no')) };
	await expect(interleave(broken, { runs: 5, warmUp: 0 })).rejects.toThrow('no');
});

test('when the time is up, five runs are enough', async () => {
	const { order, variants } = recorded();
	await interleave(variants, { runs: 200, warmUp: 3, patienceSeconds: 0 });
	expect(order).toHaveLength((3 + 5) * 2);
});

test('four runs are too few', async () => {
	await expect(interleave(recorded().variants, { runs: 4, warmUp: 1 })).rejects.toThrow(RangeError);
});
