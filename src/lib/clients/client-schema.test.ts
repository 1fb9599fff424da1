import { expect, test } from 'vitest';
import { clientFields, clientFormOf, emptyClientForm, storedClient } from './client-fields.ts';
import { clientSchema, type ClientForm } from './client-schema.ts';

const blank: ClientForm = { ...emptyClientForm(), name: 'Padaria Pão Quente' };

test('the empty form is what the schema takes for nothing', () => {
	expect(clientSchema.parse({ name: 'Ana' })).toEqual({ ...emptyClientForm(), name: 'Ana' });
});

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

test.each<[keyof ClientForm, unknown]>([
	['email', 'ana@'],
	['email', 'ana @exemplo.com'],
	['email', 'ana@exemplo'],
	['email', 'ana\u0000@exemplo.com'],
	['phones', ['1234']],
	['phones', ['(11) 98765-4321', '(11) 1234']],
	['phones', Array(6).fill('(11) 98765-4321')],
	['postalCode', '0131'],
	['postalCode', '01310-1000'],
	['bornOrOpenedOn', '2026-02-30'],
	['bornOrOpenedOn', '1799-12-31'],
	['companySize', 'enorme'],
	['state', 'XX'],
	['locale', 'fr'],
	['payer', 'nobody'],
	['collection', 'carrier pigeon'],
	['dueDay', '0'],
	['dueDay', '32'],
	['dueDay', '5.5'],
	['instalments', '13'],
	['pendingDays', '-1'],
	['blockDays', '366'],
	['discount', '12abc'],
	['discount', '-1'],
	['surcharge', '1.000.000,01'],
	['monthly', '1.000.000.000,01'],
	['contractTotal', '1,2,3'],
	['name', 'x'.repeat(201)],
	['notes', 'x'.repeat(5001)]
])('%s may not be %j', (field, value) => {
	expect(wrongFields({ [field]: value })).toEqual([field]);
});

test.each([
	['right-to-left', '\u202eainadaP\u202c שלום'],
	['an emoji family', '👩‍👩‍👧 Padaria'],
	['SQL', `'); drop table clients; --`],
	['HTML', '<img src=x onerror=alert(1)>'],
	['a formula', '=cmd|"/c calc"!A1'],
	['a non-breaking space inside', 'Pão\u00a0Quente']
])('%s is text like any other', (_, text) => {
	const parsed = clientSchema.parse({ ...blank, name: text, notes: text });
	expect(parsed).toMatchObject({ name: text, notes: text });
});

test.each([
	['NUL', 'Pad\u0000aria'],
	['half an emoji', 'Padaria \ud83d'],
	['an escape sequence', '\u001b[31mPadaria']
])('%s is refused with words', (_, text) => {
	for (const field of ['name', 'street', 'notes'] as const) {
		const { error } = clientSchema.safeParse({ ...blank, [field]: text });
		expect(error?.issues.map(({ message }) => message)).toEqual([
			'Há um caractere que não pode ser guardado. Apague-o e escreva de novo.'
		]);
	}
});

test('line breaks have no place in one line', () => {
	expect(clientSchema.parse({ ...blank, street: ' Rua A\r\nfundos ' }).street).toBe('Rua A fundos');
	expect(clientSchema.parse({ ...blank, notes: 'um\ndois' }).notes).toBe('um\ndois');
});

test('the block may not come before the pendency', () => {
	expect(wrongFields({ pendingDays: '10', blockDays: '5' })).toEqual(['blockDays']);
	expect(wrongFields({ pendingDays: '5', blockDays: '5' })).toEqual([]);
	expect(wrongFields({ blockDays: '5' })).toEqual([]);
});

test('everything wrong is said at once', () => {
	const wrong = wrongFields({ name: '', document: '123', email: 'x', phones: ['9'] });
	expect(wrong.sort()).toEqual(['document', 'email', 'name', 'phones']);
});

test('what is stored is bare, and empty fields are left out', () => {
	const form: ClientForm = {
		...blank,
		document: '12.abc.345/01de-35',
		email: 'Ana@Exemplo.com',
		phones: ['(11) 98765-4321', '', '+1 202 555 0100', '11987654321'],
		postalCode: '01310-100',
		dueDay: '5',
		monthly: '1.234,5',
		instalments: '12'
	};
	expect(clientFields(form)).toEqual({
		person_type: 'company',
		name: 'Padaria Pão Quente',
		document: '12ABC34501DE35',
		email: 'ana@exemplo.com',
		phones: ['+5511987654321', '+12025550100'],
		postal_code: '01310100',
		locale: 'pt-BR',
		payer: 'client',
		collection: 'informal',
		due_day: 5,
		monthly_cents: 123450,
		instalments: 12
	});
});

test('a person does not send what only a company has', () => {
	const form: ClientForm = {
		...blank,
		personType: 'individual',
		sector: 'Saúde',
		companySize: '1'
	};
	expect(storedClient(form)).not.toHaveProperty('sector');
	expect(storedClient({ ...form, personType: 'company' })).toMatchObject({ sector: 'Saúde' });
});

test('what was stored comes back into the form, and stays valid', () => {
	const form: ClientForm = {
		...blank,
		tradeName: 'Pão Quente',
		phones: ['(11) 98765-4321', '(11) 3333-4444'],
		postalCode: '01310-100',
		discount: '10,00',
		contractTotal: '12.000,00',
		blockDays: '15',
		state: 'SP'
	};
	const again = clientFormOf({ ...storedClient(form), phone_hint: 'not ours', number: 7 });
	expect(clientSchema.parse({ ...blank, ...again })).toEqual(form);
	expect(again).not.toHaveProperty('number');
	expect(clientFormOf({ discount_cents: 123450 }, 'en')).toEqual({ discount: '1,234.50' });
});

test('a draft of older days holds one phone', () => {
	expect(clientFormOf({ phone: '+5511987654321' })).toEqual({ phones: ['(11) 98765-4321'] });
});

function wrongFields(change: Partial<Record<keyof ClientForm, unknown>>): string[] {
	const result = clientSchema.safeParse({ ...blank, ...change });
	return result.success ? [] : [...new Set(result.error.issues.map(({ path }) => String(path[0])))];
}
