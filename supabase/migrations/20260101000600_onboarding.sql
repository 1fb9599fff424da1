-- Onboarding: client, plan, first invoice, in three steps that can be left and taken up again.

create table public.onboardings (
	id uuid primary key,
	reseller_id uuid not null references public.resellers (id) on delete cascade,
	started_by uuid references public.people (id) on delete set null,
	draft jsonb not null default '{}'
		constraint onboarding_draft_invalid check (jsonb_typeof(draft) = 'object' and pg_column_size(draft) <= 65536),
	client_id uuid,
	invoice_id uuid,
	completed_at timestamptz,
	created_at timestamptz not null default now(),
	updated_at timestamptz not null default now(),
	constraint onboardings_tenant_key unique (reseller_id, id),
	constraint onboardings_completed_once check ((completed_at is null) = (client_id is null)),
	foreign key (reseller_id, client_id) references public.clients (reseller_id, id) on delete cascade,
	foreign key (reseller_id, invoice_id) references public.invoices (reseller_id, id) on delete set null (invoice_id)
);
comment on table public.onboardings is
	'A new client on the way: the answers so far, {client, plan, terms}. Its id, chosen by the browser, makes every step repeatable.';
create index onboardings_open on public.onboardings (reseller_id, updated_at desc) where completed_at is null;
create index onboardings_client on public.onboardings (reseller_id, client_id);
create index onboardings_invoice on public.onboardings (reseller_id, invoice_id);
create index onboardings_started_by on public.onboardings (started_by);
alter table public.onboardings enable row level security;
select app.keep_trail_of('onboardings', '{id}', '{draft}');
grant select on public.onboardings to authenticated;
grant all on public.onboardings to service_role;
-- A draft holds phones: who may not see them sees only what it typed itself.
create policy "staff who may write clients read what is on the way" on public.onboardings
	for select to authenticated using (
		reseller_id = (select app.staff_reseller_id())
		and (select app.may('clients.write'))
		and ((select app.sees_phones()) or started_by = (select app.person_id()))
	);

create function public.list_open_onboardings() returns jsonb
	language plpgsql stable
	set search_path = ''
as $$
begin
	return (
		select coalesce(jsonb_agg(to_jsonb(o) order by o.updated_at desc, o.id), '[]')
		from (
			select o.id, o.draft, o.updated_at, p.name as starter
			from public.onboardings o
			left join public.people p on p.id = o.started_by
			where o.completed_at is null
			order by o.updated_at desc, o.id limit 3
		) o
	);
end
$$;
comment on function public.list_open_onboardings() is
	'The three last touched of those on the way that one may read, as more of them nobody resumes: [{id, draft, updated_at, starter: name}].';
grant execute on function public.list_open_onboardings() to authenticated;

create function app.save_onboarding(id uuid, part text, answers jsonb) returns jsonb
	language plpgsql security definer
	set search_path = ''
as $$
declare
	account app.account := app.require('clients.write');
	onboarding public.onboardings;
begin
	if id is null or part is null or part not in ('client', 'plan', 'terms') or jsonb_typeof(answers) is distinct from 'object' then
		perform app.refuse('onboarding_draft_invalid');
	end if;
	if pg_column_size(answers) > 32768 then
		perform app.refuse('onboarding_draft_too_large', 413);
	end if;
	insert into public.onboardings as o (id, reseller_id, started_by, draft)
	values (save_onboarding.id, account.reseller_id, account.person_id, jsonb_build_object(part, answers))
	on conflict on constraint onboardings_pkey do update
		set draft = o.draft || excluded.draft, updated_at = now()
		where o.reseller_id = account.reseller_id and o.completed_at is null
			and (account.sees_phones or o.started_by = account.person_id)
	returning * into onboarding;
	if onboarding.id is null then
		-- Foreign and completed ids answer alike to a stranger; its own reseller learns where the client went.
		select o.* into onboarding from public.onboardings o
		where o.reseller_id = account.reseller_id and o.id = save_onboarding.id and o.completed_at is not null;
		if onboarding.id is null then
			perform app.refuse('onboarding_not_found', 404);
		end if;
	end if;
	return jsonb_build_object('id', onboarding.id, 'draft', onboarding.draft, 'client_id', onboarding.client_id);
