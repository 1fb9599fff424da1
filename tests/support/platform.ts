import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPlatform, type RunningPlatform } from '../../scripts/platform.ts';
import { freePort } from '../../supabase/local/ports.ts';

export interface ThrowAwayPlatform extends RunningPlatform {
	appPort: number;
	dataDir: string;
	/** What platform and app logged; shown when something went wrong. */
	logLines: string[];
	onStop(stop: () => Promise<void>): void;
	stop(): Promise<void>;
}

/**
 * The whole platform on free ports and data of its own, which `stop` removes.
 * @param isDurable what is committed is on the disk, as where it matters; else it only survives killed processes
 */
export async function startThrowAwayPlatform(isDurable = false): Promise<ThrowAwayPlatform> {
	const dataDir = await mkdtemp(join(tmpdir(), 'balcao-'));
	const [appPort, api, db, mail, smtp, simulator] = await Promise.all(
		Array.from({ length: 6 }, freePort)
	);
	const stops: (() => Promise<void>)[] = [() => rm(dataDir, { recursive: true, force: true })];
	const logLines: string[] = [];
	const onStop = (stop: () => Promise<void>) => void stops.push(stop);
	const stop = async () => {
		for (const one of stops.reverse()) await one();
	};
	try {
		const platform = await startPlatform({
			places: {
				dataDir,
				app: appPort!,
				stack: { api: api!, db: db!, mail: mail!, smtp: smtp!, simulator: simulator! }
			},
			appUrl: `http://127.0.0.1:${appPort}`,
			throwAway: true,
			fsync: isDurable,
			log: (line) => void logLines.push(line),
			onStop
		});
		return { ...platform, appPort: appPort!, dataDir, logLines, onStop, stop };
	} catch (error) {
		process.stderr.write(`${logLines.slice(-40).join('\n')}\n`);
		await stop();
		throw error;
	}
}
