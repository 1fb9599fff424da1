-- Sessions: units of use. What a client has left stands in meters; a ledger holds every unit that came or went, and each
-- balance is the sum of its rows (app.check_sessions). Whoever changes a meter holds its row.

create table public.session_settings (
	reseller_id uuid primary key references public.resellers (id) on delete cascade,
	usage_window_hours smallint not null default 72
		constraint session_window_invalid check (usage_window_hours between 1 and 168),
	tells_clients boolean not null default true,
	tells_staff boolean not null default true
);
comment on table public.session_settings is
	'How late use may be reported, and who is mailed when a quota comes to its end; without a row the defaults hold. tells_clients: the users of a client, or its own address; tells_staff: those of the team who may give sessions.';
alter table public.session_settings enable row level security;
select app.keep_trail_of('session_settings', '{reseller_id}');
grant select on public.session_settings to authenticated;
grant all on public.session_settings to service_role;
create policy "staff read how use is reported" on public.session_settings
	for select to authenticated using (reseller_id = (select app.staff_reseller_id()));

create table public.session_meters (
	reseller_id uuid not null,
	client_id uuid not null,
	quota_left bigint not null default 0 check (quota_left >= 0),
	extras_left bigint not null default 0 constraint session_extras_insufficient check (extras_left >= 0),
	overage bigint not null default 0 check (overage >= 0),
	is_metered boolean not null default false,
	unlimited uuid[] not null default '{}',
	unlimited_until timestamptz,
	policy_subscription_id uuid,
	rolls_on date,
	stops_until timestamptz,
	version bigint not null default 0,
	unsummarised_since timestamptz,
	primary key (reseller_id, client_id),
	foreign key (reseller_id, client_id) references public.clients (reseller_id, id) on delete cascade
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02);
comment on table public.session_meters is
	'What a client has left: quota_left and overage over its running quotas, extras_left of what was bought beside them. A client gets one with its first quota, extra or use.';
comment on column public.session_meters.unlimited is 'Its subscriptions that run without a quota: whose use is counted and never limited.';
comment on column public.session_meters.unlimited_until is
	'Until when one of its subscriptions ran without a quota, infinity while one does (app.unlimited_spans); null: never.';
comment on column public.session_meters.policy_subscription_id is
	'The subscription that the client list shows: its plan says what happens once nothing is left.';
comment on column public.session_meters.rolls_on is 'The first day on which one of its quotas is over, or one of its subscriptions starts or ends.';
comment on column public.session_meters.stops_until is
	'Until when something kept it from use, infinity while it still does (app.session_stops); null: never.';
comment on column public.session_meters.version is 'Counts the changes, so that of two messages one knows the later.';
comment on column public.session_meters.unsummarised_since is
	'Since when a change waits to be taken over into the client list. Null: nothing waits.';
create index session_meters_unsummarised on public.session_meters (unsummarised_since) where unsummarised_since is not null;
create table app.unannounced_meters (
	reseller_id uuid not null references public.resellers (id) on delete cascade,
	id bigint generated always as identity,
	client_ids uuid[] not null,
	primary key (reseller_id, id)
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);
comment on table app.unannounced_meters is
	'Meters that changed and were not announced (app.broadcast_sessions), a row for each transaction that left them to the next: as a mark on each meter it would cost as much as the use itself.';
alter table public.session_meters enable row level security;
grant select on public.session_meters to authenticated;
grant all on public.session_meters to service_role;

create table public.session_quotas (
	reseller_id uuid not null,
	subscription_id uuid not null,
	starts_on date not null,
	client_id uuid not null,
	ends_on date not null check (ends_on >= starts_on),
	plan_version_id uuid not null,
	granted bigint not null check (granted >= 0),
	entitled bigint not null,
	quota_left bigint not null check (quota_left >= 0),
	expired bigint not null default 0 check (expired >= 0),
	overage bigint not null default 0 check (overage >= 0),
	overage_billed bigint not null default 0 check (overage_billed between 0 and overage),
	is_unbilled boolean not null default false,
	session_overage text not null check (session_overage in ('block', 'bill', 'cap')),
	overage_cap integer,
	overage_price_cents bigint,
	alerted smallint not null default 0 check (alerted in (0, 80, 100)),
	moves integer not null default 0,
	counts_from timestamptz,
	closed_at timestamptz,
	primary key (reseller_id, subscription_id, starts_on),
	constraint session_quotas_used check (granted >= quota_left + expired),
	constraint session_quotas_closed_empty check (closed_at is null or quota_left = 0),
	foreign key (reseller_id, client_id) references public.session_meters (reseller_id, client_id) on delete cascade,
	foreign key (reseller_id, subscription_id) references public.subscriptions (reseller_id, id) on delete cascade,
	foreign key (reseller_id, plan_version_id) references public.plan_versions (reseller_id, id)
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02);
comment on table public.session_quotas is
	'The sessions of one billing period of a subscription: granted at its start, less what was used; what is left at its end expires. Open while closed_at is null. used = granted - quota_left - expired.';
comment on column public.session_quotas.entitled is
	'What the plans of its period come to, each by its days; a plan that comes later is reckoned from it. granted is that, and never less than what was used by then.';
comment on column public.session_quotas.overage is 'Used beyond quota and extras, as the plan allows; billed with the next invoice once the period is over.';
comment on column public.session_quotas.is_unbilled is 'The period is over and some of its overage stands on no invoice yet.';
comment on column public.session_quotas.alerted is 'The highest threshold, in percent used, that was told; each once.';
comment on column public.session_quotas.counts_from is
	'It was begun within its period, and what occurred before is not its. Null: it counts from the first day on.';
comment on column public.session_quotas.closed_at is 'What occurred from then on is not its, nor what occurred after its last day.';
comment on column public.session_quotas.moves is 'Counts grants and expiries: their place in the ledger.';
create unique index session_quotas_one_open on public.session_quotas (reseller_id, subscription_id) where closed_at is null;
create index session_quotas_client on public.session_quotas (reseller_id, client_id, ends_on);
create index session_quotas_ending on public.session_quotas (ends_on, reseller_id) where closed_at is null;
create index session_quotas_unbilled on public.session_quotas (reseller_id, subscription_id) where is_unbilled;
create index session_quotas_plan_version on public.session_quotas (reseller_id, plan_version_id);
alter table public.session_quotas enable row level security;
grant select on public.session_quotas to authenticated;
grant all on public.session_quotas to service_role;

comment on column public.session_quotas.overage_cap is 'How much overage may come to; a plan that comes within the period allows its own cap from then on.';

create table app.session_prices (
	reseller_id uuid not null,
	subscription_id uuid not null,
	starts_on date not null,
	until_at timestamptz not null,
	price_cents bigint not null,
	billed bigint not null default 0,
	primary key (reseller_id, subscription_id, starts_on, until_at),
	foreign key (reseller_id, subscription_id, starts_on)
		references public.session_quotas (reseller_id, subscription_id, starts_on) on delete cascade
);
comment on table app.session_prices is
	'What a session beyond a quota cost before its plan changed within the period: use keeps the price of when it occurred. billed: how many of them stand on invoices.';

create function app.keep_session_price() returns trigger
	language plpgsql security definer
	set search_path = ''
as $$
begin
	insert into app.session_prices (reseller_id, subscription_id, starts_on, until_at, price_cents, billed)
	select new.reseller_id, new.subscription_id, new.starts_on, now(), old.overage_price_cents, old.overage_billed - coalesce(sum(p.billed), 0)
	from app.session_prices p
	where p.reseller_id = new.reseller_id and p.subscription_id = new.subscription_id and p.starts_on = new.starts_on
	on conflict do nothing;
	return null;
end
$$;
create trigger session_quotas_keep_price after update of overage_price_cents on public.session_quotas
	for each row when (old.overage_price_cents <> new.overage_price_cents) execute function app.keep_session_price();

create table public.session_entries (
	id bigint generated always as identity,
	reseller_id uuid not null,
	client_id uuid not null,
	kind text not null check (kind in ('grant', 'use', 'expiry', 'correction')),
	quota integer not null default 0,
	extras integer not null default 0,
	overage integer not null default 0,
	unmetered integer not null default 0,
	subscription_id uuid,
	period_starts_on date,
	event_key text collate "C" not null,
	part smallint not null default 0,
	occurred_at timestamptz not null,
	recorded_at timestamptz not null default now(),
	request_id uuid,
	reason text constraint session_reason_invalid check (length(reason) <= 300),
	recorded_by uuid,
	primary key (reseller_id, event_key, part),
	constraint session_entries_of_a_quota check ((subscription_id is null) = (period_starts_on is null)),
	constraint session_entries_quota_is_named check (quota = 0 and overage = 0 or subscription_id is not null)
);
comment on table public.session_entries is
	'The ledger of sessions, one row for each part of a grant, use, expiry or correction; only ever appended to. quota and extras are signed: what came in, what went out; overage and unmetered count use beyond them. A row is written only for a meter that its writer holds, so no foreign key looks the client up for each of thousands.';
