-- Changes of subscriptions: what was asked for, when it takes effect, what it credited and charged, and the way back.

create table public.subscription_changes (
	id uuid primary key default gen_random_uuid(),
	reseller_id uuid not null,
	client_id uuid not null,
	subscription_id uuid not null,
	kind text not null constraint subscription_change_kind_invalid check (kind in (
		'plan', 'plan_at_renewal', 'billing_day', 'renew', 'method', 'pause', 'resume', 'cancel', 'cancel_at_end',
		'add_adjustment', 'end_adjustment'
	)),
	state text not null check (state in ('scheduled', 'applied', 'undone')),
	effective_on date not null,
	details jsonb not null default '{}',
	billed jsonb check (jsonb_typeof(billed) = 'array'),
	billed_until date,
	invoice_id uuid,
	credit_entry_id uuid,
	request_id uuid not null,
	requested_by uuid references public.people (id) on delete set null,
	created_at timestamptz not null default clock_timestamp(),
	settled_at timestamptz,
	constraint subscription_changes_tenant_key unique (reseller_id, id),
	constraint subscription_changes_request_unique unique (reseller_id, request_id),
	constraint subscription_changes_settled check ((state = 'scheduled') = (settled_at is null)),
	constraint subscription_changes_billed_until check ((billed is null) = (billed_until is null)),
	foreign key (reseller_id, client_id) references public.clients (reseller_id, id),
	foreign key (reseller_id, subscription_id) references public.subscriptions (reseller_id, id) on delete cascade,
	foreign key (reseller_id, invoice_id) references public.invoices (reseller_id, id),
	foreign key (reseller_id, credit_entry_id) references public.credit_entries (reseller_id, id)
);
comment on table public.subscription_changes is
	'What was asked of a subscription, once per request_id. scheduled: it waits for effective_on and can be undone until then; applied: it happened; undone: taken back, or overtaken by another.';
comment on column public.subscription_changes.details is
	'What the preview showed, to the cent: {wish, before, after, lines, net_cents, due_on, …} (app.change_subscription).';
comment on column public.subscription_changes.billed is
	'What the change made of the days that were billed already: [{from, to, whole_days, invoice_id, cents, of_cents, refunded_cents}], one for each invoice on which the days from `from` to `to` stand (null: the change''s own) and for how much; whole_days those of the whole period they belong to. All of that invoice was worth of_cents then, after refunded_cents had gone back. It stands in place of what earlier invoices and changes billed, up to billed_until.';
create index subscription_changes_subscription on public.subscription_changes (reseller_id, subscription_id, created_at desc);
create index subscription_changes_client on public.subscription_changes (reseller_id, client_id);
create index subscription_changes_invoice on public.subscription_changes (reseller_id, invoice_id);
create index subscription_changes_credit on public.subscription_changes (reseller_id, credit_entry_id);
create index subscription_changes_requested_by on public.subscription_changes (requested_by);
-- One of each kind waits: the newer takes the place of the earlier.
create unique index subscription_changes_one_scheduled on public.subscription_changes (reseller_id, subscription_id, kind)
	where state = 'scheduled';
alter table public.subscription_changes enable row level security;
-- What it worked out stands in the row, which stays; what it changed leaves entries of its own.
select app.keep_trail_of('subscription_changes', '{id}', '{details,billed,billed_until}');
grant select on public.subscription_changes to authenticated;
grant all on public.subscription_changes to service_role;
create policy "staff read what was asked of subscriptions" on public.subscription_changes
	for select to authenticated using (reseller_id = (select app.staff_reseller_id()));

create function app.settle_changes(reseller_id uuid, subscription_ids uuid[], kinds text[], becomes text) returns void
	language plpgsql security definer
	set search_path = ''
as $$
begin
	update public.subscription_changes c set state = becomes, settled_at = clock_timestamp()
	where c.reseller_id = settle_changes.reseller_id and c.subscription_id = any (subscription_ids)
		and c.state = 'scheduled' and c.kind = any (kinds);
end
$$;
comment on function app.settle_changes(uuid, uuid[], text[], text) is 'Ends the waiting of scheduled changes of these kinds: they become applied or undone.';

-- What waits for the renewal takes effect with the invoice that renews, whoever issues it.
create function app.settle_change_of_plan() returns trigger
	language plpgsql security definer
	set search_path = ''
as $$
declare
	wanted uuid := coalesce(old.next_plan_version_id, old.plan_version_id);
	renewed boolean := new.plan_version_id = wanted and new.interval_months = coalesce(old.next_interval_months, old.interval_months)
		and new.next_period_on > old.next_period_on;
begin
	perform app.settle_changes(
		new.reseller_id, array[new.id], '{plan_at_renewal}', case when renewed then 'applied' else 'undone' end
	);
	return null;
end
$$;
create trigger subscriptions_settle_change_of_plan after update of next_plan_version_id, next_interval_months on public.subscriptions
	for each row
	when (
		(old.next_plan_version_id is not null or old.next_interval_months is not null)
		and new.next_plan_version_id is null and new.next_interval_months is null
	)
	execute function app.settle_change_of_plan();

create function app.waiting_billing_day(reseller_id uuid, subscription_id uuid) returns smallint
	language plpgsql stable security definer
	set search_path = ''
as $$
begin
	return (
		select (c.details -> 'wish' ->> 'day')::smallint from public.subscription_changes c
		where c.reseller_id = waiting_billing_day.reseller_id and c.subscription_id = waiting_billing_day.subscription_id
			and c.kind = 'billing_day' and c.state = 'scheduled'
	);
end
$$;
comment on function app.waiting_billing_day(uuid, uuid) is
	'The day on which the periods of a subscription will begin once its short one is billed; null: none was asked for.';

create function app.settle_billing_day() returns trigger
	language plpgsql security definer
	set search_path = ''
as $$
declare
	day smallint;
begin
	day := app.waiting_billing_day(new.reseller_id, new.id);
	if day is not null then
		new.period_day := day;
		new.due_day := day;
		perform app.settle_changes(new.reseller_id, array[new.id], '{billing_day}', 'applied');
	end if;
	return new;
end
$$;
comment on function app.settle_billing_day() is
	'Once the short period is billed, periods begin and are due on the day that was asked for.';
create trigger subscriptions_settle_billing_day before update of next_period_ends_on on public.subscriptions
	for each row
	when (old.next_period_ends_on is not null and new.next_period_ends_on is null and new.next_period_on > old.next_period_ends_on)
	execute function app.settle_billing_day();

-- The night ------------------------------------------------------------------------------------------------

create index subscriptions_starting on public.subscriptions (reseller_id, started_on) where status = 'scheduled';
create index subscriptions_on_trial on public.subscriptions (reseller_id, trial_ends_on) where status = 'trialing';
create index subscriptions_running_out on public.subscriptions (reseller_id, next_period_on)
	where cycles_billed >= cycles_limit and status in ('active', 'suspended');

create function app.status_due(subscription public.subscriptions, on_date date) returns text
	language plpgsql stable security definer
	set search_path = ''
as $$
declare
	s alias for subscription;
begin
	if s.ended_on is null and s.cancels_on <= on_date then
		return 'canceled';
	end if;
	if s.status in ('active', 'suspended') and s.cycles_billed >= s.cycles_limit and s.next_period_on <= on_date then
		return 'expired';
	end if;
	if s.status not in ('scheduled', 'trialing') or s.started_on > on_date then
		return s.status;
	end if;
	if s.trial_ends_on >= on_date then
		return 'trialing';
	end if;
	if s.activation = 'now' then
		return 'active';
	end if;
	-- What activates on payment waits where it is for its first invoice, and then for the money.
	if s.cycles_billed = 0 then
		return s.status;
	end if;
	return case when app.has_first_invoice(s) and not app.awaits_first_payment(s) then 'active' else 'pending' end;
end
$$;
comment on function app.status_due(public.subscriptions, date) is
	'The status that a subscription has from that day on, as far as dates decide it: started, trial over, canceled at the end of a period, out of cycles.';

create function app.plan_due_changes(reseller_id uuid, on_date date, how_many integer default null)
	returns table (subscription_id uuid, client_id uuid, was text, becomes text)
	language plpgsql stable security definer
	set search_path = ''
as $$
begin
	return query
	select s.id, s.client_id, s.status, d.becomes
	from (
		select r.id from public.subscriptions r
		where r.reseller_id = plan_due_changes.reseller_id and r.status = 'scheduled' and r.started_on <= on_date
		union
		select r.id from public.subscriptions r
		where r.reseller_id = plan_due_changes.reseller_id and r.status = 'trialing' and r.trial_ends_on < on_date
		union
		select r.id from public.subscriptions r
		where r.reseller_id = plan_due_changes.reseller_id and r.cancels_on <= on_date and r.ended_on is null
		union
		select r.id from public.subscriptions r
		where r.reseller_id = plan_due_changes.reseller_id and r.status in ('active', 'suspended')
			and r.cycles_billed >= r.cycles_limit and r.next_period_on <= on_date
	) due
	join public.subscriptions s on s.reseller_id = plan_due_changes.reseller_id and s.id = due.id
	cross join lateral (select app.status_due(s, on_date) as becomes) d
	where d.becomes <> s.status
	order by s.id
	limit how_many;
