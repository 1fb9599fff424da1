import { createHash, randomInt, randomUUID } from 'node:crypto';
import { createClient } from '@supabase/supabase-js';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { runNight } from '../simulation/reseller.ts';
import { makeTenant, type Tenant } from '../support/world.ts';
import { databaseConnection, databaseConnections, platform } from './platform.ts';

// Signing up behind a plan's public link, and everything a stranger might try there.

const db = databaseConnection();
/** Who act at the same moment. */
const staff = databaseConnections();
const anybody = createClient(platform.apiUrl, platform.publishableKey, {
	auth: { persistSession: false }
});
let tenant: Tenant;
let planId: string;
let code: string;

beforeAll(async () => {
	tenant = await makeTenant(platform, 'sign-up');
});

beforeEach(async () => {
	({ planId, code } = await publish());
	// Each test has a day of its own before the limits.
	await db.query(
		`update public.plan_sign_ups set created_at = created_at - interval '2 days' where reseller_id = $1`,
		[tenant.resellerId]
	);
});

const owner = () => tenant.staff.owner.db;
const agreement = 'Pague em dia, e nós cuidamos do resto.';

async function publish(fields: object = {}) {
	const { data } = await owner()
		.rpc('save_plan', {
			request_id: randomUUID(),
			fields: {
				...{ name: 'Fibra 500', monthly_price_cents: 9990, interval_prices: { 12: 99000 } },
				agreement,
				...fields
			}
		})
		.throwOnError();
	const { data: link } = await owner()
		.rpc('set_plan_link', { plan_id: data.plan_id, is_on: true })
		.throwOnError();
	return { planId: data.plan_id as string, code: link.code as string };
}

const ana = () => ({
	person_type: 'individual',
	name: 'Ana Prado',
	document: String(randomInt(1e10, 9e10)),
	email: `${randomUUID()}@client.example`,
	phones: ['+5511987654321']
});
const monthly = { months: 1, version: 1, agreement_version: 1, agrees: true };
const signUp = (fields: unknown, more: object = {}) =>
	anybody.rpc('sign_up', { request_id: randomUUID(), code, fields, choice: monthly, ...more });
const show = async (id: string) => (await anybody.rpc('show_sign_up', { id }).throwOnError()).data;

async function entry(id: string) {
	const { rows } = await db.query(
		`select s.*, c.name, c.locale as client_locale, c.number as client_number, b.status, b.activation, b.interval_months as months,
			i.total_cents::int as total, i.due_on - i.issued_on as days_to_pay,
			(select count(*)::int from public.invoice_mails m where m.invoice_id = i.id) as mails
		from public.plan_sign_ups s join public.clients c on c.id = s.client_id
		join public.subscriptions b on b.id = s.subscription_id join public.invoices i on i.id = s.invoice_id
		where s.id = $1`,
		[id]
	);
	return rows[0];
}

async function clientsOfTenant(): Promise<number> {
	const { rows } = await db.query(
		'select count(*)::int as count from public.clients where reseller_id = $1',
		[tenant.resellerId]
	);
	return rows[0].count;
}

