-- The read model of the client list: one narrow row per client with all that lists, filters and sorts, kept in the transaction
-- that changed it.
-- Statuses are derived here, each once; the pages only show them.

create table public.client_summaries (
	reseller_id uuid not null,
	client_id uuid not null,
	number bigint not null,
	person_type text not null,
	name text not null,
	trade_name text,
	document text,
	email text,
	phone_hint text,
	city text,
	state text,
	payer text not null,
	collection text not null,
	created_at timestamptz not null,
	archived_at timestamptz,
	anonymised_at timestamptz,
	-- From subscriptions and suspensions.
	plan_id uuid,
	plan_name text,
	subscription_status text,
	sessions_left integer,
	is_held boolean not null default false,
	-- From invoices and payments.
	has_invoices boolean not null default false,
	due_on date,
	last_paid_on date,

	status text not null generated always as (case
		when archived_at is not null then 'archived' when subscription_status = 'active' then 'active' else 'inactive'
	end) stored,
	is_suspended boolean not null generated always as (is_held or coalesce(subscription_status = 'suspended', false)) stored,
	-- One number for all that has few values, counted up as in app.client_facets.
	facet smallint not null generated always as (
		case when archived_at is not null then 2 when subscription_status = 'active' then 0 else 1 end
		+ 3 * (is_held or coalesce(subscription_status = 'suspended', false))::integer
		+ 6 * (person_type = 'individual')::integer
		+ 12 * (payer = 'agency')::integer
		+ 24 * (collection = 'gateway')::integer
		+ 48 * case when due_on is not null then 2 when has_invoices then 1 else 0 end
	) stored,
	-- What a list is sorted by: never null, so that a page can begin after any row.
	search_key text collate "C" not null,
	name_key text collate "C" not null,
	trade_key text collate "C" not null,
	plan_key text collate "C" not null generated always as (coalesce(app.search_text(plan_name), '')) stored,
	due_key date not null generated always as (coalesce(due_on, 'infinity')) stored,
	paid_key date not null generated always as (coalesce(last_paid_on, '-infinity')) stored,
	sessions_key integer not null generated always as (coalesce(sessions_left, 2147483647)) stored,
	primary key (reseller_id, client_id),
	foreign key (reseller_id, client_id) references public.clients (reseller_id, id) on delete cascade
);
comment on table public.client_summaries is
	'The read model of the client list. Written by triggers of clients, subscriptions, suspensions, invoices, payments and plans, and from session meters; nothing else writes it.';
comment on column public.client_summaries.plan_name is
	'Of the current subscription: the newest active one, else the newest of what is suspended, paused, pending or scheduled. plan_id and subscription_status likewise; on trial is active.';
comment on column public.client_summaries.sessions_left is
	'Units of use that remain, of quotas and extras, as its meter says; null: not metered. Use moves it within a second or so (app.summarise_sessions), all else at once.';
comment on column public.client_summaries.due_on is 'Until when the oldest unpaid invoice can be paid without being late: its due date, or the business day after it.';
-- Orders end in the number: new clients are appended to most of these indexes, which costs an import a fraction of what
-- random places would.
-- The list as it opens.
create index client_summaries_created on public.client_summaries (reseller_id, created_at, number)
	include (client_id, facet, due_key, plan_id);
-- One for each order, facet first: a page of any facets is merged out of the next rows of each.
create index client_summaries_facet_created on public.client_summaries (reseller_id, facet, created_at, number)
	-- Text is looked for in the order of creation most of all, and there without looking into the table.
	include (client_id, due_key, plan_id, search_key);
create index client_summaries_facet_number on public.client_summaries (reseller_id, facet, number)
	include (client_id, due_key, plan_id);
create index client_summaries_facet_name on public.client_summaries (reseller_id, facet, name_key, number)
	include (client_id, due_key, plan_id);
create index client_summaries_facet_trade_name on public.client_summaries (reseller_id, facet, trade_key, number)
	include (client_id, due_key, plan_id, name_key);
-- A plan's clients too, as they were created.
create index client_summaries_facet_plan on public.client_summaries (reseller_id, facet, plan_key, created_at, number)
	include (client_id, due_key, plan_id);
