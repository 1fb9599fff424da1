import { Pool } from 'pg';
import { createCronRunner } from './cron-runner.ts';
import { warmUp } from './http-exchange.ts';
import { listen } from './listener.ts';
import { createNetWorker } from './net-worker.ts';

export interface SchedulerOptions {
	/** As supabase_admin, to the database that has (or will have) the extensions. */
	databaseUrl: string;
	log(line: string): void;
	/** What time it is for cron jobs. Default: the machine's clock. */
	clock?(): Date;
	/** How a job connects. Default: `databaseUrl` with the job's user and database, same password. */
	jobUrl?(username: string, database: string): string;
}

export interface Scheduler {
	/** Resolves when jobs run and requests leave; rejects with the reason why not. */
	healthy(): Promise<void>;
	/** Waits a few seconds for what is under way. */
	close(): Promise<void>;
}

const netPollMs = 5_000;
const cronPollMs = 30_000;
const purgeEveryMs = 60_000;
const closePatienceMs = 5_000;

/**
 * The working half of the extensions pg_cron and pg_net (their SQL half is in `extensions/`). Neither needs to be
 * installed: they are looked for again and again, and their creation announces itself. Outlives restarts of the
 * database. There must be one scheduler per database.
 */
export async function startScheduler(options: SchedulerOptions): Promise<Scheduler> {
	const { databaseUrl, log } = options;
	const pool = new Pool({ connectionString: databaseUrl, max: 4, idleTimeoutMillis: 0 });
	pool.on('error', (error) => log(`scheduler: ${error.message}`));
	const net = createNetWorker(pool, log);
	const cron = createCronRunner({
		pool,
		jobUrl: options.jobUrl ?? jobUrlsFrom(databaseUrl),
		clock: options.clock ?? (() => new Date()),
		log
	});
	const quietly = (work: Promise<void>) =>
		void work.catch((error: Error) => log(`scheduler: ${error.message}`));

	const purge = () => {
		quietly(net.purge());
		quietly(cron.purge());
	};

	await warmUp();
	const listener = listen({
		databaseUrl,
		channels: ['net_request_queued', 'cron_job_changed'],
		log,
		onNotify(channel) {
			if (channel === 'net_request_queued') return net.wake();
			quietly(cron.reload());
		},
		onConnect() {
			net.wake();
			quietly(cron.reload());
			purge();
		}
	});
	const whenConnected = (work: () => void) => () => listener.isConnected() && work();
	const timers = [
		setInterval(whenConnected(net.wake), netPollMs),
		setInterval(
			whenConnected(() => quietly(cron.reload())),
			cronPollMs
		),
		setInterval(whenConnected(purge), purgeEveryMs)
	];

	return {
		async healthy() {
			if (!listener.isConnected()) throw new Error('the scheduler has no database connection');
			await pool.query('select 1');
		},
		async close() {
			for (const timer of timers) clearInterval(timer);
			await listener.close();
			await Promise.all([net.close(closePatienceMs), cron.close(closePatienceMs)]);
			await pool.end();
		}
	};
}

function jobUrlsFrom(databaseUrl: string) {
	return (username: string, database: string) => {
		const url = new URL(databaseUrl);
		url.username = encodeURIComponent(username);
		url.pathname = `/${encodeURIComponent(database)}`;
		return url.href;
	};
}
