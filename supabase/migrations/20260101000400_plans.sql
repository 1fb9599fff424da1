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
	description text constraint plan_description_invalid check (length(btrim(description)) between 1 and 2000),
	is_private boolean not null default false,
	is_active boolean not null default true,
	public_code text
		constraint plan_code_invalid check (public_code ~ '^[a-z0-9]([a-z0-9-]{1,38}[a-z0-9])$' and public_code !~ '--'),
	is_published boolean not null default false,
	request_id uuid,
	created_at timestamptz not null default now(),
	updated_at timestamptz not null default now(),
	constraint plans_tenant_key unique (reseller_id, id),
	constraint plans_request_unique unique (reseller_id, request_id),
	-- One address for all resellers: /p/<code>.
	constraint plans_public_code_unique unique (public_code),
	constraint plan_code_required check (not is_published or public_code is not null),
	constraint plan_private check (not (is_published and is_private)),
	foreign key (reseller_id, category_id) references public.plan_categories (reseller_id, id)
);
comment on table public.plans is 'A plan, by the name that the client sees. Inactive plans cannot be attached, but keep running. A private one is sold by the staff alone: no portal offers it, and it has no public link.';
comment on column public.plans.public_code is 'What follows /p/ in the link by which strangers sign up, while is_published.';
create index plans_category on public.plans (reseller_id, category_id);
create index plans_by_name on public.plans (reseller_id, name, id);
alter table public.plans enable row level security;
select app.keep_trail_of('plans');
grant select on public.plans to authenticated;
grant all on public.plans to service_role;
create policy "staff read the reseller's plans" on public.plans
	for select to authenticated using (reseller_id = (select app.staff_reseller_id()));

create function app.are_interval_prices(prices jsonb) returns boolean
	language plpgsql immutable
	set search_path = ''
as $$
begin
	return jsonb_typeof(prices) = 'object' and not exists (
		select from jsonb_each(prices) p
		where case
			when p.key not in ('2', '3', '6', '12') or jsonb_typeof(p.value) <> 'number' then true
			else p.value::numeric <> trunc(p.value::numeric) or p.value::numeric not between 0 and 1200000000
		end
	);
end
$$;
comment on function app.are_interval_prices(jsonb) is 'Whether these are prices per recurrence: {"12": cents per period}; the price of one month stands by itself.';

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
	trial_days integer not null default 0 constraint plan_trial_invalid check (trial_days between 0 and 365),
	cycles_limit integer constraint plan_cycles_invalid check (cycles_limit between 1 and 120),
	intervals smallint[] not null default '{1,2,3,6,12}' constraint plan_intervals_invalid check (
		cardinality(intervals) between 1 and 5 and intervals <@ '{1,2,3,6,12}' and array_position(intervals, null) is null
	),
	interval_prices jsonb not null default '{}'
		constraint plan_interval_prices_invalid check (app.are_interval_prices(interval_prices)),
	pack_sessions integer,
	pack_price_cents bigint,
	session_overage text not null default 'block',
	overage_cap integer,
	overage_price_cents bigint,
	request_id uuid,
	created_at timestamptz not null default now(),
	constraint plan_versions_tenant_key unique (reseller_id, id),
	constraint plan_versions_number_unique unique (reseller_id, plan_id, version),
	constraint plan_versions_request_unique unique (reseller_id, request_id),
	constraint plan_pack_invalid check (
		(pack_sessions is null and pack_price_cents is null)
		or (pack_sessions between 1 and 1000000 and pack_price_cents between 1 and 100000000) is true
	),
	constraint plan_overage_invalid check (case session_overage
		when 'block' then overage_cap is null and overage_price_cents is null
		when 'bill' then overage_cap is null and overage_price_cents between 0 and 1000000 and session_quota is not null
		when 'cap' then overage_cap between 1 and 1000000000 and overage_price_cents between 0 and 1000000 and session_quota is not null
		else false
	end is true),
	foreign key (reseller_id, plan_id) references public.plans (reseller_id, id) on delete cascade
);
comment on table public.plan_versions is
	'The terms of a plan (cents per month), never changed once written. session_quota null: not metered. cycles_limit null: without end.';
comment on column public.plan_versions.intervals is 'The recurrences it is sold in, in months.';
comment on column public.plan_versions.interval_prices is
	'Where a longer period has a price of its own: {"12": cents per period}, without the pass-through cost. A period not named here costs its months (app.period_price_cents).';