create index client_summaries_facet_sessions on public.client_summaries (reseller_id, facet, sessions_key, plan_key, number)
	include (client_id, due_key, plan_id);
create index client_summaries_facet_due on public.client_summaries (reseller_id, facet, due_key, number)
	include (client_id, plan_id);
create index client_summaries_facet_last_paid on public.client_summaries (reseller_id, facet, paid_key, due_key, number)
	include (client_id, plan_id);
-- How rare something is decides how it is looked for, so it is worth being known.
alter table public.client_summaries alter column facet set statistics 400, alter column due_key set statistics 400;
alter table public.client_summaries enable row level security;
grant select on public.client_summaries to authenticated;
grant select on public.client_summaries to service_role;
create policy "staff read all summaries, a client's user its own" on public.client_summaries
	for select to authenticated using (
		reseller_id = (select app.reseller_id())
		and ((select app.is_staff()) or client_id = (select app.client_id()))
	);

create table app.client_facets (
	facet smallint primary key,
	status text not null,
	is_suspended boolean not null,
	person_type text not null,
	payer text not null,
	collection text not null,
	-- due: something is open.
	books text not null check (books in ('none', 'settled', 'due'))
);
comment on table app.client_facets is
	'What the facet of a summary stands for. A filter is a set of facets, and each facet is in order by itself: so a page costs the same whatever is asked and however many clients there are.';
insert into app.client_facets (facet, status, is_suspended, person_type, payer, collection, books)
select
	s.step + 3 * h.step + 6 * t.step + 12 * p.step + 24 * c.step + 48 * b.step,
	s.status, h.is_suspended, t.person_type, p.payer, c.collection, b.books
from (values (0, 'active'), (1, 'inactive'), (2, 'archived')) s (step, status)
cross join (values (0, false), (1, true)) h (step, is_suspended)
cross join (values (0, 'company'), (1, 'individual')) t (step, person_type)
cross join (values (0, 'client'), (1, 'agency')) p (step, payer)
cross join (values (0, 'informal'), (1, 'gateway')) c (step, collection)
cross join (values (0, 'none'), (1, 'settled'), (2, 'due')) b (step, books);

create view public.client_list with (security_invoker = true) as
select
	s.client_id as id, s.reseller_id, s.number, s.person_type, s.name, s.trade_name, s.document, s.email, s.phone_hint,
	s.city, s.state, s.payer, s.collection, s.created_at, s.archived_at, s.anonymised_at is not null as anonymised,
	s.plan_id, s.plan_name, s.status, s.is_suspended, s.sessions_left,
	s.archived_at is null and s.due_on is not null and s.due_on < (select app.acting_today()) as is_delinquent,
	case
		when s.due_on < (select app.acting_today()) then 'overdue'
		when s.due_on is not null then 'awaiting'
		when s.has_invoices then 'settled'
		else 'none'
	end as payment_status,
	s.due_on, s.last_paid_on
from public.client_summaries s;
comment on view public.client_list is
	'Clients with the statuses people see. due_on: the oldest unpaid due date; is_delinquent: it has passed, and the client is not archived.';
revoke all on public.client_list from anon, authenticated, service_role;
grant select on public.client_list to authenticated;

-- Keeping it -----------------------------------------------------------------------------------------

create function app.summarise_new_clients() returns trigger
	language plpgsql security definer
	set search_path = ''
as $$
begin
	insert into public.client_summaries (
		reseller_id, client_id, number, person_type, name, trade_name, document, email, phone_hint, city, state, payer, collection,
		created_at, archived_at, anonymised_at, search_key, name_key, trade_key
	)
	select
		c.reseller_id, c.id, c.number, c.person_type, c.name, c.trade_name, c.document, c.email, c.phone_hint, c.city, c.state,
		c.payer, c.collection, c.created_at, c.archived_at, c.anonymised_at, c.search_key, key.name,
		case when c.trade_name is null then key.name when c.is_of_lines then split_part(c.search_key, e'\n', 2) else app.search_text(c.trade_name) end
	from (
		-- The first lines of the search key are the name and the trade name, unless these have lines of their own.
		select n.*, strpos(n.name || coalesce(n.trade_name, ''), e'\n') = 0 as is_of_lines from new_rows n
	) c
	cross join lateral (
		select case when c.is_of_lines then split_part(c.search_key, e'\n', 1) else app.search_text(c.name) end as name
	) key;
	return null;
