import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { adminOf, makeMember, makeTenant, type Tenant } from '../support/world.ts';
import { databaseConnection, platform } from './platform.ts';
import { askForCode } from './sign-in-code.ts';
import { byCode, byPassword, signedIn, stateOf, type SignedIn } from './signing-in.ts';

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

const seesClients = async ({ db: who }: Pick<SignedIn, 'db'>) =>
	(await who.from('clients').select('id').throwOnError()).data!.length > 0;
const begin = async (personId: string): Promise<boolean> =>
	(await admin.rpc('begin_code_attempt', { person_id: personId }).throwOnError()).data;
const admit = async (sessionId: string): Promise<boolean> =>
	(await admin.rpc('admit_session', { session_id: sessionId }).throwOnError()).data;

describe('a session born of a code at Auth itself', () => {
	test('is nobody, until somebody vouches for a try that was counted', async () => {
		const member = await colleague('by code');
		const session = await byCode(member);
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
		const session = await byCode(member);
		await begin(other.personId);
		expect(await admit(session.sessionId)).toBe(false);
		await begin(member.personId);
		await db.query(
			`update app.code_attempts set tried_at = tried_at - interval '61 seconds' where person_id = $1`,
			[member.personId]
		);
		expect(await admit(session.sessionId)).toBe(false);
		await begin(member.personId);
		const second = await byCode(member);
		expect(await admit(second.sessionId)).toBe(true);
		expect(await admit(session.sessionId)).toBe(false);
		expect(await admit(randomUUID())).toBe(false);
	});

	test('stays nobody when it renews its token', async () => {
		const member = await colleague('renewing');
		const session = await byCode(member);
		const { data, error } = await session.auth.auth.refreshSession({
			refresh_token: session.refreshToken
		});
		expect(error).toBeNull();
		expect(await stateOf(signedIn(session.auth, data.session!, member.account))).toBe('signed_out');
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
		const session = await byCode(member);
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
		const thief = await byCode(member);
		const { error } = await thief.auth.auth.updateUser({ password: taken });
		expect(error).toBeNull();
		const withTaken = await byPassword(member, taken);
		expect([await stateOf(withTaken), await seesClients(withTaken)]).toEqual(['needs_code', false]);
	});

	test('is not vouched for by its victim, who proves the mailbox by a code', async () => {
		const member = await colleague('victim');
		const thief = await byCode(member);
		await thief.auth.auth.updateUser({ password: taken });
		const before = await byPassword(member, taken);
		// The victim finds the password wrong, and asks for a code instead.
		await begin(member.personId);
		const victim = await byCode(member);
		await admit(victim.sessionId);
		expect(await stateOf(victim)).toBe('ready');
		expect(await stateOf(before)).toBe('needs_code');
		const after = await byPassword(member, taken);
		expect([await stateOf(after), await seesClients(after)]).toEqual(['needs_code', false]);
		expect(await stateOf(thief)).toBe('signed_out');
		// A password that the victim announces is theirs again.
		await victim.db.rpc('expect_password_change').throwOnError();
		await victim.auth.auth.updateUser({ password: 'my own one again' });
		const own = await byPassword(member, 'my own one again');
		expect(await stateOf(own)).toBe('ready');
	});

	test('counts once a session born of it has passed the code', async () => {
		const member = await colleague('forgetful');
		const { error } = await admin.auth.admin.updateUserById(member.personId, { password: taken });
		expect(error).toBeNull();
		const session = await byPassword(member, taken);
		expect(await stateOf(session)).toBe('needs_code');
		const code = await askForCode(db, { ...session, email: member.email });
		const wrong = code === '000000' ? '000001' : '000000';
		expect((await session.db.rpc('verify_sign_in_code', { code: wrong })).data).toBe(false);
		expect(await stateOf(session)).toBe('needs_code');
		expect((await session.db.rpc('verify_sign_in_code', { code })).data).toBe(true);
		expect([await stateOf(session), await seesClients(session)]).toEqual(['ready', true]);
		const next = await byPassword(member, taken);
		expect(await stateOf(next)).toBe('ready');
	});

	test('is not doubted when a session that is somebody announced it, within a minute, once', async () => {
		const member = await colleague('announcing');
		const session = await byPassword(member);
		const change = (to: string) => session.auth.auth.updateUser({ password: to });
		await session.db.rpc('expect_password_change').throwOnError();
		await change('announced password');
		expect(await stateOf(await byPassword(member, 'announced password'))).toBe('ready');
		expect(await stateOf(session)).toBe('ready');
		await change('not announced again');
		expect(await stateOf(await byPassword(member, 'not announced again'))).toBe('needs_code');

		const late = await colleague('late announcing');
		const theirs = await byPassword(late);
		await theirs.db.rpc('expect_password_change').throwOnError();
		await db.query(
			'update app.expected_password_changes set expires_at = now() where person_id = $1',
			[late.personId]
		);
		await theirs.auth.auth.updateUser({ password: 'too late a password' });
		expect(await stateOf(await byPassword(late, 'too late a password'))).toBe('needs_code');
	});
});

test('Auth moves nobody to another mailbox, neither for a guessed session nor for a good one', async () => {
	const member = await colleague('moving');
	for (const session of [await byCode(member), await byPassword(member)]) {
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
