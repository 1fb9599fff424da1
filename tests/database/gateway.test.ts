import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { adminOf } from '../support/world.ts';
import { daysAfter, makeGatewayHouse, type GatewayHouse } from './gateway-house.ts';
import { databaseConnection, platform } from './platform.ts';

const patient = { timeout: 40_000, interval: 50 };
const db = databaseConnection();
let house: GatewayHouse;
let clientId: string;

beforeAll(async () => {
	house = await makeGatewayHouse(platform, 'gateway');
	clientId = await house.addClient({ email: 'ana@client.example' });
});

const rpc = async (name: string, given: object) =>
	(await house.owner.db.rpc(name, given).throwOnError()).data;
const theirs = (id: string) => house.ask('GET', `/v3/payments/${id}`);
const driftsOf = async (chargeId: string) => {
	const { data } = await house.owner.db
		.from('gateway_drifts')
		.select('id, kind, detail, resolution')
		.eq('charge_id', chargeId)
		.order('found_at')
		.throwOnError();
	return data;
};
const booksDiffer = async () =>
	(await db.query('select * from app.check_ledger($1)', [house.resellerId])).rows;

async function issued(cents = 12_990, dueIn = 10) {
	const invoiceId = await house.issue(clientId, cents, dueIn);
	await house.quiet();
	return { invoiceId, charge: await house.chargeOf(invoiceId) };
}

describe('the connection', () => {
	test('shows of the key the last four characters, and takes a new one without losing anything', async () => {
		const { invoiceId, charge } = await issued();
		const { data: before } = await house.owner.db
			.from('gateway_accounts')
			.select('id, provider, key_last_four, checked_at, check_error, webhook_registered_at')
			.single()
			.throwOnError();
		expect(before).toMatchObject({
			provider: 'simulator',
			key_last_four: house.apiKey.slice(-4),
			check_error: null
		});
		expect(before.checked_at).not.toBeNull();
		expect(before.webhook_registered_at).not.toBeNull();
		const whole = await house.owner.db.from('gateway_accounts').select('*');
		expect(whole.error?.code).toBe('42501');
		const { rows } = await db.query(
			`select secret, decrypted_secret from vault.decrypted_secrets where name = $1`,
			[`gateway_key:${before.id}`]
		);
		expect(rows[0].decrypted_secret).toBe(house.apiKey);
		expect(rows[0].secret).not.toContain(house.apiKey);

		// A key that the provider does not take is told, and nothing else changes.
		const wrong = {
			provider: 'simulator',
			environment: 'production',
			api_key: 'not a key at all'.replaceAll(' ', '_')
		};
		await rpc('connect_gateway', wrong);
		await expect.poll(checkError, patient).toContain('invalid_access_token');
		await rpc('connect_gateway', { ...wrong, api_key: house.apiKey });
		await expect.poll(checkError, patient).toBeNull();
		await house.quiet();
		await house.press('pay', charge.provider_charge_id);
		await expect
			.poll(async () => (await house.invoice(invoiceId)).payment_status, patient)
			.toBe('paid');
	});

	test.each([
		['gateway_key_invalid', { api_key: 'short' }],
		['gateway_key_invalid', { api_key: 'with a blank in it' }],
		['gateway_provider_invalid', { provider: 'piggy bank' }],
		['gateway_provider_invalid', { provider: null }],
		['gateway_environment_invalid', { environment: 'moon' }]
	])('is refused: %s', async (code, wrong) => {
		const { error } = await house.owner.db.rpc('connect_gateway', {
			provider: 'asaas',
			environment: 'sandbox',
			api_key: 'a_key_of_somebody',
			...wrong
		});
		expect(error?.message).toBe(code);
	});

	async function checkError() {
		const { data } = await house.owner.db
			.from('gateway_accounts')
			.select('check_error')
			.single()
			.throwOnError();
		return data.check_error;
	}
});

