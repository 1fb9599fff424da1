import { m } from '#lib/paraglide/messages.js';
import type { LedgerAccount, LedgerEntry } from './invoice-details.ts';
import { ledgerAccountText } from './status-text.ts';

/** What the usual transfers mean to people, by `debit<credit`. */
const meanings: Partial<Record<`${LedgerAccount}<${LedgerAccount}`, () => string>> = {
	'receivable<revenue': m.invoices_transfer_issued,
	'revenue<receivable': m.invoices_transfer_canceled,
	'receivable<charges': m.invoices_transfer_charges,
	'charges<receivable': m.invoices_transfer_charges_back,
	'cash<receivable': m.invoices_transfer_paid,
	'receivable<cash': m.invoices_transfer_paid_back,
	'credit<receivable': m.invoices_transfer_credit_used,
	'receivable<credit': m.invoices_transfer_to_credit,
	'cash<credit': m.invoices_transfer_excess,
	'credit<cash': m.invoices_transfer_excess_back,
	'refunds<cash': m.invoices_transfer_refunded
};

/** What a transfer means; between accounts that nobody thought of together, their names. */
export function transferText({ debit, credit }: Pick<LedgerEntry, 'debit' | 'credit'>): string {
	const words = meanings[`${debit}<${credit}`];
	return words?.() ?? `${ledgerAccountText(credit)} → ${ledgerAccountText(debit)}`;
}

/** The entries with what the invoice was owed after each, in cents. */
export function withOwed(entries: LedgerEntry[]): (LedgerEntry & { owedCents: number })[] {
	let owedCents = 0;
	return entries.map((entry) => {
		if (entry.debit === 'receivable') owedCents += entry.amountCents;
		if (entry.credit === 'receivable') owedCents -= entry.amountCents;
		return { ...entry, owedCents };
	});
}
