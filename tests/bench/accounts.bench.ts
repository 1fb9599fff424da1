import { measureClientList } from './accounts/client-list.ts';
import { measureSwitch } from './accounts/switch-account.ts';
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
		},
		{
			id: 'switch p95',
			goal: '<= 150',
			text: 'click on another account to its painted client list',
			unit: 'ms'
		}
	],
	async run(place) {
		const accounts = await seedTwoAccounts(place);
		return {
			A1: await place.step('client list', () => measureClientList(place, accounts)),
			'switch p95': await measureSwitch(place, accounts)
		};
	}
};
