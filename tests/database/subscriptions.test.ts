import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { makeTenant, onboard, type Tenant } from '../support/world.ts';
import { databaseConnection, platform } from './platform.ts';

const db = databaseConnection();
let tenant: Tenant;
let stranger: Tenant;
/** Five days from the reseller's today. */
let soon: string;

beforeAll(async () => {
	[tenant, stranger] = await Promise.all([
		makeTenant(platform, 'subscriptions'),
		makeTenant(platform, 'elsewhere')
	]);
	const { rows } = await db.query('select (app.today($1) + 5)::text as soon', [tenant.resellerId]);
	soon = rows[0].soon;
});

const owner = () => tenant.staff.owner.db;
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);
interface Changes {
	request_id?: string | null;
	client_id?: string;
	[argument: string]: unknown;
}

const subscribe = (client_id: string, changes: Changes = {}, of = tenant) =>
	of.staff.owner.db.rpc('add_subscription', {
		request_id: randomUUID(),
		client_id,
		plan: { name: 'Fibra', monthly_price_cents: 9990 },
		terms: { interval_months: 1 },
		...changes
	});

const issue = (client_id: string, changes: Changes = {}) =>
	owner().rpc('issue_one_off_invoice', {
		request_id: randomUUID(),
		client_id,
		lines: [{ description: 'Instalação', quantity: 1, unit_cents: 15000 }],
		due_on: soon,
		...changes
	});

const archive = (clientId: string) =>
	db.query('update public.clients set archived_at = now() where id = $1', [clientId]);

async function invoice(id: string) {
	const { rows } = await db.query(
		`select i.client_id, i.subscription_id is null as is_one_off, i.total_cents::int as total, i.payment_status,
			(select count(*)::int from public.invoice_mails m where m.invoice_id = i.id) as mails,
			(select json_agg(json_build_array(l.kind, l.description, l.quantity, l.unit_cents, l.total_cents) order by l.position)
			 from public.invoice_lines l where l.invoice_id = i.id) as lines
		from public.invoices i where i.id = $1`,
		[id]
	);
	return rows[0];
}

async function numbers(): Promise<number[]> {
	const { rows } = await db.query(
		'select number::int as number from public.invoices where reseller_id = $1 order by number',
		[tenant.resellerId]
	);
	return rows.map(({ number }) => number);
}

async function counts(clientId: string) {
	const { rows } = await db.query(
		`select (select count(*)::int from public.subscriptions where client_id = $1) as subscriptions,
			(select count(*)::int from public.invoices where client_id = $1) as invoices,
			(select count(*)::int from public.plans where reseller_id = $2) as plans`,
		[clientId, tenant.resellerId]
	);
	return rows[0];
}

