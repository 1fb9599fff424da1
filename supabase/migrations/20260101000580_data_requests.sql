-- Data requests: a link by which a client fills in its own data, while the reseller watches it arrive.

create table public.data_requests (
	id uuid primary key,
	reseller_id uuid not null references public.resellers (id) on delete cascade,
	client_id uuid not null,
	requested_by uuid references public.people (id) on delete set null,
	recipient text not null,
	locale text not null default 'pt-BR' check (locale in ('pt-BR', 'en')),
	token_hash text not null,
	mail_state text not null default 'queued' check (mail_state in ('queued', 'sending', 'sent', 'parked')),
	sent_at timestamptz,
	expires_at timestamptz not null,
	opened_at timestamptz,
	saved_at timestamptz,
	saves integer not null default 0,
	draft jsonb not null default '{}' check (jsonb_typeof(draft) = 'object' and not draft ? 'phones'),
	draft_phones text[],
	base jsonb not null default '{}',
	taken_over text[] not null default '{}',
	conflicts jsonb not null default '{}' check (jsonb_typeof(conflicts) = 'object'),
	completed_at timestamptz,
	revoked_at timestamptz,
	created_at timestamptz not null default now(),
	constraint data_requests_tenant_key unique (reseller_id, id),
	constraint data_requests_token_unique unique (token_hash),
	constraint data_requests_one_end check (completed_at is null or revoked_at is null),
	foreign key (reseller_id, client_id) references public.clients (reseller_id, id) on delete cascade
);
comment on table public.data_requests is
	'A mailed link, good once and for seven days, behind which a client fills in its own data. Open while neither completed nor revoked.';
comment on column public.data_requests.token_hash is 'SHA-256 of what stands in the link; the link itself is in the outbox until it has been mailed.';
comment on column public.data_requests.saved_at is 'When an answer last arrived; saves counts them, so that a link cannot be used to make noise.';
comment on column public.data_requests.draft is 'The answers so far, named as the columns of clients; null: made empty. Phones stand in draft_phones, which nobody may select.';
comment on column public.data_requests.base is 'The client''s values when it was asked, so that what the reseller changes meanwhile is recognized.';
comment on column public.data_requests.taken_over is 'The columns that the client''s answers changed.';
comment on column public.data_requests.conflicts is
	'Answers that met a change of the reseller''s: {column: answer}, until the staff accept or dismiss them. The answer of `phones` stands in draft_phones.';
create unique index data_requests_one_open on public.data_requests (reseller_id, client_id)
	where completed_at is null and revoked_at is null;
create index data_requests_client on public.data_requests (reseller_id, client_id, created_at desc);
create index data_requests_requested_by on public.data_requests (requested_by);
alter table public.data_requests enable row level security;
-- Each field that arrives and each step of the mail would be an entry of its own: what came of them is one.
select app.keep_trail_of('data_requests', '{id}', '{token_hash,draft,draft_phones,base,conflicts,mail_state,saved_at,saves}');
grant select (
	id, reseller_id, client_id, requested_by, recipient, locale, mail_state, sent_at, expires_at, opened_at, saved_at,
	draft, taken_over, conflicts, completed_at, revoked_at, created_at
) on public.data_requests to authenticated;
grant all on public.data_requests to service_role;
create policy "staff read what they asked clients for" on public.data_requests
	for select to authenticated using (reseller_id = (select app.staff_reseller_id()));

create function app.asked_columns() returns text[]
	language sql immutable
	set search_path = ''
as $$
	select array[
		'person_type', 'name', 'trade_name', 'document', 'identity_document', 'municipal_registration', 'born_or_opened_on',
		'email', 'contact_name', 'contact_role', 'sector', 'company_size',
		'postal_code', 'street', 'street_number', 'complement', 'district', 'city', 'state'
	]
$$;
comment on function app.asked_columns() is 'What a client may say about itself by a link, besides its phones; everything else of its row is the reseller''s.';

