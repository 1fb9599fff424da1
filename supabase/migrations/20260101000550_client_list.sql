-- The client list: one narrow row per client with all that lists, filters and sorts, kept in the transaction that changed it.
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
	'The read model of the client list. Written by triggers of clients, subscriptions, suspensions, invoices, payments and plans; nothing else writes it.';
comment on column public.client_summaries.plan_name is
	'Of the current subscription: the newest active one, else the newest suspended or pending one. plan_id and subscription_status likewise.';
comment on column public.client_summaries.sessions_left is
	'Units of use that remain over all active subscriptions; null: not metered. Until use is reported all of the quota remains.';
comment on column public.client_summaries.due_on is 'The oldest unpaid due date.';
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
as $$
begin
	perform app.lock_summaries(keys);
	update public.client_summaries s set
		plan_id = plan.id, plan_name = plan.name, subscription_status = plan.status, sessions_left = quota.left,
		is_held = exists (
			select from public.suspensions h
			where h.reseller_id = s.reseller_id and h.client_id = s.client_id and h.lifted_at is null
		)
	from unnest(keys) k
	left join lateral (
		select p.id, p.name, b.status
		from public.subscriptions b
		join public.plan_versions v on v.reseller_id = b.reseller_id and v.id = b.plan_version_id
		join public.plans p on p.reseller_id = v.reseller_id and p.id = v.plan_id
		where b.reseller_id = k.reseller_id and b.client_id = k.client_id and b.status in ('active', 'suspended', 'pending')
		order by case b.status when 'active' then 1 when 'suspended' then 2 else 3 end, b.created_at desc, b.id
		limit 1
	) plan on true
	left join lateral (
		select sum(v.session_quota)::integer as left
		from public.subscriptions b
		join public.plan_versions v on v.reseller_id = b.reseller_id and v.id = b.plan_version_id
		where b.reseller_id = k.reseller_id and b.client_id = k.client_id and b.status = 'active'
	) quota on true
	where s.reseller_id = k.reseller_id and s.client_id = k.client_id;
end
$$;

create function app.derive_dues(keys app.client_key[]) returns void
	language plpgsql security definer
	set search_path = ''
as $$
begin
	perform app.lock_summaries(keys);
	update public.client_summaries s set
		has_invoices = exists (
			select from public.invoices i
			where i.reseller_id = s.reseller_id and i.client_id = s.client_id and i.status <> 'draft'
		),
		due_on = (
			select min(i.due_on) from public.invoices i
			where i.reseller_id = s.reseller_id and i.client_id = s.client_id
				and i.status = 'open' and i.payment_status in ('unpaid', 'partial')
		),
		last_paid_on = (
			select max(p.paid_on) from public.payments p
			where p.reseller_id = s.reseller_id and p.client_id = s.client_id and p.status = 'succeeded'
		)
	from unnest(keys) k
	where s.reseller_id = k.reseller_id and s.client_id = k.client_id;
end
$$;

create function app.derive_after_change() returns trigger
	language plpgsql security definer
	set search_path = ''
as $$
declare
	keys app.client_key[] := array(select distinct row(c.reseller_id, c.client_id)::app.client_key from changed_rows c);
begin
	if cardinality(keys) = 0 then
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
	'After a statement on rows of clients: derives anew, for all clients it touched at once, what the argument names. Such rows never move to another client.';

create function app.derive_from(table_name text, facts text) returns void
	language plpgsql
	set search_path = ''
as $$
begin
	execute format($sql$
		create trigger clients_derive_inserted after insert on public.%1$I
			referencing new table as changed_rows for each statement execute function app.derive_after_change(%2$L);
		create trigger clients_derive_updated after update on public.%1$I
			referencing new table as changed_rows for each statement execute function app.derive_after_change(%2$L);
		create trigger clients_derive_deleted after delete on public.%1$I
			referencing old table as changed_rows for each statement execute function app.derive_after_change(%2$L);
	$sql$, table_name, facts);
end
$$;
select app.derive_from('subscriptions', 'plans'), app.derive_from('suspensions', 'plans'),
	app.derive_from('invoices', 'dues'), app.derive_from('payments', 'dues');

create function app.rename_plan_in_summaries() returns trigger
	language plpgsql security definer
	set search_path = ''
as $$
begin
	update public.client_summaries s set plan_name = p.name
	from new_rows p
	join old_rows o on o.id = p.id and o.name <> p.name
	where s.reseller_id = p.reseller_id and s.plan_id = p.id
		-- By the index of plans.
		and s.facet = any (array(select f.facet from app.client_facets f)) and s.plan_key = app.search_text(o.name);
	return null;
end
$$;
create trigger plans_summarised after update on public.plans
	referencing old table as old_rows new table as new_rows for each statement execute function app.rename_plan_in_summaries();

-- Looking ----------------------------------------------------------------------------------------------

create function app.like_pattern(word text) returns text
	language sql immutable
	set search_path = ''
as $$
	select '%' || regexp_replace(app.search_text(word), '([\\%_])', '\\\1', 'g') || '%'
$$;

create function app.words_condition(words text, subject text) returns text
	language plpgsql immutable
	set search_path = ''
as $$
declare
	word text;
	bare text;
	conditions text[] := '{}';
begin
	foreach word in array (regexp_split_to_array(btrim(words), '\s+'))[1:8] loop
		-- What looks like a document is also looked for without its mask.
		bare := case when word ~ '[0-9]' and word !~ '@' then regexp_replace(word, '[./()-]', '', 'g') else word end;
		conditions := conditions || case
			when word = '' then 'true'
			when bare in (word, '') then format('%s like %L', subject, app.like_pattern(word))
			else format('(%1$s like %2$L or %1$s like %3$L)', subject, app.like_pattern(word), app.like_pattern(bare))
		end;
	end loop;
	return array_to_string(conditions, ' and ');
end
$$;
comment on function app.words_condition(text, text) is
	'SQL: all words (eight at most) occur somewhere in the column or expression `subject`, which holds app.search_text; masks of documents do not matter.';

create function app.rare_parts(words text) returns text
	language plpgsql immutable
	set search_path = ''