describe('an invoice of a client who pays at the gateway', () => {
	test('gets a charge with all that the payer needs; paid there, it is paid here, once', async () => {
		const { invoiceId, charge } = await issued();
		expect(charge).toMatchObject({
			is_wanted: true,
			state: 'open',
			amount_cents: 12_990,
			pix_code: expect.stringMatching(/^000201/),
			boleto_line: expect.stringMatching(/^\d{47}$/),
			url: expect.stringContaining(charge.provider_charge_id)
		});
		expect(await theirs(charge.provider_charge_id)).toMatchObject({
			value: 129.9,
			billingType: 'UNDEFINED',
			externalReference: charge.id,
			dueDate: charge.due_on,
			fine: { value: 2 },
			interest: { value: 1 }
		});
		await house.press('pay', charge.provider_charge_id, { method: 'BOLETO' });
		await house.quiet();
		// Access is given when it is confirmed; the money is there when it is received.
		expect(await house.invoice(invoiceId)).toMatchObject({
			payment_status: 'paid',
			paid_cents: 12_990
		});
		expect(await paymentsOf(invoiceId)).toMatchObject([{ method: 'boleto', received_on: null }]);
		await house.press('settle', charge.provider_charge_id);
		await house.quiet();
		const payments = await paymentsOf(invoiceId);
		expect(payments).toMatchObject([
			{ source: 'gateway', external_id: charge.provider_charge_id, amount_cents: 12_990 }
		]);
		expect(payments[0]!.received_on).not.toBeNull();
		expect(await booksDiffer()).toEqual([]);
	});

	test('of another date, amount or method: the charge follows', async () => {
		const { invoiceId, charge } = await issued();
		const due_on = daysAfter(charge.due_on, 5);
		await rpc('change_invoice', { invoice_id: invoiceId, due_on, method: 'boleto' });
		await house.quiet();
		const { data: row } = await adminOf(platform)
			.from('invoices')
			.select('effective_due_on')
			.eq('id', invoiceId)
			.single()
			.throwOnError();
		expect(await theirs(charge.provider_charge_id)).toMatchObject({
			dueDate: row.effective_due_on,
			billingType: 'BOLETO'
		});
		await rpc('record_payment', {
			request_id: randomUUID(),
			invoice_id: invoiceId,
			amount_cents: 2990
		});
		await house.quiet();
		expect(await theirs(charge.provider_charge_id)).toMatchObject({ value: 100 });
		expect(await driftsOf(charge.id)).toEqual([]);
	});

	test.each(['void_invoice', 'record_payment'])(
		'after %s nobody can pay it there',
		async (command) => {
			const { invoiceId, charge } = await issued();
			await rpc(command, {
				invoice_id: invoiceId,
				...(command === 'record_payment' ? { request_id: randomUUID() } : {})
			});
			await house.quiet();
			expect(await theirs(charge.provider_charge_id)).toMatchObject({ deleted: true });
			expect(await house.chargeOf(invoiceId)).toMatchObject({ is_wanted: false, is_deleted: true });
			expect(await driftsOf(charge.id)).toEqual([]);
		}
	);

	test('paid by hand by mistake: reversed, it gets a charge again', async () => {
		const { invoiceId, charge } = await issued();
		const { payment_id } = await rpc('record_payment', {
			request_id: randomUUID(),
			invoice_id: invoiceId
		});
		await house.quiet();
		await rpc('reverse_payment', { payment_id });
		await house.quiet();
		const again = await house.chargeOf(invoiceId);
		expect(again.id).not.toBe(charge.id);
		expect(await theirs(again.provider_charge_id)).toMatchObject({ deleted: false, value: 129.9 });
	});

	test('refunded here, it is refunded there; refunded there, it is refunded here', async () => {
		const here = await issued();
		await house.press('pay', here.charge.provider_charge_id);
		await house.quiet();
		const [payment] = await paymentsOf(here.invoiceId);
		await rpc('refund_payment', {
			request_id: randomUUID(),
			payment_id: payment!.id,
			amount_cents: 2990
		});
		await house.quiet();
		expect(await theirs(here.charge.provider_charge_id)).toMatchObject({
			status: 'RECEIVED',
			refunds: [{ value: 29.9 }]
		});
		expect(await house.invoice(here.invoiceId)).toMatchObject({
			refunded_cents: 2990,
			payment_status: 'paid'
		});
		await house.press('refund', here.charge.provider_charge_id);
		await house.quiet();
		expect(await house.invoice(here.invoiceId)).toMatchObject({
			refunded_cents: 12_990,
			payment_status: 'refunded'
		});
		expect(await theirs(here.charge.provider_charge_id)).toMatchObject({
			refunds: [{ value: 29.9 }, { value: 100 }]
		});
		expect(await booksDiffer()).toEqual([]);
	});

	test('a boleto is not given back there: transferred by hand, it is recorded, and nothing is asked', async () => {
		const { invoiceId, charge } = await issued();
		await house.press('pay', charge.provider_charge_id, { method: 'BOLETO' });
		await house.press('settle', charge.provider_charge_id);
		await house.quiet();
		const [payment] = await paymentsOf(invoiceId);
		const refund = (payment_id: string, by_transfer: boolean) =>
			house.owner.db.rpc('refund_payment', { request_id: randomUUID(), payment_id, by_transfer });
		expect((await refund(payment!.id, false)).error?.message).toBe('refund_of_boleto');
		expect(await house.invoice(invoiceId)).toMatchObject({ refunded_cents: 0 });
		await refund(payment!.id, true).throwOnError();
		await house.quiet();
		expect(await house.invoice(invoiceId)).toMatchObject({ payment_status: 'refunded' });
		expect((await rpc('list_gateway_commands', {})).parked).toBe(0);
		expect(await driftsOf(charge.id)).toEqual([]);
		expect(await booksDiffer()).toEqual([]);

		const byPix = await issued();
		await house.press('pay', byPix.charge.provider_charge_id);
		await house.quiet();
		const [other] = await paymentsOf(byPix.invoiceId);
		expect((await refund(other!.id, true)).error?.message).toBe('refund_by_gateway');
	});

	test('contested: nobody counts on the money until it is won', async () => {
		const { invoiceId, charge } = await issued();
		await house.press('pay', charge.provider_charge_id);
		for (const status of ['disputed', 'disputed', 'paid']) {
			await house.press('chargeback', charge.provider_charge_id);
			await house.quiet();
			expect((await house.invoice(invoiceId)).payment_status).toBe(status);
		}
		expect(await booksDiffer()).toEqual([]);
	});

	test('paid late brings fine and interest', async () => {
		const { invoiceId, charge } = await issued(10_000, 0);
		await house.press('pay', charge.provider_charge_id, { paidOn: daysAfter(charge.due_on, 15) });
		await house.quiet();
		// 100,00 + 2 % + 1 % ÷ 30 × 15 days = 102,50
		expect(await house.invoice(invoiceId)).toMatchObject({
			payment_status: 'paid',
			paid_cents: 10_250
		});
		expect(await booksDiffer()).toEqual([]);
	});

	test('cash received there and undone: it is open again, and can be paid', async () => {
		const { invoiceId, charge } = await issued();
		await house.ask('POST', `/v3/payments/${charge.provider_charge_id}/receiveInCash`, {});
		await house.quiet();
		expect(await house.invoice(invoiceId)).toMatchObject({ payment_status: 'paid' });
		await house.ask('POST', `/v3/payments/${charge.provider_charge_id}/undoReceivedInCash`, {});
		await house.quiet();
		expect(await house.invoice(invoiceId)).toMatchObject({
			payment_status: 'unpaid',
			paid_cents: 0
		});
		await house.press('pay', charge.provider_charge_id);
		await house.quiet();
		expect(await house.invoice(invoiceId)).toMatchObject({
			payment_status: 'paid',
			paid_cents: 12_990
		});
		expect((await paymentsOf(invoiceId)).map(({ status, method }) => [status, method])).toEqual([
			['reversed', 'cash'],
			['succeeded', 'pix']
		]);
		expect(await booksDiffer()).toEqual([]);
	});
});

