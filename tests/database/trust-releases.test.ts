import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { makeMember, makeTenant, onboard, type Member, type Tenant } from '../support/world.ts';
import { mailsAbout, nights } from './dunning-house.ts';
import { databaseConnection, platform } from './platform.ts';

// Through the API, as staff and as a client's user, with the reseller's clock set.

const db = databaseConnection();
let tenant: Tenant;

beforeAll(async () => {
	tenant = await makeTenant(platform, 'trust');
	// Only the clients of this file are late.
	await db.query(`update public.clients set archived_at = now() where id = $1`, [tenant.clientId]);
});

interface Late {
	clientId: string;
	invoiceId: string;
	subscriptionId: string;
	user: Member;
}

/** A client whose invoice of 10 September was never paid, on the morning of that day. */
async function late(on: string, dueOn = '2026-09-10'): Promise<Late> {
	const { clientId, invoiceId } = await onboard(tenant.staff.owner.db, 'Padaria');
	await db.query(
		`update public.invoices set issued_on = $2::date - 10, due_on = $2, postponed_to = null where id = $1`,
		[invoiceId, dueOn]
	);
	const { rows } = await db.query(
		`update public.subscriptions set status = 'active', activated_at = now(), started_on = $2, next_period_on = $2::date + 30
		where client_id = $1 returning id`,
		[clientId, dueOn]
	);
	const user = await makeMember(platform, 'level 3', `client/${clientId}`, {
		reseller_id: tenant.resellerId,
		client_id: clientId,
		level: 3
	});
	await clock(on);
	await nights(db, tenant.resellerId, dueOn, on);
	return { clientId, invoiceId, subscriptionId: rows[0].id, user };
}

const clock = (on: string) =>
	db.query('update public.resellers set test_clock_on = $2 where id = $1', [tenant.resellerId, on]);

const settle = (fields: object) =>
	tenant.staff.owner.db.rpc('save_billing_settings', { fields }).throwOnError();

const release = (who: Member, invoice_id: string, more: object = {}) =>
	who.db.rpc('release_on_trust', { request_id: randomUUID(), invoice_id, ...more });

const refusal = async (asked: PromiseLike<{ error: unknown }>) => {
	const { error } = (await asked) as { error: { message: string; details: string } | null };
	return error && [error.message, JSON.parse(error.details)];
};

async function status({ subscriptionId }: Late): Promise<string> {
	const { rows } = await db.query('select status from public.subscriptions where id = $1', [
		subscriptionId
	]);
	return rows[0].status;
}

async function releasesOf({ invoiceId }: Late) {
	const { rows } = await db.query(
		`select state, until_on::text as until, ended_on::text as ended, self_service as self, reason
		from public.trust_releases where invoice_id = $1 order by created_at`,
		[invoiceId]
	);
	return rows;
}

const pay = (invoice_id: string, more: object = {}) =>
	tenant.staff.owner.db
		.rpc('record_payment', { request_id: randomUUID(), invoice_id, ...more })
		.throwOnError();

const explain = async (who: Member, client_id: string) =>
	(await who.db.rpc('explain_dunning', { client_id }).throwOnError()).data;

