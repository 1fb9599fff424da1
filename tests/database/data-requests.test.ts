import { randomUUID } from 'node:crypto';
import { createClient } from '@supabase/supabase-js';
import { beforeAll, describe, expect, test } from 'vitest';
import { adminOf, makeMember, makeTenant, type Member, type Tenant } from '../support/world.ts';
import { holdOutbox } from './hold-outbox.ts';
import { databaseConnection, platform } from './platform.ts';
import { request } from './rest.ts';

// A client answers behind a link, without a session: whatever it sends, it reaches what it was asked for and nothing else.

const db = databaseConnection();
const anonymous = createClient(platform.apiUrl, platform.publishableKey, {
	auth: { persistSession: false }
});
let tenant: Tenant;
let other: Tenant;
let blind: Member;

beforeAll(async () => {
	[tenant, other] = await Promise.all([
		makeTenant(platform, 'asking'),
		makeTenant(platform, 'also-asking')
	]);
	blind = await makeMember(platform, 'blind', tenant.staff.owner.account, {
		reseller_id: tenant.resellerId,
		role: 'support',
		sees_phones: false
	});
});

interface Asked {
	id: string;
	clientId: string;
	token: string;
}

const cpf = '52998224725';
const refusalOf = ({ error, status }: { error: { message: string } | null; status: number }) => [
	status,
	error?.message
];

async function makeClient(fields: object = {}): Promise<string> {
	const { data } = await tenant.staff.owner.db
		.rpc('create_client', {
			id: randomUUID(),
			fields: { name: 'Padaria', email: `${randomUUID()}@client.example`, ...fields }
		})
		.throwOnError();
	return data;
}

/** Asks in one transaction, in which the worker cannot yet have sent the mail and wiped the link. */
async function ask(clientId: string, id: string = randomUUID()): Promise<Asked> {
	const { owner } = tenant.staff;
	await db.query('begin');
	try {
		const claims = Buffer.from(owner.accessToken.split('.')[1]!, 'base64url').toString();
		await db.query(
			`select set_config('request.jwt.claims', $1, true), set_config('request.headers', $2, true)`,
			[claims, JSON.stringify({ 'x-balcao-account': owner.account })]
		);
		await db.query('select public.request_client_data($1, $2)', [id, clientId]);
		const { rows } = await db.query<{ link: string }>(
			`select payload ->> 'link' as link from app.outbox where unique_key = 'data_request:' || $1`,
			[id]
		);
		return { id, clientId, token: rows[0]!.link.split('/data/')[1]! };
	} finally {
		await db.query('commit');
	}
}

const askNew = async (fields: object = {}) => ask(await makeClient(fields));
const show = async (token: string) =>
	(await anonymous.rpc('show_data_request', { token }).throwOnError()).data;
const save = (token: string, fields: unknown) =>
	anonymous.rpc('save_data_request', { token, fields });
const complete = (token: string, fields: object = {}) =>
	anonymous.rpc('complete_data_request', { token, fields });
const seen = async (clientId: string, by: Member = tenant.staff.owner) =>
	(await by.db.rpc('client_data_request', { client_id: clientId }).throwOnError()).data;
const clientOf = async (id: string) =>
	(await db.query('select * from public.clients where id = $1', [id])).rows[0];
const elapse = (id: string, change: string) =>
	db.query(`update public.data_requests set ${change} where id = $1`, [id]);

