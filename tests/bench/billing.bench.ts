import { measureBillingRun } from './billing/billing-run.ts';
import { measureFigures } from './billing/figures.ts';
import { measureSimulation } from './billing/simulation.ts';
import { seedTwoSizes } from './clients/two-sizes.ts';
import type { Bench } from './harness/bench.ts';

export const bench: Bench = {
	about:
		'billing, a hundred thousand subscriptions: the nightly run and the figures of the business',
	rows: 1_000_000,
	partsIn(place) {
		return [
			{
				goals: [
					{
						...{ id: 'P4', goal: '>= 0.7', floor: '>= 0.4', unit: 'ratio' },
						text: 'rate of the billing run with trail, outbox, numbering, ledger / bare set-based SQL'
					},
					{
						...{ id: 'P5', goal: '>= 12', floor: '>= 8', unit: 'ratio' },
						text: 'rate of the billing run / one subscription at a time'
					},
					{
						...{ id: 'P5 again', goal: '<= 0.01', floor: '<= 0.05', unit: 'ratio' },
						text: 'the same night once more / the first time'
					}
				],
				async measure() {
					const { toBare, toLoop, again } = await place.step('billing run', () =>
						measureBillingRun(place)
					);
					return { P4: toBare, P5: toLoop, 'P5 again': again };
				}
			},
			{
				goals: [
					{
						...{ id: 'P9', goal: '<= 1.2', floor: '<= 3', unit: 'ratio' },
						text: 'figures of the overview, equal to counting them: large / small reseller'
					}
				],
				async measure() {
					const seeded = await seedTwoSizes(place);
					return { P9: await place.step('figures', () => measureFigures(place, seeded)) };
				}
			},
			{
				goals: [
					{
						...{ id: 'R2', goal: '>= 10,000,000', floor: '>= 100,000', unit: 'count' },
						text: 'histories of billing that come out as an independent model says, a tenth of the rows'
					}
				],
				async measure() {
					return { R2: await place.step('simulation', () => measureSimulation(place)) };
				}
			}
		];
	}
};
