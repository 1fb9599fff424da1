import { existsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** One `[functions.<name>]` section of config.toml; paths are absolute or relative to `supabase/`. */
export interface FunctionConfig {
	/** Default true. */
	enabled?: boolean;
	/** Default true. */
	verifyJwt?: boolean;
	/** Default `functions/<name>/index.ts`. */
	entrypoint?: string;
	/** Default: the nearest `deno.json`, `deno.jsonc` or `import_map.json`, the function's own before the shared one. */
	importMap?: string;
}

export interface EdgeFunction {
	name: string;
	verifyJwt: boolean;
	/** Absolute path. */
	entrypoint: string;
	/** Absolute path of a deno.json or an import map. */
	importMap: string | undefined;
}

const validName = /^[A-Za-z0-9][A-Za-z0-9_-]*$/;
const defaultEntrypoints = ['index.ts', 'index.js', 'index.tsx', 'index.jsx', 'index.mjs'];
const importMapNames = ['deno.json', 'deno.jsonc', 'import_map.json'];

/**
 * Looked up on disk at every call, so that a function written a second ago is there.
 * @returns null when no such function exists or it is switched off
 */
export function findFunction(
	functionsDir: string,
	configs: Record<string, FunctionConfig>,
	name: string
): EdgeFunction | null {
	if (!validName.test(name)) return null;
	const config = Object.hasOwn(configs, name) ? configs[name] : {};
	if (config.enabled === false) return null;
	const entrypoint = entrypointOf(functionsDir, name, config);
	if (!entrypoint) return null;
	return {
		name,
		verifyJwt: config.verifyJwt ?? true,
		entrypoint,
		importMap: importMapOf(functionsDir, entrypoint, config)
	};
}

function entrypointOf(
	functionsDir: string,
	name: string,
	config: FunctionConfig
): string | undefined {
	const candidates = config.entrypoint
		? [resolve(dirname(functionsDir), config.entrypoint)]
		: defaultEntrypoints.map((file) => join(functionsDir, name, file));
	return candidates.find((path) => statSync(path, { throwIfNoEntry: false })?.isFile());
}

function importMapOf(functionsDir: string, entrypoint: string, config: FunctionConfig) {
	if (config.importMap) return resolve(dirname(functionsDir), config.importMap);
	return [dirname(entrypoint), functionsDir]
		.flatMap((folder) => importMapNames.map((file) => join(folder, file)))
		.find((path) => existsSync(path));
}