describe('by staff', () => {
	test('what was blocked runs again at once, holds to the day, and is blocked the day after', async () => {
		const client = await late('2026-09-26');
		expect(await status(client)).toBe('suspended');
		const { data } = await release(tenant.staff.support, client.invoiceId, {
			until_on: '2026-09-30',
			reason: 'Boleto pago ontem'
		}).throwOnError();
		expect(data.until_on).toBe('2026-09-30');
		expect(await status(client)).toBe('active');
		expect(await mailsAbout(db, client.invoiceId)).toContain('restored 2026-09-26');
		expect(await nights(db, tenant.resellerId, '2026-09-27', '2026-09-30')).toEqual([]);
		await clock('2026-10-01');
		expect(await nights(db, tenant.resellerId, '2026-10-01', '2026-10-02')).toEqual([
			'10-01 ended',
			'10-01 blocked'
		]);
		expect(await status(client)).toBe('suspended');
		expect(await releasesOf(client)).toEqual([
			{
				...{ state: 'broken', until: '2026-09-30', ended: '2026-10-01' },
				...{ self: false, reason: 'Boleto pago ontem' }
			}
		]);
		await pay(client.invoiceId);
	});

	test('paid in time it was kept; a payment taken back breaks it', async () => {
		const client = await late('2026-09-26');
		await release(tenant.staff.support, client.invoiceId, { until_on: '2026-09-30' });
		await clock('2026-09-28');
		const { data } = await pay(client.invoiceId);
		expect(await releasesOf(client)).toMatchObject([{ state: 'kept', ended: '2026-09-28' }]);
		await clock('2026-10-05');
		await tenant.staff.owner.db
			.rpc('reverse_payment', { payment_id: data.payment_id })
			.throwOnError();
		expect(await releasesOf(client)).toMatchObject([{ state: 'broken', ended: '2026-10-05' }]);
		await pay(client.invoiceId);
	});

	test('of who owes nothing there is nothing to explain, however often and after whom it is asked', async () => {
		const [paid, owing] = [await late('2026-09-26'), await late('2026-09-26')];
		await pay(paid.invoiceId);
		const { staff } = tenant;
		// Every connection plans anew for some calls, then keeps its plan.
		for (let round = 0; round < 12; round++) {
			const told = await Promise.all(
				[paid, owing, paid].map(({ clientId }) => explain(staff.owner, clientId))
			);
			expect(told.map(({ subscriptions }) => subscriptions[0].invoice !== null)).toEqual([
				false,
				true,
				false
			]);
		}
		await pay(owing.invoiceId);
	});

	test('before the block it keeps it away; more time may be given', async () => {
		const client = await late('2026-09-24');
		await release(tenant.staff.finance, client.invoiceId, { until_on: '2026-09-26' });
		await release(tenant.staff.finance, client.invoiceId, { until_on: '2026-09-28' });
		expect(await releasesOf(client)).toMatchObject([{ state: 'open', until: '2026-09-28' }]);
		expect(await nights(db, tenant.resellerId, '2026-09-25', '2026-09-29')).toEqual([
			'09-29 ended',
			'09-29 blocked'
		]);
		await pay(client.invoiceId);
	});

	test('once per request, however often and at once', async () => {
		const client = await late('2026-09-26');
		const request_id = randomUUID();
		const answers = await Promise.all(
			[1, 2, 3, 4, 5].map(() =>
				release(tenant.staff.owner, client.invoiceId, { request_id }).throwOnError()
			)
		);
		expect(new Set(answers.map(({ data }) => data.release_id)).size).toBe(1);
		// Without a day: as many as the reseller gives a client.
		expect(await releasesOf(client)).toMatchObject([{ state: 'open', until: '2026-09-29' }]);
		const other = await late('2026-09-26');
		expect(await refusal(release(tenant.staff.owner, other.invoiceId, { request_id }))).toEqual([
			'request_id_reused',
			{}
		]);
		await pay(client.invoiceId);
		await pay(other.invoiceId);
	});

	test.each([
		['2026-09-25', null],
		['2026-09-26', '2026-09-26'],
		['2026-10-26', '2026-10-26'],
		['2026-10-27', null]
	])('until %s, asked on 26 September', async (until_on, granted) => {
		const client = await late('2026-09-26');
		const asked = release(tenant.staff.owner, client.invoiceId, { until_on });
		if (granted) expect((await asked.throwOnError()).data.until_on).toBe(granted);
		else
			expect(await refusal(asked)).toEqual(['release_until_invalid', { latest_on: '2026-10-26' }]);
		await pay(client.invoiceId);
	});

	test('refusals say what to do', async () => {
		const client = await late('2026-09-26');
		const { data: other } = await tenant.staff.owner.db
			.rpc('issue_one_off_invoice', {
				request_id: randomUUID(),
				client_id: client.clientId,
				lines: [{ description: 'Visita', quantity: 1, unit_cents: 5000 }],
				due_on: '2026-09-28'
			})
			.throwOnError();
		const owner = tenant.staff.owner;
		expect(await refusal(release(owner, other.invoice_id))).toEqual([
			'release_not_late',
			{ due_on: '2026-09-28' }
		]);
		await clock('2026-09-29');
		// 5000 cents: 2 % are 100, and a day at 1 % a month 1,67; 101,67 together, rounded once.
		const [code, params] = (await refusal(release(owner, client.invoiceId))) ?? [];
		expect([code, params.due_on, params.open_cents]).toEqual([
			'release_other_late',
			'2026-09-28',
			5102
		]);
		await pay(other.invoice_id);
		expect(await refusal(release(owner, client.invoiceId, { reason: 'x'.repeat(301) }))).toEqual([
			'release_reason_invalid',
			{}
		]);
		expect(await refusal(release(owner, client.invoiceId, { request_id: null }))).toEqual([
			'request_id_required',
			{}
		]);
		await pay(client.invoiceId);
		expect((await refusal(release(owner, client.invoiceId)))?.[0]).toBe('invoice_already_paid');
		expect((await refusal(release(tenant.staff.viewer, client.invoiceId)))?.[0]).toBe(
			'not_permitted'
		);
	});

	test('what the agency pays is not released', async () => {
		const client = await late('2026-09-26');
		await db.query("update public.invoices set payer = 'agency' where id = $1", [client.invoiceId]);
		expect((await refusal(release(tenant.staff.owner, client.invoiceId)))?.[0]).toBe(
			'release_agency_pays'
		);
		await pay(client.invoiceId);
	});
});

