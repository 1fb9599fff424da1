import { m } from '#lib/paraglide/messages.js';
import type { Locale } from '#lib/paraglide/runtime.js';
import type { InvoiceLine, InvoiceLineKind } from './invoice.ts';

type Words = (words: { description: string }, options?: { locale?: Locale }) => string;

const asWritten: Words = ({ description }) => description;
const texts: Record<InvoiceLineKind, Words> = {
	plan: asWritten,
	item: asWritten,
	pass_through: m.billing_line_pass_through,
	surcharge: m.billing_line_surcharge,
	discount: m.billing_line_discount,
	instalment: m.billing_line_instalment,
	proration_credit: m.billing_line_proration_credit,
	proration_charge: m.billing_line_proration_charge,
	session_pack: m.billing_line_session_pack,
	session_overage: m.billing_line_session_overage
};

/** What a line of an invoice is for, in the reader's language unless another is given. */
export function lineText(
	{ kind, description }: Pick<InvoiceLine, 'kind' | 'description'>,
	locale?: Locale
): string {
	return texts[kind]({ description }, locale ? { locale } : {});
}
