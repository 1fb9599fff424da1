-- Applying imports: rows that were looked through become clients, a chunk at a time, or fill those that exist; and all of it
-- can be taken back.

-- Applying ----------------------------------------------------------------------------------------------

create function app.create_imported_clients(import public.client_imports, first integer, last integer) returns integer
	language plpgsql security definer
	set search_path = ''
as $$
declare
	how_many integer;
	before bigint;
begin
	select count(*) into how_many from app.client_import_rows r
	where r.import_id = import.id and r.position between first and last and r.outcome is null
		and (r.kind = 'clean' or import.policy = 'create' and r.kind <> 'bad');
	if how_many = 0 then
		return 0;
	end if;
	before := app.next_number(import.reseller_id, 'client', how_many) - how_many;
	insert into public.clients (
		id, reseller_id, number, person_type, name, trade_name, document, identity_document, municipal_registration,
		born_or_opened_on, email, phone_hint, contact_name, contact_role, sector, company_size,
		postal_code, street, street_number, complement, district, city, state, payer, due_day, collection,
		discount_cents, surcharge_cents, pending_days, block_days, monthly_cents, contract_total_cents, instalments, locale
	)
	select r.client_id, import.reseller_id, before + row_number() over (order by r.position),
		coalesce((r.c).person_type, 'company'), coalesce(btrim((r.c).name), ''), nullif(btrim((r.c).trade_name), ''),
		nullif((r.c).document, ''), nullif(btrim((r.c).identity_document), ''), nullif(btrim((r.c).municipal_registration), ''),
		(r.c).born_or_opened_on, nullif(lower(btrim((r.c).email)), ''),
		-- As the phones' own trigger will find it, and then it need not write the row a second time.
		left(r.phone, 3) || ' ••••• ' || right(r.phone, 2),
		nullif(btrim((r.c).contact_name), ''), nullif(btrim((r.c).contact_role), ''), nullif(btrim((r.c).sector), ''),
		nullif((r.c).company_size, ''), nullif((r.c).postal_code, ''), nullif(btrim((r.c).street), ''),
		nullif(btrim((r.c).street_number), ''), nullif(btrim((r.c).complement), ''), nullif(btrim((r.c).district), ''),
		nullif(btrim((r.c).city), ''), nullif((r.c).state, ''), coalesce((r.c).payer, 'client'), (r.c).due_day,
		coalesce((r.c).collection, 'informal'), (r.c).discount_cents, (r.c).surcharge_cents, (r.c).pending_days,
		(r.c).block_days, (r.c).monthly_cents, (r.c).contract_total_cents, (r.c).instalments, coalesce((r.c).locale, 'pt-BR')
	from (
		-- Not a join: that would describe the type anew for each row, which costs more than reading it.
		select r.position, r.client_id, r.fields #>> '{phones,0}' as phone, jsonb_populate_record(null::public.clients, r.fields) as c
		from app.client_import_rows r
		where r.import_id = import.id and r.position between first and last and r.outcome is null
			and (r.kind = 'clean' or import.policy = 'create' and r.kind <> 'bad')
		offset 0
	) r;
	insert into public.client_phones (reseller_id, client_id, position, e164)
	select import.reseller_id, r.client_id, p.position, p.phone
	from app.client_import_rows r
	cross join lateral jsonb_array_elements_text(r.fields -> 'phones') with ordinality as p (phone, position)
	where r.import_id = import.id and r.position between first and last and r.outcome is null and r.fields ? 'phones'
		and (r.kind = 'clean' or import.policy = 'create' and r.kind <> 'bad');
	insert into public.client_notes (reseller_id, client_id, body)
	select import.reseller_id, r.client_id, r.fields ->> 'notes'
	from app.client_import_rows r
	where r.import_id = import.id and r.position between first and last and r.outcome is null and r.fields ->> 'notes' <> ''
		and (r.kind = 'clean' or import.policy = 'create' and r.kind <> 'bad');
	return how_many;