end
$$;
create trigger clients_summarised_new after insert on public.clients
	referencing new table as new_rows for each statement execute function app.summarise_new_clients();

create function app.summarise_changed_clients() returns trigger
	language plpgsql security definer
	set search_path = ''
as $$
begin
	update public.client_summaries s set
		number = c.number, person_type = c.person_type, name = c.name, trade_name = c.trade_name, document = c.document,
		email = c.email, phone_hint = c.phone_hint, city = c.city, state = c.state, payer = c.payer, collection = c.collection,
		created_at = c.created_at, archived_at = c.archived_at, anonymised_at = c.anonymised_at, search_key = c.search_key,
		name_key = app.search_text(c.name), trade_key = app.search_text(coalesce(c.trade_name, c.name))
	from new_rows c
	where s.reseller_id = c.reseller_id and s.client_id = c.id;
	return null;
end
$$;
create trigger clients_summarised after update on public.clients
	referencing new table as new_rows for each statement execute function app.summarise_changed_clients();

create type app.client_key as (reseller_id uuid, client_id uuid);

create function app.lock_summaries(keys app.client_key[]) returns void
	language plpgsql security definer
	set search_path = ''
as $$
begin
	-- Whoever derives waits for whoever derived before, and then, in its next statement, sees what that one committed.
	-- In one order, so that two who derive for the same clients do not wait for each other.
	perform from public.client_summaries s
	join unnest(keys) k on s.reseller_id = k.reseller_id and s.client_id = k.client_id
	order by s.reseller_id, s.client_id
	for no key update of s;
end
$$;

create function app.derive_plans(keys app.client_key[]) returns void
	language plpgsql security definer
	set search_path = ''
	-- A client at a time, whatever the figures of a table that has just been filled may say.
	set enable_seqscan = off
as $$
begin
	perform app.lock_summaries(keys);
	update public.client_summaries s set
		plan_id = plan.id, plan_name = plan.name, subscription_status = plan.status,
		is_held = exists (
			select from public.suspensions h
			where h.reseller_id = s.reseller_id and h.client_id = s.client_id and h.lifted_at is null
		)
	from unnest(keys) k
	left join lateral (
		select p.id, p.name, case b.status when 'trialing' then 'active' else b.status end as status
		from public.subscriptions b
		join public.plan_versions v on v.reseller_id = b.reseller_id and v.id = b.plan_version_id
		join public.plans p on p.reseller_id = v.reseller_id and p.id = v.plan_id
		where b.reseller_id = k.reseller_id and b.client_id = k.client_id and b.status not in ('canceled', 'expired')
		order by array_position(array['active', 'trialing', 'suspended', 'paused', 'pending', 'scheduled'], b.status), b.created_at desc, b.id
		limit 1
	) plan on true
	where s.reseller_id = k.reseller_id and s.client_id = k.client_id;
end
$$;

create function app.derive_dues(keys app.client_key[]) returns void
	language plpgsql security definer
	set search_path = ''
	-- A client at a time, whatever the figures of a table that has just been filled may say.
	set enable_seqscan = off
as $$
begin
	perform app.lock_summaries(keys);
	update public.client_summaries s set
		has_invoices = exists (
			select from public.invoices i
			where i.reseller_id = s.reseller_id and i.client_id = s.client_id and i.status <> 'draft'
		),
		due_on = (
			select min(i.effective_due_on) from public.invoices i
			where i.reseller_id = s.reseller_id and i.client_id = s.client_id
				and i.status = 'open' and i.payment_status in ('unpaid', 'partial')
		),
		last_paid_on = (
			select max(p.paid_on) from public.payments p
			where p.reseller_id = s.reseller_id and p.client_id = s.client_id and p.status = 'succeeded' and p.kind = 'money'
		)
	from unnest(keys) k
	where s.reseller_id = k.reseller_id and s.client_id = k.client_id;
