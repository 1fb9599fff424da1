import { afterAll, beforeAll, expect, test } from 'vitest';
import { codeIn, createPerson, newAddress, signIn, startTestbed, type Testbed } from './testbed.ts';

let bed: Testbed;
beforeAll(async () => void (bed = await startTestbed({ securePasswordChange: true })));
afterAll(() => bed.close());

test('whoever has no valid token is told why', async () => {
	const { id } = await createPerson(bed);
	const anHour = Math.floor(Date.now() / 1000) + 3600;
	const tokens: [string | undefined, number, string][] = [
		[undefined, 401, 'no_authorization'],
		['rubbish', 403, 'bad_jwt'],
		['a.b.c', 403, 'bad_jwt'],
		[await bed.keys.sign({ sub: id, exp: 1 }), 403, 'bad_jwt'],
		[await bed.keys.sign({ role: 'service_role', exp: anHour }), 403, 'bad_jwt'],
		[await bed.keys.sign({ sub: 'me', exp: anHour }), 400, 'bad_jwt'],
		[await bed.keys.sign({ sub: id, session_id: 'x', exp: anHour }), 403, 'bad_jwt'],
		[
			await bed.keys.sign({ sub: '7d3f4a4e-0000-4000-8000-000000000000', exp: anHour }),
			403,
			'user_not_found'
		],
		[
			await bed.keys.sign({
				sub: id,
				session_id: '7d3f4a4e-0000-4000-8000-000000000000',
				exp: anHour
			}),
			403,
			'session_not_found'
		]
	];
	for (const [token, status, code] of tokens) {
		const reply = await bed.call('/user', { token });
		expect([reply.status, reply.body.error_code]).toEqual([status, code]);
	}
});

test('a session of somebody else does not count', async () => {
	const [one, other] = [await createPerson(bed), await createPerson(bed)];
	const { session_id } = await bed.keys.verify((await signIn(bed, other)).body.access_token);
	const exp = Math.floor(Date.now() / 1000) + 60;
	const token = await bed.keys.sign({ sub: one.id, session_id, exp });
	expect((await bed.call('/user', { token })).body.error_code).toBe('session_not_found');
});

test('metadata is merged, and null deletes a key', async () => {
	const token = (await signIn(bed, await createPerson(bed))).body.access_token;
	const put = (data: unknown) => bed.call('/user', { method: 'PUT', token, body: { data } });
	await put({ name: 'Zé', theme: 'dark', nested: { a: 1, b: 2 } });
	const { body } = await put({ theme: null, nested: { a: 3 } });
	expect(body.user_metadata).toEqual({ email_verified: true, name: 'Zé', nested: { a: 3 } });
	const forged = await bed.call('/user', {
		method: 'PUT',
		token,
		body: { app_metadata: { role: 'admin' } }
	});
	expect([forged.status, forged.body.error_code]).toEqual([403, 'not_admin']);
	const prototype = '{"data":{"__proto__":{"polluted":true},"ok":1}}';
	expect((await bed.call('/user', { method: 'PUT', token, raw: prototype })).status).toBe(200);
	expect(({} as Record<string, unknown>).polluted).toBeUndefined();
});

test('a new password ends the other sessions and keeps this one', async () => {
	const person = await createPerson(bed);
	const [here, there] = [(await signIn(bed, person)).body, (await signIn(bed, person)).body];
	const put = (password: string) =>
		bed.call('/user', { method: 'PUT', token: here.access_token, body: { password } });
	expect((await put(person.password)).body.error_code).toBe('same_password');
	const weak = await put('abc');
	expect(weak.status).toBe(422);
	expect(weak.body).toMatchObject({
		error_code: 'weak_password',
		weak_password: { reasons: ['length'] }
	});
	expect((await put('an entirely new one')).status).toBe(200);
	expect((await bed.call('/user', { token: here.access_token })).status).toBe(200);
	const gone = await bed.call('/user', { token: there.access_token });
	expect([gone.status, gone.body.error_code]).toEqual([403, 'session_not_found']);
	expect((await signIn(bed, person)).status).toBe(400);
	expect((await signIn(bed, { ...person, password: 'an entirely new one' })).status).toBe(200);
});

