import { expect, test } from 'vitest';
import { accountHeaderValue, accountHome, accountOfPath } from './account-path.ts';

test.each([
	['/r/acme', { kind: 'reseller', slug: 'acme' }],
	['/r/acme/clients/1', { kind: 'reseller', slug: 'acme' }],
	['/c/padaria/invoices', { kind: 'client', slug: 'padaria' }],
	['/as/0a1b/company', { kind: 'impersonation', slug: '0a1b' }],
	['/accounts', null],
	['/ass/0a1b', null],
	['/r/', null],
	['/r/%/clients', null],
	['/r/%ff', null],
	['/r/%2e%2e/clients', null],
	['/r/Acme', null],
	['/report/acme', null]
])('%s acts as %o', (path, account) => expect(accountOfPath(path)).toEqual(account));

test.each(['reseller', 'client', 'impersonation'] as const)(
	'header and home of a %s name the same account',
	(kind) => {
		const account = { kind, slug: 'acme' };
		expect(accountHeaderValue(account)).toBe(`${kind}/acme`);
		expect(accountOfPath(accountHome(account))).toEqual(account);
	}
);
