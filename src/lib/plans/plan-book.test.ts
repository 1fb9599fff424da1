import { expect, test } from 'vitest';
import { isInGroup, planGroups, readPlanGroup } from './plan-book.ts';

test.each([
	[{ isActive: true, isPrivate: false }, ['active', 'all']],
	[{ isActive: true, isPrivate: true }, ['active', 'private', 'all']],
	[{ isActive: false, isPrivate: true }, ['inactive', 'all']]
])('%j stands among %j', (plan, groups) => {
	expect(planGroups.filter((group) => isInGroup(plan, group))).toEqual(groups);
});

test.each([
	[null, 'active'],
	['inactive', 'inactive'],
	['nonsense', 'active'],
	['', 'active']
])('%j in the address means %j', (given, group) => {
	expect(readPlanGroup(given)).toBe(group);
});
