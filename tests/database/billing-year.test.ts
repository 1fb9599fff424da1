import { expect, test } from 'vitest';
import { makeBook, payAsUsual } from '../simulation/book.ts';
import { firstAgreed, monthsOn } from '../simulation/calendar.ts';
import { runNight, setClock } from '../simulation/reseller.ts';
import { databaseConnection } from './platform.ts';

const db = databaseConnection();
const subscriptions = 1000;

const dayAfter = (day: string, days = 1) =>
	new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);

async function rowsOf<Row>(sql: string, values: unknown[]): Promise<Row[]> {
	return (await db.query(sql, values)).rows;
}

test(
	'a year of nights for 1,000 subscriptions bills each day once and balances at every step',
	{ timeout: 900_000 },
	async () => {
		// Over 29 February.
		const firstDay = '2027-09-28';
		const reseller = await makeBook(db, firstDay, subscriptions);
		let issued = 0;
		for (let day = firstDay, night = 0; night < 366; night++, day = dayAfter(day)) {
			await setClock(db, reseller, day);
			const run = await runNight(db, reseller, 300);
			issued += Number(run.issued);
			expect(run.failed).toBe(0);
			await payAsUsual(db, reseller, day);
			// At the ends of months, and now and then between.
			if (night % 10 === 0 || day.slice(8) >= '28')
				expect(await rowsOf('select * from app.check_ledger($1)', [reseller.id])).toEqual([]);
		}
		const lastDay = dayAfter(firstDay, 365);

		const [total] = await rowsOf<Record<string, string>>(
			`select count(*)::integer as invoices, min(number)::integer as first, max(number)::integer as last,
			sum(i.total_cents + i.fine_cents + i.interest_cents)::text as issued, sum(i.paid_cents)::text as paid,
			sum(case when i.payment_status in ('unpaid', 'partial') then i.total_cents + i.fine_cents + i.interest_cents - i.paid_cents else 0 end)::text as open,
			count(*) filter (where i.total_cents <> (select sum(l.total_cents) from public.invoice_lines l
				where l.reseller_id = i.reseller_id and l.invoice_id = i.id))::integer as not_the_sum_of_its_lines,
			count(*) filter (where i.fine_cents > 0)::integer as fined
		from public.invoices i where i.reseller_id = $1`,
			[reseller.id]
		);
		expect(total).toMatchObject({
			invoices: issued,
			first: 1,
			last: issued,
			not_the_sum_of_its_lines: 0
		});
		expect(BigInt(total!.paid!) + BigInt(total!.open!)).toBe(BigInt(total!.issued!));
		expect(Number(total!.fined)).toBeGreaterThan(subscriptions / 20);

		// Money: what came in is what invoices took, and what is the clients' credit.
		const [money] = await rowsOf<Record<string, string>>(
			`select (select sum(p.amount_cents) from public.payments p where p.reseller_id = $1 and p.kind = 'money')::text as received,
			((select sum(i.paid_cents) from public.invoices i where i.reseller_id = $1)
			+ (select sum(b.credit_cents) from public.client_balances b where b.reseller_id = $1))::text as kept`,
			[reseller.id]
		);
		expect(money!.received).toBe(money!.kept);

		// Each subscription's periods follow one another: no day twice, and none left out but for days without service.
		const [seams] = await rowsOf<Record<string, number>>(
			`select count(*) filter (where p.period_start <= p.before)::integer as twice,
			count(*) filter (where p.period_start > p.before + 1 and not exists (
				select from public.subscription_blocks b where b.reseller_id = $1 and b.subscription_id = p.subscription_id
					and b.suspended_on < p.period_start and b.lifted_on >= p.before
			))::integer as left_out,
			count(*) filter (where p.before is not null)::integer as seams
		from (
			select i.subscription_id, i.period_start, lag(i.period_end) over (partition by i.subscription_id order by i.period_start) as before
			from public.invoices i where i.reseller_id = $1
		) p`,
			[reseller.id]
		);
		expect(seams).toMatchObject({ twice: 0, left_out: 0 });
		expect(seams!.seams).toBeGreaterThan(subscriptions);

		// A monthly one that pays in time has an invoice for each month whose due date has come near: five days.
		const monthly = await rowsOf<Record<string, number>>(
			`select min(i.period_start) - date '1970-01-01' as first, s.period_day, s.due_day, count(*)::integer as invoices
			from public.subscriptions s
			join public.clients c on c.reseller_id = s.reseller_id and c.id = s.client_id
			join public.invoices i on i.reseller_id = s.reseller_id and i.subscription_id = s.id
			where s.reseller_id = $1 and s.interval_months = 1 and s.cycles_limit is null and c.number % 10 < 6
				and c.number % 19 > 0 and c.number % 23 > 0
			group by s.id`,
			[reseller.id]
		);
		expect(monthly.length).toBeGreaterThan(subscriptions / 20);
		const nearest = Date.parse(lastDay) / 86_400_000 + 5;
		for (const { first, period_day, due_day, invoices } of monthly) {
			let months = 0;
			while (firstAgreed(monthsOn(first!, months, period_day!), due_day!) <= nearest) months++;
			expect(invoices).toBe(months);
		}

		// Once more on the same day: nothing.
		expect(await runNight(db, reseller)).toMatchObject({
			...{
				on_date: lastDay,
				issued: 0,
				changed: 0,
				reminded: 0,
				notified: 0,
				blocked: 0,
				failed: 0
			}
		});
		expect(await rowsOf('select * from app.check_ledger($1)', [reseller.id])).toEqual([]);
	}
);