create function app.asked_values(client public.clients) returns jsonb
	language sql stable security definer
	set search_path = ''
as $$
	select jsonb_object_agg(c.name, to_jsonb(client) -> c.name)
		|| jsonb_build_object('phones', (
			select coalesce(jsonb_agg(p.e164 order by p.position), '[]') from public.client_phones p
			where p.reseller_id = client.reseller_id and p.client_id = client.id
		))
	from unnest(app.asked_columns()) as c (name)
$$;

create function app.phone_hint(phones text[]) returns text
	language sql immutable
	set search_path = ''
as $$ select left(phones[1], 3) || ' ••••• ' || right(phones[1], 2) $$;

create function app.show_data_request_mail() returns trigger
	language plpgsql security definer
	set search_path = ''
as $$
begin
	update public.data_requests d set mail_state = new.state, sent_at = coalesce(new.sent_at, d.sent_at)
	where d.id = (new.payload ->> 'data_request_id')::uuid;
	return null;
end
$$;
create trigger outbox_shows_data_request after update of state on app.outbox
	for each row when (new.template = 'data_request' and new.state <> old.state) execute function app.show_data_request_mail();

-- Asking -----------------------------------------------------------------------------------------------

create function app.request_client_data_for(account app.account, id uuid, client_id uuid, locale text) returns public.data_requests
	language plpgsql security definer
	set search_path = ''
as $$
declare
	wait constant interval := '60 seconds';
	most_in_a_week constant integer := 10;
	token text := rtrim(translate(encode(extensions.gen_random_bytes(32), 'base64'), '+/', '-_'), '=');
	client public.clients;
	request public.data_requests;
	earlier public.data_requests;
begin
	if id is null then
		perform app.refuse('request_id_required');
	end if;
	-- Everybody who asks about or answers for a client locks the client first, then its request.
	select c.* into client from public.clients c
	where c.reseller_id = account.reseller_id and c.id = request_client_data_for.client_id
	for no key update;
	if client.id is null then
		perform app.refuse('client_not_found', 404);
	end if;
	select d.* into request from public.data_requests d
	where d.reseller_id = account.reseller_id and d.id = request_client_data_for.id;
	if request.client_id = client.id then
		return request;
	end if;
	if request.id is not null then
		perform app.refuse('request_id_reused', 409);
	end if;
	if client.anonymised_at is not null then
		perform app.refuse('client_anonymised', 409);
	end if;
	if client.archived_at is not null then
		perform app.refuse('client_archived', 409);
	end if;
	if client.email is null then
		perform app.refuse('client_without_email', 409);
	end if;
	select d.* into earlier from public.data_requests d
	where d.reseller_id = client.reseller_id and d.client_id = client.id
	order by d.created_at desc limit 1;
	if earlier.created_at > now() - wait then
		perform app.refuse('data_request_too_soon', 429,
			jsonb_build_object('seconds', ceil(extract(epoch from earlier.created_at + wait - now()))));
	end if;
	if (
		select count(*) from public.data_requests d
		where d.reseller_id = client.reseller_id and d.client_id = client.id and d.created_at > now() - interval '7 days'
	) >= most_in_a_week then
		perform app.refuse('data_request_too_many', 429);
	end if;
	update public.data_requests d set revoked_at = now()
	where d.reseller_id = client.reseller_id and d.client_id = client.id and d.completed_at is null and d.revoked_at is null;
	-- What the same recipient had answered already goes along, with what the reseller had then; a stranger gets none of it.
	if earlier.completed_at is not null or earlier.recipient is distinct from client.email then
		earlier := null;
	end if;
	insert into public.data_requests (
		id, reseller_id, client_id, requested_by, recipient, locale, token_hash, expires_at, draft, draft_phones, base
	) values (
		request_client_data_for.id, client.reseller_id, client.id, account.person_id, client.email,
		coalesce(request_client_data_for.locale, client.locale), encode(extensions.digest(token, 'sha256'), 'hex'),
		now() + interval '7 days', coalesce(earlier.draft, '{}'), earlier.draft_phones,
		app.asked_values(client) || coalesce((
			select jsonb_object_agg(b.key, b.value) from jsonb_each(earlier.base) b
			where earlier.draft ? b.key or (b.key = 'phones' and earlier.draft_phones is not null)
		), '{}')
	) returning * into request;
	insert into app.outbox (reseller_id, kind, template, recipient, unique_key, payload)
	values (request.reseller_id, 'email', 'data_request', request.recipient, 'data_request:' || request.id,
		jsonb_build_object('data_request_id', request.id, 'link', app.setting('app_url') || '/data/' || token));
	return request;