comment on column public.session_entries.event_key is
	'Who reported the use chose it. Of what happened here it begins with a space, which no sender can write.';
comment on column public.session_entries.recorded_by is 'Who corrected it; no foreign key, like the trail.';
create index session_entries_client on public.session_entries (reseller_id, client_id, occurred_at, id);
alter table public.session_entries enable row level security;
grant select on public.session_entries to authenticated;
grant all on public.session_entries to service_role;
create policy "staff read the ledger of sessions" on public.session_entries
	for select to authenticated using (reseller_id = (select app.staff_reseller_id()));
create trigger session_entries_stay before update on public.session_entries
	for each row execute function app.refuse_changing_what_was_written();

create function app.keep_entries_of_clients() returns trigger
	language plpgsql security definer
	set search_path = ''
as $$
begin
	-- They go with a client that is deleted (delete_client), and never before it.
	if exists (select from public.clients c where c.reseller_id = old.reseller_id and c.id = old.client_id) then
		perform app.refuse('record_append_only', 403);
	end if;
	return old;
end
$$;
create trigger session_entries_go_with_clients before delete on public.session_entries
	for each row execute function app.keep_entries_of_clients();

create table public.session_hours (
	reseller_id uuid not null,
	client_id uuid not null,
	hour timestamptz not null,
	used bigint not null check (used > 0),
	primary key (reseller_id, client_id, hour)
) with (fillfactor = 80);
comment on table public.session_hours is 'What a client used in an hour, for eight days: sums of the ledger, kept with it.';
create index session_hours_old on public.session_hours (hour);
alter table public.session_hours enable row level security;
grant select on public.session_hours to authenticated;
grant all on public.session_hours to service_role;

create table public.session_days (
	reseller_id uuid not null,
	client_id uuid not null,
	on_date date not null,
	used bigint not null check (used > 0),
	primary key (reseller_id, client_id, on_date)
) with (fillfactor = 80);
comment on table public.session_days is 'What a client used on a day of the reseller''s calendar: sums of the ledger, kept with it.';
alter table public.session_days enable row level security;
grant select on public.session_days to authenticated;
grant all on public.session_days to service_role;

create table app.session_totals (
	reseller_id uuid not null references public.resellers (id) on delete cascade,
	on_date date not null,
	shard smallint not null,
	used bigint not null check (used > 0),
	primary key (reseller_id, on_date, shard)
) with (fillfactor = 70);
comment on table app.session_totals is
	'What all clients of a reseller used on a day of its calendar, for eight days: the sum of session_days, kept in as many rows as there may be writers, so that none waits for another.';

create policy "staff read all meters, a client's user its own" on public.session_meters
	for select to authenticated using (
		reseller_id = (select app.reseller_id())
		and ((select app.is_staff()) or (client_id = (select app.client_id()) and (select app.may('portal.sessions.read'))))
	);
create policy "staff read all quotas, a client's user its own" on public.session_quotas
	for select to authenticated using (
		reseller_id = (select app.reseller_id())
		and ((select app.is_staff()) or (client_id = (select app.client_id()) and (select app.may('portal.sessions.read'))))
	);
create policy "staff read all use by the hour, a client's user its own" on public.session_hours
	for select to authenticated using (
		reseller_id = (select app.reseller_id())
		and ((select app.is_staff()) or (client_id = (select app.client_id()) and (select app.may('portal.sessions.read'))))
	);
create policy "staff read all use by the day, a client's user its own" on public.session_days
	for select to authenticated using (
		reseller_id = (select app.reseller_id())
		and ((select app.is_staff()) or (client_id = (select app.client_id()) and (select app.may('portal.sessions.read'))))
	);

create table app.session_stops (
	id bigint generated always as identity primary key,
	reseller_id uuid not null,
	client_id uuid not null,
	subscription_id uuid,
	kind text not null check (kind in ('suspended', 'paused', 'archived')),
	from_at timestamptz not null,
	until_at timestamptz,
	foreign key (reseller_id, client_id) references public.session_meters (reseller_id, client_id) on delete cascade
);
comment on table app.session_stops is
	'When a client, or one of its subscriptions, could not be used: use that occurred in between is refused, whenever it is reported.';
create index session_stops_client on app.session_stops (reseller_id, client_id, from_at);

create table app.unlimited_spans (
	id bigint generated always as identity primary key,
	reseller_id uuid not null,
	client_id uuid not null,
	subscription_id uuid not null,
	from_on date not null,
	from_at timestamptz,
	until_on date,
	until_at timestamptz,
	foreign key (reseller_id, client_id) references public.session_meters (reseller_id, client_id) on delete cascade
);
comment on table app.unlimited_spans is
	'When a subscription ran without a quota: use that occurred in between is not limited, whenever it is reported. from_at: it began within that day (null: with it). until_on: the first day of the period that was billed ahead with a quota, or that on which the subscription was over by its dates.';
create index unlimited_spans_client on app.unlimited_spans (reseller_id, client_id, subscription_id);
create index unlimited_spans_ending on app.unlimited_spans (reseller_id, until_on) where until_at is null and until_on is not null;

create view app.unbilled_overages as
select q.reseller_id, q.subscription_id, q.starts_on, q.ends_on, q.closed_at, q.plan_version_id, o.priced_until, o.sessions, o.price_cents
from public.session_quotas q
cross join lateral (
	with earlier as (
		select t.until_at, t.price_cents, coalesce((
			select sum(e.overage) from public.session_entries e
			where e.reseller_id = q.reseller_id and e.client_id = q.client_id and e.subscription_id = q.subscription_id
				and e.period_starts_on = q.starts_on and e.occurred_at >= t.from_at and e.occurred_at < t.until_at
		), 0) - t.billed as sessions
		from (
			select p.*, lag(p.until_at, 1, '-infinity') over (order by p.until_at) as from_at from app.session_prices p
			where p.reseller_id = q.reseller_id and p.subscription_id = q.subscription_id and p.starts_on = q.starts_on
		) t
	)
	select e.until_at as priced_until, e.sessions, e.price_cents from earlier e
	union all
	select null, (q.overage - q.overage_billed - coalesce((select sum(e.sessions) from earlier e), 0))::bigint, q.overage_price_cents
) o
where q.is_unbilled and o.sessions > 0;
comment on view app.unbilled_overages is
	'What was used beyond quotas that are over and stands on no invoice, by its price; priced_until: it cost that until the plan changed (null: it is the price of the last plan).';

-- Holding meters ----------------------------------------------------------------------------------------

create function app.lock_meters(keys app.client_key[]) returns void
	language plpgsql security definer
	set search_path = ''
	set enable_seqscan = off
	set enable_hashjoin = off
	set enable_mergejoin = off
	set plan_cache_mode = force_generic_plan
as $$
begin
	-- The row of the client list first, as everywhere where both are held; whoever records use holds meters alone.
	perform app.lock_summaries(keys);
	perform from public.session_meters m
	join unnest(keys) k on m.reseller_id = k.reseller_id and m.client_id = k.client_id
	order by m.reseller_id, m.client_id
	for no key update of m;
end
$$;

create function app.take_meters(keys app.client_key[]) returns app.client_key[]
	language plpgsql security definer
	set search_path = ''
	set enable_seqscan = off
	set enable_hashjoin = off
	set enable_mergejoin = off
	set plan_cache_mode = force_generic_plan
as $$
declare
	free app.client_key[] := array(
		select row(h.reseller_id, h.client_id)::app.client_key
		from (
			select s.reseller_id, s.client_id from public.client_summaries s
			join unnest(keys) k on s.reseller_id = k.reseller_id and s.client_id = k.client_id
			order by s.reseller_id, s.client_id
			for no key update of s skip locked
		) h
	);
begin
	perform app.lock_meters(free);
	return free;
end
$$;
comment on function app.take_meters(app.client_key[]) is
	'Holds those of the meters whose clients nobody else is busy with, and answers which. For jobs, which come again: they hold many clients, and must not wait for somebody who waits for one of them.';

create function app.ensure_meters(keys app.client_key[]) returns void
	language plpgsql security definer
	set search_path = ''
	set enable_seqscan = off
	set enable_hashjoin = off
	set enable_mergejoin = off
	set plan_cache_mode = force_generic_plan
as $$
declare
	made app.client_key[];