as $$
begin
	-- Words with a mask are compared without it as well, and so are kept whole.
	return (
		select string_agg(case
			-- What is the same in most documents stands at their end.
			when w.word ~ '^[0-9]{9,}$' then left(w.word, 8)
			when w.word ~ '@' or w.word !~ '[./()-]' then right(coalesce(nullif(split_part(w.word, '@', 1), ''), w.word), 12)
			else w.word
		end, ' ')
		from regexp_split_to_table(btrim(words), '\s+') as w (word)
	);
end
$$;
comment on function app.rare_parts(text) is
	'Of each word a piece by which the index of text finds few: a long word costs it more than it narrows, and the end of an address is everybody''s.';

create type app.client_query as (
	-- Those of app.client_facets that the filter lets through.
	facets smallint[],
	-- SQL on `l`, a row of client_summaries: what facets cannot say, and needs no text search.
	rest text,
	-- The part of the rest that says when clients were created, and when they owe: in those orders, where to look at all.
	created text,
	due text,
	-- The names of the plans asked for, as they are sorted by; null: any.
	plan_keys text[],
	-- The tenant, the facets and the rest.
	filters text,
	-- The text conditions on `l`; null when none was asked.
	matches text,
	-- What follows from `matches` and needs no more than the search_key.
	hints text,
	-- By index: SQL whose rows are the ids of all clients that can match; `matches` decides.
	candidates text,
	-- Whether the clients are named, so that they are few.
	is_named boolean
);

create function app.texts_of(filter jsonb, key text, allowed text[] default null) returns text[]
	language plpgsql immutable
	set search_path = ''
as $$
declare
	given text[] := array(select t.value from jsonb_array_elements_text(filter -> key) as t (value));
begin
	if not given <@ coalesce(allowed, given) or array_position(given, null) is not null then
		perform app.refuse('client_filter_invalid');
	end if;
	return nullif(given, '{}');
end
$$;
comment on function app.texts_of(jsonb, text, text[]) is 'The array under that key, null when absent or empty. Refuses client_filter_invalid for other values than the allowed ones.';

create function app.text_of(filter jsonb, key text, allowed text[]) returns text
	language plpgsql immutable
	set search_path = ''
as $$
begin
	if filter ->> key <> all (allowed) then
		perform app.refuse('client_filter_invalid');
	end if;
	return filter ->> key;
end
$$;

create function app.facets_of(filter jsonb) returns smallint[]
	language plpgsql immutable security definer
	set search_path = ''
as $$
declare
	statuses text[] := coalesce(
		app.texts_of(filter, 'status', '{active,inactive,archived}'),
		case when filter ? 'ids' then '{active,inactive,archived}' else '{active,inactive}' end::text[]
	);
	payments text[] := app.texts_of(filter, 'payment_status', '{none,settled,awaiting,overdue}');
	suspended boolean := (filter ->> 'suspended')::boolean;
	delinquent boolean := (filter ->> 'delinquent')::boolean;
	kind text := app.text_of(filter, 'person_type', '{individual,company}');
	paying text := app.text_of(filter, 'payer', '{client,agency}');
	collecting text := app.text_of(filter, 'collection', '{informal,gateway}');
begin
	return array(
		select f.facet from app.client_facets f
		where f.status = any (statuses)
			and (suspended is null or f.is_suspended = suspended)
			and (kind is null or f.person_type = kind)
			and (paying is null or f.payer = paying)
			and (collecting is null or f.collection = collecting)
			and (payments is null or f.books = any (payments) or f.books = 'due' and payments && '{awaiting,overdue}')
			and (delinquent is not true or f.books = 'due' and f.status <> 'archived')
	);
end
$$;
comment on function app.facets_of(jsonb) is 'The facets that the filter lets through. Immutable as the table of facets is.';

create function app.client_query(account app.account, filter jsonb) returns app.client_query
	language plpgsql stable security definer
	set search_path = ''
as $$
declare
	asked app.client_query;
	conditions text[] := '{}';
	created text[] := '{}';
	due text[] := '{}';
	matches text[] := '{}';
	hints text[] := '{}';
	found text[] := '{}';
	today date;
	zone text;
	plan_ids text[];
	payments text[];
	term text;
	digits text;
	phone_pattern text;
	by_phone uuid[];
	most_by_phone constant integer := 1000;
	never_due constant text := 'infinity';
