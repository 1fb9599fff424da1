import { expect, test } from 'vitest';
import { noFilters } from './filter.ts';
import { tabOf, tabs } from './tabs.ts';

test('each tab knows itself, and is left as soon as more is asked', () => {
	for (const { id, filters } of tabs) {
		expect(tabOf(filters)).toBe(id);
		expect(tabOf({ ...filters, search: 'x' })).toBeUndefined();
	}
	expect(tabOf({ ...noFilters, status: ['active', 'inactive'] })).toBeUndefined();
});
