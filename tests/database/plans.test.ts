import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { makeTenant, onboard, type Tenant } from '../support/world.ts';
import { databaseConnection, platform } from './platform.ts';

// Plans: versions, categories and their cost, links, and moving subscriptions to newer terms.

const db = databaseConnection();
let tenant: Tenant;
let stranger: Tenant;

beforeAll(async () => {
	[tenant, stranger] = await Promise.all([
		makeTenant(platform, 'plans'),
		makeTenant(platform, 'other-plans')
	]);
});

const owner = () => tenant.staff.owner.db;
const essential = { name: 'Essencial', monthly_price_cents: 9990 };

const save = (fields: object, more: object = {}, of = owner()) =>
	of.rpc('save_plan', { request_id: randomUUID(), fields, ...more });

async function newPlan(fields: object = {}): Promise<string> {
	const { data } = await save({ ...essential, ...fields }).throwOnError();
	return data.plan_id;
}

async function versions(planId: string) {
	const { rows } = await db.query(
		`select version, monthly_price_cents::int as price, pass_through_cents::int as cost, session_quota as quota,
			grace_days as grace, trial_days as trial, cycles_limit as cycles, intervals, interval_prices as prices,
			pack_sessions as pack, pack_price_cents::int as pack_price
		from public.plan_versions where plan_id = $1 order by version`,
		[planId]
	);
	return rows;
}

async function plan(planId: string) {
	const { rows } = await db.query('select * from public.plans where id = $1', [planId]);
	return rows[0];
}

