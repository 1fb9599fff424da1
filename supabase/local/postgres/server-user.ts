import { chown, lstat, readFile, stat } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { PostgresError } from './errors.ts';

export interface ServerCommand {
	command: string;
	args: string[];
	uid?: number;
	gid?: number;
}

/** Postgres refuses to run as root; everywhere this number is `nobody`. */
const unprivilegedId = 65534;
const setpriv = ['/usr/bin/setpriv', '/bin/setpriv'].find((path) => existsSync(path));

/** The user who owns the data: ourselves, unless we are root. */
export function serverUserId(): number {
	const own = process.getuid?.() ?? 0;
	return own === 0 ? unprivilegedId : own;
}

/** Hands a file or an empty folder to the user that Postgres runs as. */
export async function giveToServerUser(path: string): Promise<void> {
	if (process.getuid?.() === 0) await chown(path, unprivilegedId, unprivilegedId);
}

/** True when `path` is a folder of the server's user, and of nobody else who could have put it there. */
export async function belongsToServerUser(path: string): Promise<boolean> {
	const found = await lstat(path).catch(() => null);
	return found?.isDirectory() === true && found.uid === serverUserId();
}

/**
 * How to run a Postgres program on `dataDir` so that it is never root and dies with this process.
 *
 * As root we become `nobody`. Where `nobody` may not pass (a clone below /root), the program keeps one capability:
 * to read where permissions would not let it; or, where a container withholds that one, to override permissions.
 * @throws PostgresError when neither is possible
 */
export async function asServerUser(
	program: string,
	args: string[],
	dataDir: string
): Promise<ServerCommand> {
	if (process.platform !== 'linux') return plainCommand(program, args);
	const death = ['--pdeathsig', 'INT'];
	if (process.getuid?.() !== 0) {
		if (!setpriv) return { command: program, args };
		return { command: setpriv, args: [...death, program, ...args] };
	}

	const reachable = (await isReachable(program)) && (await isReachable(dirname(resolve(dataDir))));
	if (!setpriv) {
		if (reachable) return { command: program, args, uid: unprivilegedId, gid: unprivilegedId };
		throw new PostgresError(
			'Postgres must not run as root, and its unprivileged user cannot reach this folder: install util-linux (setpriv), or run as an ordinary user'
		);
	}
	const identity = [`--reuid=${unprivilegedId}`, `--regid=${unprivilegedId}`, '--clear-groups'];
	const capability = reachable ? [] : await passingCapability(program);
	return { command: setpriv, args: [...identity, ...capability, ...death, program, ...args] };
}

function plainCommand(program: string, args: string[]): ServerCommand {
	if (process.getuid?.() !== 0) return { command: program, args };
	throw new PostgresError('Postgres must not run as root: start this as an ordinary user');
}

async function isReachable(path: string): Promise<boolean> {
	const { mode } = await stat(path);
	if ((mode & 0o001) === 0) return false;
	const parent = dirname(path);
	return parent === path ? true : isReachable(parent);
}

const capabilityBits = { dac_override: 1n, dac_read_search: 2n };

async function passingCapability(program: string): Promise<string[]> {
	const status = await readFile('/proc/self/status', 'utf8');
	const effective = BigInt(`0x${/^CapEff:\s*([0-9a-f]+)$/m.exec(status)?.[1] ?? '0'}`);
	const { mode } = await stat(program);
	const mayExecute = (mode & 0o001) !== 0;
	const has = (name: keyof typeof capabilityBits) =>
		(effective & (1n << capabilityBits[name])) !== 0n;

	const chosen =
		mayExecute && has('dac_read_search')
			? 'dac_read_search'
			: has('dac_override')
				? 'dac_override'
				: null;
	// Without the securebit, access(2), by which the programs look for each other, would disregard the capability.
	if (chosen)
		return [
			'--securebits',
			'+no_setuid_fixup',
			'--inh-caps',
			`+${chosen}`,
			'--ambient-caps',
			`+${chosen}`
		];
	throw new PostgresError(
		'Postgres must not run as root, and its unprivileged user cannot reach this folder: move it out of a private folder, or run as an ordinary user'
	);
}
