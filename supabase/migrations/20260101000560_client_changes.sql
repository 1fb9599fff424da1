-- Changing clients: create, edit without overwriting anybody, archive and suspend (one or thousands, with undo), delete, anonymise.

create function app.create_client(id uuid, fields jsonb) returns uuid
	language plpgsql security definer
	set search_path = ''
as $$
declare
	account app.account := app.require('clients.write');
begin
	if id is null or jsonb_typeof(fields) is distinct from 'object' then
		perform app.refuse('input_invalid');
	end if;
	-- Two requests with one id wait for each other here; the second then finds the first one's client.
	perform pg_advisory_xact_lock(hashtextextended(create_client.id::text, 0));
	if exists (select from public.clients c where c.reseller_id = account.reseller_id and c.id = create_client.id) then
		return id;
	end if;
	perform app.insert_client(account.reseller_id, case when account.sees_phones then fields else fields - 'phones' - 'phone' end, id);
	return id;
exception when unique_violation then
	-- Another tenant's id: it must not be told apart from one that cannot be used.
	perform app.refuse('input_invalid');
end
$$;
grant execute on function app.create_client(uuid, jsonb) to authenticated;

create function public.create_client(id uuid, fields jsonb) returns uuid
	language sql
	set search_path = ''
as $$ select app.create_client(id, fields) $$;
comment on function public.create_client(uuid, jsonb) is
	'Adds a client without plan or invoice. fields: named as the columns, plus phones (up to five, E.164) and notes; only name is required. Idempotent by id, which the caller chooses. Refuses input_invalid and the rules of clients by name.';
grant execute on function public.create_client(uuid, jsonb) to authenticated;

create function app.client_as_edited(client public.clients) returns jsonb
	language sql stable security definer
	set search_path = ''
as $$
	select to_jsonb(client) || jsonb_build_object(
		'phones', coalesce((
			select jsonb_agg(p.e164 order by p.position) from public.client_phones p
			where p.reseller_id = client.reseller_id and p.client_id = client.id
		), '[]'),
		'notes', (
			select n.body from public.client_notes n where n.reseller_id = client.reseller_id and n.client_id = client.id
		)
	)
$$;

create function app.typed_client_fields(given jsonb) returns jsonb
	language sql stable
	set search_path = ''
as $$
	-- Through the row type and back, so that "10" and 10, or two spellings of a date, compare as one value.
	select coalesce(jsonb_object_agg(f.key, coalesce(typed.value -> f.key, 'null')), '{}')
		|| case when given ? 'phones' then jsonb_build_object('phones', to_jsonb(app.phones_in(given))) else '{}' end
		|| case when given ? 'notes' then jsonb_build_object('notes', nullif(given ->> 'notes', '')) else '{}' end
	from jsonb_object_keys(app.client_fields(given)) as f (key)
	cross join (
		select to_jsonb(jsonb_populate_record(null::public.clients, app.client_fields(given))) as value
	) typed
$$;
comment on function app.typed_client_fields(jsonb) is
	'The fields of a client as they would be stored and read again, keyed as they came: columns, phones, notes.';

create function app.change_client(client public.clients, fields jsonb) returns void
	language plpgsql security definer
	set search_path = ''
as $$
declare
	violated text;
begin
	if app.client_fields(fields) <> '{}' then
		update public.clients c set
			person_type = n.person_type, name = coalesce(n.name, ''), trade_name = n.trade_name, document = n.document,
			identity_document = n.identity_document, municipal_registration = n.municipal_registration,
			born_or_opened_on = n.born_or_opened_on, email = n.email, contact_name = n.contact_name, contact_role = n.contact_role,
			sector = n.sector, company_size = n.company_size, postal_code = n.postal_code, street = n.street,
			street_number = n.street_number, complement = n.complement, district = n.district, city = n.city, state = n.state,
			payer = n.payer, due_day = n.due_day, collection = n.collection, discount_cents = n.discount_cents,
			surcharge_cents = n.surcharge_cents, pending_days = n.pending_days, block_days = n.block_days,
			monthly_cents = n.monthly_cents, contract_total_cents = n.contract_total_cents, instalments = n.instalments,
			locale = n.locale, updated_at = now()
		from jsonb_populate_record(client, app.client_fields(fields)) n
		where c.reseller_id = client.reseller_id and c.id = client.id;
	end if;
	if fields ? 'phones' then
		perform app.set_phones(client.reseller_id, client.id, app.phones_in(fields));
	end if;
	if fields ? 'notes' then
		perform app.set_notes(client.reseller_id, client.id, nullif(fields ->> 'notes', ''));
	end if;