end
$$;
comment on function app.plan_due_changes(uuid, date, integer) is
	'Which subscriptions change their status on that day by their dates, and into what: the preview shows it and app.apply_due_changes does it.';

create function app.apply_due_changes(reseller_id uuid, on_date date, how_many integer, among uuid[] default null) returns integer
	language plpgsql security definer
	set search_path = ''
as $$
declare
	due uuid[] := coalesce(among, array(
		select p.subscription_id from app.plan_due_changes(apply_due_changes.reseller_id, on_date, how_many) p
	));
	held uuid[];
	canceled uuid[];
	ended uuid[];
	changed integer;
begin
	if cardinality(due) = 0 then
		return 0;
	end if;
	-- What a person is busy with is left to it, or to the next chunk.
	held := array(
		select s.id from public.subscriptions s
		where s.reseller_id = apply_due_changes.reseller_id and s.id = any (due)
		for no key update skip locked
	);
	-- Asked anew, of what is held now: it may have been undone between the two questions.
	with moved as (
		update public.subscriptions s set
			status = d.becomes,
			activated_at = case when d.becomes in ('active', 'trialing') then coalesce(s.activated_at, now()) else s.activated_at end,
			ended_on = case d.becomes when 'canceled' then s.cancels_on when 'expired' then s.next_period_on end,
			paused_on = case when d.becomes = 'canceled' then null else s.paused_on end,
			next_plan_version_id = case when d.becomes in ('canceled', 'expired') then null else s.next_plan_version_id end,
			next_interval_months = case when d.becomes in ('canceled', 'expired') then null else s.next_interval_months end,
			next_period_ends_on = case when d.becomes in ('canceled', 'expired') then null else s.next_period_ends_on end
		from (
			select h.id, app.status_due(h, on_date) as becomes from public.subscriptions h
			where h.reseller_id = apply_due_changes.reseller_id and h.id = any (held)
		) d
		where s.reseller_id = apply_due_changes.reseller_id and s.id = d.id and d.becomes <> s.status
		returning s.id, s.status
	)
	select count(*), array_agg(m.id) filter (where m.status = 'canceled'), array_agg(m.id) filter (where m.status in ('canceled', 'expired'))
	into changed, canceled, ended
	from moved m;
	if ended is not null then
		perform app.settle_changes(reseller_id, canceled, '{cancel_at_end}', 'applied');
		perform app.settle_changes(reseller_id, ended, '{plan_at_renewal,billing_day,cancel_at_end}', 'undone');
	end if;
	return changed;
end
$$;
comment on function app.apply_due_changes(uuid, date, integer, uuid[]) is
	'Lets happen what dates decide, for at most so many subscriptions, or for these alone: what starts later starts (active, on trial, or pending its first payment), trials end, what was canceled at the end of its period ends there, and what is out of cycles expires. Answers how many changed; 0 when nothing is left. Once done it finds nothing to do.';

-- Proration ------------------------------------------------------------------------------------------------

create type app.billed_part as (
	starts_on date, ends_on date, whole_days integer, invoice_id uuid, cents bigint, of_cents bigint, refunded_cents bigint, place bigint
);

create function app.billed_parts(subscription public.subscriptions, on_date date) returns setof app.billed_part
	language plpgsql stable security definer
	set search_path = ''
as $$
declare
	latest public.subscription_changes;
begin
	select c.* into latest
	from public.subscription_changes c
	left join public.invoices i on i.reseller_id = c.reseller_id and i.id = c.invoice_id
	where c.reseller_id = subscription.reseller_id and c.subscription_id = subscription.id and c.state = 'applied' and c.billed is not null
		-- Of a change whose own invoice was voided nothing was billed: what stood before stands.
		and i.status is distinct from 'void'
	order by c.created_at desc limit 1;
	return query
	select p.starts_on, p.ends_on, p.whole_days, i.id, p.cents, p.of_cents, i.refunded_cents,
		-- Money is the last to be given back: what is still asked for comes after what was paid.
		row_number() over (order by i.status = 'open' and i.payment_status in ('unpaid', 'partial'), i.number, p.starts_on, p.ends_on)
	from (
		select b."from" as starts_on, b."to" as ends_on, b.whole_days, o.id as invoice_id, l.of_cents,
			coalesce(round(b.cents::numeric * l.of_cents / nullif(b.of_cents, 0)), 0)::bigint as cents
		from jsonb_to_recordset(latest.billed) as b (
			"from" date, "to" date, whole_days integer, invoice_id uuid, cents bigint, of_cents bigint, refunded_cents bigint
		)
		join public.invoices o on o.reseller_id = subscription.reseller_id and o.id = coalesce(b.invoice_id, latest.invoice_id)
		-- What went back since was for all its days alike.
		cross join lateral (
			select greatest(b.of_cents - greatest(o.refunded_cents - b.refunded_cents, 0), 0) as of_cents
		) l
		union all
		select o.period_start, o.period_end, coalesce(o.whole_days, o.period_end - o.period_start + 1), o.id, l.cents, l.cents
		from public.invoices o
		-- What was used beyond earlier quotas stands on the invoice, but is not for these days.
		cross join lateral (
			select greatest(o.total_cents - o.refunded_cents - coalesce((
				select sum(l.total_cents) from public.invoice_lines l
				where l.reseller_id = o.reseller_id and l.invoice_id = o.id and l.kind = 'session_overage'
			), 0), 0)::bigint as cents
		) l
		where o.reseller_id = subscription.reseller_id and o.subscription_id = subscription.id and o.kind = 'recurring'
			and (latest.id is null or o.period_start > latest.billed_until)
	) p
	join public.invoices i on i.reseller_id = subscription.reseller_id and i.id = p.invoice_id and i.status <> 'void'
	where p.ends_on >= on_date
	order by p.starts_on;
end
$$;
comment on function app.billed_parts(public.subscriptions, date) is
	'The days from `on_date` on that were billed, in parts, one row for each invoice on which a part stands: cents for all the days from starts_on to ends_on as they were really billed (nothing if that invoice was voided, less what was refunded), of_cents for all of the invoice, and the days of the whole period that they belong to. By `place` those that still ask for money come last.';

create function app.prorate(
	before public.subscriptions, on_date date, old_name text, new_name text default null, new_cents bigint default null, fresh_until date default null,
	out lines jsonb, out net_cents bigint, out billed jsonb, out credited jsonb
)
	language plpgsql stable security definer
	set search_path = ''
