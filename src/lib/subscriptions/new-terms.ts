import { parseMoney } from '#lib/format/money.ts';
import { adjustmentFields, type Wish } from './change-wish.ts';
import type { NewSubscriptionForm } from './new-subscription-schema.ts';

/** When a subscription begins: with its first payment, at once, or on a date. */
export const starts = ['on_payment', 'now', 'date'] as const;
export const newAdjustmentKinds = ['none', 'discount', 'surcharge'] as const;

export type NewTerms = Record<string, string | number | null | Wish[]>;

/** What `add_subscription` is asked for, of the fields as typed; what was left empty is for the plan to say. */
export function newTerms(form: NewSubscriptionForm): NewTerms {
	const isContract = form.contractTotal !== '' || form.instalments !== '';
	return {
		interval_months: Number(form.intervalMonths),
		due_day: Number(form.dueDay),
		// On a date it begins by itself.
		activation: form.start === 'on_payment' ? 'on_payment' : 'now',
		...filled({
			starts_on: form.start === 'date' ? form.startsOn : '',
			first_due_on: form.start === 'date' ? '' : form.firstDueOn,
			trial_days: whole(form.trialDays),
			cycles_limit: isContract ? '' : whole(form.cyclesLimit),
			method: form.method
		}),
		...(isContract && {
			contract_total_cents: parseMoney(form.contractTotal),
			instalments: whole(form.instalments) || null
		}),
		...(form.adjustmentKind !== 'none' && {
			adjustments: [adjustmentFields({ ...form, adjustmentKind: form.adjustmentKind })]
		})
	};
}

/** Where a refusal of the database belongs. */
export const newSubscriptionFields: Record<string, keyof NewSubscriptionForm> = {
	plan_not_available: 'choice',
	plan_name_invalid: 'name',
	plan_incomplete: 'name',
	plan_price_invalid: 'price',
	plan_category_name_invalid: 'category',
	plan_interval_not_offered: 'intervalMonths',
	starts_in_past: 'startsOn',
	starts_too_far: 'startsOn',
	first_due_in_past: 'firstDueOn',
	first_due_too_far: 'firstDueOn',
	subscription_interval_invalid: 'intervalMonths',
	subscription_due_day_invalid: 'dueDay',
	subscription_activation_invalid: 'start',
	subscription_trial_invalid: 'trialDays',
	subscription_cycles_invalid: 'cyclesLimit',
	subscription_method_invalid: 'method',
	pay_method_not_accepted: 'method',
	pay_method_needs_gateway: 'method',
	subscription_contract_incomplete: 'contractTotal',
	subscription_contract_total_invalid: 'contractTotal',
	subscription_instalments_invalid: 'instalments',
	subscription_instalments_are_cycles: 'intervalMonths',
	adjustment_amount_invalid: 'size',
	adjustment_percent_invalid: 'size',
	adjustment_amount_or_percent: 'size',
	adjustment_cycles_invalid: 'cycles',
	adjustment_description_invalid: 'description'
};

function filled(fields: Record<string, string | number>): Record<string, string | number> {
	return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ''));
}

function whole(typed: string): string | number {
	return /^\d{1,3}$/.test(typed) ? Number(typed) : typed;
}
