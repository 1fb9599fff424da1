-- The nightly run: what is due is issued, whoever is late is told, blocked or released. A run is many short transactions,
-- each of which does the next of what is left: it may stop anywhere, start again, or run twice at once.

create table public.billing_runs (
	id uuid primary key default gen_random_uuid(),
	reseller_id uuid not null references public.resellers (id) on delete cascade,
	on_date date not null,
	state text not null default 'running' check (state in ('running', 'done')),
	step text not null default 'changes'
		check (step in ('changes', 'issue', 'remind', 'release_end', 'notify', 'block', 'done')),
	origin text not null check (origin in ('schedule', 'hand', 'clock')),
	changed integer not null default 0,
	issued integer not null default 0,
	issued_cents bigint not null default 0,
	reminded integer not null default 0,
	notified integer not null default 0,
	blocked integer not null default 0,
	releases_ended integer not null default 0,
	failed integer not null default 0,
	request_id uuid,
	started_by uuid references public.people (id) on delete set null,
	started_at timestamptz not null default now(),
	advanced_at timestamptz not null default now(),
	retry_at timestamptz,
	finished_at timestamptz,
	constraint billing_runs_tenant_key unique (reseller_id, id),
	constraint billing_runs_request_unique unique (reseller_id, request_id),
	constraint billing_runs_done check ((state = 'done') = (step = 'done') and (state = 'done') = (finished_at is not null))
);
comment on table public.billing_runs is
	'What the nightly run did, per reseller and day. One is going on at most; a step is done when nothing is left of it.';
comment on column public.billing_runs.retry_at is 'Not before then its next chunk: the last one failed as a whole.';
create unique index billing_runs_one_going_on on public.billing_runs (reseller_id) where state = 'running';
create unique index billing_runs_scheduled_once on public.billing_runs (reseller_id, on_date) where origin = 'schedule';
create index billing_runs_newest on public.billing_runs (reseller_id, started_at desc);
create index billing_runs_going_on on public.billing_runs (advanced_at) where state = 'running';
create index billing_runs_started_by on public.billing_runs (started_by);
alter table public.billing_runs enable row level security;
grant select on public.billing_runs to authenticated;
grant all on public.billing_runs to service_role;
create policy "staff read what the runs did" on public.billing_runs
	for select to authenticated using (reseller_id = (select app.staff_reseller_id()));

create table public.billing_run_failures (
	reseller_id uuid not null,
	run_id uuid not null,
	step text not null,
	row_id uuid not null,
	client_id uuid,
	code text not null,
	occurred_at timestamptz not null default now(),
	primary key (reseller_id, run_id, step, row_id),
	foreign key (reseller_id, run_id) references public.billing_runs (reseller_id, id) on delete cascade,
	foreign key (reseller_id, client_id) references public.clients (reseller_id, id) on delete cascade
);
comment on table public.billing_run_failures is
	'What one run could not do: the step and its subscription, invoice or trust release, and why. It stops nobody else, and the next run tries it again.';
create index billing_run_failures_client on public.billing_run_failures (reseller_id, client_id);
alter table public.billing_run_failures enable row level security;
grant select on public.billing_run_failures to authenticated;
grant all on public.billing_run_failures to service_role;
create policy "staff read what a run could not do" on public.billing_run_failures
	for select to authenticated using (reseller_id = (select app.staff_reseller_id()));

-- Running ------------------------------------------------------------------------------------------------

create function app.last_overages(reseller_id uuid, on_date date)
	returns table (
		subscription_id uuid, client_id uuid, plan_name text, period_start date, period_end date, total_cents bigint, lines jsonb, method text
	)
	language plpgsql stable security definer
	set search_path = ''
as $$
begin
	return query
	select s.id, s.client_id, (array_agg(p.name order by q.starts_on desc))[1], min(q.starts_on), max(q.ends_on), sum(q.sessions * q.price_cents)::bigint,
		jsonb_agg(jsonb_build_object(
			'kind', 'session_overage', 'description', left(p.name, 150) || ' (' || q.starts_on || '/' || q.ends_on || ')',
			'quantity', q.sessions, 'unit_cents', q.price_cents
		) order by q.starts_on, q.priced_until), s.method
	from app.unbilled_overages q
	join public.subscriptions s on s.reseller_id = q.reseller_id and s.id = q.subscription_id and s.status in ('canceled', 'expired')
	join public.clients c on c.reseller_id = s.reseller_id and c.id = s.client_id and c.archived_at is null
	join public.plan_versions v on v.reseller_id = q.reseller_id and v.id = q.plan_version_id
	join public.plans p on p.reseller_id = v.reseller_id and p.id = v.plan_id
	where q.reseller_id = last_overages.reseller_id and q.price_cents > 0
		and not exists (
			select from public.billing_holds h
			where h.reseller_id = s.reseller_id and h.subscription_id = s.id and h.step = 'issue' and h.until_on > on_date
		)
	group by s.id, s.client_id, s.method
	-- Until then somebody may report what belongs to one of them: one invoice for all, not one a night.
	having max(q.ends_on) + 1 + make_interval(hours => (app.session_settings_of(last_overages.reseller_id)).usage_window_hours) <= on_date;