exception
	when check_violation then
		get stacked diagnostics violated = constraint_name;
		perform app.refuse(violated);
	when data_exception or not_null_violation then
		perform app.refuse('input_invalid');
end
$$;
comment on function app.change_client(public.clients, jsonb) is
	'Writes the fields that are present over a client that the caller has locked. Refuses with the name of the broken rule.';

create function app.conflicting_fields(current jsonb, fields jsonb, base jsonb) returns text[]
	language sql immutable
	set search_path = ''
as $$
	-- No phone is an empty list here and nothing there.
	select array(
		select f.key
		from jsonb_each(fields) f
		cross join lateral (select coalesce(nullif(current -> f.key, '[]'), 'null') as value) now
		where now.value is distinct from coalesce(nullif(base -> f.key, '[]'), 'null')
			and now.value is distinct from coalesce(nullif(f.value, '[]'), 'null')
		order by f.key
	)
$$;
comment on function app.conflicting_fields(jsonb, jsonb, jsonb) is
	'The fields that somebody else changed in the meantime, to something else: their current value is neither what the editor began with nor what it wants.';

create function app.save_client(id uuid, fields jsonb, base jsonb) returns jsonb
	language plpgsql security definer
	set search_path = ''
as $$
declare
	account app.account := app.require('clients.write');
	client public.clients;
	wanted jsonb;
	current jsonb;
	conflicts text[];
begin
	if jsonb_typeof(fields) is distinct from 'object' or jsonb_typeof(coalesce(base, '{}')) <> 'object' then
		perform app.refuse('input_invalid');
	end if;
	if fields ? 'phones' and not account.sees_phones then
		perform app.refuse('not_permitted', 403);
	end if;
	select c.* into client from public.clients c
	where c.reseller_id = account.reseller_id and c.id = save_client.id
	for update;
	if client.id is null then
		perform app.refuse('client_not_found', 404);
	end if;
	if client.anonymised_at is not null then
		perform app.refuse('client_anonymised', 409);
	end if;
	wanted := app.typed_client_fields(fields);
	if exists (select from jsonb_object_keys(fields) as f (key) where not wanted ? f.key) then
		perform app.refuse('input_invalid');
	end if;
	current := app.client_as_edited(client);
	conflicts := app.conflicting_fields(current, wanted, app.typed_client_fields(coalesce(base, '{}')));
	if cardinality(conflicts) > 0 then
		perform app.refuse('client_changed', 409, jsonb_build_object('conflicts', (
			select jsonb_agg(jsonb_build_object('field', c.field, 'theirs', current -> c.field)) from unnest(conflicts) as c (field)
		)));
	end if;
	select coalesce(jsonb_object_agg(w.key, w.value), '{}') into wanted
	from jsonb_each(wanted) w where w.value is distinct from coalesce(current -> w.key, 'null');
	if wanted <> '{}' then
		perform app.change_client(client, wanted);
	end if;
	return jsonb_build_object('saved', (select coalesce(jsonb_agg(k.key order by k.key), '[]') from jsonb_object_keys(wanted) as k (key)));
exception when data_exception then
	perform app.refuse('input_invalid');
end
$$;
grant execute on function app.save_client(uuid, jsonb, jsonb) to authenticated;

create function public.save_client(id uuid, fields jsonb, base jsonb default '{}') returns jsonb
	language sql
	set search_path = ''
as $$ select app.save_client(id, fields, base) $$;
comment on function public.save_client(uuid, jsonb, jsonb) is
	'Changes some fields of a client and answers {saved: [field]}. base: what those fields held when the editor opened. Saves nothing if somebody else changed one of them to something else: client_changed (409) with {conflicts: [{field, theirs}]}. Idempotent. phones only for whoever sees phones.
Refuses client_not_found, client_anonymised, client_changed, input_invalid, and the rules of clients by name.';
grant execute on function public.save_client(uuid, jsonb, jsonb) to authenticated;

-- Archive, restore, suspend, resume: one client or all that a filter finds, in steps, with progress and undo ------------

