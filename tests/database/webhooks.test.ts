import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { isSignedWith } from '../../supabase/functions/_shared/testing/webhook-sink.ts';
import { openInbox } from '../../supabase/local/mail/inbox.ts';
import { databaseConnection, platform } from './platform.ts';
import { makeWebhookHouse, type WebhookHouse } from './webhook-house.ts';

// The whole way: a change, its trigger, the outbox, the function in Deno, a receiver on this machine.

const patient = { timeout: 40_000, interval: 50 };
const db = databaseConnection();
const clientEvents = ['client.created', 'client.updated', 'client.suspended', 'client.restored'];
const invoiceEvents = ['invoice.issued', 'invoice.paid'];
let house: WebhookHouse;

beforeAll(async () => {
	house = await makeWebhookHouse(platform, 'webhooks');
});
afterAll(() => house.stop());
beforeEach(() => {
	house.sink.answer = (_, response) => void response.writeHead(204).end();
});

const rpc = async (name: string, given: object) =>
	(await house.owner.db.rpc(name, given).throwOnError()).data;
const path = () => `/${randomUUID()}`;
const failing = () => {
	house.sink.answer = (_, response) => void response.writeHead(500).end('out of order');
};

describe('an endpoint', () => {
	test('has a secret of its own, made once however often it is asked for', async () => {
		const given = {
			...{ id: randomUUID(), url: `${house.sink.url}/once`, event_types: ['client.created'] },
			description: ' ERP '
		};
		const made = await rpc('create_webhook_endpoint', given);
		expect(made).toEqual({
			id: given.id,
			secret: expect.stringMatching(/^whsec_[A-Za-z0-9+/]{43}=$/)
		});
		expect(await rpc('create_webhook_endpoint', given)).toEqual(made);
		expect(await rpc('reveal_webhook_secret', { id: given.id })).toEqual({
			secret: made.secret,
			rotations: 0
		});
		const { rows } = await db.query(`select secret from vault.secrets where name = $1`, [
			`webhook_secret:${given.id}`
		]);
		expect(rows).toHaveLength(1);
		expect(rows[0].secret).not.toContain(made.secret);
		const { data } = await house.owner.db
			.from('webhook_endpoints')
			.select('*')
			.eq('id', given.id)
			.single()
			.throwOnError();
		expect(data).toMatchObject({ description: 'ERP', is_active: true });
		expect(JSON.stringify(data)).not.toContain('whsec_');

		await rpc('delete_webhook_endpoint', { id: given.id });
		const { rows: left } = await db.query(`select from vault.secrets where name like $1`, [
			`webhook_secret%${given.id}`
		]);
		expect(left).toHaveLength(0);
	});

	test.each([
		['webhook_url_invalid', ''],
		['webhook_url_invalid', 'hook.example/x'],
		['webhook_url_invalid', 'ftp://hook.example/'],
		['webhook_url_invalid', 'https://hook.example/a b'],
		['webhook_url_invalid', 'https://hook.example/#part'],
		['webhook_url_invalid', 'https://hook.example\\@other.example/'],
		['webhook_url_invalid', `https://hook.example/${'x'.repeat(500)}`],
		['webhook_url_not_https', 'http://hook.example/'],
		['webhook_url_not_https', 'http://127.0.0.2:3000/'],
		['webhook_url_not_https', 'http://127.0.0.1@hook.example/'],
		['webhook_url_has_password', 'https://user:password@hook.example/'],
		['webhook_url_has_password', 'https://hook.example@127.0.0.1/'],
		['webhook_url_port', 'https://hook.example:8443/'],
		['webhook_url_port', 'https://hook.example:80/'],
		['webhook_url_private', 'https://localhost/'],
		['webhook_url_private', 'https://127.0.0.1/'],
		['webhook_url_private', 'https://8.8.8.8/'],
		['webhook_url_private', 'https://127.1/'],
		['webhook_url_private', 'https://2130706433/'],
		['webhook_url_private', 'https://0x7f.0x1/'],
		['webhook_url_private', 'https://0x7f000001/'],
		['webhook_url_private', 'https://0177.0.0.01/'],
		['webhook_url_private', 'https://127.0.0.1./'],
		['webhook_url_private', 'https://[::1]/'],
		['webhook_url_private', 'https://[::ffff:127.0.0.1]:443/'],
		['webhook_url_private', 'https://printer.local/'],
		['webhook_url_private', 'https://metadata.google.internal/'],
		['webhook_url_private', 'https://intranet/'],
		['webhook_types_invalid', 'https://hook.example/', []],
		['webhook_types_invalid', 'https://hook.example/', ['client.eaten']],
		['webhook_types_invalid', 'https://hook.example/', ['webhook.test']],
		['webhook_types_invalid', 'https://hook.example/', [null]]
	])('is refused: %s %s', async (code, url, event_types: unknown[] = ['client.created']) => {
		const { error } = await house.owner.db.rpc('create_webhook_endpoint', {
			...{ id: randomUUID(), url, event_types }
		});
		expect(error?.message).toBe(code);
	});

	test.each(['https://hook.example', 'https://Hook.Example:443/a?b=c', 'https://a.b.co.uk./'])(
		'may be %s',
		async (url) => {
			const id = randomUUID();
			await rpc('create_webhook_endpoint', { id, url, event_types: ['sessions.out'] });
			await rpc('delete_webhook_endpoint', { id });
		}
	);

	test('may be this machine only where the installation says so', async () => {
		await db.query('begin');
		try {
			await db.query(`delete from app.settings where name = 'loopback_webhooks'`);
			await expect(
				db.query(`select app.check_webhook_url($1)`, [house.sink.url])
			).rejects.toMatchObject({ message: 'webhook_url_not_https' });
		} finally {
			await db.query('rollback');
		}
		await db.query(`select app.check_webhook_url($1)`, [house.sink.url]);
	});

	test('of another reseller is not there', async () => {
		const { id } = await house.addEndpoint(path(), ['sessions.out']);
		const other = await makeWebhookHouse(platform, 'others');
		try {
			expect((await other.owner.db.from('webhook_endpoints').select('id')).data).toEqual([]);
			const { error } = await other.owner.db.rpc('reveal_webhook_secret', { id });
			expect(error?.message).toBe('webhook_endpoint_not_found');
		} finally {
			await other.stop();
		}
	});
});

