-- People: one person is one auth user; a membership joins a person to a reseller or to one of its clients.
-- Here stands the gate (`app.acting`) through which every policy and every command decides.

create table public.people (
	id uuid primary key references auth.users (id) on delete cascade,
	name text not null check (length(btrim(name)) between 1 and 120),
	email text not null,
	first_code_passed_at timestamptz,
	created_at timestamptz not null default now()
);
comment on table public.people is 'A human who can sign in, once, however many accounts they belong to.';
comment on column public.people.first_code_passed_at is
	'When the e-mailed code of the first sign-in was passed. Until then every session of the person acts as nobody.';
alter table public.people enable row level security;

create function app.mirror_auth_user() returns trigger
	language plpgsql security definer
	set search_path = ''
as $$
begin
	insert into public.people (id, name, email)
	values (
		new.id,
		left(coalesce(nullif(btrim(new.raw_user_meta_data ->> 'name'), ''), split_part(new.email, '@', 1)), 120),
		new.email
	)
	on conflict (id) do update set email = excluded.email;
	return new;
end
$$;
create trigger person_of_new_user after insert on auth.users
	for each row when (new.email is not null) execute function app.mirror_auth_user();
create trigger person_of_changed_email after update of email on auth.users
	for each row when (new.email is distinct from old.email and new.email is not null)
	execute function app.mirror_auth_user();

create table public.memberships (
	id uuid primary key default gen_random_uuid(),
	reseller_id uuid not null references public.resellers (id) on delete cascade,
	client_id uuid,
	person_id uuid not null references public.people (id) on delete cascade,
	role text check (role in ('owner', 'admin', 'finance', 'support', 'viewer')),
	level smallint check (level between 1 and 6),
	sees_phones boolean not null default true,
	status text not null default 'active' check (status in ('active', 'inactive')),
	created_at timestamptz not null default now(),
	constraint memberships_reseller_id_unique unique (reseller_id, id),
	constraint memberships_role_or_level check (
		(client_id is null and role is not null and level is null)
		or (client_id is not null and role is null and level is not null)
	)
);
comment on table public.memberships is
	'A person in an account. Without client_id: staff of the reseller, with a role. With it: a user of that client, with a chat level.';
create unique index memberships_one_per_reseller on public.memberships (reseller_id, person_id)
	where client_id is null;
create unique index memberships_one_per_client on public.memberships (client_id, person_id)
	where client_id is not null;
create index memberships_person on public.memberships (person_id, reseller_id);
create index memberships_reseller_client on public.memberships (reseller_id, client_id);
alter table public.memberships enable row level security;

create table app.role_permissions (
	role text not null,
	permission text not null,
	primary key (role, permission)
);
comment on table app.role_permissions is 'What a role of the reseller may do. Reading is open to every role.';
insert into app.role_permissions (role, permission)
select role, permission
from (values
	('clients.write', array['owner', 'admin', 'finance', 'support']),
	('plans.write', array['owner', 'admin', 'finance']),
	('invoices.issue', array['owner', 'admin', 'finance']),
	('payments.record', array['owner', 'admin', 'finance'])
) as matrix (permission, roles)
cross join unnest(matrix.roles) as role;

-- The gate ----------------------------------------------------------------------------------------

create type app.account as (
	membership_id uuid,
	person_id uuid,
	reseller_id uuid,
	client_id uuid,
	role text,
	level smallint,
	sees_phones boolean
);

create function app.session_person() returns uuid
	language sql stable security definer
	set search_path = ''
as $$
	select p.id
	from auth.sessions s
	join public.people p on p.id = s.user_id
	where s.id = nullif(auth.jwt() ->> 'session_id', '')::uuid
		and s.user_id = auth.uid()
		and p.first_code_passed_at is not null
$$;
comment on function app.session_person() is
	'The person behind the request, if its session still exists and the first-sign-in code was passed; else null: nobody.';

create function app.acting() returns app.account
	language plpgsql stable security definer
	set search_path = ''
as $$
declare
	header text := nullif(current_setting('request.headers', true), '')::json ->> 'x-balcao-account';
	kind text := split_part(header, '/', 1);
	reference text := split_part(header, '/', 2);
	account app.account;
