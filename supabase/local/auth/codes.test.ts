import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
	codeIn,
	createPerson,
	linkIn,
	newAddress,
	siteUrl,
	startTestbed,
	type Reply,
	type Testbed
} from './testbed.ts';

let bed: Testbed;
beforeAll(
	async () =>
		void (bed = await startTestbed({
			otpLength: 8,
			otpExpiry: 600,
			additionalRedirectUrls: ['https://app.example.com/**']
		}))
);
afterAll(() => bed.close());

const verify = (body: Record<string, unknown>): Promise<Reply> => bed.call('/verify', { body });
const wrong = {
	code: 403,
	error_code: 'otp_expired',
	msg: 'Token has expired or is invalid'
};

test('a code signs in once, and is kept only as a hash', async () => {
	const { email, id } = await createPerson(bed);
	const asked = await bed.call('/otp', { body: { email, create_user: false } });
	expect([asked.status, asked.body]).toEqual([200, {}]);
	const code = codeIn(await bed.mailbox.next(email));
	expect(code).toMatch(/^\d{8}$/);
	const hash = createHash('sha224')
		.update(email + code)
		.digest('hex');
	const stored = await bed.sql(
		`select u.recovery_token, t.token_hash, t.token_type, t.relates_to
		from auth.users u join auth.one_time_tokens t on t.user_id = u.id where u.id = $1`,
		[id]
	);
	expect(stored).toEqual([
		{ recovery_token: hash, token_hash: hash, token_type: 'recovery_token', relates_to: email }
	]);

	expect((await verify({ type: 'email', email, token: '00000000' })).body).toEqual(wrong);
	const first = await verify({ type: 'email', email: email.toUpperCase(), token: code });
	expect(first.status).toBe(200);
	expect(first.body.refresh_token).toBeTruthy();
	expect((await verify({ type: 'email', email, token: code })).body).toEqual(wrong);
	expect(await bed.sql('select 1 from auth.one_time_tokens where user_id = $1', [id])).toEqual([]);
});

test('of twenty requests with one code, one succeeds', async () => {
	const { email } = await createPerson(bed);
	await bed.call('/otp', { body: { email } });
	const token = codeIn(await bed.mailbox.next(email));
	const replies = await Promise.all(
		Array.from({ length: 20 }, () => verify({ type: 'email', email, token }))
	);
	const statuses = replies.map((reply) => reply.status).sort();
	expect(statuses).toEqual([200, ...Array(19).fill(403)]);
});

test('a code expires, a newer one replaces it, and it opens nobody else', async () => {
	const [one, other] = [await createPerson(bed), await createPerson(bed)];
	await bed.call('/otp', { body: { email: one.email } });
	const old = codeIn(await bed.mailbox.next(one.email));
	await bed.call('/otp', { body: { email: one.email } });
	const fresh = codeIn(await bed.mailbox.next(one.email));
	expect((await verify({ type: 'email', email: one.email, token: old })).body).toEqual(wrong);
	expect((await verify({ type: 'email', email: other.email, token: fresh })).body).toEqual(wrong);
	expect((await verify({ type: 'signup', email: one.email, token: fresh })).body).toEqual(wrong);
	bed.passTime(601);
	expect((await verify({ type: 'email', email: one.email, token: fresh })).body).toEqual(wrong);
});

test('a stranger who asks for a code becomes a person by using it', async () => {
	const email = newAddress();
	const asked = await bed.call('/otp', { body: { email, data: { name: 'Ana' } } });
	expect([asked.status, asked.body]).toEqual([200, {}]);
	const token = codeIn(await bed.mailbox.next(email));
	const { status, body } = await verify({ type: 'email', email, token });
	expect(status).toBe(200);
	expect(body.user.user_metadata).toMatchObject({ name: 'Ana', email_verified: true });
});

test('recovery answers alike for known and unknown, and its link opens a session', async () => {
	const { email } = await createPerson(bed);
	const unknown = await bed.call('/recover', { body: { email: newAddress() } });
	const known = await bed.call('/recover?redirect_to=https://app.example.com/new-password', {
		body: { email }
	});
	expect([unknown.status, unknown.body]).toEqual([known.status, known.body]);
	expect([known.status, known.body]).toEqual([200, {}]);
	const link = linkIn(await bed.mailbox.next(email));
	expect(link.searchParams.get('type')).toBe('recovery');

	const followed = await bed.call(link.href.slice(`${bed.url}/auth/v1`.length));
	expect(followed.status).toBe(303);
	const target = new URL(followed.headers.get('location') ?? '');
	expect(target.origin + target.pathname).toBe('https://app.example.com/new-password');
	const values = new URLSearchParams(target.hash.slice(1));
	expect(values.get('type')).toBe('recovery');
	expect(values.get('token_type')).toBe('bearer');
	const token = values.get('access_token') ?? '';
	const changed = await bed.call('/user', {
		method: 'PUT',
		token,
		body: { password: 'a new password' }
	});
	expect(changed.status).toBe(200);

	const again = await bed.call(link.href.slice(`${bed.url}/auth/v1`.length));
	const refused = new URL(again.headers.get('location') ?? '');
	expect(new URLSearchParams(refused.hash.slice(1)).get('error_code')).toBe('otp_expired');
	expect(new URLSearchParams(refused.hash.slice(1)).get('error')).toBe('access_denied');
});

