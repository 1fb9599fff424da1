-- Use of sessions as the chat platform reports it: any number of requests in one statement set, each event counted once.

create function app.session_settings_of(reseller_id uuid) returns public.session_settings
	language plpgsql stable security definer
	set search_path = ''
as $$
declare
	settings public.session_settings;
begin
	select s.* into settings from public.session_settings s where s.reseller_id = session_settings_of.reseller_id;
	if settings.reseller_id is null then
		-- As the table's defaults say it, without a row to say it.
		settings := row(session_settings_of.reseller_id, 72, true, true);
	end if;
	return settings;
end
$$;

create function app.save_session_settings(fields jsonb) returns void
	language plpgsql security definer
	set search_path = ''
as $$
declare
	account app.account := app.require('billing.configure');
	settings public.session_settings;
	violated text;
begin
	if jsonb_typeof(fields) is distinct from 'object' then
		perform app.refuse('input_invalid');
	end if;
	settings := jsonb_populate_record(app.session_settings_of(account.reseller_id), (
		select coalesce(jsonb_object_agg(f.key, f.value), '{}') from jsonb_each(fields) f
		where f.key in ('usage_window_hours', 'tells_clients', 'tells_staff') and f.value <> 'null'
	));
	insert into public.session_settings (reseller_id, usage_window_hours, tells_clients, tells_staff)
	values (account.reseller_id, settings.usage_window_hours, settings.tells_clients, settings.tells_staff)
	on conflict on constraint session_settings_pkey do update set
		usage_window_hours = excluded.usage_window_hours, tells_clients = excluded.tells_clients, tells_staff = excluded.tells_staff;
exception
	when check_violation then
		get stacked diagnostics violated = constraint_name;
		perform app.refuse(violated);
	when data_exception then
		perform app.refuse('input_invalid');
end
$$;
grant execute on function app.save_session_settings(jsonb) to authenticated;

create function public.save_session_settings(fields jsonb) returns void
	language sql
	set search_path = ''
as $$ select app.save_session_settings(fields) $$;
comment on function public.save_session_settings(jsonb) is
	'Changes what `fields` names of {usage_window_hours: how late use may be reported (1 to 168), tells_clients, tells_staff: who is mailed when a quota comes to its end}. Idempotent. Refuses: not_permitted, session_window_invalid, input_invalid.';
grant execute on function public.save_session_settings(jsonb) to authenticated;

-- Telling ------------------------------------------------------------------------------------------------

create table app.session_announcements (
	reseller_id uuid primary key references public.resellers (id) on delete cascade,
	announced_at timestamptz not null default '-infinity'
);
comment on table app.session_announcements is
	'When a reseller''s meters were last announced: at most ten times a second, however much is used. Whoever finds the row locked leaves it to the one who holds it.';

create function app.forget_use(reseller_id uuid, client_id uuid) returns void
	language plpgsql security definer
	set search_path = ''
as $$
declare
	-- Of the rows of a day the one that no writer takes.
	own_shard constant smallint := 32;
begin
	-- What is written by the thousand has no foreign key to do it.
	delete from public.session_entries e where e.reseller_id = forget_use.reseller_id and e.client_id = forget_use.client_id;
	delete from public.session_hours h where h.reseller_id = forget_use.reseller_id and h.client_id = forget_use.client_id;
	-- Day by day, as writers take them; whoever is at it is waited for.
	perform from app.session_totals t
	where t.reseller_id = forget_use.reseller_id and t.on_date in (
		select d.on_date from public.session_days d where d.reseller_id = forget_use.reseller_id and d.client_id = forget_use.client_id
	)
	order by t.on_date, t.shard
	for update;
	with gone as (
		delete from public.session_days d where d.reseller_id = forget_use.reseller_id and d.client_id = forget_use.client_id
		returning d.on_date, d.used
	), taken as (
		delete from app.session_totals t where t.reseller_id = forget_use.reseller_id and t.on_date in (select g.on_date from gone g)
		returning t.on_date, t.used
	)
	insert into app.session_totals (reseller_id, on_date, shard, used)
	select forget_use.reseller_id, g.on_date, own_shard, sum(t.used) - g.used
	from gone g join taken t on t.on_date = g.on_date
	group by g.on_date, g.used having sum(t.used) > g.used;
end
$$;
comment on function app.forget_use(uuid, uuid) is
	'What a client used goes with it, from the totals too: they are the sum of what there is, and so can be proven (app.check_sessions).';

create function app.take_announcement(reseller_id uuid, least_interval interval default '100 milliseconds') returns boolean
	language plpgsql security definer
	set search_path = ''
as $$
declare
	announced timestamptz;
begin
	select a.announced_at into announced from app.session_announcements a
	where a.reseller_id = take_announcement.reseller_id
	for no key update skip locked;
	if not found and not exists (select from app.session_announcements a where a.reseller_id = take_announcement.reseller_id) then
		insert into app.session_announcements (reseller_id, announced_at) values (take_announcement.reseller_id, clock_timestamp())
		on conflict do nothing;
		return found;
	end if;
	if announced is null or announced > clock_timestamp() - least_interval then
		return false;
	end if;
	update app.session_announcements a set announced_at = clock_timestamp() where a.reseller_id = take_announcement.reseller_id;
	return true;
end
$$;
comment on function app.take_announcement(uuid, interval) is
	'Whether the caller is the one to announce a reseller''s meters now: nobody else does, and nobody did for that long.';

create function app.broadcast_sessions(reseller_id uuid, touched uuid[] default '{}', most_clients integer default 200) returns boolean
	language plpgsql security definer
	set search_path = ''
	set enable_seqscan = off
as $$
declare
	-- Beyond this many a list is read again as a whole.
	most_told constant integer := 250;
	with_users uuid[];
begin
	-- What others left to the next.
	with taken as (
		delete from app.unannounced_meters w
		where w.reseller_id = broadcast_sessions.reseller_id and w.id = any (array(
			select o.id from app.unannounced_meters o where o.reseller_id = broadcast_sessions.reseller_id
			order by o.id limit 250
			for update skip locked
		))
		returning w.client_ids
	)
	select array(select unnest(touched) union select unnest(t.client_ids) from taken t) into touched;
	if cardinality(touched) = 0 then
		return false;
	end if;
	perform realtime.send(
		jsonb_build_object('table', 'session_meters', 'operation', 'update', 'row_id', null, 'client_id', null)
			|| case when cardinality(touched) > most_told then jsonb_build_object('many', true)
				else jsonb_build_object('meters', (
					select jsonb_agg(app.meter_facts(m)) from unnest(touched) t (id)
					join public.session_meters m on m.reseller_id = broadcast_sessions.reseller_id and m.client_id = t.id
				)) end,
		'change', app.topic('reseller', broadcast_sessions.reseller_id), true
	);
	with_users := array(
		select distinct u.client_id from public.memberships u
		where u.reseller_id = broadcast_sessions.reseller_id and u.client_id = any (touched) and u.status = 'active'
	);
	perform realtime.send(
		jsonb_build_object('table', 'session_meters', 'operation', 'update') || app.meter_facts(m), 'change', app.topic('client', m.client_id), true
	)
	from unnest(with_users[:most_clients]) t (id)
	join public.session_meters m on m.reseller_id = broadcast_sessions.reseller_id and m.client_id = t.id;
	if cardinality(with_users) > most_clients then
		-- Their last value must not be lost: the next announcement tells it.
		insert into app.unannounced_meters (reseller_id, client_ids)
		values (broadcast_sessions.reseller_id, with_users[most_clients + 1:]);
	end if;
	return true;
end
$$;
comment on function app.broadcast_sessions(uuid, uuid[], integer) is
	'Broadcasts the last values of the meters that the caller just touched and of those that wait, in one message to the reseller''s staff ({meters: [{client_id, quota_left, extras_left, left, overage, version}]}, or {many: true}) and one to each of these clients that has users; beyond most_clients of those the rest waits again.';

create function app.meter_facts(meter public.session_meters) returns jsonb
	language sql immutable
	set search_path = ''
as $$
	select jsonb_build_object(
		'client_id', meter.client_id, 'quota_left', meter.quota_left, 'extras_left', meter.extras_left,
		'left', case when meter.is_metered then meter.quota_left + meter.extras_left end, 'overage', meter.overage,
		'version', meter.version
	)