begin
	with fresh as (
		insert into public.session_meters (reseller_id, client_id)
		select c.reseller_id, c.id
		from (select distinct k.reseller_id, k.client_id from unnest(keys) k) k
		join public.clients c on c.reseller_id = k.reseller_id and c.id = k.client_id
		where not exists (
			select from public.session_meters m where m.reseller_id = k.reseller_id and m.client_id = k.client_id
		)
		order by 1, 2
		on conflict do nothing
		returning reseller_id, client_id
	)
	select array_agg(row(f.reseller_id, f.client_id)::app.client_key) into made from fresh f;
	if made is null then
		return;
	end if;
	-- What stood still before there was a meter to stop.
	insert into app.session_stops (reseller_id, client_id, subscription_id, kind, from_at)
	select h.reseller_id, h.client_id, null::uuid, 'suspended', h.started_at
	from unnest(made) k
	join public.suspensions h on h.reseller_id = k.reseller_id and h.client_id = k.client_id and h.lifted_at is null
	union all
	select c.reseller_id, c.id, null, 'archived', c.archived_at
	from unnest(made) k
	join public.clients c on c.reseller_id = k.reseller_id and c.id = k.client_id and c.archived_at is not null
	union all
	select s.reseller_id, s.client_id, s.id, s.status, coalesce(s.paused_on, (
		select max(b.suspended_on) from public.subscription_blocks b
		where b.reseller_id = s.reseller_id and b.subscription_id = s.id and b.lifted_on is null
	), s.started_on) at time zone (select r.time_zone from public.resellers r where r.id = s.reseller_id)
	from unnest(made) k
	join public.subscriptions s on s.reseller_id = k.reseller_id and s.client_id = k.client_id and s.status in ('suspended', 'paused');
	perform app.settle_meters(made);
end
$$;
comment on function app.ensure_meters(app.client_key[]) is 'Gives those of the clients a meter that have none; whoever is no client gets none.';

create function app.settle_meters(keys app.client_key[]) returns void
	language plpgsql security definer
	set search_path = ''
	set enable_seqscan = off
	set enable_hashjoin = off
	set enable_mergejoin = off
	set plan_cache_mode = force_generic_plan
as $$
begin
	update public.session_meters m set
		quota_left = quotas.quota_left, overage = quotas.overage, is_metered = quotas.how_many > 0,
		rolls_on = least(quotas.rolls_on, (
			select min(s.started_on) from public.subscriptions s
			where s.reseller_id = m.reseller_id and s.client_id = m.client_id and s.status = 'scheduled' and s.started_on > d.today
		), (
			select min(u.until_on) from app.unlimited_spans u
			where u.reseller_id = m.reseller_id and u.client_id = m.client_id and u.until_at is null and u.until_on > d.today
		), (
			-- Of what has no quota, nothing else says when it is over.
			select min(e.on_date) from public.subscriptions s
			cross join lateral (select app.sessions_end_on(s) as on_date offset 0) e
			where s.reseller_id = m.reseller_id and s.client_id = m.client_id and e.on_date > d.today
		)),
		unlimited = array(
			select s.id from public.subscriptions s
			join public.plan_versions v on v.reseller_id = s.reseller_id and v.id = app.session_version(s, d.today)
			where s.reseller_id = m.reseller_id and s.client_id = m.client_id and app.has_sessions(s, d.today)
				-- The plan it was sold next is not its plan yet.
				and (v.session_quota is null or exists (
					select from app.unlimited_spans u
					where u.reseller_id = s.reseller_id and u.client_id = s.client_id and u.subscription_id = s.id
						and u.until_at is null and u.until_on > d.today
				))
				and not exists (
					select from public.session_quotas q
					where q.reseller_id = s.reseller_id and q.subscription_id = s.id and q.closed_at is null
				)
			order by s.id
		),
		policy_subscription_id = (
			select s.id from public.subscriptions s
			where s.reseller_id = m.reseller_id and s.client_id = m.client_id and s.status not in ('canceled', 'expired')
			order by array_position(array['active', 'trialing', 'suspended', 'paused', 'pending', 'scheduled'], s.status), s.created_at desc, s.id
			limit 1
		),
		stops_until = (
			select case when count(*) > count(t.until_at) then 'infinity' else max(t.until_at) end
			from app.session_stops t where t.reseller_id = m.reseller_id and t.client_id = m.client_id
		),
		version = m.version + 1,
		unsummarised_since = coalesce(m.unsummarised_since, clock_timestamp())
	from unnest(keys) k
	cross join lateral (select app.today(k.reseller_id) as today offset 0) d
	cross join lateral (
		select count(*) as how_many, coalesce(sum(q.quota_left), 0) as quota_left, coalesce(sum(q.overage), 0) as overage,
			min(q.ends_on) + 1 as rolls_on
		from public.session_quotas q
		where q.reseller_id = k.reseller_id and q.client_id = k.client_id and q.closed_at is null
	) quotas
	where m.reseller_id = k.reseller_id and m.client_id = k.client_id;
	perform app.keep_unlimited_spans(keys);
	insert into app.unannounced_meters (reseller_id, client_ids)
	select k.reseller_id, array_agg(k.client_id) from unnest(keys) k group by 1;
end
$$;
comment on function app.settle_meters(app.client_key[]) is
	'Works meters out anew after quotas, subscriptions or stops changed. The caller holds them.';

create function app.keep_unlimited_spans(keys app.client_key[]) returns void
	language plpgsql security definer
	set search_path = ''
	set enable_seqscan = off
	set enable_hashjoin = off
	set enable_mergejoin = off
	set plan_cache_mode = force_generic_plan
as $$
begin
	update app.unlimited_spans u set until_at = now(), until_on = least(u.until_on, (
		-- Over by its dates, whenever that is seen.
		select e.on_date from public.subscriptions s
		cross join lateral (select app.sessions_end_on(s) as on_date offset 0) e
		where s.reseller_id = u.reseller_id and s.id = u.subscription_id and e.on_date <= app.today(u.reseller_id)
	))
	from unnest(keys) k
	join public.session_meters m on m.reseller_id = k.reseller_id and m.client_id = k.client_id
	where u.reseller_id = m.reseller_id and u.client_id = m.client_id and u.until_at is null and u.subscription_id <> all (m.unlimited);
	-- The plan that was to come with a quota will not: it was changed again.
	update app.unlimited_spans u set until_on = null
	from unnest(keys) k
	join public.session_meters m on m.reseller_id = k.reseller_id and m.client_id = k.client_id
	cross join lateral unnest(m.unlimited) i (id)
	join public.subscriptions s on s.reseller_id = m.reseller_id and s.id = i.id
	join public.plan_versions v on v.reseller_id = s.reseller_id and v.id = app.session_version(s, app.today(s.reseller_id)) and v.session_quota is null
	where u.reseller_id = m.reseller_id and u.client_id = m.client_id and u.subscription_id = i.id
		and u.until_at is null and u.until_on is not null;
	insert into app.unlimited_spans (reseller_id, client_id, subscription_id, from_on, from_at)
	select m.reseller_id, m.client_id, s.id, least(coalesce(l.ends_on + 1, s.started_on), d.today),
		-- After a quota that ended with its last day it goes on from there, after anything else from now.
		case when l.ends_on >= d.today or exists (
			select from app.unlimited_spans u
			where u.reseller_id = m.reseller_id and u.client_id = m.client_id and u.subscription_id = s.id
				and u.until_at >= coalesce(l.closed_at, '-infinity')
		) then now() end
	from unnest(keys) k
	join public.session_meters m on m.reseller_id = k.reseller_id and m.client_id = k.client_id
	cross join lateral unnest(m.unlimited) i (id)
	join public.subscriptions s on s.reseller_id = m.reseller_id and s.id = i.id
	cross join lateral (select app.today(m.reseller_id) as today offset 0) d
	left join lateral (
		select q.ends_on, q.closed_at from public.session_quotas q
		where q.reseller_id = m.reseller_id and q.subscription_id = s.id order by q.starts_on desc limit 1
	) l on true
	where not exists (
		select from app.unlimited_spans u
		where u.reseller_id = m.reseller_id and u.client_id = m.client_id and u.subscription_id = s.id and u.until_at is null
	);
	update public.session_meters m set unlimited_until = u.until_at
	from unnest(keys) k
	cross join lateral (
		select max(coalesce(u.until_at, 'infinity')) as until_at from app.unlimited_spans u
		where u.reseller_id = k.reseller_id and u.client_id = k.client_id
	) u
	where m.reseller_id = k.reseller_id and m.client_id = k.client_id and m.unlimited_until is distinct from u.until_at;
end
$$;
comment on function app.keep_unlimited_spans(app.client_key[]) is
	'Ends and begins spans as session_meters.unlimited says. The caller holds the meters.';

create function app.summarise_meters(keys app.client_key[]) returns void
	language plpgsql security definer
	set search_path = ''
	set enable_seqscan = off
	set enable_hashjoin = off
	set enable_mergejoin = off
	set plan_cache_mode = force_generic_plan