end
$$;

create function app.fillable_columns() returns text[]
	language sql immutable
	set search_path = ''
as $$
	select array[
		'trade_name', 'document', 'identity_document', 'municipal_registration', 'born_or_opened_on', 'email', 'contact_name',
		'contact_role', 'sector', 'company_size', 'postal_code', 'street', 'street_number', 'complement', 'district', 'city', 'state',
		'due_day', 'discount_cents', 'surcharge_cents', 'pending_days', 'block_days', 'monthly_cents', 'contract_total_cents', 'instalments'
	]
$$;
comment on function app.fillable_columns() is 'Columns of a client that may be empty: only those can be filled.';

create function app.write_imported_fields(reseller_id uuid, changes jsonb) returns void
	language plpgsql security definer
	set search_path = ''
	set plan_cache_mode = force_custom_plan
as $$
begin
	update public.clients c set
		trade_name = n.trade_name, document = n.document, identity_document = n.identity_document,
		municipal_registration = n.municipal_registration, born_or_opened_on = n.born_or_opened_on, email = n.email,
		contact_name = n.contact_name, contact_role = n.contact_role, sector = n.sector, company_size = n.company_size,
		postal_code = n.postal_code, street = n.street, street_number = n.street_number, complement = n.complement,
		district = n.district, city = n.city, state = n.state, due_day = n.due_day, discount_cents = n.discount_cents,
		surcharge_cents = n.surcharge_cents, pending_days = n.pending_days, block_days = n.block_days,
		monthly_cents = n.monthly_cents, contract_total_cents = n.contract_total_cents, instalments = n.instalments, updated_at = now()
	from (
		select old.id, new.*
		from jsonb_to_recordset(changes) as g (client_id uuid, columns jsonb)
		join public.clients old on old.id = g.client_id
		cross join lateral jsonb_populate_record(old, g.columns) new
		where old.reseller_id = write_imported_fields.reseller_id
	) n (known_id)
	where c.reseller_id = write_imported_fields.reseller_id and c.id = n.known_id;
end
$$;
comment on function app.write_imported_fields(uuid, jsonb) is
	'Sets columns of many clients: changes [{client_id, columns}]. Only columns that may be empty.';

create function app.fill_imported_clients(import public.client_imports, first integer, last integer) returns integer
	language plpgsql security definer
	set search_path = ''
	set plan_cache_mode = force_custom_plan
as $$
declare
	may_fill_phones boolean := app.sees_phones();
	how_many integer;
	ids uuid[];
	places integer[];
	columns jsonb[];
	changes jsonb;
