-- Keys with which a reseller's own programs report and read use.

create table public.api_keys (
	id uuid primary key default gen_random_uuid(),
	reseller_id uuid not null references public.resellers (id) on delete cascade,
	name text not null constraint api_key_name_invalid check (length(btrim(name)) between 1 and 80),
	prefix text not null,
	key_hash text not null unique check (key_hash ~ '^[0-9a-f]{64}$'),
	scopes text[] not null constraint api_key_scopes_invalid check (
		cardinality(scopes) between 1 and 2 and scopes <@ '{usage.write,usage.read}'
	),
	-- The last day of the reseller's calendar on which it may be used; null: no end.
	expires_on date,
	revoked_at timestamptz,
	last_used_at timestamptz,
	-- While it is being replaced, the secret before is good too, until then.
	former_prefix text,
	former_key_hash text unique check (former_key_hash ~ '^[0-9a-f]{64}$'),
	former_ends_at timestamptz,
	former_last_used_at timestamptz,
	request_id uuid,
	rotation_request_id uuid,
	created_by uuid references public.people (id) on delete set null,
	created_at timestamptz not null default now(),
	constraint api_keys_tenant_key unique (reseller_id, id),
	constraint api_keys_request_unique unique (reseller_id, request_id),
	constraint api_keys_former_whole check (
		num_nulls(former_prefix, former_key_hash, former_ends_at) in (0, 3) and (former_key_hash is not null or former_last_used_at is null)
	)
);
comment on table public.api_keys is
	'Keys of a reseller''s own programs. Only the SHA-256 of a key is kept, and the first letters by which people tell it from others.';
create index api_keys_created_by on public.api_keys (created_by);
alter table public.api_keys enable row level security;
select app.keep_trail_of('api_keys', '{id}', '{key_hash,former_key_hash,last_used_at,former_last_used_at,request_id,rotation_request_id}');
grant select (
	id, reseller_id, name, prefix, scopes, expires_on, revoked_at, last_used_at, former_prefix, former_ends_at, former_last_used_at,
	created_by, created_at
) on public.api_keys to authenticated;
grant all on public.api_keys to service_role;
create policy "whoever may manage the API reads which keys there are" on public.api_keys
	for select to authenticated using (
		reseller_id = (select app.staff_reseller_id()) and (select app.may('api.manage'))
	);

-- Whose a key is ------------------------------------------------------------------------------------------

create type app.api_key_facts as (reseller_id uuid, key_id uuid, refusal text);

create function app.api_key_for(key_hash text, scope text) returns app.api_key_facts
	language plpgsql security definer
	set search_path = ''
as $$
declare
	least_interval constant interval := '1 minute';
	key public.api_keys;
	is_former boolean;
	refusal text;
begin
	select k.* into key from public.api_keys k where k.key_hash = api_key_for.key_hash;
	if key.id is null then
		select k.* into key from public.api_keys k where k.former_key_hash = api_key_for.key_hash and k.former_ends_at > now();
	end if;
	is_former := key.key_hash <> api_key_for.key_hash;
	refusal := case
		when key.id is null then 'api_key_invalid'
		when key.revoked_at is not null then 'api_key_revoked'
		when key.expires_on < app.today(key.reseller_id) then 'api_key_expired'
		when not scope = any (key.scopes) then 'api_key_scope_missing'
	end;
	if refusal is null and coalesce(case when is_former then key.former_last_used_at else key.last_used_at end, '-infinity') < now() - least_interval then
		-- Whoever is just noting it does so for all: nobody waits for a mere note.
		perform from public.api_keys k where k.id = key.id for no key update skip locked;
		if found then
			update public.api_keys k set
				last_used_at = case when k.key_hash = api_key_for.key_hash then now() else k.last_used_at end,
				former_last_used_at = case when k.former_key_hash = api_key_for.key_hash then now() else k.former_last_used_at end
			where k.id = key.id;
		end if;
	end if;
	return row(key.reseller_id, key.id, refusal)::app.api_key_facts;
end
$$;
comment on function app.api_key_for(text, text) is
	'Whose key this is, or why it may not: api_key_invalid, api_key_revoked, api_key_expired, api_key_scope_missing. Notes at most once a minute that it was used.';

-- Commands ------------------------------------------------------------------------------------------------

create function app.random_base62(how_long integer) returns text
	language plpgsql volatile
	set search_path = ''
as $$
declare
	letters constant text := '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
	made text := '';
	drawn bytea;
begin
	while length(made) < how_long loop
		drawn := extensions.gen_random_bytes(how_long);
		-- 248 is the largest multiple of 62 in a byte: what lies beyond would favour the first letters.
		made := made || coalesce((
			select string_agg(substr(letters, get_byte(drawn, n) % 62 + 1, 1), '')
			from generate_series(0, how_long - 1) n where get_byte(drawn, n) < 248
		), '');
	end loop;
	return left(made, how_long);
