-- Users: the team of a reseller and the users of its clients. Invite, change, deactivate; nobody learns of the others' accounts.

create table public.invitations (
	id uuid primary key,
	reseller_id uuid not null references public.resellers (id) on delete cascade,
	client_id uuid,
	name text not null constraint member_name_invalid check (length(btrim(name)) between 1 and 120),
	email text not null constraint member_email_invalid check (
		length(email) <= 254 and email = lower(email)
		and email ~ '^[^@[:space:][:cntrl:]<>,;:"()\\]+@[^@[:space:][:cntrl:]<>,;:"()\\]+\.[^@[:space:][:cntrl:]<>,;:"().\\]+$'
	),
	role text constraint member_role_invalid check (role in ('owner', 'admin', 'finance', 'support', 'viewer')),
	level smallint constraint member_level_invalid check (level between 1 and 6),
	sees_phones boolean not null default true,
	locale text not null default 'pt-BR' check (locale in ('pt-BR', 'en')),
	invited_by uuid references public.people (id) on delete set null,
	sent_at timestamptz not null default now(),
	expires_at timestamptz not null,
	accepted_at timestamptz,
	revoked_at timestamptz,
	created_at timestamptz not null default now(),
	constraint invitations_tenant_key unique (reseller_id, id),
	constraint invitations_role_or_level check (
		(client_id is null and role is not null and level is null)
		or (client_id is not null and role is null and level is not null)
	),
	foreign key (reseller_id, client_id) references public.clients (reseller_id, id) on delete cascade
);
comment on table public.invitations is
	'An offer of a membership, mailed with a link. Whether the address already signs in elsewhere shows nowhere here.';
create unique index invitations_one_open on public.invitations (reseller_id, client_id, email) nulls not distinct
	where accepted_at is null and revoked_at is null;
create index invitations_invited_by on public.invitations (invited_by);
create index invitations_client on public.invitations (reseller_id, client_id, created_at);
alter table public.invitations enable row level security;
select app.keep_trail_of('invitations');
grant select on public.invitations to authenticated;
grant all on public.invitations to service_role;
create policy "staff read who is invited" on public.invitations
	for select to authenticated using (reseller_id = (select app.staff_reseller_id()));

create table app.invitation_tokens (
	token_hash text primary key,
	invitation_id uuid not null references public.invitations (id) on delete cascade,
	created_at timestamptz not null default now()
);
comment on table app.invitation_tokens is 'SHA-256 of what stands in the link. Links of earlier mails stay good until the invitation ends.';
create index invitation_tokens_invitation on app.invitation_tokens (invitation_id);

create view public.user_list with (security_invoker = true) as
select
	m.id, m.reseller_id, m.client_id, 'membership' as kind, m.person_id, coalesce(m.name, p.name) as name, p.email,
	m.role, m.level, m.sees_phones, m.status, u.last_used_at, m.created_at,
	null::timestamptz as sent_at, null::timestamptz as expires_at
from public.memberships m
join public.people p on p.id = m.person_id
left join public.membership_uses u on u.reseller_id = m.reseller_id and u.membership_id = m.id
union all
select
	i.id, i.reseller_id, i.client_id, 'invitation', null, i.name, i.email, i.role, i.level, i.sees_phones,
	case when i.expires_at <= now() then 'expired' else 'invited' end, null, i.created_at, i.sent_at, i.expires_at
from public.invitations i
where i.accepted_at is null and i.revoked_at is null;
comment on view public.user_list is
	'Members and open invitations: of the team where client_id is null, else of that client. status: active, inactive, invited, expired.';
revoke all on public.user_list from anon, authenticated, service_role;
grant select on public.user_list to authenticated;

-- Who may decide about whom ------------------------------------------------------------------------

create function app.require_user_management(client_id uuid, role text) returns app.account
	language plpgsql stable security definer
	set search_path = ''
as $$
declare
	account app.account := app.require(case when client_id is null then 'team.manage' else 'users.manage' end);
begin
	if role = 'owner' and not app.account_may(account, 'owners.manage') then
		perform app.refuse('not_permitted', 403, '{"permission": "owners.manage"}');
	end if;
	return account;
end
$$;
comment on function app.require_user_management(uuid, text) is
	'The acting account, if it may manage the team (client_id null) or the users of clients; owners are managed by owners.';

create function app.refuse_lent_phones(account app.account, sees_phones boolean) returns void
	language plpgsql
	set search_path = ''
as $$
begin
	if sees_phones and not account.sees_phones then
		perform app.refuse('not_permitted', 403, '{"permission": "phones"}');
	end if;