$$;

create function app.announce_sessions(reseller_id uuid, least_interval interval default '100 milliseconds') returns boolean
	language plpgsql security definer
	set search_path = ''
as $$
begin
	return app.take_announcement(reseller_id, least_interval) and app.broadcast_sessions(reseller_id, most_clients => 1000);
end
$$;
comment on function app.announce_sessions(uuid, interval) is
	'Announces the meters of a reseller that changed since the last time, unless that was less than least_interval ago. Answers whether it did. What is left out waits for the next call (app.announce_all_sessions).';

create function app.announce_all_sessions() returns integer
	language plpgsql security definer
	set search_path = ''
	set enable_seqscan = off
as $$
declare
	reseller_id uuid;
	announced integer := 0;
begin
	for reseller_id in select distinct w.reseller_id from app.unannounced_meters w order by 1 loop
		announced := announced + app.announce_sessions(reseller_id)::integer;
	end loop;
	return announced;
end
$$;
grant execute on function app.announce_all_sessions() to service_role;

create function public.announce_usage() returns integer
	language sql
	set search_path = ''
as $$ select app.announce_all_sessions() $$;
comment on function public.announce_usage() is
	'For the `usage` function, 100 ms after its last call of record_usage: announces what that one left to the next, so that the last value is seen at once. Without it a job does, within a second. Answers for how many resellers.';
grant execute on function public.announce_usage() to service_role;

create function app.summarise_sessions(how_many integer default 100) returns integer
	language plpgsql security definer
	set search_path = ''
	set enable_seqscan = off
as $$
declare
	keys app.client_key[] := array(
		select row(m.reseller_id, m.client_id)::app.client_key from public.session_meters m
		where m.unsummarised_since is not null order by m.unsummarised_since limit how_many
	);
begin
	if cardinality(keys) = 0 then
		return 0;
	end if;
	keys := app.take_meters(keys);
	perform app.summarise_meters(keys);
	return cardinality(keys);
end
$$;
comment on function app.summarise_sessions(integer) is
	'Takes the meters that wait longest over into the client list, whose row and indexes cost more than many events: once a second for all that happened in it, up to a thousand in turns (the job tend-sessions).';

-- Few at a time, each committed: whoever reports use of one of them waits for that. No function may commit, and a
-- procedure only without settings of its own.
select cron.schedule('tend-sessions', '1 seconds', $$
	do $job$ begin
		for step in 1 .. 10 loop
			exit when app.summarise_sessions() = 0;
			commit;
		end loop;
		-- Last: whoever announces holds meters, and must not go on to wait for anything.
		perform app.announce_all_sessions();
	end $job$
$$);
select cron.schedule('forget-session-hours', '17 * * * *', $$
	delete from public.session_hours where hour < now() - interval '8 days';
	delete from app.session_totals t using public.resellers r where r.id = t.reseller_id and t.on_date < app.today(r.id) - 8
$$);

-- Recording ----------------------------------------------------------------------------------------------

create function app.key_refusal_status(refusal text) returns integer
	language sql immutable
	set search_path = ''
as $$ select case when refusal like '%scope%' then 403 else 401 end $$;

create function app.record_usage(batches jsonb) returns json
	language plpgsql security definer
	set search_path = ''
as $$
declare
	attempts integer := 0;
begin
	if jsonb_typeof(batches) is distinct from 'array' then
		perform app.refuse('input_invalid');
	end if;
	loop
		begin
			return app.record_usage_once(batches);
		exception when unique_violation or deadlock_detected then
			-- Somebody was first with one of these keys, for another client: seen as a repetition from now on.
			attempts := attempts + 1;
			if attempts > 5 then
				raise;
			end if;
		end;
	end loop;
end
$$;
grant execute on function app.record_usage(jsonb) to service_role;

create function public.record_usage(batches jsonb) returns json
	language sql
	set search_path = ''
as $$ select app.record_usage(batches) $$;
comment on function public.record_usage(jsonb) is
	'For the `usage` function: records the events of any number of requests at once. batches: [{key_hash: sha256 of the API key in hex, events: [{key: 1 to 200 visible ASCII characters, client_id or client_number, quantity: 1 to 1000000 (absent: 1), occurred_at: ISO 8601 with its zone (absent: now)}]}].
Answers in the same order {refusal: {code, status}} for a key that may not, else {results: [{key, outcome: accepted | duplicate | refused, code?, client_id, quota_left, extras_left, overage}]}, with the balances after the call. Accepted is durable and counted once; a duplicate of the same content is not counted; within one call a key stands for its first event.
Codes of refused events: event_invalid, event_key_invalid, event_quantity_invalid, event_time_invalid, event_too_old, event_in_future, event_key_reused, client_not_found, client_archived, client_suspended, subscription_paused, subscription_not_active, sessions_exhausted. It raises for none of them.';
grant execute on function public.record_usage(jsonb) to service_role;

create type app.session_part as (
	reseller_id uuid, client_id uuid, key text, at timestamptz, part integer, kind text, quota integer, extras integer, overage integer,
	unmetered integer, subscription_id uuid, starts_on date
);
comment on type app.session_part is 'A row of the ledger that is about to be written.';

create type app.used_quota as (
	reseller_id uuid, subscription_id uuid, starts_on date, quota_left bigint, expired bigint, overage bigint, alerted smallint, is_alert boolean
);
comment on type app.used_quota is 'What a quota comes to, and whether a threshold is reached by that.';

create type app.held_meter as (reseller_id uuid, client_id uuid, rolls_on date);

create function app.hold_meters(keys app.client_key[]) returns app.held_meter[]
	language plpgsql security definer
	set search_path = ''
as $$
begin
	-- By their keys alone, in one order: the caller has told the planner so.
	return array(
		select row(h.reseller_id, h.client_id, h.rolls_on)::app.held_meter
		from (
			select m.reseller_id, m.client_id, m.rolls_on from unnest(keys) k
			join public.session_meters m on m.reseller_id = k.reseller_id and m.client_id = k.client_id
			order by m.reseller_id, m.client_id
			for no key update of m
		) h
	);
end
$$;
comment on function app.hold_meters(app.client_key[]) is
	'Holds meters and answers when each is to roll over, without those that there are not yet. For what records use: it holds meters alone, and not the rows of the client list.';

create function app.record_usage_once(batches jsonb) returns json
	language plpgsql security definer
	set search_path = ''
	-- Each row by its key, whatever the planner thinks of arrays whose length it does not know: it would rather read a whole
	-- index of a hundred thousand clients than look fifty of them up.
	set enable_seqscan = off
	set enable_hashjoin = off
	set enable_mergejoin = off
	set plan_cache_mode = force_generic_plan
as $$
declare
	asked_at constant timestamptz := clock_timestamp();
	-- Of the batches.
	b_reseller uuid[];
	b_refusal text[];
	-- Of the events, in their order.
	e_batch integer[];
	e_reseller uuid[];
	e_key text[];
	e_client uuid[];
	e_number bigint[];
	e_quantity integer[];
	e_at timestamptz[];
	e_day date[];
	e_today date[];
	e_code text[];
	e_done boolean[];
	-- The place of its meter among those that were touched; null for what needed no decision.
	e_meter integer[];
	how_many integer;
	-- Of the meters that were touched.
	keys app.client_key[];
	meters app.held_meter[];
	rolling app.client_key[];
	touched integer := 0;
	t_reseller uuid[] := '{}';
	t_client uuid[] := '{}';
	t_extras bigint[] := '{}';
	t_quota bigint[] := '{}';
	t_overage bigint[] := '{}';
	-- What goes into the ledger, and what becomes of the quotas.
	parts integer := 0;
	p_parts app.session_part[] := '{}';
	quotas integer := 0;
	u_quotas app.used_quota[] := '{}';
	has_alerts boolean := false;

	c record;
	reseller record;
	lefts bigint[];
	overages bigint[];
	extras bigint;
	i integer;
	j integer;
	n integer;
	at_event integer;
	day date;
	at timestamptz;
	wanted bigint;
	rest bigint;
	took bigint;
	part integer;
	capacity bigint;
	policy integer;
	any_runs boolean;
	is_free boolean;
	halted uuid[];
	stopped text;
	is_stopped boolean;
	usable boolean[];
	changed boolean[];
	threshold smallint;
	announcing uuid[] := '{}';
	answer json;
