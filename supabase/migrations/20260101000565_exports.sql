-- Exports of the client list: which clients and in which order is fixed when one begins; it is read in parts, so that
-- progress is exact and a million rows need no memory; it leaves an entry in the trail.

create table public.client_exports (
	id uuid primary key,
	reseller_id uuid not null references public.resellers (id) on delete cascade,
	started_by uuid references public.people (id) on delete set null,
	state text not null default 'running' check (state in ('running', 'done', 'canceled')),
	total integer not null,
	done integer not null default 0 check (done between 0 and total),
	created_at timestamptz not null default now(),
	finished_at timestamptz
);
comment on table public.client_exports is
	'An export of the client list, on its way or over. done counts the clients that were handed over.';
create index client_exports_newest on public.client_exports (reseller_id, created_at desc, id desc);
create index client_exports_running on public.client_exports (reseller_id, created_at) where state = 'running';
create index client_exports_started_by on public.client_exports (started_by);
alter table public.client_exports enable row level security;
grant select on public.client_exports to authenticated;
grant all on public.client_exports to service_role;
create policy "staff see how far exports have come" on public.client_exports
	for select to authenticated using (reseller_id = (select app.staff_reseller_id()));

create table app.client_export_parts (
	export_id uuid not null references public.client_exports (id) on delete cascade,
	position integer not null,
	client_ids uuid[] not null,
	primary key (export_id, position)
);
comment on table app.client_export_parts is
	'The clients of a running export in its order, up to 1000 in a part: pages by key would lose whoever moves in the order meanwhile.';

create function app.start_client_export(id uuid, filter jsonb, sort text, descending boolean) returns jsonb
	language plpgsql security definer
	set search_path = ''
as $$
declare
	part_size constant integer := 1000;
	account app.account := app.require_staff();
	person uuid := app.require_self();
	asked app.client_query := app.client_query(account, coalesce(filter, '{}'));
	keys text[] := app.client_sort_keys(sort);
	ordering text;
	export public.client_exports;
begin
	if keys is null or descending is null or id is null then
		perform app.refuse('client_filter_invalid');
	end if;
	select string_agg(format('l.%I %s', k.key, case when descending then 'desc' else 'asc' end), ', ' order by k.position)
	into ordering from unnest(keys) with ordinality as k (key, position);

	insert into public.client_exports (id, reseller_id, started_by, total)
	values (start_client_export.id, account.reseller_id, person, 0)
	on conflict on constraint client_exports_pkey do nothing
	returning * into export;
	if export.id is null then
		select e.* into export from public.client_exports e
		where e.id = start_client_export.id and e.reseller_id = account.reseller_id and e.started_by = person;
		if export.id is null then
			perform app.refuse('client_export_not_found', 404);
		end if;
		return to_jsonb(export) - 'reseller_id';
	end if;

	-- What broke off long ago is over.
	with over as (
		update public.client_exports e set state = 'canceled', finished_at = now()
		where e.reseller_id = account.reseller_id and e.state = 'running' and e.created_at < now() - interval '1 hour'
		returning e.id
	)
	delete from app.client_export_parts p using over where p.export_id = over.id;

	execute format($sql$
		with ranked as (
			select l.client_id, row_number() over (order by %1$s) - 1 as rank
			from public.client_summaries l where %2$s and %3$s and %4$s
		), parts as (
			insert into app.client_export_parts (export_id, position, client_ids)
			select $1, rank / $2, array_agg(client_id order by rank) from ranked group by rank / $2
			returning cardinality(client_ids) as size
		)
		select coalesce(sum(size), 0) from parts
	$sql$,
		ordering, asked.filters, coalesce(asked.matches, 'true'), coalesce('l.client_id in (' || asked.candidates || ')', 'true'))
	into export.total using start_client_export.id, part_size;

	update public.client_exports e set
		total = export.total,
		state = case when export.total = 0 then 'done' else 'running' end,
		finished_at = case when export.total = 0 then now() end
	where e.id = export.id returning e.* into export;
	insert into public.audit_entries (
		reseller_id, table_name, operation, row_key, actor_id, address, seen_address, after
	) values (
		account.reseller_id, 'client_exports', 'export', export.id::text, person,
		left(app.request_header('x-balcao-address'), 64), right(app.request_header('x-forwarded-for'), 200),
		coalesce(filter, '{}') || jsonb_build_object('total', export.total)
	);
	return to_jsonb(export) - 'reseller_id';
exception when data_exception then
	perform app.refuse('client_filter_invalid');
end
$$;
grant execute on function app.start_client_export(uuid, jsonb, text, boolean) to authenticated;

