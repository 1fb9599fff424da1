import type { ClientBase } from 'pg';
import { onSimulationDatabase } from '../../simulation/database.ts';
import { Difference, simulate } from '../../simulation/simulate.ts';
import type { BenchPlace } from '../harness/bench.ts';
import { count } from '../harness/goal.ts';

/** Of the rows that are asked for: a history costs what many of them do. */
const rowsPerHistory = 10;

/** So many share a reseller and its nights. */
const historiesPerWorld = 200;

/**
 * R2: random histories of clients (plans, recurrences, due days, holidays, trials, contracts, adjustments, payments early,
 * late, partial and too much, reversals, refunds, credit, dunning, changes, runs that stop and are lost) on Postgres and in
 * the model of `tests/simulation`, compared three times in a year of each. `SEED=…` begins elsewhere.
 * @returns how many histories came out alike
 * @throws Difference with the seed, at the first one that did not
 */
export async function measureSimulation(place: BenchPlace): Promise<number> {
	const wanted = Math.max(Math.floor(place.rows / rowsPerHistory), 1);
	const firstSeed = Number(process.env.SEED ?? 1);
	let started = 0;
	let seed = firstSeed;
	let histories = 0;
	const playOn = async (db: ClientBase) => {
		while (seed < firstSeed + Math.ceil(wanted / historiesPerWorld)) {
			const clients = Math.min(historiesPerWorld, wanted);
			const played = await simulate(db, seed++, { clients, stepsPerCheck: 9 });
			histories += played;
		}
	};
	await onSimulationDatabase({ connections: 2, bare: true }, async (connections) => {
		// Without a few rows to count, Postgres plans for tables of none.
		await simulate(connections[0]!, 0, { clients: 20, stepsPerCheck: 9 });
		await connections[0]!.query('analyze');
		started = performance.now();
		await Promise.all(connections.map(playOn));
	}).catch((error: unknown) => {
		if (error instanceof Difference) process.stdout.write(`${error.message}\n`);
		throw error;
	});
	const seconds = (performance.now() - started) / 1000;
	place.print(
		'Histories of clients, on Postgres and in the model',
		['histories', 'seeds', 'histories per second', 'differences'],
		[[count(histories), `${firstSeed} to ${seed - 1}`, (histories / seconds).toFixed(1), '0']]
	);
	return histories;
}
