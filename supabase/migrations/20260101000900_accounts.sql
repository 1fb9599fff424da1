-- Accounts: what a signed-in person may choose from, what the chosen one is, and the person's own profile.
-- Every page asks the first two. So they are plpgsql, which plans once for a connection; a definer function in SQL is
-- planned anew each time, and that was three quarters of their cost.

create function app.my_accounts()
	returns table (
		kind text, reference text, name text, reseller_name text, role text, level smallint, primary_color text
	)
	language plpgsql stable security definer
	set search_path = ''
as $$
#variable_conflict use_column
declare
	person uuid := app.session_person();
begin
	return query
	select case when m.client_id is null then 'reseller' else 'client' end,
		coalesce(m.client_id::text, r.slug), coalesce(c.trade_name, c.name, r.name),
		coalesce(b.display_name, r.name), m.role, m.level, b.primary_color
	from public.memberships m
	join public.resellers r on r.id = m.reseller_id
	left join public.reseller_brands b on b.reseller_id = r.id
	left join public.clients c on c.reseller_id = m.reseller_id and c.id = m.client_id
	where m.person_id = person and m.status = 'active'
	order by m.client_id is not null, 3, 2;
end
$$;
grant execute on function app.my_accounts() to authenticated;

create function public.my_accounts()
	returns table (
		kind text, reference text, name text, reseller_name text, role text, level smallint, primary_color text
	)
	language sql stable
	set search_path = ''
as $$ select * from app.my_accounts() $$;
comment on function public.my_accounts() is
	'The accounts that the signed-in person may choose, resellers first: kind and reference make the header x-balcao-account.';
grant execute on function public.my_accounts() to authenticated;

create function app.sign_in_state() returns text
	language sql stable security definer
	set search_path = ''
as $$
	select case
		when s.id is null or not (app.session_has_password() or app.session_is_admitted(s.id)) then 'signed_out'
		when p.first_code_passed_at is null or not app.session_is_admitted(s.id) then 'needs_code'
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
comment on function public.sign_in_state() is 'signed_out (session revoked or never admitted), needs_code (first sign-in) or ready.';
grant execute on function public.sign_in_state() to authenticated;

create function app.current_account() returns jsonb
	language plpgsql stable security definer
	set search_path = ''
as $$
declare
	a app.account := app.acting();
begin
	return (select jsonb_build_object(
		'kind', case when a.client_id is null then 'reseller' else 'client' end,
		'membership_id', a.membership_id,
		'role', a.role,
		'level', a.level,
		'sees_phones', a.sees_phones,
		'permissions', (
			select coalesce(jsonb_agg(p.name order by p.position), '[]')
			from app.permissions p where app.account_may(a, p.name)
		),
		'today', app.today(r.id),
		'topic', case when a.client_id is null then app.topic('reseller', r.id) else app.topic('client', a.client_id) end,
		'person', jsonb_build_object('id', p.id, 'name', p.name, 'email', p.email),
		'reseller', jsonb_build_object(
			'id', r.id, 'slug', r.slug, 'name', coalesce(b.display_name, r.name), 'time_zone', r.time_zone,
			'logo', b.logo, 'primary_color', b.primary_color, 'has_test_clock', r.test_clock_on is not null
		),
		'client', (
			select jsonb_build_object('id', c.id, 'number', c.number, 'name', coalesce(c.trade_name, c.name))
			from public.clients c where c.reseller_id = a.reseller_id and c.id = a.client_id
		),
		'impersonation', (
			select jsonb_build_object(
				'id', i.id, 'reason', i.reason, 'started_at', i.started_at, 'expires_at', i.expires_at,
				'seconds_left', greatest(0, ceil(extract(epoch from i.expires_at - now()))), 'actor_name', actor.name
			)
			from public.impersonations i join public.people actor on actor.id = i.actor_id
			where i.id = a.impersonation_id
		)
	)
	from public.resellers r
	join public.people p on p.id = a.person_id
	left join public.reseller_brands b on b.reseller_id = r.id
	where r.id = a.reseller_id);
end
$$;
grant execute on function app.current_account() to authenticated;

create function public.current_account() returns jsonb
	language sql stable
	set search_path = ''
as $$ select app.current_account() $$;
comment on function public.current_account() is
	'The acting account: kind, role or level, permissions, person (the subject, when impersonated), reseller, client, impersonation, the channel to listen to; null when the request acts as nobody.';
grant execute on function public.current_account() to authenticated;

-- Profile -----------------------------------------------------------------------------------------

create function app.my_profile() returns jsonb
	language sql stable security definer
	set search_path = ''
as $$
	select jsonb_build_object('id', p.id, 'name', p.name, 'email', p.email, 'cpf', c.cpf)
	from public.people p
	left join app.person_cpfs c on c.person_id = p.id
	where p.id = app.require_self()
$$;
grant execute on function app.my_profile() to authenticated;

create function public.my_profile() returns jsonb
	language sql stable
	set search_path = ''
as $$ select app.my_profile() $$;
comment on function public.my_profile() is 'The signed-in person: id, name, email, cpf. Refuses not_signed_in, impersonation_forbidden.';
grant execute on function public.my_profile() to authenticated;

create function app.save_my_profile(name text, cpf text) returns void
	language plpgsql security definer
	set search_path = ''
as $$
declare
	person uuid := app.require_self();
	digits text := nullif(regexp_replace(cpf, '[^0-9]', '', 'g'), '');
	violated text;
begin
	update public.people p set name = coalesce(btrim(save_my_profile.name), '') where p.id = person;
	if digits is null then
		delete from app.person_cpfs c where c.person_id = person;
	else
		insert into app.person_cpfs (person_id, cpf) values (person, digits)
		on conflict on constraint person_cpfs_pkey do update set cpf = excluded.cpf;
	end if;
exception when check_violation then
	get stacked diagnostics violated = constraint_name;
	perform app.refuse(violated);
end
$$;
grant execute on function app.save_my_profile(text, text) to authenticated;

create function public.save_my_profile(name text, cpf text default null) returns void
	language sql
	set search_path = ''
as $$ select app.save_my_profile(name, cpf) $$;
comment on function public.save_my_profile(text, text) is
	'Sets the person''s own name and the CPF to sign in with (null: none). Idempotent. Refuses person_name_invalid, person_cpf_invalid, not_signed_in, impersonation_forbidden.';
grant execute on function public.save_my_profile(text, text) to authenticated;

create function public.health() returns boolean
	language sql stable
	set search_path = ''
as $$ select true $$;
comment on function public.health() is 'Answers when database and REST answer; reads no table.';
grant execute on function public.health() to anon, authenticated, service_role;
