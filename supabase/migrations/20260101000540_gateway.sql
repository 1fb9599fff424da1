-- Gateway: what is wanted of a payment provider, and how a worker is told. What came of it is the next chapter's.

create table public.gateway_accounts (
	id uuid primary key default gen_random_uuid(),
	reseller_id uuid not null references public.resellers (id) on delete cascade,
	provider text not null constraint gateway_provider_invalid check (provider in ('asaas', 'simulator')),
	environment text not null default 'production'
		constraint gateway_environment_invalid check (environment in ('production', 'sandbox')),
	key_last_four text not null check (length(key_last_four) = 4),
	webhook_token_hash bytea not null,
	is_active boolean not null default true,
	connected_by uuid references public.people (id) on delete set null,
	created_at timestamptz not null default now(),
	key_changed_at timestamptz not null default now(),
	checked_at timestamptz,
	check_error text,
	webhook_registered_at timestamptz,
	last_event_at timestamptz,
	reconciled_at timestamptz,
	constraint gateway_accounts_tenant_key unique (reseller_id, id),
	constraint gateway_accounts_one_each unique (reseller_id, provider, environment)
);
comment on table public.gateway_accounts is
	'A reseller''s account with a payment provider. The API key is in the vault (`gateway_key:<id>`); of it only the last four characters are readable. A new key is put in its place, and charges stay what they are: they belong to the account, not to the key.';
comment on column public.gateway_accounts.check_error is 'Why the provider did not accept the key when it was last asked; null: it did.';
comment on column public.gateway_accounts.webhook_token_hash is 'SHA-256 of what webhooks must carry.';
create unique index gateway_accounts_one_active on public.gateway_accounts (reseller_id) where is_active;
create index gateway_accounts_connected_by on public.gateway_accounts (connected_by);
alter table public.gateway_accounts enable row level security;
select app.keep_trail_of('gateway_accounts', '{id}', '{webhook_token_hash,checked_at,check_error,last_event_at,reconciled_at,webhook_registered_at}');
grant select (
	id, reseller_id, provider, environment, key_last_four, is_active, connected_by, created_at, key_changed_at, checked_at, check_error,
	webhook_registered_at, last_event_at, reconciled_at
) on public.gateway_accounts to authenticated;
grant all on public.gateway_accounts to service_role;
create policy "staff read the gateways of the reseller" on public.gateway_accounts
	for select to authenticated using (reseller_id = (select app.staff_reseller_id()));

create table public.gateway_customers (
	reseller_id uuid not null,
	account_id uuid not null,
	client_id uuid not null,
	provider_customer_id text not null check (length(provider_customer_id) between 1 and 100),
	created_at timestamptz not null default now(),
	primary key (reseller_id, account_id, client_id),
	constraint gateway_customers_known_once unique (account_id, provider_customer_id),
	foreign key (reseller_id, account_id) references public.gateway_accounts (reseller_id, id) on delete cascade,
	foreign key (reseller_id, client_id) references public.clients (reseller_id, id) on delete cascade
);
comment on table public.gateway_customers is 'What the provider calls a client.';
create index gateway_customers_client on public.gateway_customers (reseller_id, client_id);
alter table public.gateway_customers enable row level security;
grant select on public.gateway_customers to authenticated;
grant all on public.gateway_customers to service_role;
create policy "staff read what providers call clients" on public.gateway_customers
	for select to authenticated using (reseller_id = (select app.staff_reseller_id()));

create table public.gateway_charges (
	id uuid primary key default gen_random_uuid(),
	reseller_id uuid not null,
	account_id uuid not null,
	client_id uuid not null,
	invoice_id uuid not null,
	provider_charge_id text check (length(provider_charge_id) between 1 and 100),
	is_wanted boolean not null default true,
	wanted_amount_cents bigint not null check (wanted_amount_cents >= 0),
	wanted_due_on date not null,
	wanted_method text check (wanted_method in ('pix', 'boleto', 'card')),
	wanted_fine_bps integer not null default 0,
	wanted_interest_bps integer not null default 0,
	wanted_version integer not null default 1,
	asked_version integer not null default 0 check (asked_version <= wanted_version),
	asked_amount_cents bigint,
	asked_due_on date,
	asked_fine_bps integer,
	asked_interest_bps integer,
	state text not null default 'open' check (state in (
		'open', 'analysing', 'confirmed', 'received_in_cash', 'received', 'refunding', 'partially_refunded', 'disputed', 'dispute_won', 'refunded'
	)),
	is_deleted boolean not null default false,
	amount_cents bigint,
	due_on date,
	method text check (method in ('pix', 'boleto', 'card')),
	paid_on date,
	received_on date,
	refunded_cents bigint not null default 0,
	credit_refunded_cents bigint not null default 0,
	undone integer not null default 0,
	url text,
	pix_code text,
	boleto_line text,
	replaced_at timestamptz,
	created_at timestamptz not null default now(),
	checked_at timestamptz,
	last_event_at timestamptz,
	constraint gateway_charges_tenant_key unique (reseller_id, id),
	constraint gateway_charges_known_once unique (account_id, provider_charge_id),
	foreign key (reseller_id, account_id) references public.gateway_accounts (reseller_id, id),
	foreign key (reseller_id, client_id) references public.clients (reseller_id, id),
	foreign key (reseller_id, invoice_id) references public.invoices (reseller_id, id)
);
comment on table public.gateway_charges is
	'An invoice at a payment provider: what is wanted of it (is_wanted, wanted_*), what the provider has acknowledged (asked_*), and how it stands there by all that was heard. The invoice is what it is without it. The id is the reference that the provider keeps.';
comment on column public.gateway_charges.wanted_version is 'Counts what is wanted; asked_version is the last that the provider has.';
comment on column public.gateway_charges.undone is 'How often a receipt was undone at the provider: the next one is another payment.';
comment on column public.gateway_charges.replaced_at is 'Since when another charge stands for the invoice; money that comes for this one all the same is the client''s.';
create unique index gateway_charges_one_per_invoice on public.gateway_charges (reseller_id, invoice_id) where replaced_at is null;
create index gateway_charges_invoice on public.gateway_charges (reseller_id, invoice_id);
create index gateway_charges_client on public.gateway_charges (reseller_id, client_id);
create index gateway_charges_account on public.gateway_charges (reseller_id, account_id);
create index gateway_charges_unsettled on public.gateway_charges (account_id, checked_at nulls first)
	where provider_charge_id is not null and not is_deleted
		and state in ('open', 'analysing', 'confirmed', 'refunding', 'disputed', 'received_in_cash');
create index gateway_charges_received on public.gateway_charges (account_id, paid_on, checked_at)
	where provider_charge_id is not null and state in ('received', 'partially_refunded', 'dispute_won');
