-- Billing: subscriptions, invoices, payments, credit and the ledger behind them. Money is integer cents, rates are basis
-- points (200 is 2 %), due dates are dates; "today" comes from app.today.

create table public.billing_settings (
	reseller_id uuid primary key references public.resellers (id) on delete cascade,
	pix_key text check (length(pix_key) between 1 and 77),
	pix_merchant_name text check (length(btrim(pix_merchant_name)) between 1 and 25),
	pix_merchant_city text check (length(btrim(pix_merchant_city)) between 1 and 15),
	issue_days_before smallint not null default 10
		constraint billing_issue_days_invalid check (issue_days_before between 0 and 60),
	reminder_days smallint[] not null default '{-3,0,1,2,3,7}'
		constraint billing_reminder_days_invalid check (
			cardinality(reminder_days) <= 12 and -30 <= all (reminder_days) and 90 >= all (reminder_days)
		),
	pending_days smallint not null default 3
		constraint billing_pending_days_invalid check (pending_days between 0 and 365),
	block_days smallint not null default 15
		constraint billing_block_days_invalid check (block_days between 0 and 365),
	min_notice_days smallint not null default 0
		constraint billing_min_notice_invalid check (min_notice_days between 0 and 90),
	trust_days smallint not null default 3 constraint billing_trust_days_invalid check (trust_days between 1 and 30),
	trust_limit smallint not null default 1 constraint billing_trust_limit_invalid check (trust_limit between 0 and 12),
	trust_window_days smallint not null default 30
		constraint billing_trust_window_invalid check (trust_window_days between 1 and 365),
	bill_while_suspended boolean not null default false,
	one_off_blocks boolean not null default false,
	counts_business_days boolean not null default true,
	credit_auto boolean not null default true,
	pay_methods text[] not null default '{pix}'
		constraint billing_pay_methods_invalid check (pay_methods <@ '{pix,boleto,card}'),
	sign_up_expiry_days smallint not null default 15
		constraint billing_sign_up_expiry_invalid check (sign_up_expiry_days between 0 and 365),
	constraint billing_block_before_pending check (block_days >= pending_days),
	constraint billing_settings_pix_complete check (
		pix_key is null or (pix_merchant_name is not null and pix_merchant_city is not null)
	)
);
comment on table public.billing_settings is
	'How the reseller collects; without a row the defaults hold. With a Pix key every invoice carries a BR Code, no gateway needed. Lengths: Manual de Padrões para Iniciação do Pix.';
comment on column public.billing_settings.reminder_days is
	'When a client is reminded, in days from the last day on which the invoice can be paid without being late: -3 is three days before.';
comment on column public.billing_settings.min_notice_days is
	'Days that must lie between the recorded notice of a pendency and a block. 15 for internet providers: Anatel, RGC, Res. 765/2023.';
comment on column public.billing_settings.trust_limit is
	'How many trust releases a client may give itself within trust_window_days, each for trust_days. 0: none.';
comment on column public.billing_settings.sign_up_expiry_days is
	'So many days after its due date a public sign-up of which nothing was paid is canceled. 0: never.';
comment on column public.billing_settings.counts_business_days is
	'An invoice due on a weekend or a holiday can be paid on the next business day (Código Civil, art. 132 §1).';
alter table public.billing_settings enable row level security;
select app.keep_trail_of('billing_settings', '{reseller_id}');
grant select on public.billing_settings to authenticated;
grant all on public.billing_settings to service_role;
create policy "staff and whoever may pay read how the reseller collects" on public.billing_settings
	for select to authenticated using (
		reseller_id = (select app.reseller_id())
		and ((select app.is_staff()) or (select app.may('portal.invoices.pay')))
	);

create function app.billing_settings_of(reseller_id uuid) returns public.billing_settings
	language plpgsql stable security definer
	set search_path = ''
as $$
declare
	settings public.billing_settings;
begin
	select s.* into settings from public.billing_settings s where s.reseller_id = billing_settings_of.reseller_id;
	if settings.reseller_id is null then
		-- As the table's defaults say it, without a row to say it.
		settings := row(
			billing_settings_of.reseller_id, null, null, null, 10, '{-3,0,1,2,3,7}', 3, 15, 0, 3, 1, 30, false, false, true, true, '{pix}', 15
		);
	end if;
	return settings;
