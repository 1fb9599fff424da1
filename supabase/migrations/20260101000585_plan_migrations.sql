-- Plan migrations: how many subscriptions run on which terms of a plan, and moving them to the newest at their renewal.

create view public.plan_usage with (security_invoker = true) as
select v.reseller_id, v.plan_id, v.id as version_id, v.version, count(s.id)::integer as running
from public.plan_versions v
left join public.subscriptions s
	on s.reseller_id = v.reseller_id and s.plan_version_id = v.id and s.status not in ('canceled', 'expired')
group by v.reseller_id, v.plan_id, v.id;
comment on view public.plan_usage is 'How many subscriptions that have not ended stand on each version of a plan.';
revoke all on public.plan_usage from anon, authenticated, service_role;
grant select on public.plan_usage to authenticated;

create function app.plan_movers(reseller_id uuid, plan_id uuid, from_versions integer[])
	returns table (
		subscription_id uuid, client_id uuid, version integer, interval_months integer, moves_on date,
		old_cents bigint, new_cents bigint, month_difference_cents bigint, state text
	)
	language plpgsql stable security definer
	set search_path = ''
as $$
declare
	newest public.plan_versions := app.newest_terms(reseller_id, plan_id);
begin
	return query
	select s.id, s.client_id, v.version, s.interval_months::integer, s.next_period_on, price.was, price.becomes,
		-- The one rounding: half up, away from zero.
		round((price.becomes - price.was)::numeric / s.interval_months)::bigint,
		case
			-- What was agreed as a total in instalments has no other price.
			when s.instalments is not null then 'contract'
			when s.next_plan_version_id = newest.id then 'moving'
			when n.plan_id <> newest.plan_id then 'other_change'
			else 'moves'
		end
	from public.plan_versions v
	join public.subscriptions s
		on s.reseller_id = v.reseller_id and s.plan_version_id = v.id and s.status not in ('canceled', 'expired')
	left join public.plan_versions n on n.reseller_id = s.reseller_id and n.id = s.next_plan_version_id
	cross join lateral (
		select
			app.period_price_cents(v, s.interval_months) + v.pass_through_cents * s.interval_months as was,
			app.period_price_cents(newest, s.interval_months) + newest.pass_through_cents * s.interval_months as becomes
	) price
	where v.reseller_id = newest.reseller_id and v.plan_id = newest.plan_id and v.id <> newest.id
		and (from_versions is null or v.version = any (from_versions));
end
$$;
comment on function app.plan_movers(uuid, uuid, integer[]) is
	'The running subscriptions on earlier versions of a plan (null: all of them), what a period of each costs by its own and by the newest terms (cents, with the pass-through cost, before what is the client''s own), and whether it would move: moves, moving (already on its way), contract (a total in instalments), other_change (it will leave the plan).';

create function app.preview_plan_migration(plan_id uuid, from_versions integer[]) returns jsonb
	language plpgsql stable security definer
	set search_path = ''
as $$
declare
	most_shown constant integer := 200;
	account app.account := app.require_staff();
	newest public.plan_versions := app.newest_terms(account.reseller_id, preview_plan_migration.plan_id);
begin
	if newest.id is null then
		perform app.refuse('plan_not_found', 404);
	end if;
	return (
		with movers as materialized (
			select * from app.plan_movers(account.reseller_id, newest.plan_id, from_versions)
		), shown as (
			select m.*, c.name, c.trade_name, c.number
			from movers m
			join public.clients c on c.reseller_id = account.reseller_id and c.id = m.client_id
			order by (m.state = 'moves') desc, abs(m.month_difference_cents) desc, c.number, m.subscription_id
			limit most_shown
		)
		select jsonb_build_object(
			'version', newest.version,
			'moves', count(*) filter (where m.state = 'moves'),
			'moving', count(*) filter (where m.state = 'moving'),
			'contracts', count(*) filter (where m.state = 'contract'),
			'other_changes', count(*) filter (where m.state = 'other_change'),
			'month_difference_cents', coalesce(sum(m.month_difference_cents) filter (where m.state = 'moves'), 0),
			'rows', coalesce((
				select jsonb_agg(jsonb_build_object(
					'subscription_id', s.subscription_id, 'client_id', s.client_id, 'client_name', coalesce(s.trade_name, s.name),
					'client_number', s.number, 'version', s.version, 'interval_months', s.interval_months, 'moves_on', s.moves_on,
					'old_cents', s.old_cents, 'new_cents', s.new_cents, 'month_difference_cents', s.month_difference_cents,
					'state', s.state
				) order by (s.state = 'moves') desc, abs(s.month_difference_cents) desc, s.number, s.subscription_id)
				from shown s
			), '[]')
		)
		from movers m
	);