alter table public.gateway_charges enable row level security;
grant select on public.gateway_charges to authenticated;
grant all on public.gateway_charges to service_role;
create policy "staff read all charges, a client's user with that right its own" on public.gateway_charges
	for select to authenticated using (
		reseller_id = (select app.reseller_id())
		and (
			(select app.is_staff())
			or (client_id = (select app.client_id()) and (select app.may('portal.invoices.read')))
		)
	);

create function app.is_card_token(token text) returns boolean
	language sql immutable
	set search_path = ''
as $$
	select length(token) between 8 and 200
		and not (token ~ '^[0-9 .-]+$' and length(regexp_replace(token, '[^0-9]', '', 'g')) between 12 and 19)
$$;
comment on function app.is_card_token(text) is 'Whether it may be kept: what is made of digits alone, as many as a card has, must not be, not even by mistake.';
grant execute on function app.is_card_token(text) to service_role;

create table public.payment_profiles (
	id uuid primary key default gen_random_uuid(),
	reseller_id uuid not null,
	account_id uuid not null,
	client_id uuid not null,
	token text not null constraint payment_profile_token_invalid check (app.is_card_token(token)),
	brand text constraint payment_profile_brand_invalid check (length(brand) <= 30),
	last_four text constraint payment_profile_last_four_invalid check (last_four ~ '^[0-9]{4}$'),
	expires_month smallint constraint payment_profile_month_invalid check (expires_month between 1 and 12),
	expires_year smallint constraint payment_profile_year_invalid check (expires_year between 2000 and 2100),
	created_by uuid references public.people (id) on delete set null,
	created_at timestamptz not null default now(),
	removed_at timestamptz,
	constraint payment_profiles_tenant_key unique (reseller_id, id),
	constraint payment_profiles_token_once unique (account_id, token),
	foreign key (reseller_id, account_id) references public.gateway_accounts (reseller_id, id),
	foreign key (reseller_id, client_id) references public.clients (reseller_id, id)
);
comment on table public.payment_profiles is
	'Cards that the provider keeps: here is only a token, of use to nobody but the reseller''s own account there. Never a card number.';
create index payment_profiles_client on public.payment_profiles (reseller_id, client_id, created_at desc);
create index payment_profiles_account on public.payment_profiles (reseller_id, account_id);
create index payment_profiles_created_by on public.payment_profiles (created_by);
alter table public.payment_profiles enable row level security;
select app.keep_trail_of('payment_profiles', '{id}', '{token}');
grant select (
	id, reseller_id, account_id, client_id, brand, last_four, expires_month, expires_year, created_by, created_at, removed_at
) on public.payment_profiles to authenticated;
grant all on public.payment_profiles to service_role;
create policy "staff read all payment profiles, a client's user who may pay its own" on public.payment_profiles
	for select to authenticated using (
		reseller_id = (select app.reseller_id())
		and (
			(select app.is_staff())
			or (client_id = (select app.client_id()) and (select app.may('portal.invoices.pay')))
		)
	);

-- Commands ------------------------------------------------------------------------------------------------

create function app.queue_gateway_commands(commands jsonb) returns void
	language plpgsql security definer
	set search_path = ''
as $$
begin
	-- One row for each thing to see to, so that no two workers are at the same one: it is set going again, and who is just
	-- at it finds on reporting that there is more to do.
	insert into app.outbox as o (reseller_id, kind, template, recipient, unique_key, payload, due_at)
	select (c.command ->> 'reseller_id')::uuid, 'gateway', c.command ->> 'name', c.command ->> 'subject',
		'gateway:' || (c.command ->> 'key') || ':' || (c.command ->> 'subject'),
		jsonb_build_object('account_id', c.command ->> 'account_id'), coalesce((c.command ->> 'due_at')::timestamptz, now())
	from jsonb_array_elements(commands) as c (command)
	-- Nothing is asked of a provider that the reseller has left; if it comes back, what is missing is found again.
	join public.gateway_accounts a on a.id = (c.command ->> 'account_id')::uuid and a.is_active
	on conflict on constraint outbox_unique_key_key do update set
		template = excluded.template,
		payload = case when o.state = 'sending' then o.payload || '{"again": true}' else excluded.payload end,
		state = case when o.state = 'sending' then 'sending' else 'queued' end,
		attempts = case when o.state = 'sending' then o.attempts else 0 end,
		due_at = case when o.state = 'sending' then o.due_at else excluded.due_at end,
		last_error = case when o.state = 'sending' then o.last_error end;
	-- The trigger of the outbox hears of new rows only.
	perform app.wake_worker('gateway');
end
$$;
comment on function app.queue_gateway_commands(jsonb) is
	'Puts commands for the worker `gateway` into the outbox: [{reseller_id, account_id, name, key, subject, due_at?}], one row per key and subject.';

create function app.charged_method(method text, accepted text[]) returns text
	language sql immutable
	set search_path = ''
as $$
	select case
		when method is not null then method
		when cardinality(accepted) = 1 then accepted[1]
		-- A boleto has a Pix code on it.
		when accepted <@ '{pix,boleto}' then 'boleto'
	end
$$;
comment on function app.charged_method(text, text[]) is
	'How the provider is to take an invoice that asks for any way: the narrowest that has all that the reseller accepts. Null: whoever pays chooses there, among all ways, since no provider lets one name two.';

create function app.want_charges(reseller_id uuid, invoice_ids uuid[]) returns void
	language plpgsql security definer
	set search_path = ''
as $$
#variable_conflict use_column
declare
	account public.gateway_accounts := (
		select a from public.gateway_accounts a where a.reseller_id = want_charges.reseller_id and a.is_active
	);
	accepted text[] := (app.billing_settings_of(reseller_id)).pay_methods;
	changed jsonb;