as $$
begin
	-- Parts may lie over each other where a change was voided: each is known by its first and its last day.
	with stands as materialized (
		select p.*, greatest(p.starts_on, on_date) as first_on, p.ends_on - greatest(p.starts_on, on_date) + 1 as days,
			p.ends_on - p.starts_on + 1 as of_days, (sum(p.cents) over (partition by p.starts_on, p.ends_on order by p.place))::bigint as up_to_cents
		from app.billed_parts(before, on_date) p
	), parts as materialized (
		select s.first_on, s.ends_on, s.days, s.of_days, s.whole_days, app.prorated(max(s.up_to_cents), s.days, s.of_days) as cents
		from stands s group by s.first_on, s.ends_on, s.days, s.of_days, s.whole_days
	), charges as materialized (
		select p.first_on, p.ends_on, p.days, p.whole_days, app.prorated(new_cents, p.days, p.whole_days) as cents
		from parts p where new_cents is not null and fresh_until is null
		union all
		select on_date, fresh_until, fresh_until - on_date + 1, fresh_until - on_date + 1, new_cents where fresh_until is not null
	), all_lines as (
		select p.first_on, 1 as place, 'proration_credit' as kind, old_name as name, p.ends_on, p.days, p.of_days, -p.cents as cents
		from parts p
		union all
		select c.first_on, 2, 'proration_charge', new_name, c.ends_on, c.days, c.whole_days, c.cents from charges c
	), net as materialized (
		select coalesce(sum(l.cents), 0)::bigint as cents from all_lines l
	), unused as (
		-- What is left of each invoice: by running sums, so that they come to the credit of the part.
		select s.*, app.prorated(s.up_to_cents, s.days, s.of_days) as until_cents,
			app.prorated(s.up_to_cents - s.cents, s.days, s.of_days) as before_cents
		from stands s
	), kept as materialized (
		-- The same days go on standing where they stood, as far as that goes.
		select u.*, least(u.until_cents, greatest(u.before_cents, coalesce(c.cents, 0))) - u.before_cents as kept_cents
		from unused u left join charges c on fresh_until is null and (c.first_on, c.ends_on) = (u.first_on, u.ends_on)
	), freed as materialized (
		-- What they need no more, and then the change's own invoice …
		select f.*, (sum(f.cents) over (order by f.place))::bigint as until_cents
		from (
			select k.invoice_id, k.place, k.until_cents - k.before_cents - k.kept_cents as cents from kept k
			union all
			select null, null, n.cents from net n where n.cents > 0
		) f
	), wanted as materialized (
		-- … is for what other days cost more, and then the client's credit.
		select w.*, (sum(w.cents) over (order by w.first_on, w.ends_on))::bigint as until_cents
		from (
			select c.first_on, c.ends_on, c.whole_days, c.cents - coalesce((
				select sum(k.kept_cents) from kept k where (k.first_on, k.ends_on) = (c.first_on, c.ends_on)
			), 0)::bigint as cents
			from charges c
			union all
			select null, null, null, -n.cents from net n where n.cents < 0
		) w
	), moved as materialized (
		select w.first_on, w.ends_on, w.whole_days, f.invoice_id, m.cents
		from freed f cross join wanted w
		cross join lateral (
			select greatest(least(f.until_cents, w.until_cents) - greatest(f.until_cents - f.cents, w.until_cents - w.cents), 0) as cents
		) m
		where m.cents > 0 or fresh_until is not null
	), stand as (
		select t.first_on, t.ends_on, t.whole_days, t.invoice_id, sum(t.cents)::bigint as cents
		from (
			select k.first_on, k.ends_on, k.whole_days, k.invoice_id, k.kept_cents as cents
			from kept k where new_cents is not null and fresh_until is null
			union all
			select m.first_on, m.ends_on, m.whole_days, m.invoice_id, m.cents from moved m where m.first_on is not null
		) t
		group by t.first_on, t.ends_on, t.whole_days, t.invoice_id
	), given as materialized (
		select m.invoice_id, sum(m.cents)::bigint as cents from moved m where m.first_on is null and m.cents > 0 group by m.invoice_id
	), whole as (
		select k.invoice_id, k.of_cents - coalesce(g.cents, 0) as of_cents, k.refunded_cents
		from (select distinct k.invoice_id, k.of_cents, k.refunded_cents from kept k) k left join given g on g.invoice_id = k.invoice_id
		union all
		select null, n.cents, 0 from net n
	)
	select
		coalesce(jsonb_agg(jsonb_build_object(
			'kind', l.kind, 'description', left(l.name, 150) || ' (' || l.days || '/' || l.of_days || ')', 'quantity', 1,
			'unit_cents', l.cents, 'total_cents', l.cents, 'name', l.name, 'from', l.first_on, 'to', l.ends_on, 'days', l.days, 'of_days', l.of_days
		) order by l.first_on, l.place, l.ends_on) filter (where l.cents <> 0), '[]'),
		(select n.cents from net n),
		coalesce((
			select jsonb_agg(jsonb_build_object(
				'from', s.first_on, 'to', s.ends_on, 'whole_days', s.whole_days, 'invoice_id', s.invoice_id,
				'cents', s.cents, 'of_cents', w.of_cents, 'refunded_cents', w.refunded_cents
			) order by s.first_on, s.invoice_id)
			from stand s join whole w on w.invoice_id is not distinct from s.invoice_id
		), '[]'),
		coalesce((select jsonb_agg(jsonb_build_object('invoice_id', g.invoice_id, 'cents', g.cents)) from given g), '[]')
	into lines, net_cents, billed, credited
	from all_lines l;
end
$$;
comment on function app.prorate(public.subscriptions, date, text, text, bigint, date) is
	'Credits the billed days from `on_date` on at what was really billed for them, and charges the same days at new_cents per period (null: charges nothing), or with fresh_until one whole new period. By real days, that day and the last one included; each line rounded half up once. `billed`: on which invoices the days stand then (subscription_changes.billed). `credited`: from which ones what is less than nothing comes, [{invoice_id, cents}].';

-- One change -----------------------------------------------------------------------------------------------

-- In plpgsql, which plans this long question once and not at each change.
create function app.subscription_facts(subscription public.subscriptions) returns jsonb
	language plpgsql stable security definer
	set search_path = ''
as $$
begin
	return (
		select jsonb_build_object(
			'status', subscription.status, 'plan_id', t.plan_id, 'plan_version_id', t.plan_version_id, 'plan_name', t.plan_name,
			'interval_months', t.months, 'period_cents', t.total_cents, 'due_day', subscription.due_day, 'period_day', subscription.period_day,
			'method', subscription.method, 'next_period_on', subscription.next_period_on, 'next_period_ends_on', subscription.next_period_ends_on,
			'cancels_on', subscription.cancels_on, 'ended_on', subscription.ended_on,
			'next_plan_name', n.plan_name, 'next_interval_months', n.months, 'next_period_cents', n.total_cents
		)
		from app.subscription_terms t
		join app.subscription_terms n on n.reseller_id = t.reseller_id and n.subscription_id = t.subscription_id and n.at_renewal
		where t.reseller_id = subscription.reseller_id and t.subscription_id = subscription.id and not t.at_renewal
	);
end
$$;

create function app.save_subscription(subscription public.subscriptions) returns public.subscriptions
	language plpgsql security definer
	set search_path = ''
as $$
begin
	update public.subscriptions s set
		status = subscription.status, plan_version_id = subscription.plan_version_id, interval_months = subscription.interval_months,
		due_day = subscription.due_day, method = subscription.method, started_on = subscription.started_on,
		trial_ends_on = subscription.trial_ends_on, period_day = subscription.period_day, next_period_on = subscription.next_period_on,
		next_period_ends_on = subscription.next_period_ends_on, cycles_billed = subscription.cycles_billed,
		next_plan_version_id = subscription.next_plan_version_id, next_interval_months = subscription.next_interval_months,
		cancels_on = subscription.cancels_on, paused_on = subscription.paused_on, ended_on = subscription.ended_on,
		activated_at = subscription.activated_at
	where s.reseller_id = subscription.reseller_id and s.id = subscription.id
	returning s.* into subscription;
	return subscription;
end
$$;

create function app.require_due_date(due_on date, today date) returns void
	language plpgsql
	set search_path = ''
as $$
begin
	if due_on < today then
		perform app.refuse('invoice_due_in_past');
	end if;
	if due_on > today + 365 then
		perform app.refuse('invoice_due_too_far');
	end if;
end
$$;

create function app.require_nothing_waits(subscription public.subscriptions, kinds text[]) returns void
	language plpgsql security definer
	set search_path = ''
as $$
declare
	waiting text;
begin
	select c.kind into waiting from public.subscription_changes c
	where c.reseller_id = subscription.reseller_id and c.subscription_id = subscription.id and c.state = 'scheduled' and c.kind = any (kinds)
	limit 1;
	if waiting is not null then
		perform app.refuse('subscription_change_waiting', 409, jsonb_build_object('kind', waiting));
	end if;
end
$$;
comment on function app.require_nothing_waits(public.subscriptions, text[]) is 'Refuses subscription_change_waiting: what is scheduled is undone first.';

create function app.move_period(subscription public.subscriptions, starts_on date) returns public.subscriptions
	language plpgsql immutable
	set search_path = ''
as $$
begin
	-- What was due on the first day of a period stays due on the first day.
	if subscription.due_day = subscription.period_day then
		subscription.due_day := extract(day from starts_on);
	end if;
	subscription.period_day := extract(day from starts_on);
	return subscription;
end
$$;

create function app.is_paid_by_agency(reseller_id uuid, subscription_id uuid) returns boolean
	language plpgsql stable security definer
	set search_path = ''
as $$
begin
	return 'agency' is not distinct from (
		select i.payer from public.invoices i
		where i.reseller_id = is_paid_by_agency.reseller_id and i.subscription_id = is_paid_by_agency.subscription_id
			and i.status = 'open' and i.kind in ('recurring', 'change')
		order by i.number desc limit 1
	);
end
$$;
comment on function app.is_paid_by_agency(uuid, uuid) is
	'Who pays for the days that a change gives back: the payer of what was billed last.';

create function app.settle_net(
	client public.clients, change public.subscription_changes, lines jsonb, net_cents bigint, credited jsonb, due_on date, on_date date,
	method text
) returns public.subscription_changes
	language plpgsql security definer
	set search_path = ''
as $$
declare
	invoice public.invoices;
	by_agency boolean := net_cents < 0 and app.is_paid_by_agency(change.reseller_id, change.subscription_id);
	unused bigint := -net_cents;
	open_one record;
	payment public.payments;
	put jsonb := '[]';
