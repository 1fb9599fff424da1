import { randomUUID } from 'node:crypto';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { makeGatewayHouse } from './gateway-house.ts';
import { packHouse, type PackHouse } from './pack-house.ts';
import { databaseConnection, databaseConnections, platform } from './platform.ts';
import { event, expectSound, outcomes } from './session-house.ts';

// Packs of extra sessions: what is on sale, who buys, what it costs, and when the sessions come and go.

const db = databaseConnection();
const pool = databaseConnections();
let house: PackHouse;

beforeAll(async () => {
	house = await packHouse(db, 'packs');
});

beforeEach(async () => {
	// There is room for those of each test.
	await db.query('update public.session_packs set is_active = false where reseller_id = $1', [
		house.resellerId
	]);
});

afterEach(async () => {
	// Whatever was done: both ledgers say what stands beside them.
	await expectSound(house);
	const { rows } = await db.query('select * from app.check_ledger($1)', [house.resellerId]);
	expect(rows).toEqual([]);
});

const metered = async (quota = 10) => (await house.client({ quota })).clientId;
/** A client whose metered subscription does not run. */
async function inStatus(status: string): Promise<string> {
	const { clientId, subscriptionId } = await house.client({ quota: 5 }, { starts: 0, ends: 29 });
	await db.query(
		`update public.subscriptions set status = $2, paused_on = case when $2 = 'paused' then started_on end,
			ended_on = case when $2 = 'canceled' then started_on end where id = $1`,
		[subscriptionId, status]
	);
	return clientId;
}
const refusal = async (answer: PromiseLike<{ error: { message: string } | null }>) =>
	(await answer).error?.message;
const offers = async (clientId: string, by = house.owner) =>
	(await by.db.rpc('session_pack_offers', { client_id: clientId }).throwOnError()).data;
const ledger = async (clientId: string) =>
	(
		await db.query(
			`select concat_ws(' ', kind, extras, reason) as row from public.session_entries
			where client_id = $1 and kind in ('grant', 'correction') and extras <> 0 order by id`,
			[clientId]
		)
	).rows.map(({ row }) => row);
const voidInvoice = (invoiceId: string | null) =>
	house.owner.db.rpc('void_invoice', { invoice_id: invoiceId }).throwOnError();

