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
-- The list as it opens, walked without looking into the table, whatever is looked for.
create index client_summaries_created on public.client_summaries (reseller_id, created_at, client_id)
	include (facet, due_key, plan_id, search_key);
-- One for each order, facet first: a page of any facets is merged out of the next rows of each.
create index client_summaries_facet_created on public.client_summaries (reseller_id, facet, created_at, client_id)
	include (due_key, plan_id);
create index client_summaries_facet_number on public.client_summaries (reseller_id, facet, number)
	include (client_id, due_key, plan_id);
create index client_summaries_facet_name on public.client_summaries (reseller_id, facet, name_key, client_id)
	include (due_key, plan_id);
create index client_summaries_facet_trade_name on public.client_summaries (reseller_id, facet, trade_key, client_id)
	include (due_key, plan_id);
create index client_summaries_facet_plan on public.client_summaries (reseller_id, facet, plan_key, created_at, client_id)
	include (due_key, plan_id);
create index client_summaries_facet_sessions on public.client_summaries (reseller_id, facet, sessions_key, client_id)
	include (due_key, plan_id);
create index client_summaries_facet_due on public.client_summaries (reseller_id, facet, due_key, client_id)
	include (created_at, plan_id);
create index client_summaries_facet_last_paid on public.client_summaries (reseller_id, facet, paid_key, client_id)
	include (due_key, plan_id);
create index client_summaries_plan on public.client_summaries (reseller_id, plan_id, facet, created_at, client_id)
	include (due_key);
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
		case when c.trade_name is null then key.name else app.search_text(c.trade_name) end
	from new_rows c
	cross join lateral (select app.search_text(c.name) as name) key;
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
	where s.reseller_id = p.reseller_id and s.plan_id = p.id and s.plan_name <> p.name;
	return null;
end
$$;
create trigger plans_summarised after update on public.plans
	referencing new table as new_rows for each statement execute function app.rename_plan_in_summaries();

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
	-- The tenant, the facets and the rest.
	filters text,
	-- The text conditions on `l`; null when none was asked.
	matches text,
	-- What follows from `matches` and can be seen without looking into the table.
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
	language plpgsql stable security definer
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
			and f.is_suspended = coalesce(suspended, f.is_suspended)
			and f.person_type = coalesce(kind, f.person_type)
			and f.payer = coalesce(paying, f.payer)
			and f.collection = coalesce(collecting, f.collection)
			and (payments is null or f.books = any (payments) or f.books = 'due' and payments && '{awaiting,overdue}')
			and (delinquent is not true or f.books = 'due' and f.status <> 'archived')
	);
end
$$;

create function app.client_query(account app.account, filter jsonb) returns app.client_query
	language plpgsql stable security definer
	set search_path = ''
as $$
declare
	asked app.client_query;
	conditions text[] := '{}';
	matches text[] := '{}';
	hints text[] := '{}';
	found text[] := '{}';
	today date := app.today(account.reseller_id);
	zone text := (select r.time_zone from public.resellers r where r.id = account.reseller_id);
	plan_ids text[];
	payments text[];
	term text;
	digits text;
	phone_pattern text;
	by_phone uuid[];
	most_by_phone constant integer := 1000;
	never_due constant text := 'infinity';
