import { afterAll, beforeAll, expect, test } from 'vitest';
import {
	codeIn,
	createPerson,
	linkIn,
	newAddress,
	signIn,
	startTestbed,
	type Testbed
} from './testbed.ts';

let bed: Testbed;
beforeAll(async () => void (bed = await startTestbed()));
afterAll(() => bed.close());

const asAdmin = (path: string, body?: unknown, method?: string) =>
	bed.call(path, { token: bed.adminToken, body, method });

test('administration needs an administering token', async () => {
	const user = (await signIn(bed, await createPerson(bed))).body.access_token;
	for (const [path, method] of [
		['/admin/users', 'GET'],
		['/admin/users', 'POST'],
		['/admin/users/7d3f4a4e-0000-4000-8000-000000000000', 'DELETE'],
		['/admin/generate_link', 'POST'],
		['/invite', 'POST']
	]) {
		const body = method === 'GET' ? undefined : {};
		const nobody = await bed.call(path, { method, body });
		expect([nobody.status, nobody.body.error_code]).toEqual([401, 'no_authorization']);
		const person = await bed.call(path, { method, body, token: user });
		expect(person.body).toEqual({ code: 403, error_code: 'not_admin', msg: 'User not allowed' });
	}
});

test('a person is created, read, changed and deleted', async () => {
	const email = newAddress();
	const created = await asAdmin('/admin/users', {
		id: '0b3f4a4e-1111-4111-8111-111111111111',
		email,
		password: 'abcdefgh',
		email_confirm: true,
		user_metadata: { name: 'Ana' },
		app_metadata: { reseller: 7 },
		role: 'authenticated'
	});
	expect(created.status).toBe(200);
	expect(created.body).toMatchObject({
		id: '0b3f4a4e-1111-4111-8111-111111111111',
		email,
		role: 'authenticated',
		user_metadata: { name: 'Ana', email_verified: true },
		app_metadata: { provider: 'email', providers: ['email'], reseller: 7 },
		is_anonymous: false
	});
	const path = `/admin/users/${created.body.id}`;
	expect((await asAdmin(path)).body).toEqual(created.body);

	const moved = newAddress();
	const changed = await asAdmin(
		path,
		{
			email: moved,
			email_confirm: true,
			user_metadata: { name: null, age: 3 },
			password: 'ijklmnop'
		},
		'PUT'
	);
	expect(changed.body).toMatchObject({ email: moved, identities: [{ email: moved }] });
	expect(changed.body.user_metadata).toEqual({ age: 3, email_verified: true });
	expect((await signIn(bed, { id: '', email: moved, password: 'ijklmnop' })).status).toBe(200);

	expect((await asAdmin(path, undefined, 'DELETE')).body).toEqual({});
	expect((await asAdmin(path)).body.error_code).toBe('user_not_found');
	const left = await bed.sql('select 1 from auth.identities where user_id = $1', [created.body.id]);
	expect(left).toEqual([]);
});

test('refusals of administration are the documented ones', async () => {
	const { email, id } = await createPerson(bed);
	const other = await createPerson(bed);
	const cases: [string, string, unknown, number, string][] = [
		['POST', '/admin/users', {}, 400, 'validation_failed'],
		['POST', '/admin/users', { email }, 422, 'email_exists'],
		['POST', '/admin/users', { email: newAddress(), id }, 422, 'user_already_exists'],
		['POST', '/admin/users', { email: newAddress(), id: 'x' }, 400, 'validation_failed'],
		['POST', '/admin/users', { email: 'x' }, 400, 'validation_failed'],
		[
			'POST',
			'/admin/users',
			{ email: newAddress(), password: 'x'.repeat(73) },
			400,
			'validation_failed'
		],
		[
			'POST',
			'/admin/users',
			{ email: newAddress(), password: 'x', password_hash: 'y' },
			400,
			'validation_failed'
		],
		[
			'POST',
			'/admin/users',
			{ email: newAddress(), role: 'x'.repeat(300) },
			400,
			'validation_failed'
		],
		['POST', '/admin/users', { email: newAddress(), user_metadata: 'x' }, 400, 'bad_json'],
		['PUT', `/admin/users/${id}`, { email: other.email }, 422, 'email_exists'],
		['PUT', `/admin/users/${id}`, { password: 'abc' }, 422, 'weak_password'],
		['GET', '/admin/users/x', undefined, 404, 'validation_failed'],
		['GET', '/admin/users/7d3f4a4e-0000-4000-8000-000000000000', undefined, 404, 'user_not_found'],
		['GET', '/admin/users?page=x', undefined, 400, 'validation_failed'],
		['GET', '/admin/users?sort=email', undefined, 400, 'validation_failed'],
		['POST', '/admin/generate_link', { type: 'x', email }, 400, 'validation_failed'],
		['POST', '/admin/generate_link', { type: 'invite', email }, 422, 'email_exists'],
		[
			'POST',
			'/admin/generate_link',
			{ type: 'recovery', email: newAddress() },
			404,
			'user_not_found'
		],
		['POST', '/invite', { email }, 422, 'email_exists']
	];
	for (const [method, path, body, status, code] of cases) {
		const reply = await asAdmin(path, body, method);
		expect([method, path, body, reply.status, reply.body.error_code]).toEqual([
			method,
			path,
			body,
			status,
			code
		]);
	}
});

