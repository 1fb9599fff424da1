import { expect, test } from 'vitest';
import { invoiceGroups, readInvoiceGroup, statusesIn } from './invoice-filter.ts';

test.each([null, '', 'OPEN', 'open,paid', '__proto__', 'constructor'])(
	'%s narrows nothing',
	(text) => expect(statusesIn(readInvoiceGroup(text))).toEqual([])
);

test('each group is read as it is written; what is overdue is open too', () => {
	expect(invoiceGroups.map(readInvoiceGroup)).toEqual([...invoiceGroups]);
	expect(statusesIn('open')).toContain('overdue');
	expect(statusesIn('overdue')).toEqual(['overdue']);
});
