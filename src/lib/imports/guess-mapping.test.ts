import { expect, test } from 'vitest';
import { guessMapping, moneyColumns, rememberedMapping } from './guess-mapping.ts';

const fieldsOf = (header: string[]) => guessMapping(header).map(({ field }) => field);

test.each([
	[
		[
			'Código',
			'Razão Social',
			'Nome Fantasia',
			'CNPJ/CPF',
			'I.E./RG',
			'E-mail',
			'Telefone',
			'Celular'
		],
		[null, 'name', 'tradeName', 'document', 'identityDocument', 'email', 'phones', 'phones']
	],
	[
		['NOME', 'cpf/cnpj', 'email', 'fone 1', 'fone 2', 'CEP', 'Endereço', 'Número', 'Compl.'],
		[
			'name',
			'document',
			'email',
			'phones',
			'phones',
			'postalCode',
			'street',
			'streetNumber',
			'complement'
		]
	],
	[
		['Name', 'Tax ID', 'E-Mail', 'Phone', 'ZIP Code', 'City', 'State'],
		['name', 'document', 'email', 'phones', 'postalCode', 'city', 'state']
	],
	[
		['Bairro', 'Município', 'UF', 'Data de Nascimento', 'Observações', 'Dia de vencimento'],
		['district', 'city', 'state', 'bornOrOpenedOn', 'notes', 'dueDay']
	],
	[
		['Plano', 'Valor', 'Mensalidade', ''],
		[null, null, null, null]
	]
])('%j', (header, fields) => expect(fieldsOf(header)).toEqual(fields));

test('of two columns that claim a field the better word wins, of equal ones the first', () => {
	expect(fieldsOf(['Nome', 'Razão Social'])).toEqual([null, 'name']);
	expect(fieldsOf(['CPF', 'CNPJ'])).toEqual([null, 'document']);
	expect(fieldsOf(['E-mail', 'e-mail'])).toEqual(['email', null]);
});

test('columns of plans and prices are named', () => {
	expect(moneyColumns(['Nome', 'Plano', 'Valor do plano', 'Valor', 'Planos de saúde'])).toEqual([
		'Plano',
		'Valor do plano',
		'Valor'
	]);
});

test('an earlier choice is taken up where the header is the same, also the choice to leave a column out', () => {
	const earlier = [
		{ header: 'NOME', field: 'tradeName' },
		{ header: 'E-mail', field: null },
		{ header: 'Other', field: 'city' },
		{ header: 'UF', field: 'no such field' }
	];
	expect(rememberedMapping(['Nome', 'e-mail', 'Cidade', 'UF', 'CEP'], earlier)).toEqual([
		{ header: 'Nome', field: 'tradeName' },
		{ header: 'e-mail', field: null },
		{ header: 'Cidade', field: 'city' },
		{ header: 'UF', field: null },
		{ header: 'CEP', field: 'postalCode' }
	]);
	expect(rememberedMapping(['Nome'], 'broken')).toEqual([{ header: 'Nome', field: 'name' }]);
});