as $$
begin
	with taken as (
		update public.session_meters m set unsummarised_since = null
		from unnest(keys) k
		where m.reseller_id = k.reseller_id and m.client_id = k.client_id
		returning m.reseller_id, m.client_id,
			case when m.is_metered then least(m.quota_left + m.extras_left, 2147483646)::integer end as sessions_left
	)
	update public.client_summaries s set sessions_left = t.sessions_left
	from taken t
	where s.reseller_id = t.reseller_id and s.client_id = t.client_id and s.sessions_left is distinct from t.sessions_left;
end
$$;
comment on function app.summarise_meters(app.client_key[]) is
	'Takes what meters say over into the client list. The caller holds both rows (app.lock_meters).';

-- Periods -----------------------------------------------------------------------------------------------

create function app.has_sessions(s public.subscriptions, on_date date) returns boolean
	language plpgsql stable security definer
	set search_path = ''
as $$
declare
	-- By its dates, whose changes the night's run writes down hours after midnight.
	status text := app.status_due(s, on_date);
begin
	-- A trial that is over and waits for its first invoice waits for its money too.
	return status in ('active', 'suspended', 'paused') or status = 'trialing' and s.trial_ends_on >= on_date;
end
$$;
comment on function app.has_sessions(public.subscriptions, date) is
	'Whether the sessions of its plan are there for a subscription on that day: it has begun, is not over, and does not wait for its first money.';

create function app.sessions_end_on(s public.subscriptions) returns date
	language plpgsql stable
	set search_path = ''
as $$
begin
	return least(
		case when s.ended_on is null or s.ended_on = s.cancels_on then s.cancels_on end,
		case
			when s.status = 'expired' then s.ended_on
			when s.status in ('active', 'suspended') and s.cycles_billed >= s.cycles_limit then s.next_period_on
			when s.status in ('trialing', 'pending') and s.activation = 'on_payment' then s.trial_ends_on + 1
		end
	);
end
$$;
comment on function app.sessions_end_on(public.subscriptions) is
	'The first day on which a subscription may be without sessions by its dates: canceled at the end of a period, out of cycles, or after a trial whose money has not come (app.has_sessions decides). Null: none is known.';

create function app.session_version(s public.subscriptions, on_date date) returns uuid
	language plpgsql immutable
	set search_path = ''
as $$
begin
	-- A period that is not billed yet will be billed by the plan that was sold for it.
	return case when on_date >= s.next_period_on then coalesce(s.next_plan_version_id, s.plan_version_id) else s.plan_version_id end;
end
$$;

create function app.session_period(s public.subscriptions, on_date date, out starts_on date, out ends_on date)
	language plpgsql stable security definer
	set search_path = ''
as $$
declare
	boundary date;
	months integer := s.interval_months;
	part app.billed_part;
begin
	if s.trial_ends_on >= on_date then
		starts_on := s.started_on;
		ends_on := s.trial_ends_on;
		return;
	end if;
	if on_date >= s.next_period_on then
		months := coalesce(s.next_interval_months, months);
		starts_on := s.next_period_on;
		boundary := coalesce(s.next_period_ends_on + 1, app.period_after(starts_on, months, s.period_day));
		while boundary <= on_date loop
			starts_on := boundary;
			boundary := app.period_after(starts_on, months, s.period_day);
		end loop;
		ends_on := boundary - 1;
		return;
	end if;
	select p.* into part
	from app.billed_parts(s, on_date) p where on_date between p.starts_on and p.ends_on
	order by p.starts_on desc limit 1;
	if part.starts_on is not null then
		-- A change within it billed the rest of it anew; it began where it was billed first.
		select least(part.starts_on, min(b.starts_on)), part.ends_on into starts_on, ends_on
		from (
			select i.period_start, i.period_end, coalesce(i.whole_days, i.period_end - i.period_start + 1) from public.invoices i
			where i.reseller_id = s.reseller_id and i.subscription_id = s.id and i.kind = 'recurring' and i.status <> 'void'
			union all
			select r."from", r."to", r.whole_days from public.subscription_changes c
			cross join lateral jsonb_to_recordset(c.billed) as r ("from" date, "to" date, whole_days integer)
			where c.reseller_id = s.reseller_id and c.subscription_id = s.id and c.state = 'applied' and c.billed is not null
		) b (starts_on, ends_on, whole_days)
		where b.ends_on = part.ends_on and b.whole_days = part.whole_days and b.starts_on >= s.started_on;
		return;
	end if;
	-- Paid ahead without an invoice that says of which period: back from the next one.
	boundary := s.next_period_on;
	starts_on := app.due_date_in_month((date_trunc('month', boundary) - make_interval(months => months))::date, s.period_day);
	while starts_on > on_date loop
		boundary := starts_on;
		starts_on := app.due_date_in_month((date_trunc('month', boundary) - make_interval(months => months))::date, s.period_day);
	end loop;
	starts_on := least(greatest(starts_on, s.started_on), on_date);
	ends_on := boundary - 1;
end
$$;
comment on function app.session_period(public.subscriptions, date) is
	'The billing period of a subscription in which a day lies: its trial, a billed period as it was billed, or one of those to come.';

create function app.open_quotas(
	reseller_id uuid, subscription_ids uuid[], on_date date, prorates boolean default false, from_now boolean default false,
	begins boolean default false
) returns void
	language plpgsql security definer
	set search_path = ''
	set enable_seqscan = off
	set enable_hashjoin = off
	set enable_mergejoin = off
	set plan_cache_mode = force_generic_plan
as $$
begin
	with due as materialized (
		select s.reseller_id, s.client_id, s.id, v.id as plan_version_id, p.starts_on, p.ends_on, v.session_overage, v.overage_cap, v.overage_price_cents,
			case when prorates then v.session_quota::bigint * (p.ends_on - on_date + 1) / (p.ends_on - p.starts_on + 1)
				else v.session_quota end as granted
		from unnest(subscription_ids) i (id)
		join public.subscriptions s on s.reseller_id = open_quotas.reseller_id and s.id = i.id and app.has_sessions(s, on_date)
		join public.plan_versions v on v.reseller_id = s.reseller_id and v.id = app.session_version(s, on_date)
		cross join lateral (
			select case when begins then on_date else d.starts_on end as starts_on,
				case when begins then s.next_period_on - 1 else d.ends_on end as ends_on
			from app.session_period(s, on_date) d
		) p
		where v.session_quota is not null and not exists (
			select from public.session_quotas q where q.reseller_id = s.reseller_id and q.subscription_id = s.id and q.closed_at is null
		)
	), opened as (
		insert into public.session_quotas as q (
			reseller_id, subscription_id, starts_on, client_id, ends_on, plan_version_id, granted, entitled, quota_left, session_overage,
			overage_cap, overage_price_cents, moves, counts_from
		)
		select d.reseller_id, d.id, d.starts_on, d.client_id, d.ends_on, d.plan_version_id, d.granted, d.granted, d.granted, d.session_overage,
			d.overage_cap, d.overage_price_cents, 1, case when from_now then now() end
		from due d
		-- Ended and begun anew within one period: what was used of it stays used, what expired is granted anew. Where only the
		-- plan was another in between, no more than the plans come to.
		on conflict on constraint session_quotas_pkey do update set
			(entitled, granted, quota_left) = (
				select t.entitled, t.used + l.quota_left, l.quota_left
				from (select q.granted - q.expired as used) u
				cross join lateral (
					select u.used, excluded.granted + case when prorates then least(q.entitled, u.used) when begins then 0 else u.used end as entitled
				) t
				cross join lateral (select least(excluded.granted, greatest(t.entitled - t.used, 0)) as quota_left) l
			),
			ends_on = excluded.ends_on, plan_version_id = excluded.plan_version_id, expired = 0, session_overage = excluded.session_overage,
			overage_cap = excluded.overage_cap + least(q.overage, 1000000000),
			overage_price_cents = coalesce(excluded.overage_price_cents, q.overage_price_cents), moves = q.moves + 1, is_unbilled = false, closed_at = null
		returning q.reseller_id, q.client_id, q.subscription_id, q.starts_on, q.quota_left, q.moves
	)
	insert into public.session_entries (reseller_id, client_id, kind, quota, subscription_id, period_starts_on, event_key, occurred_at)
	select o.reseller_id, o.client_id, 'grant', o.quota_left, o.subscription_id, o.starts_on,
		' ' || o.subscription_id || '/' || o.starts_on || '/' || o.moves, now()
	from opened o;
end
$$;
comment on function app.open_quotas(uuid, uuid[], date, boolean, boolean, boolean) is
	'Grants those of the subscriptions that have sessions (app.has_sessions), are metered and have no open quota that of the day''s period (prorates: by its days that are left; from_now: nothing that occurred before counts; begins: the period begins that day and is billed, which no invoice or change says yet). The caller holds the meters and settles them.';

