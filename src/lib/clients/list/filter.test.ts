import { expect, test } from 'vitest';
import {
	clientFilterOf,
	defaultState,
	filterOf,
	noFilters,
	queryOf,
	readListState,
	usedFilters,
	without
} from './filter.ts';

const plan = '6f1c2f60-3a55-4f0e-9d0b-1f6a4f0c9f11';
const read = (query: string) => readListState(new URLSearchParams(query));

test('the plain list has no query, and no query is the plain list', () => {
	expect(queryOf(defaultState)).toBe('');
	expect(read('')).toEqual(defaultState);
	expect(filterOf(noFilters)).toEqual({});
});

test.each([
	['q=p%C3%A3o', { q: 'pão' }],
	['trade_name=caf%C3%A9&name=ltda&number=42', { trade_name: 'café', name: 'ltda', number: 42 }],
	['status=active,inactive', { status: ['active', 'inactive'] }],
	[`plan=${plan},none`, { plan_id: [plan, 'none'] }],
	['suspended=yes&delinquent=no', { suspended: true, delinquent: false }],
	[
		'created_from=2026-01-01&created_to=2026-01-31',
		{ created_from: '2026-01-01', created_to: '2026-01-31' }
	],
	[
		'collection=gateway&payment=awaiting,overdue&payer=agency&person_type=individual',
		{
			collection: 'gateway',
			payment_status: ['awaiting', 'overdue'],
			payer: 'agency',
			person_type: 'individual'
		}
	],
	['due_from=2026-02-28&due_to=2026-03-01', { due_from: '2026-02-28', due_to: '2026-03-01' }]
])('%s asks the database for %j, and writes itself again', (query, filter) => {
	expect(clientFilterOf(new URLSearchParams(query))).toEqual(filter);
	expect(queryOf(read(query))).toBe(query);
	expect(read(query).invalid).toEqual([]);
});

test.each([
	['name=a&q=b', 'q=b&name=a'],
	['status=inactive&status=active', 'status=active,inactive'],
	['status=active,active,', 'status=active'],
	['q=%20%20', ''],
	['q=%20pad%20', 'q=pad'],
	['sort=-created&utm=x&after=abc', ''],
	['sort=name', 'sort=name'],
	['sort=-due', 'sort=-due'],
	['columns=plan.name.plan.what', 'columns=plan,name'],
	['columns=plan', 'columns=trade_name,plan'],
	['columns=what', '']
])('%s is the same list as %s', (query, canonical) => {
	expect(queryOf(read(query))).toBe(canonical);
});

test.each([
	'q=%00',
	`q=${'x'.repeat(201)}`,
	'number=-1',
	'number=1.5',
	'number=9999999999',
	'status=deleted',
	'plan=1',
	`plan=${Array.from({ length: 51 }, (_, index) => plan.slice(0, -2) + (10 + index)).join()}`,
	'suspended=maybe',
	'created_from=2026-02-30',
	'created_to=31/12/2026',
	'due_from=0002-01-01',
	'collection=cash',
	'payment=none;drop',
	'payer=__proto__',
	'person_type=constructor',
	'sort=search_key'
])('%s makes no sense: named, and not looked at', (query) => {
	const state = read(query);
	expect(state.invalid).toHaveLength(1);
	expect(state.invalid[0]?.[0]).toBe(query.split('=')[0]);
	expect(queryOf(state)).toBe('');
});

test('a form is read like an address', () => {
	const form = new FormData();
	form.append('status', 'active');
	form.append('status', 'archived');
	form.append('name', '');
	expect(queryOf(readListState(form))).toBe('status=active,archived');
});

test('filters in use, and the same without some', () => {
	const { filters } = read('payment=none&q=a&created_from=2026-01-01');
	expect(usedFilters(filters)).toEqual(['search', 'createdFrom', 'paymentStatus']);
	expect(usedFilters(without(filters, 'search', 'createdFrom'))).toEqual(['paymentStatus']);
});