end
$$;
comment on function app.billing_settings_of(uuid) is 'How the reseller collects, the defaults where it has not said.';

create table public.late_rates (
	id uuid primary key default gen_random_uuid(),
	reseller_id uuid not null references public.resellers (id) on delete cascade,
	version integer not null check (version >= 1),
	fine_bps smallint not null constraint late_rate_fine_invalid check (fine_bps between 0 and 1000),
	interest_bps smallint not null constraint late_rate_interest_invalid check (interest_bps between 0 and 1000),
	created_at timestamptz not null default now(),
	constraint late_rates_tenant_key unique (reseller_id, id),
	constraint late_rates_version_unique unique (reseller_id, version)
);
comment on table public.late_rates is
	'What lateness costs: a fine once (multa, of the open principal) and interest per month, pro rata per day (juros). Versions: an invoice keeps the rates it was issued with. In consumer relations the fine is 2 % at most (CDC, art. 52 §1).';
alter table public.late_rates enable row level security;
select app.keep_trail_of('late_rates');
grant select on public.late_rates to authenticated;
grant all on public.late_rates to service_role;
create policy "the acting account reads what lateness costs" on public.late_rates
	for select to authenticated using (reseller_id = (select app.reseller_id()));

create function app.give_late_rates() returns trigger
	language plpgsql security definer
	set search_path = ''
as $$
begin
	insert into public.late_rates (reseller_id, version, fine_bps, interest_bps) values (new.id, 1, 200, 100);
	return null;
end
$$;
create trigger resellers_have_late_rates after insert on public.resellers
	for each row execute function app.give_late_rates();

create table public.holidays (
	reseller_id uuid not null references public.resellers (id) on delete cascade,
	on_date date not null,
	name text not null constraint holiday_name_invalid check (length(btrim(name)) between 1 and 80),
	is_business boolean not null default false,
	primary key (reseller_id, on_date)
);
comment on table public.holidays is
	'Local holidays, beside the national ones of app.national_holidays; with is_business the other way round: a holiday elsewhere, a working day here.';
alter table public.holidays enable row level security;
select app.keep_trail_of('holidays', '{on_date}');
grant select on public.holidays to authenticated;
grant all on public.holidays to service_role;
create policy "the acting account reads its reseller's holidays" on public.holidays
	for select to authenticated using (reseller_id = (select app.reseller_id()));

-- Subscriptions ---------------------------------------------------------------------------------------

create table public.subscriptions (
	id uuid primary key default gen_random_uuid(),
	reseller_id uuid not null,
	client_id uuid not null,
	plan_version_id uuid not null,
	status text not null default 'pending'
		check (status in ('scheduled', 'pending', 'trialing', 'active', 'paused', 'suspended', 'canceled', 'expired')),
	activation text not null default 'on_payment'
		constraint subscription_activation_invalid check (activation in ('now', 'on_payment')),
	interval_months smallint not null
		constraint subscription_interval_invalid check (interval_months in (1, 2, 3, 6, 12)),
	due_day smallint not null constraint subscription_due_day_invalid check (due_day between 1 and 31),
	method text constraint subscription_method_invalid check (method in ('pix', 'boleto', 'card')),
	started_on date not null,
	period_day smallint not null default 1 check (period_day between 1 and 31),
	next_period_on date not null check (next_period_on >= started_on),
	next_period_ends_on date check (next_period_ends_on >= next_period_on),
	trial_ends_on date,
	cycles_limit smallint constraint subscription_cycles_invalid check (cycles_limit between 1 and 600),
	cycles_billed smallint not null default 0,
	contract_total_cents bigint
		constraint subscription_contract_total_invalid check (contract_total_cents between 1 and 100000000000),
	instalments smallint constraint subscription_instalments_invalid check (instalments between 1 and 12),
	monthly_cents bigint not null default 0,
	next_plan_version_id uuid,
	next_interval_months smallint
		constraint subscription_next_interval_invalid check (next_interval_months in (1, 2, 3, 6, 12)),
	cancels_on date,
	paused_on date,
	ended_on date,
	activated_at timestamptz,
	request_id uuid,
	created_at timestamptz not null default now(),
	constraint subscriptions_tenant_key unique (reseller_id, id),
	constraint subscriptions_request_unique unique (reseller_id, request_id),
	constraint subscription_contract_incomplete check ((contract_total_cents is null) = (instalments is null)),
	constraint subscription_instalments_are_cycles check (instalments is null or (cycles_limit = instalments and interval_months = 1)),
	constraint subscription_paused_since check ((status = 'paused') = (paused_on is not null)),
	constraint subscription_ended_on check ((status in ('canceled', 'expired')) = (ended_on is not null)),
	foreign key (reseller_id, client_id) references public.clients (reseller_id, id),
	foreign key (reseller_id, plan_version_id) references public.plan_versions (reseller_id, id),
	foreign key (reseller_id, next_plan_version_id) references public.plan_versions (reseller_id, id)
);
comment on table public.subscriptions is
	'A client on the terms of a plan. due_day is what was agreed (1 to 31) and is clamped to each month''s end, so it never drifts. request_id makes adding it twice add it once; an onboarding has an id of its own.';
