import { m } from '#lib/paraglide/messages.js';
import type { BillingRun, HoldableStep, PlannedChange, RunStep } from './run.ts';

const steps: Record<RunStep, () => string> = {
	changes: m.runs_step_changes,
	issue: m.runs_step_issue,
	remind: m.runs_step_remind,
	release_end: m.runs_step_release_end,
	notify: m.runs_step_notify,
	block: m.runs_step_block,
	done: m.runs_state_done
};
const origins: Record<BillingRun['origin'], () => string> = {
	schedule: m.runs_origin_schedule,
	hand: m.runs_origin_hand,
	clock: m.runs_origin_clock
};
const holds: Record<HoldableStep, () => string> = {
	issue: m.runs_hold_issue,
	remind: m.runs_hold_remind,
	notify: m.runs_hold_notify,
	block: m.runs_hold_block
};
const changes: Record<PlannedChange['becomes'], () => string> = {
	active: m.runs_change_active,
	trialing: m.runs_change_trialing,
	pending: m.runs_change_pending,
	canceled: m.runs_change_canceled,
	expired: m.runs_change_expired
};

export const stepName = (step: RunStep) => steps[step]();
/** What is put off, up to the words before the day. */
export const holdName = (step: HoldableStep) => holds[step]();
export const originName = (origin: BillingRun['origin']) => origins[origin]();

/** What becomes of a subscription by its dates. */
export function changeName({ was, becomes }: Pick<PlannedChange, 'was' | 'becomes'>): string {
	if (was === 'trialing' && becomes === 'active') return m.runs_change_trial_ends();
	return changes[becomes]();
}