describe('adding a subscription to a client', () => {
	test('bills the first period at once and mails it', async () => {
		const { clientId } = await onboard(owner(), 'Segunda assinatura');
		const { data } = await subscribe(clientId).throwOnError();
		expect(await invoice(data.invoice_id)).toEqual({
			client_id: clientId,
			is_one_off: false,
			total: 9990,
			payment_status: 'unpaid',
			mails: 1,
			lines: [['plan', 'Fibra', 1, 9990, 9990]]
		});
		expect(await counts(clientId)).toMatchObject({ subscriptions: 2, invoices: 2 });
	});

	test('twenty times at once with one request adds one, and answers alike', async () => {
		const { clientId } = await onboard(owner(), 'Vinte cliques');
		const request_id = randomUUID();
		const answers = await Promise.all(
			upTo(20).map(() => subscribe(clientId, { request_id }).throwOnError())
		);
		expect(new Set(answers.map(({ data }) => JSON.stringify(data))).size).toBe(1);
		expect(await counts(clientId)).toMatchObject({ subscriptions: 2, invoices: 2 });
	});

	test('a request of another client is refused, also at the same moment', async () => {
		const clients = await Promise.all(upTo(4).map((n) => onboard(owner(), `Cruzado ${n}`)));
		const request_id = randomUUID();
		const answers = await Promise.all(
			clients.map(({ clientId }) => subscribe(clientId, { request_id }))
		);
		expect(answers.map(({ error }) => error?.message ?? 'done').sort()).toEqual([
			'done',
			...Array<string>(3).fill('request_id_reused')
		]);
	});

	test("takes the client's own due day where the terms name none", async () => {
		const { clientId } = await onboard(owner(), 'Dia certo');
		await db.query('update public.clients set due_day = 27 where id = $1', [clientId]);
		const dueDay = async (terms: object) => {
			const { data } = await subscribe(clientId, { terms }).throwOnError();
			const { rows } = await db.query('select due_day from public.subscriptions where id = $1', [
				data.subscription_id
			]);
			return rows[0].due_day;
		};
		expect(await dueDay({ interval_months: 1 })).toBe(27);
		expect(await dueDay({ interval_months: 1, due_day: 3 })).toBe(3);
	});

	test.each([
		['without a request id', { request_id: null }, 422, 'request_id_required'],
		['for a client of nobody', { client_id: randomUUID() }, 404, 'client_not_found'],
		['without a plan', { plan: null }, 422, 'subscription_incomplete'],
		['with terms that are a list', { terms: [] }, 422, 'subscription_incomplete'],
		['without a recurrence', { terms: {} }, 422, 'subscription_incomplete'],
		['every five months', { terms: { interval_months: 5 } }, 422, 'subscription_interval_invalid'],
		['with a word for a number', { terms: { interval_months: 'x' } }, 422, 'input_invalid'],
		['with a number beyond all', { terms: { interval_months: 9e15 } }, 422, 'input_invalid'],
		[
			'due yesterday',
			{ terms: { interval_months: 1, first_due_on: '2020-01-01' } },
			422,
			'first_due_in_past'
		],
		[
			'due never',
			{ terms: { interval_months: 1, first_due_on: 'infinity' } },
			422,
			'first_due_too_far'
		],
		['with a plan of nobody', { plan: { id: randomUUID() } }, 409, 'plan_not_available'],
		[
			'with a negative price',
			{ plan: { name: 'x', monthly_price_cents: -1 } },
			422,
			'plan_price_invalid'
		]
	])('%s is refused by name, and writes nothing', async (_, changes, status, code) => {
		const before = await counts(tenant.clientId);
		const answer = await subscribe(tenant.clientId, changes);
		expect([answer.status, answer.error?.message]).toEqual([status, code]);
		expect(await counts(tenant.clientId)).toEqual(before);
	});

	test('neither a client nor a plan of another reseller can be used', async () => {
		const foreign = await subscribe(stranger.clientId);
		expect([foreign.status, foreign.error?.message]).toEqual([404, 'client_not_found']);
		const { data: plans } = await stranger.staff.owner.db
			.from('plan_catalog')
			.select('id')
			.limit(1)
			.throwOnError();
		const answer = await subscribe(tenant.clientId, { plan: { id: plans[0]!.id } });
		expect([answer.status, answer.error?.message]).toEqual([409, 'plan_not_available']);
	});

	test('a new plan needs the right to make plans', async () => {
		const roles = await Promise.all(
			(['finance', 'support', 'viewer'] as const).map((role) =>
				tenant.staff[role].db.rpc('add_subscription', {
					request_id: randomUUID(),
					client_id: tenant.clientId,
					plan: { name: 'Novo', monthly_price_cents: 1 },
					terms: { interval_months: 1 }
				})
			)
		);
		expect(roles.map(({ status }) => status)).toEqual([200, 403, 403]);
	});
});

