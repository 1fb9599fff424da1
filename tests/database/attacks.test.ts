import { createHmac, randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { makeTenant, onboard, type Member, type Tenant } from '../support/world.ts';
import { hangUpAfterAll, listen, topicOf } from './listening.ts';
import { databaseConnection, platform } from './platform.ts';
import { request } from './rest.ts';

// What else one might try who has an account, or only the publishable key that stands in every page.

const db = databaseConnection();
let victim: Tenant;
let attacker: Tenant;

hangUpAfterAll();
beforeAll(async () => {
	[victim, attacker] = await Promise.all([
		makeTenant(platform, 'victim'),
		makeTenant(platform, 'attacker')
	]);
});

const auth = (path: string, body: object, token?: string, method = 'POST') =>
	fetch(`${platform.apiUrl}/auth/v1/${path}`, {
		method,
		headers: {
			apikey: platform.publishableKey,
			'content-type': 'application/json',
			...(token && { authorization: `Bearer ${token}` })
		},
		body: JSON.stringify(body)
	});

describe('a token', () => {
	const base64 = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
	const claimsOf = ({ accessToken }: Member): Record<string, unknown> =>
		JSON.parse(Buffer.from(accessToken.split('.')[1]!, 'base64url').toString());

	test('that one wrote oneself, by whatever algorithm, is no token', async () => {
		const theirs = { ...claimsOf(victim.staff.owner) };
		const [header, , signature] = attacker.staff.owner.accessToken.split('.');
		const known = JSON.parse(Buffer.from(header!, 'base64url').toString()) as object;
		const hmac = (input: string, secret: string) =>
			createHmac('sha256', secret).update(input).digest('base64url');
		const symmetric = `${base64({ ...known, alg: 'HS256' })}.${base64(theirs)}`;
		const tokens = [
			`${header}.${base64(theirs)}.${signature}`,
			`${base64({ alg: 'none', typ: 'JWT' })}.${base64(theirs)}.`,
			`${symmetric}.${hmac(symmetric, platform.publishableKey)}`,
			`${symmetric}.${hmac(symmetric, '')}`,
			`${header}.${base64({ ...theirs, role: 'service_role' })}.${signature}`
		];
		for (const accessToken of tokens) {
			const answer = await request({ ...victim.staff.owner, accessToken }, 'GET', 'clients');
			expect(answer.status, accessToken).toBe(401);
		}
	});

	test('is not worth more for what its owner writes into their own profile at Auth', async () => {
		const { viewer } = attacker.staff;
		const data = { role: 'service_role', is_admin: true, reseller_id: victim.resellerId };
		const answer = await auth('user', { data }, viewer.accessToken, 'PUT');
		expect(answer.status).toBe(200);
		const forbidden = await auth('user', { app_metadata: data }, viewer.accessToken, 'PUT');
		expect(forbidden.status).toBe(403);
		const role = await auth('user', { role: 'service_role' }, viewer.accessToken, 'PUT');
		expect(((await role.json()) as { role: string }).role).toBe('authenticated');
		const account = { ...viewer, account: victim.staff.owner.account };
		expect((await request(account, 'GET', 'clients')).body).toBe('[]');
		const { data: own } = await viewer.db.rpc('current_account').throwOnError();
		expect(own).toMatchObject({
			role: 'viewer',
			person: { name: expect.stringContaining('viewer') }
		});
	});
});

test('nobody signs up, nor is made by asking for a code', async () => {
	const email = `${randomUUID()}@people.example`;
	const attempts = [
		auth('signup', { email, password: 'a long enough password' }),
		auth('signup', {}),
		auth('otp', { email, create_user: true }),
		auth('admin/users', { email, password: 'a long enough password' }),
		auth('invite', { email }),
		auth('admin/generate_link', { type: 'magiclink', email: victim.staff.owner.email })
	];
	for (const answer of await Promise.all(attempts))
		expect(answer.status, answer.url).toBeGreaterThanOrEqual(400);
	const { rows } = await db.query('select 1 from auth.users where email = $1', [email]);
	expect(rows).toEqual([]);
});

describe('a query', () => {
	const questions = () => [
		'clients?select=*,memberships(*,people(id,name,email)),invoices(*,invoice_lines(*),payments(*))',
		'resellers?select=id,clients(*),audit_entries(*),invitations(*)',
		'people?select=id,memberships(*,resellers(*))',
		'impersonations?select=*,memberships!impersonations_reseller_id_subject_membership_id_fkey(*)',
		`clients?or=(reseller_id.eq.${victim.resellerId},id.eq.${victim.clientId})`,
		`clients?not.and=(reseller_id.neq.${victim.resellerId})`,
		`user_list?or=(email.like.*,reseller_id.eq.${victim.resellerId})`,
		`invoice_list?reseller_id=in.(${victim.resellerId},${attacker.resellerId})`,
		`clients?select=count()&reseller_id=eq.${victim.resellerId}`,
		'clients?select=name:legal_name,document::text&order=name&limit=1000&offset=0',
		`clients?name=eq.${victim.marker}&select=id`,
		`audit_entries?after->>name=eq.${victim.marker}`
	];

	test('of whatever shape reaches no further than the account', async () => {
		for (const who of [attacker.staff.owner, attacker.clientUser, attacker.impersonator]) {
			for (const question of questions()) {
				const answer = await request(who, 'GET', question);
				const attempt = `${who.label}: ${question} → ${answer.status} ${answer.body}`;
				expect(answer.status, attempt).toBeLessThan(500);
				expect(answer.body, attempt).not.toContain(victim.marker);
				expect(answer.body.replaceAll(`eq.${victim.resellerId}`, ''), attempt).not.toContain(
					victim.resellerId
				);
			}
		}
	});

	test('shows neither how it runs nor rows that were never written', async () => {
		const plan = { accept: 'application/vnd.pgrst.plan+json' };
		const explained = await request(attacker.staff.owner, 'GET', 'clients', undefined, plan);
		expect(explained.status).toBeGreaterThanOrEqual(400);
		const rolledBack = await request(
			attacker.staff.owner,
			'POST',
			'rpc/deactivate_user',
			{ id: victim.clientUser.personId },
			{ prefer: 'tx=rollback' }
		);
		expect(rolledBack.status).toBe(404);
	});

	test('reaches other persons through nothing that a person is embedded in', async () => {
		const answer = await request(
			attacker.staff.owner,
			'GET',
			'memberships?select=people(id,created_at,first_code_passed_at)'
		);
		expect([answer.status, JSON.parse(answer.body).code]).toEqual([403, '42501']);
	});
});

describe('a channel', () => {
	test('takes no message over HTTP, from members neither', async () => {
		const topic = await topicOf(victim.staff.owner);
		const listener = await listen(victim.staff.viewer, topic);
		const forged = randomUUID();
		for (const token of [victim.staff.owner.accessToken, attacker.staff.owner.accessToken, null]) {
			for (const isPrivate of [true, false]) {
				const message = { topic, event: 'moved', payload: { forged }, private: isPrivate };
				await fetch(`${platform.apiUrl}/realtime/v1/api/broadcast`, {
					method: 'POST',
					headers: {
						apikey: platform.publishableKey,
						'content-type': 'application/json',
						...(token && { authorization: `Bearer ${token}` })
					},
					body: JSON.stringify({ messages: [message] })
				});
			}
		}
		const { clientId } = await onboard(victim.staff.owner.db, 'Depois da tentativa');
		await expect.poll(() => listener.wire.join('\n').includes(clientId)).toBe(true);
		expect(listener.wire.join('\n')).not.toContain(forged);
		expect(listener.moves).toBe(0);
	});
});

describe('the address in the trail', () => {
	test('is beside what a caller claims always what was seen', async () => {
		const id = randomUUID();
		const { owner } = attacker.staff;
		await request(
			owner,
			'POST',
			'rpc/save_onboarding',
			{ id, part: 'client', answers: {} },
			{
				'x-balcao-address': 'a'.repeat(500),
				'x-forwarded-for': `${'198.51.100.1, '.repeat(60)}203.0.113.9`
			}
		);
		const { rows } = await db.query<{ address: string; seen_address: string }>(
			'select address, seen_address from public.audit_entries where row_key = $1',
			[id]
		);
		expect(rows[0]!.address).toHaveLength(64);
		// Here a front on this machine appended the last one.
		expect(rows[0]!.seen_address).toBe('203.0.113.9');
	});

	test('ends with what the gateway appended, however much was written before it', async () => {
		const seen = await seenWith(`${'198.51.100.1, '.repeat(60)}203.0.113.9`);
		expect(seen).toMatch(/, 203\.0\.113\.9$/);
		expect(seen).toHaveLength(200);
	});

	/** As a gateway would pass the header on that appends to it, which hosted does and ours does not. */
	async function seenWith(forwardedFor: string): Promise<string> {
		await db.query('begin');
		try {
			await db.query(`select set_config('request.headers', $1, true)`, [
				JSON.stringify({ 'x-forwarded-for': forwardedFor })
			]);
			await db.query(`update public.clients set sector = 'changed' where id = $1`, [
				attacker.clientId
			]);
			const { rows } = await db.query<{ seen_address: string }>(
				'select seen_address from public.audit_entries where row_key = $1 order by id desc limit 1',
				[attacker.clientId]
			);
			return rows[0]!.seen_address;
		} finally {
			await db.query('rollback');
		}
	}
});

test('the ids of another tenant serve no request of one’s own', async () => {
	const { owner, support } = attacker.staff;
	const theirs = (await victim.clientUser.db.rpc('current_account').throwOnError()).data;
	const attempts: [Member, string, object, string][] = [
		[owner, 'change_user', { id: theirs.membership_id, level: 1 }, 'invitation_not_found'],
		[owner, 'change_user', { id: victim.invitationId, name: 'X' }, 'invitation_not_found'],
		[owner, 'deactivate_user', { id: theirs.membership_id }, 'member_not_found'],
		[owner, 'reactivate_user', { id: theirs.membership_id }, 'member_not_found'],
		[owner, 'resend_invitation', { id: victim.invitationId }, 'invitation_not_found'],
		[owner, 'revoke_invitation', { id: victim.invitationId }, 'invitation_not_found'],
		[
			owner,
			'record_payment',
			{ request_id: randomUUID(), invoice_id: victim.invoiceId },
			'invoice_not_found'
		],
		[owner, 'complete_onboarding', { id: victim.onboardingId }, 'onboarding_not_found'],
		[
			owner,
			'save_onboarding',
			{ id: victim.onboardingId, part: 'client', answers: {} },
			'onboarding_not_found'
		],
		[
			support,
			'start_impersonation',
			{ id: randomUUID(), membership_id: theirs.membership_id, reason: 'Suporte' },
			'member_not_found'
		],
		[
			support,
			'start_impersonation',
			{ id: victim.impersonationId, membership_id: randomUUID(), reason: 'Suporte' },
			'member_not_found'
		]
	];
	for (const [who, name, given, refusal] of attempts) {
		const { error } = await who.db.rpc(name, given);
		expect(error?.message, `${name} ${JSON.stringify(given)}`).toBe(refusal);
	}
	await owner.db.rpc('end_impersonation', { id: victim.impersonationId }).throwOnError();
	await owner.db.rpc('discard_onboarding', { id: victim.onboardingId }).throwOnError();
	const { rows } = await db.query(
		`select i.ended_at, (select count(*)::int from public.onboardings o where o.id = $2) as onboardings
		from public.impersonations i where i.id = $1`,
		[victim.impersonationId, victim.onboardingId]
	);
	expect(rows).toEqual([{ ended_at: null, onboardings: 1 }]);
});