end
$$;
comment on function app.refuse_lent_phones(app.account, boolean) is
	'Nobody gives a right that they lack: who may not see phones cannot let others, or a second self, see them.';

create function app.lock_users(reseller_id uuid) returns void
	language sql security definer
	set search_path = ''
as $$
	select from public.resellers r where r.id = lock_users.reseller_id for no key update
$$;
comment on function app.lock_users(uuid) is
	'Changes of a reseller''s users happen one after the other, so that two owners who leave at the same moment leave one.';

create function app.keep_an_owner(reseller_id uuid, but_for uuid) returns void
	language plpgsql security definer
	set search_path = ''
as $$
begin
	if not exists (
		select from public.memberships m
		where m.reseller_id = keep_an_owner.reseller_id and m.client_id is null and m.role = 'owner' and m.status = 'active'
			and m.id <> keep_an_owner.but_for
	) then
		perform app.refuse('last_owner', 409);
	end if;
end
$$;
comment on function app.keep_an_owner(uuid, uuid) is 'Refuses with last_owner unless another active owner stays. Call under lock_users.';

-- Inviting ----------------------------------------------------------------------------------------

create function app.send_invitation(invitation public.invitations) returns void
	language plpgsql security definer
	set search_path = ''
as $$
declare
	token text := translate(encode(extensions.gen_random_bytes(24), 'base64'), '+/', '-_');
begin
	insert into app.invitation_tokens (token_hash, invitation_id)
	values (encode(extensions.digest(token, 'sha256'), 'hex'), invitation.id);
	insert into app.outbox (reseller_id, kind, template, recipient, unique_key, payload)
	values (invitation.reseller_id, 'email', 'invitation', invitation.email,
		'invitation:' || invitation.id || ':' || encode(extensions.digest(token, 'sha256'), 'hex'),
		jsonb_build_object('invitation_id', invitation.id, 'link', app.setting('app_url') || '/invite/' || token));
end
$$;

create function app.invite_user(
	id uuid, client_id uuid, name text, email text, role text, level smallint, sees_phones boolean, locale text
) returns jsonb
	language plpgsql security definer
	set search_path = ''
as $$
declare
	account app.account := app.require_user_management(client_id, role);
	address text := lower(btrim(email));
	invitation public.invitations;
	member public.memberships;
	violated text;
begin
	if id is null then
		perform app.refuse('request_id_required');
	end if;
	select i.* into invitation from public.invitations i
	where i.reseller_id = account.reseller_id and i.id = invite_user.id;
	if invitation.id is not null then
		return jsonb_build_object('id', invitation.id);
	end if;
	perform app.refuse_lent_phones(account, coalesce(sees_phones, true));
	if client_id is not null and not exists (
		select from public.clients c where c.reseller_id = account.reseller_id and c.id = invite_user.client_id
	) then
		perform app.refuse('client_not_found', 404);
	end if;
	select m.* into member
	from public.memberships m join public.people p on p.id = m.person_id
	where m.reseller_id = account.reseller_id and m.client_id is not distinct from invite_user.client_id and p.email = address;
	if member.id is not null then
		perform app.refuse(case member.status when 'active' then 'member_exists' else 'member_inactive' end, 409);
	end if;
	insert into public.invitations (id, reseller_id, client_id, name, email, role, level, sees_phones, locale, invited_by, expires_at)
	values (invite_user.id, account.reseller_id, invite_user.client_id, coalesce(btrim(invite_user.name), ''), coalesce(address, ''),
		invite_user.role, case when invite_user.client_id is not null then coalesce(invite_user.level, 6) end,
		coalesce(invite_user.sees_phones, true), case invite_user.locale when 'en' then 'en' else 'pt-BR' end,
		account.person_id, now() + interval '7 days')
	returning * into invitation;
	perform app.send_invitation(invitation);
	return jsonb_build_object('id', invitation.id);
exception
	when check_violation then
		get stacked diagnostics violated = constraint_name;
		perform app.refuse(case violated when 'invitations_role_or_level' then 'member_role_invalid' else violated end);
	when unique_violation then
		get stacked diagnostics violated = constraint_name;
		-- At this very moment by the same click: the look for it above came too early.
		if exists (
			select from public.invitations i where i.reseller_id = account.reseller_id and i.id = invite_user.id
		) then
			return jsonb_build_object('id', invite_user.id);
		end if;
		perform app.refuse(case violated when 'invitations_one_open' then 'member_invited' else 'request_id_reused' end, 409);