begin
	-- Who asks ---------------------------------------------------------------------------------------------
	with given as materialized (
		select b.place, b.batch ->> 'key_hash' as key_hash, b.batch -> 'events' as events
		from jsonb_array_elements(batches) with ordinality b (batch, place)
	), known as materialized (
		select k.key_hash, f.reseller_id, f.refusal
		from (select distinct g.key_hash from given g) k
		cross join lateral app.api_key_for(k.key_hash, 'usage.write') f
	)
	select array_agg(case when jsonb_typeof(g.events) = 'array' then k.reseller_id end order by g.place),
		array_agg(coalesce(k.refusal, case
			when k.reseller_id is null then 'api_key_invalid' when jsonb_typeof(g.events) = 'array' then null else 'input_invalid' end
		) order by g.place)
	into b_reseller, b_refusal
	from given g left join known k on k.key_hash is not distinct from g.key_hash;

	-- What they say ----------------------------------------------------------------------------------------
	with resellers as materialized (
		select r.id, r.time_zone, coalesce(r.test_clock_on - (asked_at at time zone r.time_zone)::date, 0) as days_ahead,
			(asked_at at time zone r.time_zone)::date as real_today,
			asked_at - make_interval(hours => coalesce(s.usage_window_hours, 72)) as oldest
		from public.resellers r
		left join public.session_settings s on s.reseller_id = r.id
		where r.id in (select u.reseller_id from unnest(b_reseller, b_refusal) u (reseller_id, refusal) where u.refusal is null)
	), raw as materialized (
		select b.place::integer as batch, e.place as nth, b_reseller[b.place] as reseller_id, e.event
		from jsonb_array_elements(batches) with ordinality b (batch, place)
		cross join lateral jsonb_array_elements(b.batch -> 'events') with ordinality e (event, place)
		where b_refusal[b.place] is null
	), typed as materialized (
		select r.batch, r.nth, r.reseller_id, r.event ->> 'key' as key,
			jsonb_typeof(r.event -> 'key') = 'string' and octet_length(r.event ->> 'key') between 1 and 200
				and (r.event ->> 'key') collate "C" !~ '[^!-~]' as key_is_valid,
			case when pg_input_is_valid(r.event ->> 'client_id', 'uuid') then (r.event ->> 'client_id')::uuid end as client_id,
			case when r.event ->> 'client_number' ~ '^[0-9]{1,15}$' then (r.event ->> 'client_number')::bigint end as client_number,
			case when not r.event ? 'quantity' then 1
				when jsonb_typeof(r.event -> 'quantity') = 'number' and r.event ->> 'quantity' ~ '^[0-9]{1,7}$' then (r.event ->> 'quantity')::integer
			end as quantity,
			case when not r.event ? 'occurred_at' then asked_at
				when r.event ->> 'occurred_at' like '____-__-__T__:__%'
					and (r.event ->> 'occurred_at' like '%Z' or r.event ->> 'occurred_at' ~ '[+-][0-9]{2}:?[0-9]{2}$')
					and pg_input_is_valid(r.event ->> 'occurred_at', 'timestamptz') then (r.event ->> 'occurred_at')::timestamptz
			end as at
		from raw r
	)
	select array_agg(t.batch order by t.batch, t.nth), array_agg(t.reseller_id order by t.batch, t.nth),
		array_agg(t.key order by t.batch, t.nth), array_agg(t.client_id order by t.batch, t.nth),
		array_agg(t.client_number order by t.batch, t.nth), array_agg(t.quantity order by t.batch, t.nth),
		array_agg(t.at order by t.batch, t.nth),
		array_agg((least(t.at, asked_at) at time zone r.time_zone)::date + r.days_ahead order by t.batch, t.nth),
		array_agg(r.real_today + r.days_ahead order by t.batch, t.nth),
		array_agg(case
			when t.key_is_valid is not true then 'event_key_invalid'
			when t.quantity is null or t.quantity not between 1 and 1000000 then 'event_quantity_invalid'
			when t.at is null then 'event_time_invalid'
			when t.at < r.oldest then 'event_too_old'
			when t.at > asked_at + interval '5 minutes' then 'event_in_future'
			when t.client_id is null and t.client_number is null then 'client_not_found'
		end order by t.batch, t.nth),
		array_agg(false), array_agg(null::integer), count(*)
	into e_batch, e_reseller, e_key, e_client, e_number, e_quantity, e_at, e_day, e_today, e_code, e_done, e_meter, how_many
	from typed t join resellers r on r.id = t.reseller_id;

	if how_many > 0 then
		if exists (select from unnest(e_client, e_number) e (client_id, number) where e.client_id is null and e.number is not null) then
			e_client := array(
				select coalesce(e.client_id, numbered.id)
				from unnest(e_reseller, e_client, e_number) with ordinality e (reseller_id, client_id, number, place)
				left join public.clients numbered on e.client_id is null and numbered.reseller_id = e.reseller_id and numbered.number = e.number
				order by e.place
			);
		end if;

		-- Hold the meters ------------------------------------------------------------------------------------
		keys := array(
			select row(d.reseller_id, d.client_id)::app.client_key
			from (
				select distinct e.reseller_id, e.client_id from unnest(e_reseller, e_client, e_code) e (reseller_id, client_id, code)
				where e.code is null and e.client_id is not null
			) d
		);
		meters := app.hold_meters(keys);
		if cardinality(meters) < cardinality(keys) then
			perform app.ensure_meters(keys);
			meters := app.hold_meters(keys);
		end if;
		rolling := array(
			select row(m.reseller_id, m.client_id)::app.client_key
			from (select distinct e.reseller_id, e.today from unnest(e_reseller, e_today) e (reseller_id, today)) t
			join unnest(meters) m on m.reseller_id = t.reseller_id and m.rolls_on <= t.today
		);
		if cardinality(rolling) > 0 then
			for reseller in select k.reseller_id, array_agg(k.client_id) as clients from unnest(rolling) k group by 1 loop
				perform app.roll_quotas(
					reseller.reseller_id, app.rolling_subscriptions(reseller.reseller_id, reseller.clients), app.today(reseller.reseller_id)
				);
			end loop;
			perform app.settle_meters(rolling);
			meters := app.hold_meters(keys);
		end if;

		-- What was said before -------------------------------------------------------------------------------
		-- Looked for only now: whoever held a meter has committed, and is seen.
		e_code := array(
			select coalesce(e.code, case
				when first.client_id is null then null
				when first.client_id = e.client_id and first.used = e.quantity then 'duplicate' else 'event_key_reused' end)
			from unnest(e_reseller, e_key, e_client, e_quantity, e_code) with ordinality e (reseller_id, key, client_id, quantity, code, place)
			left join lateral (
				select f.client_id, (
					select sum(p.overage - p.quota - p.extras + p.unmetered) from public.session_entries p
					where p.reseller_id = f.reseller_id and p.event_key = f.event_key and p.kind = 'use'
				) as used
				from public.session_entries f
				where e.code is null and f.reseller_id = e.reseller_id and f.event_key = e.key collate "C" and f.part = 0
			) first on true
			order by e.place
		);
		-- Whose client there is not is never recorded: its key is free for the next.
		if cardinality(meters) < cardinality(keys)
			or exists (select from unnest(e_client, e_code) e (client_id, code) where e.client_id is null and e.code is null)
		then
			e_code := array(
				select case when e.code is null and m.client_id is null then 'client_not_found' else e.code end
				from unnest(e_reseller, e_client, e_code) with ordinality e (reseller_id, client_id, code, place)
				left join public.session_meters m on m.reseller_id = e.reseller_id and m.client_id = e.client_id
				order by e.place
			);
		end if;
		-- Within the call a key stands for its first event; what becomes of that one is known at the end.
		if (
			select count(*) from (select from unnest(e_reseller, e_key) e (reseller_id, key) group by e.reseller_id, e.key collate "C") d
		) < how_many then
			e_code := array(
				select case
					when e.code is not null or e.place = e.first_place then e.code
					when e.client_id is distinct from e.first_client or e.quantity is distinct from e.first_quantity then 'event_key_reused'
					else 'as:' || e.first_place end
				from (
					select r.*, first_value(r.place) over w as first_place, first_value(r.client_id) over w as first_client,
						first_value(r.quantity) over w as first_quantity
					from unnest(e_reseller, e_key, e_client, e_quantity, e_code) with ordinality
						r (reseller_id, key, client_id, quantity, code, place)
					window w as (partition by r.reseller_id, r.key collate "C", r.code is null order by r.place)
				) e
				order by e.place
			);
		end if;

		-- Decide ---------------------------------------------------------------------------------------------
		-- An array that is written to is kept taken apart: from then on its texts are found at once.
		e_key[1] := e_key[1];
		for c in
			select m.reseller_id, m.client_id, m.extras_left, m.quota_left, m.overage, m.policy_subscription_id,
				coalesce(m.stops_until > asked_at - interval '8 days', false) as has_stops,
				v.positions, v.days, coalesce(cardinality(q.subscriptions), 0) as quotas, q.*, s.*, f.*
			from (
				select r.reseller_id, r.client_id, array_agg(r.place::integer order by r.place) as positions, array_agg(r.day order by r.place) as days,
					min(r.day) as first_day
				from unnest(e_reseller, e_client, e_day, e_code) with ordinality r (reseller_id, client_id, day, code, place)
				where r.code is null
				group by 1, 2
			) v
			join public.session_meters m on m.reseller_id = v.reseller_id and m.client_id = v.client_id
			cross join lateral (
				select array_agg(o.subscription_id) as subscriptions, array_agg(o.starts_on) as starts, array_agg(o.ends_on) as ends,
					array_agg(case when o.closed_at is null then o.quota_left else o.expired end) as lefts,
					array_agg(o.closed_at is null) as open, array_agg(coalesce(o.counts_from, '-infinity')) as counts_from,
					array_agg(coalesce(o.closed_at, 'infinity')) as counts_until, array_agg(o.overage) as overages, array_agg(o.granted) as granted,
					array_agg(o.session_overage) as policies, array_agg(o.overage_cap) as caps, array_agg(o.alerted) as alerted
				from (
					select a.* from public.session_quotas a
					where a.reseller_id = v.reseller_id and a.client_id = v.client_id and (a.closed_at is null or a.ends_on >= v.first_day)
					order by a.ends_on, a.subscription_id
				) o
			) q
			left join lateral (
				select array_agg(t.kind) as stop_kinds, array_agg(t.subscription_id) as stop_subscriptions, array_agg(t.from_at) as stop_from,
					array_agg(coalesce(t.until_at, 'infinity')) as stop_until
				from app.session_stops t
				where m.stops_until > asked_at - interval '8 days' and t.reseller_id = m.reseller_id and t.client_id = m.client_id
					and coalesce(t.until_at, 'infinity') > asked_at - interval '8 days'
			) s on true
			left join lateral (
				select array_agg(u.subscription_id) as free_subscriptions, array_agg(u.from_on) as free_from_on,
					array_agg(coalesce(u.from_at, '-infinity')) as free_from, array_agg(coalesce(u.until_at, 'infinity')) as free_until,
					array_agg(coalesce(u.until_on, 'infinity')) as free_until_on
				from app.unlimited_spans u
				where m.unlimited_until > asked_at - interval '8 days' and u.reseller_id = m.reseller_id and u.client_id = m.client_id
					and coalesce(u.until_at, 'infinity') > asked_at - interval '8 days'
			) f on true
			order by m.reseller_id, m.client_id
		loop
			lefts := c.lefts;
			overages := c.overages;
			extras := c.extras_left;
			n := c.quotas;
			changed := array_fill(false, array[n]);
			usable := null;
			touched := touched + 1;
			for i in 1 .. cardinality(c.positions) loop
				at_event := c.positions[i];
				e_meter[at_event] := touched;
				day := c.days[i];
				at := e_at[at_event];
				wanted := e_quantity[at_event];
				halted := '{}';

				if c.has_stops and c.stop_kinds is not null then
					stopped := null;
					is_stopped := false;
					usable := array_fill(true, array[n]);
					for j in 1 .. cardinality(c.stop_kinds) loop
						continue when at < c.stop_from[j] or at >= c.stop_until[j];
						if c.stop_subscriptions[j] is null then
							stopped := case c.stop_kinds[j] when 'archived' then 'client_archived' else 'client_suspended' end;
							is_stopped := true;
							exit;
						end if;
						stopped := coalesce(stopped, case c.stop_kinds[j] when 'paused' then 'subscription_paused' else 'client_suspended' end);
						for k in 1 .. n loop
							if c.subscriptions[k] = c.stop_subscriptions[j] then
								usable[k] := false;
							end if;
						end loop;
						halted := halted || c.stop_subscriptions[j];
					end loop;
					if is_stopped then
						e_code[at_event] := stopped;
						continue;
					end if;
				end if;

				is_free := false;
				for j in 1 .. coalesce(cardinality(c.free_subscriptions), 0) loop
					is_free := is_free or day >= c.free_from_on[j] and day < c.free_until_on[j]
						and at >= c.free_from[j] and at < c.free_until[j]
						and c.free_subscriptions[j] <> all (halted);
				end loop;

				-- How much of it there is.
				capacity := 0;
				any_runs := false;
				policy := null;
				for j in 1 .. n loop
					continue when day < c.starts[j] or day > c.ends[j] and (not c.open[j]) or at < c.counts_from[j] or at >= c.counts_until[j]
						or usable is not null and not usable[j];
					any_runs := true;
					capacity := capacity + lefts[j];
					if policy is null or c.subscriptions[j] = c.policy_subscription_id then
						policy := j;
					end if;
				end loop;
				if not any_runs and not is_free then
					e_code[at_event] := coalesce(case when usable is not null then stopped end, 'subscription_not_active');
					continue;
				end if;
				if capacity < wanted and not is_free and capacity + extras < wanted then
					if c.policies[policy] = 'block'
						or c.policies[policy] = 'cap' and wanted - capacity - extras > c.caps[policy] - overages[policy]
					then
						e_code[at_event] := 'sessions_exhausted';
						continue;
					end if;
				end if;

				-- Take it: the quota that ends first, extras, and what goes beyond.
				rest := wanted;
				part := 0;
				for j in 1 .. n loop
					exit when rest = 0;
					continue when lefts[j] = 0 or day < c.starts[j] or day > c.ends[j] and (not c.open[j]) or at < c.counts_from[j]
						or at >= c.counts_until[j] or usable is not null and not usable[j];
					took := least(rest, lefts[j]);
					lefts[j] := lefts[j] - took;
					rest := rest - took;
					changed[j] := true;
					parts := parts + 1;
					p_parts[parts] := row(
						c.reseller_id, c.client_id, e_key[at_event], e_at[at_event], part, 'use',
						-took, 0, 0, 0, c.subscriptions[j], c.starts[j]
					)::app.session_part;
					part := part + 1;
					if not c.open[j] then
						-- It had expired, and so does not any more.
						parts := parts + 1;
						p_parts[parts] := row(
							c.reseller_id, c.client_id, e_key[at_event], e_at[at_event], part + 100, 'correction',
							took, 0, 0, 0, c.subscriptions[j], c.starts[j]
						)::app.session_part;
					end if;
				end loop;
				if rest > 0 and not is_free and extras > 0 then
					took := least(rest, extras);
					extras := extras - took;
					rest := rest - took;
					parts := parts + 1;
					p_parts[parts] := row(
						c.reseller_id, c.client_id, e_key[at_event], e_at[at_event], part, 'use',
						0, -took, 0, 0, null, null
					)::app.session_part;
					part := part + 1;
				end if;
				if rest > 0 and is_free then
					parts := parts + 1;
					p_parts[parts] := row(
						c.reseller_id, c.client_id, e_key[at_event], e_at[at_event], part, 'use',
						0, 0, 0, rest, null, null
					)::app.session_part;
				elsif rest > 0 then
					overages[policy] := overages[policy] + rest;
					changed[policy] := true;
					parts := parts + 1;
					p_parts[parts] := row(
						c.reseller_id, c.client_id, e_key[at_event], e_at[at_event], part, 'use',
						0, 0, rest, 0, c.subscriptions[policy], c.starts[policy]
					)::app.session_part;
				end if;
				e_done[at_event] := true;
			end loop;

			t_reseller[touched] := c.reseller_id;
			t_client[touched] := c.client_id;
			t_extras[touched] := extras;
			t_quota[touched] := 0;
			t_overage[touched] := 0;
			for j in 1 .. n loop
				if c.open[j] then
					t_quota[touched] := t_quota[touched] + lefts[j];
					t_overage[touched] := t_overage[touched] + overages[j];
				end if;
				continue when not changed[j];
				threshold := c.alerted[j];
				if c.open[j] then
					threshold := greatest(threshold, app.session_threshold(c.granted[j], lefts[j]));
				end if;
				quotas := quotas + 1;
				u_quotas[quotas] := row(
					c.reseller_id, c.subscriptions[j], c.starts[j], case when c.open[j] then lefts[j] else 0 end,
					case when c.open[j] then 0 else lefts[j] end, overages[j], threshold, threshold > c.alerted[j]
				)::app.used_quota;
				has_alerts := has_alerts or threshold > c.alerted[j];
			end loop;
		end loop;

		-- Write ----------------------------------------------------------------------------------------------
		if parts > 0 then
			insert into public.session_entries (
				reseller_id, client_id, kind, quota, extras, overage, unmetered, subscription_id, period_starts_on, event_key, part, occurred_at,
				-- The moment that the days go by, so that they can be told from the ledger.
				recorded_at, reason
			)
			select p.reseller_id, p.client_id, p.kind, p.quota, p.extras, p.overage, p.unmetered, p.subscription_id, p.starts_on, p.key, p.part, p.at, asked_at,
				case p.kind when 'correction' then 'late_use' end
			from unnest(p_parts) p
			-- In one order, so that two with the same keys wait for each other in turn.
			order by p.reseller_id, p.key collate "C", p.part;
			update public.session_quotas q set
				quota_left = u.quota_left, expired = u.expired, overage = u.overage, alerted = u.alerted,
				is_unbilled = q.closed_at is not null and u.overage > q.overage_billed
			from unnest(u_quotas) u
			where q.reseller_id = u.reseller_id and q.subscription_id = u.subscription_id and q.starts_on = u.starts_on;
			insert into public.session_hours as h (reseller_id, client_id, hour, used)
			select e.reseller_id, e.client_id, date_trunc('hour', e.at, 'UTC'), sum(e.quantity)
			from unnest(e_reseller, e_client, e_at, e_quantity, e_done) e (reseller_id, client_id, at, quantity, done)
			where e.done group by 1, 2, 3
			on conflict on constraint session_hours_pkey do update set used = h.used + excluded.used;
			insert into public.session_days as d (reseller_id, client_id, on_date, used)
			select e.reseller_id, e.client_id, e.day, sum(e.quantity)
			from unnest(e_reseller, e_client, e_day, e_quantity, e_done) e (reseller_id, client_id, day, quantity, done)
			where e.done group by 1, 2, 3
			on conflict on constraint session_days_pkey do update set used = d.used + excluded.used;
			insert into app.session_totals as t (reseller_id, on_date, shard, used)
			select e.reseller_id, e.day, pg_backend_pid() % 32, sum(e.quantity)
			from unnest(e_reseller, e_day, e_quantity, e_done) e (reseller_id, day, quantity, done)
			where e.done group by 1, 2 order by 1, 2
			on conflict on constraint session_totals_pkey do update set used = t.used + excluded.used;
			announcing := array(
				select r.reseller_id from (select distinct t.reseller_id from unnest(t_reseller) t (reseller_id) order by 1) r
				where app.take_announcement(r.reseller_id)
			);
			update public.session_meters m set
				quota_left = t.quota_left, extras_left = t.extras_left, overage = t.overage, version = m.version + 1,
				unsummarised_since = coalesce(m.unsummarised_since, asked_at)
			from unnest(t_reseller, t_client, t_quota, t_extras, t_overage) t (reseller_id, client_id, quota_left, extras_left, overage)
			where m.reseller_id = t.reseller_id and m.client_id = t.client_id;
			insert into app.unannounced_meters (reseller_id, client_ids)
			select t.reseller_id, array_agg(t.client_id) from unnest(t_reseller, t_client) t (reseller_id, client_id)
			where t.reseller_id <> all (announcing) group by 1 order by 1;
			if has_alerts then
				perform app.alert_sessions(array(
					select row(u.reseller_id, u.subscription_id, u.starts_on, u.alerted)::app.session_alert
					from unnest(u_quotas) u where u.is_alert
				));
			end if;
			perform app.broadcast_sessions(r.id, array(
				select t.client_id from unnest(t_reseller, t_client) t (reseller_id, client_id) where t.reseller_id = r.id
			))
			from unnest(announcing) r (id);
		end if;
	end if;

	-- Answer -------------------------------------------------------------------------------------------------
	select coalesce(json_agg(
		case when b_refusal[g.batch] is null then json_build_object('results', coalesce(g.results, '[]'))
			else json_build_object('refusal', json_build_object(
				'code', b_refusal[g.batch],
				'status', case b_refusal[g.batch] when 'input_invalid' then 422 else app.key_refusal_status(b_refusal[g.batch]) end
			))
		end order by g.batch
	), '[]') into answer
	from (
		select e.batch, json_agg(
			case
				when e.outcome in ('accepted', 'duplicate') then json_build_object(
					'key', e.key, 'outcome', e.outcome, 'client_id', e.client_id, 'quota_left', e.quota_left, 'extras_left', e.extras_left,
					'overage', e.overage
				)
				else json_build_object(
					'key', e.key, 'outcome', 'refused', 'code', e.outcome, 'client_id', e.client_id,
					'quota_left', e.quota_left, 'extras_left', e.extras_left, 'overage', e.overage
				)
			end order by e.place
		) filter (where e.place is not null) as results
		from (
			select r.batch, r.place, r.key, case
					when r.done then 'accepted'
					when r.code like 'as:%' then case
						when e_done[substr(r.code, 4)::integer] or e_code[substr(r.code, 4)::integer] = 'duplicate' then 'duplicate'
						else coalesce(e_code[substr(r.code, 4)::integer], 'client_not_found') end
					else coalesce(r.code, 'client_not_found') end as outcome,
				coalesce(t_client[r.meter], h.client_id) as client_id, coalesce(t_quota[r.meter], h.quota_left) as quota_left,
				coalesce(t_extras[r.meter], h.extras_left) as extras_left, coalesce(t_overage[r.meter], h.overage) as overage
			from unnest(e_batch, e_reseller, e_key, e_client, e_code, e_done, e_meter) with ordinality
				r (batch, reseller_id, key, client_id, code, done, meter, place)
			left join lateral (
				select m.client_id, m.quota_left, m.extras_left, m.overage from public.session_meters m
				where r.meter is null and m.reseller_id = r.reseller_id and m.client_id = r.client_id
				-- Looked up one by one, whatever the planner thinks of arrays whose length it does not know.
				offset 0
			) h on true
			-- Each batch has an answer, also one without an event.
			union all
			select b.place::integer, null, null, null, null, null, null, null from unnest(b_refusal) with ordinality b (refusal, place)
		) e
		group by e.batch
	) g;
	return answer;
