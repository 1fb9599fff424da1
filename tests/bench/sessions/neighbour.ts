import type { BenchPlace } from '../harness/bench.ts';
import { count } from '../harness/goal.ts';
import { interleave } from '../harness/interleave.ts';
import { median } from '../harness/statistics.ts';
import type { LoadTool } from './load-tool.ts';
import type { MeteredDesk } from './metered-desk.ts';

const perSecond = 50;
const secondsPerRun = 4;

/**
 * P16: one reseller reports fifty events a second, one by one; beside it another one ten times as many, or nobody.
 * @returns the victim's p95 with the neighbour / alone
 */
export async function measureNeighbour(
	place: BenchPlace,
	tools: { victim: LoadTool; noisy: LoadTool },
	desks: { victim: MeteredDesk; noisy: MeteredDesk }
): Promise<number> {
	const send = async (who: 'victim' | 'noisy', times: number) => {
		const { apiKeys, clientIds } = desks[who];
		const report = await tools[who].load({
			...{ port: place.platform.stack.ports.api, apiKeys, clientIds },
			...{ senders: 10 * times, eventsPerRequest: 1, perSecond: perSecond * times },
			...{ mostRequests: perSecond * times * secondsPerRun, mostSeconds: 4 * secondsPerRun }
		});
		if (report.failed > 0) throw new Error(report.oddities.join('\n'));
		return report;
	};
	const runs = await interleave(
		{
			'with a neighbour at ten times': async () => {
				const [victim] = await Promise.all([send('victim', 1), send('noisy', 10)]);
				return victim;
			},
			alone: () => send('victim', 1)
		},
		{ runs: 5, warmUp: 1, patienceSeconds: 120 }
	);
	place.print(
		`Single events of a reseller at ${count(perSecond)} a second: milliseconds to the answer, median of ${runs.alone.length} runs`,
		['', 'p50', 'p95', 'p99'],
		Object.entries(runs).map(([name, reports]) => [
			name,
			...(['p50', 'p95', 'p99'] as const).map((share) =>
				median(reports.map((report) => report[share])).toFixed(1)
			)
		])
	);
	const p95 = (reports: { p95: number }[]) => median(reports.map((report) => report.p95));
	return p95(runs['with a neighbour at ten times']) / p95(runs.alone);
}