describe('what is on sale', () => {
	const save = (fields: object, by = house.owner) =>
		by.db.rpc('save_session_pack', {
			...{ id: randomUUID(), name: randomUUID(), sessions: 1, price_cents: 1 },
			...fields
		});

	test.each([
		[{ name: ' ' }, 'session_pack_name_invalid'],
		[{ name: null }, 'session_pack_name_invalid'],
		[{ name: 'n'.repeat(81) }, 'session_pack_name_invalid'],
		[{ name: 'a\nb' }, 'session_pack_name_invalid'],
		[{ sessions: 0 }, 'session_pack_sessions_invalid'],
		[{ sessions: null }, 'session_pack_sessions_invalid'],
		[{ sessions: 1_000_001 }, 'session_pack_sessions_invalid'],
		[{ price_cents: -1 }, 'session_pack_price_invalid'],
		[{ price_cents: null }, 'session_pack_price_invalid'],
		[{ price_cents: 100_000_001 }, 'session_pack_price_invalid'],
		[{ price_cents: 0, in_portal: true }, 'session_pack_free_in_portal'],
		[{ id: null }, 'request_id_required']
	])('refuses %o', async (fields, code) => {
		expect(await refusal(save(fields))).toBe(code);
	});

	test('a name stands for one pack, and another reseller’s pack is nobody’s to change', async () => {
		await save({ name: 'Mil' }).throwOnError();
		expect(await refusal(save({ name: ' Mil ' }))).toBe('session_pack_name_taken');
		const other = await packHouse(db, 'packs-other');
		const { id } = await other.pack();
		expect(await refusal(save({ id }))).toBe('session_pack_not_found');
		await house.owner.db.rpc('delete_session_pack', { id }).throwOnError();
		await house.owner.db.rpc('order_session_packs', { ids: [id] }).throwOnError();
		expect((await db.query('select from public.session_packs where id = $1', [id])).rowCount).toBe(
			1
		);
	});

	test('the version counts what the price is for, not what it is called', async () => {
		const id = randomUUID();
		const versions = [];
		for (const fields of [{}, {}, { name: 'Outro' }, { sessions: 2 }, { price_cents: 2 }])
			versions.push((await save({ id, name: 'Um', ...fields }).throwOnError()).data.version);
		// The last one has one session again: a change of both.
		expect(versions).toEqual([1, 1, 1, 2, 3]);
	});

	test('in the order that is given, what is new at the end', async () => {
		const other = await packHouse(db, 'packs-order');
		const { clientId } = await other.client({ quota: 1 });
		const [a, b, c] = [await other.pack(), await other.pack(), await other.pack()];
		await other.owner.db
			.rpc('order_session_packs', { ids: [c.id, a.id, randomUUID(), null] })
			.throwOnError();
		const d = await other.pack();
		const { packs } = await offers(clientId, other.owner);
		expect(packs.map(({ id }: { id: string }) => id)).toEqual([c.id, a.id, b.id, d.id]);
	});

	test('at most fifty, also when many are added at once', async () => {
		const other = await packHouse(db, 'packs-many');
		const made = await Promise.all(
			Array.from({ length: 52 }, () =>
				other.owner.db.rpc('save_session_pack', {
					...{ id: randomUUID(), name: randomUUID(), sessions: 1, price_cents: 1 }
				})
			)
		);
		expect(made.filter(({ error }) => error).map(({ error }) => error!.message)).toEqual([
			...['session_packs_too_many', 'session_packs_too_many']
		]);
	});

	test('what was bought is taken out of sale instead of deleted', async () => {
		const clientId = await metered();
		const [sold, unsold] = [await house.pack(), await house.pack()];
		await house.buy(clientId, sold.id);
		const remove = (id: string) => house.owner.db.rpc('delete_session_pack', { id });
		expect(await refusal(remove(sold.id))).toBe('session_pack_in_use');
		await remove(unsold.id).throwOnError();
		await remove(unsold.id).throwOnError();
		await house.pack({ id: sold.id, is_active: false });
		expect(await house.refusedBuy(clientId, sold.id)).toBe('session_pack_not_found');
	});

	test('beside them the pack of the client’s own plan, under the terms it has', async () => {
		const { rows } = await db.query(
			`insert into public.plan_versions (
				reseller_id, plan_id, version, monthly_price_cents, session_quota, pack_sessions, pack_price_cents
			) select reseller_id, plan_id, 2, 10000, 10, 70, 1400 from public.plan_versions where id = $1 returning id`,
			[await house.plan({ quota: 10 })]
		);
		const [{ id }] = rows;
		const { clientId } = await house.client(id);
		const { packs } = await offers(clientId);
		expect(packs[0]).toMatchObject({ id, is_of_plan: true, sessions: 70, price_cents: 1400 });
		const bought = await house.buy(clientId, id, { packs: 2, granting: 'now' });
		expect(bought).toMatchObject({ sessions: 140, total_cents: 2800, state: 'granted' });
		expect(await house.extras(clientId)).toBe(140);
		// Of another client's plan it is none.
		expect(await house.refusedBuy(await metered(), id)).toBe('session_pack_not_found');
	});
});

