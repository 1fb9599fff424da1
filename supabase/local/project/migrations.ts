import { createHash } from 'node:crypto';
import { glob, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'pg';
import type { ProjectConfig } from '../config/project-config.ts';
import { mustRunSupabase, type SupabaseCli } from './supabase-cli.ts';

export interface MigrationFile {
	version: string;
	name: string;
	contentHash: string;
}

export interface Project {
	cli: SupabaseCli;
	config: ProjectConfig;
	/** Role postgres, as which migrations run. */
	ownerUrl: string;
	superuserUrl: string;
}

/** Chapters were edited after they had been applied. Until the first release the answer is a reset. */
export class MigrationsChangedError extends Error {
	files: string[];
	constructor(files: string[]) {
		super(`migrations changed since they were applied (${files.join(', ')}): run npm run db:reset`);
		this.files = files;
	}
}

/**
 * Brings the database to the state of `supabase/migrations` and loads the seed files that were not loaded yet, both
 * by the official CLI. Asks the database first, since starting the CLI takes a second.
 * @returns what was done, `[]` when there was nothing to do
 * @throws MigrationsChangedError
 * @throws SupabaseCliError with the failing statement
 */
export async function migrate(project: Project): Promise<string[]> {
	const files = await migrationFiles(project.cli.workdir);
	const superuser = new Client({ connectionString: project.superuserUrl });
	await superuser.connect();
	try {
		await assertUnchanged(superuser, files);
		const pending = project.config.db.migrationsEnabled ? await pendingIn(superuser, files) : [];
		const seeds = await pendingSeeds(superuser, project);
		if (pending.length === 0 && seeds.length === 0) return [];

		const seeding = seeds.length > 0 ? ['--include-seed'] : [];
		const target = `--remote=${project.ownerUrl}`;
		await mustRunSupabase(project.cli, [
			'db',
			'push',
			'--yes',
			'--include-all',
			...seeding,
			target
		]);
		await rememberHashes(superuser, files);
		return [...pending.map(({ name }) => name), ...seeds];
	} finally {
		await superuser.end();
	}
}

/** Notes with which content the migrations that the database has were applied. */
export async function rememberHashes(superuser: Client, files: MigrationFile[]): Promise<void> {
	const applied = await appliedVersions(superuser);
	for (const { version, contentHash } of files.filter(({ version }) => applied.has(version)))
		await superuser.query(
			`insert into supabase_local.applied_migrations (version, content_hash) values ($1, $2)
			on conflict (version) do nothing`,
			[version, contentHash]
		);
}

/** The files that the CLI takes for migrations, in the order of their versions. */
export async function migrationFiles(workdir: string): Promise<MigrationFile[]> {
	const folder = join(workdir, 'supabase', 'migrations');
	const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
		if (error.code === 'ENOENT') return [];
		throw error;
	});
	const found = names.flatMap((name) => {
		const version = /^(\d+)_.*\.sql$/.exec(name)?.[1];
		return version ? [{ version, name }] : [];
	});
	return Promise.all(
		found
			.sort((one, other) => (one.name < other.name ? -1 : 1))
			.map(async (file) => ({ ...file, contentHash: await hashOf(join(folder, file.name)) }))
	);
}

async function assertUnchanged(superuser: Client, files: MigrationFile[]): Promise<void> {
	const applied = await appliedVersions(superuser);
	const { rows } = await superuser.query<{ version: string; content_hash: string }>(
		'select version, content_hash from supabase_local.applied_migrations'
	);
	const hashes = new Map(rows.map((row) => [row.version, row.content_hash]));
	const edited = files
		.filter(({ version }) => applied.has(version) && hashes.has(version))
		.filter(({ version, contentHash }) => hashes.get(version) !== contentHash)
		.map(({ name }) => name);
	const known = new Set(files.map(({ version }) => version));
	const removed = [...applied].filter((version) => !known.has(version));
	if (edited.length + removed.length > 0) throw new MigrationsChangedError([...edited, ...removed]);
}

async function pendingIn(superuser: Client, files: MigrationFile[]): Promise<MigrationFile[]> {
	const applied = await appliedVersions(superuser);
	return files.filter(({ version }) => !applied.has(version));
}

async function appliedVersions(superuser: Client): Promise<Set<string>> {
	const { rows } = await superuser.query<{ version: string }>(
		'select version from supabase_migrations.schema_migrations'
	);
	return new Set(rows.map(({ version }) => version));
}

/** The CLI notes loaded seed files in a table of its own, which it makes with the first one. */
async function pendingSeeds(superuser: Client, { cli, config }: Project): Promise<string[]> {
	const { enabled, sqlPaths } = config.db.seed;
	if (!enabled) return [];
	const supabaseDir = join(cli.workdir, 'supabase');
	const files: string[] = [];
	for await (const file of glob(sqlPaths, { cwd: supabaseDir })) files.push(file);
	const { rows } = await superuser.query<{ exists: boolean }>(
		`select to_regclass('supabase_migrations.seed_files') is not null as exists`
	);
	if (!rows[0].exists) return files;
	const loaded = await superuser.query<{ path: string }>(
		'select path from supabase_migrations.seed_files'
	);
	const paths = loaded.rows.map(({ path }) => path);
	return files.filter((file) => !paths.some((path) => path.endsWith(file)));
}

async function hashOf(path: string): Promise<string> {
	return createHash('sha256')
		.update(await readFile(path))
		.digest('hex');
}