begin
	-- As it opens: worked out once for the connection.
	if filter = '{}' then
		asked.facets := app.facets_of('{}');
		asked.rest := 'true';
		asked.created := 'true';
		asked.due := 'true';
		asked.filters := format('l.reseller_id = %L::uuid and l.facet = any (%L::smallint[])', account.reseller_id, asked.facets);
		asked.is_named := false;
		return asked;
	end if;
	if jsonb_typeof(filter) is distinct from 'object' or pg_column_size(filter) > 65536 or exists (
		select from jsonb_object_keys(filter) as k (key) where k.key <> all (array[
			'q', 'name', 'trade_name', 'status', 'number', 'plan_id', 'suspended', 'delinquent', 'created_from', 'created_to',
			'collection', 'payment_status', 'payer', 'person_type', 'due_from', 'due_to', 'ids'
		])
	) then
		perform app.refuse('client_filter_invalid');
	end if;
	filter := jsonb_strip_nulls(filter);
	asked.facets := app.facets_of(filter);

	if filter ? 'ids' then
		conditions := conditions || format('l.client_id = any (%L::uuid[])',
			coalesce(app.texts_of(filter, 'ids'), '{}')::uuid[]);
	end if;
	if filter ? 'number' then
		conditions := conditions || format('l.client_id = %L::uuid', coalesce((
			select c.id from public.clients c
			where c.reseller_id = account.reseller_id and c.number = (filter ->> 'number')::bigint
		), '00000000-0000-0000-0000-000000000000'));
	end if;
	asked.is_named := filter ? 'ids' or filter ? 'number';
	plan_ids := app.texts_of(filter, 'plan_id');
	if plan_ids is not null then
		conditions := conditions || case
			when plan_ids = '{none}' then 'l.plan_id is null'
			when 'none' = any (plan_ids)
				then format('(l.plan_id = any (%L::uuid[]) or l.plan_id is null)', array_remove(plan_ids, 'none')::uuid[])
			else format('l.plan_id = any (%L::uuid[])', plan_ids::uuid[]) end;
		asked.plan_keys := array(
			select distinct coalesce(app.search_text(p.name), '') from unnest(plan_ids) as g (plan)
			left join public.plans p on p.reseller_id = account.reseller_id and p.id::text = g.plan
		);
	end if;
	if filter ?| array['delinquent', 'payment_status'] then
		today := app.today(account.reseller_id);
	end if;
	if (filter ->> 'delinquent')::boolean then
		due := due || format('l.due_key < %L::date', today);
	elsif not (filter ->> 'delinquent')::boolean then
		due := due || format('(l.due_key >= %L::date or l.facet = any (%L::smallint[]))', today,
			array(select f.facet from app.client_facets f where f.status = 'archived'));
	end if;
	if filter ?| array['created_from', 'created_to'] then
		zone := (select r.time_zone from public.resellers r where r.id = account.reseller_id);
	end if;
	if filter ? 'created_from' then
		created := created || format('l.created_at >= %L::timestamptz', (filter ->> 'created_from')::date::timestamp at time zone zone);
	end if;
	if filter ? 'created_to' then
		created := created
			|| format('l.created_at < %L::timestamptz', ((filter ->> 'created_to')::date + 1)::timestamp at time zone zone);
	end if;
	if filter ? 'due_from' then
		due := due || format('l.due_key >= %L::date', (filter ->> 'due_from')::date);
	end if;
	if filter ? 'due_to' then
		due := due || format('l.due_key <= %L::date', (filter ->> 'due_to')::date);
	end if;
	payments := app.texts_of(filter, 'payment_status');
	-- Both kinds of being due are a facet; which of them, the date says.
	if 'overdue' = any (payments) and not 'awaiting' = any (payments) then
		due := due || case when payments = '{overdue}' then format('l.due_key < %L::date', today)
			else format('(l.due_key < %L::date or l.due_key = %L::date)', today, never_due) end;
	elsif 'awaiting' = any (payments) and not 'overdue' = any (payments) then
		due := due || format('l.due_key >= %L::date', today);
	end if;

	term := btrim(left(filter ->> 'name', 200));
	if term <> '' then
		matches := matches || app.words_condition(term, 'l.name_key');
		hints := hints || app.words_condition(term, 'l.search_key');
		found := found || app.words_condition(app.rare_parts(term), 'c.search_key');
	end if;
	term := btrim(left(filter ->> 'trade_name', 200));
	if term <> '' then
		matches := matches || app.words_condition(term, 'l.trade_key');
		hints := hints || app.words_condition(term, 'l.search_key');
		found := found || app.words_condition(app.rare_parts(term), 'c.search_key');
	end if;
	term := btrim(left(filter ->> 'q', 200));
	if term <> '' then
		found := found || app.words_condition(app.rare_parts(term), 'c.search_key');
		digits := regexp_replace(term, '[^0-9]', '', 'g');
		if account.sees_phones and length(digits) >= 4 and term ~ '^[0-9()+. -]+$' then
			phone_pattern := '%' || digits || '%';
			by_phone := array(
				select p.client_id from public.client_phones p
				where p.reseller_id = account.reseller_id and p.e164 like phone_pattern
				limit most_by_phone
			);
			matches := matches || format('(%s or %s)', app.words_condition(term, 'l.search_key'),
				case when cardinality(by_phone) < most_by_phone then format('l.client_id = any (%L::uuid[])', by_phone)
				-- So many that the next rows of any list soon hold some.
				else format('exists (
					select from public.client_phones p
					where p.reseller_id = l.reseller_id and p.client_id = l.client_id and p.e164 like %L
				)', phone_pattern) end);
		else
			matches := matches || app.words_condition(term, 'l.search_key');
		end if;
		hints := hints || matches[cardinality(matches)];
	end if;

	asked.created := coalesce(nullif(array_to_string(created, ' and '), ''), 'true');
	asked.due := coalesce(nullif(array_to_string(due, ' and '), ''), 'true');
	asked.rest := coalesce(nullif(array_to_string(conditions || created || due, ' and '), ''), 'true');
	asked.filters := format('l.reseller_id = %L::uuid and l.facet = any (%L::smallint[]) and %s',
		account.reseller_id, asked.facets, asked.rest)
		|| case when asked.plan_keys is not null then format(' and l.plan_key = any (%L::text[])', asked.plan_keys) else '' end;
	if cardinality(matches) > 0 then
		asked.matches := array_to_string(matches, ' and ');
		asked.hints := array_to_string(hints, ' and ');
		asked.candidates := format('select c.id from public.clients c where c.reseller_id = %L::uuid and %s',
			account.reseller_id, array_to_string(found, ' and '));
		if phone_pattern is not null then
			asked.candidates := asked.candidates || format(
				' union select p.client_id from public.client_phones p where p.reseller_id = %L::uuid and p.e164 like %L',
				account.reseller_id, phone_pattern);
		end if;
	end if;
	return asked;
exception
	when data_exception then
		perform app.refuse('client_filter_invalid');
end
$$;
comment on function app.client_query(app.account, jsonb) is
	'The filter of the client list as SQL, every value quoted as a literal, so that each page is planned for what was asked. Always bound to the account''s reseller.';

create function app.require_staff() returns app.account
	language plpgsql stable security definer
	set search_path = ''
as $$
declare
	account app.account := app.acting();
begin
	if account.reseller_id is null then
		perform app.refuse('no_account', 403);
	end if;
	if account.client_id is not null then
		perform app.refuse('not_permitted', 403);
	end if;
	return account;
end
$$;
comment on function app.require_staff() is
	'The acting account, if it is the reseller''s own staff, whatever the role. Refuses with no_account or not_permitted (403).';

create function app.client_sort_keys(sort text) returns text[]
	language sql immutable
	set search_path = ''
as $$
	select case sort
		when 'created' then '{created_at,number}'
		when 'number' then '{number}'
		when 'name' then '{name_key,number}'
		when 'trade_name' then '{trade_key,number}'
		when 'plan' then '{plan_key,created_at,number}'
		when 'status' then '{status,created_at,number}'
		when 'suspended' then '{is_suspended,created_at,number}'
		when 'sessions' then '{sessions_key,plan_key,number}'
		when 'due' then '{due_key,number}'
		when 'last_paid' then '{paid_key,due_key,number}'
	end::text[]
$$;
comment on function app.client_sort_keys(text) is
	'The columns of client_summaries that a sort goes by; all go the same way and the last is unique, so that one row comparison begins a page. Null for a sort that there is not.';

create type app.client_order as (
	-- SQL: the columns of `l` that rows are sorted by, and that order.
	columns text,
	ordering text,
	-- Which way: < or >.
	comparison text,
	-- Whether a row of `l` comes after the cursor; whether it comes no later than the row `edge`.
	after text,
	within text,
	-- Status and suspension are a facet's own: within one facet only the keys behind them count.
	is_by_facet boolean,
	facet_columns text,
	facet_ordering text,
	-- Of the facets `f` that stand as the cursor does, and what then comes after it; and of those that follow it.
	facet_same text,
	facet_after text,
	facet_beyond text
);

create function app.client_order(sort text, descending boolean, after jsonb) returns app.client_order
	language plpgsql stable
	set search_path = ''
as $$
declare
	wanted app.client_order;
	keys text[] := app.client_sort_keys(sort);
	size integer := cardinality(keys);
	direction text := case when descending then ' desc' else ' asc' end;
	comparison text := case when descending then '<' else '>' end;
	literals text[];
	first_inner integer;
begin
	if keys is null or descending is null or (after is not null and
		(jsonb_typeof(after) <> 'array' or jsonb_array_length(after) <> size or jsonb_path_exists(after, '$[*] ? (@ == null)'))
	) then
		perform app.refuse('client_filter_invalid');
	end if;
	wanted.comparison := comparison;
	wanted.is_by_facet := sort in ('status', 'suspended');
	first_inner := case when wanted.is_by_facet then 2 else 1 end;
	wanted.columns := 'l.' || array_to_string(keys, ', l.');
	wanted.ordering := 'l.' || array_to_string(keys, direction || ', l.') || direction;
	wanted.within := format('(%s) %s (%s)', wanted.columns, case when descending then '>=' else '<=' end,
		replace(wanted.columns, 'l.', 'edge.'));
	wanted.facet_columns := 'l.' || array_to_string(keys[first_inner:], ', l.');
	wanted.facet_ordering := 'l.' || array_to_string(keys[first_inner:], direction || ', l.') || direction;
	wanted.after := 'true';
	wanted.facet_same := 'true';
	wanted.facet_after := 'true';
	if after is not null then
		for place in 1..size loop
			literals[place] := format('%L::%s', after ->> (place - 1), case keys[place]
				when 'created_at' then 'timestamptz' when 'number' then 'bigint' when 'is_suspended' then 'boolean'
				when 'sessions_key' then 'integer' when 'due_key' then 'date' when 'paid_key' then 'date' else 'text' end);
		end loop;
		wanted.after := format('(%s) %s (%s)', wanted.columns, comparison, array_to_string(literals, ', '));
		wanted.facet_after := format('(%s) %s (%s)', wanted.facet_columns, comparison, array_to_string(literals[first_inner:], ', '));
		if wanted.is_by_facet then
			wanted.facet_same := format('f.%s = %s', keys[1], literals[1]);
			wanted.facet_beyond := format('f.%s %s %s', keys[1], comparison, literals[1]);
		end if;
	end if;
	return wanted;
end
$$;

create function app.merged_clients(
	asked app.client_query, wanted app.client_order, reseller_id uuid, sort text, size integer, looked_at bigint, is_leaping boolean
) returns text
	language plpgsql immutable
	set search_path = ''
as $$
declare
	seen constant integer := 1000;
	is_by_creation constant boolean := sort in ('created', 'status', 'suspended');
	keys constant text := replace(wanted.columns, 'l.', '');
	first_key constant text := split_part(keys, ',', 1);
	columns constant text := case when wanted.is_by_facet then replace(wanted.columns, 'l.' || first_key, 'f.' || first_key)
		else wanted.columns end;
	-- Text stands in the table, except what the index of creation has of it: where other conditions come first, only what
	-- they leave is looked up there.
	hints constant text := case when is_by_creation and asked.plan_keys is null then asked.hints when asked.rest = 'true' or sort = 'trade_name' then asked.matches end;
	is_looked_up constant boolean := asked.matches is distinct from hints;
	passes constant text := concat_ws(' and ', nullif(asked.rest, 'true'), hints);
	-- Where clients are sought at all, as far as the index of the order can say it.
	bounds text := case when is_by_creation then asked.created when sort = 'due' then asked.due else 'true' end;
	-- A plan's clients stand together in the order of plans, and there as they were created.
	is_by_plan constant boolean := asked.plan_keys is not null and sort in ('created', 'status', 'suspended', 'plan');
	part text := 'select u.how_many, %1$s, l.client_id, l.place, l.passes
		from units u join app.client_facets f on f.facet = u.facet cross join lateral (
			select %2$s, l.client_id, row_number() over (order by %3$s) as place, %4$s as passes
			from public.client_summaries l
			where l.reseller_id = %5$L::uuid and l.facet = u.facet and %6$s and %7$s order by %3$s limit u.how_many
		) l where (l.passes or l.place = u.how_many) and %8$s';
begin
	if is_leaping then
		part := format('select u.how_many, %1$s, l.client_id, l.place, l.passes
			from units u join app.client_facets f on f.facet = u.facet cross join lateral (
				with recursive leap (key) as (
					(select l.%9$s from public.client_summaries l
						where l.reseller_id = %5$s::uuid and l.facet = u.facet and %6$s order by %3$s limit 1)
					union all
					select (select l.%9$s from public.client_summaries l
						where l.reseller_id = %5$s::uuid and l.facet = u.facet and l.%9$s %10$s leap.key order by %3$s limit 1)
					from leap where leap.key is not null
				)
				select l.*, row_number() over () as place from (
					select l.* from leap cross join lateral (
						select %2$s, l.client_id, %4$s as passes from public.client_summaries l
						where l.reseller_id = %5$s::uuid and l.facet = u.facet and l.%9$s = leap.key and %6$s and %7$s
						order by %3$s limit u.how_many
					) l limit u.how_many
				) l
			) l where (l.passes or l.place = u.how_many) and %8$s',
			'%1$s', '%2$s', '%3$s', '%4$s', '%5$L', '%6$s', '%7$s', '%8$s', first_key, wanted.comparison);
		bounds := case sort when 'last_paid' then asked.due else format('l.plan_key = any (%L::text[])', asked.plan_keys) end;
	elsif is_by_plan then
		bounds := concat_ws(' and ', bounds, 'l.plan_key = u.plan_key');
	end if;
	return format('with shares as materialized (
			select n.facet, count(*) as clients from (
				select l.facet from public.client_summaries l where l.reseller_id = %1$L::uuid
				order by l.created_at desc, l.number desc limit %2$s
			) n where n.facet = any (%3$L::smallint[]) group by n.facet
		), units as materialized (
			select f.facet, %4$s as plan_key, %5$s::bigint as how_many
			from unnest(%3$L::smallint[]) as f (facet)
			left join shares s on s.facet = f.facet
			cross join lateral (
				-- Of what was not among the newest there may be some.
				select %6$s * coalesce(s.clients, 0.3)::double precision / (select greatest(sum(clients), 1) from shares) as expected
			) share %7$s
		), looked as materialized (%8$s), edge as materialized (
			select %9$s from looked l where l.place = l.how_many order by %10$s limit 1
		)
		select array_agg(p.client_id), (select count(*) from edge) > 0 from (
			select l.client_id from (
				select l.* from looked l left join edge on true where l.passes and (edge.number is null or %11$s)
			) l where %13$s order by %10$s limit %12$s
		) p',
		reseller_id, seen, asked.facets,
		case when is_by_plan then 'g.plan_key' else 'null::text' end,
		case when is_leaping then looked_at::text
			-- No more of one facet can be on the page, if all that is looked at passes.
			else format('least(%s, 4 + ceil(share.expected + 3 * sqrt(share.expected)))',
				case when passes = '' and not is_looked_up then size else looked_at end) end,
		looked_at,
		case when is_by_plan then format('cross join unnest(%L::text[]) as g (plan_key)', asked.plan_keys) else '' end,
		format(part, columns, wanted.facet_columns, wanted.facet_ordering, coalesce(nullif(passes, ''), 'true'), reseller_id,
			wanted.facet_after, bounds, wanted.facet_same)
		|| case when wanted.facet_beyond is null then '' else ' union all ' || format(part, columns, wanted.facet_columns,
			wanted.facet_ordering, coalesce(nullif(passes, ''), 'true'), reseller_id, 'true', bounds, wanted.facet_beyond) end,
		wanted.columns, wanted.ordering, wanted.within, size,
		case when is_looked_up then format('exists (select from (select l.client_id) as w
				join public.client_summaries l on l.reseller_id = %L::uuid and l.client_id = w.client_id where %s offset 0)',
			reseller_id, asked.matches) else 'true' end);
