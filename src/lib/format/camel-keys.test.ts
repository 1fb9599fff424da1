import { expect, test } from 'vitest';
import { camelKeys } from './camel-keys.ts';

test('keys change at every depth, values do not', () => {
	expect(
		camelKeys({ due_on: 'as_it_is', lines: [{ unit_cents: 1, per_30_days: null }], open: true })
	).toEqual({ dueOn: 'as_it_is', lines: [{ unitCents: 1, per30Days: null }], open: true });
	expect(camelKeys(null)).toBeNull();
	expect(camelKeys('due_on')).toBe('due_on');
});