describe('what the gateway does not take', () => {
	test('is parked with the reason, and tried again when told so', async () => {
		const nameless = await house.addClient({ document: null });
		const invoiceId = await house.issue(nameless, 5000);
		await house.quiet();
		const { parked, commands } = await rpc('list_gateway_commands', {});
		expect(parked).toBe(1);
		expect(commands).toMatchObject([
			{
				name: 'create_charge',
				state: 'parked',
				error: expect.stringContaining('invalid_cpfCnpj'),
				invoice_id: invoiceId
			}
		]);
		await rpc('save_client', {
			id: nameless,
			fields: { document: '11144477735' },
			base: { document: null }
		});
		expect(await rpc('retry_gateway_command', { id: commands[0].id })).toBe(1);
		await house.quiet();
		expect(await house.chargeOf(invoiceId)).toMatchObject({ amount_cents: 5000 });
		expect((await rpc('list_gateway_commands', {})).commands).toEqual([]);
	});

	test('in an outage waits, and is done once it is over', async () => {
		await house.faults({ outage: 'errors' });
		const invoiceId = await house.issue(clientId, 5000);
		await expect
			.poll(async () => (await rpc('list_gateway_commands', {})).commands, patient)
			.toMatchObject([{ state: 'queued', error: expect.stringContaining('unavailable') }]);
		await house.faults({ outage: 'none' });
		await rpc('retry_gateway_command', {});
		await house.quiet();
		expect(await house.chargeOf(invoiceId)).toMatchObject({ amount_cents: 5000 });
	});

	test('but made, with the answer lost: found again, not made twice', async () => {
		await house.faults({ loseAnswersEvery: 1 });
		const invoiceId = await house.issue(clientId, 5000);
		await expect
			.poll(async () => (await rpc('list_gateway_commands', {})).commands, patient)
			.toMatchObject([{ error: expect.any(String) }]);
		await house.faults({ loseAnswersEvery: 0 });
		await rpc('retry_gateway_command', {});
		await house.quiet();
		const charge = await house.chargeOf(invoiceId);
		const { totalCount } = await house.ask('GET', `/v3/payments?externalReference=${charge.id}`);
		expect(totalCount).toBe(1);
	});
});

