import { Client } from 'pg';
import { migrationFiles, rememberHashes, type Project } from './migrations.ts';
import { mustRunSupabase } from './supabase-cli.ts';

/**
 * Empties the database of a running server, people included, and applies migrations and seed anew, by the official
 * CLI.
 * @throws SupabaseCliError with the failing statement
 */
export async function resetRunningDatabase(project: Project): Promise<void> {
	await mustRunSupabase(project.cli, ['db', 'reset', '--yes', `--remote=${project.ownerUrl}`]);
	const superuser = new Client({ connectionString: project.superuserUrl });
	await superuser.connect();
	try {
		await superuser.query('delete from supabase_local.applied_migrations');
		await rememberHashes(superuser, await migrationFiles(project.cli.workdir));
	} finally {
		await superuser.end();
	}
}
