import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile, stat } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { assertPortFree, freePort, PortTakenError } from '../ports.ts';
import { postgresBinaries } from './binaries.ts';
import { PostgresError } from './errors.ts';
import { readPostmasterFile, stopProcess } from './leftover.ts';
import { asServerUser } from './server-user.ts';

export interface Postmaster {
	pid: number;
	port: number;
	exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
	stop(): Promise<void>;
}

export interface PostmasterOptions {
	dataDir: string;
	/** 0 takes a free one. */
	port: number;
	logFile: string;
	/** Off: survives a killed process all the same, but not a power failure. */
	fsync: boolean;
}

const startSeconds = 60;
const portAttempts = 5;

/**
 * Runs the server on a folder that initdb has made, until `stop`.
 * @throws PortTakenError
 * @throws PostgresError with the server's own words when it does not start
 */
export async function startPostmaster(options: PostmasterOptions): Promise<Postmaster> {
	for (let attempt = 1; ; attempt++) {
		const port = options.port || (await freePort());
		try {
			return await start({ ...options, port });
		} catch (error) {
			// Between looking for a free port and taking it, somebody else may have.
			const mayRetry = error instanceof PortTakenError && options.port === 0;
			if (!mayRetry || attempt === portAttempts) throw error;
		}
	}
}

async function start(options: PostmasterOptions): Promise<Postmaster> {
	const { dataDir, port, logFile } = options;
	await assertPortFree(port, 'the database');
	const deadline = Date.now() + startSeconds * 1000;
	for (;;) {
		const logStart = await sizeOf(logFile);
		const child = await spawnServer(options);
		const exited = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((settle) =>
			child.once('exit', (code, signal) => settle({ code, signal }))
		);
		if (await becomesReady(child, dataDir, deadline)) {
			const pid = child.pid as number;
			const stop = async () => {
				if (child.exitCode === null && child.signalCode === null) await stopProcess(pid);
				await exited;
			};
			return { pid, port, exited, stop };
		}
		const words = (await readFile(logFile, 'utf8')).slice(logStart);
		if (/Address already in use/.test(words)) throw new PortTakenError(port, 'the database');
		// The children of a killed server need a moment to notice that it is gone.
		const isSettling = /pre-existing shared memory block|is another postmaster/.test(words);
		if (!isSettling || Date.now() > deadline)
			throw new PostgresError(`Postgres did not start: ${reasonIn(words)} (log: ${logFile})`);
		await pause(100);
	}
}

async function spawnServer(options: PostmasterOptions): Promise<ChildProcess> {
	const { dataDir, port, logFile } = options;
	const { postgres } = await postgresBinaries();
	const run = await asServerUser(postgres, ['-D', dataDir, ...settings(options, port)], dataDir);
	const log = await open(logFile, 'a', 0o600);
	try {
		// Its own process group: Ctrl-C at the terminal reaches us, and we stop it when the services are done with it.
		const child = spawn(run.command, run.args, {
			uid: run.uid,
			gid: run.gid,
			cwd: '/',
			detached: true,
			stdio: ['ignore', log.fd, log.fd]
		});
		await once(child, 'spawn');
		return child;
	} finally {
		await log.close();
	}
}

function settings({ fsync }: PostmasterOptions, port: number): string[] {
	const values = {
		port,
		listen_addresses: '127.0.0.1',
		unix_socket_directories: '',
		wal_level: 'logical',
		max_wal_senders: 10,
		max_replication_slots: 10,
		max_connections: 100,
		shared_buffers: '128MB',
		max_wal_size: '512MB',
		timezone: 'UTC',
		log_timezone: 'UTC',
		fsync: fsync ? 'on' : 'off',
		full_page_writes: fsync ? 'on' : 'off',
		shared_preload_libraries: 'pg_stat_statements',
		password_encryption: 'scram-sha-256',
		log_line_prefix: '%m [%p] %q%u '
	};
	return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

async function becomesReady(child: ChildProcess, dataDir: string, deadline: number) {
	while (child.exitCode === null && child.signalCode === null) {
		const file = await readPostmasterFile(dataDir);
		if (file?.isReady && file.pid === child.pid) return true;
		if (Date.now() > deadline) {
			await stopProcess(child.pid as number);
			return false;
		}
		await pause(10);
	}
	return false;
}

function reasonIn(words: string): string {
	const fatal = words.split('\n').filter((line) => /FATAL|PANIC|setpriv|error while/.test(line));
	return fatal.at(-1)?.replace(/^.*(FATAL|PANIC):\s*/, '') ?? (words.trim() || 'it said nothing');
}

async function sizeOf(file: string): Promise<number> {
	return stat(file).then(
		({ size }) => size,
		() => 0
	);
}
