import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPerson, newAddress, signIn, startTestbed, type Testbed } from './testbed.ts';

let bed: Testbed;
beforeAll(async () => {
	bed = await startTestbed({
		hooks: {
			customAccessToken: 'pg-functions://postgres/public/add_claims',
			beforeUserCreated: 'pg-functions://postgres/public/only_invited'
		}
	});
	await bed.sql(`create function public.only_invited(event jsonb) returns jsonb language sql as $$
		select case when event -> 'user' ->> 'email' like '%@refused.example'
			then '{"error": {"http_code": 403, "message": "By invitation only"}}'::jsonb
			else '{}'::jsonb end $$`);
	await bed.sql('grant usage on schema public to supabase_auth_admin');
	await accessTokenHook(
		`jsonb_build_object('claims', event -> 'claims' || jsonb_build_object(
			'reseller', 7, 'method', event ->> 'authentication_method', 'runs_as', current_user))`
	);
});
afterAll(() => bed.close());

async function accessTokenHook(expression: string): Promise<void> {
	await bed.sql(`create or replace function public.add_claims(event jsonb) returns jsonb
		language sql volatile as $$ select ${expression} $$`);
}

test('the project adds claims to every token, on refresh too', async () => {
	const first = (await signIn(bed, await createPerson(bed))).body;
	expect(await bed.keys.verify(first.access_token)).toMatchObject({
		reseller: 7,
		method: 'password',
		runs_as: 'supabase_auth_admin'
	});
	const refreshed = await bed.call('/token?grant_type=refresh_token', {
		body: { refresh_token: first.refresh_token }
	});
	expect(await bed.keys.verify(refreshed.body.access_token)).toMatchObject({
		reseller: 7,
		method: 'token_refresh'
	});
});

test('the project refuses a sign-up with its own words', async () => {
	const body = { email: 'someone@refused.example', password: 'abcdefgh' };
	const refused = await bed.call('/signup', { body });
	expect([refused.status, refused.body.msg]).toEqual([403, 'By invitation only']);
	expect(await bed.sql('select 1 from auth.users where email = $1', [body.email])).toEqual([]);
	const welcome = { ...body, email: newAddress() };
	expect((await bed.call('/signup', { body: welcome })).status).toBe(200);
});

test.each([
	[`'{}'::jsonb`, 500, 'output claims field is missing'],
	[`'{"claims": {"sub": "x"}}'::jsonb`, 500, 'output claims do not conform to the expected schema'],
	[`jsonb_build_object('claims', event -> 'claims' || '{"role": 1}')`, 500, 'role: Invalid type'],
	[`'{"error": {"http_code": 402, "message": "Overdue"}}'::jsonb`, 402, 'Overdue'],
	[`'{"error": {"http_code": 42, "message": "Odd"}}'::jsonb`, 500, 'Odd'],
	[`(event ->> 'user_id')::integer::text::jsonb`, 500, 'Error running hook URI: pg-functions://'],
	[`(select '{}'::jsonb from pg_sleep(9))`, 500, 'Error running hook URI: pg-functions://']
])('a hook that answers %s ends the sign-in with %i', async (expression, status, text) => {
	const person = await createPerson(bed);
	await accessTokenHook(expression);
	const reply = await signIn(bed, person);
	expect(reply.status).toBe(status);
	expect(reply.body.msg).toContain(text);
	const sessions = await bed.sql('select 1 from auth.sessions where user_id = $1', [person.id]);
	expect(sessions).toEqual([]);
});

test('a hook of another kind is refused at start', async () => {
	const start = startTestbed({ hooks: { customAccessToken: 'https://x.example' } }, bed.database);
	await expect(start).rejects.toThrow('https://x.example is not supported');
});
