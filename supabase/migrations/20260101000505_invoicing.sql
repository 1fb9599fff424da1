-- Invoicing: what a period, a change or a line by hand becomes. One statement issues as many invoices as are due.

create function app.mail_about_invoices(reseller_id uuid, invoice_ids uuid[], template text, key_suffix text default '') returns void
	language plpgsql security definer
	set search_path = ''
as $$
begin
	with told as (
		insert into app.outbox (reseller_id, kind, template, recipient, unique_key, payload)
		select i.reseller_id, 'email', mail_about_invoices.template, c.email,
			mail_about_invoices.template || ':' || i.id || key_suffix, jsonb_build_object('invoice_id', i.id)
		from public.invoices i
		join public.clients c on c.reseller_id = i.reseller_id and c.id = i.client_id
		where i.reseller_id = mail_about_invoices.reseller_id and i.id = any (invoice_ids)
			and c.email is not null and i.payer = 'client'
		on conflict on constraint outbox_unique_key_key do nothing
		returning id, payload, recipient
	)
	insert into public.invoice_mails (id, reseller_id, invoice_id, template, recipient)
	select t.id, mail_about_invoices.reseller_id, (t.payload ->> 'invoice_id')::uuid, mail_about_invoices.template, t.recipient
	from told t;
end
$$;
comment on function app.mail_about_invoices(uuid, uuid[], text, text) is
	'Puts a mail about each of these invoices into the outbox, once per template, invoice and suffix. A client without an address gets none, and none what the agency pays.';

create function app.mail_about_invoice(invoice public.invoices, template text, key_suffix text default '') returns void
	language plpgsql security definer
	set search_path = ''
as $$
begin
	perform app.mail_about_invoices(invoice.reseller_id, array[invoice.id], template, key_suffix);
end
$$;

create function app.require_billable(client public.clients) returns void
	language plpgsql
	set search_path = ''
as $$
begin
	if client.archived_at is not null then
		perform app.refuse('client_archived', 409);
	end if;
end
$$;
comment on function app.require_billable(public.clients) is 'An archived client is not billed, by whatever way.';

create function app.methods_for(client public.clients) returns text[]
	language sql stable security definer
	set search_path = ''
as $$
	-- Boleto and card are what a gateway collects; nobody else could tell that they were paid.
	select array(
		select m.method from unnest((app.billing_settings_of(client.reseller_id)).pay_methods) as m (method)
		where m.method = 'pix' or client.collection = 'gateway'
	)
$$;
comment on function app.methods_for(public.clients) is 'How this client can be asked to pay: what the reseller accepts, boleto and card of clients of the gateway.';

create function app.require_method(client public.clients, method text, kept text default null) returns void
	language plpgsql security definer
	set search_path = ''
as $$
begin
	-- What has its method already keeps it, whatever is accepted today.
	if method is null or method is not distinct from kept or method not in ('pix', 'boleto', 'card')
		or method = any (app.methods_for(client)) then
		return;
	end if;
	if method = any ((app.billing_settings_of(client.reseller_id)).pay_methods) then
		perform app.refuse('pay_method_needs_gateway', 409, jsonb_build_object('method', method));
	end if;
	perform app.refuse('pay_method_not_accepted', 409, jsonb_build_object('method', method));
end
$$;
comment on function app.require_method(public.clients, text, text) is
	'Refuses pay_method_not_accepted, pay_method_needs_gateway (409). Null is any way; what is no method at all the rows refuse by their own name.';

create function app.lock_client(reseller_id uuid, client_id uuid) returns public.clients
	language plpgsql security definer
	set search_path = ''
as $$
declare
	client public.clients;
begin
	select c.* into client from public.clients c
	where c.reseller_id = lock_client.reseller_id and c.id = lock_client.client_id
	for no key update;
	if client.id is null then
		perform app.refuse('client_not_found', 404);
	end if;
	return client;
end
$$;
comment on function app.lock_client(uuid, uuid) is
	'The client, held until the command ends: a double click waits and finds what the first one made, and nobody archives it meanwhile. Refuses client_not_found.';

create function app.current_late_rate(reseller_id uuid) returns uuid
	language plpgsql stable security definer
	set search_path = ''
as $$
begin
	return (
		select r.id from public.late_rates r
		where r.reseller_id = current_late_rate.reseller_id order by r.version desc limit 1
	);
end
$$;

-- What is due ---------------------------------------------------------------------------------------------

create table public.billing_holds (
	id uuid primary key default gen_random_uuid(),
	reseller_id uuid not null,
	client_id uuid not null,
	subscription_id uuid not null,
	step text not null constraint billing_hold_step_invalid check (step in ('issue', 'remind', 'notify', 'block')),
	until_on date not null,
	note text constraint billing_hold_note_invalid check (length(note) <= 300),
	created_by uuid references public.people (id) on delete set null,
	created_at timestamptz not null default now(),
	constraint billing_holds_tenant_key unique (reseller_id, id),
	constraint billing_holds_one_per_step unique (reseller_id, subscription_id, step),
	foreign key (reseller_id, client_id) references public.clients (reseller_id, id),
	foreign key (reseller_id, subscription_id) references public.subscriptions (reseller_id, id) on delete cascade
);
comment on table public.billing_holds is
	'What the nightly run passes over before the day `until_on`: a subscription''s next invoice, what it reminds of and tells about its invoices, its block.';
