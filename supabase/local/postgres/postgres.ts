import { rm, stat } from 'node:fs/promises';
import { installExtensionFiles } from '../scheduler/extension-files.ts';
import { postgresBinaries } from './binaries.ts';
import { applyExposure, runBootstrap } from './bootstrap.ts';
import { PostgresError } from './errors.ts';
import { asSuperuser, initialise, localUrls } from './initialise.ts';
import { stopLeftover } from './leftover.ts';
import { startPostmaster, type Postmaster } from './postmaster.ts';

export interface PostgresOptions {
	/** Created, with all roles and schemas, when it does not exist. */
	dataDir: string;
	/** 0 takes a free one. */
	port: number;
	/** Defaults to `<dataDir>.log`. */
	logFile?: string;
	/** Default true. */
	fsync?: boolean;
	/** Whether new objects in `public` are open to the API roles, as on hosted today. Default true. */
	autoExpose?: boolean;
	/** Told when the data was made by another version. */
	log?(text: string): void;
}

export interface Postgres extends Postmaster {
	/** A connection string; every role that may log in has the local password. */
	url(role: string, database?: string): string;
}

const logLimit = 20 * 1024 * 1024;

/**
 * Starts Postgres on `dataDir`, making it first when needed and cleaning up after an earlier start that was killed.
 * @throws PortTakenError
 * @throws PostgresError
 */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
	const { dataDir, port, logFile = `${dataDir}.log`, fsync = true } = options;
	await limitLog(logFile);
	await installExtensions();
	await initialise(dataDir, logFile, fsync);
	await stopLeftover(dataDir);
	const postmaster = await startPostmaster({ dataDir, port, logFile, fsync });
	const postgres = { ...postmaster, url: localUrls(postmaster.port) };
	try {
		await prepare(postmaster.port, options);
	} catch (error) {
		await postmaster.stop();
		throw error;
	}
	return postgres;
}

/** What depends on the day or on this start, and not only on how the cluster was made. */
async function prepare(port: number, { autoExpose = true, log }: PostgresOptions): Promise<void> {
	await asSuperuser(port, async (superuser) => {
		const edited = await runBootstrap(superuser);
		if (edited.length > 0)
			log?.(
				`the platform's ${edited.join(', ')} changed since this database was made; a reset brings it`
			);
		await applyExposure(superuser, autoExpose);
		await superuser.query('select realtime.maintain_partitions()');
	});
}

async function installExtensions(): Promise<void> {
	const { extensionDir } = await postgresBinaries();
	try {
		installExtensionFiles(extensionDir);
	} catch (error) {
		throw new PostgresError(
			`cannot put the platform's extensions into ${extensionDir}: ${(error as Error).message}`
		);
	}
}

async function limitLog(logFile: string): Promise<void> {
	const size = await stat(logFile).then(
		(found) => found.size,
		() => 0
	);
	if (size > logLimit) await rm(logFile);
}