end
$$;
comment on function app.last_overages(uuid, date) is
	'What was used beyond the quotas of subscriptions that have ended since, and stands on no invoice: billed once nothing of it may be reported any more. What goes on has it on its next invoice.';

create function app.issue_last_overage(reseller_id uuid, on_date date, subscription_id uuid) returns public.invoices
	language plpgsql security definer
	set search_path = ''
as $$
declare
	settings public.billing_settings := app.billing_settings_of(reseller_id);
	-- First, as whoever changes or bills something of it does.
	client public.clients := app.lock_client(reseller_id, (
		select s.client_id from public.subscriptions s
		where s.reseller_id = issue_last_overage.reseller_id and s.id = issue_last_overage.subscription_id
	));
	invoice public.invoices;
	last record;
begin
	perform app.hold_overage(reseller_id, array[subscription_id]);
	-- Asked anew, of what is held now.
	select o.* into last from app.last_overages(issue_last_overage.reseller_id, on_date) o
	where o.subscription_id = issue_last_overage.subscription_id;
	if last.subscription_id is null then
		return null;
	end if;
	invoice := app.insert_invoice(
		client, on_date, on_date + settings.issue_days_before, 'change', last.lines, null, issue_last_overage.subscription_id, last.method
	);
	perform app.bill_overage(reseller_id, array[issue_last_overage.subscription_id]);
	return invoice;
end
$$;

create function app.run_last_overages(run public.billing_runs, how_many integer, out tried integer, out issued integer, out cents bigint)
	language plpgsql security definer
	set search_path = ''
as $$
declare
	due record;
	invoice public.invoices;
	code text;
begin
	tried := 0;
	issued := 0;
	cents := 0;
	-- All of them before the first is numbered: whoever bills one of them holds it, and waits for the number.
	perform from public.clients c
	where c.reseller_id = run.reseller_id and c.id in (select o.client_id from app.last_overages(run.reseller_id, run.on_date) o)
	order by c.id for no key update;
	for due in
		select o.subscription_id, o.client_id from app.last_overages(run.reseller_id, run.on_date) o
		where not exists (
			select from public.billing_run_failures f
			where f.reseller_id = run.reseller_id and f.run_id = run.id and f.step = 'issue' and f.row_id = o.subscription_id
		)
		order by o.client_id, o.subscription_id
		limit how_many
	loop
		tried := tried + 1;
		begin
			invoice := app.issue_last_overage(run.reseller_id, run.on_date, due.subscription_id);
			if invoice.id is not null then
				issued := issued + 1;
				cents := cents + invoice.total_cents;
			end if;
		exception when others then
			get stacked diagnostics code = message_text;
			insert into public.billing_run_failures (reseller_id, run_id, step, row_id, client_id, code)
			values (run.reseller_id, run.id, 'issue', due.subscription_id, due.client_id, left(code, 200))
			on conflict do nothing;
		end;
	end loop;
end
$$;

create function app.run_issue_chunk(run public.billing_runs, how_many integer, out tried integer, out issued integer, out cents bigint)
	language plpgsql security definer
	set search_path = ''
as $$
declare
	due uuid[];
	subscription_id uuid;
	invoice_ids uuid[];
	code text;
