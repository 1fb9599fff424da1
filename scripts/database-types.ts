import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { generateTypes, onFreshDatabase } from '../supabase/local/project/inspection.ts';

export const typesFile = join('src', 'lib', 'server', 'database.types.ts');

/** The types of the migration files as the official CLI writes them, formatted like our own code. */
export async function databaseTypes(): Promise<string> {
	const types = await onFreshDatabase(process.cwd(), generateTypes);
	return format(types, { ...(await resolveConfig(typesFile)), filepath: typesFile });
}