create index billing_holds_client on public.billing_holds (reseller_id, client_id);
create index billing_holds_created_by on public.billing_holds (created_by);
alter table public.billing_holds enable row level security;
select app.keep_trail_of('billing_holds');
grant select on public.billing_holds to authenticated;
grant all on public.billing_holds to service_role;
create policy "staff read what is held back" on public.billing_holds
	for select to authenticated using (reseller_id = (select app.staff_reseller_id()));

create view app.issuable_subscriptions as
select s.reseller_id, s.id, s.status, s.next_period_on, app.due_in_period(s.next_period_on, s.due_day) as due_on
from public.subscriptions s
where s.status in ('scheduled', 'trialing', 'active', 'suspended')
	and (s.cancels_on is null or s.cancels_on > s.next_period_on)
	and (s.cycles_limit is null or s.cycles_billed < s.cycles_limit)
	and not exists (
		select from public.clients c where c.reseller_id = s.reseller_id and c.id = s.client_id and c.archived_at is not null
	);
comment on view app.issuable_subscriptions is 'Subscriptions that have a next period to bill, whenever that is due.';

create type app.planned_invoice as (
	subscription_id uuid, client_id uuid, plan_version_id uuid, plan_name text, period_start date, period_end date, months integer,
	due_on date, postponed_to date, price_cents bigint, pass_through_cents bigint, surcharge_cents bigint, discount_cents bigint,
	added_cents bigint, taken_cents bigint, total_cents bigint, is_whole boolean, instalment integer, instalments integer,
	payer text, method text, whole_days integer, overage_cents bigint
);

create function app.issuable_ids(reseller_id uuid, on_date date, how_many integer default null) returns uuid[]
	language plpgsql stable security definer
	set search_path = ''
as $$
declare
	settings public.billing_settings := app.billing_settings_of(reseller_id);
	last_due_on date := on_date + settings.issue_days_before;
begin
	return array(
		select s.id from app.issuable_subscriptions s
		where s.reseller_id = issuable_ids.reseller_id and s.next_period_on <= last_due_on and s.due_on <= last_due_on
			and (s.status <> 'suspended' or settings.bill_while_suspended)
			and not exists (
				select from public.billing_holds h
				where h.reseller_id = s.reseller_id and h.subscription_id = s.id and h.step = 'issue' and h.until_on > on_date
			)
		order by s.next_period_on, s.id
		limit how_many
	);
end
$$;
comment on function app.issuable_ids(uuid, date, integer) is
	'The subscriptions whose next invoice is issued on that day: the due date is at most issue_days_before away, nothing holds it back.';

create function app.plan_invoices(
	reseller_id uuid, on_date date, subscription_ids uuid[], first_due_on date default null, overage_of uuid[] default null
)
	returns setof app.planned_invoice
	language plpgsql stable security definer
	set search_path = ''
as $$
declare
	takes_pix boolean := 'pix' = any ((app.billing_settings_of(reseller_id)).pay_methods);
begin
	return query
	with terms as materialized (
		-- By themselves: joined to the rest, a plan for few was seen to work out those of all for each of a thousand.
		select t.* from app.subscription_terms t
		where t.reseller_id = plan_invoices.reseller_id and t.subscription_id = any (subscription_ids) and t.at_renewal
	), planned as materialized (
		select s.id, s.client_id, t.plan_version_id, t.plan_name, s.next_period_on, s.due_day,
			coalesce(s.next_period_ends_on, app.period_after(s.next_period_on, t.months, s.period_day) - 1) as period_end, t.months,
			-- Nobody is late for an invoice that could not be known yet.
			coalesce(first_due_on, greatest(app.due_in_period(s.next_period_on, s.due_day), on_date)) as due_on,
			t.price_cents, t.pass_through_cents, t.surcharge_cents, t.discount_cents, t.added_cents, t.taken_cents, t.total_cents,
			s.next_period_ends_on is null as is_whole, t.of_days, s.cycles_billed + 1 as cycle, s.instalments,
			c.payer, coalesce(s.method, case when c.collection = 'informal' and takes_pix then 'pix' end) as method
		from terms t
		join public.subscriptions s on s.reseller_id = plan_invoices.reseller_id and s.id = t.subscription_id
		join public.clients c on c.reseller_id = s.reseller_id and c.id = s.client_id
	), days as materialized (
		select d.due_on, app.effective_due_on(plan_invoices.reseller_id, d.due_on) as effective_due_on
		from (select distinct p.due_on from planned p) d
	)
	select p.id, p.client_id, p.plan_version_id, p.plan_name, p.next_period_on, p.period_end, p.months::integer,
		p.due_on, nullif(d.effective_due_on, d.due_on), p.price_cents, p.pass_through_cents, p.surcharge_cents, p.discount_cents,
		p.added_cents, p.taken_cents, p.total_cents + coalesce(o.cents, 0), p.is_whole,
		case when p.instalments is not null then p.cycle end::integer, p.instalments::integer, p.payer, p.method,
		case when not p.is_whole then p.of_days end, coalesce(o.cents, 0)
	from planned p
	join days d on d.due_on = p.due_on
	left join lateral (
		-- What was used beyond the quota of periods that are over.
		select sum(u.sessions * u.price_cents)::bigint as cents
		from app.unbilled_overages u
		where u.reseller_id = plan_invoices.reseller_id and u.subscription_id = p.id
			and (overage_of is null or p.id = any (overage_of))
	) o on true
	order by p.next_period_on, p.id;