end
$$;

create function app.new_api_key_secret() returns text
	language sql volatile
	set search_path = ''
as $$ select 'blc_live_' || app.random_base62(8) || '_' || app.random_base62(32) $$;
comment on function app.new_api_key_secret() is 'blc_live_<8 letters that are shown>_<32 that are not>.';

create function app.api_key_hash(secret text) returns text
	language sql immutable
	set search_path = ''
as $$ select encode(sha256(convert_to(secret, 'UTF8')), 'hex') $$;

create function app.api_key_prefix(secret text) returns text
	language sql immutable
	set search_path = ''
as $$ select left(secret, 17) $$;

create function app.acting_api_key(id uuid) returns public.api_keys
	language plpgsql security definer
	set search_path = ''
as $$
declare
	account app.account := app.require('api.manage');
	key public.api_keys;
begin
	select k.* into key from public.api_keys k
	where k.reseller_id = account.reseller_id and k.id = acting_api_key.id
	for no key update;
	if key.id is null then
		perform app.refuse('api_key_not_found', 404);
	end if;
	return key;
end
$$;
comment on function app.acting_api_key(uuid) is
	'The key of the acting reseller, locked, for whoever may manage the API. Refuses api_key_not_found.';

create function app.create_api_key(request_id uuid, name text, scopes text[], expires_on date) returns jsonb
	language plpgsql security definer
	set search_path = ''
as $$
declare
	account app.account := app.require('api.manage');
	most constant integer := 50;
	latest constant date := app.today(account.reseller_id) + 3650;
	secret text := app.new_api_key_secret();
	key public.api_keys;
	violated text;
begin
	if request_id is null then
		perform app.refuse('request_id_required');
	end if;
	perform from public.resellers r where r.id = account.reseller_id for no key update;
	select k.* into key from public.api_keys k
	where k.reseller_id = account.reseller_id and k.request_id = create_api_key.request_id;
	if key.id is not null then
		-- It was shown then, and nobody has it now.
		return jsonb_build_object('id', key.id, 'secret', null);
	end if;
	if (select count(*) from public.api_keys k where k.reseller_id = account.reseller_id and k.revoked_at is null) >= most then
		perform app.refuse('api_key_too_many', 409, jsonb_build_object('most', most));
	end if;
	if create_api_key.expires_on not between app.today(account.reseller_id) and latest then
		perform app.refuse('api_key_expiry_invalid', 422, jsonb_build_object('latest_on', latest));
	end if;
	insert into public.api_keys (reseller_id, name, prefix, key_hash, scopes, expires_on, request_id, created_by)
	values (
		account.reseller_id, btrim(create_api_key.name), app.api_key_prefix(secret), app.api_key_hash(secret),
		array(select distinct s.scope from unnest(create_api_key.scopes) s (scope) order by s.scope),
		create_api_key.expires_on, create_api_key.request_id, account.person_id
	)
	returning * into key;
	return jsonb_build_object('id', key.id, 'secret', secret);
exception
	when check_violation then
		get stacked diagnostics violated = constraint_name;
		perform app.refuse(violated);
	when not_null_violation then
		perform app.refuse('api_key_name_invalid');
end
$$;
grant execute on function app.create_api_key(uuid, text, text[], date) to authenticated;

create function public.create_api_key(request_id uuid, name text, scopes text[], expires_on date default null) returns jsonb
	language sql
	set search_path = ''
as $$ select app.create_api_key(request_id, name, scopes, expires_on) $$;
comment on function public.create_api_key(uuid, text, text[], date) is
	'Makes a key for a program of the reseller: {id, secret}. scopes: usage.write, usage.read; expires_on: its last day. The secret is told this once; asked again with the same request_id, the same key without its secret (null). For whoever may manage the API.
Refuses: api_key_name_invalid, api_key_scopes_invalid, api_key_expiry_invalid ({latest_on}), api_key_too_many ({most}), request_id_required.';
grant execute on function public.create_api_key(uuid, text, text[], date) to authenticated;

create function app.rotate_api_key(request_id uuid, id uuid, grace_hours integer) returns jsonb
	language plpgsql security definer
	set search_path = ''
as $$
declare
	key public.api_keys := app.acting_api_key(id);
	most_hours constant integer := 168;
	secret text := app.new_api_key_secret();
	has_grace boolean := grace_hours > 0;
