import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { startWebhookSink } from '../../supabase/functions/_shared/testing/webhook-sink.ts';
import { openInbox } from '../../supabase/local/mail/inbox.ts';
import { makeMember, type Level, type Member, type Role } from '../support/world.ts';
import { holdOutbox } from './hold-outbox.ts';
import { databaseConnection, databaseConnections, platform } from './platform.ts';
import { event, sessionHouse, type House, type MeteredClient } from './session-house.ts';

// That a quota comes to its end is told once for each threshold, period and recipient: by mail, to programs, on screens.

const db = databaseConnection();
const pool = databaseConnections();
const inbox = openInbox(platform.inboxUrl);
let house: House;
let slug: string;
let finance: Member;

beforeAll(async () => {
	house = await sessionHouse(db, 'alerts');
	const { rows } = await db.query('select slug from public.resellers where id = $1', [
		house.resellerId
	]);
	slug = rows[0].slug;
	finance = await staff('finance');
	await staff('support');
	await staff('viewer');
});

const staff = (role: Role) =>
	makeMember(platform, `${role} of alerts`, `reseller/${slug}`, {
		...{ reseller_id: house.resellerId, role }
	});

const user = (clientId: string, level: Level, more: object = {}) =>
	makeMember(platform, `user ${level}`, `client/${clientId}`, {
		...{ reseller_id: house.resellerId, client_id: clientId, level, ...more }
	});

const use = (clientId: string, quantity: number) => house.use([event(clientId, quantity)]);

/** What is or was in the outbox about a client's quotas: `template recipient`, in order. */
async function mailsOf({ subscriptionId }: MeteredClient): Promise<string[]> {
	const { rows } = await db.query(
		`select template, recipient from app.outbox where payload #>> '{quota,subscription_id}' = $1
		order by created_at, template, recipient`,
		[subscriptionId]
	);
	return rows.map(({ template, recipient }) => `${template} ${recipient}`);
}

const toFinance = (...templates: string[]) =>
	templates.map((template) => `${template} ${finance.email}`);

const mailed = (clientId: string, email: string) =>
	db.query('update public.clients set email = $2 where id = $1', [clientId, email]);

