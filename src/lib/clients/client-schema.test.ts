import { expect, test } from 'vitest';
import { clientFields, clientFormOf, clientSchema, type ClientForm } from './client-schema.ts';

const blank: ClientForm = {
	personType: 'company',
	name: 'Padaria Pão Quente',
	tradeName: '',
	document: '',
	identityDocument: '',
	bornOrOpenedOn: '',
	email: '',
	phone: '',
	contactName: '',
	contactRole: '',
	sector: '',
	companySize: '',
	postalCode: '',
	street: '',
	streetNumber: '',
	complement: '',
	district: '',
	city: '',
	state: '',
	notes: ''
};

test('only the name is required', () => {
	expect(wrongFields({})).toEqual([]);
	expect(wrongFields({ name: '   ' })).toEqual(['name']);
});

// Vectors: market.md §3.1 (IN RFB 2.229/2024).
test.each<[ClientForm['personType'], string, boolean]>([
	['company', '12ABC34501DE35', true],
	['company', '12.abc.345/01de-35', true],
	['company', '11222333000181', true],
	['company', '11.222.333/0001-81', true],
	['company', '12ABC34501DE36', false],
	['company', '12ABC34501DEA5', false],
	['company', '11222333000182', false],
	['company', '52998224725', false],
	['individual', '52998224725', true],
	['individual', '529.982.247-25', true],
	['individual', '529.982.247-26', false],
	['individual', '11111111111', false],
	['individual', '12ABC34501DE35', false]
])('%s with document %s: %s', (personType, document, isValid) => {
	expect(wrongFields({ personType, document })).toEqual(isValid ? [] : ['document']);
});

test.each<[keyof ClientForm, string]>([
	['email', 'ana@'],
	['email', 'ana @exemplo.com'],
	['email', 'ana@exemplo'],
	['phone', '1234'],
	['phone', '(11) 1234'],
	['postalCode', '0131'],
	['postalCode', '01310-1000'],
	['bornOrOpenedOn', '2026-02-30'],
	['bornOrOpenedOn', '1799-12-31'],
	['companySize', 'enorme'],
	['state', 'XX'],
	['name', 'x'.repeat(201)],
	['notes', 'x'.repeat(5001)]
])('%s may not be %s', (field, value) => {
	expect(wrongFields({ [field]: value })).toEqual([field]);
});

test('everything wrong is said at once', () => {
	expect(wrongFields({ name: '', document: '123', email: 'x', phone: '9' }).sort()).toEqual([
		'document',
		'email',
		'name',
		'phone'
	]);
});

test('what is stored is bare, and empty fields are left out', () => {
	const form = {
		...blank,
		document: '12.abc.345/01de-35',
		email: 'Ana@Exemplo.com',
		phone: '(11) 98765-4321',
		postalCode: '01310-100'
	};
	expect(clientFields(form)).toEqual({
		person_type: 'company',
		name: 'Padaria Pão Quente',
		document: '12ABC34501DE35',
		email: 'ana@exemplo.com',
		phone: '+5511987654321',
		postal_code: '01310100'
	});
});

test('a stored draft comes back into the form, and stays valid', () => {
	const form = {
		...blank,
		tradeName: 'Pão Quente',
		phone: '(11) 98765-4321',
		state: 'SP' as const
	};
	const again = clientFormOf({ ...clientFields(form), phone_hint: 'not ours', number: 7 });
	expect(clientSchema.safeParse({ ...blank, ...again }).data).toEqual(form);
	expect(again).not.toHaveProperty('number');
});

function wrongFields(change: Partial<Record<keyof ClientForm, string>>): string[] {
	const result = clientSchema.safeParse({ ...blank, ...change });
	return result.success ? [] : [...new Set(result.error.issues.map(({ path }) => String(path[0])))];
}