describe('by the client itself', () => {
	test('for the days of the reseller, whatever it asks, and once in the window', async () => {
		await settle({ trust_days: 5, trust_limit: 1, trust_window_days: 30 });
		const client = await late('2026-09-26');
		const { data } = await release(client.user, client.invoiceId, {
			until_on: '2026-12-31'
		}).throwOnError();
		expect(data.until_on).toBe('2026-10-01');
		expect(await status(client)).toBe('active');
		expect(await refusal(release(client.user, client.invoiceId))).toEqual([
			'release_already_open',
			{ until_on: '2026-10-01' }
		]);
		await clock('2026-10-02');
		await nights(db, tenant.resellerId, '2026-10-02', '2026-10-02');
		expect(await status(client)).toBe('suspended');
		expect(await refusal(release(client.user, client.invoiceId))).toEqual([
			'release_limit_reached',
			// 26 September + 30 days.
			{ limit: 1, days: 30, again_on: '2026-10-26' }
		]);
		// Staff may still.
		await release(tenant.staff.support, client.invoiceId).throwOnError();
		await clock('2026-10-26');
		await nights(db, tenant.resellerId, '2026-10-03', '2026-10-26');
		expect((await release(client.user, client.invoiceId).throwOnError()).data.until_on).toBe(
			'2026-10-31'
		);
		await pay(client.invoiceId);
		await settle({ trust_days: 3, trust_limit: 1, trust_window_days: 30 });
	});

	test('not where the reseller offers none, not for others, not without that right', async () => {
		const client = await late('2026-09-26');
		await settle({ trust_limit: 0 });
		expect(await refusal(release(client.user, client.invoiceId))).toEqual([
			'release_not_offered',
			{}
		]);
		await settle({ trust_limit: 1 });
		const other = await late('2026-09-26');
		expect(await refusal(release(other.user, client.invoiceId))).toEqual(['invoice_not_found', {}]);
		await db.query('update public.memberships set level = 2 where client_id = $1', [
			client.clientId
		]);
		expect((await refusal(release(client.user, client.invoiceId)))?.[0]).toBe('not_permitted');
		expect(await status(client)).toBe('suspended');
		await pay(client.invoiceId);
		await pay(other.invoiceId);
	});
});