describe("the client's own discount and surcharge", () => {
	const adjusted = async (discount: number | null, surcharge: number | null) => {
		const { clientId } = await onboard(owner(), 'Com desconto');
		await db.query(
			'update public.clients set discount_cents = $2, surcharge_cents = $3 where id = $1',
			[clientId, discount, surcharge]
		);
		return clientId;
	};

	test('are lines of each subscription invoice, for every month of it, to the cent', async () => {
		const clientId = await adjusted(1500, 333);
		const { data } = await subscribe(clientId, { terms: { interval_months: 3 } }).throwOnError();
		// 3 × (99.90 + 3.33 − 15.00) = 264.69
		expect(await invoice(data.invoice_id)).toMatchObject({
			total: 26469,
			lines: [
				['plan', 'Fibra', 3, 9990, 29970],
				['surcharge', 'Fibra', 3, 333, 999],
				['discount', 'Fibra', 3, -1500, -4500]
			]
		});
		const { data: listed } = await owner()
			.from('subscription_list')
			.select('price_cents, surcharge_cents, discount_cents, monthly_cents, period_cents')
			.eq('id', data.subscription_id)
			.single()
			.throwOnError();
		expect(listed).toEqual({
			price_cents: 29970,
			surcharge_cents: 999,
			discount_cents: 4500,
			monthly_cents: 8823,
			period_cents: 26469
		});
	});

	test('a discount never takes more than there is; then nothing is owed and the plan is active', async () => {
		const clientId = await adjusted(99_999, null);
		const { data } = await subscribe(clientId, { terms: { interval_months: 12 } }).throwOnError();
		expect(await invoice(data.invoice_id)).toMatchObject({
			total: 0,
			payment_status: 'paid',
			lines: [
				['plan', 'Fibra', 12, 9990, 119_880],
				['discount', 'Fibra', 12, -9990, -119_880]
			]
		});
		const { rows } = await db.query('select status from public.subscriptions where id = $1', [
			data.subscription_id
		]);
		expect(rows[0].status).toBe('active');
	});

	test('leave one-off invoices and other clients alone', async () => {
		const clientId = await adjusted(500, 700);
		const { data } = await issue(clientId);
		expect((await invoice(data.invoice_id)).lines).toEqual([
			['item', 'Instalação', 1, 15000, 15000]
		]);
		const { data: other } = await subscribe(tenant.clientId).throwOnError();
		expect((await invoice(other.invoice_id)).total).toBe(9990);
	});
});