begin
	if import.policy <> 'fill' then
		return 0;
	end if;
	select array_agg(r.duplicate_of) into ids from app.client_import_rows r
	where r.import_id = import.id and r.position between first and last and r.kind = 'matched' and r.outcome is null;
	if ids is null then
		return 0;
	end if;
	perform from public.clients c where c.reseller_id = import.reseller_id and c.id = any (ids) order by c.id for update;
	-- What is empty now and stands in the file. Of two rows of one client the earlier one fills.
	select array_agg(f.position), array_agg(f.columns) into places, columns
	from (
		select m.position, (
			select jsonb_object_agg(g.key, g.value)
			from jsonb_each(m.fields) g
			where g.value not in ('null', '""', '[]') and case g.key
				when 'phones' then may_fill_phones and not exists (
					select from public.client_phones p where p.reseller_id = import.reseller_id and p.client_id = c.id)
				when 'notes' then not exists (
					select from public.client_notes n where n.reseller_id = import.reseller_id and n.client_id = c.id)
				else to_jsonb(c) -> g.key = 'null' and g.key = any (app.fillable_columns())
			end
		) as columns
		from (
			select distinct on (r.duplicate_of) r.position, r.duplicate_of, r.fields
			from app.client_import_rows r
			where r.import_id = import.id and r.position between first and last and r.kind = 'matched' and r.outcome is null
			order by r.duplicate_of, r.position
		) m
		join public.clients c on c.reseller_id = import.reseller_id and c.id = m.duplicate_of
		where c.id = any (ids) and c.anonymised_at is null
	) f
	where f.columns is not null;
	update app.client_import_rows r set written = f.columns, outcome = 'filled'
	from unnest(places, columns) as f (position, columns)
	where r.import_id = import.id and r.position = f.position;
	get diagnostics how_many = row_count;
	-- Whose client has all that already, went meanwhile, or was anonymised.
	update app.client_import_rows r set outcome = 'skipped'
	where r.import_id = import.id and r.position between first and last and r.kind = 'matched' and r.outcome is null;
	if how_many = 0 then
		return 0;
	end if;
	select jsonb_agg(jsonb_build_object('client_id', r.duplicate_of, 'columns', r.written)) into changes
	from app.client_import_rows r
	where r.import_id = import.id and r.position = any (places) and r.written - '{phones,notes}'::text[] <> '{}';
	if changes is not null then
		perform app.write_imported_fields(import.reseller_id, changes);
	end if;
	insert into public.client_phones (reseller_id, client_id, position, e164)
	select import.reseller_id, r.duplicate_of, p.position, p.phone
	from app.client_import_rows r
	cross join lateral jsonb_array_elements_text(r.written -> 'phones') with ordinality as p (phone, position)
	where r.import_id = import.id and r.position = any (places) and r.written ? 'phones';
	insert into public.client_notes (reseller_id, client_id, body)
	select import.reseller_id, r.duplicate_of, r.written ->> 'notes'
	from app.client_import_rows r
	where r.import_id = import.id and r.position = any (places) and r.written ? 'notes';
	return how_many;
end
$$;

create function app.apply_import_rows(import public.client_imports, first integer, last integer) returns void
	language plpgsql security definer
	set search_path = ''
as $$
declare
	made_now integer;
	filled_now integer;
	seen_now integer;
	bad_now integer;
begin
	-- Somebody may have made the client since the file was looked through.
	if import.policy <> 'create' then
		perform app.match_import_rows(import, first, last);
	end if;
	filled_now := app.fill_imported_clients(import, first, last);
	made_now := app.create_imported_clients(import, first, last);
	select count(*), count(*) filter (where r.kind = 'bad') into seen_now, bad_now
	from app.client_import_rows r where r.import_id = import.id and r.position between first and last;
	update public.client_imports i set
		done_through = last, created = i.created + made_now, filled = i.filled + filled_now, refused = i.refused + bad_now,
		skipped = i.skipped + seen_now - bad_now - made_now - filled_now
	where i.id = import.id;
end
$$;

create function app.try_import_rows(import public.client_imports, first integer, last integer) returns text
	language plpgsql security definer
	set search_path = ''
as $$
declare
	violated text;
begin
	perform app.apply_import_rows(import, first, last);
	return null;
exception
	when check_violation then
		get stacked diagnostics violated = constraint_name;
		return coalesce(nullif(violated, ''), 'input_invalid');
	when data_exception or not_null_violation then
		return 'input_invalid';
end
$$;
comment on function app.try_import_rows(public.client_imports, integer, integer) is
	'Applies a stretch of rows, all or none; null, or the name of the rule that one of them breaks.';

create function app.advance_applying(import public.client_imports, most integer) returns void
	language plpgsql security definer
	set search_path = ''
as $$
declare
	-- Taken alone when a stretch of them fails: a call stays short, and the next one goes on.
	few constant integer := 50;
	-- Statistics that do not know the reseller take it to have a handful of clients, and then each look at one of them, as
	-- foreign keys take, walks through all. So a large import begins small and lets them learn.
	small constant integer := 200;
	is_first boolean := import.done_through = 0 and import.total > 2 * small;
	first integer := import.done_through + 1;
	last integer;
	fault text;