test('an old session changes the password only with a mailed nonce', async () => {
	const person = await createPerson(bed);
	const token = (await signIn(bed, person)).body.access_token;
	await bed.sql(
		`update auth.sessions set created_at = now() - interval '25 hours' where user_id = $1`,
		[person.id]
	);
	const put = (body: unknown) => bed.call('/user', { method: 'PUT', token, body });
	const password = 'an entirely new one';
	const needed = await put({ password });
	expect([needed.status, needed.body.error_code]).toEqual([400, 'reauthentication_needed']);
	expect((await bed.call('/reauthenticate', { token })).status).toBe(200);
	const nonce = codeIn(await bed.mailbox.next(person.email));
	const wrong = await put({ password, nonce: '000000' });
	expect([wrong.status, wrong.body.error_code]).toEqual([422, 'reauthentication_not_valid']);
	expect((await put({ password, nonce })).status).toBe(200);
	const reused = await put({ password: 'yet another one', nonce });
	expect(reused.body.error_code).toBe('reauthentication_not_valid');
});

test('a change of address is confirmed at both ends', async () => {
	const person = await createPerson(bed);
	const taken = (await createPerson(bed)).email;
	const token = (await signIn(bed, person)).body.access_token;
	const put = (email: string) => bed.call('/user', { method: 'PUT', token, body: { email } });
	expect((await put(taken)).body.error_code).toBe('email_exists');
	const email = newAddress();
	const asked = await put(email);
	expect(asked.body).toMatchObject({ email: person.email, new_email: email });
	const codes = {
		[person.email]: codeIn(await bed.mailbox.next(person.email)),
		[email]: codeIn(await bed.mailbox.next(email))
	};
	const confirm = (address: string) =>
		bed.call('/verify', {
			body: { type: 'email_change', email: address, token: codes[address] }
		});
	const first = await confirm(person.email);
	expect(first.body).toEqual({
		msg: 'Confirmation link accepted. Please proceed to confirm link sent to the other email',
		code: '200'
	});
	expect((await confirm(person.email)).status).toBe(403);
	const second = await confirm(email);
	expect(second.status).toBe(200);
	expect(second.body.user).toMatchObject({ email, identities: [{ email }] });
	expect(second.body.user).not.toHaveProperty('new_email');
	expect((await signIn(bed, { ...person, email })).status).toBe(200);
	expect((await signIn(bed, person)).status).toBe(400);
});

test('an address that was taken meanwhile cannot be moved to', async () => {
	const person = await createPerson(bed);
	const token = (await signIn(bed, person)).body.access_token;
	const email = newAddress();
	await bed.call('/user', { method: 'PUT', token, body: { email } });
	const current = codeIn(await bed.mailbox.next(person.email));
	const fresh = codeIn(await bed.mailbox.next(email));
	const verify = (address: string, code: string) =>
		bed.call('/verify', { body: { type: 'email_change', email: address, token: code } });
	await verify(person.email, current);
	await bed.call('/admin/users', { token: bed.adminToken, body: { email } });
	const refused = await verify(email, fresh);
	expect([refused.status, refused.body.error_code]).toEqual([422, 'email_exists']);
});

test('signing out has three reaches', async () => {
	const person = await createPerson(bed);
	const open = async (): Promise<string> => (await signIn(bed, person)).body.access_token;
	const isAlive = async (token: string): Promise<boolean> =>
		(await bed.call('/user', { token })).status === 200;
	const leave = (token: string, query: string) =>
		bed.call(`/logout${query}`, { method: 'POST', token });
	const [one, two, three] = [await open(), await open(), await open()];

	expect((await leave(one, '?scope=local')).status).toBe(204);
	expect(await Promise.all([one, two, three].map(isAlive))).toEqual([false, true, true]);
	expect((await leave(two, '?scope=others')).status).toBe(204);
	expect(await Promise.all([two, three].map(isAlive))).toEqual([true, false]);
	const wrong = await leave(two, '?scope=everywhere');
	expect([wrong.status, wrong.body.error_code]).toEqual([400, 'validation_failed']);
	const four = await open();
	expect((await leave(two, '')).status).toBe(204);
	expect(await Promise.all([two, four].map(isAlive))).toEqual([false, false]);
	expect((await leave(two, '')).status).toBe(403);
});
