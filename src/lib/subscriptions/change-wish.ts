import { parseMoney } from '#lib/format/money.ts';
import type { ChangeForm } from './change-schema.ts';
import type { ChangeKind, ChangeName } from './subscription-change.ts';

export const changeWhens = ['now', 'later'] as const;
export const adjustmentMeasures = ['percent', 'amount'] as const;
export type AdjustmentMeasure = (typeof adjustmentMeasures)[number];

/** The part of a form that describes a discount or surcharge, all as typed. */
export interface AdjustmentForm extends Record<string, unknown> {
	adjustmentKind: string;
	measure: AdjustmentMeasure;
	size: string;
	cycles: string;
	description: string;
}

export type Wish = Record<string, string | number | boolean | null>;

/** What is asked of `change_subscription`, of the fields as typed. */
export function wishOf(name: ChangeName, form: ChangeForm): { kind: ChangeKind; wish: Wish } {
	switch (name) {
		case 'plan': {
			const wish = filled({ plan_id: form.planId, interval_months: whole(form.intervalMonths) });
			return form.when === 'later'
				? { kind: 'plan_at_renewal', wish }
				: { kind: 'plan', wish: { ...wish, ...filled({ due_on: form.dueOn }) } };
		}
		case 'billing-day':
			return { kind: 'billing_day', wish: filled({ day: whole(form.day), mode: form.mode }) };
		case 'method':
			return { kind: 'method', wish: { method: form.method || null } };
		case 'renew':
			return { kind: 'renew', wish: filled({ due_on: form.dueOn }) };
		case 'cancel':
			return form.when === 'later'
				? { kind: 'cancel_at_end', wish: filled({ reason: form.reason }) }
				: {
						kind: 'cancel',
						wish: {
							...filled({ reason: form.reason }),
							credits_unused: form.creditsUnused,
							voids_open: form.voidsOpen
						}
					};
		case 'adjustment':
			return { kind: 'add_adjustment', wish: adjustmentFields(form) };
		case 'end-adjustment':
			return { kind: 'end_adjustment', wish: { adjustment_id: form.adjustmentId } };
		case 'pause':
		case 'resume':
			return { kind: name, wish: {} };
	}
}

/** A discount or surcharge as the database takes it: cents, or basis points. */
export function adjustmentFields({
	adjustmentKind,
	measure,
	size,
	cycles,
	description
}: Pick<AdjustmentForm, 'adjustmentKind' | 'measure' | 'size' | 'cycles' | 'description'>): Wish {
	return {
		kind: adjustmentKind,
		// A percentage is typed like an amount, `12,5`: its hundredths are the basis points.
		[measure === 'percent' ? 'percent_bps' : 'amount_cents']: parseMoney(size.replace('%', '')),
		...filled({ cycles: whole(cycles), description })
	};
}

/** The field that a refusal of the database belongs to, if it belongs to one. */
export function fieldOfRefusal(name: ChangeName, code: string): keyof ChangeForm | undefined {
	return code === 'subscription_unchanged' ? mainFields[name] : refusedFields[code];
}

const mainFields: Partial<Record<ChangeName, keyof ChangeForm>> = {
	plan: 'planId',
	'billing-day': 'day',
	method: 'method'
};
const refusedFields: Record<string, keyof ChangeForm> = {
	plan_not_available: 'planId',
	plan_interval_not_offered: 'intervalMonths',
	invoice_due_in_past: 'dueOn',
	invoice_due_too_far: 'dueOn',
	subscription_due_day_invalid: 'day',
	subscription_method_invalid: 'method',
	pay_method_not_accepted: 'method',
	pay_method_needs_gateway: 'method',
	invoice_void_reason_invalid: 'reason',
	adjustment_amount_invalid: 'size',
	adjustment_percent_invalid: 'size',
	adjustment_amount_or_percent: 'size',
	adjustment_cycles_invalid: 'cycles',
	adjustment_description_invalid: 'description'
};

/** What was written; what was left empty is not asked for. */
function filled(fields: Record<string, string | number | null>): Wish {
	return Object.fromEntries(
		Object.entries(fields).filter(([, value]) => value !== '' && value !== null)
	);
}

/** A whole number; what is none is passed on as it was typed, for the database to refuse. */
function whole(typed: string): string | number {
	return /^\d{1,3}$/.test(typed) ? Number(typed) : typed;
}