describe('at 80 and at 100 per cent', () => {
	test('one mail each, at the very session, and no more after it', async () => {
		const client = await house.client({ quota: 10, overage: 'bill' });
		await use(client.clientId, 7);
		expect(await mailsOf(client)).toEqual([]);
		await use(client.clientId, 1);
		expect(await mailsOf(client)).toEqual(toFinance('sessions_low'));
		await use(client.clientId, 1);
		expect(await mailsOf(client)).toEqual(toFinance('sessions_low'));
		await use(client.clientId, 1);
		expect(await mailsOf(client)).toEqual(toFinance('sessions_low', 'sessions_out'));
		await use(client.clientId, 20);
		expect(await mailsOf(client)).toHaveLength(2);
	});

	test.each([
		[5, 4, 5],
		[7, 6, 7],
		[1000, 800, 1000]
	])('of %i sessions these are the %ith and the %ith', async (quota, low, out) => {
		const client = await house.client({ quota });
		await use(client.clientId, low - 1);
		expect(await mailsOf(client)).toEqual([]);
		await use(client.clientId, 1);
		expect(await mailsOf(client)).toEqual(toFinance('sessions_low'));
		if (out - low > 1) await use(client.clientId, out - low - 1);
		expect(await mailsOf(client)).toHaveLength(1);
		await use(client.clientId, 1);
		expect(await mailsOf(client)).toEqual(toFinance('sessions_low', 'sessions_out'));
	});

	test('in one leap only that nothing is left, by one event or by many', async () => {
		const one = await house.client({ quota: 10 });
		await use(one.clientId, 10);
		expect(await mailsOf(one)).toEqual(toFinance('sessions_out'));
		const many = await house.client({ quota: 10 });
		await house.use(Array.from({ length: 10 }, () => event(many.clientId)));
		expect(await mailsOf(many)).toEqual(toFinance('sessions_out'));
	});

	test('extras beside the quota change nothing of it', async () => {
		const client = await house.client({ quota: 10 });
		await db.query(`select app.add_extras($1, $2, 'grant', 50, $3)`, [
			...[house.resellerId, client.clientId, randomUUID()]
		]);
		await use(client.clientId, 12);
		expect(await mailsOf(client)).toEqual(toFinance('sessions_out'));
	});

	test('what is refused, and what is sent again, tells nothing', async () => {
		const client = await house.client({ quota: 10 });
		const sent = event(client.clientId, 8);
		await house.use([event(client.clientId, 11), { ...sent, quantity: 0 }]);
		expect(await mailsOf(client)).toEqual([]);
		await house.use([sent]);
		await house.use([sent]);
		expect(await mailsOf(client)).toEqual(toFinance('sessions_low'));
	});

	test('by many senders at the same moment: once', async () => {
		const client = await house.client({ quota: 40 });
		const sent = Array.from({ length: 40 }, () => event(client.clientId));
		await Promise.all(
			sent.flatMap((one) =>
				[one, one].map((again) =>
					pool.query('select public.record_usage($1)', [
						JSON.stringify([{ key_hash: house.keyHash, events: [again] }])
					])
				)
			)
		);
		expect(await house.meter(client.clientId)).toMatchObject({ quota: 0 });
		expect(await mailsOf(client)).toEqual(toFinance('sessions_low', 'sessions_out'));
	});

	test('once in a period, even when it grows and runs out again; and again in the next', async () => {
		const own = await sessionHouse(db, 'alerts-again', '2026-03-10');
		const client = await own.client({ quota: 10 }, { starts: -9, ends: 21 });
		await mailed(client.clientId, 'again@client.example');
		await own.use([event(client.clientId, 10)]);
		const out = 'sessions_out again@client.example';
		expect(await mailsOf(client)).toEqual([out]);
		await db.query(
			'update public.session_quotas set granted = 20, quota_left = 10 where subscription_id = $1',
			[client.subscriptionId]
		);
		await own.use([event(client.clientId, 10)]);
		expect(await mailsOf(client)).toEqual([out]);
		await own.moveClock(30);
		await db.query(
			`update public.subscriptions set next_period_on = next_period_on + interval '1 month' where id = $1`,
			[client.subscriptionId]
		);
		await own.use([event(client.clientId, 8)]);
		expect(await mailsOf(client)).toEqual([out, 'sessions_low again@client.example']);
	});

	test.each([
		[['sessions_out'], 350, 10],
		[['sessions_low'], 350, 400],
		[[], 100, 400],
		[['sessions_low', 'sessions_out'], 400, 10]
	])('another plan that leaves little or nothing tells it: %s', async (told, used, quota) => {
		const own = await sessionHouse(db, 'alerts-plan', '2026-03-10');
		const client = await own.client({ quota: 500 }, { starts: -9, ends: 21 });
		await mailed(client.clientId, 'plan@client.example');
		await own.use([event(client.clientId, used)]);
		await db.query('update public.subscriptions set plan_version_id = $2 where id = $1', [
			...[client.subscriptionId, await own.plan({ quota })]
		]);
		const mails = told.map((template) => `${template} plan@client.example`);
		expect(await mailsOf(client)).toEqual(mails);
		const { rows } = await db.query(
			'select alerted from public.session_quotas where subscription_id = $1',
			[client.subscriptionId]
		);
		expect(rows).toEqual([{ alerted: told.includes('sessions_out') ? 100 : told.length * 80 }]);
		// What comes after it tells it once.
		await own.use([event(client.clientId)]);
		expect(await mailsOf(client)).toEqual(mails);
	});

	test('of hundreds of clients in one call, one mail each', async () => {
		const plan = await house.plan({ quota: 10 });
		const clients: MeteredClient[] = [];
		for (let made = 0; made < 150; made += 1) clients.push(await house.client(plan));
		await house.use(clients.map(({ clientId }, at) => event(clientId, at % 2 ? 8 : 10)));
		const { rows } = await db.query(
			`select template, count(*)::int, count(distinct payload #>> '{quota,subscription_id}')::int as quotas
			from app.outbox where payload #>> '{quota,subscription_id}' = any ($1) group by 1 order by 1`,
			[clients.map(({ subscriptionId }) => subscriptionId)]
		);
		expect(rows).toEqual([
			{ template: 'sessions_low', count: 75, quotas: 75 },
			{ template: 'sessions_out', count: 75, quotas: 75 }
		]);
	});
});