describe('the page behind the link', () => {
	test('shows the plan with what each recurrence costs, and the text', async () => {
		const { data } = await anybody.rpc('show_public_plan', { code }).throwOnError();
		expect(data).toMatchObject({
			...{ name: 'Fibra 500', version: 1, session_quota: null, trial_days: 0 },
			reseller: { name: tenant.marker },
			agreement: {
				version: 1,
				body: agreement,
				sha256: createHash('sha256').update(agreement).digest('hex')
			}
		});
		expect(data.prices).toEqual([
			{ months: 1, total_cents: 9990, month_cents: 9990, saved_cents: 0 },
			{ months: 2, total_cents: 19980, month_cents: 9990, saved_cents: 0 },
			{ months: 3, total_cents: 29970, month_cents: 9990, saved_cents: 0 },
			{ months: 6, total_cents: 59940, month_cents: 9990, saved_cents: 0 },
			// 990,00 a year are 82,50 a month, and 12 × 99,90 − 990,00 = 208,80 less.
			{ months: 12, total_cents: 99000, month_cents: 8250, saved_cents: 20880 }
		]);
	});

	test('tells nothing of how the reseller counts', async () => {
		const { data } = await anybody.rpc('show_public_plan', { code }).throwOnError();
		for (const secret of [tenant.resellerId, planId, 'pass_through', 'pix', 'reseller_id'])
			expect(JSON.stringify(data)).not.toContain(secret);
	});

	test('is not there for a code that is unknown, switched off, replaced, or of a plan out of sale', async () => {
		const look = async (one: string | null) =>
			(await anybody.rpc('show_public_plan', { code: one }).throwOnError()).data;
		for (const one of ['nothing', '', null, "' or true --", code.toUpperCase()])
			expect(await look(one)).toBeNull();
		await owner().rpc('set_plan_active', { plan_id: planId, is_active: false }).throwOnError();
		expect(await look(code)).toBeNull();
		expect((await signUp(ana())).error?.message).toBe('sign_up_not_available');
		await owner().rpc('set_plan_active', { plan_id: planId, is_active: true }).throwOnError();
		expect(await look(code)).not.toBeNull();
		await owner().rpc('set_plan_link', { plan_id: planId, is_on: true, code: '' }).throwOnError();
		expect(await look(code)).toBeNull();
		const { error, status } = await signUp(ana());
		expect([error?.message, status]).toEqual(['sign_up_not_available', 404]);
	});
});

