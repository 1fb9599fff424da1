import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readProjectConfig } from '../config/project-config.ts';
import { startThrowawayDatabase } from '../testing/throwaway-database.ts';
import { migrate, type Project } from './migrations.ts';
import { mustRunSupabase } from './supabase-cli.ts';

/** A finding of Supabase's own security and performance lints. */
export interface Advisory {
	name: string;
	level: 'INFO' | 'WARN' | 'ERROR';
	detail: string;
	remediation: string;
	metadata: Record<string, unknown> | null;
}

/**
 * Runs `work` on a database of its own that holds nothing but the project's migrations (no seed), so that the answer
 * depends on the files alone.
 */
export async function onFreshDatabase<T>(
	workdir: string,
	work: (project: Project) => Promise<T>
): Promise<T> {
	const config = await readProjectConfig(workdir, process.env);
	const { autoExposeNewTables: autoExpose } = config.api;
	const database = await startThrowawayDatabase({ autoExpose });
	const homeDir = await mkdtemp(join(tmpdir(), 'supabase-cli-'));
	try {
		const project: Project = {
			cli: { workdir, homeDir },
			config: { ...config, db: { ...config.db, seed: { enabled: false, sqlPaths: [] } } },
			ownerUrl: database.url('postgres'),
			superuserUrl: database.url('supabase_admin')
		};
		await migrate(project);
		return await work(project);
	} finally {
		await database.stop();
		await rm(homeDir, { recursive: true, force: true });
	}
}

/** TypeScript of the exposed schemas, as `supabase gen types` prints it: not formatted. */
export async function generateTypes({ cli, config, ownerUrl }: Project): Promise<string> {
	const schemas = config.api.schemas.flatMap((schema) => ['--schema', schema]);
	return mustRunSupabase(cli, ['gen', 'types', ...schemas, `--remote=${ownerUrl}`]);
}

/** All findings of `supabase db advisors`, down to the level INFO. */
export async function listAdvisories({ cli, ownerUrl }: Project): Promise<Advisory[]> {
	const options = ['--level', 'info', '--fail-on', 'none', '--output-format', 'json'];
	const answer = await mustRunSupabase(cli, ['db', 'advisors', ...options, `--remote=${ownerUrl}`]);
	return JSON.parse(answer).results;
}
