-- Figures of the business: recurring revenue and what moved it, what was issued and received, what is open by its day.
-- Kept in the transaction that changed them, exact at any size, and nobody waits for anybody.

create table app.figures (
	-- No foreign key: a reseller that goes takes its rows along, and each of them still counts down here.
	reseller_id uuid not null,
	figure text not null,
	on_day date not null,
	cents bigint not null,
	items bigint not null,
	primary key (reseller_id, figure, on_day)
);
comment on table app.figures is
	'Sums of money (cents) and of what it is made of (items) by day: issued, voided, received, returned, open (by the last day it can be paid on), what moved recurring revenue (recurring_*), and, on the day `infinity`, subscriptions as they stand (subscriptions_*). Only the job that folds app.figure_changes writes here.';
create index figures_nothing_left on app.figures (reseller_id) where cents = 0 and items = 0;

create table app.figure_changes (
	id bigint generated always as identity primary key,
	reseller_id uuid not null,
	figure text not null,
	on_day date not null,
	cents bigint not null,
	items bigint not null
);
comment on table app.figure_changes is
	'Changes of figures that app.figures does not hold yet: both together are the figure. Only ever added to, so that no two writers meet in a row; a job folds them.';
create index figure_changes_reseller on app.figure_changes (reseller_id);

create function app.keep_figures_of(relation text, facts text) returns void
	language plpgsql
	set search_path = ''
as $$
declare
	name text := split_part(relation, '.', 2);
	added text := replace(facts, '{rows}', 'new_rows');
	gone text := 'select o.reseller_id, o.figure, o.on_day, -o.cents as cents, -o.items as items from ('
		|| replace(facts, '{rows}', 'old_rows') || ') o';
begin
	execute format('create view app.%I as %s', 'figures_of_' || name, replace(facts, '{rows}', relation));
	execute format('comment on view app.%I is %L', 'figures_of_' || name, 'What the rows of ' || relation || ' add to the figures: as counting gives it.');
	execute format(
		$sql$
		create function app.%1$I() returns trigger
			language plpgsql security definer
			set search_path = ''
		as $body$
		begin
			-- Each kind of statement has its own tables of what changed.
			if tg_op = 'INSERT' then
				insert into app.figure_changes (reseller_id, figure, on_day, cents, items)
				select f.reseller_id, f.figure, f.on_day, sum(f.cents), sum(f.items) from (%2$s) f
				group by 1, 2, 3 having sum(f.cents) <> 0 or sum(f.items) <> 0;
			elsif tg_op = 'DELETE' then
				insert into app.figure_changes (reseller_id, figure, on_day, cents, items)
				select f.reseller_id, f.figure, f.on_day, sum(f.cents), sum(f.items) from (%3$s) f
				group by 1, 2, 3 having sum(f.cents) <> 0 or sum(f.items) <> 0;
			else
				insert into app.figure_changes (reseller_id, figure, on_day, cents, items)
				select f.reseller_id, f.figure, f.on_day, sum(f.cents), sum(f.items) from (%2$s union all %3$s) f
				group by 1, 2, 3 having sum(f.cents) <> 0 or sum(f.items) <> 0;
			end if;
			return null;
		end
		$body$;
		create trigger figures_of_new after insert on %4$s
			referencing new table as new_rows for each statement execute function app.%1$I();
		create trigger figures_of_changed after update on %4$s
			referencing old table as old_rows new table as new_rows for each statement execute function app.%1$I();
		create trigger figures_of_gone after delete on %4$s
			referencing old table as old_rows for each statement execute function app.%1$I();
		$sql$,
		'keep_figures_of_' || name, added, gone, relation
	);
end
$$;
comment on function app.keep_figures_of(text, text) is
	'Keeps the figures of a table. facts: a query of {rows} that gives (reseller_id, figure, on_day, cents, items), summed up as far as is cheap; what a statement changes of them is added to app.figure_changes, and the view app.figures_of_<table> is what they are when counted.';

-- What each row adds ------------------------------------------------------------------------------------

