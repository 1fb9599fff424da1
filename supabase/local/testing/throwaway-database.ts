import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cp, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { postgresBinaries } from '../postgres/binaries.ts';
import { bootstrapHash } from '../postgres/bootstrap.ts';
import { initialise } from '../postgres/initialise.ts';
import { startPostgres, type Postgres } from '../postgres/postgres.ts';
import { belongsToServerUser, giveToServerUser, serverUserId } from '../postgres/server-user.ts';

export interface ThrowawayOptions {
	/** Default false: nobody will miss the data. */
	fsync?: boolean;
	/** Default true, as on hosted today. */
	autoExpose?: boolean;
}

export interface ThrowawayDatabase extends Postgres {
	dataDir: string;
	/** Stops the server and removes its data. */
	stop(): Promise<void>;
}

/** A real Postgres on a free port with all roles and platform schemas, a second after the call. */
export async function startThrowawayDatabase(
	options: ThrowawayOptions = {}
): Promise<ThrowawayDatabase> {
	const template = await findOrMakeTemplate();
	const folder = await serverFolder('throwaway-database-');
	const dataDir = join(folder, 'data');
	const discard = () => rm(folder, { recursive: true, force: true });
	try {
		await copyData(template, dataDir);
		const postgres = await startPostgres({ fsync: false, ...options, dataDir, port: 0 });
		const stop = async () => {
			await postgres.stop();
			await discard();
		};
		return { ...postgres, dataDir, stop };
	} catch (error) {
		await discard();
		throw error;
	}
}

/** initdb and the bootstrap take seconds: done once for each version of both, and copied from then on. */
async function findOrMakeTemplate(): Promise<string> {
	const { version } = await postgresBinaries();
	const key = createHash('sha256')
		.update(`${version} ${await bootstrapHash()}`)
		.digest('hex');
	const template = join(tmpdir(), `database-template-${serverUserId()}-${key.slice(0, 16)}`);
	if (await belongsToServerUser(template)) return template;

	// Several test files may come here at once: each makes its own and the first to finish gives it its name.
	const folder = await serverFolder('database-template-making-');
	try {
		const made = join(folder, 'data');
		await initialise(made, join(folder, 'log'), false);
		await rename(made, template).catch(async (error) => {
			if (!(await belongsToServerUser(template))) throw error;
		});
		return template;
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}

async function serverFolder(prefix: string): Promise<string> {
	const folder = await mkdtemp(join(tmpdir(), prefix));
	await giveToServerUser(folder);
	return folder;
}

async function copyData(from: string, to: string): Promise<void> {
	if (process.platform === 'linux') {
		await promisify(execFile)('cp', ['-a', '--reflink=auto', from, to]);
		return;
	}
	await mkdir(to, { mode: 0o700 });
	await cp(from, to, { recursive: true, preserveTimestamps: true });
}
