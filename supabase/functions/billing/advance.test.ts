import { expect, test } from 'vitest';
import { advanceRuns, limits } from './advance.ts';
import type { Runs } from './runs.ts';

/** Runs that need so many chunks each, taken in turn as the database gives them out. */
function runsOf(chunks: Record<string, number>, onChunk: () => void = () => {}) {
	const waiting = Object.keys(chunks);
	const log: string[] = [];
	const runs: Runs = {
		async take() {
			return waiting[0] ?? null;
		},
		async advance(id) {
			onChunk();
			log.push(id);
			waiting.shift();
			const left = --chunks[id]!;
			if (left > 0) waiting.push(id);
			return { isDone: left === 0 };
		},
		async wake() {
			log.push('wake');
		}
	};
	return { runs, log };
}

test('advances all runs in turn until none is left', async () => {
	const { runs, log } = runsOf({ a: 3, b: 1 });
	expect(await advanceRuns(runs)).toEqual({ chunks: 4, finished: 2, isDone: true });
	expect(log).toEqual(['a', 'b', 'a', 'a']);
});

test('stops when its time is up, and asks to be called again', async () => {
	let clock = 0;
	const { runs, log } = runsOf({ a: 100 }, () => (clock += limits.workingMs / 2));
	expect(await advanceRuns(runs, () => clock)).toEqual({ chunks: 2, finished: 0, isDone: false });
	expect(log).toEqual(['a', 'a', 'wake']);
});

test('tells its caller what the database refused; the run stands where it stood', async () => {
	const { runs, log } = runsOf({ a: 2 });
	const broken = { ...runs, advance: () => Promise.reject(new Error('the database is away')) };
	await expect(advanceRuns(broken)).rejects.toThrow('the database is away');
	expect(log).toEqual([]);
});