comment on column public.subscriptions.period_day is 'The day on which periods begin, clamped to each month''s end like due_day.';
comment on column public.subscriptions.next_period_on is 'The first day that is not billed yet.';
comment on column public.subscriptions.next_period_ends_on is
	'The next period ends here and is billed by its real days; null: it is a whole one.';
comment on column public.subscriptions.instalments is
	'A contract of a total: each cycle bills one instalment of it, and the first ones carry the cents that do not divide.';
comment on column public.subscriptions.monthly_cents is
	'What a month costs as of now, kept by triggers: the plan, the client''s own surcharge and discount, the adjustments in force.';
comment on column public.subscriptions.next_plan_version_id is 'The plan from the next period on, likewise next_interval_months; null: the same.';
comment on column public.subscriptions.cancels_on is 'The first day without it, once cancelling at the end of the period was asked for.';
comment on column public.subscriptions.method is 'How its invoices are to be paid; null: as the client''s collection says.';
create index subscriptions_client on public.subscriptions (reseller_id, client_id, created_at desc);
create index subscriptions_plan_version on public.subscriptions (reseller_id, plan_version_id);
create index subscriptions_next_plan_version on public.subscriptions (reseller_id, next_plan_version_id)
	where next_plan_version_id is not null;
create index subscriptions_next_period on public.subscriptions (reseller_id, next_period_on, id)
	where status in ('scheduled', 'trialing', 'active', 'suspended');
create index subscriptions_ending on public.subscriptions (reseller_id, cancels_on)
	where cancels_on is not null and ended_on is null;
alter table public.subscriptions enable row level security;
-- How far it is billed stands in its invoices, each with an entry of its own.
select app.keep_trail_of('subscriptions', '{id}', '{next_period_on,cycles_billed,monthly_cents}');
grant select on public.subscriptions to authenticated;
grant all on public.subscriptions to service_role;
create policy "staff read all subscriptions, a client's user its own" on public.subscriptions
	for select to authenticated using (
		reseller_id = (select app.reseller_id())
		and ((select app.is_staff()) or client_id = (select app.client_id()))
	);

create table public.subscription_adjustments (
	id uuid primary key default gen_random_uuid(),
	reseller_id uuid not null,
	client_id uuid not null,
	subscription_id uuid not null,
	kind text not null constraint adjustment_kind_invalid check (kind in ('discount', 'surcharge')),
	amount_cents bigint constraint adjustment_amount_invalid check (amount_cents between 1 and 100000000),
	percent_bps integer constraint adjustment_percent_invalid check (percent_bps between 1 and 10000),
	cycles_left smallint constraint adjustment_cycles_invalid check (cycles_left between 0 and 600),
	used_by uuid[] not null default '{}',
	description text not null default ''
		constraint adjustment_description_invalid check (length(description) <= 120 and description !~ '[[:cntrl:]]'),
	request_id uuid not null,
	created_at timestamptz not null default now(),
	ended_at timestamptz,
	constraint subscription_adjustments_tenant_key unique (reseller_id, id),
	constraint subscription_adjustments_request_unique unique (reseller_id, request_id),
	constraint adjustment_amount_or_percent check ((amount_cents is null) <> (percent_bps is null)),
	foreign key (reseller_id, client_id) references public.clients (reseller_id, id),
	foreign key (reseller_id, subscription_id) references public.subscriptions (reseller_id, id) on delete cascade
);
comment on table public.subscription_adjustments is
	'Discounts and surcharges of one subscription, per period: fixed cents, or basis points of the plan''s price and pass-through cost. cycles_left null: always.';