create function app.close_quotas(reseller_id uuid, subscription_ids uuid[], on_date date) returns void
	language plpgsql security definer
	set search_path = ''
	set enable_seqscan = off
	set enable_hashjoin = off
	set enable_mergejoin = off
	set plan_cache_mode = force_generic_plan
as $$
begin
	with open as materialized (
		select q.* from unnest(subscription_ids) i (id)
		join public.session_quotas q on q.reseller_id = close_quotas.reseller_id and q.subscription_id = i.id and q.closed_at is null
	), closed as (
		update public.session_quotas q set
			closed_at = now(), quota_left = 0, expired = q.expired + q.quota_left, moves = q.moves + 1,
			is_unbilled = q.overage > q.overage_billed, ends_on = greatest(least(q.ends_on, on_date), q.starts_on)
		from open o
		where q.reseller_id = o.reseller_id and q.subscription_id = o.subscription_id and q.starts_on = o.starts_on
		returning q.reseller_id, q.client_id, q.subscription_id, q.starts_on, o.quota_left as expiring, q.moves
	)
	insert into public.session_entries (reseller_id, client_id, kind, quota, subscription_id, period_starts_on, event_key, occurred_at)
	select c.reseller_id, c.client_id, 'expiry', -c.expiring, c.subscription_id, c.starts_on,
		' ' || c.subscription_id || '/' || c.starts_on || '/' || c.moves, now()
	from closed c where c.expiring > 0;
end
$$;
comment on function app.close_quotas(uuid, uuid[], date) is
	'Ends the open quotas of these subscriptions at this moment of that day, or at the end of their period if that was earlier: what is left expires. The caller holds the meters and settles them.';

create function app.roll_quotas(reseller_id uuid, subscription_ids uuid[], on_date date) returns void
	language plpgsql security definer
	set search_path = ''
	set enable_seqscan = off
	set enable_hashjoin = off
	set enable_mergejoin = off
	set plan_cache_mode = force_generic_plan
as $$
declare
	ended uuid[] := array(
		select q.subscription_id from unnest(subscription_ids) i (id)
		join public.session_quotas q on q.reseller_id = roll_quotas.reseller_id and q.subscription_id = i.id
			and q.closed_at is null and q.ends_on < on_date
		join public.subscriptions s on s.reseller_id = q.reseller_id and s.id = q.subscription_id
		-- What stands still keeps what it has, until it runs again or ends.
		where s.status in ('active', 'trialing')
	);
begin
	perform app.close_quotas(reseller_id, ended, on_date);
	perform app.open_quotas(reseller_id, subscription_ids, on_date);
end
$$;
comment on function app.roll_quotas(uuid, uuid[], date) is
	'Where the period of a running subscription is over: what is left of its quota expires. Those without an open quota are granted that of the day''s period, if they still have one. The caller holds the meters and settles them.';

create function app.rolling_subscriptions(reseller_id uuid, client_ids uuid[]) returns uuid[]
	language plpgsql stable security definer
	set search_path = ''
	set enable_seqscan = off
	set enable_hashjoin = off
	set enable_mergejoin = off
	set plan_cache_mode = force_generic_plan
as $$
begin
	return array(
		select q.subscription_id from public.session_quotas q
		where q.reseller_id = rolling_subscriptions.reseller_id and q.client_id = any (client_ids) and q.closed_at is null
		union
		select s.id from public.subscriptions s
		where s.reseller_id = rolling_subscriptions.reseller_id and s.client_id = any (client_ids) and s.status in ('scheduled', 'trialing')
		union
		select u.subscription_id from app.unlimited_spans u
		where u.reseller_id = rolling_subscriptions.reseller_id and u.client_id = any (client_ids)
			and u.until_at is null and u.until_on is not null
	);
end
$$;
comment on function app.rolling_subscriptions(uuid, uuid[]) is
	'The subscriptions of these clients of which a new day may make something else: by the end of a quota, or because they begin.';

create function app.plan_rolls(reseller_id uuid, on_date date, how_many integer default null) returns table (subscription_id uuid, client_id uuid)
	language plpgsql stable security definer
	set search_path = ''
	set enable_seqscan = off
	set enable_hashjoin = off
	set enable_mergejoin = off
	set plan_cache_mode = force_generic_plan
as $$
begin
	return query
	select q.subscription_id, q.client_id from public.session_quotas q
	join public.subscriptions s on s.reseller_id = q.reseller_id and s.id = q.subscription_id and s.status in ('active', 'trialing')
	where q.reseller_id = plan_rolls.reseller_id and q.closed_at is null and q.ends_on < on_date
	union all
	-- What starts that day, and what was paid since its trial was over: the night's run comes later. What was renewed with a quota
	-- after a period without one.
	select s.id, s.client_id from (
		select r.id from public.subscriptions r
		where r.reseller_id = plan_rolls.reseller_id and r.status = 'scheduled' and r.started_on <= on_date
		union all
		select r.id from public.subscriptions r
		where r.reseller_id = plan_rolls.reseller_id and r.status = 'trialing' and r.trial_ends_on < on_date
		union all
		select u.subscription_id from app.unlimited_spans u
		where u.reseller_id = plan_rolls.reseller_id and u.until_at is null and u.until_on <= on_date
	) due
	join public.subscriptions s on s.reseller_id = plan_rolls.reseller_id and s.id = due.id
	join public.plan_versions v on v.reseller_id = s.reseller_id and v.id = app.session_version(s, on_date)
	where v.session_quota is not null and app.has_sessions(s, on_date) and not exists (
		select from public.session_quotas q
		where q.reseller_id = s.reseller_id and q.subscription_id = s.id and q.closed_at is null
	)
	limit how_many;
end
$$;
comment on function app.plan_rolls(uuid, date, integer) is 'The subscriptions of a reseller whose quota is over on that day, or is still to be granted.';

create function app.roll_sessions(reseller_id uuid, on_date date, how_many integer, among uuid[] default null) returns integer
	language plpgsql security definer
	set search_path = ''
	set enable_seqscan = off
	set enable_hashjoin = off
	set enable_mergejoin = off
	set plan_cache_mode = force_generic_plan
as $$
declare
	due uuid[];
	clients uuid[];
	keys app.client_key[];
	rolled integer;
begin
	select array_agg(r.subscription_id), array_agg(r.client_id) into due, clients
	from app.plan_rolls(reseller_id, on_date, case when among is null then how_many end) r
	where among is null or r.subscription_id = any (among);
	if due is null then
		return 0;
	end if;
	keys := app.take_meters(array(
		select distinct row(roll_sessions.reseller_id, c.id)::app.client_key from unnest(clients) c (id)
	));
	perform app.ensure_meters(keys);
	due := array(
		select d.id from unnest(due, clients) d (id, client_id)
		join unnest(keys) k on k.client_id = d.client_id
	);
	rolled := cardinality(due);
	if rolled > 0 then
		perform app.roll_quotas(reseller_id, due, on_date);
		perform app.settle_meters(keys);
		perform app.summarise_meters(keys);
	end if;
	return rolled;
end
$$;
comment on function app.roll_sessions(uuid, date, integer, uuid[]) is
	'Rolls at most so many quotas of a reseller whose period is over on that day, or of those among these; answers how many, 0 when none is left but those that somebody is busy with. An event that comes earlier rolls its own.';

create function app.resellers_to_roll() returns setof uuid
	language sql stable security definer
	set search_path = ''
as $$
	select q.reseller_id from public.session_quotas q where q.closed_at is null and q.ends_on < current_date + 1
	union
	select s.reseller_id from public.subscriptions s where s.status = 'scheduled' and s.started_on <= current_date + 1
	union
	select s.reseller_id from public.subscriptions s where s.status = 'trialing' and s.trial_ends_on < current_date + 1
	union
	select u.reseller_id from app.unlimited_spans u where u.until_at is null and u.until_on < current_date + 1
$$;
comment on function app.resellers_to_roll() is 'Resellers of which some quota may be over, or one may begin, wherever it is the next day already.';

create function app.try_to_roll(reseller_id uuid) returns integer
	language plpgsql security definer
	set search_path = ''
as $$
begin
	return app.roll_sessions(reseller_id, app.today(reseller_id), 50);
exception when others then
	-- What is wrong with one reseller's stops no other's; a minute later it is tried again.
	raise warning 'sessions of reseller % were not rolled: %', reseller_id, sqlerrm;
	return 0;
end
$$;
comment on function app.try_to_roll(uuid) is 'Rolls some quotas of a reseller that are over today: how many, 0 when none is left or they cannot be rolled now.';

