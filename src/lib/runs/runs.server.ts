import { unwrap } from '#lib/errors/database-error.ts';
import type { Db } from '#lib/server/db.ts';
import type { BillingHold, BillingRun, RunFailure, RunPreview, RunStep, TestClock } from './run.ts';

const runColumns =
	'id, onDate:on_date, state, step, origin, changed, issued, issuedCents:issued_cents, reminded, notified, blocked, releasesEnded:releases_ended, failed, startedAt:started_at, finishedAt:finished_at' as const;

/** How many rows of each step a preview shows; the counts are of all. */
const mostShown = 100;

/** What the next run will do, or the run of that day. */
export async function previewRun(db: Db, onDate?: string): Promise<RunPreview> {
	return unwrap(
		await db.rpc('preview_billing_run', {
			...(onDate && { on_date: onDate }),
			how_many: mostShown
		})
	) as unknown as RunPreview;
}

/** The newest runs that did anything, and whichever is going on. */
export async function listRuns(db: Db, resellerId: string): Promise<BillingRun[]> {
	return unwrap(
		await db
			.from('billing_runs')
			.select(runColumns)
			.eq('reseller_id', resellerId)
			.order('started_at', { ascending: false })
			.limit(30)
			.overrideTypes<BillingRun[], { merge: false }>()
	);
}

export async function listRunFailures(db: Db, resellerId: string): Promise<RunFailure[]> {
	const rows = unwrap(
		await db
			.from('billing_run_failures')
			.select('runId:run_id, step, clientId:client_id, code, clients(name)')
			.eq('reseller_id', resellerId)
			.order('occurred_at', { ascending: false })
			.limit(100)
	);
	return rows.map(({ clients, step, ...failure }) => ({
		...failure,
		step: step as RunStep,
		clientName: clients?.name ?? null
	}));
}

export async function listHolds(db: Db, resellerId: string, today: string): Promise<BillingHold[]> {
	const rows = unwrap(
		await db
			.from('billing_holds')
			.select(
				'subscriptionId:subscription_id, clientId:client_id, step, untilOn:until_on, note, clients(name)'
			)
			.eq('reseller_id', resellerId)
			.gt('until_on', today)
			.order('until_on')
			.limit(200)
	);
	return rows.map(({ clients, step, ...hold }) => ({
		...hold,
		step: step as BillingHold['step'],
		clientName: clients?.name ?? ''
	}));
}

/** The clock of a demo; null where real time counts. */
export async function findTestClock(db: Db, resellerId: string): Promise<TestClock | null> {
	const row = unwrap(
		await db
			.from('resellers')
			.select('on:test_clock_on, targetOn:test_clock_target_on')
			.eq('id', resellerId)
			.single()
	);
	if (!row.on) return null;
	return { on: row.on, targetOn: row.targetOn && row.targetOn > row.on ? row.targetOn : null };
}

/** @throws DomainError billing_run_going_on (409), not_permitted */
export async function startRun(db: Db, requestId: string): Promise<{ state: string }> {
	return unwrap(await db.rpc('start_billing_run', { request_id: requestId })) as { state: string };
}

/**
 * @param untilOn the first day on which the run may do it again; null takes the hold back
 * @throws DomainError billing_hold_in_past, billing_hold_too_long, subscription_not_found, not_permitted
 */
export async function holdBilling(
	db: Db,
	hold: { subscriptionId: string; step: string; untilOn: string | null; note: string | null }
): Promise<void> {
	unwrap(
		await db.rpc('hold_billing', {
			subscription_id: hold.subscriptionId,
			step: hold.step,
			...(hold.untilOn && { until_on: hold.untilOn }),
			...(hold.note && { note: hold.note })
		})
	);
}

/** @throws DomainError test_clock_not_offered (409), test_clock_only_forwards, test_clock_too_far, not_permitted */
export async function moveTestClock(db: Db, toDate: string): Promise<void> {
	unwrap(await db.rpc('move_test_clock', { to_date: toDate }));
}