end
$$;
comment on function app.record_usage_once(jsonb) is
	'One attempt: holds the meters in one order, then looks for keys that were recorded before, decides event by event in the order they came, and writes all of it.';

-- Corrections by hand, and what packs bring -----------------------------------------------------------------

create function app.add_extras(
	reseller_id uuid, client_id uuid, kind text, extras integer, entry_key text, reason text default null, request_id uuid default null, recorded_by uuid default null
) returns public.session_meters
	language plpgsql security definer
	set search_path = ''
as $$
declare
	key app.client_key := row(add_extras.reseller_id, add_extras.client_id);
	meter public.session_meters;
	entered integer;
begin
	perform app.lock_summaries(array[key]);
	perform app.ensure_meters(array[key]);
	perform app.lock_meters(array[key]);
	insert into public.session_entries (reseller_id, client_id, kind, extras, event_key, occurred_at, reason, request_id, recorded_by)
	values (add_extras.reseller_id, add_extras.client_id, add_extras.kind, add_extras.extras, ' ' || entry_key, now(), add_extras.reason,
		add_extras.request_id, add_extras.recorded_by)
	on conflict do nothing;
	get diagnostics entered = row_count;
	if entered > 0 then
		update public.session_meters m set extras_left = m.extras_left + add_extras.extras
		where m.reseller_id = add_extras.reseller_id and m.client_id = add_extras.client_id;
		perform app.settle_meters(array[key]);
		perform app.summarise_meters(array[key]);
		perform app.announce_sessions(add_extras.reseller_id, '0');
	end if;
	select m.* into meter from public.session_meters m
	where m.reseller_id = add_extras.reseller_id and m.client_id = add_extras.client_id;
	return meter;