begin
	select max(page.position) into last from (
		select r.position from app.client_import_rows r
		where r.import_id = import.id and r.position >= first
		order by r.position limit case when is_first then small else most end
	) page;
	if last is null then
		update public.client_imports i set state = 'done', finished_at = now() where i.id = import.id;
		return;
	end if;
	fault := app.try_import_rows(import, first, last);
	if fault is not null then
		-- The rules changed since the rows were looked through, or two of them meet: name the faulty ones and go on with the rest.
		perform app.refuse_faulty_rows(import.id, first, last);
		fault := app.try_import_rows(import, first, last);
	end if;
	if fault is not null then
		last := least(last, first + few - 1);
		for place in first..last loop
			select i.* into import from public.client_imports i where i.id = import.id;
			fault := app.try_import_rows(import, place, place);
			if fault is not null then
				update app.client_import_rows r set problems = jsonb_build_array(jsonb_build_object('field', null, 'code', fault))
				where r.import_id = import.id and r.position = place;
				perform app.apply_import_rows(import, place, place);
			end if;
		end loop;
	end if;
	if is_first then
		analyze public.clients (reseller_id, id), public.client_phones (reseller_id), public.client_summaries (reseller_id);
	end if;
	update public.client_imports i set state = 'done', finished_at = now()
	where i.id = import.id and not exists (
		select from app.client_import_rows r where r.import_id = i.id and r.position > i.done_through
	);
end
$$;

-- Undoing -----------------------------------------------------------------------------------------------

create function app.advance_undoing(import public.client_imports, most integer) returns void
	language plpgsql security definer
	set search_path = ''
	set plan_cache_mode = force_custom_plan
as $$
declare
	last integer;
	made uuid[];
	touched uuid[];
	kept_ids uuid[];
	removed_now integer;
	restored_now integer;
	changes jsonb;