comment on column public.plan_versions.pack_sessions is 'How many sessions an extra pack holds, and what it costs; null: no packs.';
comment on column public.plan_versions.session_overage is
	'What happens once quota and extras are used up: block (use is refused), bill (it goes on, at overage_price_cents per session), cap (likewise, for at most overage_cap sessions of a period).';
alter table public.plan_versions enable row level security;
select app.keep_trail_of('plan_versions');
grant select on public.plan_versions to authenticated;
grant all on public.plan_versions to service_role;
create policy "staff read the terms of the reseller's plans" on public.plan_versions
	for select to authenticated using (reseller_id = (select app.staff_reseller_id()));

create table public.plan_agreements (
	reseller_id uuid not null,
	plan_id uuid not null,
	version integer not null check (version >= 1),
	body text constraint plan_agreement_too_long check (length(btrim(body)) between 1 and 50000),
	sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
	created_at timestamptz not null default now(),
	primary key (reseller_id, plan_id, version),
	foreign key (reseller_id, plan_id) references public.plans (reseller_id, id) on delete cascade
);
comment on table public.plan_agreements is
	'What whoever signs up for a plan agrees to, word by word; never changed once written, the newest counts. body null: withdrawn. sha256: of the UTF-8 bytes of the body.';
alter table public.plan_agreements enable row level security;
select app.keep_trail_of('plan_agreements', '{plan_id,version}');
grant select on public.plan_agreements to authenticated;
grant all on public.plan_agreements to service_role;
create policy "staff read what the reseller's plans are agreed to by" on public.plan_agreements
	for select to authenticated using (reseller_id = (select app.staff_reseller_id()));

create function app.keep_as_written() returns trigger
	language plpgsql
	set search_path = ''
as $$
begin
	perform app.refuse('terms_never_change', 409);
	return null;
end
$$;
-- What somebody was sold, and what somebody agreed to, must stand as it stood then.
create trigger plan_versions_keep_as_written before update on public.plan_versions
	for each statement execute function app.keep_as_written();
create trigger plan_agreements_keep_as_written before update on public.plan_agreements
	for each statement execute function app.keep_as_written();

create function app.period_price_cents(terms public.plan_versions, months integer) returns bigint
	language plpgsql immutable
	set search_path = ''
as $$
begin
	return coalesce((terms.interval_prices ->> months::text)::bigint, terms.monthly_price_cents * months);
end
$$;
comment on function app.period_price_cents(public.plan_versions, integer) is
	'What a period of so many months costs by these terms, in cents, without the pass-through cost (that is pass_through_cents for each month): the price of that recurrence, else its months.';
grant execute on function app.period_price_cents(public.plan_versions, integer) to authenticated;

create function app.plan_for_sale(reseller_id uuid, plan_id uuid, interval_months integer) returns public.plan_versions
	language plpgsql stable security definer
	set search_path = ''
as $$
declare
	terms public.plan_versions;
begin
	select v.* into terms
	from public.plans p
	join public.plan_versions v on v.reseller_id = p.reseller_id and v.plan_id = p.id
	where p.reseller_id = plan_for_sale.reseller_id and p.id = plan_for_sale.plan_id and p.is_active
	order by v.version desc limit 1;
	if terms.id is null then
		perform app.refuse('plan_not_available', 409);
	end if;
	if interval_months <> all (terms.intervals) then
		perform app.refuse('plan_interval_not_offered', 409);
	end if;
	return terms;
end
$$;
comment on function app.plan_for_sale(uuid, uuid, integer) is
	'The newest terms of a plan that may be attached in this recurrence (null: in whichever). Refuses plan_not_available, plan_interval_not_offered (409).';

create view public.plan_catalog with (security_invoker = true) as
select
	p.id, p.reseller_id, p.name, p.is_private, p.is_active, p.created_at,
	c.name as category_name,
	v.id as version_id, v.version, v.monthly_price_cents, v.pass_through_cents, v.session_quota, v.grace_days,
	p.description, p.category_id, p.public_code, p.is_published,
	v.intervals, v.interval_prices, v.trial_days, v.cycles_limit, v.pack_sessions, v.pack_price_cents,
	v.session_overage, v.overage_cap, v.overage_price_cents
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

-- Writing -----------------------------------------------------------------------------------------------

