-- Webhooks: what happens here is told to addresses that the reseller names, signed, again and again until it is taken.

create function app.webhook_types() returns text[]
	language sql immutable
	set search_path = ''
as $$
	select array[
		'client.created', 'client.updated', 'client.suspended', 'client.restored', 'invoice.issued', 'invoice.paid', 'sessions.low', 'sessions.out'
	]
$$;
comment on function app.webhook_types() is 'What an endpoint may ask for. `webhook.test` is sent on demand, whatever it asked for.';

create table public.webhook_endpoints (
	id uuid primary key default gen_random_uuid(),
	reseller_id uuid not null references public.resellers (id) on delete cascade,
	url text not null constraint webhook_url_invalid check (length(url) between 10 and 500),
	description text not null default '' constraint webhook_description_too_long check (length(description) <= 200),
	event_types text[] not null constraint webhook_types_invalid check (
		cardinality(event_types) > 0 and event_types <@ app.webhook_types()
	),
	is_active boolean not null default true,
	-- Why nothing is sent: switched off by hand, failing for days, or the address said that it is gone (410).
	stopped_because text check (stopped_because in ('paused', 'failing', 'gone')),
	stopped_at timestamptz,
	failing_since timestamptz,
	-- How often the secret was replaced; the one before is good until then.
	rotations integer not null default 0,
	rotation_ends_at timestamptz,
	created_by uuid references public.people (id) on delete set null,
	created_at timestamptz not null default now(),
	constraint webhook_endpoints_tenant_key unique (reseller_id, id),
	constraint webhook_endpoints_stopped check (is_active = (stopped_because is null) and is_active = (stopped_at is null))
);
comment on table public.webhook_endpoints is
	'Where a reseller wants to be told what happened. Its secret is in the vault (`webhook_secret:<id>`, while it is being replaced also `webhook_secret_before:<id>`).';
comment on column public.webhook_endpoints.failing_since is 'When the first of the deliveries failed that have failed since without exception; null: the last one arrived.';
create index webhook_endpoints_created_by on public.webhook_endpoints (created_by);
alter table public.webhook_endpoints enable row level security;
select app.keep_trail_of('webhook_endpoints', '{id}', '{failing_since}');
grant select on public.webhook_endpoints to authenticated;
grant all on public.webhook_endpoints to service_role;
create policy "whoever may manage the API reads where it tells" on public.webhook_endpoints
	for select to authenticated using (
		reseller_id = (select app.staff_reseller_id()) and (select app.may('api.manage'))
	);

create table public.webhook_messages (
	id uuid primary key default gen_random_uuid(),
	reseller_id uuid not null references public.resellers (id) on delete cascade,
	type text not null,
	key text not null check (length(key) between 1 and 300),
	client_id uuid,
	data jsonb not null,
	created_at timestamptz not null default now(),
	constraint webhook_messages_tenant_key unique (reseller_id, id),
	constraint webhook_messages_once unique (reseller_id, key),
	foreign key (reseller_id, client_id) references public.clients (reseller_id, id) on delete cascade
);
comment on table public.webhook_messages is
	'What happened, as it was then, once under its key, and only where an endpoint wanted to know. Kept for thirty days. data: ids, numbers, statuses, cents, and of a client no more than its name and e-mail address.';
create index webhook_messages_client on public.webhook_messages (reseller_id, client_id);
create index webhook_messages_oldest on public.webhook_messages (created_at);
alter table public.webhook_messages enable row level security;
grant select on public.webhook_messages to authenticated;
grant all on public.webhook_messages to service_role;
create policy "whoever may manage the API reads what was told" on public.webhook_messages
	for select to authenticated using (
		reseller_id = (select app.staff_reseller_id()) and (select app.may('api.manage'))
	);

create table public.webhook_deliveries (
	id uuid primary key default gen_random_uuid(),
	reseller_id uuid not null,
	endpoint_id uuid not null,
	message_id uuid not null,
	state text not null default 'pending' check (state in ('pending', 'succeeded', 'failed', 'parked')),
	parked_because text check (parked_because in ('exhausted', 'paused', 'stopped')),
	attempts integer not null default 0,
	-- Of the last attempt.
	status smallint,
	error text,
	attempted_at timestamptz,
	next_attempt_at timestamptz default now(),
	created_at timestamptz not null default now(),
	constraint webhook_deliveries_tenant_key unique (reseller_id, id),
	constraint webhook_deliveries_once unique (endpoint_id, message_id),
	constraint webhook_deliveries_parked check ((state = 'parked') = (parked_because is not null)),
	constraint webhook_deliveries_next check ((state in ('pending', 'failed')) = (next_attempt_at is not null)),
	foreign key (reseller_id, endpoint_id) references public.webhook_endpoints (reseller_id, id) on delete cascade,
	foreign key (reseller_id, message_id) references public.webhook_messages (reseller_id, id) on delete cascade
);
comment on table public.webhook_deliveries is
	'A message on its way to an endpoint. failed: the last attempt was in vain, and another follows; parked: none follows until somebody asks for it. While one follows, the outbox has a row with the same id.';
create index webhook_deliveries_newest on public.webhook_deliveries (reseller_id, endpoint_id, created_at desc, id desc);
create index webhook_deliveries_unfinished on public.webhook_deliveries (reseller_id, endpoint_id, state, created_at desc, id desc)
	where state <> 'succeeded';
create index webhook_deliveries_message on public.webhook_deliveries (reseller_id, message_id);
alter table public.webhook_deliveries enable row level security;
grant select on public.webhook_deliveries to authenticated;
grant all on public.webhook_deliveries to service_role;
create policy "whoever may manage the API reads what is on its way" on public.webhook_deliveries
	for select to authenticated using (
		reseller_id = (select app.staff_reseller_id()) and (select app.may('api.manage'))
	);

create table public.webhook_attempts (
	id bigint generated always as identity primary key,
	reseller_id uuid not null,
	delivery_id uuid not null,
	number integer not null,
	attempted_at timestamptz not null,
	duration_ms integer not null check (duration_ms >= 0),
	status smallint,
	error text check (length(error) <= 60),
	request_headers jsonb not null default '{}',
	response_headers jsonb not null default '{}',
	response_body text check (octet_length(response_body) <= 16384),
	constraint webhook_attempts_number unique (reseller_id, delivery_id, number),
	foreign key (reseller_id, delivery_id) references public.webhook_deliveries (reseller_id, id) on delete cascade
);
comment on table public.webhook_attempts is
	'Each time that a delivery was tried: what was sent with it, and the beginning of the answer. error: what went wrong by name; null with a status of 2xx alone.';
