import { createClient, type SupabaseClient } from '@supabase/supabase-js';
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import {
	actingAs,
	adminOf,
	makeMember,
	makeTenant,
	password,
	type Member,
	type Tenant
} from '../support/world.ts';
import { databaseConnection, platform } from './platform.ts';
import { askForCode } from './sign-in-code.ts';

// Auth can be called directly, with the publishable key that stands in every page. What it gives out there is worth what the
// database says it is.

const db = databaseConnection();
const admin = adminOf(platform);
let tenant: Tenant;

beforeAll(async () => {
	tenant = await makeTenant(platform, 'signing-in');
});

const colleague = (label: string) =>
	makeMember(platform, label, `reseller/${tenant.slug}`, {
		reseller_id: tenant.resellerId,
		role: 'admin'
	});

interface SignedIn {
	auth: SupabaseClient;
	accessToken: string;
	refreshToken: string;
	sessionId: string;
	/** Acting in the member's account. */
	db: SupabaseClient;
}

const fresh = () =>
	createClient(platform.apiUrl, platform.publishableKey, {
		auth: { persistSession: false, autoRefreshToken: false }
	});

function signedIn(
	auth: SupabaseClient,
	session: { access_token: string; refresh_token: string }
): SignedIn {
	const claims = JSON.parse(
		Buffer.from(session.access_token.split('.')[1]!, 'base64url').toString()
	) as { session_id: string };
	return {
		auth,
		accessToken: session.access_token,
		refreshToken: session.refresh_token,
		sessionId: claims.session_id,
		db: actingAs(platform, session.access_token, `reseller/${tenant.slug}`)
	};
}

async function byPassword(email: string, with_ = password): Promise<SignedIn> {
	const auth = fresh();
	const { data, error } = await auth.auth.signInWithPassword({ email, password: with_ });
	if (error) throw error;
	return signedIn(auth, data.session);
}

/** As whoever guessed the code: at Auth itself, with nothing but the publishable key. */
async function byCode(email: string): Promise<SignedIn> {
	const { data: link, error } = await admin.auth.admin.generateLink({ type: 'magiclink', email });
	if (error) throw error;
	const auth = fresh();
	const { data, error: refused } = await auth.auth.verifyOtp({
		email,
		token: link.properties.email_otp,
		type: 'email'
	});
	if (refused) throw refused;
	return signedIn(auth, data.session!);
}

const stateOf = async ({ db: who }: Pick<SignedIn, 'db'>): Promise<string> =>
	(await who.rpc('sign_in_state').throwOnError()).data;
const seesClients = async ({ db: who }: Pick<SignedIn, 'db'>) =>
	(await who.from('clients').select('id').throwOnError()).data!.length > 0;
const begin = async (personId: string): Promise<boolean> =>
	(await admin.rpc('begin_code_attempt', { person_id: personId }).throwOnError()).data;
const admit = async (sessionId: string): Promise<boolean> =>
	(await admin.rpc('admit_session', { session_id: sessionId }).throwOnError()).data;

