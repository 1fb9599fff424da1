import { expect, test } from 'vitest';
import { accountHeaderValue, accountHome, accountOfPath } from './account-path.ts';

test.each([
	['/r/acme', { kind: 'reseller', slug: 'acme' }],
	['/r/acme/clients/1', { kind: 'reseller', slug: 'acme' }],
	['/c/padaria/invoices', { kind: 'client', slug: 'padaria' }],
	['/accounts', null],
	['/r/', null],
	['/r/%/clients', null],
	['/r/%ff', null],
	['/r/%2e%2e/clients', null],
	['/r/Acme', null],
	['/report/acme', null]
])('%s acts as %o', (path, account) => expect(accountOfPath(path)).toEqual(account));

test('header and home name the same account', () => {
	const account = { kind: 'reseller', slug: 'acme' } as const;
	expect(accountHeaderValue(account)).toBe('reseller/acme');
	expect(accountOfPath(accountHome(account))).toEqual(account);
});
