import { createHash, randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { adminOf, makeMember, makeTenant, type Member, type Tenant } from '../support/world.ts';
import { databaseConnection, platform } from './platform.ts';
import { request } from './rest.ts';

const db = databaseConnection();
let tenant: Tenant;
let other: Tenant;

beforeAll(async () => {
	[tenant, other] = await Promise.all([
		makeTenant(platform, 'inviting'),
		makeTenant(platform, 'also-inviting')
	]);
});

const someAddress = () => `${randomUUID()}@people.example`;
const stranger = (label = 'invited') => makeMember(platform, label, '', null);

async function invite(by: Member, email: string, offer: object = {}): Promise<string> {
	const id = randomUUID();
	await by.db
		.rpc('invite_member', { id, name: 'Convidada', email, role: 'finance', ...offer })
		.throwOnError();
	return id;
}

/** A further link of the invitation, as a mail would carry it: those that were mailed are stored hashed. */
async function linkOf(invitationId: string): Promise<string> {
	const token = randomUUID();
	await db.query('insert into app.invitation_tokens (token_hash, invitation_id) values ($1, $2)', [
		createHash('sha256').update(token).digest('hex'),
		invitationId
	]);
	return token;
}

const accept = (who: Member, token: string) => who.db.rpc('accept_invitation', { token });
const membershipsOf = async (person: Member) =>
	(
		await db.query(
			'select reseller_id, client_id, role, level, sees_phones from public.memberships where person_id = $1 order by created_at',
			[person.personId]
		)
	).rows;
const refusalOf = ({ error, status }: { error: { message: string } | null; status: number }) => [
	status,
	error?.message
];

describe('an invitation', () => {
	test('is mailed with a link that opens it, and the link is stored nowhere else', async () => {
		const { owner } = tenant.staff;
		const email = someAddress();
		const id = randomUUID();
		// In one transaction the worker cannot have sent the mail, and scrubbed it, before we look.
		await db.query('begin');
		const claims = Buffer.from(owner.accessToken.split('.')[1]!, 'base64url').toString();
		await db.query(
			`select set_config('request.jwt.claims', $1, true), set_config('request.headers', $2, true)`,
			[claims, JSON.stringify({ 'x-balcao-account': owner.account })]
		);
		await db.query(`select public.invite_member($1, 'Convidada', $2, 'viewer')`, [id, email]);
		const { rows } = await db.query<{ link: string }>(
			`select payload ->> 'link' as link from app.outbox where recipient = $1`,
			[email]
		);
		await db.query('commit');
		const token = rows[0]!.link.split('/invite/')[1]!;
		expect(token).toMatch(/^[\w-]{32}$/);
		const { data } = await other.staff.viewer.db.rpc('show_invitation', { token }).throwOnError();
		expect(data).toMatchObject({ email, role: 'viewer', has_account: false, is_accepted: false });
		const { rows: stored } = await db.query(
			`select t::text as row from app.invitation_tokens t where invitation_id = $1
			union all select e::text from public.audit_entries e where row_key = $1::text
			union all select i::text from public.invitations i where id = $1`,
			[id]
		);
		expect(stored.length).toBeGreaterThan(2);
		for (const { row } of stored) expect(row).not.toContain(token);
	});

	test('is accepted once, however often and however fast one clicks', async () => {
		const person = await stranger();
		const token = await linkOf(await invite(tenant.staff.owner, person.email));
		const answers = await Promise.all(Array.from({ length: 6 }, () => accept(person, token)));
		for (const { data } of answers)
			expect(data).toEqual({ kind: 'reseller', reference: tenant.slug });
		expect((await accept(person, token)).data).toEqual(answers[0]!.data);
		expect(await membershipsOf(person)).toEqual([
			{
				reseller_id: tenant.resellerId,
				client_id: null,
				role: 'finance',
				level: null,
				sees_phones: true
			}
		]);
		// Accepted again after the end of the membership it does not come back.
		await db.query(`update public.memberships set status = 'inactive' where person_id = $1`, [
			person.personId
		]);
		await accept(person, token);
		expect((await person.db.rpc('my_accounts').throwOnError()).data).toEqual([]);
	});

	test('is made once, however fast one clicks', async () => {
		const given = { id: randomUUID(), name: 'Ana', email: someAddress(), role: 'viewer' };
		const answers = await Promise.all(
			Array.from({ length: 6 }, () => tenant.staff.owner.db.rpc('invite_member', given))
		);
		for (const { data } of answers) expect(data).toEqual({ id: given.id });
		const { rows } = await db.query(
			'select count(*)::int as mails from app.outbox where recipient = $1',
			[given.email]
		);
		expect(rows).toEqual([{ mails: 1 }]);
	});

	test('is dead once revoked or expired, and was never alive under another link', async () => {
		const person = await stranger();
		const { owner } = tenant.staff;
		const revoked = await invite(owner, person.email);
		const revokedLink = await linkOf(revoked);
		await owner.db.rpc('revoke_invitation', { id: revoked }).throwOnError();
		const expired = await invite(owner, person.email);
		const expiredLink = await linkOf(expired);
		await db.query('update public.invitations set expires_at = now() where id = $1', [expired]);
		const dead = [revokedLink, expiredLink, randomUUID(), '', revokedLink.toUpperCase(), '%'];
		for (const token of dead) {
			expect(refusalOf(await accept(person, token)), token).toEqual([404, 'invitation_not_found']);
			expect((await person.db.rpc('show_invitation', { token }).throwOnError()).data).toBeNull();
		}
		expect(await membershipsOf(person)).toEqual([]);
		const again = await owner.db.rpc('revoke_invitation', { id: revoked });
		expect(refusalOf(again)).toEqual([404, 'invitation_not_found']);
	});

	test('is for the address it was sent to: a link that wandered serves nobody else', async () => {
		const [person, thief] = await Promise.all([stranger(), stranger('thief')]);
		const token = await linkOf(await invite(tenant.staff.owner, person.email));
		for (const other of [thief, tenant.staff.viewer, tenant.clientUser]) {
			const answer = await accept(other, token);
			expect(refusalOf(answer)).toEqual([403, 'invitation_other_person']);
		}
		const key = adminOf(platform);
		const forced = await key.rpc('accept_invitation_for', { token, person_id: thief.personId });
		expect(refusalOf(forced)).toEqual([403, 'invitation_other_person']);
		expect(await membershipsOf(thief)).toEqual([]);
	});

	test('cannot be accepted in the place of another, nor by a session that is nobody', async () => {
		const newcomer = await makeMember(platform, 'newcomer', '', null, false);
		const token = await linkOf(await invite(tenant.staff.owner, newcomer.email));
		expect(refusalOf(await accept(newcomer, token))).toEqual([401, 'not_signed_in']);
		expect(refusalOf(await accept(tenant.impersonator, token))).toEqual([
			403,
			'impersonation_forbidden'
		]);
	});

	test('accepted and revoked at the same moment ends as one of the two, never as both', async () => {
		for (let round = 0; round < 6; round++) {
			const person = await stranger();
			const id = await invite(tenant.staff.owner, person.email);
			const token = await linkOf(id);
			const [accepted, revoked] = await Promise.all([
				accept(person, token),
				tenant.staff.admin.db.rpc('revoke_invitation', { id })
			]);
			const isMember = (await membershipsOf(person)).length === 1;
			expect([accepted.error === null, revoked.error === null]).toEqual([isMember, !isMember]);
		}
	});

	test('is sent again after a minute, ten times, and earlier links stay good', async () => {
		const { owner } = tenant.staff;
		const person = await stranger();
		const id = await invite(owner, person.email);
		const first = await linkOf(id);
		const resend = () => owner.db.rpc('resend_invitation', { id });
		const waits = (await resend().throwOnError()).data;
		expect(waits).toEqual({ sent: false, retry_after_seconds: expect.any(Number) });
		expect(waits.retry_after_seconds).toBeGreaterThan(30);
		const age = () =>
			db.query(
				`update public.invitations set sent_at = sent_at - interval '61 seconds' where id = $1`,
				[id]
			);
		await age();
		const sends = await Promise.all(Array.from({ length: 5 }, resend));
		expect(sends.filter(({ data }) => data.sent)).toHaveLength(1);
		for (let sent = 3; sent < 10; sent++) {
			await age();
			expect((await resend().throwOnError()).data.sent).toBe(true);
		}
		await age();
		expect(refusalOf(await resend())).toEqual([429, 'invitation_too_many']);
		expect((await accept(person, first)).error).toBeNull();
	});

	test('of an address with a member, an inactive one or an open invitation is refused', async () => {
		const { owner, viewer } = tenant.staff;
		const inviting = (email: string) =>
			owner.db.rpc('invite_member', { id: randomUUID(), name: 'X', email, role: 'viewer' });
		expect(refusalOf(await inviting(viewer.email.toUpperCase()))).toEqual([409, 'member_exists']);
		const former = await makeMember(platform, 'former', '', {
			reseller_id: tenant.resellerId,
			role: 'viewer',
			status: 'inactive'
		});
		expect(refusalOf(await inviting(former.email))).toEqual([409, 'member_inactive']);
		const email = someAddress();
		const answers = await Promise.all(Array.from({ length: 4 }, () => inviting(email)));
		expect(answers.map(({ error }) => error?.message ?? 'invited').sort()).toEqual([
			'invited',
			'member_invited',
			'member_invited',
			'member_invited'
		]);
	});
});

describe('whom a reseller invites', () => {
	test('it cannot tell from its answers, nor from what it reads, whether others know the address', async () => {
		const known = await stranger();
		await accept(known, await linkOf(await invite(other.staff.owner, known.email)));
		const { owner } = tenant.staff;
		const seen: string[] = [];
		for (const email of [known.email, someAddress()]) {
			const id = randomUUID();
			const name = 'Convidada';
			const answer = await request(owner, 'POST', 'rpc/invite_member', {
				id,
				name,
				email,
				role: 'viewer'
			});
			const list = await request(owner, 'GET', `user_list?id=eq.${id}`);
			const row = await request(owner, 'GET', `invitations?id=eq.${id}`);
			const trail = await request(
				owner,
				'GET',
				`audit_entries?row_key=eq.${id}&select=before,after`
			);
			const people = await request(owner, 'GET', `people?email=eq.${email}&select=id`);
			const all = [answer, list, row, trail, people].map(({ status, body }) => `${status} ${body}`);
			seen.push(
				all
					.join('\n')
					.replaceAll(id, 'ID')
					.replaceAll(email, 'ADDRESS')
					.replaceAll(/"\d{4}-\d\d-\d\dT[^"]*"/g, 'TIME')
			);
		}
		expect(seen[0]).toBe(seen[1]);
		expect(seen[0]).toContain('ADDRESS');
	});

	test('is one person in both, and neither reads since when', async () => {
		const person = await stranger();
		for (const { staff } of [tenant, other])
			await accept(person, await linkOf(await invite(staff.owner, person.email)));
		const { rows } = await db.query('select id from public.people where email = $1', [
			person.email
		]);
		expect(rows).toEqual([{ id: person.personId }]);
		expect((await person.db.rpc('my_accounts').throwOnError()).data).toHaveLength(2);
		for (const { staff, marker } of [
			{ staff: tenant.staff, marker: other.marker },
			{ staff: other.staff, marker: tenant.marker }
		]) {
			const users = await request(staff.owner, 'GET', `user_list?person_id=eq.${person.personId}`);
			expect(JSON.parse(users.body)).toHaveLength(1);
			expect(users.body).not.toContain(marker);
			for (const column of ['created_at', 'first_code_passed_at', '*']) {
				const answer = await request(staff.owner, 'GET', `people?select=${column}`);
				expect([answer.status, JSON.parse(answer.body).code], column).toEqual([403, '42501']);
			}
		}
	});

	test('may be a user of several clients, of each by itself', async () => {
		const person = await stranger();
		for (const { staff, clientId } of [tenant, other]) {
			const id = randomUUID();
			await staff.support.db
				.rpc('invite_user', { id, client_id: clientId, name: 'Usuária', email: person.email })
				.throwOnError();
			await accept(person, await linkOf(id));
		}
		expect(await membershipsOf(person)).toEqual(
			[tenant, other].map(({ resellerId, clientId }) => ({
				reseller_id: resellerId,
				client_id: clientId,
				role: null,
				level: 6,
				sees_phones: true
			}))
		);
	});

	test("cannot be invited into another reseller's client, nor into none", async () => {
		for (const client_id of [other.clientId, null, randomUUID()]) {
			const answer = await tenant.staff.owner.db.rpc('invite_user', {
				id: randomUUID(),
				client_id,
				name: 'X',
				email: someAddress()
			});
			expect(refusalOf(answer)).toEqual([404, 'client_not_found']);
		}
	});
});