describe('a session born of a code at Auth itself', () => {
	test('is nobody, until somebody vouches for a try that was counted', async () => {
		const member = await colleague('by code');
		const session = await byCode(member.email);
		expect(await stateOf(session)).toBe('signed_out');
		expect(await seesClients(session)).toBe(false);
		for (const [name, given] of [
			['my_accounts', {}],
			['permission_matrix', {}]
		] as const)
			expect((await session.db.rpc(name, given)).error).toBeNull();
		expect((await session.db.rpc('my_accounts').throwOnError()).data).toEqual([]);
		const code = await session.db.rpc('request_sign_in_code');
		expect([code.status, code.error?.message]).toEqual([401, 'not_signed_in']);
		const announced = await session.db.rpc('expect_password_change');
		expect([announced.status, announced.error?.message]).toEqual([401, 'not_signed_in']);

		expect(await admit(session.sessionId)).toBe(false);
		expect(await begin(member.personId)).toBe(true);
		expect(await admit(session.sessionId)).toBe(true);
		expect(await admit(session.sessionId)).toBe(true);
		expect([await stateOf(session), await seesClients(session)]).toEqual(['ready', true]);
	});

	test('is not vouched for by a try that was counted long ago, for another, or already spent', async () => {
		const [member, other] = await Promise.all([colleague('late'), colleague('other')]);
		const session = await byCode(member.email);
		await begin(other.personId);
		expect(await admit(session.sessionId)).toBe(false);
		await begin(member.personId);
		await db.query(
			`update app.code_attempts set tried_at = tried_at - interval '61 seconds' where person_id = $1`,
			[member.personId]
		);
		expect(await admit(session.sessionId)).toBe(false);
		await begin(member.personId);
		const second = await byCode(member.email);
		expect(await admit(second.sessionId)).toBe(true);
		expect(await admit(session.sessionId)).toBe(false);
		expect(await admit(randomUUID())).toBe(false);
	});

	test('stays nobody when it renews its token', async () => {
		const member = await colleague('renewing');
		const session = await byCode(member.email);
		const { data, error } = await session.auth.auth.refreshSession({
			refresh_token: session.refreshToken
		});
		expect(error).toBeNull();
		expect(await stateOf(signedIn(session.auth, data.session!))).toBe('signed_out');
	});
});

describe('tries of a code', () => {
	test('are five, also all at once; the lock passes after a quarter of an hour, and a right one ends it', async () => {
		const member = await colleague('guessing');
		const tries = await Promise.all(Array.from({ length: 12 }, () => begin(member.personId)));
		expect(tries.filter(Boolean)).toHaveLength(5);
		expect(await begin(member.personId)).toBe(false);
		const age = (minutes: number) =>
			db.query(
				'update app.code_attempts set tried_at = tried_at - make_interval(mins => $2) where person_id = $1',
				[member.personId, minutes]
			);
		await age(14);
		expect(await begin(member.personId)).toBe(false);
		await age(1);
		for (let count = 0; count < 4; count++) expect(await begin(member.personId)).toBe(true);
		const session = await byCode(member.email);
		expect(await begin(member.personId)).toBe(true);
		expect(await admit(session.sessionId)).toBe(true);
		for (let count = 0; count < 5; count++) expect(await begin(member.personId)).toBe(true);
		expect(await begin(member.personId)).toBe(false);
	});

	test('of nobody are answered as those of a locked person', async () => {
		expect(await begin(randomUUID())).toBe(false);
	});
});

