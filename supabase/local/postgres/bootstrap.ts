import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'pg';

const chaptersDir = join(import.meta.dirname, 'bootstrap');

/** Runs the chapters of `bootstrap/` in order, as the superuser, each in one transaction. */
export async function runBootstrap(port: number, password: string): Promise<void> {
	const client = new Client({
		host: '127.0.0.1',
		port,
		user: 'supabase_admin',
		password,
		database: 'postgres'
	});
	await client.connect();
	try {
		for (const name of await chapterNames()) {
			await client.query('set search_path = public');
			await client.query(await readFile(join(chaptersDir, name), 'utf8'));
		}
	} finally {
		await client.end();
	}
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
	const hash = createHash('sha256');
	for (const name of await chapterNames()) hash.update(await readFile(join(chaptersDir, name)));
	return hash.digest('hex');
}

async function chapterNames(): Promise<string[]> {
	const names = await readdir(chaptersDir);
	return names.filter((name) => /^\d+_.*\.sql$/.test(name)).sort();
}