end
$$;
grant execute on function app.invite_user(uuid, uuid, text, text, text, smallint, boolean, text) to authenticated;

create function public.invite_member(
	id uuid, name text, email text, role text, sees_phones boolean default true, locale text default 'pt-BR'
) returns jsonb
	language sql
	set search_path = ''
as $$ select app.invite_user(id, null, name, email, role, null, sees_phones, locale) $$;
comment on function public.invite_member(uuid, text, text, text, boolean, text) is
	'Invites a person into the team by e-mail. Idempotent by id. Refuses member_exists, member_inactive, member_invited (409), member_name_invalid, member_email_invalid, member_role_invalid, not_permitted.';

create function public.invite_user(
	id uuid, client_id uuid, name text, email text, level smallint default 6, sees_phones boolean default true, locale text default 'pt-BR'
) returns jsonb
	language sql
	set search_path = ''
as $$
	-- No client is not the team: it is a client that does not exist.
	select app.invite_user(id, coalesce(client_id, '00000000-0000-0000-0000-000000000000'), name, email, null, level, sees_phones, locale)
$$;
comment on function public.invite_user(uuid, uuid, text, text, smallint, boolean, text) is
	'Invites a person to be a user of a client, with chat level 6 and "see phones" unless told otherwise. Idempotent by id. Refuses as invite_member, and client_not_found, member_level_invalid.';
grant execute on function
	public.invite_member(uuid, text, text, text, boolean, text),
	public.invite_user(uuid, uuid, text, text, smallint, boolean, text)
	to authenticated;

create function app.open_invitation_of(id uuid) returns public.invitations
	language plpgsql security definer
	set search_path = ''
as $$
declare
	invitation public.invitations;
begin
	select i.* into invitation from public.invitations i
	where i.reseller_id = app.reseller_id() and i.id = open_invitation_of.id
		and i.accepted_at is null and i.revoked_at is null
	for update;
	if invitation.id is null then
		perform app.refuse('invitation_not_found', 404);
	end if;
	perform app.require_user_management(invitation.client_id, invitation.role);
	return invitation;
end
$$;

create function app.resend_invitation(id uuid) returns jsonb
	language plpgsql security definer
	set search_path = ''
as $$
declare
	wait constant interval := '60 seconds';
	most_links constant integer := 10;
	invitation public.invitations := app.open_invitation_of(id);
begin
	if invitation.sent_at > now() - wait then
		return jsonb_build_object('sent', false,
			'retry_after_seconds', ceil(extract(epoch from invitation.sent_at + wait - now()))::integer);
	end if;
	if (select count(*) from app.invitation_tokens t where t.invitation_id = invitation.id) >= most_links then
		perform app.refuse('invitation_too_many', 429);
	end if;
	update public.invitations i set sent_at = now(), expires_at = now() + interval '7 days' where i.id = invitation.id
	returning i.* into invitation;
	perform app.send_invitation(invitation);
	return jsonb_build_object('sent', true, 'retry_after_seconds', extract(epoch from wait)::integer);
end
$$;
grant execute on function app.resend_invitation(uuid) to authenticated;

create function public.resend_invitation(id uuid) returns jsonb
	language sql
	set search_path = ''
as $$ select app.resend_invitation(id) $$;
comment on function public.resend_invitation(uuid) is
	'Mails the invitation again, at most once a minute and ten times, good for another seven days. Returns {sent, retry_after_seconds}. Refuses invitation_not_found, invitation_too_many, not_permitted.';
grant execute on function public.resend_invitation(uuid) to authenticated;

create function app.revoke_invitation(id uuid) returns void
	language plpgsql security definer
	set search_path = ''
as $$
declare
	invitation public.invitations := app.open_invitation_of(id);
begin
	update public.invitations i set revoked_at = now() where i.id = invitation.id;
end
$$;
grant execute on function app.revoke_invitation(uuid) to authenticated;

create function public.revoke_invitation(id uuid) returns void
	language sql
	set search_path = ''
as $$ select app.revoke_invitation(id) $$;
comment on function public.revoke_invitation(uuid) is 'Ends an open invitation; its links are dead. Refuses invitation_not_found (also the second time), not_permitted.';
grant execute on function public.revoke_invitation(uuid) to authenticated;

-- Accepting ---------------------------------------------------------------------------------------

create function app.invitation_of_token(token text) returns public.invitations
	language sql stable security definer
	set search_path = ''
as $$
	select i.*
	from app.invitation_tokens t
	join public.invitations i on i.id = t.invitation_id
	where t.token_hash = encode(extensions.digest(coalesce(token, ''), 'sha256'), 'hex')
		and i.revoked_at is null and (i.accepted_at is not null or i.expires_at > now())