begin
	-- One that was taken back when nothing was to be paid does not come back by itself; and nobody can pay one again whose money
	-- came, be it that it was not enough or that it went back: another stands for what is open.
	update public.gateway_charges c set replaced_at = now(), is_wanted = false
	from public.invoices i
	where i.reseller_id = want_charges.reseller_id and i.id = any (invoice_ids) and i.status = 'open' and i.payment_status in ('unpaid', 'partial')
		and c.reseller_id = i.reseller_id and c.invoice_id = i.id and c.replaced_at is null
		and (
			(c.is_deleted and not c.is_wanted)
			-- While an event is being settled the charge is there before its money.
			or (c.state not in ('open', 'analysing') and exists (
				select from public.payments p
				where p.reseller_id = c.reseller_id and p.source = 'gateway'
					and p.external_id = app.gateway_external_id(c.provider_charge_id, c.undone)
			))
		);
	with wanted as materialized (
		select i.id as invoice_id, i.client_id, c.id as charge_id, c.account_id, c.provider_charge_id, c.asked_version,
			i.status = 'open' and i.payment_status in ('unpaid', 'partial') and i.payer = 'client' as is_wanted,
			k.collection = 'gateway' as is_collected,
			i.total_cents + i.fine_cents + i.interest_cents - i.paid_cents as amount_cents,
			i.effective_due_on as due_on, app.charged_method(i.method, accepted) as method,
			-- The fine of an invoice that was paid late in part has been taken.
			case when i.late_from is null then coalesce(r.fine_bps, 0) else 0 end as fine_bps, coalesce(r.interest_bps, 0) as interest_bps
		from public.invoices i
		join public.clients k on k.reseller_id = i.reseller_id and k.id = i.client_id
		left join public.late_rates r on r.reseller_id = i.reseller_id and r.id = i.late_rate_id
		left join public.gateway_charges c on c.reseller_id = i.reseller_id and c.invoice_id = i.id and c.replaced_at is null
			-- What was paid there is settled: nothing of it is changed there.
			and c.state in ('open', 'analysing') and not c.is_deleted
		where i.reseller_id = want_charges.reseller_id and i.id = any (invoice_ids)
			and (c.id is not null or not exists (
				select from public.gateway_charges e
				where e.reseller_id = i.reseller_id and e.invoice_id = i.id and e.replaced_at is null
			))
	), made as (
		insert into public.gateway_charges (
			reseller_id, account_id, client_id, invoice_id, wanted_amount_cents, wanted_due_on, wanted_method, wanted_fine_bps, wanted_interest_bps
		)
		select want_charges.reseller_id, account.id, w.client_id, w.invoice_id, w.amount_cents, w.due_on, w.method, w.fine_bps, w.interest_bps
		from wanted w
		where w.charge_id is null and w.is_wanted and w.is_collected and w.amount_cents > 0 and account.id is not null
		on conflict (reseller_id, invoice_id) where replaced_at is null do nothing
		returning id, account_id, 'create_charge' as name
	), moved as (
		update public.gateway_charges c set
			is_wanted = w.is_wanted, wanted_version = c.wanted_version + 1,
			wanted_amount_cents = case when w.is_wanted then w.amount_cents else c.wanted_amount_cents end,
			wanted_due_on = w.due_on, wanted_method = w.method, wanted_fine_bps = w.fine_bps, wanted_interest_bps = w.interest_bps
		from wanted w
		where c.reseller_id = want_charges.reseller_id and c.id = w.charge_id
			and (
				c.is_wanted <> w.is_wanted
				or (w.is_wanted and (
					c.wanted_amount_cents, c.wanted_due_on, c.wanted_method, c.wanted_fine_bps, c.wanted_interest_bps
				) is distinct from (w.amount_cents, w.due_on, w.method, w.fine_bps, w.interest_bps))
			)
		returning c.id, c.account_id, case
			when not c.is_wanted then 'cancel_charge' when c.asked_version = 0 then 'create_charge' else 'update_charge' end as name
	)
	select jsonb_agg(jsonb_build_object(
		'reseller_id', want_charges.reseller_id, 'account_id', m.account_id, 'name', m.name, 'key', 'charge', 'subject', m.id
	)) into changed
	from (select * from made union all select * from moved) m;
	if changed is not null then
		perform app.queue_gateway_commands(changed);
	end if;
end
$$;
comment on function app.want_charges(uuid, uuid[]) is
	'Brings what is wanted at the gateway to where these invoices stand: a charge for what is open of those that are collected there, another amount or date, none any more. Writes a command for each difference.';

create function app.want_charges_of_invoices() returns trigger
	language plpgsql security definer
	set search_path = ''
as $$
declare
	reseller record;
begin
	if not exists (select from public.gateway_accounts) then
		return null;
	end if;
	for reseller in
		select n.reseller_id, array_agg(n.id) as ids from new_rows n
		where exists (select from public.gateway_accounts a where a.reseller_id = n.reseller_id)
			and n.status <> 'draft'
		group by n.reseller_id
	loop
		perform app.want_charges(reseller.reseller_id, reseller.ids);
	end loop;
	return null;
end
$$;
create trigger invoices_charged_new after insert on public.invoices
	referencing new table as new_rows for each statement execute function app.want_charges_of_invoices();

create function app.want_charges_of_changed_invoices() returns trigger
	language plpgsql security definer
	set search_path = ''
as $$
declare
	reseller record;
begin
	if not exists (select from public.gateway_accounts) then
		return null;
	end if;
	for reseller in
		select n.reseller_id, array_agg(n.id) as ids from new_rows n
		join old_rows o on o.id = n.id
		where (n.status, n.payment_status, n.total_cents, n.paid_cents, n.fine_cents, n.interest_cents, n.due_on, n.postponed_to, n.method, n.late_from)
			is distinct from
			(o.status, o.payment_status, o.total_cents, o.paid_cents, o.fine_cents, o.interest_cents, o.due_on, o.postponed_to, o.method, o.late_from)
			and exists (select from public.gateway_accounts a where a.reseller_id = n.reseller_id)
		group by n.reseller_id
	loop
		perform app.want_charges(reseller.reseller_id, reseller.ids);
	end loop;
	return null;
end
$$;
create trigger invoices_charged after update on public.invoices
	referencing old table as old_rows new table as new_rows for each statement execute function app.want_charges_of_changed_invoices();

create function app.refunds_wanted(charge public.gateway_charges) returns bigint
	language sql stable security definer
	set search_path = ''
as $$
	select charge.credit_refunded_cents + coalesce(sum(p.refunded_cents), 0)::bigint from public.payments p
	where p.reseller_id = charge.reseller_id and p.invoice_id = charge.invoice_id and p.source = 'gateway' and p.status = 'succeeded'
		and split_part(p.external_id, ':', 1) = charge.provider_charge_id
		-- The rest went back by hand: the provider is not asked.
		and app.gives_back_itself(p.method)
$$;
comment on function app.refunds_wanted(public.gateway_charges) is 'How much of a charge the provider is to have given back in all.';

create function app.want_charges_of_clients() returns trigger
	language plpgsql security definer
	set search_path = ''
as $$
declare
	reseller record;
