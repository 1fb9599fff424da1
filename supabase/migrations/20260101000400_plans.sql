-- Plans: what a reseller sells. A plan keeps its name; its terms are versions, and a subscription keeps the version it was sold.

create table public.plan_categories (
	id uuid primary key default gen_random_uuid(),
	reseller_id uuid not null references public.resellers (id) on delete cascade,
	name text not null constraint plan_category_name_invalid check (length(btrim(name)) between 1 and 60),
	pass_through_cents bigint not null default 0
		constraint plan_category_cost_invalid check (pass_through_cents between 0 and 100000000),
	constraint plan_categories_tenant_key unique (reseller_id, id)
);
comment on table public.plan_categories is
	'Groups plans. A category such as Cloud carries a monthly pass-through cost (cents) that is added to the price of its plans.';
create unique index plan_categories_name_unique on public.plan_categories (reseller_id, lower(name));
alter table public.plan_categories enable row level security;
select app.keep_trail_of('plan_categories');
grant select on public.plan_categories to authenticated;
grant all on public.plan_categories to service_role;
create policy "staff read the reseller's plan categories" on public.plan_categories
	for select to authenticated using (reseller_id = (select app.staff_reseller_id()));

create table public.plans (
	id uuid primary key default gen_random_uuid(),
	reseller_id uuid not null references public.resellers (id) on delete cascade,
	category_id uuid,
	name text not null constraint plan_name_invalid check (length(btrim(name)) between 1 and 120),
	is_private boolean not null default false,
	is_active boolean not null default true,
	created_at timestamptz not null default now(),
	constraint plans_tenant_key unique (reseller_id, id),
	foreign key (reseller_id, category_id) references public.plan_categories (reseller_id, id)
);
comment on table public.plans is 'A plan, by the name that the client sees. Inactive plans cannot be attached, but keep running.';
create index plans_category on public.plans (reseller_id, category_id);
create index plans_by_name on public.plans (reseller_id, name, id);
alter table public.plans enable row level security;
select app.keep_trail_of('plans');
grant select on public.plans to authenticated;
grant all on public.plans to service_role;
create policy "staff read the reseller's plans" on public.plans
	for select to authenticated using (reseller_id = (select app.staff_reseller_id()));

create table public.plan_versions (
	id uuid primary key default gen_random_uuid(),
	reseller_id uuid not null,
	plan_id uuid not null,
	version integer not null default 1 check (version >= 1),
	monthly_price_cents bigint not null
		constraint plan_price_invalid check (monthly_price_cents between 0 and 100000000),
	pass_through_cents bigint not null default 0 check (pass_through_cents between 0 and 100000000),
	session_quota integer constraint plan_quota_invalid check (session_quota >= 0),
	grace_days integer not null default 0 constraint plan_grace_invalid check (grace_days between 0 and 90),
	created_at timestamptz not null default now(),
	constraint plan_versions_tenant_key unique (reseller_id, id),
	constraint plan_versions_number_unique unique (reseller_id, plan_id, version),
	foreign key (reseller_id, plan_id) references public.plans (reseller_id, id) on delete cascade
);
comment on table public.plan_versions is
	'The terms of a plan (cents per month), never changed once written. session_quota null: not metered.';
alter table public.plan_versions enable row level security;
select app.keep_trail_of('plan_versions');
grant select on public.plan_versions to authenticated;
grant all on public.plan_versions to service_role;
create policy "staff read the terms of the reseller's plans" on public.plan_versions
	for select to authenticated using (reseller_id = (select app.staff_reseller_id()));

create view public.plan_catalog with (security_invoker = true) as
select
	p.id, p.reseller_id, p.name, p.is_private, p.is_active, p.created_at,
	c.name as category_name,
	v.id as version_id, v.version, v.monthly_price_cents, v.pass_through_cents, v.session_quota, v.grace_days
from public.plans p
left join public.plan_categories c on c.reseller_id = p.reseller_id and c.id = p.category_id
cross join lateral (
	select pv.* from public.plan_versions pv
	where pv.reseller_id = p.reseller_id and pv.plan_id = p.id
	order by pv.version desc limit 1
) v;
comment on view public.plan_catalog is 'Each plan with its newest terms.';
revoke all on public.plan_catalog from anon, authenticated, service_role;
grant select on public.plan_catalog to authenticated, service_role;

create function app.insert_plan(reseller_id uuid, fields jsonb) returns uuid
	language plpgsql security definer
	set search_path = ''
as $$
#variable_conflict use_column
declare
	category public.plan_categories;
	category_name text := nullif(btrim(fields ->> 'category'), '');
	plan_id uuid;
	violated text;
begin
	if category_name is not null then
		insert into public.plan_categories as c (reseller_id, name)
		values (insert_plan.reseller_id, category_name)
		on conflict (reseller_id, lower(name)) do nothing;
		select c.* into category from public.plan_categories c
		where c.reseller_id = insert_plan.reseller_id and lower(c.name) = lower(category_name);
	end if;
	insert into public.plans (reseller_id, category_id, name, is_private)
	values (insert_plan.reseller_id, category.id, btrim(fields ->> 'name'), coalesce((fields ->> 'is_private')::boolean, false))
	returning id into plan_id;
	insert into public.plan_versions (reseller_id, plan_id, monthly_price_cents, pass_through_cents, session_quota)
	values (insert_plan.reseller_id, plan_id, (fields ->> 'monthly_price_cents')::bigint,
		coalesce(category.pass_through_cents, 0), (fields ->> 'session_quota')::integer);
	return plan_id;
exception
	when check_violation then
		get stacked diagnostics violated = constraint_name;
		perform app.refuse(violated);
	when not_null_violation then
		perform app.refuse('plan_incomplete');
end
$$;
comment on function app.insert_plan(uuid, jsonb) is
	'Adds a plan with its first terms: {name, monthly_price_cents, category?, is_private?, session_quota?}. A category is met by name, or made.';