create table public.client_batches (
	id uuid primary key,
	reseller_id uuid not null references public.resellers (id) on delete cascade,
	kind text not null constraint client_batch_kind_invalid check (kind in ('archive', 'restore', 'suspend', 'resume')),
	note text constraint suspension_note_too_long check (length(note) <= 500),
	state text not null default 'running' check (state in ('running', 'done', 'canceled', 'undoing', 'undone')),
	total integer not null default 0,
	done integer not null default 0,
	changed integer not null default 0,
	skipped integer not null default 0,
	undone integer not null default 0,
	started_by uuid references public.people (id) on delete set null,
	created_at timestamptz not null default now(),
	finished_at timestamptz,
	constraint client_batches_tenant_key unique (reseller_id, id)
);
comment on table public.client_batches is
	'A change of state of one or many clients, on its way or done. done counts items looked at, changed those that it changed, undone those put back.';
create index client_batches_newest on public.client_batches (reseller_id, created_at desc, id desc);
create index client_batches_started_by on public.client_batches (started_by);
alter table public.client_batches enable row level security;
grant select on public.client_batches to authenticated;
grant all on public.client_batches to service_role;
create policy "staff read what was done to many clients" on public.client_batches
	for select to authenticated using (reseller_id = (select app.staff_reseller_id()));

create table app.client_batch_items (
	batch_id uuid not null references public.client_batches (id) on delete cascade,
	position integer not null,
	client_id uuid not null,
	is_changed boolean,
	-- What undo needs: when it had been archived, or which suspension this item began or ended.
	archived_at timestamptz,
	suspension_id uuid,
	primary key (batch_id, position)
);
comment on table app.client_batch_items is 'The clients of a batch, fixed when it began. is_changed null: not looked at yet, or put back.';

create function app.client_batch_step(batch public.client_batches, first integer, last integer) returns integer
	language plpgsql security definer
	set search_path = ''
as $$
declare
	changed integer;
	person uuid := (app.acting()).person_id;
begin
	if batch.kind in ('archive', 'restore') then
		with changing as (
			select c.id, c.archived_at as before, i.position
			from app.client_batch_items i
			join public.clients c on c.reseller_id = batch.reseller_id and c.id = i.client_id
			where i.batch_id = batch.id and i.position between first and last
				and (c.archived_at is null) = (batch.kind = 'archive') and c.anonymised_at is null
			order by c.id
			for update of c
		), written as (
			update public.clients c
			set archived_at = case batch.kind when 'archive' then now() end, updated_at = now()
			from changing where c.reseller_id = batch.reseller_id and c.id = changing.id
		)
		update app.client_batch_items i set is_changed = true, archived_at = changing.before
		from changing where i.batch_id = batch.id and i.position = changing.position;
		get diagnostics changed = row_count;
	elsif batch.kind = 'suspend' then
		with begun as (
			insert into public.suspensions (reseller_id, client_id, reason, note, started_by)
			select batch.reseller_id, c.id, 'manual', batch.note, person
			from app.client_batch_items i
			join public.clients c on c.reseller_id = batch.reseller_id and c.id = i.client_id
			where i.batch_id = batch.id and i.position between first and last and c.archived_at is null
			order by c.id
			on conflict (reseller_id, client_id) where lifted_at is null do nothing
			returning id, client_id
		)
		update app.client_batch_items i set is_changed = true, suspension_id = begun.id
		from begun where i.batch_id = batch.id and i.position between first and last and i.client_id = begun.client_id;
		get diagnostics changed = row_count;
	else
		with ended as (
			update public.suspensions s set lifted_at = now(), lifted_by = person
			from app.client_batch_items i
			where i.batch_id = batch.id and i.position between first and last
				and s.reseller_id = batch.reseller_id and s.client_id = i.client_id and s.lifted_at is null
			returning s.id, i.position
		)
		update app.client_batch_items i set is_changed = true, suspension_id = ended.id
		from ended where i.batch_id = batch.id and i.position = ended.position;
		get diagnostics changed = row_count;
	end if;
	return changed;
end
$$;

create function app.client_batch_step_back(batch public.client_batches, most integer) returns integer
	language plpgsql security definer
	set search_path = ''
as $$
declare
	positions integer[] := array(
		select i.position from app.client_batch_items i
		where i.batch_id = batch.id and i.is_changed
		order by i.position desc limit most
	);
