import { expect, test } from 'vitest';
import { redirects } from './redirects.ts';

const { isAllowed } = redirects('https://app.example.com', [
	'https://*.example.com/callback',
	'https://docs.example.com/**',
	'https://?.example.org/x',
	'https://{one,two}.example.net/[a-c]',
	'myapp://signed-in'
]);

test.each([
	['https://app.example.com', true],
	['https://app.example.com/deep/path?x=1#y', true],
	['https://a.example.com/callback', true],
	['https://a.b.example.com/callback', false],
	['https://a.example.com/callback/more', false],
	['https://docs.example.com/a/b.c/d', true],
	['https://docs.example.com.evil.com/a', false],
	['https://a.example.org/x', true],
	['https://ab.example.org/x', false],
	['https://two.example.net/b', true],
	['https://two.example.net/d', false],
	['https://three.example.net/b', false],
	['myapp://signed-in', true],
	['myapp://other', false],
	['http://app.example.com', false],
	['https://app.example.com:8443', false],
	['https://app.example.com@evil.com/', false],
	['https://evil.com/https://docs.example.com/', false],
	['//evil.com', false],
	['/relative', false],
	['javascript:alert(1)//docs.example.com/', false],
	['http://192.168.0.1/', false],
	['http://3232235521/', false],
	['http://127.0.0.1:9999/', true],
	['http://[::1]:9999/', true],
	['https://app.example.com/\nheader: x', false],
	['', false]
])('%s: %s', (url, expected) => expect(isAllowed(url)).toBe(expected));

test('ports are free where the site is on loopback', () => {
	const local = redirects('http://localhost:3000', []);
	expect(local.isAllowed('http://localhost:4173/x')).toBe(true);
	expect(local.isAllowed('http://localhost.evil.com:3000/')).toBe(false);
});
