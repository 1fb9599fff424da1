-- Imports: clients out of a file. Rows are staged and looked at first; then (next chapter) they become clients a chunk at a
-- time, and the whole batch can be taken back. No subscription, no invoice and no mail comes of it.

create table public.client_imports (
	id uuid primary key,
	reseller_id uuid not null references public.resellers (id) on delete cascade,
	started_by uuid references public.people (id) on delete set null,
	file_name text not null
		constraint import_file_name_invalid check (length(btrim(file_name)) between 1 and 255 and file_name !~ '[[:cntrl:]]'),
	signature text not null constraint import_signature_invalid check (signature ~ '^[0-9a-f]{64}$'),
	mapping jsonb not null
		constraint import_mapping_invalid check (jsonb_typeof(mapping) = 'array' and pg_column_size(mapping) <= 65536),
	policy text not null default 'skip' constraint import_policy_invalid check (policy in ('skip', 'create', 'fill')),
	match_email boolean not null default false,
	state text not null default 'staged'
		check (state in ('staged', 'checked', 'running', 'paused', 'done', 'canceled', 'undoing', 'undone')),
	total integer not null default 0 constraint import_too_many_rows check (total <= 100000),
	bad integer not null default 0,
	matched integer not null default 0,
	repeated integer not null default 0,
	done_through integer not null default 0,
	created integer not null default 0,
	filled integer not null default 0,
	skipped integer not null default 0,
	refused integer not null default 0,
	undone_through integer not null default 0,
	removed integer not null default 0,
	restored integer not null default 0,
	kept integer not null default 0,
	created_at timestamptz not null default now(),
	finished_at timestamptz,
	purged_at timestamptz,
	forgotten_at timestamptz,
	constraint client_imports_tenant_key unique (reseller_id, id)
);
comment on table public.client_imports is
	'A file of clients: how its columns were read, how far it has come, and what came of it. Its id, chosen by the browser, makes every step repeatable.';
comment on column public.client_imports.signature is 'SHA-256 of the file''s header words: files of the same system are read the same way again.';
comment on column public.client_imports.mapping is 'For each column of the file [{header, field}]; field null: not read.';
comment on column public.client_imports.policy is
	'What becomes of a row whose client exists: skip it, create another, or fill only the fields that are still empty.';
comment on column public.client_imports.bad is 'Of the rows: with a problem; matched: whose client exists; repeated: whose document stands in an earlier row.';
comment on column public.client_imports.done_through is 'The position up to which rows have been applied; undone_through: up to which they were taken back.';
comment on column public.client_imports.purged_at is 'When what was read of applied rows was erased; forgotten_at: when all rows were.';
create index client_imports_newest on public.client_imports (reseller_id, created_at desc, id desc);
create index client_imports_signature on public.client_imports (reseller_id, signature, created_at desc);
create index client_imports_started_by on public.client_imports (started_by);
alter table public.client_imports enable row level security;
-- The trail has the beginning, the decisions and the end; progress is no change.
select app.keep_trail_of('client_imports', '{id}',
	'{total,bad,matched,repeated,done_through,created,filled,skipped,refused,undone_through,removed,restored,kept,purged_at,forgotten_at,mapping,signature}');
grant select on public.client_imports to authenticated;
grant all on public.client_imports to service_role;
create policy "staff who may import read the reseller's imports" on public.client_imports
	for select to authenticated using (
		reseller_id = (select app.staff_reseller_id()) and (select app.may('clients.import'))
	);

-- Only functions touch the rows, so they need neither policies nor, what a hundred thousand would feel, a foreign key.
create table app.client_import_rows (
	import_id uuid not null,
	position integer not null constraint import_rows_invalid check (position between 1 and 10000000),
	fields jsonb constraint import_row_invalid check (jsonb_typeof(fields) = 'object' and pg_column_size(fields) <= 65536),
	problems jsonb constraint import_problems_invalid check (
		jsonb_typeof(problems) = 'array' and problems <> '[]' and pg_column_size(problems) <= 65536
	),
	duplicate_of uuid,
	repeats integer,
	kind text not null generated always as (case
		when problems is not null then 'bad'
		when duplicate_of is not null then 'matched'
		when repeats is not null then 'repeated'
		else 'clean'
	end) stored,
	client_id uuid not null,
	outcome text check (outcome in ('new', 'filled', 'skipped', 'refused', 'removed', 'restored', 'kept')),
	written jsonb,
	primary key (import_id, position)
);
comment on table app.client_import_rows is
	'A row of an import, by its line in the file: fields as the columns of a client (plus phones, notes), problems [{field, code | text, value}]. They are personal data: only who started the import reads them, and they go once applied, after 30 days, or with the client.';
