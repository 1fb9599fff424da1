import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { runFunction } from '../_shared/testing/run-function.ts';
import { createHandler } from './handler.ts';
import { stepMs } from './steps.ts';
import { asking, type Ask } from './testing/ask.ts';
import { startFakePlatform, type FakePlatform, type Reply } from './testing/fake-platform.ts';

let platform: FakePlatform;
let ask: Ask;

beforeEach(async () => {
	platform = await startFakePlatform();
	ask = asking(platform);
	vi.spyOn(console, 'error').mockImplementation(() => {});
});
afterEach(async () => {
	await platform.stop();
	// The log names nobody, whatever went wrong.
	expect(JSON.stringify(vi.mocked(console.error).mock.calls)).not.toMatch(/@|52998224725/);
	vi.restoreAllMocks();
});

const password = 'correct horse';
const session = {
	access_token: expect.stringMatching(/^[^.]+\.[^.]+\.[^.]+$/),
	refresh_token: expect.any(String),
	expires_in: 3600,
	expires_at: expect.any(Number),
	token_type: 'bearer'
};

describe('what is no proper request', () => {
	const good = { identifier: 'ana@client.example', password };

	// route | body | headers | status | code
	test.each([
		['sign-out', good, {}, 404, 'not_found'],
		['', good, {}, 404, 'not_found'],
		['sign-in', good, { 'content-type': 'text/plain' }, 415, 'not_json'],
		['sign-in', good, { 'content-type': 'application/jsonp' }, 415, 'not_json'],
		['sign-in', { ...good, more: 'a'.repeat(4096) }, {}, 413, 'body_too_large'],
		['sign-in', '{"identifier":', {}, 422, 'invalid_input'],
		['sign-in', '[]', {}, 422, 'invalid_input'],
		['sign-in', 'null', {}, 422, 'invalid_input'],
		['sign-in', {}, {}, 422, 'invalid_input'],
		['sign-in', { ...good, identifier: '  ' }, {}, 422, 'invalid_input'],
		['sign-in', { ...good, identifier: 7 }, {}, 422, 'invalid_input'],
		['sign-in', { ...good, identifier: 'a\0@b.c' }, {}, 422, 'invalid_input'],
		['sign-in', '{"identifier":"\\ud800@b.c","password":"x"}', {}, 422, 'invalid_input'],
		['sign-in', { ...good, identifier: 'a'.repeat(255) }, {}, 422, 'invalid_input'],
		['sign-in', { ...good, password: '' }, {}, 422, 'invalid_input'],
		['sign-in', { ...good, password: ['x'] }, {}, 422, 'invalid_input'],
		['code', { ...good, purpose: 'invite' }, {}, 422, 'invalid_input'],
		['code', { ...good, purpose: '__proto__' }, {}, 422, 'invalid_input'],
		['verify', { ...good, code: '12345678' }, {}, 422, 'invalid_input'],
		['verify', { ...good, code: '12345', purpose: 'sign_in' }, {}, 422, 'code_wrong'],
		['verify', { ...good, code: '1234567a', purpose: 'sign_in' }, {}, 422, 'code_wrong'],
		['accept', { token: 'a/../b', name: 'Ana', password }, {}, 404, 'invitation_not_found'],
		['accept', { token: 'a'.repeat(32), name: ' ', password }, {}, 422, 'invalid_input'],
		[
			'accept',
			{ token: 'a'.repeat(32), name: 'Ana', password: 'ç'.repeat(37) },
			{},
			422,
			'password_too_long'
		]
	])('%s %j %j: %s %s', async (route, body, headers, status, code) => {
		const answer = await ask(route, body, headers);
		expect([answer.status, answer.body]).toEqual([status, { code }]);
		expect(platform.calls).toEqual([]);
	});

	test.each(['GET', 'PUT', 'DELETE', 'OPTIONS'])('%s is not offered', async (method) => {
		const handler = createHandler(() => undefined);
		const response = await handler(new Request('http://functions/identity/code', { method }));
		expect(response.status).toBe(405);
		expect(response.headers.get('allow')).toBe('POST');
	});
});

