import { randomUUID } from 'node:crypto';
import { formAction } from '#lib/forms/form-action.server.ts';
import { isCalendarDate } from '#lib/format/dates.ts';
import { m } from '#lib/paraglide/messages.js';
import { daysAfter } from '#lib/runs/run.ts';
import { clockSchema, holdSchema, startSchema } from '#lib/runs/run-schema.ts';
import {
	findTestClock,
	holdBilling,
	listHolds,
	listRunFailures,
	listRuns,
	moveTestClock,
	previewRun,
	startRun
} from '#lib/runs/runs.server.ts';

export async function load({ depends, locals, parent, url }) {
	depends(
		'live:billing_runs',
		'live:billing_holds',
		'live:subscriptions',
		'live:invoices',
		'live:payments'
	);
	const { account } = await parent();
	const { db } = locals;
	const { id } = account.reseller;
	const asked = dayToShow(url.searchParams.get('on'), account.today);
	const [preview, runs, failures, holds, clock] = await Promise.all([
		previewRun(db, asked),
		listRuns(db, id),
		listRunFailures(db, id),
		listHolds(db, id, account.today),
		findTestClock(db, id)
	]);
	return { preview, runs, failures, holds, clock, requestId: randomUUID() };
}

/** A day that was chosen to look at; none once it has passed, as on a clock that one watches move on. */
function dayToShow(on: string | null, today: string): string | undefined {
	return on && isCalendarDate(on) && on >= today && on <= daysAfter(today, 31) ? on : undefined;
}

export const actions = {
	start: formAction(startSchema, async ({ requestId }, { locals }) => {
		const { state } = await startRun(locals.db, requestId);
		return state === 'done' ? m.runs_done() : m.runs_begun();
	}),
	hold: formAction(holdSchema, async ({ subscriptionId, step, untilOn, note }, { locals }) => {
		await holdBilling(locals.db, {
			subscriptionId,
			step,
			untilOn: untilOn || null,
			note: note || null
		});
		return untilOn ? m.runs_held() : m.runs_hold_taken_back();
	}),
	clock: formAction(clockSchema, async ({ toDate }, { locals }) => {
		await moveTestClock(locals.db, toDate);
		return m.runs_clock_moving();
	})
};
