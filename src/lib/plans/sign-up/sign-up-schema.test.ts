import { expect, test } from 'vitest';
import { signUpSchema } from './sign-up-schema.ts';

const ana = {
	...{ requestId: '6f1c2f60-3a55-4f0e-9d0b-1f6a4f0c9f11', version: '1', months: '12' },
	...{ agreementVersion: '1', agrees: true, personType: 'individual' },
	...{ name: 'Ana Prado', document: '529.982.247-25', email: 'ana@client.example' }
};

test.each<[object, string[]]>([
	[{}, []],
	[{ name: ' ' }, ['name']],
	[{ email: '' }, ['email']],
	[{ email: 'ana' }, ['email']],
	[{ document: '' }, ['document']],
	[{ document: '529.982.247-26' }, ['document']],
	[{ personType: 'company', document: '529.982.247-25' }, ['document']],
	[{ personType: 'company', document: '12.ABC.345/01DE-35' }, []],
	[{ months: '5' }, ['months']],
	[{ months: undefined }, ['months']],
	[{ agrees: false }, ['agrees']],
	[{ agreementVersion: '', agrees: false }, []],
	[{ phones: ['12'] }, ['phones']],
	[{ phones: ['(11) 98765-4321'] }, []],
	[{ version: 'x' }, ['version']],
	[{ requestId: 'x' }, ['requestId']]
])('%j is wrong at %j', (change, wrong) => {
	const result = signUpSchema.safeParse({ ...ana, ...change });
	expect(result.success ? [] : result.error.issues.map(({ path }) => path[0])).toEqual(wrong);
});