describe('leaving the gateway', () => {
	test('asks nothing of it any more, takes what is paid there, and catches up on coming back', async () => {
		const [first, second] = [await issued(), await issued()];
		await rpc('disconnect_gateway', {});
		const other = await house.issue(clientId, 7777);
		await rpc('void_invoice', { invoice_id: second.invoiceId });
		await house.press('pay', first.charge.provider_charge_id);
		await house.quiet();
		expect(await house.invoice(first.invoiceId)).toMatchObject({ payment_status: 'paid' });
		expect(await theirs(second.charge.provider_charge_id)).toMatchObject({ deleted: false });
		expect(await house.ask('GET', '/v3/payments?status=PENDING&limit=100')).toMatchObject({
			data: expect.not.arrayContaining([expect.objectContaining({ value: 77.77 })])
		});
		await rpc('connect_gateway', {
			provider: 'simulator',
			environment: 'production',
			api_key: house.apiKey
		});
		await house.quiet();
		expect(await theirs(second.charge.provider_charge_id)).toMatchObject({ deleted: true });
		expect(await house.chargeOf(other)).toMatchObject({ state: 'open', amount_cents: 7777 });
		const { error } = await house.owner.db.rpc('disconnect_gateway');
		expect(error).toBeNull();
		expect((await house.owner.db.rpc('test_gateway')).error?.message).toBe('gateway_not_connected');
		await rpc('connect_gateway', {
			provider: 'simulator',
			environment: 'production',
			api_key: house.apiKey
		});
		await house.quiet();
	});
});