exception when check_violation then
	-- Each part is small enough, together they are not.
	perform app.refuse('onboarding_draft_too_large', 413);
end
$$;
grant execute on function app.save_onboarding(uuid, text, jsonb) to authenticated;

create function public.save_onboarding(id uuid, part text, answers jsonb) returns jsonb
	language sql
	set search_path = ''
as $$ select app.save_onboarding(id, part, answers) $$;
comment on function public.save_onboarding(uuid, text, jsonb) is
	'Keeps the answers of one step (client, plan or terms). Idempotent; a completed onboarding is left as it is and names its client.';
grant execute on function public.save_onboarding(uuid, text, jsonb) to authenticated;

create function app.plan_version_of(reseller_id uuid, plan jsonb) returns uuid
	language plpgsql security definer
	set search_path = ''
as $$
declare
	chosen_id uuid := (plan ->> 'id')::uuid;
	version_id uuid;
begin
	if chosen_id is null then
		perform app.require('plans.write');
		chosen_id := app.insert_plan(plan_version_of.reseller_id, plan);
	end if;
	select v.id into version_id
	from public.plans p
	join public.plan_versions v on v.reseller_id = p.reseller_id and v.plan_id = p.id
	where p.reseller_id = plan_version_of.reseller_id and p.id = chosen_id and p.is_active
	order by v.version desc
	limit 1;
	if version_id is null then
		perform app.refuse('plan_not_available', 409);
	end if;
	return version_id;
end
$$;

create function app.subscribe(client public.clients, plan jsonb, terms jsonb, request_id uuid default null)
	returns public.subscriptions
	language plpgsql security definer
	set search_path = ''
as $$
declare
	today date := app.today(client.reseller_id);
	starts_on date := coalesce((terms ->> 'starts_on')::date, today);
	first_due_on date := (terms ->> 'first_due_on')::date;
	activates text := coalesce(terms ->> 'activation', 'on_payment');
	version_id uuid;
	version public.plan_versions;
	trial_days integer;
	months smallint := (terms ->> 'interval_months')::smallint;
	subscription public.subscriptions;
begin
	perform app.require_billable(client);
	if starts_on < today then
		perform app.refuse('starts_in_past');
	end if;
	if starts_on > today + 365 then
		perform app.refuse('starts_too_far');
	end if;
	if first_due_on < today then
		perform app.refuse('first_due_in_past');
	end if;
	if first_due_on > starts_on + 365 then
		perform app.refuse('first_due_too_far');
	end if;
	version_id := app.plan_version_of(client.reseller_id, plan);
	select v.* into strict version from public.plan_versions v
	where v.reseller_id = client.reseller_id and v.id = version_id;
	if months in (1, 2, 3, 6, 12) and not months = any (version.intervals) then
		perform app.refuse('plan_interval_not_offered', 409);
	end if;
	trial_days := coalesce((terms ->> 'trial_days')::integer, version.trial_days, 0);
	if trial_days not between 0 and 365 then
		perform app.refuse('subscription_trial_invalid');
	end if;
	perform app.require_method(client, terms ->> 'method');
	insert into public.subscriptions (
		reseller_id, client_id, plan_version_id, activation, status, activated_at, interval_months, due_day, method, started_on,
		period_day, next_period_on, trial_ends_on, cycles_limit, contract_total_cents, instalments, request_id
	) values (
		client.reseller_id, client.id, version.id, activates,
		case when starts_on > today then 'scheduled' when trial_days > 0 then 'trialing' when activates = 'now' then 'active' else 'pending' end,
		case when starts_on = today and (trial_days > 0 or activates = 'now') then now() end,
		months,
		coalesce((terms ->> 'due_day')::smallint, client.due_day, extract(day from coalesce(first_due_on, starts_on + trial_days))),
		terms ->> 'method', starts_on, extract(day from starts_on + trial_days), starts_on + trial_days,
		case when trial_days > 0 then starts_on + trial_days - 1 end,
		coalesce((terms ->> 'cycles_limit')::smallint, (terms ->> 'instalments')::smallint, version.cycles_limit),
		(terms ->> 'contract_total_cents')::bigint, (terms ->> 'instalments')::smallint, subscribe.request_id
	) returning * into subscription;
	perform app.add_adjustments(subscription, terms -> 'adjustments');
	-- What starts later, or is on trial, is billed by the nightly run, when its first period comes near.
	if starts_on = today and trial_days = 0 then
		perform app.issue_invoices(client.reseller_id, today, array[subscription.id], coalesce(first_due_on, today));
		if app.is_settled(subscription) then
			perform app.activate_subscription(subscription.reseller_id, subscription.id);
		end if;
	end if;
	return subscription;