describe('explained', () => {
	test('before the block: the rule, the days, the charges, and what comes when', async () => {
		const client = await late('2026-09-22');
		const said = await explain(tenant.staff.viewer, client.clientId);
		expect(said).toMatchObject({ today: '2026-09-22', payer: 'client', trust_days: 3 });
		const [one] = said.subscriptions;
		expect(one).toMatchObject({
			status: 'active',
			rule: { pending_days: 3, pending_of: 'reseller', block_days: 15, block_of: 'reseller' },
			// 12990 cents: 2 % are 259,8, and 12 days at 1 % a month 51,96; 311,76 together, rounded once.
			invoice: { days_late: 12, total_cents: 12990, charges_cents: 312, open_cents: 13302 },
			next: [{ kind: 'block', on: '2026-09-25', in_days: 3 }],
			may_release: false,
			block: null
		});
		expect((await explain(tenant.staff.owner, client.clientId)).subscriptions[0].may_release).toBe(
			true
		);
		await pay(client.invoiceId);
	});

	test('told later, it says the later day; held back or trusted too', async () => {
		await settle({ min_notice_days: 15 });
		const client = await late('2026-09-11');
		const next = async () =>
			(await explain(tenant.staff.owner, client.clientId)).subscriptions[0].next;
		expect(await next()).toEqual([
			{ kind: 'reminder', on: '2026-09-12', in_days: 1 },
			{ kind: 'notice', on: '2026-09-13', in_days: 2 },
			{ kind: 'block', on: '2026-09-28', in_days: 17 }
		]);
		const hold = (step: string, until_on: string | null) =>
			tenant.staff.owner.db
				.rpc('hold_billing', {
					subscription_id: client.subscriptionId,
					...{ step, until_on, note: 'Em negociação' }
				})
				.throwOnError();
		await hold('remind', '2026-09-14');
		await hold('notify', '2026-09-16');
		expect(await next()).toEqual([
			{ kind: 'reminder', on: '2026-09-14', in_days: 3 },
			{ kind: 'notice', on: '2026-09-16', in_days: 5 },
			{ kind: 'block', on: '2026-10-01', in_days: 20 }
		]);
		await hold('remind', null);
		await hold('notify', null);
		await hold('block', '2026-10-02');
		expect((await next()).at(-1)).toEqual({ kind: 'block', on: '2026-10-02', in_days: 21 });
		await release(tenant.staff.owner, client.invoiceId, { until_on: '2026-10-05' }).throwOnError();
		expect((await next()).slice(-2)).toEqual([
			{ kind: 'release_end', on: '2026-10-05', in_days: 24 },
			{ kind: 'block', on: '2026-10-06', in_days: 25 }
		]);
		// And so it is.
		await settle({ reminder_days: [] });
		expect(await nights(db, tenant.resellerId, '2026-09-12', '2026-10-07')).toEqual([
			'09-13 notified',
			'10-06 ended',
			'10-06 blocked'
		]);
		await settle({ min_notice_days: 0, reminder_days: [-3, 0, 1, 2, 3, 7] });
		await clock('2026-10-07');
		await pay(client.invoiceId);
	});

	test('blocked: since when and by which rule, what was done and who changed what', async () => {
		const client = await late('2026-09-12');
		await tenant.staff.finance.db
			.rpc('save_client', { id: client.clientId, fields: { block_days: 5 }, base: {} })
			.throwOnError();
		await clock('2026-09-16');
		await nights(db, tenant.resellerId, '2026-09-13', '2026-09-16');
		const [one] = (await explain(tenant.staff.owner, client.clientId)).subscriptions;
		expect(one).toMatchObject({
			status: 'suspended',
			rule: { block_days: 5, block_of: 'client' },
			block: { blocked_on: '2026-09-15', days: 5 },
			next: [{ kind: 'reminder', on: '2026-09-17', in_days: 1 }]
		});
		const kinds = one.history.map(({ kind }: { kind: string }) => kind);
		expect(kinds).toEqual(
			expect.arrayContaining(['issued', 'reminded', 'notified', 'blocked', 'block_days_changed'])
		);
		const changed = one.history.find(({ kind }: { kind: string }) => kind === 'block_days_changed');
		expect(changed).toMatchObject({ is_now: '5', by: expect.stringContaining('finance') });

		const own = await explain(client.user, client.clientId);
		expect(own).toMatchObject({ promises: null, suspended_by_hand: null });
		expect(own.subscriptions[0]).toMatchObject({
			status: 'suspended',
			may_release: true,
			hold: null
		});
		expect(JSON.stringify(own)).not.toContain('finance');
		expect(own.subscriptions[0].history.every(({ by }: { by?: string }) => by === undefined)).toBe(
			true
		);
		await pay(client.invoiceId);
	});

	test('who changed the days of the house, or the plan, and who held the block back, also when that is over', async () => {
		const client = await late('2026-09-12');
		const changes = async (who: Member) => {
			const [one] = (await explain(who, client.clientId)).subscriptions;
			const history = one.history as Record<
				'kind' | 'by' | 'was' | 'is_now' | 'until_on',
				string
			>[];
			return history
				.filter(({ kind }) => /^(reseller_|min_notice_|grace_|held$|hold_)/.test(kind))
				.map(({ kind, by, was, is_now, until_on }) => [
					kind,
					/owner|finance/.exec(by)?.[0],
					...(until_on ? [until_on] : was ? [was, is_now] : [])
				]);
		};
		const hold = (until_on: string | null) =>
			tenant.staff.finance.db
				.rpc('hold_billing', {
					...{ subscription_id: client.subscriptionId, step: 'block' },
					...(until_on && { until_on })
				})
				.throwOnError();
		await settle({ block_days: 20, pending_days: 4, min_notice_days: 1 });
		await hold('2026-09-20');
		await hold('2026-09-25');
		await hold(null);
		// Another version of the plan, which the subscription is moved to by hand.
		await db.query(
			`with v as (
				insert into public.plan_versions (reseller_id, plan_id, version, monthly_price_cents, grace_days)
				select v.reseller_id, v.plan_id, 99, v.monthly_price_cents, 6
				from public.subscriptions s join public.plan_versions v on v.id = s.plan_version_id where s.id = $1
				returning *
			)
			update public.subscriptions s set plan_version_id = v.id from v where s.id = $1`,
			[client.subscriptionId]
		);
		const told = await changes(tenant.staff.owner);
		expect(told.slice(0, 3)).toEqual(
			expect.arrayContaining([
				// Saved at once: their order says nothing.
				['reseller_block_days_changed', 'owner', '15', '20'],
				['reseller_pending_days_changed', 'owner', '3', '4'],
				['min_notice_days_changed', 'owner', '0', '1']
			])
		);
		expect(told.slice(3)).toEqual([
			['held', 'finance', '2026-09-20'],
			['held', 'finance', '2026-09-25'],
			['hold_ended', 'finance'],
			['grace_changed', undefined, '0', '6']
		]);
		// Whoever has days of its own is not asked for the others'.
		await tenant.staff.finance.db
			.rpc('save_client', { id: client.clientId, fields: { block_days: 30 }, base: {} })
			.throwOnError();
		const kinds = (await changes(tenant.staff.owner)).map(([kind]) => kind);
		expect(kinds).not.toContain('reseller_block_days_changed');
		expect(kinds).toContain('reseller_pending_days_changed');
		expect(await changes(client.user)).toEqual([]);
		await settle({ block_days: 15, pending_days: 3, min_notice_days: 0 });
		await pay(client.invoiceId);
	});

	test('a reminder that the client declined is not announced, one of what is late is', async () => {
		const client = await late('2026-09-14', '2026-09-22');
		const reminder = async () => {
			const [one] = (await explain(tenant.staff.owner, client.clientId)).subscriptions;
			return (one.next as { kind: string; on: string }[]).find(({ kind }) => kind === 'reminder')
				?.on;
		};
		expect(await reminder()).toBe('2026-09-19');
		await db.query(`select app.set_takes_reminders($1, $2, false, 'staff')`, [
			tenant.resellerId,
			client.clientId
		]);
		expect(await reminder()).toBe('2026-09-23');
		await pay(client.invoiceId);
	});

	test("another client's is nobody's to know", async () => {
		const [one, other] = [await late('2026-09-12'), await late('2026-09-12')];
		const asked = one.user.db.rpc('explain_dunning', { client_id: other.clientId });
		expect((await refusal(asked))?.[0]).toBe('client_not_found');
		await pay(one.invoiceId);
		await pay(other.invoiceId);
	});
});