test('a soft delete keeps the row and nothing of the person', async () => {
	const person = await createPerson(bed);
	const path = `/admin/users/${person.id}`;
	expect((await asAdmin(path, { should_soft_delete: true }, 'DELETE')).status).toBe(200);
	const { body } = await asAdmin(path);
	expect(body.deleted_at).toBeTruthy();
	expect(JSON.stringify(body)).not.toContain(person.email);
	expect((await signIn(bed, person)).status).toBe(400);
	expect((await asAdmin('/admin/users', { email: person.email })).status).toBe(200);
});

test('lists are paged, newest first, with links and a total', async () => {
	const fresh = await startTestbed({}, bed.database);
	await bed.sql('delete from auth.users');
	for (let index = 0; index < 5; index++) {
		await createPerson(fresh);
		fresh.passTime(1);
	}
	const page = await fresh.call('/admin/users?page=2&per_page=2', { token: fresh.adminToken });
	expect(page.body.aud).toBe('authenticated');
	expect(page.body.users).toHaveLength(2);
	expect(page.body.users[0].created_at > page.body.users[1].created_at).toBe(true);
	expect(page.headers.get('x-total-count')).toBe('5');
	expect(page.headers.get('link')).toBe(
		'</admin/users?page=3&per_page=2>; rel="next", </admin/users?page=3&per_page=2>; rel="last"'
	);
	const { data } = await fresh.admin().auth.admin.listUsers({ page: 1, perPage: 2 });
	expect(data).toMatchObject({ total: 5, nextPage: 2, lastPage: 3 });
	await fresh.close();
});

test('an invitation is accepted by its code and leaves no empty password', async () => {
	const email = newAddress();
	const invited = await asAdmin('/invite', { email, data: { name: 'Rui' } });
	expect(invited.body).toMatchObject({ email, user_metadata: { name: 'Rui' } });
	expect(invited.body.invited_at).toBeTruthy();
	const token = codeIn(await bed.mailbox.next(email));
	const accepted = await bed.call('/verify', { body: { type: 'invite', email, token } });
	expect(accepted.status).toBe(200);
	for (const password of ['', ' '])
		expect((await signIn(bed, { id: '', email, password })).status).toBe(400);
});

test.each(['signup', 'invite', 'magiclink', 'recovery'])(
	'a generated %s link and its code work',
	async (type) => {
		const known = type === 'recovery' ? await createPerson(bed) : undefined;
		const email = known?.email ?? newAddress();
		const body = { type, email, password: 'abcdefgh', redirect_to: 'http://127.0.0.1:3000/next' };
		const { status, body: link } = await asAdmin('/admin/generate_link', body);
		expect(status).toBe(200);
		const expected = type === 'magiclink' ? 'signup' : type;
		expect(link).toMatchObject({
			email,
			verification_type: expected,
			redirect_to: 'http://127.0.0.1:3000/next'
		});
		expect(bed.mailbox.waiting(email)).toBe(0);
		const path = new URL(link.action_link);
		expect(path.searchParams.get('token')).toBe(link.hashed_token);
		const wrong = { type: expected, email, token: 'x' };
		expect((await bed.call('/verify', { body: wrong })).status).toBe(403);
		const right = { type: expected, token_hash: link.hashed_token };
		const verified = await bed.call('/verify', { body: right });
		expect(verified.status).toBe(200);
		expect(verified.body.user.email_confirmed_at).toBeTruthy();
	}
);

test('generated links for a change of address take both ends', async () => {
	const { email } = await createPerson(bed);
	const new_email = newAddress();
	const hashes: string[] = [];
	for (const type of ['email_change_current', 'email_change_new']) {
		const { body } = await asAdmin('/admin/generate_link', { type, email, new_email });
		hashes.push(body.hashed_token);
	}
	const verify = (token_hash: string) =>
		bed.call('/verify', { body: { type: 'email_change', token_hash } });
	expect((await verify(hashes[0])).body.code).toBe('200');
	expect((await verify(hashes[1])).body.user.email).toBe(new_email);
});

test('the magic link mail carries what a template may name', async () => {
	const named = await startTestbed(
		{
			templates: {
				magic_link: {
					subject: '{{ .Token }} é o código de {{ .Data.name }}',
					content:
						'<a href="{{ .SiteURL }}/confirm?hash={{ .TokenHash }}&next={{ .RedirectTo }}">{{ .Data.name }}</a> <strong>{{ .Token }}</strong>'
				}
			}
		},
		bed.database
	);
	const email = newAddress();
	const user_metadata = { name: '<b>Zé & Filhos</b>' };
	await asAdmin('/admin/users', { email, email_confirm: true, user_metadata });
	await named.call(`/otp?redirect_to=${encodeURIComponent('http://127.0.0.1:3000/a?b=c&d')}`, {
		body: { email }
	});
	const message = await named.mailbox.next(email);
	expect(message.subject).toBe(`${codeIn(message)} é o código de <b>Zé & Filhos</b>`);
	expect(message.html).toContain('>&#60;b&#62;Zé &#38; Filhos&#60;/b&#62;</a>');
	expect(linkIn(message).searchParams.get('next')).toBe('http://127.0.0.1:3000/a?b=c&d');
	await named.close();
});