alter table public.webhook_attempts enable row level security;
grant select on public.webhook_attempts to authenticated;
grant all on public.webhook_attempts to service_role;
create policy "whoever may manage the API reads what came of it" on public.webhook_attempts
	for select to authenticated using (
		reseller_id = (select app.staff_reseller_id()) and (select app.may('api.manage'))
	);

-- One endpoint's share of the queue, in order: a slow one must not hold up the others.
create index outbox_webhooks on app.outbox (recipient, due_at) where kind = 'webhooks';

-- Emission ------------------------------------------------------------------------------------------------

create function app.queue_webhooks() returns trigger
	language plpgsql security definer
	set search_path = ''
as $$
begin
	with queued as (
		insert into public.webhook_deliveries (reseller_id, endpoint_id, message_id)
		select n.reseller_id, e.id, n.id
		from new_rows n
		join public.webhook_endpoints e on e.reseller_id = n.reseller_id and e.is_active and n.type = any (e.event_types)
		returning id, reseller_id, endpoint_id
	)
	insert into app.outbox (id, reseller_id, kind, template, recipient, unique_key)
	select q.id, q.reseller_id, 'webhooks', 'delivery', q.endpoint_id::text, 'webhook:' || q.id from queued q;
	return null;
end
$$;
create trigger webhook_messages_queued after insert on public.webhook_messages
	referencing new table as new_rows for each statement execute function app.queue_webhooks();

create function app.unqueue_webhooks() returns trigger
	language plpgsql security definer
	set search_path = ''
as $$
begin
	delete from app.outbox o using gone g where o.id = g.id and o.kind = 'webhooks';
	return null;
end
$$;
create trigger webhook_deliveries_unqueued after delete on public.webhook_deliveries
	referencing old table as gone for each statement execute function app.unqueue_webhooks();

create function app.emit_webhook(reseller_id uuid, type text, key text, payload jsonb) returns void
	language sql security definer
	set search_path = ''