describe('asking', () => {
	test('mails a link of 256 bits that is stored nowhere else', async () => {
		const { id, token, clientId } = await askNew();
		expect(token).toMatch(/^[\w-]{43}$/);
		expect(await show(token)).toMatchObject({
			state: 'open',
			client_name: 'Padaria',
			reseller: { name: tenant.marker },
			draft: {}
		});
		const { rows } = await db.query(
			`select d::text as row from public.data_requests d where id = $1
			union all select e::text from public.audit_entries e where row_key = $1::text`,
			[id]
		);
		expect(rows.length).toBeGreaterThan(1);
		for (const { row } of rows) expect(row).not.toContain(token);
		expect(await seen(clientId)).toMatchObject({
			id,
			state: 'open',
			filled: ['name', 'email', 'person_type']
		});
	});

	test('is done once, however fast one clicks, and again only after a minute', async () => {
		const client_id = await makeClient();
		const id = randomUUID();
		const { db: owner } = tenant.staff.owner;
		const answers = await Promise.all(
			Array.from({ length: 5 }, () => owner.rpc('request_client_data', { id, client_id }))
		);
		for (const { data } of answers) expect(data).toEqual({ id, expires_at: expect.any(String) });
		const { rows } = await db.query(
			`select count(*)::int as mails from app.outbox where unique_key = 'data_request:' || $1`,
			[id]
		);
		expect(rows).toEqual([{ mails: 1 }]);
		const others = await Promise.all(
			[randomUUID(), randomUUID()].map((other) =>
				owner.rpc('request_client_data', { id: other, client_id })
			)
		);
		for (const one of others) expect(refusalOf(one)).toEqual([429, 'data_request_too_soon']);
	});

	/** One row at a time: the mails of several are noted as sent in one transaction, in an order of its own. */
	async function makeOlder(clientId: string): Promise<void> {
		const { rows } = await db.query('select id from public.data_requests where client_id = $1', [
			clientId
		]);
		for (const { id } of rows)
			await db.query(
				`update public.data_requests set created_at = created_at - interval '2 minutes' where id = $1`,
				[id]
			);
	}

	test('at most ten times in a week', async () => {
		const first = await askNew();
		for (let asked = 1; asked < 10; asked++) {
			await makeOlder(first.clientId);
			await ask(first.clientId);
		}
		await makeOlder(first.clientId);
		const answer = await tenant.staff.owner.db.rpc('request_client_data', {
			id: randomUUID(),
			client_id: first.clientId
		});
		expect(refusalOf(answer)).toEqual([429, 'data_request_too_many']);
	});

	test('is refused for whom it cannot reach, or who is none of the reseller’s', async () => {
		const asking = (client_id: string, id: string = randomUUID()) =>
			tenant.staff.owner.db.rpc('request_client_data', { id, client_id });
		const archived = await makeClient();
		await db.query('update public.clients set archived_at = now() where id = $1', [archived]);
		expect(refusalOf(await asking(await makeClient({ email: '' })))).toEqual([
			409,
			'client_without_email'
		]);
		expect(refusalOf(await asking(archived))).toEqual([409, 'client_archived']);
		expect(refusalOf(await asking(other.clientId))).toEqual([404, 'client_not_found']);
		expect(refusalOf(await asking(randomUUID()))).toEqual([404, 'client_not_found']);
		const { id } = await askNew();
		expect(refusalOf(await asking(await makeClient(), id))).toEqual([409, 'request_id_reused']);
		const { data: theirs } = await other.staff.owner.db
			.rpc('create_client', {
				id: randomUUID(),
				fields: { name: 'Vizinha', email: 'vizinha@client.example' }
			})
			.throwOnError();
		const stranger = await other.staff.owner.db.rpc('request_client_data', {
			id,
			client_id: theirs
		});
		expect(refusalOf(stranger)).toEqual([409, 'request_id_reused']);
	});

	test('again ends the earlier link and takes along what the same recipient had answered', async () => {
		const first = await askNew();
		await save(first.token, { city: 'Recife', phones: ['+5581987654321'] }).throwOnError();
		await elapse(first.id, `created_at = now() - interval '1 hour'`);
		const second = await ask(first.clientId);
		expect(await show(first.token)).toBeNull();
		expect(refusalOf(await save(first.token, { city: 'X' }))).toEqual([
			404,
			'data_request_not_found'
		]);
		expect((await show(second.token)).draft).toEqual({
			city: 'Recife',
			phones: ['+5581987654321']
		});
		await elapse(second.id, `created_at = now() - interval '1 hour'`);
		await db.query(`update public.clients set email = 'other@client.example' where id = $1`, [
			first.clientId
		]);
		expect((await show((await ask(first.clientId)).token)).draft).toEqual({});
	});
});

