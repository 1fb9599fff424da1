-- Signing in: the code of the first sign-in, codes instead of passwords, what a password is worth, sessions that can be seen and ended.

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
	where p.id = auth.uid() and (app.session_has_password() or app.session_is_admitted(s.id))
	for update of p;
	if person.id is null then
		perform app.refuse('not_signed_in', 401);
	end if;
	if person.first_code_passed_at is not null and app.session_is_admitted(session) then
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
	insert into app.admitted_sessions (session_id, person_id) values (latest.session_id, latest.person_id)
	on conflict on constraint admitted_sessions_pkey do nothing;
	-- Who knows the password and reads the mail is who set it. A session from before it was set shows nothing of the kind.
	if app.session_has_password() then
		delete from app.doubted_passwords d
		where d.person_id = latest.person_id
			and d.since < (select s.created_at from auth.sessions s where s.id = latest.session_id);
	end if;
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

-- Codes instead of passwords -------------------------------------------------------------------------
-- The passwordless code and the recovery code are Auth's own, and Auth does not count tries per code. So the `identity`
-- function counts each try here before it asks Auth, and vouches for the session afterwards. Who goes to Auth directly may
-- guess as often as its limits allow, but holds a session that is nobody.

create table app.code_attempts (
	id bigint generated always as identity primary key,
	person_id uuid not null references public.people (id) on delete cascade,
	tried_at timestamptz not null default now(),
	succeeded_at timestamptz
);
comment on table app.code_attempts is 'Tries of Auth''s e-mailed codes, counted per person before Auth is asked.';
create index code_attempts_person on app.code_attempts (person_id, tried_at desc);

create function app.begin_code_attempt(person_id uuid) returns boolean
	language plpgsql security definer
	set search_path = ''
as $$
declare
	most_wrong_tries constant integer := 5;
	lock_time constant interval := '15 minutes';
	wrong integer;
begin
	-- The row lock makes parallel tries queue up, so that no more than five ever reach Auth.
	perform from public.people p where p.id = begin_code_attempt.person_id for update;
	if not found then
		return false;
	end if;
	delete from app.code_attempts a
	where a.person_id = begin_code_attempt.person_id and a.tried_at < now() - interval '1 day';
	select count(*) into wrong
	from app.code_attempts a
	where a.person_id = begin_code_attempt.person_id and a.succeeded_at is null and a.tried_at > now() - lock_time
		and a.id > coalesce((
			select max(b.id) from app.code_attempts b
			where b.person_id = begin_code_attempt.person_id and b.succeeded_at is not null
		), 0);
	if wrong >= most_wrong_tries then
		return false;
	end if;
	insert into app.code_attempts (person_id) values (begin_code_attempt.person_id);
	return true;
end
$$;
grant execute on function app.begin_code_attempt(uuid) to service_role;

create function public.begin_code_attempt(person_id uuid) returns boolean
	language sql
	set search_path = ''
as $$ select app.begin_code_attempt(person_id) $$;
comment on function public.begin_code_attempt(uuid) is
	'Counts one try of an e-mailed code before Auth is asked. False: five were wrong within 15 minutes, the person is locked, do not ask. Not idempotent: every call is a try.';
grant execute on function public.begin_code_attempt(uuid) to service_role;

create function app.admit_session(session_id uuid) returns boolean
	language plpgsql security definer
	set search_path = ''
as $$
declare
	person uuid;
	attempt bigint;
begin
	select s.user_id into person from auth.sessions s where s.id = admit_session.session_id;
	perform from public.people p where p.id = person for update;
	if not found then
		return false;
	end if;
	if exists (select from app.admitted_sessions a where a.session_id = admit_session.session_id) then
		return true;
	end if;
	select a.id into attempt from app.code_attempts a
	where a.person_id = person and a.succeeded_at is null and a.tried_at > now() - interval '1 minute'
	order by a.id desc
	limit 1;
	if attempt is null then
		return false;
	end if;
	update app.code_attempts set succeeded_at = now() where id = attempt;
	insert into app.admitted_sessions (session_id, person_id) values (admit_session.session_id, person);
	-- The code came to the same mailbox as that of the first sign-in would.
	update public.people p set first_code_passed_at = now() where p.id = person and p.first_code_passed_at is null;
	return true;
end
$$;
grant execute on function app.admit_session(uuid) to service_role;

create function public.admit_session(session_id uuid) returns boolean
	language sql
	set search_path = ''
as $$ select app.admit_session(session_id) $$;
comment on function public.admit_session(uuid) is
	'Vouches for a session born of a code whose try was counted within the last minute. Idempotent. False: nothing was counted, or no such session.';