create function app.add_plan_version(plan public.plans, earlier public.plan_versions, terms public.plan_versions, request_id uuid)
	returns public.plan_versions
	language plpgsql security definer
	set search_path = ''
as $$
declare
	written public.plan_versions;
begin
	if earlier.id is not null and (
		(to_jsonb(terms) - '{id,version,request_id,created_at}'::text[])
		= (to_jsonb(earlier) - '{id,version,request_id,created_at}'::text[])
	) then
		return earlier;
	end if;
	insert into public.plan_versions (
		reseller_id, plan_id, version, monthly_price_cents, pass_through_cents, session_quota, grace_days, trial_days,
		cycles_limit, intervals, interval_prices, pack_sessions, pack_price_cents, session_overage, overage_cap,
		overage_price_cents, request_id
	) values (
		plan.reseller_id, plan.id, coalesce(earlier.version, 0) + 1, terms.monthly_price_cents, terms.pass_through_cents,
		terms.session_quota, terms.grace_days, terms.trial_days, terms.cycles_limit, terms.intervals, terms.interval_prices,
		terms.pack_sessions, terms.pack_price_cents, terms.session_overage, terms.overage_cap, terms.overage_price_cents,
		add_plan_version.request_id
	) returning * into written;
	return written;
end
$$;
comment on function app.add_plan_version(public.plans, public.plan_versions, public.plan_versions, uuid) is
	'Writes these terms as the plan''s newest version, unless they are those of the earlier one; answers the newest. The plan''s row is locked.';

create function app.newest_terms(reseller_id uuid, plan_id uuid) returns public.plan_versions
	language sql stable security definer
	set search_path = ''
as $$
	select v.* from public.plan_versions v
	where v.reseller_id = newest_terms.reseller_id and v.plan_id = newest_terms.plan_id
	order by v.version desc limit 1
$$;

create function app.lock_plan(reseller_id uuid, plan_id uuid) returns public.plans
	language plpgsql security definer
	set search_path = ''
as $$
declare
	plan public.plans;
begin
	select p.* into plan from public.plans p
	where p.reseller_id = lock_plan.reseller_id and p.id = lock_plan.plan_id
	for no key update;
	if plan.id is null then
		perform app.refuse('plan_not_found', 404);
	end if;
	return plan;
end
$$;

create function app.terms_of_fields(earlier public.plan_versions, fields jsonb) returns public.plan_versions
	language plpgsql security definer
	set search_path = ''
as $$
declare
	terms public.plan_versions := jsonb_populate_record(earlier, (
		select coalesce(jsonb_object_agg(f.key, f.value), '{}') from jsonb_each(fields) f
		where f.key in (
			'monthly_price_cents', 'session_quota', 'grace_days', 'trial_days', 'cycles_limit', 'intervals', 'interval_prices',
			'pack_sessions', 'pack_price_cents', 'session_overage', 'overage_cap', 'overage_price_cents'
		)
	));
begin
	terms.session_overage := coalesce(terms.session_overage, 'block');
	-- What the choice does not ask for is nobody's.
	if terms.session_overage <> 'cap' then
		terms.overage_cap := null;
	end if;
	if terms.session_overage = 'block' then
		terms.overage_price_cents := null;
	end if;
	terms.grace_days := coalesce(terms.grace_days, 0);
	terms.trial_days := coalesce(terms.trial_days, 0);
	terms.interval_prices := coalesce(terms.interval_prices, '{}');
	terms.intervals := case
		when terms.intervals is null then '{1,2,3,6,12}'
		else array(select distinct i.months from unnest(terms.intervals) as i (months) order by i.months)
	end;
	-- A price for a recurrence that is not offered is nobody's.
	if app.are_interval_prices(terms.interval_prices) then
		terms.interval_prices := (
			select coalesce(jsonb_object_agg(p.key, p.value), '{}') from jsonb_each(terms.interval_prices) p
			where p.key::smallint = any (terms.intervals)
		);
	end if;
	return terms;
end
$$;
comment on function app.terms_of_fields(public.plan_versions, jsonb) is
	'The earlier terms with what came in; keys that are no terms are left out.';

create function app.keep_agreement(plan public.plans, given text) returns void
	language plpgsql security definer
	set search_path = ''