begin
	issued := 0;
	cents := 0;
	-- What failed in this run is left to the next one.
	due := array(
		select d.id from unnest(app.issuable_ids(run.reseller_id, run.on_date, how_many + run.failed)) with ordinality d (id, place)
		where not exists (
			select from public.billing_run_failures f
			where f.reseller_id = run.reseller_id and f.run_id = run.id and f.step = 'issue' and f.row_id = d.id
		)
		order by d.place
		limit how_many
	);
	tried := cardinality(due);
	if tried = 0 then
		select o.* into tried, issued, cents from app.run_last_overages(run, how_many) o;
		return;
	end if;
	begin
		invoice_ids := app.issue_due(run.reseller_id, run.on_date, due);
	exception when others then
		-- One of them cannot be billed: each by itself, so that only that one is not.
		invoice_ids := '{}';
		foreach subscription_id in array due loop
			begin
				invoice_ids := invoice_ids || app.issue_due(run.reseller_id, run.on_date, array[subscription_id]);
			exception when others then
				get stacked diagnostics code = message_text;
				insert into public.billing_run_failures (reseller_id, run_id, step, row_id, client_id, code)
				select s.reseller_id, run.id, 'issue', s.id, s.client_id, left(code, 200)
				from public.subscriptions s where s.reseller_id = run.reseller_id and s.id = subscription_id
				on conflict do nothing;
			end;
		end loop;
	end;
	issued := cardinality(invoice_ids);
	cents := coalesce((
		select sum(i.total_cents) from public.invoices i where i.reseller_id = run.reseller_id and i.id = any (invoice_ids)
	), 0);
end
$$;

create function app.do_step(run public.billing_runs, how_many integer, among uuid[], out tried integer, out done integer)
	language plpgsql security definer
	set search_path = ''
as $$
begin
	case run.step
		when 'changes' then
			done := app.apply_due_changes(run.reseller_id, run.on_date, how_many, among);
			-- What was used beyond the quotas that end here can be billed in the next step.
			tried := case when done > 0 then done else app.roll_sessions(run.reseller_id, run.on_date, how_many, among) end;
			return;
		when 'remind' then
			done := app.send_reminders(run.reseller_id, run.on_date, how_many, among);
		when 'release_end' then
			done := app.end_releases(run.reseller_id, run.on_date, how_many, among);
		when 'notify' then
			done := app.notify_pending(run.reseller_id, run.on_date, how_many, among);
		when 'block' then
			done := app.block_late(run.reseller_id, run.on_date, how_many, among);
	end case;
	tried := done;
end
$$;
comment on function app.do_step(public.billing_runs, integer, uuid[]) is
	'Does at most how_many rows of the step at which a run stands, of all or among these: done is what its figure counts, tried whatever happened.';

create function app.rows_left(run public.billing_runs, how_many integer) returns table (row_id uuid, client_id uuid)
	language plpgsql stable security definer
	set search_path = ''
as $$
begin
	return query
	select distinct p.row_id, p.client_id
	from (
		select c.subscription_id as row_id, c.client_id from app.plan_due_changes(run.reseller_id, run.on_date) c where run.step = 'changes'
		union all
		select q.subscription_id, q.client_id from app.plan_rolls(run.reseller_id, run.on_date) q where run.step = 'changes'
		union all
		select r.invoice_id, r.client_id from app.plan_reminders(run.reseller_id, run.on_date) r where run.step = 'remind'
		union all
		select e.release_id, e.client_id from app.plan_release_ends(run.reseller_id, run.on_date) e where run.step = 'release_end'
		union all
		select n.invoice_id, n.client_id from app.plan_notices(run.reseller_id, run.on_date) n where run.step = 'notify'
		union all
		select b.invoice_id, b.client_id from app.plan_blocks(run.reseller_id, run.on_date) b where run.step = 'block'
	) p
	where not exists (
		select from public.billing_run_failures f
		where f.reseller_id = run.reseller_id and f.run_id = run.id and f.step = run.step and f.row_id = p.row_id
	)
	order by p.row_id
	limit how_many;
end
$$;
comment on function app.rows_left(public.billing_runs, integer) is
	'What the step of a run has still to do, without what failed in this run: the subscription, invoice or trust release.';

create function app.do_apart(run public.billing_runs, row_ids uuid[], out tried integer, out done integer)
	language plpgsql security definer
	set search_path = ''
as $$
declare
	how_many constant integer := cardinality(row_ids);
	half record;
	code text;
begin
	begin
		select d.tried, d.done into tried, done from app.do_step(run, how_many, row_ids) d;
		return;
	exception when others then
		get stacked diagnostics code = message_text;
	end;
	if how_many = 1 then
		insert into public.billing_run_failures (reseller_id, run_id, step, row_id, client_id, code)
		select run.reseller_id, run.id, run.step, l.row_id, l.client_id, left(code, 200)
		from app.rows_left(run, null) l where l.row_id = row_ids[1];
		tried := 1;
		done := 0;
		return;
	end if;
	select sum(h.tried), sum(h.done) into tried, done
	from (values (row_ids[:how_many / 2]), (row_ids[how_many / 2 + 1:])) r (ids)
	cross join lateral app.do_apart(run, r.ids) h;
