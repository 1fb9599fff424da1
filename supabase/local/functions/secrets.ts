import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';

/**
 * Own secrets of `supabase/functions/.env`. Names that start with `SUPABASE_` are reserved, as on hosted.
 * @returns the variables, and the names that were left out
 */
export function readSecrets(functionsDir: string): {
	secrets: Record<string, string>;
	reserved: string[];
} {
	const all = Object.entries(parseEnv(readIfPresent(join(functionsDir, '.env'))));
	const usable = all.filter(([name]) => !name.startsWith('SUPABASE_'));
	const reserved = all.map(([name]) => name).filter((name) => name.startsWith('SUPABASE_'));
	return { secrets: Object.fromEntries(usable) as Record<string, string>, reserved };
}

function readIfPresent(path: string): string {
	try {
		return readFileSync(path, 'utf8');
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
		throw error;
	}
}
