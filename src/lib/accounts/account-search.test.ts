import { expect, test } from 'vitest';
import { matchesAccount } from './account-search.ts';

const account = { name: 'Padaria São João & Filhos', reseller_name: 'Veloz Internet' };

test.each([
	['', true],
	['  ', true],
	['sao', true],
	['SÃO', true],
	['joao pad', true],
	['veloz', true],
	['padaria veloz', true],
	['&', true],
	['aria', false],
	['padaria norte', false]
])('“%s” finds it: %s', (typed, found) => expect(matchesAccount(account, typed)).toBe(found));