begin
	if kind = 'reseller' then
		select m.id, m.person_id, m.reseller_id, m.client_id, m.role, m.level, m.sees_phones
		into account
		from public.resellers r
		join public.memberships m on m.reseller_id = r.id and m.client_id is null
		where r.slug = reference and m.status = 'active' and m.person_id = app.session_person();
	elsif kind = 'client' and reference ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then
		select m.id, m.person_id, m.reseller_id, m.client_id, m.role, m.level, m.sees_phones
		into account
		from public.memberships m
		where m.client_id = reference::uuid and m.status = 'active' and m.person_id = app.session_person();
	end if;
	return account;
end
$$;
comment on function app.acting() is
	'The account this request acts in: the header x-balcao-account (`reseller/<slug>` or `client/<id>`), accepted only as an active membership of the signed-in person. All null otherwise, and then no row matches.';

create function app.reseller_id() returns uuid
	language sql stable security definer
	set search_path = ''
as $$
	select (app.acting()).reseller_id
$$;

create function app.client_id() returns uuid
	language sql stable security definer
	set search_path = ''
as $$
	select (app.acting()).client_id
$$;

create function app.staff_reseller_id() returns uuid
	language sql stable security definer
	set search_path = ''
as $$
	select a.reseller_id from app.acting() a where a.client_id is null
$$;
comment on function app.staff_reseller_id() is 'The acting reseller, for its own staff only; null for users of a client.';

create function app.level() returns smallint
	language sql stable security definer
	set search_path = ''
as $$
	select (app.acting()).level
$$;

create function app.sees_phones() returns boolean
	language sql stable security definer
	set search_path = ''
as $$
	select coalesce((app.acting()).sees_phones, false)
$$;

create function app.may(permission text) returns boolean
	language sql stable security definer
	set search_path = ''
as $$
	select exists (
		select from app.role_permissions p
		where p.permission = may.permission and p.role = (app.acting()).role
	)
$$;

create function app.require(permission text) returns app.account
	language plpgsql stable security definer
	set search_path = ''
as $$
declare
	account app.account := app.acting();
begin
	if account.reseller_id is null then
		perform app.refuse('no_account', 403);
	end if;
	if not exists (
		select from app.role_permissions p
		where p.permission = require.permission and p.role = account.role
	) then
		perform app.refuse('not_permitted', 403, jsonb_build_object('permission', permission));
	end if;
	return account;
end
$$;
comment on function app.require(text) is
	'The acting account, if its role has the permission. Refuses with no_account or not_permitted (403).';
grant execute on function
	app.acting(), app.reseller_id(), app.client_id(), app.staff_reseller_id(), app.level(), app.sees_phones(),
	app.may(text)
	to authenticated;

-- Policies of the tables so far -------------------------------------------------------------------

grant select on public.resellers to authenticated;
grant all on public.resellers to service_role;
create policy "the acting account reads its reseller" on public.resellers
	for select to authenticated using (id = (select app.reseller_id()));

grant select on public.reseller_brands to authenticated;
grant all on public.reseller_brands to service_role;
create policy "the acting account reads its reseller's brand" on public.reseller_brands
	for select to authenticated using (reseller_id = (select app.reseller_id()));

grant select on public.memberships to authenticated;
grant all on public.memberships to service_role;
create policy "staff read all memberships, a client's user its own" on public.memberships
	for select to authenticated using (
		reseller_id = (select app.reseller_id())
		and ((select app.client_id()) is null or person_id = (select auth.uid()))
	);

grant select on public.people to authenticated;
grant all on public.people to service_role;
create policy "a person reads itself, staff read who belongs here" on public.people
	for select to authenticated using (
		id = (select auth.uid())
		or id in (
			select m.person_id from public.memberships m
			where m.reseller_id = (select app.staff_reseller_id())
		)
	);

-- The first-sign-in code --------------------------------------------------------------------------

