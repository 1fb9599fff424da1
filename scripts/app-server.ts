import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

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
	log(line: string): void;
}

const pauseBeforeRestart = 1000;

/** Serves the app on loopback and starts it anew when it crashes. Resolves once it listens. */
export async function startApp(options: AppServerOptions): Promise<AppServer> {
	const url = `http://127.0.0.1:${options.port}`;
	let stopping = false;
	let child: ChildProcess;

	const start = async () => {
		child = spawnApp(url, options);
		child.on('exit', (code, signal) => {
			if (stopping) return;
			options.log(`app ended (${signal ?? code}), starting it again`);
			setTimeout(
				() => !stopping && void start().catch((error) => options.log(error.message)),
				pauseBeforeRestart
			);
		});
		await listening(child, options);
	};
	await start();

	return {
		url,
		pid: () => child.pid,
		async stop() {
			stopping = true;
			if (child.exitCode !== null || child.signalCode !== null) return;
			const exited = once(child, 'exit');
			child.kill('SIGTERM');
			await exited;
		}
	};
}

function spawnApp(url: string, options: AppServerOptions): ChildProcess {
	const program = options.dev
		? [
				'node_modules/.bin/vite',
				'dev',
				'--host',
				'127.0.0.1',
				'--port',
				String(options.port),
				'--strictPort'
			]
		: ['scripts/serve.mjs'];
	// An open standard input tells the child that we live: it ends when we are killed.
	return spawn(process.execPath, program, {
		stdio: ['pipe', 'pipe', 'pipe'],
		env: {
			...process.env,
			ORIGIN: url,
			PORT: String(options.port),
			BODY_SIZE_LIMIT: '1M',
			PUBLIC_SUPABASE_URL: options.supabaseUrl,
			PUBLIC_SUPABASE_PUBLISHABLE_KEY: options.publishableKey
		}
	});
}

function listening(child: ChildProcess, options: AppServerOptions): Promise<void> {
	return new Promise((resolve, reject) => {
		const onLine = (chunk: Buffer) => {
			const text = chunk.toString();
			if (text.includes('listening') || text.includes('Local:')) resolve();
			options.log(text.trimEnd());
		};
		child.stdout!.on('data', onLine);
		child.stderr!.on('data', onLine);
		child.on('error', reject);
		child.on('exit', (code) =>
			reject(new Error(`the app ended with code ${code} before it listened`))
		);
	});
}