begin
	-- Only what still stands as this batch left it is put back: whoever acted later meant it.
	if batch.kind in ('archive', 'restore') then
		update public.clients c set archived_at = i.archived_at, updated_at = now()
		from app.client_batch_items i
		where i.batch_id = batch.id and i.position = any (positions)
			and c.reseller_id = batch.reseller_id and c.id = i.client_id and c.anonymised_at is null
			and (c.archived_at is not null) = (batch.kind = 'archive');
	elsif batch.kind = 'suspend' then
		update public.suspensions s set lifted_at = now(), lifted_by = (app.acting()).person_id
		from app.client_batch_items i
		where i.batch_id = batch.id and i.position = any (positions)
			and s.reseller_id = batch.reseller_id and s.id = i.suspension_id and s.lifted_at is null;
	else
		update public.suspensions s set lifted_at = null, lifted_by = null
		from app.client_batch_items i
		where i.batch_id = batch.id and i.position = any (positions)
			and s.reseller_id = batch.reseller_id and s.id = i.suspension_id and s.lifted_at is not null
			and not exists (
				select from public.suspensions o
				where o.reseller_id = s.reseller_id and o.client_id = s.client_id and o.lifted_at is null
			);
	end if;
	update app.client_batch_items i set is_changed = null
	where i.batch_id = batch.id and i.position = any (positions);
	return cardinality(positions);
end
$$;

create function app.advance_client_batch(id uuid) returns jsonb
	language plpgsql security definer
	set search_path = ''
as $$
declare
	account app.account := app.require('clients.write');
	batch public.client_batches;
	step constant integer := 500;
	last integer;
	newly integer;
begin
	-- Two who advance one batch take turns.
	select b.* into batch from public.client_batches b
	where b.reseller_id = account.reseller_id and b.id = advance_client_batch.id
	for update;
	if batch.id is null then
		perform app.refuse('client_batch_not_found', 404);
	end if;
	if batch.state = 'running' then
		last := least(batch.done + step, batch.total);
		newly := app.client_batch_step(batch, batch.done + 1, last);
		update public.client_batches b set
			done = last, changed = b.changed + newly, skipped = b.skipped + last - b.done - newly,
			state = case when last = b.total then 'done' else b.state end,
			finished_at = case when last = b.total then now() end
		where b.reseller_id = batch.reseller_id and b.id = batch.id
		returning b.* into batch;
	elsif batch.state = 'undoing' then
		newly := app.client_batch_step_back(batch, step);
		update public.client_batches b set
			undone = b.undone + newly,
			state = case when newly < step then 'undone' else b.state end,
			finished_at = case when newly < step then now() end
		where b.reseller_id = batch.reseller_id and b.id = batch.id
		returning b.* into batch;
	end if;
	return to_jsonb(batch);
end
$$;

create function app.start_client_batch(id uuid, kind text, ids uuid[], filter jsonb, note text) returns jsonb
	language plpgsql security definer
	set search_path = ''
as $$
declare
	account app.account := app.require('clients.write');
	asked app.client_query;
	violated text;
begin
	if id is null or (ids is null) = (filter is null) or cardinality(ids) > 1000 then
		perform app.refuse('input_invalid');
	end if;
	insert into public.client_batches (id, reseller_id, kind, note, started_by)
	values (start_client_batch.id, account.reseller_id, start_client_batch.kind, nullif(btrim(start_client_batch.note), ''), account.person_id)
	on conflict on constraint client_batches_pkey do nothing;
	-- The second of two equal requests waits above for the first, and then finds it here.
	if not found then
		return app.advance_client_batch(id);
	end if;
	if ids is not null then
		insert into app.client_batch_items (batch_id, position, client_id)
		select start_client_batch.id, row_number() over (order by s.number), s.client_id
		from public.client_summaries s
		where s.reseller_id = account.reseller_id and s.client_id = any (ids);
	else
		asked := app.client_query(account, filter);
		execute format(
			'insert into app.client_batch_items (batch_id, position, client_id)
			select %L, row_number() over (order by l.number), l.client_id
			from public.client_summaries l where %s and %s and %s',
			id, asked.filters, coalesce(asked.matches, 'true'), coalesce('l.client_id in (' || asked.candidates || ')', 'true'));
	end if;
	update public.client_batches b
	set total = (select count(*) from app.client_batch_items i where i.batch_id = b.id)
	where b.reseller_id = account.reseller_id and b.id = start_client_batch.id;
	return app.advance_client_batch(id);
