-- The gate: who stands behind a request, and in which account. Every policy and every command decides through `app.acting()`.

create table app.admitted_sessions (
	session_id uuid primary key references auth.sessions (id) on delete cascade,
	person_id uuid not null references public.people (id) on delete cascade,
	admitted_at timestamptz not null default now()
);
comment on table app.admitted_sessions is
	'Sessions born of an e-mailed code (not of a password) whose code was tried through the counted way (`admit_session`). Others act as nobody.';
create index admitted_sessions_person on app.admitted_sessions (person_id);

create table app.doubted_passwords (
	person_id uuid primary key references public.people (id) on delete cascade,
	since timestamptz not null default now()
);
comment on table app.doubted_passwords is
	'Passwords that were set at Auth without a word here, by somebody who may have guessed a code. A session born of one acts as nobody until that very session has passed an e-mailed code.';

-- These run several times in every statement under row level security. So they are plpgsql, whose plans last as long as the
-- connection (a definer function in SQL is planned anew in each statement), and the account is found once per request.

create function app.session_has_password() returns boolean
	language plpgsql stable
	set search_path = ''
as $$
begin
	return coalesce(auth.jwt() -> 'amr' @> '[{"method": "password"}]', false);
end
$$;

create view app.current_sessions as
select s.id, s.user_id as person_id, p.first_code_passed_at is not null as has_passed_first_code,
	-- Auth itself does not count how often a code was tried, so a session that a code gave birth to must be vouched for.
	exists (select from app.admitted_sessions a where a.session_id = s.id)
	or (
		(select app.session_has_password())
		and not exists (select from app.doubted_passwords d where d.person_id = s.user_id)
	) as is_admitted
from auth.sessions s
join public.people p on p.id = s.user_id
where s.id = (select nullif(auth.jwt() ->> 'session_id', '')::uuid)
	and s.user_id = (select nullif(auth.jwt() ->> 'sub', '')::uuid);
comment on view app.current_sessions is
	'The session of the request''s token, if it still exists. A view, since its rule is asked for in the midst of other questions: there it costs one plan, not a function each.';

create view app.session_people as
select s.person_id from app.current_sessions s where s.has_passed_first_code and s.is_admitted;
comment on view app.session_people is
	'The person behind the request, if its session still exists, was admitted, and the first-sign-in code was passed; else none: nobody.';

create function app.session_is_admitted(session_id uuid) returns boolean
	language plpgsql stable security definer
	set search_path = ''
as $$
begin
	return exists (
		select from app.current_sessions s where s.id = session_is_admitted.session_id and s.is_admitted
	);
end
$$;

create function app.session_person() returns uuid
	language plpgsql stable security definer
	set search_path = ''
as $$
begin
	return (select p.person_id from app.session_people p);
end
$$;

create function app.find_account(kind text, reference text) returns app.account
	language plpgsql stable security definer
	set search_path = ''
as $$
declare
	account app.account;
begin
	if kind = 'reseller' then
		select m.id, m.person_id, m.reseller_id, m.client_id, m.role, m.level, m.sees_phones, null::uuid, null::uuid
		into account
		from app.session_people p
		join public.memberships m on m.person_id = p.person_id and m.client_id is null
		join public.resellers r on r.id = m.reseller_id
		where r.slug = reference and m.status = 'active';
	elsif reference !~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then
		return account;
	elsif kind = 'client' then
		select m.id, m.person_id, m.reseller_id, m.client_id, m.role, m.level, m.sees_phones, null::uuid, null::uuid
		into account
		from app.session_people p
		join public.memberships m on m.person_id = p.person_id
		where m.client_id = reference::uuid and m.status = 'active';
	elsif kind = 'impersonation' then
		-- Exactly the subject's rights; and a phone that the actor may not see stays hidden in the subject's place too.
		select s.id, s.person_id, s.reseller_id, s.client_id, s.role, s.level, s.sees_phones and a.sees_phones, i.actor_id, i.id
		into account
		from public.impersonations i
		join public.memberships s on s.reseller_id = i.reseller_id and s.id = i.subject_membership_id
		join public.memberships a on a.reseller_id = i.reseller_id and a.id = i.actor_membership_id
		join app.role_permissions p on p.role = a.role and p.permission = 'users.impersonate'
		where i.id = reference::uuid and i.ended_at is null and i.expires_at > now()
			and s.status = 'active' and a.status = 'active' and i.actor_id = app.session_person();
	end if;
	return account;
end
$$;

create function app.acting() returns app.account
	language plpgsql stable security definer
	set search_path = ''
as $$
declare
	request text := md5(concat(current_setting('request.headers', true), '|', current_setting('request.jwt.claims', true)));
	kept text := current_setting('app.acting', true);
	header text;
	kind text;
	account app.account;
begin
	-- Kept until the transaction ends, and only for the very same headers and token. Whoever could write this setting
	-- could write the token's claims as well; through the API nobody can write either.
	if left(kept, 32) = request then
		return substr(kept, 33)::app.account;
	end if;
	header := app.request_header('x-balcao-account');
	kind := split_part(header, '/', 1);
	-- All that follows the slash: an account with anything behind it is no account.
	account := app.find_account(kind, substr(header, length(kind) + 2));
	perform set_config('app.acting', request || account::text, true);
	return account;
