import { expect, test } from 'vitest';
import type { LedgerAccount, LedgerEntry } from './invoice-details.ts';
import { withOwed } from './transfer-text.ts';

const entry = (debit: LedgerAccount, credit: LedgerAccount, amountCents: number): LedgerEntry => ({
	...{ id: 1, debit, credit, amountCents, paymentId: null },
	...{ bookedOn: '2026-12-01', createdAt: '2026-12-01T12:00:00Z' }
});

test('what is owed follows from what receivable was debited and credited, and from nothing else', () => {
	const after = withOwed([
		entry('receivable', 'revenue', 10000),
		entry('receivable', 'charges', 237),
		entry('cash', 'receivable', 10237),
		entry('cash', 'credit', 500),
		entry('refunds', 'cash', 10237)
	]).map(({ owedCents }) => owedCents);
	expect(after).toEqual([10000, 10237, 0, 0, 0]);
});
