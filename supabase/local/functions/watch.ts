import { existsSync, watch, type FSWatcher } from 'node:fs';
import { resolve } from 'node:path';

/**
 * Tells which function's files changed: its own folder names it, anything else (`_shared`, `.env`, other watched
 * folders) may concern every function.
 * @param onChange called without a name when all functions may be concerned
 */
export function watchFunctions(
	functionsDir: string,
	folders: string[],
	onChange: (name?: string) => void,
	log: (line: string) => void
): { close(): void } {
	const watchers: FSWatcher[] = folders
		.filter((folder) => existsSync(folder))
		.map((folder) => {
			const watcher = watch(folder, { recursive: true }, (_event, file) =>
				onChange(resolve(folder) === functionsDir ? ownerOf(file) : undefined)
			);
			// E.g. no watches left on this machine: the function then needs a restart of the platform to change.
			watcher.on('error', (error) => log(`${folder} is no longer watched: ${error.message}`));
			return watcher;
		});
	return {
		close() {
			for (const watcher of watchers) watcher.close();
		}
	};
}

function ownerOf(file: string | null): string | undefined {
	const [first, ...rest] = file?.split(/[\\/]/) ?? [];
	return rest.length > 0 && /^[A-Za-z0-9]/.test(first) ? first : undefined;
}