describe('mailed are', () => {
	const settings = (fields: object) => finance.db.rpc('save_session_settings', { fields });

	test('the users of the client, active ones, and of the staff who may give sessions', async () => {
		const client = await house.client({ quota: 10 });
		await mailed(client.clientId, 'desk@client.example');
		const one = await user(client.clientId, 1);
		const six = await user(client.clientId, 6);
		await user(client.clientId, 6, { status: 'inactive' });
		await user((await house.client({ quota: 10 })).clientId, 6);
		await use(client.clientId, 8);
		expect((await mailsOf(client)).sort()).toEqual(
			[finance, one, six].map(({ email }) => `sessions_low ${email}`).sort()
		);
	});

	test('the client’s own address while nobody signs in for it', async () => {
		const client = await house.client({ quota: 10 });
		await mailed(client.clientId, 'desk2@client.example');
		await user(client.clientId, 6, { status: 'inactive' });
		await use(client.clientId, 10);
		expect((await mailsOf(client)).sort()).toEqual(
			[`sessions_out desk2@client.example`, ...toFinance('sessions_out')].sort()
		);
	});

	test('those whom the settings name, and nobody without any', async () => {
		const told = async (fields: object) => {
			await settings(fields).throwOnError();
			const client = await house.client({ quota: 10 });
			await mailed(client.clientId, 'desk3@client.example');
			await use(client.clientId, 9);
			return mailsOf(client);
		};
		try {
			expect(await told({ tells_clients: false })).toEqual(toFinance('sessions_low'));
			expect(await told({ tells_clients: true, tells_staff: false })).toEqual([
				'sessions_low desk3@client.example'
			]);
			expect(await told({ tells_clients: false })).toEqual([]);
		} finally {
			await settings({ tells_clients: true, tells_staff: true }).throwOnError();
		}
	});

	test('those who arrive are told in their words, with the way to what is theirs', async () => {
		const client = await house.client({ quota: 10, overage: 'cap', cap: 5, price: 25 });
		const reader = await user(client.clientId, 1);
		await use(client.clientId, 8);
		const letter = await inbox.waitFor(reader.email, ({ subject }) => subject.includes('restam'));
		expect(letter.subject).toContain('restam 2 de 10 sessões');
		expect(letter.text).toContain('até 5 sessões a mais, cada uma a R$ 0,25');
		expect(letter.text).toContain(`/c/${client.clientId}`);
		expect(letter.text).not.toContain('/r/');
		const forStaff = await inbox.waitFor(finance.email, ({ subject }) =>
			subject.startsWith(`Cliente ${client.number}:`)
		);
		expect(forStaff.text).toContain(`/r/${slug}/clients/${client.clientId}`);
		expect(forStaff.text).toContain(`/r/${slug}/billing/settings#sessions`);
	});
});

describe('the settings', () => {
	test('are for who configures billing, and refuse what cannot be', async () => {
		const support = await staff('support');
		const save = (by: Member, fields: unknown) =>
			by.db.rpc('save_session_settings', { fields }).then(({ error }) => error?.message ?? 'saved');
		expect(await save(support, { tells_staff: false })).toBe('not_permitted');
		for (const usage_window_hours of [0, 169, 99_999])
			expect(await save(finance, { usage_window_hours })).toMatch(
				/session_window_invalid|input_invalid/
			);
		for (const fields of [[], 'x', { tells_staff: 'perhaps' }, { usage_window_hours: 'day' }])
			expect(await save(finance, fields)).toBe('input_invalid');
		expect(await save(finance, { usage_window_hours: 24 })).toBe('saved');
		const { data } = await finance.db.from('session_settings').select().throwOnError();
		expect(data).toEqual([
			expect.objectContaining({ usage_window_hours: 24, tells_clients: true, tells_staff: true })
		]);
		expect(await save(finance, { usage_window_hours: 72 })).toBe('saved');
	});
});

describe('before it leaves', () => {
	/** In a transaction that the worker does not see: makes a mail due and answers what would be sent. */
	async function whatLeaves(
		template: string,
		meanwhile: (client: MeteredClient, reader: Member) => Promise<unknown>
	) {
		const client = await house.client({ quota: 10 });
		const reader = await user(client.clientId, 1);
		await db.query('begin');
		try {
			await holdOutbox(db);
			await db.query(
				`update app.outbox set due_at = now() + interval '1 day' where state <> 'sent'`
			);
			await use(client.clientId, template === 'sessions_low' ? 8 : 10);
			await meanwhile(client, reader);
			await db.query(
				`update app.outbox set due_at = now() where template = $2 and payload #>> '{quota,subscription_id}' = $1`,
				[client.subscriptionId, template]
			);
			const { rows } = await db.query('select * from public.take_emails(10, 60)');
			return { rows: rows.filter((row) => row.template === template), reader };
		} finally {
			await db.query('rollback');
		}
	}

	test('it is written as things stand then', async () => {
		const { rows, reader } = await whatLeaves('sessions_low', ({ clientId }) => use(clientId, 1));
		expect(rows.map(({ recipient }) => recipient).sort()).toEqual(
			expect.arrayContaining([reader.email, finance.email])
		);
		expect(rows.find(({ recipient }) => recipient === reader.email).data).toMatchObject({
			...{ audience: 'client', granted: 10, quota_left: 1, extras_left: 0, after: 'block' },
			...{ settings_link: null, locale: 'pt-BR', forecast_on: null }
		});
	});

	test('it says until when all that runs is renewed, this quota and others', async () => {
		const { rows, reader } = await whatLeaves('sessions_low', ({ clientId }) =>
			house.subscribe(clientId, { quota: 10 }, { starts: -20, ends: 2 })
		);
		const { data } = rows.find(({ recipient }) => recipient === reader.email);
		const { rows: days } = await db.query(
			'select $1::date - app.today($3) as ends, $2::date - app.today($3) as renews',
			[data.ends_on, data.renews_on, house.resellerId]
		);
		expect(days).toEqual([{ ends: 19, renews: 2 }]);
	});

	test('what the next mail says better is left out', async () => {
		const { rows } = await whatLeaves('sessions_low', ({ clientId }) => use(clientId, 2));
		expect(rows).toEqual([]);
	});

	test('what is over is left out', async () => {
		const { rows } = await whatLeaves('sessions_out', ({ subscriptionId }) =>
			db.query(`update public.session_quotas set closed_at = now() where subscription_id = $1`, [
				subscriptionId
			])
		);
		expect(rows).toEqual([]);
	});

	test('who does not belong to it any more is left out', async () => {
		const { rows, reader } = await whatLeaves('sessions_out', (_, { personId }) =>
			db.query(`update public.memberships set status = 'inactive' where person_id = $1`, [personId])
		);
		expect(rows.length).toBeGreaterThan(0);
		expect(rows.map(({ recipient }) => recipient)).not.toContain(reader.email);
	});
});

