import { expect, test } from 'vitest';
import { sortAnswers } from './sort-answers.server.ts';

test('keeps what is right, whatever is wrong beside it', () => {
	const { valid, refused } = sortAnswers({
		personType: 'company',
		document: '11.222.333/0001-80',
		email: 'nobody',
		city: '  São Paulo ',
		phones: ['(11) 98765-4321', '123']
	});
	expect(valid).toEqual({ personType: 'company', city: 'São Paulo' });
	expect(Object.keys(refused).sort()).toEqual(['document', 'email', 'phones']);
});

test('a document is judged by the kind of person that comes with it', () => {
	expect(sortAnswers({ personType: 'individual', document: '529.982.247-25' }).refused).toEqual({});
	expect(sortAnswers({ personType: 'company', document: '529.982.247-25' }).refused).toHaveProperty(
		'document'
	);
});

test('what is absent stays absent: nothing is emptied by the way', () => {
	expect(sortAnswers({})).toEqual({ valid: {}, refused: {} });
	expect(sortAnswers({ street: '' }).valid).toEqual({ street: '' });
});

test.each(['notes', 'discount', 'payer', 'reseller_id', 'number', '__proto__', 'archivedAt'])(
	'a form with %s is none of ours',
	(name) => {
		const forged = JSON.parse(`{"${name}": "1"}`) as unknown;
		expect(() => sortAnswers(forged)).toThrow('data_request_field_unknown');
	}
);

test.each([null, 'text', ['name'], 7])('%j is no form', (sent) => {
	expect(() => sortAnswers(sent)).toThrow('input_invalid');
});

test.each([
	[{ name: { a: 1 } }],
	[{ phones: 'x' }],
	[{ name: 'x'.repeat(201) }],
	[{ city: 'a\u0000b' }]
])('%j is refused at its field', (sent) => {
	const { valid, refused } = sortAnswers(sent);
	expect(valid).toEqual({});
	expect(Object.keys(refused)).toEqual(Object.keys(sent));
});
