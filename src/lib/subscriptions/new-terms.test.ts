import { expect, test } from 'vitest';
import type { NewSubscriptionForm } from './new-subscription-schema.ts';
import { newTerms } from './new-terms.ts';

const form: NewSubscriptionForm = {
	requestId: '',
	choice: '',
	name: '',
	price: '',
	category: '',
	isPrivate: false,
	intervalMonths: '1',
	start: 'on_payment',
	startsOn: '',
	firstDueOn: '2027-01-05',
	dueDay: '5',
	trialDays: '',
	cyclesLimit: '',
	method: '',
	contractTotal: '',
	instalments: '',
	adjustmentKind: 'none',
	measure: 'percent',
	size: '',
	cycles: '',
	description: ''
};
const usual = { interval_months: 1, due_day: 5 };

test.each([
	[{}, { activation: 'on_payment', first_due_on: '2027-01-05' }],
	[
		{ start: 'now', method: 'pix' },
		{ activation: 'now', first_due_on: '2027-01-05', method: 'pix' }
	],
	[
		{ start: 'date', startsOn: '2027-02-01' },
		{ activation: 'now', starts_on: '2027-02-01' }
	],
	[
		{ trialDays: '7', cyclesLimit: '12', firstDueOn: '' },
		{ activation: 'on_payment', trial_days: 7, cycles_limit: 12 }
	],
	[
		{ contractTotal: '1.000,00', instalments: '3', cyclesLimit: '9', firstDueOn: '' },
		{ activation: 'on_payment', contract_total_cents: 100_000, instalments: 3 }
	],
	[
		{ instalments: '3', firstDueOn: '' },
		{ activation: 'on_payment', contract_total_cents: null, instalments: 3 }
	],
	[
		{ adjustmentKind: 'discount', size: '10', cycles: '3', firstDueOn: '' },
		{
			activation: 'on_payment',
			adjustments: [{ kind: 'discount', percent_bps: 1000, cycles: 3 }]
		}
	]
] as const)('%j asks for %j', (typed, terms) => {
	expect(newTerms({ ...form, ...typed })).toEqual({ ...usual, ...terms });
});