end
$$;
comment on function app.do_apart(public.billing_runs, uuid[]) is
	'Does these rows of a step in halves, and the halves in halves, until what cannot be done stands alone and is noted as a failure.';

create function app.run_chunk(run public.billing_runs, how_many integer, out tried integer, out done integer)
	language plpgsql security definer
	set search_path = ''
as $$
declare
	-- Mostly nothing failed, and all are asked for at once.
	among uuid[] := case when exists (
		select from public.billing_run_failures f where f.reseller_id = run.reseller_id and f.run_id = run.id and f.step = run.step
	) then array(select l.row_id from app.rows_left(run, how_many) l) end;
	-- Were all of them to fail, it would still be within the patience of the worker.
	at_once constant integer := least(how_many, 200);
begin
	select d.tried, d.done into tried, done from app.do_step(run, how_many, among) d;
exception when others then
	select d.tried, d.done into tried, done
	from app.do_apart(run, array(select l.row_id from app.rows_left(run, at_once) l)) d;
end
$$;

create function app.advance_billing_run(run_id uuid, how_many integer default 2000) returns jsonb
	language plpgsql security definer
	set search_path = ''
as $$
declare
	run public.billing_runs;
	tried integer;
	done integer;
	failed_before integer;
	chunk record;
	steps constant text[] := array['changes', 'issue', 'remind', 'release_end', 'notify', 'block', 'done'];
begin
	-- Whoever comes second waits, and then does the chunk after: no two ever do the same.
	select r.* into run from public.billing_runs r where r.id = run_id for no key update;
	if run.id is null or run.state = 'done' then
		return to_jsonb(run);
	end if;
	-- A step of which nothing is left costs no transaction of its own.
	loop
		failed_before := run.failed;
		if run.step = 'issue' then
			chunk := app.run_issue_chunk(run, how_many);
			run.issued := run.issued + chunk.issued;
			run.issued_cents := run.issued_cents + chunk.cents;
			-- None of them: they were in somebody's hands, and are that one's, or the next run's.
			tried := chunk.issued;
		else
			select c.tried, c.done into tried, done from app.run_chunk(run, how_many) c;
			case run.step
				when 'changes' then run.changed := run.changed + done;
				when 'remind' then run.reminded := run.reminded + done;
				when 'release_end' then run.releases_ended := run.releases_ended + done;
				when 'notify' then run.notified := run.notified + done;
				when 'block' then run.blocked := run.blocked + done;
			end case;
		end if;
		run.failed := (
			select count(*) from public.billing_run_failures f where f.reseller_id = run.reseller_id and f.run_id = run.id
		);
		exit when tried > 0 or run.failed > failed_before;
		run.step := steps[array_position(steps, run.step) + 1];
		exit when run.step = 'done';
	end loop;
	if run.step = 'done' then
		run.state := 'done';
		run.finished_at := clock_timestamp();
	end if;
	update public.billing_runs r set
		state = run.state, step = run.step, changed = run.changed, issued = run.issued, issued_cents = run.issued_cents,
		reminded = run.reminded, notified = run.notified, blocked = run.blocked, releases_ended = run.releases_ended,
		failed = run.failed, advanced_at = clock_timestamp(), retry_at = null, finished_at = run.finished_at
	where r.id = run.id;
	return to_jsonb(run);
end
$$;
comment on function app.advance_billing_run(uuid, integer) is
	'Does the next chunk of a run, in the transaction of its caller, and answers the run. A crash loses at most the chunk it was in, and that chunk is then still to be done.';

create function app.open_billing_run(reseller_id uuid, on_date date, origin text, request_id uuid default null, started_by uuid default null)
	returns public.billing_runs
	language plpgsql security definer
	set search_path = ''
as $$
declare
	run public.billing_runs;
begin
	insert into public.billing_runs (reseller_id, on_date, origin, request_id, started_by)
	values (open_billing_run.reseller_id, open_billing_run.on_date, open_billing_run.origin, open_billing_run.request_id, open_billing_run.started_by)
	on conflict do nothing
	returning * into run;
	return run;
end
$$;
comment on function app.open_billing_run(uuid, date, text, uuid, uuid) is
	'Begins a run; all null when one is going on, or the day''s scheduled one was there already.';

create function app.open_due_billing_runs() returns integer
	language plpgsql security definer
	set search_path = ''
