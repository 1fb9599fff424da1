import { Cron } from 'croner';

export class InvalidScheduleError extends Error {}

const interval = /^\s*([1-9][0-9]?)\s+seconds?\s*$/i;

/**
 * When a schedule of pg_cron is due next: five fields in UTC (`$` in the third is the month's last day), a nickname
 * such as `@daily`, or `30 seconds`. `@reboot` is never due: it runs once, when the scheduler starts.
 * @param after the answer is later than this; for an interval it is the previous start
 * @throws InvalidScheduleError
 */
export function nextRun(schedule: string, after: Date): Date | null {
	const seconds = interval.exec(schedule)?.[1];
	if (seconds) return new Date(after.getTime() + Number(seconds) * 1000);
	if (isAtStart(schedule)) return null;
	try {
		return new Cron(cronerPattern(schedule), { timezone: 'UTC', paused: true }).nextRun(after);
	} catch (error) {
		throw new InvalidScheduleError(`invalid schedule: ${schedule} (${(error as Error).message})`);
	}
}

export function isAtStart(schedule: string): boolean {
	return schedule.trim().toLowerCase() === '@reboot';
}

function cronerPattern(schedule: string): string {
	return schedule
		.trim()
		.split(/\s+/)
		.map((field, index) => (index === 2 && field === '$' ? 'L' : field))
		.join(' ');
}
