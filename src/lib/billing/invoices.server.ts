import { unwrap } from '#lib/errors/database-error.ts';
import { DomainError } from '#lib/errors/domain-error.ts';
import { camelKeys } from '#lib/format/camel-keys.ts';
import type { Db } from '#lib/server/db.ts';
import { openStatuses, type InvoiceMethod, type InvoiceSummary } from './invoice.ts';
import type { AmountsOn, InvoiceDetails, PixAccount } from './invoice-details.ts';

/** Of `invoice_list`, as InvoiceSummary. */
export const invoiceColumns =
	'id, number, status, method, issuedOn:issued_on, dueOn:due_on, effectiveDueOn:effective_due_on, periodStart:period_start, periodEnd:period_end, totalCents:total_cents, paidCents:paid_cents, fineCents:fine_cents, interestCents:interest_cents, chargesCents:charges_cents, daysLate:days_late, openCents:open_cents, pixTxid:pix_txid' as const;
/** Forty years of monthly invoices. */
const mostInvoices = 500;

/** All invoices of a client, the latest due first. */
export async function listInvoices(
	db: Db,
	resellerId: string,
	clientId: string
): Promise<InvoiceSummary[]> {
	return unwrap(
		await db
			.from('invoice_list')
			.select(invoiceColumns)
			.eq('reseller_id', resellerId)
			.eq('client_id', clientId)
			.order('due_on', { ascending: false })
			.order('id', { ascending: false })
			.limit(mostInvoices)
			.overrideTypes<InvoiceSummary[], { merge: false }>()
	);
}

/** What a client still has to pay, the oldest due first. */
export async function listOpenInvoices(
	db: Db,
	resellerId: string,
	clientId: string
): Promise<InvoiceSummary[]> {
	return unwrap(
		await db
			.from('invoice_list')
			.select(invoiceColumns)
			.eq('reseller_id', resellerId)
			.eq('client_id', clientId)
			.in('status', [...openStatuses])
			.order('due_on')
			.order('id')
			.limit(mostInvoices)
			.overrideTypes<InvoiceSummary[], { merge: false }>()
	);
}

/**
 * An invoice with all that explains it, as far as whoever asks may see it.
 * @throws DomainError invoice_not_found (404), also for an invoice of another client
 */
export async function getInvoice(db: Db, clientId: string, id: string): Promise<InvoiceDetails> {
	const invoice = camelKeys(
		unwrap(await db.rpc('show_invoice', { invoice_id: id }), 'or null')
	) as InvoiceDetails | null;
	if (!invoice || invoice.clientId !== clientId) throw new DomainError('invoice_not_found', 404);
	return invoice;
}

/**
 * What an invoice asks for if it is paid on that day.
 * @throws DomainError invoice_not_found (404), payment_date_invalid (422)
 */
export async function amountsOn(db: Db, invoiceId: string, onDate?: string): Promise<AmountsOn> {
	return camelKeys(
		unwrap(
			await db.rpc('preview_payment', {
				invoice_id: invoiceId,
				...(onDate && { on_date: onDate })
			})
		)
	) as AmountsOn;
}

/**
 * How a client's subscriptions and invoices can ask to be paid.
 * @throws DomainError client_not_found (404)
 */
export async function listPayMethods(db: Db, clientId: string): Promise<InvoiceMethod[]> {
	return unwrap(await db.rpc('list_pay_methods', { client_id: clientId })) as InvoiceMethod[];
}

/** Where a Pix goes; null when the reseller has no key, or takes no Pix. */
export async function findPixAccount(db: Db, resellerId: string): Promise<PixAccount | null> {
	const settings = unwrap(
		await db
			.from('billing_settings')
			.select('key:pix_key, merchantName:pix_merchant_name, merchantCity:pix_merchant_city')
			.eq('reseller_id', resellerId)
			.contains('pay_methods', ['pix'])
			.maybeSingle()
			.overrideTypes<{ [Field in keyof PixAccount]: string | null }, { merge: false }>(),
		'or null'
	);
	return settings?.key ? (settings as PixAccount) : null;
}
