import { m } from '#lib/paraglide/messages.js';
import type { PaymentStatus } from './filter.ts';

export const paymentWords: Record<PaymentStatus, () => string> = {
	none: m.client_list_payment_none,
	settled: m.client_list_payment_settled,
	awaiting: m.client_list_payment_awaiting,
	overdue: m.client_list_payment_overdue
};