begin
	if request_id is null then
		perform app.refuse('request_id_required');
	end if;
	if key.rotation_request_id = rotate_api_key.request_id then
		return jsonb_build_object('id', key.id, 'secret', null, 'former_ends_at', key.former_ends_at);
	end if;
	if key.revoked_at is not null then
		perform app.refuse('api_key_revoked', 409);
	end if;
	if grace_hours is null or grace_hours not between 0 and most_hours then
		perform app.refuse('api_key_grace_invalid', 422, jsonb_build_object('most_hours', most_hours));
	end if;
	update public.api_keys k set
		prefix = app.api_key_prefix(secret), key_hash = app.api_key_hash(secret), last_used_at = null,
		former_prefix = case when has_grace then key.prefix end,
		former_key_hash = case when has_grace then key.key_hash end,
		former_ends_at = case when has_grace then now() + make_interval(hours => grace_hours) end,
		former_last_used_at = case when has_grace then key.last_used_at end,
		rotation_request_id = rotate_api_key.request_id
	where k.id = key.id
	returning * into key;
	return jsonb_build_object('id', key.id, 'secret', secret, 'former_ends_at', key.former_ends_at);
end
$$;
grant execute on function app.rotate_api_key(uuid, uuid, integer) to authenticated;

create function public.rotate_api_key(request_id uuid, id uuid, grace_hours integer default 24) returns jsonb
	language sql
	set search_path = ''
as $$ select app.rotate_api_key(request_id, id, grace_hours) $$;
comment on function public.rotate_api_key(uuid, uuid, integer) is
	'Gives a key a new secret: {id, secret, former_ends_at}. The one before stays good for grace_hours (0 to 168; 0: not at all), so that no event is lost while programs change over; one before that ends at once. Told once, as by create_api_key. For whoever may manage the API.
Refuses: api_key_not_found, api_key_revoked, api_key_grace_invalid ({most_hours}), request_id_required.';
grant execute on function public.rotate_api_key(uuid, uuid, integer) to authenticated;

create function app.end_api_key_rotation(id uuid) returns void
	language plpgsql security definer
	set search_path = ''
as $$
declare
	key public.api_keys := app.acting_api_key(id);
begin
	update public.api_keys k set former_prefix = null, former_key_hash = null, former_ends_at = null, former_last_used_at = null
	where k.id = key.id and k.former_key_hash is not null;
end
$$;
grant execute on function app.end_api_key_rotation(uuid) to authenticated;

create function public.end_api_key_rotation(id uuid) returns void
	language sql
	set search_path = ''
as $$ select app.end_api_key_rotation(id) $$;
comment on function public.end_api_key_rotation(uuid) is
	'Refuses a key''s secret before the last rotation from now on. Idempotent. For whoever may manage the API. Refuses: api_key_not_found.';
grant execute on function public.end_api_key_rotation(uuid) to authenticated;

create function app.revoke_api_key(id uuid) returns void
	language plpgsql security definer
	set search_path = ''
as $$
declare
	key public.api_keys := app.acting_api_key(id);
begin
	update public.api_keys k set
		revoked_at = now(), former_prefix = null, former_key_hash = null, former_ends_at = null, former_last_used_at = null
	where k.id = key.id and k.revoked_at is null;
end
$$;
grant execute on function app.revoke_api_key(uuid) to authenticated;

create function public.revoke_api_key(id uuid) returns void
	language sql
	set search_path = ''
as $$ select app.revoke_api_key(id) $$;
comment on function public.revoke_api_key(uuid) is
	'Refuses a key, its new and its former secret, from now on and for ever. Idempotent. For whoever may manage the API. Refuses: api_key_not_found.';
grant execute on function public.revoke_api_key(uuid) to authenticated;

create function app.list_api_keys() returns jsonb
	language plpgsql stable security definer
	set search_path = ''
as $$
declare
	account app.account := app.require('api.manage');
	today date := app.today(account.reseller_id);
begin
	return (
		select coalesce(jsonb_agg(jsonb_build_object(
			'id', k.id, 'name', k.name, 'prefix', k.prefix, 'scopes', k.scopes,
			'state', case when k.revoked_at is not null then 'revoked' when k.expires_on < today then 'expired' else 'active' end,
			'expires_on', k.expires_on, 'revoked_at', k.revoked_at, 'last_used_at', k.last_used_at,
			'former', case when k.former_ends_at > now() then jsonb_build_object(
				'prefix', k.former_prefix, 'ends_at', k.former_ends_at, 'last_used_at', k.former_last_used_at
			) end,
			'created_at', k.created_at, 'created_by', (select p.name from public.people p where p.id = k.created_by)
		) order by k.revoked_at is not null, k.created_at desc, k.id), '[]')
		from public.api_keys k where k.reseller_id = account.reseller_id
	);
end
$$;
grant execute on function app.list_api_keys() to authenticated;

create function public.list_api_keys() returns jsonb
	language sql stable
	set search_path = ''
as $$ select app.list_api_keys() $$;
comment on function public.list_api_keys() is
	'All keys, revoked ones last, latest first: [{id, name, prefix, scopes, state: active | expired | revoked, expires_on, revoked_at, last_used_at (to the minute), former: {prefix, ends_at, last_used_at} | null (the secret before, while it is good), created_at, created_by: name}]. For whoever may manage the API. Refuses: not_permitted.';
grant execute on function public.list_api_keys() to authenticated;
