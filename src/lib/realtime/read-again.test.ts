import { beforeEach, expect, test, vi } from 'vitest';

const invalidate = vi.hoisted(() => vi.fn(async () => {}));
const invalidateAll = vi.hoisted(() => vi.fn(async () => {}));
const navigating = vi.hoisted(() => ({ complete: null as Promise<void> | null }));
vi.mock('$app/navigation', () => ({ invalidate, invalidateAll }));
vi.mock('$app/state', () => ({ navigating }));
const { readAgain, readAllAgain } = await import('./read-again.ts');

beforeEach(() => {
	invalidate.mockClear();
	invalidateAll.mockClear();
	navigating.complete = null;
});

test('reads at once while nobody navigates', async () => {
	await readAgain('live:clients');
	expect(invalidate).toHaveBeenCalledWith('live:clients');
});

test('waits for the navigation under way, and for the one that follows it', async () => {
	const first = Promise.withResolvers<void>();
	const second = Promise.withResolvers<void>();
	navigating.complete = first.promise;
	const read = readAgain('live:clients');
	navigating.complete = second.promise;
	first.reject(new Error('abandoned for another'));
	await first.promise.catch(() => {});
	expect(invalidate).not.toHaveBeenCalled();
	navigating.complete = null;
	second.resolve();
	await read;
	expect(invalidate).toHaveBeenCalledTimes(1);
});

test('so does reading all of it again', async () => {
	const underWay = Promise.withResolvers<void>();
	navigating.complete = underWay.promise;
	const read = readAllAgain();
	await Promise.resolve();
	expect(invalidateAll).not.toHaveBeenCalled();
	navigating.complete = null;
	underWay.resolve();
	await read;
	expect(invalidateAll).toHaveBeenCalledTimes(1);
});
