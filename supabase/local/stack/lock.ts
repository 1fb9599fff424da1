import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PostgresError } from '../postgres/errors.ts';

interface Holder {
	pid: number;
	/** Tells a process from a later one with the same id; empty where the system does not say. */
	startedAt: string;
}

/** The data folder is in use by another platform that is alive. */
export class AlreadyRunningError extends PostgresError {
	pid: number;
	constructor(dataDir: string, pid: number) {
		super(`the platform is already running on ${dataDir} (process ${pid}): stop it first`);
		this.pid = pid;
	}
}

/**
 * Keeps two platforms off the same data. A lock whose holder was killed is taken over.
 * @returns what releases it
 * @throws AlreadyRunningError
 */
export async function lockDataDir(dataDir: string): Promise<() => Promise<void>> {
	await mkdir(dataDir, { recursive: true });
	const file = join(dataDir, 'platform.lock');
	const own: Holder = { pid: process.pid, startedAt: await startOf(process.pid) };
	const draft = `${file}.${process.pid}`;
	await writeFile(draft, JSON.stringify(own));
	try {
		for (;;) {
			if (await takes(draft, file)) return () => rm(file, { force: true });
			const holder = await holderIn(file);
			if (holder && (await isAlive(holder))) throw new AlreadyRunningError(dataDir, holder.pid);
			await rm(file, { force: true });
		}
	} finally {
		await rm(draft, { force: true });
	}
}

async function takes(draft: string, file: string): Promise<boolean> {
	try {
		await link(draft, file);
		return true;
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
		throw error;
	}
}

async function holderIn(file: string): Promise<Holder | null> {
	try {
		return JSON.parse(await readFile(file, 'utf8'));
	} catch {
		// Gone meanwhile, or cut short by a power failure: nobody holds it.
		return null;
	}
}

async function isAlive({ pid, startedAt }: Holder): Promise<boolean> {
	try {
		process.kill(pid, 0);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
	}
	return (await startOf(pid)) === startedAt;
}

/** Clock ticks since boot, field 22 of Linux' process status. */
async function startOf(pid: number): Promise<string> {
	const status = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
	return status.slice(status.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}