end
$$;
comment on function app.merged_clients(app.client_query, app.client_order, uuid, text, integer, bigint, boolean) is
	'SQL: {the next clients, at most `size`; whether there may be more}. Looks at about `looked_at` next rows, of each facet as many as its share among the newest clients, and no further than where the first facet broke off. is_leaping: at so many of each facet, leaping from one value of the first key to the next and there over whatever owes nothing then, or has another plan.';

create function app.found_clients(asked app.client_query, wanted app.client_order, size integer) returns text
	language plpgsql immutable
	set search_path = ''
as $$
begin
	return format('select array_agg(p.client_id), false from (
			select l.client_id from %spublic.client_summaries l where %s and %s and %s%s order by %s limit %s
		) p',
		coalesce('(' || asked.candidates || ') c (id), ', ''), asked.filters, wanted.after,
		coalesce(asked.matches, 'true'), case when asked.candidates is not null then ' and l.client_id = c.id' else '' end,
		wanted.ordering, size);
end
$$;
comment on function app.found_clients(app.client_query, app.client_order, integer) is
	'SQL: as merged_clients, complete: all that match are found by name, by the index of text or by what else narrows them, and then sorted.';

create function app.walked_clients(
	asked app.client_query, wanted app.client_order, reseller_id uuid, size integer, looked_at bigint
) returns text
	language plpgsql immutable
	set search_path = ''
