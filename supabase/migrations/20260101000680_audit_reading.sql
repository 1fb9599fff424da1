-- Reading the trail: pages that cost the same whatever is looked for, and the export, which itself stands in the trail.

create function app.audit_page(filters jsonb, after_at timestamptz, after_id bigint, page_size integer) returns jsonb
	language plpgsql stable
	set search_path = ''
as $$
declare
	-- So many entries are looked through for one page. Who looks for something rarer goes on from where the page says.
	reach constant integer := 5000;
	few constant integer := 1000;
	reseller uuid := app.staff_reseller_id();
	operation text := filters ->> 'operation';
	origin text := filters ->> 'origin';
	zone text := (select r.time_zone from public.resellers r where r.id = reseller);
	since timestamptz := (filters ->> 'from_on')::date::timestamp at time zone zone;
	until timestamptz := ((filters ->> 'to_on')::date + 1)::timestamp at time zone zone;
	-- What an index can lead to; what only sorts out comes after.
	wanted text[] := array_remove(array[
		case when filters ? 'client_id' then 'e.client_id = $6' end,
		case when operation in ('delete', 'export') then format('e.operation = %L', operation) end,
		case when filters ? 'impersonated' then 'e.impersonation_id is not null' end,
		case when filters ? 'actor_id' then 'e.actor_id = $7' end,
		case when origin = 'system' then 'e.actor_id is null' end,
		case when filters ? 'table_name' then 'e.table_name = $8' end,
		case when origin = 'people' then 'e.actor_id is not null' end
	], null);
	rest text[] := case when operation in ('insert', 'update') then array[format('e.operation = %L', operation)] else '{}' end;
	stretch text := concat_ws(' and ',
		'e.reseller_id = $1',
		case when since is not null then 'e.occurred_at >= $2' end,
		case when until is not null then 'e.occurred_at < $3' end,
		case when after_id is not null then '(e.occurred_at, e.id) < ($4, $5)' end
	);
	one text;
	lead text;
	count integer;
	source text;
	rows jsonb;
	next record;
	is_partial boolean := false;
begin
	-- Of several wishes the one that few entries fulfil leads the way.
	lead := wanted[1];
	if cardinality(wanted) > 1 then
		foreach one in array wanted loop
			execute format('select count(*) from (select from public.audit_entries e where %s and %s limit %s) e', stretch, one, few)
			into count
			using reseller, since, until, after_at, after_id,
				(filters ->> 'client_id')::uuid, (filters ->> 'actor_id')::uuid, filters ->> 'table_name';
			if count < few then
				lead := one;
				exit;
			end if;
		end loop;
		rest := array_remove(wanted, lead) || rest;
	end if;
	source := format(
		'select e.* from public.audit_entries e where %s order by e.occurred_at desc, e.id desc limit %s',
		concat_ws(' and ', stretch, lead), reach
	);
	execute format(
		'select coalesce(jsonb_agg(to_jsonb(e) - ''reseller_id'' order by e.occurred_at desc, e.id desc), ''[]'')
		from (select e.* from (%s) e where %s order by e.occurred_at desc, e.id desc limit $9) e',
		source, coalesce(nullif(array_to_string(rest, ' and '), ''), 'true')
	) into rows
	using reseller, since, until, after_at, after_id,
		(filters ->> 'client_id')::uuid, (filters ->> 'actor_id')::uuid, filters ->> 'table_name', page_size + 1;
	if jsonb_array_length(rows) > page_size then
		rows := rows - page_size;
		select rows -> -1 -> 'occurred_at' as at, rows -> -1 -> 'id' as id into next;
	elsif cardinality(rest) > 0 then
		execute format(
			'select to_jsonb(e.occurred_at) as at, to_jsonb(e.id) as id from (%s) e order by e.occurred_at desc, e.id desc offset %s',
			source, reach - 1
		) into next
		using reseller, since, until, after_at, after_id,
			(filters ->> 'client_id')::uuid, (filters ->> 'actor_id')::uuid, filters ->> 'table_name';
		is_partial := next.id is not null;
	else
		select null::jsonb as at, null::jsonb as id into next;
	end if;
	return jsonb_build_object('rows', rows, 'next_at', next.at, 'next_id', next.id, 'is_partial', is_partial);
end
$$;
comment on function app.audit_page(jsonb, timestamptz, bigint, integer) is
	'One page of the acting reseller''s trail with the rights of the caller. filters: {from_on, to_on, actor_id, client_id, table_name, operation, origin: people|system, impersonated}, all optional; dates in the reseller''s zone, inclusive.';
