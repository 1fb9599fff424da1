import { expect, test } from 'vitest';
import type { ChangeForm } from './change-schema.ts';
import { wishOf } from './change-wish.ts';

const empty: ChangeForm = {
	requestId: '',
	when: 'now',
	planId: '',
	intervalMonths: '',
	dueOn: '',
	day: '',
	mode: 'due_only',
	method: '',
	creditsUnused: false,
	voidsOpen: false,
	reason: '',
	adjustmentKind: 'discount',
	measure: 'percent',
	size: '',
	cycles: '',
	description: '',
	adjustmentId: ''
};

test.each([
	['plan', { planId: 'p', intervalMonths: '3' }, 'plan', { plan_id: 'p', interval_months: 3 }],
	['plan', { planId: 'p', dueOn: '2027-01-02' }, 'plan', { plan_id: 'p', due_on: '2027-01-02' }],
	[
		'plan',
		{ planId: 'p', dueOn: '2027-01-02', when: 'later' },
		'plan_at_renewal',
		{ plan_id: 'p' }
	],
	['billing-day', { day: '31', mode: 'align' }, 'billing_day', { day: 31, mode: 'align' }],
	['billing-day', { day: 'x' }, 'billing_day', { day: 'x', mode: 'due_only' }],
	['method', { method: 'pix' }, 'method', { method: 'pix' }],
	['method', {}, 'method', { method: null }],
	['renew', {}, 'renew', {}],
	['pause', { reason: 'x' }, 'pause', {}],
	['resume', {}, 'resume', {}],
	['cancel', { voidsOpen: true }, 'cancel', { credits_unused: false, voids_open: true }],
	['cancel', { when: 'later', voidsOpen: true, reason: 'x' }, 'cancel_at_end', { reason: 'x' }],
	[
		'adjustment',
		{ size: '12,5 %', cycles: '3' },
		'add_adjustment',
		{ kind: 'discount', percent_bps: 1250, cycles: 3 }
	],
	[
		'adjustment',
		{ measure: 'amount', size: '1.234,50' },
		'add_adjustment',
		{ kind: 'discount', amount_cents: 123_450 }
	],
	['adjustment', { size: 'metade' }, 'add_adjustment', { kind: 'discount', percent_bps: null }],
	['end-adjustment', { adjustmentId: 'a' }, 'end_adjustment', { adjustment_id: 'a' }]
] as const)('%s of %j asks for %s', (name, typed, kind, wish) => {
	expect(wishOf(name, { ...empty, ...typed })).toEqual({ kind, wish });
});
