-- Audit: every write of every tenant table, by whom, on whose behalf, from where, before and after. Only ever appended to.

create table public.audit_entries (
	id bigint generated always as identity primary key,
	-- Of the row that the entry is about. No foreign key looks it up for each entry: a reseller with a trail does not go.
	reseller_id uuid not null,
	client_id uuid,
	occurred_at timestamptz not null default now(),
	table_name text not null,
	operation text not null check (operation in ('insert', 'update', 'delete', 'export')),
	row_key text not null,
	label text,
	actor_id uuid,
	subject_id uuid,
	impersonation_id uuid,
	address text,
	seen_address text,
	before jsonb,
	after jsonb
);
comment on table public.audit_entries is
	'The trail. before and after hold the columns that changed; a column that must not be kept is absent. actor_id null: a job or an operator with the secret key.';
comment on column public.audit_entries.subject_id is 'On whose behalf the actor acted ("Logar como"); null when the actor acted as itself.';
comment on column public.audit_entries.address is 'The address of the browser, as the web server told it; seen_address is the end of what the platform''s gateway saw: it appends to what a caller may have written before it.';
-- Each way to look for entries walks one of these from its end; times come before ids so that a period is a stretch of it.
-- They ascend, so that entries come to stand behind each other and pages fill up.
create index audit_entries_newest on public.audit_entries (reseller_id, occurred_at, id);
create index audit_entries_client on public.audit_entries (reseller_id, client_id, occurred_at, id)
	where client_id is not null;
create index audit_entries_actor on public.audit_entries (reseller_id, actor_id, occurred_at, id);
create index audit_entries_area on public.audit_entries (reseller_id, table_name, occurred_at, id);
create index audit_entries_people on public.audit_entries (reseller_id, occurred_at, id) where actor_id is not null;
create index audit_entries_rare on public.audit_entries (reseller_id, operation, occurred_at, id)
	where operation in ('delete', 'export');
create index audit_entries_impersonated on public.audit_entries (reseller_id, occurred_at, id)
	where impersonation_id is not null;
create index audit_entries_impersonation on public.audit_entries (impersonation_id, id) where impersonation_id is not null;
alter table public.audit_entries enable row level security;
grant select on public.audit_entries to authenticated;
grant select on public.audit_entries to service_role;

create function app.is_anonymised(client_id uuid) returns boolean
	language plpgsql stable security definer
	set search_path = ''
as $$
begin
	return exists (select from public.clients c where c.id = is_anonymised.client_id and c.anonymised_at is not null);
end
$$;

create function app.redacted(kept jsonb) returns jsonb
	language sql immutable
	set search_path = ''
as $$
	select case when kept is not null then (
		select coalesce(jsonb_object_agg(k.key, case
			when k.value <> 'null' and k.key in (
				'name', 'trade_name', 'document', 'identity_document', 'municipal_registration', 'born_or_opened_on', 'email',
				'phone_hint', 'e164', 'contact_name', 'contact_role', 'sector', 'company_size', 'postal_code', 'street',
				'street_number', 'complement', 'district', 'city', 'state', 'body', 'note', 'recipient', 'reason'
			) then '"•"' else k.value end), '{}')
		from jsonb_each(kept) k
	) end
$$;
comment on function app.redacted(jsonb) is 'Values of an entry without what is personal: such a value becomes a dot, so that one still sees that it changed.';

create function app.refuse_rewriting_the_trail() returns trigger
	language plpgsql
	set search_path = ''
as $$
begin
	perform app.refuse('audit_append_only', 403);
	return null;
end
$$;
create trigger audit_entries_append_only before delete or truncate on public.audit_entries
	for each statement execute function app.refuse_rewriting_the_trail();
create function app.refuse_losing_the_trail() returns trigger
	language plpgsql security definer
	set search_path = ''
as $$
begin
	if exists (select from public.audit_entries e where e.reseller_id = old.id) then
		perform app.refuse('audit_append_only', 403);
	end if;
	return null;
end
$$;
create trigger resellers_keep_their_trail after delete or update of id on public.resellers
	for each row execute function app.refuse_losing_the_trail();
-- Of an anonymised client an entry may lose what is personal (LGPD), and nothing else: never be rewritten, whoever asks.
create trigger audit_entries_redact_only before update on public.audit_entries
	for each row
	when (
		(to_jsonb(new) - '{label,before,after}'::text[]) is distinct from (to_jsonb(old) - '{label,before,after}'::text[])
		or new.label is not null
		or new.before is distinct from app.redacted(old.before)
		or new.after is distinct from app.redacted(old.after)
		or not app.is_anonymised(old.client_id)
	)
	execute function app.refuse_rewriting_the_trail();

create function app.request_header(name text) returns text
	language plpgsql stable
	set search_path = ''
as $$
begin
	return nullif(current_setting('request.headers', true), '')::json ->> name;
end
$$;

create function app.changed_pairs(relation oid, key_columns text[], hidden text[]) returns text
	language sql stable
	set search_path = ''
as $$
	select format(
		'select case when o.%1$I is not null then to_jsonb(o) end as old_row, case when n.%1$I is not null then to_jsonb(n) end as new_row
		from old_rows o full join new_rows n on %2$s where (%3$s) is distinct from (%4$s) offset 0',
		key_columns[1],
		(select string_agg(format('o.%1$I = n.%1$I', k.name), ' and ') from unnest(key_columns) as k (name)),
		string_agg(format('o.%I', a.attname), ', '), string_agg(format('n.%I', a.attname), ', ')
	)
	from pg_catalog.pg_attribute a
	where a.attrelid = relation and a.attnum > 0 and not a.attisdropped and a.attname <> all (hidden)