-- Summed by what days it has first: a run inserts thousands of invoices with a few days.
select app.keep_figures_of('public.invoices', $facts$
	select k.reseller_id, f.figure, f.on_day, f.cents, f.items
	from (
		select n.reseller_id, n.issued_on, n.void_on,
			case when n.status = 'open' and n.payment_status in ('unpaid', 'partial') then n.effective_due_on end as open_on,
			sum(n.total_cents)::bigint as total_cents,
			-- Without what lateness will add: that is known on the day it is paid.
			sum(n.total_cents + n.fine_cents + n.interest_cents - n.paid_cents)::bigint as open_cents, count(*) as items
		from {rows} n
		where n.status <> 'draft'
		group by 1, 2, 3, 4
	) k
	cross join lateral (values
		('issued', k.issued_on, k.total_cents, k.items), ('voided', k.void_on, k.total_cents, k.items),
		('open', k.open_on, k.open_cents, k.items)
	) f (figure, on_day, cents, items)
	where f.on_day is not null
$facts$);

-- Money only: credit was money, or none, before. A payment that never was is taken off on the day that was found out.
select app.keep_figures_of('public.payments', $facts$
	select k.reseller_id, f.figure, f.on_day, f.cents, f.items
	from (
		select n.reseller_id, n.paid_on, n.reversed_on, sum(n.amount_cents)::bigint as cents, count(*) as items
		from {rows} n
		where n.kind = 'money' and n.status in ('succeeded', 'reversed')
		group by 1, 2, 3
	) k
	cross join lateral (values ('received', k.paid_on, k.cents, k.items), ('returned', k.reversed_on, k.cents, k.items))
		f (figure, on_day, cents, items)
	where f.on_day is not null
$facts$);

select app.keep_figures_of('public.refunds', $facts$
	select n.reseller_id, 'returned' as figure, n.refunded_on as on_day, sum(n.amount_cents)::bigint as cents, count(*) as items
	from {rows} n
	group by 1, 3
$facts$);

select app.keep_figures_of('public.credit_entries', $facts$
	select n.reseller_id, 'returned' as figure, n.entered_on as on_day, -sum(n.amount_cents)::bigint as cents, count(*) as items
	from {rows} n
	where n.reason = 'paid_out'
	group by 1, 3
$facts$);

select app.keep_figures_of('public.subscriptions', $facts$
	select n.reseller_id, 'subscriptions_' || n.status as figure, date 'infinity' as on_day, sum(n.monthly_cents)::bigint as cents,
		count(*) as items
	from {rows} n
	group by 1, 2
$facts$);

-- What moves recurring revenue ---------------------------------------------------------------------------

create table app.recurring_changes (
	id bigint generated always as identity primary key,
	reseller_id uuid not null,
	subscription_id uuid not null,
	on_day date not null,
	kind text not null check (kind in ('started', 'raised', 'lowered', 'paused', 'resumed', 'canceled', 'expired')),
	cents bigint not null,
	-- 0: the same start again, as when what was free until now begins to cost.
	items smallint not null default 1 check (items in (0, 1))
);
comment on table app.recurring_changes is
	'What moved recurring revenue: the monthly_cents of subscriptions that run (trialing, active, suspended). Per subscription the cents add up to what it is worth a month now. new revenue: started; expansion: raised, resumed; contraction: lowered, paused; churn: canceled, expired. Only ever added to.';
create index recurring_changes_subscription on app.recurring_changes (subscription_id, on_day);
create index recurring_changes_reseller on app.recurring_changes (reseller_id, on_day);

select app.keep_figures_of('app.recurring_changes', $facts$
	select n.reseller_id, 'recurring_' || n.kind as figure, n.on_day, sum(n.cents)::bigint as cents, sum(n.items) as items
	from {rows} n
	group by 1, 2, 3
$facts$);

create function app.recurring_stage(status text) returns text
	language sql immutable
	set search_path = ''
as $$
	select case
		when status in ('trialing', 'active', 'suspended') then 'runs'
		when status = 'paused' then 'paused'
		when status in ('canceled', 'expired') then 'ended'
		else 'waits'
	end