end
$$;
comment on function app.add_extras(uuid, uuid, text, integer, text, text, uuid, uuid) is
	'Gives a client extras (kind grant: bought) or takes some (correction), once per entry_key, and answers its meter. Breaks session_extras_insufficient (check_violation) when there are not so many.';

create function app.correct_sessions(request_id uuid, client_id uuid, extras integer, reason text) returns jsonb
	language plpgsql security definer
	set search_path = ''
as $$
declare
	account app.account := app.require('sessions.correct');
	client public.clients;
	meter public.session_meters;
	earlier public.session_entries;
	violated text;
begin
	if request_id is null then
		perform app.refuse('request_id_required');
	end if;
	if extras is null or extras = 0 or extras not between -1000000 and 1000000 then
		perform app.refuse('session_correction_invalid');
	end if;
	if coalesce(length(btrim(reason)), 0) not between 1 and 300 then
		perform app.refuse('session_reason_invalid');
	end if;
	client := app.lock_client(account.reseller_id, correct_sessions.client_id);
	meter := app.add_extras(
		client.reseller_id, client.id, 'correction', correct_sessions.extras, 'correction ' || correct_sessions.request_id, btrim(reason),
		correct_sessions.request_id, coalesce(account.actor_id, account.person_id)
	);
	select e.* into earlier from public.session_entries e
	where e.reseller_id = client.reseller_id and e.event_key = ' correction ' || correct_sessions.request_id and e.part = 0;
	if (earlier.client_id, earlier.extras) <> (client.id, correct_sessions.extras) then
		perform app.refuse('request_id_reused', 409);
	end if;
	return jsonb_build_object('client_id', client.id, 'quota_left', meter.quota_left, 'extras_left', meter.extras_left);
