-- "Logar como": a member of the reseller acts, for a while and for a reason, with exactly the rights of a client's user.

create table public.impersonations (
	id uuid primary key,
	reseller_id uuid not null,
	client_id uuid not null,
	actor_id uuid not null references public.people (id) on delete cascade,
	actor_membership_id uuid not null,
	subject_id uuid not null references public.people (id) on delete cascade,
	subject_membership_id uuid not null,
	reason text not null constraint impersonation_reason_required check (length(btrim(reason)) between 3 and 200),
	started_at timestamptz not null default now(),
	expires_at timestamptz not null,
	ended_at timestamptz,
	end_reason text check (end_reason in ('left', 'expired', 'membership_ended')),
	constraint impersonations_tenant_key unique (reseller_id, id),
	constraint impersonations_ended_for_a_reason check ((ended_at is null) = (end_reason is null)),
	constraint impersonations_time check (expires_at > started_at and expires_at <= started_at + interval '30 minutes'),
	foreign key (reseller_id, client_id) references public.clients (reseller_id, id) on delete cascade,
	foreign key (reseller_id, actor_membership_id) references public.memberships (reseller_id, id) on delete cascade,
	foreign key (reseller_id, subject_membership_id) references public.memberships (reseller_id, id) on delete cascade
);
comment on table public.impersonations is
	'Who entered in whose place, why and until when. Open while ended_at is null and expires_at lies ahead; the actor keeps its own session and never holds one of the subject.';
create index impersonations_client on public.impersonations (reseller_id, client_id, started_at desc, id desc);
create index impersonations_open on public.impersonations (expires_at) where ended_at is null;
create index impersonations_actor on public.impersonations (actor_id, started_at desc);
create index impersonations_subject on public.impersonations (subject_id);
create index impersonations_actor_membership on public.impersonations (reseller_id, actor_membership_id);
create index impersonations_subject_membership on public.impersonations (reseller_id, subject_membership_id);
alter table public.impersonations enable row level security;
select app.keep_trail_of('impersonations');
grant select on public.impersonations to authenticated;
grant all on public.impersonations to service_role;
create policy "staff read who entered where" on public.impersonations
	for select to authenticated using (reseller_id = (select app.staff_reseller_id()));

create function app.start_impersonation(id uuid, membership_id uuid, reason text) returns jsonb
	language plpgsql security definer
	set search_path = ''
as $$
declare
	account app.account := app.require('users.impersonate');
	subject public.memberships;
	impersonation public.impersonations;
	violated text;
begin
	if id is null then
		perform app.refuse('request_id_required');
	end if;
	select i.* into impersonation from public.impersonations i
	where i.reseller_id = account.reseller_id and i.id = start_impersonation.id and i.actor_id = account.person_id;
	if impersonation.id is null then
		-- The locks make whoever ends one of the two memberships wait and find this row, or this find the end.
		perform from public.memberships m
		where m.reseller_id = account.reseller_id and m.id = account.membership_id
			and m.status = 'active' and m.role = account.role
		for share;
		if not found then
			perform app.refuse('no_account', 403);
		end if;
		select m.* into subject from public.memberships m
		where m.reseller_id = account.reseller_id and m.id = start_impersonation.membership_id and m.client_id is not null
		for share;
		if subject.id is null then
			perform app.refuse('member_not_found', 404);
		end if;
		if subject.status <> 'active' then
			perform app.refuse('member_inactive', 409);
		end if;
		insert into public.impersonations (
			id, reseller_id, client_id, actor_id, actor_membership_id, subject_id, subject_membership_id, reason, expires_at
		) values (
			start_impersonation.id, account.reseller_id, subject.client_id, account.person_id, account.membership_id,
			subject.person_id, subject.id, coalesce(btrim(start_impersonation.reason), ''), now() + interval '30 minutes'
		) returning * into impersonation;
	end if;
	return jsonb_build_object('id', impersonation.id, 'expires_at', impersonation.expires_at);
exception
	when check_violation then
		get stacked diagnostics violated = constraint_name;
		perform app.refuse(violated);
	when unique_violation then
		-- At this very moment by the same click: the look for it above came too early.
		select i.* into impersonation from public.impersonations i
		where i.reseller_id = account.reseller_id and i.id = start_impersonation.id and i.actor_id = account.person_id;
		if impersonation.id is null then
			perform app.refuse('request_id_reused', 409);
		end if;
		return jsonb_build_object('id', impersonation.id, 'expires_at', impersonation.expires_at);
end
$$;
grant execute on function app.start_impersonation(uuid, uuid, text) to authenticated;

create function public.start_impersonation(id uuid, membership_id uuid, reason text) returns jsonb
	language sql
	set search_path = ''
as $$ select app.start_impersonation(id, membership_id, reason) $$;
comment on function public.start_impersonation(uuid, uuid, text) is
	'"Logar como": opens 30 minutes in the place of a client''s user, reached by the header `impersonation/<id>`. Idempotent by id. Returns {id, expires_at}. Refuses member_not_found, member_inactive, impersonation_reason_required, not_permitted.';
grant execute on function public.start_impersonation(uuid, uuid, text) to authenticated;

create function app.end_impersonation(id uuid) returns void
	language plpgsql security definer
	set search_path = ''
as $$
declare
	impersonation public.impersonations;
begin
	update public.impersonations i set ended_at = now(), end_reason = 'left'
	where i.id = end_impersonation.id and i.actor_id = app.session_person() and i.ended_at is null and i.expires_at > now()
	returning i.* into impersonation;
	if impersonation.id is not null then
		perform app.move_channel('client', impersonation.client_id);
	end if;