describe('buying in the console', () => {
	test('an invoice of its own, due in three days, with the sessions once it is paid', async () => {
		const clientId = await metered();
		const pack = await house.pack({ name: 'Quinhentas', sessions: 500, price_cents: 9900 });
		const bought = await house.buy(clientId, pack.id, { packs: 3 });
		expect(bought).toMatchObject({ state: 'awaiting', sessions: 1500, total_cents: 29700 });
		const invoice = await house.invoice(bought.invoice_id);
		expect(invoice).toMatchObject({
			...{ kind: 'one_off', total: 29700, days_to_pay: 3, late_rate_id: null },
			lines: [
				{ kind: 'session_pack', description: 'Quinhentas', quantity: 3, unit_cents: 9900 } as object
			].map((line) => expect.objectContaining(line))
		});
		expect(await house.extras(clientId)).toBe(0);
		await house.pay(bought.invoice_id, { amount_cents: 10000 });
		expect(await house.extras(clientId)).toBe(0);
		await house.pay(bought.invoice_id);
		expect(await house.extras(clientId)).toBe(1500);
		expect(await house.purchase(bought.purchase_id)).toMatchObject({ state: 'granted' });
		expect(await ledger(clientId)).toEqual(['grant 1500 pack_bought']);
	});

	test('at once, where the staff say so, and paying grants nothing again', async () => {
		const clientId = await metered();
		const { id } = await house.pack();
		const bought = await house.buy(clientId, id, { granting: 'now', packs: 2 });
		expect(bought.state).toBe('granted');
		expect(await house.extras(clientId)).toBe(200);
		expect((await house.meter(clientId)).left).toBe(210);
		await house.pay(bought.invoice_id);
		expect(await ledger(clientId)).toEqual(['grant 200 pack_bought']);
	});

	test('a purchase that waits blocks nobody, one that was given on trust does', async () => {
		await db.query(
			`insert into public.billing_settings (reseller_id, one_off_blocks) values ($1, true)
			on conflict (reseller_id) do update set one_off_blocks = true`,
			[house.resellerId]
		);
		const { id } = await house.pack();
		const [waits, trusted] = [
			await house.buy(await metered(), id),
			await house.buy(await metered(), id, { granting: 'now' })
		];
		const { rows } = await db.query(
			'select invoice_id from app.blockable_subscriptions where invoice_id = any ($1)',
			[[waits.invoice_id, trusted.invoice_id]]
		);
		expect(rows).toEqual([{ invoice_id: trusted.invoice_id }]);
	});

	test('what is owed for sessions that were given costs for being late, like any invoice', async () => {
		const { rows } = await db.query('select app.current_late_rate($1) as id', [house.resellerId]);
		expect(rows[0].id).not.toBeNull();
		const clientId = await metered();
		const { id } = await house.pack();
		const trusted = await house.buy(clientId, id, { granting: 'now' });
		const waiting = await house.buy(clientId, id);
		expect(await house.invoice(trusted.invoice_id)).toMatchObject({ late_rate_id: rows[0].id });
		expect(await house.invoice(waiting.invoice_id)).toMatchObject({ late_rate_id: null });
	});

	test('on the day that the staff say', async () => {
		const clientId = await metered();
		const { id } = await house.pack();
		const today = await house.today();
		const day = (days: number) =>
			new Date(Date.parse(today) + days * 86_400_000).toISOString().slice(0, 10);
		const bought = await house.buy(clientId, id, { due_on: day(20) });
		expect(await house.invoice(bought.invoice_id)).toMatchObject({ days_to_pay: 20 });
		expect(await house.refusedBuy(clientId, id, { due_on: day(-1) })).toBe('invoice_due_in_past');
		expect(await house.refusedBuy(clientId, id, { due_on: day(366) })).toBe('invoice_due_too_far');
	});

	test('credit pays first: all of it grants at once, a part waits for the rest', async () => {
		const clientId = await metered();
		const { id } = await house.pack({ price_cents: 5000 });
		await house.owner.db
			.rpc('give_credit', {
				...{ request_id: randomUUID(), client_id: clientId, amount_cents: 7000 }
			})
			.throwOnError();
		expect(await offers(clientId)).toMatchObject({ credit_cents: 7000, refusal: null });
		expect(await house.buy(clientId, id)).toMatchObject({ state: 'granted' });
		const second = await house.buy(clientId, id);
		expect(second.state).toBe('awaiting');
		expect(await house.extras(clientId)).toBe(100);
		await house.pay(second.invoice_id);
		expect(await house.extras(clientId)).toBe(200);
	});

	test('what is free comes at once, without an invoice', async () => {
		const clientId = await metered();
		const { id } = await house.pack({ price_cents: 0, in_portal: false, sessions: 30 });
		const bought = await house.buy(clientId, id, { packs: 2 });
		expect(bought).toMatchObject({ state: 'granted', invoice_id: null, total_cents: 0 });
		expect(await house.extras(clientId)).toBe(60);
	});

	test('name, size and price are those of the moment it was bought', async () => {
		const clientId = await metered();
		const pack = await house.pack({ name: 'Antigo', sessions: 10, price_cents: 100 });
		const bought = await house.buy(clientId, pack.id);
		await house.pack({ id: pack.id, name: 'Novo', sessions: 99, price_cents: 999 });
		await house.pay(bought.invoice_id);
		expect(await house.extras(clientId)).toBe(10);
		const { data } = await house.owner.db
			.rpc('list_session_purchases', { client_id: clientId })
			.throwOnError();
		expect(data).toEqual([
			expect.objectContaining({
				...{ pack_name: 'Antigo', pack_price_cents: 100, sessions: 10, state: 'granted' },
				bought_by: expect.stringContaining('owner')
			})
		]);
		expect(await house.refusedBuy(clientId, pack.id, { seen_version: 1 })).toBe(
			'session_pack_changed'
		);
		expect(await house.buy(clientId, pack.id, { seen_version: 2 })).toMatchObject({
			total_cents: 999
		});
	});

	test.each([
		['no pack', { packs: 0 }, 'session_pack_count_invalid'],
		['too many packs', { packs: 101 }, 'session_pack_count_invalid'],
		['no count', { packs: null }, 'session_pack_count_invalid'],
		['another moment', { granting: 'later' }, 'session_granting_invalid'],
		['no moment', { granting: null }, 'session_granting_invalid'],
		['an unknown pack', { pack_id: randomUUID() }, 'session_pack_not_found'],
		['nothing to buy', { pack_id: null }, 'session_pack_not_found'],
		['an unknown client', { client_id: randomUUID() }, 'client_not_found'],
		['nobody', { client_id: null }, 'client_not_found'],
		['no name for the request', { request_id: null }, 'request_id_required']
	])('refuses %s', async (_, wrong, code) => {
		const { id } = await house.pack();
		expect(await house.refusedBuy(await metered(), id, wrong)).toBe(code);
	});

	test('only to whoever has a metered plan, also one that stands still or begins later', async () => {
		const { id } = await house.pack();
		for (const status of ['suspended', 'paused', 'pending', 'scheduled']) {
			const clientId = await inStatus(status);
			expect(await house.buy(clientId, id), status).toMatchObject({ state: 'awaiting' });
		}
		const free = await house.client({ quota: null });
		const none = await house.client(null);
		for (const clientId of [await inStatus('canceled'), free.clientId, none.clientId])
			expect(await house.refusedBuy(clientId, id)).toBe('session_packs_not_metered');
		const archived = await metered();
		await db.query('update public.clients set archived_at = now() where id = $1', [archived]);
		expect(await house.refusedBuy(archived, id)).toBe('client_archived');
		expect((await offers(archived)).refusal).toBe('client_archived');
	});

	test('not by whoever may not issue invoices', async () => {
		const { id } = await house.pack();
		expect(await house.refusedBuy(await metered(), id, {}, house.support)).toBe('not_permitted');
		expect(
			await refusal(
				house.support.db.rpc('save_session_pack', {
					...{ id: randomUUID(), name: 'x', sessions: 1, price_cents: 1 }
				})
			)
		).toBe('not_permitted');
	});

	test('not of another reseller’s packs, and not for its clients', async () => {
		const other = await packHouse(db, 'packs-border');
		const [mine, theirs] = [await house.pack(), await other.pack()];
		const { clientId } = await other.client({ quota: 5 });
		expect(await house.refusedBuy(await metered(), theirs.id)).toBe('session_pack_not_found');
		expect(await house.refusedBuy(clientId, mine.id)).toBe('client_not_found');
		for (const name of ['session_pack_offers', 'list_session_purchases'])
			expect(await refusal(house.owner.db.rpc(name, { client_id: clientId }))).toBe(
				'client_not_found'
			);
		const bought = await other.buy(clientId, theirs.id);
		expect(
			await refusal(
				house.owner.db.rpc('cancel_session_purchase', { purchase_id: bought.purchase_id })
			)
		).toBe('session_purchase_not_found');
		expect((await other.purchase(bought.purchase_id)).state).toBe('awaiting');
	});
});