describe('what happens', () => {
	test('to a client is told in the words of the specification, with no more of it than name and e-mail', async () => {
		const to = path();
		const { secret } = await house.addEndpoint(to, clientEvents);
		const email = `${randomUUID()}@client.example`;
		const id = await house.addClient({ email, document: '52998224725', phone: '+5511987654321' });
		await expect.poll(() => house.told(to).length, patient).toBe(1);
		const [created] = house.told(to);
		expect(created).toEqual({
			type: 'client.created',
			timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
			data: {
				client: {
					...{ id, name: 'Ana Lima', email, person_type: 'individual' },
					number: expect.any(Number),
					created_at: expect.any(String)
				}
			}
		});
		const [received] = house.receivedAt(to);
		expect(isSignedWith(secret, received!)).toBe(true);
		expect(received!.headers).toMatchObject({
			'webhook-id': expect.stringMatching(/^msg_[0-9a-f]{32}$/),
			'webhook-timestamp': expect.stringMatching(/^\d{10}$/),
			'content-type': 'application/json'
		});

		await rpc('save_client', {
			id,
			fields: { city: 'Recife', sector: 'Padaria' },
			base: { city: null, sector: null }
		});
		await expect
			.poll(() => house.told(to).at(-1)?.data.changed, patient)
			.toEqual(['city', 'sector']);
		expect(received!.body).not.toMatch(/52998224725|987654321|Recife/);
	});

	test('when it is suspended and restored, once each', async () => {
		const to = path();
		const id = await house.addClient();
		await house.addEndpoint(to, ['client.suspended', 'client.restored']);
		for (const kind of ['suspend', 'resume'])
			await rpc('start_client_batch', { id: randomUUID(), kind, ids: [id], note: 'Pediu' });
		await expect.poll(() => house.told(to).length, patient).toBe(2);
		expect(house.told(to)).toMatchObject([
			{ type: 'client.restored', data: { client: { id }, reason: null } },
			{ type: 'client.suspended', data: { client: { id }, reason: 'manual' } }
		]);
	});

	test('to an invoice: issued once, paid each time that it becomes so', async () => {
		const to = path();
		const clientId = await house.addClient();
		await house.addEndpoint(to, invoiceEvents);
		const invoiceId = await house.issue(clientId, 5_000);
		const payment = { invoice_id: invoiceId, amount_cents: 2_000 };
		await rpc('record_payment', { request_id: randomUUID(), ...payment });
		await rpc('record_payment', { request_id: randomUUID(), ...payment, amount_cents: 3_000 });
		await expect.poll(() => house.told(to).length, patient).toBe(2);
		const invoice = { id: invoiceId, total_cents: 5_000, kind: 'one_off', status: 'open' };
		expect(house.told(to)).toMatchObject([
			{
				type: 'invoice.issued',
				data: {
					client: { id: clientId, name: 'Ana Lima' },
					invoice: { ...invoice, payment_status: 'unpaid', paid_cents: 0 }
				}
			},
			{
				type: 'invoice.paid',
				data: { invoice: { ...invoice, payment_status: 'paid', paid_cents: 5_000 } }
			}
		]);
	});

	test('is told to whoever asked for it, and written down for nobody else', async () => {
		const [first, second, third] = [path(), path(), path()];
		await house.addEndpoint(first, ['client.created', 'invoice.issued']);
		await house.addEndpoint(second, ['client.created']);
		const paused = await house.addEndpoint(third, ['client.created']);
		await rpc('set_webhook_endpoint_active', { id: paused.id, is_active: false });
		const other = await makeWebhookHouse(platform, 'silent');
		try {
			await other.issue(await other.addClient());
			const clientId = await house.addClient();
			await house.issue(clientId);
			await expect.poll(() => house.told(first).length, patient).toBe(2);
			await expect.poll(() => house.told(second).length, patient).toBe(1);
			expect(house.told(first).map(({ type }) => type)).toEqual([
				'client.created',
				'invoice.issued'
			]);
			expect(house.told(second)[0]).toMatchObject({ data: { client: { id: clientId } } });
			expect(house.receivedAt(third)).toEqual([]);
			const { rows } = await db.query(
				'select from public.webhook_messages where reseller_id = $1',
				[other.resellerId]
			);
			expect(rows).toHaveLength(0);
		} finally {
			await other.stop();
		}
	});

	test('is told once per key, and not at all when it did not happen after all', async () => {
		const to = path();
		const { id } = await house.addEndpoint(to, ['sessions.low', 'sessions.out']);
		const emit = (key: string, type = 'sessions.out') =>
			db.query(`select app.emit_webhook($1, $2, $3, $4)`, [
				...[house.resellerId, type, key, { client_id: randomUUID(), quota_left: 0 }]
			]);
		await db.query('begin');
		await emit('rolled back');
		await db.query('rollback');
		await emit('one');
		await emit('one');
		await emit('two', 'client.created');
		await emit('three', 'sessions.low');
		await expect.poll(() => house.told(to).length, patient).toBe(2);
		expect((await house.deliveries(id)).map((one) => one.webhook_messages.key).sort()).toEqual([
			'one',
			'three'
		]);
	});

	test('in one statement to many is told of each', async () => {
		const to = path();
		const { id } = await house.addEndpoint(to, ['client.created']);
		await db.query(
			`insert into public.clients (reseller_id, number, name)
			select $1, 90000 + n, 'Cliente ' || n from generate_series(1, 60) n`,
			[house.resellerId]
		);
		await expect
			.poll(() => new Set(house.receivedAt(to).map(({ body }) => body)).size, {
				timeout: 40_000
			})
			.toBe(60);
		await expect
			.poll(async () => (await house.deliveries(id)).map(({ state }) => state), patient)
			.toEqual(Array(60).fill('succeeded'));
	});
});