begin
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
	end if;
	if (filter ->> 'delinquent')::boolean then
		conditions := conditions || format('l.due_key < %L::date', today);
	elsif not (filter ->> 'delinquent')::boolean then
		conditions := conditions || format('(l.due_key >= %L::date or l.facet = any (%L::smallint[]))', today,
			array(select f.facet from app.client_facets f where f.status = 'archived'));
	end if;
	if filter ? 'created_from' then
		conditions := conditions || format('l.created_at >= %L::timestamptz', (filter ->> 'created_from')::date::timestamp at time zone zone);
	end if;
	if filter ? 'created_to' then
		conditions := conditions
			|| format('l.created_at < %L::timestamptz', ((filter ->> 'created_to')::date + 1)::timestamp at time zone zone);
	end if;
	if filter ? 'due_from' then
		conditions := conditions || format('l.due_key >= %L::date', (filter ->> 'due_from')::date);
	end if;
	if filter ? 'due_to' then
		conditions := conditions || format('l.due_key <= %L::date', (filter ->> 'due_to')::date);
	end if;
	payments := app.texts_of(filter, 'payment_status');
	-- Both kinds of being due are a facet; which of them, the date says.
	if 'overdue' = any (payments) and not 'awaiting' = any (payments) then
		conditions := conditions || case when payments = '{overdue}' then format('l.due_key < %L::date', today)
			else format('(l.due_key < %L::date or l.due_key = %L::date)', today, never_due) end;
	elsif 'awaiting' = any (payments) and not 'overdue' = any (payments) then
		conditions := conditions || format('l.due_key >= %L::date', today);
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
			hints := hints || format('(%s or %s)', app.words_condition(term, 'l.search_key'),
				case when cardinality(by_phone) < most_by_phone then format('l.client_id = any (%L::uuid[])', by_phone)
				-- So many that the next rows of any list soon hold some.
				else format('exists (
					select from public.client_phones p
					where p.reseller_id = l.reseller_id and p.client_id = l.client_id and p.e164 like %L
				)', phone_pattern) end);
		else
			hints := hints || app.words_condition(term, 'l.search_key');
		end if;
		matches := matches || hints[cardinality(hints)];
	end if;

	asked.rest := coalesce(nullif(array_to_string(conditions, ' and '), ''), 'true');
	asked.filters := format('l.reseller_id = %L::uuid and l.facet = any (%L::smallint[]) and %s',
		account.reseller_id, asked.facets, asked.rest);
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

create type app.client_order as (
	-- SQL: the columns of `l` that rows are sorted by; all go the same way and the last is unique, so that one row
	-- comparison begins a page.
	columns text,
	ordering text,
	-- Whether a row of `l` comes after the cursor.
	after text,
	-- Status and suspension are a facet's own: within one facet only the keys behind them count.
	is_by_facet boolean,
	facet_key text,
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
	keys text[] := case sort
		when 'created' then '{created_at timestamptz,client_id uuid}'
		when 'number' then '{number bigint}'
		when 'name' then '{name_key text,client_id uuid}'
		when 'trade_name' then '{trade_key text,client_id uuid}'
		when 'plan' then '{plan_key text,created_at timestamptz,client_id uuid}'
		when 'status' then '{status text,created_at timestamptz,client_id uuid}'
		when 'suspended' then '{is_suspended boolean,created_at timestamptz,client_id uuid}'
		when 'sessions' then '{sessions_key integer,client_id uuid}'
		when 'due' then '{due_key date,client_id uuid}'
		when 'last_paid' then '{paid_key date,client_id uuid}'
	end;
	size integer := cardinality(keys);
	direction text := case when descending then ' desc' else ' asc' end;
	comparison text := case when descending then '<' else '>' end;
	columns text[];
	literals text[];
	first_inner integer;
begin
	if keys is null or descending is null or (after is not null and
		(jsonb_typeof(after) <> 'array' or jsonb_array_length(after) <> size or jsonb_path_exists(after, '$[*] ? (@ == null)'))
	) then
		perform app.refuse('client_filter_invalid');
	end if;
	for place in 1..size loop
		columns[place] := split_part(keys[place], ' ', 1);
		literals[place] := format('%L::%s', after ->> (place - 1), split_part(keys[place], ' ', 2));
	end loop;
	wanted.is_by_facet := sort in ('status', 'suspended');
	first_inner := case when wanted.is_by_facet then 2 else 1 end;
	wanted.columns := 'l.' || array_to_string(columns, ', l.');
	wanted.ordering := 'l.' || array_to_string(columns, direction || ', l.') || direction;
	wanted.facet_ordering := 'l.' || array_to_string(columns[first_inner:], direction || ', l.') || direction;
	wanted.facet_key := columns[1];
	wanted.after := 'true';
	wanted.facet_same := 'true';
	wanted.facet_after := 'true';
	if after is not null then
		wanted.after := format('(%s) %s (%s)', wanted.columns, comparison, array_to_string(literals, ', '));
		wanted.facet_after := format('(%s) %s (%s)', 'l.' || array_to_string(columns[first_inner:], ', l.'), comparison,
			array_to_string(literals[first_inner:], ', '));
		if wanted.is_by_facet then
			wanted.facet_same := format('f.%s = %s', columns[1], literals[1]);
			wanted.facet_beyond := format('f.%s %s %s', columns[1], comparison, literals[1]);
		end if;
	end if;
	return wanted;
end
$$;

create function app.merged_clients(asked app.client_query, wanted app.client_order, reseller_id uuid, how_many integer) returns text
	language plpgsql immutable
	set search_path = ''
as $$
declare
	-- The keys come from the index of the order; only status and suspension, which it lacks, from the facet.
	columns text := case when wanted.is_by_facet then replace(wanted.columns, 'l.' || wanted.facet_key, 'f.' || wanted.facet_key)
		else wanted.columns end;
	source constant text := 'select l.client_id as id, %1$s from app.client_facets f cross join lateral (
		select l.* from public.client_summaries l
		where l.reseller_id = %2$L::uuid and l.facet = f.facet and %3$s and %4$s and %5$s order by %6$s limit %7$s
	) l where f.facet = any (%8$L::smallint[]) and %9$s';
begin
	return format(source, columns, reseller_id, wanted.facet_after, asked.rest, coalesce(asked.matches, 'true'),
			wanted.facet_ordering, how_many, asked.facets, wanted.facet_same)
		|| case when wanted.facet_beyond is null then ''
			else ' union all ' || format(source, columns, reseller_id, 'true', asked.rest, coalesce(asked.matches, 'true'),
				wanted.facet_ordering, how_many, asked.facets, wanted.facet_beyond) end;
end
$$;
comment on function app.merged_clients(app.client_query, app.client_order, uuid, integer) is
	'SQL: the next rows of each facet, `how_many` of each: the next of all are among them.';

create function app.walked_clients(asked app.client_query, wanted app.client_order, reseller_id uuid, how_many integer) returns text
	language plpgsql immutable
	set search_path = ''
as $$
declare
	walked text := format('select l.* from (
		select l.* from public.client_summaries l where l.reseller_id = %L::uuid and %s order by %s limit %s
	) l where l.facet = any (%L::smallint[]) and %s and %s',
		reseller_id, wanted.after, wanted.ordering, how_many, asked.facets, asked.rest, coalesce(asked.hints, 'true'));
