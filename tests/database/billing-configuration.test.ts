import { beforeAll, describe, expect, test } from 'vitest';
import { scheduleOf } from '../../src/lib/dunning/schedule.ts';
import { makeTenant, type Tenant } from '../support/world.ts';
import { makeDunningHouse } from './dunning-house.ts';
import { databaseConnection, platform } from './platform.ts';

const db = databaseConnection();
let tenant: Tenant;

beforeAll(async () => {
	tenant = await makeTenant(platform, 'configuring');
});

const owner = () => tenant.staff.owner.db;
const save = (fields: object) => owner().rpc('save_billing_settings', { fields });
const current = async () => (await owner().rpc('current_billing_settings').throwOnError()).data;
const code = async (asked: PromiseLike<{ error: { message: string } | null }>) =>
	(await asked).error?.message ?? null;

describe('settings', () => {
	test('what is named changes, what is not stays', async () => {
		await save({ pending_days: 5, block_days: 20 }).throwOnError();
		await save({ reminder_days: [7, -3, 7, 0] }).throwOnError();
		expect(await current()).toMatchObject({
			...{ pending_days: 5, block_days: 20, reminder_days: [-3, 0, 7] },
			...{ pix_merchant_name: 'Merchant', credit_auto: true, pay_methods: ['pix'] }
		});
	});

	test('two who save different parts at once both have their way', async () => {
		await Promise.all([
			save({ trust_days: 7 }).throwOnError(),
			tenant.staff.finance.db
				.rpc('save_billing_settings', { fields: { issue_days_before: 12 } })
				.throwOnError()
		]);
		expect(await current()).toMatchObject({ trust_days: 7, issue_days_before: 12 });
	});

	test('before anything was said the defaults of the table hold, and the first word makes the row', async () => {
		await db.query('delete from public.billing_settings where reseller_id = $1', [
			tenant.resellerId
		]);
		const before = await current();
		await save({}).throwOnError();
		expect(await current()).toEqual(before);
		const { rows } = await db.query(
			"select to_jsonb(s) - 'reseller_id' as row from public.billing_settings s where reseller_id = $1",
			[tenant.resellerId]
		);
		expect(rows[0].row).toEqual(before);
	});

	test.each([
		['52998224725', true],
		['12ABC34501DE35', true],
		['+5511987654321', true],
		['caixa@padaria.example', true],
		['123e4567-e89b-12d3-a456-426655440000', true],
		[null, true],
		['', true],
		['529.982.247-25', false],
		['12abc34501de35', false],
		['Caixa@padaria.example', false],
		['11987654321x', false],
		[`${'a'.repeat(70)}@b.example`, false]
	])('the Pix key %s: %s', async (pix_key, isKey) => {
		const asked = save({ pix_key, pix_merchant_name: 'Padaria', pix_merchant_city: 'Recife' });
		expect(await code(asked)).toBe(isKey ? null : 'pix_key_invalid');
	});

	test.each([
		[{ pix_key: '52998224725', pix_merchant_name: null }, 'billing_settings_pix_complete'],
		[{ pending_days: 10, block_days: 9 }, 'billing_block_before_pending'],
		[{ pending_days: -1 }, 'billing_pending_days_invalid'],
		[{ block_days: 366 }, 'billing_block_days_invalid'],
		[{ min_notice_days: 91 }, 'billing_min_notice_invalid'],
		[{ issue_days_before: 61 }, 'billing_issue_days_invalid'],
		[{ reminder_days: [-31] }, 'billing_reminder_days_invalid'],
		[{ reminder_days: [91] }, 'billing_reminder_days_invalid'],
		[
			{ reminder_days: Array.from({ length: 13 }, (_, day) => day) },
			'billing_reminder_days_invalid'
		],
		[{ trust_days: 0 }, 'billing_trust_days_invalid'],
		[{ trust_limit: 13 }, 'billing_trust_limit_invalid'],
		[{ trust_window_days: 0 }, 'billing_trust_window_invalid'],
		[{ pay_methods: [] }, 'billing_pay_methods_invalid'],
		[{ pay_methods: ['pix', 'gold'] }, 'billing_pay_methods_invalid'],
		[{ reseller_id: '00000000-0000-4000-8000-000000000000' }, 'input_invalid'],
		[{ nonsense: 1 }, 'input_invalid'],
		[{ pending_days: 'three' }, 'input_invalid'],
		[{ block_days: null }, 'input_invalid'],
		[[], 'input_invalid']
	])('%j is refused: %s', async (fields, refused) => {
		const before = await current();
		expect(await code(save(fields))).toBe(refused);
		expect(await current()).toEqual(before);
	});

	test.each([
		[3, 15, 0],
		[3, 15, 15],
		[0, 0, 0],
		[0, 0, 15],
		[5, 5, 3]
	])('the page shows the days that the rule has: %i, %i, %i', async (pending, block, notice) => {
		const { resellerId } = await makeDunningHouse(db, {
			settings: { pending_days: pending, block_days: block, min_notice_days: notice }
		});
		const { rows } = await db.query(
			`select d.notice_on - d.effective_due_on as notice, b.blocks_on - b.effective_due_on as block
			from app.dunnable_invoices d
			join app.blockable_subscriptions b on b.reseller_id = d.reseller_id and b.invoice_id = d.invoice_id
			where d.reseller_id = $1`,
			[resellerId]
		);
		const shown = scheduleOf({ pendingDays: pending, blockDays: block, minNoticeDays: notice });
		expect(shown.map(({ day }) => day)).toEqual([0, rows[0].notice, rows[0].block]);
	});
});