describe('reconciling', () => {
	test('learns what no webhook told', async () => {
		const paid = await issued();
		const refunded = await issued();
		await house.press('pay', refunded.charge.provider_charge_id);
		await house.quiet();
		await house.faults({ loseEvery: 1 });
		await house.press('pay', paid.charge.provider_charge_id);
		await house.press('refund', refunded.charge.provider_charge_id);
		await house.quiet();
		expect(await house.invoice(paid.invoiceId)).toMatchObject({ payment_status: 'unpaid' });
		await house.faults({ loseEvery: 0 });
		await rpc('reconcile_gateway', {});
		await house.quiet();
		expect(await house.invoice(paid.invoiceId)).toMatchObject({ payment_status: 'paid' });
		expect(await house.invoice(refunded.invoiceId)).toMatchObject({ payment_status: 'refunded' });
		expect(await booksDiffer()).toEqual([]);
	});

	test('learns of a refund that was lost weeks ago', async () => {
		const { invoiceId, charge } = await issued();
		await house.press('pay', charge.provider_charge_id);
		await house.quiet();
		await house.faults({ loseEvery: 1 });
		await house.press('refund', charge.provider_charge_id);
		await house.quiet();
		await house.faults({ loseEvery: 0 });
		// As it is twenty days later: no list has it any more, for those go back to a few days before the last asking.
		const accountId = house.connection.account_id;
		await db.query(
			`update public.gateway_accounts set reconciled_at = now() + interval '20 days' where id = $1`,
			[accountId]
		);
		await db.query(
			`update public.gateway_charges set checked_at = now() - interval '25 hours' where id = $1`,
			[charge.id]
		);
		expect(await askedAbout()).toContain(charge.provider_charge_id);
		await rpc('reconcile_gateway', {});
		await house.quiet();
		expect(await house.invoice(invoiceId)).toMatchObject({ payment_status: 'refunded' });
		expect(await booksDiffer()).toEqual([]);
	});

	test('asks about money received at most once a day, half a year long, and about few at once', async () => {
		const { charge } = await issued();
		await house.press('pay', charge.provider_charge_id);
		await house.quiet();
		const stand = (checked: string, paid: string) =>
			db.query(
				`update public.gateway_charges
				set checked_at = now() - $2::interval, paid_on = (now() - $3::interval)::date where id = $1`,
				[charge.id, checked, paid]
			);
		await stand('25 hours', '179 days');
		expect(await askedAbout()).toContain(charge.provider_charge_id);
		await stand('23 hours', '20 days');
		expect(await askedAbout()).not.toContain(charge.provider_charge_id);
		await stand('25 hours', '182 days');
		expect(await askedAbout()).not.toContain(charge.provider_charge_id);

		await db.query('begin');
		await db.query(
			`insert into public.gateway_charges (reseller_id, account_id, client_id, invoice_id, provider_charge_id,
				wanted_amount_cents, wanted_due_on, replaced_at, state, paid_on)
			select c.reseller_id, c.account_id, c.client_id, c.invoice_id, 'pay_of_old_' || n, 1, current_date, now(), 'received', current_date
			from public.gateway_charges c, generate_series(1, 150) n where c.id = $1`,
			[charge.id]
		);
		expect((await askedAbout()).filter((id) => id.startsWith('pay_of_old_'))).toHaveLength(100);
		await db.query('rollback');
	});

	async function askedAbout(): Promise<string[]> {
		const { rows } = await db.query(
			`select app.gateway_reconcile_data(a) -> 'charges' as charges from public.gateway_accounts a where a.id = $1`,
			[house.connection.account_id]
		);
		return rows[0].charges;
	}

	test('a charge deleted there is listed, and made again by one click', async () => {
		const { invoiceId, charge } = await issued();
		await house.faults({ loseEvery: 1 });
		await house.press('delete', charge.provider_charge_id);
		await house.faults({ loseEvery: 0 });
		await rpc('reconcile_gateway', {});
		await house.quiet();
		const [drift] = await driftsOf(charge.id);
		expect(drift).toMatchObject({ kind: 'deleted', resolution: null });
		expect(await rpc('repair_gateway_drift', { id: drift!.id, action: 'recreate' })).toEqual({
			resolution: 'recreated'
		});
		await house.quiet();
		const again = await house.chargeOf(invoiceId);
		expect(await theirs(again.provider_charge_id)).toMatchObject({ deleted: false, value: 129.9 });
		// Pressed twice, or by two people: it is done once.
		await rpc('repair_gateway_drift', { id: drift!.id, action: 'recreate' });
		expect((await house.chargeOf(invoiceId)).id).toBe(again.id);
	});

	test('another amount there is listed, and ours is put back by one click', async () => {
		const { charge } = await issued();
		await house.ask('PUT', `/v3/payments/${charge.provider_charge_id}`, { value: 1 });
		await rpc('reconcile_gateway', {});
		await house.quiet();
		const [drift] = await driftsOf(charge.id);
		expect(drift).toMatchObject({
			kind: 'differs',
			detail: { amount_cents: 12_990, their_amount_cents: 100 }
		});
		await rpc('repair_gateway_drift', { id: drift!.id, action: 'push' });
		await house.quiet();
		expect(await theirs(charge.provider_charge_id)).toMatchObject({ value: 129.9 });
		expect(await driftsOf(charge.id)).toMatchObject([{ resolution: 'pushed' }]);
	});

	test('paid there and here at once: the second becomes credit, and goes back by one click', async () => {
		const { invoiceId, charge } = await issued();
		await house.faults({ outage: 'errors' });
		await rpc('record_payment', { request_id: randomUUID(), invoice_id: invoiceId });
		await house.press('pay', charge.provider_charge_id);
		await house.faults({ outage: 'none' });
		await rpc('retry_gateway_command', {});
		await house.quiet();
		const [drift] = await driftsOf(charge.id);
		expect(drift).toMatchObject({ kind: 'paid_twice', detail: { amount_cents: 12_990 } });
		expect(await booksDiffer()).toEqual([]);
		await rpc('repair_gateway_drift', { id: drift!.id, action: 'refund' });
		await house.quiet();
		expect(await theirs(charge.provider_charge_id)).toMatchObject({ status: 'REFUNDED' });
		expect(await booksDiffer()).toEqual([]);
		expect((await house.invoice(invoiceId)).payment_status).toBe('paid');
	});

	test('a refund that is refused there is listed, and asked for again by one click', async () => {
		const { invoiceId, charge } = await issued();
		await house.press('pay', charge.provider_charge_id);
		await house.quiet();
		// What is contested is not given back, and nobody told that it is.
		await house.faults({ loseEvery: 1 });
		await house.press('chargeback', charge.provider_charge_id);
		await house.faults({ loseEvery: 0 });
		const [payment] = await paymentsOf(invoiceId);
		await rpc('refund_payment', { request_id: randomUUID(), payment_id: payment!.id });
		await house.quiet();
		const [drift] = await driftsOf(charge.id);
		expect(drift).toMatchObject({ kind: 'refund_missing', detail: { amount_cents: 12_990 } });
		expect(await rpc('repair_gateway_drift', { id: drift!.id, action: 'push' })).toEqual({
			resolution: 'pushed'
		});
		await house.quiet();
		// Refused again; at last it is given back in the provider's own panel.
		expect(await driftsOf(charge.id)).toMatchObject([
			{ resolution: 'pushed' },
			{ resolution: null }
		]);
		await db.query(
			`select public.store_gateway_event($1, 'evt_panel', 'PAYMENT_REFUNDED', 'refunded', now(), $2)`,
			[
				house.connection.account_id,
				{
					...{ charge: charge.provider_charge_id, state: 'refunded', deleted: false },
					...{ amount_cents: 12_990, refunded_cents: 12_990, due_on: charge.due_on }
				}
			]
		);
		await house.quiet();
		expect((await driftsOf(charge.id)).map(({ resolution }) => resolution)).toEqual([
			'pushed',
			'healed'
		]);
		expect(await booksDiffer()).toEqual([]);
	});

	test('a boleto paid twice is given back by hand', async () => {
		const other = await house.addClient();
		const invoiceId = await house.issue(other, 12_990);
		await house.quiet();
		const charge = await house.chargeOf(invoiceId);
		await house.faults({ outage: 'errors' });
		await rpc('record_payment', { request_id: randomUUID(), invoice_id: invoiceId });
		await house.press('pay', charge.provider_charge_id, { method: 'BOLETO' });
		await house.faults({ outage: 'none' });
		await rpc('retry_gateway_command', {});
		await house.quiet();
		const [drift] = await driftsOf(charge.id);
		expect(drift).toMatchObject({ kind: 'paid_twice' });
		const { error } = await house.owner.db.rpc('repair_gateway_drift', {
			...{ id: drift!.id, action: 'refund' }
		});
		expect(error?.message).toBe('refund_of_boleto');
		// It stays the client's, until it is paid out.
		expect((await rpc('show_credit', { client_id: other })).credit_cents).toBe(12_990);
	});

	test('money for a charge that is none of ours is listed, and put to an invoice by one click', async () => {
		const { invoiceId } = await issued(5000);
		const customer = await house.ask('POST', '/v3/customers', {
			name: 'X',
			cpfCnpj: '52998224725'
		});
		const stranger = await house.ask('POST', '/v3/payments', {
			customer: customer.id,
			billingType: 'PIX',
			value: 50,
			dueDate: '2099-12-01'
		});
		await house.press('pay', String(stranger.id));
		await house.quiet();
		const { data: drift } = await house.owner.db
			.from('gateway_drifts')
			.select('id, kind')
			.eq('provider_charge_id', String(stranger.id))
			.single()
			.throwOnError();
		expect(drift.kind).toBe('unknown_paid');
		await rpc('repair_gateway_drift', { id: drift.id, action: 'link', invoice_id: invoiceId });
		await house.quiet();
		expect(await house.invoice(invoiceId)).toMatchObject({ payment_status: 'paid' });
		expect(await booksDiffer()).toEqual([]);
	});

	test('of what cannot be mended that way, the repair is refused by name', async () => {
		const { charge } = await issued();
		await house.ask('PUT', `/v3/payments/${charge.provider_charge_id}`, { value: 2 });
		await rpc('reconcile_gateway', {});
		await house.quiet();
		const [drift] = await driftsOf(charge.id);
		const repair = (id: string, action: string) =>
			house.owner.db.rpc('repair_gateway_drift', { id, action });
		expect((await repair(drift!.id, 'link')).error?.message).toBe('gateway_repair_invalid');
		expect((await repair(randomUUID(), 'dismiss')).error?.message).toBe('gateway_drift_not_found');
		expect((await repair(drift!.id, 'dismiss')).data).toEqual({ resolution: 'dismissed' });
	});
});