comment on column app.client_import_rows.client_id is 'The client that a new row becomes.';
comment on column app.client_import_rows.outcome is 'What became of the row where that is not what its kind and the policy say.';
comment on column app.client_import_rows.written is 'What filled empty fields of an existing client, so that undoing knows them.';
create index client_import_rows_not_clean on app.client_import_rows (import_id, position) where kind <> 'clean';

create function app.forget_import_rows() returns trigger
	language plpgsql security definer
	set search_path = ''
as $$
begin
	delete from app.client_import_rows r where r.import_id = old.id;
	return null;
end
$$;
create trigger client_imports_take_their_rows after delete on public.client_imports
	for each row execute function app.forget_import_rows();

-- Whoever forgets a client forgets what a file said of it.
create function app.forget_imported_client() returns trigger
	language plpgsql security definer
	set search_path = ''
as $$
begin
	update app.client_import_rows r set fields = null, written = null
	where (r.fields is not null or r.written is not null) and (r.client_id = new.id or r.duplicate_of = new.id);
	return null;
end
$$;
create trigger imported_client_forgotten after update of anonymised_at on public.clients
	for each row when (new.anonymised_at is not null and old.anonymised_at is null)
	execute function app.forget_imported_client();

create function app.forget_deleted_clients() returns trigger
	language plpgsql security definer
	set search_path = ''
as $$
begin
	update app.client_import_rows r set fields = null, written = null
	where (r.fields is not null or r.written is not null)
		and (r.client_id in (select g.id from gone g) or r.duplicate_of in (select g.id from gone g));
	return null;
end
$$;
create trigger imported_clients_deleted after delete on public.clients referencing old table as gone
	for each statement execute function app.forget_deleted_clients();

-- Reading -----------------------------------------------------------------------------------------------

create function app.import_of(account app.account, id uuid) returns public.client_imports
	language plpgsql security definer
	set search_path = ''
as $$
declare
	import public.client_imports;
begin
	-- The lock makes steps of two tabs wait for each other, and each then does the next chunk.
	select i.* into import from public.client_imports i
	where i.reseller_id = account.reseller_id and i.id = import_of.id
	for update;
	if import.id is null then
		perform app.refuse('import_not_found', 404);
	end if;
	return import;
end
$$;

create function app.import_answer(id uuid) returns jsonb
	language sql stable security definer
	set search_path = ''
as $$
	select to_jsonb(i) - '{mapping,signature,reseller_id,purged_at}'::text[] || jsonb_build_object('started_by_name', coalesce(m.name, p.name))
	from public.client_imports i
	left join public.people p on p.id = i.started_by
	left join public.memberships m on m.reseller_id = i.reseller_id and m.person_id = i.started_by and m.client_id is null
	where i.id = import_answer.id
$$;

create function app.list_import_rows(import_id uuid, outcomes text[], after integer, page_size integer) returns jsonb
	language plpgsql stable security definer
	set search_path = ''
	set plan_cache_mode = force_custom_plan
as $$
declare
	account app.account := app.require('clients.import');
	import public.client_imports;
	most integer := least(greatest(coalesce(page_size, 50), 1), 5000);
	answer jsonb;