comment on column public.subscription_adjustments.used_by is
	'The invoices that took one of its cycles each, since it last began; what never began gets them back (app.give_cycles_back).';
create index subscription_adjustments_subscription on public.subscription_adjustments (reseller_id, subscription_id, created_at, id);
create index subscription_adjustments_client on public.subscription_adjustments (reseller_id, client_id);
alter table public.subscription_adjustments enable row level security;
select app.keep_trail_of('subscription_adjustments', '{id}', '{cycles_left,used_by}');
grant select on public.subscription_adjustments to authenticated;
grant all on public.subscription_adjustments to service_role;
create policy "staff read all adjustments, a client's user its own" on public.subscription_adjustments
	for select to authenticated using (
		reseller_id = (select app.reseller_id())
		and ((select app.is_staff()) or client_id = (select app.client_id()))
	);

-- Invoices --------------------------------------------------------------------------------------------

create table public.invoices (
	id uuid primary key default gen_random_uuid(),
	reseller_id uuid not null,
	client_id uuid not null,
	subscription_id uuid,
	number bigint not null,
	kind text not null default 'one_off' check (kind in ('recurring', 'one_off', 'change')),
	payer text not null default 'client' check (payer in ('client', 'agency')),
	status text not null default 'open' check (status in ('draft', 'open', 'void')),
	payment_status text not null default 'unpaid'
		check (payment_status in ('unpaid', 'partial', 'paid', 'refunded', 'disputed')),
	method text constraint invoice_method_invalid check (method in ('pix', 'boleto', 'card')),
	issued_on date not null,
	due_on date not null,
	postponed_to date check (postponed_to > due_on),
	effective_due_on date not null generated always as (coalesce(postponed_to, due_on)) stored,
	period_start date,
	period_end date check (period_end >= period_start),
	whole_days integer check (whole_days > 0),
	total_cents bigint not null check (total_cents >= 0)
		-- R$ 1 billion, which also fits a Pix BR Code.
		constraint invoice_total_too_high check (total_cents <= 100000000000),
	late_rate_id uuid,
	late_from date,
	fine_cents bigint not null default 0 check (fine_cents >= 0),
	interest_cents bigint not null default 0 check (interest_cents >= 0),
	paid_cents bigint not null default 0,
	charges_paid_cents bigint not null default 0 check (charges_paid_cents between 0 and fine_cents + interest_cents),
	refunded_cents bigint not null default 0 check (refunded_cents between 0 and paid_cents),
	notified_on date,
	void_on date,
	pix_txid text generated always as ('FAT' || number::text) stored,
	pay_key uuid not null default gen_random_uuid(),
	request_id uuid,
	created_at timestamptz not null default now(),
	constraint invoices_tenant_key unique (reseller_id, id),
	constraint invoices_number_unique unique (reseller_id, number),
	constraint invoices_request_unique unique (reseller_id, request_id),
	constraint invoices_void_on check ((status = 'void') = (void_on is not null)),
	constraint invoices_principal_within_total check (paid_cents - charges_paid_cents between 0 and total_cents),
	constraint invoices_payment_status_follows check (
		payment_status in ('refunded', 'disputed')
		or payment_status = case
			when paid_cents = total_cents + fine_cents + interest_cents then 'paid' when paid_cents > 0 then 'partial' else 'unpaid' end
	),
	foreign key (reseller_id, client_id) references public.clients (reseller_id, id),
	foreign key (reseller_id, subscription_id) references public.subscriptions (reseller_id, id),
	foreign key (reseller_id, late_rate_id) references public.late_rates (reseller_id, id)
);
comment on table public.invoices is
	'What a client owes. Numbers have no gaps per reseller. status is the document''s state, payment_status the money''s. Without a subscription it is a one-off, and request_id makes issuing it twice issue it once.';
comment on column public.invoices.effective_due_on is
	'The last day on which it can be paid without being late: the due date, or the business day after it, as the calendar stood when the date was set.';