as $$
declare
	body text := nullif(btrim(given, e' \t\r\n'), '');
	newest public.plan_agreements := (
		select a from public.plan_agreements a
		where a.reseller_id = plan.reseller_id and a.plan_id = plan.id
		order by a.version desc limit 1
	);
begin
	if newest.body is distinct from body then
		insert into public.plan_agreements (reseller_id, plan_id, version, body, sha256)
		values (plan.reseller_id, plan.id, coalesce(newest.version, 0) + 1, body,
			encode(extensions.digest(convert_to(coalesce(body, ''), 'UTF8'), 'sha256'), 'hex'));
	end if;
end
$$;

create function app.save_plan(request_id uuid, plan_id uuid, fields jsonb, seen_version integer) returns jsonb
	language plpgsql security definer
	set search_path = ''
as $$
declare
	account app.account := app.require('plans.write');
	plan public.plans;
	earlier public.plan_versions;
	terms public.plan_versions;
	category public.plan_categories;
	violated text;
begin
	if request_id is null then
		perform app.refuse('request_id_required');
	end if;
	if jsonb_typeof(fields) is distinct from 'object' then
		perform app.refuse('plan_incomplete');
	end if;
	if plan_id is null then
		insert into public.plans (reseller_id, name, request_id)
		values (account.reseller_id, btrim(fields ->> 'name'), save_plan.request_id)
		on conflict on constraint plans_request_unique do nothing
		returning * into plan;
		if plan.id is null then
			select p.* into plan from public.plans p
			where p.reseller_id = account.reseller_id and p.request_id = save_plan.request_id;
			terms := app.newest_terms(plan.reseller_id, plan.id);
			return jsonb_build_object('plan_id', plan.id, 'version', terms.version, 'is_new_version', false);
		end if;
	else
		plan := app.lock_plan(account.reseller_id, save_plan.plan_id);
		earlier := app.newest_terms(plan.reseller_id, plan.id);
		select v.* into terms from public.plan_versions v
		where v.reseller_id = plan.reseller_id and v.request_id = save_plan.request_id;
		if terms.id is not null then
			if terms.plan_id <> plan.id then
				perform app.refuse('request_id_reused', 409);
			end if;
			return jsonb_build_object('plan_id', plan.id, 'version', terms.version, 'is_new_version', true);
		end if;
		if seen_version <> earlier.version then
			perform app.refuse('plan_changed_meanwhile', 409, jsonb_build_object('version', earlier.version));
		end if;
	end if;

	if fields ? 'category_id' then
		plan.category_id := (fields ->> 'category_id')::uuid;
	end if;
	if plan.category_id is not null then
		-- Held, so that its cost does not change between here and the version that takes it over.
		select c.* into category from public.plan_categories c
		where c.reseller_id = plan.reseller_id and c.id = plan.category_id
		for share;
		if category.id is null then
			perform app.refuse('plan_category_not_found', 404);
		end if;
	end if;
	update public.plans p set
		name = case when fields ? 'name' then coalesce(btrim(fields ->> 'name'), '') else p.name end,
		description = case
			when fields ? 'description' then nullif(btrim(fields ->> 'description', e' \t\r\n'), '') else p.description end,
		is_private = coalesce((fields ->> 'is_private')::boolean, p.is_private),
		-- What only the staff sell has no public link.
		is_published = p.is_published and not coalesce((fields ->> 'is_private')::boolean, p.is_private),
		category_id = plan.category_id,
		updated_at = now()
	where p.reseller_id = plan.reseller_id and p.id = plan.id
	returning p.* into plan;
	if fields ? 'agreement' then
		perform app.keep_agreement(plan, fields ->> 'agreement');
	end if;
	terms := app.terms_of_fields(earlier, fields);
	terms.reseller_id := plan.reseller_id;
	terms.plan_id := plan.id;
	terms.pass_through_cents := coalesce(category.pass_through_cents, 0);
	terms := app.add_plan_version(plan, earlier, terms, save_plan.request_id);
	return jsonb_build_object(
		'plan_id', plan.id, 'version', terms.version, 'is_new_version', terms.version is distinct from earlier.version
	);
exception
	when check_violation then
		get stacked diagnostics violated = constraint_name;
		perform app.refuse(violated);
	when not_null_violation then
		perform app.refuse('plan_incomplete');
	when data_exception then
		perform app.refuse('input_invalid');
	when unique_violation then
		perform app.refuse('request_id_reused', 409);
