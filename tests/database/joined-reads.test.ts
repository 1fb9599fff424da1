import { beforeAll, expect, test } from 'vitest';
import { joinedFunctions, joinReads } from '../../src/lib/server/joined-reads.ts';
import { makeTenant, type Member, type Tenant } from '../support/world.ts';
import { databaseConnection, platform } from './platform.ts';
import { request } from './rest.ts';

const db = databaseConnection();
let tenant: Tenant;
let neighbour: Tenant;

beforeAll(async () => {
	[tenant, neighbour] = await Promise.all([
		makeTenant(platform, 'together'),
		makeTenant(platform, 'apart')
	]);
});

interface Question {
	name: string;
	args: Record<string, unknown>;
}

const ask = (member: Member, questions: unknown) =>
	member.db.rpc('read_together', { questions: questions as never });

async function answersTo(member: Member, questions: Question[]): Promise<unknown[]> {
	const { status, body } = await request(member, 'POST', 'rpc/read_together', { questions });
	expect(status, body).toBe(200);
	return body
		.split('\x1e')
		.slice(1)
		.map((answer) => JSON.parse(answer));
}

const questions: Question[] = [
	{ name: 'current_account', args: {} },
	{ name: 'my_accounts', args: {} },
	{ name: 'list_clients', args: { filter: { status: ['active', 'inactive'] }, page_size: 2 } },
	{ name: 'client_totals', args: {} },
	{ name: 'count_clients', args: { filter: { q: 'a' } } },
	{ name: 'list_client_views', args: {} },
	{ name: 'list_open_onboardings', args: {} },
	{ name: 'audit_names', args: { ids: { person: [] } } }
];

test('each answer is the one it would be alone', async () => {
	for (const member of [tenant.staff.owner, neighbour.staff.owner]) {
		const alone = await Promise.all(
			questions.map(async ({ name, args }) => {
				const { data } = await member.db.rpc(name as never, args as never).throwOnError();
				return data as unknown;
			})
		);
		expect(await answersTo(member, questions)).toEqual(alone);
	}
});

test('who may not ask alone may not ask among others', async () => {
	const user = tenant.users[3];
	expect(await answersTo(user, questions.slice(0, 2))).toHaveLength(2);
	const { error, status } = await ask(user, questions);
	expect([status, error?.message]).toEqual([403, 'not_permitted']);
});

test.each([
	['nothing that can be asked', { name: 'none' }],
	['more than twenty', Array.from({ length: 21 }, () => questions[0])],
	['a function that writes', [{ name: 'create_client', args: { fields: {} } }]],
	['a function of another schema', [{ name: 'pg_read_file', args: { filename: '/etc/passwd' } }]],
	['a name that is more than a name', [{ name: 'my_accounts(); drop table x', args: {} }]],
	['no function', [{ name: 'none', args: {} }]]
])('%s is refused', async (_, asked) => {
	const { error, status } = await ask(tenant.staff.owner, asked);
	expect([status, error?.message]).toEqual([422, 'input_invalid']);
});

test('arguments it does not have are none', async () => {
	expect(
		await answersTo(tenant.staff.owner, [
			{ name: 'client_totals', args: { 'x"); drop table public.clients; --': 1 } }
		])
	).toHaveLength(1);
});

test('what pages join only reads, and is no two functions', async () => {
	const { rows } = await db.query(
		`select p.proname as name, p.provolatile as volatility from pg_proc p
		where p.pronamespace = 'public'::regnamespace and p.proname = any ($1) order by 1`,
		[[...joinedFunctions]]
	);
	expect(rows).toEqual([...joinedFunctions].sort().map((name) => ({ name, volatility: 's' })));
});

test('the questions of a page are one request', async () => {
	const { owner } = tenant.staff;
	const sent: string[] = [];
	const send = joinReads((input, init) => {
		sent.push((input as string).slice(platform.apiUrl.length));
		return fetch(input, init);
	});
	const headers = {
		apikey: platform.publishableKey,
		authorization: `Bearer ${owner.accessToken}`,
		'content-type': 'application/json',
		'x-balcao-account': owner.account
	};
	const joined = questions.filter(({ name }) => joinedFunctions.has(name));
	const answers = await Promise.all(
		joined.map(async ({ name, args }) => {
			const path = `${platform.apiUrl}/rest/v1/rpc/${name}`;
			const body = JSON.stringify(args);
			return (await send(path, { method: 'POST', headers, body })).json();
		})
	);
	expect(sent).toEqual(['/rest/v1/rpc/read_together']);
	expect(answers).toEqual(await answersTo(owner, joined));
});