comment on column public.invoices.whole_days is
	'Of a period that was cut short: the days of the whole one, of which its price is a part. Null: the period is whole.';
comment on column public.invoices.fine_cents is
	'What lateness cost so far, as frozen by payments; what has come up since is computed on read (app.invoice_charges). interest_cents likewise.';
comment on column public.invoices.late_from is 'Charges are frozen up to this day: interest counts from it, and the fine was taken. Null: nothing is frozen.';
comment on column public.invoices.paid_cents is
	'What went to it, of money and of credit: to the charges first (charges_paid_cents), then to the principal (Código Civil, art. 354).';
comment on column public.invoices.notified_on is 'When the client was told of the pendency; without it nothing is blocked.';
comment on column public.invoices.pay_key is 'The secret half of its public link.';
create index invoices_client on public.invoices (reseller_id, client_id, due_on desc, id desc);
-- What was canceled billed nothing. Not of some rows only: it finds all invoices of a subscription too.
create unique index invoices_one_per_period on public.invoices
	(reseller_id, subscription_id, (case when status <> 'void' then period_start end));
create index invoices_open_by_due on public.invoices (reseller_id, effective_due_on, id)
	where status = 'open' and payment_status in ('unpaid', 'partial');
create index invoices_late_rate on public.invoices (reseller_id, late_rate_id);
alter table public.invoices enable row level security;
select app.keep_trail_of('invoices', '{id}', '{pay_key}');
grant select on public.invoices to authenticated;
grant all on public.invoices to service_role;
create policy "staff read all invoices, a client's user with that right its own" on public.invoices
	for select to authenticated using (
		reseller_id = (select app.reseller_id())
		and (
			(select app.is_staff())
			or (client_id = (select app.client_id()) and (select app.may('portal.invoices.read')))
		)
	);

-- Apart, since a client reads its invoice, and this is a word among the staff.
create table public.void_reasons (
	reseller_id uuid not null,
	invoice_id uuid not null,
	client_id uuid not null,
	void_reason text not null constraint invoice_void_reason_invalid check (length(void_reason) <= 300),
	primary key (reseller_id, invoice_id),
	foreign key (reseller_id, invoice_id) references public.invoices (reseller_id, id) on delete cascade,
	foreign key (reseller_id, client_id) references public.clients (reseller_id, id)
);
comment on table public.void_reasons is 'Why the staff canceled an invoice, where they said so.';
create index void_reasons_client on public.void_reasons (reseller_id, client_id);
alter table public.void_reasons enable row level security;
select app.keep_trail_of('void_reasons', '{invoice_id}');
grant select on public.void_reasons to authenticated;
grant all on public.void_reasons to service_role;
create policy "staff read why invoices were canceled" on public.void_reasons
	for select to authenticated using (reseller_id = (select app.staff_reseller_id()));

create table public.invoice_lines (
	reseller_id uuid not null,
	invoice_id uuid not null,
	position smallint not null check (position >= 1),
	kind text not null check (kind in (
		'plan', 'pass_through', 'surcharge', 'discount', 'item', 'instalment', 'proration_credit', 'proration_charge', 'session_pack', 'session_overage'
	)),
	description text not null,
	quantity integer not null
		constraint invoice_line_quantity_invalid check (quantity between 1 and 9999 or kind = 'session_overage' and quantity >= 1),
	unit_cents bigint not null,
	total_cents bigint not null,
	primary key (reseller_id, invoice_id, position),
	constraint invoice_lines_total check (total_cents = quantity * unit_cents),
	constraint invoice_lines_only_some_take_away check ((kind in ('discount', 'proration_credit')) = (unit_cents < 0)),
	constraint invoice_line_description_invalid check (
		length(description) <= 200
		-- What people write themselves goes into mails as a line.
		and (kind <> 'item' or (length(btrim(description)) > 0 and description !~ '[[:cntrl:]]'))
	),
	constraint invoice_line_price_invalid check (kind <> 'item' or unit_cents between 1 and 100000000),
	foreign key (reseller_id, invoice_id) references public.invoices (reseller_id, id) on delete cascade
);
comment on table public.invoice_lines is 'What an invoice is made of. The sum of the lines is the invoice''s total. description: the plan''s name, or of an item what was written; what the kind adds to it is said in the reader''s language. Written with the invoice and never changed: its entry in the trail is theirs too.';
alter table public.invoice_lines enable row level security;
grant select on public.invoice_lines to authenticated;
grant all on public.invoice_lines to service_role;
create policy "whoever reads the invoice reads its lines" on public.invoice_lines
	for select to authenticated using (
		reseller_id = (select app.reseller_id())
		and (
			(select app.is_staff())
			or exists (
				select from public.invoices i
				where i.reseller_id = invoice_lines.reseller_id and i.id = invoice_lines.invoice_id
			)
		)
	);

