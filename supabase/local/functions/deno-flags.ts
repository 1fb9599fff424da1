import { existsSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { EdgeFunction } from './catalog.ts';

export const runtimeEntrypoint = fileURLToPath(new URL('./runtime/main.ts', import.meta.url));

/** Hosted functions have 256 MB; the young generation and native buffers come on top of V8's old space. */
const memoryLimitMb = 256;

export interface Sandbox {
	functionsDir: string;
	/** Never readable by a function, e.g. the data folder with keys and database. */
	privatePaths: string[];
}

/**
 * What a worker may do: network, environment (only ours), the project's files and /tmp. No subprocess, no native
 * library, no write outside /tmp, like hosted (reference §4).
 *
 * `npm:` specifiers come from the project's `node_modules`, untouched and without network. A project without one
 * (another `--workdir`) gets Deno's own cache, which needs the network the first time.
 */
export function denoFlags(fn: EdgeFunction, sandbox: Sandbox): string[] {
	const project = projectRoot(sandbox.functionsDir);
	const temporary = [...new Set([tmpdir(), realpathSync(tmpdir()), '/tmp'])];
	const readable = [
		dirname(runtimeEntrypoint),
		dirname(fn.entrypoint),
		...(fn.importMap ? [dirname(fn.importMap)] : []),
		...temporary,
		...(project
			? [project, realpathSync(join(project, 'node_modules'))]
			: [dirname(sandbox.functionsDir)])
	];
	const secret = [...sandbox.privatePaths, join(sandbox.functionsDir, '.env')];
	return [
		'run',
		'--no-prompt',
		'--no-check',
		'--no-lock',
		`--node-modules-dir=${project ? 'manual' : 'none'}`,
		...configFlags(fn.importMap),
		'--allow-env',
		'--allow-net',
		'--allow-import',
		'--allow-sys',
		`--allow-read=${pathList(readable)}`,
		`--allow-write=${pathList(temporary)}`,
		`--deny-read=${pathList(secret)}`,
		`--deny-write=${pathList([...secret, project ?? dirname(sandbox.functionsDir)])}`,
		`--v8-flags=--max-old-space-size=${memoryLimitMb}`,
		runtimeEntrypoint
	];
}

function configFlags(importMap: string | undefined): string[] {
	if (!importMap) return ['--no-config'];
	if (/^deno\.jsonc?$/.test(basename(importMap))) return ['--config', importMap];
	return ['--no-config', '--import-map', importMap];
}

/** The nearest folder upwards whose packages are installed; tools leave a bare `node_modules` elsewhere. */
function projectRoot(from: string): string | undefined {
	const folder = resolve(from);
	const isInstalled = ['package.json', 'node_modules'].every((name) =>
		existsSync(join(folder, name))
	);
	if (isInstalled) return folder;
	return dirname(folder) === folder ? undefined : projectRoot(dirname(folder));
}

/** Deno separates paths by commas and doubles a comma that belongs to a path. */
function pathList(paths: string[]): string {
	return [...new Set(paths)].map((path) => path.replaceAll(',', ',,')).join(',');
}