exception
	when check_violation then
		perform app.refuse('client_locale_invalid');
	when unique_violation then
		-- The id is another reseller's, or was taken at this very moment.
		perform app.refuse('request_id_reused', 409);
end
$$;
comment on function app.request_client_data_for(app.account, uuid, uuid, text) is
	'Asks a client of the account for its data, in place of an open request. The caller has checked that the account may.';

create function app.request_client_data(id uuid, client_id uuid, locale text) returns jsonb
	language plpgsql security definer
	set search_path = ''
as $$
declare
	request public.data_requests := app.request_client_data_for(app.require('clients.write'), id, client_id, locale);
begin
	return jsonb_build_object('id', request.id, 'expires_at', request.expires_at);
end
$$;
grant execute on function app.request_client_data(uuid, uuid, text) to authenticated;

create function public.request_client_data(id uuid, client_id uuid, locale text default null) returns jsonb
	language sql
	set search_path = ''
as $$ select app.request_client_data(id, client_id, locale) $$;
comment on function public.request_client_data(uuid, uuid, text) is
	'Mails the client a link, good for seven days, to fill in its own data; an open request of the client ends. Idempotent by id. Returns {id, expires_at}.
Refuses client_not_found, client_without_email, client_archived, client_anonymised (409), data_request_too_soon {seconds}, data_request_too_many (429), request_id_reused, not_permitted.';
grant execute on function public.request_client_data(uuid, uuid, text) to authenticated;

create function app.revoke_data_request(id uuid) returns void
	language plpgsql security definer
	set search_path = ''
as $$
declare
	account app.account := app.require('clients.write');
begin
	update public.data_requests d set revoked_at = now()
	where d.reseller_id = account.reseller_id and d.id = revoke_data_request.id and d.completed_at is null and d.revoked_at is null;
	if not found then
		perform app.refuse('data_request_not_found', 404);
	end if;
end
$$;
grant execute on function app.revoke_data_request(uuid) to authenticated;

create function public.revoke_data_request(id uuid) returns void
	language sql
	set search_path = ''
as $$ select app.revoke_data_request(id) $$;
comment on function public.revoke_data_request(uuid) is
	'Ends an open request: its link is dead, answers that arrived stay for the next one. Refuses data_request_not_found (also the second time), not_permitted.';
grant execute on function public.revoke_data_request(uuid) to authenticated;

-- Answering, by the link --------------------------------------------------------------------------------

create function app.data_request_of(token text) returns public.data_requests
	language sql stable security definer
	set search_path = ''
as $$
	select d.*
	from public.data_requests d
	join public.clients c on c.reseller_id = d.reseller_id and c.id = d.client_id
	where d.token_hash = encode(extensions.digest(coalesce(token, ''), 'sha256'), 'hex')
		-- A link that was withdrawn answers as one that never was.
		and d.revoked_at is null and c.archived_at is null
$$;

create function app.answered(client public.clients, request public.data_requests) returns public.clients
	language sql stable
	set search_path = ''
