import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';

export interface SupabaseCli {
	/** Folder that contains `supabase/`. */
	workdir: string;
	/** A folder that the CLI may write its own notes to. */
	homeDir: string;
}

interface CliResult {
	code: number;
	stdout: string;
	stderr: string;
}

/** The official CLI failed; the message is its own last words. */
export class SupabaseCliError extends Error {}

/**
 * Runs the official CLI from npm against a database, without telemetry and without prompts.
 * @returns its standard output
 * @throws SupabaseCliError when the exit code is not 0
 */
export async function mustRunSupabase(cli: SupabaseCli, args: string[]): Promise<string> {
	const { code, stdout, stderr } = await runSupabase(cli, args);
	if (code === 0) return stdout;
	const words = `${stderr}\n${stdout}`.trim();
	throw new SupabaseCliError(`supabase ${args.slice(0, 2).join(' ')} failed:\n${words}`);
}

async function runSupabase({ workdir, homeDir }: SupabaseCli, args: string[]): Promise<CliResult> {
	await mkdir(homeDir, { recursive: true });
	const child = spawn(process.execPath, [cliScript(), ...args, '--workdir', workdir], {
		cwd: workdir,
		env: {
			...process.env,
			HOME: homeDir,
			SUPABASE_TELEMETRY_DISABLED: '1',
			DO_NOT_TRACK: '1',
			NO_COLOR: '1',
			CI: '1',
			PGSSLMODE: 'disable',
			// Ours by meaning, but the CLI takes them for overrides of config.toml, and refuses 0.
			SUPABASE_API_PORT: undefined,
			SUPABASE_DB_PORT: undefined
		},
		stdio: ['ignore', 'pipe', 'pipe']
	});
	const closed = once(child, 'close');
	const [stdout, stderr, [code]] = await Promise.all([
		text(child.stdout),
		text(child.stderr),
		closed
	]);
	return { code: code ?? 1, stdout, stderr };
}

function cliScript(): string {
	const manifest = createRequire(import.meta.url).resolve('supabase/package.json');
	return join(dirname(manifest), 'dist', 'supabase.js');
}
