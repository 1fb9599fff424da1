import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '../../../supabase/local/ports.ts';
import type { ThrowAwayPlatform } from '../../support/platform.ts';

/**
 * The least that SvelteKit can do with a list: one page, fifty rows out of memory, built with the same versions.
 * Ends with the platform.
 * @returns where its page is
 */
export async function startBareApp(platform: ThrowAwayPlatform): Promise<string> {
	const folder = join(platform.dataDir, 'bare-app');
	await cp(join(import.meta.dirname, 'bare-app'), folder, { recursive: true });
	await symlink(join(process.cwd(), 'node_modules'), join(folder, 'node_modules'));
	const vite = join(folder, 'node_modules/vite/bin/vite.js');
	await promisify(execFile)(process.execPath, [vite, 'build', '--logLevel', 'warn'], {
		cwd: folder
	});
	const port = await freePort();
	const app = spawn(process.execPath, ['build/index.js'], {
		cwd: folder,
		stdio: ['ignore', 'pipe', 'pipe'],
		env: { ...process.env, HOST: '127.0.0.1', PORT: String(port) }
	});
	app.stderr.on('data', (chunk: Buffer) => platform.logLines.push(`bare app: ${chunk}`));
	platform.onStop(async () => {
		if (app.exitCode !== null) return;
		app.kill('SIGTERM');
		await once(app, 'exit');
	});
	await once(app.stdout, 'data');
	return `http://127.0.0.1:${port}/`;
}
