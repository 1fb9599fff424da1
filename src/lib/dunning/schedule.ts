/** How a reseller reminds, tells of a pendency, and blocks: in days from the last day on which an invoice can be paid in time. */
export interface DunningDays {
	pendingDays: number;
	blockDays: number;
	/** That must lie between the notice of a pendency and a block. */
	minNoticeDays: number;
}

export interface ScheduleStep {
	kind: 'due' | 'notice' | 'block';
	day: number;
}

/**
 * What the settings mean for an invoice that nobody pays, to look at while they are typed. Which day it is for a real one
 * the database says (`app.blockable_subscriptions`); a test holds the two together.
 */
export function scheduleOf({ pendingDays, blockDays, minNoticeDays }: DunningDays): ScheduleStep[] {
	// At the earliest on the first day of being late.
	const notice = Math.max(pendingDays, 1);
	return [
		{ kind: 'due', day: 0 },
		{ kind: 'notice', day: notice },
		{ kind: 'block', day: Math.max(blockDays, 1, notice + minNoticeDays) }
	];
}

/** The constraint billing_reminder_days_invalid. */
export const reminderLimits = { earliest: -30, latest: 90, most: 12 } as const;

/** With one more reminder, in order, each day once. */
export function withReminder(days: readonly number[], day: number): number[] {
	return [...new Set([...days, day])].sort((one, other) => one - other);
}