create function public.start_client_export(
	id uuid, filter jsonb default '{}', sort text default 'created', descending boolean default true
) returns jsonb
	language sql
	set search_path = ''
as $$ select app.start_client_export(id, filter, sort, descending) $$;
comment on function public.start_client_export(uuid, jsonb, text, boolean) is
	'Begins an export of exactly the clients that list_clients would list now, in that order, and writes it into the trail. Answers {id, state, total, done, started_by, created_at, finished_at}; the same id again answers the same export. Read its parts 0, 1, … with read_client_export, 1000 clients each. For staff. Refuses client_filter_invalid, client_export_not_found (an id of others), not_permitted, no_account, not_signed_in.';
grant execute on function public.start_client_export(uuid, jsonb, text, boolean) to authenticated;

create function app.running_client_export(id uuid) returns public.client_exports
	language plpgsql security definer
	set search_path = ''
as $$
declare
	account app.account := app.require_staff();
	person uuid := app.require_self();
	export public.client_exports;
begin
	select e.* into export from public.client_exports e
	where e.id = running_client_export.id and e.reseller_id = account.reseller_id and e.started_by = person
	for update;
	if export.id is null then
		perform app.refuse('client_export_not_found', 404);
	end if;
	return export;
end
$$;
comment on function app.running_client_export(uuid) is
	'An export that the caller began in the acting account, locked. Refuses client_export_not_found.';

create function app.read_client_export(id uuid, part integer) returns json
	language plpgsql security definer
	set search_path = ''
as $$
declare
	export public.client_exports := app.running_client_export(id);
	account app.account := app.acting();
	asked uuid[];
	rows json;
begin
	if export.state = 'canceled' then
		perform app.refuse('client_export_canceled', 409);
	end if;
	select p.client_ids into asked from app.client_export_parts p
	where p.export_id = export.id and p.position = part;
	if asked is null then
		perform app.refuse('client_export_not_found', 404);
	end if;
	select json_agg(json_build_array(
		l.number, l.trade_name, l.name, l.plan_name, l.status, l.sessions_left, l.is_suspended, l.due_on, l.last_paid_on, l.created_at,
		l.document, l.email, case when account.sees_phones then phones.numbers else l.phone_hint end
	) order by a.rank) into rows
	from unnest(asked) with ordinality as a (client_id, rank)
	join public.client_summaries l on l.reseller_id = export.reseller_id and l.client_id = a.client_id
	left join lateral (
		select string_agg(p.e164, ', ' order by p.position) as numbers from public.client_phones p
		where p.reseller_id = export.reseller_id and p.client_id = a.client_id
	) phones on account.sees_phones;

	export.done := greatest(export.done, (
		select sum(cardinality(p.client_ids)) from app.client_export_parts p where p.export_id = export.id and p.position <= part
	));
	update public.client_exports e set
		done = export.done,
		state = case when export.done = e.total then 'done' else e.state end,
		finished_at = case when export.done = e.total then now() end
	where e.id = export.id;
	if export.done = export.total then
		delete from app.client_export_parts p where p.export_id = export.id;
	end if;
	return coalesce(rows, '[]');
end
$$;
grant execute on function app.read_client_export(uuid, integer) to authenticated;

create function public.read_client_export(id uuid, part integer) returns json
	language sql
	set search_path = ''
as $$ select app.read_client_export(id, part) $$;
comment on function public.read_client_export(uuid, integer) is
	'The clients of one part of a running export as arrays: number, trade name, name, plan, status, sessions left, suspended, due on, last paid on, created at, document, e-mail, phones (all of them, or the masked hint for whoever may not see phones). Who was deleted meanwhile is left out. Moves `done` on; the last part ends the export. Refuses client_export_not_found, client_export_canceled (409).';
grant execute on function public.read_client_export(uuid, integer) to authenticated;

create function app.cancel_client_export(id uuid) returns void
	language plpgsql security definer
	set search_path = ''
as $$
declare
	export public.client_exports := app.running_client_export(id);
begin
	update public.client_exports e set state = 'canceled', finished_at = now() where e.id = export.id and e.state = 'running';
	delete from app.client_export_parts p where p.export_id = export.id;
end
$$;
grant execute on function app.cancel_client_export(uuid) to authenticated;

create function public.cancel_client_export(id uuid) returns void
	language sql
	set search_path = ''
as $$ select app.cancel_client_export(id) $$;
comment on function public.cancel_client_export(uuid) is
	'Ends a running export; one that is over stays as it is. Refuses client_export_not_found.';
grant execute on function public.cancel_client_export(uuid) to authenticated;