create function app.refuse_changing_what_was_written() returns trigger
	language plpgsql
	set search_path = ''
as $$
begin
	perform app.refuse('record_append_only', 403);
	return null;
end
$$;
create trigger invoice_lines_stay before update on public.invoice_lines
	for each row execute function app.refuse_changing_what_was_written();

-- Payments --------------------------------------------------------------------------------------------

create table public.payments (
	id uuid primary key default gen_random_uuid(),
	reseller_id uuid not null,
	client_id uuid not null,
	invoice_id uuid not null,
	request_id uuid not null,
	kind text not null default 'money' check (kind in ('money', 'credit')),
	source text not null default 'manual' check (source in ('manual', 'gateway', 'statement', 'agency', 'credit')),
	external_id text check (length(external_id) between 1 and 200),
	amount_cents bigint not null constraint payment_amount_invalid check (amount_cents > 0),
	principal_cents bigint not null default 0 check (principal_cents >= 0),
	charges_cents bigint not null default 0 check (charges_cents >= 0),
	excess_cents bigint not null default 0 check (excess_cents >= 0),
	fine_added_cents bigint not null default 0 check (fine_added_cents >= 0),
	interest_added_cents bigint not null default 0 check (interest_added_cents >= 0),
	late_from_before date,
	charges_waived boolean not null default false,
	refunded_cents bigint not null default 0,
	method text not null constraint payment_method_invalid check (method in ('pix', 'boleto', 'card', 'transfer', 'cash', 'other', 'credit')),
	status text not null default 'succeeded' check (status in ('pending', 'succeeded', 'failed', 'reversed')),
	-- Also keeps out what no page can show: -infinity, BC.
	paid_on date not null constraint payment_date_invalid check (paid_on >= '2000-01-01'),
	received_on date,
	reversed_on date,
	reason text constraint payment_reason_invalid check (length(reason) <= 300),
	recorded_by uuid references public.people (id) on delete set null,
	created_at timestamptz not null default now(),
	constraint payments_tenant_key unique (reseller_id, id),
	constraint payments_request_unique unique (reseller_id, request_id),
	constraint payments_external_unique unique (reseller_id, source, external_id),
	constraint payments_divided check (
		status not in ('succeeded', 'reversed') or amount_cents = principal_cents + charges_cents + excess_cents
	),
	constraint payments_refunded_within check (refunded_cents between 0 and amount_cents - excess_cents),
	constraint payments_reversed_on check ((status = 'reversed') = (reversed_on is not null)),
	constraint payments_credit_is_credit check ((kind = 'credit') = (source = 'credit') and (kind = 'credit') = (method = 'credit')),
	foreign key (reseller_id, client_id) references public.clients (reseller_id, id),
	foreign key (reseller_id, invoice_id) references public.invoices (reseller_id, id)
);
comment on table public.payments is
	'Money received for an invoice, or the client''s credit put to it (kind). request_id makes recording it twice record it once, external_id (the gateway''s, the bank''s) likewise.';
comment on column public.payments.excess_cents is 'What was more than the invoice asked for, and became the client''s credit.';
comment on column public.payments.fine_added_cents is 'The charges that this payment froze, so that reversing it takes them back.';
comment on column public.payments.charges_waived is
	'Nothing was asked for lateness since the payment before it; asked again in the same way when that one is reversed.';
comment on column public.payments.received_on is 'When the money could be spent; null while a gateway holds it.';
create index payments_invoice on public.payments (reseller_id, invoice_id, created_at);
create index payments_client on public.payments (reseller_id, client_id, paid_on desc);
create index payments_recorded_by on public.payments (recorded_by);
-- What a line of a bank statement may have been recorded as before.
create index payments_by_hand on public.payments (reseller_id, amount_cents, paid_on)
	where source = 'manual' and status = 'succeeded' and method in ('pix', 'transfer');