begin
	if not exists (select from public.gateway_accounts) then
		return null;
	end if;
	for reseller in
		select i.reseller_id, array_agg(i.id) as ids from new_rows n
		join old_rows o on o.id = n.id
		join public.invoices i on i.reseller_id = n.reseller_id and i.client_id = n.id
			and i.status = 'open' and i.payment_status in ('unpaid', 'partial')
		where n.collection = 'gateway' and o.collection <> 'gateway'
			and exists (select from public.gateway_accounts a where a.reseller_id = n.reseller_id)
		group by i.reseller_id
	loop
		perform app.want_charges(reseller.reseller_id, reseller.ids);
	end loop;
	return null;
end
$$;
comment on function app.want_charges_of_clients() is
	'What a client still has to pay goes to the gateway with the client. The other way round its charges stay: they were sent out.';
create trigger clients_charged after update on public.clients
	referencing old table as old_rows new table as new_rows for each statement execute function app.want_charges_of_clients();

create function app.want_charges_of_settings() returns trigger
	language plpgsql security definer
	set search_path = ''
as $$
begin
	perform app.want_charges(new.reseller_id, array(
		select i.id from public.gateway_charges c
		join public.invoices i on i.reseller_id = c.reseller_id and i.id = c.invoice_id
			and i.status = 'open' and i.payment_status in ('unpaid', 'partial') and i.method is null
		where c.reseller_id = new.reseller_id and c.replaced_at is null and c.is_wanted
	));
	return null;
end
$$;
comment on function app.want_charges_of_settings() is 'What can be paid in any way is taken in the ways that are accepted now.';
create trigger billing_settings_charged after update of pay_methods on public.billing_settings
	for each row when (new.pay_methods is distinct from old.pay_methods) execute function app.want_charges_of_settings();

create function app.want_refunds() returns trigger
	language plpgsql security definer
	set search_path = ''
as $$
declare
	commands jsonb := (
		select jsonb_agg(jsonb_build_object(
			'reseller_id', c.reseller_id, 'account_id', c.account_id, 'name', 'refund_charge', 'key', 'refund', 'subject', c.id
		))
		from new_rows n
		join old_rows o on o.id = n.id
		join public.gateway_charges c on c.reseller_id = n.reseller_id and c.invoice_id = n.invoice_id
			and c.provider_charge_id = split_part(n.external_id, ':', 1)
		where n.source = 'gateway' and app.gives_back_itself(n.method) and n.refunded_cents > o.refunded_cents
			-- What the provider gave back of itself is heard of there first.
			and app.refunds_wanted(c) > c.refunded_cents
	);
begin
	if commands is not null then
		perform app.queue_gateway_commands(commands);
	end if;
	return null;
end
$$;
create trigger payments_refunded_there after update on public.payments
	referencing old table as old_rows new table as new_rows for each statement execute function app.want_refunds();

-- The worker ----------------------------------------------------------------------------------------------

create function app.gateway_account_data(account public.gateway_accounts) returns jsonb
	language plpgsql stable security definer
	set search_path = ''
as $$
begin
	return jsonb_build_object(
		'provider', account.provider, 'environment', account.environment,
		'base_url', case account.provider when 'simulator' then app.setting('simulator_url') end,
		'api_key', app.secret('gateway_key:' || account.id)
	);
end
$$;

create function app.charge_terms(
	charge public.gateway_charges, invoice public.invoices,
	out due_on date, out amount_cents bigint, out fine_bps integer, out interest_bps integer
)
	language plpgsql stable security definer
	set search_path = ''
as $$
declare
	today date := greatest(app.today(charge.reseller_id), (now() at time zone 'America/Sao_Paulo')::date);
	-- What a part payment froze is not asked for again.
	counts_from date := greatest(charge.wanted_due_on, invoice.late_from);
	principal bigint := invoice.total_cents - (invoice.paid_cents - invoice.charges_paid_cents);
	asked record;
begin
	-- No provider takes a date that has passed, by its own calendar; but one that it has, it keeps: it counts lateness from it.
	due_on := case when charge.asked_due_on between counts_from and today then charge.asked_due_on else greatest(counts_from, today) end;
	-- What lateness cost until then the provider cannot know: it is in the amount. 100,00 due on 1 June, asked for on the 21st:
	-- 100,00 + 2 % + 1 % ÷ 30 × 20 days = 102,67, due on 21 June, no fine any more.
	asked := app.invoice_charges(invoice, least(due_on, app.today(charge.reseller_id)));
	amount_cents := charge.wanted_amount_cents + asked.fine_new_cents + asked.interest_new_cents;
	fine_bps := case when asked.days_late > 0 then 0 else charge.wanted_fine_bps end;
	-- Interest is on the principal only, and the provider takes it on all: so of the rate that part, rounded in favour of whoever pays.
	-- 1 % × 100,00 ÷ 102,67 = 0,97 %: on 1 July 102,67 + 0,97 % ÷ 30 × 10 days = 103,00, as 100,00 + 2 % + 1 % ÷ 30 × 30 days.
	-- On a large claim the two come to some cents apart; app.asked_of_charge says why that leaves nothing open.
	interest_bps := charge.wanted_interest_bps * least(principal, amount_cents) / greatest(amount_cents, 1);
end
$$;
comment on function app.charge_terms(public.gateway_charges, public.invoices) is
	'What is asked of the provider for a charge today, so that what it adds by its own counting comes to what the invoice asks for on the day it is paid, never more.';

create function app.gateway_charge_data(charge_id uuid) returns jsonb
	language plpgsql stable security definer
	set search_path = ''
as $$
begin
	return (
		select jsonb_build_object(
			'version', c.wanted_version,
			'charge_id', c.id,
			'provider_charge_id', c.provider_charge_id,
			'is_wanted', c.is_wanted,
			'amount_cents', t.amount_cents,
			'due_on', t.due_on,
			'method', c.wanted_method,
			'fine_bps', t.fine_bps,
			'interest_bps', t.interest_bps,
			'invoice_number', i.number,
			'refund_cents', app.refunds_wanted(c),
			'customer', jsonb_build_object(
				'known_id', g.provider_customer_id, 'reference', k.id, 'name', k.name, 'document', coalesce(k.document, ''), 'email', k.email
			)
		)
		from public.gateway_charges c
		join public.invoices i on i.reseller_id = c.reseller_id and i.id = c.invoice_id
		cross join lateral app.charge_terms(c, i) t
		join public.clients k on k.reseller_id = c.reseller_id and k.id = c.client_id
		left join public.gateway_customers g
			on g.reseller_id = c.reseller_id and g.account_id = c.account_id and g.client_id = c.client_id
		where c.id = gateway_charge_data.charge_id
	);
end
$$;

create function app.card_token_of(charge_id uuid) returns text
	language plpgsql stable security definer
	set search_path = ''
as $$
begin
	return (
		select p.token from public.gateway_charges c
		join public.payment_profiles p on p.reseller_id = c.reseller_id and p.client_id = c.client_id and p.account_id = c.account_id
		where c.id = card_token_of.charge_id and p.removed_at is null
		order by p.created_at desc
		limit 1
	);