begin
	select max(page.position) into last from (
		select r.position from app.client_import_rows r
		where r.import_id = import.id and r.position > import.undone_through and r.position <= import.done_through
		order by r.position limit most
	) page;
	if last is null then
		update public.client_imports i set state = 'undone', finished_at = now() where i.id = import.id;
		return;
	end if;
	select array_agg(r.client_id) filter (where r.outcome is null), array_agg(r.duplicate_of) filter (where r.outcome = 'filled')
	into made, touched
	from app.client_import_rows r
	where r.import_id = import.id and r.position > import.undone_through and r.position <= last
		and (r.outcome = 'filled' or r.outcome is null and (r.kind = 'clean' or import.policy = 'create' and r.kind <> 'bad'));
	-- Locked, so that no invoice comes in between the look and the removal.
	perform from public.clients c
	where c.reseller_id = import.reseller_id and c.id = any (made || touched) order by c.id for update;

	-- A client that has been worked with since is no longer the import's.
	select array_agg(used.client_id) into kept_ids from (
		select x.client_id from public.invoices x where x.reseller_id = import.reseller_id and x.client_id = any (made)
		union select x.client_id from public.subscriptions x where x.reseller_id = import.reseller_id and x.client_id = any (made)
		union select x.client_id from public.memberships x where x.reseller_id = import.reseller_id and x.client_id = any (made)
		union select x.client_id from public.invitations x where x.reseller_id = import.reseller_id and x.client_id = any (made)
		union select x.client_id from public.data_requests x where x.reseller_id = import.reseller_id and x.client_id = any (made)
	) used;
	update app.client_import_rows r set outcome = 'kept'
	where r.import_id = import.id and r.position > import.undone_through and r.position <= last
		and r.outcome is null and r.client_id = any (kept_ids);
	delete from public.clients c
	where c.reseller_id = import.reseller_id and c.id = any (made) and c.id <> all (coalesce(kept_ids, '{}'));
	get diagnostics removed_now = row_count;

	if touched is not null then
		-- Filled fields go back to empty, where they still hold what the file said.
		select jsonb_agg(jsonb_build_object('client_id', w.client_id, 'columns', w.columns)) into changes
		from (
			select c.id as client_id, (
				select jsonb_object_agg(f.key, null::text) from jsonb_each(r.written) f where to_jsonb(c) -> f.key = f.value
			) as columns
			from app.client_import_rows r
			join public.clients c on c.reseller_id = import.reseller_id and c.id = r.duplicate_of
			where r.import_id = import.id and r.position > import.undone_through and r.position <= last
				and r.outcome = 'filled' and c.id = any (touched)
		) w
		where w.columns is not null;
		if changes is not null then
			perform app.write_imported_fields(import.reseller_id, changes);
		end if;
		delete from public.client_notes n using app.client_import_rows r
		where r.import_id = import.id and r.position > import.undone_through and r.position <= last and r.outcome = 'filled'
			and n.reseller_id = import.reseller_id and n.client_id = any (touched)
			and n.client_id = r.duplicate_of and n.body = r.written ->> 'notes';
		delete from public.client_phones p using app.client_import_rows r
		where r.import_id = import.id and r.position > import.undone_through and r.position <= last and r.outcome = 'filled'
			and p.reseller_id = import.reseller_id and p.client_id = any (touched) and p.client_id = r.duplicate_of
			and r.written -> 'phones' = (
				select jsonb_agg(o.e164 order by o.position) from public.client_phones o
				where o.reseller_id = p.reseller_id and o.client_id = p.client_id
			);
	end if;
	update app.client_import_rows r set outcome = 'restored'
	where r.import_id = import.id and r.position > import.undone_through and r.position <= last and r.outcome = 'filled';
	get diagnostics restored_now = row_count;
	update public.client_imports i set
		undone_through = last, removed = i.removed + removed_now, restored = i.restored + restored_now,
		kept = i.kept + coalesce(cardinality(kept_ids), 0),
		state = case when last >= i.done_through then 'undone' else i.state end,
		finished_at = case when last >= i.done_through then now() else i.finished_at end
	where i.id = import.id;
end
$$;

-- Commands ----------------------------------------------------------------------------------------------

create function app.advance_import(import_id uuid, most integer) returns jsonb
	language plpgsql security definer
	set search_path = ''
as $$
declare
	import public.client_imports := app.import_of(app.require('clients.import'), advance_import.import_id);
	chunk integer := least(greatest(coalesce(most, 2000), 1), 5000);
begin
	if import.state = 'running' then
		perform app.advance_applying(import, chunk);
	elsif import.state = 'undoing' then
		perform app.advance_undoing(import, chunk);
	end if;
	return app.import_answer(import.id);
end
$$;
grant execute on function app.advance_import(uuid, integer) to authenticated;

create function public.advance_import(import_id uuid, most integer default 2000) returns jsonb
	language sql
	set search_path = ''
as $$ select app.advance_import(import_id, most) $$;
comment on function public.advance_import(uuid, integer) is
	'Applies the next rows of a running import, or takes them back while it is being undone, at most 5,000; answers the import. Each row once, however often and from how many tabs it is called; in any other state nothing happens. Refuses import_not_found (404).';
grant execute on function public.advance_import(uuid, integer) to authenticated;

create function app.run_import(import_id uuid, policy text) returns jsonb
	language plpgsql security definer
	set search_path = ''
as $$
declare
	import public.client_imports := app.import_of(app.require('clients.import'), run_import.import_id);
begin
	if policy is not null and policy not in ('skip', 'create', 'fill') then
		perform app.refuse('import_policy_invalid');
	end if;
	-- Only who can see what is in it says that it becomes clients.
	if import.state = 'checked' and import.started_by = app.person_id() then
		update public.client_imports i set state = 'running', policy = coalesce(run_import.policy, i.policy) where i.id = import.id;
	elsif import.state = 'paused' then
		update public.client_imports i set state = 'running' where i.id = import.id;
	elsif import.state <> 'running' then
		perform app.refuse('import_not_open', 409);
	end if;
	return app.import_answer(import.id);