as $$ select jsonb_populate_record(client, request.draft) $$;
comment on function app.answered(public.clients, public.data_requests) is 'The client as it would be with the answers so far.';

create function app.show_data_request(token text) returns jsonb
	language plpgsql stable security definer
	set search_path = ''
as $$
declare
	request public.data_requests := app.data_request_of(token);
	client public.clients;
	about jsonb;
begin
	if request.id is null then
		return null;
	end if;
	select jsonb_build_object(
		'state', case when request.completed_at is not null then 'used' when request.expires_at <= now() then 'expired' else 'open' end,
		'locale', request.locale,
		'reseller', jsonb_build_object(
			'name', coalesce(b.display_name, r.name), 'logo', b.logo, 'primary_color', b.primary_color,
			'reply_to', b.reply_to, 'time_zone', r.time_zone
		)
	) into about
	from public.resellers r
	left join public.reseller_brands b on b.reseller_id = r.id
	where r.id = request.reseller_id;
	-- A link that has served its turn, or lay around for too long, tells nothing about the client any more.
	if about ->> 'state' <> 'open' then
		return about;
	end if;
	select c.* into client from public.clients c where c.reseller_id = request.reseller_id and c.id = request.client_id;
	return about || jsonb_build_object(
		'client_name', coalesce(client.trade_name, client.name),
		'expires_at', request.expires_at,
		'saved_at', request.saved_at,
		'fields', to_jsonb(app.asked_columns() || '{phones}'::text[]),
		'current', app.asked_values(client),
		'draft', request.draft || case when request.draft_phones is null then '{}'
			else jsonb_build_object('phones', to_jsonb(request.draft_phones)) end,
		'missing', app.client_missing(app.answered(client, request))
	);
end
$$;
grant execute on function app.show_data_request(text) to anon, authenticated;

create function public.show_data_request(token text) returns jsonb
	language sql stable
	set search_path = ''
as $$ select app.show_data_request(token) $$;
comment on function public.show_data_request(text) is
	'What the holder of the link is asked: {state: open | used | expired, locale, reseller: {name, logo, primary_color, reply_to, time_zone}} and, while open, {client_name, expires_at, saved_at, fields, current, draft, missing: {boleto, note}}, values named as the columns of clients, phones a list. Null when the link is unknown or was withdrawn.';
grant execute on function public.show_data_request(text) to anon, authenticated;

create function app.broken_rules(given anyelement) returns text[]
	language plpgsql stable security definer
	set search_path = ''
as $$
declare
	rules text := (
		select string_agg(format('case when not (%s) then %L end', pg_get_expr(k.conbin, k.conrelid), k.conname), ', ')
		from pg_catalog.pg_constraint k
		join pg_catalog.pg_type t on t.typrelid = k.conrelid
		where t.oid = pg_typeof(given) and k.contype = 'c'
	);
	broken text[];
begin
	execute format('select array_remove(array[%s]::text[], null) from (select ($1).*) given_row', rules) into broken using given;
	return broken;
end
$$;
comment on function app.broken_rules(anyelement) is
	'The check constraints, by name, that this row would break in its table: for telling before anything is written.';

create function app.field_of_rule(rule text) returns text
	language sql stable security definer
	set search_path = ''
as $$
	select a.attname
	from pg_catalog.pg_constraint k
	join pg_catalog.pg_attribute a on a.attrelid = k.conrelid and a.attnum = any (k.conkey)
	where k.conrelid = 'public.clients'::regclass and k.conname = rule
	-- What a document has to look like depends on the kind of person, yet it is the document that is wrong.
	order by a.attname = 'person_type', a.attnum
	limit 1
$$;

create function app.checked_answers(client public.clients, request public.data_requests, fields jsonb, out answers jsonb, out phones text[], out refused jsonb)
	language plpgsql stable security definer
	set search_path = ''
as $$
declare
	unknown text;
	merged public.clients;
	rule text;