describe('a charge to be paid with the card that the gateway keeps', () => {
	const tokenise = async (number: string) => {
		const { data: row } = await adminOf(platform)
			.from('gateway_customers')
			.select('provider_customer_id')
			.eq('client_id', clientId)
			.single()
			.throwOnError();
		const made = await house.ask('POST', '/v3/creditCard/tokenizeCreditCard', {
			customer: row.provider_customer_id,
			creditCard: { holderName: 'ANA', number, expiryMonth: '12', expiryYear: '2031', ccv: '123' },
			creditCardHolderInfo: { name: 'Ana' },
			remoteIp: '192.0.2.1'
		});
		const { payment_profile_id } = await rpc('add_payment_profile', {
			client_id: clientId,
			token: made.creditCardToken,
			brand: made.creditCardBrand,
			last_four: made.creditCardNumber
		});
		return payment_profile_id as string;
	};
	const dueToday = async () => {
		const { invoiceId, charge } = await issued(4200, 0);
		const { today } = await rpc('current_account', {});
		await rpc('change_invoice', { invoice_id: invoiceId, due_on: today, method: 'card' });
		await house.quiet();
		// Whatever weekday it is: the calendar is not what this is about.
		await db.query('update public.gateway_charges set wanted_due_on = $2 where id = $1', [
			charge.id,
			today
		]);
		return invoiceId;
	};

	test('is paid on the day, once; refused, it shows so and is tried again another day', async () => {
		const refused = await tokenise('4000000000000002');
		const rejected = await dueToday();
		for (let twice = 0; twice < 2; twice++) {
			await db.query('select app.queue_card_payments()');
			await house.quiet();
		}
		expect(await paymentsOf(rejected)).toMatchObject([{ status: 'failed', method: 'card' }]);
		const { data } = await house.owner.db
			.from('invoice_list')
			.select('status')
			.eq('id', rejected)
			.single()
			.throwOnError();
		expect(data.status).toBe('rejected');
		await rpc('remove_payment_profile', { id: refused });

		const good = await tokenise('5555555555554444');
		const paid = await dueToday();
		await db.query('select app.queue_card_payments()');
		await db.query('select app.queue_card_payments()');
		await house.quiet();
		expect(await house.invoice(paid)).toMatchObject({ payment_status: 'paid' });
		expect(await paymentsOf(paid)).toMatchObject([{ status: 'succeeded', method: 'card' }]);
		expect(await booksDiffer()).toEqual([]);
		await rpc('remove_payment_profile', { id: good });
	});
});