end
$$;
comment on function app.card_token_of(uuid) is 'The token of the card that the client added last, if the charge is to be paid with one.';

create function app.queue_card_payments() returns void
	language plpgsql security definer
	set search_path = ''
as $$
declare
	commands jsonb := (
		select jsonb_agg(jsonb_build_object(
			'reseller_id', c.reseller_id, 'account_id', c.account_id, 'name', 'pay_by_card', 'key', 'card', 'subject', c.id
		))
		from public.gateway_charges c
		where c.wanted_method = 'card' and c.is_wanted and c.replaced_at is null and c.state = 'open' and not c.is_deleted
			and c.provider_charge_id is not null and c.asked_version = c.wanted_version
			-- On the day, and on two more if it is refused.
			and app.today(c.reseller_id) between c.wanted_due_on and c.wanted_due_on + 2
			and app.card_token_of(c.id) is not null
			and not exists (
				select from public.payments p
				where p.reseller_id = c.reseller_id and p.source = 'gateway'
					and p.external_id = app.refused_card_id(c.provider_charge_id, app.today(c.reseller_id))
			)
			and not exists (
				select from app.outbox o
				where o.unique_key = 'gateway:card:' || c.id and (o.state in ('queued', 'sending') or o.sent_at > now() - interval '20 hours')
			)
	);
begin
	if commands is not null then
		perform app.queue_gateway_commands(commands);
	end if;
end
$$;
comment on function app.queue_card_payments() is
	'Charges that are to be paid with the card that the provider keeps are, on the day they are due; a refused one is tried once a day.';
select cron.schedule('pay-by-card', '*/5 * * * *', 'select app.queue_card_payments()');

create function app.refused_card_id(provider_charge_id text, on_date date) returns text
	language sql immutable
	set search_path = ''
as $$ select provider_charge_id || ':refused:' || on_date $$;

create function app.note_refused_card(charge public.gateway_charges, reason text, on_date date) returns void
	language sql security definer
	set search_path = ''
as $$
	insert into public.payments (
		reseller_id, client_id, invoice_id, request_id, source, external_id, amount_cents, method, status, paid_on, reason
	)
	select charge.reseller_id, charge.client_id, charge.invoice_id, gen_random_uuid(), 'gateway',
		app.refused_card_id(charge.provider_charge_id, on_date), charge.wanted_amount_cents, 'card', 'failed',
		on_date, left(note_refused_card.reason, 300)
	where charge.wanted_amount_cents > 0
	on conflict on constraint payments_external_unique do nothing
$$;
comment on function app.note_refused_card(public.gateway_charges, text, date) is
	'Keeps that a card was refused, once per charge and day, as a payment that failed: the invoice shows as rejected.';

create function app.gateway_command_data(command app.outbox, account public.gateway_accounts) returns jsonb
	language plpgsql stable security definer
	set search_path = ''
as $$
begin
	return case
		when command.template in ('create_charge', 'update_charge', 'cancel_charge', 'refund_charge') then
			app.gateway_charge_data(command.recipient::uuid)
		when command.template = 'pay_by_card' then app.gateway_charge_data(command.recipient::uuid) || jsonb_build_object(
			'card_token', app.card_token_of(command.recipient::uuid)
		)
		when command.template = 'connect' then jsonb_build_object(
			'webhook_url', app.gateway_webhook_url(account.id), 'webhook_token', app.secret('gateway_webhook:' || account.id),
			'email', (select p.email from public.people p where p.id = account.connected_by)
		)
		when command.template = 'reconcile' then app.gateway_reconcile_data(account)
		else '{}' end;
end
$$;

create function app.most_gateway_attempts() returns integer
	language sql immutable
	set search_path = ''
as $$ select 12 $$;

create function app.take_gateway_command(lease_seconds integer) returns jsonb
	language plpgsql security definer
	set search_path = ''
as $$
declare
	command app.outbox;
	account public.gateway_accounts;
begin
	if lease_seconds < 1 then
		return null;
	end if;
	-- What kills its worker each time must not be tried for ever.
	update app.outbox o set state = 'parked', lease = null, last_error = 'worker did not report'
	where o.kind = 'gateway' and o.state = 'sending' and o.due_at <= now() and o.attempts >= app.most_gateway_attempts();
	update app.outbox o
	set state = 'sending', lease = gen_random_uuid(), attempts = o.attempts + 1, payload = o.payload - 'again',
		due_at = now() + make_interval(secs => lease_seconds)
	where o.id = (
		select q.id from app.outbox q
		where q.kind = 'gateway' and q.state in ('queued', 'sending') and q.due_at <= now()
		order by q.is_awaited desc, q.due_at
		limit 1
		for update skip locked
	)
	returning * into command;
	if command.id is null then
		return null;
	end if;
	select a.* into account from public.gateway_accounts a where a.id = (command.payload ->> 'account_id')::uuid;
	return jsonb_build_object(
		'id', command.id, 'lease', command.lease, 'attempts', command.attempts, 'name', command.template,
		'account_id', account.id, 'account', app.gateway_account_data(account), 'data', app.gateway_command_data(command, account)
	);
end
$$;
grant execute on function app.take_gateway_command(integer) to service_role;

create function public.take_gateway_command(lease_seconds integer default 90) returns jsonb
	language sql
	set search_path = ''
as $$ select app.take_gateway_command(lease_seconds) $$;
comment on function public.take_gateway_command(integer) is
	'Leases the command that is due longest to one worker, with the account''s key and what is wanted as of now: {id, lease, attempts, name, account_id, account, data}; null when nothing is due.';
grant execute on function public.take_gateway_command(integer) to service_role;

create function app.finish_gateway_command(id uuid, lease uuid, outcome text, error text, retry_seconds integer, result jsonb)
	returns boolean
	language plpgsql security definer
	set search_path = ''
as $$
declare
	command app.outbox;
	account_id uuid;
	now_stands text;