describe('a link', () => {
	test('that is unknown, withdrawn, or of an archived client answers alike; a guess is worth nothing', async () => {
		const [revoked, archived] = [await askNew(), await askNew()];
		await tenant.staff.support.db.rpc('revoke_data_request', { id: revoked.id }).throwOnError();
		await db.query('update public.clients set archived_at = now() where id = $1', [
			archived.clientId
		]);
		const dead = [revoked.token, archived.token, randomUUID(), '', '%', 'x'.repeat(5000)];
		for (const token of [...dead, revoked.token.toLowerCase(), revoked.id]) {
			expect(await show(token), token).toBeNull();
			for (const attempt of [save(token, { name: 'X' }), complete(token, { name: 'X' })])
				expect(refusalOf(await attempt), token).toEqual([404, 'data_request_not_found']);
		}
		const again = await tenant.staff.support.db.rpc('revoke_data_request', { id: revoked.id });
		expect(refusalOf(again)).toEqual([404, 'data_request_not_found']);
		const foreign = await other.staff.owner.db.rpc('revoke_data_request', {
			id: (await askNew()).id
		});
		expect(refusalOf(foreign)).toEqual([404, 'data_request_not_found']);
	});

	test('that ran out or was used says so, and nothing about the client', async () => {
		const [expired, used] = [await askNew(), await askNew()];
		await save(expired.token, { city: 'Recife' }).throwOnError();
		await elapse(expired.id, 'expires_at = now()');
		await complete(used.token, { city: 'Natal' }).throwOnError();
		for (const [{ token }, state] of [
			[expired, 'expired'],
			[used, 'used']
		] as const) {
			const shown = await show(token);
			expect(Object.keys(shown).sort()).toEqual(['locale', 'reseller', 'state']);
			expect(shown.state).toBe(state);
			for (const attempt of [save(token, { city: 'X' }), complete(token)])
				expect(refusalOf(await attempt)).toEqual([410, `data_request_${state}`]);
		}
		expect((await clientOf(expired.clientId)).city).toBeNull();
		expect((await clientOf(used.clientId)).city).toBe('Natal');
	});

	test('serves once, however fast one clicks in two tabs', async () => {
		const { token, clientId } = await askNew();
		const answers = await Promise.all(
			['Recife', 'Natal', 'Olinda', 'Belém'].map((city) => complete(token, { city }))
		);
		expect(answers.map(({ error }) => error?.message ?? 'taken').sort()).toEqual([
			'data_request_used',
			'data_request_used',
			'data_request_used',
			'taken'
		]);
		const { rows } = await db.query(
			`select count(*)::int as writes from public.audit_entries
			where table_name = 'clients' and operation = 'update' and row_key = $1::text and after ? 'city'`,
			[clientId]
		);
		expect(rows).toEqual([{ writes: 1 }]);
	});

	test('either completes or is withdrawn, never both', async () => {
		for (let round = 0; round < 5; round++) {
			const { id, token, clientId } = await askNew();
			const [completed, revoked] = await Promise.all([
				complete(token, { city: 'Recife' }),
				tenant.staff.owner.db.rpc('revoke_data_request', { id })
			]);
			const wasTaken = (await clientOf(clientId)).city === 'Recife';
			expect([completed.error === null, revoked.error === null]).toEqual([wasTaken, !wasTaken]);
		}
	});
});