exception
	when check_violation or not_null_violation then
		get stacked diagnostics violated = constraint_name;
		perform app.refuse(coalesce(nullif(violated, ''), 'client_batch_kind_invalid'));
end
$$;
grant execute on function app.start_client_batch(uuid, text, uuid[], jsonb, text), app.advance_client_batch(uuid) to authenticated;

create function public.start_client_batch(id uuid, kind text, ids uuid[] default null, filter jsonb default null, note text default null)
	returns jsonb
	language sql
	set search_path = ''
as $$ select app.start_client_batch(id, kind, ids, filter, note) $$;
comment on function public.start_client_batch(uuid, text, uuid[], jsonb, text) is
	'Archives, restores, suspends or resumes (kind) the clients in ids (at most 1000), or all that the filter of list_clients lets through now. Does the first 500 at once and answers the batch; advance_client_batch does the next. Idempotent by id. note: why, for suspend. Archiving keeps everything and stops billing.
Refuses input_invalid, client_batch_kind_invalid, client_filter_invalid, client_batch_not_found (an id of somebody else''s).';
grant execute on function public.start_client_batch(uuid, text, uuid[], jsonb, text) to authenticated;

create function public.advance_client_batch(id uuid) returns jsonb
	language sql
	set search_path = ''
as $$ select app.advance_client_batch(id) $$;
comment on function public.advance_client_batch(uuid) is
	'Does, or while undoing takes back, the next 500 clients of a batch and answers it. Safe to call at any time: a finished batch stays as it is. Refuses client_batch_not_found.';
grant execute on function public.advance_client_batch(uuid) to authenticated;

create function app.turn_client_batch(id uuid, turn text) returns jsonb
	language plpgsql security definer
	set search_path = ''
as $$
declare
	account app.account := app.require('clients.write');
	batch public.client_batches;
begin
	select b.* into batch from public.client_batches b
	where b.reseller_id = account.reseller_id and b.id = turn_client_batch.id
	for update;
	if batch.id is null then
		perform app.refuse('client_batch_not_found', 404);
	end if;
	if turn = 'cancel' then
		update public.client_batches b set state = 'canceled', finished_at = now()
		where b.reseller_id = batch.reseller_id and b.id = batch.id and b.state = 'running';
		return (select to_jsonb(b) from public.client_batches b where b.reseller_id = batch.reseller_id and b.id = batch.id);
	end if;
	update public.client_batches b set state = 'undoing', finished_at = null
	where b.reseller_id = batch.reseller_id and b.id = batch.id and b.state in ('running', 'done', 'canceled');
	return app.advance_client_batch(id);
end
$$;
grant execute on function app.turn_client_batch(uuid, text) to authenticated;

create function public.undo_client_batch(id uuid) returns jsonb
	language sql
	set search_path = ''
as $$ select app.turn_client_batch(id, 'undo') $$;
comment on function public.undo_client_batch(uuid) is
	'Begins to take a batch back, and takes back its first 500: what somebody changed again since stays as it is. Idempotent. Refuses client_batch_not_found.';
grant execute on function public.undo_client_batch(uuid) to authenticated;

create function public.cancel_client_batch(id uuid) returns jsonb
	language sql
	set search_path = ''
as $$ select app.turn_client_batch(id, 'cancel') $$;
comment on function public.cancel_client_batch(uuid) is
	'Stops a running batch where it stands; what it did stays, and can be undone. Idempotent. Refuses client_batch_not_found.';
grant execute on function public.cancel_client_batch(uuid) to authenticated;

-- Delete, anonymise ------------------------------------------------------------------------------------

create function app.lock_client_by_name(reseller_id uuid, id uuid, typed_name text) returns public.clients
	language plpgsql security definer
	set search_path = ''
as $$
declare
	client public.clients;
begin
	select c.* into client from public.clients c
	where c.reseller_id = lock_client_by_name.reseller_id and c.id = lock_client_by_name.id
	for update;
	if client.id is null then
		perform app.refuse('client_not_found', 404);
	end if;
	if btrim(typed_name) is distinct from client.name and btrim(typed_name) is distinct from client.trade_name then
		perform app.refuse('client_name_mismatch');
	end if;
	return client;
end
$$;

create function app.delete_client(id uuid, typed_name text) returns void
	language plpgsql security definer
	set search_path = ''
