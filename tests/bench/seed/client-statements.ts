import { escapeLiteral } from 'pg';
import * as names from './names.ts';

/** Functions for the length of the session: everything is drawn from a client's number, so nothing is random. */
export const helpers = `
	create or replace function pg_temp.draw(n bigint, what integer, size integer) returns integer
	language sql immutable as $$
		select ((hashint8extended(n, what) & 2147483647) % size)::integer
	$$;

	create or replace function pg_temp.pick(words text[], n bigint, what integer) returns text
	language sql immutable as $$
		select words[1 + (hashint8extended(n, what) & 2147483647) % cardinality(words)]
	$$;

	create or replace function pg_temp.seed_id(kind text, reseller_id uuid, n bigint) returns uuid
	language sql immutable as $$
		-- The form of a random one (RFC 9562 §5.4).
		select overlay(overlay(md5(kind || reseller_id::text || n::text) placing '4' from 13) placing '8' from 17)::uuid
	$$;

	-- CPF and CNPJ alike: weights from 2 upwards, from the right; a CNPJ begins again after 9.
	create or replace function pg_temp.with_check_digits(base text, largest_weight integer) returns text
	language plpgsql immutable as $$
	declare
		total integer;
	begin
		for round in 1..2 loop
			total := 0;
			for place in 0..length(base) - 1 loop
				total := total
					+ substr(base, length(base) - place, 1)::integer * (2 + place % (largest_weight - 1));
			end loop;
			base := base || case when total % 11 < 2 then 0 else 11 - total % 11 end;
		end loop;
		return base;
	end
	$$;`;

/** $1 reseller. Five plans of two categories, one with a pass-through cost. */
export const plans = `
	with categories as (
		insert into public.plan_categories (id, reseller_id, name, pass_through_cents)
		select pg_temp.seed_id('category', $1, n), $1, name, cents
		from (values (1, 'Internet', 0), (2, 'Cloud', 4500)) as category (n, name, cents)
		returning id, name
	), plans as (
		insert into public.plans (id, reseller_id, category_id, name)
		select pg_temp.seed_id('plan', $1, n), $1, c.id, plan.name
		from (values
			(1, 'Internet', 'Fibra 300'), (2, 'Internet', 'Fibra 600'), (3, 'Internet', 'Fibra Empresa'),
			(4, 'Cloud', 'Servidor Cloud P'), (5, 'Internet', 'Rural 50')
		) as plan (n, category, name)
		join categories c on c.name = plan.category
	)
	insert into public.plan_versions (id, reseller_id, plan_id, monthly_price_cents, pass_through_cents, session_quota)
	select pg_temp.seed_id('version', $1, n), $1, pg_temp.seed_id('plan', $1, n), price, cost, quota
	from (values
		(1, 9990, 0, 4), (2, 12990, 0, 8), (3, 34900, 0, 40), (4, 8900, 4500, null), (5, 7990, 0, null)
	) as version (n, price, cost, quota)`;

/** What is drawn for each client, once, in a table of this transaction. The oldest client has the number 1. */
export function bookOfClients(resellerId: string, clients: number): string {
	const reseller = `${escapeLiteral(resellerId)}::uuid`;
	return `
	create temporary table book on commit drop as
	select
		n, ${reseller} as reseller_id,
		pg_temp.seed_id('client', ${reseller}, n) as client_id,
		pg_temp.seed_id('subscription', ${reseller}, n) as subscription_id,
		pg_temp.seed_id('version', ${reseller}, 1 + pg_temp.draw(n, 1, 5)) as plan_version_id,
		pg_temp.draw(n, 2, 100) < 60 as is_company,
		case
			when share < 88 then 'active' when share < 92 then 'suspended' when share < 95 then 'pending'
		end as subscription_status,
		share >= 88 or share < 6 as is_behind,
		1 + pg_temp.draw(n, 4, 31) as due_day,
		-- Three years of business; some share an instant, as imported ones do.
		date_trunc('second', now()) - (${clients} - n) / 3 * (interval '1095 days' * 3 / ${clients}) as created_at,
		app.today(${reseller}) as today
	from generate_series(1::bigint, ${clients}) as n, pg_temp.draw(n, 3, 100) as share`;
}