describe('answers', () => {
	test('are kept field by field, the wrong ones named, and two tabs do not undo each other', async () => {
		const { token, clientId } = await askNew();
		const { data } = await save(token, {
			name: '  Padaria São João ',
			document: '1',
			born_or_opened_on: '31/02/2020',
			state: 'XX1',
			phones: ['(11) 9'],
			postal_code: '01001000'
		}).throwOnError();
		expect(data).toMatchObject({
			saved_at: expect.any(String),
			refused: {
				document: 'client_document_invalid',
				born_or_opened_on: 'client_birth_out_of_range',
				state: 'client_state_invalid',
				phones: 'client_phone_invalid'
			}
		});
		await Promise.all([
			save(token, { city: 'Recife' }).throwOnError(),
			save(token, { street: 'Rua A' }).throwOnError(),
			save(token, { person_type: 'individual', document: cpf }).throwOnError()
		]);
		expect((await show(token)).draft).toEqual({
			name: 'Padaria São João',
			postal_code: '01001000',
			city: 'Recife',
			street: 'Rua A',
			person_type: 'individual',
			document: cpf
		});
		expect(await clientOf(clientId)).toMatchObject({ name: 'Padaria', city: null });
		expect((await seen(clientId)).missing.boleto).toEqual(['street_number', 'district', 'state']);
	});

	test.each([
		['reseller_id', 'data_request_field_unknown'],
		['id', 'data_request_field_unknown'],
		['number', 'data_request_field_unknown'],
		['discount_cents', 'data_request_field_unknown'],
		['block_days', 'data_request_field_unknown'],
		['payer', 'data_request_field_unknown'],
		['notes', 'data_request_field_unknown'],
		['archived_at', 'data_request_field_unknown'],
		['anonymised_at', 'data_request_field_unknown'],
		['phone_hint', 'data_request_field_unknown'],
		['search_key', 'data_request_field_unknown'],
		["name'; drop table clients --", 'data_request_field_unknown']
	])('cannot name %s', async (name, code) => {
		const { token, clientId } = await askNew();
		const before = await clientOf(clientId);
		for (const attempt of [save, complete])
			expect(refusalOf(await attempt(token, { [name]: '1', city: 'X' }))).toEqual([422, code]);
		expect(await clientOf(clientId)).toEqual(before);
		expect((await show(token)).draft).toEqual({});
	});

	test.each([
		['no object', ['name']],
		['text', 'name'],
		['nothing', null],
		['an object for text', { name: { a: 1 } }],
		['a number', { city: 7 }],
		['phones that are text', { phones: '+5511987654321' }],
		['phones that are none', { phones: [{ e164: '+5511987654321' }] }]
	])('that are %s are refused as such', async (_case, fields) => {
		const { token } = await askNew();
		expect(refusalOf(await save(token, fields))).toEqual([422, 'input_invalid']);
	});

	test('that are huge or hold NULs are refused; markup, formulas and marks are text', async () => {
		const { token, clientId } = await askNew();
		expect(refusalOf(await save(token, { name: 'x'.repeat(20_000) }))).toEqual([
			413,
			'data_request_too_large'
		]);
		const tooLong = await save(token, { name: 'x'.repeat(201) }).throwOnError();
		expect(tooLong.data.refused).toEqual({ name: 'client_name_too_long' });
		const nul = await save(token, { name: 'a\u0000b' });
		expect([nul.status, nul.error?.code]).toEqual([400, '22P05']);
		const odd = {
			name: '<img src=x onerror=alert(1)>',
			trade_name: '=HYPERLINK("http://x";"y")',
			street: "Rua '); drop table clients; --",
			contact_name: '\u202Eסלון 🚀'
		};
		await complete(token, odd).throwOnError();
		expect(await clientOf(clientId)).toMatchObject(odd);
	});

	test('cannot be used to make noise for ever', async () => {
		const { id, token } = await askNew();
		await elapse(id, 'saves = 2000');
		expect(refusalOf(await save(token, { city: 'X' }))).toEqual([
			429,
			'data_request_too_many_saves'
		]);
	});

	test('are taken over at the end, also emptied ones, and named in the trail as the client’s own', async () => {
		const { id, token, clientId } = await askNew({
			sector: 'Padaria',
			street: 'Rua Velha',
			phones: ['+5511987650000']
		});
		await save(token, { street: '', city: 'Recife' }).throwOnError();
		const { data } = await complete(token, {
			state: 'PE',
			phones: ['+5581987654321', '+558133334444']
		}).throwOnError();
		expect(data.missing.boleto).toContain('street');
		expect(await clientOf(clientId)).toMatchObject({
			street: null,
			city: 'Recife',
			state: 'PE',
			sector: 'Padaria'
		});
		const { rows: phones } = await db.query(
			'select e164 from public.client_phones where client_id = $1 order by position',
			[clientId]
		);
		expect(phones.map(({ e164 }) => e164)).toEqual(['+5581987654321', '+558133334444']);
		const { rows } = await db.query(
			`select actor_id, after from public.audit_entries
			where table_name = 'data_requests' and row_key = $1::text and after ? 'completed_at'`,
			[id]
		);
		expect(rows).toEqual([
			{
				actor_id: null,
				after: {
					completed_at: expect.any(String),
					taken_over: ['city', 'phones', 'state', 'street']
				}
			}
		]);
		const { rows: left } = await db.query(
			'select draft, draft_phones, base, conflicts from public.data_requests where id = $1',
			[id]
		);
		expect(left).toEqual([{ draft: {}, draft_phones: null, base: {}, conflicts: {} }]);
	});

	test('that break a rule together change nothing, and stay where they were', async () => {
		const { token, clientId } = await askNew({ person_type: 'individual', document: cpf });
		await save(token, { person_type: 'company', city: 'Recife' }).throwOnError();
		expect(refusalOf(await complete(token))).toEqual([422, 'client_document_invalid']);
		expect(refusalOf(await complete(token, { document: '123' }))).toEqual([
			422,
			'client_document_invalid'
		]);
		expect(await clientOf(clientId)).toMatchObject({ person_type: 'individual', city: null });
		expect((await show(token)).draft).toEqual({ person_type: 'company', city: 'Recife' });
		await complete(token, { document: '' }).throwOnError();
		expect(await clientOf(clientId)).toMatchObject({ person_type: 'company', document: null });
	});
});