as $$
begin
	return format('with walked as materialized (
			select l.client_id, %1$s from (
				select l.* from public.client_summaries l
				where l.reseller_id = %2$L::uuid and %3$s and %4$s order by %5$s limit %6$s
			) l where l.facet = any (%7$L::smallint[]) and %8$s limit %9$s
		)
		select (select array_agg(client_id order by %5$s) from walked l), true',
		wanted.columns, reseller_id, wanted.after, coalesce(asked.created, 'true'), wanted.ordering, looked_at, asked.facets,
		concat_ws(' and ', asked.rest, asked.matches), size);
end
$$;
comment on function app.walked_clients(app.client_query, app.client_order, uuid, integer, bigint) is
	'SQL: those of the next `looked_at` rows of the order of creation that pass, at most `size`, and that there may be more.';

create function app.newest_clients(
	reseller_id uuid, facets smallint[], descending boolean, after jsonb, size integer, looked_at bigint
) returns uuid[]
	language plpgsql stable security definer
	set search_path = ''
as $$
declare
	ends constant text := case when descending then 'infinity' else '-infinity' end;
	last_at timestamptz := coalesce((after ->> 0)::timestamptz, ends::timestamptz);
	last_number bigint := coalesce((after ->> 1)::bigint, 0);
begin
	if descending then
		return array(
			select w.client_id from (
				select l.client_id, l.facet, l.created_at, l.number from public.client_summaries l
				where l.reseller_id = newest_clients.reseller_id and (l.created_at, l.number) < (last_at, last_number)
				order by l.created_at desc, l.number desc limit looked_at
			) w
			where w.facet = any (facets)
			order by w.created_at desc, w.number desc limit size
		);
	end if;
	return array(
		select w.client_id from (
			select l.client_id, l.facet, l.created_at, l.number from public.client_summaries l
			where l.reseller_id = newest_clients.reseller_id and (l.created_at, l.number) > (last_at, last_number)
			order by l.created_at, l.number limit looked_at
		) w
		where w.facet = any (facets)
		order by w.created_at, w.number limit size
	);