exception when check_violation then
	get stacked diagnostics violated = constraint_name;
	perform app.refuse(violated, case violated when 'session_extras_insufficient' then 409 else 422 end);
end
$$;
grant execute on function app.correct_sessions(uuid, uuid, integer, text) to authenticated;

create function public.correct_sessions(request_id uuid, client_id uuid, extras integer, reason text) returns jsonb
	language sql
	set search_path = ''
as $$ select app.correct_sessions(request_id, client_id, extras, reason) $$;
comment on function public.correct_sessions(uuid, uuid, integer, text) is
	'Gives a client extra sessions (more than 0) or takes some back (less), with a word on why, which stays in the ledger: {client_id, quota_left, extras_left}. Idempotent by request_id.
Refuses: client_not_found, session_correction_invalid (0, or more than 1000000 either way), session_reason_invalid (1 to 300 characters), session_extras_insufficient (409), request_id_required, request_id_reused, not_permitted.';
grant execute on function public.correct_sessions(uuid, uuid, integer, text) to authenticated;

-- Reading -------------------------------------------------------------------------------------------------

create function app.forecast_sessions(reseller_id uuid, client_id uuid, on_date date, sessions_left bigint) returns date
	language plpgsql stable security definer
	set search_path = ''
as $$
declare
	used bigint;
	days integer;
	mean numeric;
begin
	-- Days that are over: of today nobody knows yet what it will come to.
	select coalesce(sum(d.used), 0), count(*) into used, days from public.session_days d
	where d.reseller_id = forecast_sessions.reseller_id and d.client_id = forecast_sessions.client_id
		and d.on_date between forecast_sessions.on_date - 7 and forecast_sessions.on_date - 1;
	if sessions_left is null or days < 2 then
		return null;
	end if;
	-- Whoever began two days ago with 70 uses 35 a day, and not 10: the days before the first use tell nothing of its pace,
	-- whether a quota waited for it or not. Later days without use do: 70 in seven days are 10 a day, on however few of them.
	mean := used::numeric / least(7, on_date - (
		select min(d.on_date) from public.session_days d
		where d.reseller_id = forecast_sessions.reseller_id and d.client_id = forecast_sessions.client_id
	));
	-- Beyond three years it is no forecast.
	return case when sessions_left / mean <= 1096 then on_date + floor(sessions_left / mean)::integer end;
end
$$;
comment on function app.forecast_sessions(uuid, uuid, date, bigint) is
	'The day on which so many sessions are used up, if the mean of the seven days before today goes on, or of those since its first use where that is less long ago; null without use on at least two of them, or beyond three years.';

create function app.session_overview(client_id uuid) returns jsonb
	language plpgsql stable security definer
	set search_path = ''
as $$
declare
	account app.account := app.acting();
	meter public.session_meters;
	today date;
	this_hour timestamptz := date_trunc('hour', now(), 'UTC');
	sessions_left bigint;
	used bigint;
begin
	if account.reseller_id is null then
		perform app.refuse('no_account', 403);
	end if;
	if account.client_id is not null and not app.account_may(account, 'portal.sessions.read') then
		perform app.refuse('not_permitted', 403, jsonb_build_object('permission', 'portal.sessions.read'));
	end if;
	if not exists (
		select from public.clients c where c.reseller_id = account.reseller_id and c.id = session_overview.client_id
	) or account.client_id <> session_overview.client_id then
		perform app.refuse('client_not_found', 404);
	end if;
	today := app.today(account.reseller_id);
	select m.* into meter from public.session_meters m
	where m.reseller_id = account.reseller_id and m.client_id = session_overview.client_id;
	sessions_left := case when meter.is_metered then meter.quota_left + meter.extras_left end;
	select coalesce(sum(q.granted - q.quota_left - q.expired), 0) into used from public.session_quotas q
	where q.reseller_id = account.reseller_id and q.client_id = session_overview.client_id and q.closed_at is null;
	return jsonb_build_object(
		'client_id', session_overview.client_id,
		'is_metered', coalesce(meter.is_metered, false),
		'is_unlimited', coalesce(cardinality(meter.unlimited) > 0, false),
		'quota', (
			select coalesce(jsonb_agg(jsonb_build_object(
				'subscription_id', q.subscription_id, 'plan_name', p.name, 'granted', q.granted, 'left', q.quota_left, 'overage', q.overage,
				'period_starts_on', q.starts_on, 'period_ends_on', q.ends_on
			) order by q.ends_on, q.subscription_id), '[]')
			from public.session_quotas q
			join public.plan_versions v on v.reseller_id = q.reseller_id and v.id = q.plan_version_id
			join public.plans p on p.reseller_id = v.reseller_id and p.id = v.plan_id
			where q.reseller_id = account.reseller_id and q.client_id = session_overview.client_id and q.closed_at is null
		),
		'extras_left', coalesce(meter.extras_left, 0), 'quota_left', coalesce(meter.quota_left, 0), 'left', sessions_left,
		'overage', coalesce(meter.overage, 0), 'used', used, 'version', coalesce(meter.version, 0),
		-- Oldest first; the last one is the hour that is going on.
		'hours', (
			select jsonb_agg(coalesce(h.used, 0) order by n)
			from generate_series(0, 47) n
			left join public.session_hours h on h.reseller_id = account.reseller_id and h.client_id = session_overview.client_id
				and h.hour = this_hour - make_interval(hours => 47 - n)
		),
		'last_hour', this_hour,
		'forecast_on', app.forecast_sessions(account.reseller_id, session_overview.client_id, today, sessions_left),
		'policy', (
			select jsonb_build_object(
				'session_overage', q.session_overage, 'overage_cap', q.overage_cap, 'overage_price_cents', v.overage_price_cents,
				'pack_sessions', v.pack_sessions, 'pack_price_cents', v.pack_price_cents
			)
			from public.session_quotas q
			join public.plan_versions v on v.reseller_id = q.reseller_id and v.id = q.plan_version_id
			where q.reseller_id = account.reseller_id and q.client_id = session_overview.client_id and q.closed_at is null
			order by q.subscription_id = meter.policy_subscription_id desc, q.ends_on, q.subscription_id limit 1
		)
	);