begin
	select o.* into command from app.outbox o
	where o.id = finish_gateway_command.id and o.lease = finish_gateway_command.lease and o.state = 'sending';
	if command.id is null then
		return false;
	end if;
	account_id := (command.payload ->> 'account_id')::uuid;
	-- Even a command that failed may have learned something.
	perform app.learn_from_command(command, result, outcome);
	update app.outbox o set
		lease = null,
		state = case
			when o.payload ? 'again' then 'queued'
			when outcome = 'sent' then 'sent'
			when outcome = 'retry' and o.attempts < app.most_gateway_attempts() then 'queued'
			else 'parked' end,
		attempts = case when o.payload ? 'again' then 0 else o.attempts end,
		payload = o.payload - 'again',
		sent_at = case when outcome = 'sent' then now() end,
		last_error = case when outcome <> 'sent' then left(finish_gateway_command.error, 500) end,
		due_at = case
			when o.payload ? 'again' then now()
			when retry_seconds is not null then now() + make_interval(secs => least(retry_seconds, 3600))
			-- 10 s, 20 s, 40 s … at most an hour
			else now() + least(interval '10 seconds' * power(2, o.attempts - 1), interval '1 hour') end
	where o.id = command.id and o.lease = command.lease
	returning o.state into now_stands;
	if now_stands = 'parked' and command.template = 'refund_charge' then
		perform app.look_for_drift(command.recipient::uuid);
	end if;
	return now_stands is not null;
end
$$;
grant execute on function app.finish_gateway_command(uuid, uuid, text, text, integer, jsonb) to service_role;

create function public.finish_gateway_command(
	id uuid, lease uuid, outcome text, error text default null, retry_seconds integer default null, result jsonb default null
) returns boolean
	language sql
	set search_path = ''
as $$ select app.finish_gateway_command(id, lease, outcome, error, retry_seconds, result) $$;
comment on function public.finish_gateway_command(uuid, uuid, text, text, integer, jsonb) is
	'Reports a leased command as sent, to retry (with back-off, parked after twelve attempts) or to park, with what was learned: {version?, amount_cents?, due_on?, fine_bps?, interest_bps?, customer_id?, facts?, pix_code?, boleto_line?, card_refused?}. False when the lease was lost. Idempotent.';
grant execute on function public.finish_gateway_command(uuid, uuid, text, text, integer, jsonb) to service_role;

create function app.learn_from_command(command app.outbox, result jsonb, outcome text) returns void
	language plpgsql security definer
	set search_path = ''
as $$
declare
	account public.gateway_accounts := (
		select a from public.gateway_accounts a where a.id = (command.payload ->> 'account_id')::uuid
	);
	charge public.gateway_charges;
begin
	if command.template = 'connect' then
		update public.gateway_accounts a set
			checked_at = now(), check_error = case when outcome <> 'sent' then left(result ->> 'error', 300) end,
			webhook_registered_at = case when outcome = 'sent' then now() else a.webhook_registered_at end
		where a.id = account.id;
		if outcome = 'sent' then
			-- The provider has it now; here its hash is enough.
			delete from vault.secrets s where s.name = 'gateway_webhook:' || account.id;
			perform app.retry_gateway_commands(account.reseller_id, account.id);
		end if;
		return;
	end if;
	if command.template = 'reconcile' then
		if outcome = 'sent' then
			update public.gateway_accounts a set reconciled_at = now() where a.id = account.id;
		end if;
		return;
	end if;
	select c.* into charge from public.gateway_charges c where c.id = command.recipient::uuid;
	if charge.id is null or result is null then
		return;
	end if;
	if result ? 'customer_id' then
		insert into public.gateway_customers as g (reseller_id, account_id, client_id, provider_customer_id)
		values (charge.reseller_id, charge.account_id, charge.client_id, result ->> 'customer_id')
		on conflict (reseller_id, account_id, client_id) do update set provider_customer_id = excluded.provider_customer_id
		where g.provider_customer_id <> excluded.provider_customer_id;
	end if;
	-- In this order everywhere: the invoice, then its charges.
	perform app.lock_invoice(charge.reseller_id, charge.invoice_id);
	update public.gateway_charges c set
		asked_version = greatest(c.asked_version, least((result ->> 'version')::integer, c.wanted_version)),
		asked_amount_cents = coalesce((result ->> 'amount_cents')::bigint, c.asked_amount_cents),
		asked_due_on = coalesce((result ->> 'due_on')::date, c.asked_due_on),
		asked_fine_bps = coalesce((result ->> 'fine_bps')::integer, c.asked_fine_bps),
		asked_interest_bps = coalesce((result ->> 'interest_bps')::integer, c.asked_interest_bps),
		pix_code = coalesce(result ->> 'pix_code', c.pix_code),
		boleto_line = coalesce(result ->> 'boleto_line', c.boleto_line)
	where c.id = charge.id;
	perform app.observe_charges(account, coalesce(result -> 'facts', '[]'), 'command');
	if result ? 'card_refused' then
		perform app.note_refused_card(charge, result ->> 'card_refused', app.today(charge.reseller_id));
	end if;
end
$$;

-- By hand -------------------------------------------------------------------------------------------------

create function app.gateway_webhook_url(account_id uuid) returns text
	language plpgsql stable security definer
	set search_path = ''
as $$
begin
	return app.secret('project_url') || '/functions/v1/gateway-webhook/' || account_id;
end
$$;

create function app.keep_secret(name text, value text) returns void
	language plpgsql security definer
	set search_path = ''
as $$
declare
	secret_id uuid := (select s.id from vault.secrets s where s.name = keep_secret.name);
begin
	if secret_id is null then
		perform vault.create_secret(value, keep_secret.name);
	else
		perform vault.update_secret(secret_id, value);
	end if;
end
$$;

create function app.queue_gateway_arrears(account public.gateway_accounts) returns void
	language plpgsql security definer
	set search_path = ''
as $$
declare
	commands jsonb := (
		select jsonb_agg(jsonb_build_object(
			'reseller_id', c.reseller_id, 'account_id', c.account_id, 'name', m.name, 'key', m.key, 'subject', c.id
		))
		from public.gateway_charges c
		cross join lateral (
			select case when c.is_wanted then 'create_charge' else 'cancel_charge' end as name, 'charge' as key
			where c.asked_version < c.wanted_version
			union all
			select 'refund_charge', 'refund'
			where c.refunded_cents < app.refunds_wanted(c)
		) m
		where c.reseller_id = account.reseller_id and c.account_id = account.id
	);
begin
	if commands is not null then
		perform app.queue_gateway_commands(commands);
	end if;
end
$$;
comment on function app.queue_gateway_arrears(public.gateway_accounts) is
	'Commands for all that is wanted of a provider and was never acknowledged by it.';

create function app.connect_gateway(provider text, environment text, api_key text) returns jsonb
	language plpgsql security definer
	set search_path = ''
as $$
declare
	account app.account := app.require('billing.configure');
	gateway public.gateway_accounts;
	key text := btrim(api_key);
	webhook_token text := translate(encode(extensions.gen_random_bytes(32), 'base64'), '+/=', '-_');
	violated text;