begin
	if net_cents > 0 then
		perform app.require_due_date(due_on, on_date);
		invoice := app.insert_invoice(
			client, on_date, coalesce(due_on, on_date), 'change', lines, change.request_id, change.subscription_id, method
		);
		change.invoice_id := invoice.id;
		change.details := change.details || jsonb_build_object('due_on', invoice.due_on);
	end if;
	if net_cents < 0 then
		change.credit_entry_id := app.enter_credit(
			change.reseller_id, change.client_id, -net_cents, 'proration', on_date, 'revenue', null, null, null,
			change.request_id, change.requested_by
		);
		-- Nobody is asked for the whole of an invoice while the credit for its unused days lies idle, whatever is done with
		-- other credit: first what these days stand on comes off, each its own part; so it goes with the invoice should that be
		-- voided. What was paid for goes on to others. What the agency pays comes off what it still has to pay for this client,
		-- and so onto no statement; what it has paid already comes back as the client's.
		for open_one in
			select o.id, o.own_cents from (
				select i.*, c.cents as own_cents
				from jsonb_to_recordset(credited) as c (invoice_id uuid, cents bigint)
				join public.invoices i on i.reseller_id = change.reseller_id and i.id = c.invoice_id
				union all
				select i.*, null from public.invoices i
				where i.reseller_id = change.reseller_id and i.client_id = change.client_id
					and case i.payer when 'agency' then by_agency else i.subscription_id = change.subscription_id end
			) o
			where o.status = 'open' and o.payment_status in ('unpaid', 'partial')
			order by o.own_cents is null, o.payer = 'agency' desc, o.subscription_id is distinct from change.subscription_id, o.due_on, o.number
		loop
			select i.* into invoice from public.invoices i where i.reseller_id = change.reseller_id and i.id = open_one.id;
			payment := app.put_credit_to(invoice, on_date, at_most_cents => least(open_one.own_cents, unused));
			continue when payment.id is null;
			unused := unused - payment.amount_cents;
			put := put || jsonb_build_object(
				'invoice_id', invoice.id, 'payment_id', payment.id, 'cents', payment.amount_cents, 'is_own', open_one.own_cents is not null
			);
			exit when unused = 0;
		end loop;
		change.details := change.details || jsonb_build_object('put', put);
	end if;
	change.details := change.details || jsonb_build_object('lines', lines, 'net_cents', net_cents, 'credit_used_cents', coalesce((
		select sum(p.amount_cents) from public.payments p
		where p.reseller_id = change.reseller_id and p.client_id = change.client_id and p.kind = 'credit' and p.created_at >= change.created_at
	), 0));
	return change;
end
$$;
comment on function app.settle_net(public.clients, public.subscription_changes, jsonb, bigint, jsonb, date, date, text) is
	'What prorated lines come to: more than nothing is an invoice of kind change, less is the client''s credit (from revenue), which goes to those open invoices that it is `credited` from (app.prorate), then to what the agency has to pay for it, or to what the subscription has open.';

create function app.is_of_own_days(payment public.payments) returns boolean
	language plpgsql stable security definer
	set search_path = ''
as $$
begin
	return payment.kind = 'credit' and exists (
		select from public.subscription_changes c
		join public.invoices i on i.reseller_id = c.reseller_id and i.subscription_id = c.subscription_id
		cross join lateral jsonb_to_recordset(c.details -> 'put') as t (payment_id uuid, is_own boolean)
		where i.reseller_id = payment.reseller_id and i.id = payment.invoice_id and c.state = 'applied'
			and t.payment_id = payment.id and t.is_own
	);
end
$$;
comment on function app.is_of_own_days(public.payments) is
	'Whether it is credit for unused days that was put to the invoice that had billed these days (app.settle_net).';

create function app.unused_put_to(invoice public.invoices) returns bigint
	language plpgsql stable security definer
	set search_path = ''
as $$
begin
	return least(
		invoice.paid_cents - invoice.refunded_cents,
		coalesce((
			select sum(p.principal_cents + p.charges_cents)
			from public.subscription_changes c
			cross join lateral jsonb_to_recordset(c.details -> 'put') as t (payment_id uuid, is_own boolean)
			-- It may have been taken back since, or put anew.
			join public.payments p on p.reseller_id = c.reseller_id and p.id = t.payment_id and p.status = 'succeeded'
			where c.reseller_id = invoice.reseller_id and c.subscription_id = invoice.subscription_id
				and c.state = 'applied' and p.invoice_id = invoice.id and t.is_own
		), 0)
	);
end
$$;
comment on function app.unused_put_to(public.invoices) is
	'How much of what an invoice was paid is the credit for unused days that it had billed itself, and so never was money (app.settle_net).';

create function app.used_until(subscription public.subscriptions, on_date date) returns date
	language plpgsql stable security definer
	set search_path = ''
as $$
begin
	return case
		when subscription.status = 'active' or subscription.status = 'suspended' and (app.billing_settings_of(subscription.reseller_id)).bill_while_suspended
			then on_date
		when subscription.status = 'suspended' then (
			select max(b.suspended_on) from public.subscription_blocks b
			where b.reseller_id = subscription.reseller_id and b.subscription_id = subscription.id
		)
	end;
end
$$;
comment on function app.used_until(public.subscriptions, date) is
	'The first day from which a subscription is not used as it was, if it stops or changes on `on_date`: that day, or that of its block; null: it is not used.';

create function app.bill_until_stop(subscription public.subscriptions, on_date date, rest_follows boolean default false) returns jsonb
	language plpgsql security definer
	set search_path = ''
as $$
declare
	last_number bigint;
	stops_on date := app.used_until(subscription, on_date);
begin
	if subscription.next_period_on >= stops_on or stops_on is null then
		return '[]';
	end if;
	select max(i.number) into last_number from public.invoices i where i.reseller_id = subscription.reseller_id;
	perform app.bill_used_days(subscription, stops_on, on_date, rest_follows);
	return coalesce((
		select jsonb_agg(jsonb_build_object('number', i.number, 'total_cents', i.total_cents, 'due_on', i.due_on) order by i.number)
		from public.invoices i
		where i.reseller_id = subscription.reseller_id and i.number > coalesce(last_number, 0) and i.subscription_id = subscription.id
	), '[]');
end
$$;
comment on function app.bill_until_stop(public.subscriptions, date, boolean) is
	'Before a subscription stops: bills the days that it was used and that stand on no invoice yet, as when a period is billed some days after it began. Answers the invoices. The subscription may have gone on to another period.';

create function app.bill_until_change(subscription public.subscriptions, months integer, on_date date, out used jsonb, out changed public.subscriptions)
	language plpgsql security definer
	set search_path = ''
as $$
declare
	changes_on date := app.used_until(subscription, on_date);
	same_length boolean := months = coalesce(subscription.next_interval_months, subscription.interval_months);
begin
	used := '[]';
	changed := subscription;
	if subscription.next_period_on >= changes_on or changes_on is null or not exists (
		select from app.issuable_subscriptions i where i.reseller_id = subscription.reseller_id and i.id = subscription.id
	) then
		return;
	end if;
	used := app.bill_until_stop(subscription, on_date, rest_follows => same_length);
	select s.* into changed from public.subscriptions s where s.reseller_id = subscription.reseller_id and s.id = subscription.id;
	if not same_length then
		-- Another length of period begins at once.
		perform app.require_nothing_waits(changed, '{billing_day}');
		changed := app.move_period(changed, changes_on);
		changed.next_period_on := changes_on;
		changed.next_period_ends_on := null;
		changed := app.save_subscription(changed);
		return;
	end if;
	-- The rest of the period is a short one, so that the agreed day stays.
	update public.subscriptions s set next_period_on = p.starts_on, next_period_ends_on = p.ends_on
	from app.period_after_suspension(
		changed.next_period_on, changed.next_period_ends_on, months, changed.period_day,
		app.waiting_billing_day(changed.reseller_id, changed.id), changed.next_period_on, changes_on
	) p
	where s.reseller_id = changed.reseller_id and s.id = changed.id
	returning s.* into changed;
end
$$;
comment on function app.bill_until_change(public.subscriptions, integer, date) is
	'Before a subscription changes to periods of so many months at another price: bills the days that it was used at the old one and that stand on no invoice yet; the next period then begins with the change. Answers the invoices, and the subscription as it then stands.';

create function app.change_to_plan(
	client public.clients, s public.subscriptions, change public.subscription_changes, wish jsonb, on_date date
) returns public.subscription_changes
	language plpgsql security definer
	set search_path = ''
as $$
declare
	months smallint := coalesce((wish ->> 'interval_months')::smallint, s.interval_months);
	terms public.plan_versions := app.plan_for_sale(s.reseller_id, (wish ->> 'plan_id')::uuid, months);
	later boolean := change.kind = 'plan_at_renewal';
	changed public.subscriptions := s;
	begins_anew boolean;
	-- What has not begun yet begins anew when it begins.
	begins_on date := greatest(on_date, s.started_on);
	until_now record;
	prorated record;
