-- People: one person is one auth user; a membership joins a person to a reseller or to one of its clients.
-- What roles and levels may do is data.

create table public.people (
	id uuid primary key references auth.users (id) on delete cascade,
	name text not null constraint person_name_invalid check (length(btrim(name)) between 1 and 120),
	email text not null,
	first_code_passed_at timestamptz,
	created_at timestamptz not null default now()
);
comment on table public.people is 'A human who can sign in, once, however many accounts they belong to.';
comment on column public.people.first_code_passed_at is
	'When the e-mailed code of the first sign-in was passed. Until then every session of the person acts as nobody.';
create index people_email on public.people (email);
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
	name text constraint member_name_invalid check (length(btrim(name)) between 1 and 120),
	role text constraint member_role_invalid check (role in ('owner', 'admin', 'finance', 'support', 'viewer')),
	level smallint constraint member_level_invalid check (level between 1 and 6),
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
comment on column public.memberships.name is 'What this account calls the person; null: as the person is called. Other accounts do not see it.';
create unique index memberships_one_per_reseller on public.memberships (reseller_id, person_id)
	where client_id is null;
create unique index memberships_one_per_client on public.memberships (client_id, person_id)
	where client_id is not null;
create index memberships_person on public.memberships (person_id, reseller_id);
create index memberships_reseller_client on public.memberships (reseller_id, client_id);
alter table public.memberships enable row level security;
select app.keep_trail_of('memberships');

-- When somebody was last here is no change of the account: it stands apart, outside the trail.
create table public.membership_uses (
	reseller_id uuid not null,
	membership_id uuid not null,
	last_used_at timestamptz not null,
	primary key (reseller_id, membership_id),
	foreign key (reseller_id, membership_id) references public.memberships (reseller_id, id) on delete cascade
);
comment on table public.membership_uses is 'The last access of each member, by itself: being impersonated does not count.';
alter table public.membership_uses enable row level security;

-- What roles and levels may do -----------------------------------------------------------------------

create table app.permissions (
	name text primary key,
	position smallint not null unique
);
comment on table app.permissions is 'Everything that may be allowed, in the order in which to show it.';
create table app.role_permissions (
	role text not null,
	permission text not null references app.permissions (name),
	primary key (role, permission)
);
comment on table app.role_permissions is 'What a role of the reseller may do. Reading clients, plans and money is open to every role.';
create table app.level_permissions (
	permission text primary key references app.permissions (name),
	least_level smallint not null check (least_level between 1 and 6)
);
comment on table app.level_permissions is 'From which chat level on a user of a client may do what, in the portal (product.md, Chat levels). Levels 5 and 6 add plans, users and contracts, each once the portal has them.';
create index role_permissions_permission on app.role_permissions (permission);

with matrix (position, permission, roles) as (values
	(1, 'clients.write', array['owner', 'admin', 'finance', 'support']),
	(2, 'plans.write', array['owner', 'admin', 'finance']),
	(3, 'invoices.issue', array['owner', 'admin', 'finance']),
	(4, 'payments.record', array['owner', 'admin', 'finance']),
	(5, 'users.manage', array['owner', 'admin', 'support']),
	(6, 'users.impersonate', array['owner', 'admin', 'support']),
	(7, 'team.manage', array['owner', 'admin']),
	(8, 'owners.manage', array['owner']),
	(9, 'audit.read', array['owner', 'admin']),
	(10, 'audit.export', array['owner', 'admin']),
	(11, 'clients.delete', array['owner', 'admin']),
	(12, 'clients.import', array['owner', 'admin']),
	(13, 'billing.configure', array['owner', 'admin', 'finance']),
	(14, 'payments.refund', array['owner', 'admin', 'finance']),
	(15, 'dunning.release', array['owner', 'admin', 'finance', 'support']),
	(16, 'sessions.correct', array['owner', 'admin', 'finance']),
	(17, 'api.manage', array['owner', 'admin'])
), named as (
	insert into app.permissions (name, position) select permission, position from matrix
)
insert into app.role_permissions (role, permission)
select role, permission from matrix cross join unnest(roles) as role;

with levels (position, permission, least_level) as (values
	(21, 'portal.company.read', 1),
	(22, 'portal.invoices.read', 2),
	(23, 'portal.invoices.pay', 3),
	(24, 'portal.company.write', 4),
	(25, 'portal.accesses.read', 1),
	(26, 'portal.sessions.read', 1),
	(27, 'portal.sessions.buy', 5)
), named as (
	insert into app.permissions (name, position) select permission, position from levels
)
insert into app.level_permissions (permission, least_level) select permission, least_level from levels;

create function app.permission_matrix() returns jsonb
	language sql stable security definer
	set search_path = ''
as $$
	select jsonb_build_object(
		'roles', (
			select jsonb_agg(jsonb_build_object('permission', p.name, 'roles', (
				select jsonb_agg(r.role) from app.role_permissions r where r.permission = p.name
			)) order by p.position)
			from app.permissions p where exists (select from app.role_permissions r where r.permission = p.name)
		),
		'levels', (
			select jsonb_agg(jsonb_build_object('permission', p.name, 'least_level', l.least_level) order by p.position)
			from app.permissions p join app.level_permissions l on l.permission = p.name
		)
	)
$$;
grant execute on function app.permission_matrix() to authenticated;

create function public.permission_matrix() returns jsonb
	language sql stable
	set search_path = ''
as $$ select app.permission_matrix() $$;
comment on function public.permission_matrix() is
	'Who may do what: {roles: [{permission, roles}], levels: [{permission, least_level}]}, in the order to show.';
grant execute on function public.permission_matrix() to authenticated;