end
$$;
comment on function app.newest_clients(uuid, smallint[], boolean, jsonb, integer, bigint) is
	'As walked_clients where facets say all: what most pages are, and so planned once for the connection.';

create type app.client_frequency as (
	-- How many clients the reseller has had.
	total numeric,
	-- Of those, parts of one, none of them zero: in the facets asked for; passing all but the text; with the text; passing all.
	in_facets numeric,
	eligible numeric,
	matching numeric,
	passing numeric
);

create function app.client_frequency(asked app.client_query, reseller_id uuid) returns app.client_frequency
	language plpgsql stable security definer
	set search_path = ''
as $$
declare
	looked_at constant integer := 1000;
	-- Where none of the rows looked at was such: some elsewhere may be.
	at_least constant numeric := 0.3;
	frequency app.client_frequency;
	counted numeric;
	in_facets numeric;
	eligible numeric;
	matching numeric;
	passing numeric;
begin
	execute format('select count(*), count(*) filter (where n.is_in), count(*) filter (where n.is_in and n.passes),
			count(*) filter (where n.matches), count(*) filter (where n.is_in and n.matches and n.passes)
		from (
			select l.facet = any (%L::smallint[]) as is_in, %s as matches, %s as passes
			from public.client_summaries l where l.reseller_id = %L::uuid
			order by l.created_at desc, l.number desc limit %s
		) n',
		asked.facets, coalesce(asked.matches, 'true'), asked.rest, reseller_id, looked_at
	) into counted, in_facets, eligible, matching, passing;
	frequency.total := case when counted < looked_at then counted else greatest(counted, (
		select max(c.number) from public.clients c where c.reseller_id = client_frequency.reseller_id
	)) end;
	frequency.in_facets := greatest(in_facets, at_least) / greatest(counted, 1);
	frequency.eligible := greatest(eligible, at_least) / greatest(counted, 1);
	frequency.matching := greatest(matching, at_least) / greatest(counted, 1);
	-- Too few to be counted: as if one had nothing to do with the other.
	frequency.passing := case when passing < 3 then frequency.eligible * frequency.matching else passing / counted end;
	return frequency;
end
$$;
comment on function app.client_frequency(app.client_query, uuid) is
	'How much of the reseller''s book the filter lets through, judged by the newest clients.';

create function app.next_clients(
	reseller_id uuid, asked app.client_query, sort text, descending boolean, after jsonb, size integer
) returns uuid[]
	language plpgsql stable security definer
	set search_path = ''
as $$
declare
	-- Beyond these the next rows of every facet are less work.
	walked constant integer := 2000;
	-- So few are sorted sooner than an order is searched for them.
	few constant integer := 3000;
	everything constant bigint := 1000000000000;
	-- Microseconds per row, measured: merged from an index, walked in the table, looked up there, found by text.
	looking constant numeric := 2;
	walking constant numeric := 1.2;
	fetching constant numeric := 3;
	finding constant numeric := 15;
	wanted app.client_order := app.client_order(sort, descending, after);
	is_plain constant boolean := asked.rest = 'true' and asked.matches is null;
	is_by_leaps constant boolean := asked.matches is null
		and (sort = 'sessions' and asked.plan_keys is not null or sort = 'last_paid' and asked.due <> 'true');
	frequency app.client_frequency;
	looked_at bigint := size;
	cost_of_finding numeric;
	cost_of_row numeric;
	is_leaping boolean := false;
	found integer;
	ids uuid[];
	is_cut boolean;
begin
	if asked.is_named then
		execute app.found_clients(asked, wanted, size) into ids, is_cut;
		return ids;
	end if;
	if asked.matches is not null then
		frequency := app.client_frequency(asked, reseller_id);
		looked_at := least(1.3 * size / frequency.passing, frequency.total * 1.5) * frequency.in_facets;
		cost_of_finding := finding * frequency.total * frequency.matching;
		cost_of_row := looking + case when sort in ('created', 'status', 'suspended') then 0
			else fetching * frequency.eligible / frequency.in_facets end;
		if sort = 'created' and walking * looked_at / frequency.in_facets <= least(cost_of_row * looked_at, cost_of_finding) then
			-- It ends with the page, so that a poor estimate costs nothing as long as it allows for enough.
			execute app.walked_clients(asked, wanted, reseller_id, size, ceil(5 * looked_at / frequency.in_facets)::bigint) into ids, is_cut;
			if cardinality(ids) = size then
				return ids;
			end if;
			looked_at := 4 * looked_at;
		end if;
	elsif sort = 'created' then
		if is_plain then
			ids := app.newest_clients(reseller_id, asked.facets, descending, after, size, size + walked);
		else
			execute app.walked_clients(asked, wanted, reseller_id, size, size + walked) into ids, is_cut;
		end if;
		if cardinality(ids) = size then
			return ids;
		end if;
	elsif not is_plain then
		looked_at := 20 * size;
	end if;

	loop
		if cost_of_row * looked_at > cost_of_finding or found <= few then
			execute app.found_clients(asked, wanted, size) into ids, is_cut;
			return ids;
		end if;
		execute app.merged_clients(asked, wanted, reseller_id, sort, size, looked_at, is_leaping) into ids, is_cut;
		if cardinality(ids) = size or not is_cut then
			return ids;
		end if;
		if is_plain then
			-- No more than a page of any facet can be on the page.
			looked_at := everything;
		elsif asked.matches is null and found is null then
			-- What was not there where it should have been may be rare.
			execute format('select count(*) from (select from public.client_summaries l where %s limit %s) n',
				asked.filters, few + 1) into found;
			is_leaping := is_by_leaps;
			looked_at := case when is_leaping then size else 4 * looked_at end;
		else
			looked_at := 4 * looked_at;
		end if;
	end loop;
end
$$;
comment on function app.next_clients(uuid, app.client_query, text, boolean, jsonb, integer) is
	'The ids of the next clients, at most `size`, read in the way that is the least work: walk (most pass), merge (those of some facets, or in another order), find (few).';

create function app.list_clients(filter jsonb, sort text, descending boolean, after jsonb, page_size integer) returns json
	language plpgsql stable security definer
	set search_path = ''
