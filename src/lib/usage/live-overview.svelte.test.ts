import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { MeterWatcher } from './meter-board.ts';
import type { Meter } from './meter.ts';
import type { SessionOverview } from './session-overview.ts';

const board = vi.hoisted(() => ({ watcher: null as unknown as MeterWatcher, stop: vi.fn() }));
vi.mock('./live-meters.ts', () => ({
	watchMeters: (watcher: MeterWatcher) => {
		board.watcher = watcher;
		return board.stop;
	}
}));
const { LiveOverview } = await import('./live-overview.svelte.ts');

const overview = (version: number, left: number, used = 0): SessionOverview => ({
	...{ client_id: 'a', quota_left: left, extras_left: 0, left, overage: 0, version },
	...{ is_metered: true, is_unlimited: false, quota: [], used, hours: [used] },
	...{ last_hour: '2026-11-23T10:00:00+00:00', forecast_on: null, policy: null }
});
const announce = (version: number, left: number, client_id = 'a') => {
	const meter: Meter = {
		...{ client_id, version, left, quota_left: left, extras_left: 0, overage: 0 }
	};
	board.watcher.onMeters(new Map([[client_id, meter]]));
};

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function page(read: () => Promise<SessionOverview>) {
	const onRead = vi.fn();
	const live = new LiveOverview(() => overview(1, 100), { read, onRead });
	const stop = live.follow();
	return { live, stop, onRead };
}

test('the counter moves with what is announced; the rest is read again every few seconds', async () => {
	const read = vi.fn(async () => overview(3, 98, 2));
	const { live, stop, onRead } = page(read);
	announce(2, 99);
	expect(live.overview.left).toBe(99);
	announce(3, 98);
	expect(live.overview.left).toBe(98);
	await vi.advanceTimersByTimeAsync(100);
	expect([read.mock.calls.length, live.overview.hours]).toEqual([1, [2]]);
	for (let version = 4; version < 30; version++) {
		announce(version, 100 - version);
		await vi.advanceTimersByTimeAsync(100);
	}
	expect(live.overview.left).toBe(71);
	expect(read).toHaveBeenCalledOnce();
	await vi.advanceTimersByTimeAsync(2_000);
	expect([read.mock.calls.length, onRead.mock.calls.length]).toEqual([2, 2]);
	stop();
});

test('what was read before the last announcement does not turn the counter back', async () => {
	const { live, stop } = page(async () => overview(2, 99, 5));
	announce(3, 98);
	await vi.advanceTimersByTimeAsync(100);
	expect([live.overview.left, live.overview.hours]).toEqual([98, [5]]);
	stop();
});

test('of other clients it hears nothing', async () => {
	const read = vi.fn(async () => overview(1, 100));
	const { live, stop } = page(read);
	announce(9, 5, 'b');
	await vi.advanceTimersByTimeAsync(5_000);
	expect([live.overview.left, read.mock.calls.length]).toEqual([100, 0]);
	stop();
});

test('what was missed is read again, and once more where that fails', async () => {
	const read = vi.fn(async () => overview(6, 40));
	read.mockRejectedValueOnce(new Error('away'));
	const { live, stop } = page(read);
	board.watcher.onMissed();
	await vi.advanceTimersByTimeAsync(100);
	expect(live.overview.left).toBe(100);
	await vi.advanceTimersByTimeAsync(5_000);
	expect([live.overview.left, read.mock.calls.length]).toEqual([40, 2]);
	stop();
	expect(board.stop).toHaveBeenCalled();
});
