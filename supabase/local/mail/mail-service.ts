import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { PortTakenError, assertPortFree } from '../ports.ts';

export interface MailOptions {
	/** The inbox page and its API; 0 takes a free port. */
	webPort: number;
	/** Where mail is handed in; 0 takes a free port. */
	smtpPort: number;
	/** Mails are kept here and are there again after a restart. Created if absent. */
	dataDir: string;
	log(line: string): void;
}

export interface Mail {
	/** E.g. `http://127.0.0.1:54324`. */
	webUrl: string;
	/** E.g. `smtp://127.0.0.1:54325`: no user, no encryption. */
	smtpUrl: string;
	webPort: number;
	smtpPort: number;
	/** Resolves when both take requests; rejects with the reason why not. */
	healthy(): Promise<void>;
	close(): Promise<void>;
}

/** What the process is told and what it tells; see inbox-process.ts. */
export interface InboxSettings {
	webPort: number;
	smtpPort: number;
	dataDir: string;
}
export type InboxReport =
	| { ready: { webPort: number; smtpPort: number } }
	| { failed: { message: string; code: string | null; port: number | null } };

const processPath = fileURLToPath(new URL('./inbox-process.ts', import.meta.url));
const restartAfterMs = 500;
const closePatienceMs = 3_000;

/**
 * A local inbox (maildev) in a process of its own, on the loopback address only. Nothing is ever sent on. A crash is
 * followed by a new start; the process ends with this one, however this one ends.
 * @throws PortTakenError
 */
export async function startMail(options: MailOptions): Promise<Mail> {
	const { webPort, smtpPort, dataDir } = options;
	const settings: InboxSettings = { webPort, smtpPort, dataDir };
	if (settings.webPort) await assertPortFree(settings.webPort, 'the inbox');
	if (settings.smtpPort) await assertPortFree(settings.smtpPort, 'incoming mail');

	let isClosed = false;
	let restart: NodeJS.Timeout | undefined;
	let child = await launch();

	async function launch(): Promise<ChildProcess> {
		const started = startProcess(options.log);
		started.send(settings);
		// From now on the same ports: others know them.
		Object.assign(settings, await reportOf(started));
		started.once('exit', onExit);
		options.log(`inbox at http://127.0.0.1:${settings.webPort} (pid ${started.pid})`);
		return started;
	}

	function onExit(): void {
		if (isClosed) return;
		options.log('the inbox ended unexpectedly and is started again');
		restart = setTimeout(() => {
			launch().then(
				(started) => {
					child = started;
					if (isClosed) void stop(started);
				},
				(error: Error) => {
					options.log(`the inbox does not start: ${error.message}`);
					onExit();
				}
			);
		}, restartAfterMs);
	}

	const webUrl = `http://127.0.0.1:${settings.webPort}`;
	return {
		webUrl,
		smtpUrl: `smtp://127.0.0.1:${settings.smtpPort}`,
		webPort: settings.webPort,
		smtpPort: settings.smtpPort,
		async healthy() {
			if (child.exitCode !== null || child.signalCode !== null) {
				throw new Error('the inbox is being restarted');
			}
			const response = await fetch(`${webUrl}/api/healthz`, { signal: AbortSignal.timeout(5_000) });
			if (!response.ok) throw new Error(`the inbox answers ${response.status}`);
		},
		async close() {
			isClosed = true;
			clearTimeout(restart);
			await stop(child);
		}
	};
}

function startProcess(log: (line: string) => void): ChildProcess {
	// Its own process group: Ctrl-C at the terminal reaches the platform, which closes the inbox last.
	const child = spawn(process.execPath, [processPath], {
		stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
		detached: true
	});
	for (const stream of [child.stdout, child.stderr]) {
		if (stream) createInterface({ input: stream }).on('line', log);
	}
	return child;
}

async function reportOf(child: ChildProcess): Promise<{ webPort: number; smtpPort: number }> {
	const report = await new Promise<InboxReport>((resolve, reject) => {
		child.once('message', (message) => resolve(message as InboxReport));
		child.once('error', reject);
		child.once('exit', (code, signal) =>
			reject(new Error(`the inbox ended while starting (${signal ?? code})`))
		);
	});
	if ('ready' in report) return report.ready;
	const { code, port, message } = report.failed;
	if (code === 'EADDRINUSE' && port) throw new PortTakenError(port, 'the inbox');
	throw new Error(`the inbox does not start: ${message}`);
}

async function stop(child: ChildProcess): Promise<void> {
	if (child.exitCode !== null || child.signalCode !== null) return;
	const exited = once(child, 'exit');
	const timer = setTimeout(() => child.kill('SIGKILL'), closePatienceMs);
	child.disconnect();
	await exited;
	clearTimeout(timer);
}
