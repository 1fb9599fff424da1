import { expect, test } from 'vitest';
import { storedClient } from '#lib/clients/client-fields.ts';
import { contactFields } from '#lib/clients/form/client-form.ts';
import { companySchema } from './company-schema.ts';

const blank = companySchema.parse({});

test('everything may be left out', () => {
	const { phones, base, ...texts } = blank;
	expect(phones).toEqual([]);
	expect(base).toBe('{}');
	expect(Object.values(texts)).toEqual(Array(11).fill(''));
});

test('what is asked is what the form shows', () => {
	const { base: _, ...asked } = blank;
	expect(Object.keys(asked).sort()).toEqual([...contactFields].sort());
});

test('names of the other columns do not get through', () => {
	const sent = companySchema.parse({ name: 'x', document: '1', payer: 'agency', notes: 'y' });
	expect(Object.keys(storedClient(sent)).sort()).toEqual(
		[
			...['city', 'complement', 'contact_name', 'contact_role', 'district', 'email', 'phones'],
			...['postal_code', 'state', 'street', 'street_number', 'trade_name']
		].sort()
	);
});

test.each([
	['email', 'nobody'],
	['postalCode', '0131'],
	['state', 'XX'],
	['city', 'x'.repeat(101)]
])('%s refuses %s', (field, value) => {
	const issues = companySchema.safeParse({ [field]: value }).error?.issues;
	expect(issues?.map(({ path }) => path)).toEqual([[field]]);
});
