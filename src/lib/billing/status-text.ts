import { m } from '#lib/paraglide/messages.js';
import type { InvoiceStatus, MailState, PaymentMethod } from './invoice.ts';
import type { SubscriptionStatus } from './subscription.ts';

const invoice: Record<InvoiceStatus, () => string> = {
	awaiting: m.billing_status_awaiting,
	partial: m.billing_status_partial,
	overdue: m.billing_status_overdue,
	paid: m.billing_status_paid,
	refunded: m.billing_status_refunded,
	disputed: m.billing_status_disputed,
	canceled: m.billing_status_canceled
};
const subscription: Record<SubscriptionStatus, () => string> = {
	pending: m.billing_subscription_pending,
	active: m.billing_subscription_active,
	suspended: m.billing_subscription_suspended,
	canceled: m.billing_subscription_canceled,
	expired: m.billing_subscription_expired
};
const method: Record<PaymentMethod, () => string> = {
	pix: m.billing_method_pix,
	boleto: m.billing_method_boleto,
	card: m.billing_method_card,
	transfer: m.billing_method_transfer,
	cash: m.billing_method_cash,
	other: m.billing_method_other
};
const mail: Record<MailState, () => string> = {
	queued: m.billing_mail_queued,
	sending: m.billing_mail_sending,
	sent: m.billing_mail_sent,
	parked: m.billing_mail_parked
};

export const invoiceStatusText = (status: InvoiceStatus) => invoice[status]();
export const subscriptionStatusText = (status: SubscriptionStatus) => subscription[status]();
export const paymentMethodText = (one: PaymentMethod) => method[one]();
export const mailStateText = (state: MailState) => mail[state]();
