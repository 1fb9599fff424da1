import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

export type ProcessKind =
	'npm' | 'runner' | 'main' | 'app' | 'inbox' | 'worker' | 'postmaster' | 'backend' | 'other';

export interface OwnProcess {
	pid: number;
	kind: ProcessKind;
	command: string;
}

/**
 * Every living process that works on `dataDir`, whoever its parent is by now: the folder stands in its environment, in
 * its command line, or it works in it (Postgres writes over its environment). Linux only.
 */
export function processesOn(dataDir: string): OwnProcess[] {
	return readdirSync('/proc')
		.filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
		.flatMap((name) => {
			const command = read(`/proc/${name}/cmdline`).replaceAll('\0', ' ').trim();
			const isOurs =
				command.includes(dataDir) ||
				read(`/proc/${name}/environ`).includes(`BALCAO_DATA=${dataDir}\0`) ||
				folderOf(name).startsWith(dataDir);
			// One that has ended and waits to be collected has no command line.
			return isOurs && command ? [{ pid: Number(name), kind: kindOf(command), command }] : [];
		});
}

/** @throws Error when there is no such process */
export function processOf(dataDir: string, kind: ProcessKind): number {
	const found = processesOn(dataDir).find((candidate) => candidate.kind === kind);
	if (found) return found.pid;
	throw new Error(`no ${kind} among ${JSON.stringify(processesOn(dataDir))}`);
}

const signs: [ProcessKind, RegExp][] = [
	['npm', /^npm /],
	['runner', /scripts\/run\.mjs/],
	['main', /scripts\/commands\/start\.ts/],
	['app', /scripts\/serve\.mjs/],
	['inbox', /inbox-process\.ts/],
	['worker', /\/deno run /],
	['postmaster', /\/postgres -D /],
	// One that serves a client; the others are Postgres' own helpers.
	['backend', /^postgres: \w+ postgres 127\.0\.0\.1/]
];

function kindOf(command: string): ProcessKind {
	return signs.find(([, sign]) => sign.test(command))?.[0] ?? 'other';
}

function read(file: string): string {
	try {
		return readFileSync(file, 'utf8');
	} catch {
		// It ended while we were looking.
		return '';
	}
}

function folderOf(pid: string): string {
	try {
		return readlinkSync(`/proc/${pid}/cwd`);
	} catch {
		return '';
	}
}

/** A process that this very process started. @throws Error when there is none of that kind */
export function ownChild(kind: ProcessKind): number {
	const found = readdirSync('/proc').find((name) => {
		const status = read(`/proc/${name}/stat`);
		const [state, parent] = status.slice(status.lastIndexOf(')') + 2).split(' ');
		const command = read(`/proc/${name}/cmdline`).replaceAll('\0', ' ').trim();
		return Number(parent) === process.pid && state !== 'Z' && kindOf(command) === kind;
	});
	if (found) return Number(found);
	throw new Error(`this process has no ${kind}`);
}