begin
	select i.* into import from public.client_imports i
	where i.reseller_id = account.reseller_id and i.id = list_import_rows.import_id;
	if import.id is null then
		perform app.refuse('import_not_found', 404);
	end if;
	if import.started_by is distinct from account.person_id or account.impersonation_id is not null then
		perform app.refuse('import_not_yours', 403);
	end if;
	-- Rows that are as the file and the policy say carry no outcome of their own.
	with outcome as (
		select r.*, coalesce(r.outcome, case
			when r.kind = 'bad' then 'refused'
			when (r.kind = 'clean' or import.policy = 'create') and r.position <= import.undone_through then 'removed'
			when r.kind = 'clean' or import.policy = 'create' then 'new'
			when r.kind = 'matched' and import.policy = 'fill' then 'filled'
			else 'skipped'
		end) as came_of_it
		from app.client_import_rows r
		where r.import_id = import.id and r.position > coalesce(list_import_rows.after, 0)
			-- Clean rows are most of them, and an index leads to the others.
			and ('new' = any (outcomes) or 'removed' = any (outcomes) or 'kept' = any (outcomes) or outcomes is null
				or r.kind <> 'clean' or r.outcome is not null)
	), page as (
		select o.* from outcome o
		where outcomes is null or o.came_of_it = any (outcomes)
		order by o.position
		limit most + 1
	), shown as (
		select * from page order by position limit most
	)
	select jsonb_build_object(
		'rows', coalesce((
			select jsonb_agg(jsonb_build_object(
				'position', s.position, 'outcome', s.came_of_it, 'fields', s.fields, 'problems', s.problems, 'repeats', s.repeats,
				'written', (select jsonb_agg(k.key) from jsonb_object_keys(s.written) as k (key)),
				'client', case when c.id is not null then jsonb_build_object('id', c.id, 'number', c.number, 'name', coalesce(c.trade_name, c.name)) end
			) order by s.position)
			from shown s
			left join public.clients c on c.reseller_id = import.reseller_id
				and c.id = case when s.kind = 'matched' and s.came_of_it <> 'new' then s.duplicate_of else s.client_id end
		), '[]'),
		'next', case when (select count(*) from page) > most then (select max(position) from shown) end
	) into answer;
	return answer;
end
$$;
grant execute on function app.list_import_rows(uuid, text[], integer, integer) to authenticated;

create function public.list_import_rows(import_id uuid, outcomes text[] default null, after integer default null, page_size integer default 50)
	returns jsonb
	language sql stable
	set search_path = ''
as $$ select app.list_import_rows(import_id, outcomes, after, page_size) $$;
comment on function public.list_import_rows(uuid, text[], integer, integer) is
	'Rows of one''s own import {rows: [{position, outcome, fields, problems, repeats, written, client}], next: position | null}; outcomes filters by new, filled, skipped, refused, removed, restored, kept. Refuses import_not_found (404), import_not_yours (403).';
grant execute on function public.list_import_rows(uuid, text[], integer, integer) to authenticated;

-- Staging -----------------------------------------------------------------------------------------------

create function app.start_import(
	id uuid, file_name text, signature text, mapping jsonb, policy text, match_email boolean
) returns jsonb
	language plpgsql security definer
	set search_path = ''
as $$
declare
	account app.account := app.require('clients.import');
	violated text;
begin
	insert into public.client_imports (id, reseller_id, started_by, file_name, signature, mapping, policy, match_email)
	values (
		start_import.id, account.reseller_id, account.person_id, btrim(start_import.file_name), start_import.signature,
		start_import.mapping, coalesce(start_import.policy, 'skip'), coalesce(start_import.match_email, false)
	)
	on conflict on constraint client_imports_pkey do nothing;
	if not exists (
		select from public.client_imports i
		where i.reseller_id = account.reseller_id and i.id = start_import.id and i.started_by = account.person_id
	) then
		perform app.refuse('import_not_found', 404);
	end if;
	return app.import_answer(start_import.id);
exception
	when check_violation then
		get stacked diagnostics violated = constraint_name;
		perform app.refuse(violated);
	when not_null_violation then
		perform app.refuse('input_invalid');
end
$$;
grant execute on function app.start_import(uuid, text, text, jsonb, text, boolean) to authenticated;

create function public.start_import(
	id uuid, file_name text, signature text, mapping jsonb, policy text default 'skip', match_email boolean default false
) returns jsonb
	language sql
	set search_path = ''
as $$ select app.start_import(id, file_name, signature, mapping, policy, match_email) $$;
comment on function public.start_import(uuid, text, text, jsonb, text, boolean) is
	'Begins an import of clients; its rows follow with stage_import_rows. Idempotent. Refuses import_file_name_invalid, import_signature_invalid, import_mapping_invalid, import_policy_invalid.';
