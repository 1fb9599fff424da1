import { createHash, randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { adminOf, makeTenant, type Tenant } from '../support/world.ts';
import { colleagueOf } from './helping.ts';
import { databaseConnection, databaseConnections, platform } from './platform.ts';

const db = databaseConnection();
const pool = databaseConnections();
let tenant: Tenant;
let other: Tenant;

beforeAll(async () => {
	[tenant, other] = await Promise.all([
		makeTenant(platform, 'keys'),
		makeTenant(platform, 'other-keys')
	]);
});

interface MadeKey {
	id: string;
	secret: string;
}

interface ListedKey {
	id: string;
	state: string;
	prefix: string;
	last_used_at: string | null;
	former: { prefix: string; ends_at: string; last_used_at: string | null } | null;
}

const rpc = async (name: string, given: object = {}) =>
	(await tenant.staff.owner.db.rpc(name, given).throwOnError()).data;
const refusal = async (name: string, given: object) =>
	(await tenant.staff.owner.db.rpc(name, given)).error?.message;
const create = (more: object = {}): Promise<MadeKey> =>
	rpc('create_api_key', {
		...{ request_id: randomUUID(), name: 'Chat', scopes: ['usage.write', 'usage.read'] },
		...more
	});
const rotate = (id: string, grace_hours: number, request_id = randomUUID()) =>
	rpc('rotate_api_key', { request_id, id, grace_hours });
const hashOf = (secret: string) => createHash('sha256').update(secret).digest('hex');
const listed = async (id: string): Promise<ListedKey | undefined> =>
	(await rpc('list_api_keys')).find((key: ListedKey) => key.id === id);

async function outcomeOf(secret: string, scope = 'usage.write') {
	const { rows } = await db.query<{ reseller_id: string; key_id: string; refusal: string | null }>(
		'select * from app.api_key_for($1, $2)',
		[hashOf(secret), scope]
	);
	return rows[0]!.refusal ?? 'may';
}

describe('a new key', () => {
	test('is told once, and only its hash and its first letters are kept', async () => {
		const request_id = randomUUID();
		const { id, secret } = await create({ request_id, name: '  Chat de atendimento ' });
		expect(secret).toMatch(/^blc_live_[0-9A-Za-z]{8}_[0-9A-Za-z]{32}$/);
		expect(await create({ request_id })).toEqual({ id, secret: null });

		expect(await listed(id)).toEqual({
			id,
			name: 'Chat de atendimento',
			prefix: secret.slice(0, 17),
			scopes: ['usage.read', 'usage.write'],
			state: 'active',
			expires_on: null,
			revoked_at: null,
			last_used_at: null,
			former: null,
			created_at: expect.any(String),
			created_by: expect.any(String)
		});
		const { rows } = await db.query('select k::text from public.api_keys k where id = $1', [id]);
		expect(rows[0].k).toContain(hashOf(secret));
		expect(rows[0].k).not.toContain(secret.slice(18));
	});

	test('leaves its maker, its name and its scopes in the trail, and not the hash', async () => {
		const { id, secret } = await create();
		const { secret: second } = await rotate(id, 1);
		await rpc('revoke_api_key', { id });
		const { rows } = await db.query(
			`select operation, actor_id, before, after from public.audit_entries
			where table_name = 'api_keys' and row_key = $1 order by id`,
			[id]
		);
		expect(rows.map(({ operation }) => operation)).toEqual(['insert', 'update', 'update']);
		expect(rows.every(({ actor_id }) => actor_id === tenant.staff.owner.personId)).toBe(true);
		expect(rows[0].after).toMatchObject({ name: 'Chat', scopes: ['usage.read', 'usage.write'] });
		const trail = JSON.stringify(rows);
		for (const hidden of [hashOf(secret), hashOf(second), secret, second, 'hash'])
			expect(trail).not.toContain(hidden);
	});

	test('cannot be read by its hash, whoever asks', async () => {
		const { error } = await tenant.staff.owner.db.from('api_keys').select('key_hash');
		expect(error?.code).toBe('42501');
		const former = await tenant.staff.owner.db.from('api_keys').select('former_key_hash');
		expect(former.error?.code).toBe('42501');
	});

	test.each([
		['api_key_name_invalid', { name: ' ' }],
		['api_key_name_invalid', { name: 'x'.repeat(81) }],
		['api_key_name_invalid', { name: null }],
		['api_key_scopes_invalid', { scopes: [] }],
		['api_key_scopes_invalid', { scopes: null }],
		['api_key_scopes_invalid', { scopes: ['usage.eat'] }],
		['api_key_scopes_invalid', { scopes: ['usage.read', null] }],
		['api_key_expiry_invalid', { expires_on: '2001-01-01' }],
		['api_key_expiry_invalid', { expires_on: 'infinity' }],
		['request_id_required', { request_id: null }]
	])('is refused: %s %j', async (code, more) => {
		expect(
			await refusal('create_api_key', {
				...{ request_id: randomUUID(), name: 'Chat', scopes: ['usage.read'] },
				...more
			})
		).toBe(code);
	});

	test('is the fifty-first of those in use: refused, until one is revoked', async () => {
		const crowd = await makeTenant(platform, 'crowd-of-keys');
		const make = () =>
			crowd.staff.owner.db.rpc('create_api_key', {
				...{ request_id: randomUUID(), name: 'Chat', scopes: ['usage.read'] }
			});
		await db.query(
			`insert into public.api_keys (reseller_id, name, prefix, key_hash, scopes)
			select $1::uuid, 'Chat', 'blc_live', encode(sha256(convert_to($1::text || n, 'UTF8')), 'hex'), '{usage.read}'
			from generate_series(1, 49) n`,
			[crowd.resellerId]
		);
		const last = (await make().throwOnError()).data;
		expect((await make()).error?.message).toBe('api_key_too_many');
		await crowd.staff.owner.db.rpc('revoke_api_key', { id: last.id }).throwOnError();
		expect((await make()).error).toBeNull();
	});

	test('is made once by two who send the same request at the same moment', async () => {
		const request_id = randomUUID();
		const made = await Promise.all([create({ request_id }), create({ request_id })]);
		expect(new Set(made.map(({ id }) => id)).size).toBe(1);
		expect(made.filter(({ secret }) => secret !== null)).toHaveLength(1);
	});
});

describe('what a key may', () => {
	test('is what its scopes say, and a key that nobody made may nothing', async () => {
		const { secret } = await create({ scopes: ['usage.read'] });
		expect(await outcomeOf(secret, 'usage.read')).toBe('may');
		expect(await outcomeOf(secret, 'usage.write')).toBe('api_key_scope_missing');
		expect(await outcomeOf(`${secret}x`)).toBe('api_key_invalid');
		expect(await outcomeOf('')).toBe('api_key_invalid');
	});

	test('ends after its last day in the calendar of its reseller', async () => {
		const { id, secret } = await create({ expires_on: await todayOf(tenant, 0) });
		expect(await outcomeOf(secret)).toBe('may');
		await db.query('update public.api_keys set expires_on = expires_on - 1 where id = $1', [id]);
		expect(await outcomeOf(secret)).toBe('api_key_expired');
		expect((await listed(id))?.state).toBe('expired');
	});

	test('ends at once when it is revoked, however often', async () => {
		const { id, secret } = await create();
		const { secret: second } = await rotate(id, 24);
		await rpc('revoke_api_key', { id });
		const revoked = await listed(id);
		expect(revoked).toMatchObject({ state: 'revoked', former: null });
		await rpc('revoke_api_key', { id });
		expect(await listed(id)).toEqual(revoked);
		expect(await outcomeOf(second)).toBe('api_key_revoked');
		expect(await outcomeOf(secret)).toBe('api_key_invalid');
		expect(await refusal('rotate_api_key', { request_id: randomUUID(), id })).toBe(
			'api_key_revoked'
		);
	});

	test('is noted when it is used, once a minute, and nobody waits for the note', async () => {
		const { id, secret } = await create();
		const holder = await pool.connect();
		try {
			await holder.query('begin');
			await holder.query('select from public.api_keys where id = $1 for update', [id]);
			expect(await outcomeOf(secret)).toBe('may');
		} finally {
			await holder.query('rollback');
			holder.release();
		}
		expect((await listed(id))?.last_used_at).toBeNull();

		expect(await outcomeOf(secret)).toBe('may');
		const first = (await listed(id))?.last_used_at;
		expect(first).not.toBeNull();
		await outcomeOf(secret);
		expect((await listed(id))?.last_used_at).toBe(first);
		await db.query(
			`update public.api_keys set last_used_at = last_used_at - interval '61 seconds' where id = $1`,
			[id]
		);
		await outcomeOf(secret);
		expect(Date.parse((await listed(id))!.last_used_at!)).toBeGreaterThan(Date.parse(first!));
	});

	test('is not noted of a use that was refused', async () => {
		const { id, secret } = await create({ scopes: ['usage.read'] });
		await outcomeOf(secret, 'usage.write');
		expect((await listed(id))?.last_used_at).toBeNull();
	});
});

describe('a rotation', () => {
	test('gives another secret, and leaves the one before its grace', async () => {
		const { id, secret } = await create();
		await outcomeOf(secret);
		const used = (await listed(id))!.last_used_at;
		const request_id = randomUUID();
		const made = await rotate(id, 24, request_id);
		expect(made.secret).toMatch(/^blc_live_/);
		expect(made.secret).not.toBe(secret);
		expect(Date.parse(made.former_ends_at) - Date.now()).toBeGreaterThan(23.9 * 3_600_000);
		expect(await rotate(id, 24, request_id)).toEqual({ ...made, secret: null });
		expect([await outcomeOf(secret), await outcomeOf(made.secret)]).toEqual(['may', 'may']);
		expect(await listed(id)).toMatchObject({
			prefix: made.secret.slice(0, 17),
			former: { prefix: secret.slice(0, 17), last_used_at: used }
		});

		await db.query('update public.api_keys set former_ends_at = now() where id = $1', [id]);
		expect([await outcomeOf(secret), await outcomeOf(made.secret)]).toEqual([
			'api_key_invalid',
			'may'
		]);
		expect((await listed(id))?.former).toBeNull();
	});

	test('tells apart which of the two secrets is still in use', async () => {
		const { id, secret } = await create();
		const made = await rotate(id, 1);
		await outcomeOf(secret);
		expect(await listed(id)).toMatchObject({
			last_used_at: null,
			former: { last_used_at: expect.any(String) }
		});
		await outcomeOf(made.secret);
		expect((await listed(id))?.last_used_at).not.toBeNull();
	});

	test('without grace ends the secret before at once; so does its early end', async () => {
		const first = await create();
		const second = await rotate(first.id, 0);
		expect(second.former_ends_at).toBeNull();
		expect(await outcomeOf(first.secret)).toBe('api_key_invalid');
		const third = await rotate(first.id, 168);
		expect(await outcomeOf(second.secret)).toBe('may');
		await rpc('end_api_key_rotation', { id: first.id });
		await rpc('end_api_key_rotation', { id: first.id });
		expect([await outcomeOf(second.secret), await outcomeOf(third.secret)]).toEqual([
			'api_key_invalid',
			'may'
		]);
	});

	test('a second time ends the first secret at once', async () => {
		const first = await create();
		const second = await rotate(first.id, 24);
		const third = await rotate(first.id, 24);
		expect(await Promise.all([first, second, third].map((key) => outcomeOf(key.secret)))).toEqual([
			'api_key_invalid',
			'may',
			'may'
		]);
	});

	test.each([-1, 169, null])('with a grace of %s hours is refused', async (grace_hours) => {
		const { id } = await create();
		expect(await refusal('rotate_api_key', { request_id: randomUUID(), id, grace_hours })).toBe(
			'api_key_grace_invalid'
		);
	});
});

describe('the keys of a reseller', () => {
	test('are not there for another one', async () => {
		const { id, secret } = await create();
		const stranger = other.staff.owner.db;
		expect((await stranger.from('api_keys').select('id').eq('id', id)).data).toEqual([]);
		expect(JSON.stringify((await stranger.rpc('list_api_keys')).data)).not.toContain(id);
		for (const command of ['revoke_api_key', 'end_api_key_rotation'])
			expect((await stranger.rpc(command, { id })).error?.message).toBe('api_key_not_found');
		const rotation = await stranger.rpc('rotate_api_key', { request_id: randomUUID(), id });
		expect(rotation.error?.message).toBe('api_key_not_found');
		expect(await outcomeOf(secret)).toBe('may');
	});

	test('are for those who manage the API', async () => {
		await create();
		const support = await colleagueOf(tenant, 'support');
		expect((await support.db.rpc('list_api_keys')).error?.message).toBe('not_permitted');
		expect((await support.db.from('api_keys').select('id')).data).toEqual([]);
	});

	test('report use, and are refused as soon as they are revoked', async () => {
		const { id, secret } = await create();
		const report = async () =>
			(
				await adminOf(platform)
					.rpc('record_usage', {
						batches: [
							{
								key_hash: hashOf(secret),
								events: [{ key: randomUUID(), client_id: randomUUID() }]
							}
						]
					})
					.throwOnError()
			).data;
		expect(await report()).toMatchObject([
			{ results: [{ outcome: 'refused', code: 'client_not_found' }] }
		]);
		expect((await listed(id))?.last_used_at).not.toBeNull();
		await rpc('revoke_api_key', { id });
		expect(await report()).toEqual([{ refusal: { code: 'api_key_revoked', status: 401 } }]);
	});
});

async function todayOf({ resellerId }: Tenant, days: number): Promise<string> {
	const { rows } = await db.query('select (app.today($1) + $2::integer)::text as today', [
		resellerId,
		days
	]);
	return rows[0].today;
}
