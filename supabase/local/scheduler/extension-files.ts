import { readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('./extensions/', import.meta.url));

/** What makes `create extension pg_cron | pg_net | supabase_vault` work: control and SQL files. */
export function extensionFiles(): { name: string; path: string }[] {
	return readdirSync(folder)
		.filter((name) => name.endsWith('.control') || name.endsWith('.sql'))
		.map((name) => ({ name, path: join(folder, name) }));
}

/**
 * Puts the files where Postgres looks for them; needs no restart. Untouched when already the same, and replaced in
 * one step, since several servers may share the folder.
 * @param extensionDir `share/postgresql/extension` of the Postgres installation
 */
export function installExtensionFiles(extensionDir: string): void {
	for (const { name, path } of extensionFiles()) {
		const target = join(extensionDir, name);
		const wanted = readFileSync(path, 'utf8');
		if (textOf(target) === wanted) continue;
		const fresh = `${target}.${process.pid}`;
		writeFileSync(fresh, wanted, { mode: 0o644 });
		renameSync(fresh, target);
	}
}

function textOf(path: string): string | undefined {
	try {
		return readFileSync(path, 'utf8');
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
		throw error;
	}
}
