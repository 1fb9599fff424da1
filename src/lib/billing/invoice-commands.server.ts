import type { RequestEvent } from '@sveltejs/kit';
import { unwrap } from '#lib/errors/database-error.ts';
import { DomainError } from '#lib/errors/domain-error.ts';
import { formatMoney } from '#lib/format/money.ts';
import { formAction } from '#lib/forms/form-action.server.ts';
import { m } from '#lib/paraglide/messages.js';
import { getLocale } from '#lib/paraglide/runtime.js';
import {
	applyCreditSchema,
	changeInvoiceSchema,
	refundPaymentSchema,
	renewLinkSchema,
	resendMailSchema,
	reversePaymentSchema,
	voidInvoiceSchema
} from './command-schemas.ts';
import { pay } from './payment-form.server.ts';

const fieldOfRefusal: Record<string, string> = {
	invoice_due_required: 'dueOn',
	invoice_due_in_past: 'dueOn',
	invoice_due_too_far: 'dueOn',
	invoice_method_invalid: 'method',
	pay_method_not_accepted: 'method',
	pay_method_needs_gateway: 'method',
	refund_exceeds_payment: 'amountCents',
	refund_amount_invalid: 'amountCents',
	refund_reason_invalid: 'reason',
	refund_of_boleto: 'byTransfer',
	payment_reason_invalid: 'reason',
	invoice_void_reason_invalid: 'reason'
};

/** The form actions of an invoice's page. Refusals come with their words, at the field where there is one. */
export const invoiceCommands = {
	pay,
	change: formAction(changeInvoiceSchema, async ({ dueOn, method }, event) => {
		await command(
			event.locals.db.rpc('change_invoice', {
				invoice_id: idOf(event),
				due_on: dueOn,
				...(method !== 'any' && { method })
			})
		);
		return m.invoices_changed();
	}),
	cancel: formAction(voidInvoiceSchema, async ({ reason }, event) => {
		await command(event.locals.db.rpc('void_invoice', { invoice_id: idOf(event), reason }));
		return m.invoices_canceled();
	}),
	reverse: formAction(reversePaymentSchema, async ({ paymentId, reason }, { locals }) => {
		await command(locals.db.rpc('reverse_payment', { payment_id: paymentId, reason }));
		return m.invoices_reversed();
	}),
	refund: formAction(refundPaymentSchema, async (refund, { locals }) => {
		await command(
			locals.db.rpc('refund_payment', {
				request_id: refund.requestId,
				payment_id: refund.paymentId,
				amount_cents: refund.amountCents,
				reason: refund.reason,
				by_transfer: refund.byTransfer
			})
		);
		return m.invoices_refunded();
	}),
	credit: formAction(applyCreditSchema, async ({ requestId }, event) => {
		await command(
			event.locals.db.rpc('apply_credit', { request_id: requestId, invoice_id: idOf(event) })
		);
		return m.invoices_credit_applied();
	}),
	resend: formAction(resendMailSchema, async ({ requestId, template }, event) => {
		await command(
			event.locals.db.rpc('resend_invoice_mail', {
				request_id: requestId,
				invoice_id: idOf(event),
				template
			})
		);
		return m.invoices_mail_queued();
	}),
	renew: formAction(renewLinkSchema, async (_, event) => {
		await command(event.locals.db.rpc('rotate_pay_link', { invoice_id: idOf(event) }));
		return m.invoices_link_renewed();
	})
};

const idOf = ({ params }: RequestEvent) => params.invoiceId ?? '';

/** Amounts in a refusal are said in the person's money. */
export async function command<Answer>(
	asked: PromiseLike<{ data: Answer; error: Parameters<typeof unwrap>[0]['error'] }>
): Promise<Answer> {
	try {
		return unwrap(await asked);
	} catch (error) {
		if (!(error instanceof DomainError)) throw error;
		const field = fieldOfRefusal[error.code];
		const money = Object.entries(error.params)
			.filter(([name]) => name.endsWith('_cents'))
			.map(([name, cents]) => [
				name.replace(/_cents$/, ''),
				formatMoney(Number(cents), getLocale())
			]);
		throw new DomainError(error.code, error.status, {
			...error.params,
			...Object.fromEntries(money),
			...(field && { field })
		});
	}
}
