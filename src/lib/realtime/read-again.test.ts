import { beforeEach, expect, test, vi } from 'vitest';

const invalidate = vi.hoisted(() => vi.fn(async () => {}));
const navigating = vi.hoisted(() => ({ complete: null as Promise<void> | null }));
vi.mock('$app/navigation', () => ({ invalidate }));
vi.mock('$app/state', () => ({ navigating }));
const { readAgain } = await import('./read-again.ts');

beforeEach(() => {
	invalidate.mockClear();
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
