import { expect, test } from 'vitest';
import { duplicateQuery } from './duplicate.ts';

test.each([
	[{ name: 'Pa', document: '11.222', email: 'ana@', phones: ['(11) 9'] }, null],
	[{ name: ' Padaria Sol ' }, { name: 'Padaria Sol' }],
	[{ document: '12.abc.345/01de-35' }, { document: '12ABC34501DE35' }],
	[{ personType: 'individual' as const, document: '12.abc.345/01de-35' }, null],
	[
		{ email: ' Ana@Sol.com ', phones: ['', '(11) 98765-4321'] },
		{ email: 'ana@sol.com', phones: ['+5511987654321'] }
	]
])('%j asks for %j', (form, query) => expect(duplicateQuery(form)).toEqual(query));