as $$
declare
	reseller record;
	opened integer := 0;
begin
	-- At four in the morning where the reseller is; later if nobody was there at four. A test clock runs when it is moved.
	for reseller in
		select r.id, (now() at time zone r.time_zone)::date as on_date from public.resellers r
		where r.test_clock_on is null and extract(hour from now() at time zone r.time_zone) >= 4
			and not exists (
				select from public.billing_runs b
				where b.reseller_id = r.id and b.origin = 'schedule' and b.on_date = (now() at time zone r.time_zone)::date
			)
	loop
		if (app.open_billing_run(reseller.id, reseller.on_date, 'schedule')).id is not null then
			opened := opened + 1;
		end if;
	end loop;
	if opened > 0 or exists (
		select from public.billing_runs b where b.state = 'running' and b.advanced_at < now() - interval '1 minute'
	) or exists (
		select from public.resellers r where r.test_clock_target_on > r.test_clock_on
	) then
		perform app.wake_worker('billing');
	end if;
	return opened;
end
$$;
comment on function app.open_due_billing_runs() is
	'Begins the run of each reseller whose night it is, and wakes the worker; also for runs that stand still, since the worker died.';
select cron.schedule('billing-runs', '* * * * *', 'select app.open_due_billing_runs()');

create function app.take_billing_run() returns uuid
	language plpgsql security definer
	set search_path = ''
as $$
declare
	clock record;
	taken uuid;
begin
	select b.id into taken from public.billing_runs b
	where b.state = 'running' and (b.retry_at is null or b.retry_at <= now())
	order by b.advanced_at limit 1;
	if taken is not null then
		return taken;
	end if;
	-- A test clock goes a day on, each with the run of its night.
	select r.id, r.test_clock_on, r.test_clock_target_on into clock from public.resellers r
	where r.test_clock_target_on > r.test_clock_on
		and not exists (select from public.billing_runs b where b.reseller_id = r.id and b.state = 'running')
	order by r.id limit 1
	for update skip locked;
	if clock.id is null then
		return null;
	end if;
	update public.resellers r set test_clock_on = clock.test_clock_on + 1 where r.id = clock.id;
	perform app.forget_moments(clock.id);
	return (app.open_billing_run(clock.id, clock.test_clock_on + 1, 'clock')).id;
end
$$;
comment on function app.take_billing_run() is
	'The run that waits longest for its next chunk, unless that failed less than a minute ago; without one the next night of a test clock that is on its way; else null.';

create function app.postpone_billing_run(run_id uuid) returns void
	language plpgsql security definer
	set search_path = ''
as $$
begin
	update public.billing_runs r set retry_at = now() + interval '1 minute'
	-- Where another worker is at it, it is not waited for.
	where r.id in (select b.id from public.billing_runs b where b.id = run_id and b.state = 'running' for no key update skip locked);
end
$$;
comment on function app.postpone_billing_run(uuid) is
	'After a chunk that failed as a whole: the run stands where it stood, and the runs of others come before it is tried again.';

grant execute on function app.advance_billing_run(uuid, integer), app.take_billing_run(), app.postpone_billing_run(uuid) to service_role;

create function public.take_billing_run() returns uuid
	language sql
	set search_path = ''
as $$ select app.take_billing_run() $$;
comment on function public.take_billing_run() is 'For the `billing` function: the run that waits longest for its next chunk, or null.';
create function public.advance_billing_run(run_id uuid, how_many integer default 2000) returns jsonb
	language sql
	set search_path = ''
as $$ select app.advance_billing_run(run_id, how_many) $$;
comment on function public.advance_billing_run(uuid, integer) is
	'For the `billing` function: does the next chunk of a run, in a transaction of its own, and answers the run. Safe to call from several at once and after any crash.';
create function public.postpone_billing_run(run_id uuid) returns void
	language sql
	set search_path = ''
as $$ select app.postpone_billing_run(run_id) $$;
comment on function public.postpone_billing_run(uuid) is
	'For the `billing` function, when a chunk failed as a whole: the run is tried again after a minute, and those of others go on.';
create function app.wake_billing() returns void
	language plpgsql security definer
	set search_path = ''
as $$
begin
	perform app.wake_worker('billing');
end
$$;
grant execute on function app.wake_billing() to service_role;
create function public.wake_billing() returns void
	language sql
	set search_path = ''
