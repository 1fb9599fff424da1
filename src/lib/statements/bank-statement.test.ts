import { expect, test } from 'vitest';
import { proposalOf, readShow, type BankLine } from './bank-statement.ts';

test.each([
	['paid', 'paid'],
	['sure', 'sure'],
	[null, 'open'],
	['', 'open'],
	['constructor', 'open']
])('%s shows %s', (text, show) => expect(readShow(text)).toBe(show));

test('only what is sure or likely is proposed', () => {
	const line = {
		proposed_id: 'b',
		candidates: [{ invoice_id: 'a' }, { invoice_id: 'b' }]
	} as BankLine;
	const proposed = (kind: BankLine['kind']) => proposalOf({ ...line, kind })?.invoice_id ?? null;
	expect([proposed('sure'), proposed('likely'), proposed('choose'), proposed(null)]).toEqual([
		'b',
		'b',
		null,
		null
	]);
});