-- Few at a time, each committed, as in the job tend-sessions: at midnight many resellers have their turn, and whoever
-- reports use waits for some quotas of its own at most.
select cron.schedule('roll-sessions', '* * * * *', $$
	do $job$ declare
		reseller_id uuid;
	begin
		for reseller_id in select r from app.resellers_to_roll() r loop
			for step in 1 .. 100 loop
				exit when app.try_to_roll(reseller_id) = 0;
				commit;
			end loop;
			commit;
		end loop;
	end $job$
$$);

create function app.forget_moments(reseller_id uuid) returns void
	language sql security definer
	set search_path = ''
as $$
	update public.session_quotas q set counts_from = null where q.reseller_id = forget_moments.reseller_id and q.counts_from is not null;
	update app.unlimited_spans u set from_at = null where u.reseller_id = forget_moments.reseller_id and u.from_at is not null
$$;
comment on function app.forget_moments(uuid) is
	'After a test clock went a day on: what began within an earlier day of its calendar began, by the real clock, a moment ago; from here on it counts from its first day.';

create function app.hold_overage(reseller_id uuid, subscription_ids uuid[]) returns uuid[]
	language plpgsql security definer
	set search_path = ''
as $$
declare
	held uuid[];
	clients app.client_key[];
begin
	-- Mostly there is none, and then this costs one look into an empty index.
	select array_agg(distinct q.subscription_id), array_agg(distinct row(q.reseller_id, q.client_id)::app.client_key) into held, clients
	from public.session_quotas q
	where q.reseller_id = hold_overage.reseller_id and q.is_unbilled and q.subscription_id = any (subscription_ids);
	if held is null then
		return '{}';
	end if;
	-- The rows of the list of all of them first, which the invoices are about to change: never in two rounds.
	perform app.lock_summaries(array(
		select distinct row(s.reseller_id, s.client_id)::app.client_key from public.subscriptions s
		where s.reseller_id = hold_overage.reseller_id and s.id = any (subscription_ids)
	));
	perform app.lock_meters(clients);
	return held;
end
$$;
comment on function app.hold_overage(uuid, uuid[]) is
	'Holds the meters of those of these subscriptions whose overage is about to be billed, and answers them: what is reported late meanwhile, of them or of others, waits for the next invoice.';

create function app.bill_overage(reseller_id uuid, subscription_ids uuid[]) returns void
	language plpgsql security definer
	set search_path = ''
as $$
begin
	if exists (select from public.session_quotas q where q.reseller_id = bill_overage.reseller_id and q.is_unbilled) then
		update app.session_prices p set billed = p.billed + o.sessions
		from app.unbilled_overages o
		where o.reseller_id = bill_overage.reseller_id and o.subscription_id = any (subscription_ids) and p.reseller_id = o.reseller_id
			and p.subscription_id = o.subscription_id and p.starts_on = o.starts_on and p.until_at = o.priced_until;
		update public.session_quotas q set overage_billed = q.overage, is_unbilled = false
		where q.reseller_id = bill_overage.reseller_id and q.is_unbilled and q.subscription_id = any (subscription_ids);
	end if;
end
$$;
comment on function app.bill_overage(uuid, uuid[]) is 'Notes that what was used beyond quotas that are over stands on the invoices just written.';

-- What happens to subscriptions and clients ---------------------------------------------------------------

create function app.session_threshold(granted bigint, quota_left bigint) returns smallint
	language plpgsql immutable
	set search_path = ''
as $$
begin
	return case when granted = 0 then 0 when quota_left = 0 then 100 when (granted - quota_left) * 100 >= granted * 80 then 80 else 0 end;
end
$$;
comment on function app.session_threshold(bigint, bigint) is 'The highest threshold, in percent used, that a running quota has reached.';

create type app.followed_subscription as (
	id uuid, client_id uuid, old_status text, new_status text, old_version uuid, new_version uuid,
	old_next_on date, new_next_on date, is_renewal boolean, has_new_length boolean, is_last_cycle boolean
);

create function app.follow_subscriptions() returns trigger
	language plpgsql security definer
	set search_path = ''
as $$
declare
	reseller record;
	today date;
	keys app.client_key[];
begin
	for reseller in execute case tg_op
		when 'INSERT' then $query$
			select n.reseller_id, array_agg(row(
				n.id, n.client_id, null::text, n.status, null::uuid, n.plan_version_id, null::date, n.next_period_on, false, false, false
			)::app.followed_subscription) as changed
			from new_rows n
			join public.plan_versions v on v.reseller_id = n.reseller_id and v.id = n.plan_version_id
			left join public.session_meters m on m.reseller_id = n.reseller_id and m.client_id = n.client_id
			where v.session_quota is not null and n.status in ('scheduled', 'active', 'trialing', 'suspended', 'paused') or m.client_id is not null
			group by 1 $query$
		else $query$
			select d.reseller_id, array_agg(row(
				d.id, d.client_id, d.old_status, d.new_status, d.old_version, d.new_version, d.old_next_on, d.new_next_on, d.is_renewal,
				d.has_new_length, d.is_last_cycle and v.session_quota is null and d.new_status = d.old_status
			)::app.followed_subscription) as changed
			from (
				select n.reseller_id, n.id, n.client_id, o.status as old_status, n.status as new_status, o.plan_version_id as old_version,
					n.plan_version_id as new_version, o.next_period_on as old_next_on, n.next_period_on as new_next_on,
					n.cycles_billed > o.cycles_billed as is_renewal, n.interval_months <> o.interval_months as has_new_length,
					n.cycles_billed > o.cycles_billed and coalesce(n.cycles_billed >= n.cycles_limit, false) as is_last_cycle
				from new_rows n
				join old_rows o on o.id = n.id
				where n.status <> o.status
					-- A renewal that is billed ahead changes nothing of the period that runs.
					or n.plan_version_id <> o.plan_version_id
					-- But the last one says when it will be over.
					or n.cycles_billed > o.cycles_billed and n.cycles_billed >= n.cycles_limit
					or n.cycles_billed = o.cycles_billed and (
						n.interval_months, n.next_period_on, n.next_period_ends_on, n.cancels_on, n.cycles_limit
					) is distinct from (
						o.interval_months, o.next_period_on, o.next_period_ends_on, o.cancels_on, o.cycles_limit
					)
				-- Most statements leave nothing of it, and then nothing else is looked up.
				offset 0
			) d
			join public.plan_versions v on v.reseller_id = d.reseller_id and v.id = d.new_version
			join public.plan_versions w on w.reseller_id = d.reseller_id and w.id = d.old_version
			left join public.session_meters m on m.reseller_id = d.reseller_id and m.client_id = d.client_id
			where (v.session_quota is not null or m.client_id is not null)
				-- Nor does one as another plan, unless that one has a quota and this one none: then nothing would ever grant it.
				and (d.new_status <> d.old_status or not d.is_renewal or w.session_quota is null and v.session_quota is not null
					or d.is_last_cycle and v.session_quota is null)
			group by 1 $query$
	end loop
		today := app.today(reseller.reseller_id);
		keys := array(
			select distinct row(reseller.reseller_id, c.client_id)::app.client_key from unnest(reseller.changed::app.followed_subscription[]) c
		);
		perform app.lock_summaries(keys);
		perform app.ensure_meters(keys);
		perform app.lock_meters(keys);
		perform app.follow_stops(reseller.reseller_id, reseller.changed);
		perform app.follow_quotas(reseller.reseller_id, reseller.changed, today);
		perform app.settle_meters(keys);
		perform app.summarise_meters(keys);
	end loop;
	return null;
end
$$;
comment on function app.follow_subscriptions() is
	'After a statement on subscriptions: begins, changes, stops and ends what they may use. Of subscriptions that are not metered, whose clients have no meter, it looks at nothing.';

create function app.follow_stops(reseller_id uuid, changed app.followed_subscription[]) returns void
	language plpgsql security definer
	set search_path = ''
as $$
begin
	update app.session_stops t set until_at = clock_timestamp()
	from unnest(changed) c
	where t.reseller_id = follow_stops.reseller_id and t.client_id = c.client_id and t.subscription_id = c.id and t.until_at is null
		and c.new_status is distinct from t.kind;
	insert into app.session_stops (reseller_id, client_id, subscription_id, kind, from_at)
	select follow_stops.reseller_id, c.client_id, c.id, c.new_status, clock_timestamp()
	from unnest(changed) c
	where c.new_status in ('suspended', 'paused') and not exists (
		select from app.session_stops t
		where t.reseller_id = follow_stops.reseller_id and t.client_id = c.client_id and t.subscription_id = c.id and t.until_at is null
	);
end
$$;

create function app.note_unlimited(reseller_id uuid, subscription_id uuid, until_at timestamptz) returns void
	language sql security definer
	set search_path = ''