test('a client that is anonymised is forgotten in its mails too', async () => {
	const owner = await staff('owner');
	const client = await house.client({ quota: 10 });
	await mailed(client.clientId, 'forget-me@client.example');
	await use(client.clientId, 10);
	expect(await mailsOf(client)).toContain('sessions_out forget-me@client.example');
	await owner.db
		.rpc('anonymise_client', { id: client.clientId, typed_name: `Cliente ${client.number}` })
		.throwOnError();
	expect((await mailsOf(client)).join()).not.toContain('forget-me');
	expect(await mailsOf(client)).toContain('sessions_out anonimizado@invalid');
});

test('screens of the client are told too, where somebody may look at them', async () => {
	const shownTo = async (clientId: string) => {
		const { rows } = await db.query(
			`select payload - 'id' as payload from realtime.messages
			where topic like 'client:' || $1 || ':%' and payload ->> 'table' = 'session_alerts' order by inserted_at`,
			[clientId]
		);
		return rows.map(({ payload }) => payload);
	};
	const alone = await house.client({ quota: 10 });
	const away = await house.client({ quota: 10 });
	await user(away.clientId, 6, { status: 'inactive' });
	const client = await house.client({ quota: 10 });
	await user(client.clientId, 1);
	await user(client.clientId, 6);
	await house.use([alone, away, client].map(({ clientId }) => event(clientId, 8)));
	// Neither whose it is, which they know, nor any id.
	const told = { table: 'session_alerts', operation: 'insert' };
	expect(await shownTo(client.clientId)).toEqual([{ ...told, threshold: 80 }]);
	await use(client.clientId, 1);
	await use(client.clientId, 1);
	expect(await shownTo(client.clientId)).toEqual([
		{ ...told, threshold: 80 },
		{ ...told, threshold: 100 }
	]);
	expect([await shownTo(alone.clientId), await shownTo(away.clientId)]).toEqual([[], []]);
});

test('programs and screens are told as well: each threshold once', async () => {
	const sink = await startWebhookSink();
	try {
		const owner = await staff('owner');
		await owner.db
			.rpc('create_webhook_endpoint', {
				...{ id: randomUUID(), url: `${sink.url}/sessions` },
				event_types: ['sessions.low', 'sessions.out']
			})
			.throwOnError();
		const { clientId } = await house.client({ quota: 10 });
		for (const quantity of [8, 1, 1]) await use(clientId, quantity);
		await expect
			.poll(() => sink.received.map(({ body }) => JSON.parse(body).type).sort(), {
				timeout: 40_000
			})
			.toEqual(['sessions.low', 'sessions.out']);
		const { rows: told } = await db.query(
			'select type, data from public.webhook_messages where client_id = $1 order by created_at',
			[clientId]
		);
		const facts = { client_id: clientId, granted: 10, extras_left: 0 };
		expect(told).toMatchObject([
			{ type: 'sessions.low', data: { ...facts, threshold: 80, quota_left: 2 } },
			{ type: 'sessions.out', data: { ...facts, threshold: 100, quota_left: 0 } }
		]);
		const { rows: shown } = await db.query(
			`select payload ->> 'threshold' as threshold from realtime.messages
			where payload ->> 'table' = 'session_alerts' and payload ->> 'client_id' = $1 order by inserted_at`,
			[clientId]
		);
		expect(shown).toEqual([{ threshold: '80' }, { threshold: '100' }]);
	} finally {
		await sink.stop();
	}
});