begin
	if s.instalments is not null then
		-- A total in instalments was agreed as a whole.
		perform app.refuse('subscription_is_contract', 409);
	end if;
	if s.cancels_on is not null then
		perform app.refuse('subscription_is_ending', 409);
	end if;
	if terms.id = s.plan_version_id and months = s.interval_months then
		perform app.refuse('subscription_unchanged');
	end if;
	if later then
		perform app.settle_changes(s.reseller_id, array[s.id], '{plan_at_renewal}', 'undone');
		changed.next_plan_version_id := terms.id;
		changed.next_interval_months := months;
		perform app.save_subscription(changed);
		change.effective_on := greatest(s.next_period_on, on_date);
		change.state := 'scheduled';
		return change;
	end if;
	if s.status = 'paused' then
		perform app.refuse('subscription_paused', 409);
	end if;
	until_now := app.bill_until_change(s, months, on_date);
	change.details := change.details || jsonb_build_object('used', until_now.used);
	s := until_now.changed;
	changed := s;
	-- Another length of period begins at once, unless nothing of the present one was billed.
	begins_anew := months <> s.interval_months and exists (select from app.billed_parts(s, on_date));
	changed.plan_version_id := terms.id;
	changed.interval_months := months;
	changed.next_plan_version_id := null;
	changed.next_interval_months := null;
	if begins_anew then
		perform app.require_nothing_waits(s, '{billing_day}');
		changed := app.move_period(changed, begins_on);
		changed.next_period_on := app.period_after(begins_on, months, changed.period_day);
		-- Billed further ahead than the new period lasts: those periods would come a second time.
		if exists (
			select from public.invoices i
			where i.reseller_id = s.reseller_id and i.subscription_id = s.id
				and i.period_start >= changed.next_period_on and i.status <> 'void'
		) then
			perform app.refuse('period_already_billed', 409);
		end if;
	end if;
	perform app.settle_changes(s.reseller_id, array[s.id], '{plan_at_renewal}', 'undone');
	changed := app.save_subscription(changed);
	select r.* into prorated
	from app.subscription_terms t, app.prorate(
		s, case when begins_anew then begins_on else on_date end, change.details -> 'before' ->> 'plan_name', t.plan_name, t.total_cents,
		case when begins_anew then changed.next_period_on - 1 end
	) r
	where t.reseller_id = s.reseller_id and t.subscription_id = s.id and not t.at_renewal;
	if begins_anew then
		perform app.use_adjustments(s.reseller_id, array[s.id]);
	end if;
	change.billed := prorated.billed;
	change.billed_until := changed.next_period_on - 1;
	return app.settle_net(
		client, change, prorated.lines, prorated.net_cents, prorated.credited, (wish ->> 'due_on')::date, on_date, s.method
	);
end
$$;

create function app.end_without_align(subscription public.subscriptions) returns date
	language plpgsql stable security definer
	set search_path = ''
as $$
declare
	waiting public.subscription_changes;
	months integer := coalesce(subscription.next_interval_months, subscription.interval_months);
	began_on date;
begin
	select c.* into waiting from public.subscription_changes c
	where c.reseller_id = subscription.reseller_id and c.subscription_id = subscription.id and c.kind = 'billing_day' and c.state = 'scheduled';
	if waiting.id is null then
		return subscription.next_period_ends_on;
	end if;
	began_on := (waiting.details -> 'before' ->> 'next_period_on')::date;
	-- A block that was lifted meanwhile may have moved its beginning.
	return (app.period_after_suspension(
		began_on, (waiting.details ->> 'ends_without')::date, months, subscription.period_day, null, began_on, subscription.next_period_on
	)).ends_on;
end
$$;
comment on function app.end_without_align(public.subscriptions) is
	'On which day the next period ends if no other billing day waits for it: null if it is then a whole one.';

create function app.change_billing_day(
	client public.clients, s public.subscriptions, change public.subscription_changes, wish jsonb, on_date date
) returns public.subscription_changes
	language plpgsql security definer
	set search_path = ''
as $$
declare
	day smallint := (wish ->> 'day')::smallint;
	begins_on date;
begin
	if day is null or day not between 1 and 31 then
		perform app.refuse('subscription_due_day_invalid');
	end if;
	if wish ->> 'mode' is distinct from 'align' then
		if day = s.due_day then
			perform app.refuse('subscription_unchanged');
		end if;
		s.due_day := day;
		perform app.save_subscription(s);
		return change;
	end if;
	if s.cancels_on is not null then
		perform app.refuse('subscription_is_ending', 409);
	end if;
	if s.status = 'paused' then
		-- Resuming moves the periods; the day is agreed once they stand.
		perform app.refuse('subscription_paused', 409);
	end if;
	if s.instalments is not null then
		-- Each instalment is a whole month of the contract.
		perform app.refuse('subscription_is_contract', 409);
	end if;
	if day = s.due_day and day = s.period_day then
		perform app.refuse('subscription_unchanged');
	end if;
	change.details := change.details || jsonb_build_object('ends_without', app.end_without_align(s));
	perform app.settle_changes(s.reseller_id, array[s.id], '{billing_day}', 'undone');
	begins_on := app.due_in_period(s.next_period_on, day);
	if begins_on = s.next_period_on then
		s.period_day := day;
		s.due_day := day;
		s.next_period_ends_on := null;
		perform app.save_subscription(s);
		return change;
	end if;
	s.next_period_ends_on := begins_on - 1;
	perform app.save_subscription(s);
	change.state := 'scheduled';
	change.effective_on := s.next_period_on;
	change.details := change.details || (
		select jsonb_build_object('days', t.days, 'whole_days', t.of_days) from app.subscription_terms t
		where t.reseller_id = s.reseller_id and t.subscription_id = s.id and t.at_renewal
	);
	return change;
end
$$;
comment on function app.change_billing_day(public.clients, public.subscriptions, public.subscription_changes, jsonb, date) is
	'due_only: invoices from the next one on are due on that day. align: the periods begin on it too; the next one is short, until the day before, and billed by its real days.';

create function app.give_cycles_back(subscription public.subscriptions) returns void
	language plpgsql security definer
	set search_path = ''
as $$
begin
	update public.subscription_adjustments a set used_by = '{}', cycles_left = a.cycles_left + (
		select count(*) from public.invoices i
		where i.reseller_id = a.reseller_id and i.id = any (a.used_by) and i.period_start >= subscription.started_on
	)
	where a.reseller_id = subscription.reseller_id and a.subscription_id = subscription.id and a.used_by <> '{}';
end
$$;
comment on function app.give_cycles_back(public.subscriptions) is
	'Of a subscription all of whose invoices since it started were canceled: what they took of its discounts and surcharges is there again.';

create function app.change_by_renewing(
	client public.clients, s public.subscriptions, change public.subscription_changes, wish jsonb, on_date date
) returns public.subscription_changes
	language plpgsql security definer
	set search_path = ''
as $$
declare
	invoice public.invoices;
	invoice_ids uuid[];
begin
	if s.status = 'paused' or s.status = 'pending' and app.awaits_first_payment(s) then
		perform app.refuse(case s.status when 'paused' then 'subscription_paused' else 'subscription_awaits_payment' end, 409);
	end if;
	-- Whose first invoice was canceled has not begun: it begins with another one.
	if s.status in ('canceled', 'expired', 'pending') then
		if not app.has_first_invoice(s) then
			perform app.give_cycles_back(s);
		end if;
		s.status := case s.activation when 'now' then 'active' else 'pending' end;
		s.activated_at := case s.activation when 'now' then now() end;
		s := app.move_period(s, on_date);
		s.started_on := on_date;
		s.trial_ends_on := null;
		s.next_period_on := on_date;
		s.cancels_on := null;
		s.ended_on := null;
		s.cycles_billed := 0;
		change.billed := '[]';
		change.billed_until := on_date - 1;
	end if;
	if s.cancels_on is not null then
		perform app.refuse('subscription_is_ending', 409);
	end if;
	if s.next_period_on > on_date + 366 then
		perform app.refuse('subscription_renewed_far_ahead', 409);
	end if;
	if exists (
		select from public.invoices i
		where i.reseller_id = s.reseller_id and i.subscription_id = s.id and i.period_start = s.next_period_on and i.status <> 'void'
	) then
		perform app.refuse('period_already_billed', 409);
	end if;
	if s.cycles_billed >= s.cycles_limit then
		-- Once more as many as were agreed.
		s.cycles_billed := 0;
	end if;
	perform app.require_due_date((wish ->> 'due_on')::date, on_date);
	s := app.save_subscription(s);
	invoice_ids := app.issue_invoices(s.reseller_id, on_date, array[s.id], (wish ->> 'due_on')::date);
	select i.* into invoice from public.invoices i where i.reseller_id = s.reseller_id and i.id = any (invoice_ids);
	if invoice.payment_status = 'paid' then
		perform app.activate_subscription(s.reseller_id, s.id);
	end if;
	change.invoice_id := invoice.id;
	change.details := change.details || jsonb_build_object(
		'due_on', invoice.due_on, 'net_cents', invoice.total_cents, 'credit_used_cents', invoice.paid_cents,
		'period_start', invoice.period_start, 'period_end', invoice.period_end,
		'lines', (
			select jsonb_agg(jsonb_build_object(
				'kind', l.kind, 'description', l.description, 'quantity', l.quantity, 'unit_cents', l.unit_cents, 'total_cents', l.total_cents
			) order by l.position)
			from public.invoice_lines l where l.reseller_id = invoice.reseller_id and l.invoice_id = invoice.id
		)
	);
	return change;
end
$$;

create function app.change_by_pausing(
	client public.clients, s public.subscriptions, change public.subscription_changes, wish jsonb, on_date date
) returns public.subscription_changes
	language plpgsql security definer
	set search_path = ''