grant execute on function public.start_import(uuid, text, text, jsonb, text, boolean) to authenticated;

create function app.stage_import_rows(import_id uuid, rows jsonb) returns integer
	language plpgsql security definer
	set search_path = ''
as $$
declare
	import public.client_imports;
	began bigint;
	staged integer;
	violated text;
begin
	if jsonb_typeof(rows) is distinct from 'array' or jsonb_array_length(rows) > 5000 then
		perform app.refuse('import_rows_invalid');
	end if;
	import := app.import_of(app.require('clients.import'), stage_import_rows.import_id);
	if import.state <> 'staged' or import.started_by is distinct from app.person_id() then
		perform app.refuse('import_not_open', 409);
	end if;
	-- Ids (UUID version 7) in the order of the file: the clients then meet in each index at one place, not all over it.
	began := extract(epoch from import.created_at) * 1000;
	insert into app.client_import_rows (import_id, position, fields, problems, client_id)
	select
		import.id, r.position, r.fields, case when r.problems <> '[]' then r.problems end,
		encode(int8send(
			((began + r.position / 4096) << 16) + (7 << 12) + r.position % 4096
		) || substring(uuid_send(gen_random_uuid()), 9), 'hex')::uuid
	from jsonb_to_recordset(rows) as r (position integer, fields jsonb, problems jsonb)
	on conflict on constraint client_import_rows_pkey do nothing;
	get diagnostics staged = row_count;
	update public.client_imports i set total = i.total + staged where i.id = import.id;
	return staged;
exception
	when check_violation then
		get stacked diagnostics violated = constraint_name;
		perform app.refuse(violated);
	when data_exception or not_null_violation then
		perform app.refuse('import_rows_invalid');
end
$$;
grant execute on function app.stage_import_rows(uuid, jsonb) to authenticated;

create function public.stage_import_rows(import_id uuid, rows jsonb) returns integer
	language sql
	set search_path = ''
as $$ select app.stage_import_rows(import_id, rows) $$;
comment on function public.stage_import_rows(uuid, jsonb) is
	'Adds up to 5,000 rows [{position, fields, problems?}] and answers how many were new. Idempotent by position, the line in the file; at most 100,000 rows in all. Refuses import_not_found (404), import_not_open (409), import_rows_invalid, import_row_invalid, import_problems_invalid, import_too_many_rows.';
grant execute on function public.stage_import_rows(uuid, jsonb) to authenticated;

-- Looking through ---------------------------------------------------------------------------------------

create function app.match_import_rows(import public.client_imports, first integer, last integer) returns void
	language plpgsql security definer
	set search_path = ''
	set plan_cache_mode = force_custom_plan
as $$
declare
	places integer[];
	clients uuid[];
begin
	-- A document names a client; an address may be shared, so it counts only where asked, and where no document decides.
	with asked as materialized (
		select r.position, r.duplicate_of, r.fields ->> 'document' as document, r.fields ->> 'email' as email
		from app.client_import_rows r
		where r.import_id = import.id and r.position between first and last and r.problems is null and r.outcome is null
	), by_document as (
		select distinct on (a.position) a.position, c.id as client_id
		from asked a
		join public.clients c on c.reseller_id = import.reseller_id and c.document = a.document
		order by a.position, c.archived_at is not null, c.number
	), by_email as (
		select distinct on (a.position) a.position, c.id as client_id
		from asked a
		join public.clients c on c.reseller_id = import.reseller_id and c.email = a.email
			and (c.document is null or a.document is null)
		where import.match_email
		order by a.position, c.archived_at is not null, c.number
	)
	select array_agg(a.position), array_agg(coalesce(d.client_id, e.client_id)) into places, clients
	from asked a
	left join by_document d on d.position = a.position
	left join by_email e on e.position = a.position
	where coalesce(d.client_id, e.client_id) is distinct from a.duplicate_of;
	if places is null then
		return;
	end if;
	update app.client_import_rows r set duplicate_of = found.client_id
	from unnest(places, clients) as found (position, client_id)
	where r.import_id = import.id and r.position = found.position;
end
$$;