$$;
comment on function app.recurring_stage(text) is
	'How a subscription stands to recurring revenue: only what runs counts. One that is blocked runs: it is owed, and restored by a payment.';

create function app.log_recurring_start() returns trigger
	language plpgsql security definer
	set search_path = ''
as $$
begin
	with days as materialized (
		select r.reseller_id, app.today(r.reseller_id) as today from (select distinct n.reseller_id from new_rows n) r
	)
	insert into app.recurring_changes (reseller_id, subscription_id, on_day, kind, cents)
	-- What was registered afterwards began when it began.
	select n.reseller_id, n.id, least(n.started_on, d.today), 'started', case when n.status = 'paused' then 0 else n.monthly_cents end
	from new_rows n
	join days d on d.reseller_id = n.reseller_id
	where n.status in ('trialing', 'active', 'suspended', 'paused')
		-- Pricing comes before this trigger, and what it priced is in the log.
		and not exists (select from app.recurring_changes c where c.subscription_id = n.id);
	return null;
end
$$;

create function app.log_recurring_change() returns trigger
	language plpgsql security definer
	set search_path = ''
as $$
begin
	-- Side by side by grouping, not by a join: the plan is kept, and one made for a single row would be quadratic for thousands.
	with changed as materialized (
		select r.*, app.recurring_stage(r.old_status) as before, app.recurring_stage(r.status) as after,
			case when r.status in ('trialing', 'active', 'suspended') then r.monthly_cents else 0 end as cents,
			case when r.old_status in ('trialing', 'active', 'suspended') then r.old_monthly_cents else 0 end as old_cents
		from (
			select b.reseller_id, b.id, max(b.started_on) as started_on, max(b.ended_on) as ended_on,
				max(b.status) as status, max(b.old_status) as old_status,
				max(b.monthly_cents) as monthly_cents, max(b.old_monthly_cents) as old_monthly_cents
			from (
				select n.reseller_id, n.id, n.started_on, n.ended_on, n.status, n.monthly_cents,
					null as old_status, null::bigint as old_monthly_cents
				from new_rows n
				union all
				select o.reseller_id, o.id, null, null, null, null, o.status, o.monthly_cents from old_rows o
			) b
			group by b.reseller_id, b.id
			having max(b.status) <> max(b.old_status) or max(b.monthly_cents) <> max(b.old_monthly_cents)
		) r
	), days as materialized (
		select r.reseller_id, app.today(r.reseller_id) as today from (select distinct c.reseller_id from changed c) r
	), known as materialized (
		select c.*, d.today, l.last_day, coalesce(l.has_cost, false) as has_cost,
			-- It runs, and nothing is known of it: this is the price that it gets when it is inserted.
			l.last_day is null and c.before in ('runs', 'paused') as is_born
		from changed c
		join days d on d.reseller_id = c.reseller_id
		left join lateral (
			select max(r.on_day) as last_day, bool_or(r.cents > 0) as has_cost
			from app.recurring_changes r where r.subscription_id = c.id
		) l on true
		where c.before in ('runs', 'paused') or c.after in ('runs', 'paused')
	), moved as (
		select k.*, case
			when k.after in ('ended', 'waits') then case k.status when 'expired' then 'expired' else 'canceled' end
			when k.before in ('ended', 'waits') or k.is_born then 'started'
			when k.before = 'runs' and k.after = 'paused' then 'paused'
			when k.before = 'paused' and k.after = 'runs' then 'resumed'
			when k.cents > k.old_cents then case when k.old_cents = 0 and not k.has_cost then 'started' else 'raised' end
			when k.cents < k.old_cents then 'lowered'
		end as kind
		from known k
		-- One that is inserted paused is logged with its row.
		where not (k.is_born and k.after = 'paused' and k.before = 'paused')
	)
	insert into app.recurring_changes (reseller_id, subscription_id, on_day, kind, cents, items)
	select m.reseller_id, m.id,
		case
			-- Never before what is known of it, so that what a past day was worth is never negative.
			when m.kind in ('canceled', 'expired') then greatest(coalesce(m.ended_on, m.today), m.last_day)
			when m.is_born then least(m.started_on, m.today)
			else greatest(m.today, m.last_day) end,
		m.kind, case when m.is_born then m.cents else m.cents - m.old_cents end,
		case when m.kind = 'started' and m.before = 'runs' and not m.is_born then 0 else 1 end
	from moved m
	where m.kind is not null;
	return null;
