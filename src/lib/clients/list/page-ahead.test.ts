import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { writeCursor, type ListCursor } from './cursor.ts';
import type { ListPage } from './list-row.ts';
import { PageAhead } from './page-ahead.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const after = ['2026-01-02', 'b'] as unknown as ListCursor;
const page: ListPage = { rows: [], next: null };

test('hands out the page that follows, once, to the same query', async () => {
	const read = vi.fn(async () => page);
	const ahead = new PageAhead(read);
	await ahead.fetch(after, 'sort=name');
	await ahead.fetch(after, 'sort=name');
	expect(read.mock.calls).toEqual([[`after=${encodeURIComponent(writeCursor(after))}`]]);
	expect(ahead.take(after, 'sort=name', true)).toBe(page);
	expect(ahead.take(after, 'sort=name', true)).toBeNull();
	await ahead.fetch(after, 'sort=name');
	expect(ahead.take(after, '', true)).toBeNull();
});

test('a change drops it, also while it is on its way', async () => {
	const ahead = new PageAhead(async () => page);
	await ahead.fetch(after, '');
	ahead.drop();
	expect(ahead.take(after, '', true)).toBeNull();
	const fetching = ahead.fetch(after, '');
	ahead.drop();
	await fetching;
	expect(ahead.take(after, '', true)).toBeNull();
});

test('where nobody tells of changes it is soon too old; what fails is not held', async () => {
	const ahead = new PageAhead(async () => page);
	await ahead.fetch(after, '');
	vi.advanceTimersByTime(14_999);
	expect(ahead.take(after, '', false)).toBe(page);
	await ahead.fetch(after, '');
	vi.advanceTimersByTime(15_000);
	expect(ahead.take(after, '', false)).toBeNull();

	const failing = new PageAhead(() => Promise.reject(new TypeError('Failed to fetch')));
	await failing.fetch(after, '');
	expect(failing.take(after, '', true)).toBeNull();
});
