import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { coalesce } from './coalesce.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('the first arrivals are delivered at once and together, later ones gathered', async () => {
	const deliver = vi.fn();
	const { add } = coalesce<string>(deliver, 100);
	add('a');
	add('b');
	add('a');
	await vi.advanceTimersByTimeAsync(10);
	expect(deliver.mock.calls).toEqual([[new Set(['a', 'b'])]]);
	add('c');
	await vi.advanceTimersByTimeAsync(50);
	add('d');
	await vi.advanceTimersByTimeAsync(49);
	expect(deliver).toHaveBeenCalledTimes(1);
	await vi.advanceTimersByTimeAsync(1);
	expect(deliver).toHaveBeenLastCalledWith(new Set(['c', 'd']));
	await vi.advanceTimersByTimeAsync(1_000);
	expect(deliver).toHaveBeenCalledTimes(2);
	add('e');
	await vi.advanceTimersByTimeAsync(10);
	expect(deliver).toHaveBeenLastCalledWith(new Set(['e']));
});

test('what is cancelled is not delivered', async () => {
	const deliver = vi.fn();
	const { add, cancel } = coalesce<string>(deliver, 100);
	add('a');
	cancel();
	await vi.advanceTimersByTimeAsync(200);
	expect(deliver).not.toHaveBeenCalled();
});

test('nothing is lost while a delivery is under way, and no second one begins', async () => {
	const first = Promise.withResolvers<void>();
	const deliver = vi.fn().mockReturnValueOnce(first.promise);
	const { add } = coalesce<string>(deliver, 100);
	add('a');
	await vi.advanceTimersByTimeAsync(10);
	add('b');
	await vi.advanceTimersByTimeAsync(400);
	expect(deliver).toHaveBeenCalledTimes(1);
	first.resolve();
	// As much rest as the reading took.
	await vi.advanceTimersByTimeAsync(399);
	expect(deliver).toHaveBeenCalledTimes(1);
	await vi.advanceTimersByTimeAsync(1);
	expect(deliver).toHaveBeenLastCalledWith(new Set(['b']));
});

test('after a very slow delivery the rest is short all the same', async () => {
	const slow = Promise.withResolvers<void>();
	const deliver = vi.fn().mockReturnValueOnce(slow.promise);
	const { add } = coalesce<string>(deliver, 100);
	add('a');
	await vi.advanceTimersByTimeAsync(10_000);
	add('b');
	slow.resolve();
	await vi.advanceTimersByTimeAsync(500);
	expect(deliver).toHaveBeenCalledTimes(2);
});

test('a delivery that fails is told, and the next one happens all the same', async () => {
	const failures: unknown[] = [];
	const note = (error: unknown) => failures.push(error);
	process.on('unhandledRejection', note);
	const deliver = vi.fn().mockRejectedValueOnce(new Error('no network'));
	const { add } = coalesce<string>(deliver, 100);
	add('a');
	await vi.advanceTimersByTimeAsync(10);
	add('b');
	await vi.advanceTimersByTimeAsync(100);
	expect(deliver).toHaveBeenLastCalledWith(new Set(['b']));
	vi.useRealTimers();
	await vi.waitFor(() => expect(failures).toEqual([new Error('no network')]));
	process.off('unhandledRejection', note);
});

test('a storm of a thousand changes per second is read a few times, and its last change too', async () => {
	const delivered: Set<number>[] = [];
	const readingMs = 60;
	const { add } = coalesce<number>((items) => {
		delivered.push(items);
		return new Promise((resolve) => setTimeout(resolve, readingMs));
	}, 120);
	for (let change = 0; change < 1_000; change++) {
		add(change);
		await vi.advanceTimersByTimeAsync(1);
	}
	await vi.advanceTimersByTimeAsync(1_000);
	expect(delivered.length).toBeLessThanOrEqual(10);
	expect(new Set(delivered.flatMap((items) => [...items])).size).toBe(1_000);
});