end
$$;

create function app.log_recurring_end() returns trigger
	language plpgsql security definer
	set search_path = ''
as $$
begin
	insert into app.recurring_changes (reseller_id, subscription_id, on_day, kind, cents)
	select o.reseller_id, o.id, greatest(app.today(o.reseller_id), l.last_day), 'canceled', -l.cents
	from old_rows o
	cross join lateral (
		select max(r.on_day) as last_day, sum(r.cents)::bigint as cents from app.recurring_changes r where r.subscription_id = o.id
	) l
	where o.status in ('trialing', 'active', 'suspended', 'paused');
	return null;
end
$$;
-- By name after subscriptions_priced_new, whose update of monthly_cents is logged as the start.
create trigger subscriptions_started after insert on public.subscriptions
	referencing new table as new_rows for each statement execute function app.log_recurring_start();
create trigger subscriptions_moved after update on public.subscriptions
	referencing old table as old_rows new table as new_rows for each statement execute function app.log_recurring_change();
create trigger subscriptions_gone after delete on public.subscriptions
	referencing old table as old_rows for each statement execute function app.log_recurring_end();

-- Fold, and count anew -----------------------------------------------------------------------------------

create function app.fold_figures() returns integer
	language plpgsql security definer
	set search_path = ''
as $$
declare
	folded integer;
begin
	-- Two that fold at once would each wait for, and then miss, what the other took away.
	if not pg_try_advisory_xact_lock(hashtext('app.fold_figures')) then
		return 0;
	end if;
	with gone as (
		delete from app.figure_changes returning *
	), kept as (
		insert into app.figures as f (reseller_id, figure, on_day, cents, items)
		select g.reseller_id, g.figure, g.on_day, sum(g.cents), sum(g.items) from gone g
		group by 1, 2, 3 having sum(g.cents) <> 0 or sum(g.items) <> 0
		on conflict (reseller_id, figure, on_day)
			do update set cents = f.cents + excluded.cents, items = f.items + excluded.items
	)
	select count(*) into folded from gone;
	delete from app.figures f where f.cents = 0 and f.items = 0;
	return folded;
end
$$;
comment on function app.fold_figures() is
	'Adds the changes to the figures, and answers how many there were. Whoever reads meanwhile sees the same sums.';
select cron.schedule('fold-figures', '* * * * *', 'select app.fold_figures()');

create function app.recount_billing_figures(reseller_id uuid)
	returns table (figure text, on_day date, cents bigint, items bigint)
	language plpgsql security definer
	set search_path = ''
as $$
#variable_conflict use_column
declare
	today date := app.today(recount_billing_figures.reseller_id);
begin
	-- Two at once would each make up for the same difference.
	perform pg_advisory_xact_lock(hashtextextended('app.recount_billing_figures', 0));
	insert into app.recurring_changes (reseller_id, subscription_id, on_day, kind, cents)
	select s.reseller_id, s.id, case when l.cents is null then least(s.started_on, today) else today end,
		case when l.cents is null then 'started' when w.cents < l.cents then 'lowered' else 'raised' end, w.cents - coalesce(l.cents, 0)
	from public.subscriptions s
	cross join lateral (
		select case when app.recurring_stage(s.status) = 'runs' then s.monthly_cents else 0 end as cents
	) w
	left join (
		select c.subscription_id, sum(c.cents)::bigint as cents from app.recurring_changes c
		where c.reseller_id = recount_billing_figures.reseller_id
		group by 1
	) l on l.subscription_id = s.id
	where s.reseller_id = recount_billing_figures.reseller_id
		and (w.cents <> l.cents or (l.cents is null and app.recurring_stage(s.status) in ('runs', 'paused')));
	-- Both sides as of one moment: what somebody is writing right now is missing in both.
	return query
	insert into app.figure_changes (reseller_id, figure, on_day, cents, items)
	select recount_billing_figures.reseller_id, d.figure, d.on_day, sum(d.cents), sum(d.items)
	from (
		select c.reseller_id, c.figure, c.on_day, c.cents, c.items from app.figures_counted c
		union all
		select f.reseller_id, f.figure, f.on_day, -f.cents, -f.items from app.figures f
		union all
		select f.reseller_id, f.figure, f.on_day, -f.cents, -f.items from app.figure_changes f
	) d
	where d.reseller_id = recount_billing_figures.reseller_id
	group by d.figure, d.on_day
	having sum(d.cents) <> 0 or sum(d.items) <> 0
	returning figure, on_day, cents, items;