as $$ select app.wake_billing() $$;
comment on function public.wake_billing() is 'For the `billing` function, when its time is up and something is left: it is called again.';
grant execute on function public.take_billing_run(), public.advance_billing_run(uuid, integer), public.postpone_billing_run(uuid), public.wake_billing()
	to service_role;

-- By hand ------------------------------------------------------------------------------------------------

create function app.start_billing_run(request_id uuid) returns jsonb
	language plpgsql security definer
	set search_path = ''
as $$
declare
	account app.account := app.require('billing.configure');
	run public.billing_runs;
begin
	if request_id is null then
		perform app.refuse('request_id_required');
	end if;
	select r.* into run from public.billing_runs r
	where r.reseller_id = account.reseller_id and r.request_id = start_billing_run.request_id;
	if run.id is null then
		run := app.open_billing_run(account.reseller_id, app.today(account.reseller_id), 'hand', start_billing_run.request_id, account.person_id);
	end if;
	if run.id is null then
		perform app.refuse('billing_run_going_on', 409);
	end if;
	-- A small reseller has its answer at once; the worker takes what is left.
	for chunk in 1..8 loop
		exit when run.state = 'done';
		perform app.advance_billing_run(run.id, 200);
		select r.* into run from public.billing_runs r where r.id = run.id;
	end loop;
	if run.state <> 'done' then
		perform app.wake_worker('billing');
	end if;
	return to_jsonb(run);
end
$$;
grant execute on function app.start_billing_run(uuid) to authenticated;

create function public.start_billing_run(request_id uuid) returns jsonb
	language sql
	set search_path = ''
as $$ select app.start_billing_run(request_id) $$;
comment on function public.start_billing_run(uuid) is
	'Runs the night''s work now, for today; the run as a row of billing_runs. What was done already is not done again. Idempotent by request_id.
Refuses: not_permitted, billing_run_going_on (409: another one is not done yet), request_id_required.';
grant execute on function public.start_billing_run(uuid) to authenticated;

create function app.hold_billing(subscription_id uuid, step text, until_on date, note text) returns jsonb
	language plpgsql security definer
	set search_path = ''
as $$
declare
	account app.account := app.require('billing.configure');
	today date := app.today(account.reseller_id);
	subscription public.subscriptions;
	violated text;
begin
	select s.* into subscription from public.subscriptions s
	where s.reseller_id = account.reseller_id and s.id = hold_billing.subscription_id;
	if subscription.id is null then
		perform app.refuse('subscription_not_found', 404);
	end if;
	if until_on is null then
		delete from public.billing_holds h
		where h.reseller_id = account.reseller_id and h.subscription_id = subscription.id and h.step = hold_billing.step;
		return jsonb_build_object('until_on', null);
	end if;
	if until_on <= today then
		perform app.refuse('billing_hold_in_past');
	end if;
	if until_on > today + 365 then
		perform app.refuse('billing_hold_too_long');
	end if;
	insert into public.billing_holds as h (reseller_id, client_id, subscription_id, step, until_on, note, created_by)
	values (account.reseller_id, subscription.client_id, subscription.id, hold_billing.step, hold_billing.until_on, nullif(btrim(hold_billing.note), ''), account.person_id)
	on conflict on constraint billing_holds_one_per_step do update
		set until_on = excluded.until_on, note = excluded.note, created_by = excluded.created_by;
	return jsonb_build_object('until_on', until_on);
exception when check_violation then
	get stacked diagnostics violated = constraint_name;
	perform app.refuse(violated);
when not_null_violation then
	perform app.refuse('billing_hold_step_invalid');
end
$$;
grant execute on function app.hold_billing(uuid, text, date, text) to authenticated;

create function public.hold_billing(subscription_id uuid, step text, until_on date default null, note text default null) returns jsonb
	language sql
	set search_path = ''
as $$ select app.hold_billing(subscription_id, step, until_on, note) $$;
comment on function public.hold_billing(uuid, text, date, text) is
	'Keeps the run from issuing (`issue`) or blocking (`block`) a subscription, or from reminding of its invoices (`remind`) or telling of their pendency (`notify`: nothing blocks that was not told), before the day until_on; null takes that back. Idempotent.
Refuses: not_permitted, subscription_not_found, billing_hold_step_invalid, billing_hold_in_past, billing_hold_too_long, billing_hold_note_invalid.';
grant execute on function public.hold_billing(uuid, text, date, text) to authenticated;

-- Preview ------------------------------------------------------------------------------------------------

create function app.preview_billing_run(on_date date, how_many integer) returns jsonb
	language plpgsql stable security definer
	set search_path = ''
