import { startBareApp } from './clients/bare-app.ts';
import { measureExport } from './clients/export.ts';
import { measureImport } from './clients/import.ts';
import { measureInteractions } from './clients/interactions.ts';
import { measureListPages } from './clients/list-pages.ts';
import { measureLiveRow } from './clients/live-row.ts';
import { measurePageWeight } from './clients/page-weight.ts';
import { measureSearches } from './clients/searches.ts';
import { measureServedList } from './clients/served-list.ts';
import { measureThroughput } from './clients/throughput.ts';
import { seedTwoSizes } from './clients/two-sizes.ts';
import { once, type Bench } from './harness/bench.ts';
import { openBuiltApp } from './harness/signed-in-browser.ts';

export const bench: Bench = {
	about:
		'clients, a million of them: list, search, row level security, sheets, import, interactions',
	rows: 1_000_000,
	partsIn(place) {
		const sizes = once(() => seedTwoSizes(place));
		const app = once(() => place.step('app and browser', () => openBuiltApp(place.platform)));
		const bare = once(() => place.step('bare app', () => startBareApp(place.platform)));
		return [
			{
				goals: [
					{
						...{ id: 'P6', goal: '<= 1.5', floor: '<= 3', unit: 'ratio' },
						text: 'page 1, any keyset page and any filter combination: large / small reseller'
					}
				],
				async measure() {
					const seeded = await sizes();
					return { P6: await place.step('pages', () => measureListPages(place, seeded)) };
				}
			},
			{
				goals: [
					{
						...{ id: 'P7', goal: '>= 0.85', floor: '>= 0.75', unit: 'ratio' },
						text: 'throughput with row level security / without (list, read, update; the worst)'
					}
				],
				async measure() {
					const seeded = await sizes();
					return { P7: await place.step('throughput', () => measureThroughput(place, seeded)) };
				}
			},
			{
				goals: [
					{
						...{ id: 'P8', goal: '<= 10', floor: '<= 50', unit: 'ms' },
						text: 'infix search through row level security, p95 over the terms'
					},
					{
						...{ id: 'P8 to page 1', goal: '<= 10', unit: 'ratio' },
						text: 'that p95 / the first page without a search'
					}
				],
				async measure() {
					const seeded = await sizes();
					const { p95, toFirstPage } = await place.step('searches', () =>
						measureSearches(place, seeded)
					);
					return { P8: p95, 'P8 to page 1': toFirstPage };
				}
			},
			{
				goals: [
					{
						...{ id: 'P14', goal: '>= 0.3', floor: '>= 0.1', unit: 'ratio' },
						text: 'rate of an import (judged, staged, looked through, applied) / COPY and merge'
					}
				],
				measure: async () => ({ P14: await place.step('imports', () => measureImport(place)) })
			},
			{
				goals: [
					{
						...{ id: 'U3', goal: '<= 50', floor: '<= 100', unit: 'ms' },
						text: 'click or key to painted, p95 over what one does most in the list'
					}
				],
				async measure() {
					const [{ middle }, built] = [await sizes(), await app()];
					return {
						U3: await place.step('interactions', () => measureInteractions(place, built, middle))
					};
				}
			},
			{
				goals: [
					{
						...{ id: 'live', goal: '<= 150', unit: 'ms' },
						text: 'a change sent by one browser to its row repainted in another, p95'
					}
				],
				async measure() {
					const [{ middle }, built] = [await sizes(), await app()];
					return {
						live: await place.step('live rows', () => measureLiveRow(place, built, middle))
					};
				}
			},
			{
				goals: [
					{
						...{ id: 'P13', goal: '>= 0.6', floor: '>= 0.4', unit: 'ratio' },
						text: 'list page served from all rows under row level security / fifty rows out of memory'
					}
				],
				async measure() {
					const [{ large }, built, bareUrl] = [await sizes(), await app(), await bare()];
					return {
						P13: await place.step('served pages', () =>
							measureServedList(place, built, large, bareUrl)
						)
					};
				}
			},
			{
				goals: [
					{
						...{ id: 'P15', goal: '<= 2', floor: '<= 3', unit: 'ratio' },
						text: 'JavaScript of the list page / of a bare page, gzip'
					},
					{
						...{ id: 'P15 LCP', goal: '<= 1200', floor: '<= 2000', unit: 'ms' },
						text: 'largest contentful paint on slow 4G and a processor four times slower'
					},
					{
						...{ id: 'P15 INP', goal: '<= 50', floor: '<= 150', unit: 'ms' },
						text: 'slowest interaction to next paint there'
					},
					{
						...{ id: 'P15 CLS', goal: '0', floor: '<= 0.05', unit: 'ratio' },
						text: 'cumulative layout shift there'
					}
				],
				async measure() {
					const [{ large }, built, bareUrl] = [await sizes(), await app(), await bare()];
					const weight = await place.step('weight', () =>
						measurePageWeight(place, built, large, bareUrl)
					);
					return {
						...{ P15: weight.ratio, 'P15 LCP': weight.largestPaint, 'P15 INP': weight.nextPaint },
						'P15 CLS': weight.shiftThousandths / 1000
					};
				}
			},
			{
				goals: [
					{
						...{ id: 'P12', goal: '<= 2', floor: '<= 4', unit: 'ratio' },
						text: 'a tenth of the clients as a sheet from the database / own streaming limit'
					},
					{
						...{ id: 'P12 loop p99', goal: '<= 20', floor: '<= 100', unit: 'ms' },
						text: 'delay of the event loop of the app during it'
					}
				],
				async measure() {
					const { middle } = await sizes();
					// Its app needs the port, and is watched.
					await (await app()).stop();
					const sheet = await measureExport(place, middle, middle.owner);
					return { P12: sheet.ratio, 'P12 loop p99': sheet.loopP99Ms };
				}
			}
		];
	}
};
