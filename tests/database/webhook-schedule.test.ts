import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { makeMember } from '../support/world.ts';
import { holdOutbox } from './hold-outbox.ts';
import { databaseConnection, platform } from './platform.ts';
import { makeWebhookHouse } from './webhook-house.ts';

// When what is tried again, and who is next: in a transaction that is rolled back, where no worker sees it.

const db = databaseConnection();

interface Leased {
	id: string;
	lease: string;
	endpoint_id: string;
}

interface Scene {
	resellerId: string;
	/** So many messages to a new endpoint, due now. */
	endpoint(messages: number): Promise<string>;
	take(batch?: number, perEndpoint?: number): Promise<Leased[]>;
	finish(one: Leased, attempt: object): Promise<boolean>;
	delivery(id: string): Promise<Record<string, unknown>>;
	/** As if that much time had passed for what waits. */
	wait(interval: string): Promise<void>;
	query(text: string, values?: unknown[]): Promise<Record<string, unknown>[]>;
}

async function inScene(play: (scene: Scene) => Promise<void>): Promise<void> {
	await db.query('begin');
	try {
		await holdOutbox(db);
		const query = async (text: string, values: unknown[] = []) =>
			(await db.query(text, values)).rows as Record<string, unknown>[];
		const [reseller] = await query(
			`insert into public.resellers (slug, name) values ($1, 'x') returning id`,
			[`schedule-${randomUUID().slice(0, 8)}`]
		);
		const resellerId = String(reseller!.id);
		// Nothing of others, who share the platform.
		await query(`update app.outbox set due_at = now() + interval '1 year' where kind = 'webhooks'`);
		await play({
			resellerId,
			query,
			async endpoint(messages) {
				const [{ id } = {}] = await query(
					`insert into public.webhook_endpoints (reseller_id, url, event_types)
					values ($1, 'https://hook.example/', '{client.created}') returning id`,
					[resellerId]
				);
				await query(`select app.keep_secret('webhook_secret:' || $1, 'whsec_eA==')`, [id]);
				for (let left = messages; left > 0; left--)
					await query(
						`with message as (
							insert into public.webhook_messages (reseller_id, type, key, data)
							values ($1, 'webhook.test', gen_random_uuid(), '{}') returning id
						), delivery as (
							insert into public.webhook_deliveries (reseller_id, endpoint_id, message_id)
							select $1, $2, id from message returning id
						)
						insert into app.outbox (id, reseller_id, kind, template, recipient, unique_key, due_at)
						select id, $1, 'webhooks', 'delivery', $2::text, id, now() - interval '1 second' from delivery`,
						[resellerId, id]
					);
				return String(id);
			},
			async take(batch = 100, perEndpoint = 100) {
				const [row] = await query('select public.take_webhook_deliveries($1, 60, $2) as taken', [
					batch,
					perEndpoint
				]);
				return row!.taken as Leased[];
			},
			async finish({ id, lease }, attempt) {
				const [row] = await query('select public.finish_webhook_delivery($1, $2, $3) as finished', [
					id,
					lease,
					attempt
				]);
				return row!.finished as boolean;
			},
			async delivery(id) {
				const [row] = await query(
					`select *, extract(epoch from next_attempt_at - now())::integer as in_seconds
					from public.webhook_deliveries where id = $1`,
					[id]
				);
				return row!;
			},
			wait: async (interval) =>
				void (await query(
					`update app.outbox set due_at = due_at - $1::interval where reseller_id = $2`,
					[interval, resellerId]
				))
		});
	} finally {
		await db.query('rollback');
	}
}

test('what fails comes back later and later, and is given up after ten attempts', () =>
	inScene(async ({ endpoint, take, finish, delivery, wait }) => {
		await endpoint(1);
		for (const seconds of [5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400]) {
			const [one] = await take();
			expect(await take()).toEqual([]);
			expect(await finish(one!, { status: 500 })).toBe(true);
			const { state, in_seconds, error } = await delivery(one!.id);
			expect({ state, error }).toEqual({ state: 'failed', error: 'http_status' });
			expect(in_seconds).toBeGreaterThanOrEqual(Math.floor(seconds * 0.9));
			expect(in_seconds).toBeLessThanOrEqual(Math.ceil(seconds * 1.1));
			expect(await take()).toEqual([]);
			await wait(`${Math.ceil(seconds * 1.1) + 1} seconds`);
		}
		const [last] = await take();
		await finish(last!, { error: 'timeout' });
		expect(await delivery(last!.id)).toMatchObject({
			...{ state: 'parked', parked_because: 'exhausted', attempts: 10, error: 'timeout' },
			next_attempt_at: null
		});
		await wait('1 year');
		expect(await take()).toEqual([]);
	}));