end
$$;
grant execute on function app.preview_plan_migration(uuid, integer[]) to authenticated;

create function public.preview_plan_migration(plan_id uuid, from_versions integer[] default null) returns jsonb
	language sql stable
	set search_path = ''
as $$ select app.preview_plan_migration(plan_id, from_versions) $$;
comment on function public.preview_plan_migration(uuid, integer[]) is
	'What migrate_subscriptions would do, for staff: {version, moves, moving, contracts, other_changes, month_difference_cents (of all that move), rows: the first 200 of [{subscription_id, client_id, client_name, client_number, version, interval_months, moves_on, old_cents, new_cents (per period), month_difference_cents, state: moves | moving | contract | other_change}]}, those that move first. Refuses plan_not_found, no_account.';
grant execute on function public.preview_plan_migration(uuid, integer[]) to authenticated;

create function app.migrate_subscriptions(plan_id uuid, to_version integer, from_versions integer[]) returns jsonb
	language plpgsql security definer
	set search_path = ''
as $$
declare
	account app.account := app.require('plans.write');
	plan public.plans := app.lock_plan(account.reseller_id, migrate_subscriptions.plan_id);
	newest public.plan_versions := app.newest_terms(plan.reseller_id, plan.id);
	movers uuid[];
	facts jsonb[];
begin
	-- What was looked at is what moves: terms that changed since must be looked at first.
	if to_version is distinct from newest.version then
		perform app.refuse('plan_changed_meanwhile', 409, jsonb_build_object('version', newest.version));
	end if;
	with held as (
		select s as one from public.subscriptions s
		where s.reseller_id = plan.reseller_id
			and s.id in (select m.subscription_id from app.plan_movers(plan.reseller_id, plan.id, from_versions) m where m.state = 'moves')
			-- Asked of the row again: what somebody ended, or sent elsewhere, at this very moment stays so.
			and s.status not in ('canceled', 'expired')
			and (s.next_plan_version_id is null or exists (
				select from public.plan_versions v
				where v.reseller_id = s.reseller_id and v.id = s.next_plan_version_id and v.plan_id = plan.id
			))
		order by s.id for no key update of s
	)
	select coalesce(array_agg((h.one).id), '{}'), array_agg(app.subscription_facts(h.one)) into movers, facts from held h;
	perform app.settle_changes(plan.reseller_id, movers, '{plan_at_renewal}', 'undone');
	update public.subscriptions s set next_plan_version_id = newest.id
	where s.reseller_id = plan.reseller_id and s.id = any (movers);
	-- Each of them shows what waits for it, and can be left out by itself.
	insert into public.subscription_changes (
		reseller_id, client_id, subscription_id, kind, state, effective_on, details, request_id, requested_by
	)
	select s.reseller_id, s.client_id, s.id, 'plan_at_renewal', 'scheduled', greatest(s.next_period_on, app.today(plan.reseller_id)),
		jsonb_build_object(
			'wish', jsonb_build_object('plan_id', plan.id, 'interval_months', coalesce(s.next_interval_months, s.interval_months)),
			'before', m.facts, 'after', app.subscription_facts(s), 'lines', '[]'::jsonb, 'net_cents', 0
		),
		gen_random_uuid(), account.person_id
	from unnest(movers, facts) m (id, facts)
	join public.subscriptions s on s.reseller_id = plan.reseller_id and s.id = m.id;
	return jsonb_build_object('version', newest.version, 'moved', cardinality(movers));