describe('signing up', () => {
	test('makes a client, a subscription that waits for its payment, and an invoice that is mailed', async () => {
		const { data } = await signUp(ana(), { locale: 'en' }).throwOnError();
		expect(await entry(data.id)).toMatchObject({
			...{ name: 'Ana Prado', client_locale: 'en', status: 'pending', activation: 'on_payment' },
			...{ months: 1, total: 9990, days_to_pay: 3, mails: 1, duplicate_of: null },
			...{ agreement_version: 1, agreed_at: expect.any(Date), period_cents: '9990' },
			agreement_sha256: createHash('sha256').update(agreement).digest('hex')
		});
		expect(await show(data.id)).toMatchObject({
			...{ plan_name: 'Fibra 500', interval_months: 1, state: 'awaiting' },
			invoice: { total_cents: 9990, open_cents: 9990 },
			pix: { key: `${tenant.marker}@pix.example` },
			pay_token: expect.stringMatching(/^[A-Za-z0-9_-]{43}$/)
		});
	});

	test('begins with the first payment', async () => {
		const { data } = await signUp(ana(), { choice: { ...monthly, months: 12 } }).throwOnError();
		const { invoice_id, total } = await entry(data.id);
		expect(total).toBe(99000);
		await owner().rpc('record_payment', { request_id: randomUUID(), invoice_id }).throwOnError();
		expect(await entry(data.id)).toMatchObject({ status: 'active' });
		expect(await show(data.id)).toMatchObject({ state: 'paid', pix: null });
	});

	test('twenty times at once with one request signs up once', async () => {
		const request_id = randomUUID();
		const fields = ana();
		const before = await clientsOfTenant();
		const answers = await Promise.all(
			Array.from({ length: 20 }, () => signUp(fields, { request_id }).throwOnError())
		);
		expect(new Set(answers.map(({ data }) => data.id))).toEqual(new Set([request_id]));
		expect(await clientsOfTenant()).toBe(before + 1);
	});

	test('the same request with anything else is refused', async () => {
		const request_id = randomUUID();
		const fields = ana();
		await signUp(fields, { request_id }).throwOnError();
		const other = await publish();
		for (const changed of [
			{ fields: { ...fields, name: 'Bia' } },
			{ fields, choice: { ...monthly, months: 12 } },
			{ fields, code: other.code }
		]) {
			const { error, status } = await anybody.rpc('sign_up', {
				...{ request_id, code, choice: monthly },
				...changed
			});
			expect([error?.message, status]).toEqual(['request_id_reused', 409]);
		}
	});

	test('nobody is sold what they were not shown', async () => {
		await owner()
			.rpc('save_plan', {
				...{ request_id: randomUUID(), plan_id: planId },
				fields: { monthly_price_cents: 19990 }
			})
			.throwOnError();
		const stale = await signUp(ana());
		expect([stale.error?.message, stale.status]).toEqual(['sign_up_terms_changed', 409]);
		await signUp(ana(), { choice: { ...monthly, version: 2 } }).throwOnError();
		await owner()
			.rpc('save_plan', {
				...{ request_id: randomUUID(), plan_id: planId },
				fields: { agreement: 'Outro texto.' }
			})
			.throwOnError();
		expect((await signUp(ana(), { choice: { ...monthly, version: 2 } })).error?.message).toBe(
			'sign_up_terms_changed'
		);
	});

	test('a plan without a text needs no agreement', async () => {
		({ planId, code } = await publish({ agreement: null }));
		const { data } = await signUp(ana(), { choice: { months: 1, version: 1 } }).throwOnError();
		expect(await entry(data.id)).toMatchObject({ agreement_version: null, agreement_sha256: null });
	});

	test('a trial begins at once, and is billed when it ends', async () => {
		({ planId, code } = await publish({ trial_days: 14 }));
		const { data: shown } = await anybody.rpc('show_public_plan', { code }).throwOnError();
		const { data } = await signUp(ana()).throwOnError();
		const { rows } = await db.query(
			`select b.status, b.trial_ends_on = app.today(b.reseller_id) + 13 as ends_right,
				app.today(b.reseller_id) + 14 = $2::date as pays_then, s.invoice_id
			from public.plan_sign_ups s join public.subscriptions b on b.id = s.subscription_id where s.id = $1`,
			[data.id, shown.first_due_on]
		);
		expect(rows).toEqual([
			{ status: 'trialing', ends_right: true, pays_then: true, invoice_id: null }
		]);
		expect(await show(data.id)).toMatchObject({ state: 'trial', invoice: null });
	});

	test('a free plan begins at once', async () => {
		({ planId, code } = await publish({ monthly_price_cents: 0, interval_prices: {} }));
		const { data } = await signUp(ana()).throwOnError();
		expect(await entry(data.id)).toMatchObject({ status: 'active', total: 0 });
		expect(await show(data.id)).toMatchObject({ state: 'paid' });
	});

	test.each<[string, object | null, object, number, string]>([
		['without an address', { email: '' }, {}, 422, 'sign_up_email_required'],
		['without a name', { name: ' ' }, {}, 422, 'sign_up_name_required'],
		['without a document', { document: null }, {}, 422, 'sign_up_document_required'],
		['with a document of letters', { document: 'abc' }, {}, 422, 'client_document_invalid'],
		['with an address that is none', { email: 'x' }, {}, 422, 'client_email_invalid'],
		['with a phone that is none', { phones: ['12'] }, {}, 422, 'client_phone_invalid'],
		['with a discount of its own', { discount_cents: 9990 }, {}, 422, 'sign_up_field_unknown'],
		['with notes', { notes: 'x' }, {}, 422, 'sign_up_field_unknown'],
		['as another payer', { payer: 'agency' }, {}, 422, 'sign_up_field_unknown'],
		['with a novel', { street: 'x'.repeat(20_000) }, {}, 413, 'sign_up_too_large'],
		['without fields', null, { fields: null }, 422, 'input_invalid'],
		['with a list of fields', null, { fields: [] }, 422, 'input_invalid'],
		['without a choice', {}, { choice: null }, 422, 'sign_up_interval_required'],
		[
			'without agreeing',
			{},
			{ choice: { ...monthly, agrees: 'true' } },
			422,
			'sign_up_agreement_required'
		],
		[
			'every five months',
			{},
			{ choice: { ...monthly, months: 5 } },
			409,
			'plan_interval_not_offered'
		],
		['with a word for months', {}, { choice: { ...monthly, months: 'x' } }, 422, 'input_invalid'],
		['in a language of nobody', {}, { locale: 'tlh' }, 422, 'client_locale_invalid'],
		['without an id', {}, { request_id: null }, 422, 'request_id_required'],
		['with a code of nobody', {}, { code: 'nobody' }, 404, 'sign_up_not_available'],
		['without a code', {}, { code: null }, 404, 'sign_up_not_available']
	])('%s is refused and leaves nothing', async (_, fields, more, status, refusal) => {
		const before = await clientsOfTenant();
		const answer = await signUp(fields && { ...ana(), ...fields }, more);
		expect([answer.error?.message, answer.status]).toEqual([refusal, status]);
		expect(await clientsOfTenant()).toBe(before);
	});
});

