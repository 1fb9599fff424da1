import { Client } from 'pg';

// What stands still is taken up again all the same: a chunk that failed once, a worker that was not woken.
const wakeForRuns = `
	select app.wake_worker('billing')
	where exists (select from public.billing_runs where state = 'running' and advanced_at < now() - interval '15 seconds')
		or exists (select from public.resellers where test_clock_target_on > test_clock_on)`;

/**
 * From four in the morning the night of a reseller begins within a minute, and bills and reminds of whatever is due by
 * then in the middle of a test; before four it does not. Tests begin the runs they want themselves, so that neither the
 * hour nor the date makes a difference.
 */
export async function leaveNightsOut({ databaseUrl }: { databaseUrl: string }): Promise<void> {
	const db = new Client({ connectionString: databaseUrl });
	await db.connect();
	try {
		const jobs = await db.query(
			`select cron.alter_job(jobid, schedule := '5 seconds', command := $1) from cron.job where jobname = 'billing-runs'`,
			[wakeForRuns]
		);
		if (jobs.rows.length !== 1) throw new Error('There is no job that begins the nights');
	} finally {
		await db.end();
	}
}
