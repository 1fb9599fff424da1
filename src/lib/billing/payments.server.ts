import { unwrap } from '#lib/errors/database-error.ts';
import { DomainError } from '#lib/errors/domain-error.ts';
import type { Db } from '#lib/server/db.ts';
import type { PaymentForm } from './payment-schema.ts';

/** The fields of the form that refusals of record_payment are about. */
const fieldOfRefusal: Record<string, keyof PaymentForm> = {
	payment_exceeds_open: 'amountCents',
	payment_amount_invalid: 'amountCents',
	payment_in_future: 'paidOn',
	payment_date_invalid: 'paidOn',
	payment_method_invalid: 'method'
};

/**
 * Marks an invoice as paid, wholly or in part. Idempotent by `requestId`.
 * @param money writes cents in the person's language, for refusals that name an amount
 * @returns whether the invoice is settled now
 * @throws DomainError invoice_not_found, invoice_not_open, invoice_already_paid, payment_exceeds_open, payment_in_future,
 * payment_date_invalid, payment_amount_invalid, payment_method_invalid, request_id_reused, not_permitted; tied to its field where there is one
 */
export async function recordPayment(
	db: Db,
	payment: PaymentForm,
	money: (cents: number) => string
): Promise<'paid' | 'partial'> {
	try {
		const recorded = unwrap(
			await db.rpc('record_payment', {
				request_id: payment.requestId,
				invoice_id: payment.invoiceId,
				amount_cents: payment.amountCents,
				method: payment.method,
				paid_on: payment.paidOn,
				charges_waived: payment.chargesWaived,
				keeps_excess: payment.keepsExcess
			})
		) as { payment_status: string };
		return recorded.payment_status === 'paid' ? 'paid' : 'partial';
	} catch (error) {
		const field = error instanceof DomainError ? fieldOfRefusal[error.code] : undefined;
		if (!(error instanceof DomainError) || !field) throw error;
		const open = money(Number(error.params.open_cents ?? 0));
		throw new DomainError(error.code, error.status, { ...error.params, open, field });
	}
}