as $$
begin
	if s.status = 'paused' then
		perform app.refuse('subscription_paused', 409);
	end if;
	if s.status <> 'active' then
		perform app.refuse('subscription_not_active', 409);
	end if;
	perform app.require_nothing_waits(s, '{billing_day}');
	change.details := change.details || jsonb_build_object('used', app.bill_until_stop(s, on_date));
	select o.* into s from public.subscriptions o where o.reseller_id = s.reseller_id and o.id = s.id;
	s.status := 'paused';
	s.paused_on := on_date;
	perform app.save_subscription(s);
	return change;
end
$$;

create function app.change_by_resuming(
	client public.clients, s public.subscriptions, change public.subscription_changes, wish jsonb, on_date date
) returns public.subscription_changes
	language plpgsql security definer
	set search_path = ''
as $$
declare
	paused_days integer := on_date - s.paused_on;
begin
	if s.status <> 'paused' then
		perform app.refuse('subscription_not_paused', 409);
	end if;
	if paused_days > 0 and s.next_period_on > s.paused_on then
		change.billed := (
			select coalesce(jsonb_agg(jsonb_build_object(
				'from', p.starts_on + paused_days, 'to', p.ends_on + paused_days, 'whole_days', p.whole_days, 'invoice_id', p.invoice_id,
				'cents', p.cents, 'of_cents', p.of_cents, 'refunded_cents', p.refunded_cents
			) order by p.starts_on), '[]')
			from app.billed_parts(s, s.paused_on) p
		);
		change.billed_until := s.next_period_on - 1 + paused_days;
		s := app.move_period(s, s.next_period_on + paused_days);
		s.cancels_on := s.cancels_on + paused_days;
		s.next_period_on := s.next_period_on + paused_days;
		-- A short period stays as short as it was.
		s.next_period_ends_on := s.next_period_ends_on + paused_days;
	elsif s.next_period_on < on_date then
		-- Nothing was paid ahead, and nobody is billed for a pause: the next period begins today.
		s := app.move_period(s, on_date);
		s.next_period_on := on_date;
		s.next_period_ends_on := null;
	end if;
	change.details := change.details || jsonb_build_object('paused_on', s.paused_on, 'paused_days', paused_days);
	s.status := 'active';
	s.paused_on := null;
	perform app.save_subscription(s);
	return change;
end
$$;
comment on function app.change_by_resuming(public.clients, public.subscriptions, public.subscription_changes, jsonb, date) is
	'Goes on, and gives the paid days that the pause left unused: the next period begins as many days after today as it would have after the pause began.';

create function app.change_by_canceling(
	client public.clients, s public.subscriptions, change public.subscription_changes, wish jsonb, on_date date
) returns public.subscription_changes
	language plpgsql security definer
	set search_path = ''
as $$
declare
	reason text := nullif(btrim(wish ->> 'reason'), '');
	bills_all boolean := (app.billing_settings_of(s.reseller_id)).bill_while_suspended;
	until_now record;
	unused record;
	voided jsonb := '[]';
	invoice public.invoices;
begin
	if length(reason) > 300 then
		perform app.refuse('invoice_void_reason_invalid');
	end if;
	if change.kind = 'cancel_at_end' then
		if s.cancels_on is not null then
			perform app.refuse('subscription_is_ending', 409);
		end if;
		if s.status = 'suspended' and not bills_all then
			-- No invoice comes any more with the days before the block. They are not billed again if the end is undone.
			until_now := app.bill_until_change(s, coalesce(s.next_interval_months, s.interval_months), on_date);
			change.details := change.details || jsonb_build_object('used', until_now.used);
			s := until_now.changed;
		end if;
		-- What a block left short stays short: the end may be undone.
		s.next_period_ends_on := app.end_without_align(s);
		perform app.settle_changes(s.reseller_id, array[s.id], '{plan_at_renewal,billing_day}', 'undone');
		s.cancels_on := s.next_period_on;
		if (s.status = 'active' or s.status = 'suspended' and bills_all)
			and s.next_period_on <= on_date and (s.cycles_limit is null or s.cycles_billed < s.cycles_limit) then
			-- The period that runs is not billed yet: it will be, and ends it.
			s.cancels_on := coalesce(s.next_period_ends_on + 1, app.period_after(s.next_period_on, s.interval_months, s.period_day));
			while s.cancels_on <= on_date loop
				s.cancels_on := app.period_after(s.cancels_on, s.interval_months, s.period_day);
			end loop;
		end if;
		s.next_plan_version_id := null;
		s.next_interval_months := null;
		perform app.save_subscription(s);
		change.state := 'scheduled';
		change.effective_on := greatest(s.cancels_on, on_date);
		return change;
	end if;
	if coalesce((wish ->> 'voids_open')::boolean, false) then
		-- Before its invoices: a block that ends with one of them would set it going again, and bill the days before the block.
		update public.subscriptions o set
			status = 'canceled', ended_on = on_date, cancels_on = null, paused_on = null
		where o.reseller_id = s.reseller_id and o.id = s.id;
		for invoice in
			select i.* from public.invoices i
			where i.reseller_id = s.reseller_id and i.subscription_id = s.id and i.status = 'open' and i.payment_status in ('unpaid', 'partial')
			order by i.number
		loop
			perform app.void_invoice(invoice.id, reason);
			voided := voided || jsonb_build_object(
				'invoice_id', invoice.id, 'number', invoice.number, 'total_cents', invoice.total_cents, 'paid_cents', invoice.paid_cents
			);
		end loop;
	else
		-- Who lets the client off what is open asks for no more days either.
		change.details := change.details || jsonb_build_object('used', app.bill_until_stop(s, on_date));
		select o.* into s from public.subscriptions o where o.reseller_id = s.reseller_id and o.id = s.id;
	end if;
	change.details := change.details || jsonb_build_object('voided', voided);
	if coalesce((wish ->> 'credits_unused')::boolean, false) then
		-- What a pause left unused counts from where the pause began.
		unused := app.prorate(s, coalesce(s.paused_on, on_date), change.details -> 'before' ->> 'plan_name');
		change.billed := unused.billed;
		change.billed_until := s.next_period_on - 1;
	end if;
	perform app.settle_changes(s.reseller_id, array[s.id], '{plan_at_renewal,billing_day,cancel_at_end}', 'undone');
	s.status := 'canceled';
	s.ended_on := on_date;
	s.cancels_on := null;
	s.paused_on := null;
	s.next_plan_version_id := null;
	s.next_interval_months := null;
	s.next_period_ends_on := null;
	perform app.save_subscription(s);
	if change.billed is not null then
		change := app.settle_net(client, change, unused.lines, unused.net_cents, unused.credited, null, on_date, s.method);
	end if;
	perform app.settle_dunning(s.reseller_id, s.client_id, on_date);
	return change;
end
$$;

create function app.change_method(
	client public.clients, s public.subscriptions, change public.subscription_changes, wish jsonb, on_date date
) returns public.subscription_changes
	language plpgsql security definer
	set search_path = ''
as $$
begin
	if s.method is not distinct from wish ->> 'method' then
		perform app.refuse('subscription_unchanged');
	end if;
	perform app.require_method(client, wish ->> 'method');
	s.method := wish ->> 'method';
	perform app.save_subscription(s);
	return change;
end
$$;

create function app.add_adjustment(subscription public.subscriptions, adjustment jsonb, request_id uuid) returns uuid
	language sql security definer
	set search_path = ''
as $$
	insert into public.subscription_adjustments (
		reseller_id, client_id, subscription_id, kind, amount_cents, percent_bps, cycles_left, description, request_id
	) values (
		subscription.reseller_id, subscription.client_id, subscription.id, coalesce(adjustment ->> 'kind', ''),
		(adjustment ->> 'amount_cents')::bigint, (adjustment ->> 'percent_bps')::integer,
		-- A limit of none is no adjustment; the table's own zero is one that ran out.
		nullif((adjustment ->> 'cycles')::smallint, 0), coalesce(btrim(adjustment ->> 'description'), ''), add_adjustment.request_id
	) returning id
$$;

create function app.add_adjustments(subscription public.subscriptions, adjustments jsonb) returns void
	language plpgsql security definer
	set search_path = ''
as $$
begin
	if jsonb_typeof(adjustments) is distinct from 'array' or jsonb_array_length(adjustments) > 10 then
		if adjustments is not null and adjustments <> 'null' then
			perform app.refuse('adjustments_invalid');
		end if;
		return;
	end if;
	perform app.add_adjustment(subscription, a.adjustment, gen_random_uuid())
	from jsonb_array_elements(adjustments) a (adjustment);
end
$$;
comment on function app.add_adjustments(public.subscriptions, jsonb) is
	'The discounts and surcharges with which a subscription begins: [{kind, amount_cents or percent_bps, cycles?, description?}], ten at most. Refuses adjustments_invalid; broken rules of a row come as check_violation.';

create function app.change_adjustment(
	client public.clients, s public.subscriptions, change public.subscription_changes, wish jsonb, on_date date
) returns public.subscription_changes
	language plpgsql security definer
	set search_path = ''