end
$$;
comment on function app.subscribe(public.clients, jsonb, jsonb, uuid) is
	'Puts a client on a plan and bills the first period, unless it starts later or with a trial. plan: {id} or the fields of a new one. terms: {interval_months, first_due_on?, due_day?, activation?, starts_on?, trial_days?, cycles_limit?, contract_total_cents?, instalments?, method?, adjustments? (app.add_adjustments)}; without a due day the client''s own, without that the day of the first due date; without trial or cycles those of the plan.
Refuses first_due_in_past, first_due_too_far, starts_in_past, starts_too_far, subscription_trial_invalid, plan_not_available, plan_interval_not_offered, pay_method_not_accepted, pay_method_needs_gateway (409), client_archived, not_permitted; broken rules of the rows come as check_violation named after the refusal.';

create function app.is_settled(subscription public.subscriptions) returns boolean
	language plpgsql stable security definer
	set search_path = ''
as $$
begin
	return not exists (
		select from public.invoices i
		where i.reseller_id = subscription.reseller_id and i.subscription_id = subscription.id
			and i.status = 'open' and i.payment_status in ('unpaid', 'partial')
	);
end
$$;
comment on function app.is_settled(public.subscriptions) is 'Whether nothing of the subscription waits to be paid.';

create function app.first_invoice_of(reseller_id uuid, subscription_id uuid) returns uuid
	language plpgsql stable security definer
	set search_path = ''
as $$
begin
	return (
		select i.id from public.invoices i
		where i.reseller_id = first_invoice_of.reseller_id and i.subscription_id = first_invoice_of.subscription_id
		order by i.period_start limit 1
	);
end
$$;

create function app.complete_onboarding(id uuid) returns jsonb
	language plpgsql security definer
	set search_path = ''
as $$
declare
	account app.account := app.require('clients.write');
	onboarding public.onboardings;
	client public.clients;
	subscription public.subscriptions;
	first_invoice_id uuid;
	violated text;
begin
	-- The lock makes a double click, a repeated request or a second tab wait, and then find the same client.
	select o.* into onboarding from public.onboardings o
	where o.reseller_id = account.reseller_id and o.id = complete_onboarding.id
	for update;
	if onboarding.id is null then
		perform app.refuse('onboarding_not_found', 404);
	end if;
	if onboarding.completed_at is not null then
		return jsonb_build_object('client_id', onboarding.client_id, 'invoice_id', onboarding.invoice_id);
	end if;
	if not onboarding.draft ?& array['client', 'plan', 'terms'] then
		perform app.refuse('onboarding_incomplete');
	end if;
	perform app.require('invoices.issue');

	client := app.insert_client(account.reseller_id, onboarding.draft -> 'client');
	subscription := app.subscribe(client, onboarding.draft -> 'plan', onboarding.draft -> 'terms');
	first_invoice_id := app.first_invoice_of(subscription.reseller_id, subscription.id);
	-- "Solicitar dados por e-mail": the client fills in the rest itself.
	if onboarding.draft -> 'client' -> 'request_data' = 'true' then
		perform app.request_client_data_for(account, onboarding.id, client.id, client.locale);
	end if;
	update public.onboardings o
	set client_id = client.id, invoice_id = first_invoice_id, completed_at = now(), updated_at = now(), draft = '{}'
	where o.reseller_id = account.reseller_id and o.id = complete_onboarding.id;
	return jsonb_build_object('client_id', client.id, 'invoice_id', first_invoice_id);
exception
	when check_violation then
		get stacked diagnostics violated = constraint_name;
		perform app.refuse(violated);
	when not_null_violation then
		perform app.refuse('onboarding_incomplete');
	when data_exception then
		-- A draft is free JSON until here: dates that are none, numbers that are text.
		perform app.refuse('onboarding_draft_invalid');