end
$$;
grant execute on function app.session_overview(uuid) to authenticated;

create function public.session_overview(client_id uuid) returns jsonb
	language sql stable
	set search_path = ''
as $$ select app.session_overview(client_id) $$;
comment on function public.session_overview(uuid) is
	'What a client has left and how it is used, for staff and for its own users: {client_id, is_metered, is_unlimited (a plan without quota runs too), quota: [{subscription_id, plan_name, granted, left, overage, period_starts_on, period_ends_on}], quota_left, extras_left, left (null: not metered), overage and used (of the running periods), version, hours: 48 numbers, the last one of the hour that goes on, last_hour: when that one began, forecast_on (null: no use to tell from), policy: {session_overage, overage_cap, overage_price_cents, pack_sessions, pack_price_cents} | null}.
Refuses: no_account, not_permitted, client_not_found.';
grant execute on function public.session_overview(uuid) to authenticated;

create function app.session_ledger(client_id uuid, after jsonb, page_size integer) returns jsonb
	language plpgsql stable security definer
	set search_path = ''
as $$
declare
	account app.account := app.acting();
	for_staff boolean := account.client_id is null;
	how_many integer := least(greatest(coalesce(page_size, 50), 1), 200);
begin
	if account.reseller_id is null then
		perform app.refuse('no_account', 403);
	end if;
	if not for_staff and not app.account_may(account, 'portal.sessions.read') then
		perform app.refuse('not_permitted', 403, jsonb_build_object('permission', 'portal.sessions.read'));
	end if;
	if not exists (
		select from public.clients c where c.reseller_id = account.reseller_id and c.id = session_ledger.client_id
	) or account.client_id <> session_ledger.client_id then
		perform app.refuse('client_not_found', 404);
	end if;
	return (
		with page as (
			select e.* from public.session_entries e
			where e.reseller_id = account.reseller_id and e.client_id = session_ledger.client_id
				and (after is null or (e.occurred_at, e.id) < ((after ->> 'occurred_at')::timestamptz, (after ->> 'id')::bigint))
			order by e.occurred_at desc, e.id desc
			limit how_many + 1
		), shown as (
			select p.*, row_number() over (order by p.occurred_at desc, p.id desc) as place from page p
		)
		select jsonb_build_object(
			'rows', coalesce(jsonb_agg(jsonb_build_object(
				'id', s.id, 'kind', s.kind, 'quota', s.quota, 'extras', s.extras, 'overage', s.overage, 'unmetered', s.unmetered,
				'subscription_id', s.subscription_id, 'plan_name', (
					select p.name from public.session_quotas q
					join public.plan_versions v on v.reseller_id = q.reseller_id and v.id = q.plan_version_id
					join public.plans p on p.reseller_id = v.reseller_id and p.id = v.plan_id
					where q.reseller_id = account.reseller_id and q.subscription_id = s.subscription_id and q.starts_on = s.period_starts_on
				),
				'period_starts_on', s.period_starts_on, 'occurred_at', s.occurred_at, 'recorded_at', s.recorded_at,
				-- Words among the staff, and names that only the sender understands.
				'key', case when for_staff and s.event_key not like ' %' then s.event_key end,
				'reason', case when for_staff or s.kind <> 'correction' or s.recorded_by is null then s.reason end,
				'recorded_by', case when for_staff then (select p.name from public.people p where p.id = s.recorded_by) end
			) order by s.place) filter (where s.place <= how_many), '[]'),
			'after', (
				select jsonb_build_object('occurred_at', l.occurred_at, 'id', l.id) from shown l
				where l.place = how_many and exists (select from shown m where m.place > how_many)
			)
		)
		from shown s
	);
exception when data_exception then
	raise exception using errcode = 'PT422', message = 'input_invalid', detail = '{}';
end
$$;
grant execute on function app.session_ledger(uuid, jsonb, integer) to authenticated;

create function public.session_ledger(client_id uuid, after jsonb default null, page_size integer default 50) returns jsonb
	language sql stable
	set search_path = ''
as $$ select app.session_ledger(client_id, after, page_size) $$;
comment on function public.session_ledger(uuid, jsonb, integer) is
	'The ledger of a client''s sessions, latest use first, for staff and for its own users: {rows: [{id, kind: grant | use | expiry | correction, quota, extras, overage, unmetered, subscription_id, plan_name and period_starts_on of the quota that was moved, occurred_at, recorded_at, key (as reported), reason, recorded_by: name}], after: to be passed for the next page, or null}. At most 200 rows a page. Users of a client see no keys, no words of the staff and no names.
Refuses: no_account, not_permitted, client_not_found, input_invalid.';
grant execute on function public.session_ledger(uuid, jsonb, integer) to authenticated;

create index session_quotas_near on public.session_quotas (reseller_id, alerted desc, ends_on) where closed_at is null and alerted > 0;

create function app.sessions_today() returns jsonb
	language plpgsql stable security definer
	set search_path = ''
	set enable_seqscan = off
as $$
declare
	-- So many are looked at; beyond it is said that there are more.
	near_cap constant integer := 500;
	account app.account := app.require_staff();
	today date := app.today(account.reseller_id);
begin
	return (
		with near as materialized (
			select m.client_id, m.quota_left + m.extras_left as sessions_left, g.granted, g.ends_on
			from (
				select q.client_id from public.session_quotas q
				where q.reseller_id = account.reseller_id and q.closed_at is null and q.alerted > 0
				order by q.alerted desc, q.ends_on
				limit near_cap
			) q
			join public.session_meters m on m.reseller_id = account.reseller_id and m.client_id = q.client_id
			cross join lateral (
				select sum(o.granted) as granted, min(o.ends_on) as ends_on from public.session_quotas o
				where o.reseller_id = account.reseller_id and o.client_id = q.client_id and o.closed_at is null
			) g
			-- What was told of a quota may be mended by extras or a larger plan.
			where m.is_metered and (m.quota_left + m.extras_left) * 5 <= g.granted
			group by 1, 2, 3, 4
		), least as (
			select n.*, c.name, c.trade_name
			from (select * from near order by sessions_left::numeric / nullif(granted, 0) nulls first, ends_on, client_id limit 5) n
			join public.clients c on c.reseller_id = account.reseller_id and c.id = n.client_id
		)
		select jsonb_build_object(
			'is_in_use', exists (select from public.session_meters m where m.reseller_id = account.reseller_id),
			'day_ends_in_s', (
				select ceil(extract(epoch from (today + 1)::timestamp at time zone r.time_zone - now()))
				from public.resellers r where r.id = account.reseller_id and r.test_clock_on is null
			),
			'used_today', coalesce(sum(t.used) filter (where t.on_date = today), 0),
			'used_yesterday', coalesce(sum(t.used) filter (where t.on_date = today - 1), 0),
			'near', (select count(*) from near), 'near_cap', near_cap,
			'clients', (
				select coalesce(jsonb_agg(jsonb_build_object(
					'client_id', l.client_id, 'name', coalesce(nullif(l.trade_name, ''), l.name), 'left', l.sessions_left, 'granted', l.granted,
					'ends_on', l.ends_on
				) order by l.sessions_left::numeric / nullif(l.granted, 0) nulls first, l.ends_on, l.client_id), '[]') from least l
			)
		)
		from app.session_totals t
		where t.reseller_id = account.reseller_id and t.on_date in (today, today - 1)
	);
end
$$;
grant execute on function app.sessions_today() to authenticated;

create function public.sessions_today() returns jsonb
	language sql stable
	set search_path = ''
as $$ select app.sessions_today() $$;
comment on function public.sessions_today() is
	'For the overview of the acting reseller''s staff: {is_in_use (any client has a meter), used_today, used_yesterday (of the reseller''s calendar), near: how many clients have at most a fifth left of what their running periods granted, counted up to near_cap, clients: the five of them with least left, [{client_id, name, left, granted, ends_on}]}.
Refuses: no_account, not_permitted.';
grant execute on function public.sessions_today() to authenticated;

create function app.key_reseller(key_hash text, scope text) returns uuid
	language plpgsql security definer
	set search_path = ''
as $$
declare
	reseller_id uuid;
	refusal text;