describe('once', () => {
	test('the same request buys once, however often and in parallel', async () => {
		const clientId = await metered();
		const { id } = await house.pack();
		const request_id = randomUUID();
		const answers = await Promise.all(
			Array.from({ length: 6 }, () => house.buy(clientId, id, { request_id, granting: 'now' }))
		);
		expect(new Set(answers.map(({ purchase_id }) => purchase_id)).size).toBe(1);
		expect(await house.extras(clientId)).toBe(100);
		const { rowCount } = await db.query('select from public.invoices where client_id = $1', [
			clientId
		]);
		expect(rowCount).toBe(1);
	});

	test('the same request with anything else is another’s', async () => {
		const [clientId, neighbour] = [await metered(), await metered()];
		const [{ id }, another] = [await house.pack(), await house.pack()];
		const request_id = randomUUID();
		await house.buy(clientId, id, { request_id });
		for (const [who, what, more] of [
			[clientId, id, { packs: 2 }],
			[clientId, id, { granting: 'now' }],
			[clientId, another.id, {}],
			[neighbour, id, {}]
		] as const)
			expect(await house.refusedBuy(who, what, { request_id, ...more })).toBe('request_id_reused');
		const billed = randomUUID();
		await house.owner.db
			.rpc('issue_one_off_invoice', {
				...{ request_id: billed, client_id: clientId, due_on: await house.today() },
				lines: [{ description: 'Outra coisa', quantity: 1, unit_cents: 1 }]
			})
			.throwOnError();
		expect(await house.refusedBuy(clientId, id, { request_id: billed })).toBe('request_id_reused');
		expect(await house.extras(clientId)).toBe(0);
	});

	test('paid from several sides at the same moment the sessions come once', async () => {
		const clientId = await metered();
		const { id } = await house.pack();
		const bought = await house.buy(clientId, id);
		const paying = Array.from({ length: 6 }, () =>
			house.owner.db.rpc('record_payment', {
				...{ request_id: randomUUID(), invoice_id: bought.invoice_id, keeps_excess: true }
			})
		);
		const answers = await Promise.all(paying);
		expect(answers.filter(({ error }) => !error)).toHaveLength(1);
		expect(await house.extras(clientId)).toBe(100);
		expect(await ledger(clientId)).toEqual(['grant 100 pack_bought']);
	});

	test.each(['gateway', 'statement', 'agency'])(
		'a payment that a %s brings twice grants once',
		async (source) => {
			const clientId = await metered();
			const { id } = await house.pack();
			const bought = await house.buy(clientId, id);
			for (let time = 0; time < 2; time++)
				await db.query(`select app.apply_payment($1, $2, 5000, 'pix', app.today($1), $3, $4)`, [
					...[house.resellerId, bought.invoice_id, source, `of-${bought.purchase_id}`]
				]);
			expect(await ledger(clientId)).toEqual(['grant 100 pack_bought']);
		}
	);

	test('settling again and again changes nothing', async () => {
		const clientId = await metered();
		const { id } = await house.pack();
		const bought = await house.buy(clientId, id, { granting: 'now' });
		for (let time = 0; time < 3; time++)
			await db.query('select app.settle_session_purchase($1, $2)', [
				...[house.resellerId, bought.purchase_id]
			]);
		expect(await house.extras(clientId)).toBe(100);
	});
});