begin
	if key is null or length(key) not between 8 and 300 or key ~ '[[:space:][:cntrl:]]' then
		perform app.refuse('gateway_key_invalid');
	end if;
	if provider = 'simulator' and app.setting('simulator_url') is null then
		perform app.refuse('gateway_simulator_absent', 409);
	end if;
	perform from public.resellers r where r.id = account.reseller_id for no key update;
	if exists (
		select from public.gateway_accounts a
		where a.reseller_id = account.reseller_id and a.is_active
			and (a.provider, a.environment) is distinct from (connect_gateway.provider, connect_gateway.environment)
	) then
		perform app.disconnect_gateway();
	end if;
	insert into public.gateway_accounts as a (reseller_id, provider, environment, key_last_four, webhook_token_hash, connected_by)
	values (
		account.reseller_id, connect_gateway.provider, connect_gateway.environment, right(key, 4),
		extensions.digest(webhook_token, 'sha256'), account.person_id
	)
	on conflict on constraint gateway_accounts_one_each do update set
		is_active = true, key_last_four = excluded.key_last_four, webhook_token_hash = excluded.webhook_token_hash,
		connected_by = excluded.connected_by, key_changed_at = now(), checked_at = null, check_error = null, webhook_registered_at = null
	returning a.* into gateway;
	perform app.keep_secret('gateway_key:' || gateway.id, key);
	perform app.keep_secret('gateway_webhook:' || gateway.id, webhook_token);
	perform app.queue_gateway_commands(jsonb_build_array(jsonb_build_object(
		'reseller_id', gateway.reseller_id, 'account_id', gateway.id, 'name', 'connect', 'key', 'connect', 'subject', gateway.id
	)));
	update public.gateway_charges c set replaced_at = now(), is_wanted = false
	where c.reseller_id = gateway.reseller_id and c.account_id <> gateway.id and c.replaced_at is null and c.state in ('open', 'analysing');
	perform app.queue_gateway_arrears(gateway);
	-- What waits to be paid by clients of the gateway gets its charge now.
	perform app.want_charges(gateway.reseller_id, array(
		select i.id from public.invoices i
		join public.clients c on c.reseller_id = i.reseller_id and c.id = i.client_id and c.collection = 'gateway'
		where i.reseller_id = gateway.reseller_id and i.status = 'open' and i.payment_status in ('unpaid', 'partial')
	));
	return jsonb_build_object(
		'account_id', gateway.id, 'webhook_url', app.gateway_webhook_url(gateway.id), 'webhook_token', webhook_token
	);
exception
	when check_violation then
		get stacked diagnostics violated = constraint_name;
		perform app.refuse(violated);
	when not_null_violation then
		perform app.refuse('gateway_provider_invalid');
end
$$;
grant execute on function app.connect_gateway(text, text, text) to authenticated;

create function public.connect_gateway(provider text, environment text, api_key text) returns jsonb
	language sql
	set search_path = ''
as $$ select app.connect_gateway(provider, environment, api_key) $$;
comment on function public.connect_gateway(text, text, text) is
	'Connects the reseller to a payment provider (asaas, simulator; production or sandbox), or puts a new key in the place of the old: {account_id, webhook_url, webhook_token}. The key can be written and never read; the token is shown this once and registered with the provider by a command. Charges and customers stay linked.
Refuses: gateway_provider_invalid, gateway_environment_invalid, gateway_key_invalid, gateway_simulator_absent.';
grant execute on function public.connect_gateway(text, text, text) to authenticated;

create function app.acting_gateway() returns public.gateway_accounts
	language plpgsql stable security definer
	set search_path = ''
as $$
declare
	account app.account := app.require('billing.configure');
	gateway public.gateway_accounts := (
		select a from public.gateway_accounts a where a.reseller_id = account.reseller_id and a.is_active
	);
begin
	if gateway.id is null then
		perform app.refuse('gateway_not_connected', 409);
	end if;
	return gateway;
end
$$;
comment on function app.acting_gateway() is
	'The gateway that the acting reseller uses, for whoever may configure billing. Refuses gateway_not_connected.';

create function app.disconnect_gateway() returns void
	language plpgsql security definer
	set search_path = ''
as $$
declare
	gateway public.gateway_accounts := app.acting_gateway();
begin
	update public.gateway_accounts a set is_active = false where a.id = gateway.id;
	delete from app.outbox o
	where o.reseller_id = gateway.reseller_id and o.kind = 'gateway' and o.state in ('queued', 'parked')
		and (o.payload ->> 'account_id')::uuid = gateway.id;
end
$$;
grant execute on function app.disconnect_gateway() to authenticated;

create function public.disconnect_gateway() returns void
	language sql
	set search_path = ''
as $$ select app.disconnect_gateway() $$;
comment on function public.disconnect_gateway() is
	'Asks nothing more of the provider. What is paid there still arrives. Refuses: gateway_not_connected.';
grant execute on function public.disconnect_gateway() to authenticated;

create function app.test_gateway() returns void
	language plpgsql security definer
	set search_path = ''
as $$
declare
	gateway public.gateway_accounts := app.acting_gateway();
begin
	perform app.queue_gateway_commands(jsonb_build_array(jsonb_build_object(
		'reseller_id', gateway.reseller_id, 'account_id', gateway.id, 'name', 'connect', 'key', 'connect', 'subject', gateway.id
	)));
end
$$;
grant execute on function app.test_gateway() to authenticated;

create function public.test_gateway() returns void
	language sql
	set search_path = ''
as $$ select app.test_gateway() $$;
comment on function public.test_gateway() is
	'Asks the provider whether it takes the key; the answer stands in gateway_accounts (checked_at, check_error). Refuses: gateway_not_connected.';
grant execute on function public.test_gateway() to authenticated;

create function app.list_gateway_commands(how_many integer) returns jsonb
	language plpgsql stable security definer
	set search_path = ''
as $$
declare
	account app.account := app.require('billing.configure');
begin
	return jsonb_build_object(
		'queued', (
			select count(*) from app.outbox o
			where o.reseller_id = account.reseller_id and o.kind = 'gateway' and o.state in ('queued', 'sending')
		),
		'parked', (
			select count(*) from app.outbox o where o.reseller_id = account.reseller_id and o.kind = 'gateway' and o.state = 'parked'
		),
		'commands', (
			select coalesce(jsonb_agg(jsonb_build_object(
				'id', l.id, 'name', l.template, 'state', l.state, 'attempts', l.attempts, 'error', l.last_error, 'due_at', l.due_at,
				'created_at', l.created_at, 'invoice_id', l.invoice_id, 'invoice_number', l.number, 'client_id', l.client_id, 'client_name', l.name
			) order by l.state desc, l.due_at), '[]')
			from (
				select o.*, c.invoice_id, i.number, k.id as client_id, k.name
				from app.outbox o
				left join public.gateway_charges c on c.reseller_id = o.reseller_id and c.id::text = o.recipient
				left join public.invoices i on i.reseller_id = c.reseller_id and i.id = c.invoice_id
				left join public.clients k on k.reseller_id = c.reseller_id and k.id = c.client_id
				where o.reseller_id = account.reseller_id and o.kind = 'gateway'
					and (o.state = 'parked' or (o.state in ('queued', 'sending') and o.last_error is not null))
				order by o.state = 'parked' desc, o.due_at
				limit least(greatest(how_many, 1), 200)
			) l
		)
	);