create function app.client_rules() returns table (broken text, fault jsonb)
	language sql stable
	set search_path = ''
as $$
	-- The checks of the table itself, as expressions over the columns of a client: they cannot drift apart.
	select format('not (%s)', pg_get_expr(k.conbin, k.conrelid)), jsonb_build_object('field', (
		select a.attname from pg_catalog.pg_attribute a where a.attrelid = k.conrelid and a.attnum = k.conkey[1]
	), 'code', k.conname)
	from pg_catalog.pg_constraint k
	where k.conrelid = 'public.clients'::regclass and k.contype = 'c' and k.conname like 'client\_%'
	union all values
		($rule$jsonb_typeof(phones) not in ('array', 'null')
			or jsonb_path_exists(phones, '$[*] ? (!(@.type() == "string" && @ like_regex "^\\+[1-9][0-9]{7,14}$"))')$rule$,
			'{"field":"phones","code":"client_phone_invalid"}'::jsonb),
		($rule$case when jsonb_typeof(phones) = 'array' then jsonb_array_length(phones) > 5 end$rule$,
			'{"field":"phones","code":"client_phones_too_many"}'),
		($rule$length(notes) > 5000$rule$, '{"field":"notes","code":"client_notes_too_long"}')
$$;

create function app.refuse_faulty_rows(import_id uuid, first integer, last integer) returns void
	language plpgsql security definer
	set search_path = ''
as $$
declare
	look text;
	places integer[];
	faults jsonb[];
begin
	for look in
		-- What is no value of its column's type would end the second look for all rows. Few rows have such columns.
		select format(
			'select r.position, array_remove(array[%s], null) as faults from rows r where r.fields ?| %L',
			string_agg(format(
				'case when not pg_input_is_valid(r.fields ->> %1$L, %2$L) then %3$L::jsonb end',
				a.attname, format_type(a.atttypid, null), jsonb_build_object('field', a.attname, 'code', 'input_invalid')
			), ', '),
			array_agg(a.attname)
		)
		from pg_catalog.pg_attribute a
		where a.attrelid = 'public.clients'::regclass and a.attnum > 0 and not a.attisdropped and a.atttypid <> 'text'::regtype
		union all
		select format(
			$look$
				select l.position, array_remove(array[%1$s], null) as faults
				from (
					select r.position, r.phones, r.notes, (r.client).* from (
						select r.position, r.fields -> 'phones' as phones, r.fields ->> 'notes' as notes, jsonb_populate_record(
							(select jsonb_populate_record(null::public.clients, '{"name":"","person_type":"company"}')),
							jsonb_strip_nulls(r.fields)
						) as client
						from rows r
						offset 0
					) r
				) l
				where %2$s
			$look$,
			string_agg(format('case when %s then %L::jsonb end', k.broken, k.fault), ', ' order by k.fault ->> 'code'),
			string_agg(format('(%s)', k.broken), ' or ' order by k.fault ->> 'code')
		)
		from app.client_rules() k
	loop
		execute format($look$
			with rows as not materialized (
				select r.position, r.fields from app.client_import_rows r
				where r.import_id = $1 and r.position between $2 and $3 and r.problems is null and r.outcome is null
			)
			select array_agg(l.position), array_agg(to_jsonb(l.faults)) from (%s) l where l.faults <> '{}'
		$look$, look) into places, faults using refuse_faulty_rows.import_id, first, last;
		if places is not null then
			update app.client_import_rows r set problems = f.faults
			from unnest(places, faults) as f (position, faults)
			where r.import_id = refuse_faulty_rows.import_id and r.position = f.position;
		end if;
	end loop;
end
$$;
comment on function app.refuse_faulty_rows(uuid, integer, integer) is
	'Names what the rules of the table `clients` itself have against staged rows, for all of them at once.';

create function app.check_import(import_id uuid) returns jsonb
	language plpgsql security definer
	set search_path = ''
	set plan_cache_mode = force_custom_plan
as $$
declare
	import public.client_imports := app.import_of(app.require('clients.import'), check_import.import_id);
	most integer;
	places integer[];
	firsts integer[];