end
$$;
comment on function app.plan_invoices(uuid, date, uuid[], date, uuid[]) is
	'What issuing the next period of these subscriptions on that day makes, to the cent: the preview shows it and the run inserts it.';

create function app.insert_lines(
	reseller_id uuid, invoice_ids uuid[], planned app.planned_invoice[]
) returns void
	language plpgsql security definer
	set search_path = ''
as $$
begin
	insert into public.invoice_lines (reseller_id, invoice_id, position, kind, description, quantity, unit_cents, total_cents)
	select insert_lines.reseller_id, l.invoice_id, row_number() over (partition by l.invoice_id order by l.position, l.created_at, l.id),
		l.kind, l.description, l.quantity, l.unit_cents, l.quantity * l.unit_cents
	from (
		select n.invoice_id, v.position, v.kind, left(v.description, 200) as description,
			-- Months times a monthly amount where it comes out, else the period in one.
			case when by_month.yes then p.months else 1 end as quantity,
			case when by_month.yes then v.cents / p.months else v.cents end as unit_cents, null::timestamptz as created_at, null::uuid as id
		from unnest(invoice_ids) with ordinality n (invoice_id, place)
		join unnest(planned) with ordinality p on p.ordinality = n.place
		cross join lateral (values
			(1, case when p.instalments is null then 'plan' else 'instalment' end,
				p.plan_name || case when p.instalments is null then '' else ' ' || p.instalment || '/' || p.instalments end, p.price_cents),
			(2, 'pass_through', p.plan_name, p.pass_through_cents),
			(3, 'surcharge', p.plan_name, p.surcharge_cents),
			(5, 'discount', p.plan_name, -p.discount_cents)
		) v (position, kind, description, cents)
		cross join lateral (select p.is_whole and p.instalments is null and v.cents % p.months = 0 as yes) by_month
		where v.position = 1 or v.cents <> 0
		union all
		select a.invoice_id, case a.kind when 'surcharge' then 4 else 6 end, a.kind, coalesce(nullif(a.description, ''), a.plan_name), 1,
			case a.kind when 'surcharge' then a.cents
				-- What the discounts before it left.
				else -least(a.cents, greatest(a.left_cents - (a.taken_with_it - a.cents), 0)) end,
			a.created_at, a.id
		from (
			select n.invoice_id, j.id, j.kind, j.description, p.plan_name, j.created_at, j.cents, p.taken_cents as left_cents,
				sum(j.cents) over (partition by n.invoice_id, j.kind order by j.created_at, j.id) as taken_with_it
			from unnest(invoice_ids) with ordinality n (invoice_id, place)
			join unnest(planned) with ordinality p on p.ordinality = n.place
			cross join lateral app.adjustments_of(insert_lines.reseller_id, p.subscription_id, p.price_cents + p.pass_through_cents) j
			where p.added_cents > 0 or p.taken_cents > 0
		) a
		union all
		-- Each price of a period by itself, in the order of time.
		select n.invoice_id, 7, 'session_overage', left(p.plan_name, 150) || ' (' || u.starts_on || '/' || u.ends_on || ')',
			u.sessions::integer, u.price_cents, coalesce(u.priced_until, u.closed_at), null
		from unnest(invoice_ids) with ordinality n (invoice_id, place)
		join unnest(planned) with ordinality p on p.ordinality = n.place
		join app.unbilled_overages u on u.reseller_id = insert_lines.reseller_id and u.subscription_id = p.subscription_id
		where p.overage_cents > 0
	) l
	where l.unit_cents <> 0 or l.position = 1;
end
$$;

create function app.adjustments_of(reseller_id uuid, subscription_id uuid, base_cents bigint)
	returns table (id uuid, kind text, description text, created_at timestamptz, cents bigint)
	language plpgsql stable security definer
	set search_path = ''
as $$
declare
	of_days integer;
	days integer;
