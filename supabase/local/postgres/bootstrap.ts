import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Client } from 'pg';

const chaptersDir = join(import.meta.dirname, 'bootstrap');

interface Chapter {
	name: string;
	sql: string;
	hash: string;
}

/**
 * Runs the chapters of `bootstrap/` that the cluster does not have yet, in order, each in one transaction. So data
 * that an older version made gets what a newer one adds.
 * @param superuser connected as supabase_admin
 * @returns the chapters that were edited after this cluster got them, which only a new cluster can take over
 */
export async function runBootstrap(superuser: Client): Promise<string[]> {
	await superuser.query(`
		create schema if not exists supabase_local authorization supabase_admin;
		create table if not exists supabase_local.bootstrap_chapters (name text primary key, hash text not null)
	`);
	const { rows } = await superuser.query<{ name: string; hash: string }>(
		'select name, hash from supabase_local.bootstrap_chapters'
	);
	const hashes = new Map(rows.map(({ name, hash }) => [name, hash]));
	const chapters = await readChapters();
	for (const chapter of chapters.filter(({ name }) => !hashes.has(name)))
		await runChapter(superuser, chapter);
	return chapters
		.filter(({ name, hash }) => hashes.has(name) && hashes.get(name) !== hash)
		.map(({ name }) => name);
}

/**
 * Lets the API roles use whatever a migration creates in `public` (hosted's way until now), or only what is granted
 * by name. Safe to repeat.
 */
export async function applyExposure(superuser: Client, autoExpose: boolean): Promise<void> {
	const name = autoExpose ? 'exposed.sql' : 'unexposed.sql';
	await superuser.query(await readFile(join(chaptersDir, name), 'utf8'));
}

/** Changes when any chapter does. */
export async function bootstrapHash(): Promise<string> {
	const chapters = await readChapters();
	return hashOf(chapters.map(({ name, hash }) => name + hash).join());
}

async function runChapter(superuser: Client, { name, sql, hash }: Chapter): Promise<void> {
	await superuser.query('begin');
	try {
		await superuser.query('set local search_path = public');
		await superuser.query(sql);
		await superuser.query(
			'insert into supabase_local.bootstrap_chapters (name, hash) values ($1, $2)',
			[name, hash]
		);
		await superuser.query('commit');
	} catch (error) {
		await superuser.query('rollback');
		throw new Error(`bootstrap chapter ${name}: ${(error as Error).message}`, { cause: error });
	}
}

async function readChapters(): Promise<Chapter[]> {
	const names = (await readdir(chaptersDir)).filter((name) => /^\d+_.*\.sql$/.test(name)).sort();
	return Promise.all(
		names.map(async (name) => {
			const sql = await readFile(join(chaptersDir, name), 'utf8');
			return { name, sql, hash: hashOf(sql) };
		})
	);
}

function hashOf(text: string): string {
	return createHash('sha256').update(text).digest('hex');
}