as $$
declare
	account app.account := app.require_staff();
	asked app.client_query := app.client_query(account, coalesce(filter, '{}'));
	-- One more than is shown says whether there are more.
	size integer := least(greatest(coalesce(page_size, 50), 1), 1000) + 1;
	ids uuid[];
begin
	ids := app.next_clients(account.reseller_id, asked, sort, descending, after, size);
	return json_build_object(
		'rows', (
			select coalesce(json_agg(c order by p.position), '[]')
			from unnest(ids[:size - 1]) with ordinality as p (id, position)
			join public.client_list c on c.reseller_id = account.reseller_id and c.id = p.id
		),
		'next', case when cardinality(ids) = size then (
			select jsonb_agg(to_jsonb(l) -> k.key order by k.position)
			from public.client_summaries l
			cross join unnest(app.client_sort_keys(sort)) with ordinality as k (key, position)
			where l.reseller_id = account.reseller_id and l.client_id = ids[size - 1]
		) end
	);
exception when data_exception then
	perform app.refuse('client_filter_invalid');
end
$$;
grant execute on function app.list_clients(jsonb, text, boolean, jsonb, integer) to authenticated;

create function public.list_clients(
	filter jsonb default '{}', sort text default 'created', descending boolean default true, after jsonb default null,
	page_size integer default 50
) returns json
	language plpgsql stable
	set search_path = ''
as $$
begin
	return app.list_clients(filter, sort, descending, after, page_size);
end
$$;
comment on function public.list_clients(jsonb, text, boolean, jsonb, integer) is
	'One page of the acting reseller''s clients, {rows: [client_list], next}; hand `next` back as `after`. For staff.
filter, all optional: q (infix in name, trade name, e-mail, document, number, and phone for whoever sees phones), name, trade_name, status [active|inactive|archived] (absent: not archived), number, plan_id [uuid|none], suspended, delinquent, created_from, created_to, due_from, due_to (dates), collection, payer, person_type, payment_status [none|settled|awaiting|overdue], ids.
sort: created, number, name, trade_name, plan, status, suspended, sessions, due, last_paid; equal ones by number. Refuses client_filter_invalid, no_account, not_permitted.';
grant execute on function public.list_clients(jsonb, text, boolean, jsonb, integer) to authenticated;

create function app.most_counted() returns integer
	language sql immutable
	set search_path = ''
as $$ select 10000 $$;

create function app.count_clients(filter jsonb) returns integer
	language plpgsql stable security definer
	set search_path = ''
as $$
declare
	account app.account := app.require_staff();
	asked app.client_query := app.client_query(account, coalesce(filter, '{}'));
	counted integer;
begin
	execute format('select count(*) from (select from public.client_summaries l where %s and %s and %s limit %s) counted',
		asked.filters, coalesce(asked.matches, 'true'),
		coalesce('l.client_id in (' || asked.candidates || ')', 'true'), app.most_counted()) into counted;
	return counted;
exception when data_exception then
	perform app.refuse('client_filter_invalid');
end
$$;
grant execute on function app.count_clients(jsonb) to authenticated;

create function public.count_clients(filter jsonb default '{}') returns integer
	language sql stable
	set search_path = ''
as $$ select app.count_clients(filter) $$;
comment on function public.count_clients(jsonb) is
	'How many of the acting reseller''s clients the filter of list_clients lets through; 10000 stands for that many or more.';
grant execute on function public.count_clients(jsonb) to authenticated;

create function app.possible_duplicates(fields jsonb, except_id uuid) returns jsonb
	language plpgsql stable security definer
	set search_path = ''
as $$
declare
	account app.account := app.require_staff();
	given jsonb := app.client_fields(fields);
	phones text[] := case when account.sees_phones then app.phones_in(fields) else '{}' end;
	names text[] := array_remove(array[app.search_text(given ->> 'name'), app.search_text(given ->> 'trade_name')], null);
begin
	return coalesce((
		select jsonb_agg(to_jsonb(f) order by f.weight, f.number desc)
		from (
			select c.id, c.number, c.name, c.trade_name, c.document, c.archived_at is not null as archived,
				array_agg(hit.by order by hit.weight) as matched_by, min(hit.weight) as weight
			from (
				select d.id, 'document' as by, 1 as weight from public.clients d
				where d.reseller_id = account.reseller_id and d.document = upper(regexp_replace(given ->> 'document', '[^0-9A-Za-z]', '', 'g'))
				union all
				select p.client_id, 'phone', 2 from public.client_phones p
				where p.reseller_id = account.reseller_id and p.e164 = any (phones)
				union all
				select e.id, 'email', 3 from public.clients e
				where e.reseller_id = account.reseller_id and e.email = given ->> 'email'
				union all
				select n.client_id, 'name', 4 from app.client_facets f
				join public.client_summaries n on n.reseller_id = account.reseller_id and n.facet = f.facet and n.name_key = any (names)
				union all
				select t.client_id, 'name', 4 from app.client_facets f
				join public.client_summaries t on t.reseller_id = account.reseller_id and t.facet = f.facet and t.trade_key = any (names)
				where t.trade_key <> t.name_key
			) hit
			join public.clients c on c.reseller_id = account.reseller_id and c.id = hit.id
			where c.id is distinct from except_id
			group by c.id
			order by weight, c.number desc
			limit 5
		) f
	), '[]');
exception when data_exception then
	perform app.refuse('input_invalid');
end
$$;
grant execute on function app.possible_duplicates(jsonb, uuid) to authenticated;

create function public.possible_duplicates(fields jsonb, except_id uuid default null) returns jsonb
	language sql stable
	set search_path = ''
as $$ select app.possible_duplicates(fields, except_id) $$;
comment on function public.possible_duplicates(jsonb, uuid) is
	'At most five clients of the acting reseller that may be the same: [{id, number, name, trade_name, document, archived, matched_by [document|phone|email|name]}], the surest first. fields: {name, trade_name, document, email, phones}; phones count only for whoever sees them. For staff; warns, never blocks.';
grant execute on function public.possible_duplicates(jsonb, uuid) to authenticated;

-- Why -------------------------------------------------------------------------------------------------

create function app.client_missing(c public.clients) returns jsonb
	language sql immutable
	set search_path = ''