as $$
declare
	adjustment public.subscription_adjustments;
begin
	if change.kind = 'add_adjustment' then
		change.details := change.details || jsonb_build_object('adjustment_id', app.add_adjustment(s, wish, change.request_id));
		return change;
	end if;
	update public.subscription_adjustments a set ended_at = clock_timestamp()
	where a.reseller_id = s.reseller_id and a.subscription_id = s.id and a.id = (wish ->> 'adjustment_id')::uuid and a.ended_at is null
	returning a.* into adjustment;
	if adjustment.id is null then
		perform app.refuse('adjustment_not_found', 404);
	end if;
	change.details := change.details || jsonb_build_object('adjustment', jsonb_build_object(
		'kind', adjustment.kind, 'amount_cents', adjustment.amount_cents, 'percent_bps', adjustment.percent_bps,
		'cycles_left', adjustment.cycles_left, 'description', adjustment.description
	));
	return change;
end
$$;

-- The command ----------------------------------------------------------------------------------------------

create function app.lock_subscription(reseller_id uuid, subscription_id uuid, out client public.clients, out subscription public.subscriptions)
	language plpgsql security definer
	set search_path = ''
as $$
declare
	owner_id uuid := (
		select s.client_id from public.subscriptions s
		where s.reseller_id = lock_subscription.reseller_id and s.id = lock_subscription.subscription_id
	);
begin
	if owner_id is null then
		perform app.refuse('subscription_not_found', 404);
	end if;
	client := app.lock_client(reseller_id, owner_id);
	-- A payment holds its invoice and then the subscription: in the same order here, so that the two never wait for each other.
	perform from public.invoices i
	where i.reseller_id = lock_subscription.reseller_id and i.client_id = owner_id
		and i.status = 'open' and i.payment_status in ('unpaid', 'partial')
	order by i.id for no key update;
	select s.* into subscription from public.subscriptions s
	where s.reseller_id = lock_subscription.reseller_id and s.id = lock_subscription.subscription_id
	for no key update;
end
$$;

create function app.change_subscription(
	account app.account, client public.clients, subscription public.subscriptions, kind text, wish jsonb, on_date date, request_id uuid
) returns public.subscription_changes
	language plpgsql security definer
	set search_path = ''
as $$
declare
	change public.subscription_changes;
	after public.subscriptions;
	violated text;
begin
	if subscription.status in ('canceled', 'expired') and kind <> 'renew' then
		perform app.refuse('subscription_ended', 409);
	end if;
	if kind not in ('cancel', 'cancel_at_end', 'end_adjustment') then
		perform app.require_billable(client);
	end if;
	change.id := gen_random_uuid();
	change.reseller_id := subscription.reseller_id;
	change.client_id := subscription.client_id;
	change.subscription_id := subscription.id;
	change.kind := change_subscription.kind;
	change.state := 'applied';
	change.effective_on := on_date;
	change.request_id := change_subscription.request_id;
	change.requested_by := account.person_id;
	change.created_at := clock_timestamp();
	change.details := jsonb_build_object('wish', wish, 'before', app.subscription_facts(subscription), 'lines', '[]'::jsonb, 'net_cents', 0);
	change := case
		when kind in ('plan', 'plan_at_renewal') then app.change_to_plan(client, subscription, change, wish, on_date)
		when kind = 'billing_day' then app.change_billing_day(client, subscription, change, wish, on_date)
		when kind = 'renew' then app.change_by_renewing(client, subscription, change, wish, on_date)
		when kind = 'pause' then app.change_by_pausing(client, subscription, change, wish, on_date)
		when kind = 'resume' then app.change_by_resuming(client, subscription, change, wish, on_date)
		when kind in ('cancel', 'cancel_at_end') then app.change_by_canceling(client, subscription, change, wish, on_date)
		when kind = 'method' then app.change_method(client, subscription, change, wish, on_date)
		when kind in ('add_adjustment', 'end_adjustment') then app.change_adjustment(client, subscription, change, wish, on_date)
	end;
	select s.* into after from public.subscriptions s where s.reseller_id = subscription.reseller_id and s.id = subscription.id;
	change.details := change.details || jsonb_build_object('after', app.subscription_facts(after));
	change.settled_at := case when change.state <> 'scheduled' then clock_timestamp() end;
	insert into public.subscription_changes select change.*;
	return change;
exception
	when check_violation then
		get stacked diagnostics violated = constraint_name;
		perform app.refuse(violated);
	when data_exception or not_null_violation then
		perform app.refuse('input_invalid');
	when unique_violation then
		perform app.refuse('request_id_reused', 409);
end
$$;
comment on function app.change_subscription(app.account, public.clients, public.subscriptions, text, jsonb, date, uuid) is
	'Does one change of a subscription and writes down what it did. The caller holds the client and the subscription.';

create function app.change_facts(change public.subscription_changes) returns jsonb
	language sql stable
	set search_path = ''
as $$
	-- Which payments put the credit is for app.unused_put_to only.
	select (change.details - 'put') || jsonb_build_object('kind', change.kind, 'state', change.state, 'effective_on', change.effective_on)
$$;

create function app.require_change(kind text, wish jsonb) returns void
	language plpgsql
	set search_path = ''
as $$
begin
	if kind is null or kind not in (
		'plan', 'plan_at_renewal', 'billing_day', 'renew', 'method', 'pause', 'resume', 'cancel', 'cancel_at_end',
		'add_adjustment', 'end_adjustment'
	) then
		perform app.refuse('subscription_change_kind_invalid');
	end if;
	if jsonb_typeof(wish) is distinct from 'object' or pg_column_size(wish) > 4096 then
		perform app.refuse('input_invalid');
	end if;
end
$$;

create function app.change_subscription(request_id uuid, subscription_id uuid, kind text, wish jsonb) returns jsonb
	language plpgsql security definer
	set search_path = ''
as $$
declare
	account app.account := app.require('invoices.issue');
	held record;
	change public.subscription_changes;
begin
	if request_id is null then
		perform app.refuse('request_id_required');
	end if;
	perform app.require_change(kind, wish);
	held := app.lock_subscription(account.reseller_id, change_subscription.subscription_id);
	select c.* into change from public.subscription_changes c
	where c.reseller_id = account.reseller_id and c.request_id = change_subscription.request_id;
	if change.id is not null and (change.subscription_id, change.kind) <> (change_subscription.subscription_id, change_subscription.kind) then
		perform app.refuse('request_id_reused', 409);
	end if;
	if change.id is null then
		change := app.change_subscription(
			account, held.client, held.subscription, change_subscription.kind, wish, app.today(account.reseller_id), change_subscription.request_id
		);
	end if;
	return app.change_facts(change) || jsonb_build_object(
		'change_id', change.id, 'invoice_id', change.invoice_id, 'credit_entry_id', change.credit_entry_id
	);
end
$$;
grant execute on function app.change_subscription(uuid, uuid, text, jsonb) to authenticated;

create function public.change_subscription(request_id uuid, subscription_id uuid, kind text, wish jsonb default '{}') returns jsonb
	language sql
	set search_path = ''
as $$ select app.change_subscription(request_id, subscription_id, kind, wish) $$;
comment on function public.change_subscription(uuid, uuid, text, jsonb) is
	'Changes a subscription: what preview_subscription_change shows, done, and {change_id, invoice_id, credit_entry_id} (null where there is none). Idempotent by request_id. By kind the wish is
plan {plan_id, interval_months?, due_on?}: now; unused days are credited at what was billed and charged anew by real days; another interval begins a whole period today.
plan_at_renewal {plan_id, interval_months?}: with the next period; waits, can be undone.
billing_day {day 1 to 31, mode: due_only | align}: due on it; align: periods begin on it too, after a short one that is billed by its days; waits, can be undone.
renew {due_on?}: bills the next period ahead; what has ended begins again today on the same terms.
method {method: pix | boleto | card | null: as the client''s collection says}.
pause {}, resume {}: resuming gives the unused paid days back.
cancel {credits_unused?, voids_open?, reason?}: now. cancel_at_end {reason?}: with the first day that is not billed; waits, can be undone. Of what is blocked the days before the block are billed at once.
add_adjustment {kind: discount | surcharge, amount_cents or percent_bps, cycles?, description?}, end_adjustment {adjustment_id}.
Refuses: subscription_not_found, subscription_ended, subscription_paused, subscription_not_paused, subscription_not_active, subscription_awaits_payment, subscription_unchanged, subscription_is_contract, subscription_is_ending, subscription_renewed_far_ahead, period_already_billed, subscription_change_waiting {kind}, subscription_change_kind_invalid, plan_not_available, plan_interval_not_offered, subscription_due_day_invalid, subscription_method_invalid, pay_method_not_accepted, pay_method_needs_gateway, invoice_due_in_past, invoice_due_too_far, invoice_void_reason_invalid, adjustment_not_found, the rules of adjustments by name, client_archived, input_invalid, request_id_required, request_id_reused.';
grant execute on function public.change_subscription(uuid, uuid, text, jsonb) to authenticated;

