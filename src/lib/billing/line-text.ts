import { m } from '#lib/paraglide/messages.js';
import type { InvoiceLine, InvoiceLineKind } from './invoice.ts';

const texts: Record<InvoiceLineKind, (words: { description: string }) => string> = {
	plan: ({ description }) => description,
	item: ({ description }) => description,
	pass_through: m.billing_line_pass_through,
	surcharge: m.billing_line_surcharge,
	discount: m.billing_line_discount
};

/** What a line of an invoice is for, in the reader's language. */
export function lineText({ kind, description }: Pick<InvoiceLine, 'kind' | 'description'>): string {
	return texts[kind]({ description });
}