alter table public.payments enable row level security;
select app.keep_trail_of('payments');
-- reason is a word among the staff: show_invoice tells it to them.
grant select (
	id, reseller_id, client_id, invoice_id, request_id, kind, source, external_id, amount_cents, principal_cents, charges_cents, excess_cents,
	fine_added_cents, interest_added_cents, late_from_before, charges_waived, refunded_cents, method, status, paid_on, received_on, reversed_on,
	recorded_by, created_at
) on public.payments to authenticated;
grant all on public.payments to service_role;
create policy "staff read all payments, a client's user with that right its own" on public.payments
	for select to authenticated using (
		reseller_id = (select app.reseller_id())
		and (
			(select app.is_staff())
			or (client_id = (select app.client_id()) and (select app.may('portal.invoices.read')))
		)
	);

create table public.refunds (
	id uuid primary key default gen_random_uuid(),
	reseller_id uuid not null,
	client_id uuid not null,
	payment_id uuid not null,
	request_id uuid not null,
	amount_cents bigint not null constraint refund_amount_invalid check (amount_cents > 0),
	reason text constraint refund_reason_invalid check (length(reason) <= 300),
	refunded_on date not null,
	recorded_by uuid references public.people (id) on delete set null,
	created_at timestamptz not null default now(),
	constraint refunds_tenant_key unique (reseller_id, id),
	constraint refunds_request_unique unique (reseller_id, request_id),
	foreign key (reseller_id, client_id) references public.clients (reseller_id, id),
	foreign key (reseller_id, payment_id) references public.payments (reseller_id, id)
);
comment on table public.refunds is 'Money that went back to the client, of one payment.';
create index refunds_payment on public.refunds (reseller_id, payment_id);
create index refunds_client on public.refunds (reseller_id, client_id);
create index refunds_recorded_by on public.refunds (recorded_by);
alter table public.refunds enable row level security;
select app.keep_trail_of('refunds');
grant select (
	id, reseller_id, client_id, payment_id, request_id, amount_cents, refunded_on, recorded_by, created_at
) on public.refunds to authenticated;
grant all on public.refunds to service_role;
create policy "staff read all refunds, a client's user with that right its own" on public.refunds
	for select to authenticated using (
		reseller_id = (select app.reseller_id())
		and (
			(select app.is_staff())
			or (client_id = (select app.client_id()) and (select app.may('portal.invoices.read')))
		)
	);

-- Credit and ledger -----------------------------------------------------------------------------------

create table public.client_balances (
	reseller_id uuid not null,
	client_id uuid not null,
	credit_cents bigint not null constraint client_credit_insufficient check (credit_cents >= 0),
	primary key (reseller_id, client_id),
	foreign key (reseller_id, client_id) references public.clients (reseller_id, id) on delete cascade
);
comment on table public.client_balances is 'The credit that a client has: the sum of its credit_entries, kept with them. No row: none.';
alter table public.client_balances enable row level security;
grant select on public.client_balances to authenticated;
grant all on public.client_balances to service_role;
create policy "staff read all balances, a client's user with that right its own" on public.client_balances
	for select to authenticated using (
		reseller_id = (select app.reseller_id())
		and (
			(select app.is_staff())
			or (client_id = (select app.client_id()) and (select app.may('portal.invoices.read')))
		)
	);

