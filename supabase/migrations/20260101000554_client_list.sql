-- The client list: one page of the read model, in any order and through any filter.

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