begin
	if jsonb_typeof(fields) is distinct from 'object' then
		perform app.refuse('input_invalid');
	end if;
	if octet_length(fields::text) > 16384 then
		perform app.refuse('data_request_too_large', 413);
	end if;
	select f.key into unknown from jsonb_each(fields) f
	where f.key <> 'phones' and f.key <> all (app.asked_columns())
	order by 1 limit 1;
	if unknown is not null then
		perform app.refuse('data_request_field_unknown', 422, jsonb_build_object('name', left(unknown, 60)));
	end if;
	if exists (
		select from jsonb_each(fields) f
		where case f.key
			when 'phones' then jsonb_typeof(f.value) <> 'array'
				or exists (select from jsonb_array_elements(f.value) p where jsonb_typeof(p) <> 'string')
			else jsonb_typeof(f.value) not in ('string', 'null')
		end
	) then
		perform app.refuse('input_invalid');
	end if;
	refused := '{}';
	answers := app.client_fields(fields);
	begin
		merged := jsonb_populate_record(app.answered(client, request), answers);
	exception when data_exception then
		-- The only asked column that is not text.
		answers := answers - 'born_or_opened_on';
		refused := '{"born_or_opened_on": "client_birth_out_of_range"}';
		merged := jsonb_populate_record(app.answered(client, request), answers);
	end;
	merged.name := coalesce(merged.name, '');
	merged.person_type := coalesce(merged.person_type, '');
	foreach rule in array app.broken_rules(merged) loop
		if answers ? app.field_of_rule(rule) then
			refused := refused || jsonb_build_object(app.field_of_rule(rule), rule);
		end if;
	end loop;
	answers := app.typed_client_fields(answers - array(select jsonb_object_keys(refused)));
	if fields ? 'phones' then
		phones := app.phones_in(fields);
		rule := case when cardinality(phones) > 5 then 'client_phones_too_many' else (
			select min(broken) from unnest(phones) phone
			cross join unnest(app.broken_rules(jsonb_populate_record(
				null::public.client_phones, jsonb_build_object('position', 1, 'e164', phone)
			))) broken
		) end;
		if rule is not null then
			refused := refused || jsonb_build_object('phones', rule);
			phones := null;
		end if;
	end if;
end
$$;
comment on function app.checked_answers(public.clients, public.data_requests, jsonb) is
	'Sorts what came in by the link: `answers` and `phones` (null: none given, or refused) that follow the rules of clients, and `refused`: {column: rule}. Refuses as a whole what the form cannot have sent.';

create function app.lock_data_request(token text, out request public.data_requests, out client public.clients)
	language plpgsql security definer
	set search_path = ''
as $$
declare
	most_saves constant integer := 2000;
begin
	request := app.data_request_of(token);
	select c.* into client from public.clients c
	where c.reseller_id = request.reseller_id and c.id = request.client_id
	for no key update;
	select d.* into request from public.data_requests d where d.id = request.id for update;
	-- Read again, under the locks: it may have been withdrawn, used, or run out while the form was being filled in.
	if request.id is null or request.revoked_at is not null or client.archived_at is not null then
		perform app.refuse('data_request_not_found', 404);
	end if;
	if request.completed_at is not null then
		perform app.refuse('data_request_used', 410);
	end if;
	if request.expires_at <= now() then
		perform app.refuse('data_request_expired', 410);
	end if;
	if request.saves >= most_saves then
		perform app.refuse('data_request_too_many_saves', 429);
	end if;
end
$$;

create function app.keep_answers(request public.data_requests, answers jsonb, phones text[]) returns public.data_requests
	language sql security definer
	set search_path = ''
as $$
	update public.data_requests d set
		opened_at = coalesce(d.opened_at, now()), saves = d.saves + 1,
		saved_at = case when answers <> '{}' or phones is not null then now() else d.saved_at end,
		draft = d.draft || answers, draft_phones = coalesce(phones, d.draft_phones)
	where d.id = request.id
	returning d.*