end
$$;
grant execute on function app.complete_onboarding(uuid) to authenticated;

create function public.complete_onboarding(id uuid) returns jsonb
	language sql
	set search_path = ''
as $$ select app.complete_onboarding(id) $$;
comment on function public.complete_onboarding(uuid) is
	'Turns an onboarding into client, subscription and first invoice, in one transaction, and mails the invoice. Idempotent: the second call answers as the first.
Refuses: onboarding_not_found, onboarding_incomplete, onboarding_draft_invalid, first_due_in_past, first_due_too_far, plan_not_available, not_permitted, client_without_email (409; with `request_data` in the client''s answers), and the rules of client and plan by name.';
grant execute on function public.complete_onboarding(uuid) to authenticated;

create function app.add_subscription(request_id uuid, client_id uuid, plan jsonb, terms jsonb) returns jsonb
	language plpgsql security definer
	set search_path = ''
as $$
declare
	account app.account := app.require('invoices.issue');
	client public.clients;
	subscription public.subscriptions;
	violated text;
begin
	if request_id is null then
		perform app.refuse('request_id_required');
	end if;
	client := app.lock_client(account.reseller_id, add_subscription.client_id);
	select s.* into subscription from public.subscriptions s
	where s.reseller_id = account.reseller_id and s.request_id = add_subscription.request_id;
	if subscription.client_id <> client.id then
		perform app.refuse('request_id_reused', 409);
	end if;
	if subscription.id is not null then
		return jsonb_build_object(
			'subscription_id', subscription.id, 'invoice_id', app.first_invoice_of(subscription.reseller_id, subscription.id)
		);
	end if;
	if jsonb_typeof(plan) is distinct from 'object' or jsonb_typeof(terms) is distinct from 'object' then
		perform app.refuse('subscription_incomplete');
	end if;
	subscription := app.subscribe(client, plan, terms, request_id);
	return jsonb_build_object(
		'subscription_id', subscription.id, 'invoice_id', app.first_invoice_of(subscription.reseller_id, subscription.id)
	);
exception
	when check_violation then
		get stacked diagnostics violated = constraint_name;
		perform app.refuse(violated);
	when not_null_violation then
		perform app.refuse('subscription_incomplete');
	when data_exception then
		perform app.refuse('input_invalid');
	when unique_violation then
		-- At this very moment for another client: the lock above does not cover that one.
		perform app.refuse('request_id_reused', 409);
end
$$;
grant execute on function app.add_subscription(uuid, uuid, jsonb, jsonb) to authenticated;

create function public.add_subscription(request_id uuid, client_id uuid, plan jsonb, terms jsonb) returns jsonb
	language sql
	set search_path = ''
as $$ select app.add_subscription(request_id, client_id, plan, terms) $$;
comment on function public.add_subscription(uuid, uuid, jsonb, jsonb) is
	'Puts an existing client on a plan, bills the first period and mails it, unless it starts later or with a trial: {subscription_id, invoice_id or null}. plan and terms as an onboarding has them (app.subscribe). Idempotent by request_id.
Refuses: client_not_found, client_archived, subscription_incomplete, first_due_in_past, first_due_too_far, plan_not_available, not_permitted, request_id_required, request_id_reused, input_invalid, and the rules of plans and subscriptions by name.';
grant execute on function public.add_subscription(uuid, uuid, jsonb, jsonb) to authenticated;

create function app.discard_onboarding(id uuid) returns void
	language plpgsql security definer
	set search_path = ''
as $$
declare
	account app.account := app.require('clients.write');
begin
	delete from public.onboardings o
	where o.reseller_id = account.reseller_id and o.id = discard_onboarding.id and o.completed_at is null;
end
$$;
grant execute on function app.discard_onboarding(uuid) to authenticated;

create function public.discard_onboarding(id uuid) returns void
	language sql
	set search_path = ''
as $$ select app.discard_onboarding(id) $$;
comment on function public.discard_onboarding(uuid) is 'Drops an unfinished onboarding. Idempotent; a completed one stays.';
grant execute on function public.discard_onboarding(uuid) to authenticated;