$$;

create function app.show_invitation(token text) returns jsonb
	language sql stable security definer
	set search_path = ''
as $$
	select jsonb_build_object(
		'name', i.name, 'email', i.email, 'role', i.role, 'level', i.level, 'is_accepted', i.accepted_at is not null,
		'account_name', coalesce(c.trade_name, c.name, b.display_name, r.name),
		'reseller', jsonb_build_object('name', coalesce(b.display_name, r.name), 'logo', b.logo, 'primary_color', b.primary_color),
		'has_account', exists (select from public.people p where p.email = i.email)
	)
	from app.invitation_of_token(token) i
	join public.resellers r on r.id = i.reseller_id
	left join public.reseller_brands b on b.reseller_id = i.reseller_id
	left join public.clients c on c.reseller_id = i.reseller_id and c.id = i.client_id
$$;
grant execute on function app.show_invitation(text) to anon, authenticated;
grant usage on schema app to anon;

create function public.show_invitation(token text) returns jsonb
	language sql stable
	set search_path = ''
as $$ select app.show_invitation(token) $$;
comment on function public.show_invitation(text) is
	'What the holder of an invitation''s link is invited to, and whether the address can sign in already; null when the link is dead.';
grant execute on function public.show_invitation(text) to anon, authenticated;

create function app.accept_invitation_for(token text, person_id uuid) returns jsonb
	language plpgsql security definer
	set search_path = ''
as $$
declare
	invitation public.invitations;
	member public.memberships;
begin
	invitation := app.invitation_of_token(token);
	if invitation.id is null then
		perform app.refuse('invitation_not_found', 404);
	end if;
	if not exists (
		select from public.people p where p.id = accept_invitation_for.person_id and p.email = invitation.email
	) then
		perform app.refuse('invitation_other_person', 403);
	end if;
	-- The lock makes a double click wait, and then find the membership.
	select i.* into invitation from public.invitations i where i.id = invitation.id for update;
	if invitation.revoked_at is not null then
		perform app.refuse('invitation_not_found', 404);
	end if;
	if invitation.accepted_at is null then
		update public.invitations i set accepted_at = now() where i.id = invitation.id;
		insert into public.memberships (reseller_id, client_id, person_id, name, role, level, sees_phones)
		values (invitation.reseller_id, invitation.client_id, accept_invitation_for.person_id, invitation.name,
			invitation.role, invitation.level, invitation.sees_phones)
		on conflict do nothing;
	end if;
	return jsonb_build_object(
		'kind', case when invitation.client_id is null then 'reseller' else 'client' end,
		'reference', coalesce(invitation.client_id::text, (select r.slug from public.resellers r where r.id = invitation.reseller_id))
	);
end
$$;
grant execute on function app.accept_invitation_for(text, uuid) to service_role;

create function public.accept_invitation_for(token text, person_id uuid) returns jsonb
	language sql
	set search_path = ''
as $$ select app.accept_invitation_for(token, person_id) $$;
comment on function public.accept_invitation_for(text, uuid) is
	'Makes the membership for a person whose address was invited; for the `identity` function, which has just made the person. Idempotent. Refuses invitation_not_found, invitation_other_person.';
grant execute on function public.accept_invitation_for(text, uuid) to service_role;

create function app.accept_invitation(token text) returns jsonb
	language sql security definer
	set search_path = ''
as $$ select app.accept_invitation_for(token, app.require_self()) $$;
grant execute on function app.accept_invitation(text) to authenticated;

create function public.accept_invitation(token text) returns jsonb
	language sql
	set search_path = ''
as $$ select app.accept_invitation(token) $$;
comment on function public.accept_invitation(text) is
	'Accepts an invitation as the signed-in person. Idempotent. Returns {kind, reference} of the account. Refuses invitation_not_found, invitation_other_person, not_signed_in.';
grant execute on function public.accept_invitation(text) to authenticated;

create function app.invitation_for_acceptance(token text) returns jsonb
	language sql stable security definer
	set search_path = ''
as $$
	select jsonb_build_object('invitation_id', i.id, 'email', i.email,
		'has_account', exists (select from public.people p where p.email = i.email))
	from app.invitation_of_token(token) i
	where i.id is not null
$$;
grant execute on function app.invitation_for_acceptance(text) to service_role;

create function public.invitation_for_acceptance(token text) returns jsonb
	language sql stable
	set search_path = ''
