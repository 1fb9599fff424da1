import type { BenchPlace } from '../harness/bench.ts';
import { count } from '../harness/goal.ts';
import { familyProcessorTime } from '../harness/family-processor-time.ts';
import { interleave } from '../harness/interleave.ts';
import { median } from '../harness/statistics.ts';
import type { LoadReport } from './load.ts';
import type { LoadTool } from './load-tool.ts';
import type { MeteredDesk } from './metered-desk.ts';
import { expectBalanced } from './balanced.ts';
import { boundTable, runBound } from './bound.ts';
import { rawTable, type RawReport } from './raw-inserts.ts';

export interface IngestPlace extends BenchPlace {
	tool: LoadTool;
	desk: MeteredDesk;
}

/** How many wait for an answer at the same time: enough to fill a commit, and few enough to be answered soon. */
const senders = 64;
const secondsPerRun = 3;
const rounds = { runs: 5, warmUp: 1, patienceSeconds: 300 };
const eventsPerBatch = 1000;

/**
 * P1: events sent one by one over HTTP, each with its key checked, held against what was recorded before, in the ledger
 * and in all counters when it is answered, beside one row per durable transaction in a table with one unique key: the best
 * that several numbers of connections reach. In turn, on the same database.
 * @returns the ratio of the rates, and the p99 of the answers in milliseconds
 */
export async function measureSingles(place: IngestPlace): Promise<{ ratio: number; p99: number }> {
	const { db, platform, tool, desk } = place;
	await db.query(rawTable);
	const raw = (connections: number) =>
		tool.raw({
			databaseUrl: platform.stack.databaseUrl('supabase_admin'),
			...{ resellerId: desk.resellerId, clientIds: desk.clientIds, connections },
			...{ mostRows: 1_000_000, mostSeconds: secondsPerRun }
		});
	const runs = await interleave<string, Costed<LoadReport | RawReport>>(
		{
			'one by one over HTTP': () => costed(() => singles(place, desk.clientIds)),
			'raw rows, 8 connections': () => costed(() => raw(8)),
			'raw rows, 24 connections': () => costed(() => raw(24)),
			'raw rows, 64 connections': () => costed(() => raw(64))
		},
		rounds
	);
	const rates = Object.entries(runs).map(([name, reports]) => ({
		name,
		rate: rateOf(reports),
		reports
	}));
	const http = runs['one by one over HTTP'] as Costed<LoadReport>[];
	const p99 = median(http.map((report) => report.p99));
	place.print(
		`Single events of ${count(desk.clientIds.length)} clients, ${senders} senders, ${http.length} runs of ${secondsPerRun} s in turn, median`,
		['', 'per second', 'processor µs each', 'p50 ms', 'p95 ms', 'p99 ms'],
		rates.map(({ name, rate, reports }) => [
			...[name, count(Math.round(rate))],
			processorEach(reports),
			...(reports === http
				? (['p50', 'p95', 'p99'] as const).map((share) =>
						median(http.map((report) => report[share])).toFixed(0)
					)
				: [])
		])
	);
	await expectBalanced(place, desk);
	const [own, ...others] = rates;
	return { ratio: own!.rate / Math.max(...others.map(({ rate }) => rate)), p99 };
}

/** P2: the same, all of one client's, beside those of as many as there are. @returns the ratio of the rates */
export async function measureHot(place: IngestPlace): Promise<number> {
	const { desk } = place;
	const runs = await interleave(
		{
			hot: () => costed(() => singles(place, desk.clientIds.slice(0, 1))),
			spread: () => costed(() => singles(place, desk.clientIds))
		},
		rounds
	);
	printRates(place, 'Single events over HTTP: all of one client, and spread', runs);
	await expectBalanced(place, desk);
	return rateOf(runs.hot) / rateOf(runs.spread);
}

/**
 * P3: batches of a thousand events over HTTP beside what the server itself does of such batches, set based: a row for each
 * by a unique key and one exact counter for each client; without HTTP, API keys, quotas, hours, days, answers.
 * @returns the ratio of the rates
 */
export async function measureBatches(place: IngestPlace): Promise<number> {
	const { db, desk } = place;
	await db.query(boundTable);
	const runs = await interleave(
		{
			'batches over HTTP': () =>
				costed(() => send(place, desk.clientIds, { eventsPerRequest: eventsPerBatch, senders: 4 })),
			'the least that is exact, in SQL': () =>
				costed(() => runBound(place, desk, eventsPerBatch, secondsPerRun))
		},
		rounds
	);
	printRates(place, `Batches of ${count(eventsPerBatch)} events`, runs);
	await expectBalanced(place, desk);
	return rateOf(runs['batches over HTTP']) / rateOf(runs['the least that is exact, in SQL']);
}

type Costed<Report> = Report & {
	/** Milliseconds of processor time in all processes together, that of the sender included. */
	processorEach: number;
};

async function costed<Report extends { rate: number; seconds: number }>(
	work: () => Promise<Report>
): Promise<Costed<Report>> {
	const before = familyProcessorTime();
	const report = await work();
	const done = report.rate * report.seconds;
	return { ...report, processorEach: (familyProcessorTime() - before) / done };
}

const singles = (place: IngestPlace, clientIds: string[]) =>
	send(place, clientIds, { eventsPerRequest: 1, senders });

/** @throws Error when an event was not accepted */
async function send(
	{ platform, tool, desk }: IngestPlace,
	clientIds: string[],
	how: { eventsPerRequest: number; senders: number }
): Promise<LoadReport> {
	const report = await tool.load({
		...{ port: platform.stack.ports.api, apiKeys: desk.apiKeys, clientIds, ...how },
		...{ mostRequests: 100_000, mostSeconds: secondsPerRun }
	});
	if (report.failed > 0)
		throw new Error(`${report.failed} events were not accepted: ${report.oddities.join('\n')}`);
	return report;
}

const rateOf = (reports: { rate: number }[]) => median(reports.map(({ rate }) => rate));

const processorEach = (reports: Costed<object>[]) =>
	median(reports.map((report) => report.processorEach * 1000)).toFixed(0);

function printRates(
	place: IngestPlace,
	title: string,
	runs: Record<string, Costed<{ rate: number }>[]>
): void {
	place.print(
		`${title}, ${Object.values(runs)[0]!.length} runs of ${secondsPerRun} s in turn, median`,
		['', 'events per second', 'processor µs each'],
		Object.entries(runs).map(([name, reports]) => [
			...[name, count(Math.round(rateOf(reports))), processorEach(reports)]
		])
	);
}
