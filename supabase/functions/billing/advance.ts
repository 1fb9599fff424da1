import type { Runs } from './runs.ts';

export interface Advance {
	/** Transactions that were done. */
	chunks: number;
	/** Runs that came to their end. */
	finished: number;
	/** Whether nothing was left when it stopped. */
	isDone: boolean;
}

/** Well within what hosted functions may last; the last chunk may begin at the very end of it. */
export const limits = { workingMs: 30_000 };

/**
 * Advances whatever run waits longest, chunk by chunk, until none is left or the time is up; then it asks to be called again.
 * @throws Error when the database refuses or is away: the run stands where its last chunk left it
 */
export async function advanceRuns(runs: Runs, now: () => number = Date.now): Promise<Advance> {
	const started = now();
	const advance: Advance = { chunks: 0, finished: 0, isDone: false };
	while (now() - started < limits.workingMs) {
		const runId = await runs.take();
		if (!runId) return { ...advance, isDone: true };
		const { isDone } = await runs.advance(runId);
		advance.chunks++;
		if (isDone) advance.finished++;
	}
	await runs.wake();
	return advance;
}