describe('a sign-up that nobody paid', () => {
	const dayOf = (date: string | null) =>
		db.query('update public.resellers set test_clock_on = $2 where id = $1', [
			tenant.resellerId,
			date
		]);
	afterEach(() => dayOf(null).then(() => undefined));

	/** Signed up on 1 December 2026, due on the 4th, a Friday: with 15 days it is given up on the 20th. */
	async function signedUp() {
		await dayOf('2026-12-01');
		const { data } = await signUp(ana()).throwOnError();
		return entry(data.id);
	}
	async function expire(on: string): Promise<void> {
		await dayOf(on);
		await db.query('select app.expire_sign_ups()');
	}
	async function standing({ id }: { id: string }) {
		const { rows } = await db.query(
			`select s.expired_on::text, i.status as invoice, i.payment_status, b.status as subscription, c.archived_at is not null as archived
			from public.plan_sign_ups s join public.clients c on c.id = s.client_id
			join public.subscriptions b on b.id = s.subscription_id join public.invoices i on i.id = s.invoice_id where s.id = $1`,
			[id]
		);
		return rows[0];
	}
	const waits = {
		...{ expired_on: null, invoice: 'open', payment_status: 'unpaid' },
		...{ subscription: 'pending', archived: false }
	};

	test('is given up fifteen days after it was due, once, and the trail says so', async () => {
		const signed = await signedUp();
		await expire('2026-12-19');
		expect(await standing(signed)).toEqual(waits);
		await expire('2026-12-20');
		const given = {
			...{ expired_on: '2026-12-20', invoice: 'void', payment_status: 'unpaid' },
			...{ subscription: 'canceled', archived: true }
		};
		expect(await standing(signed)).toEqual(given);
		expect(await show(signed.id)).toMatchObject({ state: 'canceled', pix: null });
		const { data: listed } = await owner()
			.rpc('list_plan_sign_ups', { plan_id: planId })
			.throwOnError();
		expect(listed).toMatchObject([{ state: 'expired', expired_on: '2026-12-20' }]);
		const { data: trail } = await owner()
			.from('audit_entries')
			.select('actor_id, after')
			.eq('table_name', 'plan_sign_ups')
			.eq('row_key', signed.id)
			.eq('operation', 'update')
			.throwOnError();
		expect(trail).toContainEqual({ actor_id: null, after: { expired_on: '2026-12-20' } });
		// Once: what the staff bring back stays.
		await db.query('update public.clients set archived_at = null where id = $1', [
			signed.client_id
		]);
		await expire('2027-02-20');
		expect(await standing(signed)).toEqual({ ...given, archived: false });
		const { rows } = await db.query('select * from app.check_ledger($1)', [tenant.resellerId]);
		expect(rows).toEqual([]);
	});

	test('never once anything was paid, of it or otherwise, nor while a card is looked at', async () => {
		const [part, back, paid] = [await signedUp(), await signedUp(), await signedUp()];
		const pay = async (invoice_id: string, more: object = {}) =>
			(
				await owner()
					.rpc('record_payment', { request_id: randomUUID(), invoice_id, ...more })
					.throwOnError()
			).data;
		await pay(part.invoice_id, { amount_cents: 100 });
		await pay(paid.invoice_id);
		const { payment_id } = await pay(back.invoice_id, { amount_cents: 100 });
		await owner().rpc('reverse_payment', { payment_id }).throwOnError();
		await expire('2027-02-20');
		expect(await standing(part)).toEqual({ ...waits, payment_status: 'partial' });
		expect(await standing(back)).toEqual(waits);
		expect(await standing(paid)).toEqual({
			...waits,
			payment_status: 'paid',
			subscription: 'active'
		});
	});

	test('waits as long as the reseller says, or for ever, and for a new due date', async () => {
		const [signed, later] = [await signedUp(), await signedUp()];
		const wait = (sign_up_expiry_days: number) =>
			owner().rpc('save_billing_settings', { fields: { sign_up_expiry_days } });
		expect((await wait(366)).error?.message).toBe('billing_sign_up_expiry_invalid');
		await wait(0).throwOnError();
		await expire('2027-02-20');
		expect(await standing(signed)).toEqual(waits);
		await wait(2).throwOnError();
		await dayOf('2026-12-02');
		await owner()
			.rpc('change_invoice', { invoice_id: later.invoice_id, due_on: '2026-12-10' })
			.throwOnError();
		await expire('2026-12-07');
		expect(await standing(signed)).toMatchObject({ expired_on: '2026-12-07' });
		expect(await standing(later)).toEqual(waits);
		await wait(15).throwOnError();
	});

	test('whoever pays at that very moment is not given up', async () => {
		const signed = await signedUp();
		await dayOf('2027-01-20');
		await Promise.all([
			db.query('select app.expire_sign_ups()'),
			owner().rpc('record_payment', { request_id: randomUUID(), invoice_id: signed.invoice_id })
		]);
		const { expired_on, subscription } = await standing(signed);
		expect([
			[null, 'active'],
			['2027-01-20', 'canceled']
		]).toContainEqual([expired_on, subscription]);
		const { rows } = await db.query('select * from app.check_ledger($1)', [tenant.resellerId]);
		expect(rows).toEqual([]);
	});

	test('whoever has its client in hand at that very moment is waited for', async () => {
		const signed = await signedUp();
		await dayOf('2027-01-20');
		const [holding, expiring] = [await staff.connect(), await staff.connect()];
		const { rows } = await expiring.query('select pg_backend_pid() as pid');
		await holding.query('begin');
		await holding.query('select app.lock_client($1, $2)', [tenant.resellerId, signed.client_id]);
		const expired = Promise.allSettled([expiring.query('select app.expire_sign_ups()')]);
		const asked = 'select cardinality(pg_blocking_pids($1)) as by';
		await expect.poll(async () => (await holding.query(asked, [rows[0].pid])).rows[0].by).toBe(1);
		const held = await Promise.allSettled([
			holding.query('select app.lock_subscription($1, $2)', [
				...[tenant.resellerId, signed.subscription_id]
			])
		]);
		await holding.query('commit');
		expect([...held, ...(await expired)]).toMatchObject([
			{ status: 'fulfilled' },
			{ status: 'fulfilled' }
		]);
		for (const connection of [holding, expiring]) connection.release();
		expect(await standing(signed)).toMatchObject({ expired_on: '2027-01-20', archived: true });
	});

	test('what cannot be given up stops no other', async () => {
		const [stuck, signed] = [await signedUp(), await signedUp()];
		await db.query(
			`create function app.stick() returns trigger language plpgsql as $$ begin raise exception 'not this one'; end $$`
		);
		await db.query(
			`create trigger stuck before update on public.plan_sign_ups for each row when (new.id = '${stuck.id}') execute function app.stick()`
		);
		await expire('2026-12-20').finally(() => db.query('drop function app.stick() cascade'));
		expect(await standing(stuck)).toEqual(waits);
		expect(await standing(signed)).toMatchObject({ expired_on: '2026-12-20' });
		await expire('2026-12-20');
		expect(await standing(stuck)).toMatchObject({ expired_on: '2026-12-20' });
	});

	test('after a trial the first invoice is what it pays, and is given up when it never does', async () => {
		({ planId, code } = await publish({ trial_days: 14 }));
		await dayOf('2026-12-01');
		const { data: signed } = await signUp(ana()).throwOnError();
		const listed = async () =>
			(await owner().rpc('list_plan_sign_ups', { plan_id: planId }).throwOnError()).data[0].state;
		const night = async (on: string) => {
			await dayOf(on);
			await runNight(db, { id: tenant.resellerId });
		};
		await night('2026-12-04');
		expect([(await show(signed.id)).state, await listed()]).toEqual(['trial', 'trial']);
		// Ten days before the 15th.
		await night('2026-12-05');
		expect(await show(signed.id)).toMatchObject({
			...{ state: 'awaiting', trial_ends_on: '2026-12-14' },
			invoice: { due_on: '2026-12-15', total_cents: 9990, open_cents: 9990 },
			pix: { key: `${tenant.marker}@pix.example` },
			pay_token: expect.stringMatching(/^[A-Za-z0-9_-]{43}$/)
		});
		expect(await listed()).toBe('awaiting');
		await night('2026-12-15');
		await expire('2026-12-30');
		expect(await standing(signed)).toEqual(waits);
		await expire('2026-12-31');
		expect(await standing(signed)).toEqual({
			...{ expired_on: '2026-12-31', invoice: 'void', payment_status: 'unpaid' },
			...{ subscription: 'canceled', archived: true }
		});
	});

	test('a long trial is shown until thirty days after its end', async () => {
		({ planId, code } = await publish({ trial_days: 60 }));
		const { data: signed } = await signUp(ana()).throwOnError();
		const shownAfter = async (days: number) => {
			await db.query(
				`update public.plan_sign_ups set created_at = now() - make_interval(days => $2) where id = $1`,
				[signed.id, days]
			);
			return show(signed.id);
		};
		expect(await shownAfter(89)).toMatchObject({ state: 'trial' });
		expect(await shownAfter(91)).toBeNull();
	});

	test('of whom the staff have taken on otherwise only the sign-up ends', async () => {
		const signed = await signedUp();
		await owner()
			.rpc('add_subscription', {
				...{ request_id: randomUUID(), client_id: signed.client_id, plan: { id: planId } },
				terms: { interval_months: 1, activation: 'now' }
			})
			.throwOnError();
		await expire('2027-01-20');
		expect(await standing(signed)).toMatchObject({ subscription: 'canceled', archived: false });
	});
});

