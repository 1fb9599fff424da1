import type { Runs } from './runs.ts';

export interface Advance {
	/** Transactions that were done. */
	chunks: number;
	/** Runs that came to their end. */
	finished: number;
	/** Chunks that failed: their runs stand where they stood, and are tried again by a later call. */
	failed: number;
	/** Whether nothing was left when it stopped. */
	isDone: boolean;
}

/** Well within what hosted functions may last; the last chunk may begin at the very end of it. */
export const limits = { workingMs: 30_000 };

/**
 * Advances whatever run waits longest, chunk by chunk, until none is left or the time is up; then it asks to be called again.
 * What is wrong with one reseller's run is logged and put off, and the others go on.
 * @throws Error when the database is away: the runs stand where their last chunks left them
 */
export async function advanceRuns(runs: Runs, now: () => number = Date.now): Promise<Advance> {
	const started = now();
	const advance: Advance = { chunks: 0, finished: 0, failed: 0, isDone: false };
	while (now() - started < limits.workingMs) {
		const runId = await runs.take();
		if (!runId) return { ...advance, isDone: advance.failed === 0 };
		try {
			const { isDone } = await runs.advance(runId);
			advance.chunks++;
			if (isDone) advance.finished++;
		} catch (error) {
			console.error(`billing run ${runId}`, error);
			await runs.postpone(runId);
			advance.failed++;
		}
	}
	await runs.wake();
	return advance;
}