describe('payment profiles', () => {
	const card = { token: 'a75a1d98-c52d-4a6b-a413', brand: 'VISA', last_four: '1111' };

	test('keep a token once; what looks like a card number is refused', async () => {
		const add = (more = {}) =>
			house.owner.db.rpc('add_payment_profile', { client_id: clientId, ...card, ...more });
		const first = await add();
		expect((await add()).data).toEqual(first.data);
		expect((await add({ token: '4111 1111 1111 1111' })).error?.message).toBe(
			'payment_profile_token_invalid'
		);
		expect((await add({ client_id: await house.addClient() })).error?.message).toBe(
			'payment_profile_of_other'
		);
		expect((await add({ token: '4111-1111.1111 1111' })).error?.message).toBe(
			'payment_profile_token_invalid'
		);
		// As many digits as a card has, but not a number: the tokens of providers look like that.
		const odd = await add({ token: '9z1k2x3c4v5b6n7m8a9s0d1f2g3h4j5k' });
		expect(odd.error).toBeNull();
		await rpc('remove_payment_profile', { id: odd.data.payment_profile_id });
		expect((await house.owner.db.from('payment_profiles').select('token')).error?.code).toBe(
			'42501'
		);
		await rpc('remove_payment_profile', { id: first.data.payment_profile_id });
		const { data } = await house.owner.db
			.from('payment_profiles')
			.select('id')
			.eq('client_id', clientId)
			.is('removed_at', null)
			.throwOnError();
		expect(data).toEqual([]);
	});
});

async function paymentsOf(invoiceId: string) {
	const { data } = await adminOf(platform)
		.from('payments')
		.select('*')
		.eq('invoice_id', invoiceId)
		.order('created_at')
		.throwOnError();
	return data as {
		id: string;
		source: string;
		method: string;
		status: string;
		external_id: string;
		amount_cents: number;
		received_on: string | null;
	}[];
}