test.each([
	[3600, 3600, 3600],
	[1, 4, 6],
	[10_000_000, 86_400, 86_400]
])('Retry-After %d is waited for, within a day and the schedule', (asked, least, most) =>
	inScene(async ({ endpoint, take, finish, delivery }) => {
		await endpoint(1);
		const [one] = await take();
		await finish(one!, { status: 429, retry_after_seconds: asked });
		const { in_seconds } = await delivery(one!.id);
		expect(in_seconds).toBeGreaterThanOrEqual(least);
		expect(in_seconds).toBeLessThanOrEqual(most);
	})
);

test('a lease that ran out is given anew, and the late report counts for nothing', () =>
	inScene(async ({ endpoint, take, finish, delivery, wait }) => {
		await endpoint(1);
		const [lost] = await take();
		await wait('61 seconds');
		const [again] = await take();
		expect(again!.id).toBe(lost!.id);
		expect(await finish(lost!, { status: 200 })).toBe(false);
		expect(await finish(again!, { status: 204 })).toBe(true);
		expect(await finish(again!, { status: 204 })).toBe(false);
		expect(await delivery(again!.id)).toMatchObject({ state: 'succeeded', attempts: 1 });
	}));

test('what kills its worker each time is given up', () =>
	inScene(async ({ endpoint, take, delivery, wait }) => {
		await endpoint(1);
		let id = '';
		for (let attempt = 1; attempt <= 10; attempt++) {
			const [one] = await take();
			id = one!.id;
			await wait('61 seconds');
		}
		expect(await take()).toEqual([]);
		expect(await delivery(id)).toMatchObject({ state: 'parked', error: 'worker_lost' });
	}));

test('each endpoint has its turn, and no more at a time than its share', () =>
	inScene(async ({ endpoint, take, finish }) => {
		const [busy, calm, quiet] = [await endpoint(9), await endpoint(3), await endpoint(1)];
		const share = async () => {
			const taken = await take(5, 3);
			const of = (id: string) => taken.filter((one) => one.endpoint_id === id).length;
			return { taken, shares: [of(busy), of(calm), of(quiet)] };
		};
		const { taken, shares } = await share();
		expect(shares).toEqual([2, 2, 1]);
		expect((await share()).shares).toEqual([1, 1, 0]);
		expect((await share()).shares).toEqual([0, 0, 0]);
		for (const one of taken.filter(({ endpoint_id }) => endpoint_id === busy))
			await finish(one, { status: 200 });
		expect((await share()).shares).toEqual([2, 0, 0]);
		expect(await take(0, 3)).toEqual([]);
	}));

test('after five days on which nothing arrived the endpoint is stopped, and what waits is parked', () =>
	inScene(async ({ endpoint, take, finish, query, delivery }) => {
		const id = await endpoint(3);
		const [one, two, three] = await take();
		const since = async () =>
			(
				await query(
					'select failing_since, is_active, stopped_because from public.webhook_endpoints where id = $1',
					[id]
				)
			)[0]!;
		await finish(one!, { error: 'connection_refused' });
		await query(
			`update public.webhook_endpoints set failing_since = now() - interval '6 days' where id = $1`,
			[id]
		);
		await finish(two!, { status: 200 });
		expect(await since()).toMatchObject({ failing_since: null, is_active: true });
		await query(
			`update public.webhook_endpoints set failing_since = now() - interval '6 days' where id = $1`,
			[id]
		);
		await finish(three!, { status: 503 });
		expect(await since()).toMatchObject({ is_active: false, stopped_because: 'failing' });
		for (const { id } of [one!, three!])
			expect(await delivery(id)).toMatchObject({ state: 'parked', parked_because: 'stopped' });
		expect(await delivery(two!.id)).toMatchObject({ state: 'succeeded' });
		expect(await query('select from app.outbox where recipient = $1', [id])).toEqual([]);
	}));

