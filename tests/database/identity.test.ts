import { createHash, randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { openInbox } from '../../supabase/local/mail/inbox.ts';
import { actingAs, adminOf, makeMember, password, type Member } from '../support/world.ts';
import { databaseConnection, platform } from './platform.ts';

// The edge function `identity` the whole way: gateway, Deno, Auth, database, mail.

const db = databaseConnection();
const inbox = openInbox(platform.inboxUrl);
const slug = `identity-${randomUUID().slice(0, 8)}`;
let resellerId: string;
let owner: Member;

beforeAll(async () => {
	const { data } = await adminOf(platform)
		.from('resellers')
		.insert({ slug, name: slug })
		.select('id')
		.single()
		.throwOnError();
	resellerId = data.id;
	owner = await member('owner', 'owner');
});

const member = (label: string, role: string, passedCode = true) =>
	makeMember(platform, label, `reseller/${slug}`, { reseller_id: resellerId, role }, passedCode);

const browser = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0 Safari/537.36';

async function ask(route: string, body: object, from = '203.0.113.7') {
	const startedAt = performance.now();
	const response = await fetch(`${platform.apiUrl}/functions/v1/identity/${route}`, {
		method: 'POST',
		headers: {
			apikey: platform.publishableKey,
			'content-type': 'application/json',
			'user-agent': browser,
			'x-forwarded-for': `192.0.2.66, ${from}`,
			'sb-forwarded-for': '192.0.2.66'
		},
		body: JSON.stringify(body)
	});
	return {
		status: response.status,
		body: await response.json(),
		ms: performance.now() - startedAt
	};
}

const stateOf = async (session: { access_token: string }) =>
	(await actingAs(platform, session.access_token, '').rpc('sign_in_state').throwOnError()).data;

async function mailedCode(recipient: string): Promise<string> {
	const mail = await inbox.waitFor(recipient, ({ subject }) => /\d{8}/.test(subject));
	return /\d{8}/.exec(mail.subject)![0];
}

const wrong = (code: string) => String((Number(code) + 1) % 100_000_000).padStart(8, '0');

describe('a password', () => {
	test('signs in by address and by CPF; Auth sees who called, and keeps it', async () => {
		const person = await member('by password', 'viewer');
		await db.query('delete from auth.sessions where user_id = $1', [person.personId]);
		await db.query('insert into app.person_cpfs (person_id, cpf) values ($1, $2)', [
			person.personId,
			'52998224725'
		]);
		for (const identifier of [person.email.toUpperCase(), '529.982.247-25']) {
			const { status, body } = await ask('sign-in', { identifier, password });
			expect(status).toBe(200);
			expect(body).not.toHaveProperty('user');
			expect(await stateOf(body)).toBe('ready');
		}
		const { rows } = await db.query(
			'select distinct host(ip) as address, user_agent from auth.sessions where user_id = $1',
			[person.personId]
		);
		expect(rows).toEqual([
			{ address: '203.0.113.7', user_agent: browser.replace('Mozilla/5.0', 'Balcao/1.0') }
		]);
	});

	test(
		'that is wrong, of nobody or banned is refused alike, in the same time',
		{ retry: 2 },
		async () => {
			const banned = await member('banned', 'viewer');
			await adminOf(platform).auth.admin.updateUserById(banned.personId, { ban_duration: '24h' });
			const given = [
				{ identifier: owner.email, password: 'wrong' },
				{ identifier: banned.email, password },
				{ identifier: `${randomUUID()}@people.example`, password },
				{ identifier: '111.444.777-35', password }
			];
			const times = given.map((): number[] => []);
			// One after the other: side by side they would queue up for the processor in the order of this list.
			for (let round = 0; round < 3; round++) {
				for (const [index, one] of given.entries()) {
					const { status, body, ms } = await ask('sign-in', one);
					expect([status, body]).toEqual([401, { code: 'sign_in_wrong' }]);
					times[index]!.push(ms);
				}
			}
			const medians = times.map((of) => of.sort((one, other) => one - other)[1]!);
			expect(Math.max(...medians) - Math.min(...medians)).toBeLessThan(200);
		}
	);
});

describe('a mailed code', () => {
	// purpose | what else it proves
	test.each(['sign_in', 'recovery'])(
		'for %s signs in, once, and proves the mailbox',
		async (purpose) => {
			const { email } = await member(`by code ${purpose}`, 'viewer', false);
			expect((await ask('code', { identifier: email, purpose })).status).toBe(202);
			const given = { identifier: email, code: await mailedCode(email), purpose };
			const { status, body } = await ask('verify', given);
			expect(status).toBe(200);
			expect(await stateOf(body)).toBe('ready');
			expect(await ask('verify', given)).toMatchObject({
				status: 422,
				body: { code: 'code_wrong' }
			});
		}
	);

	test('that went to Auth directly opens a session which is nobody, and so does what it sets', async () => {
		const { email } = await member('direct', 'viewer');
		await ask('code', { identifier: email, purpose: 'sign_in' });
		const auth = (path: string, method: string, body: object, token?: string) =>
			fetch(`${platform.apiUrl}/auth/v1${path}`, {
				method,
				headers: {
					apikey: platform.publishableKey,
					'content-type': 'application/json',
					...(token ? { authorization: `Bearer ${token}` } : {})
				},
				body: JSON.stringify(body)
			});
		const token = await mailedCode(email);
		const guessed = await (await auth('/verify', 'POST', { email, token, type: 'email' })).json();
		expect(await stateOf(guessed)).toBe('signed_out');

		const renewed = { refresh_token: guessed.refresh_token };
		const refreshed = await (await auth('/token?grant_type=refresh_token', 'POST', renewed)).json();
		expect(await stateOf(refreshed)).toBe('signed_out');

		const taken = { password: 'taken over quietly' };
		expect((await auth('/user', 'PUT', taken, refreshed.access_token)).status).toBe(200);
		const { body } = await ask('sign-in', { identifier: email, ...taken });
		expect(await stateOf(body)).toBe('needs_code');
	});

	test('is locked after five wrong tries, made all at once, for the right one too', async () => {
		const { email } = await member('locked', 'viewer');
		await ask('code', { identifier: email, purpose: 'sign_in' });
		const code = await mailedCode(email);
		const given = { identifier: email, purpose: 'sign_in' };
		const tries = Array.from({ length: 8 }, () => ask('verify', { ...given, code: wrong(code) }));
		const answers = [...(await Promise.all(tries)), await ask('verify', { ...given, code })];
		answers.push(await ask('verify', { ...given, identifier: 'nobody@people.example', code }));
		for (const { status, body } of answers)
			expect([status, body]).toEqual([422, { code: 'code_wrong' }]);
	});
});

describe('an invitation', () => {
	/** @returns what stands in the link */
	async function invite(email: string): Promise<string> {
		const id = randomUUID();
		const given = { id, name: 'Ana', email, role: 'viewer' };
		await owner.db.rpc('invite_member', given).throwOnError();
		const token = randomUUID();
		const hash = createHash('sha256').update(token).digest('hex');
		await db.query(
			'insert into app.invitation_tokens (token_hash, invitation_id) values ($1, $2)',
			[hash, id]
		);
		return token;
	}

	const membersWith = async (email: string) =>
		(
			await db.query(
				'select m.role, p.name from public.memberships m join public.people p on p.id = m.person_id where p.email = $1',
				[email]
			)
		).rows;

	test('makes one person with one membership, clicked twice at once and again', async () => {
		const email = `${randomUUID()}@people.example`;
		const given = { token: await invite(email), name: 'Ana Lúcia', password, locale: 'pt-BR' };
		const answers = await Promise.all([ask('accept', given), ask('accept', given)]);
		answers.push(await ask('accept', given));
		expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
		expect(await stateOf(answers[0]!.body)).toBe('needs_code');
		expect(await membersWith(email)).toEqual([{ role: 'viewer', name: 'Ana Lúcia' }]);
	});

	test('with a weak password makes nobody', async () => {
		const email = `${randomUUID()}@people.example`;
		const given = { token: await invite(email), name: 'Ana', password: 'short' };
		expect(await ask('accept', given)).toMatchObject({
			status: 422,
			body: { code: 'password_weak' }
		});
		const { rows } = await db.query('select id from auth.users where email = $1', [email]);
		expect(rows).toEqual([]);
		expect((await ask('accept', { ...given, password })).status).toBe(200);
	});

	test('of somebody who can sign in needs exactly that; of nobody it is not found', async () => {
		const { email } = await makeMember(platform, 'elsewhere', '', null);
		const given = { token: await invite(email), name: 'Ana', password: 'not the password' };
		expect(await ask('accept', given)).toMatchObject({
			status: 409,
			body: { code: 'invitation_needs_sign_in' }
		});
		expect(await membersWith(email)).toEqual([]);
		expect(await ask('accept', { ...given, token: randomUUID() })).toMatchObject({ status: 404 });
	});
});

test('whoever has no secret key cannot call what it stands on', async () => {
	const attempts = {
		sign_in_candidates: { identifier: owner.email },
		begin_code_attempt: { person_id: owner.personId },
		admit_session: { session_id: randomUUID() },
		invitation_for_acceptance: { token: 'x' },
		accept_invitation_for: { token: 'x', person_id: owner.personId }
	};
	for (const [name, given] of Object.entries(attempts)) {
		const { error } = await owner.db.rpc(name, given);
		expect(error?.code, name).toBe('42501');
	}
});