begin
	select t.days, t.of_days into days, of_days from app.subscription_terms t
	where t.reseller_id = adjustments_of.reseller_id and t.subscription_id = adjustments_of.subscription_id and t.at_renewal;
	return query
	select j.id, j.kind, j.description, j.created_at,
		case when j.amount_cents is not null then app.prorated(j.amount_cents, days, of_days)
			else app.share_of(base_cents, j.percent_bps) end
	from public.subscription_adjustments j
	where j.reseller_id = adjustments_of.reseller_id and j.subscription_id = adjustments_of.subscription_id
		and j.ended_at is null and (j.cycles_left is null or j.cycles_left > 0);
end
$$;

create function app.use_adjustments(reseller_id uuid, subscription_ids uuid[]) returns void
	language plpgsql security definer
	set search_path = ''
as $$
begin
	update public.subscription_adjustments a set cycles_left = a.cycles_left - 1
	where a.reseller_id = use_adjustments.reseller_id and a.subscription_id = any (subscription_ids) and a.cycles_left > 0 and a.ended_at is null;
end
$$;
comment on function app.use_adjustments(uuid, uuid[]) is 'Counts a period in which these subscriptions had their discounts and surcharges.';

create function app.issue_invoices(reseller_id uuid, on_date date, subscription_ids uuid[], first_due_on date default null) returns uuid[]
	language plpgsql security definer
	set search_path = ''
as $$
declare
	planned app.planned_invoice[];
	how_many integer;
	last_number bigint;
	invoice_ids uuid[];
	late_rate_id uuid := app.current_late_rate(reseller_id);
	-- What is reported of others meanwhile is on none of these invoices.
	overage_of uuid[] := app.hold_overage(reseller_id, subscription_ids);
begin
	planned := array(
		select p from app.plan_invoices(issue_invoices.reseller_id, on_date, subscription_ids, first_due_on, overage_of) p
	);
	how_many := cardinality(planned);
	if how_many = 0 then
		return '{}';
	end if;
	last_number := app.next_number(reseller_id, 'invoice', how_many);
	invoice_ids := array(select gen_random_uuid() from generate_series(1, how_many));
	insert into public.invoices (
		id, reseller_id, client_id, subscription_id, number, kind, payer, method, issued_on, due_on, postponed_to,
		period_start, period_end, whole_days, total_cents, late_rate_id, payment_status
	)
	select n.invoice_id, issue_invoices.reseller_id, p.client_id, p.subscription_id, last_number - how_many + n.place, 'recurring',
		p.payer, p.method, on_date, p.due_on, p.postponed_to, p.period_start, p.period_end, p.whole_days, p.total_cents,
		case when p.payer = 'client' then late_rate_id end,
		-- Nothing to pay is paid: a free plan must not wait for money that never comes.
		case when p.total_cents = 0 then 'paid' else 'unpaid' end
	from unnest(invoice_ids) with ordinality n (invoice_id, place)
	join unnest(planned) with ordinality p on p.ordinality = n.place;
	perform app.insert_lines(reseller_id, invoice_ids, planned);
	perform app.bill_overage(reseller_id, overage_of);
	insert into public.ledger_entries (reseller_id, client_id, debit, credit, amount_cents, invoice_id, booked_on)
	select issue_invoices.reseller_id, p.client_id, 'receivable', 'revenue', p.total_cents, n.invoice_id, on_date
	from unnest(invoice_ids) with ordinality n (invoice_id, place)
	join unnest(planned) with ordinality p on p.ordinality = n.place
	where p.total_cents > 0;
	update public.subscriptions s set
		next_period_on = p.period_end + 1, next_period_ends_on = null, cycles_billed = s.cycles_billed + 1,
		plan_version_id = p.plan_version_id, interval_months = p.months, next_plan_version_id = null, next_interval_months = null
	from unnest(planned) p
	where s.reseller_id = issue_invoices.reseller_id and s.id = p.subscription_id;
	update public.subscription_adjustments a set cycles_left = a.cycles_left - 1, used_by = a.used_by || n.invoice_id
	from unnest(invoice_ids) with ordinality n (invoice_id, place)
	join unnest(planned) with ordinality p on p.ordinality = n.place
	where a.reseller_id = issue_invoices.reseller_id and a.subscription_id = p.subscription_id and a.cycles_left > 0 and a.ended_at is null;
	perform app.mail_about_invoices(reseller_id, invoice_ids, 'invoice');
	perform app.apply_credit_to_new(reseller_id, invoice_ids, on_date);
	return invoice_ids;
end
$$;
comment on function app.issue_invoices(uuid, date, uuid[], date) is
	'Issues the next period of these subscriptions, whichever they are: the caller has made sure that they are due and holds their rows. Lines, ledger, mails and the client''s credit come with it. Answers the invoices.';

create function app.issue_due(reseller_id uuid, on_date date, subscription_ids uuid[]) returns uuid[]
	language plpgsql security definer
	set search_path = ''
as $$
declare
	settings public.billing_settings := app.billing_settings_of(reseller_id);
	last_due_on date := on_date + settings.issue_days_before;
	held uuid[];