$$;

create function app.save_data_request(token text, fields jsonb) returns jsonb
	language plpgsql security definer
	set search_path = ''
as $$
declare
	locked record;
	request public.data_requests;
	client public.clients;
	checked record;
begin
	select * into locked from app.lock_data_request(token);
	request := locked.request;
	client := locked.client;
	select * into checked from app.checked_answers(client, request, fields);
	request := app.keep_answers(request, checked.answers, checked.phones);
	return jsonb_build_object(
		'saved_at', request.saved_at, 'refused', checked.refused,
		'missing', app.client_missing(app.answered(client, request))
	);
end
$$;
grant execute on function app.save_data_request(text, jsonb) to anon, authenticated;

create function public.save_data_request(token text, fields jsonb) returns jsonb
	language sql
	set search_path = ''
as $$ select app.save_data_request(token, fields) $$;
comment on function public.save_data_request(text, jsonb) is
	'Keeps the given answers of a client, those that follow the rules; no fields: the form was opened. Idempotent. Returns {saved_at, refused: {column: rule}, missing: {boleto, note}}.
Refuses data_request_not_found (404), data_request_used, data_request_expired (410), data_request_field_unknown, data_request_too_large (413), data_request_too_many_saves (429), input_invalid.';
grant execute on function public.save_data_request(text, jsonb) to anon, authenticated;

create function app.complete_data_request(token text, fields jsonb) returns jsonb
	language plpgsql security definer
	set search_path = ''
as $$
declare
	locked record;
	request public.data_requests;
	client public.clients;
	checked record;
	refused record;
	now_stored jsonb;
	given jsonb;
	conflicts text[];
	kept jsonb;
	taken jsonb;
begin
	select * into locked from app.lock_data_request(token);
	request := locked.request;
	client := locked.client;
	select * into checked from app.checked_answers(client, request, fields);
	select r.key, r.value #>> '{}' as rule into refused from jsonb_each(checked.refused) r order by 1 limit 1;
	if refused.key is not null then
		perform app.refuse(refused.rule, 422, jsonb_build_object('column', refused.key));
	end if;
	request := app.keep_answers(request, checked.answers, checked.phones);

	now_stored := app.asked_values(client);
	given := request.draft || case when request.draft_phones is null then '{}'
		else jsonb_build_object('phones', to_jsonb(request.draft_phones)) end;
	-- What the reseller changed since it asked, to something else, is not the client's to overwrite: the staff decide.
	conflicts := app.conflicting_fields(now_stored, given, request.base);
	select
		coalesce(jsonb_object_agg(g.key, g.value) filter (where g.key = any (conflicts)), '{}'),
		coalesce(jsonb_object_agg(g.key, g.value) filter (where g.key <> all (conflicts)), '{}')
	into kept, taken
	from jsonb_each(given) g
	where g.value is distinct from now_stored -> g.key;

	perform app.change_client(client, taken);
	update public.data_requests d set
		completed_at = now(),
		taken_over = array(select jsonb_object_keys(taken) order by 1),
		conflicts = case when kept ? 'phones' then kept || '{"phones": null}' else kept end,
		draft_phones = case when kept ? 'phones' then d.draft_phones end,
		draft = '{}', base = '{}'
	where d.id = request.id;
	return jsonb_build_object(
		'missing', app.client_missing((
			select c from public.clients c where c.reseller_id = client.reseller_id and c.id = client.id
		))
	);
end
$$;
grant execute on function app.complete_data_request(text, jsonb) to anon, authenticated;

create function public.complete_data_request(token text, fields jsonb default '{}') returns jsonb
	language sql
	set search_path = ''
as $$ select app.complete_data_request(token, fields) $$;
comment on function public.complete_data_request(text, jsonb) is
	'Takes the answers over into the client and ends the link. A column that the reseller changed since it asked keeps its value, and the answer waits for the staff. Returns {missing: {boleto, note}}.