end
$$;
grant execute on function app.list_gateway_commands(integer) to authenticated;

create function public.list_gateway_commands(how_many integer default 50) returns jsonb
	language sql stable
	set search_path = ''
as $$ select app.list_gateway_commands(how_many) $$;
comment on function public.list_gateway_commands(integer) is
	'What the gateway has not taken: {queued, parked, commands: [{id, name, state, attempts, error, due_at, created_at, invoice_id, invoice_number, client_id, client_name}]}, parked ones first, then those that failed and are tried again. For whoever may configure billing.';
grant execute on function public.list_gateway_commands(integer) to authenticated;

create function app.retry_gateway_commands(reseller_id uuid, account_id uuid, id uuid default null) returns integer
	language plpgsql security definer
	set search_path = ''
as $$
declare
	how_many integer;
begin
	update app.outbox o set state = 'queued', attempts = 0, due_at = now()
	where o.reseller_id = retry_gateway_commands.reseller_id and o.kind = 'gateway' and o.state in ('parked', 'queued')
		and (o.last_error is not null or o.state = 'parked')
		and (o.payload ->> 'account_id')::uuid = coalesce(retry_gateway_commands.account_id, (o.payload ->> 'account_id')::uuid)
		and o.id = coalesce(retry_gateway_commands.id, o.id);
	get diagnostics how_many = row_count;
	if how_many > 0 then
		perform app.wake_worker('gateway');
	end if;
	return how_many;
end
$$;

create function app.retry_gateway_command(id uuid) returns integer
	language plpgsql security definer
	set search_path = ''
as $$
declare
	account app.account := app.require('billing.configure');
begin
	return app.retry_gateway_commands(account.reseller_id, null, retry_gateway_command.id);
end
$$;
grant execute on function app.retry_gateway_command(uuid) to authenticated;

create function public.retry_gateway_command(id uuid default null) returns integer
	language sql
	set search_path = ''
as $$ select app.retry_gateway_command(id) $$;
comment on function public.retry_gateway_command(uuid) is
	'Tries a parked command again at once, or (null) all of them: how many. For whoever may configure billing.';
grant execute on function public.retry_gateway_command(uuid) to authenticated;

-- Payment profiles ------------------------------------------------------------------------------------------

create function app.add_payment_profile(
	client_id uuid, token text, brand text, last_four text, expires_month integer, expires_year integer
) returns jsonb
	language plpgsql security definer
	set search_path = ''
as $$
declare
	account app.account := app.acting();
	gateway public.gateway_accounts;
	profile public.payment_profiles;
	violated text;
begin
	if account.client_id is null then
		account := app.require('payments.record');
	else
		account := app.require('portal.invoices.pay');
	end if;
	if account.client_id is not null and account.client_id is distinct from add_payment_profile.client_id then
		perform app.refuse('client_not_found', 404);
	end if;
	perform app.lock_client(account.reseller_id, add_payment_profile.client_id);
	select a.* into gateway from public.gateway_accounts a where a.reseller_id = account.reseller_id and a.is_active;
	if gateway.id is null then
		perform app.refuse('gateway_not_connected', 409);
	end if;
	insert into public.payment_profiles as p (
		reseller_id, account_id, client_id, token, brand, last_four, expires_month, expires_year, created_by
	) values (
		account.reseller_id, gateway.id, add_payment_profile.client_id, btrim(add_payment_profile.token), nullif(btrim(add_payment_profile.brand), ''),
		add_payment_profile.last_four, add_payment_profile.expires_month, add_payment_profile.expires_year, account.person_id
	)
	on conflict on constraint payment_profiles_token_once do update set removed_at = null
	where p.client_id = excluded.client_id
	returning p.* into profile;
	if profile.id is null then
		perform app.refuse('payment_profile_of_other', 409);
	end if;
	return jsonb_build_object('payment_profile_id', profile.id);
exception
	when check_violation then
		get stacked diagnostics violated = constraint_name;
		perform app.refuse(violated);
	when not_null_violation then
		perform app.refuse('payment_profile_token_invalid');
end
$$;
grant execute on function app.add_payment_profile(uuid, text, text, text, integer, integer) to authenticated;

create function public.add_payment_profile(
	client_id uuid, token text, brand text default null, last_four text default null, expires_month integer default null,
	expires_year integer default null
) returns jsonb
	language sql
	set search_path = ''
as $$ select app.add_payment_profile(client_id, token, brand, last_four, expires_month, expires_year) $$;
comment on function public.add_payment_profile(uuid, text, text, text, integer, integer) is
	'Keeps a card that the provider has: {payment_profile_id}. Only its token and what may be shown; what looks like a card number is refused. Idempotent by token. For whoever may record payments, and users of the client who may pay.
Refuses: client_not_found, gateway_not_connected, payment_profile_token_invalid, payment_profile_brand_invalid, payment_profile_last_four_invalid, payment_profile_month_invalid, payment_profile_year_invalid, payment_profile_of_other.';
grant execute on function public.add_payment_profile(uuid, text, text, text, integer, integer) to authenticated;

create function app.remove_payment_profile(id uuid) returns void
	language plpgsql security definer
	set search_path = ''
as $$
declare
	account app.account := app.acting();
begin
	if account.client_id is null then
		account := app.require('payments.record');
	else
		account := app.require('portal.invoices.pay');
	end if;
	update public.payment_profiles p set removed_at = coalesce(p.removed_at, now())
	where p.reseller_id = account.reseller_id and p.id = remove_payment_profile.id
		and (account.client_id is null or p.client_id = account.client_id);
	if not found then
		perform app.refuse('payment_profile_not_found', 404);
	end if;
end
$$;
grant execute on function app.remove_payment_profile(uuid) to authenticated;

create function public.remove_payment_profile(id uuid) returns void
	language sql
	set search_path = ''
as $$ select app.remove_payment_profile(id) $$;
comment on function public.remove_payment_profile(uuid) is 'The card is used no more. Idempotent. Refuses: payment_profile_not_found.';
grant execute on function public.remove_payment_profile(uuid) to authenticated;
