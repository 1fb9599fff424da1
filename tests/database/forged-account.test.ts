import { request as httpRequest } from 'node:http';
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { exposedRelations, readingOf, type Relation } from '../support/catalogue.ts';
import { makeMember, makeTenant, type Member, type Tenant } from '../support/world.ts';
import { databaseConnection, platform } from './platform.ts';
import { forEachInParallel, request } from './rest.ts';

// The account that a request acts in is said by a header, so whoever asks can write there what they like.

const db = databaseConnection();
let victim: Tenant;
let attacker: Tenant;
let stranger: Member;
let relations: Relation[];

beforeAll(async () => {
	[victim, attacker, stranger, relations] = await Promise.all([
		makeTenant(platform, 'victim'),
		makeTenant(platform, 'attacker'),
		makeMember(platform, 'stranger', '', null),
		exposedRelations(db)
	]);
});

/** What is written there, when one's own account would be `own`. */
const forgeries: [string, (own: string) => string][] = [
	['upper case', () => `RESELLER/${victim.slug}`],
	['an upper-case slug', () => `reseller/${victim.slug.toUpperCase()}`],
	['an upper-case id', () => `client/${victim.clientId.toUpperCase()}`],
	['two accounts, comma-joined', (own) => `${own}, reseller/${victim.slug}`],
	['two accounts, the other way round', (own) => `reseller/${victim.slug}, ${own}`],
	['more of a path', () => `client/${victim.clientId}/x`],
	['a way out of an impersonation', () => `impersonation/../reseller/${victim.slug}`],
	['a way out of oneself', (own) => `${own}/../../reseller/${victim.slug}`],
	['an escaped slash', () => `reseller%2F${victim.slug}`],
	['blanks around', () => `reseller/ ${victim.slug}`],
	['look-alikes', () => `rеseller/${victim.slug}`],
	['a wildcard', () => 'reseller/%'],
	['nothing behind the slash', () => 'reseller/'],
	['SQL', () => `reseller/' or true --`],
	['JSON', () => `{"reseller_id":"${victim.resellerId}"}`],
	['a row', () => `(,,${victim.resellerId},,owner,,t,,)`],
	['the id instead of the slug', () => `reseller/${victim.resellerId}`],
	['the id of a membership', () => `impersonation/${victim.clientUser.personId}`],
	['an impersonation of nobody', () => `impersonation/${randomUUID()}`],
	["the victim's impersonation", () => `impersonation/${victim.impersonationId}`],
	['ten thousand characters', () => `reseller/${victim.slug}${'x'.repeat(10_000)}`]
];

describe.each(forgeries)('the account header with %s', (_, forge) => {
	test('shows nobody a row of the victim', async () => {
		const members = [attacker.staff.owner, attacker.clientUser, attacker.impersonator, stranger];
		const attempts = members.flatMap((member) =>
			relations.map((relation) => ({ member, path: readingOf(relation) }))
		);
		await forEachInParallel(attempts, async ({ member, path }) => {
			// fetch sends bytes, and so does a browser.
			const account = Buffer.from(forge(member.account)).toString('latin1');
			const answer = await request({ ...member, account }, 'GET', path);
			const attempt = `${member.label}: GET ${path} → ${answer.status} ${answer.body}`;
			expect(answer.status, attempt).toBeLessThan(500);
			expect(answer.body, attempt).not.toContain(victim.marker);
			expect(answer.body, attempt).not.toContain(victim.resellerId);
		});
	});
});

/** Only what is written exactly so is an account; anything else acts as nobody, also for those it belongs to. */
test.each([
	'client/<id>/x',
	'client/<id>/',
	'client/<ID>',
	'client/ <id>',
	'CLIENT/<id>',
	'client/<id>, client/<id>',
	'impersonation/../client/<id>',
	'/client/<id>',
	'client//<id>'
])('%s is no account, even for its own user', async (shape) => {
	const { clientUser: user, clientId } = victim;
	const account = shape.replaceAll('<id>', clientId).replaceAll('<ID>', clientId.toUpperCase());
	expect((await request({ ...user, account }, 'POST', 'rpc/current_account', {})).body).toBe(
		'null'
	);
	expect((await request({ ...user, account }, 'GET', 'clients')).body).toBe('[]');
});

test('two account headers act as nobody, in either order', async () => {
	const { owner } = attacker.staff;
	const accounts = [owner.account, `reseller/${victim.slug}`];
	for (const both of [accounts, accounts.toReversed(), [owner.account, owner.account]]) {
		expect(await currentAccount(owner, both)).toBe('null');
	}
	expect(await currentAccount(owner, [owner.account])).toContain(attacker.slug);
});

test('the secret key with an account header is still the key, and nobody of that account', async () => {
	const answer = await fetch(`${platform.apiUrl}/rest/v1/rpc/record_payment`, {
		method: 'POST',
		headers: {
			apikey: platform.secretKey,
			'x-balcao-account': victim.staff.owner.account,
			'content-type': 'application/json'
		},
		body: JSON.stringify({ request_id: randomUUID(), invoice_id: victim.invoiceId })
	});
	expect(answer.status).toBe(403);
	expect(await answer.text()).toContain('42501');
});

test("a secret key beside a member's token acts as the member, not as the key", async () => {
	const answer = await fetch(`${platform.apiUrl}/rest/v1/clients?select=id,reseller_id`, {
		headers: {
			apikey: platform.secretKey,
			authorization: `Bearer ${attacker.staff.owner.accessToken}`,
			'x-balcao-account': victim.staff.owner.account
		}
	});
	expect(await answer.json()).toEqual([]);
});

/** fetch joins headers of one name; here both go over the wire. */
function currentAccount(who: Member, accounts: string[]): Promise<string> {
	const { apiUrl, publishableKey } = platform;
	return new Promise((resolve, reject) => {
		const sent = httpRequest(`${apiUrl}/rest/v1/rpc/current_account`, { method: 'POST' });
		sent.setHeader('apikey', publishableKey);
		sent.setHeader('authorization', `Bearer ${who.accessToken}`);
		sent.setHeader('content-type', 'application/json');
		sent.setHeader('x-balcao-account', accounts);
		sent.on('error', reject).on('response', (response) => {
			let body = '';
			response.setEncoding('utf8');
			response.on('data', (chunk: string) => (body += chunk)).on('end', () => resolve(body));
		});
		sent.end('{}');
	});
}