end
$$;
grant execute on function app.save_plan(uuid, uuid, jsonb, integer) to authenticated;

create function public.save_plan(request_id uuid, fields jsonb, plan_id uuid default null, seen_version integer default null)
	returns jsonb
	language sql
	set search_path = ''
as $$ select app.save_plan(request_id, plan_id, fields, seen_version) $$;
comment on function public.save_plan(uuid, jsonb, uuid, integer) is
	'Adds a plan (plan_id null) or changes what `fields` names of one: {name, description, category_id, is_private, agreement (the text that whoever signs up accepts)} and the terms {monthly_price_cents, intervals: [1, 2, 3, 6, 12], interval_prices: {"12": cents per period}, session_quota, grace_days, trial_days, cycles_limit, pack_sessions, pack_price_cents, session_overage (block, bill, cap), overage_cap (cap: sessions of a period), overage_price_cents (bill and cap: per session)}. Terms that differ from the newest become the next version; subscriptions keep theirs. Idempotent by request_id.
Returns {plan_id, version, is_new_version}. Refuses plan_not_found, plan_changed_meanwhile {version} (seen_version is not the newest), plan_category_not_found, plan_incomplete, plan_name_invalid, plan_description_invalid, plan_agreement_too_long, plan_price_invalid, plan_intervals_invalid, plan_interval_prices_invalid, plan_quota_invalid, plan_grace_invalid, plan_trial_invalid, plan_cycles_invalid, plan_pack_invalid, plan_overage_invalid, request_id_required, request_id_reused, input_invalid, not_permitted.';
grant execute on function public.save_plan(uuid, jsonb, uuid, integer) to authenticated;

create function app.set_plan_active(plan_id uuid, is_active boolean) returns void
	language plpgsql security definer
	set search_path = ''
as $$
declare
	account app.account := app.require('plans.write');
	plan public.plans := app.lock_plan(account.reseller_id, set_plan_active.plan_id);
begin
	update public.plans p set is_active = coalesce(set_plan_active.is_active, false), updated_at = now()
	where p.reseller_id = plan.reseller_id and p.id = plan.id
		and p.is_active is distinct from coalesce(set_plan_active.is_active, false);
end
$$;
grant execute on function app.set_plan_active(uuid, boolean) to authenticated;

create function public.set_plan_active(plan_id uuid, is_active boolean) returns void
	language sql
	set search_path = ''
as $$ select app.set_plan_active(plan_id, is_active) $$;
comment on function public.set_plan_active(uuid, boolean) is
	'Takes a plan out of sale, or back into it. Its subscriptions keep running either way; its public link rests meanwhile. Idempotent. Refuses plan_not_found, not_permitted.';
grant execute on function public.set_plan_active(uuid, boolean) to authenticated;

create function app.random_plan_code() returns text
	language sql volatile
	set search_path = ''
as $$
	-- 16 of 32 signs: 80 bits, and none that are mistaken for each other when read aloud.
	select string_agg(substr('abcdefghjkmnopqrstuvwxyz23456789', get_byte(bytes, i) % 32 + 1, 1), '' order by i)
	from extensions.gen_random_bytes(16) as bytes cross join generate_series(0, 15) as i
$$;

create function app.set_plan_link(plan_id uuid, is_on boolean, code text) returns jsonb
	language plpgsql security definer
	set search_path = ''
as $$
declare
	account app.account := app.require('plans.write');
	plan public.plans := app.lock_plan(account.reseller_id, set_plan_link.plan_id);
	violated text;
begin
	update public.plans p set
		is_published = coalesce(is_on, false),
		public_code = coalesce(nullif(btrim(lower(code)), ''), case
			when code is null then coalesce(p.public_code, case when is_on then app.random_plan_code() end)
			else app.random_plan_code()
		end),
		updated_at = now()
	where p.reseller_id = plan.reseller_id and p.id = plan.id
	returning p.* into plan;
	return jsonb_build_object('code', plan.public_code, 'is_published', plan.is_published);
exception
	when check_violation then
		get stacked diagnostics violated = constraint_name;
		perform app.refuse(violated, case violated when 'plan_private' then 409 else 422 end);
	when unique_violation then
		perform app.refuse('plan_code_taken', 409);
end
$$;
grant execute on function app.set_plan_link(uuid, boolean, text) to authenticated;

create function public.set_plan_link(plan_id uuid, is_on boolean, code text default null) returns jsonb
	language sql
	set search_path = ''