as $$
declare
	account app.account := app.require_staff();
	today date := app.today(account.reseller_id);
	that_day date := coalesce(on_date, case
		when exists (
			select from public.billing_runs b
			where b.reseller_id = account.reseller_id and b.on_date = today and b.state = 'done'
		) then today + 1 else today end);
	due uuid[];
	-- What runs once the day's changes are done, and what does no more.
	starting uuid[];
	stopping uuid[];
	changed jsonb;
	issued jsonb;
	reminded jsonb;
	notified jsonb;
	blocked jsonb;
	ended jsonb;
begin
	if that_day not between today and today + 31 then
		perform app.refuse('billing_preview_out_of_range');
	end if;
	select jsonb_build_object('count', count(*), 'rows', coalesce(jsonb_agg(jsonb_build_object(
			'subscription_id', d.subscription_id, 'client_id', d.client_id, 'client_name', c.name, 'plan_name', n.name,
			'was', d.was, 'becomes', d.becomes
		) order by d.place) filter (where d.place <= how_many), '[]')),
		coalesce(array_agg(d.subscription_id) filter (where d.becomes in ('active', 'trialing')), '{}'),
		coalesce(array_agg(d.subscription_id) filter (where d.becomes not in ('active', 'trialing')), '{}')
	into changed, starting, stopping
	from (select p.*, row_number() over () as place from app.plan_due_changes(account.reseller_id, that_day) p) d
	join public.subscriptions s on s.reseller_id = account.reseller_id and s.id = d.subscription_id
	join public.plan_versions v on v.reseller_id = s.reseller_id and v.id = s.plan_version_id
	join public.plans n on n.reseller_id = v.reseller_id and n.id = v.plan_id
	join public.clients c on c.reseller_id = account.reseller_id and c.id = d.client_id;
	due := array(
		select i.id from unnest(app.issuable_ids(account.reseller_id, that_day)) with ordinality i (id, place)
		where i.id <> all (stopping)
		order by i.place
	);
	select jsonb_build_object(
		'count', count(*), 'total_cents', coalesce(sum(p.total_cents), 0),
		'rows', coalesce(jsonb_agg(jsonb_build_object(
			'subscription_id', p.subscription_id, 'client_id', p.client_id, 'client_name', c.name, 'plan_name', p.plan_name,
			'was_plan_name', app.renewed_plan_name(account.reseller_id, p.subscription_id),
			'period_start', p.period_start, 'period_end', p.period_end, 'due_on', p.due_on, 'total_cents', p.total_cents
		) order by p.place) filter (where p.place <= how_many), '[]')
	) into issued
	from (
		select n.*, row_number() over (order by n.period_start, n.subscription_id) as place
		from (
			select i.subscription_id, i.client_id, i.plan_name, i.period_start, i.period_end, i.due_on, i.total_cents
			from app.plan_invoices(account.reseller_id, that_day, due) i
			union all
			select o.subscription_id, o.client_id, o.plan_name, o.period_start, o.period_end,
				that_day + (app.billing_settings_of(account.reseller_id)).issue_days_before, o.total_cents
			from app.last_overages(account.reseller_id, that_day) o
		) n
	) p
	join public.clients c on c.reseller_id = account.reseller_id and c.id = p.client_id;
	select jsonb_build_object('count', count(*), 'rows', coalesce(jsonb_agg(app.previewed_invoice(account.reseller_id, r.invoice_id, that_day)
		|| jsonb_build_object('days', r.days)) filter (where r.place <= how_many), '[]')) into reminded
	from (select p.*, row_number() over () as place from app.plan_reminders(account.reseller_id, that_day) p) r;
	select jsonb_build_object('count', count(*), 'rows', coalesce(jsonb_agg(app.previewed_invoice(account.reseller_id, r.invoice_id, that_day))
		filter (where r.place <= how_many), '[]')) into notified
	from (select p.*, row_number() over () as place from app.plan_notices(account.reseller_id, that_day) p) r;
	select jsonb_build_object('count', count(*), 'rows', coalesce(jsonb_agg(app.previewed_invoice(account.reseller_id, r.invoice_id, that_day)
		|| jsonb_build_object('subscription_id', r.subscription_id)) filter (where r.place <= how_many), '[]')) into blocked
	from (
		select p.*, row_number() over () as place
		from app.plan_blocks(account.reseller_id, that_day, tells_first => true, starting => starting) p
		where p.subscription_id <> all (stopping)
	) r;
	select jsonb_build_object('count', count(*), 'rows', coalesce(jsonb_agg(app.previewed_invoice(account.reseller_id, r.invoice_id, that_day))
		filter (where r.place <= how_many), '[]')) into ended
	from (select p.*, row_number() over () as place from app.plan_release_ends(account.reseller_id, that_day) p) r;
	return jsonb_build_object(
		'on_date', that_day, 'changes', changed, 'issue', issued, 'remind', reminded, 'release_end', ended, 'notify', notified, 'block', blocked
	);
