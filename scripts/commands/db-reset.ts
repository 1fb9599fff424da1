import { rm } from 'node:fs/promises';
import { loadDemo } from '../demo/load.ts';
import { until } from '../interruption.ts';
import { startPlatform } from '../platform.ts';
import { placesFromEnvironment } from '../ports.ts';
import { fileLog, step } from '../progress.ts';
import { join } from 'node:path';

// Throws the data folder away and makes it anew: migrations, seed, demo.

await until(async ({ onStop, interrupted }) => {
	const places = placesFromEnvironment();
	await step('removing the data', () => removeData(places.dataDir));
	const log = fileLog(join(places.dataDir, 'logs'));
	const appUrl = `http://127.0.0.1:${places.app}`;
	const platform = await step('platform', () =>
		startPlatform({ places, appUrl, log: log('platform'), onStop, interrupted })
	);
	await step('demo data', () => loadDemo(platform));
	process.kill(process.pid, 'SIGTERM');
});

const own = [
	'cli',
	'deno',
	'logs',
	'mail',
	'platform.json',
	'postgres',
	'postgres.log',
	'postgres.new',
	'signing-key.json'
];

/** @throws Error while a platform runs on the data */
async function removeData(dataDir: string): Promise<void> {
	const { lockDataDir } = await import('../../supabase/local/stack/lock.ts');
	const release = await lockDataDir(dataDir);
	await release();
	// Only what is ours: BALCAO_DATA may be a folder with other things in it.
	for (const name of own) await rm(join(dataDir, name), { recursive: true, force: true });
}