as $$
declare
	account app.account := app.require('clients.delete');
	client public.clients := app.lock_client_by_name(account.reseller_id, id, typed_name);
	invoices integer;
begin
	select count(*) into invoices from public.invoices i
	where i.reseller_id = account.reseller_id and i.client_id = client.id;
	if invoices > 0 then
		perform app.refuse('client_has_invoices', 409, jsonb_build_object('invoices', invoices));
	end if;
	delete from public.subscriptions s where s.reseller_id = account.reseller_id and s.client_id = client.id;
	delete from public.clients c where c.reseller_id = account.reseller_id and c.id = client.id;
	perform app.forget_use(account.reseller_id, client.id);
end
$$;
grant execute on function app.delete_client(uuid, text) to authenticated;

create function public.delete_client(id uuid, typed_name text) returns void
	language sql
	set search_path = ''
as $$ select app.delete_client(id, typed_name) $$;
comment on function public.delete_client(uuid, text) is
	'Deletes a client without financial history, with its users'' access, phones, notes and sessions. typed_name: its name or trade name, typed by whoever asks. A second call refuses client_not_found.
Refuses client_not_found, client_name_mismatch, client_has_invoices (409, {invoices}), not_permitted.';
grant execute on function public.delete_client(uuid, text) to authenticated;

create function app.anonymise_client(id uuid, typed_name text) returns void
	language plpgsql security definer
	set search_path = ''
as $$
declare
	account app.account := app.require('clients.delete');
	client public.clients := app.lock_client_by_name(account.reseller_id, id, typed_name);
begin
	if client.anonymised_at is not null then
		return;
	end if;
	-- Its users leave; who entered in whose place, and when, remains on record.
	update public.memberships m set status = 'inactive', name = null
	where m.reseller_id = client.reseller_id and m.client_id = client.id;
	delete from public.invitations i where i.reseller_id = client.reseller_id and i.client_id = client.id;
	delete from public.client_phones p where p.reseller_id = client.reseller_id and p.client_id = client.id;
	delete from public.client_notes n where n.reseller_id = client.reseller_id and n.client_id = client.id;
	update public.suspensions s set note = null
	where s.reseller_id = client.reseller_id and s.client_id = client.id and s.note is not null;
	update app.outbox o set recipient = 'anonimizado@invalid', payload = o.payload - '{code,link}'::text[],
		state = case when o.state = 'sent' then o.state else 'parked' end, lease = null
	from public.invoice_mails m
	join public.invoices i on i.reseller_id = m.reseller_id and i.id = m.invoice_id
	where i.reseller_id = client.reseller_id and i.client_id = client.id and o.id = m.id;
	update public.invoice_mails m set recipient = 'anonimizado@invalid',
		state = case when m.state = 'sent' then m.state else 'parked' end
	from public.invoices i
	where i.reseller_id = client.reseller_id and i.client_id = client.id and m.reseller_id = i.reseller_id and m.invoice_id = i.id;
	update public.clients c set
		name = 'Cliente anonimizado nº ' || c.number, trade_name = null, document = null, identity_document = null,
		municipal_registration = null, born_or_opened_on = null, email = null, phone_hint = null, contact_name = null,
		contact_role = null, sector = null, company_size = null, postal_code = null, street = null, street_number = null,
		complement = null, district = null, city = null, state = null,
		archived_at = coalesce(c.archived_at, now()), anonymised_at = now(), updated_at = now()
	where c.reseller_id = client.reseller_id and c.id = client.id;
	perform app.forget_data_requests(client.reseller_id, client.id);
	perform app.forget_session_mails(client.reseller_id, client.id);
	-- Last, so that what the statements above left in the trail is covered too.
	update public.audit_entries e set label = null, before = app.redacted(e.before), after = app.redacted(e.after)
	where e.reseller_id = client.reseller_id and e.client_id = client.id;
end
$$;
grant execute on function app.anonymise_client(uuid, text) to authenticated;

create function public.anonymise_client(id uuid, typed_name text) returns void
	language sql
	set search_path = ''
as $$ select app.anonymise_client(id, typed_name) $$;
comment on function public.anonymise_client(uuid, text) is
	'Replaces everything personal of a client, for good (LGPD, art. 18 IV): name, document, contact, address, phones, notes, its users'' access, recipients of its mails, values in the trail. Subscriptions, invoices, payments and numbers stay. Archives it. Idempotent.