as $$
	select jsonb_build_object(
		'boleto', (
			select coalesce(jsonb_agg(f.name order by f.position), '[]')
			from (values
				(1, 'document', c.document), (2, 'postal_code', c.postal_code), (3, 'street', c.street),
				(4, 'street_number', c.street_number), (5, 'district', c.district), (6, 'city', c.city), (7, 'state', c.state)
			) f (position, name, value) where f.value is null
		),
		'note', (
			select coalesce(jsonb_agg(f.name order by f.position), '[]')
			from (values
				(1, 'document', c.document), (2, 'email', c.email), (3, 'postal_code', c.postal_code), (4, 'street', c.street),
				(5, 'street_number', c.street_number), (6, 'district', c.district), (7, 'city', c.city), (8, 'state', c.state)
			) f (position, name, value) where f.value is null
		)
	)
$$;
comment on function app.client_missing(public.clients) is
	'What a client still lacks for a boleto (payer''s document and address: Febraban) and for a service note (NFS-e): {boleto: [column], note: [column]}.';

create function app.client_missing(reseller_id uuid, client_id uuid) returns jsonb
	language sql stable security definer
	set search_path = ''
as $$
	select app.client_missing(c) from public.clients c
	where c.reseller_id = client_missing.reseller_id and c.id = client_missing.client_id
$$;

create function app.member_name(reseller_id uuid, person_id uuid) returns text
	language sql stable security definer
	set search_path = ''
as $$
	select coalesce(m.name, p.name)
	from public.people p
	join public.memberships m on m.person_id = p.id and m.reseller_id = member_name.reseller_id and m.client_id is null
	where p.id = member_name.person_id
$$;

create function app.client_standing(client_id uuid) returns jsonb
	language plpgsql stable security definer
	set search_path = ''
as $$
declare
	account app.account := app.require_staff();
	today date := app.today(account.reseller_id);
	client public.client_list;
	subscription record;
	suspension public.suspensions;
	late record;
	due record;
	archiving record;
	paid record;
begin
	select l.* into client from public.client_list l
	where l.reseller_id = account.reseller_id and l.id = client_standing.client_id;
	if client.id is null then
		perform app.refuse('client_not_found', 404);
	end if;
	select b.id, b.status, b.created_at, b.activated_at, b.activation, client.plan_name,
		(
			select jsonb_build_object('id', i.id, 'number', i.number, 'due_on', i.due_on) from public.invoices i
			where i.reseller_id = b.reseller_id and i.subscription_id = b.id and i.status = 'open'
				and i.payment_status in ('unpaid', 'partial')
			order by i.due_on, i.id limit 1
		) as awaits
	into subscription
	from public.subscriptions b
	where b.reseller_id = account.reseller_id and b.client_id = client.id and b.status in ('active', 'suspended', 'pending')
	order by case b.status when 'active' then 1 when 'suspended' then 2 else 3 end, b.created_at desc, b.id
	limit 1;
	select h.* into suspension from public.suspensions h
	where h.reseller_id = account.reseller_id and h.client_id = client.id and h.lifted_at is null;
	select i.id, i.number, i.due_on, i.total_cents - i.paid_cents as open_cents into due
	from public.invoices i
	where i.reseller_id = account.reseller_id and i.client_id = client.id
		and i.status = 'open' and i.payment_status in ('unpaid', 'partial')
	order by i.due_on, i.id limit 1;
	select count(*) as count, sum(i.total_cents - i.paid_cents) as open_cents into late
	from public.invoices i
	where i.reseller_id = account.reseller_id and i.client_id = client.id and i.due_on < today
		and i.status = 'open' and i.payment_status in ('unpaid', 'partial');
	select e.occurred_at, app.member_name(e.reseller_id, e.actor_id) as person into archiving
	from public.audit_entries e
	where e.reseller_id = account.reseller_id and e.client_id = client.id and e.table_name = 'clients' and e.after ? 'archived_at'
	order by e.occurred_at desc, e.id desc limit 1;
	select p.paid_on, i.id, i.number into paid
	from public.payments p
	join public.invoices i on i.reseller_id = p.reseller_id and i.id = p.invoice_id
	where p.reseller_id = account.reseller_id and p.client_id = client.id and p.status = 'succeeded'
	order by p.paid_on desc, p.created_at desc limit 1;
	return jsonb_build_object(
		'status', jsonb_build_object(
			'value', client.status,
			'since', case client.status when 'archived' then client.archived_at when 'active' then subscription.activated_at else client.created_at end,
			'subscription', case when subscription.id is not null then to_jsonb(subscription) end
		),
		'archived', case when client.archived_at is not null then jsonb_build_object('at', client.archived_at, 'by', archiving.person) end,
		'suspended', case when client.is_suspended then jsonb_build_object(
			'since', suspension.started_at, 'reason', coalesce(suspension.reason, 'overdue'), 'note', suspension.note,
			'by', app.member_name(account.reseller_id, suspension.started_by)
		) end,
		'delinquent', case when client.is_delinquent then jsonb_build_object(
			'invoice', to_jsonb(due) || jsonb_build_object('days_late', today - due.due_on),
			'count', late.count, 'open_cents', late.open_cents
		) end,
		'payment', jsonb_build_object(
			'value', client.payment_status, 'due_on', due.due_on, 'invoice_id', due.id, 'invoice_number', due.number,
			'last_paid_on', paid.paid_on, 'last_invoice_id', paid.id, 'last_invoice_number', paid.number
		),
		'missing', app.client_missing(account.reseller_id, client.id),
		'invoices', (select count(*) from public.invoices i where i.reseller_id = account.reseller_id and i.client_id = client.id),
		'deletable', not exists (select from public.invoices i where i.reseller_id = account.reseller_id and i.client_id = client.id)
	);
end
$$;
grant execute on function app.client_standing(uuid) to authenticated;

create function public.client_standing(client_id uuid) returns jsonb
	language sql stable
	set search_path = ''
as $$ select app.client_standing(client_id) $$;
comment on function public.client_standing(uuid) is
	'Why a client stands as it stands: {status {value, since, subscription}, archived, suspended, delinquent, payment, missing {boleto, note}, invoices, deletable}; amounts in cents. For staff. Refuses client_not_found.';
grant execute on function public.client_standing(uuid) to authenticated;
