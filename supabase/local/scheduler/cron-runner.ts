import { Client, type Pool, type QueryResult } from 'pg';
import { isAtStart, nextRun } from './cron-times.ts';
import { isExtensionMissing } from './sql-errors.ts';

interface Job {
	jobid: string;
	schedule: string;
	command: string;
	database: string;
	username: string;
}

interface Plan {
	job: Job;
	due: Date | null;
}

export interface CronRunnerOptions {
	pool: Pool;
	/** How a job connects: as its own user, so that no command can step up to ours. */
	jobUrl(username: string, database: string): string;
	clock(): Date;
	log(line: string): void;
}

export interface CronRunner {
	/** Reads cron.job anew. */
	reload(): Promise<void>;
	purge(): Promise<void>;
	close(patienceMs: number): Promise<void>;
}

/** A run is missed, and not made up for, when it could not start within this time: the machine slept. */
const graceMs = 60_000;
/** How far the clock may jump unnoticed. */
const longestSleepMs = 1_000;

const beginSql = `
	insert into cron.job_run_details (jobid, database, username, command, status, job_pid, start_time)
	values ($1, $2, $3, $4, 'running', $5, clock_timestamp()) returning runid`;
const endSql = `
	update cron.job_run_details set status = $2, return_message = $3, end_time = clock_timestamp()
	where runid = $1`;

export function createCronRunner({ pool, jobUrl, clock, log }: CronRunnerOptions): CronRunner {
	const plans = new Map<string, Plan>();
	const running = new Map<string, Promise<void>>();
	const clients = new Set<Client>();
	const runIds = new Set<string>();
	let timer: NodeJS.Timeout | undefined;
	let hasStarted = false;
	let isClosed = false;

	async function reload(): Promise<void> {
		const jobs = await activeJobs(pool);
		if (isClosed) return;
		const known = new Map(plans);
		plans.clear();
		for (const job of jobs) {
			const before = known.get(job.jobid);
			const due = before?.job.schedule === job.schedule ? before.due : plannedAfter(job, clock());
			plans.set(job.jobid, { job, due });
		}
		await closeAbandonedRuns(pool, [...runIds]);
		if (!hasStarted) for (const job of jobs) if (isAtStart(job.schedule)) start(job);
		hasStarted = true;
		tick();
	}

	function tick(): void {
		clearTimeout(timer);
		if (isClosed) return;
		const now = clock();
		for (const plan of plans.values()) {
			if (!plan.due || plan.due > now) continue;
			const lateMs = now.getTime() - plan.due.getTime();
			plan.due = plannedAfter(plan.job, now);
			if (lateMs <= graceMs && !running.has(plan.job.jobid)) start(plan.job);
		}
		timer = setTimeout(tick, sleepMs(plans.values(), now));
	}

	function plannedAfter(job: Job, after: Date): Date | null {
		try {
			return nextRun(job.schedule, after);
		} catch (error) {
			log(`pg_cron: job ${job.jobid}: ${(error as Error).message}`);
			return null;
		}
	}

	function start(job: Job): void {
		const run = runJob(job)
			.catch((error) => log(`pg_cron: job ${job.jobid}: ${(error as Error).message}`))
			.finally(() => running.delete(job.jobid));
		running.set(job.jobid, run);
	}

	async function runJob(job: Job): Promise<void> {
		const client = new Client({
			connectionString: jobUrl(job.username, job.database),
			application_name: 'pg_cron'
		});
		// The loss of the connection also fails the query, which is where it is reported.
		client.on('error', () => {});
		clients.add(client);
		let runId: string | undefined;
		try {
			const connected = await client.connect().then(
				() => null,
				(error: Error) => error
			);
			const begun = [job.jobid, job.database, job.username, job.command, processId(client)];
			runId = (await pool.query<{ runid: string }>(beginSql, begun)).rows[0].runid;
			runIds.add(runId);
			if (connected) throw connected;
			const message = summary(await client.query(job.command));
			await pool.query(endSql, [runId, 'succeeded', message]);
		} catch (error) {
			if (!runId) throw error;
			await pool.query(endSql, [runId, 'failed', `ERROR:  ${(error as Error).message}`]);
		} finally {
			clients.delete(client);
			if (runId) runIds.delete(runId);
			await client.end().catch(() => {});
		}
	}

	return {
		reload,
		async purge() {
			try {
				await pool.query(
					`delete from cron.job_run_details where end_time < now() - interval '7 days'`
				);
			} catch (error) {
				if (!isExtensionMissing(error)) throw error;
			}
		},
		async close(patienceMs) {
			isClosed = true;
			clearTimeout(timer);
			const patience = new Promise((resolve) => setTimeout(resolve, patienceMs).unref());
			await Promise.race([Promise.allSettled(running.values()), patience]);
			// Ending a connection in the middle of a query rolls the job's transaction back.
			await Promise.allSettled([...clients].map((client) => client.end()));
		}
	};
}

async function activeJobs(pool: Pool): Promise<Job[]> {
	try {
		const { rows } = await pool.query<Job>(
			`select jobid, schedule, command, database, username from cron.job where active order by jobid`
		);
		return rows;
	} catch (error) {
		if (isExtensionMissing(error)) return [];
		throw error;
	}
}

/** Runs that were under way when the platform or the database ended; nobody will finish them. */
async function closeAbandonedRuns(pool: Pool, alive: string[]): Promise<void> {
	try {
		await pool.query(
			`update cron.job_run_details
			set status = 'failed', return_message = 'server restarted', end_time = now()
			where status = 'running' and runid <> all ($1::bigint[])`,
			[alive]
		);
	} catch (error) {
		if (!isExtensionMissing(error)) throw error;
	}
}

function sleepMs(plans: Iterable<Plan>, now: Date): number {
	let sleep = longestSleepMs;
	for (const { due } of plans) {
		if (due) sleep = Math.min(sleep, due.getTime() - now.getTime());
	}
	return Math.max(sleep, 1);
}

function processId(client: Client): number | null {
	return (client as Client & { processID?: number | null }).processID ?? null;
}

/** As pg_cron words it: the rows of a select, else the command tag; of several statements the last one. */
function summary(result: QueryResult | QueryResult[]): string {
	const last = Array.isArray(result) ? result[result.length - 1] : result;
	if (!last) return '';
	const { command, rowCount, fields } = last;
	if (fields.length > 0) return rowCount === 1 ? '1 row' : `${rowCount} rows`;
	if (rowCount === null) return command ?? '';
	return command === 'INSERT' ? `INSERT 0 ${rowCount}` : `${command} ${rowCount}`;
}