test('those who may manage the API are mailed once each time one is stopped, and not when it is paused', async () => {
	const [owner, viewer] = await Promise.all(
		['keeper of hooks', 'viewer of hooks'].map((label) => makeMember(platform, label, '', null))
	);
	await inScene(async ({ resellerId, endpoint, query }) => {
		await query(
			`insert into public.memberships (reseller_id, person_id, role) values ($1, $2, 'owner'), ($1, $3, 'viewer')`,
			[resellerId, owner!.personId, viewer!.personId]
		);
		const id = await endpoint(3);
		await query(
			`update public.webhook_endpoints set url = 'https://user:secret@hook.example/?token=secret', description = 'ERP' where id = $1`,
			[id]
		);
		const stop = (reason: string) =>
			query('select app.stop_webhook_endpoint($1, $2)', [id, reason]);
		const start = () =>
			query(
				'update public.webhook_endpoints set is_active = true, stopped_because = null, stopped_at = null where id = $1',
				[id]
			);
		const mails = () =>
			query(
				`select recipient, state from app.outbox where template = 'webhook_stopped' and payload ->> 'endpoint_id' = $1`,
				[id]
			);
		const leaving = async () => {
			await query(
				`update app.outbox set due_at = now() + case when payload ->> 'endpoint_id' = $1 then interval '0' else interval '1 day' end
				where kind = 'email' and state <> 'sent'`,
				[id]
			);
			return query('select * from public.take_emails(10, 60)');
		};

		await stop('paused');
		expect(await mails()).toEqual([]);
		await start();
		await stop('failing');
		await stop('failing');
		const toOwner = { recipient: owner!.email, state: 'queued' };
		expect(await mails()).toEqual([toOwner]);
		const [mail, ...more] = await leaving();
		expect(more).toEqual([]);
		expect(mail).toMatchObject({
			...{ template: 'webhook_stopped', recipient: owner!.email },
			data: { host: 'hook.example', description: 'ERP', reason: 'failing', waiting: 3 }
		});
		expect(JSON.stringify(mail)).not.toContain('secret');

		await start();
		// As if it had not left yet: it is not true any more.
		await query(`update app.outbox set state = 'queued', lease = null where id = $1`, [mail!.id]);
		expect(await leaving()).toEqual([]);
		expect(await mails()).toEqual([{ ...toOwner, state: 'parked' }]);
	});
});

test('what is under way when somebody pauses ends as held back', () =>
	inScene(async ({ endpoint, take, finish, query, delivery }) => {
		const id = await endpoint(2);
		const [one, two] = await take();
		await query(`select app.stop_webhook_endpoint($1, 'paused')`, [id]);
		await finish(one!, { status: 200 });
		await finish(two!, { status: 500 });
		expect(await delivery(one!.id)).toMatchObject({ state: 'succeeded' });
		expect(await delivery(two!.id)).toMatchObject({ state: 'parked', parked_because: 'paused' });
	}));

test('of a client that is anonymised the log forgets who it was', () =>
	inScene(async ({ resellerId, query }) => {
		await query(
			`insert into public.webhook_endpoints (reseller_id, url, event_types)
			values ($1, 'https://hook.example/', '{client.created,client.updated}')`,
			[resellerId]
		);
		const [client] = await query(
			`insert into public.clients (reseller_id, number, name, email, created_at)
			values ($1, 1, 'Ana Lima', 'ana@client.example', now() - interval '1 day') returning id`,
			[resellerId]
		);
		await query(
			`insert into public.webhook_attempts (reseller_id, delivery_id, number, attempted_at, duration_ms, response_body)
			select reseller_id, id, 1, now(), 1, 'welcome, Ana Lima' from public.webhook_deliveries where reseller_id = $1`,
			[resellerId]
		);
		await query(
			`update public.clients set archived_at = now(), anonymised_at = now(), name = 'Anônimo', email = null where id = $1`,
			[client!.id]
		);
		const left = await query(
			`select m.type, m.data::text || coalesce(a.response_body, '') as text
			from public.webhook_messages m
			join public.webhook_deliveries d on d.message_id = m.id
			left join public.webhook_attempts a on a.delivery_id = d.id
			where m.reseller_id = $1`,
			[resellerId]
		);
		expect(left.map(({ type }) => type).sort()).toEqual(['client.created', 'client.updated']);
		for (const { text } of left) expect(text).not.toMatch(/Ana|ana@/);
	}));

test('after thirty days the log is gone, and what waited with it', () =>
	inScene(async ({ endpoint, query, resellerId }) => {
		const id = await endpoint(2);
		await query(
			`update public.webhook_messages set created_at = now() - interval '31 days'
			where id in (select message_id from public.webhook_deliveries where endpoint_id = $1 limit 1)`,
			[id]
		);
		await query('select app.purge_webhooks()');
		for (const table of ['public.webhook_messages', 'public.webhook_deliveries', 'app.outbox'])
			expect(
				await query(`select from ${table} where reseller_id = $1`, [resellerId]),
				table
			).toHaveLength(1);
	}));

test('nothing is written down where nobody asked', async () => {
	const house = await makeWebhookHouse(platform, 'unasked');
	try {
		const clientId = await house.addClient();
		const invoiceId = await house.issue(clientId);
		const { rows } = await db.query(
			`select m.key from public.webhook_messages m where m.reseller_id = $1
			union all select o.unique_key from app.outbox o where o.reseller_id = $1 and o.kind = 'webhooks'`,
			[house.resellerId]
		);
		expect(invoiceId).toBeTruthy();
		expect(rows).toEqual([]);
	} finally {
		await house.stop();
	}
});
