import { expect, test } from 'vitest';
import { countFilters, filterArguments, readFilters, writeFilters } from './filters.ts';

const id = '6f1c2f60-3a55-4f0e-9d0b-1f6a4f0c9f11';
const none = {
	from: null,
	to: null,
	actor: null,
	client: null,
	table: null,
	operation: null,
	origin: null,
	impersonated: false
};

test.each([
	'',
	'from=2026-11-01',
	'from=2026-11-01&to=2026-11-22',
	`actor=${id}`,
	`client=${id}&table=invoices&operation=delete`,
	'origin=system',
	`from=2026-01-01&to=2026-12-31&actor=${id}&client=${id}&table=clients&operation=update&origin=people&impersonated=1`
])('%j survives the address', (query) => {
	expect(writeFilters(readFilters(new URLSearchParams(query)))).toBe(query);
});

test.each([
	'from=2026-02-30',
	'from=0002-11-01&to=22/11/2026',
	'actor=1&client=%27%3B--',
	'table=auth.users&operation=truncate&origin=ghosts',
	'impersonated=yes',
	'after=x&other=1',
	'from=&to=&actor=&table='
])('%j filters nothing', (query) => {
	expect(readFilters(new URLSearchParams(query))).toEqual(none);
	expect(countFilters(readFilters(new URLSearchParams(query)))).toBe(0);
});

test('a form is read like an address', () => {
	const form = new FormData();
	form.set('table', 'plans');
	form.set('impersonated', '1');
	expect(readFilters(form)).toEqual({ ...none, table: 'plans', impersonated: true });
	expect(countFilters(readFilters(form))).toBe(2);
});

test('the database hears only of what is set', () => {
	expect(filterArguments(none)).toEqual({});
	expect(
		filterArguments({
			...none,
			from: '2026-11-01',
			actor: id,
			operation: 'export',
			impersonated: true
		})
	).toEqual({ from_on: '2026-11-01', actor_id: id, operation: 'export', impersonated: true });
});