end
$$;
grant execute on function app.run_import(uuid, text) to authenticated;

create function public.run_import(import_id uuid, policy text default null) returns jsonb
	language sql
	set search_path = ''
as $$ select app.run_import(import_id, policy) $$;
comment on function public.run_import(uuid, text) is
	'Confirms a checked import with what becomes of duplicates, or goes on with a paused one; advance_import does the work. Idempotent. Refuses import_not_found (404), import_not_open (409), import_policy_invalid.';
grant execute on function public.run_import(uuid, text) to authenticated;

create function app.pause_import(import_id uuid) returns jsonb
	language plpgsql security definer
	set search_path = ''
as $$
declare
	import public.client_imports := app.import_of(app.require('clients.import'), pause_import.import_id);
begin
	if import.state = 'running' then
		update public.client_imports i set state = 'paused' where i.id = import.id;
	end if;
	return app.import_answer(import.id);
end
$$;
grant execute on function app.pause_import(uuid) to authenticated;

create function public.pause_import(import_id uuid) returns jsonb
	language sql
	set search_path = ''
as $$ select app.pause_import(import_id) $$;
comment on function public.pause_import(uuid) is
	'Lets a running import rest. Idempotent; one that does not run stays as it is. Refuses import_not_found (404).';
grant execute on function public.pause_import(uuid) to authenticated;

create function app.cancel_import(import_id uuid) returns jsonb
	language plpgsql security definer
	set search_path = ''
as $$
declare
	import public.client_imports := app.import_of(app.require('clients.import'), cancel_import.import_id);
begin
	if import.state in ('staged', 'checked') then
		delete from app.client_import_rows r where r.import_id = import.id;
		update public.client_imports i set state = 'canceled', finished_at = now(), purged_at = now(), forgotten_at = now() where i.id = import.id;
	elsif import.state in ('running', 'paused') then
		update public.client_imports i set state = 'canceled', finished_at = now() where i.id = import.id;
	end if;
	return app.import_answer(import.id);
end
$$;
grant execute on function app.cancel_import(uuid) to authenticated;

create function public.cancel_import(import_id uuid) returns jsonb
	language sql
	set search_path = ''
as $$ select app.cancel_import(import_id) $$;
comment on function public.cancel_import(uuid) is
	'Ends an import where it stands: what it made stays and can be undone; rows of one that never ran are erased. Idempotent. Refuses import_not_found (404).';
grant execute on function public.cancel_import(uuid) to authenticated;

create function app.undo_import(import_id uuid) returns jsonb
	language plpgsql security definer
	set search_path = ''
as $$
declare
	import public.client_imports := app.import_of(app.require('clients.import'), undo_import.import_id);
begin
	if import.state in ('undoing', 'undone') then
		return app.import_answer(import.id);
	end if;
	if import.state not in ('done', 'canceled', 'paused') then
		perform app.refuse('import_not_done', 409);
	end if;
	if import.forgotten_at is not null then
		perform app.refuse('import_forgotten', 409);
	end if;
	update public.client_imports i set state = 'undoing', finished_at = null where i.id = import.id;
	return app.import_answer(import.id);
end
$$;
grant execute on function app.undo_import(uuid) to authenticated;

create function public.undo_import(import_id uuid) returns jsonb
	language sql
	set search_path = ''
as $$ select app.undo_import(import_id) $$;
comment on function public.undo_import(uuid) is
	'Begins to take an import back; advance_import does the work. Its clients go, unless they have got invoices, subscriptions, users or a data request since: those are kept. Filled fields become empty again where they still hold what the file said. Idempotent, within 30 days. Refuses import_not_found (404), import_not_done, import_forgotten (409).';
grant execute on function public.undo_import(uuid) to authenticated;