describe('signing in', () => {
	test('answers with the session alone, for an address in any case and for a CPF in any form', async () => {
		const { email } = platform.add({ cpf: '52998224725' });
		for (const identifier of [email.toUpperCase(), ` ${email} `, '529.982.247-25', '52998224725']) {
			const answer = await ask('sign-in', { identifier, password, ignored: true });
			expect([answer.status, answer.body]).toEqual([200, session]);
			expect(answer.headers.get('cache-control')).toBe('no-store');
		}
	});

	test('of several people with one CPF, the first whose password it is gets in, and no session is left over', async () => {
		platform.add({ cpf: '52998224725', password: 'of another' });
		const second = platform.add({ cpf: '52998224725' });
		platform.add({ cpf: '52998224725' });
		const answer = await ask('sign-in', { identifier: '52998224725', password });
		expect(answer.status).toBe(200);
		expect(subjectOf(answer.body.access_token)).toBe(second.id);
		await platform.called('/auth/v1/logout', 1);
		expect(platform.sessions.size).toBe(1);
	});

	test('is refused alike whatever is wrong, at the same cost', async () => {
		const { email } = platform.add({ cpf: '52998224725' });
		const identifiers = [email, 'unknown@client.example', '52998224725', '11144477735', 'zé'];
		const answers = await Promise.all(
			identifiers.map((identifier) => ask('sign-in', { identifier, password: 'wrong' }))
		);
		const seen = answers.map(({ status, body, headers }) => [status, body, [...headers]]);
		expect(new Set(seen.map((answer) => JSON.stringify(answer))).size).toBe(1);
		expect(seen[0]?.slice(0, 2)).toEqual([401, { code: 'sign_in_wrong' }]);
		expect(platform.callsTo('/auth/v1/token')).toHaveLength(5);
	});

	test.each(['user_banned', 'email_not_confirmed'])(
		'is refused no other way for %s',
		async (code) => {
			const { email } = platform.add();
			platform.instead.set('/auth/v1/token', { status: 400, body: { code, message: code } });
			const answer = await ask('sign-in', { identifier: email, password });
			expect([answer.status, answer.body]).toEqual([401, { code: 'sign_in_wrong' }]);
		}
	);

	test('somebody whom only Auth knows does not get in', async () => {
		const { email } = platform.add();
		platform.instead.set('/rest/v1/rpc/sign_in_candidates', { status: 200, body: [] });
		expect((await ask('sign-in', { identifier: email, password })).status).toBe(401);
		await platform.called('/auth/v1/logout', 1);
		expect(platform.sessions.size).toBe(0);
	});

	test('takes no longer, and no less, for known than for unknown', async () => {
		const { email } = platform.add({ cpf: '52998224725' });
		platform.passwordMs = 150;
		const known = [email, '529.982.247-25'];
		const unknown = ['unknown@client.example', '111.444.777-35'];
		const timesOf = (identifiers: string[]) =>
			identifiers.flatMap((identifier) =>
				Array.from({ length: 5 }, () => ask('sign-in', { identifier, password: 'wrong' }))
			);
		// Side by side, so that whatever else the machine does happens to both.
		const [knownTimes, unknownTimes] = await Promise.all(
			[timesOf(known), timesOf(unknown)].map(async (asked) =>
				(await Promise.all(asked)).map(({ ms }) => ms)
			)
		);
		expect(Math.abs(median(knownTimes!) - median(unknownTimes!))).toBeLessThan(75);
	});
});