describe('what the reseller changed meanwhile', () => {
	const changing = async (clientId: string, fields: object) => {
		const { data: before } = await tenant.staff.owner.db
			.from('clients')
			.select('*')
			.eq('id', clientId)
			.single()
			.throwOnError();
		await tenant.staff.owner.db
			.rpc('save_client', {
				id: clientId,
				fields,
				base: { city: before.city, street: before.street }
			})
			.throwOnError();
	};

	test('is not overwritten: the answer waits, and is accepted or dismissed once', async () => {
		const { id, token, clientId } = await askNew({ city: 'Campinas', street: 'Rua 1' });
		await save(token, { city: 'Recife', street: 'Rua 2', state: 'PE' }).throwOnError();
		await changing(clientId, { city: 'Santos', street: 'Rua 3' });
		await complete(token).throwOnError();
		expect(await clientOf(clientId)).toMatchObject({
			city: 'Santos',
			street: 'Rua 3',
			state: 'PE'
		});
		expect((await seen(clientId)).conflicts).toEqual([
			{ field: 'city', given: 'Recife', current: 'Santos' },
			{ field: 'street', given: 'Rua 2', current: 'Rua 3' }
		]);
		const resolve = (by: Member, field: string, accept: boolean) =>
			by.db.rpc('resolve_data_request_conflict', { id, field, accept });
		expect(refusalOf(await resolve(tenant.staff.viewer, 'city', true))).toEqual([
			403,
			'not_permitted'
		]);
		expect(refusalOf(await resolve(other.staff.owner, 'city', true))).toEqual([
			404,
			'data_request_not_found'
		]);
		await resolve(tenant.staff.support, 'city', true).throwOnError();
		const { data: left } = await resolve(tenant.staff.support, 'street', false).throwOnError();
		expect(left).toMatchObject({ state: 'completed', conflicts: [] });
		await resolve(tenant.staff.support, 'street', true).throwOnError();
		expect(await clientOf(clientId)).toMatchObject({ city: 'Recife', street: 'Rua 3' });
	});

	test('to the very same is no conflict', async () => {
		const { token, clientId } = await askNew({ city: 'Campinas' });
		await changing(clientId, { city: 'Recife' });
		await complete(token, { city: 'Recife' }).throwOnError();
		expect((await seen(clientId)).conflicts).toEqual([]);
	});
});