as $$
	insert into app.unlimited_spans (reseller_id, client_id, subscription_id, from_on, until_at)
	select s.reseller_id, s.client_id, s.id, s.started_on, note_unlimited.until_at from public.subscriptions s
	where s.reseller_id = note_unlimited.reseller_id and s.id = note_unlimited.subscription_id and not exists (
		select from app.unlimited_spans u
		where u.reseller_id = s.reseller_id and u.client_id = s.client_id and u.subscription_id = s.id
	)
$$;
comment on function app.note_unlimited(uuid, uuid, timestamptz) is
	'Notes that a subscription ran without a quota from its beginning: before its client had a meter nothing did.';

create function app.follow_quotas(reseller_id uuid, changed app.followed_subscription[], on_date date) returns void
	language plpgsql security definer
	set search_path = ''
	set enable_seqscan = off
	set enable_hashjoin = off
	set enable_mergejoin = off
	set plan_cache_mode = force_generic_plan
as $$
declare
	one app.followed_subscription;
	closing uuid[] := '{}';
	opening uuid[] := '{}';
	beginning uuid[] := '{}';
	starting uuid[] := '{}';
	prorating uuid[] := '{}';
	quota public.session_quotas;
	old_quota integer;
	terms public.plan_versions;
	s public.subscriptions;
	is_anew boolean;
	comes_to bigint;
	delta bigint;
	threshold smallint;
begin
	foreach one in array changed loop
		continue when one.is_last_cycle;
		-- Pending: its trial is over, and its money has not come.
		if one.new_status in ('canceled', 'expired', 'pending') then
			closing := closing || one.id;
			continue;
		end if;
		quota := null;
		if one.old_status is not null then
			select q.* into quota from public.session_quotas q
			where q.reseller_id = follow_quotas.reseller_id and q.subscription_id = one.id and q.closed_at is null;
		end if;
		if quota.subscription_id is null then
			if one.is_renewal and one.new_status = one.old_status then
				if one.old_next_on <= on_date then
					opening := opening || one.id;
					continue;
				end if;
				-- Billed ahead: without a quota until its first day.
				perform app.note_unlimited(follow_quotas.reseller_id, one.id, null);
				update app.unlimited_spans u set until_on = one.old_next_on
				where u.reseller_id = follow_quotas.reseller_id and u.client_id = one.client_id and u.subscription_id = one.id
					and u.until_at is null;
				continue;
			end if;
			-- Metered from now on: of the running period it gets its part; what begins gets the whole.
			if one.old_status in ('active', 'trialing', 'suspended', 'paused') and one.new_version <> one.old_version
				and (one.new_next_on = one.old_next_on or one.new_next_on > on_date and not one.is_renewal)
			then
				if one.new_next_on = one.old_next_on then
					prorating := prorating || one.id;
				else
					starting := starting || one.id;
				end if;
				perform app.note_unlimited(follow_quotas.reseller_id, one.id, now());
			elsif one.old_status in ('pending', 'canceled', 'expired') or one.new_version <> one.old_version then
				beginning := beginning || one.id;
			else
				opening := opening || one.id;
			end if;
			continue;
		end if;
		select o.* into s from public.subscriptions o where o.reseller_id = follow_quotas.reseller_id and o.id = one.id;
		if one.new_next_on > one.old_next_on and one.new_next_on <= on_date and one.new_version = one.old_version and not one.is_renewal then
			-- What was not billed is, by the days that were used, and a whole period is billed from now on. But the rest of the same
			-- period goes on.
			select p.starts_on > quota.starts_on and p.ends_on <> quota.ends_on into is_anew from app.session_period(s, on_date) p;
			if is_anew then
				closing := closing || one.id;
				beginning := beginning || one.id;
				continue;
			end if;
		end if;
		if one.old_status = 'paused' and one.new_status = 'active' and one.new_next_on > one.old_next_on and quota.ends_on >= one.old_next_on - 1
			and quota.ends_on < one.new_next_on - 1 then
			-- The paid days that the pause left unused are still to come, and so is what was granted for them.
			update public.session_quotas q set ends_on = one.new_next_on - 1
			where q.reseller_id = quota.reseller_id and q.subscription_id = quota.subscription_id and q.starts_on = quota.starts_on;
		elsif one.old_status = 'paused' and one.new_status = 'active' and one.new_next_on > one.old_next_on and quota.ends_on < one.old_next_on - 1 then
			update public.session_quotas q set ends_on = quota.ends_on + (one.new_next_on - one.old_next_on)
			where q.reseller_id = quota.reseller_id and q.subscription_id = quota.subscription_id and q.starts_on = quota.starts_on;
		elsif (one.new_version <> one.old_version or one.has_new_length) and not one.is_renewal then
			select v.* into terms from public.plan_versions v where v.reseller_id = follow_quotas.reseller_id and v.id = one.new_version;
			select v.session_quota into old_quota from public.plan_versions v
			where v.reseller_id = quota.reseller_id and v.id = quota.plan_version_id;
			comes_to := case
				-- Not billed yet, it is of the new length from its first day on.
				when one.has_new_length and quota.starts_on >= one.old_next_on then terms.session_quota
				else quota.entitled + floor(
					(coalesce(terms.session_quota, 0) - old_quota)::numeric
					* greatest(quota.ends_on - on_date + 1, 0) / (quota.ends_on - quota.starts_on + 1)
				)
			end;
			if terms.session_quota is null or one.new_next_on <> one.old_next_on
				or one.has_new_length and quota.starts_on < one.new_next_on and one.new_next_on <= on_date
			then
				-- Without a quota from now on, or with another length of period, which begins a whole one.
				update public.session_quotas q set entitled = coalesce(comes_to, 0)
				where q.reseller_id = quota.reseller_id and q.subscription_id = quota.subscription_id and q.starts_on = quota.starts_on;
				closing := closing || one.id;
				if one.new_next_on <> one.old_next_on and one.new_next_on > on_date then
					starting := starting || one.id;
				else
					beginning := beginning || one.id;
				end if;
				continue;
			end if;
			-- Never below what was used.
			delta := greatest(comes_to, quota.granted - quota.quota_left) - quota.granted;
			threshold := app.session_threshold(quota.granted + delta, quota.quota_left + delta);
			update public.session_quotas q set
				granted = q.granted + delta, entitled = comes_to, quota_left = q.quota_left + delta, plan_version_id = terms.id,
				session_overage = terms.session_overage, moves = q.moves + 1,
				-- What went beyond it before is no use of what the new plan allows.
				overage_cap = terms.overage_cap + least(q.overage, 1000000000),
				alerted = greatest(q.alerted, threshold),
				-- What went beyond it before still costs what it cost then (app.session_prices).
				overage_price_cents = coalesce(terms.overage_price_cents, q.overage_price_cents)
			where q.reseller_id = quota.reseller_id and q.subscription_id = quota.subscription_id and q.starts_on = quota.starts_on;
			insert into public.session_entries (reseller_id, client_id, kind, quota, subscription_id, period_starts_on, event_key, occurred_at, reason)
			select quota.reseller_id, quota.client_id, 'grant', delta, quota.subscription_id, quota.starts_on,
				' ' || quota.subscription_id || '/' || quota.starts_on || '/' || quota.moves + 1, now(), 'plan_changed'
			where delta <> 0;
			if threshold > quota.alerted then
				perform app.alert_sessions(array[
					row(quota.reseller_id, quota.subscription_id, quota.starts_on, threshold)::app.session_alert
				]);
			end if;
		end if;
		if quota.starts_on >= one.old_next_on and one.old_next_on is not null and quota.ends_on >= on_date then
			-- It runs in a period that is not billed yet, whose end may have moved.
			update public.session_quotas q set ends_on = greatest(p.ends_on, q.starts_on)
			from app.session_period(s, on_date) p
			where q.reseller_id = quota.reseller_id and q.subscription_id = quota.subscription_id and q.starts_on = quota.starts_on
				and q.ends_on <> p.ends_on;
		end if;
		opening := opening || one.id;
	end loop;
	perform app.close_quotas(reseller_id, closing, on_date);
	perform app.roll_quotas(reseller_id, opening, on_date);
	if cardinality(beginning) > 0 then
		perform app.open_quotas(reseller_id, beginning, on_date, from_now => true);
	end if;
	if cardinality(starting) > 0 then
		perform app.open_quotas(reseller_id, starting, on_date, from_now => true, begins => true);
	end if;
	if cardinality(prorating) > 0 then
		perform app.open_quotas(reseller_id, prorating, on_date, prorates => true, from_now => true);
	end if;
end
$$;

create trigger sessions_follow_inserted after insert on public.subscriptions
	referencing new table as new_rows for each statement execute function app.follow_subscriptions();
create trigger sessions_follow_updated after update on public.subscriptions
	referencing old table as old_rows new table as new_rows for each statement execute function app.follow_subscriptions();

create function app.follow_client_stop() returns trigger
	language plpgsql security definer
	set search_path = ''