describe('a password that was set at Auth itself', () => {
	const taken = 'taken over quietly';

	test('opens sessions that need the mailed code; those of the code stay somebody', async () => {
		const member = await colleague('taken over');
		const thief = await byCode(member.email);
		const { error } = await thief.auth.auth.updateUser({ password: taken });
		expect(error).toBeNull();
		const withTaken = await byPassword(member.email, taken);
		expect([await stateOf(withTaken), await seesClients(withTaken)]).toEqual(['needs_code', false]);
	});

	test('is not vouched for by its victim, who proves the mailbox by a code', async () => {
		const member = await colleague('victim');
		const thief = await byCode(member.email);
		await thief.auth.auth.updateUser({ password: taken });
		const before = await byPassword(member.email, taken);
		// The victim finds the password wrong, and asks for a code instead.
		await begin(member.personId);
		const victim = await byCode(member.email);
		await admit(victim.sessionId);
		expect(await stateOf(victim)).toBe('ready');
		expect(await stateOf(before)).toBe('needs_code');
		const after = await byPassword(member.email, taken);
		expect([await stateOf(after), await seesClients(after)]).toEqual(['needs_code', false]);
		expect(await stateOf(thief)).toBe('signed_out');
		// A password that the victim announces is theirs again.
		await victim.db.rpc('expect_password_change').throwOnError();
		await victim.auth.auth.updateUser({ password: 'my own one again' });
		const own = await byPassword(member.email, 'my own one again');
		expect(await stateOf(own)).toBe('ready');
	});

	test('counts once a session born of it has passed the code', async () => {
		const member = await colleague('forgetful');
		const { error } = await admin.auth.admin.updateUserById(member.personId, { password: taken });
		expect(error).toBeNull();
		const session = await byPassword(member.email, taken);
		expect(await stateOf(session)).toBe('needs_code');
		const code = await askForCode(db, { ...session, email: member.email });
		const wrong = code === '000000' ? '000001' : '000000';
		expect((await session.db.rpc('verify_sign_in_code', { code: wrong })).data).toBe(false);
		expect(await stateOf(session)).toBe('needs_code');
		expect((await session.db.rpc('verify_sign_in_code', { code })).data).toBe(true);
		expect([await stateOf(session), await seesClients(session)]).toEqual(['ready', true]);
		const next = await byPassword(member.email, taken);
		expect(await stateOf(next)).toBe('ready');
	});

	test('is not doubted when a session that is somebody announced it, within a minute, once', async () => {
		const member = await colleague('announcing');
		const session = await byPassword(member.email);
		const change = (to: string) => session.auth.auth.updateUser({ password: to });
		await session.db.rpc('expect_password_change').throwOnError();
		await change('announced password');
		expect(await stateOf(await byPassword(member.email, 'announced password'))).toBe('ready');
		expect(await stateOf(session)).toBe('ready');
		await change('not announced again');
		expect(await stateOf(await byPassword(member.email, 'not announced again'))).toBe('needs_code');

		const late = await colleague('late announcing');
		const theirs = await byPassword(late.email);
		await theirs.db.rpc('expect_password_change').throwOnError();
		await db.query(
			'update app.expected_password_changes set expires_at = now() where person_id = $1',
			[late.personId]
		);
		await theirs.auth.auth.updateUser({ password: 'too late a password' });
		expect(await stateOf(await byPassword(late.email, 'too late a password'))).toBe('needs_code');
	});
});

test('Auth moves nobody to another mailbox, neither for a guessed session nor for a good one', async () => {
	const member = await colleague('moving');
	for (const session of [await byCode(member.email), await byPassword(member.email)]) {
		const { error } = await session.auth.auth.updateUser({
			email: `${randomUUID()}@thief.example`
		});
		expect(error).not.toBeNull();
	}
	const { rows } = await db.query('select email, email_change from auth.users where id = $1', [
		member.personId
	]);
	expect(rows).toEqual([{ email: member.email, email_change: '' }]);
	// An operator does, at once, and the person follows.
	const email = `${randomUUID()}@people.example`;
	await admin.auth.admin.updateUserById(member.personId, { email, email_confirm: true });
	const { data } = await tenant.staff.owner.db
		.from('people')
		.select('email')
		.eq('id', member.personId)
		.throwOnError();
	expect(data).toEqual([{ email }]);
});

