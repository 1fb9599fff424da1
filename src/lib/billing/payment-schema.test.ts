import { expect, test } from 'vitest';
import { paymentSchema } from './payment-schema.ts';

const payment = {
	requestId: '6f1c2f60-3a55-4f0e-9d0b-1f6a4f0c9f11',
	invoiceId: '0b0f3f9e-2d0c-4c39-8f5e-6f3f5f0b7a21',
	amountCents: 9990,
	method: 'pix',
	paidOn: '2026-11-22'
};

test.each([
	[{}, []],
	[{ method: 'cash' }, []],
	[{ amountCents: 0 }, ['amountCents']],
	[{ amountCents: -100 }, ['amountCents']],
	[{ amountCents: 99.5 }, ['amountCents']],
	[{ amountCents: NaN }, ['amountCents']],
	[{ method: 'cheque' }, ['method']],
	[{ paidOn: '2026-02-30' }, ['paidOn']],
	[{ requestId: '' }, ['requestId']],
	[{ invoiceId: '1' }, ['invoiceId']]
])('%j is wrong at %j', (change, wrong) => {
	const result = paymentSchema.safeParse({ ...payment, ...change });
	expect(result.success ? [] : result.error.issues.map(({ path }) => path[0])).toEqual(wrong);
});