end
$$;
grant execute on function app.preview_billing_run(date, integer) to authenticated;

create function app.renewed_plan_name(reseller_id uuid, subscription_id uuid) returns text
	language plpgsql stable security definer
	set search_path = ''
as $$
begin
	return (
		select p.name
		from public.subscriptions s
		join public.plan_versions v on v.reseller_id = s.reseller_id and v.id = s.plan_version_id
		join public.plans p on p.reseller_id = v.reseller_id and p.id = v.plan_id
		where s.reseller_id = renewed_plan_name.reseller_id and s.id = renewed_plan_name.subscription_id
			and (s.next_plan_version_id <> s.plan_version_id or s.next_interval_months <> s.interval_months)
	);
end
$$;
comment on function app.renewed_plan_name(uuid, uuid) is
	'The plan that a subscription has until its next invoice gives it another, or another version or interval of the same; null: it stays.';

create function app.previewed_invoice(reseller_id uuid, invoice_id uuid, on_date date) returns jsonb
	language plpgsql stable security definer
	set search_path = ''
as $$
begin
	return (
		select jsonb_build_object(
			'invoice_id', i.id, 'number', i.number, 'subscription_id', i.subscription_id, 'client_id', i.client_id, 'client_name', c.name, 'due_on', i.due_on,
			'effective_due_on', i.effective_due_on, 'open_cents', (app.invoice_charges(i, on_date)).due_cents
		)
		from public.invoices i
		join public.clients c on c.reseller_id = i.reseller_id and c.id = i.client_id
		where i.reseller_id = previewed_invoice.reseller_id and i.id = previewed_invoice.invoice_id
	);
end
$$;

create function public.preview_billing_run(on_date date default null, how_many integer default 50) returns jsonb
	language sql stable
	set search_path = ''
as $$ select app.preview_billing_run(on_date, least(how_many, 500)) $$;
comment on function public.preview_billing_run(date, integer) is
	'What the run of that day (at most 31 days ahead; absent: the next one) will do, by the very questions the run asks: {on_date, changes: {count, rows: [{was, becomes, …}]}, issue: {count, total_cents, rows: [{was_plan_name: null unless it renews as another, …}]}, remind, release_end, notify, block: {count, rows}}, at most how_many rows each. Each step counts with those before it. It looks at things as they are: what is paid or changed until then changes it.
Refuses: not_permitted, billing_preview_out_of_range.';
grant execute on function public.preview_billing_run(date, integer) to authenticated;

-- Test clock ---------------------------------------------------------------------------------------------

create function app.move_test_clock(to_date date) returns jsonb
	language plpgsql security definer
	set search_path = ''
as $$
declare
	account app.account := app.require('billing.configure');
	reseller public.resellers;
begin
	select r.* into reseller from public.resellers r where r.id = account.reseller_id for update;
	-- Only a demo has one: on a real reseller it would bill real people.
	if reseller.test_clock_on is null then
		perform app.refuse('test_clock_not_offered', 409);
	end if;
	if to_date is null or to_date < reseller.test_clock_on then
		perform app.refuse('test_clock_only_forwards');
	end if;
	if to_date > reseller.test_clock_on + 400 then
		perform app.refuse('test_clock_too_far');
	end if;
	update public.resellers r set test_clock_target_on = to_date where r.id = reseller.id;
	perform app.wake_worker('billing');
	return jsonb_build_object('on_date', reseller.test_clock_on, 'target_on', to_date);
end
$$;
grant execute on function app.move_test_clock(date) to authenticated;

create function public.move_test_clock(to_date date) returns jsonb
	language sql
	set search_path = ''
as $$ select app.move_test_clock(to_date) $$;
comment on function public.move_test_clock(date) is
	'Lets the clock of a demo go on to that day, night by night, each with its billing run: {on_date, target_on}. Watch billing_runs. Idempotent.
Refuses: not_permitted, test_clock_not_offered, test_clock_only_forwards, test_clock_too_far (400 days at once).';
grant execute on function public.move_test_clock(date) to authenticated;
