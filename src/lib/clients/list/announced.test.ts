import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Announced } from './announced.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('a page lacks what was announced after one set out for it, and a little before', () => {
	const announced = new Announced();
	announced.note('early');
	vi.advanceTimersByTime(5_000);
	announced.note('just before');
	vi.advanceTimersByTime(1_000);
	const departedAt = performance.now();
	announced.note('after');
	expect(announced.since(departedAt)).toEqual(['just before', 'after']);
	expect(announced.since(-Infinity)).toEqual(['just before', 'after']);
	vi.advanceTimersByTime(14_500);
	expect(announced.since(-Infinity)).toEqual(['after']);
});