end
$$;
comment on function app.recount_billing_figures(uuid) is
	'Counts the figures of a reseller anew and makes up for every difference, which it answers: none when all is right. Nobody has to wait for it. What moved recurring revenue in the past cannot be counted any more, only that it adds up to what is now; what is not in the log is taken as begun on its first day.';
grant execute on function app.recount_billing_figures(uuid) to service_role;

create view app.figures_counted as
select f.* from app.figures_of_invoices f
union all select f.* from app.figures_of_payments f
union all select f.* from app.figures_of_refunds f
union all select f.* from app.figures_of_credit_entries f
union all select f.* from app.figures_of_subscriptions f
union all select f.* from app.figures_of_recurring_changes f;
comment on view app.figures_counted is 'The figures as counting gives them; several rows may have to be added up.';

-- Read ---------------------------------------------------------------------------------------------------

create function app.previous_period(from_on date, to_on date, out previous_from date, out previous_to date)
	language plpgsql immutable
	set search_path = ''
as $$
declare
	months integer := (extract(year from to_on) - extract(year from from_on)) * 12
		+ extract(month from to_on) - extract(month from from_on) + 1;
begin
	if extract(day from from_on) > 1 then
		previous_to := from_on - 1;
		previous_from := from_on - (to_on - from_on + 1);
		return;
	end if;
	previous_from := from_on - make_interval(months => months);
	-- A whole month is compared with a whole one, its first ten days with the first ten.
	previous_to := case when extract(day from to_on + 1) = 1 then from_on - 1
		else to_on - make_interval(months => months) end;
end
$$;
comment on function app.previous_period(date, date) is
	'What a period is compared with: from the first of a month on as many months earlier, else as many days before it.';

create function app.billing_figures(from_on date, to_on date) returns jsonb
	language plpgsql stable security definer
	set search_path = ''
as $$
declare
	account app.account := app.require_staff();
	today date := app.today(account.reseller_id);
	previous record;
	first_month date;
	answer jsonb;