/** What is owed, out of the book: invoices are months back from this one; nobody owes for months before it came. */
export function bookOfInvoices(perClient: number): string {
	return `
	create temporary table owed on commit drop as
	select *, pg_temp.seed_id('invoice', reseller_id, number) as invoice_id
	from (
		select b.n, b.reseller_id, b.client_id, b.subscription_id, b.today, month, due_on,
			v.plan_id, v.monthly_price_cents, v.pass_through_cents,
			v.monthly_price_cents + v.pass_through_cents as cents,
			row_number() over (order by month, b.n) as number,
			not b.is_behind and (due_on < b.today or pg_temp.draw(b.n, 22, 2) = 0) as is_paid
		from book b
		join public.plan_versions v on v.id = b.plan_version_id
		cross join generate_series(0, ${perClient - 1}) as back
		cross join lateral (
			select (date_trunc('month', b.today) - make_interval(months => back))::date as month
		) as period
		cross join lateral (select app.due_date_in_month(month, b.due_day) as due_on) as due
		where b.subscription_status is not null
			and (back = 0 or month >= b.created_at::date)
			and (back = 0 or b.subscription_status <> 'pending')
	) as invoice`;
}

const phone = `'+55' || (11 + pg_temp.draw(n, 7, 80)) || '9' || lpad(pg_temp.draw(n, 8, 100000000)::text, 8, '0')`;

