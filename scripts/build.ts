import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

const sources = ['src', 'static'];
const settings = [
	'package-lock.json',
	'scripts/inline-workers.ts',
	'svelte.config.js',
	'vite.config.ts',
	'tsconfig.json'
];
const stamp = join('build', '.built-from');

/** Builds the app unless `build/` was made from exactly these sources. @returns whether it built */
export async function buildIfStale(interrupted?: AbortSignal): Promise<boolean> {
	const fingerprint = await fingerprintOfSources();
	if (existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint) return false;
	// A build that is cut short must not look like the one before it.
	rmSync(stamp, { force: true });
	await runTool('vite', ['build', '--logLevel', 'warn'], interrupted);
	writeFileSync(stamp, fingerprint);
	return true;
}

/** What a clean clone lacks before types and tests can be looked at: compiled messages and SvelteKit's types. */
export async function prepareSources(): Promise<void> {
	await runTool('paraglide-js', [
		'compile',
		'--silent',
		'--project',
		'src/i18n/project.inlang',
		'--outdir',
		'src/lib/paraglide'
	]);
	await runTool('svelte-kit', ['sync']);
}

async function fingerprintOfSources(): Promise<string> {
	const hash = createHash('sha256');
	const entries = await Promise.all(
		sources.map((folder) => readdir(folder, { recursive: true, withFileTypes: true }))
	);
	const files = entries
		.flat()
		.filter((entry) => entry.isFile())
		.map((entry) => join(entry.parentPath, entry.name))
		.filter(isSource);
	for (const file of [...settings, ...files.sort()]) hash.update(file).update(readFileSync(file));
	return hash.digest('hex');
}

/**
 * Compiled messages are a product of their sources, not a source, and so is what their compiler leaves beside its
 * settings; tests are not built.
 * @param file path below the project, e.g. `src/app.css`
 */
export function isSource(file: string): boolean {
	if (file.startsWith(join('src', 'lib', 'paraglide'))) return false;
	if (file.includes('project.inlang')) return file.endsWith('settings.json');
	return !file.endsWith('.test.ts');
}

/**
 * Runs a package's command line tool with the same Node as this process.
 * @throws Error with its output when it fails
 */
export async function runTool(
	name: string,
	options: string[],
	interrupted?: AbortSignal
): Promise<void> {
	interrupted?.throwIfAborted();
	const child = spawn(process.execPath, [join('node_modules', '.bin', name), ...options], {
		stdio: ['ignore', 'pipe', 'pipe']
	});
	const stop = () => void child.kill();
	interrupted?.addEventListener('abort', stop);
	let output = '';
	child.stdout.on('data', (chunk) => (output += chunk));
	child.stderr.on('data', (chunk) => (output += chunk));
	const code = await new Promise<number | null>((resolve, reject) => {
		child.on('error', reject);
		child.on('close', resolve);
	});
	interrupted?.removeEventListener('abort', stop);
	interrupted?.throwIfAborted();
	if (code !== 0) throw new Error(`${name} ${options[0] ?? ''} failed\n${output}`);
}
