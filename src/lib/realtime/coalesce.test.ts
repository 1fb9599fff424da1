import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { coalesce } from './coalesce.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('arrivals within the moment are delivered once, together', () => {
	const deliver = vi.fn();
	const { add } = coalesce<string>(deliver, 100);
	add('a');
	vi.advanceTimersByTime(90);
	add('b');
	add('a');
	expect(deliver).not.toHaveBeenCalled();
	vi.advanceTimersByTime(10);
	expect(deliver.mock.calls).toEqual([[new Set(['a', 'b'])]]);
	add('c');
	vi.advanceTimersByTime(100);
	expect(deliver).toHaveBeenLastCalledWith(new Set(['c']));
});

test('what is cancelled is not delivered', () => {
	const deliver = vi.fn();
	const { add, cancel } = coalesce<string>(deliver, 100);
	add('a');
	cancel();
	vi.advanceTimersByTime(200);
	expect(deliver).not.toHaveBeenCalled();
});