describe('a delivery', () => {
	test('that fails is tried again by itself, and shows what was sent and answered', async () => {
		const to = path();
		failing();
		const { id } = await house.addEndpoint(to, ['client.created']);
		await house.addClient();
		await expect
			.poll(async () => (await house.deliveries(id))[0], patient)
			.toMatchObject({ state: 'failed', status: 500, error: 'http_status' });
		const { data: endpoint } = await house.owner.db
			.from('webhook_endpoints')
			.select('failing_since')
			.eq('id', id)
			.single()
			.throwOnError();
		expect(endpoint.failing_since).not.toBeNull();

		house.sink.answer = (_, response) => void response.writeHead(200).end('thanks');
		await expect
			.poll(async () => (await house.deliveries(id))[0], { timeout: 40_000, interval: 200 })
			.toMatchObject({ state: 'succeeded', status: 200, error: null });
		const [delivery] = await house.deliveries(id);
		const [one, other] = house.receivedAt(to);
		expect(one!.headers['webhook-id']).toBe(other!.headers['webhook-id']);
		expect(one!.body).toBe(other!.body);
		const { data: attempts } = await house.owner.db
			.from('webhook_attempts')
			.select('*')
			.eq('delivery_id', delivery!.id)
			.order('number')
			.throwOnError();
		// On a slow machine it fails once more before the answer is another.
		expect([attempts[0], attempts.at(-1)]).toMatchObject([
			{ number: 1, status: 500, error: 'http_status', response_body: 'out of order' },
			{ number: delivery!.attempts, status: 200, error: null, response_body: 'thanks' }
		]);
		expect(attempts[0].request_headers['webhook-signature']).toBe(
			one!.headers['webhook-signature']
		);
	});

	test('is repeated by hand, one or all that failed, under the same id', async () => {
		const to = path();
		failing();
		const { id } = await house.addEndpoint(to, ['client.created']);
		for (let left = 3; left > 0; left--) await house.addClient();
		const states = async () => (await house.deliveries(id)).map(({ state }) => state);
		await expect.poll(states, patient).toEqual(['failed', 'failed', 'failed']);
		// So that none of them comes back by itself meanwhile, also if one is on its way again by now.
		await expect
			.poll(async () => {
				const { rowCount } = await db.query(
					`update app.outbox set due_at = now() + interval '1 day' where recipient = $1 and state = 'queued'`,
					[id]
				);
				return rowCount;
			}, patient)
			.toBe(3);
		house.sink.answer = (_, response) => void response.writeHead(200).end();
		const [first] = await house.deliveries(id);
		await rpc('replay_webhook_delivery', { id: first!.id });
		await expect.poll(states, patient).toEqual(['succeeded', 'failed', 'failed']);
		expect(
			await rpc('replay_webhook_deliveries', {
				endpoint_id: id,
				since: '2099-01-01T00:00:00Z'
			})
		).toBe(0);
		expect(await rpc('replay_webhook_deliveries', { endpoint_id: id })).toBe(2);
		await expect.poll(states, patient).toEqual(['succeeded', 'succeeded', 'succeeded']);
		// What has arrived may be sent again too: its receiver may have lost it.
		const arrived = () =>
			house.receivedAt(to).filter(({ body }) => body.includes(messageOf(first!))).length;
		const before = arrived();
		await rpc('replay_webhook_delivery', { id: first!.id });
		await expect.poll(arrived, patient).toBe(before + 1);
		const { error } = await house.owner.db.rpc('replay_webhook_delivery', { id: randomUUID() });
		expect(error?.message).toBe('webhook_delivery_not_found');
	});

	test('of a test goes out whatever the endpoint asked for, once per request', async () => {
		const to = path();
		const { id } = await house.addEndpoint(to, ['invoice.paid']);
		const request = { request_id: randomUUID(), endpoint_id: id };
		const { delivery_id } = await rpc('send_test_webhook', request);
		expect(await rpc('send_test_webhook', request)).toEqual({ delivery_id });
		await expect
			.poll(() => house.told(to), patient)
			.toMatchObject([{ type: 'webhook.test', data: { endpoint_id: id } }]);
		await rpc('set_webhook_endpoint_active', { id, is_active: false });
		const { error } = await house.owner.db.rpc('send_test_webhook', {
			...request,
			request_id: randomUUID()
		});
		expect(error?.message).toBe('webhook_endpoint_stopped');
	});

	test('is held back by a pause, and goes on after it', async () => {
		const to = path();
		failing();
		const { id } = await house.addEndpoint(to, ['client.created']);
		await house.addClient();
		const state = async () => (await house.deliveries(id))[0];
		await expect.poll(state, patient).toMatchObject({ state: 'failed' });
		await rpc('set_webhook_endpoint_active', { id, is_active: false });
		expect(await state()).toMatchObject({ state: 'parked', parked_because: 'paused' });
		const { error } = await house.owner.db.rpc('replay_webhook_deliveries', { endpoint_id: id });
		expect(error?.message).toBe('webhook_endpoint_stopped');
		house.sink.answer = (_, response) => void response.writeHead(200).end();
		await rpc('set_webhook_endpoint_active', { id, is_active: true });
		await expect.poll(state, patient).toMatchObject({ state: 'succeeded' });
	});

	test('answered with 410 is the last', async () => {
		house.sink.answer = (_, response) => void response.writeHead(410).end();
		const { id } = await house.addEndpoint(path(), ['client.created']);
		await house.addClient();
		await expect
			.poll(async () => (await house.deliveries(id))[0], patient)
			.toMatchObject({ state: 'parked', parked_because: 'stopped', status: 410 });
		const { data } = await house.owner.db
			.from('webhook_endpoints')
			.select('is_active, stopped_because')
			.eq('id', id)
			.single()
			.throwOnError();
		expect(data).toEqual({ is_active: false, stopped_because: 'gone' });
		const letter = await openInbox(platform.inboxUrl).waitFor(house.owner.email, ({ text }) =>
			text.includes(`/developers/webhooks/${id}`)
		);
		expect(letter.subject).toMatch(/: o webhook 127\.0\.0\.1:\d+ foi parado$/);
		expect(letter.text).toContain('não existe mais (410)');
	});

	function messageOf({ webhook_messages: { data } }: { webhook_messages: { data: object } }) {
		return (data as { client: { id: string } }).client.id;
	}
});

