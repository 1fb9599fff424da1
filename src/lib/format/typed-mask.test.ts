import { expect, test } from 'vitest';
import { punctuateDocument } from './documents.ts';
import { punctuatePhone } from './phone.ts';
import { formatPostalCode } from './postal-code.ts';
import { maskTyped } from './typed-mask.ts';

const cpf = (text: string) => punctuateDocument('cpf', text);

test.each([
	['grows while typing at the end', cpf, '5299', 4, '529.9', 5],
	['caret in the middle stays after its figure', cpf, '5209.982', 3, '520.998.2', 3],
	['deleting a figure', cpf, '529.98.247-25', 6, '529.982.472-5', 6],
	['more than fits is kept', cpf, '529982247251', 12, '529.982.247-251', 15],
	['letters in a phone are kept as typed', punctuatePhone, '11 ramal 2', 10, '11 ramal 2', 10],
	['caret at the start stays', formatPostalCode, '01310100', 0, '01310-100', 0]
])('%s', (_, punctuate, text, caret, shown, position) =>
	expect(maskTyped(punctuate, { text, caret })).toEqual({ text: shown, caret: position })
);
