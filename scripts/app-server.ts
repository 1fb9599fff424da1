import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { PortTakenError } from '../supabase/local/ports.ts';

export interface AppServer {
	url: string;
	pid(): number | undefined;
	stop(): Promise<void>;
}

export interface AppServerOptions {
	port: number;
	supabaseUrl: string;
	publishableKey: string;
	/** `vite dev` instead of the built app. */
	dev?: boolean;
	/** How many sign-ins one address may try in five minutes; tests are many people at one address. */
	triesPerAddress?: number;
	/** Where addresses are looked up by CEP, in place of the public services. */
	postalCodesUrl?: string;
	log(line: string): void;
	/** Gives up starting. */
	interrupted?: AbortSignal;
}

/** At once after the first crash, then slower, so that an app that cannot run does not keep the machine busy. */
const pausesBeforeRestart = [0, 500, 1000, 2000, 5000];
const calmMs = 60_000;

/**
 * Serves the app on loopback and starts it anew when it crashes. Resolves once it listens.
 * @throws PortTakenError
 */
export async function startApp(options: AppServerOptions): Promise<AppServer> {
	const url = `http://127.0.0.1:${options.port}`;
	let child = spawnApp(url, options);
	let restart: NodeJS.Timeout | undefined;
	let isStopping = false;

	const stop = async () => {
		isStopping = true;
		clearTimeout(restart);
		await ended(child);
	};
	const giveUp = () => void stop();
	options.interrupted?.addEventListener('abort', giveUp);
	try {
		await listening(child, options);
	} catch (error) {
		await stop();
		throw error;
	} finally {
		options.interrupted?.removeEventListener('abort', giveUp);
	}
	supervise(Date.now(), 0);

	function supervise(startedAt: number, failures: number): void {
		child.once('exit', (code, signal) => {
			if (isStopping) return;
			options.log(`app ended (${signal ?? code}), starting it again`);
			const earlier = Date.now() - startedAt > calmMs ? 0 : failures;
			const pause = pausesBeforeRestart[Math.min(earlier, pausesBeforeRestart.length - 1)];
			restart = setTimeout(() => {
				child = spawnApp(url, options);
				listening(child, options).catch((error: Error) => options.log(error.message));
				supervise(Date.now(), earlier + 1);
			}, pause);
		});
	}

	return { url, pid: () => child.pid, stop };
}

async function ended(child: ChildProcess): Promise<void> {
	if (child.exitCode !== null || child.signalCode !== null) return;
	const exited = once(child, 'exit');
	child.kill('SIGTERM');
	await exited;
}

function spawnApp(url: string, options: AppServerOptions): ChildProcess {
	const viteDev = ['dev', '--host', '127.0.0.1', '--port', String(options.port), '--strictPort'];
	const program = options.dev ? ['node_modules/.bin/vite', ...viteDev] : ['scripts/serve.mjs'];
	// An open standard input tells the child that we live: it ends when we are killed.
	return spawn(process.execPath, program, {
		stdio: ['pipe', 'pipe', 'pipe'],
		env: {
			...process.env,
			ORIGIN: url,
			PORT: String(options.port),
			// A sheet to import; what forms may send is bounded where they are read.
			BODY_SIZE_LIMIT: '22M',
			PUBLIC_SUPABASE_URL: options.supabaseUrl,
			PUBLIC_SUPABASE_PUBLISHABLE_KEY: options.publishableKey,
			...(options.postalCodesUrl !== undefined && {
				VIACEP_URL: options.postalCodesUrl,
				BRASILAPI_URL: ''
			}),
			...(options.triesPerAddress && { TRIES_PER_ADDRESS: String(options.triesPerAddress) })
		}
	});
}

function listening(child: ChildProcess, options: AppServerOptions): Promise<void> {
	return new Promise((resolve, reject) => {
		let words = '';
		const read = (chunk: Buffer) => {
			const text = chunk.toString();
			words = `${words}${text}`.slice(-4000);
			if (text.includes('listening') || text.includes('Local:')) resolve();
			options.log(text.trimEnd());
		};
		child.stdout!.on('data', read);
		child.stderr!.on('data', read);
		child.on('error', reject);
		child.on('close', (code) => {
			if (/EADDRINUSE|already in use/.test(words))
				reject(new PortTakenError(options.port, 'the app'));
			else reject(new Error(`the app ended (${code}) before it listened: ${words.trim()}`));
		});
	});
}