begin
	from_on := coalesce(from_on, date_trunc('month', today)::date);
	to_on := coalesce(to_on, today);
	if to_on < from_on or to_on - from_on > 1100 or from_on < '2000-01-01' or to_on > today + 400 then
		perform app.refuse('figures_period_invalid');
	end if;
	previous := app.previous_period(from_on, to_on);
	first_month := date_trunc('month', to_on - interval '11 months')::date;

	with days as materialized (
		select d.figure, d.on_day, sum(d.cents)::bigint as cents, sum(d.items)::bigint as items
		from (
			select f.figure, f.on_day, f.cents, f.items from app.figures f
			where f.reseller_id = account.reseller_id
				and f.figure in (
					'issued', 'voided', 'received', 'returned', 'recurring_started', 'recurring_raised', 'recurring_resumed',
					'recurring_lowered', 'recurring_paused', 'recurring_canceled', 'recurring_expired'
				)
				and f.on_day >= least(first_month, previous.previous_from)
			union all
			select f.figure, f.on_day, f.cents, f.items from app.figures f
			where f.reseller_id = account.reseller_id and f.figure = 'open'
			union all
			select f.figure, f.on_day, f.cents, f.items from app.figures f
			where f.reseller_id = account.reseller_id and f.figure >= 'subscriptions_' and f.figure < 'subscriptions`'
			union all
			select f.figure, f.on_day, f.cents, f.items from app.figure_changes f
			where f.reseller_id = account.reseller_id
		) d
		group by 1, 2
	), running as materialized (
		select coalesce(sum(d.cents), 0)::bigint as cents from days d
		where d.figure in ('subscriptions_trialing', 'subscriptions_active', 'subscriptions_suspended')
	), spans as materialized (
		select 'period' as span, from_on as first_on, to_on as last_on
		union all select 'previous', previous.previous_from, previous.previous_to
	), by_span as (
		select s.span, jsonb_build_object(
			'from', s.first_on, 'to', s.last_on,
			'issued_cents', coalesce(sum(d.cents) filter (where d.figure = 'issued'), 0),
			'invoices', coalesce(sum(d.items) filter (where d.figure = 'issued'), 0),
			'voided_cents', coalesce(sum(d.cents) filter (where d.figure = 'voided'), 0),
			'received_cents', coalesce(sum(case d.figure when 'received' then d.cents when 'returned' then -d.cents end), 0),
			'payments', coalesce(sum(d.items) filter (where d.figure = 'received'), 0),
			'returned_cents', coalesce(sum(d.cents) filter (where d.figure = 'returned'), 0),
			'new_cents', coalesce(sum(d.cents) filter (where d.figure = 'recurring_started'), 0),
			'expansion_cents', coalesce(sum(d.cents) filter (where d.figure in ('recurring_raised', 'recurring_resumed')), 0),
			'contraction_cents', coalesce(sum(d.cents) filter (where d.figure in ('recurring_lowered', 'recurring_paused')), 0),
			'churn_cents', coalesce(sum(d.cents) filter (where d.figure in ('recurring_canceled', 'recurring_expired')), 0),
			'started', coalesce(sum(d.items) filter (where d.figure = 'recurring_started'), 0),
			'canceled', coalesce(sum(d.items) filter (where d.figure = 'recurring_canceled'), 0),
			'expired', coalesce(sum(d.items) filter (where d.figure = 'recurring_expired'), 0),
			'recurring_cents', (select r.cents from running r) - coalesce((
				select sum(l.cents) from days l where l.figure like 'recurring\_%' and l.on_day > s.last_on
			), 0)
		) as figures
		from spans s
		left join days d on d.on_day between s.first_on and s.last_on
		group by s.span, s.first_on, s.last_on
	), months as (
		select m.month::date as month, sum(d.cents) filter (where d.figure like 'recurring\_%') as moved_cents,
			jsonb_build_object(
				'month', m.month::date,
				'received_cents', coalesce(sum(case d.figure when 'received' then d.cents when 'returned' then -d.cents end), 0),
				'new_cents', coalesce(sum(d.cents) filter (where d.figure = 'recurring_started'), 0),
				'expansion_cents', coalesce(sum(d.cents) filter (where d.figure in ('recurring_raised', 'recurring_resumed')), 0),
				'contraction_cents', coalesce(sum(d.cents) filter (where d.figure in ('recurring_lowered', 'recurring_paused')), 0),
				'churn_cents', coalesce(sum(d.cents) filter (where d.figure in ('recurring_canceled', 'recurring_expired')), 0),
				'started', coalesce(sum(d.items) filter (where d.figure = 'recurring_started'), 0),
				'ended', coalesce(sum(d.items) filter (where d.figure in ('recurring_canceled', 'recurring_expired')), 0)
			) as figures
		from generate_series(first_month, date_trunc('month', to_on), interval '1 month') m (month)
		left join days d on d.on_day >= m.month and d.on_day < m.month + interval '1 month'
		group by 1
	), later as (
		select coalesce(sum(d.cents), 0) as cents from days d
		where d.figure like 'recurring\_%' and d.on_day >= (date_trunc('month', to_on) + interval '1 month')::date
	), at_month_end as (
		select m.month, m.figures || jsonb_build_object('recurring_cents', (select r.cents from running r) - (select l.cents from later l)
			- coalesce(sum(m.moved_cents) over (order by m.month desc rows between unbounded preceding and 1 preceding), 0)) as figures
		from months m
	), received as (
		select d.day::date as day, coalesce(sum(case f.figure when 'received' then f.cents when 'returned' then -f.cents end), 0) as cents
		from generate_series(from_on, to_on, interval '1 day') d (day)
		left join days f on f.on_day = d.day and f.figure in ('received', 'returned')
		group by 1
	), ages as (
		select a.place, a.first_day, a.last_day, coalesce(sum(d.cents), 0) as cents, coalesce(sum(d.items), 0) as items
		from (values (1, 1, 7), (2, 8, 15), (3, 16, 30), (4, 31, 60), (5, 61, null)) a (place, first_day, last_day)
		left join days d on d.figure = 'open' and today - d.on_day between a.first_day and coalesce(a.last_day, 2147483647)
		group by 1, 2, 3
	)
	select jsonb_build_object(
		'today', today,
		'has_history', exists (select from days),
		'period', (select s.figures from by_span s where s.span = 'period'),
		'previous', (select s.figures from by_span s where s.span = 'previous'),
		'now', (
			select jsonb_build_object(
				'recurring_cents', (select r.cents from running r),
				'open_cents', coalesce(sum(d.cents) filter (where d.figure = 'open'), 0),
				'open_invoices', coalesce(sum(d.items) filter (where d.figure = 'open'), 0),
				'overdue_cents', coalesce(sum(d.cents) filter (where d.figure = 'open' and d.on_day < today), 0),
				'overdue_invoices', coalesce(sum(d.items) filter (where d.figure = 'open' and d.on_day < today), 0),
				'due_soon_cents', coalesce(sum(d.cents) filter (where d.figure = 'open' and d.on_day between today and today + 30), 0),
				'due_soon_invoices', coalesce(sum(d.items) filter (where d.figure = 'open' and d.on_day between today and today + 30), 0),
				'blocked_subscriptions', coalesce(sum(d.items) filter (where d.figure = 'subscriptions_suspended'), 0),
				'blocked_cents', coalesce(sum(d.cents) filter (where d.figure = 'subscriptions_suspended'), 0),
				'blocked_clients', (
					select coalesce(sum(c.clients), 0) from app.client_counts c
					where c.reseller_id = account.reseller_id and c.is_suspended and c.status <> 'archived'
				),
				'subscriptions', (
					select coalesce(jsonb_object_agg(substr(s.figure, 15), s.items), '{}') from days s
					where s.figure like 'subscriptions\_%' and s.items <> 0
				)
			)
			from days d
		),
		'overdue', (
			select jsonb_agg(jsonb_build_object(
				'from_days', a.first_day, 'to_days', a.last_day, 'cents', a.cents, 'invoices', a.items
			) order by a.place)
			from ages a
		),
		'received', (select jsonb_agg(jsonb_build_object('on', r.day, 'cents', r.cents) order by r.day) from received r),
		'months', (select jsonb_agg(m.figures order by m.month) from at_month_end m)
	) into answer;
	return answer;
end
$$;
grant execute on function app.billing_figures(date, date) to authenticated;

create function public.billing_figures(from_on date default null, to_on date default null) returns jsonb
	language sql stable
	set search_path = ''
as $$ select app.billing_figures(from_on, to_on) $$;
comment on function public.billing_figures(date, date) is
	'The figures of the acting reseller, for staff; null, null: this month so far. period and previous (what it is compared with) have {from, to, issued_cents, invoices, voided_cents, received_cents (money, less what was returned), payments, returned_cents, started, canceled, expired (subscriptions), new_cents, expansion_cents, contraction_cents, churn_cents (what moved recurring revenue; the latter two are negative), recurring_cents (as it was at the end)}; now: {recurring_cents, open_*, overdue_*, due_soon_* (within 30 days), blocked_*, subscriptions by status}; overdue by age [{from_days, to_days, cents, invoices}]; received per day [{on, cents}]; months: the twelve up to the period''s last. What is open counts without what lateness has added since the last payment. Refuses: figures_period_invalid.';
grant execute on function public.billing_figures(date, date) to authenticated;