end
$$;
comment on function app.acting() is
	'The account this request acts in: the header x-balcao-account, `reseller/<slug>` or `client/<id>`, accepted only as an active membership of the signed-in person, or `impersonation/<id>`, an open one of that person whose two memberships still stand. All null otherwise, and then no row matches. Decided once per transaction.';

create function app.reseller_id() returns uuid
	language plpgsql stable security definer
	set search_path = ''
as $$
begin
	return (app.acting()).reseller_id;
end
$$;

create function app.client_id() returns uuid
	language plpgsql stable security definer
	set search_path = ''
as $$
begin
	return (app.acting()).client_id;
end
$$;

create function app.is_staff() returns boolean
	language plpgsql stable security definer
	set search_path = ''
as $$
begin
	return (app.acting()).client_id is null;
end
$$;
comment on function app.is_staff() is
	'Whether no client bounds the acting account. A policy asks this rather than `client_id() is null`, which the planner takes to be true for one row in two hundred.';

create function app.person_id() returns uuid
	language plpgsql stable security definer
	set search_path = ''
as $$
begin
	return (app.acting()).person_id;
end
$$;
comment on function app.person_id() is 'The person whose account acts; under "Logar como" the subject, not the actor.';

create function app.staff_reseller_id() returns uuid
	language plpgsql stable security definer
	set search_path = ''
as $$
declare
	account app.account := app.acting();
begin
	return case when account.client_id is null then account.reseller_id end;
end
$$;
comment on function app.staff_reseller_id() is 'The acting reseller, for its own staff only; null for users of a client.';

create function app.sees_phones() returns boolean
	language plpgsql stable security definer
	set search_path = ''
as $$
begin
	return coalesce((app.acting()).sees_phones, false);
end
$$;

create function app.account_may(account app.account, permission text) returns boolean
	language plpgsql stable security definer
	set search_path = ''
as $$
begin
	return exists (
		select from app.role_permissions p
		where p.permission = account_may.permission and p.role = account.role
	) or exists (
		select from app.level_permissions p
		where p.permission = account_may.permission and p.least_level <= account.level
	);
end
$$;

create function app.may(permission text) returns boolean
	language plpgsql stable security definer
	set search_path = ''
as $$
begin
	return app.account_may(app.acting(), permission);
end
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
	if not app.account_may(account, permission) then
		perform app.refuse('not_permitted', 403, jsonb_build_object('permission', permission));
	end if;
	return account;
end
$$;
comment on function app.require(text) is
	'The acting account, if its role or level has the permission. Refuses with no_account or not_permitted (403).';

create function app.require_staff() returns app.account
	language plpgsql stable security definer
	set search_path = ''
as $$
declare
	account app.account := app.acting();
begin
	if account.reseller_id is null then
		perform app.refuse('no_account', 403);
	end if;
	if account.client_id is not null then
		perform app.refuse('not_permitted', 403);
	end if;
	return account;
end
$$;
comment on function app.require_staff() is
	'The acting account, if it is the reseller''s own staff, whatever the role. Refuses with no_account or not_permitted (403).';

create function app.require_self() returns uuid
	language plpgsql stable security definer
	set search_path = ''
as $$
declare
	person uuid := app.session_person();
begin
	if split_part(app.request_header('x-balcao-account'), '/', 1) = 'impersonation' then
		perform app.refuse('impersonation_forbidden', 403);
	end if;
	if person is null then
		perform app.refuse('not_signed_in', 401);
	end if;
	return person;
end
$$;
comment on function app.require_self() is
	'The signed-in person, acting as nobody else: for password, sign-in settings, profile, exports. Refuses with impersonation_forbidden (403) or not_signed_in (401).';
grant execute on function
	app.acting(), app.reseller_id(), app.client_id(), app.is_staff(), app.person_id(), app.staff_reseller_id(), app.sees_phones(), app.may(text)
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

create policy "whoever may read the trail, without phones that they may not see" on public.audit_entries
	for select to authenticated using (
		reseller_id = (select app.staff_reseller_id())
		and (select app.may('audit.read'))
		and (table_name <> 'client_phones' or (select app.sees_phones()))
	);

grant select on public.memberships to authenticated;
grant all on public.memberships to service_role;
create policy "staff read all memberships, a client's user this one" on public.memberships
	for select to authenticated using (
		reseller_id = (select app.reseller_id())
		and (
			(select app.is_staff())
			-- Of this client alone: the person's other accounts with the reseller are not this account's.
			or (client_id = (select app.client_id()) and person_id = (select app.person_id()))
		)
	);

grant select on public.membership_uses to authenticated;
grant all on public.membership_uses to service_role;
create policy "staff read when members were last here" on public.membership_uses
	for select to authenticated using (reseller_id = (select app.staff_reseller_id()));

-- Since when a person is known here would tell a reseller that others knew it before.
grant select (id, name, email) on public.people to authenticated;
grant all on public.people to service_role;
create policy "the acting person reads itself, staff read who belongs here" on public.people
	for select to authenticated using (
		id = (select app.person_id())
		or exists (
			select from public.memberships m
			where m.person_id = people.id and m.reseller_id = (select app.staff_reseller_id())
		)
	);