begin
	-- What another run or a person is busy with is left to it.
	held := array(
		select s.id from public.subscriptions s
		where s.reseller_id = issue_due.reseller_id and s.id = any (subscription_ids)
		order by s.id
		for no key update skip locked
	);
	-- Asked anew, of what is held now: it may have been billed, or changed, since it was found to be due.
	return app.issue_invoices(reseller_id, on_date, array(
		select s.id from app.issuable_subscriptions s
		where s.reseller_id = issue_due.reseller_id and s.id = any (held) and s.next_period_on <= last_due_on and s.due_on <= last_due_on
			and (s.status <> 'suspended' or settings.bill_while_suspended)
			and not exists (
				select from public.billing_holds h
				where h.reseller_id = s.reseller_id and h.subscription_id = s.id and h.step = 'issue' and h.until_on > on_date
			)
	));
end
$$;
comment on function app.issue_due(uuid, date, uuid[]) is 'Issues the next period of those of the subscriptions (app.issuable_ids) that are still due and in nobody else''s hands.';

create function app.awaits_first_payment(subscription public.subscriptions) returns boolean
	language plpgsql stable security definer
	set search_path = ''
as $$
begin
	return exists (
		select from public.invoices i
		where i.reseller_id = subscription.reseller_id and i.subscription_id = subscription.id and i.kind = 'recurring'
			and i.period_start >= subscription.started_on and i.status = 'open' and i.payment_status in ('unpaid', 'partial')
	);
end
$$;
comment on function app.awaits_first_payment(public.subscriptions) is
	'Whether a period since it started waits for its money; what a change cost besides, or an older debt, starts nothing and stops nothing.';

create function app.has_first_invoice(subscription public.subscriptions) returns boolean
	language plpgsql stable security definer
	set search_path = ''
as $$
begin
	return exists (
		select from public.invoices i
		where i.reseller_id = subscription.reseller_id and i.subscription_id = subscription.id and i.kind = 'recurring'
			and i.period_start >= subscription.started_on and i.status <> 'void'
	);
end
$$;
comment on function app.has_first_invoice(public.subscriptions) is
	'Whether a period since it started stands on an invoice that was not canceled: without one, nothing is paid that would start it.';

create function app.activate_subscription(reseller_id uuid, subscription_id uuid) returns void
	language plpgsql security definer
	set search_path = ''
as $$
declare
	today date := app.today(reseller_id);
begin
	-- A night that ends a trial at this moment would not see the money, nor we that it waits for it. What runs is left alone:
	-- whoever bills it holds it, and waits for what a payment holds.
	perform from public.subscriptions s
	where s.reseller_id = activate_subscription.reseller_id and s.id = activate_subscription.subscription_id
		and s.status in ('pending', 'trialing', 'scheduled')
	for no key update;
	update public.subscriptions s set
		status = case s.status when 'pending' then 'active' else app.status_due(s, today) end, activated_at = now()
	where s.reseller_id = activate_subscription.reseller_id and s.id = activate_subscription.subscription_id
		and (
			s.status = 'pending' and app.has_first_invoice(s) and not app.awaits_first_payment(s)
			-- Its day has come, and the night that would have let it begin has not.
			or s.status = 'scheduled' and app.status_due(s, today) in ('active', 'trialing')
		);
end
$$;
comment on function app.activate_subscription(uuid, uuid) is
	'Lets a subscription run whose first invoice is paid: what waited for the money, and what starts today or earlier.';

-- What a month costs, kept -----------------------------------------------------------------------------

create function app.price_subscriptions(reseller_id uuid, subscription_ids uuid[]) returns void
	language plpgsql security definer
	set search_path = ''
as $$
declare
	one_id uuid;
	monthly bigint[] := '{}';
begin
	-- One at a time: of tables that have just been filled the planner knows nothing, and would loop over all for each.
	foreach one_id in array subscription_ids loop
		monthly := monthly || (
			select app.prorated(t.total_cents, 1, t.months) from app.subscription_terms t
			where t.reseller_id = price_subscriptions.reseller_id and t.subscription_id = one_id and not t.at_renewal
		);
	end loop;
	update public.subscriptions s set monthly_cents = p.cents
	from unnest(subscription_ids, monthly) p (id, cents)
	where s.reseller_id = price_subscriptions.reseller_id and s.id = p.id and s.monthly_cents <> p.cents;
end
$$;

create function app.price_after_change() returns trigger
	language plpgsql security definer
	set search_path = ''
as $$
declare
	changed record;
