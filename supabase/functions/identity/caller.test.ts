import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { callerOf } from './caller.ts';
import { asking, type Ask } from './testing/ask.ts';
import { startFakePlatform, type FakePlatform } from './testing/fake-platform.ts';

let platform: FakePlatform;
let ask: Ask;

beforeEach(async () => {
	platform = await startFakePlatform();
	ask = asking(platform);
});
afterEach(() => platform.stop());

// cf-connecting-ip | x-forwarded-for | address
test.each([
	['203.0.113.7', '198.51.100.9, 203.0.113.7, 192.0.2.1', '203.0.113.7'],
	[undefined, '198.51.100.9, 203.0.113.7', '203.0.113.7'],
	[undefined, '203.0.113.7', '203.0.113.7'],
	[undefined, '203.0.113.7, nonsense', undefined],
	['2001:db8::7', undefined, '2001:db8::7'],
	[undefined, undefined, undefined]
])('%s and %s: %s', (connecting, forwarded, address) => {
	const headers = new Headers();
	if (connecting) headers.set('cf-connecting-ip', connecting);
	if (forwarded) headers.set('x-forwarded-for', forwarded);
	headers.set('sb-forwarded-for', '192.0.2.66');
	headers.set('x-real-ip', '192.0.2.66');
	expect(callerOf(headers).address).toBe(address);
});

// user agent of the caller | what Auth is told
test.each([
	['Mozilla/5.0 (X11; Linux x86_64) Firefox/146.0', 'Balcao/1.0 (X11; Linux x86_64) Firefox/146.0'],
	['node', 'node'],
	['a'.repeat(900), 'a'.repeat(300)],
	['', undefined]
])('%s: %s', (userAgent, told) => {
	expect(callerOf(new Headers({ 'user-agent': userAgent })).userAgent).toBe(told);
});

const asked = { identifier: 'unknown@client.example', password: 'x' };
const from = {
	'x-forwarded-for': '192.0.2.66, 203.0.113.7',
	'sb-forwarded-for': '192.0.2.66',
	'user-agent': 'Mozilla/5.0 (X11) Firefox/146.0'
};

test('Auth, and Auth alone, is told who called', async () => {
	await ask('sign-in', asked, from);
	const [call] = platform.callsTo('/auth/v1/token');
	expect(call?.headers).toMatchObject({
		'sb-forwarded-for': '203.0.113.7',
		'user-agent': 'Balcao/1.0 (X11) Firefox/146.0'
	});
	for (const { headers } of platform.callsTo('/rest/v1/rpc/sign_in_candidates'))
		expect(headers).not.toHaveProperty('sb-forwarded-for');
});

test('a gateway that still takes it for a browser gets to see no device any more', async () => {
	platform.instead.set('/auth/v1/token', {
		status: 401,
		body: { message: 'Forbidden use of secret API key in browser' }
	});
	const logged = vi.spyOn(console, 'error').mockImplementation(() => {});
	expect((await ask('sign-in', asked, from)).status).toBe(503);
	expect(logged).toHaveBeenCalledTimes(1);
	logged.mockRestore();
	platform.instead.delete('/auth/v1/token');
	expect((await ask('sign-in', asked, from)).status).toBe(401);
	const agents = platform.callsTo('/auth/v1/token').map(({ headers }) => headers['user-agent']);
	expect(agents).toEqual(['Balcao/1.0 (X11) Firefox/146.0', 'node', 'node']);
});