describe('an identifier', () => {
	const candidates = async (identifier: string) =>
		(
			(await admin.rpc('sign_in_candidates', { identifier }).throwOnError()).data as {
				person_id: string;
			}[]
		).map(({ person_id }) => person_id);
	/** Eleven digits that nobody else in this database has. */
	const someCpf = () => String(Math.floor(Math.random() * 1e11)).padStart(11, '0');

	test('means the address, in any case; or the CPF that a person gave, however written', async () => {
		const member = await colleague('by CPF');
		const cpf = someCpf();
		await member.db.rpc('save_my_profile', { name: 'Com CPF', cpf }).throwOnError();
		const written = cpf.replace(/(...)(...)(...)(..)/, '$1.$2.$3-$4');
		for (const identifier of [
			member.email,
			member.email.toUpperCase(),
			` ${member.email} `,
			cpf,
			written
		])
			expect(await candidates(identifier), identifier).toEqual([member.personId]);
		for (const identifier of ['', cpf.slice(1), `${cpf}0`, '%', '%@%', 'nobody@people.example'])
			expect(await candidates(identifier), identifier).toEqual([]);
		await member.db.rpc('save_my_profile', { name: 'Sem CPF' }).throwOnError();
		expect(await candidates(cpf)).toEqual([]);
	});

	test('means the users of an individual client with that CPF, while they are active', async () => {
		const cpf = someCpf();
		await db.query(
			`update public.clients set person_type = 'individual', document = $2 where id = $1`,
			[tenant.clientId, cpf]
		);
		const found = await candidates(cpf);
		const users = new Set(Object.values(tenant.users).map(({ personId }) => personId));
		// At most three, so that one call cannot try many.
		expect(found).toHaveLength(3);
		for (const id of found) expect(users).toContain(id);
		await db.query(
			`update public.memberships set status = 'inactive' where client_id = $1 and person_id <> $2`,
			[tenant.clientId, tenant.clientUser.personId]
		);
		expect(await candidates(cpf)).toEqual([tenant.clientUser.personId]);
	});

	test('may be claimed by two; each is a candidate, and neither learns of the other', async () => {
		const [one, two] = await Promise.all([colleague('one'), colleague('two')]);
		const cpf = someCpf();
		for (const who of [one, two]) {
			const saved = await who.db.rpc('save_my_profile', { name: 'Homônima', cpf });
			expect(saved.error).toBeNull();
		}
		expect((await candidates(cpf)).sort()).toEqual([one.personId, two.personId].sort());
	});
});

describe('a session that was revoked', () => {
	const sessionsOf = async (session: SignedIn) =>
		(await session.db.rpc('my_sessions').throwOnError()).data as {
			id: string;
			is_current: boolean;
		}[];

	test('is refused at the next request, and its refresh token too', async () => {
		const member = await colleague('several devices');
		const [here, lost] = [await byPassword(member.email), await byPassword(member.email)];
		expect((await sessionsOf(here)).map(({ id }) => id)).toContain(lost.sessionId);
		expect((await sessionsOf(here)).find(({ is_current }) => is_current)?.id).toBe(here.sessionId);
		expect((await here.db.rpc('revoke_session', { id: lost.sessionId }).throwOnError()).data).toBe(
			true
		);
		expect(await stateOf(lost)).toBe('signed_out');
		expect(await seesClients(lost)).toBe(false);
		const refreshed = await lost.auth.auth.refreshSession({ refresh_token: lost.refreshToken });
		expect(refreshed.error).not.toBeNull();
		expect(refreshed.data.session).toBeNull();
		expect((await here.db.rpc('revoke_session', { id: lost.sessionId }).throwOnError()).data).toBe(
			false
		);
		expect(await stateOf(here)).toBe('ready');
	});

	test('with all others leaves the one that asked', async () => {
		const member = await colleague('all others');
		const here = await byPassword(member.email);
		const others = [await byPassword(member.email), await byPassword(member.email)];
		// The session that the member was made with is one more.
		expect((await here.db.rpc('revoke_other_sessions').throwOnError()).data).toBe(3);
		expect(await Promise.all(others.map(stateOf))).toEqual(['signed_out', 'signed_out']);
		expect(await sessionsOf(here)).toHaveLength(1);
	});

	test('is one of the own, never of another', async () => {
		const [member, other] = await Promise.all([colleague('own'), colleague('foreign')]);
		const [mine, theirs] = [await byPassword(member.email), await byPassword(other.email)];
		expect(
			(await mine.db.rpc('revoke_session', { id: theirs.sessionId }).throwOnError()).data
		).toBe(false);
		expect(await stateOf(theirs)).toBe('ready');
		expect((await sessionsOf(mine)).map(({ id }) => id)).not.toContain(theirs.sessionId);
	});
});
