import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { clientSchema } from '#lib/clients/client-schema.ts';
import { planChoiceSchema } from '#lib/plans/plan-choice-schema.ts';
import { placeOfRefusal } from './refusal-place.ts';
import { termsSchema } from './terms-schema.ts';

test.each([
	['client_document_invalid', { step: 'data', field: 'document' }],
	['client_without_email', { step: 'data', field: 'email' }],
	['plan_not_available', { step: 'plan', field: 'choice' }],
	['first_due_in_past', { step: 'confirm', field: 'firstDueOn' }],
	['not_permitted', null]
])('%s belongs to %j', (code, place) => {
	expect(placeOfRefusal(code)).toEqual(place);
});

// Rules that no form of the wizard has a field for.
const withoutField = [
	'client_anonymised_is_archived',
	'plan_category_cost_invalid',
	'plan_quota_invalid',
	'plan_grace_invalid',
	'plan_description_invalid',
	'plan_code_invalid',
	'plan_code_required',
	'plan_private',
	'plan_trial_invalid',
	'plan_cycles_invalid',
	'plan_intervals_invalid',
	'plan_interval_prices_invalid',
	'plan_pack_invalid',
	'plan_overage_invalid',
	'plan_agreement_too_long'
];
const forms = { data: clientSchema, plan: planChoiceSchema, confirm: termsSchema };

test.each(['000300_clients', '000400_plans'])(
	'every named rule of chapter %s leads to a field that exists',
	(chapter) => {
		const sql = readFileSync(`supabase/migrations/20260101${chapter}.sql`, 'utf8');
		const rules = [...sql.matchAll(/constraint ((?:client|plan)_\w+)\s+check/g)].map(([, name]) =>
			String(name)
		);
		expect(rules.length).toBeGreaterThan(3);
		for (const rule of rules.filter((name) => !withoutField.includes(name))) {
			const place = placeOfRefusal(rule);
			expect(place, rule).not.toBeNull();
			if (place) expect(Object.keys(forms[place.step].shape), rule).toContain(place.field);
		}
	}
);