describe('issuing a one-off invoice', () => {
	test('sums its lines, stands outside any subscription, and is mailed', async () => {
		const { data } = await issue(tenant.clientId, {
			lines: [
				{ description: '  Roteador <b>"AX"</b> ', quantity: 2, unit_cents: 24_950 },
				{ description: '=HYPERLINK("http://x")', quantity: 1, unit_cents: 1 }
			]
		});
		expect(await invoice(data.invoice_id)).toEqual({
			client_id: tenant.clientId,
			is_one_off: true,
			total: 49_901,
			payment_status: 'unpaid',
			mails: 1,
			lines: [
				['item', 'Roteador <b>"AX"</b>', 2, 24_950, 49_900],
				['item', '=HYPERLINK("http://x")', 1, 1, 1]
			]
		});
	});

	test('twenty times at once with one request issues one, and leaves no gap in the numbers', async () => {
		const { clientId } = await onboard(owner(), 'Avulso');
		const request_id = randomUUID();
		const answers = await Promise.all([
			...upTo(20).map(() => issue(clientId, { request_id })),
			...upTo(6).map(() => issue(clientId, { lines: [] })),
			...upTo(6).map(() =>
				issue(clientId, { lines: [{ description: ' ', quantity: 1, unit_cents: 1 }] })
			),
			...upTo(3).map(() => issue(clientId))
		]);
		const issued = answers.flatMap(({ data }) => data?.invoice_id ?? []);
		expect(new Set(issued).size).toBe(4);
		expect(answers.filter(({ error }) => error)).toHaveLength(12);
		expect(await counts(clientId)).toMatchObject({ invoices: 5 });
		const all = await numbers();
		expect(all).toEqual(upTo(all.length));
	});

	test('a request of another client is refused', async () => {
		const { clientId } = await onboard(owner(), 'Outro');
		const request_id = randomUUID();
		await issue(tenant.clientId, { request_id });
		const answer = await issue(clientId, { request_id });
		expect([answer.status, answer.error?.message]).toEqual([409, 'request_id_reused']);
	});

	const line = (changes: object) => ({
		lines: [{ description: 'x', quantity: 1, unit_cents: 100, ...changes }]
	});
	const lines = (count: number) => ({
		lines: upTo(count).map(() => ({ description: 'x', quantity: 1, unit_cents: 100 }))
	});

	test.each([
		['without a request id', { request_id: null }, 422, 'request_id_required'],
		['for a client of nobody', { client_id: randomUUID() }, 404, 'client_not_found'],
		['without a due date', { due_on: null }, 422, 'invoice_due_required'],
		['due yesterday', { due_on: '2020-01-01' }, 422, 'invoice_due_in_past'],
		['due never', { due_on: 'infinity' }, 422, 'invoice_due_too_far'],
		['without lines', { lines: [] }, 422, 'invoice_lines_invalid'],
		['with lines that are none', { lines: { x: 1 } }, 422, 'invoice_lines_invalid'],
		['with words for lines', { lines: ['x'] }, 422, 'invoice_lines_invalid'],
		['with too many lines', lines(51), 422, 'invoice_lines_invalid'],
		['with half a piece', line({ quantity: 1.5 }), 422, 'invoice_lines_invalid'],
		['with a price beyond all', line({ unit_cents: 1e30 }), 422, 'invoice_lines_invalid'],
		['with no piece', line({ quantity: 0 }), 422, 'invoice_line_quantity_invalid'],
		['with minus a piece', line({ quantity: -1 }), 422, 'invoice_line_quantity_invalid'],
		['with too many pieces', line({ quantity: 10_000 }), 422, 'invoice_line_quantity_invalid'],
		['for nothing', line({ unit_cents: 0 }), 422, 'invoice_line_price_invalid'],
		['for less than nothing', line({ unit_cents: -5 }), 422, 'invoice_line_price_invalid'],
		['for too much', line({ unit_cents: 100_000_001 }), 422, 'invoice_line_price_invalid'],
		['without a text', line({ description: null }), 422, 'invoice_line_description_invalid'],
		['with a blank text', line({ description: '  ' }), 422, 'invoice_line_description_invalid'],
		[
			'with a long text',
			line({ description: 'x'.repeat(201) }),
			422,
			'invoice_line_description_invalid'
		],
		[
			'with a header in the text',
			line({ description: 'x\r\nBcc: y@example.com' }),
			422,
			'invoice_line_description_invalid'
		],
		[
			'above a billion',
			{ lines: [{ description: 'x', quantity: 9999, unit_cents: 100_000_000 }] },
			422,
			'invoice_total_too_high'
		]
	])('%s is refused by name, and writes nothing', async (_, changes, status, code) => {
		const before = await counts(tenant.clientId);
		const answer = await issue(tenant.clientId, changes);
		expect([answer.status, answer.error?.message]).toEqual([status, code]);
		expect(await counts(tenant.clientId)).toEqual(before);
	});

	test('is not for a client of another reseller', async () => {
		const answer = await issue(stranger.clientId);
		expect([answer.status, answer.error?.message]).toEqual([404, 'client_not_found']);
	});

	test('a client without an address gets no mail', async () => {
		const { clientId } = await onboard(owner(), 'Sem e-mail');
		await db.query('update public.clients set email = null where id = $1', [clientId]);
		const { data } = await issue(clientId);
		expect((await invoice(data.invoice_id)).mails).toBe(0);
	});
});

describe('an archived client', () => {
	test('is not billed, by whatever way; a request that was done before still answers', async () => {
		const { clientId } = await onboard(owner(), 'Arquivado');
		const request_id = randomUUID();
		const { data: earlier } = await issue(clientId, { request_id });
		await archive(clientId);
		const before = await counts(clientId);
		for (const answer of [await subscribe(clientId), await issue(clientId)])
			expect([answer.status, answer.error?.message]).toEqual([409, 'client_archived']);
		expect((await issue(clientId, { request_id })).data).toEqual(earlier);
		await db.query(
			`update public.subscriptions set status = 'active', next_period_on = app.today(reseller_id) where client_id = $1`,
			[clientId]
		);
		const { rows } = await db.query(
			`select s.id = any (app.issuable_ids(s.reseller_id, app.today(s.reseller_id) + 400)) as "isDue"
			from public.subscriptions s where s.client_id = $1`,
			[clientId]
		);
		expect(rows).toEqual([{ isDue: false }]);
		expect(await counts(clientId)).toEqual(before);
	});
});
