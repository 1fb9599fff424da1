import { measureClientList } from './accounts/client-list.ts';
import { seedTwoAccounts } from './accounts/two-accounts.ts';
import type { Bench } from './harness/bench.ts';

export const bench: Bench = {
	about: 'the client list under the acting account, and switching to another account',
	rows: 100_000,
	goals: [
		{
			id: 'A1',
			goal: '<= 1.10',
			floor: '<= 1.25',
			text: 'client list with acting-account check / constant tenant',
			unit: 'ratio'
		}
	],
	async run(place) {
		const { large, owner } = await seedTwoAccounts(place);
		return { A1: await place.step('client list', () => measureClientList(place, large[0], owner)) };
	}
};