/** The statement that fills each table out of the two books. */
export const tables: Record<string, string> = {
	clients: `
	insert into public.clients (
		id, reseller_id, number, person_type, name, trade_name, document, email, phone_hint, contact_name,
		postal_code, street, street_number, district, city, state, payer, collection, due_day,
		archived_at, created_at, updated_at
	)
	select
		client_id, reseller_id, n, case when is_company then 'company' else 'individual' end,
		case when is_company then trade_name || ' ' || ${pick(names.legalForms, 9)} else person_name end,
		case when is_company then trade_name end,
		case
			when is_company then pg_temp.with_check_digits(lpad((n * 7919 % 100000000)::text, 8, '0') || '0001', 9)
			else pg_temp.with_check_digits(lpad((n * 104729 % 1000000000)::text, 9, '0'), 11)
		end,
		case when pg_temp.draw(n, 10, 10) > 0 then
			translate(lower(replace(person_name, ' ', '.')), 'áâãàçéêíóôõúü', 'aaaaceeiooouu') || n || '@cliente.example'
		end,
		left(${phone}, 3) || ' ••••• ' || right(${phone}, 2),
		case when is_company then person_name end,
		lpad((1000000 + pg_temp.draw(n, 11, 98000000))::text, 8, '0'), ${pick(names.streets, 12)},
		(1 + pg_temp.draw(n, 13, 2400))::text, ${pick(names.districts, 14)},
		${pick(names.cities, 15)}, ${pick(names.states, 15)},
		case when pg_temp.draw(n, 23, 100) < 8 then 'agency' else 'client' end,
		case when pg_temp.draw(n, 24, 100) < 35 then 'gateway' else 'informal' end,
		case when pg_temp.draw(n, 25, 3) = 0 then due_day end,
		case when pg_temp.draw(n, 16, 100) < 2 then created_at + interval '1 hour' end, created_at, created_at
	from book
	cross join lateral (
		select ${pick(names.companyKinds, 17)} || ' ' || ${pick(names.companyNames, 18)} as trade_name,
			${pick(names.givenNames, 19)} || ' ' || ${pick(names.familyNames, 20)} || ' ' || ${pick(names.familyNames, 21)}
				as person_name
	) as called`,
	client_phones: `
		insert into public.client_phones (reseller_id, client_id, e164)
		select reseller_id, client_id, ${phone} from book`,
	subscriptions: `
		insert into public.subscriptions (
			id, reseller_id, client_id, plan_version_id, status, activation, interval_months, due_day,
			started_on, next_period_on, monthly_cents, activated_at, created_at
		)
		select b.subscription_id, b.reseller_id, b.client_id, b.plan_version_id, b.subscription_status, 'on_payment', 1, b.due_day,
			b.created_at::date, (date_trunc('month', b.today) + interval '1 month')::date,
			v.monthly_price_cents + v.pass_through_cents,
			case when b.subscription_status <> 'pending' then b.created_at end, b.created_at
		from book b
		join public.plan_versions v on v.id = b.plan_version_id
		where b.subscription_status is not null`,
	invoices: `
		insert into public.invoices (
			id, reseller_id, client_id, subscription_id, number, kind, payment_status, issued_on, due_on,
			period_start, period_end, total_cents, paid_cents, created_at
		)
		select invoice_id, reseller_id, client_id, subscription_id, number, 'recurring',
			case when is_paid then 'paid' else 'unpaid' end, due_on - 10, due_on,
			month, (month + interval '1 month')::date - 1, cents, case when is_paid then cents else 0 end,
			(due_on - 10)::timestamptz
		from owed`,
	invoice_lines: `
		insert into public.invoice_lines (
			reseller_id, invoice_id, position, kind, description, quantity, unit_cents, total_cents
		)
		select o.reseller_id, o.invoice_id, line.position, line.kind, p.name, 1, line.cents, line.cents
		from owed o
		join public.plans p on p.reseller_id = o.reseller_id and p.id = o.plan_id
		cross join lateral (
			values (1, 'plan', o.monthly_price_cents), (2, 'pass_through', o.pass_through_cents)
		) as line (position, kind, cents)
		where line.kind = 'plan' or line.cents > 0`,
	payments: `
		insert into public.payments (
			id, reseller_id, client_id, invoice_id, request_id, amount_cents, principal_cents, method, paid_on, created_at
		)
		select pg_temp.seed_id('payment', reseller_id, number), reseller_id, client_id, invoice_id,
			pg_temp.seed_id('request', reseller_id, number), cents, cents,
			(array['pix', 'pix', 'pix', 'boleto', 'boleto', 'card'])[1 + pg_temp.draw(number, 5, 6)],
			least(due_on - pg_temp.draw(number, 6, 6), today), (due_on - 10)::timestamptz + interval '1 hour'
		from owed where is_paid`,
	suspensions: `
		insert into public.suspensions (id, reseller_id, client_id, reason, note, started_at, lifted_at)
		select pg_temp.seed_id('suspension', reseller_id, n), reseller_id, client_id, reason,
			case when reason = 'manual' then 'A pedido do cliente' end, started_at,
			case when pg_temp.draw(n, 28, 3) = 0 then started_at + interval '4 days' end
		from book
		cross join lateral (select (array['overdue', 'overdue', 'manual', 'abuse'])[1 + pg_temp.draw(n, 26, 4)] as reason) why
		cross join lateral (select created_at + (now() - created_at) / 2 as started_at) began
		where pg_temp.draw(n, 27, 1000) < 15`,
	session_meters: `
		insert into public.session_meters (
			reseller_id, client_id, quota_left, is_metered, policy_subscription_id, rolls_on, stops_until, version
		)
		select b.reseller_id, b.client_id, v.session_quota, true, b.subscription_id,
			(date_trunc('month', b.today) + interval '1 month')::date,
			case when c.archived_at is not null or h.client_id is not null or b.subscription_status = 'suspended' then timestamptz 'infinity' end, 1
		from book b
		join public.clients c on c.id = b.client_id
		join public.plan_versions v on v.id = b.plan_version_id and v.session_quota is not null
		left join public.suspensions h on h.id = pg_temp.seed_id('suspension', b.reseller_id, b.n) and h.lifted_at is null
		where b.subscription_status in ('active', 'suspended')`,
	'app.session_stops': `
		insert into app.session_stops (reseller_id, client_id, subscription_id, kind, from_at)
		select b.reseller_id, b.client_id, stop.subscription_id, stop.kind, stop.from_at
		from book b
		join public.session_meters m on m.reseller_id = b.reseller_id and m.client_id = b.client_id
		join public.clients c on c.id = b.client_id
		left join public.suspensions h on h.id = pg_temp.seed_id('suspension', b.reseller_id, b.n) and h.lifted_at is null
		cross join lateral (values
			(case when b.subscription_status = 'suspended' then b.subscription_id end, 'suspended',
				case when b.subscription_status = 'suspended' then b.created_at end),
			(null, 'archived', c.archived_at), (null, 'suspended', h.started_at)
		) as stop (subscription_id, kind, from_at)
		where stop.from_at is not null`,
	session_quotas: `
		insert into public.session_quotas (
			reseller_id, subscription_id, starts_on, client_id, ends_on, plan_version_id, granted, entitled, quota_left, session_overage,
			moves
		)
		select b.reseller_id, b.subscription_id, date_trunc('month', b.today)::date, b.client_id, m.rolls_on - 1, b.plan_version_id,
			m.quota_left, m.quota_left, m.quota_left, 'block', 1
		from book b
		join public.session_meters m on m.reseller_id = b.reseller_id and m.client_id = b.client_id`,
	session_entries: `
		insert into public.session_entries (
			reseller_id, client_id, kind, quota, subscription_id, period_starts_on, event_key, occurred_at
		)
		select q.reseller_id, q.client_id, 'grant', q.granted, q.subscription_id, q.starts_on,
			' ' || q.subscription_id || '/' || q.starts_on || '/1', now()
		from book b
		join public.session_quotas q on q.reseller_id = b.reseller_id and q.subscription_id = b.subscription_id`,
	'app.counters': `
		insert into app.counters (reseller_id, name, value)
		select reseller_id, 'client', max(n) from book group by reseller_id
		union all
		select reseller_id, 'invoice', max(number) from owed group by reseller_id`,
	// What the triggers of the client list would have derived; a test compares.
	client_summaries: `
		insert into public.client_summaries (
			reseller_id, client_id, number, person_type, name, trade_name, document, email, phone_hint, city, state,
			payer, collection, created_at, archived_at, search_key, name_key, trade_key,
			plan_id, plan_name, subscription_status, sessions_left, is_held, has_invoices, due_on, last_paid_on
		)
		select c.reseller_id, c.id, c.number, c.person_type, c.name, c.trade_name, c.document, c.email, c.phone_hint,
			c.city, c.state, c.payer, c.collection, c.created_at, c.archived_at, c.search_key,
			app.search_text(c.name), app.search_text(coalesce(c.trade_name, c.name)),
			p.id, p.name, b.subscription_status, case when b.subscription_status in ('active', 'suspended') then v.session_quota end,
			h.client_id is not null, o.n is not null, o.due_on, o.last_paid_on
		from book b
		join public.clients c on c.id = b.client_id
		left join public.plan_versions v on v.id = b.plan_version_id and b.subscription_status is not null
		left join public.plans p on p.id = v.plan_id
		left join public.suspensions h on h.id = pg_temp.seed_id('suspension', b.reseller_id, b.n) and h.lifted_at is null
		left join (
			select owed.n, min(owed.due_on) filter (where not owed.is_paid) as due_on, max(paid.paid_on) as last_paid_on
			from owed
			left join public.payments paid on paid.invoice_id = owed.invoice_id
			group by owed.n
		) o on o.n = b.n
		order by b.n`,
	'app.client_counts': `
		insert into app.client_counts (reseller_id, status, is_suspended, due_key, clients)
		select s.reseller_id, s.status, s.is_suspended, s.due_key, count(*)
		from book b
		join public.client_summaries s on s.reseller_id = b.reseller_id and s.client_id = b.client_id
		group by 1, 2, 3, 4`
};

/** The drawn word of a list; the same `what` draws the same place in lists of the same length. */
function pick(words: readonly string[], what: number): string {
	return `pg_temp.pick(array[${words.map(escapeLiteral).join(', ')}], n, ${what})`;
}