begin
	if import.state not in ('staged', 'checked') or import.started_by is distinct from app.person_id() then
		perform app.refuse('import_not_open', 409);
	end if;
	select coalesce(max(r.position), 0) into most from app.client_import_rows r where r.import_id = import.id;
	if most = 0 then
		perform app.refuse('import_empty');
	end if;
	perform app.refuse_faulty_rows(import.id, 1, most);
	perform app.match_import_rows(import, 1, most);
	with documents as materialized (
		select r.position, (r.fields ->> 'document') collate "C" as document
		from app.client_import_rows r
		where r.import_id = import.id and r.problems is null and r.fields ->> 'document' is not null
	), twins as (
		select d.document, min(d.position) as first from documents d group by d.document having count(*) > 1
	)
	select array_agg(d.position), array_agg(t.first) into places, firsts
	from twins t
	join documents d on d.document = t.document and d.position > t.first;
	if places is not null then
		update app.client_import_rows r set repeats = twin.first
		from unnest(places, firsts) as twin (position, first)
		where r.import_id = import.id and r.position = twin.position;
	end if;
	update public.client_imports i set
		state = 'checked', total = seen.total, bad = seen.bad, matched = seen.matched, repeated = seen.repeated
	from (
		select count(*) as total, count(*) filter (where r.kind = 'bad') as bad,
			count(*) filter (where r.kind = 'matched') as matched, count(*) filter (where r.kind = 'repeated') as repeated
		from app.client_import_rows r where r.import_id = import.id
	) seen
	where i.id = import.id;
	return app.import_answer(import.id);
end
$$;
grant execute on function app.check_import(uuid) to authenticated;

create function public.check_import(import_id uuid) returns jsonb
	language sql
	set search_path = ''
as $$ select app.check_import(import_id) $$;
comment on function public.check_import(uuid) is
	'Looks through the staged rows: rules of the clients once more, clients that exist, documents that stand in the file twice. Repeatable until the import runs; no more rows can be staged. Refuses import_not_found (404), import_not_open (409), import_empty.';
grant execute on function public.check_import(uuid) to authenticated;

-- Forgetting --------------------------------------------------------------------------------------------

create function app.is_left_over(given app.client_import_rows, policy text) returns boolean
	language sql immutable
	set search_path = ''
as $$
	select coalesce(given.outcome = 'skipped', false) or given.kind = 'bad'
		or given.outcome is null and given.kind <> 'clean' and policy <> 'create'
$$;

create function app.purge_imports() returns void
	language plpgsql security definer
	set search_path = ''
as $$
declare
	import public.client_imports;
begin
	-- One at a time, so that a night after many imports is no long transaction over all of them.
	for import in
		select i.* from public.client_imports i
		where i.forgotten_at is null and (
			i.created_at < now() - interval '30 days'
			or i.state = 'staged' and i.created_at < now() - interval '1 day'
			or i.purged_at is null and i.state in ('done', 'canceled', 'undone')
			or i.state = 'undone' and i.purged_at < i.finished_at
		)
		order by i.created_at limit 20
		for update skip locked
	loop
		if import.created_at < now() - interval '30 days' or import.state = 'staged' then
			delete from app.client_import_rows r where r.import_id = import.id;
			update public.client_imports i set
				forgotten_at = now(), purged_at = coalesce(i.purged_at, now()), finished_at = coalesce(i.finished_at, now()),
				state = case when i.state in ('done', 'canceled', 'undone') then i.state else 'canceled' end
			where i.id = import.id;
		else
			-- What was refused or skipped can still be downloaded, mended and imported again.
			update app.client_import_rows r set
				fields = case when r.position <= import.done_through and app.is_left_over(r, import.policy) then r.fields end,
				written = case when import.state <> 'undone' then r.written end
			where r.import_id = import.id and (
				r.fields is not null and (r.position > import.done_through or not app.is_left_over(r, import.policy))
				or r.written is not null and import.state = 'undone'
			);
			update public.client_imports i set purged_at = now() where i.id = import.id;
		end if;
	end loop;
end
$$;
comment on function app.purge_imports() is
	'Erases what was read of applied rows, all rows of an import after 30 days, and uploads that were never looked through after one.';
select cron.schedule('purge-imports', '* * * * *', 'select app.purge_imports()');