create table public.credit_entries (
	id uuid primary key default gen_random_uuid(),
	reseller_id uuid not null,
	client_id uuid not null,
	amount_cents bigint not null constraint credit_amount_invalid check (amount_cents <> 0),
	reason text not null check (reason in ('overpayment', 'proration', 'invoice_void', 'manual', 'applied', 'released', 'paid_out')),
	invoice_id uuid,
	payment_id uuid,
	note text constraint credit_note_invalid check (length(note) <= 300),
	request_id uuid,
	entered_on date not null,
	entered_by uuid references public.people (id) on delete set null,
	created_at timestamptz not null default now(),
	constraint credit_entries_tenant_key unique (reseller_id, id),
	constraint credit_entries_request_unique unique (reseller_id, request_id),
	foreign key (reseller_id, client_id) references public.clients (reseller_id, id),
	foreign key (reseller_id, invoice_id) references public.invoices (reseller_id, id),
	foreign key (reseller_id, payment_id) references public.payments (reseller_id, id)
);
comment on table public.credit_entries is 'Why a client has the credit it has: what came in and what went out, in cents. released: a payment with credit was taken back.';
create index credit_entries_client on public.credit_entries (reseller_id, client_id, created_at);
create index credit_entries_invoice on public.credit_entries (reseller_id, invoice_id);
create index credit_entries_payment on public.credit_entries (reseller_id, payment_id);
create index credit_entries_entered_by on public.credit_entries (entered_by);
alter table public.credit_entries enable row level security;
select app.keep_trail_of('credit_entries');
-- note is a word among the staff: show_credit tells it to them.
grant select (
	id, reseller_id, client_id, amount_cents, reason, invoice_id, payment_id, request_id, entered_on, entered_by, created_at
) on public.credit_entries to authenticated;
grant all on public.credit_entries to service_role;
create policy "staff read all credit, a client's user with that right its own" on public.credit_entries
	for select to authenticated using (
		reseller_id = (select app.reseller_id())
		and (
			(select app.is_staff())
			or (client_id = (select app.client_id()) and (select app.may('portal.invoices.read')))
		)
	);
create trigger credit_entries_stay before update on public.credit_entries
	for each row when (
		(to_jsonb(new) - '{note,entered_by}'::text[]) is distinct from (to_jsonb(old) - '{note,entered_by}'::text[])
	)
	execute function app.refuse_changing_what_was_written();

create table public.ledger_entries (
	id bigint generated always as identity primary key,
	reseller_id uuid not null,
	client_id uuid not null,
	debit text not null check (debit in ('receivable', 'revenue', 'charges', 'cash', 'credit', 'refunds', 'writeoff')),
	credit text not null check (credit in ('receivable', 'revenue', 'charges', 'cash', 'credit', 'refunds', 'writeoff')),
	amount_cents bigint not null check (amount_cents > 0),
	invoice_id uuid,
	payment_id uuid,
	booked_on date not null,
	created_at timestamptz not null default now(),
	check (debit <> credit),
	foreign key (reseller_id, client_id) references public.clients (reseller_id, id),
	foreign key (reseller_id, invoice_id) references public.invoices (reseller_id, id)
);
comment on table public.ledger_entries is
	'Double entry, one row for each transfer: what one account is debited another is credited, so all accounts together are always zero. The balance of receivable is what is open, that of credit what clients have (app.check_ledger). Only ever appended to.';
create index ledger_entries_invoice on public.ledger_entries (reseller_id, invoice_id);
create index ledger_entries_client on public.ledger_entries (reseller_id, client_id);
alter table public.ledger_entries enable row level security;
grant select on public.ledger_entries to authenticated;
grant all on public.ledger_entries to service_role;
create policy "staff read the ledger" on public.ledger_entries
	for select to authenticated using (reseller_id = (select app.staff_reseller_id()));
create trigger ledger_entries_stay before update or delete on public.ledger_entries
	for each row execute function app.refuse_changing_what_was_written();

create table public.invoice_mails (
	id uuid primary key,
	reseller_id uuid not null,
	invoice_id uuid not null,
	template text not null check (template in ('invoice', 'reminder', 'overdue', 'blocked', 'restored', 'receipt')),
	recipient text not null,
	state text not null default 'queued' check (state in ('queued', 'sending', 'sent', 'parked')),
	created_at timestamptz not null default now(),
	sent_at timestamptz,
	foreign key (reseller_id, invoice_id) references public.invoices (reseller_id, id) on delete cascade
);
comment on table public.invoice_mails is 'The mails about an invoice and how far each has come. The id is that of its outbox row.';
create index invoice_mails_invoice on public.invoice_mails (reseller_id, invoice_id, created_at);
alter table public.invoice_mails enable row level security;
grant select on public.invoice_mails to authenticated;
grant all on public.invoice_mails to service_role;
create policy "staff read what was mailed" on public.invoice_mails
	for select to authenticated using (reseller_id = (select app.staff_reseller_id()));