end
$$;

create function app.derive_new_invoices() returns trigger
	language plpgsql security definer
	set search_path = ''
as $$
begin
	-- What a new invoice changes is known without looking at the others: the nightly run adds a hundred thousand.
	perform app.lock_summaries(array(select distinct row(c.reseller_id, c.client_id)::app.client_key from changed_rows c));
	update public.client_summaries s set has_invoices = true, due_on = least(s.due_on, n.due_on)
	from (
		select c.reseller_id, c.client_id,
			min(c.effective_due_on) filter (where c.status = 'open' and c.payment_status in ('unpaid', 'partial')) as due_on
		from changed_rows c where c.status <> 'draft'
		group by c.reseller_id, c.client_id
	) n
	where s.reseller_id = n.reseller_id and s.client_id = n.client_id
		and (not s.has_invoices or least(s.due_on, n.due_on) is distinct from s.due_on);
	return null;
end
$$;

create function app.derive_after_change() returns trigger
	language plpgsql security definer
	set search_path = ''
as $$
declare
	keys app.client_key[];
begin
	if tg_op = 'UPDATE' and tg_argv[1] is not null then
		-- Only what the summary looks at: a job moves on subscriptions of which nothing else changes.
		execute format(
			'select array_agg(distinct row(n.reseller_id, n.client_id)::app.client_key)
			from changed_rows n join old_rows o on o.id = n.id where (%s) is distinct from (%s)',
			(select string_agg('n.' || c.name, ', ') from unnest(tg_argv[1]::text[]) as c (name)),
			(select string_agg('o.' || c.name, ', ') from unnest(tg_argv[1]::text[]) as c (name))
		) into keys;
	else
		keys := array(select distinct row(c.reseller_id, c.client_id)::app.client_key from changed_rows c);
	end if;
	if coalesce(cardinality(keys), 0) = 0 then
		return null;
	end if;
	if tg_argv[0] = 'plans' then
		perform app.derive_plans(keys);
	else
		perform app.derive_dues(keys);
	end if;
	return null;
end
$$;
comment on function app.derive_after_change() is
	'After a statement on rows of clients: derives anew, for all clients it touched at once, what the first argument names; after an update those of which a column of the second changed. Such rows never move to another client.';

create function app.derive_from(table_name text, facts text, looked_at text[], on_insert text default 'derive_after_change') returns void
	language plpgsql
	set search_path = ''
as $$
begin
	execute format($sql$
		create trigger clients_derive_inserted after insert on public.%1$I
			referencing new table as changed_rows for each statement execute function app.%4$I(%2$L);
		create trigger clients_derive_updated after update on public.%1$I
			referencing old table as old_rows new table as changed_rows for each statement execute function app.derive_after_change(%2$L, %3$L);
		create trigger clients_derive_deleted after delete on public.%1$I
			referencing old table as changed_rows for each statement execute function app.derive_after_change(%2$L);
	$sql$, table_name, facts, looked_at, on_insert);
end
$$;
select app.derive_from('subscriptions', 'plans', '{status,plan_version_id}'), app.derive_from('suspensions', 'plans', '{lifted_at}'),
	app.derive_from('invoices', 'dues', '{status,payment_status,effective_due_on}', 'derive_new_invoices'), app.derive_from('payments', 'dues', '{status,paid_on}');

create function app.rename_plan_in_summaries() returns trigger
	language plpgsql security definer
	set search_path = ''
as $$
begin
	with renamed as materialized (
		-- First of all: a plan kept from single rows would look at every client for each of a thousand.
		select p.reseller_id, p.id, p.name, app.search_text(o.name) as old_key
		from new_rows p
		join old_rows o on o.id = p.id
		where o.name <> p.name
	)
	update public.client_summaries s set plan_name = r.name
	from renamed r
	where s.reseller_id = r.reseller_id and s.plan_id = r.id
		-- By the index of plans.
		and s.facet = any (array(select f.facet from app.client_facets f)) and s.plan_key = r.old_key;
	return null;
end
$$;
create trigger plans_summarised after update on public.plans
	referencing old table as old_rows new table as new_rows for each statement execute function app.rename_plan_in_summaries();