grant execute on function app.audit_page(jsonb, timestamptz, bigint, integer) to authenticated;

create function app.audit_filters(
	from_on date, to_on date, actor_id uuid, client_id uuid, table_name text, operation text, origin text, impersonated boolean
) returns jsonb
	language sql immutable
	set search_path = ''
as $$
	select jsonb_strip_nulls(jsonb_build_object(
		'from_on', from_on, 'to_on', to_on, 'actor_id', actor_id, 'client_id', client_id, 'table_name', left(table_name, 63),
		'operation', left(operation, 10), 'origin', left(origin, 10), 'impersonated', nullif(impersonated, false)
	))
$$;
grant execute on function app.audit_filters(date, date, uuid, uuid, text, text, text, boolean) to authenticated;

create function public.list_audit_entries(
	from_on date default null, to_on date default null, actor_id uuid default null, client_id uuid default null,
	table_name text default null, operation text default null, origin text default null, impersonated boolean default null,
	after_at timestamptz default null, after_id bigint default null, page_size integer default 50
) returns jsonb
	language sql stable
	set search_path = ''
as $$
	select app.audit_page(
		app.audit_filters(from_on, to_on, actor_id, client_id, table_name, operation, origin, impersonated),
		after_at, after_id, least(greatest(coalesce(page_size, 50), 1), 100)
	)
$$;
comment on function public.list_audit_entries(date, date, uuid, uuid, text, text, text, boolean, timestamptz, bigint, integer) is
	'The trail, newest first: {rows, next_at, next_id, is_partial}. The next page begins after (next_at, next_id), null at the end; is_partial: the page stopped looking before it was full, older entries may still match. Empty for whoever may not read the trail.';
grant execute on function public.list_audit_entries(date, date, uuid, uuid, text, text, text, boolean, timestamptz, bigint, integer)
	to authenticated;

create function public.audit_names(ids jsonb) returns jsonb
	language sql stable
	set search_path = ''
as $$
	with wanted as materialized (
		select
			(select app.staff_reseller_id()) as reseller_id,
			array(select jsonb_array_elements_text(ids -> 'person')::uuid) as people,
			array(select jsonb_array_elements_text(ids -> 'member')::uuid) as members,
			array(select jsonb_array_elements_text(ids -> 'client')::uuid) as clients,
			array(select jsonb_array_elements_text(ids -> 'invoice')::uuid) as invoices,
			array(select jsonb_array_elements_text(ids -> 'plan')::uuid) as plans,
			array(select jsonb_array_elements_text(ids -> 'version')::uuid) as versions,
			array(select jsonb_array_elements_text(ids -> 'category')::uuid) as categories,
			array(select jsonb_array_elements_text(ids -> 'impersonation')::uuid) as impersonations
	), member as (
		select m.id, m.person_id, m.client_id, coalesce(m.name, p.name) as name
		from wanted w
		join public.memberships m on m.reseller_id = w.reseller_id
			and (m.person_id = any (w.people) or m.id = any (w.members))
		join public.people p on p.id = m.person_id
	), client as (
		select c.id, c.number, coalesce(c.trade_name, c.name) as name
		from wanted w join public.clients c on c.reseller_id = w.reseller_id and c.id = any (w.clients)
	), invoice as (
		select i.id, i.number, i.client_id
		from wanted w join public.invoices i on i.reseller_id = w.reseller_id and i.id = any (w.invoices)
	), impersonation as (
		select i.id, i.reason, coalesce(m.name, p.name) as name
		from wanted w
		join public.impersonations i on i.reseller_id = w.reseller_id and i.id = any (w.impersonations)
		join public.memberships m on m.reseller_id = i.reseller_id and m.id = i.subject_membership_id
		join public.people p on p.id = m.person_id
	), named as (
		-- Somebody of the team who is a client's user too goes by the team's name.
		(select distinct on (m.person_id) m.person_id as id, m.name from member m order by m.person_id, m.client_id nulls first)
		union all select m.id, m.name from member m
		union all select c.id, c.name from client c
		union all select i.id, i.number::text from invoice i
		union all select i.id, i.name from impersonation i
		union all select p.id, p.name from wanted w join public.plans p on p.reseller_id = w.reseller_id and p.id = any (w.plans)
		union all
		select v.id, p.name
		from wanted w
		join public.plan_versions v on v.reseller_id = w.reseller_id and v.id = any (w.versions)
		join public.plans p on p.reseller_id = v.reseller_id and p.id = v.plan_id
		union all
		select c.id, c.name
		from wanted w join public.plan_categories c on c.reseller_id = w.reseller_id and c.id = any (w.categories)
	)
	select jsonb_build_object(
		'ids', coalesce((select jsonb_object_agg(n.id, n.name) from named n), '{}'),
		'clients', coalesce(
			(select jsonb_object_agg(c.id, jsonb_build_object('name', c.name, 'number', c.number)) from client c), '{}'
		),
		'invoices', coalesce(
			(select jsonb_object_agg(i.id, jsonb_build_object('number', i.number, 'clientId', i.client_id)) from invoice i), '{}'
		),
		'reasons', coalesce((select jsonb_object_agg(i.id, i.reason) from impersonation i), '{}')
	)
