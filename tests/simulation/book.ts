import type { ClientBase } from 'pg';
import { addPlan, type BillingReseller, makeBillingReseller } from './reseller.ts';

// Whole resellers at once, drawn from the numbers 1, 2, 3 …: two made alike are alike, and bill in the same order.

const planNames = ['Fibra', 'Nuvem', 'Anual', 'Rural'];

/** A reseller with four plans and so many clients, each with one running subscription whose first period is not billed. */
export async function makeBook(
	db: ClientBase,
	clockOn: string,
	clients: number
): Promise<BillingReseller> {
	const reseller = await makeBillingReseller(db, {
		clockOn,
		settings: { issue_days_before: 5, pending_days: 2, block_days: 6, reminder_days: [-2, 0, 1] }
	});
	await addPlan(db, reseller, 'Fibra', { monthly_price_cents: 9990 });
	await addPlan(db, reseller, 'Nuvem', { monthly_price_cents: 8900, pass_through_cents: 4500 });
	await addPlan(db, reseller, 'Anual', {
		monthly_price_cents: 4999,
		interval_prices: { 12: 49990, 3: 14000 }
	});
	await addPlan(db, reseller, 'Rural', { monthly_price_cents: 7990, grace_days: 2 });
	await db.query(
		`insert into public.clients (reseller_id, number, name, email, payer, collection, discount_cents, surcharge_cents)
		select $1, n, 'Cliente ' || n, 'cliente' || n || '@book.example', case when n % 17 = 0 then 'agency' else 'client' end,
			case when n % 3 = 0 then 'gateway' else 'informal' end, case when n % 5 = 0 then 100 * (n % 7) end,
			case when n % 11 = 0 then 99 end
		from generate_series(1, $2::integer) n`,
		[reseller.id, clients]
	);
	await db.query(
		`insert into app.counters (reseller_id, name, value) values ($1, 'client', $2)
		on conflict on constraint counters_pkey do update set value = excluded.value`,
		[reseller.id, clients]
	);
	// On a database that never counted its rows a thousand at once would take minutes: a few, counting, and the others.
	for (const [from, to] of [
		[1, 40],
		[41, clients]
	]) {
		await db.query(
			`insert into public.subscriptions (
			id, reseller_id, client_id, plan_version_id, status, activation, interval_months, due_day, started_on, period_day,
			next_period_on, trial_ends_on, cycles_limit, activated_at
		)
		select (lpad(to_hex(c.number), 8, '0') || right(c.id::text, 28))::uuid, c.reseller_id, c.id, v.id,
			case when c.number % 19 = 0 then 'trialing' when c.number % 23 = 0 then 'scheduled' else 'active' end,
			case when c.number % 2 = 0 then 'now' else 'on_payment' end,
			(array[1, 12, 3, 12, 6, 2, 6, 12])[1 + c.number % 8], 1 + c.number * 7 % 31,
			$2::date + case when c.number % 23 = 0 then 3 else 0 end, extract(day from s.starts_on), s.starts_on,
			case when c.number % 19 = 0 then s.starts_on - 1 end, case when c.number % 29 = 0 then 2 end, now()
		from public.clients c
		cross join lateral (select $2::date + case when c.number % 19 = 0 or c.number % 23 = 0 then 3 else (c.number % 28)::integer end) s (starts_on)
		join public.plans p on p.reseller_id = c.reseller_id and p.name = ($3::text[])[1 + c.number % 4]
		join public.plan_versions v on v.reseller_id = p.reseller_id and v.plan_id = p.id
		where c.reseller_id = $1 and c.number between $4 and $5`,
			[reseller.id, clockOn, planNames, from, to]
		);
		await db.query(
			'analyze public.clients, public.subscriptions, public.plans, public.plan_versions, public.client_summaries'
		);
	}
	await db.query(
		`insert into public.subscription_adjustments (reseller_id, client_id, subscription_id, kind, percent_bps, amount_cents, cycles_left, request_id)
		select s.reseller_id, s.client_id, s.id, case when c.number % 2 = 0 then 'discount' else 'surcharge' end,
			case when c.number % 4 < 2 then 750 end, case when c.number % 4 >= 2 then 250 end, 3, gen_random_uuid()
		from public.subscriptions s join public.clients c on c.reseller_id = s.reseller_id and c.id = s.client_id
		where s.reseller_id = $1 and c.number % 6 = 0`,
		[reseller.id]
	);
	return reseller;
}

/**
 * What people pay on that day: of ten clients six on the last day to pay in time, two five days late, one half of it on
 * that day and no more, one nothing; now and then too much.
 */