$$;
comment on function app.changed_pairs(oid, text[], text[]) is
	'The query for the rows of an update in which something changed that is kept, before and after. The others are passed over before any JSON is made of them: a job moves on a hundred thousand at once.';

create function app.keep_trail() returns trigger
	language plpgsql security definer
	set search_path = ''
as $$
declare
	account app.account := app.acting();
	key constant text := 'concat_ws(''/'', %1$s ->> ''' || array_to_string(tg_argv[0]::text[], ''', %1$s ->> ''') || ''')';
	is_large boolean := false;
	filled text[];
	new_source text := 'new_rows';
	pairs text;
begin
	if tg_op = 'INSERT' then
		select count(*) > 100 into is_large from new_rows;
	end if;
	-- What a large statement leaves empty in all of its rows is not looked at in each of them.
	if is_large then
		execute (
			select format(
				'select array_remove(array[%s], null) from new_rows',
				string_agg(format('case when count(%1$I) > 0 then %1$L end', a.attname), ', ')
			)
			from pg_catalog.pg_attribute a
			where a.attrelid = tg_relid and a.attnum > 0 and not a.attisdropped and a.attname <> all (tg_argv[1]::text[])
		) into filled;
		new_source := (
			select format('(select %s from new_rows offset 0)', string_agg(quote_ident(f.name), ', ')) from unnest(filled) as f (name)
		);
	end if;
	-- `offset 0` keeps the planner from making the JSON of a row again for each of its columns.
	pairs := case tg_op
		when 'INSERT' then 'select row as entry, null::jsonb as before, jsonb_strip_nulls(row - $1) as after
			from (select to_jsonb(t) as row from ' || new_source || ' t offset 0) n'
		when 'DELETE' then 'select row as entry, jsonb_strip_nulls(row - $1) as before, null::jsonb as after
			from (select to_jsonb(t) as row from old_rows t offset 0) o'
		-- A row whose key was changed is one that went and another that came.
		else 'select coalesce(n.row, o.row) as entry, diff.before, diff.after
			from (' || app.changed_pairs(tg_relid, tg_argv[0]::text[], tg_argv[1]::text[]) || ') pair
			cross join lateral (select pair.old_row as row) o
			cross join lateral (select pair.new_row as row) n
			cross join lateral (
				select
					jsonb_object_agg(c.key, o.row -> c.key) filter (where o.row is not null) as before,
					jsonb_object_agg(c.key, n.row -> c.key) filter (where n.row is not null) as after
				from jsonb_object_keys(coalesce(n.row, o.row)) as c (key)
				where c.key <> all ($1)
					and coalesce(o.row -> c.key, ''null'') is distinct from coalesce(n.row -> c.key, ''null'')
			) diff'
	end;
	-- One insert per statement, not per row: a job that writes a hundred thousand rows keeps its pace.
	execute format($insert$
		insert into public.audit_entries (
			reseller_id, client_id, table_name, operation, row_key, label,
			actor_id, subject_id, impersonation_id, address, seen_address, before, after
		)
		select (entry ->> $10)::uuid, (entry ->> $2)::uuid, $3,
			case when pair.before is null then 'insert' when pair.after is null then 'delete' else $4 end, %s,
			left(coalesce(entry ->> 'name', entry ->> 'number', entry ->> 'email'), 200),
			$5, $6, $7, $8, $9, pair.before, pair.after
		from (%s offset 0) pair
		where pair.before is not null or pair.after is not null
	$insert$, format(key, 'entry'), pairs)
	using tg_argv[1]::text[], case tg_table_name when 'clients' then 'id' else 'client_id' end,
		tg_table_name, lower(tg_op),
		coalesce(account.actor_id, account.person_id, app.session_person()),
		case when account.impersonation_id is not null then account.person_id end,
		account.impersonation_id,
		left(app.request_header('x-balcao-address'), 64), right(app.request_header('x-forwarded-for'), 200),
		case tg_table_name when 'resellers' then 'id' else 'reseller_id' end;
	return null;
end
$$;

create function app.keep_trail_of(table_name text, key_columns text[] default '{id}', hidden text[] default '{}') returns void
	language plpgsql
	set search_path = ''
as $$
begin
	execute format($sql$
		create trigger trail_of_inserts after insert on public.%1$I referencing new table as new_rows
			for each statement execute function app.keep_trail(%2$L, %3$L);
		create trigger trail_of_updates after update on public.%1$I referencing old table as old_rows new table as new_rows
			for each statement execute function app.keep_trail(%2$L, %3$L);
		create trigger trail_of_deletes after delete on public.%1$I referencing old table as old_rows
			for each statement execute function app.keep_trail(%2$L, %3$L);
	$sql$, table_name, key_columns::text, (hidden || '{updated_at}')::text);
end
$$;
comment on function app.keep_trail_of(text, text[], text[]) is
	'Puts a tenant table under the audit trail. `hidden`: columns that must never stand there (secrets, pictures).';
select app.keep_trail_of('resellers');
select app.keep_trail_of('reseller_brands', '{reseller_id}', '{logo}');
