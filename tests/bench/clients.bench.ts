import { measureImport } from './clients/import.ts';
import { measureInteractions } from './clients/interactions.ts';
import { measureListPages } from './clients/list-pages.ts';
import { measureLiveRow } from './clients/live-row.ts';
import { measureSearches } from './clients/searches.ts';
import { measureThroughput } from './clients/throughput.ts';
import { seedTwoSizes } from './clients/two-sizes.ts';
import type { Bench } from './harness/bench.ts';
import { openBuiltApp } from './harness/signed-in-browser.ts';

export const bench: Bench = {
	about: 'the client list at a million clients: pages, search, row level security, interactions',
	rows: 1_000_000,
	goals: [
		{
			...{ id: 'P6', goal: '<= 1.5', floor: '<= 3', unit: 'ratio' },
			text: 'page 1, any keyset page and any filter combination: large / small reseller'
		},
		{
			...{ id: 'P7', goal: '>= 0.85', floor: '>= 0.75', unit: 'ratio' },
			text: 'throughput with row level security / without (list, read, update; the worst)'
		},
		{
			...{ id: 'P8', goal: '<= 10', floor: '<= 50', unit: 'ms' },
			text: 'infix search through row level security, p95 over the terms'
		},
		{
			...{ id: 'P8 to page 1', goal: '<= 10', unit: 'ratio' },
			text: 'that p95 / the first page without a search'
		},
		{
			...{ id: 'P14', goal: '>= 0.3', floor: '>= 0.1', unit: 'ratio' },
			text: 'rate of an import (judged, staged, looked through, applied) / COPY and merge'
		}
	],
	async run(place) {
		const sizes = await seedTwoSizes(place);
		const P6 = await place.step('pages', () => measureListPages(place, sizes));
		const P7 = await place.step('throughput', () => measureThroughput(place, sizes));
		const search = await place.step('searches', () => measureSearches(place, sizes));
		const P14 = await place.step('imports', () => measureImport(place));
		return { P6, P7, P8: search.p95, 'P8 to page 1': search.toFirstPage, P14 };
	}
};