as $$ select app.invitation_for_acceptance(token) $$;
comment on function public.invitation_for_acceptance(text) is 'For the `identity` function: {invitation_id, email, has_account}; null when the link is dead.';
grant execute on function public.invitation_for_acceptance(text) to service_role;

-- Changing ----------------------------------------------------------------------------------------

create function app.change_user(id uuid, name text, role text, level smallint, sees_phones boolean) returns void
	language plpgsql security definer
	set search_path = ''
as $$
declare
	account app.account := app.acting();
	member public.memberships;
	invitation public.invitations;
	violated text;
begin
	perform app.lock_users(account.reseller_id);
	select m.* into member from public.memberships m
	where m.reseller_id = account.reseller_id and m.id = change_user.id
	for update;
	if member.id is null then
		invitation := app.open_invitation_of(id);
		perform app.require_user_management(invitation.client_id, role);
		perform app.refuse_lent_phones(account, sees_phones and not invitation.sees_phones);
		update public.invitations i set
			name = coalesce(btrim(change_user.name), i.name), role = coalesce(change_user.role, i.role),
			level = coalesce(change_user.level, i.level), sees_phones = coalesce(change_user.sees_phones, i.sees_phones)
		where i.id = invitation.id;
		return;
	end if;
	perform app.require_user_management(member.client_id, member.role);
	perform app.require_user_management(member.client_id, role);
	perform app.refuse_lent_phones(account, sees_phones and not member.sees_phones);
	if member.role = 'owner' and coalesce(role, 'owner') <> 'owner' and member.status = 'active' then
		perform app.keep_an_owner(member.reseller_id, member.id);
	end if;
	update public.memberships m set
		name = coalesce(btrim(change_user.name), m.name), role = coalesce(change_user.role, m.role),
		level = coalesce(change_user.level, m.level), sees_phones = coalesce(change_user.sees_phones, m.sees_phones)
	where m.id = member.id;
exception when check_violation then
	get stacked diagnostics violated = constraint_name;
	perform app.refuse(case when violated like '%role_or_level' then 'member_role_invalid' else violated end);
end
$$;
grant execute on function app.change_user(uuid, text, text, smallint, boolean) to authenticated;

create function public.change_user(
	id uuid, name text default null, role text default null, level smallint default null, sees_phones boolean default null
) returns void
	language sql
	set search_path = ''
as $$ select app.change_user(id, name, role, level, sees_phones) $$;
comment on function public.change_user(uuid, text, text, smallint, boolean) is
	'Changes a member or an open invitation, of the team (role) or of a client (level); null leaves as it is. Idempotent. Refuses invitation_not_found, last_owner (409), member_name_invalid, member_role_invalid, member_level_invalid, not_permitted.';
grant execute on function public.change_user(uuid, text, text, smallint, boolean) to authenticated;

create function app.set_user_status(id uuid, status text) returns void
	language plpgsql security definer
	set search_path = ''
as $$
declare
	account app.account := app.acting();
	member public.memberships;
begin
	perform app.lock_users(account.reseller_id);
	select m.* into member from public.memberships m
	where m.reseller_id = account.reseller_id and m.id = set_user_status.id
	for update;
	if member.id is null or (account.client_id is not null and account.client_id is distinct from member.client_id) then
		perform app.refuse('member_not_found', 404);
	end if;
	-- Leaving is everybody's right; anything else is a matter of who manages.
	if not (status = 'inactive' and member.id = account.membership_id and account.impersonation_id is null) then
		perform app.require_user_management(member.client_id, member.role);
	end if;
	if member.role = 'owner' and status = 'inactive' and member.status = 'active' then
		perform app.keep_an_owner(member.reseller_id, member.id);
	end if;
	update public.memberships m set status = set_user_status.status
	where m.id = member.id and m.status <> set_user_status.status;
end
$$;
grant execute on function app.set_user_status(uuid, text) to authenticated;

create function public.deactivate_user(id uuid) returns void
	language sql
	set search_path = ''
as $$ select app.set_user_status(id, 'inactive') $$;
comment on function public.deactivate_user(uuid) is
	'Ends a membership: refused at the next request, channels and impersonations closed. One''s own too: leaving. Idempotent. Refuses member_not_found, last_owner (409), not_permitted.';
create function public.reactivate_user(id uuid) returns void
	language sql
	set search_path = ''
as $$ select app.set_user_status(id, 'active') $$;
comment on function public.reactivate_user(uuid) is 'Gives a deactivated member access again. Idempotent. Refuses member_not_found, not_permitted.';
grant execute on function public.deactivate_user(uuid), public.reactivate_user(uuid) to authenticated;