as $$
	insert into public.webhook_messages (reseller_id, type, key, client_id, data)
	select emit_webhook.reseller_id, emit_webhook.type, emit_webhook.key, (
		select c.id from public.clients c
		where c.reseller_id = emit_webhook.reseller_id and c.id::text = coalesce(payload #>> '{client,id}', payload ->> 'client_id')
	), payload
	where exists (
		select from public.webhook_endpoints e
		where e.reseller_id = emit_webhook.reseller_id and e.is_active and emit_webhook.type = any (e.event_types)
	)
	on conflict on constraint webhook_messages_once do nothing
$$;
comment on function app.emit_webhook(uuid, text, text, jsonb) is
	'Tells every endpoint of the reseller that wants this type, once per key, after commit. payload: what stands in `data` (ids, numbers, statuses, cents; of a client `client: {id, number, name, email}` at most). Without such an endpoint nothing is written.';

create function app.webhook_client(client jsonb) returns jsonb
	language sql immutable
	set search_path = ''
as $$
	select jsonb_build_object('id', client -> 'id', 'number', client -> 'number', 'name', client -> 'name', 'email', client -> 'email')
$$;

create function app.webhook_invoice(invoice jsonb) returns jsonb
	language sql immutable
	set search_path = ''
as $$
	select jsonb_build_object(
		'id', invoice -> 'id', 'number', invoice -> 'number', 'kind', invoice -> 'kind', 'payer', invoice -> 'payer', 'status', invoice -> 'status',
		'payment_status', invoice -> 'payment_status', 'subscription_id', invoice -> 'subscription_id', 'issued_on', invoice -> 'issued_on',
		'due_on', invoice -> 'effective_due_on', 'period_start', invoice -> 'period_start', 'period_end', invoice -> 'period_end',
		'total_cents', invoice -> 'total_cents', 'fine_cents', invoice -> 'fine_cents', 'interest_cents', invoice -> 'interest_cents',
		'paid_cents', invoice -> 'paid_cents'
	)
$$;

create function app.webhook_moment(name text, row_id uuid) returns text
	language sql stable
	set search_path = ''
as $$ select name || ':' || row_id || ':' || pg_current_xact_id() $$;
comment on function app.webhook_moment(text, uuid) is
	'The key of what may happen to a row more than once: once per transaction, as it stands in the end.';

-- Each of these asks once per statement whether anybody at all wants to know, before it looks at a row.

create function app.tell_new_clients() returns trigger
	language plpgsql security definer
	set search_path = ''
as $$
begin
	if not exists (select from public.webhook_endpoints e where e.is_active and 'client.created' = any (e.event_types)) then
		return null;
	end if;
	insert into public.webhook_messages (reseller_id, type, key, client_id, data)
	select n.reseller_id, 'client.created', 'client.created:' || n.id, n.id, jsonb_build_object(
		'client', app.webhook_client(to_jsonb(n)) || jsonb_build_object('person_type', n.person_type, 'created_at', n.created_at)
	)
	from new_rows n
	where n.reseller_id in (
		select e.reseller_id from public.webhook_endpoints e where e.is_active and 'client.created' = any (e.event_types)
	)
	on conflict on constraint webhook_messages_once do nothing;
	return null;
end
$$;
create trigger clients_told_new after insert on public.clients
	referencing new table as new_rows for each statement execute function app.tell_new_clients();

create function app.tell_changed_clients() returns trigger
	language plpgsql security definer
	set search_path = ''
as $$
begin
	if not exists (select from public.webhook_endpoints e where e.is_active and 'client.updated' = any (e.event_types)) then
		return null;
	end if;
	insert into public.webhook_messages as m (reseller_id, type, key, client_id, data)
	select n.reseller_id, 'client.updated', app.webhook_moment('client.updated', n.id), n.id, jsonb_build_object(
		'client', app.webhook_client(to_jsonb(n)) || jsonb_build_object(
			'person_type', n.person_type, 'created_at', n.created_at, 'archived_at', n.archived_at, 'anonymised_at', n.anonymised_at
		),
		'changed', changed.names
	)
	from (
		-- First of all, and by itself: of others nothing is compared.
		select w.* from new_rows w
		where w.reseller_id in (
			select e.reseller_id from public.webhook_endpoints e where e.is_active and 'client.updated' = any (e.event_types)
		)
		-- What is put together in one transaction was created, not changed.
		and w.created_at <> now()
		offset 0
	) n
	join old_rows o on o.reseller_id = n.reseller_id and o.id = n.id
	cross join lateral (
		-- Which columns, and not what stands in them.
		select jsonb_agg(w.key order by w.key) as names
		from jsonb_each(to_jsonb(n) - '{updated_at,search_key}'::text[]) w
		where w.value is distinct from to_jsonb(o) -> w.key
	) changed
	where changed.names is not null
	on conflict on constraint webhook_messages_once do update set data = excluded.data || jsonb_build_object('changed', (
		select jsonb_agg(distinct c.name) from jsonb_array_elements(m.data -> 'changed' || (excluded.data -> 'changed')) c (name)
	));
	return null;
end
$$;
create trigger clients_told after update on public.clients
	referencing old table as old_rows new table as new_rows for each statement execute function app.tell_changed_clients();

create function app.tell_standing() returns trigger
	language plpgsql security definer
	set search_path = ''
as $$
begin
	if not exists (
		select from public.webhook_endpoints e where e.is_active and e.event_types && '{client.suspended,client.restored}'
	) then
		return null;
	end if;
	insert into public.webhook_messages (reseller_id, type, key, client_id, data)
	select n.reseller_id, t.type, app.webhook_moment(t.type, n.client_id), n.client_id, jsonb_build_object(
		'client', jsonb_build_object('id', n.client_id, 'number', n.number, 'name', n.name, 'email', n.email),
		-- A subscription stands still for a late invoice alone.
		'reason', case when n.is_suspended then coalesce((
			select h.reason from public.suspensions h
			where h.reseller_id = n.reseller_id and h.client_id = n.client_id and h.lifted_at is null
		), 'overdue') end
	)
	from new_rows n
	join old_rows o on o.reseller_id = n.reseller_id and o.client_id = n.client_id and o.is_suspended <> n.is_suspended
	cross join lateral (select case when n.is_suspended then 'client.suspended' else 'client.restored' end as type) t
	where exists (
		select from public.webhook_endpoints e where e.reseller_id = n.reseller_id and e.is_active and t.type = any (e.event_types)
	)
	on conflict on constraint webhook_messages_once do nothing;
	return null;
end
$$;
comment on function app.tell_standing() is
	'A client is suspended when the list says so, by hand or by a late invoice: the read model is where both meet.';
create trigger client_standing_told after update on public.client_summaries
	referencing old table as old_rows new table as new_rows for each statement execute function app.tell_standing();

create function app.tell_new_invoices() returns trigger
	language plpgsql security definer
	set search_path = ''
as $$
begin
	if not exists (select from public.webhook_endpoints e where e.is_active and e.event_types && '{invoice.issued,invoice.paid}') then
		return null;
	end if;
	insert into public.webhook_messages (reseller_id, type, key, client_id, data)
	select n.reseller_id, t.type, t.key, n.client_id,
		jsonb_build_object('invoice', app.webhook_invoice(to_jsonb(n)), 'client', app.webhook_client(to_jsonb(c)))
	from new_rows n
	cross join lateral (
		select 'invoice.issued' as type, 'invoice.issued:' || n.id as key where n.status = 'open'
		union all
		-- One that costs nothing is paid as it is issued.
		select 'invoice.paid', app.webhook_moment('invoice.paid', n.id) where n.status = 'open' and n.payment_status = 'paid'
	) t
	join public.webhook_endpoints e on e.reseller_id = n.reseller_id and e.is_active and t.type = any (e.event_types)
	join public.clients c on c.reseller_id = n.reseller_id and c.id = n.client_id
	on conflict on constraint webhook_messages_once do nothing;
	return null;
end
$$;
create trigger invoices_told_new after insert on public.invoices
	referencing new table as new_rows for each statement execute function app.tell_new_invoices();

create function app.tell_changed_invoices() returns trigger
	language plpgsql security definer
	set search_path = ''
as $$
begin
	if not exists (select from public.webhook_endpoints e where e.is_active and e.event_types && '{invoice.issued,invoice.paid}') then
		return null;
	end if;
	insert into public.webhook_messages (reseller_id, type, key, client_id, data)
	select n.reseller_id, t.type, t.key, n.client_id,
		jsonb_build_object('invoice', app.webhook_invoice(to_jsonb(n)), 'client', app.webhook_client(to_jsonb(c)))
	from new_rows n
	join old_rows o on o.reseller_id = n.reseller_id and o.id = n.id
	cross join lateral (
		select 'invoice.issued' as type, 'invoice.issued:' || n.id as key where o.status = 'draft' and n.status = 'open'
		union all
		select 'invoice.paid', app.webhook_moment('invoice.paid', n.id)
		where n.status = 'open' and n.payment_status = 'paid' and (o.payment_status <> 'paid' or o.status = 'draft')
	) t
	join public.webhook_endpoints e on e.reseller_id = n.reseller_id and e.is_active and t.type = any (e.event_types)
	join public.clients c on c.reseller_id = n.reseller_id and c.id = n.client_id
	on conflict on constraint webhook_messages_once do nothing;
	return null;
end
$$;
create trigger invoices_told after update on public.invoices
	referencing old table as old_rows new table as new_rows for each statement execute function app.tell_changed_invoices();

create function app.forget_told_client() returns trigger
	language plpgsql security definer
	set search_path = ''
as $$
begin
	update public.webhook_attempts a set response_body = null
	from public.webhook_deliveries d
	join public.webhook_messages m on m.reseller_id = d.reseller_id and m.id = d.message_id
	where m.reseller_id = new.reseller_id and m.client_id = new.id
		and a.reseller_id = d.reseller_id and a.delivery_id = d.id and a.response_body is not null;
	update public.webhook_messages m
	set data = jsonb_set(m.data, '{client}', m.data -> 'client' || '{"name": null, "email": null}')
	where m.reseller_id = new.reseller_id and m.client_id = new.id and m.data ? 'client';
	return null;
end
$$;
comment on function app.forget_told_client() is 'Of an anonymised client the log keeps that something was told, not of whom; an answer may quote it.';
create trigger clients_forget_told after update of anonymised_at on public.clients
	for each row when (new.anonymised_at is not null and old.anonymised_at is null) execute function app.forget_told_client();

-- Commands ------------------------------------------------------------------------------------------------

create function app.allows_loopback_webhooks() returns boolean
	language sql stable security definer
	set search_path = ''
as $$ select coalesce(app.setting('loopback_webhooks') = 'on', false) $$;
comment on function app.allows_loopback_webhooks() is
	'Whether http addresses of this machine may be told, for a demo and for tests. Never in production: what listens here is not the reseller''s.';

create function app.check_webhook_url(url text) returns void
	language plpgsql stable security definer
	set search_path = ''
as $$
declare
	host text := lower(substring(url from '^https://([^/?#]*)'));
	last_label text;
begin
	if app.allows_loopback_webhooks() and url ~ '^http://(127\.0\.0\.1|localhost)(:[0-9]{1,5})?([/?][!-~]*)?$' then
		return;
	end if;
	if url is null or length(url) > 500 or url !~ '^https?://[!-~]+$' or url ~ '[#\\]' then
		perform app.refuse('webhook_url_invalid');
	end if;
	if host is null then
		perform app.refuse('webhook_url_not_https');
	end if;
	if host ~ '@' then
		perform app.refuse('webhook_url_has_password');
	end if;
	host := regexp_replace(host, ':443$', '');
	if host ~ '^[^\[].*:' then
		perform app.refuse('webhook_url_port');
	end if;
	-- Names only: an address in any of its spellings ends in a number (https://url.spec.whatwg.org/#ends-in-a-number-checker).
	last_label := substring(rtrim(host, '.') from '[^.]*$');
	if host !~ '^[a-z0-9_-]+(\.[a-z0-9_-]+)+\.?$' or last_label ~ '^([0-9]+|0x[0-9a-f]*)$' or host ~ '\.home\.arpa\.?$'
		or last_label in ('localhost', 'local', 'internal', 'lan', 'home', 'corp', 'intranet', 'test', 'invalid', 'onion') then
		perform app.refuse('webhook_url_private');
	end if;
end
$$;
comment on function app.check_webhook_url(text) is
	'Refuses what can be told by its spelling not to be a public address. What the name leads to is looked at on each delivery, by the worker.';

create function app.acting_webhook_endpoint(id uuid) returns public.webhook_endpoints
	language plpgsql security definer
	set search_path = ''
as $$
declare
	account app.account := app.require('api.manage');
	endpoint public.webhook_endpoints;
begin
	select e.* into endpoint from public.webhook_endpoints e
	where e.reseller_id = account.reseller_id and e.id = acting_webhook_endpoint.id
	for no key update;
	if endpoint.id is null then
		perform app.refuse('webhook_endpoint_not_found', 404);
	end if;
	return endpoint;
end
$$;
comment on function app.acting_webhook_endpoint(uuid) is
	'The endpoint of the acting reseller, locked, for whoever may manage the API. Refuses webhook_endpoint_not_found.';

create function app.new_webhook_secret() returns text
	language sql volatile
	set search_path = ''
as $$ select 'whsec_' || encode(extensions.gen_random_bytes(32), 'base64') $$;

create function app.create_webhook_endpoint(id uuid, url text, event_types text[], description text) returns jsonb
	language plpgsql security definer
	set search_path = ''
as $$
#variable_conflict use_column
declare
	account app.account := app.require('api.manage');
	most constant integer := 20;
	secret text := app.new_webhook_secret();
	violated text;
begin
	perform app.check_webhook_url(btrim(create_webhook_endpoint.url));
	perform from public.resellers r where r.id = account.reseller_id for no key update;
	if exists (
		select from public.webhook_endpoints e where e.id = create_webhook_endpoint.id and e.reseller_id = account.reseller_id
	) then
		return jsonb_build_object('id', create_webhook_endpoint.id, 'secret', app.secret('webhook_secret:' || create_webhook_endpoint.id));
	end if;
	if (select count(*) from public.webhook_endpoints e where e.reseller_id = account.reseller_id) >= most then
		perform app.refuse('webhook_too_many_endpoints', 409, jsonb_build_object('most', most));
	end if;
	insert into public.webhook_endpoints (id, reseller_id, url, event_types, description, created_by)
	values (
		create_webhook_endpoint.id, account.reseller_id, btrim(create_webhook_endpoint.url),
		array(select distinct t.type from unnest(create_webhook_endpoint.event_types) t (type) order by t.type),
		btrim(coalesce(create_webhook_endpoint.description, '')), account.person_id
	);
	perform app.keep_secret('webhook_secret:' || create_webhook_endpoint.id, secret);
	return jsonb_build_object('id', create_webhook_endpoint.id, 'secret', secret);
exception
	when check_violation then
		get stacked diagnostics violated = constraint_name;
		perform app.refuse(violated);
	when unique_violation or not_null_violation then
		perform app.refuse('webhook_endpoint_invalid');
end
$$;
grant execute on function app.create_webhook_endpoint(uuid, text, text[], text) to authenticated;

create function public.create_webhook_endpoint(id uuid, url text, event_types text[], description text default '') returns jsonb
	language sql
	set search_path = ''
as $$ select app.create_webhook_endpoint(id, url, event_types, description) $$;
comment on function public.create_webhook_endpoint(uuid, text, text[], text) is
	'Begins to tell an address of the reseller, under an id that the caller chose: {id, secret}. Idempotent by it. For whoever may manage the API.
Refuses: webhook_url_invalid, webhook_url_not_https, webhook_url_has_password, webhook_url_port, webhook_url_private, webhook_types_invalid, webhook_description_too_long, webhook_too_many_endpoints, webhook_endpoint_invalid.';
grant execute on function public.create_webhook_endpoint(uuid, text, text[], text) to authenticated;

create function app.save_webhook_endpoint(id uuid, url text, event_types text[], description text) returns void
	language plpgsql security definer
	set search_path = ''
as $$
declare
	endpoint public.webhook_endpoints := app.acting_webhook_endpoint(id);
	violated text;
begin
	if btrim(save_webhook_endpoint.url) is distinct from endpoint.url then
		perform app.check_webhook_url(btrim(save_webhook_endpoint.url));
	end if;
	update public.webhook_endpoints e set
		url = btrim(save_webhook_endpoint.url),
		event_types = array(select distinct t.type from unnest(save_webhook_endpoint.event_types) t (type) order by t.type),
		description = btrim(coalesce(save_webhook_endpoint.description, ''))
	where e.reseller_id = endpoint.reseller_id and e.id = endpoint.id;
exception
	when check_violation then
		get stacked diagnostics violated = constraint_name;
		perform app.refuse(violated);
end
$$;
grant execute on function app.save_webhook_endpoint(uuid, text, text[], text) to authenticated;

create function public.save_webhook_endpoint(id uuid, url text, event_types text[], description text default '') returns void
	language sql
	set search_path = ''
as $$ select app.save_webhook_endpoint(id, url, event_types, description) $$;
comment on function public.save_webhook_endpoint(uuid, text, text[], text) is
	'Changes where an endpoint is and what it is told. What is on its way goes to the new address. For whoever may manage the API.
Refuses: webhook_endpoint_not_found and what create_webhook_endpoint refuses of its arguments.';
grant execute on function public.save_webhook_endpoint(uuid, text, text[], text) to authenticated;

create function app.park_webhooks_of(endpoint_id uuid, reason text) returns void
	language plpgsql security definer
	set search_path = ''
as $$
begin
	-- Who is just at one reports it, and finds the endpoint stopped.
	with unqueued as (
		delete from app.outbox o
		where o.kind = 'webhooks' and o.recipient = park_webhooks_of.endpoint_id::text and (o.state = 'queued' or o.due_at <= now())
		returning o.id
	)
	update public.webhook_deliveries d set state = 'parked', parked_because = reason, next_attempt_at = null
	from unqueued u where d.id = u.id;
end
$$;

create function app.stop_webhook_endpoint(endpoint_id uuid, reason text) returns void
	language plpgsql security definer
	set search_path = ''
as $$
declare
	stopped public.webhook_endpoints;
begin
	update public.webhook_endpoints e set is_active = false, stopped_because = reason, stopped_at = now()
	where e.id = stop_webhook_endpoint.endpoint_id and e.is_active
	returning e.* into stopped;
	perform app.park_webhooks_of(endpoint_id, case reason when 'paused' then 'paused' else 'stopped' end);
	-- Whoever pauses one knows.
	if stopped.stopped_because <> 'paused' then
		perform app.tell_webhook_stopped(stopped);
	end if;
end
$$;

create function app.requeue_webhooks(delivery_ids uuid[]) returns integer
	language plpgsql security definer
	set search_path = ''
as $$
declare
	how_many integer;
begin
	-- One that waits for its next attempt has it now; one that is being attempted is left to it.
	update app.outbox o set due_at = now(), attempts = 0
	where o.id = any (delivery_ids) and o.kind = 'webhooks' and o.state = 'queued';
	if found then
		-- The trigger of the outbox hears of new rows only.
		perform app.wake_worker('webhooks');
	end if;
	insert into app.outbox (id, reseller_id, kind, template, recipient, unique_key)
	select d.id, d.reseller_id, 'webhooks', 'delivery', d.endpoint_id::text, 'webhook:' || d.id
	from public.webhook_deliveries d where d.id = any (delivery_ids)
	on conflict do nothing;
	update public.webhook_deliveries d set state = 'pending', parked_because = null, next_attempt_at = now()
	where d.id = any (delivery_ids);
	get diagnostics how_many = row_count;
	return how_many;
end
$$;
comment on function app.requeue_webhooks(uuid[]) is 'Delivers these at once, and again from the first of their attempts on.';

create function app.set_webhook_endpoint_active(id uuid, is_active boolean) returns void
	language plpgsql security definer
	set search_path = ''
as $$
declare
	endpoint public.webhook_endpoints := app.acting_webhook_endpoint(id);
begin
	if set_webhook_endpoint_active.is_active is not true then
		perform app.stop_webhook_endpoint(endpoint.id, 'paused');
		return;
	end if;
	if endpoint.is_active then
		return;
	end if;
	update public.webhook_endpoints e set is_active = true, stopped_because = null, stopped_at = null, failing_since = null
	where e.reseller_id = endpoint.reseller_id and e.id = endpoint.id;
	-- What a pause held back goes out; what nobody took for days waits for somebody to ask for it.
	perform app.requeue_webhooks(array(
		select d.id from public.webhook_deliveries d
		where d.reseller_id = endpoint.reseller_id and d.endpoint_id = endpoint.id and d.state = 'parked' and d.parked_because = 'paused'
	));
end
$$;
grant execute on function app.set_webhook_endpoint_active(uuid, boolean) to authenticated;

create function public.set_webhook_endpoint_active(id uuid, is_active boolean) returns void
	language sql
	set search_path = ''
as $$ select app.set_webhook_endpoint_active(id, is_active) $$;
comment on function public.set_webhook_endpoint_active(uuid, boolean) is
	'Pauses an endpoint (what happens meanwhile is not told, what was on its way is held back) or sets it going again. Idempotent. For whoever may manage the API. Refuses: webhook_endpoint_not_found.';
grant execute on function public.set_webhook_endpoint_active(uuid, boolean) to authenticated;

create function app.delete_webhook_endpoint(id uuid) returns void
	language plpgsql security definer
	set search_path = ''
as $$
declare
	endpoint public.webhook_endpoints := app.acting_webhook_endpoint(id);
begin
	delete from public.webhook_endpoints e where e.reseller_id = endpoint.reseller_id and e.id = endpoint.id;
	delete from vault.secrets s where s.name in ('webhook_secret:' || endpoint.id, 'webhook_secret_before:' || endpoint.id);
end
$$;
grant execute on function app.delete_webhook_endpoint(uuid) to authenticated;

create function public.delete_webhook_endpoint(id uuid) returns void
	language sql
	set search_path = ''
as $$ select app.delete_webhook_endpoint(id) $$;
comment on function public.delete_webhook_endpoint(uuid) is
	'Ends an endpoint for good, with its log and its secret. For whoever may manage the API. Refuses: webhook_endpoint_not_found.';
grant execute on function public.delete_webhook_endpoint(uuid) to authenticated;

create function app.reveal_webhook_secret(id uuid) returns jsonb
	language plpgsql security definer
	set search_path = ''
as $$
declare
	endpoint public.webhook_endpoints := app.acting_webhook_endpoint(id);
begin
	return jsonb_build_object('secret', app.secret('webhook_secret:' || endpoint.id), 'rotations', endpoint.rotations);
end
$$;
grant execute on function app.reveal_webhook_secret(uuid) to authenticated;

create function public.reveal_webhook_secret(id uuid) returns jsonb
	language sql
	set search_path = ''
as $$ select app.reveal_webhook_secret(id) $$;
comment on function public.reveal_webhook_secret(uuid) is
	'What deliveries to an endpoint are signed with: {secret: "whsec_…", rotations}. For whoever may manage the API. Refuses: webhook_endpoint_not_found.';
grant execute on function public.reveal_webhook_secret(uuid) to authenticated;

create function app.rotate_webhook_secret(id uuid, rotations integer, grace_hours integer) returns jsonb
	language plpgsql security definer
	set search_path = ''
as $$
declare
	endpoint public.webhook_endpoints := app.acting_webhook_endpoint(id);
	secret text := app.new_webhook_secret();
	ends_at timestamptz := now() + make_interval(hours => grace_hours);
begin
	if grace_hours is null or grace_hours not between 0 and 168 then
		perform app.refuse('webhook_grace_invalid');
	end if;
	-- A second click must not throw away the secret that the receiver has.
	if rotate_webhook_secret.rotations is distinct from endpoint.rotations then
		perform app.refuse('webhook_secret_rotated', 409);
	end if;
	perform app.keep_secret('webhook_secret_before:' || endpoint.id, app.secret('webhook_secret:' || endpoint.id));
	perform app.keep_secret('webhook_secret:' || endpoint.id, secret);
	update public.webhook_endpoints e set rotations = e.rotations + 1, rotation_ends_at = ends_at
	where e.reseller_id = endpoint.reseller_id and e.id = endpoint.id;
	return jsonb_build_object('secret', secret, 'rotations', endpoint.rotations + 1, 'rotation_ends_at', ends_at);
end
$$;
grant execute on function app.rotate_webhook_secret(uuid, integer, integer) to authenticated;

create function public.rotate_webhook_secret(id uuid, rotations integer, grace_hours integer default 24) returns jsonb
	language sql
	set search_path = ''
as $$ select app.rotate_webhook_secret(id, rotations, grace_hours) $$;
comment on function public.rotate_webhook_secret(uuid, integer, integer) is
	'Puts a new secret in the place of the old one, which signs as well for so many hours (0 to 168): {secret, rotations, rotation_ends_at}. rotations: how often it had been replaced as far as the caller knows. For whoever may manage the API.
Refuses: webhook_endpoint_not_found, webhook_secret_rotated, webhook_grace_invalid.';
grant execute on function public.rotate_webhook_secret(uuid, integer, integer) to authenticated;

create function app.send_test_webhook(request_id uuid, endpoint_id uuid) returns jsonb
	language plpgsql security definer
	set search_path = ''
as $$
#variable_conflict use_column
declare
	endpoint public.webhook_endpoints := app.acting_webhook_endpoint(send_test_webhook.endpoint_id);
	test_key constant text := 'webhook.test:' || endpoint.id || ':' || send_test_webhook.request_id;
	message uuid;
	delivery uuid;
begin
	if request_id is null then
		perform app.refuse('webhook_endpoint_invalid');
	end if;
	if not endpoint.is_active then
		perform app.refuse('webhook_endpoint_stopped', 409);
	end if;
	insert into public.webhook_messages (reseller_id, type, key, data)
	values (endpoint.reseller_id, 'webhook.test', test_key, jsonb_build_object('endpoint_id', endpoint.id))
	on conflict on constraint webhook_messages_once do nothing;
	select m.id into message from public.webhook_messages m where m.reseller_id = endpoint.reseller_id and m.key = test_key;
	insert into public.webhook_deliveries (reseller_id, endpoint_id, message_id) values (endpoint.reseller_id, endpoint.id, message)
	on conflict on constraint webhook_deliveries_once do nothing
	returning id into delivery;
	if delivery is not null then
		perform app.requeue_webhooks(array[delivery]);
	end if;
	return jsonb_build_object('delivery_id', (
		select d.id from public.webhook_deliveries d where d.endpoint_id = endpoint.id and d.message_id = message
	));
end
$$;
grant execute on function app.send_test_webhook(uuid, uuid) to authenticated;

create function public.send_test_webhook(request_id uuid, endpoint_id uuid) returns jsonb
	language sql
	set search_path = ''
as $$ select app.send_test_webhook(request_id, endpoint_id) $$;
comment on function public.send_test_webhook(uuid, uuid) is
	'Tells an endpoint `webhook.test`, once per request: {delivery_id}. For whoever may manage the API. Refuses: webhook_endpoint_not_found, webhook_endpoint_stopped.';
grant execute on function public.send_test_webhook(uuid, uuid) to authenticated;

create function app.replay_webhook_delivery(id uuid) returns void
	language plpgsql security definer
	set search_path = ''
as $$
declare
	account app.account := app.require('api.manage');
	delivery public.webhook_deliveries := (
		select d from public.webhook_deliveries d where d.reseller_id = account.reseller_id and d.id = replay_webhook_delivery.id
	);
	endpoint public.webhook_endpoints;
begin
	if delivery.id is null then
		perform app.refuse('webhook_delivery_not_found', 404);
	end if;
	endpoint := app.acting_webhook_endpoint(delivery.endpoint_id);
	if not endpoint.is_active then
		perform app.refuse('webhook_endpoint_stopped', 409);
	end if;
	perform app.requeue_webhooks(array[delivery.id]);
end
$$;
grant execute on function app.replay_webhook_delivery(uuid) to authenticated;

create function public.replay_webhook_delivery(id uuid) returns void
	language sql
	set search_path = ''
as $$ select app.replay_webhook_delivery(id) $$;
comment on function public.replay_webhook_delivery(uuid) is
	'Delivers a message again, at once, under the same webhook-id, whatever became of it before. For whoever may manage the API.
Refuses: webhook_delivery_not_found, webhook_endpoint_stopped.';
grant execute on function public.replay_webhook_delivery(uuid) to authenticated;

create function app.replay_webhook_deliveries(endpoint_id uuid, since timestamptz) returns integer
	language plpgsql security definer
	set search_path = ''
as $$
declare
	endpoint public.webhook_endpoints := app.acting_webhook_endpoint(replay_webhook_deliveries.endpoint_id);
begin
	if not endpoint.is_active then
		perform app.refuse('webhook_endpoint_stopped', 409);
	end if;
	return app.requeue_webhooks(array(
		select d.id from public.webhook_deliveries d
		where d.reseller_id = endpoint.reseller_id and d.endpoint_id = endpoint.id and d.state in ('failed', 'parked')
			and d.created_at >= coalesce(since, '-infinity')
	));
end
$$;
grant execute on function app.replay_webhook_deliveries(uuid, timestamptz) to authenticated;

create function public.replay_webhook_deliveries(endpoint_id uuid, since timestamptz default null) returns integer
	language sql
	set search_path = ''
as $$ select app.replay_webhook_deliveries(endpoint_id, since) $$;
comment on function public.replay_webhook_deliveries(uuid, timestamptz) is
	'Delivers again all that failed or was given up since then (null: of all that is kept): how many. For whoever may manage the API.
Refuses: webhook_endpoint_not_found, webhook_endpoint_stopped.';
grant execute on function public.replay_webhook_deliveries(uuid, timestamptz) to authenticated;

create function app.count_webhook_deliveries(since timestamptz) returns table (endpoint_id uuid, state text, how_many bigint)
	language plpgsql stable security definer
	set search_path = ''
as $$
declare
	account app.account := app.require('api.manage');
begin
	return query
	select d.endpoint_id, d.state, count(*) from public.webhook_deliveries d
	where d.reseller_id = account.reseller_id and d.created_at >= count_webhook_deliveries.since
	group by 1, 2;
end
$$;
grant execute on function app.count_webhook_deliveries(timestamptz) to authenticated;

create function public.count_webhook_deliveries(since timestamptz) returns table (endpoint_id uuid, state text, how_many bigint)
	language sql stable
	set search_path = ''
as $$ select * from app.count_webhook_deliveries(since) $$;
comment on function public.count_webhook_deliveries(timestamptz) is
	'How many deliveries of each endpoint stand how, of those since then. For whoever may manage the API.';
grant execute on function public.count_webhook_deliveries(timestamptz) to authenticated;

-- The worker ----------------------------------------------------------------------------------------------

create function app.webhook_body(message public.webhook_messages) returns text
	language sql stable
	set search_path = ''
as $$
	select format(
		'{"type":%s,"timestamp":%s,"data":%s}', to_json(message.type),
		to_json(to_char(message.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')), message.data
	)
$$;
comment on function app.webhook_body(public.webhook_messages) is 'What is sent, to the byte: it is signed, and the same each time.';

create function app.webhook_back_off(attempts integer) returns interval
	language sql immutable
	set search_path = ''
as $$
	-- 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h, 24 h
	select make_interval(secs => (array[5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400])[attempts])
$$;
comment on function app.webhook_back_off(integer) is 'How long after that many attempts the next one comes; null: none does (the schedule that Standard Webhooks recommends).';

create function app.take_webhook_deliveries(batch_size integer, lease_seconds integer, per_endpoint integer) returns jsonb
	language plpgsql security definer
	set search_path = ''
as $$
declare
	taken jsonb;
begin
	if least(batch_size, lease_seconds, per_endpoint) < 1 then
		return '[]';
	end if;
	-- Who counts what is under way must not count beside another.
	perform pg_advisory_xact_lock(hashtextextended('take_webhook_deliveries', 0));
	perform app.park_webhooks_of(e.id, case e.stopped_because when 'paused' then 'paused' else 'stopped' end)
	from public.webhook_endpoints e
	where not e.is_active and exists (
		select from app.outbox o where o.kind = 'webhooks' and o.recipient = e.id::text and o.due_at <= now()
	);
	-- What kills its worker each time must not be tried for ever.
	with given_up as (
		delete from app.outbox o
		where o.kind = 'webhooks' and o.state = 'sending' and o.due_at <= now() and app.webhook_back_off(o.attempts) is null
		returning o.id
	)
	update public.webhook_deliveries d set state = 'parked', parked_because = 'exhausted', error = 'worker_lost', next_attempt_at = null
	from given_up g where d.id = g.id;
	with due as (
		select o.id, row_number() over (partition by e.id order by o.due_at) as turn, o.due_at
		from public.webhook_endpoints e
		cross join lateral (
			select q.id, q.due_at from app.outbox q
			where q.kind = 'webhooks' and q.recipient = e.id::text and q.state in ('queued', 'sending') and q.due_at <= now()
			order by q.due_at
			limit greatest(0, per_endpoint - (
				select count(*) from app.outbox u
				where u.kind = 'webhooks' and u.recipient = e.id::text and u.state = 'sending' and u.due_at > now()
			))
		) o
		where e.is_active
		-- One of each endpoint before the second of any.
		order by turn, o.due_at
		limit batch_size
	), leased as (
		update app.outbox o set
			state = 'sending', lease = gen_random_uuid(), attempts = o.attempts + 1, due_at = now() + make_interval(secs => lease_seconds)
		from due where o.id = due.id and o.due_at <= now()
		returning o.id, o.lease
	)
	select jsonb_agg(jsonb_build_object(
		'id', l.id, 'lease', l.lease, 'endpoint_id', e.id, 'url', e.url, 'allows_loopback', app.allows_loopback_webhooks(),
		'message_id', 'msg_' || replace(m.id::text, '-', ''), 'body', app.webhook_body(m),
		'secrets', array_remove(array[
			app.secret('webhook_secret:' || e.id), case when e.rotation_ends_at > now() then app.secret('webhook_secret_before:' || e.id) end
		], null)
	)) into taken
	from leased l
	join public.webhook_deliveries d on d.id = l.id
	join public.webhook_endpoints e on e.reseller_id = d.reseller_id and e.id = d.endpoint_id
	join public.webhook_messages m on m.reseller_id = d.reseller_id and m.id = d.message_id;
	return coalesce(taken, '[]');
end
$$;
grant execute on function app.take_webhook_deliveries(integer, integer, integer) to service_role;

create function public.take_webhook_deliveries(batch_size integer default 20, lease_seconds integer default 60, per_endpoint integer default 5)
	returns jsonb
	language sql
	set search_path = ''
as $$ select app.take_webhook_deliveries(batch_size, lease_seconds, per_endpoint) $$;
comment on function public.take_webhook_deliveries(integer, integer, integer) is
	'Leases what is due to one worker, in turns over the endpoints, and never more than so many of one at a time: [{id, lease, endpoint_id, url, allows_loopback, message_id, body, secrets: ["whsec_…"]}].';
grant execute on function public.take_webhook_deliveries(integer, integer, integer) to service_role;

create function app.finish_webhook_delivery(id uuid, lease uuid, attempt jsonb) returns boolean
	language plpgsql security definer
	set search_path = ''
as $$
declare
	patience constant interval := interval '5 days';
	leased app.outbox;
	endpoint public.webhook_endpoints;
	answered smallint := (attempt ->> 'status')::smallint;
	arrived boolean := coalesce(attempt ->> 'error' is null and answered between 200 and 299, false);
	problem text := case when not arrived then left(coalesce(attempt ->> 'error', 'http_status'), 60) end;
	pause interval;
	next_at timestamptz;
begin
	-- The endpoint before what is on its way to it, as whoever replays or pauses locks them.
	select e.* into endpoint from public.webhook_endpoints e
	join public.webhook_deliveries d on d.reseller_id = e.reseller_id and d.endpoint_id = e.id
	where d.id = finish_webhook_delivery.id
	for no key update of e;
	select o.* into leased from app.outbox o
	where o.id = finish_webhook_delivery.id and o.lease = finish_webhook_delivery.lease and o.state = 'sending' and o.kind = 'webhooks'
	for update;
	if leased.id is null then
		return false;
	end if;
	insert into public.webhook_attempts (
		reseller_id, delivery_id, number, attempted_at, duration_ms, status, error, request_headers, response_headers, response_body
	)
	select d.reseller_id, d.id, d.attempts + 1, coalesce((attempt ->> 'attempted_at')::timestamptz, now()),
		greatest(0, coalesce((attempt ->> 'duration_ms')::integer, 0)), answered, problem,
		coalesce(attempt -> 'request_headers', '{}'), coalesce(attempt -> 'response_headers', '{}'), left(attempt ->> 'response_body', 4096)
	from public.webhook_deliveries d where d.id = leased.id;
	if (endpoint.failing_since is null) <> arrived then
		endpoint.failing_since := case when not arrived then now() end;
		update public.webhook_endpoints e set failing_since = endpoint.failing_since where e.id = endpoint.id;
	end if;
	if answered = 410 or endpoint.failing_since < now() - patience then
		perform app.stop_webhook_endpoint(endpoint.id, case answered when 410 then 'gone' else 'failing' end);
		select e.* into endpoint from public.webhook_endpoints e where e.id = endpoint.id;
	end if;
	pause := case when not arrived and endpoint.is_active then app.webhook_back_off(leased.attempts) end;
	if pause is not null then
		-- A little more or less, so that what failed together does not come back together; never sooner than was asked for.
		next_at := now() + greatest(
			pause * (0.9 + random() * 0.2), make_interval(secs => least(coalesce((attempt ->> 'retry_after_seconds')::integer, 0), 86400))
		);
		update app.outbox o set state = 'queued', lease = null, due_at = next_at, last_error = problem where o.id = leased.id;
	else
		delete from app.outbox o where o.id = leased.id;
	end if;
	update public.webhook_deliveries d set
		attempts = d.attempts + 1, status = answered, error = problem, attempted_at = now(), next_attempt_at = next_at,
		state = case when arrived then 'succeeded' when next_at is not null then 'failed' else 'parked' end,
		parked_because = case
			when arrived or next_at is not null then null
			when endpoint.is_active then 'exhausted'
			when endpoint.stopped_because = 'paused' then 'paused'
			else 'stopped' end
	where d.id = leased.id;
	return true;
end
$$;
grant execute on function app.finish_webhook_delivery(uuid, uuid, jsonb) to service_role;

create function public.finish_webhook_delivery(id uuid, lease uuid, attempt jsonb) returns boolean
	language sql
	set search_path = ''
as $$ select app.finish_webhook_delivery(id, lease, attempt) $$;
comment on function public.finish_webhook_delivery(uuid, uuid, jsonb) is
	'Reports what came of a leased delivery: {attempted_at, duration_ms, status?, error?, retry_after_seconds?, request_headers, response_headers, response_body?}. 2xx without an error: it arrived; 410: the endpoint is stopped; anything else is tried again by the schedule, and parked after it. An endpoint at which nothing arrived for five days is stopped. False when the lease was lost.';
grant execute on function public.finish_webhook_delivery(uuid, uuid, jsonb) to service_role;

create function app.go_on_with_webhooks() returns void
	language plpgsql security definer
	set search_path = ''
as $$
begin
	if exists (select from app.outbox o where o.kind = 'webhooks' and o.state = 'queued' and o.due_at <= now()) then
		perform app.wake_worker('webhooks');
	end if;
end
$$;
grant execute on function app.go_on_with_webhooks() to service_role;

create function public.go_on_with_webhooks() returns void
	language sql
	set search_path = ''
as $$ select app.go_on_with_webhooks() $$;
comment on function public.go_on_with_webhooks() is
	'Asked by a worker whose time is over: another one goes on at once, if there is anything to do. The sweep does so every ten seconds anyway.';
grant execute on function public.go_on_with_webhooks() to service_role;

create function app.purge_webhooks() returns void
	language plpgsql security definer
	set search_path = ''
as $$
declare
	old uuid[];
begin
	-- In portions: what a large night told goes over some hours, and nobody waits for it.
	old := array(
		select m.id from public.webhook_messages m where m.created_at < now() - interval '30 days' order by m.created_at limit 20000
	);
	-- First and in one statement, which is announced once.
	delete from public.webhook_deliveries d using public.webhook_messages m
	where m.id = any (old) and d.reseller_id = m.reseller_id and d.message_id = m.id;
	delete from public.webhook_messages m where m.id = any (old);
	delete from vault.secrets s using public.webhook_endpoints e
	where e.rotation_ends_at < now() and s.name = 'webhook_secret_before:' || e.id;
end
$$;
comment on function app.purge_webhooks() is 'The log goes after thirty days, a replaced secret once it signs no more.';
select cron.schedule('purge-webhooks', '11,31,51 * * * *', 'select app.purge_webhooks()');