describe('taken back', () => {
	const reverse = (paymentId: string) =>
		house.owner.db.rpc('reverse_payment', { payment_id: paymentId }).throwOnError();

	test('what was paid for and is not any more, and given again once it is', async () => {
		const clientId = await metered(0);
		const { id } = await house.pack();
		const bought = await house.buy(clientId, id);
		const payment = await house.pay(bought.invoice_id);
		expect(outcomes(await house.use([event(clientId, 30)]))).toEqual(['accepted']);
		await reverse(payment);
		expect(await house.extras(clientId)).toBe(0);
		// Thirty were used: they stay used, and are named.
		expect(await house.purchase(bought.purchase_id)).toMatchObject({
			...{ state: 'taken_back', sessions: 100, taken_back: 70 }
		});
		await house.pay(bought.invoice_id);
		expect(await house.extras(clientId)).toBe(70);
		expect(await house.purchase(bought.purchase_id)).toMatchObject({
			...{ state: 'granted', taken_back: 0 }
		});
		expect(await ledger(clientId)).toEqual([
			...['grant 100 pack_bought', 'correction -70 pack_taken_back', 'grant 70 pack_given_again']
		]);
	});

	test('all of it used: nothing comes back, and nothing is given again', async () => {
		const clientId = await metered(0);
		const { id } = await house.pack({ sessions: 5 });
		const bought = await house.buy(clientId, id);
		const payment = await house.pay(bought.invoice_id);
		await house.use([event(clientId, 5)]);
		await reverse(payment);
		expect(await house.purchase(bought.purchase_id)).toMatchObject({
			...{ state: 'taken_back', taken_back: 0 }
		});
		await house.pay(bought.invoice_id);
		expect(await house.extras(clientId)).toBe(0);
	});

	test('never more than it gave, whatever else the client has', async () => {
		const clientId = await metered(0);
		const { id } = await house.pack();
		const [first, second] = [await house.buy(clientId, id), await house.buy(clientId, id)];
		await house.pay(first.invoice_id);
		const payment = await house.pay(second.invoice_id);
		await house.use([event(clientId, 50)]);
		await reverse(payment);
		// Of 200 fifty were used: the hundred that are paid for are used first.
		expect(await house.extras(clientId)).toBe(50);
	});

	test('what was given on trust stays while it is owed, and goes with its invoice', async () => {
		const clientId = await metered(0);
		const { id } = await house.pack();
		const bought = await house.buy(clientId, id, { granting: 'now' });
		await house.use([event(clientId, 10)]);
		const payment = await house.pay(bought.invoice_id);
		await reverse(payment);
		expect(await house.extras(clientId)).toBe(90);
		await voidInvoice(bought.invoice_id);
		expect(await house.extras(clientId)).toBe(0);
		expect(await house.purchase(bought.purchase_id)).toMatchObject({
			...{ state: 'taken_back', taken_back: 90 }
		});
	});

	test.each(['on_payment', 'now'])(
		'what was granted %s and refunded as a whole',
		async (granting) => {
			const clientId = await metered(0);
			const { id } = await house.pack();
			const bought = await house.buy(clientId, id, { granting });
			const payment = await house.pay(bought.invoice_id);
			const refund = (amount_cents: number) =>
				house.owner.db
					.rpc('refund_payment', { request_id: randomUUID(), payment_id: payment, amount_cents })
					.throwOnError();
			await refund(1000);
			expect(await house.extras(clientId)).toBe(100);
			await refund(4000);
			expect(await house.extras(clientId)).toBe(0);
			expect((await house.purchase(bought.purchase_id)).state).toBe('taken_back');
		}
	);

	test('what is contested is not paid for now; what was won is given again', async () => {
		const clientId = await metered(0);
		const { id } = await house.pack();
		const bought = await house.buy(clientId, id);
		await house.pay(bought.invoice_id);
		const contest = (status: string) =>
			db.query('update public.invoices set payment_status = $2 where id = $1', [
				...[bought.invoice_id, status]
			]);
		await contest('disputed');
		expect(await house.extras(clientId)).toBe(0);
		await contest('paid');
		expect(await house.extras(clientId)).toBe(100);
	});

	test('while it is being used: used and taken back are what was given', async () => {
		const clientId = await metered(0);
		const { id } = await house.pack({ sessions: 1000 });
		const bought = await house.buy(clientId, id);
		const payment = await house.pay(bought.invoice_id);
		const uses = Array.from({ length: 30 }, async () => {
			const { rows } = await pool.query('select public.record_usage($1) as answer', [
				JSON.stringify([{ key_hash: house.keyHash, events: [event(clientId, 7)] }])
			]);
			return rows[0].answer[0].results[0].outcome as string;
		});
		await reverse(payment);
		const accepted = (await Promise.all(uses)).filter((outcome) => outcome === 'accepted');
		const { taken_back } = await house.purchase(bought.purchase_id);
		expect(taken_back + accepted.length * 7).toBe(1000);
		expect(await house.extras(clientId)).toBe(0);
	});
});