Refuses as save_data_request, and the first rule of clients that is broken, with params {column}; then nothing has changed.';
grant execute on function public.complete_data_request(text, jsonb) to anon, authenticated;

-- What the staff see and decide ---------------------------------------------------------------------------

create function app.client_data_request(client_id uuid) returns jsonb
	language plpgsql stable security definer
	set search_path = ''
as $$
declare
	account app.account := app.require_staff();
	request public.data_requests;
	client public.clients;
	merged public.clients;
begin
	select d.* into request from public.data_requests d
	where d.reseller_id = account.reseller_id and d.client_id = client_data_request.client_id
	order by d.created_at desc limit 1;
	if request.id is null then
		return null;
	end if;
	select c.* into client from public.clients c where c.reseller_id = request.reseller_id and c.id = request.client_id;
	merged := app.answered(client, request);
	return jsonb_build_object(
		'id', request.id,
		'state', case
			when request.completed_at is not null then 'completed' when request.revoked_at is not null then 'revoked'
			when request.expires_at <= now() then 'expired' else 'open' end,
		'recipient', request.recipient, 'locale', request.locale,
		'requested_by', app.member_name(request.reseller_id, request.requested_by),
		'mail_state', request.mail_state, 'sent_at', request.sent_at, 'created_at', request.created_at,
		'expires_at', request.expires_at, 'opened_at', request.opened_at, 'saved_at', request.saved_at,
		'completed_at', request.completed_at, 'revoked_at', request.revoked_at,
		'person_type', merged.person_type,
		-- Only what is news: an answer that says what the reseller knew is none.
		'answers', (
			select coalesce(jsonb_object_agg(a.key, a.value), '{}') from jsonb_each(request.draft) a
			where a.value is distinct from request.base -> a.key
		),
		'phones', case when account.sees_phones then to_jsonb(request.draft_phones) end,
		'phone_hint', app.phone_hint(request.draft_phones),
		'filled', (
			select coalesce(jsonb_agg(v.key), '[]') from jsonb_each(to_jsonb(merged)) v
			where v.key = any (app.asked_columns()) and v.value <> 'null'
		) || case when coalesce(cardinality(request.draft_phones) > 0, client.phone_hint is not null) then '["phones"]' else '[]' end::jsonb,
		'taken_over', to_jsonb(request.taken_over),
		'conflicts', (
			select coalesce(jsonb_agg(jsonb_build_object('field', k.key, 'given', k.value, 'current', to_jsonb(client) -> k.key) order by k.key), '[]')
			from jsonb_each(request.conflicts) k
		),
		'missing', app.client_missing(merged)
	);
end
$$;
grant execute on function app.client_data_request(uuid) to authenticated;

create function public.client_data_request(client_id uuid) returns jsonb
	language sql stable
	set search_path = ''
as $$ select app.client_data_request(client_id) $$;
comment on function public.client_data_request(uuid) is
	'The latest request for a client''s data, for the staff: its state (open, expired, revoked, completed), how far its mail is, the answers that arrived, what waits for a decision, and what a boleto or note still lacks. Phones only for whoever sees phones. Null when there is none.';
grant execute on function public.client_data_request(uuid) to authenticated;

create function app.resolve_data_request_conflict(id uuid, field text, accept boolean) returns jsonb
	language plpgsql security definer
	set search_path = ''
as $$
declare
	account app.account := app.require('clients.write');
	request public.data_requests;
	client public.clients;