begin
	-- Names stand in the table: only rows with a hint of them are looked up.
	if asked.matches <> asked.hints then
		return format('select w.client_id as id, %s from (%s) w cross join lateral (
				select l.* from public.client_summaries l where l.reseller_id = w.reseller_id and l.client_id = w.client_id limit 1
			) l where %s', replace(wanted.columns, 'l.', 'w.'), walked, asked.matches);
	end if;
	return format('select l.client_id as id, %s from (%s) l', wanted.columns, walked);
end
$$;
comment on function app.walked_clients(app.client_query, app.client_order, uuid, integer) is
	'SQL: those of the next `how_many` rows of the order that pass; for the order of creation, whose index covers what is asked.';

create function app.found_clients(asked app.client_query, wanted app.client_order) returns text
	language plpgsql immutable
	set search_path = ''
as $$
begin
	return format('select l.client_id as id, %s from %spublic.client_summaries l where %s and %s and %s%s',
		wanted.columns, coalesce('(' || asked.candidates || ') c (id), ', ''), asked.filters, wanted.after,
		coalesce(asked.matches, 'true'), case when asked.candidates is not null then ' and l.client_id = c.id' else '' end);
end
$$;
comment on function app.found_clients(app.client_query, app.client_order) is
	'SQL: all that match, found by name or by the index of text; what else is asked is looked at afterwards.';

create function app.way_to_match(asked app.client_query, reseller_id uuid, is_walkable boolean, how_many integer) returns text
	language plpgsql stable security definer
	set search_path = ''
as $$
declare
	looked_at constant integer := 2000;
	-- Microseconds per row, measured: in the covering index, found by text, in the table.
	walking constant numeric := 0.25;
	finding constant numeric := 5;
	fetching constant numeric := 1;
	-- Where none of the rows looked at was such: some elsewhere may be.
	at_least constant numeric := 0.3;
	total numeric := (select max(c.number) from public.clients c where c.reseller_id = way_to_match.reseller_id);
	counted numeric;
	matching numeric;
	passing numeric;
	passing_both numeric;
