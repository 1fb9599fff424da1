import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPerson, signIn, startTestbed, type Testbed } from './testbed.ts';

let bed: Testbed;
let token: string;
beforeAll(async () => {
	bed = await startTestbed();
	token = (await signIn(bed, await createPerson(bed))).body.access_token;
});
afterAll(() => bed.close());

test.each([
	['', 'bad_json'],
	['{', 'bad_json'],
	['[]', 'bad_json'],
	['"text"', 'bad_json'],
	['{"email": 1}', 'bad_json'],
	['{"email": {"$ne": null}}', 'bad_json'],
	['{"email": ["a@b.c"]}', 'bad_json'],
	['{"email":"a@b.c","password":"\\u0000abcdefg"}', 'validation_failed'],
	[`{"email":"a@b.c","data":${'['.repeat(5000)}${']'.repeat(5000)}}`, 'bad_json'],
	['null', 'anonymous_provider_disabled']
])('the body %.40s is refused with %s', async (raw, code) => {
	const reply = await bed.call('/signup', { raw });
	expect(reply.body.error_code).toBe(code);
	expect(reply.status).toBe(code === 'anonymous_provider_disabled' ? 422 : 400);
});

test('a body beyond a megabyte is answered, with and without an announced length', async () => {
	const raw = JSON.stringify({ email: 'a@b.c', password: 'x'.repeat(1024 * 1024) });
	const reply = await bed.call('/signup', { raw });
	expect([reply.status, reply.body.error_code]).toEqual([413, 'request_entity_too_large']);
	const chunked = new ReadableStream({
		start(controller) {
			for (let index = 0; index < 40; index++) controller.enqueue(Buffer.alloc(65536, 'x'));
			controller.close();
		}
	});
	const streamed = await fetch(`${bed.url}/auth/v1/signup`, {
		method: 'POST',
		body: chunked,
		duplex: 'half'
	} as RequestInit);
	expect(streamed.status).toBe(413);
});

test('lone surrogates are stored as replacement characters', async () => {
	const raw = '{"data":{"name":"a\\ud800b","\\udfff":1}}';
	const { status, body } = await bed.call('/user', { method: 'PUT', token, raw });
	expect(status).toBe(200);
	expect(body.user_metadata).toMatchObject({ name: 'a\ufffdb', '\ufffd': 1 });
});

test('unknown paths and methods are answered as by GoTrue', async () => {
	const unknown = await bed.call('/nowhere');
	expect([unknown.status, unknown.body]).toEqual([404, '404 page not found\n']);
	expect((await bed.call('/signup')).status).toBe(405);
	expect((await bed.call('/%2e%2e/%00')).status).toBe(404);
});

test.each([
	['/factors', 'multi-factor authentication'],
	['/factors/1/verify', 'multi-factor authentication'],
	['/admin/audit', 'the audit log'],
	['/oauth/token', 'the OAuth server']
])('%s says that it is not supported', async (path, feature) => {
	const { status, body } = await bed.call(path, { body: {}, token });
	expect(status).toBe(501);
	expect(body).toEqual({
		code: 'not_implemented',
		message: `${feature} is not supported by the embedded platform`
	});
});

test('preflights allow what clients send', async () => {
	const reply = await bed.call('/token?grant_type=password', {
		method: 'OPTIONS',
		headers: {
			origin: 'http://localhost:3000',
			'access-control-request-headers': 'apikey,x-client-info'
		}
	});
	expect(reply.status).toBe(204);
	expect(reply.headers.get('access-control-allow-origin')).toBe('*');
	expect(reply.headers.get('access-control-allow-headers')).toBe('apikey,x-client-info');
});

test('a client that leaves in the middle of its body harms nobody', async () => {
	const { port, hostname } = new URL(bed.url);
	await new Promise<void>((resolve) => {
		const socket = connect(Number(port), hostname, () => {
			socket.write('POST /auth/v1/signup HTTP/1.1\r\nhost: x\r\ncontent-length: 99\r\n\r\n{"em');
			socket.end();
		});
		socket.on('close', () => resolve());
		socket.resume();
	});
	expect((await bed.call('/health')).status).toBe(200);
});

const paths: [method: string, path: string][] = [
	['POST', '/signup'],
	['POST', '/token?grant_type=password'],
	['POST', '/token?grant_type=refresh_token'],
	['POST', '/token?grant_type=pkce'],
	['POST', '/otp'],
	['POST', '/magiclink'],
	['POST', '/recover'],
	['POST', '/resend'],
	['POST', '/verify'],
	['PUT', '/user'],
	['POST', '/admin/users'],
	['POST', '/admin/generate_link'],
	['POST', '/invite']
];
const names = [
	'email phone password token token_hash type data refresh_token auth_code code_verifier create_user',
	'redirect_to nonce app_metadata user_metadata id role ban_duration email_confirm new_email aud',
	'code_challenge code_challenge_method password_hash channel should_soft_delete'
]
	.join(' ')
	.split(' ');
const values: unknown[] = [
	'',
	'a@b.co',
	'A@B.CO',
	`${'é'.repeat(60)}@b.co`,
	'x'.repeat(70_000),
	'\u0000',
	'\ud800',
	'😀',
	"' or 1=1 --",
	'%s%n',
	'signup',
	'email',
	'email_change',
	'invite',
	'recovery',
	'magiclink',
	'none',
	'-9e99h',
	'9999999999h',
	'0b3f4a4e-1111-4111-8111-111111111111',
	'$2a$10$abcdefghijklmnopqrstuuABCDEFGHIJKLMNOPQRSTUVWXYZ01234',
	's256',
	'a'.repeat(43),
	0,
	-1,
	1e308,
	true,
	false,
	null,
	[],
	[null],
	{},
	{ __proto__: null, constructor: 1 },
	{ provider: null, providers: 'x', sub: 5 }
];

test('no input of a thousand makes it fail', async () => {
	const random = generator(20261122);
	const pick = <Item>(items: Item[]): Item => items[Math.floor(random() * items.length)];
	for (let round = 0; round < 1000; round++) {
		const [method, path] = pick(paths);
		const fields = Array.from({ length: 1 + Math.floor(random() * 5) }, () => [
			pick(names),
			pick(values)
		]);
		const body = Object.fromEntries(fields);
		const isAdmin = path.startsWith('/admin') || path === '/invite';
		const given = { method, body, token: isAdmin ? bed.adminToken : token };
		const reply = await bed.call(path, given);
		expect([reply.status, path, body, reply.body]).not.toEqual([500, path, body, reply.body]);
		expect(reply.status).toBeLessThan(502);
	}
	for (const path of ['/verify', '/admin/users', '/authorize', '/settings'])
		for (const value of ['%00', '%ff', '%', 'x'.repeat(5000), '1e9', '-1', "'"]) {
			const query = ['token', 'type', 'redirect_to', 'page', 'per_page', 'filter', 'sort']
				.map((name) => `${name}=${value}`)
				.join('&');
			const reply = await bed.call(`${path}?${query}`, { token: bed.adminToken });
			expect([path, value, reply.status < 500]).toEqual([path, value, true]);
		}
	expect(bed.problems).toEqual([]);
});

/** Mulberry32: the same sequence for the same seed. */
function generator(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
	};
}