begin
	select f.reseller_id, f.refusal into reseller_id, refusal from app.api_key_for(key_hash, scope) f;
	if refusal is not null then
		perform app.refuse(refusal, app.key_refusal_status(refusal));
	end if;
	return reseller_id;
end
$$;
comment on function app.key_reseller(text, text) is 'Whose key this is. Refuses with what app.api_key_for says (401, or 403 for a missing scope).';

create function app.usage_client(reseller_id uuid, client jsonb) returns public.clients
	language plpgsql stable security definer
	set search_path = ''
as $$
declare
	found public.clients;
begin
	select c.* into found from public.clients c
	where c.reseller_id = usage_client.reseller_id
		and case
			when client ? 'client_id' then c.id = case when pg_input_is_valid(client ->> 'client_id', 'uuid') then (client ->> 'client_id')::uuid end
			else c.number = case when client ->> 'client_number' ~ '^[0-9]{1,15}$' then (client ->> 'client_number')::bigint end
		end;
	if found.id is null then
		perform app.refuse('client_not_found', 404);
	end if;
	return found;
end
$$;

create function app.is_kept_from_use(meter public.session_meters) returns boolean
	language plpgsql stable security definer
	set search_path = ''
as $$
begin
	-- Mostly nothing stops anything.
	return coalesce(meter.stops_until > now(), false) and (
		with stops as (
			select t.subscription_id from app.session_stops t
			where t.reseller_id = meter.reseller_id and t.client_id = meter.client_id and t.until_at is null
		), running as (
			select q.subscription_id from public.session_quotas q
			where q.reseller_id = meter.reseller_id and q.client_id = meter.client_id and q.closed_at is null
			union all
			select u.id from unnest(meter.unlimited) u (id)
		)
		select exists (select from stops t where t.subscription_id is null)
			or exists (select from stops) and not exists (
				select from running r where not exists (select from stops t where t.subscription_id = r.subscription_id)
			)
	);
end
$$;
comment on function app.is_kept_from_use(public.session_meters) is
	'Whether no use of a client is taken now, since all of it, or each of its subscriptions that would serve, is stopped.';

create function app.usage_facts(client public.clients, meter public.session_meters) returns jsonb
	language sql stable
	set search_path = ''
as $$
	select jsonb_build_object(
		'client_id', client.id, 'client_number', client.number, 'is_metered', coalesce(meter.is_metered, false),
		'quota_left', coalesce(meter.quota_left, 0), 'extras_left', coalesce(meter.extras_left, 0),
		'left', case when meter.is_metered then meter.quota_left + meter.extras_left end, 'overage', coalesce(meter.overage, 0),
		'is_stopped', app.is_kept_from_use(meter)
	)
$$;

create function app.usage_clients(key_hash text, after bigint, page_size integer) returns jsonb
	language plpgsql security definer
	set search_path = ''
as $$
declare
	of_reseller uuid := app.key_reseller(key_hash, 'usage.read');
	how_many integer := least(greatest(coalesce(page_size, 100), 1), 500);
begin
	return (
		with page as (
			select c as client, m as meter, c.number
			from public.clients c
			left join public.session_meters m on m.reseller_id = c.reseller_id and m.client_id = c.id
			where c.reseller_id = of_reseller and c.archived_at is null and c.number > coalesce(after, 0)
			order by c.number limit how_many + 1
		), placed as (
			select p.*, row_number() over (order by p.number) as place from page p
		)
		select jsonb_build_object(
			'clients', coalesce(jsonb_agg(app.usage_facts(p.client, p.meter) order by p.place) filter (where p.place <= how_many), '[]'),
			'after', case when count(*) > how_many then max(p.number) filter (where p.place = how_many) end
		)
		from placed p
	);
end
$$;
grant execute on function app.usage_clients(text, bigint, integer) to service_role;

create function public.usage_clients(key_hash text, after bigint default null, page_size integer default 100) returns jsonb
	language sql
	set search_path = ''
as $$ select app.usage_clients(key_hash, after, page_size) $$;
comment on function public.usage_clients(text, bigint, integer) is
	'For the `usage` function: the clients of the reseller whose key this is (scope usage.read), by number, at most 500 a page: {clients: [{client_id, client_number, is_metered, quota_left, extras_left, left, overage, is_stopped}], after: the number to pass for the next page, or null}. Archived ones are left out.
Refuses: api_key_invalid, api_key_revoked, api_key_expired (401), api_key_scope_missing (403).';
grant execute on function public.usage_clients(text, bigint, integer) to service_role;

create function app.usage_balance(key_hash text, client jsonb) returns jsonb
	language plpgsql security definer
	set search_path = ''
as $$
declare
	reseller_id uuid := app.key_reseller(key_hash, 'usage.read');
	found public.clients := app.usage_client(reseller_id, client);
	meter public.session_meters;
begin
	select m.* into meter from public.session_meters m where m.reseller_id = found.reseller_id and m.client_id = found.id;
	return app.usage_facts(found, meter) || jsonb_build_object('quota', (
		select coalesce(jsonb_agg(jsonb_build_object(
			'subscription_id', q.subscription_id, 'granted', q.granted, 'left', q.quota_left, 'overage', q.overage,
			'period_starts_on', q.starts_on, 'period_ends_on', q.ends_on, 'is_stopped', exists (
				select from app.session_stops t
				where t.reseller_id = q.reseller_id and t.client_id = q.client_id and t.until_at is null
					and coalesce(t.subscription_id, q.subscription_id) = q.subscription_id
			)
		) order by q.ends_on, q.subscription_id), '[]')
		from public.session_quotas q
		where q.reseller_id = found.reseller_id and q.client_id = found.id and q.closed_at is null
	));
end
$$;
grant execute on function app.usage_balance(text, jsonb) to service_role;

create function public.usage_balance(key_hash text, client jsonb) returns jsonb
	language sql
	set search_path = ''
as $$ select app.usage_balance(key_hash, client) $$;
comment on function public.usage_balance(text, jsonb) is
	'For the `usage` function: what a client, {client_id} or {client_number}, has left (scope usage.read): as in usage_clients, with quota: [{subscription_id, granted, left, overage, period_starts_on, period_ends_on, is_stopped}].
Refuses: client_not_found (404), and as usage_clients.';
grant execute on function public.usage_balance(text, jsonb) to service_role;

create function app.usage_by_day(key_hash text, client jsonb, from_on date, to_on date, after date, page_size integer) returns jsonb
	language plpgsql security definer
	set search_path = ''
as $$
declare
	reseller_id uuid := app.key_reseller(key_hash, 'usage.read');
	found public.clients := app.usage_client(reseller_id, client);
	how_many integer := least(greatest(coalesce(page_size, 100), 1), 500);
begin
	return (
		with page as (
			select d.on_date, d.used, row_number() over (order by d.on_date) as place
			from public.session_days d
			where d.reseller_id = found.reseller_id and d.client_id = found.id
				and d.on_date >= coalesce(from_on, '-infinity') and d.on_date <= coalesce(to_on, 'infinity') and d.on_date > coalesce(after, '-infinity')
			order by d.on_date limit how_many + 1
		)
		select jsonb_build_object(
			'client_id', found.id, 'client_number', found.number,
			'days', coalesce(jsonb_agg(jsonb_build_object('on_date', p.on_date, 'used', p.used) order by p.place) filter (where p.place <= how_many), '[]'),
			'after', case when count(*) > how_many then max(p.on_date) filter (where p.place = how_many) end
		)
		from page p
	);
end
$$;
grant execute on function app.usage_by_day(text, jsonb, date, date, date, integer) to service_role;

create function public.usage_by_day(
	key_hash text, client jsonb, from_on date default null, to_on date default null, after date default null, page_size integer default 100
) returns jsonb
	language sql
	set search_path = ''
as $$ select app.usage_by_day(key_hash, client, from_on, to_on, after, page_size) $$;
comment on function public.usage_by_day(text, jsonb, date, date, date, integer) is
	'For the `usage` function: what a client, {client_id} or {client_number}, used on each day of the reseller''s calendar, both ends included; days without use are left out, at most 500 a page: {client_id, client_number, days: [{on_date, used}], after: the day to pass for the next page, or null}.
Refuses: client_not_found (404), and as usage_clients.';
grant execute on function public.usage_by_day(text, jsonb, date, date, date, integer) to service_role;