describe('saving a plan', () => {
	test('writes its first terms, with what was left out as usual', async () => {
		const { data } = await save(essential).throwOnError();
		expect(data).toEqual({ plan_id: expect.any(String), version: 1, is_new_version: true });
		expect(await versions(data.plan_id)).toEqual([
			{
				...{ version: 1, price: 9990, cost: 0, quota: null, grace: 0, trial: 0, cycles: null },
				...{ intervals: [1, 2, 3, 6, 12], prices: {}, pack: null, pack_price: null }
			}
		]);
	});

	test('keeps every term it is given', async () => {
		const id = await newPlan({
			...{ intervals: [12, 1, 1], interval_prices: { 12: 99000 }, session_quota: 1000 },
			...{
				grace_days: 5,
				trial_days: 14,
				cycles_limit: 24,
				pack_sessions: 500,
				pack_price_cents: 4900
			}
		});
		expect(await versions(id)).toEqual([
			{
				...{ version: 1, price: 9990, cost: 0, quota: 1000, grace: 5, trial: 14, cycles: 24 },
				...{ intervals: [1, 12], prices: { 12: 99000 }, pack: 500, pack_price: 4900 }
			}
		]);
	});

	test('other terms are the next version; the same ones, and a new name, are none', async () => {
		const id = await newPlan();
		const { data: renamed } = await save(
			{ name: 'Essencial 2', description: 'Para começar', monthly_price_cents: 9990 },
			{ plan_id: id }
		).throwOnError();
		expect(renamed).toEqual({ plan_id: id, version: 1, is_new_version: false });
		expect(await plan(id)).toMatchObject({ name: 'Essencial 2', description: 'Para começar' });
		const { data: dearer } = await save(
			{ monthly_price_cents: 10990 },
			{ plan_id: id, seen_version: 1 }
		).throwOnError();
		expect(dearer).toEqual({ plan_id: id, version: 2, is_new_version: true });
		expect((await versions(id)).map(({ price }) => price)).toEqual([9990, 10990]);
	});

	test('only what is named changes, and a price for a recurrence that is not offered goes', async () => {
		const id = await newPlan({ session_quota: 100, interval_prices: { 6: 50000, 12: 90000 } });
		await save({ intervals: [1, 12] }, { plan_id: id }).throwOnError();
		expect((await versions(id))[1]).toMatchObject({
			...{ quota: 100, intervals: [1, 12], prices: { 12: 90000 }, price: 9990 }
		});
	});

	test('one request saves once, however often it comes', async () => {
		const request_id = randomUUID();
		const many = Array.from({ length: 8 }, () => save(essential, { request_id }).throwOnError());
		const ids = new Set((await Promise.all(many)).map(({ data }) => data.plan_id));
		expect(ids.size).toBe(1);
		const [id] = [...ids];
		const change = { plan_id: id, seen_version: 1, request_id: randomUUID() };
		const changes = Array.from({ length: 8 }, () =>
			save({ monthly_price_cents: 1 }, change).throwOnError()
		);
		expect(new Set((await Promise.all(changes)).map(({ data }) => data.version))).toEqual(
			new Set([2])
		);
		expect(await versions(id!)).toHaveLength(2);
	});

	test('whoever began with older terms is told', async () => {
		const id = await newPlan();
		await save({ monthly_price_cents: 1 }, { plan_id: id, seen_version: 1 }).throwOnError();
		const { error, status } = await save(
			{ monthly_price_cents: 2 },
			{ plan_id: id, seen_version: 1 }
		);
		expect([error?.message, status, JSON.parse(error!.details!)]).toEqual([
			'plan_changed_meanwhile',
			409,
			{ version: 2 }
		]);
	});

	test.each([
		['without a name', { name: null }, 'plan_incomplete'],
		['with a blank name', { name: '  ' }, 'plan_name_invalid'],
		['without a price', { monthly_price_cents: null }, 'plan_incomplete'],
		['with a negative price', { monthly_price_cents: -1 }, 'plan_price_invalid'],
		['in no recurrence', { intervals: [] }, 'plan_intervals_invalid'],
		['every five months', { intervals: [1, 5] }, 'plan_intervals_invalid'],
		['with a recurrence that is null', { intervals: [1, null] }, 'plan_intervals_invalid'],
		['with a price for five months', { interval_prices: { 5: 1 } }, 'plan_interval_prices_invalid'],
		['with half a cent', { interval_prices: { 12: 1.5 } }, 'plan_interval_prices_invalid'],
		['with words for a price', { interval_prices: { 12: 'x' } }, 'plan_interval_prices_invalid'],
		['with a list of prices', { interval_prices: [1] }, 'plan_interval_prices_invalid'],
		['with a negative quota', { session_quota: -1 }, 'plan_quota_invalid'],
		['with grace for a year', { grace_days: 365 }, 'plan_grace_invalid'],
		['with a trial of two years', { trial_days: 730 }, 'plan_trial_invalid'],
		['for no cycle', { cycles_limit: 0 }, 'plan_cycles_invalid'],
		['with a pack that costs nothing said', { pack_sessions: 10 }, 'plan_pack_invalid'],
		['with an empty pack', { pack_sessions: 0, pack_price_cents: 1 }, 'plan_pack_invalid'],
		['with a description of a book', { description: 'x'.repeat(2001) }, 'plan_description_invalid'],
		['with a word for a price', { monthly_price_cents: 'x' }, 'input_invalid'],
		['with a number beyond all', { monthly_price_cents: 1e30 }, 'input_invalid'],
		['in a category of nobody', { category_id: randomUUID() }, 'plan_category_not_found'],
		['with an agreement of a library', { agreement: 'x'.repeat(50_001) }, 'plan_agreement_too_long']
	])('%s is refused', async (_, fields, code) => {
		expect((await save({ ...essential, ...fields })).error?.message).toBe(code);
	});

	test('fields that are none, of a plan of others, or without the right are refused', async () => {
		expect((await save([])).error?.message).toBe('plan_incomplete');
		expect((await save(essential, { request_id: null })).error?.message).toBe(
			'request_id_required'
		);
		const theirs = await save(essential, {}, stranger.staff.owner.db).throwOnError();
		const { error, status } = await save(essential, { plan_id: theirs.data.plan_id });
		expect([error?.message, status]).toEqual(['plan_not_found', 404]);
		expect((await save(essential, {}, tenant.staff.support.db)).error?.message).toBe(
			'not_permitted'
		);
	});

	test('what was written never changes, whoever asks', async () => {
		const id = await newPlan();
		await expect(
			db.query('update public.plan_versions set monthly_price_cents = 1 where plan_id = $1', [id])
		).rejects.toThrow('terms_never_change');
	});
});

