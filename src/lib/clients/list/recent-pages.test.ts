import { expect, test } from 'vitest';
import type { ListPage } from './list-row.ts';
import { RecentPages } from './recent-pages.ts';

const page = (): ListPage => ({ rows: [], next: null });

test('keeps a page for a minute, the newest under its query, until something changes', () => {
	let now = 0;
	const pages = new RecentPages(() => now);
	const [old, fresh] = [page(), page()];
	pages.keep('sort=name', old);
	pages.keep('sort=name', fresh);
	expect(pages.find('sort=name')).toBe(fresh);
	expect(pages.find('')).toBeUndefined();
	now = 59_999;
	expect(pages.find('sort=name')).toBe(fresh);
	now = 60_000;
	expect(pages.find('sort=name')).toBeUndefined();
	pages.keep('sort=name', fresh);
	pages.forget();
	expect(pages.find('sort=name')).toBeUndefined();
});

test('keeps twenty, and those that were shown last', () => {
	const pages = new RecentPages(() => 0);
	for (let number = 0; number < 20; number++) pages.keep(String(number), page());
	pages.keep('0', page());
	pages.keep('20', page());
	expect(pages.find('0')).toBeDefined();
	expect(pages.find('1')).toBeUndefined();
	expect(pages.find('2')).toBeDefined();
});

test('finds the list that an address leads to, unless it is a later page or its plans have no names yet', () => {
	const plan = '0192aaaa-0000-7000-8000-000000000001';
	const pages = new RecentPages(() => 0);
	const [plain, planned] = [page(), page()];
	pages.keep('sort=name', plain);
	pages.keep(`plan=${plan}`, planned);
	const leadingTo = (query: string, plans = {}) =>
		pages.leadingTo(new URL(`https://balcao.test/clients?${query}`), plans)?.page;
	expect(leadingTo('columns=name,city&sort=name')).toBe(plain);
	expect(leadingTo('sort=name&after=x')).toBeUndefined();
	expect(leadingTo('sort=-name')).toBeUndefined();
	expect(leadingTo(`plan=${plan}`)).toBeUndefined();
	expect(leadingTo(`plan=${plan}`, { [plan]: 'Essencial' })).toBe(planned);
});