create table app.sign_in_codes (
	id uuid primary key default gen_random_uuid(),
	session_id uuid not null,
	person_id uuid not null references public.people (id) on delete cascade,
	code_hash text not null,
	wrong_tries integer not null default 0,
	created_at timestamptz not null default now(),
	expires_at timestamptz not null,
	used_at timestamptz
);
comment on table app.sign_in_codes is
	'Six digits, mailed at the first sign-in: hashed, bound to the session that asked, ten minutes, dead after five wrong tries.';
create index sign_in_codes_session on app.sign_in_codes (session_id, created_at desc);
create index sign_in_codes_person on app.sign_in_codes (person_id, created_at desc);

create function app.request_sign_in_code(locale text) returns jsonb
	language plpgsql security definer
	set search_path = ''
as $$
declare
	wait constant interval := '60 seconds';
	most_per_hour constant integer := 5;
	session uuid := nullif(auth.jwt() ->> 'session_id', '')::uuid;
	person public.people;
	latest timestamptz;
	recent integer;
	code text;
	code_id uuid := gen_random_uuid();
begin
	-- The row lock makes parallel requests of one person queue up, so that the limits hold.
	select p.* into person from public.people p
	join auth.sessions s on s.user_id = p.id and s.id = session
	where p.id = auth.uid()
	for update of p;
	if person.id is null then
		perform app.refuse('not_signed_in', 401);
	end if;
	if person.first_code_passed_at is not null then
		return jsonb_build_object('needed', false);
	end if;

	select max(c.created_at) filter (where c.session_id = session),
		count(*) filter (where c.created_at > now() - interval '1 hour')
	into latest, recent
	from app.sign_in_codes c where c.person_id = person.id;
	if latest > now() - wait then
		return jsonb_build_object('needed', true, 'sent', false,
			'retry_after_seconds', ceil(extract(epoch from latest + wait - now()))::integer);
	end if;
	if recent >= most_per_hour then
		perform app.refuse('sign_in_code_too_many', 429, jsonb_build_object('minutes', 60));
	end if;

	code := lpad((('x' || encode(extensions.gen_random_bytes(6), 'hex'))::bit(48)::bigint % 1000000)::text, 6, '0');
	insert into app.sign_in_codes (id, session_id, person_id, code_hash, expires_at)
	values (code_id, session, person.id, extensions.crypt(code, extensions.gen_salt('bf', 8)), now() + interval '10 minutes');
	insert into app.outbox (kind, template, recipient, unique_key, payload)
	values ('email', 'sign_in_code', person.email, 'sign-in-code:' || code_id,
		jsonb_build_object('name', person.name, 'code', code, 'minutes', 10,
			'locale', case request_sign_in_code.locale when 'en' then 'en' else 'pt-BR' end));
	return jsonb_build_object('needed', true, 'sent', true, 'retry_after_seconds', extract(epoch from wait)::integer);
end
$$;

create function app.verify_sign_in_code(code text) returns boolean
	language plpgsql security definer
	set search_path = ''
as $$
declare
	most_wrong_tries constant integer := 5;
	session uuid := nullif(auth.jwt() ->> 'session_id', '')::uuid;
	latest app.sign_in_codes;
begin
	-- A refusal must not roll the try back, so failure is an answer, the same one for every reason.
	select c.* into latest
	from app.sign_in_codes c
	join auth.sessions s on s.id = c.session_id and s.user_id = c.person_id
	where c.session_id = session and c.person_id = auth.uid()
	order by c.created_at desc
	limit 1
	for update of c;
	if latest.id is null or latest.used_at is not null or latest.expires_at <= now()
		or latest.wrong_tries >= most_wrong_tries
	then
		return false;
	end if;
	if latest.code_hash <> extensions.crypt(coalesce(code, ''), latest.code_hash) then
		update app.sign_in_codes set wrong_tries = wrong_tries + 1 where id = latest.id;
		return false;
	end if;
	update app.sign_in_codes set used_at = now() where id = latest.id;
	update public.people set first_code_passed_at = now()
	where id = latest.person_id and first_code_passed_at is null;
	return true;
end
$$;
grant execute on function app.request_sign_in_code(text), app.verify_sign_in_code(text) to authenticated;