grant execute on function public.admit_session(uuid) to service_role;

-- CPF in place of the address ------------------------------------------------------------------------

create table app.person_cpfs (
	person_id uuid primary key references public.people (id) on delete cascade,
	cpf text not null constraint person_cpf_invalid check (cpf ~ '^[0-9]{11}$')
);
comment on table app.person_cpfs is
	'The CPF by which a person wants to sign in. Not unique: that a CPF is known must not be found out by claiming it.';
create index person_cpfs_cpf on app.person_cpfs (cpf);

create function app.sign_in_candidates(identifier text) returns table (person_id uuid, email text)
	language plpgsql stable security definer
	set search_path = ''
as $$
declare
	digits constant text := regexp_replace(identifier, '[^0-9]', '', 'g');
begin
	if identifier like '%@%' then
		return query select p.id, p.email from public.people p where p.email = lower(btrim(identifier)) limit 1;
	elsif length(digits) = 11 then
		return query
		select p.id, p.email from public.people p
		where p.id in (
			select c.person_id from app.person_cpfs c where c.cpf = digits
			union
			select m.person_id from public.clients c
			join public.memberships m on m.reseller_id = c.reseller_id and m.client_id = c.id and m.status = 'active'
			where c.person_type = 'individual' and c.document = digits
		)
		order by p.created_at, p.id
		limit 3;
	end if;
end
$$;
grant execute on function app.sign_in_candidates(text) to service_role;

create function public.sign_in_candidates(identifier text) returns table (person_id uuid, email text)
	language sql stable
	set search_path = ''
as $$ select * from app.sign_in_candidates(identifier) $$;
comment on function public.sign_in_candidates(text) is
	'Whom an e-mail address or a CPF may mean: a person that gave the CPF, or a user of the individual client with it. At most three; only for the `identity` function.';
grant execute on function public.sign_in_candidates(text) to service_role;

-- What a password is worth ---------------------------------------------------------------------------
-- Auth lets every session of a person set a new password, also one that guessed a code. So a password that was not
-- announced here by a session that is somebody has to prove the mailbox again, as at the first sign-in. That proof counts for
-- the password only if it comes from a session born of it: else whoever proves the mailbox by a code would vouch for a thief's.

create table app.expected_password_changes (
	person_id uuid primary key references public.people (id) on delete cascade,
	expires_at timestamptz not null
);
comment on table app.expected_password_changes is 'Who announced a new password, and until when it is believed.';

create function app.doubt_new_password() returns trigger
	language plpgsql security definer
	set search_path = ''
as $$
begin
	delete from app.expected_password_changes e where e.person_id = new.id and e.expires_at > now();
	if found then
		delete from app.doubted_passwords d where d.person_id = new.id;
	else
		insert into app.doubted_passwords (person_id) select p.id from public.people p where p.id = new.id
		on conflict on constraint doubted_passwords_pkey do update set since = excluded.since;
	end if;
	-- With a new password Auth ends the other sessions of the person; they are not to listen on either.
	perform app.move_channels_of(new.id);
	return null;
end
$$;
create trigger new_password_is_doubted after update of encrypted_password on auth.users
	for each row when (new.encrypted_password is distinct from old.encrypted_password)
	execute function app.doubt_new_password();

create function app.refuse_new_address() returns trigger
	language plpgsql
	set search_path = ''
as $$
begin
	perform app.refuse('email_change_not_offered', 403);
	return null;
end
$$;
comment on function app.refuse_new_address() is
	'Auth moves a person to another mailbox for two codes whose tries it does not count, and every code of ours goes to that mailbox. So addresses are changed by operators alone, at once (`email`), never by the way that asks for codes (`email_change`).';
create trigger address_is_not_moved before insert or update of email_change on auth.users
	for each row when (coalesce(new.email_change, '') <> '') execute function app.refuse_new_address();

create function app.expect_password_change() returns void
	language sql security definer
	set search_path = ''
as $$
	insert into app.expected_password_changes (person_id, expires_at)
	values (app.require_self(), now() + interval '1 minute')
	on conflict on constraint expected_password_changes_pkey do update set expires_at = excluded.expires_at
$$;
grant execute on function app.expect_password_change() to authenticated;

create function public.expect_password_change() returns void
	language sql
	set search_path = ''
as $$ select app.expect_password_change() $$;
comment on function public.expect_password_change() is
	'Announces that this person is about to set a new password, within a minute; without it the new password needs the e-mailed code again. Idempotent. Refuses not_signed_in, impersonation_forbidden.';