test('links lead only where the allow list lets them', async () => {
	const { email } = await createPerson(bed);
	for (const target of ['https://evil.example/', '//evil.example', 'javascript:alert(1)', 'x y']) {
		await bed.call(`/otp?redirect_to=${encodeURIComponent(target)}`, { body: { email } });
		const link = linkIn(await bed.mailbox.next(email));
		expect(link.searchParams.get('redirect_to')).toBe(siteUrl);
		link.searchParams.set('redirect_to', target);
		const followed = await bed.call(`/verify${link.search}`);
		expect(followed.headers.get('location')).toMatch(`${siteUrl}#access_token=`);
	}
});

test('the same mail is not sent twice within the least interval', async () => {
	const strict = await startTestbed({ maxFrequency: 60 }, bed.database);
	const { email } = await createPerson(strict);
	expect((await strict.call('/otp', { body: { email } })).status).toBe(200);
	const soon = await strict.call('/otp', { body: { email } });
	expect(soon.status).toBe(429);
	expect(soon.body.error_code).toBe('over_email_send_rate_limit');
	expect(soon.body.msg).toMatch(
		/^For security purposes, you can only request this after 5\d seconds\.$/
	);
	strict.passTime(61);
	expect((await strict.call('/otp', { body: { email } })).status).toBe(200);
	await strict.close();
});

test('the project and each address have an allowance', async () => {
	const strict = await startTestbed({ rateLimit: { emailSent: 2 } }, bed.database);
	const statuses: number[] = [];
	for (let index = 0; index < 3; index++) {
		const { status } = await strict.call('/otp', { body: { email: newAddress() } });
		statuses.push(status);
	}
	expect(statuses).toEqual([200, 200, 429]);

	const guesses: Reply[] = [];
	for (let index = 0; index < 31; index++)
		guesses.push(
			await strict.call('/verify', {
				body: { type: 'email', email: 'a@b.co', token: String(index) },
				from: '203.0.113.9'
			})
		);
	expect(guesses.slice(0, 30).every((reply) => reply.status === 403)).toBe(true);
	expect(guesses[30].status).toBe(429);
	expect(guesses[30].body).toEqual({
		code: 429,
		error_code: 'over_request_rate_limit',
		msg: 'Request rate limit reached'
	});
	const elsewhere = { type: 'email', email: 'a@b.co', token: '1' };
	expect((await strict.call('/verify', { body: elsewhere })).status).toBe(403);
	strict.passTime(11);
	const later = await strict.call('/verify', { body: elsewhere, from: '203.0.113.9' });
	expect(later.status).toBe(403);
	await strict.close();
});

test('a confirmation can be sent again; for others resend stays silent', async () => {
	const email = newAddress();
	await bed.call('/signup', { body: { email, password: 'abcdefgh' } });
	await bed.mailbox.next(email);
	const resent = await bed.call('/resend', { body: { type: 'signup', email } });
	expect([resent.status, resent.body]).toEqual([200, {}]);
	const token = codeIn(await bed.mailbox.next(email));
	expect((await verify({ type: 'signup', email, token })).status).toBe(200);
	for (const address of [email, newAddress()]) {
		const silent = await bed.call('/resend', { body: { type: 'signup', email: address } });
		expect([silent.status, silent.body]).toEqual([200, {}]);
		expect(bed.mailbox.waiting(address)).toBe(0);
	}
});

test('closed sign-up refuses strangers everywhere and still lets people in', async () => {
	const closed = await startTestbed({ enableSignup: false }, bed.database);
	const { email } = await createPerson(closed);
	const body = { email: newAddress(), password: 'abcdefgh' };
	for (const path of ['/signup', '/otp', '/magiclink']) {
		const refused = await closed.call(path, { body });
		expect([refused.status, refused.body.error_code]).toEqual([422, 'signup_disabled']);
	}
	expect((await closed.call('/otp', { body: { email } })).status).toBe(200);
	await closed.close();
});