describe('what a period costs', () => {
	test.each([
		// 99,90 × months, as no price of its own is named.
		[1, {}, 9990],
		[3, {}, 29970],
		[12, {}, 119880],
		// A price of the recurrence's own stands for the whole period.
		[12, { 12: 99000 }, 99000],
		[6, { 12: 99000 }, 59940],
		[12, { 12: 0 }, 0]
	])('%i months with %j cost %i', async (months, interval_prices, cents) => {
		const id = await newPlan({ interval_prices });
		const { rows } = await db.query(
			'select app.period_price_cents(v, $2)::int as cents from public.plan_versions v where plan_id = $1',
			[id, months]
		);
		expect(rows[0].cents).toBe(cents);
	});

	test('a recurrence that is not offered cannot be attached', async () => {
		const id = await newPlan({ intervals: [12] });
		const ask = (months: number | null) =>
			db.query('select (app.plan_for_sale($1, $2, $3)).version', [tenant.resellerId, id, months]);
		await expect(ask(1)).rejects.toThrow('plan_interval_not_offered');
		expect((await ask(12)).rows).toEqual([{ version: 1 }]);
		await owner().rpc('set_plan_active', { plan_id: id, is_active: false }).throwOnError();
		await expect(ask(12)).rejects.toThrow('plan_not_available');
		await owner().rpc('set_plan_active', { plan_id: id, is_active: true }).throwOnError();
		expect((await ask(null)).rows).toEqual([{ version: 1 }]);
	});
});

test('a recurrence that is not offered is refused alike wherever it is asked for', async () => {
	const id = await newPlan({ intervals: [12] });
	const { clientId } = await onboard(owner(), 'Padaria Aurora');
	const { error, status } = await owner().rpc('add_subscription', {
		...{ request_id: randomUUID(), client_id: clientId, plan: { id } },
		terms: { interval_months: 1 }
	});
	expect([error?.message, status]).toEqual(['plan_interval_not_offered', 409]);
});

describe('categories', () => {
	const saveCategory = (name: string, pass_through_cents: number, id = randomUUID()) =>
		owner().rpc('save_plan_category', { id, name, pass_through_cents });

	test('a new cost is a new version of each plan in it, and only of those', async () => {
		const id = randomUUID();
		await saveCategory('Nuvem', 1500, id).throwOnError();
		const plans = [await newPlan({ category_id: id }), await newPlan({ category_id: id })];
		const outside = await newPlan();
		expect((await saveCategory('Nuvem', 2000, id).throwOnError()).data).toEqual({
			id,
			versions: 2
		});
		expect((await saveCategory('Nuvem 2', 2000, id).throwOnError()).data).toEqual({
			id,
			versions: 0
		});
		for (const one of plans)
			expect((await versions(one)).map(({ cost }) => cost)).toEqual([1500, 2000]);
		expect(await versions(outside)).toHaveLength(1);
		await save({ category_id: null }, { plan_id: plans[0] }).throwOnError();
		expect((await versions(plans[0]!)).map(({ cost }) => cost)).toEqual([1500, 2000, 0]);
	});

	test('a name stands once, whatever its case', async () => {
		await saveCategory('Internet', 0).throwOnError();
		const { error, status } = await saveCategory('INTERNET', 0);
		expect([error?.message, status]).toEqual(['plan_category_name_taken', 409]);
	});

	test('one that is in use stays, an empty one goes', async () => {
		const id = randomUUID();
		await saveCategory('De passagem', 0, id).throwOnError();
		const inside = await newPlan({ category_id: id });
		const remove = () => owner().rpc('delete_plan_category', { id });
		const { error, status } = await remove();
		expect([error?.message, status, error?.details]).toEqual([
			'plan_category_in_use',
			409,
			'{"plans": 1}'
		]);
		await save({ category_id: null }, { plan_id: inside }).throwOnError();
		await remove().throwOnError();
		await remove().throwOnError();
		const { rows } = await db.query('select from public.plan_categories where id = $1', [id]);
		expect(rows).toEqual([]);
	});

	test.each([
		['', 0, 'plan_category_name_invalid'],
		['x'.repeat(61), 0, 'plan_category_name_invalid'],
		['Cara', 100_000_001, 'plan_category_cost_invalid'],
		['Barata', -1, 'plan_category_cost_invalid']
	])('%j at %i is refused', async (name, cost, code) => {
		expect((await saveCategory(name, cost)).error?.message).toBe(code);
	});

	test("another reseller's is out of reach", async () => {
		const id = randomUUID();
		await saveCategory('Nossa', 100, id).throwOnError();
		const theirs = stranger.staff.owner.db;
		expect(
			(await theirs.rpc('save_plan_category', { id, name: 'Deles', pass_through_cents: 1 })).error
				?.message
		).toBe('plan_category_not_found');
		await theirs.rpc('delete_plan_category', { id }).throwOnError();
		expect((await save({ ...essential, category_id: id }, {}, theirs)).error?.message).toBe(
			'plan_category_not_found'
		);
		const { rows } = await db.query('select name from public.plan_categories where id = $1', [id]);
		expect(rows).toEqual([{ name: 'Nossa' }]);
	});
});