begin
	execute format('select count(*), count(*) filter (where %1$s), count(*) filter (where %2$s), count(*) filter (where %1$s and %2$s)
		from (
			select l.* from public.client_summaries l where l.reseller_id = %3$L::uuid
			order by l.created_at desc, l.client_id desc limit %4$s
		) l',
		asked.hints, format('l.facet = any (%L::smallint[]) and %s', asked.facets, asked.rest), reseller_id, looked_at
	) into counted, matching, passing, passing_both;
	if counted = 0 then
		return 'find';
	end if;
	total := case when counted < looked_at then counted else greatest(total, counted) end;
	matching := greatest(matching, at_least) / counted;
	passing := greatest(passing, at_least) / counted;
	passing_both := greatest(passing_both, at_least) / counted;
	return (
		select way.name
		from (values
			('walk', walking * least(total, how_many / passing_both)),
			('merge', fetching * least(total * passing, cardinality(asked.facets) * how_many / matching)),
			('find', finding * total * matching)
		) way (name, cost)
		where is_walkable or way.name <> 'walk'
		order by way.cost limit 1
	);
end
$$;
comment on function app.way_to_match(app.client_query, uuid, boolean, integer) is
	'How a page of a text search is read for the least work, judged by how often its words occur in the newest clients: walk (frequent words), find (rare words), merge (frequent words among few clients).';

create function app.list_clients(filter jsonb, sort text, descending boolean, after jsonb, page_size integer) returns json
	language plpgsql stable security definer
	set search_path = ''
as $$
declare
	account app.account := app.require_staff();
	asked app.client_query := app.client_query(account, coalesce(filter, '{}'));
	wanted app.client_order := app.client_order(sort, descending, after);
	size integer := least(greatest(coalesce(page_size, 50), 1), 1000);
	-- Beyond these the next rows of every facet are less work.
	walked constant integer := 2000;
	everything constant integer := 2147483647;
	ways text[] := case
		when asked.is_named then '{find}'
		when asked.matches is not null then array[app.way_to_match(asked, account.reseller_id, sort = 'created', size + 1)]
		when sort = 'created' then '{begin,merge}'
		else '{merge}'
	end;
	way text;
	ids uuid[];
	cursors jsonb[];
begin
	if sort = 'plan' and filter ? 'plan_id' then
		-- In this order a plan's clients stand together, wherever that is.
		asked.rest := asked.rest || format(' and l.plan_key = any (%L::text[])', array(
			select coalesce(app.search_text(p.name), '') from unnest(app.texts_of(filter, 'plan_id')) as g (plan)
			left join public.plans p on p.reseller_id = account.reseller_id and p.id::text = g.plan
		));
	end if;
	foreach way in array ways loop
		execute format('select array_agg(p.id), array_agg(p.cursor) from (
				select l.id, jsonb_build_array(%1$s) as cursor from (%2$s) l order by %3$s limit %4$s
			) p',
			wanted.columns,
			case way
				when 'begin' then app.walked_clients(asked, wanted, account.reseller_id, size + walked)
				when 'walk' then app.walked_clients(asked, wanted, account.reseller_id, everything)
				when 'merge' then app.merged_clients(asked, wanted, account.reseller_id, size + 1)
				when 'find' then app.found_clients(asked, wanted)
			end,
			wanted.ordering, size + 1
		) into ids, cursors;
		exit when cardinality(ids) > size;
	end loop;
	return json_build_object(
		'rows', (
			select coalesce(json_agg(c order by p.position), '[]')
			from unnest(ids[:size]) with ordinality as p (id, position)
			join public.client_list c on c.reseller_id = account.reseller_id and c.id = p.id
		),
		'next', case when cardinality(ids) > size then cursors[size] end
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
	language sql stable
	set search_path = ''
as $$ select app.list_clients(filter, sort, descending, after, page_size) $$;
comment on function public.list_clients(jsonb, text, boolean, jsonb, integer) is
	'One page of the acting reseller''s clients, {rows: [client_list], next}; hand `next` back as `after`. For staff.
filter, all optional: q (infix in name, trade name, e-mail, document, number, and phone for whoever sees phones), name, trade_name, status [active|inactive|archived] (absent: not archived), number, plan_id [uuid|none], suspended, delinquent, created_from, created_to, due_from, due_to (dates), collection, payer, person_type, payment_status [none|settled|awaiting|overdue], ids.
sort: created, number, name, trade_name, plan, status, suspended, sessions, due, last_paid. Refuses client_filter_invalid, no_account, not_permitted.';
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
