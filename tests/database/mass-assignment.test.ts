import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { exposedFunctions, type ExposedFunction } from '../support/catalogue.ts';
import { makeTenant, type Member, type Tenant } from '../support/world.ts';
import { databaseConnection, platform } from './platform.ts';
import { forEachInParallel, request } from './rest.ts';

// What a body says beside what it may say: it is refused, or it changes nothing.

const db = databaseConnection();
let tenant: Tenant;
let other: Tenant;
let functions: ExposedFunction[];

beforeAll(async () => {
	[tenant, other, functions] = await Promise.all([
		makeTenant(platform, 'assigning'),
		makeTenant(platform, 'assigned'),
		exposedFunctions(db)
	]);
});

const reach = () => ({
	reseller_id: other.resellerId,
	role: 'owner',
	level: 6,
	person_id: other.staff.owner.personId,
	sees_phones: true,
	actor_id: other.staff.owner.personId,
	status: 'active'
});

test('a function takes no argument that it does not name', async () => {
	await forEachInParallel(functions, async ({ name, arguments: named }) => {
		for (const [key, value] of Object.entries(reach())) {
			if (named.some((argument) => argument.name === key)) continue;
			const answer = await request(tenant.staff.owner, 'POST', `rpc/${name}`, { [key]: value });
			expect([answer.status, JSON.parse(answer.body).code], `${name}(${key})`).toEqual([
				404,
				'PGRST202'
			]);
		}
	});
});

describe('fields of JSON beyond their form change nothing', () => {
	test('in the company data of a client', async () => {
		const before = await clientRow();
		const fields = {
			...reach(),
			id: other.clientId,
			client_id: other.clientId,
			name: 'Taken',
			document: '52998224725',
			number: 99,
			payer: 'agency',
			archived_at: '2020-01-01',
			phone_hint: 'x',
			city: 'Olinda'
		};
		await tenant.clientUser.db.rpc('save_company', { fields }).throwOnError();
		const after = await clientRow();
		const changed = Object.keys(after).filter(
			(key) => JSON.stringify(after[key]) !== JSON.stringify(before[key])
		);
		// What is absent becomes empty, and the phone with it.
		const allowed = ['city', 'email', 'phone_hint', 'search_key', 'updated_at'];
		expect(changed.filter((key) => !allowed.includes(key))).toEqual([]);
		expect(after.city).toBe('Olinda');
	});

	async function clientRow(): Promise<Record<string, unknown>> {
		const { rows } = await db.query('select * from public.clients where id = $1', [
			tenant.clientId
		]);
		return rows[0];
	}

	test('in the drafts of a new client', async () => {
		const id = randomUUID();
		const parts = {
			client: { name: 'Nova', ...reach() },
			plan: { name: `Plano ${id}`, monthly_price_cents: 100, ...reach() },
			terms: { interval_months: 1, ...reach() }
		};
		const { owner } = tenant.staff;
		for (const [part, answers] of Object.entries(parts))
			await owner.db.rpc('save_onboarding', { id, part, answers }).throwOnError();
		const { data } = await owner.db.rpc('complete_onboarding', { id }).throwOnError();
		const { rows } = await db.query(
			`select c.reseller_id as client, s.reseller_id as subscription, s.status
			from public.clients c join public.subscriptions s on s.client_id = c.id where c.id = $1`,
			[data.client_id]
		);
		expect(rows).toEqual([
			{ client: tenant.resellerId, subscription: tenant.resellerId, status: 'pending' }
		]);
	});
});

describe('JSON of another type than its form is refused by name, never as a fault', () => {
	const strange = [
		null,
		[],
		[{}],
		'text',
		'',
		0,
		-1,
		1e300,
		true,
		{ a: { b: [] } },
		'\u0000',
		'💥'
	];

	test.each(strange.map((value) => [value]))('%j', async (value) => {
		const people: Member[] = [tenant.staff.owner, tenant.clientUser];
		for (const who of people) {
			await forEachInParallel(functions, async ({ name, arguments: named }) => {
				// Ends the session that the test needs; and this one always means it.
				if (name === 'revoke_other_sessions' || name === 'deactivate_user') return;
				const given = Object.fromEntries(named.map((argument) => [argument.name, value]));
				const answer = await request(who, 'POST', `rpc/${name}`, given);
				const attempt = `${who.label}: ${name}(${JSON.stringify(given)}) → ${answer.status} ${answer.body}`;
				expect(answer.status, attempt).toBeLessThan(500);
			});
			for (const body of [value, [value]]) {
				const answer = await request(who, 'POST', 'rpc/save_company', body);
				expect(
					answer.status,
					`${who.label}: body ${JSON.stringify(body)} → ${answer.body}`
				).toBeLessThan(500);
			}
		}
	});

	test.each([[null], [[]], ['text'], [0]])('company data that are %j', async (fields) => {
		const before = await db.query('select * from public.clients where id = $1', [tenant.clientId]);
		const answer = await request(tenant.clientUser, 'POST', 'rpc/save_company', { fields });
		expect([answer.status, JSON.parse(answer.body).message]).toEqual([422, 'input_invalid']);
		const after = await db.query('select * from public.clients where id = $1', [tenant.clientId]);
		expect(after.rows).toEqual(before.rows);
	});
});

test('the private schema is out of reach, by any name', async () => {
	const { owner } = tenant.staff;
	for (const headers of [
		{ 'content-profile': 'app', 'accept-profile': 'app' },
		{ 'content-profile': 'auth', 'accept-profile': 'auth' },
		{ 'content-profile': 'vault', 'accept-profile': 'vault' },
		{ 'content-profile': 'realtime', 'accept-profile': 'realtime' },
		{ 'content-profile': 'pg_catalog', 'accept-profile': 'pg_catalog' }
	]) {
		for (const [verb, path, body] of [
			['POST', 'rpc/move_channel', { kind: 'reseller', account_id: other.resellerId }],
			['POST', 'rpc/set_config', { setting_name: 'app.acting', new_value: 'x', is_local: false }],
			['GET', 'outbox', undefined],
			['GET', 'users', undefined]
		] as const) {
			const answer = await request(owner, verb, path, body, headers);
			expect([answer.status, JSON.parse(answer.body).code], path).toEqual([406, 'PGRST106']);
		}
	}
	for (const name of [
		'app.move_channel',
		'move_channel',
		'insert_client',
		'set_config',
		'acting',
		'request_header'
	]) {
		const answer = await request(owner, 'POST', `rpc/${name}`, {});
		expect([answer.status, JSON.parse(answer.body).code], name).toEqual([404, 'PGRST202']);
	}
});