describe('phones', () => {
	test('that arrive are read by nobody without "see phones", by no way, and decided by nobody blind', async () => {
		const { id, token, clientId } = await askNew({ phones: ['+5511987650000'] });
		await save(token, { phones: ['+5581987654321'] }).throwOnError();
		expect((await seen(clientId)).phones).toEqual(['+5581987654321']);
		const masked = await seen(clientId, blind);
		expect(masked).toMatchObject({ phones: null, phone_hint: '+55 ••••• 21' });
		expect(JSON.stringify(masked)).not.toContain('8198765');
		for (const column of ['draft_phones', 'base', 'token_hash', '*']) {
			const answer = await request(blind, 'GET', `data_requests?id=eq.${id}&select=${column}`);
			expect([answer.status, answer.body.includes('42501')], column).toEqual([403, true]);
		}
		const open = await request(blind, 'GET', `data_requests?id=eq.${id}&select=draft,conflicts`);
		expect(open.body).toBe('[{"draft":{},"conflicts":{}}]');
		await db.query(`update public.client_phones set e164 = '+5511900000000' where client_id = $1`, [
			clientId
		]);
		await complete(token).throwOnError();
		expect((await seen(clientId, blind)).conflicts).toEqual([
			{ field: 'phones', given: null, current: null }
		]);
		const decide = (by: Member) =>
			by.db.rpc('resolve_data_request_conflict', { id, field: 'phones', accept: true });
		expect(refusalOf(await decide(blind))).toEqual([403, 'not_permitted']);
		await decide(tenant.staff.owner).throwOnError();
		const { rows } = await db.query('select e164 from public.client_phones where client_id = $1', [
			clientId
		]);
		expect(rows).toEqual([{ e164: '+5581987654321' }]);
	});

	test('never stand in the trail of the request', async () => {
		const { id, token } = await askNew();
		await save(token, { phones: ['+5581987654321'] }).throwOnError();
		await complete(token).throwOnError();
		const { rows } = await db.query(
			`select e::text as entry from public.audit_entries e where table_name = 'data_requests' and row_key = $1::text`,
			[id]
		);
		expect(rows.length).toBeGreaterThan(1);
		for (const { entry } of rows) expect(entry).not.toMatch(/8198765|"draft|token/);
	});
});

describe('the mail', () => {
	test('shows how far it is, and its link is wiped once it is sent', async () => {
		const { id, clientId } = await askNew();
		await expect.poll(async () => (await seen(clientId)).mail_state).toBe('sent');
		const { rows } = await db.query(
			`select payload from app.outbox where unique_key = 'data_request:' || $1`,
			[id]
		);
		expect(rows).toEqual([{ payload: { data_request_id: id } }]);
	});

	test.each(['revoked_at = now()', 'expires_at = now()', 'completed_at = now()'])(
		'is not sent after %s',
		async (ending) => {
			const { id } = await askNew();
			await db.query('begin');
			try {
				await holdOutbox(db);
				await db.query(
					`update app.outbox set due_at = now() + interval '1 day' where state in ('queued', 'sending')`
				);
				await elapse(id, ending);
				await db.query(
					`update app.outbox set state = 'queued', lease = null, due_at = now(),
						payload = jsonb_build_object('data_request_id', $1::text, 'link', 'https://x')
					where unique_key = 'data_request:' || $1`,
					[id]
				);
				expect((await db.query('select * from public.take_emails(10, 60)')).rows).toEqual([]);
				const { rows } = await db.query(
					`select o.state, o.payload, d.mail_state from app.outbox o, public.data_requests d
					where o.unique_key = 'data_request:' || $1 and d.id = $1::uuid`,
					[id]
				);
				expect(rows).toEqual([
					{ state: 'parked', payload: { data_request_id: id }, mail_state: 'parked' }
				]);
			} finally {
				await db.query('rollback');
			}
		}
	);
});

test('a client that becomes anonymous leaves nothing in what it was asked', async () => {
	const { id, token, clientId } = await askNew();
	await save(token, { city: 'Recife', phones: ['+5581987654321'] }).throwOnError();
	await tenant.staff.owner.db
		.rpc('anonymise_client', { id: clientId, typed_name: 'Padaria' })
		.throwOnError();
	expect(await show(token)).toBeNull();
	const { rows } = await db.query(
		'select recipient, draft, draft_phones, base, revoked_at is not null as is_revoked from public.data_requests where id = $1',
		[id]
	);
	expect(rows).toEqual([
		{
			recipient: 'anonimizado@invalid',
			draft: {},
			draft_phones: null,
			base: {},
			is_revoked: true
		}
	]);
	expect(
		(await adminOf(platform).from('clients').select('name').eq('id', clientId).single()).data?.name
	).toMatch(/^Cliente anonimizado/);
});

test('answers are forgotten a month after the end, but not one that waits for a decision', async () => {
	const [ended, recent, waiting] = [await askNew(), await askNew(), await askNew()];
	for (const { token } of [ended, recent, waiting])
		await save(token, { city: 'Recife', phones: ['+5581987654321'] }).throwOnError();
	const age = (id: string, days: number, more = '') =>
		db.query(
			`update public.data_requests set expires_at = now() - make_interval(days => $2) ${more} where id = $1`,
			[id, days]
		);
	await age(ended.id, 31);
	await age(recent.id, 29);
	await age(waiting.id, 31, `, conflicts = '{"city": "Recife"}'`);
	await db.query('select app.purge_data_requests()');
	const { rows } = await db.query(
		`select id, draft ? 'city' as has_draft, draft_phones is not null as has_phones, base <> '{}' as has_base
		from public.data_requests where id = any ($1)`,
		[[ended.id, recent.id, waiting.id]]
	);
	const kept = { has_draft: true, has_phones: true, has_base: true };
	const byId = new Map(rows.map(({ id, ...row }) => [id, row]));
	expect(byId.get(ended.id)).toEqual({ has_draft: false, has_phones: false, has_base: false });
	expect(byId.get(recent.id)).toEqual(kept);
	expect(byId.get(waiting.id)).toEqual(kept);
	expect((await db.query('select app.purge_data_requests() as purged')).rows[0].purged).toBe(0);
});