create function public.request_sign_in_code(locale text default 'pt-BR') returns jsonb
	language sql
	set search_path = ''
as $$ select app.request_sign_in_code(locale) $$;
comment on function public.request_sign_in_code(text) is
	'Mails a code, in Portuguese or English (`en`), to the signed-in person, at most one a minute per session and five an hour. Returns {needed, sent?, retry_after_seconds?}.';

create function public.verify_sign_in_code(code text) returns boolean
	language sql
	set search_path = ''
as $$ select app.verify_sign_in_code(code) $$;
comment on function public.verify_sign_in_code(text) is
	'True once the code of this very session is right; false for wrong, expired, used and locked alike.';
grant execute on function public.request_sign_in_code(text), public.verify_sign_in_code(text) to authenticated;

-- Accounts ----------------------------------------------------------------------------------------

create function app.my_accounts()
	returns table (kind text, reference text, name text, role text, level smallint, logo text, primary_color text)
	language sql stable security definer
	set search_path = ''
as $$
	select 'reseller', r.slug, r.name, m.role, m.level, b.logo, b.primary_color
	from public.memberships m
	join public.resellers r on r.id = m.reseller_id
	left join public.reseller_brands b on b.reseller_id = r.id
	where m.person_id = app.session_person() and m.status = 'active' and m.client_id is null
	order by r.name, r.id
$$;
comment on function app.my_accounts() is 'Staff accounts of the signed-in person. Users of clients join with the portal.';
grant execute on function app.my_accounts() to authenticated;

create function public.my_accounts()
	returns table (kind text, reference text, name text, role text, level smallint, logo text, primary_color text)
	language sql stable
	set search_path = ''
as $$ select * from app.my_accounts() $$;
comment on function public.my_accounts() is
	'The accounts that the signed-in person may choose: kind and reference make the header x-balcao-account.';
grant execute on function public.my_accounts() to authenticated;

create function app.sign_in_state() returns text
	language sql stable security definer
	set search_path = ''
as $$
	select case
		when s.id is null then 'signed_out'
		when p.first_code_passed_at is null then 'needs_code'
		else 'ready'
	end
	from (select 1) one
	left join auth.sessions s
		on s.id = nullif(auth.jwt() ->> 'session_id', '')::uuid and s.user_id = auth.uid()
	left join public.people p on p.id = s.user_id
$$;
grant execute on function app.sign_in_state() to authenticated;

create function public.sign_in_state() returns text
	language sql stable
	set search_path = ''
as $$ select app.sign_in_state() $$;
comment on function public.sign_in_state() is 'signed_out (session revoked), needs_code (first sign-in) or ready.';
grant execute on function public.sign_in_state() to authenticated;

create function app.current_account() returns jsonb
	language sql stable security definer
	set search_path = ''
as $$
	select jsonb_build_object(
		'membership_id', a.membership_id,
		'role', a.role,
		'permissions', (
			select coalesce(jsonb_agg(p.permission order by p.permission), '[]')
			from app.role_permissions p where p.role = a.role
		),
		'today', app.today(r.id),
		'person', jsonb_build_object('id', p.id, 'name', p.name, 'email', p.email),
		'reseller', jsonb_build_object(
			'id', r.id, 'slug', r.slug, 'name', r.name, 'time_zone', r.time_zone,
			'logo', b.logo, 'primary_color', b.primary_color
		)
	)
	from app.acting() a
	join public.resellers r on r.id = a.reseller_id
	join public.people p on p.id = a.person_id
	left join public.reseller_brands b on b.reseller_id = r.id
	where a.client_id is null
$$;
grant execute on function app.current_account() to authenticated;

create function public.current_account() returns jsonb
	language sql stable
	set search_path = ''
as $$ select app.current_account() $$;
comment on function public.current_account() is
	'The acting staff account with person, reseller, role and permissions; null when the request acts as nobody.';
grant execute on function public.current_account() to authenticated;

create function public.health() returns boolean
	language sql stable
	set search_path = ''
as $$ select true $$;
comment on function public.health() is 'Answers when database and REST answer; reads no table.';
grant execute on function public.health() to anon, authenticated, service_role;