Refuses client_not_found, client_name_mismatch, not_permitted.';
grant execute on function public.anonymise_client(uuid, text) to authenticated;

-- Views that people keep ---------------------------------------------------------------------------------

create table public.client_views (
	id uuid primary key,
	reseller_id uuid not null references public.resellers (id) on delete cascade,
	owner_id uuid not null references public.people (id) on delete cascade,
	name text not null constraint client_view_name_invalid check (length(btrim(name)) between 1 and 60),
	query text not null constraint client_view_query_too_long check (length(query) <= 2000),
	is_shared boolean not null default false,
	created_at timestamptz not null default now(),
	constraint client_views_tenant_key unique (reseller_id, id)
);
comment on table public.client_views is 'A client list that somebody keeps under a name: filters, order and columns as they stand in the address.';
create index client_views_by_name on public.client_views (reseller_id, name, id);
create index client_views_owner on public.client_views (owner_id);
alter table public.client_views enable row level security;
select app.keep_trail_of('client_views');
grant select on public.client_views to authenticated;
grant all on public.client_views to service_role;
create policy "staff read their own views and the shared ones" on public.client_views
	for select to authenticated using (
		reseller_id = (select app.staff_reseller_id())
		and (is_shared or owner_id = (select app.person_id()))
	);

create function public.list_client_views() returns jsonb
	language plpgsql stable
	set search_path = ''
as $$
begin
	return (
		select coalesce(jsonb_agg(to_jsonb(v) order by v.name, v.id), '[]')
		from (
			select v.id, v.name, v.query, v.is_shared, v.owner_id
			from public.client_views v order by v.name, v.id limit 50
		) v
	);
end
$$;
comment on function public.list_client_views() is
	'The views of the client list that are one''s own or shared, by name, fifty at most: more tabs than anybody keeps apart. [{id, name, query, is_shared, owner_id}]';
grant execute on function public.list_client_views() to authenticated;

create function app.save_client_view(id uuid, name text, query text, is_shared boolean) returns uuid
	language plpgsql security definer
	set search_path = ''
as $$
declare
	account app.account := app.require_staff();
	violated text;
	saved_id uuid;
begin
	insert into public.client_views as v (id, reseller_id, owner_id, name, query, is_shared)
	values (save_client_view.id, account.reseller_id, account.person_id, btrim(save_client_view.name), save_client_view.query,
		coalesce(save_client_view.is_shared, false))
	on conflict on constraint client_views_pkey do update
		set name = excluded.name, query = excluded.query, is_shared = excluded.is_shared
		where v.reseller_id = account.reseller_id and v.owner_id = account.person_id
	returning v.id into saved_id;
	if saved_id is null then
		perform app.refuse('client_view_not_found', 404);
	end if;
	return saved_id;
exception
	when check_violation then
		get stacked diagnostics violated = constraint_name;
		perform app.refuse(violated);
	when not_null_violation then
		perform app.refuse('client_view_name_invalid');
end
$$;
grant execute on function app.save_client_view(uuid, text, text, boolean) to authenticated;

create function public.save_client_view(id uuid, name text, query text, is_shared boolean default false) returns uuid
	language sql
	set search_path = ''
as $$ select app.save_client_view(id, name, query, is_shared) $$;
comment on function public.save_client_view(uuid, text, text, boolean) is
	'Keeps a view of the client list, or changes one''s own. Idempotent by id. For staff. Refuses client_view_name_invalid, client_view_query_too_long, client_view_not_found (somebody else''s id).';
grant execute on function public.save_client_view(uuid, text, text, boolean) to authenticated;

create function app.delete_client_view(id uuid) returns void
	language plpgsql security definer
	set search_path = ''
as $$
declare
	account app.account := app.require_staff();
begin
	delete from public.client_views v
	where v.reseller_id = account.reseller_id and v.owner_id = account.person_id and v.id = delete_client_view.id;
end
$$;
grant execute on function app.delete_client_view(uuid) to authenticated;

create function public.delete_client_view(id uuid) returns void
	language sql
	set search_path = ''
as $$ select app.delete_client_view(id) $$;
comment on function public.delete_client_view(uuid) is 'Drops one of the acting person''s own views. Idempotent; others'' stay.';
grant execute on function public.delete_client_view(uuid) to authenticated;