test('what the gateway tells grants, takes back and cancels its own charge', async () => {
	const gate = await makeGatewayHouse(platform, 'packs-gate');
	const clientId = await gate.addClient();
	await db.query(
		`with plan as (
			insert into public.plans (reseller_id, name) values ($1, 'Medido') returning id
		), version as (
			insert into public.plan_versions (reseller_id, plan_id, monthly_price_cents, session_quota)
			select $1, id, 10000, 5 from plan returning id
		)
		insert into public.subscriptions (
			reseller_id, client_id, plan_version_id, status, activation, interval_months, due_day, started_on, next_period_on, period_day
		) select $1, $2, v.id, 'active', 'now', 1, 5, app.today($1), app.today($1) + 30, 5 from version v`,
		[gate.resellerId, clientId]
	);
	const ask = async (name: string, given: object) =>
		(await gate.owner.db.rpc(name, given).throwOnError()).data;
	const pack = await ask('save_session_pack', {
		...{ id: randomUUID(), name: 'Cem', sessions: 100, price_cents: 5000 }
	});
	const buy = () =>
		ask('buy_session_packs', {
			...{ request_id: randomUUID(), client_id: clientId, pack_id: pack.id, packs: 1 }
		});
	const extras = () => house.extras(clientId);

	const bought = await buy();
	await gate.quiet();
	const charge = await gate.chargeOf(bought.invoice_id);
	expect(await extras()).toBe(0);
	await gate.press('pay', charge.provider_charge_id);
	await gate.quiet();
	expect(await extras()).toBe(100);
	await gate.press('refund', charge.provider_charge_id);
	await gate.quiet();
	expect(await extras()).toBe(0);
	expect((await house.purchase(bought.purchase_id)).state).toBe('taken_back');

	const given_up = await buy();
	await gate.quiet();
	await ask('cancel_session_purchase', { purchase_id: given_up.purchase_id });
	await gate.quiet();
	expect(await gate.chargeOf(given_up.invoice_id)).toMatchObject({ is_deleted: true });
	const { rows } = await db.query(
		'select * from app.check_sessions($1) union all select null, client_id, what, null from app.check_ledger($1)',
		[gate.resellerId]
	);
	expect(rows).toEqual([]);
});