describe('what a stranger might try', () => {
	test('whether a document or an address is known is told to the staff, and to nobody else', async () => {
		const known = ana();
		const { data: first } = await signUp(known).throwOnError();
		const fresh = await signUp({ ...ana(), document: '11144477735' }).throwOnError();
		const twin = await signUp({ ...ana(), document: known.document }).throwOnError();
		// Answers and pages are alike, but for the numbers of the invoices.
		const shown = async (id: string) => {
			const { invoice, pay_token, ...rest } = await show(id);
			return { ...rest, invoice: Object.keys(invoice), pay_token: typeof pay_token };
		};
		expect(Object.keys(twin.data)).toEqual(Object.keys(fresh.data));
		expect(await shown(twin.data.id)).toEqual(await shown(fresh.data.id));
		const { client_id } = await entry(first.id);
		expect(await entry(twin.data.id)).toMatchObject({ duplicate_of: client_id });
		expect((await entry(twin.data.id)).client_id).not.toBe(client_id);
		// On the page of either the staff are led to the other, as long as they are alike.
		const twinsOf = async (client_id: string) =>
			(await owner().rpc('list_sign_up_twins', { client_id }).throwOnError()).data;
		const { client_id: twin_id } = await entry(twin.data.id);
		const alike = { matched_by: ['document'], is_archived: false };
		expect(await twinsOf(twin_id)).toMatchObject([{ id: client_id, ...alike }]);
		expect(await twinsOf(client_id)).toMatchObject([{ id: twin_id, ...alike }]);
		expect(await twinsOf((await entry(fresh.data.id)).client_id)).toEqual([]);
		await db.query('update public.clients set document = null where id = $1', [twin_id]);
		expect(await twinsOf(client_id)).toEqual([]);
		// The client that was there is as it was.
		const { rows } = await db.query(
			'select (select count(*)::int from public.subscriptions where client_id = $1) as subscriptions, email from public.clients where id = $1',
			[client_id]
		);
		expect(rows).toEqual([{ subscriptions: 1, email: known.email }]);
	});

	test('what is shown of a sign-up names neither the client nor ids', async () => {
		const fields = ana();
		const { data } = await signUp(fields).throwOnError();
		const text = JSON.stringify(await show(data.id));
		const { client_id, subscription_id, invoice_id } = await entry(data.id);
		for (const secret of [
			...[fields.name, fields.email, fields.document, '987654321'],
			...[client_id, subscription_id, invoice_id, tenant.resellerId]
		])
			expect(text).not.toContain(secret);
		expect(await show(randomUUID())).toBeNull();
		await db.query(
			`update public.plan_sign_ups set created_at = created_at - interval '31 days' where id = $1`,
			[data.id]
		);
		expect(await show(data.id)).toBeNull();
	});

	test('an inbox is not filled: three from one address in a day', async () => {
		const { email } = ana();
		for (let index = 0; index < 3; index += 1) await signUp({ ...ana(), email }).throwOnError();
		const { error, status } = await signUp({ ...ana(), email: email.toUpperCase() });
		expect([error?.message, status]).toEqual(['sign_up_too_many', 429]);
		await signUp(ana()).throwOnError();
	});

	test('a flood stops at thirty in ten minutes, exactly, however many come at once', async () => {
		const before = await clientsOfTenant();
		const answers = [];
		// In waves: they wait for each other, and nobody waits longer than a statement may take.
		for (let wave = 0; wave < 9; wave += 1)
			answers.push(...(await Promise.all(Array.from({ length: 5 }, () => signUp(ana())))));
		expect(answers.filter(({ error }) => !error)).toHaveLength(30);
		for (const { error } of answers) if (error) expect(error.message).toBe('sign_up_too_many');
		expect(await clientsOfTenant()).toBe(before + 30);
	});

	test('no table is open to it, and the staff read who signed up without the digest', async () => {
		for (const table of [
			'plans',
			'plan_versions',
			'plan_agreements',
			'plan_sign_ups',
			'plan_usage'
		]) {
			const { status } = await anybody.from(table).select('*');
			expect([401, 403, 404]).toContain(status);
		}
		const { data: signed } = await signUp(ana()).throwOnError();
		const { data } = await tenant.staff.viewer.db
			.from('plan_sign_ups')
			.select('id, agreement_version, address')
			.eq('id', signed.id)
			.throwOnError();
		expect(data).toHaveLength(1);
		const digest = await tenant.staff.owner.db.from('plan_sign_ups').select('digest');
		expect(digest.status).toBe(403);
	});

	test('of an anonymised client stays what was agreed to, not from where', async () => {
		const { data } = await signUp(ana()).throwOnError();
		const { client_id } = await entry(data.id);
		await db.query(
			'update public.clients set archived_at = now(), anonymised_at = now() where id = $1',
			[client_id]
		);
		expect(await entry(data.id)).toMatchObject({
			...{ address: null, seen_address: null, email: '', agreement_version: 1 }
		});
	});
});
