import { createServerClient } from '@supabase/ssr';
import { createClient } from '@supabase/supabase-js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { codeIn, createPerson, linkIn, newAddress, startTestbed, type Testbed } from './testbed.ts';

let bed: Testbed;
beforeAll(async () => void (bed = await startTestbed()));
afterAll(() => bed.close());

test('supabase-js signs in, verifies claims by itself, refreshes and signs out', async () => {
	const { id, email, password } = await createPerson(bed);
	const { auth } = bed.client();
	const signedIn = await auth.signInWithPassword({ email, password });
	expect(signedIn.error).toBeNull();
	expect(signedIn.data.user?.id).toBe(id);

	const claims = await auth.getClaims();
	expect(claims.error).toBeNull();
	expect(claims.data?.header).toMatchObject({ alg: 'ES256', kid: 'test-key' });
	expect(claims.data?.claims).toMatchObject({ sub: id, role: 'authenticated', aal: 'aal1' });

	const refreshed = await auth.refreshSession();
	expect(refreshed.data.session?.refresh_token).not.toBe(signedIn.data.session?.refresh_token);
	expect((await auth.getUser()).data.user?.email).toBe(email);
	const changed = await auth.updateUser({ data: { theme: 'dark' } });
	expect(changed.data.user?.user_metadata.theme).toBe('dark');
	expect((await auth.signOut()).error).toBeNull();
	expect((await auth.getSession()).data.session).toBeNull();
});

test('supabase-js names the refusals', async () => {
	const { email } = await createPerson(bed);
	const { auth } = bed.client();
	const wrong = await auth.signInWithPassword({ email, password: 'wrong' });
	expect(wrong.error).toMatchObject({ code: 'invalid_credentials', status: 400 });
	const weak = await auth.signUp({ email: newAddress(), password: 'abc' });
	expect(weak.error).toMatchObject({ name: 'AuthWeakPasswordError', reasons: ['length'] });
	const stranger = await auth.signInWithOtp({
		email: newAddress(),
		options: { shouldCreateUser: false }
	});
	expect(stranger.error).toMatchObject({ code: 'otp_disabled', status: 422 });
	const mfa = await auth.mfa.enroll({ factorType: 'totp' });
	expect(mfa.error).not.toBeNull();
});

test('supabase-js signs up and in by mailed codes', async () => {
	const email = newAddress();
	const { auth } = bed.client();
	const created = await auth.signUp({ email, password: 'abcdefgh' });
	expect(created.data.session).toBeNull();
	const token = codeIn(await bed.mailbox.next(email));
	const verified = await auth.verifyOtp({ type: 'email', email, token });
	expect(verified.data.session?.user.email).toBe(email);

	const other = bed.client();
	expect((await other.auth.signInWithOtp({ email })).error).toBeNull();
	const code = codeIn(await bed.mailbox.next(email));
	const again = await other.auth.verifyOtp({ type: 'email', email, token: code });
	expect(again.data.user?.id).toBe(verified.data.user?.id);
});

test('the admin client creates, lists, links, invites and deletes', async () => {
	const { admin } = bed.admin().auth;
	const email = newAddress();
	const created = await admin.createUser({ email, email_confirm: true });
	expect(created.error).toBeNull();
	const id = created.data.user?.id ?? '';
	expect((await admin.getUserById(id)).data.user?.email).toBe(email);
	const link = await admin.generateLink({ type: 'magiclink', email });
	const hash = link.data.properties?.hashed_token ?? '';
	const verified = await bed.client().auth.verifyOtp({ type: 'email', token_hash: hash });
	expect(verified.data.user?.id).toBe(id);
	expect((await admin.updateUserById(id, { ban_duration: '1h' })).data.user).toMatchObject({
		banned_until: expect.any(String)
	});
	expect((await admin.inviteUserByEmail(newAddress())).error).toBeNull();
	expect((await admin.listUsers()).data.users.some((user) => user.id === id)).toBe(true);
	expect((await admin.deleteUser(id)).error).toBeNull();
	expect((await admin.getUserById(id)).error).toMatchObject({ code: 'user_not_found' });
});

test('a browser client exchanges the code of a followed link (PKCE)', async () => {
	const { email, id } = await createPerson(bed);
	const stored = new Map<string, string>();
	const storage = {
		getItem: (key: string) => stored.get(key) ?? null,
		setItem: (key: string, value: string) => void stored.set(key, value),
		removeItem: (key: string) => void stored.delete(key)
	};
	const { auth } = createClient(bed.url, 'publishable', {
		auth: { flowType: 'pkce', storage, autoRefreshToken: false, detectSessionInUrl: false }
	});
	for (const ask of [
		() => auth.signInWithOtp({ email }),
		() => auth.resetPasswordForEmail(email)
	]) {
		expect((await ask()).error).toBeNull();
		const link = linkIn(await bed.mailbox.next(email));
		expect(link.searchParams.get('token')).toMatch(/^pkce_[0-9a-f]{56}$/);
		const followed = await bed.call(`/verify${link.search}`);
		const target = new URL(followed.headers.get('location') ?? '');
		expect(target.hash).toBe('');
		const code = target.searchParams.get('code') ?? '';
		const verifier = { auth_code: code, code_verifier: 'x'.repeat(50) };
		const stolen = await bed.call('/token?grant_type=pkce', { body: verifier });
		expect([stolen.status, stolen.body.error_code]).toEqual([400, 'bad_code_verifier']);
		const exchanged = await auth.exchangeCodeForSession(code);
		expect(exchanged.data.user?.id).toBe(id);
		expect((await bed.call('/token?grant_type=pkce', { body: verifier })).status).toBe(404);
	}
});

test('parallel server-rendered requests share one expired session', async () => {
	const { email, password, id } = await createPerson(bed);
	const cookies = new Map<string, string>();
	const serverClient = (jar: Map<string, string>) =>
		createServerClient(bed.url, 'publishable', {
			cookies: {
				getAll: () => [...jar].map(([name, value]) => ({ name, value })),
				setAll: (changes) => {
					for (const { name, value } of changes)
						if (value) jar.set(name, value);
						else jar.delete(name);
				}
			}
		});
	const client = serverClient(cookies);
	expect((await client.auth.signInWithPassword({ email, password })).error).toBeNull();
	expect([...cookies.keys()][0]).toMatch(/^sb-127-auth-token/);
	await expireCookie(cookies);

	const results = await Promise.all(
		Array.from({ length: 8 }, async () => {
			const jar = new Map(cookies);
			const { data, error } = await serverClient(jar).auth.getClaims();
			return { sub: data?.claims.sub, error, refreshed: jar.get([...jar.keys()][0]) };
		})
	);
	for (const result of results) expect(result).toMatchObject({ sub: id, error: null });
	const jar = new Map(cookies);
	jar.set([...cookies.keys()][0], results[7].refreshed ?? '');
	expect((await serverClient(jar).auth.getUser()).data.user?.id).toBe(id);
});

/** Rewrites the session in the cookie as if its access token had run out. */
async function expireCookie(cookies: Map<string, string>): Promise<void> {
	const names = [...cookies.keys()].sort();
	const encoded = names.map((name) => cookies.get(name)).join('');
	const session = JSON.parse(Buffer.from(encoded.replace(/^base64-/, ''), 'base64url').toString());
	session.expires_at = 1;
	for (const name of names) cookies.delete(name);
	const value = Buffer.from(JSON.stringify(session)).toString('base64url');
	cookies.set('sb-127-auth-token', `base64-${value}`);
}
