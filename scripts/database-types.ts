import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { format, resolveConfig } from 'prettier';

export const typesFile = join('src', 'lib', 'server', 'database.types.ts');

/** The types of schema public as the official CLI writes them, formatted like our own code. */
export async function generateTypes(databaseUrl: string): Promise<string> {
	const { stdout } = await promisify(execFile)(
		join('node_modules', '.bin', 'supabase'),
		['gen', 'types', '--schema', 'public', `--remote=${databaseUrl}`],
		{ env: { ...process.env, SUPABASE_TELEMETRY_DISABLED: '1' }, maxBuffer: 16 * 1024 * 1024 }
	);
	return format(stdout, { ...(await resolveConfig(typesFile)), filepath: typesFile });
}