end
$$;
grant execute on function app.end_impersonation(uuid) to authenticated;

create function public.end_impersonation(id uuid) returns void
	language sql
	set search_path = ''
as $$ select app.end_impersonation(id) $$;
comment on function public.end_impersonation(uuid) is 'Leaves: the actor''s own impersonation is over at once. Idempotent; a foreign id does nothing.';
grant execute on function public.end_impersonation(uuid) to authenticated;

create function app.end_expired_impersonations() returns void
	language plpgsql security definer
	set search_path = ''
as $$
declare
	client_id uuid;
begin
	-- They already act as nobody; this closes their channels and writes down how they ended.
	for client_id in
		with ended as (
			update public.impersonations i set ended_at = i.expires_at, end_reason = 'expired'
			where i.ended_at is null and i.expires_at <= now()
			returning i.client_id
		)
		select distinct e.client_id from ended e
	loop
		perform app.move_channel('client', client_id);
	end loop;
end
$$;
select cron.schedule('end-expired-impersonations', '5 seconds', 'select app.end_expired_impersonations()');

create function app.follow_membership() returns trigger
	language plpgsql security definer
	set search_path = ''
as $$
begin
	update public.impersonations i set ended_at = now(), end_reason = 'membership_ended'
	where i.reseller_id = old.reseller_id and old.id in (i.actor_membership_id, i.subject_membership_id)
		and i.ended_at is null and i.expires_at > now()
		and (
			new.status = 'inactive'
			or (old.id = i.actor_membership_id and not exists (
				select from app.role_permissions p where p.role = new.role and p.permission = 'users.impersonate'
			))
		);
	perform app.move_channel('reseller', old.reseller_id) where old.client_id is null;
	perform app.move_channel('client', i.client_id)
	from (
		select old.client_id where old.client_id is not null
		union
		select i.client_id from public.impersonations i
		where i.reseller_id = old.reseller_id and i.actor_membership_id = old.id and i.ended_at = now()
	) i;
	return null;
end
$$;
comment on function app.follow_membership() is
	'A membership that ends or changes takes its impersonations along, and everybody on its channels has to ask anew whether they may listen.';
create trigger memberships_followed after update of status, role, level, sees_phones on public.memberships
	for each row when (
		(old.status, old.role, old.level, old.sees_phones) is distinct from (new.status, new.role, new.level, new.sees_phones)
	) execute function app.follow_membership();

create function app.follow_deletion() returns trigger
	language plpgsql security definer
	set search_path = ''
as $$
begin
	perform app.move_channel(
		case when old.client_id is null then 'reseller' else 'client' end, coalesce(old.client_id, old.reseller_id)
	);
	return null;
end
$$;
comment on function app.follow_deletion() is
	'What an operator deletes with the secret key, a membership or with it an open impersonation, listens no longer either.';
create trigger memberships_deleted after delete on public.memberships
	for each row when (old.status = 'active') execute function app.follow_deletion();
create trigger impersonations_deleted after delete on public.impersonations
	for each row when (old.ended_at is null) execute function app.follow_deletion();

-- "Quem acessou": for the client itself --------------------------------------------------------------

create function app.client_accesses(before timestamptz, page_size integer) returns jsonb
	language plpgsql stable security definer
	set search_path = ''
as $$
declare
	account app.account := app.require('portal.accesses.read');
begin
	return (
		select coalesce(jsonb_agg(jsonb_build_object(
			'id', i.id, 'actor_name', actor.name, 'subject_name', coalesce(m.name, subject.name), 'reason', i.reason,
			'started_at', i.started_at, 'expires_at', i.expires_at, 'ended_at', i.ended_at, 'end_reason', i.end_reason,
			'is_open', i.ended_at is null and i.expires_at > now(),
			'changes', (
				select coalesce(jsonb_agg(jsonb_build_object(
					'occurred_at', e.occurred_at, 'table_name', e.table_name, 'operation', e.operation, 'label', e.label,
					'before', e.before, 'after', e.after
				) order by e.id), '[]')
				from (
					select e.* from public.audit_entries e
					where e.impersonation_id = i.id and e.reseller_id = i.reseller_id
						and e.table_name in ('clients', 'client_phones', 'invoices', 'payments', 'subscriptions')
						and (e.table_name <> 'client_phones' or account.sees_phones)
						and (e.table_name in ('clients', 'client_phones') or app.account_may(account, 'portal.invoices.read'))
					order by e.id limit 200
				) e
			)
		) order by i.started_at desc, i.id desc), '[]')
		from (
			select i.* from public.impersonations i
			where i.reseller_id = account.reseller_id and i.client_id = account.client_id
				and (client_accesses.before is null or i.started_at < client_accesses.before)
			order by i.started_at desc, i.id desc
			limit least(greatest(coalesce(page_size, 20), 1), 100)
		) i
		join public.people actor on actor.id = i.actor_id
		join public.people subject on subject.id = i.subject_id
		join public.memberships m on m.reseller_id = i.reseller_id and m.id = i.subject_membership_id
	);
end
$$;
grant execute on function app.client_accesses(timestamptz, integer) to authenticated;

create function public.client_accesses(before timestamptz default null, page_size integer default 20) returns jsonb
	language sql stable
	set search_path = ''
as $$ select app.client_accesses(before, page_size) $$;
comment on function public.client_accesses(timestamptz, integer) is
	'For users of a client with that right: who of the reseller entered, when, why, and what they changed; newest first, further pages by started_at. Refuses no_account, not_permitted.';
grant execute on function public.client_accesses(timestamptz, integer) to authenticated;