create function app.undo_subscription_change(change_id uuid) returns jsonb
	language plpgsql security definer
	set search_path = ''
as $$
declare
	account app.account := app.require('invoices.issue');
	change public.subscription_changes;
	s public.subscriptions;
begin
	select c.* into change from public.subscription_changes c
	where c.reseller_id = account.reseller_id and c.id = undo_subscription_change.change_id;
	if change.id is null then
		perform app.refuse('subscription_change_not_found', 404);
	end if;
	s := (app.lock_subscription(account.reseller_id, change.subscription_id)).subscription;
	-- Asked again under the lock: the renewal may have come in between.
	select c.* into change from public.subscription_changes c where c.reseller_id = account.reseller_id and c.id = change.id;
	if change.state = 'applied' then
		perform app.refuse('subscription_change_effective', 409);
	end if;
	if change.state = 'scheduled' then
		case change.kind
			when 'plan_at_renewal' then
				s.next_plan_version_id := null;
				s.next_interval_months := null;
			when 'billing_day' then
				s.next_period_ends_on := app.end_without_align(s);
			when 'cancel_at_end' then
				s.cancels_on := null;
		end case;
		perform app.save_subscription(s);
		perform app.settle_changes(s.reseller_id, array[s.id], array[change.kind], 'undone');
	end if;
	return jsonb_build_object('change_id', change.id, 'kind', change.kind, 'subscription_id', change.subscription_id);
end
$$;
grant execute on function app.undo_subscription_change(uuid) to authenticated;

create function public.undo_subscription_change(change_id uuid) returns jsonb
	language sql
	set search_path = ''
as $$ select app.undo_subscription_change(change_id) $$;
comment on function public.undo_subscription_change(uuid) is
	'Takes back a change that has not taken effect: {change_id, kind, subscription_id}. Idempotent. Refuses: subscription_change_not_found, subscription_change_effective.';
grant execute on function public.undo_subscription_change(uuid) to authenticated;

-- Looking first --------------------------------------------------------------------------------------------

create function app.next_invoices(reseller_id uuid, subscription_id uuid, on_date date, how_many integer) returns jsonb
	language plpgsql security definer
	set search_path = ''
as $$
declare
	invoice_ids uuid[];
	invoices jsonb := '[]';
begin
	-- As if activated: the next ones of what waits for its first payment are asked for as well.
	update public.subscriptions s set status = 'active'
	where s.reseller_id = next_invoices.reseller_id and s.id = next_invoices.subscription_id and s.status = 'pending';
	for n in 1 .. how_many loop
		exit when not exists (
			select from app.issuable_subscriptions s where s.reseller_id = next_invoices.reseller_id and s.id = next_invoices.subscription_id
		);
		invoice_ids := app.issue_invoices(next_invoices.reseller_id, on_date, array[next_invoices.subscription_id]);
		invoices := invoices || (
			select jsonb_agg(jsonb_build_object(
				'period_start', i.period_start, 'period_end', i.period_end, 'due_on', i.due_on, 'total_cents', i.total_cents
			))
			from public.invoices i where i.reseller_id = next_invoices.reseller_id and i.id = any (invoice_ids)
		);
	end loop;
	return invoices;
end
$$;
comment on function app.next_invoices(uuid, uuid, date, integer) is
	'The next invoices, really issued: only for a caller who takes everything back afterwards.';

create function app.preview_subscription_change(subscription_id uuid, kind text, wish jsonb) returns jsonb
	language plpgsql security definer
	set search_path = ''
as $$
declare
	account app.account := app.require('invoices.issue');
	today date := app.today(account.reseller_id);
	held record;
	change public.subscription_changes;
	answer jsonb;
begin
	perform app.require_change(kind, wish);
	-- Done for real, looked at, and taken back: what is shown cannot differ from what will be written.
	begin
		held := app.lock_subscription(account.reseller_id, preview_subscription_change.subscription_id);
		change := app.change_subscription(
			account, held.client, held.subscription, preview_subscription_change.kind, wish, today, gen_random_uuid()
		);
		answer := app.change_facts(change) || jsonb_build_object(
			'next', app.next_invoices(account.reseller_id, preview_subscription_change.subscription_id, today, 3)
		);
		raise exception using errcode = 'BLPRE';
	exception when sqlstate 'BLPRE' then
		return answer;
	end;
end
$$;
grant execute on function app.preview_subscription_change(uuid, text, jsonb) to authenticated;

create function public.preview_subscription_change(subscription_id uuid, kind text, wish jsonb default '{}') returns jsonb
	language sql
	set search_path = ''
as $$ select app.preview_subscription_change(subscription_id, kind, wish) $$;
comment on function public.preview_subscription_change(uuid, text, jsonb) is
	'What change_subscription would do, line by line: {kind, state: applied | scheduled, effective_on, before, after, lines: [{kind, description, quantity, unit_cents, total_cents, name?, from?, to?, days?, of_days?}], net_cents (more than 0: an invoice, less: credit), due_on?, credit_used_cents?, voided?, next: the next three of [{period_start, period_end, due_on, total_cents}]}. Leaves nothing behind. Refuses what change_subscription refuses.';
grant execute on function public.preview_subscription_change(uuid, text, jsonb) to authenticated;

create function app.preview_subscription(client_id uuid, plan jsonb, terms jsonb) returns jsonb
	language plpgsql security definer
	set search_path = ''
as $$
declare
	account app.account := app.require('invoices.issue');
	today date := app.today(account.reseller_id);
	s public.subscriptions;
	first_invoice public.invoices;
	usual record;
	answer jsonb;
	violated text;
begin
	if jsonb_typeof(plan) is distinct from 'object' or jsonb_typeof(terms) is distinct from 'object' then
		perform app.refuse('subscription_incomplete');
	end if;
	begin
		s := app.subscribe(app.lock_client(account.reseller_id, preview_subscription.client_id), plan, terms);
		select i.* into first_invoice from public.invoices i
		where i.reseller_id = s.reseller_id and i.id = app.first_invoice_of(s.reseller_id, s.id);
		select q.* into s from public.subscriptions q where q.reseller_id = s.reseller_id and q.id = s.id;
		-- A contract beside what as many months cost without it.
		select s.instalments * greatest(
			v.monthly_price_cents + v.pass_through_cents + coalesce(c.surcharge_cents, 0) - coalesce(c.discount_cents, 0), 0
		) as cents into usual
		from public.plan_versions v, public.clients c
		where v.reseller_id = s.reseller_id and v.id = s.plan_version_id and c.reseller_id = s.reseller_id and c.id = s.client_id;
		answer := app.subscription_facts(s) || jsonb_build_object(
			'started_on', s.started_on, 'trial_ends_on', s.trial_ends_on, 'cycles_limit', s.cycles_limit,
			'contract_total_cents', s.contract_total_cents, 'instalments', s.instalments,
			'usual_cents', usual.cents, 'difference_cents', s.contract_total_cents - usual.cents,
			'first', case when first_invoice.id is not null then jsonb_build_object(
				'period_start', first_invoice.period_start, 'period_end', first_invoice.period_end, 'due_on', first_invoice.due_on,
				'total_cents', first_invoice.total_cents, 'credit_used_cents', first_invoice.paid_cents,
				'lines', (
					select jsonb_agg(jsonb_build_object(
						'kind', l.kind, 'description', l.description, 'quantity', l.quantity, 'unit_cents', l.unit_cents, 'total_cents', l.total_cents
					) order by l.position)
					from public.invoice_lines l where l.reseller_id = s.reseller_id and l.invoice_id = first_invoice.id
				)
			) end,
			'next', app.next_invoices(s.reseller_id, s.id, today, 3)
		);
		raise exception using errcode = 'BLPRE';
	exception when sqlstate 'BLPRE' then
		return answer;
	end;
exception
	when check_violation then
		get stacked diagnostics violated = constraint_name;
		perform app.refuse(violated);
		return null;
	when not_null_violation then
		perform app.refuse('subscription_incomplete');
		return null;
	when data_exception then
		perform app.refuse('input_invalid');
		return null;
end
$$;
grant execute on function app.preview_subscription(uuid, jsonb, jsonb) to authenticated;

create function public.preview_subscription(client_id uuid, plan jsonb, terms jsonb) returns jsonb
	language sql
	set search_path = ''
as $$ select app.preview_subscription(client_id, plan, terms) $$;
comment on function public.preview_subscription(uuid, jsonb, jsonb) is
	'What add_subscription would make of these: {status, plan_name, interval_months, period_cents, started_on, trial_ends_on, cycles_limit, contract_total_cents, instalments, usual_cents (as many months without the contract), difference_cents, …, first: the invoice that is issued at once (null: none) {period_start, period_end, due_on, total_cents, credit_used_cents, lines}, next: the next three of [{period_start, period_end, due_on, total_cents}]}. Leaves nothing behind. Refuses what add_subscription refuses.';
grant execute on function public.preview_subscription(uuid, jsonb, jsonb) to authenticated;