describe('canceled', () => {
	const cancel = (purchaseId: string, by = house.owner) =>
		by.db.rpc('cancel_session_purchase', { purchase_id: purchaseId });

	test('with its invoice, before it is paid; money that comes later is credit', async () => {
		const clientId = await metered();
		const { id } = await house.pack();
		const bought = await house.buy(clientId, id);
		await house.pay(bought.invoice_id, { amount_cents: 2000 });
		await voidInvoice(bought.invoice_id);
		expect((await house.purchase(bought.purchase_id)).state).toBe('canceled');
		await db.query(
			`select app.apply_payment($1, $2, 5000, 'pix', app.today($1), 'statement', $3)`,
			[...[house.resellerId, bought.invoice_id, randomUUID()]]
		);
		expect(await house.extras(clientId)).toBe(0);
		expect((await house.purchase(bought.purchase_id)).state).toBe('canceled');
		expect((await offers(clientId)).credit_cents).toBe(7000);
	});

	test('by itself, and its invoice with it, as long as nothing came', async () => {
		const clientId = await metered();
		const { id } = await house.pack();
		const bought = await house.buy(clientId, id);
		for (let time = 0; time < 2; time++)
			expect((await cancel(bought.purchase_id).throwOnError()).data.state).toBe('canceled');
		expect(await house.invoice(bought.invoice_id)).toMatchObject({ status: 'void' });
		const [paid, partly, given] = [
			...[await house.buy(clientId, id), await house.buy(clientId, id)],
			await house.buy(clientId, id, { granting: 'now' })
		] as const;
		await house.pay(paid.invoice_id);
		await house.pay(partly.invoice_id, { amount_cents: 100 });
		for (const { purchase_id } of [paid, partly, given])
			expect(await refusal(cancel(purchase_id))).toBe('session_purchase_not_cancelable');
		expect(await refusal(cancel(randomUUID()))).toBe('session_purchase_not_found');
		expect(await refusal(cancel(bought.purchase_id, house.support))).toBe('not_permitted');
	});

	test('canceled and paid at the same moment it is one of both', async () => {
		const clientId = await metered();
		const { id } = await house.pack();
		for (let time = 0; time < 5; time++) {
			const before = await house.extras(clientId);
			const bought = await house.buy(clientId, id);
			const [canceled, paid] = await Promise.all([
				cancel(bought.purchase_id),
				house.owner.db.rpc('record_payment', {
					...{ request_id: randomUUID(), invoice_id: bought.invoice_id }
				})
			]);
			expect([canceled.error, paid.error].filter(Boolean)).toHaveLength(1);
			expect(await house.extras(clientId)).toBe(before + (paid.error ? 0 : 100));
		}
	});
});

