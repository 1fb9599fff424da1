import { expect, test } from 'vitest';
import { companyFieldOf, companyFields, companySchema } from './company-schema.ts';

const blank = companySchema.parse({});

test('everything may be left out', () => {
	expect(Object.values(blank)).toEqual(Array(12).fill(''));
});

test('names of the other columns do not get through', () => {
	const sent = companySchema.parse({ name: 'x', document: '1', payer: 'agency', resellerId: 'y' });
	expect(Object.keys(companyFields(sent)).sort()).toEqual(
		[
			...['city', 'complement', 'contact_name', 'contact_role', 'district', 'email', 'phone'],
			...['postal_code', 'state', 'street', 'street_number', 'trade_name']
		].sort()
	);
});

test('what is typed becomes what is stored', () => {
	const fields = companyFields({ ...blank, phone: '(11) 98765-4321', postalCode: '01310-100' });
	expect(fields).toMatchObject({ phone: '+5511987654321', postal_code: '01310100', street: '' });
});

test.each([
	['email', 'nobody'],
	['phone', '12'],
	['postalCode', '0131'],
	['state', 'XX'],
	['city', 'x'.repeat(101)]
])('%s refuses %s', (field, value) => {
	const issues = companySchema.safeParse({ [field]: value }).error?.issues;
	expect(issues?.map(({ path }) => path)).toEqual([[field]]);
});

test.each([
	['client_email_invalid', 'email'],
	['client_postal_code_invalid', 'postalCode'],
	['client_street_number_too_long', 'streetNumber'],
	['client_document_invalid', null],
	['not_permitted', null]
])('%s is about %s', (code, field) => expect(companyFieldOf(code)).toBe(field));
