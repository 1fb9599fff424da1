import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cookieHeader, sessionCookies } from '../../e2e/steps/session.ts';
import type { Member } from '../../support/world.ts';
import type { BenchPlace } from '../harness/bench.ts';
import { interleave } from '../harness/interleave.ts';
import { median } from '../harness/statistics.ts';
import type { SeededReseller } from '../seed/seed-reseller.ts';
import { startWatchedApp, type Watched, type WatchedApp } from './watched-app.ts';

export interface ExportCosts {
	/** Time of an export of all clients / the streaming limit. */
	ratio: number;
	/** The most memory of the app during any of them. */
	peakMegabytes: number;
	/** How late the app's event loop was during the worst of them. */
	loopP99Ms: number;
}

const rounds = { runs: 5, warmUp: 1 };

/**
 * P12: the whole list as a sheet, from the page's own address on the built app as an owner downloads it, beside the
 * streaming limit (`export-limit.ts`), in turn.
 * @throws Error when the sheet does not hold all clients
 */
export async function measureExport(
	place: BenchPlace,
	reseller: SeededReseller,
	owner: Member
): Promise<ExportCosts> {
	const { platform, print, step } = place;
	const app = await step('built app', () => startWatchedApp(platform));
	const cookie = cookieHeader(await sessionCookies(platform, owner.email));
	const runs = await step('exports', () =>
		interleave<'export' | 'limit', Watched<Sheet> | number>(
			{
				export: () => app.watch(() => download(app, reseller, cookie)),
				limit: () => streamingLimit(place, reseller)
			},
			rounds
		)
	);
	const exports = runs.export as Watched<Sheet>[];
	const limit = median(runs.limit as number[]);
	const elapsed = median(exports.map(({ elapsedMs }) => elapsedMs));
	const costs: ExportCosts = {
		ratio: elapsed / limit,
		peakMegabytes: Math.max(...exports.map(({ peakBytes }) => peakBytes)) / 1e6,
		loopP99Ms: Math.max(...exports.map(({ loopP99Ms }) => loopP99Ms))
	};
	const { clients, bytes } = exports[0]!.result;
	print(
		`Export of ${clients} clients (${(bytes / 1e6).toFixed(1)} MB), ${exports.length} times in turn with the limit`,
		['', 'median', 'most'],
		[
			['export, ms', elapsed, Math.max(...exports.map(({ elapsedMs }) => elapsedMs))],
			['limit, ms', limit, Math.max(...(runs.limit as number[]))],
			[
				'memory of the app before, MB',
				medianOf((one) => one.idleBytes / 1e6),
				Math.max(...exports.map(({ idleBytes }) => idleBytes / 1e6))
			],
			['peak memory of the app, MB', medianOf((one) => one.peakBytes / 1e6), costs.peakMegabytes],
			['event loop p99, ms', medianOf((one) => one.loopP99Ms), costs.loopP99Ms],
			[
				'event loop at worst, ms',
				medianOf((one) => one.loopMostMs),
				Math.max(...exports.map(({ loopMostMs }) => loopMostMs))
			]
		].map(([name, ...values]) => [String(name), ...values.map((value) => Number(value).toFixed(1))])
	);
	return costs;

	function medianOf(figure: (one: Watched<Sheet>) => number): number {
		return median(exports.map(figure));
	}
}

interface Sheet {
	clients: number;
	bytes: number;
}

async function download(app: WatchedApp, { slug }: SeededReseller, cookie: string): Promise<Sheet> {
	const response = await fetch(`${app.url}/r/${slug}/clients/export`, {
		method: 'POST',
		body: JSON.stringify({ id: randomUUID(), query: '' }),
		headers: { cookie, origin: app.url, 'content-type': 'application/json' }
	});
	if (!response.ok) throw new Error(`export: ${response.status} ${await response.text()}`);
	let bytes = 0;
	for await (const chunk of response.body!) bytes += chunk.byteLength;
	return { clients: Number(response.headers.get('x-export-total')), bytes };
}

async function streamingLimit({ platform }: BenchPlace, { id }: SeededReseller): Promise<number> {
	const program = join(import.meta.dirname, 'export-limit.ts');
	const url = platform.stack.databaseUrl('postgres');
	const { stdout } = await promisify(execFile)(process.execPath, [program, url, id]);
	return Number(stdout);
}
