import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../supabase/local/ports.ts';
import { processesOn } from './processes.ts';

/** Data and ports of one installation, which several starts may share. */
export interface Place {
	dataDir: string;
	ports: Record<PortVariable, number>;
	/** Kills what is left and removes the data. */
	clear(): Promise<void>;
}

export const portVariables = [
	'PORT',
	'SUPABASE_API_PORT',
	'SUPABASE_DB_PORT',
	'MAIL_PORT',
	'SMTP_PORT',
	'SIMULATOR_PORT'
] as const;
export type PortVariable = (typeof portVariables)[number];

export interface StartedCommand {
	/** Of npm, which leads a process group of its own, as at a terminal. */
	pid: number;
	output(): string;
	errors(): string;
	/** Resolves with what was printed on standard output up to the ready line. @throws Error when it ends before */
	ready: Promise<string>;
	/** Resolves as soon as standard error has `text`. @throws Error when the command ends without having said it */
	says(text: string): Promise<void>;
	/** Exit code as a shell gives it; resolves when the outputs are closed too. */
	exited: Promise<number>;
}

export async function makePlace(): Promise<Place> {
	const dataDir = await mkdtemp(join(tmpdir(), 'balcao-start-'));
	const free = await Promise.all(portVariables.map(freePort));
	const ports = Object.fromEntries(portVariables.map((name, index) => [name, free[index]]));
	return {
		dataDir,
		ports: ports as Place['ports'],
		async clear() {
			for (const { pid } of processesOn(dataDir)) process.kill(pid, 'SIGKILL');
			await rm(dataDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
		}
	};
}

/** `npm start`, as a person types it. */
export function startCommand(
	{ dataDir, ports }: Place,
	environment: Record<string, string> = {}
): StartedCommand {
	const numbers = Object.entries(ports).map(([name, port]) => [name, String(port)]);
	const child = spawn('npm', ['start'], {
		detached: true,
		stdio: ['ignore', 'pipe', 'pipe'],
		env: {
			...ownEnvironment(),
			...Object.fromEntries(numbers),
			BALCAO_DATA: dataDir,
			...environment
		}
	});
	let output = '';
	let errors = '';
	const listeners = new Set<() => void>();
	const heard = () => listeners.forEach((listener) => listener());
	child.stdout.on('data', (chunk) => void ((output += chunk), heard()));
	child.stderr.on('data', (chunk) => void ((errors += chunk), heard()));
	const exited = new Promise<number>((resolve, reject) => {
		child.on('error', reject);
		child.on('close', (code, signal) => {
			resolve(code ?? (signal === 'SIGKILL' ? 137 : 143));
			heard();
		});
	});

	function until(isSo: () => boolean, what: string): Promise<void> {
		return new Promise((resolve, reject) => {
			const look = () => {
				const isOver = child.exitCode !== null || child.signalCode !== null;
				if (!isSo() && !isOver) return;
				listeners.delete(look);
				if (isSo()) resolve();
				else reject(new Error(`npm start ended before ${what}:\n${errors}\n${output}`));
			};
			listeners.add(look);
			look();
		});
	}
	const readyLine = `ready http://127.0.0.1:${ports.PORT}\n`;
	const ready = until(() => output.endsWith(readyLine), 'it was ready').then(() => output);
	ready.catch(() => {});
	return {
		pid: child.pid!,
		output: () => output,
		errors: () => errors,
		ready,
		says: (text) => until(() => errors.includes(text), `saying "${text}"`),
		exited
	};
}

/** Ours without what the test runner put there, which would change how the app is built. */
function ownEnvironment(): NodeJS.ProcessEnv {
	const runners = /^(VITEST|NODE_ENV$|NODE_OPTIONS$|TEST$|DEV$|PROD$|MODE$|SSR$|BASE_URL$|npm_)/;
	return Object.fromEntries(Object.entries(process.env).filter(([name]) => !runners.test(name)));
}
