import { afterAll, beforeAll, expect, test } from 'vitest';
import {
	codeIn,
	createPerson,
	signIn,
	startTestbed,
	type Person,
	type Testbed
} from './testbed.ts';

let bed: Testbed;
beforeAll(async () => void (bed = await startTestbed()));
afterAll(() => bed.close());

const amrOf = async (accessToken: string) => (await bed.keys.verify(accessToken)).amr;

const refresh = (refreshToken: string, headers = {}, from?: string) =>
	bed.call('/token?grant_type=refresh_token', {
		body: { refresh_token: refreshToken },
		headers,
		from
	});

async function tracesOf(person: Person) {
	return bed.sql(
		`select host(ip) as address, user_agent from auth.sessions where user_id = $1 order by created_at`,
		[person.id]
	);
}

test('a session keeps address and device of its sign-in, then of its latest refresh', async () => {
	const person = await createPerson(bed);
	const { email, password } = person;
	const { body } = await bed.call('/token?grant_type=password', {
		body: { email, password },
		headers: { 'user-agent': 'Balcao/1.0 (Windows NT 10.0) Chrome/140.0' },
		from: '203.0.113.7'
	});
	expect(await tracesOf(person)).toEqual([
		{ address: '203.0.113.7', user_agent: 'Balcao/1.0 (Windows NT 10.0) Chrome/140.0' }
	]);

	await refresh(body.refresh_token, { 'user-agent': 'Mozilla/5.0 Firefox/146.0' }, '2001:db8::7');
	expect(await tracesOf(person)).toEqual([
		{ address: '2001:db8::7', user_agent: 'Mozilla/5.0 Firefox/146.0' }
	]);
});

// request | type for /verify
test.each([
	['/otp', 'email'],
	['/recover', 'recovery']
])(
	'the code of %s gives birth to a session of method otp, which a refresh keeps',
	async (path, type) => {
		const { email } = await createPerson(bed);
		await bed.call(path, { body: { email, create_user: false } });
		const token = codeIn(await bed.mailbox.next(email));
		const { status, body } = await bed.call('/verify', { body: { type, email, token } });
		expect(status).toBe(200);
		const amr = await amrOf(body.access_token);
		expect(amr).toEqual([{ method: 'otp', timestamp: expect.any(Number) }]);

		bed.passTime(60);
		const once = (await refresh(body.refresh_token)).body;
		const twice = (await refresh(once.refresh_token)).body;
		expect(await amrOf(once.access_token)).toEqual(amr);
		expect(await amrOf(twice.access_token)).toEqual(amr);

		const put = { method: 'PUT', token: twice.access_token, body: { password: 'a new password' } };
		expect((await bed.call('/user', put)).status).toBe(200);
		const third = (await refresh(twice.refresh_token)).body;
		expect(await amrOf(third.access_token)).toEqual(amr);
	}
);

test('a trigger of the application sees a new password, and no other change', async () => {
	await bed.sql('create table public.seen_passwords (user_id uuid, is_new boolean)');
	await bed.sql(`create function public.see_password() returns trigger language plpgsql security definer as $$
		begin
			insert into public.seen_passwords values (new.id, new.encrypted_password is distinct from old.encrypted_password);
			return null;
		end $$`);
	await bed.sql(`create trigger see_password after update of encrypted_password on auth.users
		for each row execute function public.see_password()`);
	const person = await createPerson(bed);
	const { body } = await signIn(bed, person);
	await refresh(body.refresh_token);
	await bed.call('/recover', { body: { email: person.email } });
	const seen = () =>
		bed.sql('select is_new from public.seen_passwords where user_id = $1', [person.id]);
	expect(await seen()).toEqual([]);

	const token = body.access_token;
	const put = (fields: object) => bed.call('/user', { method: 'PUT', token, body: fields });
	expect((await put({ data: { name: 'Ana' } })).status).toBe(200);
	expect(await seen()).toEqual([]);
	expect((await put({ password: 'a new password' })).status).toBe(200);
	expect(await seen()).toEqual([{ is_new: true }]);

	const asAdmin = { method: 'PUT', token: bed.adminToken, body: { password: 'another password' } };
	expect((await bed.call(`/admin/users/${person.id}`, asAdmin)).status).toBe(200);
	expect(await seen()).toEqual([{ is_new: true }, { is_new: true }]);
});