begin
	for changed in execute case
		when tg_table_name = 'subscriptions' and tg_op = 'INSERT' then
			'select n.reseller_id, array_agg(n.id) as ids from new_rows n group by 1'
		when tg_table_name = 'subscriptions' then
			'select n.reseller_id, array_agg(n.id) as ids from new_rows n join old_rows o on o.id = n.id
			where (n.plan_version_id, n.interval_months, n.contract_total_cents, n.instalments)
				is distinct from (o.plan_version_id, o.interval_months, o.contract_total_cents, o.instalments)
				-- The first instalments of a contract may cost a cent more than the last ones.
				or n.instalments is not null and n.cycles_billed <> o.cycles_billed group by 1'
		when tg_table_name = 'clients' then
			'select s.reseller_id, array_agg(s.id) as ids from new_rows n join old_rows o on o.id = n.id
			join public.subscriptions s on s.reseller_id = n.reseller_id and s.client_id = n.id
			where (n.discount_cents, n.surcharge_cents) is distinct from (o.discount_cents, o.surcharge_cents) group by 1'
		when tg_op = 'INSERT' then
			'select n.reseller_id, array_agg(n.subscription_id) as ids from new_rows n group by 1'
		else
			'select n.reseller_id, array_agg(n.subscription_id) as ids from new_rows n join old_rows o on o.id = n.id
			where (n.cycles_left = 0, n.ended_at) is distinct from (o.cycles_left = 0, o.ended_at) group by 1'
	end loop
		perform app.price_subscriptions(changed.reseller_id, changed.ids);
	end loop;
	return null;
end
$$;
create trigger subscriptions_priced_new after insert on public.subscriptions
	referencing new table as new_rows for each statement execute function app.price_after_change();
create trigger subscriptions_priced after update on public.subscriptions
	referencing old table as old_rows new table as new_rows for each statement execute function app.price_after_change();
create trigger subscriptions_priced_for_client after update on public.clients
	referencing old table as old_rows new table as new_rows for each statement execute function app.price_after_change();
create trigger subscriptions_adjusted_new after insert on public.subscription_adjustments
	referencing new table as new_rows for each statement execute function app.price_after_change();
create trigger subscriptions_adjusted after update on public.subscription_adjustments
	referencing old table as old_rows new table as new_rows for each statement execute function app.price_after_change();

-- One-off ----------------------------------------------------------------------------------------------

create function app.insert_invoice(
	client public.clients, on_date date, due_on date, kind text, lines jsonb, request_id uuid default null, subscription_id uuid default null,
	method text default null
) returns public.invoices
	language plpgsql security definer
	set search_path = ''
as $$
declare
	invoice public.invoices;
begin
	insert into public.invoices (
		reseller_id, client_id, subscription_id, number, kind, payer, method, issued_on, due_on, postponed_to, total_cents, late_rate_id, request_id
	) values (
		client.reseller_id, client.id, insert_invoice.subscription_id, app.next_number(client.reseller_id, 'invoice'), insert_invoice.kind,
		client.payer, coalesce(insert_invoice.method, case when client.collection = 'informal' then (app.methods_for(client))[1] end), on_date, insert_invoice.due_on,
		nullif(app.effective_due_on(client.reseller_id, insert_invoice.due_on), insert_invoice.due_on),
		-- A line that no rule allows is refused below by its own name, not here for what it does to the sum.
		(
			select greatest(sum(
				case when l.line ->> 'kind' = 'proration_credit' then (l.line ->> 'unit_cents')::bigint
				else greatest((l.line ->> 'quantity')::integer, 1) * greatest((l.line ->> 'unit_cents')::bigint, 1) end
			), 0)
			from jsonb_array_elements(lines) as l (line)
		),
		case when client.payer = 'client' then app.current_late_rate(client.reseller_id) end, insert_invoice.request_id
	) returning * into invoice;
	insert into public.invoice_lines (reseller_id, invoice_id, position, kind, description, quantity, unit_cents, total_cents)
	select invoice.reseller_id, invoice.id, l.position, coalesce(l.line ->> 'kind', 'item'), coalesce(btrim(l.line ->> 'description'), ''),
		(l.line ->> 'quantity')::integer, (l.line ->> 'unit_cents')::bigint,
		(l.line ->> 'quantity')::integer * (l.line ->> 'unit_cents')::bigint
	from jsonb_array_elements(lines) with ordinality as l (line, position);
	insert into public.ledger_entries (reseller_id, client_id, debit, credit, amount_cents, invoice_id, booked_on)
	values (invoice.reseller_id, invoice.client_id, 'receivable', 'revenue', invoice.total_cents, invoice.id, on_date);
	perform app.mail_about_invoice(invoice, 'invoice');
	perform app.apply_credit_to_new(invoice.reseller_id, array[invoice.id], on_date);
	return invoice;
end
$$;
comment on function app.insert_invoice(public.clients, date, date, text, jsonb, uuid, uuid, text) is
	'Issues one invoice of these lines, [{kind?, description, quantity, unit_cents}], with ledger, mail and credit. The caller holds the client and has checked the dates.';

create function app.issue_one_off_invoice(request_id uuid, client_id uuid, lines jsonb, due_on date) returns jsonb
	language plpgsql security definer
	set search_path = ''
as $$
declare
	account app.account := app.require('invoices.issue');
	client public.clients;
	invoice public.invoices;
	today date := app.today(account.reseller_id);
	violated text;
