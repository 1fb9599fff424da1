import { expect, test, vi } from 'vitest';
import { createMeterBoard } from './meter-board.ts';
import { metersIn, type Meter } from './meter.ts';

const meter = (client_id: string, version: number, left = 100 - version): Meter => ({
	...{ client_id, version, left, quota_left: left, extras_left: 0, overage: 0 }
});

function board() {
	const frames: (() => void)[] = [];
	const told: Meter[][] = [];
	const onMissed = vi.fn();
	const made = createMeterBoard((draw) => frames.push(draw));
	const watch = () =>
		made.watch({ onMeters: (meters) => told.push([...meters.values()]), onMissed });
	return { ...made, watch, told, frames, onMissed, draw: () => frames.shift()?.() };
}

test('however many arrive within a frame, each client is told once, with its last value', () => {
	const { note, watch, told, frames, draw } = board();
	watch();
	for (let version = 1; version <= 500; version++) note([meter('a', version), meter('b', version)]);
	expect([told.length, frames.length]).toEqual([0, 1]);
	draw();
	expect(told).toEqual([[meter('a', 500), meter('b', 500)]]);
	expect(frames).toHaveLength(0);
});

test('the last value comes whatever order they arrive in, also over frames', () => {
	const { note, watch, told, draw } = board();
	watch();
	note([meter('a', 7)]);
	note([meter('a', 5)]);
	draw();
	note([meter('a', 6)]);
	expect(draw()).toBeUndefined();
	note([meter('a', 8)]);
	draw();
	expect(told).toEqual([[meter('a', 7)], [meter('a', 8)]]);
});

test('who begins to watch is told what was announced while its page was on its way', () => {
	const { note, watch, told, draw } = board();
	note([meter('a', 3), meter('b', 1)]);
	draw();
	watch();
	expect(told).toEqual([[meter('a', 3), meter('b', 1)]]);
});

test('only so many are remembered, those that moved last; what moves is told nevertheless', () => {
	const { note, watch, told, draw } = board();
	const stop = watch();
	note(Array.from({ length: 1_200 }, (_, at) => meter(`c${at}`, 1)));
	note([meter('c300', 2)]);
	draw();
	expect(told[0]).toHaveLength(1_200);
	stop();
	watch();
	expect(told[1]).toHaveLength(1_000);
	expect(told[1]!.map(({ client_id }) => client_id)).not.toContain('c199');
	expect(told[1]!.at(-1)).toEqual(meter('c300', 2));
});

test('a page that drew no frames for long is told once to read again', () => {
	const { note, watch, told, draw, onMissed } = board();
	watch();
	for (let n = 0; n < 60; n++)
		note(Array.from({ length: 100 }, (_, at) => meter(`c${n}-${at}`, 1)));
	draw();
	expect(onMissed).toHaveBeenCalledOnce();
	expect(told.flat().length).toBeLessThan(5_000);
});

test('who stopped hears nothing any more, and another account remembers nothing', () => {
	const { note, watch, forget, miss, told, draw, onMissed } = board();
	const stop = watch();
	miss();
	note([meter('a', 1)]);
	stop();
	draw();
	miss();
	forget();
	watch();
	expect(told).toEqual([]);
	expect(onMissed).toHaveBeenCalledOnce();
});

test('staff is told of many, a client of its own, and too many are not named', () => {
	expect(metersIn({ meters: [meter('a', 1)] })).toEqual([meter('a', 1)]);
	expect(metersIn(meter('a', 2))).toEqual([meter('a', 2)]);
	expect(metersIn({})).toBeNull();
});