describe('in the portal', () => {
	const buyIn = async (level: number, more: object = {}) => {
		const clientId = await metered();
		const user = await house.user(clientId, level);
		const { id } = await house.pack();
		return house.refusedBuy(clientId, id, more, user);
	};

	test('from level 5 on, on payment', async () => {
		const clientId = await metered();
		const { id } = await house.pack();
		const user = await house.user(clientId, 5);
		const bought = await house.buy(clientId, id, { packs: 2 }, user);
		expect(bought).toMatchObject({ state: 'awaiting', sessions: 200 });
		expect(await house.extras(clientId)).toBe(0);
		await house.pay(bought.invoice_id);
		expect(await house.extras(clientId)).toBe(200);
		const { data } = await user.db
			.rpc('list_session_purchases', { client_id: clientId, purchase_id: bought.purchase_id })
			.throwOnError();
		// Who it was they know among themselves; names are for the staff.
		expect(data).toEqual([
			expect.objectContaining({ state: 'granted', by_client: true, bought_by: null })
		]);
		const { data: rows } = await user.db.from('session_purchases').select('id').throwOnError();
		expect(rows).toHaveLength(1);
		expect(await buyIn(4)).toBe('not_permitted');
		expect(await buyIn(6)).toContain('awaiting');
	});

	test('not at once, and on no day but the usual one', async () => {
		expect(await buyIn(6, { granting: 'now' })).toBe('session_granting_invalid');
		const clientId = await metered();
		const { id } = await house.pack();
		const user = await house.user(clientId);
		const bought = await house.buy(clientId, id, { due_on: '2099-01-01' }, user);
		expect(await house.invoice(bought.invoice_id)).toMatchObject({ days_to_pay: 3 });
	});

	test('only what is offered there', async () => {
		const clientId = await metered();
		const user = await house.user(clientId);
		const [shown, hidden] = [await house.pack(), await house.pack({ in_portal: false })];
		const ids = ((await offers(clientId, user)).packs as { id: string }[]).map(({ id }) => id);
		expect(ids).toContain(shown.id);
		expect(ids).not.toContain(hidden.id);
		expect(await house.refusedBuy(clientId, hidden.id, {}, user)).toBe('session_pack_not_found');
		// What else there is stays the reseller's.
		const { data } = await user.db.from('session_packs').select('id').throwOnError();
		expect(data).toEqual([]);
	});

	test('only for itself', async () => {
		const [clientId, neighbour] = [await metered(), await metered()];
		const user = await house.user(clientId, 6);
		const { id } = await house.pack();
		expect(await house.refusedBuy(neighbour, id, {}, user)).toBe('client_not_found');
		for (const name of ['session_pack_offers', 'list_session_purchases'])
			expect(await refusal(user.db.rpc(name, { client_id: neighbour }))).toBe('client_not_found');
		const bought = await house.buy(neighbour, id);
		expect(
			await refusal(user.db.rpc('cancel_session_purchase', { purchase_id: bought.purchase_id }))
		).toBe('session_purchase_not_found');
		const { data } = await user.db.from('session_purchases').select('id').throwOnError();
		expect(data).toEqual([]);
	});

	test('while the client can use them, and pays by itself', async () => {
		const { id } = await house.pack();
		for (const status of ['suspended', 'paused', 'pending']) {
			const clientId = await inStatus(status);
			const user = await house.user(clientId);
			expect(await house.refusedBuy(clientId, id, {}, user), status).toBe(
				'session_packs_not_running'
			);
		}
		const held = await metered();
		await db.query(
			`insert into public.suspensions (reseller_id, client_id, reason) values ($1, $2, 'manual')`,
			[house.resellerId, held]
		);
		const heldUser = await house.user(held);
		expect((await offers(held, heldUser)).refusal).toBe('session_packs_not_running');
		const ofAgency = await metered();
		await db.query(`update public.clients set payer = 'agency' where id = $1`, [ofAgency]);
		const agencyUser = await house.user(ofAgency);
		expect(await house.refusedBuy(ofAgency, id, {}, agencyUser)).toBe('session_packs_agency_pays');
		// The staff may: the agency's statement will ask for it.
		expect(await house.buy(ofAgency, id)).toMatchObject({ state: 'awaiting' });
	});

	test('at most three that wait, also when they are ordered at once; its own it may give up', async () => {
		const clientId = await metered();
		const user = await house.user(clientId);
		const { id } = await house.pack();
		const answers = await Promise.all(
			Array.from({ length: 5 }, () => house.refusedBuy(clientId, id, {}, user))
		);
		expect(answers.filter((answer) => answer === 'session_purchases_waiting')).toHaveLength(2);
		const { data } = await user.db
			.rpc('list_session_purchases', { client_id: clientId })
			.throwOnError();
		expect(data).toHaveLength(3);
		await user.db.rpc('cancel_session_purchase', { purchase_id: data[0].id }).throwOnError();
		expect(await house.buy(clientId, id, {}, user)).toMatchObject({ state: 'awaiting' });
	});

	test('what nobody pays is given up a week after its day, what the staff sold is not', async () => {
		const other = await packHouse(db, 'packs-late');
		const { clientId } = await other.client({ quota: 5 });
		const user = await other.user(clientId);
		const { id } = await other.pack();
		const [forgotten, begun] = [
			await other.buy(clientId, id, {}, user),
			await other.buy(clientId, id, {}, user)
		];
		const sold = await other.buy(clientId, id);
		await other.pay(begun.invoice_id, { amount_cents: 100 });
		const expire = async () => {
			await db.query('select app.expire_session_purchases()');
			const { rows } = await db.query(
				'select id, state from public.session_purchases where reseller_id = $1',
				[other.resellerId]
			);
			return [forgotten, begun, sold].map(
				({ purchase_id }) => rows.find((row) => row.id === purchase_id).state
			);
		};
		// Due in three days, or on the business day after them.
		await other.moveClock(10);
		expect(await expire()).toEqual(['awaiting', 'awaiting', 'awaiting']);
		await other.moveClock(5);
		expect(await expire()).toEqual(['canceled', 'awaiting', 'awaiting']);
		expect(await other.invoice(forgotten.invoice_id)).toMatchObject({ status: 'void' });
		expect((await db.query('select * from app.check_ledger($1)', [other.resellerId])).rows).toEqual(
			[]
		);
	});
});