as $$
declare
	stopped_kind text := case tg_table_name when 'clients' then 'archived' else 'suspended' end;
	key app.client_key := row(new.reseller_id, case tg_table_name when 'clients' then to_jsonb(new) ->> 'id' else to_jsonb(new) ->> 'client_id' end);
	stops_now boolean := case tg_table_name when 'clients' then to_jsonb(new) ->> 'archived_at' is not null else to_jsonb(new) ->> 'lifted_at' is null end;
begin
	if not exists (select from public.session_meters m where m.reseller_id = key.reseller_id and m.client_id = key.client_id) then
		return null;
	end if;
	perform app.lock_meters(array[key]);
	if stops_now then
		insert into app.session_stops (reseller_id, client_id, kind, from_at)
		select key.reseller_id, key.client_id, stopped_kind, clock_timestamp()
		where not exists (
			select from app.session_stops t
			where t.reseller_id = key.reseller_id and t.client_id = key.client_id and t.subscription_id is null
				and t.kind = stopped_kind and t.until_at is null
		);
	else
		update app.session_stops t set until_at = clock_timestamp()
		where t.reseller_id = key.reseller_id and t.client_id = key.client_id and t.subscription_id is null
			and t.kind = stopped_kind and t.until_at is null;
	end if;
	perform app.settle_meters(array[key]);
	perform app.summarise_meters(array[key]);
	return null;
end
$$;
comment on function app.follow_client_stop() is 'A client that was suspended by hand or archived cannot be used from that moment on, until that ends.';
create trigger sessions_follow_suspended after insert on public.suspensions
	for each row when (new.lifted_at is null) execute function app.follow_client_stop();
create trigger sessions_follow_lifted after update of lifted_at on public.suspensions
	for each row when (old.lifted_at is distinct from new.lifted_at) execute function app.follow_client_stop();
create trigger sessions_follow_archived after update of archived_at on public.clients
	for each row when (old.archived_at is distinct from new.archived_at) execute function app.follow_client_stop();

-- Provable ------------------------------------------------------------------------------------------------

create function app.check_sessions(reseller_id uuid) returns table (what text, client_id uuid, stands text, ledger text)
	language sql stable security definer
	set search_path = ''
as $$
	with clock as materialized (
		-- A test clock was moved since: on what day something was recorded then, no ledger tells.
		select r.time_zone, r.test_clock_on is null as tells_days, app.today(r.id) as today from public.resellers r
		where r.id = check_sessions.reseller_id
	), entries as materialized (
		select e.* from public.session_entries e where e.reseller_id = check_sessions.reseller_id
	), by_client as (
		select e.client_id, sum(e.quota) as quota, sum(e.extras) as extras from entries e group by 1
	), by_quota as (
		select e.subscription_id, e.period_starts_on, sum(e.quota) as quota, sum(e.overage) as overage,
			sum(e.quota) filter (where e.kind = 'grant') as granted,
			-coalesce(sum(e.quota) filter (where e.kind in ('expiry', 'correction')), 0) as expired
		from entries e where e.subscription_id is not null group by 1, 2
	), quotas as (
		select q.* from public.session_quotas q where q.reseller_id = check_sessions.reseller_id
	), meters as (
		select m.* from public.session_meters m where m.reseller_id = check_sessions.reseller_id
	), uses as (
		select e.client_id, e.occurred_at, e.overage - e.quota - e.extras + e.unmetered as used,
			case when c.tells_days then (least(e.occurred_at, e.recorded_at) at time zone c.time_zone)::date end as on_date
		from entries e cross join clock c where e.kind = 'use'
	), days as materialized (
		select d.* from public.session_days d where d.reseller_id = check_sessions.reseller_id
	)
	select 'meter', coalesce(m.client_id, l.client_id), concat_ws(' ', m.quota_left, m.extras_left), concat_ws(' ', l.quota, l.extras)
	from meters m full join by_client l on l.client_id = m.client_id
	where (m.client_id is null) or (m.quota_left, m.extras_left) is distinct from (coalesce(l.quota, 0), coalesce(l.extras, 0))
	union all
	select 'quota', q.client_id, concat_ws(' ', q.quota_left, q.overage, q.granted, q.expired),
		concat_ws(' ', l.quota, l.overage, l.granted, l.expired)
	from quotas q full join by_quota l on l.subscription_id = q.subscription_id and l.period_starts_on = q.starts_on
	where (coalesce(q.quota_left, 0), coalesce(q.overage, 0)) is distinct from (coalesce(l.quota, 0), coalesce(l.overage, 0))
		or q.granted - q.expired <> coalesce(l.granted - l.expired, 0)
	union all
	select 'meter of quotas', m.client_id, concat_ws(' ', m.quota_left, m.overage, m.is_metered),
		concat_ws(' ', sum(q.quota_left), sum(q.overage), count(q.client_id) > 0)
	from meters m left join quotas q on q.client_id = m.client_id and q.closed_at is null
	group by m.client_id, m.quota_left, m.overage, m.is_metered
	having (m.quota_left, m.overage, m.is_metered) is distinct from (coalesce(sum(q.quota_left), 0), coalesce(sum(q.overage), 0), count(q.client_id) > 0)
	union all
	select 'client list', s.client_id, s.sessions_left::text, (m.quota_left + m.extras_left)::text
	from public.client_summaries s
	left join meters m on m.client_id = s.client_id
	where s.reseller_id = check_sessions.reseller_id and m.unsummarised_since is null
		and s.sessions_left is distinct from case when m.is_metered then least(m.quota_left + m.extras_left, 2147483646) end
	union all
	select 'days', coalesce(d.client_id, u.client_id), concat_ws(' ', d.on_date, d.used), concat_ws(' ', u.on_date, u.used)
	from (
		select t.client_id, case when c.tells_days then t.on_date end as on_date, sum(t.used) as used from days t cross join clock c group by 1, 2
	) d
	full join (select u.client_id, u.on_date, sum(u.used) as used from uses u group by 1, 2) u
		on u.client_id = d.client_id and coalesce(u.on_date, 'infinity') = coalesce(d.on_date, 'infinity')
	where d.used is distinct from u.used
	union all
	select 'totals', null, concat_ws(' ', t.on_date, t.used), concat_ws(' ', d.on_date, d.used)
	from (
		select o.on_date, sum(o.used) as used from app.session_totals o cross join clock c
		where o.reseller_id = check_sessions.reseller_id and o.on_date > c.today - 8 group by 1
	) t
	full join (select o.on_date, sum(o.used) as used from days o cross join clock c where o.on_date > c.today - 8 group by 1) d
		on d.on_date = t.on_date
	where t.used is distinct from d.used
	union all
	-- By subscription: a line of an invoice names no quota. What costs nothing has no line; what was let off later was billed.
	select 'billed overage', coalesce(q.client_id, l.client_id), q.sessions::text, l.sessions::text
	from (
		select b.subscription_id, b.client_id, sum(o.sessions) as sessions
		from quotas b
		cross join lateral (
			select p.billed as sessions, p.price_cents from app.session_prices p
			where p.reseller_id = check_sessions.reseller_id and p.subscription_id = b.subscription_id and p.starts_on = b.starts_on
			union all
			select b.overage_billed - coalesce(sum(p.billed), 0), b.overage_price_cents from app.session_prices p
			where p.reseller_id = check_sessions.reseller_id and p.subscription_id = b.subscription_id and p.starts_on = b.starts_on
		) o
		where o.sessions > 0 and o.price_cents > 0
		group by 1, 2
	) q
	full join (
		select i.subscription_id, i.client_id, sum(b.quantity) as sessions
		from public.invoice_lines b join public.invoices i on i.reseller_id = b.reseller_id and i.id = b.invoice_id
		where b.reseller_id = check_sessions.reseller_id and b.kind = 'session_overage' group by 1, 2
	) l on l.subscription_id = q.subscription_id
	where q.sessions is distinct from l.sessions
	union all
	select 'hours', coalesce(h.client_id, u.client_id), h.used::text, u.used::text
	from (
		select t.client_id, t.hour, t.used from public.session_hours t
		where t.reseller_id = check_sessions.reseller_id and t.hour > now() - interval '7 days'
	) h
	full join (
		select u.client_id, date_trunc('hour', u.occurred_at, 'UTC') as hour, sum(u.used) as used from uses u
		where u.occurred_at >= date_trunc('hour', now() - interval '7 days', 'UTC') + interval '1 hour' group by 1, 2
	) u on u.client_id = h.client_id and u.hour = h.hour
	where h.used is distinct from u.used
$$;
comment on function app.check_sessions(uuid) is
	'Every difference between the ledger of sessions and what is kept beside it: meters, quotas, use by hour and day, of each client and of all together, what invoices bill of it, the client list (but for what waits to be taken over into it). None: all of it is proven.';
