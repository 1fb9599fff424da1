import { formatDocument } from '#lib/format/documents.ts';
import { formatPostalCode } from '#lib/format/postal-code.ts';
import type { BillTo, InvoiceDetails } from '../invoice-details.ts';
import type { Paper } from './paper.ts';

/**
 * The paper of an invoice for somebody who may see all of it.
 * @param onDate the reseller's own date, of which the amounts are
 */
export function paperOfInvoice(
	invoice: InvoiceDetails,
	{ onDate, pixCode, payUrl }: Pick<Paper, 'onDate' | 'pixCode' | 'payUrl'>
): Paper {
	const paid = invoice.payments.filter(({ status }) => status === 'succeeded');
	return {
		...invoice,
		payee: invoice.brand,
		payer: payerLines(invoice.billTo),
		onDate,
		paidOn:
			paid
				.map(({ paidOn }) => paidOn)
				.sort()
				.at(-1) ?? null,
		pixCode,
		boletoLine: payUrl ? (invoice.charge?.boletoLine ?? null) : null,
		payUrl
	};
}

/** Name, document and postal address as an envelope has them; what is not known is left out. */
export function payerLines(to: BillTo): string[] {
	const street = joined([joined([to.street, to.streetNumber], ', '), to.complement], ' - ');
	const city = joined([to.city, to.state], ' - ');
	return [
		to.name,
		to.document && formatDocument(to.document),
		joined([street, to.district], ', '),
		joined([to.postalCode && formatPostalCode(to.postalCode), city], ' ')
	].filter((line): line is string => !!line);
}

function joined(parts: (string | null)[], by: string): string {
	return parts.filter((part) => !!part).join(by);
}