begin
	if request_id is null then
		perform app.refuse('request_id_required');
	end if;
	client := app.lock_client(account.reseller_id, issue_one_off_invoice.client_id);
	select i.* into invoice from public.invoices i
	where i.reseller_id = account.reseller_id and i.request_id = issue_one_off_invoice.request_id;
	if invoice.client_id <> client.id then
		perform app.refuse('request_id_reused', 409);
	end if;
	if invoice.id is not null then
		return jsonb_build_object('invoice_id', invoice.id);
	end if;

	perform app.require_billable(client);
	if due_on is null then
		perform app.refuse('invoice_due_required');
	end if;
	if due_on < today then
		perform app.refuse('invoice_due_in_past');
	end if;
	if due_on > today + 365 then
		perform app.refuse('invoice_due_too_far');
	end if;
	if jsonb_typeof(lines) is distinct from 'array' or jsonb_array_length(lines) not between 1 and 50 then
		perform app.refuse('invoice_lines_invalid');
	end if;
	invoice := app.insert_invoice(
		client, today, due_on, 'one_off',
		(select jsonb_agg(l.line - 'kind' order by l.position) from jsonb_array_elements(lines) with ordinality as l (line, position)),
		issue_one_off_invoice.request_id
	);
	return jsonb_build_object('invoice_id', invoice.id);
exception
	when check_violation then
		get stacked diagnostics violated = constraint_name;
		perform app.refuse(violated);
	when not_null_violation or data_exception then
		perform app.refuse('invoice_lines_invalid');
	when unique_violation then
		-- At this very moment for another client: the lock above does not cover that one.
		perform app.refuse('request_id_reused', 409);
end
$$;
grant execute on function app.issue_one_off_invoice(uuid, uuid, jsonb, date) to authenticated;

create function public.issue_one_off_invoice(request_id uuid, client_id uuid, lines jsonb, due_on date) returns jsonb
	language sql
	set search_path = ''
as $$ select app.issue_one_off_invoice(request_id, client_id, lines, due_on) $$;
comment on function public.issue_one_off_invoice(uuid, uuid, jsonb, date) is
	'Bills a client outside any subscription and mails the invoice: {invoice_id}. lines: 1 to 50 of {description (1 to 200 characters), quantity (1 to 9999), unit_cents (1 to 100000000)}; due today at the earliest and in 365 days at the latest. Idempotent by request_id.
Refuses: client_not_found, client_archived, invoice_due_required, invoice_due_in_past, invoice_due_too_far, invoice_lines_invalid, invoice_line_description_invalid, invoice_line_quantity_invalid, invoice_line_price_invalid, invoice_total_too_high, request_id_required, request_id_reused.';
grant execute on function public.issue_one_off_invoice(uuid, uuid, jsonb, date) to authenticated;

-- This invoice only ------------------------------------------------------------------------------------

create function app.lock_invoice(reseller_id uuid, invoice_id uuid) returns public.invoices
	language plpgsql security definer
	set search_path = ''
as $$
declare
	invoice public.invoices;
begin
	select i.* into invoice from public.invoices i
	where i.reseller_id = lock_invoice.reseller_id and i.id = lock_invoice.invoice_id
	for no key update;
	if invoice.id is null then
		perform app.refuse('invoice_not_found', 404);
	end if;
	-- What its payment may start or restore, before anything is written: the night too holds a subscription first, and then
	-- what all invoices of a client write to.
	perform from public.subscriptions s
	where s.reseller_id = invoice.reseller_id and s.id = invoice.subscription_id
		and s.status in ('pending', 'trialing', 'scheduled', 'suspended')
	for no key update;
	return invoice;
end
$$;

create function app.require_open(invoice public.invoices) returns void
	language plpgsql
	set search_path = ''
as $$
begin
	if invoice.status <> 'open' then
		perform app.refuse('invoice_not_open', 409);
	end if;
	if invoice.payment_status not in ('unpaid', 'partial') then
		perform app.refuse('invoice_already_paid', 409, jsonb_build_object('number', invoice.number));
	end if;
end
$$;

create function app.change_invoice(invoice_id uuid, due_on date, method text) returns jsonb
	language plpgsql security definer
	set search_path = ''
as $$
declare
	account app.account := app.require('invoices.issue');
	today date := app.today(account.reseller_id);
	invoice public.invoices := app.lock_invoice(account.reseller_id, change_invoice.invoice_id);
	violated text;
