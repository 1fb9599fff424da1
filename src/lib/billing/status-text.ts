import { m } from '#lib/paraglide/messages.js';
import type { Locale } from '#lib/paraglide/runtime.js';
import type { InvoiceMethod, InvoiceStatus, PaymentMethod } from './invoice.ts';
import type { InvoiceMail, LedgerAccount, MailTemplate } from './invoice-details.ts';

type Words = (words?: object, options?: { locale?: Locale }) => string;

const invoice: Record<InvoiceStatus, Words> = {
	awaiting: m.billing_status_awaiting,
	partial: m.billing_status_partial,
	overdue: m.billing_status_overdue,
	rejected: m.billing_status_rejected,
	paid: m.billing_status_paid,
	refunded: m.billing_status_refunded,
	disputed: m.billing_status_disputed,
	canceled: m.billing_status_canceled
};
const method: Record<PaymentMethod, () => string> = {
	pix: m.billing_method_pix,
	boleto: m.billing_method_boleto,
	card: m.billing_method_card,
	transfer: m.billing_method_transfer,
	cash: m.billing_method_cash,
	other: m.billing_method_other,
	credit: m.billing_method_credit
};
const template: Record<MailTemplate, () => string> = {
	invoice: m.billing_mail_invoice,
	reminder: m.billing_mail_reminder,
	overdue: m.billing_mail_overdue,
	blocked: m.billing_mail_blocked,
	restored: m.billing_mail_restored,
	receipt: m.billing_mail_receipt
};
const account: Record<LedgerAccount, () => string> = {
	receivable: m.invoices_account_receivable,
	revenue: m.invoices_account_revenue,
	charges: m.invoices_account_charges,
	cash: m.invoices_account_cash,
	credit: m.invoices_account_credit,
	refunds: m.invoices_account_refunds,
	writeoff: m.invoices_account_writeoff
};

export const invoiceStatusText = (status: InvoiceStatus) => invoice[status]();
/** For what is written in another language than the page. */
export const invoiceStatusIn = (status: InvoiceStatus, locale: Locale) =>
	invoice[status]({}, { locale });
export const paymentMethodText = (one: PaymentMethod) => method[one]();
export const mailTemplateText = (one: MailTemplate) => template[one]();
export const ledgerAccountText = (one: LedgerAccount) => account[one]();

/** How an invoice asks to be paid. */
export const invoiceMethodText = (one: InvoiceMethod | null) =>
	one ? paymentMethodText(one) : m.billing_method_any();

/** How far a mail has come. */
export function mailStateText({ state, problem }: Pick<InvoiceMail, 'state' | 'problem'>): string {
	if (state === 'queued') return m.billing_mail_queued();
	if (state === 'sending') return m.billing_mail_sending();
	if (state === 'sent') return m.billing_mail_sent();
	return problem === 'withdrawn' ? m.billing_mail_withdrawn() : m.billing_mail_parked();
}
