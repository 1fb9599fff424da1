import { expect, test, vi } from 'vitest';
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
		async postpone(id) {
			log.push(`${id} put off`);
			waiting.splice(waiting.indexOf(id), 1);
		},
		async wake() {
			log.push('wake');
		}
	};
	return { runs, log };
}

test('advances all runs in turn until none is left', async () => {
	const { runs, log } = runsOf({ a: 3, b: 1 });
	expect(await advanceRuns(runs)).toEqual({ chunks: 4, finished: 2, failed: 0, isDone: true });
	expect(log).toEqual(['a', 'b', 'a', 'a']);
});

test('stops when its time is up, and asks to be called again', async () => {
	let clock = 0;
	const { runs, log } = runsOf({ a: 100 }, () => (clock += limits.workingMs / 2));
	expect(await advanceRuns(runs, () => clock)).toEqual({
		chunks: 2,
		finished: 0,
		failed: 0,
		isDone: false
	});
	expect(log).toEqual(['a', 'a', 'wake']);
});

test('a run that fails is put off, the others go on, and the answer says so', async () => {
	const logged = vi.spyOn(console, 'error').mockImplementation(() => undefined);
	const { runs, log } = runsOf({ a: 2, b: 2 });
	const failure = new Error('not this night');
	const broken: Runs = {
		...runs,
		async advance(id) {
			if (id === 'a') throw failure;
			return runs.advance(id);
		}
	};
	expect(await advanceRuns(broken)).toEqual({ chunks: 2, finished: 1, failed: 1, isDone: false });
	expect(log).toEqual(['a put off', 'b', 'b']);
	expect(logged).toHaveBeenCalledExactlyOnceWith('billing run a', failure);
	logged.mockRestore();
});

test('tells its caller that the database is away', async () => {
	const { runs, log } = runsOf({ a: 2 });
	const broken = { ...runs, take: () => Promise.reject(new Error('the database is away')) };
	await expect(advanceRuns(broken)).rejects.toThrow('the database is away');
	expect(log).toEqual([]);
});