describe('late rates', () => {
	test('each change is a version; the same again is none; above 2 % it warns', async () => {
		const rates = (fine_bps: number, interest_bps: number) =>
			owner().rpc('save_late_rates', { fine_bps, interest_bps }).throwOnError();
		expect((await rates(200, 100)).data).toMatchObject({ version: 1, warnings: [] });
		expect((await rates(300, 100)).data).toMatchObject({
			...{ version: 2, warnings: ['fine_above_consumer_limit'] }
		});
		expect((await rates(300, 100)).data).toMatchObject({ version: 2 });
		const both = await Promise.all([rates(0, 0), rates(0, 0), rates(0, 0)]);
		expect(new Set(both.map(({ data }) => data.version))).toEqual(new Set([3]));
		const { data } = await owner()
			.from('late_rates')
			.select('version, fine_bps, interest_bps')
			.eq('reseller_id', tenant.resellerId)
			.order('version')
			.throwOnError();
		expect(data).toEqual([
			{ version: 1, fine_bps: 200, interest_bps: 100 },
			{ version: 2, fine_bps: 300, interest_bps: 100 },
			{ version: 3, fine_bps: 0, interest_bps: 0 }
		]);
	});

	test.each([
		[-1, 0, 'late_rate_fine_invalid'],
		[1001, 0, 'late_rate_fine_invalid'],
		[0, 1001, 'late_rate_interest_invalid'],
		[null, 0, 'input_invalid']
	])('%s and %s: %s', async (fine_bps, interest_bps, refused) => {
		expect(await code(owner().rpc('save_late_rates', { fine_bps, interest_bps }))).toBe(refused);
	});

	test('the example is what the rule says', async () => {
		const { data } = await owner()
			.rpc('late_charges_example', {
				...{ principal_cents: 10000, fine_bps: 200, interest_bps: 100, days: 10 }
			})
			.throwOnError();
		// 2 % of R$ 100,00, and 1 % ÷ 30 × 10 days: 33,33 cents.
		expect(data).toEqual({ fine_cents: 200, interest_cents: 33, due_cents: 10233 });
		expect(
			await code(
				owner().rpc('late_charges_example', {
					...{ principal_cents: 0, fine_bps: 200, interest_bps: 100, days: 10 }
				})
			)
		).toBe('input_invalid');
	});
});

describe('holidays', () => {
	const calendar = async (year: number) =>
		(await owner().rpc('holiday_calendar', { year }).throwOnError()).data as {
			on_date: string;
			name: string;
			is_own: boolean;
			is_national: boolean;
			is_business: boolean;
		}[];
	const on = async (date: string) =>
		(await calendar(Number(date.slice(0, 4)))).find(({ on_date }) => on_date === date);

	test('the national ones of a year, those that move included', async () => {
		// Easter 2026 is 5 April: Carnaval on 16 and 17 February, Good Friday on 3 April, Corpus Christi on 4 June.
		expect((await calendar(2027)).map(({ on_date }) => on_date)).toEqual([
			// Easter 2027 is 28 March.
			...['2027-01-01', '2027-02-08', '2027-02-09', '2027-03-26', '2027-04-21', '2027-05-01'],
			...['2027-05-27', '2027-09-07', '2027-10-12', '2027-11-02', '2027-11-15', '2027-11-20'],
			'2027-12-25'
		]);
		for (const date of ['2026-02-16', '2026-02-17', '2026-04-03', '2026-06-04'])
			expect(await on(date)).toMatchObject({ is_national: true, is_business: false });
	});

	test('two on one day stand once', async () => {
		// Tiradentes and Good Friday, 21 April 2000.
		expect((await calendar(2000)).filter(({ on_date }) => on_date === '2000-04-21')).toHaveLength(
			1
		);
	});

	test('a local one counts, and is taken back; the latest word holds', async () => {
		const holiday = { on_date: '2027-03-12', name: 'Aniversário do Recife' };
		await owner()
			.rpc('save_holiday', { ...holiday, name: 'Recife' })
			.throwOnError();
		await owner().rpc('save_holiday', holiday).throwOnError();
		expect(await on('2027-03-12')).toEqual({
			...{ ...holiday, is_own: true, is_national: false, is_business: false }
		});
		const { rows } = await db.query(`select app.effective_due_on($1, '2027-03-12')::text as due`, [
			tenant.resellerId
		]);
		// A Friday: Monday.
		expect(rows[0].due).toBe('2027-03-15');
		await owner().rpc('delete_holiday', { on_date: '2027-03-12' }).throwOnError();
		await owner().rpc('delete_holiday', { on_date: '2027-03-12' }).throwOnError();
		expect(await on('2027-03-12')).toBeUndefined();
	});

	test('a national one on which one works here', async () => {
		await owner()
			.rpc('save_holiday', { on_date: '2027-05-27', name: 'Corpus Christi', is_business: true })
			.throwOnError();
		expect(await on('2027-05-27')).toMatchObject({
			is_national: true,
			is_own: true,
			is_business: true
		});
	});

	test('no such day, no name', async () => {
		const asked = (on_date: string | null, name: string) =>
			code(owner().rpc('save_holiday', { on_date, name }));
		expect(await asked('1999-12-31', 'x')).toBe('holiday_date_invalid');
		expect(await asked(null, 'x')).toBe('holiday_date_invalid');
		expect(await asked('2027-01-02', '  ')).toBe('holiday_name_invalid');
		expect(await asked('2027-01-02', 'x'.repeat(81))).toBe('holiday_name_invalid');
	});
});
