import type { Charge } from './book.ts';

/** Reais, as the provider's JSON has them. Two decimals of a number below 10^13 survive the division exactly enough to print. */
export function reais(cents: number): number {
	return cents / 100;
}

/** A charge as the API and the webhooks show it. `refunds` is null where there are none. */
export function chargeJson(charge: Charge, publicUrl: string): Record<string, unknown> {
	const number = String(charge.number).padStart(8, '0');
	return {
		object: 'payment',
		id: charge.id,
		dateCreated: charge.dateCreated,
		customer: charge.customer,
		subscription: null,
		installment: null,
		paymentLink: null,
		value: reais(charge.valueCents),
		netValue: reais(charge.valueCents),
		originalValue: charge.originalValueCents === null ? null : reais(charge.originalValueCents),
		interestValue:
			charge.originalValueCents === null
				? null
				: reais(charge.valueCents - charge.originalValueCents),
		description: charge.description,
		billingType: charge.paidBy ?? charge.billingType,
		canBePaidAfterDueDate: true,
		confirmedDate: charge.confirmedDate,
		pixTransaction: null,
		status: charge.status,
		dueDate: charge.dueDate,
		originalDueDate: charge.originalDueDate,
		paymentDate: charge.paymentDate,
		clientPaymentDate: charge.clientPaymentDate,
		installmentNumber: null,
		invoiceUrl: `${publicUrl}/i/${charge.id}`,
		invoiceNumber: number,
		externalReference: charge.externalReference,
		deleted: charge.deleted,
		anticipated: false,
		anticipable: false,
		creditDate: charge.creditDate,
		estimatedCreditDate: charge.creditDate,
		transactionReceiptUrl: null,
		nossoNumero: charge.billingType === 'BOLETO' ? number : null,
		bankSlipUrl:
			charge.billingType === 'BOLETO' || charge.billingType === 'UNDEFINED'
				? `${publicUrl}/i/${charge.id}`
				: null,
		discount: { value: 0, dueDateLimitDays: 0, type: 'FIXED' },
		fine: { value: charge.finePercent },
		interest: { value: charge.interestPercent },
		creditCard: charge.card && {
			creditCardNumber: charge.card.lastFour,
			creditCardBrand: charge.card.brand,
			creditCardToken: charge.card.token
		},
		postalService: false,
		refunds:
			charge.refunds.length === 0
				? null
				: charge.refunds.map((refund) => ({
						dateCreated: refund.dateCreated,
						status: 'DONE',
						value: reais(refund.valueCents),
						description: refund.description
					}))
	};
}
