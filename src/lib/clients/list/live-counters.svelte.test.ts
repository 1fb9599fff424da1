import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { MeterWatcher } from '#lib/usage/meter-board.ts';
import type { Meter } from '#lib/usage/meter.ts';
import type { ListRow } from './list-row.ts';

const board = vi.hoisted(() => ({
	watcher: null as unknown as MeterWatcher,
	known: new Map<string, Meter>()
}));
vi.mock('#lib/usage/live-meters.ts', () => ({
	watchMeters: (watcher: MeterWatcher) => {
		board.watcher = watcher;
		return () => {};
	},
	announcedMeter: (id: string) => board.known.get(id)
}));
vi.mock('./live-list.svelte.ts', () => ({ idsPerRead: 100 }));
const { LiveCounters } = await import('./live-counters.svelte.ts');

const row = (id: string, sessionsLeft: number | null) => ({ id, sessionsLeft }) as ListRow;
const meter = (client_id: string, version: number, left: number): Meter => ({
	...{ client_id, version, left, quota_left: left, extras_left: 0, overage: 0 }
});
const announce = (...meters: Meter[]) =>
	board.watcher.onMeters(new Map(meters.map((one) => [one.client_id, one])));
const left = (rows: ListRow[]) => rows.map(({ sessionsLeft }) => sessionsLeft);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
	board.known.clear();
	vi.useRealTimers();
});

test('only rows that moved are drawn anew, in their places', () => {
	const shown = [row('a', 10), row('b', 20), row('c', null)];
	const counters = new LiveCounters(() => shown, { read: async () => [] });
	const stop = counters.follow();
	announce(meter('b', 5, 19), meter('x', 1, 1));
	expect(left(counters.rows)).toEqual([10, 19, null]);
	expect(counters.rows[0]).toBe(shown[0]);
	announce(meter('b', 4, 18));
	expect(left(counters.rows)).toEqual([10, 19, null]);
	stop();
});

test('a row that is read again from its summary, which is behind, keeps what was announced', () => {
	let shown = $state.raw([row('a', 10)]);
	const counters = new LiveCounters(() => shown, { read: async () => [] });
	const stop = counters.follow();
	announce(meter('a', 3, 7));
	shown = [row('a', 9)];
	expect(left(counters.rows)).toEqual([7]);
	board.known.set('b', meter('b', 2, 4));
	shown = [row('a', 9), row('b', 5)];
	expect(left(counters.rows)).toEqual([7, 4]);
	stop();
});

test('what was missed is read for the rows that are shown, a hundred at once', async () => {
	const shown = Array.from({ length: 120 }, (_, at) => row(`c${at}`, 50));
	const read = vi.fn(async (ids: string[]) => ids.map((id) => meter(id, 2, 40)));
	const counters = new LiveCounters(() => shown, { read });
	const stop = counters.follow();
	board.watcher.onMissed();
	await vi.advanceTimersByTimeAsync(100);
	expect(read.mock.calls.map(([ids]) => ids.length)).toEqual([100, 20]);
	expect(new Set(left(counters.rows))).toEqual(new Set([40]));
	stop();
});

test('reading that fails is tried again', async () => {
	const read = vi.fn(async () => [meter('a', 2, 40)]);
	read.mockRejectedValueOnce(new Error('away'));
	const shown = [row('a', 50)];
	const counters = new LiveCounters(() => shown, { read });
	const stop = counters.follow();
	board.watcher.onMissed();
	await vi.advanceTimersByTimeAsync(5_000);
	expect([left(counters.rows), read.mock.calls.length]).toEqual([[40], 2]);
	stop();
});
