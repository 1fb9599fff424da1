import { measureClientList } from './accounts/client-list.ts';
import { measureSwitch } from './accounts/switch-account.ts';
import { seedTwoAccounts } from './accounts/two-accounts.ts';
import { once, type Bench } from './harness/bench.ts';

export const bench: Bench = {
	about: 'the client list under the acting account, and switching to another account',
	rows: 100_000,
	partsIn(place) {
		const accounts = once(() => seedTwoAccounts(place));
		return [
			{
				goals: [
					{
						id: 'A1',
						goal: '<= 1.10',
						floor: '<= 1.25',
						text: 'client list with acting-account check / constant tenant',
						unit: 'ratio'
					}
				],
				async measure() {
					const seeded = await accounts();
					return { A1: await place.step('client list', () => measureClientList(place, seeded)) };
				}
			},
			{
				goals: [
					{
						id: 'switch p95',
						goal: '<= 150',
						text: 'click on another account to its painted overview',
						unit: 'ms'
					}
				],
				measure: async () => ({ 'switch p95': await measureSwitch(place, await accounts()) })
			}
		];
	}
};