$$;
comment on function public.audit_names(jsonb) is
	'What ids in the trail stand for, as far as the caller may know: {person, member, client, invoice, plan, version, category, impersonation} (arrays of ids) become {ids: {id: name}, clients: {id: {name, number}}, invoices: {id: {number, clientId}}, reasons: {impersonation: reason}}.';
grant execute on function public.audit_names(jsonb) to authenticated;

-- Export -------------------------------------------------------------------------------------------

create function app.start_audit_export(filters jsonb) returns jsonb
	language plpgsql security definer
	set search_path = ''
as $$
declare
	person uuid := app.require_self();
	account app.account := app.require('audit.export');
	entry public.audit_entries;
begin
	insert into public.audit_entries (
		reseller_id, table_name, operation, row_key, actor_id, address, seen_address, after
	) values (
		account.reseller_id, 'audit_entries', 'export', gen_random_uuid()::text, person,
		left(app.request_header('x-balcao-address'), 64), right(app.request_header('x-forwarded-for'), 200), filters
	) returning * into entry;
	return jsonb_build_object('id', entry.id, 'started_at', entry.occurred_at);
end
$$;
grant execute on function app.start_audit_export(jsonb) to authenticated;

create function public.start_audit_export(
	from_on date default null, to_on date default null, actor_id uuid default null, client_id uuid default null,
	table_name text default null, operation text default null, origin text default null, impersonated boolean default null
) returns jsonb
	language sql
	set search_path = ''
as $$
	select app.start_audit_export(
		app.audit_filters(from_on, to_on, actor_id, client_id, table_name, operation, origin, impersonated)
	)
$$;
comment on function public.start_audit_export(date, date, uuid, uuid, text, text, text, boolean) is
	'Writes into the trail that it is being exported, and with which filters; {id, started_at} opens the pages of `read_audit_export` for an hour. Not idempotent: each export is an event. Refuses not_permitted (audit.export), impersonation_forbidden, no_account, not_signed_in.';
grant execute on function public.start_audit_export(date, date, uuid, uuid, text, text, text, boolean) to authenticated;

create function app.audit_export_filters(id bigint) returns public.audit_entries
	language plpgsql stable security definer
	set search_path = ''
as $$
declare
	person uuid := app.require_self();
	account app.account := app.require('audit.export');
	entry public.audit_entries;
begin
	select e.* into entry from public.audit_entries e
	where e.id = audit_export_filters.id and e.reseller_id = account.reseller_id and e.actor_id = person
		and e.operation = 'export' and e.table_name = 'audit_entries' and e.occurred_at > now() - interval '1 hour';
	if entry.id is null then
		perform app.refuse('audit_export_not_found', 404);
	end if;
	return entry;
end
$$;
comment on function app.audit_export_filters(bigint) is
	'The entry that an export left: pages follow what stands there, so that the trail cannot say less than what was taken.';
grant execute on function app.audit_export_filters(bigint) to authenticated;

create function public.read_audit_export(
	id bigint, after_at timestamptz default null, after_id bigint default null, page_size integer default 1000
) returns jsonb
	language plpgsql stable
	set search_path = ''
as $$
declare
	export public.audit_entries := app.audit_export_filters(id);
begin
	-- What happened after the start, the export itself included, is not part of it.
	return app.audit_page(
		export.after, coalesce(after_at, export.occurred_at), coalesce(after_id, export.id),
		least(greatest(coalesce(page_size, 1000), 1), 2000)
	);
end
$$;
comment on function public.read_audit_export(bigint, timestamptz, bigint, integer) is
	'The pages of a started export, as `list_audit_entries` gives them; under the rights of the caller, so phones stay hidden from whoever may not see them. Refuses audit_export_not_found, not_permitted, impersonation_forbidden.';
grant execute on function public.read_audit_export(bigint, timestamptz, bigint, integer) to authenticated;
