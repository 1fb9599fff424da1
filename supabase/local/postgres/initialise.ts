import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { Client } from 'pg';
import { postgresBinaries } from './binaries.ts';
import { runBootstrap } from './bootstrap.ts';
import { PostgresError } from './errors.ts';
import { stopLeftover } from './leftover.ts';
import { startPostmaster } from './postmaster.ts';
import { asServerUser, giveToServerUser } from './server-user.ts';

const localPassword = 'postgres';

/**
 * Makes `dataDir` a bootstrapped cluster unless it is one already. Nothing appears under that name before it is
 * complete, so a start that was killed half way leaves nothing to repair.
 * @throws PostgresError with initdb's own words
 */
export async function initialise(dataDir: string, logFile: string, fsync: boolean): Promise<void> {
	if (existsSync(join(dataDir, 'PG_VERSION'))) return;
	const unfinished = `${dataDir}.new`;
	await stopLeftover(unfinished);
	await rm(unfinished, { recursive: true, force: true });
	await mkdir(dirname(dataDir), { recursive: true });
	await initdb(unfinished, fsync);

	const postmaster = await startPostmaster({ dataDir: unfinished, port: 0, logFile, fsync });
	try {
		await asSuperuser(postmaster.port, runBootstrap);
	} finally {
		await postmaster.stop();
	}
	await rename(unfinished, dataDir);
}

/** @returns what `work` does, done as supabase_admin */
export async function asSuperuser<T>(
	port: number,
	work: (superuser: Client) => Promise<T>
): Promise<T> {
	const superuser = new Client({ connectionString: localUrls(port)('supabase_admin') });
	// A server that dies meanwhile fails the query, and is started again; without a listener we would end with it.
	superuser.on('error', () => undefined);
	await superuser.connect();
	try {
		return await work(superuser);
	} finally {
		await superuser.end();
	}
}

/** Connection strings to a server of ours that listens on `port`. */
export function localUrls(port: number) {
	return (role: string, database = 'postgres') =>
		`postgresql://${role}:${localPassword}@127.0.0.1:${port}/${database}`;
}

async function initdb(dataDir: string, fsync: boolean): Promise<void> {
	const { initdb } = await postgresBinaries();
	await mkdir(dataDir, { mode: 0o700 });
	await giveToServerUser(dataDir);
	const secrets = await mkdtemp(join(tmpdir(), 'initdb-'));
	try {
		await giveToServerUser(secrets);
		const passwordFile = join(secrets, 'password');
		await writeFile(passwordFile, localPassword, { mode: 0o600 });
		await giveToServerUser(passwordFile);
		const args = [
			`--pgdata=${dataDir}`,
			'--username=supabase_admin',
			`--pwfile=${passwordFile}`,
			'--auth=scram-sha-256',
			'--encoding=UTF8',
			'--locale-provider=icu',
			'--icu-locale=en-US',
			`--locale=${process.platform === 'linux' ? 'C.UTF-8' : 'C'}`,
			...(fsync ? [] : ['--no-sync'])
		];
		await run(initdb, args, dataDir);
	} finally {
		await rm(secrets, { recursive: true, force: true });
	}
}

async function run(program: string, args: string[], dataDir: string): Promise<void> {
	const command = await asServerUser(program, args, dataDir);
	const child = spawn(command.command, command.args, {
		uid: command.uid,
		gid: command.gid,
		cwd: '/',
		stdio: ['ignore', 'pipe', 'pipe']
	});
	const closed = once(child, 'close');
	const [, words, [code]] = await Promise.all([text(child.stdout), text(child.stderr), closed]);
	if (code === 0) return;
	const reason = words.split('\n').find((line) => line.trim() !== '') ?? `exit code ${code}`;
	throw new PostgresError(`initdb failed: ${reason}`);
}