begin
	perform app.require_open(invoice);
	perform app.require_method(c, change_invoice.method, invoice.method)
	from public.clients c where c.reseller_id = invoice.reseller_id and c.id = invoice.client_id;
	if due_on is distinct from invoice.due_on then
		if due_on is null then
			perform app.refuse('invoice_due_required');
		end if;
		if due_on < today then
			perform app.refuse('invoice_due_in_past');
		end if;
		if due_on > today + 365 then
			perform app.refuse('invoice_due_too_far');
		end if;
		-- A new date starts anew: nothing is late before it, and what the old one led to was for the old one.
		update public.invoices i set
			due_on = change_invoice.due_on, notified_on = null,
			postponed_to = nullif(app.effective_due_on(i.reseller_id, change_invoice.due_on), change_invoice.due_on)
		where i.reseller_id = invoice.reseller_id and i.id = invoice.id;
		perform app.settle_dunning(invoice.reseller_id, invoice.client_id, today);
	end if;
	update public.invoices i set method = change_invoice.method
	where i.reseller_id = invoice.reseller_id and i.id = invoice.id and i.method is distinct from change_invoice.method;
	return jsonb_build_object('invoice_id', invoice.id);
exception
	when check_violation then
		get stacked diagnostics violated = constraint_name;
		perform app.refuse(violated);
end
$$;
grant execute on function app.change_invoice(uuid, date, text) to authenticated;

create function public.change_invoice(invoice_id uuid, due_on date, method text default null) returns jsonb
	language sql
	set search_path = ''
as $$ select app.change_invoice(invoice_id, due_on, method) $$;
comment on function public.change_invoice(uuid, date, text) is
	'Changes due date and method (pix, boleto, card; null: any) of this invoice only; a block that it caused is lifted if the new date makes it no longer late. Idempotent: it sets, it does not add.
Refuses: invoice_not_found, invoice_not_open, invoice_already_paid, invoice_due_required, invoice_due_in_past, invoice_due_too_far, invoice_method_invalid, pay_method_not_accepted, pay_method_needs_gateway.';
grant execute on function public.change_invoice(uuid, date, text) to authenticated;

create function app.cancel_invoice(invoice public.invoices, on_date date) returns void
	language plpgsql security definer
	set search_path = ''
as $$
declare
	kept bigint := invoice.paid_cents - invoice.refunded_cents;
	unused bigint := app.unused_put_to(invoice);
begin
	-- What was paid of it, and did not go back, stays the client's: as credit. What the credit for unused days that it had billed
	-- itself paid was never money: it goes where it came from.
	if kept > unused then
		perform app.enter_credit(invoice.reseller_id, invoice.client_id, kept - unused, 'invoice_void', on_date, 'receivable', invoice.id);
	end if;
	insert into public.ledger_entries (reseller_id, client_id, debit, credit, amount_cents, invoice_id, booked_on)
	select invoice.reseller_id, invoice.client_id, t.debit, t.credit, t.cents, invoice.id, on_date
	from (values
		('revenue', 'receivable', invoice.total_cents),
		('charges', 'receivable', invoice.fine_cents + invoice.interest_cents),
		('receivable', 'revenue', unused),
		('receivable', 'refunds', invoice.refunded_cents)
	) t (debit, credit, cents)
	where t.cents > 0;
	update public.invoices i set status = 'void', void_on = on_date
	where i.reseller_id = invoice.reseller_id and i.id = invoice.id;
	perform app.settle_dunning(invoice.reseller_id, invoice.client_id, on_date);
end
$$;
comment on function app.cancel_invoice(public.invoices, date) is
	'Takes an invoice off the books that is not paid in full, and lifts what it blocked. The caller holds it and has asked whether it may.';

create function app.void_invoice(invoice_id uuid, reason text) returns jsonb
	language plpgsql security definer
	set search_path = ''
as $$
declare
	account app.account := app.require('invoices.issue');
	today date := app.today(account.reseller_id);
	invoice public.invoices := app.lock_invoice(account.reseller_id, void_invoice.invoice_id);
	violated text;
begin
	if invoice.status = 'void' then
		return jsonb_build_object('invoice_id', invoice.id);
	end if;
	if invoice.payment_status not in ('unpaid', 'partial') then
		perform app.refuse('invoice_already_paid', 409, jsonb_build_object('number', invoice.number));
	end if;
	perform app.cancel_invoice(invoice, today);
	insert into public.void_reasons (reseller_id, invoice_id, client_id, void_reason)
	select invoice.reseller_id, invoice.id, invoice.client_id, btrim(reason) where btrim(reason) <> '';
	return jsonb_build_object('invoice_id', invoice.id);
exception
	when check_violation then
		get stacked diagnostics violated = constraint_name;
		perform app.refuse(violated);
end
$$;
grant execute on function app.void_invoice(uuid, text) to authenticated;

create function public.void_invoice(invoice_id uuid, reason text default null) returns jsonb
	language sql
	set search_path = ''
as $$ select app.void_invoice(invoice_id, reason) $$;
comment on function public.void_invoice(uuid, text) is
	'Cancels an invoice that is not paid in full: {invoice_id}. Its number stays taken, what was paid of it (less what went back, and what the credit for its own unused days paid) becomes the client''s credit, what it blocked is restored; its period is not billed again. Idempotent.
Refuses: invoice_not_found, invoice_already_paid, invoice_void_reason_invalid.';
grant execute on function public.void_invoice(uuid, text) to authenticated;
