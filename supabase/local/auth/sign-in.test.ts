import { afterAll, beforeAll, expect, test } from 'vitest';
import {
	codeIn,
	codesVersion,
	createPerson,
	newAddress,
	signIn,
	startTestbed,
	type Testbed
} from './testbed.ts';

let bed: Testbed;
beforeAll(async () => void (bed = await startTestbed()));
afterAll(() => bed.close());

test('a password sign-in answers with tokens that carry every documented claim', async () => {
	const person = await createPerson(bed);
	const { status, body } = await signIn(bed, person);
	expect(status).toBe(200);
	expect(body).toMatchObject({ token_type: 'bearer', expires_in: 3600 });
	expect(body.refresh_token).toMatch(/^[a-z2-7]{12}$/);
	const claims = await bed.keys.verify(body.access_token);
	expect(claims).toEqual({
		iss: `${bed.url}/auth/v1`,
		sub: person.id,
		aud: 'authenticated',
		exp: body.expires_at,
		iat: body.expires_at - 3600,
		email: person.email,
		phone: '',
		app_metadata: { provider: 'email', providers: ['email'] },
		user_metadata: { email_verified: true },
		role: 'authenticated',
		aal: 'aal1',
		amr: [{ method: 'password', timestamp: expect.any(Number) }],
		session_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
		is_anonymous: false
	});
	expect(body.user).toMatchObject({
		id: person.id,
		aud: 'authenticated',
		email: person.email,
		phone: '',
		identities: [
			{
				id: person.id,
				user_id: person.id,
				provider: 'email',
				email: person.email,
				identity_data: { sub: person.id, email: person.email, email_verified: false }
			}
		]
	});
	expect(body.user).not.toHaveProperty('encrypted_password');
});

test('unknown address, wrong password and no password are refused alike', async () => {
	const person = await createPerson(bed);
	const without = await createPerson(bed);
	await bed.sql('update auth.users set encrypted_password = null where id = $1', [without.id]);
	const attempts = [
		{ email: 'nobody@example.com', password: 'whatever it is' },
		{ email: person.email, password: 'wrong password' },
		{ email: person.email, password: '' },
		{ email: person.email, password: `${person.password}${'x'.repeat(100)}` },
		{ email: without.email, password: without.password },
		{ email: "'; drop table auth.users; --", password: 'x' }
	];
	for (const body of attempts) {
		const reply = await bed.call('/token?grant_type=password', { body });
		expect(reply.status).toBe(400);
		expect(reply.body).toEqual({
			code: 400,
			error_code: 'invalid_credentials',
			msg: 'Invalid login credentials'
		});
	}
});

test('the address is found in any case, and a password of 72 bytes in full', async () => {
	const email = newAddress();
	const password = 'ç'.repeat(36);
	const create = { token: bed.adminToken, body: { email, password, email_confirm: true } };
	expect((await bed.call('/admin/users', create)).status).toBe(200);
	const given = { email: email.toUpperCase(), password };
	const { status } = await bed.call('/token?grant_type=password', { body: given });
	expect(status).toBe(200);
	const longer = { email, password: `${password}x` };
	const refused = await bed.call('/token?grant_type=password', { body: longer });
	expect(refused.body.error_code).toBe('invalid_credentials');
});

test('signing up asks for the confirmation of the address, and hides known ones', async () => {
	const email = newAddress();
	const body = { email, password: 'abcdefgh', data: { name: 'Zé', sub: 'forged' } };
	const created = await bed.call('/signup', { body });
	expect(created.status).toBe(200);
	expect(created.body).toMatchObject({ email, role: 'authenticated', identities: [{ email }] });
	expect(created.body.user_metadata).toMatchObject({ name: 'Zé', sub: created.body.id });
	const early = await bed.call('/token?grant_type=password', {
		body: { email, password: 'abcdefgh' },
		headers: codesVersion
	});
	expect(early.body).toEqual({ code: 'email_not_confirmed', message: 'Email not confirmed' });

	const code = codeIn(await bed.mailbox.next(email));
	const verified = await bed.call('/verify', { body: { type: 'signup', email, token: code } });
	expect(verified.status).toBe(200);
	expect(verified.body.user.email_confirmed_at).toBeTruthy();
	expect(verified.body.user.identities[0].identity_data.email_verified).toBe(true);
	expect((await bed.keys.verify(verified.body.access_token)).amr).toMatchObject([
		{ method: 'otp' }
	]);

	const again = await bed.call('/signup', { body });
	expect(again.status).toBe(200);
	expect(again.body).toMatchObject({ email, identities: [] });
	expect(again.body.id).not.toBe(created.body.id);
	expect(bed.mailbox.waiting(email)).toBe(0);
});

test('twenty sign-ups at once create one person', async () => {
	const email = newAddress();
	const body = { email, password: 'abcdefgh' };
	const replies = await Promise.all(
		Array.from({ length: 20 }, () => bed.call('/signup', { body }))
	);
	expect(replies.map((reply) => reply.status)).toEqual(Array(20).fill(200));
	const rows = await bed.sql('select 1 from auth.users where email = $1', [email]);
	expect(rows).toHaveLength(1);
});

test('a banned person cannot sign in, and can again when the ban is lifted', async () => {
	const person = await createPerson(bed);
	const before = await signIn(bed, person);
	const path = `/admin/users/${person.id}`;
	const put = (ban_duration: string) =>
		bed.call(path, { method: 'PUT', token: bed.adminToken, body: { ban_duration } });
	expect((await put('24h')).body.banned_until).toBeTruthy();
	expect((await signIn(bed, person)).body.error_code).toBe('user_banned');
	const user = await bed.call('/user', { token: before.body.access_token });
	expect([user.status, user.body.error_code]).toEqual([403, 'user_banned']);
	const refreshed = await bed.call('/token?grant_type=refresh_token', {
		body: { refresh_token: before.body.refresh_token }
	});
	expect([refreshed.status, refreshed.body.error_code]).toEqual([400, 'user_banned']);
	expect((await put('none')).body).not.toHaveProperty('banned_until');
	expect((await signIn(bed, person)).status).toBe(200);
	expect((await put('a while')).body.error_code).toBe('validation_failed');
});

test('a failing trigger of the application is told as such and leaves nothing behind', async () => {
	await bed.sql(`create function public.refuse() returns trigger language plpgsql as
		$$ begin if new.email like 'refused%' then raise exception 'no'; end if; return new; end $$`);
	await bed.sql(`create trigger refuse before insert on auth.users
		for each row execute function public.refuse()`);
	const body = { email: 'refused@example.com', password: 'abcdefgh' };
	const reply = await bed.call('/signup', { body });
	expect(reply.body).toEqual({
		code: 500,
		error_code: 'unexpected_failure',
		msg: 'Database error saving new user'
	});
	expect(await bed.sql(`select 1 from auth.users where email like 'refused%'`)).toEqual([]);
});

test('a mail that does not leave takes the sign-up back', async () => {
	const email = newAddress();
	bed.mailbox.fail(true);
	const reply = await bed.call('/signup', { body: { email, password: 'abcdefgh' } });
	bed.mailbox.fail(false);
	expect([reply.status, reply.body.msg]).toEqual([500, 'Error sending confirmation email']);
	expect(await bed.sql('select 1 from auth.users where email = $1', [email])).toEqual([]);
	const retried = await bed.call('/signup', { body: { email, password: 'abcdefgh' } });
	expect(retried.status).toBe(200);
});
