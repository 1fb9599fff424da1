import { once } from 'node:events';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sendJson } from '../http.ts';
import { JwtError } from '../keys/jwt.ts';
import { loadProjectKeys, type ProjectKeys } from '../keys/project-keys.ts';
import type { Service } from '../service.ts';
import { clientAddress } from './client-address.ts';
import { createGateway, type Gateway } from './gateway.ts';
import { destination } from './routes.ts';

let folder: string;
let keys: ProjectKeys;
let userToken: string;
const gateways: Gateway[] = [];
const ports = { strict: 0, lenient: 0 };

/** Answers with what it was given. */
const echo: Service = {
	handle: (request, response) =>
		sendJson(response, 200, { url: request.url, headers: request.headers }),
	upgrade(request, socket) {
		const body = JSON.stringify({ url: request.url, headers: request.headers });
		socket.end(`HTTP/1.1 200 OK\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
	},
	healthy: async () => {},
	close: async () => {}
};
const failing: Service = {
	...echo,
	handle: () => {
		throw new Error('broken');
	}
};

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'gateway-test-'));
	keys = await loadProjectKeys({ signingKeyFile: join(folder, 'signing-key.json') });
	const exp = Math.floor(Date.now() / 1000) + 60;
	userToken = await keys.jwt.sign({ sub: 'someone', role: 'authenticated', exp });
	for (const name of ['strict', 'lenient'] as const) {
		const gateway = createGateway({
			keys,
			strictKeys: name === 'strict',
			services: { auth: echo, rest: echo, realtime: echo, functions: failing },
			health: async () => ({ ready: false, services: { rest: { ok: false, reason: 'down' } } }),
			log: () => {}
		});
		ports[name] = await gateway.listen(0, '127.0.0.1');
		gateways.push(gateway);
	}
});

afterAll(async () => {
	for (const gateway of gateways) await gateway.close();
	await rm(folder, { recursive: true });
});

async function ask(
	path: string,
	headers: Record<string, string> = {},
	gateway: keyof typeof ports = 'strict',
	method = 'GET'
) {
	const response = await fetch(`http://127.0.0.1:${ports[gateway]}${path}`, { headers, method });
	return { status: response.status, body: await response.json() };
}

/** What came out as identity: a word for each token, or the refusal. */
async function identity(
	path: string,
	headers: Record<string, string>,
	gateway: keyof typeof ports
) {
	const { status, body } = await ask(path, headers, gateway);
	if (status !== 200) return `${status} ${body.message}`;
	const names = new Map([
		[undefined, 'nobody'],
		[`Bearer ${keys.anonToken}`, 'anon'],
		[`Bearer ${keys.serviceRoleToken}`, 'service_role'],
		[`Bearer ${keys.legacyAnonKey}`, 'legacy anon'],
		[`Bearer ${userToken}`, 'user']
	]);
	return names.get(body.headers.authorization) ?? body.headers.authorization;
}

describe('who a request is', () => {
	const key = (name: string) =>
		({
			publishable: keys.publishableKey,
			secret: keys.secretKey,
			legacy: keys.legacyAnonKey,
			user: userToken
		})[name] ?? name;

	// apikey | bearer | identity as hosted | identity with lenient keys
	test.each([
		['publishable', '', 'anon', 'anon'],
		['secret', '', 'service_role', 'service_role'],
		['legacy', '', 'legacy anon', 'legacy anon'],
		['publishable', 'user', 'user', 'user'],
		['secret', 'user', 'user', 'user'],
		['publishable', 'publishable', 'anon', 'anon'],
		['secret', 'secret', 'service_role', 'service_role'],
		['publishable', 'secret', '401 Invalid API key', '401 Invalid API key'],
		['', '', '401 No API key found in request', 'nobody'],
		['', 'user', '401 No API key found in request', 'user'],
		['', 'secret', '401 No API key found in request', 'service_role'],
		['sb_secret_wrong', '', '401 Invalid API key', '401 Invalid API key'],
		['wrong', '', '401 Invalid API key', 'Bearer wrong'],
		['wrong', 'user', '401 Invalid API key', 'user']
	])('key %j and bearer %j: %s, leniently %s', async (apikey, bearer, strict, lenient) => {
		const headers: Record<string, string> = {};
		if (apikey) headers.apikey = key(apikey);
		if (bearer) headers.authorization = `Bearer ${key(bearer)}`;
		expect(await identity('/rest/v1/clients', headers, 'strict')).toBe(strict);
		expect(await identity('/rest/v1/clients', headers, 'lenient')).toBe(lenient);
	});

	test('a secret key in a browser is refused', async () => {
		const headers = { apikey: keys.secretKey, 'user-agent': 'Mozilla/5.0' };
		expect(await identity('/rest/v1/clients', headers, 'strict')).toMatch(/^401 Forbidden use/);
	});

	test.each(['/auth/v1/verify?token=1', '/auth/v1/.well-known/jwks.json', '/auth/v1/authorize'])(
		'%s is open',
		async (path) => expect(await identity(path, {}, 'strict')).toBe('nobody')
	);

	test('a preflight needs no key', async () => {
		expect((await ask('/rest/v1/clients', {}, 'strict', 'OPTIONS')).status).toBe(200);
	});

	test('the role tokens verify as what they stand for', async () => {
		expect((await keys.jwt.verify(keys.serviceRoleToken)).role).toBe('service_role');
		expect((await keys.jwt.verify(keys.anonToken)).role).toBe('anon');
	});
});

describe('where a request goes', () => {
	test.each([
		['/rest/v1/clients?select=*', { service: 'rest', url: '/clients?select=*', isOpen: false }],
		['/rest/v1', { service: 'rest', url: '/', isOpen: false }],
		['/rest/v1?a=1', { service: 'rest', url: '/?a=1', isOpen: false }],
		['http://host/rest/v1/a', { service: 'rest', url: '/a', isOpen: false }],
		['/functions/v1/email', { service: 'functions', url: '/email', isOpen: true }],
		['/rest/v12/clients', { wrong: 'not_found' }],
		['/', { wrong: 'not_found' }],
		['//rest/v1/a', { wrong: 'not_found' }],
		['/storage/v1/object', { unsupported: 'Storage' }],
		['/auth/v1/verify/../admin/users', { wrong: 'bad_request' }],
		['/auth/v1/%2e%2E/rest', { wrong: 'bad_request' }],
		['/auth/v1/..%5cadmin', { wrong: 'bad_request' }],
		['*', { wrong: 'bad_request' }],
		['/rest/v1/a?b=../c', { service: 'rest', url: '/a?b=../c', isOpen: false }]
	])('%s', (target, expected) => expect(destination(target)).toEqual(expected));

	test('a service that throws answers 500 and the gateway lives on', async () => {
		const headers = { apikey: keys.publishableKey };
		expect((await ask('/functions/v1/email', headers)).status).toBe(500);
		expect((await ask('/rest/v1/clients', headers)).status).toBe(200);
	});

	test('readiness is told per service', async () => {
		expect(await ask('/platform/health')).toEqual({
			status: 503,
			body: { ready: false, services: { rest: { ok: false, reason: 'down' } } }
		});
	});
});

async function raw(lines: string): Promise<string> {
	const socket = connect(ports.strict, '127.0.0.1');
	await once(socket, 'connect');
	socket.write(lines);
	return text(socket);
}

test.each([
	['GARBAGE\r\n\r\n', '400'],
	['GET /rest/v1/a HTTP/1.1\r\nhost: a\r\nbad header\r\n\r\n', '400'],
	[`GET /${'a'.repeat(70_000)} HTTP/1.1\r\n\r\n`, '431'],
	['GET \\..\\rest HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n', '400']
])('a malformed request is refused: %#', async (lines, status) => {
	expect(await raw(lines)).toMatch(new RegExp(`^HTTP/1.1 ${status}`));
});

describe('a websocket', () => {
	const open = (query: string) =>
		raw(
			`GET /realtime/v1/websocket${query} HTTP/1.1\r\nhost: a\r\nconnection: Upgrade\r\nupgrade: websocket\r\n\r\n`
		);

	test('shows its key in the query and arrives with a token', async () => {
		const answer = await open(`?vsn=2.0.0&apikey=${keys.publishableKey}`);
		const { url, headers } = JSON.parse(answer.slice(answer.indexOf('\r\n\r\n')));
		expect(url).toBe(`/websocket?vsn=2.0.0&apikey=${keys.anonToken}`);
		expect(headers.authorization).toBe(`Bearer ${keys.anonToken}`);
	});

	test.each([[''], ['?apikey=sb_publishable_wrong']])('is refused with %j', async (query) => {
		expect(await open(query)).toMatch(/^HTTP\/1\.1 401/);
	});
});

describe('the address of a client', () => {
	// peer | x-forwarded-for | sb-forwarded-for | may name another | address
	test.each([
		['127.0.0.1', undefined, undefined, false, '127.0.0.1'],
		['::ffff:127.0.0.1', '203.0.113.7', undefined, false, '203.0.113.7'],
		['127.0.0.1', '198.51.100.9, 203.0.113.7', undefined, false, '203.0.113.7'],
		['127.0.0.1', '203.0.113.7, 127.0.0.1', undefined, false, '203.0.113.7'],
		['192.0.2.1', '203.0.113.7', undefined, false, '192.0.2.1'],
		['127.0.0.1', 'nonsense', undefined, false, '127.0.0.1'],
		['192.0.2.1', undefined, '203.0.113.7', true, '203.0.113.7'],
		['192.0.2.1', undefined, '203.0.113.7, 198.51.100.9', true, '203.0.113.7'],
		['192.0.2.1', undefined, '::ffff:203.0.113.7', true, '203.0.113.7'],
		['192.0.2.1', undefined, 'nonsense', true, '192.0.2.1'],
		['192.0.2.1', undefined, '203.0.113.7', false, '192.0.2.1']
	])('%s, %s, %s, %s: %s', (peer, forwarded, named, mayName, address) => {
		const headers = { 'x-forwarded-for': forwarded, 'sb-forwarded-for': named };
		expect(clientAddress(headers, peer, mayName)).toBe(address);
	});

	test('a front that names it in x-real-ip alone is believed too, and only on this machine', () => {
		const headers = { 'x-real-ip': '203.0.113.7' };
		expect(clientAddress(headers, '127.0.0.1', false)).toBe('203.0.113.7');
		expect(clientAddress(headers, '192.0.2.1', false)).toBe('192.0.2.1');
	});

	// path | key | what the service is told
	test.each([
		['/auth/v1/otp', 'secret', '198.51.100.9'],
		['/auth/v1/otp', 'publishable', '203.0.113.7'],
		['/auth/v1/otp', 'legacy', '203.0.113.7'],
		['/rest/v1/clients', 'secret', '203.0.113.7']
	])('%s with the %s key: %s', async (path, key, address) => {
		const { secretKey: secret, publishableKey: publishable, legacyServiceRoleKey: legacy } = keys;
		const { body } = await ask(path, {
			apikey: { secret, publishable, legacy }[key] ?? '',
			'x-forwarded-for': '192.0.2.66, 203.0.113.7',
			'x-real-ip': '192.0.2.66',
			'cf-connecting-ip': '192.0.2.66',
			'sb-forwarded-for': '198.51.100.9'
		});
		expect(body.headers).toMatchObject({ 'x-forwarded-for': address, 'x-real-ip': address });
		expect(JSON.stringify(body.headers)).not.toContain('192.0.2.66');
		expect(body.headers).not.toHaveProperty('sb-forwarded-for');
	});
});

test('the signing key is kept, readable only by its owner', async () => {
	const signingKeyFile = join(folder, 'signing-key.json');
	const again = await loadProjectKeys({ signingKeyFile });
	expect(again.jwt.jwks).toEqual(keys.jwt.jwks);
	expect((await stat(signingKeyFile)).mode & 0o777).toBe(0o600);
});

test('what opens everything is of this project alone, and stays', async () => {
	const again = await loadProjectKeys({ signingKeyFile: join(folder, 'signing-key.json') });
	const other = await loadProjectKeys({ signingKeyFile: join(folder, 'other-key.json') });
	expect(again.secretKey).toBe(keys.secretKey);
	expect(again.legacyServiceRoleKey).toBe(keys.legacyServiceRoleKey);
	expect(other.secretKey).not.toBe(keys.secretKey);
	await expect(keys.jwt.verify(other.legacyServiceRoleKey)).rejects.toThrow(JwtError);

	const printedInManuals = new TextEncoder().encode(
		'super-secret-jwt-token-with-at-least-32-characters-long'
	);
	const forged = await new SignJWT({ role: 'service_role', exp: 1_983_812_996 })
		.setProtectedHeader({ alg: 'HS256' })
		.sign(printedInManuals);
	await expect(keys.jwt.verify(forged)).rejects.toThrow(JwtError);
	expect(keys.secretKey).not.toBe('sb_secret_N7UND0UgjKTVK-Uodkm0Hg_xSvEMPvz');
});