begin
	select d.* into request from public.data_requests d
	where d.reseller_id = account.reseller_id and d.id = resolve_data_request_conflict.id;
	select c.* into client from public.clients c
	where c.reseller_id = request.reseller_id and c.id = request.client_id
	for no key update;
	select d.* into request from public.data_requests d where d.id = request.id for update;
	if request.id is null then
		perform app.refuse('data_request_not_found', 404);
	end if;
	if field = 'phones' then
		perform app.refuse_blind_phones(account);
	end if;
	if request.conflicts ? field then
		if accept then
			perform app.change_client(client, jsonb_build_object(field,
				case when field = 'phones' then to_jsonb(request.draft_phones) else request.conflicts -> field end));
		end if;
		update public.data_requests d set
			conflicts = d.conflicts - field,
			draft_phones = case when field <> 'phones' then d.draft_phones end,
			taken_over = case when accept then d.taken_over || field else d.taken_over end
		where d.id = request.id;
	end if;
	return app.client_data_request(request.client_id);
end
$$;
grant execute on function app.resolve_data_request_conflict(uuid, text, boolean) to authenticated;

create function app.refuse_blind_phones(account app.account) returns void
	language plpgsql
	set search_path = ''
as $$
begin
	if not account.sees_phones then
		perform app.refuse('not_permitted', 403, '{"permission": "phones"}');
	end if;
end
$$;
comment on function app.refuse_blind_phones(app.account) is 'Who may not see phones does not decide between them either.';

create function public.resolve_data_request_conflict(id uuid, field text, accept boolean) returns jsonb
	language sql
	set search_path = ''
as $$ select app.resolve_data_request_conflict(id, field, accept) $$;
comment on function public.resolve_data_request_conflict(uuid, text, boolean) is
	'Takes over, or dismisses, an answer that met a change of the reseller''s. Idempotent. Returns the request as client_data_request does. Refuses data_request_not_found, not_permitted (of phones: also who may not see them), and the rules of clients by name.';
grant execute on function public.resolve_data_request_conflict(uuid, text, boolean) to authenticated;

create function app.forget_data_requests(reseller_id uuid, client_id uuid) returns void
	language sql security definer
	set search_path = ''
as $$
	update app.outbox o set recipient = 'anonimizado@invalid', payload = o.payload - '{link}'::text[],
		state = case when o.state = 'sent' then o.state else 'parked' end, lease = null
	from public.data_requests d
	where d.reseller_id = forget_data_requests.reseller_id and d.client_id = forget_data_requests.client_id
		and o.unique_key = 'data_request:' || d.id;
	update public.data_requests d set
		recipient = 'anonimizado@invalid', draft = '{}', draft_phones = null, base = '{}', conflicts = '{}',
		revoked_at = case when d.completed_at is null then coalesce(d.revoked_at, now()) end
	where d.reseller_id = forget_data_requests.reseller_id and d.client_id = forget_data_requests.client_id
$$;
comment on function app.forget_data_requests(uuid, uuid) is 'When a client becomes anonymous: nothing personal stays in what it was asked, and its open link is dead.';

create index data_requests_holding on public.data_requests (expires_at) where base <> '{}';
create function app.purge_data_requests() returns integer
	language plpgsql security definer
	set search_path = ''
as $$
declare
	-- Long enough to look at what arrived; the trail says what came of it.
	kept constant interval := '30 days';
	purged integer;
begin
	with ended as (
		select d.id from public.data_requests d
		where d.base <> '{}' and d.expires_at < now() - kept
			and coalesce(d.completed_at, d.revoked_at, d.expires_at) < now() - kept
			-- An answer that waits for somebody's decision waits on.
			and d.conflicts = '{}'
		order by d.expires_at limit 1000
		for update skip locked
	)
	update public.data_requests d set draft = '{}', draft_phones = null, base = '{}'
	from ended e where d.id = e.id;
	get diagnostics purged = row_count;
	return purged;
end
$$;
comment on function app.purge_data_requests() is
	'Forgets the answers of requests that ended a month ago, and what they were compared with: personal data is not kept for nothing (LGPD art. 15). Returns how many. Idempotent.';
select cron.schedule('purge-data-requests', '23 * * * *', 'select app.purge_data_requests()');
