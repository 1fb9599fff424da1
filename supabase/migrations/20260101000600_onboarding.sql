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
	returns public.invoices
	language plpgsql security definer
	set search_path = ''
as $$
declare
	today date := app.today(client.reseller_id);
	first_due_on date := coalesce((terms ->> 'first_due_on')::date, today);
	subscription public.subscriptions;
	invoice public.invoices;
begin
	perform app.require_billable(client);
	if first_due_on < today then
		perform app.refuse('first_due_in_past');
	end if;
	if first_due_on > today + 365 then
		perform app.refuse('first_due_too_far');
	end if;
	insert into public.subscriptions (
		reseller_id, client_id, plan_version_id, activation, status, activated_at, interval_months, due_day, started_on,
		next_period_on, request_id
	) values (
		client.reseller_id, client.id, app.plan_version_of(client.reseller_id, plan),
		coalesce(terms ->> 'activation', 'on_payment'),
		case terms ->> 'activation' when 'now' then 'active' else 'pending' end,
		case terms ->> 'activation' when 'now' then now() end,
		(terms ->> 'interval_months')::smallint,
		coalesce((terms ->> 'due_day')::smallint, client.due_day, extract(day from first_due_on)),
		today, (today + make_interval(months => (terms ->> 'interval_months')::integer))::date,
		subscribe.request_id
	) returning * into subscription;
	invoice := app.issue_subscription_invoice(subscription, today, first_due_on);
	if invoice.payment_status = 'paid' then
		perform app.activate_subscription(invoice.reseller_id, invoice.subscription_id);
	end if;
	return invoice;
end
$$;
comment on function app.subscribe(public.clients, jsonb, jsonb, uuid) is
	'Puts a client on a plan and bills the first period; answers that invoice. plan: {id} or the fields of a new one. terms: {interval_months, first_due_on?, due_day?, activation?}; without a due day the client''s own, without that the day of the first due date.
Refuses first_due_in_past, first_due_too_far, plan_not_available, client_archived, not_permitted; broken rules of the rows come as check_violation named after the refusal.';

create function app.complete_onboarding(id uuid) returns jsonb
	language plpgsql security definer
	set search_path = ''
as $$
declare
	account app.account := app.require('clients.write');
	onboarding public.onboardings;
	client public.clients;
	invoice public.invoices;
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
	invoice := app.subscribe(client, onboarding.draft -> 'plan', onboarding.draft -> 'terms');
	-- "Solicitar dados por e-mail": the client fills in the rest itself.
	if onboarding.draft -> 'client' -> 'request_data' = 'true' then
		perform app.request_client_data_for(account, onboarding.id, client.id, client.locale);
	end if;
	update public.onboardings o
	set client_id = client.id, invoice_id = invoice.id, completed_at = now(), updated_at = now(), draft = '{}'
	where o.reseller_id = account.reseller_id and o.id = complete_onboarding.id;
	return jsonb_build_object('client_id', client.id, 'invoice_id', invoice.id);
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
	invoice public.invoices;
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
		select i.* into invoice from public.invoices i
		where i.reseller_id = account.reseller_id and i.subscription_id = subscription.id
		order by i.period_start limit 1;
		return jsonb_build_object('subscription_id', subscription.id, 'invoice_id', invoice.id);
	end if;
	if jsonb_typeof(plan) is distinct from 'object' or jsonb_typeof(terms) is distinct from 'object' then
		perform app.refuse('subscription_incomplete');
	end if;
	invoice := app.subscribe(client, plan, terms, request_id);
	return jsonb_build_object('subscription_id', invoice.subscription_id, 'invoice_id', invoice.id);
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
	'Puts an existing client on a plan, bills the first period and mails it: {subscription_id, invoice_id}. plan and terms as an onboarding has them (app.subscribe). Idempotent by request_id.
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
