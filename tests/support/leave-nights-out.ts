import { Client } from 'pg';

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
			`select cron.alter_job(jobid, active := false) from cron.job where jobname = 'billing-runs'`
		);
		if (jobs.rows.length !== 1) throw new Error('There is no job that begins the nights');
	} finally {
		await db.end();
	}
}