end
$$;
grant execute on function app.migrate_subscriptions(uuid, integer, integer[]) to authenticated;

create function public.migrate_subscriptions(plan_id uuid, to_version integer, from_versions integer[] default null) returns jsonb
	language sql
	set search_path = ''
as $$ select app.migrate_subscriptions(plan_id, to_version, from_versions) $$;
comment on function public.migrate_subscriptions(uuid, integer, integer[]) is
	'Moves the running subscriptions of earlier versions (null: all) to the newest, which must be `to_version`, from their next renewal on: {version, moved}. Each has a change of kind plan_at_renewal that waits, and can be undone alone. Contracts of a total, and subscriptions that will leave the plan, stay. Idempotent. Refuses plan_not_found, plan_changed_meanwhile {version}, not_permitted.';
grant execute on function public.migrate_subscriptions(uuid, integer, integer[]) to authenticated;

create function app.cancel_plan_migration(plan_id uuid) returns jsonb
	language plpgsql security definer
	set search_path = ''
as $$
declare
	account app.account := app.require('plans.write');
	plan public.plans := app.lock_plan(account.reseller_id, cancel_plan_migration.plan_id);
	stayed integer;
begin
	update public.subscriptions s set next_plan_version_id = null
	from public.plan_versions v, public.plan_versions n
	where v.reseller_id = plan.reseller_id and v.plan_id = plan.id and n.reseller_id = plan.reseller_id and n.plan_id = plan.id
		and s.reseller_id = plan.reseller_id and s.plan_version_id = v.id and s.next_plan_version_id = n.id
		and s.status not in ('canceled', 'expired');
	get diagnostics stayed = row_count;
	return jsonb_build_object('stayed', stayed);
end
$$;
grant execute on function app.cancel_plan_migration(uuid) to authenticated;

create function public.cancel_plan_migration(plan_id uuid) returns jsonb
	language sql
	set search_path = ''
as $$ select app.cancel_plan_migration(plan_id) $$;
comment on function public.cancel_plan_migration(uuid) is
	'Lets the subscriptions of a plan that wait for their renewal to move to newer terms stay where they are: {stayed}. Idempotent. Refuses plan_not_found, not_permitted.';
grant execute on function public.cancel_plan_migration(uuid) to authenticated;

create function app.plan_subscriptions(plan_id uuid) returns jsonb
	language plpgsql stable security definer
	set search_path = ''
as $$
declare
	most_shown constant integer := 50;
	account app.account := app.require_staff();
begin
	return coalesce((
		select jsonb_agg(to_jsonb(l) order by l.created_at desc, l.subscription_id)
		from (
			select s.id as subscription_id, s.client_id, coalesce(c.trade_name, c.name) as client_name, c.number as client_number,
				v.version, case when n.plan_id = v.plan_id then n.version end as next_version, s.status, s.interval_months,
				s.next_period_on, s.created_at
			from public.plan_versions v
			join public.subscriptions s
				on s.reseller_id = v.reseller_id and s.plan_version_id = v.id and s.status not in ('canceled', 'expired')
			join public.clients c on c.reseller_id = s.reseller_id and c.id = s.client_id
			left join public.plan_versions n on n.reseller_id = s.reseller_id and n.id = s.next_plan_version_id
			where v.reseller_id = account.reseller_id and v.plan_id = plan_subscriptions.plan_id
			order by s.created_at desc, s.id limit most_shown
		) l
	), '[]');
end
$$;
grant execute on function app.plan_subscriptions(uuid) to authenticated;

create function public.plan_subscriptions(plan_id uuid) returns jsonb
	language sql stable
	set search_path = ''
as $$ select app.plan_subscriptions(plan_id) $$;
comment on function public.plan_subscriptions(uuid) is
	'The fifty newest of the running subscriptions of a plan, for staff: [{subscription_id, client_id, client_name, client_number, version, next_version (null: stays), status, interval_months, next_period_on, created_at}].';
grant execute on function public.plan_subscriptions(uuid) to authenticated;
