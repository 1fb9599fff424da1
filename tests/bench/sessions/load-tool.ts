import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { ThrowAwayPlatform } from '../../support/platform.ts';
import type { LoadJob, LoadReport } from './load.ts';
import type { RawJob, RawReport } from './raw-inserts.ts';

/** Does one job at a time. @throws Error of the job */
export interface LoadTool {
	load(job: LoadJob): Promise<LoadReport>;
	raw(job: RawJob): Promise<RawReport>;
}

/** A process that sends, and ends with the platform. */
export function startLoadTool(platform: Pick<ThrowAwayPlatform, 'onStop'>): LoadTool {
	const child = fork(join(import.meta.dirname, 'load-process.ts'));
	platform.onStop(async () => {
		if (child.exitCode !== null) return;
		child.disconnect();
		await once(child, 'exit');
	});
	async function ask<Report>(kind: string, job: unknown): Promise<Report> {
		child.send({ kind, job });
		const [{ report, error }] = (await once(child, 'message')) as [
			{ report?: Report; error?: string }
		];
		if (!report) throw new Error(error ?? 'the load tool reported nothing');
		return report;
	}
	return { load: (job) => ask('load', job), raw: (job) => ask('raw', job) };
}
