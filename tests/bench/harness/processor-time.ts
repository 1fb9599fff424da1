import { readFileSync } from 'node:fs';

/**
 * Milliseconds that a process has kept a processor busy so far. On a machine that others use too this says what work costs,
 * while the clock also counts the waiting for a turn. Linux only, exact to the microsecond while the process waits for us.
 * @see https://docs.kernel.org/scheduler/sched-stats.html#proc-pid-schedstat
 */
export function processorTime(pid: number): number {
	const [nanoseconds] = readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ');
	return Number(nanoseconds) / 1e6;
}