describe('asking for a code', () => {
	// purpose | path
	test.each([
		['sign_in', '/auth/v1/otp'],
		['recovery', '/auth/v1/recover']
	])('%s: known, unknown and limited are answered alike', async (purpose, path) => {
		const { email } = platform.add({ cpf: '52998224725' });
		const everybody = [email, '52998224725', 'unknown@client.example', '11144477735'];
		const answers = await Promise.all(
			everybody.map((identifier) => ask('code', { identifier, purpose }))
		);
		await platform.called(path, 4);
		platform.instead.set(path, { status: 429, body: { code: 'over_email_send_rate_limit' } });
		answers.push(await ask('code', { identifier: email, purpose }));
		platform.instead.set(path, { status: 500, body: { code: 'unexpected_failure' } });
		answers.push(await ask('code', { identifier: email, purpose }));

		for (const { status, body, headers } of answers) {
			expect([status, body]).toEqual([202, {}]);
			expect(headers.get('retry-after')).toBeNull();
		}
		await platform.called(path, 6);
		const asked = platform.callsTo(path).map(({ body }) => body);
		const addresses = asked.map((body) => String(body.email).replace(/.*(?=@nobody)/, ''));
		expect(addresses.sort()).toEqual(
			['@nobody.invalid', 'unknown@client.example', ...Array(4).fill(email)].sort()
		);
		if (purpose === 'sign_in') expect(asked.every((body) => body.create_user === false)).toBe(true);
	});

	test('does not wait for the mail', async () => {
		const { email } = platform.add();
		const sent = Promise.withResolvers<Reply>();
		platform.instead.set('/auth/v1/otp', sent.promise);
		const answer = await ask('code', { identifier: email, purpose: 'sign_in' });
		expect(answer.status).toBe(202);
		expect(answer.ms).toBeGreaterThan(stepMs - 5);
		sent.resolve({ status: 200, body: {} });
		await platform.called('/auth/v1/otp', 1);
	});
});

describe('a code', () => {
	// purpose | type
	test.each([
		['sign_in', 'email'],
		['recovery', 'recovery']
	])('for %s is counted, verified as %s, and its session vouched for', async (purpose, type) => {
		const person = platform.add({ cpf: '52998224725' });
		const answer = await ask('verify', {
			identifier: '529.982.247-25',
			code: '1234 5678',
			purpose
		});
		expect([answer.status, answer.body]).toEqual([200, session]);
		expect(platform.calls.slice(1).map(({ path, body }) => [path, body])).toEqual([
			['/rest/v1/rpc/begin_code_attempt', { person_id: person.id }],
			['/auth/v1/verify', { email: person.email, token: '12345678', type }],
			['/rest/v1/rpc/admit_session', { session_id: [...platform.sessions][0] }]
		]);
	});

	test('wrong, used, of nobody and of somebody locked is answered alike, and the locked one is not tried', async () => {
		const { email } = platform.add();
		const locked = platform.add({ wrongTries: 5 });
		const used = platform.add();
		const verify = (identifier: string, code = '12345678') =>
			ask('verify', { identifier, code, purpose: 'sign_in' });
		expect((await verify(used.email)).status).toBe(200);
		const answers = await Promise.all([
			verify(email, '87654321'),
			verify(used.email),
			verify('unknown@client.example'),
			verify('11144477735'),
			verify(locked.email)
		]);
		for (const { status, body } of answers)
			expect([status, body]).toEqual([422, { code: 'code_wrong' }]);
		const tried = platform.callsTo('/auth/v1/verify').map(({ body }) => body.email);
		expect(tried).toHaveLength(6);
		expect(tried).not.toContain(locked.email);
		expect(locked.code).toBe('12345678');
	});

	test('of twenty tries at once, five reach Auth', async () => {
		const { email } = platform.add();
		const tries = Array.from({ length: 20 }, (_, index) =>
			ask('verify', { identifier: email, code: String(10_000_000 + index), purpose: 'sign_in' })
		);
		expect(new Set((await Promise.all(tries)).map(({ status }) => status))).toEqual(new Set([422]));
		const tried = platform.callsTo('/auth/v1/verify').filter(({ body }) => body.email === email);
		expect(tried).toHaveLength(5);
	});

	test.each([
		['is refused', 200, false, 422],
		['cannot be asked', 503, { message: 'the database is away' }, 503]
	])('whose session %s vouching opens nothing', async (_, status, body, answered) => {
		const { email } = platform.add();
		platform.instead.set('/rest/v1/rpc/admit_session', { status, body });
		const answer = await ask('verify', { identifier: email, code: '12345678', purpose: 'sign_in' });
		expect(answer.status).toBe(answered);
		expect(platform.sessions.size).toBe(0);
	});
});