grant execute on function public.expect_password_change() to authenticated;

-- Where a person is signed in ------------------------------------------------------------------------

create table app.session_details (
	session_id uuid primary key references auth.sessions (id) on delete cascade,
	user_agent text check (length(user_agent) <= 400),
	address text check (length(address) <= 64),
	place text check (length(place) <= 120),
	last_used_at timestamptz not null default now()
);
comment on table app.session_details is
	'Device and place of a session, as the web server sees them: Auth itself only meets the web server.';

create function app.note_use(user_agent text, address text, place text) returns void
	language plpgsql security definer
	set search_path = ''
as $$
declare
	account app.account := app.acting();
	session uuid := nullif(auth.jwt() ->> 'session_id', '')::uuid;
begin
	if app.session_person() is null then
		return;
	end if;
	insert into app.session_details as d (session_id, user_agent, address, place)
	values (session, left(note_use.user_agent, 400), left(note_use.address, 64), left(note_use.place, 120))
	on conflict on constraint session_details_pkey do update
		set user_agent = excluded.user_agent, address = excluded.address, place = excluded.place, last_used_at = now()
		where d.last_used_at < now() - interval '1 minute' or d.address is distinct from excluded.address;
	-- Whoever acts in the place of another leaves no access of theirs.
	if account.membership_id is not null and account.impersonation_id is null then
		insert into public.membership_uses as u (reseller_id, membership_id, last_used_at)
		values (account.reseller_id, account.membership_id, now())
		on conflict on constraint membership_uses_pkey do update
			set last_used_at = now() where u.last_used_at < now() - interval '1 minute';
	end if;
end
$$;
grant execute on function app.note_use(text, text, text) to authenticated;

create function public.note_use(user_agent text, address text, place text default null) returns void
	language sql
	set search_path = ''
as $$ select app.note_use(user_agent, address, place) $$;
comment on function public.note_use(text, text, text) is
	'Notes, at most once a minute, from where this session is used, and that the acting member was here. Idempotent. Nobody notes nothing.';
grant execute on function public.note_use(text, text, text) to authenticated;

create function app.my_sessions()
	returns table (
		id uuid, started_at timestamptz, last_used_at timestamptz, user_agent text, address text, place text, is_current boolean
	)
	language sql stable security definer
	set search_path = ''
as $$
	select s.id, s.created_at, greatest(d.last_used_at, s.refreshed_at at time zone 'UTC', s.created_at),
		coalesce(d.user_agent, s.user_agent), coalesce(d.address, host(s.ip)), d.place,
		s.id = nullif(auth.jwt() ->> 'session_id', '')::uuid
	from auth.sessions s
	left join app.session_details d on d.session_id = s.id
	where s.user_id = app.require_self() and (s.not_after is null or s.not_after > now())
	order by 7 desc, 3 desc, 1
$$;
grant execute on function app.my_sessions() to authenticated;

create function public.my_sessions()
	returns table (
		id uuid, started_at timestamptz, last_used_at timestamptz, user_agent text, address text, place text, is_current boolean
	)
	language sql stable
	set search_path = ''
as $$ select * from app.my_sessions() $$;
comment on function public.my_sessions() is 'Where the signed-in person is signed in, this session first. Refuses not_signed_in, impersonation_forbidden.';
grant execute on function public.my_sessions() to authenticated;

create function app.revoke_sessions(session_id uuid) returns integer
	language plpgsql security definer
	set search_path = ''
as $$
declare
	person uuid := app.require_self();
	revoked integer;
begin
	delete from auth.sessions s
	where s.user_id = person
		and case when revoke_sessions.session_id is null then s.id <> nullif(auth.jwt() ->> 'session_id', '')::uuid
			else s.id = revoke_sessions.session_id end;
	get diagnostics revoked = row_count;
	if revoked > 0 then
		perform app.move_channels_of(person);
	end if;
	return revoked;
end
$$;
grant execute on function app.revoke_sessions(uuid) to authenticated;

create function public.revoke_session(id uuid) returns boolean
	language sql
	set search_path = ''
as $$ select case when id is null then false else app.revoke_sessions(id) > 0 end $$;
comment on function public.revoke_session(uuid) is
	'Ends one of the person''s own sessions: refused at its next request, its channels closed. Idempotent; false when there was none.';
create function public.revoke_other_sessions() returns integer
	language sql
	set search_path = ''
as $$ select app.revoke_sessions(null) $$;
comment on function public.revoke_other_sessions() is 'Ends every session of the person but this one. Idempotent; how many.';
grant execute on function public.revoke_session(uuid), public.revoke_other_sessions() to authenticated;