as $$ select app.set_plan_link(plan_id, is_on, code) $$;
comment on function public.set_plan_link(uuid, boolean, text) is
	'Switches the public sign-up link of a plan on or off and names it: {code, is_published}. code null keeps the one there is, or makes one nobody guesses; empty makes a new one. The old code is dead at once.
Refuses plan_not_found, plan_private (409), plan_code_invalid (2 to 40 of a-z, 0-9, single hyphens inside), plan_code_taken (409), not_permitted.';
grant execute on function public.set_plan_link(uuid, boolean, text) to authenticated;

create function app.save_plan_category(id uuid, name text, pass_through_cents bigint) returns jsonb
	language plpgsql security definer
	set search_path = ''
as $$
declare
	account app.account := app.require('plans.write');
	category public.plan_categories;
	plan public.plans;
	earlier public.plan_versions;
	terms public.plan_versions;
	versions integer := 0;
	violated text;
begin
	if id is null then
		perform app.refuse('request_id_required');
	end if;
	insert into public.plan_categories as c (id, reseller_id, name, pass_through_cents)
	values (save_plan_category.id, account.reseller_id, btrim(save_plan_category.name), coalesce(save_plan_category.pass_through_cents, 0))
	on conflict on constraint plan_categories_pkey do update
		set name = excluded.name, pass_through_cents = excluded.pass_through_cents
		where c.reseller_id = account.reseller_id
	returning * into category;
	if category.id is null then
		perform app.refuse('plan_category_not_found', 404);
	end if;
	-- In one order, so that two who change costs at once wait for each other instead of both.
	for plan in
		select p.* from public.plans p
		where p.reseller_id = category.reseller_id and p.category_id = category.id
		order by p.id for no key update
	loop
		earlier := app.newest_terms(plan.reseller_id, plan.id);
		terms := earlier;
		terms.pass_through_cents := category.pass_through_cents;
		terms := app.add_plan_version(plan, earlier, terms, null);
		versions := versions + (terms.version <> earlier.version)::integer;
	end loop;
	update public.plans p set updated_at = now()
	where p.reseller_id = category.reseller_id and p.category_id = category.id;
	return jsonb_build_object('id', category.id, 'versions', versions);
exception
	when check_violation then
		get stacked diagnostics violated = constraint_name;
		perform app.refuse(violated);
	when not_null_violation then
		perform app.refuse('plan_category_name_invalid');
	when unique_violation then
		perform app.refuse('plan_category_name_taken', 409);
end
$$;
grant execute on function app.save_plan_category(uuid, text, bigint) to authenticated;

create function public.save_plan_category(id uuid, name text, pass_through_cents bigint default 0) returns jsonb
	language sql
	set search_path = ''
as $$ select app.save_plan_category(id, name, pass_through_cents) $$;
comment on function public.save_plan_category(uuid, text, bigint) is
	'Adds a category under an id of the caller''s, or changes its name and monthly pass-through cost (cents). A new cost is a new version of each of its plans; subscriptions keep theirs. Idempotent. Returns {id, versions: how many plans got one}.
Refuses plan_category_name_invalid, plan_category_name_taken (409), plan_category_cost_invalid, plan_category_not_found, request_id_required, not_permitted.';
grant execute on function public.save_plan_category(uuid, text, bigint) to authenticated;

create function app.delete_plan_category(id uuid) returns void
	language plpgsql security definer
	set search_path = ''
as $$
declare
	account app.account := app.require('plans.write');
	plans integer;
begin
	delete from public.plan_categories c
	where c.reseller_id = account.reseller_id and c.id = delete_plan_category.id;
exception when foreign_key_violation then
	select count(*) into plans from public.plans p
	where p.reseller_id = account.reseller_id and p.category_id = delete_plan_category.id;
	perform app.refuse('plan_category_in_use', 409, jsonb_build_object('plans', plans));
end
$$;
grant execute on function app.delete_plan_category(uuid) to authenticated;

create function public.delete_plan_category(id uuid) returns void
	language sql
	set search_path = ''
as $$ select app.delete_plan_category(id) $$;
comment on function public.delete_plan_category(uuid) is
	'Removes a category that no plan is in. Idempotent. Refuses plan_category_in_use {plans} (409), not_permitted.';
grant execute on function public.delete_plan_category(uuid) to authenticated;