describe('limits and faults', () => {
	const asked = {
		identifier: 'unknown@client.example',
		password,
		code: '12345678',
		purpose: 'sign_in'
	};

	test.each([
		['sign-in', '/auth/v1/token'],
		['verify', '/auth/v1/verify']
	])('%s tells a limit, known or not', async (route, path) => {
		const { email } = platform.add();
		platform.instead.set(path, {
			status: 429,
			body: { code: 'over_request_rate_limit' },
			headers: { 'retry-after': '7' }
		});
		const everybody = [email, asked.identifier];
		const answers = await Promise.all(
			everybody.map((identifier) => ask(route, { ...asked, identifier }))
		);
		for (const { status, body, headers } of answers) {
			expect([status, body]).toEqual([429, { code: 'too_many_tries' }]);
			expect(headers.get('retry-after')).toBe('7');
		}
	});

	test.each([
		['sign-in', '/auth/v1/token'],
		['verify', '/auth/v1/verify'],
		['code', '/rest/v1/rpc/sign_in_candidates']
	])('%s says so when the platform is away', async (route, path) => {
		platform.instead.set(path, {
			status: 503,
			body: { message: 'no connection for ana@b.example' }
		});
		const answer = await ask(route, asked);
		expect([answer.status, answer.body]).toEqual([503, { code: 'unavailable' }]);
	});

	test('without settings it says so, and why only in the log', async () => {
		const response = await createHandler(() => undefined)(
			new Request('http://functions/identity/sign-in', {
				method: 'POST',
				headers: { 'content-type': 'application/json' },
				body: JSON.stringify(asked)
			})
		);
		expect([response.status, await response.json()]).toEqual([503, { code: 'unavailable' }]);
	});
});

test('in Deno, as deployed, it works the same', async () => {
	const { email } = platform.add();
	const fn = await runFunction('identity', {
		SUPABASE_URL: platform.url,
		SUPABASE_SECRET_KEYS: JSON.stringify({ default: platform.secretKey })
	});
	try {
		const call = async (route: string, body: object) => {
			const response = await fetch(`${fn.url}/${route}`, {
				method: 'POST',
				headers: {
					'content-type': 'application/json',
					'user-agent': 'Mozilla/5.0 (X11) Firefox/146.0'
				},
				body: JSON.stringify(body)
			});
			return [response.status, await response.json()];
		};
		expect(await call('sign-in', { identifier: email, password })).toEqual([200, session]);
		expect(await call('sign-in', { identifier: email, password: 'wrong' })).toEqual([
			401,
			{ code: 'sign_in_wrong' }
		]);
		const verified = { identifier: email, code: '12345678', purpose: 'sign_in' };
		expect(await call('verify', verified)).toEqual([200, session]);
		expect(await call('code', { identifier: email, purpose: 'recovery' })).toEqual([202, {}]);
		await platform.called('/auth/v1/recover', 1);
		expect(await call('sign-in', { more: 'a'.repeat(5000) })).toEqual([
			413,
			{ code: 'body_too_large' }
		]);
	} finally {
		await fn.kill();
	}
});

function subjectOf(token: string): string {
	return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()).sub;
}

function median(values: number[]): number {
	return values.toSorted((one, other) => one - other)[values.length >> 1] ?? NaN;
}
