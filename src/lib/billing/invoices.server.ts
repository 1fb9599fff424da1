import { unwrap } from '#lib/errors/database-error.ts';
import { DomainError } from '#lib/errors/domain-error.ts';
import type { Db } from '#lib/server/db.ts';
import type {
	InvoiceDetails,
	InvoiceLine,
	InvoiceMail,
	InvoiceStatus,
	InvoiceSummary,
	Payment,
	PixAccount
} from './invoice.ts';
import type { SubscriptionSummary } from './subscription.ts';

const invoiceColumns =
	'id, number, status, issuedOn:issued_on, dueOn:due_on, periodStart:period_start, periodEnd:period_end, totalCents:total_cents, paidCents:paid_cents, openCents:open_cents, pixTxid:pix_txid' as const;
const openStatuses = ['awaiting', 'partial', 'overdue'] as const satisfies InvoiceStatus[];
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
			.in('status', openStatuses)
			.order('due_on')
			.order('id')
			.limit(mostInvoices)
			.overrideTypes<InvoiceSummary[], { merge: false }>()
	);
}

/** The client's subscriptions, the newest first. */
export async function listSubscriptions(
	db: Db,
	resellerId: string,
	clientId: string
): Promise<SubscriptionSummary[]> {
	return unwrap(
		await db
			.from('subscription_list')
			.select(
				'id, status, activation, planName:plan_name, intervalMonths:interval_months, dueDay:due_day, startedOn:started_on, nextPeriodOn:next_period_on, activatedAt:activated_at, sessionQuota:session_quota, priceCents:price_cents, passThroughCents:pass_through_cents, surchargeCents:surcharge_cents, discountCents:discount_cents, monthlyCents:monthly_cents, periodCents:period_cents'
			)
			.eq('reseller_id', resellerId)
			.eq('client_id', clientId)
			.order('created_at', { ascending: false })
			.overrideTypes<SubscriptionSummary[], { merge: false }>()
	);
}

/** @throws DomainError invoice_not_found (404), also for an invoice of another client */
export async function getInvoice(
	db: Db,
	resellerId: string,
	clientId: string,
	id: string
): Promise<InvoiceDetails> {
	const [invoice, lines, payments, mails] = await Promise.all([
		db
			.from('invoice_list')
			.select(invoiceColumns)
			.eq('reseller_id', resellerId)
			.eq('client_id', clientId)
			.eq('id', id)
			.maybeSingle()
			.overrideTypes<InvoiceSummary, { merge: false }>(),
		db
			.from('invoice_lines')
			.select('position, kind, description, quantity, unitCents:unit_cents, totalCents:total_cents')
			.eq('reseller_id', resellerId)
			.eq('invoice_id', id)
			.order('position')
			.overrideTypes<InvoiceLine[], { merge: false }>(),
		listPayments(db, resellerId, id),
		db
			.from('invoice_mails')
			.select('id, template, recipient, state, createdAt:created_at, sentAt:sent_at')
			.eq('reseller_id', resellerId)
			.eq('invoice_id', id)
			.order('created_at')
			.overrideTypes<InvoiceMail[], { merge: false }>()
	]);
	const found = unwrap(invoice, 'or null');
	if (!found) throw new DomainError('invoice_not_found', 404);
	return { ...found, lines: unwrap(lines), payments, mails: unwrap(mails) };
}

/** Where a Pix goes; null when the reseller has no key. */
export async function findPixAccount(db: Db, resellerId: string): Promise<PixAccount | null> {
	const settings = unwrap(
		await db
			.from('billing_settings')
			.select('key:pix_key, merchantName:pix_merchant_name, merchantCity:pix_merchant_city')
			.eq('reseller_id', resellerId)
			.maybeSingle()
			.overrideTypes<{ [Field in keyof PixAccount]: string | null }, { merge: false }>(),
		'or null'
	);
	return settings?.key ? (settings as PixAccount) : null;
}

async function listPayments(db: Db, resellerId: string, invoiceId: string): Promise<Payment[]> {
	const payments = unwrap(
		await db
			.from('payments')
			.select('id, amountCents:amount_cents, method, status, paidOn:paid_on, recorder:people(name)')
			.eq('reseller_id', resellerId)
			.eq('invoice_id', invoiceId)
			.order('created_at', { ascending: false })
			.overrideTypes<(Payment & { recorder: { name: string } | null })[], { merge: false }>()
	);
	return payments.map(({ recorder, ...payment }) => ({
		...payment,
		recordedBy: recorder?.name ?? null
	}));
}
