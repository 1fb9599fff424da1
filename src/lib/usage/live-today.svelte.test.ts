import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { MeterWatcher } from './meter-board.ts';
import type { SessionsToday } from './sessions-today.ts';

const board = vi.hoisted(() => ({ watcher: null as unknown as MeterWatcher, stop: vi.fn() }));
vi.mock('./live-meters.ts', () => ({
	watchMeters: (watcher: MeterWatcher) => {
		board.watcher = watcher;
		return board.stop;
	}
}));
const { LiveToday } = await import('./live-today.svelte.ts');

const today = (used_today: number): SessionsToday => ({
	...{
		is_in_use: true,
		day_ends_in_s: null,
		used_today,
		used_yesterday: 0,
		near: 0,
		near_cap: 500,
		clients: []
	}
});
const loadedFirst = today(0);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('every movement is read, every few seconds', async () => {
	const read = vi.fn(async () => today(read.mock.calls.length));
	const live = new LiveToday(() => loadedFirst, read);
	const stop = live.follow();
	for (let moves = 0; moves < 39; moves++) {
		board.watcher.onMeters(new Map());
		await vi.advanceTimersByTimeAsync(100);
	}
	expect(live.today.used_today).toBe(1);
	await vi.advanceTimersByTimeAsync(1_000);
	expect(live.today.used_today).toBe(2);
	stop();
});

test('at midnight the next day is read, and its midnight after that', async () => {
	const read = vi.fn(async () => ({ ...today(read.mock.calls.length), day_ends_in_s: 86_400 }));
	const loaded = { ...loadedFirst, day_ends_in_s: 90 };
	const live = new LiveToday(() => loaded, read);
	const stop = live.follow();
	await vi.advanceTimersByTimeAsync(89_999);
	expect(read).not.toHaveBeenCalled();
	await vi.advanceTimersByTimeAsync(5_000);
	expect([live.today.used_today, read.mock.calls.length]).toEqual([1, 1]);
	await vi.advanceTimersByTimeAsync(86_400_000);
	expect([live.today.used_today, read.mock.calls.length]).toEqual([2, 2]);
	stop();
	await vi.advanceTimersByTimeAsync(2 * 86_400_000);
	expect(read).toHaveBeenCalledTimes(2);
});

test('what fails is read again by itself, until it is left', async () => {
	const read = vi.fn(async () => today(7));
	read.mockRejectedValueOnce(new Error('away')).mockRejectedValueOnce(new Error('still away'));
	const live = new LiveToday(() => loadedFirst, read);
	const stop = live.follow();
	board.watcher.onMissed();
	await vi.advanceTimersByTimeAsync(100);
	expect([live.today.used_today, read.mock.calls.length]).toEqual([0, 1]);
	await vi.advanceTimersByTimeAsync(10_000);
	expect([live.today.used_today, read.mock.calls.length]).toEqual([7, 3]);
	read.mockRejectedValueOnce(new Error('away again'));
	board.watcher.onMissed();
	await vi.advanceTimersByTimeAsync(3_000);
	expect(read).toHaveBeenCalledTimes(4);
	stop();
	await vi.advanceTimersByTimeAsync(20_000);
	expect(read).toHaveBeenCalledTimes(4);
	expect(board.stop).toHaveBeenCalled();
});

test('an answer that comes after the page was loaded anew, or left, is not shown', async () => {
	let loaded = $state.raw(today(1));
	let answer = Promise.withResolvers<SessionsToday>();
	const live = new LiveToday(
		() => loaded,
		() => answer.promise
	);
	const stop = live.follow();
	board.watcher.onMissed();
	await vi.advanceTimersByTimeAsync(100);
	loaded = today(2);
	answer.resolve(today(9));
	await vi.advanceTimersByTimeAsync(100);
	expect(live.today.used_today).toBe(2);
	answer = Promise.withResolvers();
	board.watcher.onMissed();
	await vi.advanceTimersByTimeAsync(5_000);
	stop();
	answer.resolve(today(9));
	await vi.advanceTimersByTimeAsync(100);
	expect(live.today.used_today).toBe(2);
});
