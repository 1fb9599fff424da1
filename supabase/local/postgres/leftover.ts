import { execFile } from 'node:child_process';
import { readFile, realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { PostgresError } from './errors.ts';

export interface PostmasterFile {
	pid: number;
	isReady: boolean;
}

/** What Postgres itself writes about its running server; null when there is no such file. */
export async function readPostmasterFile(dataDir: string): Promise<PostmasterFile | null> {
	const text = await readFile(join(dataDir, 'postmaster.pid'), 'utf8').catch(() => null);
	if (text === null) return null;
	const lines = text.split('\n');
	return { pid: Number(lines[0]), isReady: lines[7]?.trim() === 'ready' };
}

/**
 * Ends the server that an earlier, killed start left on this data folder, and removes its stale lock file.
 * Another program that meanwhile has the same process id is left alone.
 */
export async function stopLeftover(dataDir: string): Promise<void> {
	const left = await readPostmasterFile(dataDir);
	if (!left) return;
	if (await isServerOf(left.pid, dataDir)) await stopProcess(left.pid);
	await rm(join(dataDir, 'postmaster.pid'), { force: true });
}

/**
 * Fast shutdown, then the immediate one, which the write-ahead log recovers from, then the last resort.
 * @throws PostgresError when the process outlives all three
 */
export async function stopProcess(pid: number): Promise<void> {
	const steps: [NodeJS.Signals, number][] = [
		['SIGINT', 10_000],
		['SIGQUIT', 5_000],
		['SIGKILL', 5_000]
	];
	for (const [signal, patience] of steps) {
		if (!send(pid, signal)) return;
		const deadline = Date.now() + patience;
		while (Date.now() < deadline) {
			if (!send(pid, 0)) return;
			await pause(10);
		}
	}
	throw new PostgresError(`Postgres (process ${pid}) cannot be stopped`);
}

function send(pid: number, signal: NodeJS.Signals | 0): boolean {
	try {
		return process.kill(pid, signal);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
		throw error;
	}
}

async function isServerOf(pid: number, dataDir: string): Promise<boolean> {
	if (!Number.isInteger(pid) || pid <= 1) return false;
	const commandLine = await commandLineOf(pid);
	if (!/postgres/.test(commandLine)) return false;
	const real = await realpath(dataDir);
	return commandLine.includes(dataDir) || commandLine.includes(real);
}

async function commandLineOf(pid: number): Promise<string> {
	if (process.platform === 'linux')
		return readFile(`/proc/${pid}/cmdline`, 'utf8').then(
			(text) => text.replaceAll('\0', ' '),
			() => ''
		);
	const { stdout } = await promisify(execFile)('ps', ['-p', String(pid), '-o', 'command=']).catch(
		() => ({ stdout: '' })
	);
	return stdout;
}
