import { afterEach, beforeEach, expect, test } from 'vitest';
import { asking, type Ask } from './testing/ask.ts';
import { startFakePlatform, type FakePlatform } from './testing/fake-platform.ts';

let platform: FakePlatform;
let ask: Ask;

const token = 'abcdefghijklmnopqrstuvwxyz_-1234';
const email = 'ana@client.example';
const given = { token, name: ' Ana ', password: 'correct horse', locale: 'en' };

beforeEach(async () => {
	platform = await startFakePlatform();
	platform.invitations.set(token, { email, isAccepted: false });
	ask = asking(platform);
});
afterEach(() => platform.stop());

test('makes the sign-in of the invited address, accepts, and signs in', async () => {
	const answer = await ask('accept', { ...given, email: 'forged@client.example', role: 'owner' });
	expect(answer.status).toBe(200);
	expect(Object.keys(answer.body).sort()).toEqual([
		'access_token',
		'expires_at',
		'expires_in',
		'refresh_token',
		'token_type'
	]);
	expect(platform.callsTo('/auth/v1/admin/users')[0]?.body).toEqual({
		email,
		password: 'correct horse',
		email_confirm: true,
		user_metadata: { name: 'Ana', locale: 'en' }
	});
	expect(platform.invitations.get(token)?.isAccepted).toBe(true);
});

test('an invitation that is none is not found', async () => {
	const answer = await ask('accept', { ...given, token: 'another-token-altogether' });
	expect([answer.status, answer.body]).toEqual([404, { code: 'invitation_not_found' }]);
	expect(platform.people).toEqual([]);
});

test('an address that can sign in already does so first', async () => {
	platform.add({ email, password: 'of the account' });
	const answer = await ask('accept', given);
	expect([answer.status, answer.body]).toEqual([409, { code: 'invitation_needs_sign_in' }]);
	expect(platform.callsTo('/auth/v1/admin/users')).toEqual([]);
	expect(platform.invitations.get(token)?.isAccepted).toBe(false);
});

test('clicking twice, at once or again, makes one person and signs both in', async () => {
	const answers = await Promise.all([ask('accept', given), ask('accept', given)]);
	answers.push(await ask('accept', given));
	expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
	expect(platform.people).toHaveLength(1);
});

test('a weak password leaves nobody behind, at the first click or the second', async () => {
	const weak = { ...given, password: 'abc' };
	const answers = await Promise.all([ask('accept', weak), ask('accept', weak)]);
	for (const { status, body } of answers)
		expect([status, body]).toEqual([422, { code: 'password_weak' }]);
	expect(platform.people).toEqual([]);
	expect(platform.invitations.get(token)?.isAccepted).toBe(false);
	expect((await ask('accept', given)).status).toBe(200);
});

test('an invitation that ends meanwhile opens no session', async () => {
	platform.instead.set('/rest/v1/rpc/accept_invitation_for', {
		status: 404,
		body: { code: 'PT404', message: 'invitation_not_found' }
	});
	const answer = await ask('accept', given);
	expect([answer.status, answer.body]).toEqual([404, { code: 'invitation_not_found' }]);
	expect(platform.sessions.size).toBe(0);
});

test('after a limit the same password carries on where it stopped', async () => {
	platform.instead.set('/auth/v1/token', { status: 429, body: {} });
	expect((await ask('accept', given)).status).toBe(429);
	platform.instead.delete('/auth/v1/token');
	expect((await ask('accept', given)).status).toBe(200);
	expect(platform.people).toHaveLength(1);
});
