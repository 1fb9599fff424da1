import type { ClientBase } from 'pg';
import { type Facts } from './facts.ts';

/** All that is said of a reseller, a line each, in one reading: sets joined with sets, nothing asked row by row. */
const statement = `
with mine as (
	select $1::uuid as id, app.today($1) as today
), keys as materialized (
	select s.id, s.request_id::text as key from mine join public.subscriptions s on s.reseller_id = mine.id
), invoices as materialized (
	select i.*, case when i.kind = 'recurring' then k.key || '@' || (i.period_start - date '1970-01-01')
		else coalesce(i.request_id::text, k.key || '+' || (i.issued_on - date '1970-01-01')) end as key,
		case when i.status = 'open' and i.payment_status in ('unpaid', 'partial')
			then (app.invoice_charges(i, mine.today)).due_cents else 0 end as asks_for
	from mine join public.invoices i on i.reseller_id = mine.id left join keys k on k.id = i.subscription_id
), lines as (
	select l.invoice_id, string_agg(l.kind || ' ' || l.quantity || 'x' || l.unit_cents, ',' order by l.position) as text
	from mine join public.invoice_lines l on l.reseller_id = mine.id group by 1
), paid as (
	select p.invoice_id, string_agg(p.text, ',' order by p.text collate "C") as text
	from (
		select p.invoice_id, concat_ws(' ', p.kind, p.principal_cents, p.charges_cents, p.excess_cents, p.refunded_cents, p.status, p.paid_on) as text
		from mine join public.payments p on p.reseller_id = mine.id
	) p group by 1
), reminded as (
	select r.invoice_id, string_agg(r.text, ',' order by r.text collate "C") as text
	from (
		select r.invoice_id, concat_ws(' ', r.due_on, r.days, r.template, r.sent_on) as text
		from mine join public.invoice_reminders r on r.reseller_id = mine.id
	) r group by 1
), trusted as (
	select r.invoice_id, string_agg(r.text, ',' order by r.text collate "C") as text
	from (
		select r.invoice_id, concat_ws(' ', r.until_on, r.granted_on, r.state, coalesce(r.ended_on::text, '-')) as text
		from mine join public.trust_releases r on r.reseller_id = mine.id
	) r group by 1
), accounts as (
	select a.client_id, string_agg(a.account || ' ' || a.cents, ',' order by a.account collate "C") as text
	from (
		select l.client_id, d.account, sum(d.cents) as cents
		from mine join public.ledger_entries l on l.reseller_id = mine.id
		cross join lateral (values (l.debit, l.amount_cents), (l.credit, -l.amount_cents)) d (account, cents)
		group by 1, 2 having sum(d.cents) <> 0
	) a group by 1
), blocks as (
	select b.client_id, string_agg(b.text, ',' order by b.text collate "C") as text
	from (
		select b.client_id, concat_ws(' ', k.key, i.key, b.due_on, b.block_days, b.notified_on, b.blocked_on, b.suspended_on,
			coalesce(b.lifted_on::text, '-'), coalesce(b.lifted_reason, '-')) as text
		from mine join public.subscription_blocks b on b.reseller_id = mine.id
		join keys k on k.id = b.subscription_id join invoices i on i.id = b.invoice_id
	) b group by 1
), adjustments as (
	select a.subscription_id, string_agg(coalesce(a.cycles_left::text, '-'), ',' order by a.created_at, a.id) as text
	from mine join public.subscription_adjustments a on a.reseller_id = mine.id group by 1
)
select 'last number' as name, c.value::text as text from mine join app.counters c on c.reseller_id = mine.id and c.name = 'invoice'
union all
select 'client ' || c.id, concat_ws(' ', coalesce(b.credit_cents, 0), '| accounts', coalesce(a.text, '-'), '| blocks', coalesce(k.text, '-'))
from mine join public.clients c on c.reseller_id = mine.id
left join public.client_balances b on b.reseller_id = c.reseller_id and b.client_id = c.id
left join accounts a on a.client_id = c.id left join blocks k on k.client_id = c.id
union all
select 'subscription ' || s.request_id, concat_ws(' ', s.status, s.interval_months, 'plan', p.name, '| days', s.due_day, s.period_day,
	'| next', s.next_period_on, coalesce(s.next_period_ends_on::text, '-'), '| ends', coalesce(s.cancels_on::text, '-'),
	coalesce(s.ended_on::text, '-'), coalesce(s.paused_on::text, '-'), '| cycles', s.cycles_billed, '| monthly', s.monthly_cents,
	'| left', coalesce(a.text, ''))
from mine join public.subscriptions s on s.reseller_id = mine.id
join public.plan_versions v on v.reseller_id = s.reseller_id and v.id = s.plan_version_id
join public.plans p on p.reseller_id = v.reseller_id and p.id = v.plan_id
left join adjustments a on a.subscription_id = s.id
union all
select 'invoice ' || i.key || ' ' || i.number, concat_ws(' ', i.number, i.kind, 'of', i.client_id, i.payer, coalesce(i.method, '-'),
	'| dates', i.issued_on, i.due_on, i.effective_due_on, '| period', coalesce(i.period_start::text, '-'), coalesce(i.period_end::text, '-'),
	'| lines', l.text, '| total', i.total_cents, '| frozen', i.fine_cents, i.interest_cents, coalesce(i.late_from::text, '-'),
	'| paid', i.paid_cents, i.charges_paid_cents, 'refunded', i.refunded_cents, '|', i.status, i.payment_status, 'asks for', i.asks_for,
	'| notified', coalesce(i.notified_on::text, '-'), '| payments', coalesce(p.text, ''), '| reminders', coalesce(r.text, ''),
	'| releases', coalesce(t.text, ''))
from invoices i
left join lines l on l.invoice_id = i.id left join paid p on p.invoice_id = i.id
left join reminded r on r.invoice_id = i.id left join trusted t on t.invoice_id = i.id
union all
select 'the ledger and the books of ' || c.client_id, concat_ws(' ', c.what, c.ledger_cents, c.books_cents)
from mine, app.check_ledger(mine.id) c`;

/** What the database says, in the words of the model. */
export async function readFacts(db: ClientBase, resellerId: string): Promise<Facts> {
	const { rows } = await db.query({ name: 'facts', text: statement, values: [resellerId] });
	return new Map(rows.map(({ name, text }) => [name, text]));
}