export async function payAsUsual(db: ClientBase, reseller: BillingReseller, on: string) {
	await db.query(
		`select app.apply_payment(
			d.reseller_id, d.id, d.cents, 'pix', $2, 'manual', null, gen_random_uuid()
		)
		from (
			select i.reseller_id, i.id, case
				when c.number % 10 = 8 then greatest(i.total_cents / 2, 1)
				when c.number % 50 = 1 then (app.invoice_charges(i, $2)).due_cents + 777
				else (app.invoice_charges(i, $2)).due_cents end as cents
			from public.invoices i
			join public.clients c on c.reseller_id = i.reseller_id and c.id = i.client_id
			where i.reseller_id = $1 and i.status = 'open' and i.payment_status in ('unpaid', 'partial')
				and i.effective_due_on = $2::date - case when c.number % 10 in (6, 7) then 5 else 0 end and c.number % 10 <> 9
			order by i.number
			offset 0
		) d`,
		[reseller.id, on]
	);
}

const dump = `
with clients as (select c.id, c.number from public.clients c where c.reseller_id = $1),
invoices as (
	select i.*, coalesce(c.number || ' ' || i.period_start, c.number || ' ' || i.kind) as name
	from public.invoices i join clients c on c.id = i.client_id where i.reseller_id = $1
)
select line from (
	select concat_ws(' ', 'subscription', c.number, s.status, v.monthly_price_cents, s.interval_months, s.next_period_on, s.next_period_ends_on,
		s.cycles_billed, s.cancels_on, s.ended_on, s.monthly_cents, s.activated_at is not null,
		(select string_agg(coalesce(a.cycles_left::text, '-'), ',') from public.subscription_adjustments a where a.reseller_id = $1 and a.subscription_id = s.id)
	) as line
	from public.subscriptions s join clients c on c.id = s.client_id
	join public.plan_versions v on v.reseller_id = s.reseller_id and v.id = s.plan_version_id where s.reseller_id = $1
	union all
	select concat_ws(' ', 'invoice', i.name, i.number, i.kind, i.payer, i.method, i.issued_on, i.due_on, i.effective_due_on, i.period_end, i.total_cents,
		i.status, i.payment_status, i.paid_cents, i.charges_paid_cents, i.fine_cents, i.interest_cents, i.late_from, i.refunded_cents, i.notified_on,
		(select string_agg(concat_ws(':', l.kind, l.quantity, l.unit_cents, l.description), ',' order by l.position)
			from public.invoice_lines l where l.reseller_id = $1 and l.invoice_id = i.id))
	from invoices i
	union all
	select concat_ws(' ', 'payment', i.name, p.kind, p.amount_cents, p.principal_cents, p.charges_cents, p.excess_cents, p.status, p.paid_on)
	from public.payments p join invoices i on i.id = p.invoice_id where p.reseller_id = $1
	union all
	select concat_ws(' ', 'ledger', c.number, l.debit, l.credit, sum(l.amount_cents), count(*), l.booked_on)
	from public.ledger_entries l join clients c on c.id = l.client_id where l.reseller_id = $1 group by c.number, l.debit, l.credit, l.booked_on
	union all
	select concat_ws(' ', 'credit', c.number, b.credit_cents) from public.client_balances b join clients c on c.id = b.client_id where b.reseller_id = $1
	union all
	select concat_ws(' ', 'mail', i.name, m.template, m.recipient, o.unique_key is not null)
	from public.invoice_mails m join invoices i on i.id = m.invoice_id left join app.outbox o on o.id = m.id where m.reseller_id = $1
	union all
	select concat_ws(' ', 'reminder', i.name, r.due_on, r.days, r.template, r.sent_on)
	from public.invoice_reminders r join invoices i on i.id = r.invoice_id where r.reseller_id = $1
	union all
	select concat_ws(' ', 'block', c.number, i.name, b.due_on, b.block_days, b.notified_on, b.blocked_on, b.suspended_on, b.lifted_on, b.lifted_reason)
	from public.subscription_blocks b join clients c on c.id = b.client_id join invoices i on i.id = b.invoice_id where b.reseller_id = $1
	union all
	select concat_ws(' ', 'release', i.name, r.until_on, r.state, r.ended_on)
	from public.trust_releases r join invoices i on i.id = r.invoice_id where r.reseller_id = $1
	union all
	select concat_ws(' ', 'run', b.on_date, b.state, b.changed, b.issued, b.issued_cents, b.reminded, b.notified, b.blocked, b.releases_ended, b.failed)
	from public.billing_runs b where b.reseller_id = $1
) d order by line collate "C"`;

/** All that billing wrote about a reseller, in words that are the same for two that were billed alike. */
export async function dumpOf(db: ClientBase, reseller: BillingReseller): Promise<string[]> {
	const { rows } = await db.query(dump, [reseller.id]);
	return rows.map((row) => row.line);
}