describe('the public link', () => {
	const link = (plan_id: string, is_on: boolean, code?: string, of = owner()) =>
		of.rpc('set_plan_link', { plan_id, is_on, ...(code !== undefined && { code }) });

	test('is named by nobody, keeps its name, and can be given another', async () => {
		const id = await newPlan();
		const { data: first } = await link(id, true).throwOnError();
		expect(first).toEqual({ code: expect.stringMatching(/^[a-z2-9]{16}$/), is_published: true });
		expect((await link(id, false).throwOnError()).data).toEqual({ ...first, is_published: false });
		expect((await link(id, true).throwOnError()).data).toEqual(first);
		const { data: second } = await link(id, true, '').throwOnError();
		expect(second.code).not.toBe(first.code);
		const chosen = `fibra-${randomUUID().slice(0, 8)}`;
		expect((await link(id, true, ` ${chosen.toUpperCase()} `).throwOnError()).data.code).toBe(
			chosen
		);
		const theirs = await save(essential, {}, stranger.staff.owner.db).throwOnError();
		const taken = await link(theirs.data.plan_id, true, chosen, stranger.staff.owner.db);
		expect([taken.error?.message, taken.status]).toEqual(['plan_code_taken', 409]);
	});

	test.each(['-x', 'x-', 'a--b', 'a', 'ação', 'a b', 'x'.repeat(41), '../x'])(
		'%j is no name for it',
		async (code) => {
			const id = await newPlan();
			expect((await link(id, true, code)).error?.message).toBe('plan_code_invalid');
		}
	);

	test('a private plan has none', async () => {
		const id = await newPlan({ is_private: true });
		const { error, status } = await link(id, true);
		expect([error?.message, status]).toEqual(['plan_private', 409]);
		const open = await newPlan();
		await link(open, true).throwOnError();
		await save({ is_private: true }, { plan_id: open }).throwOnError();
		expect(await plan(open)).toMatchObject({ is_private: true, is_published: false });
	});
});

describe('the text that is agreed to', () => {
	const texts = async (id: string) =>
		(
			await db.query(
				'select version, body, sha256 from public.plan_agreements where plan_id = $1 order by version',
				[id]
			)
		).rows;

	test('has versions of its own, apart from the terms', async () => {
		const id = await newPlan({ agreement: ' Combinado. ' });
		await save({ agreement: 'Combinado.' }, { plan_id: id }).throwOnError();
		await save({ agreement: 'Combinado de novo.' }, { plan_id: id }).throwOnError();
		await save({ name: 'Outro nome' }, { plan_id: id }).throwOnError();
		await save({ agreement: '' }, { plan_id: id }).throwOnError();
		expect(await versions(id)).toHaveLength(1);
		expect(await texts(id)).toEqual([
			{
				version: 1,
				body: 'Combinado.',
				// printf 'Combinado.' | sha256sum
				sha256: expect.stringMatching(/^[0-9a-f]{64}$/)
			},
			{ version: 2, body: 'Combinado de novo.', sha256: expect.any(String) },
			{ version: 3, body: null, sha256: expect.any(String) }
		]);
	});
});