describe('a secret', () => {
	test('is replaced while both sign, and a second click replaces nothing', async () => {
		const to = path();
		const { id, secret: former } = await house.addEndpoint(to, ['client.created']);
		const rotated = await rpc('rotate_webhook_secret', { id, rotations: 0 });
		expect(rotated).toMatchObject({ secret: expect.stringMatching(/^whsec_/), rotations: 1 });
		expect(rotated.secret).not.toBe(former);
		const { error } = await house.owner.db.rpc('rotate_webhook_secret', { id, rotations: 0 });
		expect(error?.message).toBe('webhook_secret_rotated');
		const test = () => rpc('send_test_webhook', { request_id: randomUUID(), endpoint_id: id });
		await test();
		await expect.poll(() => house.receivedAt(to).length, patient).toBe(1);
		expect(isSignedWith(rotated.secret, house.receivedAt(to)[0]!)).toBe(true);
		expect(isSignedWith(former, house.receivedAt(to)[0]!)).toBe(true);

		await db.query(
			`update public.webhook_endpoints set rotation_ends_at = now() - interval '1 second' where id = $1`,
			[id]
		);
		await test();
		await expect.poll(() => house.receivedAt(to).length, patient).toBe(2);
		expect(isSignedWith(rotated.secret, house.receivedAt(to)[1]!)).toBe(true);
		expect(isSignedWith(former, house.receivedAt(to)[1]!)).toBe(false);
		await db.query('select app.purge_webhooks()');
		const { rows } = await db.query(`select from vault.secrets where name = $1`, [
			`webhook_secret_before:${id}`
		]);
		expect(rows).toHaveLength(0);
	});

	test('that leaked is cut off at once', async () => {
		const to = path();
		const { id, secret: leaked } = await house.addEndpoint(to, ['client.created']);
		const { secret } = await rpc('rotate_webhook_secret', { id, rotations: 0, grace_hours: 0 });
		await rpc('send_test_webhook', { request_id: randomUUID(), endpoint_id: id });
		await expect.poll(() => house.receivedAt(to).length, patient).toBe(1);
		expect(isSignedWith(secret, house.receivedAt(to)[0]!)).toBe(true);
		expect(isSignedWith(leaked, house.receivedAt(to)[0]!)).toBe(false);
		for (const grace_hours of [-1, 169]) {
			const given = { id, rotations: 1, grace_hours };
			const { error } = await house.owner.db.rpc('rotate_webhook_secret', given);
			expect(error?.message).toBe('webhook_grace_invalid');
		}
	});
});
