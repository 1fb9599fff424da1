import { expect, test } from 'vitest';
import {
	balanceOf,
	firstDueOn,
	isOpen,
	methodsToOffer,
	nextToSettle,
	type InvoiceStatus
} from './invoice.ts';
import { fittingMails } from './invoice-details.ts';

const invoice = (number: number, status: InvoiceStatus, dueOn: string, openCents = 1000) => ({
	number,
	status,
	dueOn,
	openCents
});

test.each<[InvoiceStatus, boolean]>([
	['awaiting', true],
	['partial', true],
	['overdue', true],
	['rejected', true],
	['paid', false],
	['refunded', false],
	['disputed', false],
	['canceled', false]
])('%s can take money: %s', (status, open) => {
	expect(isOpen({ status })).toBe(open);
});

test('the invoice to settle next is the open one that is due first, the older number on a tie', () => {
	const invoices = [
		invoice(4, 'awaiting', '2026-12-10'),
		invoice(3, 'partial', '2026-11-10'),
		invoice(2, 'overdue', '2026-11-10'),
		invoice(1, 'paid', '2026-10-10')
	];
	expect(nextToSettle(invoices)?.number).toBe(2);
	expect(nextToSettle([invoice(1, 'paid', '2026-10-10')])).toBeNull();
	expect(invoices[0]?.number).toBe(4);
});

test('what is owed leaves out what is paid or canceled', () => {
	expect(
		balanceOf([
			invoice(1, 'paid', '2026-10-10', 0),
			invoice(2, 'overdue', '2026-11-10', 700),
			invoice(3, 'awaiting', '2026-12-10', 1000),
			invoice(4, 'canceled', '2026-12-10', 5000)
		])
	).toEqual({ openCents: 1700, overdueCents: 700 });
});

test.each<[InvoiceStatus, string[]]>([
	['awaiting', ['invoice', 'reminder']],
	['overdue', ['invoice', 'overdue']],
	['paid', ['invoice', 'receipt']],
	['refunded', ['invoice']],
	['canceled', []]
])('of an invoice that is %s these mails are true: %j', (status, mails) => {
	expect(fittingMails({ status })).toEqual(mails);
});

test.each([
	['2026-11-10', undefined],
	['2026-11-11', '2026-11-20'],
	['2026-11-30', '2026-11-20']
])('an invoice due on 10 November may keep that date: %s is chosen from %s on', (chosen, first) => {
	expect(firstDueOn(chosen, '2026-11-10', '2026-11-20')).toBe(first);
});

test('a select offers what can be asked for, and what is asked for already, in their order', () => {
	expect(methodsToOffer(['boleto', 'pix'])).toEqual(['pix', 'boleto']);
	expect(methodsToOffer(['pix'], 'card')).toEqual(['pix', 'card']);
	expect(methodsToOffer([], null)).toEqual([]);
});
