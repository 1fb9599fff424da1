import { expect, test } from 'vitest';
import { matchesAnywhere, matchesWords } from './matches.ts';

test.each([
	['', 'Novo cliente', true],
	['novo', 'Novo cliente', true],
	['cli nov', 'Novo cliente', true],
	['iente', 'Novo cliente', false],
	['HISTORICO', 'Histórico', true],
	['histórico', 'Historico', true],
	['tema esc', 'Tema: Escuro', true],
	['nova', 'Novo cliente', false],
	['…', 'Novo cliente', true]
])('“%s” in “%s”: %s', (typed, text, expected) => {
	expect(matchesWords(typed, text)).toBe(expected);
});

test('words are found in any of the texts, clients also in the middle of a word', () => {
	expect(matchesWords('nuvem novo', 'Novo cliente', 'nuvem')).toBe(true);
	expect(matchesAnywhere('cipal aca', 'Açaí Municipal')).toBe(true);
	expect(matchesAnywhere('12345', '12.345.678/0001-95')).toBe(false);
	expect(matchesAnywhere('12 345', '12.345.678/0001-95')).toBe(true);
});
