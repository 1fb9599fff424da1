import { expect, test } from 'vitest';
import { onSimulationDatabase } from '../simulation/database.ts';
import { simulate } from '../simulation/simulate.ts';

// `SEED=17 npm test -- database` plays one again, with CLIENTS=200 one of those that
// `npm run bench -- billing --only R2` plays by the hundred.
const seeds = process.env.SEED ? [Number(process.env.SEED)] : [1, 2, 3];
const clients = Number(process.env.CLIENTS ?? 12);

test(
	'random histories come out to the cent as an independent model says',
	{ timeout: 240_000 },
	async () => {
		const played = await onSimulationDatabase({ connections: 2 }, async (connections) => {
			const left = [...seeds];
			let histories = 0;
			await Promise.all(
				connections.map(async (db) => {
					for (let seed = left.shift(); seed !== undefined; seed = left.shift()) {
						const played = await simulate(db, seed, { clients, stepsPerCheck: 1 });
						histories += played;
					}
				})
			);
			return histories;
		});
		expect(played).toBe(seeds.length * clients);
	}
);