describe('moving subscriptions to newer terms', () => {
	async function withSubscriptions(count: number, fields: object = {}) {
		const id = await newPlan(fields);
		const clients = [];
		for (let index = 0; index < count; index += 1)
			clients.push(await onboard(owner(), `Assinante ${index}`, { id }));
		return { id, clients };
	}
	const preview = async (plan_id: string, from_versions?: number[]) =>
		(await owner().rpc('preview_plan_migration', { plan_id, from_versions }).throwOnError()).data;
	const migrate = (plan_id: string, to_version: number, more: object = {}) =>
		owner().rpc('migrate_subscriptions', { plan_id, to_version, ...more });
	const standing = async (planId: string) =>
		(
			await db.query(
				`select v.version, n.version as next from public.subscriptions s
				join public.plan_versions v on v.id = s.plan_version_id
				left join public.plan_versions n on n.id = s.next_plan_version_id
				where v.plan_id = $1 order by s.created_at`,
				[planId]
			)
		).rows;

	test('shows who pays what, then moves exactly those, from the renewal on', async () => {
		const { id } = await withSubscriptions(2);
		await save({ monthly_price_cents: 10990 }, { plan_id: id, seen_version: 1 }).throwOnError();
		const shown = await preview(id);
		expect(shown).toMatchObject({ version: 2, moves: 2, moving: 0, month_difference_cents: 2000 });
		expect(shown.rows[0]).toMatchObject({
			...{ version: 1, interval_months: 1, old_cents: 9990, new_cents: 10990 },
			...{ month_difference_cents: 1000, state: 'moves', client_name: expect.any(String) }
		});
		expect(await standing(id)).toEqual(Array(2).fill({ version: 1, next: null }));
		expect((await migrate(id, 2).throwOnError()).data).toEqual({ version: 2, moved: 2 });
		expect((await migrate(id, 2).throwOnError()).data).toEqual({ version: 2, moved: 0 });
		expect(await standing(id)).toEqual(Array(2).fill({ version: 1, next: 2 }));
		expect(await preview(id)).toMatchObject({ moves: 0, moving: 2, month_difference_cents: 0 });
		const { data } = await owner().rpc('cancel_plan_migration', { plan_id: id }).throwOnError();
		expect(data).toEqual({ stayed: 2 });
		expect(await standing(id)).toEqual(Array(2).fill({ version: 1, next: null }));
	});

	test('takes only the versions it is told, and only to the terms that were looked at', async () => {
		const { id } = await withSubscriptions(1);
		await save({ monthly_price_cents: 10990 }, { plan_id: id }).throwOnError();
		await onboard(owner(), 'Mais tarde', { id });
		await save({ monthly_price_cents: 11990 }, { plan_id: id }).throwOnError();
		const late = await migrate(id, 2);
		expect([late.error?.message, late.status]).toEqual(['plan_changed_meanwhile', 409]);
		expect(await preview(id, [2])).toMatchObject({ version: 3, moves: 1 });
		await migrate(id, 3, { from_versions: [2] }).throwOnError();
		expect(await standing(id)).toEqual([
			{ version: 1, next: null },
			{ version: 2, next: 3 }
		]);
		// Terms that came later take along who was on the way.
		await save({ monthly_price_cents: 12990 }, { plan_id: id }).throwOnError();
		expect((await migrate(id, 4).throwOnError()).data.moved).toBe(2);
	});

	test('leaves who is going elsewhere, who has ended, and contracts of a total', async () => {
		const { id, clients } = await withSubscriptions(4);
		const other = await newPlan();
		await save({ monthly_price_cents: 1 }, { plan_id: id }).throwOnError();
		const of = (index: number) => [clients[index]!.clientId];
		await db.query(
			`update public.subscriptions set next_plan_version_id = (select id from public.plan_versions where plan_id = $2)
			where client_id = $1`,
			[...of(0), other]
		);
		await db.query(
			`update public.subscriptions set status = 'canceled', ended_on = current_date where client_id = $1`,
			of(1)
		);
		await db.query(
			`update public.subscriptions set contract_total_cents = 1000, instalments = 3, cycles_limit = 3 where client_id = $1`,
			of(2)
		);
		expect(await preview(id)).toMatchObject({
			moves: 1,
			contracts: 1,
			other_changes: 1,
			moving: 0
		});
		expect((await migrate(id, 2).throwOnError()).data.moved).toBe(1);
		const { rows } = await owner()
			.from('plan_usage')
			.select('version, running')
			.eq('plan_id', id)
			.order('version')
			.throwOnError()
			.then(({ data }) => ({ rows: data }));
		expect(rows).toEqual([
			{ version: 1, running: 3 },
			{ version: 2, running: 0 }
		]);
	});

	test('is for who may write plans, of their own', async () => {
		const { id } = await withSubscriptions(0);
		const args = { plan_id: id, to_version: 1 };
		expect((await tenant.staff.support.db.rpc('migrate_subscriptions', args)).error?.message).toBe(
			'not_permitted'
		);
		for (const name of ['migrate_subscriptions', 'preview_plan_migration', 'cancel_plan_migration'])
			expect(
				(
					await stranger.staff.owner.db.rpc(
						name,
						name === 'migrate_subscriptions' ? args : { plan_id: id }
					)
				).error?.message
			).toBe('plan_not_found');
	});
});
