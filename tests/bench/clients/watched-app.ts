import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildIfStale, prepareSources } from '../../../scripts/build.ts';
import type { ThrowAwayPlatform } from '../../support/platform.ts';

export interface Watched<Result> {
	result: Result;
	elapsedMs: number;
	/** The most that the process had in memory, code and all. */
	peakBytes: number;
	/** What it had before. */
	idleBytes: number;
	/** How late the event loop of its main thread was, at worst in 99 of 100 looks. */
	loopP99Ms: number;
	loopMostMs: number;
}

export interface WatchedApp {
	url: string;
	watch<Result>(work: () => Promise<Result>): Promise<Watched<Result>>;
}

/** The built app in a process of its own that tells its memory and the delay of its event loop; ends with the platform. */
export async function startWatchedApp(platform: ThrowAwayPlatform): Promise<WatchedApp> {
	await prepareSources();
	await buildIfStale();
	const url = `http://127.0.0.1:${platform.appPort}`;
	const probe = join(import.meta.dirname, 'watch-loop.mjs');
	const app = spawn(process.execPath, ['--import', probe, 'scripts/serve.mjs'], {
		stdio: ['pipe', 'pipe', 'pipe', 'ipc'],
		env: {
			...process.env,
			ORIGIN: url,
			PORT: String(platform.appPort),
			PUBLIC_SUPABASE_URL: platform.apiUrl,
			PUBLIC_SUPABASE_PUBLISHABLE_KEY: platform.publishableKey
		}
	});
	app.stderr!.on('data', (chunk: Buffer) => platform.logLines.push(`app: ${chunk}`));
	platform.onStop(async () => {
		if (app.exitCode !== null) return;
		app.kill('SIGTERM');
		await once(app, 'exit');
	});
	await once(app.stdout!, 'data');
	const files = `/proc/${app.pid}`;
	return {
		url,
		async watch(work) {
			// Forgets the peak so far (proc_pid_clear_refs(5)).
			await writeFile(`${files}/clear_refs`, '5');
			const idleBytes = await memory('VmRSS');
			app.send('begin');
			const began = performance.now();
			const result = await work();
			const elapsedMs = performance.now() - began;
			const told = once(app, 'message');
			app.send('end');
			const [{ p99Ms, mostMs }] = (await told) as [{ p99Ms: number; mostMs: number }];
			const peakBytes = await memory('VmHWM');
			return { result, elapsedMs, peakBytes, idleBytes, loopP99Ms: p99Ms, loopMostMs: mostMs };
		}
	};

	async function memory(line: 'VmRSS' | 'VmHWM'): Promise<number> {
		const status = await readFile(`${files}/status`, 'utf8');
		return Number(new RegExp(`${line}:\\s+(\\d+) kB`).exec(status)![1]) * 1024;
	}
}
