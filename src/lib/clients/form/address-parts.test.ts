import { expect, test } from 'vitest';
import { addressText, differsFrom, emptyParts } from './address-parts.ts';

const none = { street: '', district: '', city: '', state: '' as const };
const paulista = {
	street: 'Avenida Paulista',
	district: 'Bela Vista',
	city: 'São Paulo',
	state: 'SP' as const
};

test('everything is filled in where nothing stands', () => {
	expect(emptyParts(none, paulista)).toEqual(paulista);
});

test('what stands there is never touched', () => {
	const form = { ...none, street: 'Rua da Ana', city: ' ' };
	expect(emptyParts(form, paulista)).toEqual({
		district: 'Bela Vista',
		city: 'São Paulo',
		state: 'SP'
	});
});

test('what the CEP does not tell is not filled', () => {
	expect(emptyParts(none, { ...paulista, street: '', district: '' })).toEqual({
		city: 'São Paulo',
		state: 'SP'
	});
});

test.each([
	[none, false],
	[paulista, false],
	[{ ...paulista, city: 'sao paulo', street: 'Avenida  Paulista,' }, false],
	[{ ...paulista, state: 'RJ' as const }, true],
	[{ ...none, street: 'Rua da Ana' }, true]
])('%j differs from Paulista: %s', (form, differs) => {
	expect(differsFrom(form, paulista)).toBe(differs);
});

test('in words', () => {
	expect(addressText(paulista)).toBe('Avenida Paulista, Bela Vista, São Paulo – SP');
	expect(addressText({ state: 'SP' })).toBe('SP');
});
