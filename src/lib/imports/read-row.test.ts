import { expect, test } from 'vitest';
import { isImportField, type ImportField, type Mapping } from './import-fields.ts';
import { readRow } from './read-row.ts';
import type { ReadKind } from './read-cell.ts';

type Given = Partial<Record<ImportField, string>>;

function read(given: Given, kinds: Partial<Record<ImportField, ReadKind>> = {}) {
	const fields = Object.keys(given).filter(isImportField);
	const mapping: Mapping = fields.map((field) => ({ header: field, field }));
	return readRow(
		{
			line: 7,
			cells: fields.map((field) => given[field]!),
			kinds: fields.map((field) => kinds[field] ?? 'text')
		},
		mapping
	);
}

const common = { name: 'Ana' };

test.each<[Given, object]>([
	[{ document: '529.982.247-25' }, { document: '52998224725', person_type: 'individual' }],
	[{ document: '11.222.333/0001-81' }, { document: '11222333000181', person_type: 'company' }],
	[{ document: '12.ABC.345/01DE-35' }, { document: '12ABC34501DE35', person_type: 'company' }],
	[{ personType: 'Pessoa Física' }, { person_type: 'individual' }],
	[{ personType: 'PJ' }, { person_type: 'company' }],
	[{ phones: '(11) 98765-4321' }, { phones: ['+5511987654321'] }],
	[{ phones: "'+5511987654321" }, { phones: ['+5511987654321'] }],
	[{ phones: '11987654321 / (11) 3456-7890' }, { phones: ['+5511987654321', '+551134567890'] }],
	[{ phones: '+1 212 555 0100' }, { phones: ['+12125550100'] }],
	[{ postalCode: '01310-100' }, { postal_code: '01310100' }],
	[{ bornOrOpenedOn: '31/12/1990' }, { born_or_opened_on: '1990-12-31' }],
	[{ bornOrOpenedOn: '1/2/85' }, { born_or_opened_on: '1985-02-01' }],
	[{ bornOrOpenedOn: '1990-12-31T00:00:00' }, { born_or_opened_on: '1990-12-31' }],
	[{ state: 'São Paulo' }, { state: 'SP' }],
	[{ state: 'sp' }, { state: 'SP' }],
	[{ companySize: '11 a 50' }, { company_size: '11-50' }],
	[{ dueDay: 'Dia 10' }, { due_day: 10 }],
	[{ email: 'Ana@Exemplo.COM' }, { email: 'ana@exemplo.com' }]
])('%j is stored as %j', (given, stored) => {
	const row = read({ ...common, ...given });
	expect(row?.problems).toBeUndefined();
	expect(row?.fields).toMatchObject(stored);
});

test('numbers that lost their zeros in front get them back', () => {
	const row = read(
		{ ...common, document: '191000108', postalCode: '1310100' },
		{ document: 'number', postalCode: 'number' }
	);
	expect(row?.fields).toMatchObject({ document: '00191000108' });
	expect(
		read({ ...common, postalCode: '1310100' }, { postalCode: 'number' })?.fields
	).toMatchObject({ postal_code: '01310100' });
});

test.each<[Given, string]>([
	[{ document: '111.111.111-11' }, 'document'],
	[{ email: 'ana@' }, 'email'],
	[{ phones: '123' }, 'phones'],
	[{ postalCode: '123' }, 'postal_code'],
	[{ bornOrOpenedOn: '31/02/1990' }, 'born_or_opened_on'],
	[{ state: 'XX' }, 'state'],
	[{ dueDay: '32' }, 'due_day'],
	[{ name: 'x'.repeat(201) }, 'name'],
	[{ name: 'a\u0000b' }, 'name'],
	[{ personType: 'alien' }, 'person_type']
])('%j is refused, and the problem says where and what stood there', (given, field) => {
	const row = read({ ...common, ...given });
	expect(row?.problems?.[0]).toMatchObject({ field, text: expect.any(String) });
	expect(row?.problems?.[0]?.value).toBeTruthy();
	expect(JSON.stringify(row)).not.toContain('\\u0000');
});

test('formulas, HTML and marks are text, kept as they stand', () => {
	const name = '=HYPERLINK("http://x") <b>\u202E';
	expect(read({ name })?.fields.name).toBe(name);
});

test('a row without a name is called by its trade name, and refused without either', () => {
	expect(read({ tradeName: 'Padaria' })?.fields).toMatchObject({ name: 'Padaria' });
	expect(read({ city: 'Campinas' })?.problems?.[0]).toMatchObject({ field: 'name' });
});

test('a row with nothing in the columns that are read is none', () => {
	expect(read({ name: '  ', phones: '' })).toBeNull();
});
