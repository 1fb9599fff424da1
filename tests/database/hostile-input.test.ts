import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { makeTenant, onboard, type Tenant } from '../support/world.ts';
import { platform } from './platform.ts';

let tenant: Tenant;
const owner = () => tenant.staff.owner.db;

beforeAll(async () => {
	tenant = await makeTenant(platform, 'hostile');
});

describe('a payment', () => {
	const pay = (fields: object) =>
		owner().rpc('record_payment', {
			request_id: randomUUID(),
			invoice_id: tenant.invoiceId,
			amount_cents: 1,
			...fields
		});

	test.each(['-infinity', '0044-03-15 BC', '0001-01-01', '1999-12-31'])(
		'of %s would break every page that shows it',
		async (paidOn) =>
			expect((await pay({ paid_on: paidOn })).error?.message).toBe('payment_date_invalid')
	);

	test('under one request id at the same moment for several invoices is recorded once', async () => {
		const invoices = await Promise.all(
			Array.from({ length: 4 }, (_, index) => onboard(owner(), `Parallel ${index}`))
		);
		const requestId = randomUUID();
		const answers = await Promise.all(
			invoices.map(({ invoiceId }) => pay({ request_id: requestId, invoice_id: invoiceId }))
		);
		expect(answers.map(({ error }) => error?.message ?? 'recorded').sort()).toEqual([
			'recorded',
			'request_id_reused',
			'request_id_reused',
			'request_id_reused'
		]);
	});
});

describe('a draft', () => {
	const good = {
		client: { name: 'Padaria' },
		plan: { name: 'Fibra', monthly_price_cents: 9990 },
		terms: { interval_months: 1 }
	};

	test.each([
		{ client: { name: 'Padaria', born_or_opened_on: 'soon' } },
		{ plan: { name: 'Fibra', monthly_price_cents: 1.5 } },
		{ plan: { name: 'Fibra', monthly_price_cents: '99999999999999999999' } },
		{ plan: { id: 'Fibra' } },
		{ terms: { interval_months: 'monthly' } },
		{ terms: { interval_months: 99_999_999_999 } },
		{ terms: { interval_months: 1, first_due_on: '2026-02-30' } },
		{ terms: { interval_months: 1, due_day: [] } }
	])('with %o is refused by name when completed', async (broken) => {
		const id = randomUUID();
		for (const [part, answers] of Object.entries({ ...good, ...broken })) {
			await owner().rpc('save_onboarding', { id, part, answers }).throwOnError();
		}
		const { error, status } = await owner().rpc('complete_onboarding', { id });
		expect([error?.message, status]).toEqual(['onboarding_draft_invalid', 422]);
	});

	test('of parts that only together are too large is refused by name', async () => {
		const id = randomUUID();
		const answers = { notes: Array.from({ length: 800 }, () => randomUUID()).join() };
		const save = (part: string) => owner().rpc('save_onboarding', { id, part, answers });
		await save('client').throwOnError();
		await save('plan').throwOnError();
		const { error, status } = await save('terms');
		expect([error?.message, status]).toEqual(['onboarding_draft_too_large', 413]);
		expect(error?.details).not.toContain(tenant.resellerId);
	});

	test('cannot name what the person may not decide', async () => {
		const id = randomUUID();
		const reach = {
			id: tenant.clientId,
			reseller_id: randomUUID(),
			number: 999_999,
			archived_at: '2020-01-01',
			created_at: '2001-01-01',
			phone_hint: 'hint'
		};
		const parts = {
			client: { ...good.client, ...reach },
			plan: { ...good.plan, reseller_id: randomUUID(), pass_through_cents: -500, version: 9 },
			terms: { ...good.terms, status: 'active', paid_cents: 9990, started_on: '2001-01-01' }
		};
		for (const [part, answers] of Object.entries(parts)) {
			await owner().rpc('save_onboarding', { id, part, answers }).throwOnError();
		}
		const { data } = await owner().rpc('complete_onboarding', { id }).throwOnError();
		const { data: client } = await owner()
			.from('clients')
			.select('id, reseller_id, number, archived_at, phone_hint')
			.eq('id', data.client_id)
			.single()
			.throwOnError();
		expect(client).toMatchObject({
			reseller_id: tenant.resellerId,
			archived_at: null,
			phone_hint: null
		});
		expect(client.id).not.toBe(tenant.clientId);
		expect(client.number).toBeLessThan(999_999);
		const { data: invoice } = await owner()
			.from('invoices')
			.select('total_cents, paid_cents')
			.eq('id', data.invoice_id)
			.single()
			.throwOnError();
		expect(invoice).toEqual({ total_cents: 9990, paid_cents: 0 });
	});
});
