-- Billing: subscriptions, invoices, payments. Money is integer cents; due dates are dates; "today" comes from app.today.

create table public.billing_settings (
	reseller_id uuid primary key references public.resellers (id) on delete cascade,
	pix_key text check (length(pix_key) between 1 and 77),
	pix_merchant_name text check (length(btrim(pix_merchant_name)) between 1 and 25),
	pix_merchant_city text check (length(btrim(pix_merchant_city)) between 1 and 15),
	constraint billing_settings_pix_complete check (
		pix_key is null or (pix_merchant_name is not null and pix_merchant_city is not null)
	)
);
comment on table public.billing_settings is
	'How the reseller collects. With a Pix key every invoice carries a BR Code, no gateway needed. Lengths: Manual de Padrões para Iniciação do Pix.';
alter table public.billing_settings enable row level security;
select app.keep_trail_of('billing_settings', '{reseller_id}');
grant select on public.billing_settings to authenticated;
grant all on public.billing_settings to service_role;
create policy "staff and whoever may pay read how the reseller collects" on public.billing_settings
	for select to authenticated using (
		reseller_id = (select app.reseller_id())
		and ((select app.is_staff()) or (select app.may('portal.invoices.pay')))
	);

create table public.subscriptions (
	id uuid primary key default gen_random_uuid(),
	reseller_id uuid not null,
	client_id uuid not null,
	plan_version_id uuid not null,
	status text not null default 'pending'
		check (status in ('pending', 'active', 'suspended', 'canceled', 'expired')),
	activation text not null default 'on_payment'
		constraint subscription_activation_invalid check (activation in ('now', 'on_payment')),
	interval_months smallint not null
		constraint subscription_interval_invalid check (interval_months in (1, 2, 3, 6, 12)),
	due_day smallint not null constraint subscription_due_day_invalid check (due_day between 1 and 31),
	started_on date not null,
	next_period_on date not null check (next_period_on > started_on),
	activated_at timestamptz,
	request_id uuid,
	created_at timestamptz not null default now(),
	constraint subscriptions_tenant_key unique (reseller_id, id),
	constraint subscriptions_request_unique unique (reseller_id, request_id),
	foreign key (reseller_id, client_id) references public.clients (reseller_id, id),
	foreign key (reseller_id, plan_version_id) references public.plan_versions (reseller_id, id)
);
comment on table public.subscriptions is
	'A client on the terms of a plan. due_day is what was agreed (1 to 31) and is clamped to each month''s end, so it never drifts. request_id makes adding it twice add it once; an onboarding has an id of its own.';
create index subscriptions_client on public.subscriptions (reseller_id, client_id, created_at desc);
create index subscriptions_plan_version on public.subscriptions (reseller_id, plan_version_id);
create index subscriptions_next_period on public.subscriptions (reseller_id, next_period_on) where status = 'active';
alter table public.subscriptions enable row level security;
select app.keep_trail_of('subscriptions');
grant select on public.subscriptions to authenticated;
grant all on public.subscriptions to service_role;
create policy "staff read all subscriptions, a client's user its own" on public.subscriptions
	for select to authenticated using (
		reseller_id = (select app.reseller_id())
		and ((select app.is_staff()) or client_id = (select app.client_id()))
	);

create table public.invoices (
	id uuid primary key default gen_random_uuid(),
	reseller_id uuid not null,
	client_id uuid not null,
	subscription_id uuid,
	number bigint not null,
	status text not null default 'open' check (status in ('draft', 'open', 'void')),
	payment_status text not null default 'unpaid'
		check (payment_status in ('unpaid', 'partial', 'paid', 'refunded', 'disputed')),
	issued_on date not null,
	due_on date not null,
	period_start date,
	period_end date check (period_end >= period_start),
	total_cents bigint not null check (total_cents >= 0)
		-- R$ 1 billion, which also fits a Pix BR Code.
		constraint invoice_total_too_high check (total_cents <= 100000000000),
	paid_cents bigint not null default 0,
	pix_txid text generated always as ('FAT' || number::text) stored,
	request_id uuid,
	created_at timestamptz not null default now(),
	constraint invoices_tenant_key unique (reseller_id, id),
	constraint invoices_number_unique unique (reseller_id, number),
	constraint invoices_request_unique unique (reseller_id, request_id),
	constraint invoices_one_per_period unique (reseller_id, subscription_id, period_start),
	constraint invoices_paid_within_total check (paid_cents between 0 and total_cents),
	constraint invoices_payment_status_follows check (
		payment_status in ('refunded', 'disputed')
		or payment_status = case
			when paid_cents = total_cents then 'paid' when paid_cents > 0 then 'partial' else 'unpaid' end
	),
	foreign key (reseller_id, client_id) references public.clients (reseller_id, id),
	foreign key (reseller_id, subscription_id) references public.subscriptions (reseller_id, id)
);
comment on table public.invoices is
	'What a client owes. Numbers have no gaps per reseller. status is the document''s state, payment_status the money''s. Without a subscription it is a one-off, and request_id makes issuing it twice issue it once.';
create index invoices_client on public.invoices (reseller_id, client_id, due_on desc, id desc);
create index invoices_open_by_due on public.invoices (reseller_id, due_on, id)
	where status = 'open' and payment_status in ('unpaid', 'partial');
alter table public.invoices enable row level security;
select app.keep_trail_of('invoices');
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

create table public.invoice_lines (
	reseller_id uuid not null,
	invoice_id uuid not null,
	position smallint not null check (position >= 1),
	kind text not null check (kind in ('plan', 'pass_through', 'surcharge', 'discount', 'item')),
	description text not null,
	quantity integer not null constraint invoice_line_quantity_invalid check (quantity between 1 and 9999),
	unit_cents bigint not null,
	total_cents bigint not null,
	primary key (reseller_id, invoice_id, position),
	constraint invoice_lines_total check (total_cents = quantity * unit_cents),
	constraint invoice_lines_only_a_discount_takes_away check ((kind = 'discount') = (unit_cents < 0)),
	constraint invoice_line_description_invalid check (
		length(description) <= 200
		-- What people write themselves goes into mails as a line.
		and (kind <> 'item' or (length(btrim(description)) > 0 and description !~ '[[:cntrl:]]'))
	),
	constraint invoice_line_price_invalid check (kind <> 'item' or unit_cents between 1 and 100000000),
	foreign key (reseller_id, invoice_id) references public.invoices (reseller_id, id) on delete cascade
);
comment on table public.invoice_lines is 'What an invoice is made of. The sum of the lines is the invoice''s total. description: the plan''s name, or of an item what was written; what the kind adds to it is said in the reader''s language.';
alter table public.invoice_lines enable row level security;
select app.keep_trail_of('invoice_lines', '{invoice_id,position}');
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

create table public.payments (
	id uuid primary key default gen_random_uuid(),
	reseller_id uuid not null,
	client_id uuid not null,
	invoice_id uuid not null,
	request_id uuid not null,
	amount_cents bigint not null constraint payment_amount_invalid check (amount_cents > 0),
	method text not null constraint payment_method_invalid check (method in ('pix', 'boleto', 'card', 'transfer', 'cash', 'other')),
	status text not null default 'succeeded' check (status in ('pending', 'succeeded', 'failed')),
	-- Also keeps out what no page can show: -infinity, BC.
	paid_on date not null constraint payment_date_invalid check (paid_on >= '2000-01-01'),
	recorded_by uuid references public.people (id) on delete set null,
	created_at timestamptz not null default now(),
	constraint payments_tenant_key unique (reseller_id, id),
	constraint payments_request_unique unique (reseller_id, request_id),
	foreign key (reseller_id, client_id) references public.clients (reseller_id, id),
	foreign key (reseller_id, invoice_id) references public.invoices (reseller_id, id)
);
comment on table public.payments is 'Money received for an invoice. request_id makes recording it twice record it once.';
create index payments_invoice on public.payments (reseller_id, invoice_id);
create index payments_client on public.payments (reseller_id, client_id, paid_on desc);
create index payments_recorded_by on public.payments (recorded_by);
alter table public.payments enable row level security;
select app.keep_trail_of('payments');
grant select on public.payments to authenticated;
grant all on public.payments to service_role;
create policy "staff read all payments, a client's user with that right its own" on public.payments
	for select to authenticated using (
		reseller_id = (select app.reseller_id())
		and (
			(select app.is_staff())
			or (client_id = (select app.client_id()) and (select app.may('portal.invoices.read')))
		)
	);

create table public.invoice_mails (
	id uuid primary key,
	reseller_id uuid not null,
	invoice_id uuid not null,
	template text not null check (template in ('invoice', 'receipt')),
	recipient text not null,
	state text not null default 'queued' check (state in ('queued', 'sending', 'sent', 'parked')),
	created_at timestamptz not null default now(),
	sent_at timestamptz,
	foreign key (reseller_id, invoice_id) references public.invoices (reseller_id, id) on delete cascade
);
comment on table public.invoice_mails is 'The mails about an invoice and how far each has come. The id is that of its outbox row.';
create index invoice_mails_invoice on public.invoice_mails (reseller_id, invoice_id, created_at);
alter table public.invoice_mails enable row level security;
select app.keep_trail_of('invoice_mails');
grant select on public.invoice_mails to authenticated;
grant all on public.invoice_mails to service_role;
create policy "staff read what was mailed" on public.invoice_mails
	for select to authenticated using (reseller_id = (select app.staff_reseller_id()));

-- Rules -------------------------------------------------------------------------------------------

create function app.due_date_in_month(month date, due_day integer) returns date
	language sql immutable
	set search_path = ''
as $$
	select least(
		date_trunc('month', month)::date + due_day - 1,
		(date_trunc('month', month) + interval '1 month')::date - 1
	)
$$;
comment on function app.due_date_in_month(date, integer) is
	'The agreed due day within the month of `month`, clamped to the month''s end (31 in February: 28 or 29).';

create function app.mail_about_invoice(invoice public.invoices, template text, unique_key text) returns void
	language plpgsql security definer
	set search_path = ''
as $$
declare
	address text := (
		select c.email from public.clients c
		where c.reseller_id = invoice.reseller_id and c.id = invoice.client_id
	);
	mail_id uuid;
begin
	if address is null then
		return;
	end if;
	insert into app.outbox (reseller_id, kind, template, recipient, unique_key, payload)
	values (invoice.reseller_id, 'email', mail_about_invoice.template, address, mail_about_invoice.unique_key,
		jsonb_build_object('invoice_id', invoice.id))
	on conflict on constraint outbox_unique_key_key do nothing
	returning id into mail_id;
	if mail_id is not null then
		insert into public.invoice_mails (id, reseller_id, invoice_id, template, recipient)
		values (mail_id, invoice.reseller_id, invoice.id, mail_about_invoice.template, address);
	end if;
end
$$;
comment on function app.mail_about_invoice(public.invoices, text, text) is
	'Puts a mail about the invoice into the outbox, once per unique key. A client without an address gets none.';

create function app.monthly_amounts(
	terms public.plan_versions, client public.clients,
	out price_cents bigint, out pass_through_cents bigint, out surcharge_cents bigint, out discount_cents bigint,
	out total_cents bigint
)
	language sql immutable
	set search_path = ''
as $$
	select terms.monthly_price_cents, terms.pass_through_cents, added.surcharge_cents, taken.discount_cents,
		added.gross_cents - taken.discount_cents
	from (
		select coalesce(client.surcharge_cents, 0) as surcharge_cents,
			terms.monthly_price_cents + terms.pass_through_cents + coalesce(client.surcharge_cents, 0) as gross_cents
	) added
	cross join lateral (select least(coalesce(client.discount_cents, 0), added.gross_cents) as discount_cents) taken
$$;
comment on function app.monthly_amounts(public.plan_versions, public.clients) is
	'What a client pays per month for these terms, in cents: the plan''s price and pass-through cost, plus the client''s own surcharge, less its own discount, which never takes more than there is.';
grant execute on function app.monthly_amounts(public.plan_versions, public.clients) to authenticated;

create function app.require_billable(client public.clients) returns void
	language plpgsql
	set search_path = ''
as $$
begin
	if client.archived_at is not null then
		perform app.refuse('client_archived', 409);
	end if;
end
$$;
comment on function app.require_billable(public.clients) is 'An archived client is not billed, by whatever way.';

create function app.issue_subscription_invoice(subscription public.subscriptions, period_start date, due_on date)
	returns public.invoices
	language plpgsql security definer
	set search_path = ''
as $$
declare
	client public.clients := (
		select c from public.clients c
		where c.reseller_id = subscription.reseller_id and c.id = subscription.client_id
	);
	terms public.plan_versions := (
		select v from public.plan_versions v
		where v.reseller_id = subscription.reseller_id and v.id = subscription.plan_version_id
	);
	plan_name text := (
		select p.name from public.plans p where p.reseller_id = terms.reseller_id and p.id = terms.plan_id
	);
	months integer := subscription.interval_months;
	monthly record := app.monthly_amounts(terms, client);
	invoice public.invoices;
begin
	perform app.require_billable(client);
	insert into public.invoices (
		reseller_id, client_id, subscription_id, number, issued_on, due_on, period_start, period_end, total_cents, payment_status
	) values (
		subscription.reseller_id, subscription.client_id, subscription.id,
		app.next_number(subscription.reseller_id, 'invoice'), app.today(subscription.reseller_id),
		issue_subscription_invoice.due_on, issue_subscription_invoice.period_start,
		(issue_subscription_invoice.period_start + make_interval(months => months))::date - 1,
		monthly.total_cents * months,
		-- Nothing to pay is paid: a free plan must not wait for money that never comes.
		case when monthly.total_cents = 0 then 'paid' else 'unpaid' end
	) returning * into invoice;
	insert into public.invoice_lines (reseller_id, invoice_id, position, kind, description, quantity, unit_cents, total_cents)
	select invoice.reseller_id, invoice.id, row_number() over (order by line.position), line.kind, plan_name,
		months, line.unit_cents, months * line.unit_cents
	from (values
		(1, 'plan', monthly.price_cents), (2, 'pass_through', monthly.pass_through_cents),
		(3, 'surcharge', monthly.surcharge_cents), (4, 'discount', -monthly.discount_cents)
	) as line (position, kind, unit_cents)
	where line.kind = 'plan' or line.unit_cents <> 0;
	perform app.mail_about_invoice(invoice, 'invoice', 'invoice:' || invoice.id);
	return invoice;
end
$$;
comment on function app.issue_subscription_invoice(public.subscriptions, date, date) is
	'Bills one period of a subscription, with the client''s own surcharge and discount as of now, and mails it. Refuses client_archived.';

create function app.activate_subscription(reseller_id uuid, subscription_id uuid) returns void
	language sql security definer
	set search_path = ''
as $$
	update public.subscriptions s set status = 'active', activated_at = now()
	where s.reseller_id = activate_subscription.reseller_id
		and s.id = activate_subscription.subscription_id and s.status = 'pending'
$$;

create function app.record_payment(
	request_id uuid, invoice_id uuid, amount_cents bigint, method text, paid_on date
) returns jsonb
	language plpgsql security definer
	set search_path = ''
as $$
declare
	account app.account := app.require('payments.record');
	invoice public.invoices;
	payment public.payments;
	open_cents bigint;
	violated text;
begin
	if request_id is null then
		perform app.refuse('request_id_required');
	end if;
	-- The lock makes a double click wait for the first and then find what it recorded.
	select i.* into invoice from public.invoices i
	where i.reseller_id = account.reseller_id and i.id = record_payment.invoice_id
	for update;
	if invoice.id is null then
		perform app.refuse('invoice_not_found', 404);
	end if;
	select p.* into payment from public.payments p
	where p.reseller_id = account.reseller_id and p.request_id = record_payment.request_id;
	if payment.id is not null then
		if payment.invoice_id <> invoice.id then
			perform app.refuse('request_id_reused', 409);
		end if;
		return jsonb_build_object('payment_id', payment.id, 'payment_status', invoice.payment_status);
	end if;

	open_cents := invoice.total_cents - invoice.paid_cents;
	if invoice.status <> 'open' then
		perform app.refuse('invoice_not_open', 409);
	end if;
	if invoice.payment_status not in ('unpaid', 'partial') then
		perform app.refuse('invoice_already_paid', 409, jsonb_build_object('number', invoice.number));
	end if;
	if coalesce(amount_cents, open_cents) > open_cents then
		perform app.refuse('payment_exceeds_open', 422, jsonb_build_object('open_cents', open_cents));
	end if;
	if paid_on > app.today(account.reseller_id) then
		perform app.refuse('payment_in_future');
	end if;
	insert into public.payments (reseller_id, client_id, invoice_id, request_id, amount_cents, method, paid_on, recorded_by)
	values (account.reseller_id, invoice.client_id, invoice.id, record_payment.request_id,
		coalesce(record_payment.amount_cents, open_cents), record_payment.method,
		coalesce(record_payment.paid_on, app.today(account.reseller_id)), account.person_id)
	returning * into payment;
	update public.invoices i set
		paid_cents = i.paid_cents + payment.amount_cents,
		payment_status = case when i.paid_cents + payment.amount_cents = i.total_cents then 'paid' else 'partial' end
	where i.reseller_id = invoice.reseller_id and i.id = invoice.id
	returning i.* into invoice;
	if invoice.payment_status = 'paid' then
		perform app.activate_subscription(invoice.reseller_id, invoice.subscription_id);
		perform app.mail_about_invoice(invoice, 'receipt', 'receipt:' || invoice.id);
	end if;
	return jsonb_build_object('payment_id', payment.id, 'payment_status', invoice.payment_status);
exception
	when check_violation then
		get stacked diagnostics violated = constraint_name;
		perform app.refuse(violated);
	when not_null_violation then
		perform app.refuse('payment_method_invalid');
	when unique_violation then
		-- At this very moment for another invoice: the lock above does not cover that one.
		perform app.refuse('request_id_reused', 409);
end
$$;
grant execute on function app.record_payment(uuid, uuid, bigint, text, date) to authenticated;

create function public.record_payment(
	request_id uuid, invoice_id uuid, amount_cents bigint default null, method text default 'pix', paid_on date default null
) returns jsonb
	language sql
	set search_path = ''
as $$ select app.record_payment(request_id, invoice_id, amount_cents, method, paid_on) $$;
comment on function public.record_payment(uuid, uuid, bigint, text, date) is
	'Marks an invoice as paid, wholly (amount null) or in part. Idempotent by request_id. Activates the subscription and mails the receipt once paid in full.
Refuses: invoice_not_found, invoice_not_open, invoice_already_paid, payment_exceeds_open, payment_in_future, payment_date_invalid, payment_amount_invalid, payment_method_invalid, request_id_reused.';
grant execute on function public.record_payment(uuid, uuid, bigint, text, date) to authenticated;

create function app.lock_client(reseller_id uuid, client_id uuid) returns public.clients
	language plpgsql security definer
	set search_path = ''
as $$
declare
	client public.clients;
begin
	select c.* into client from public.clients c
	where c.reseller_id = lock_client.reseller_id and c.id = lock_client.client_id
	for no key update;
	if client.id is null then
		perform app.refuse('client_not_found', 404);
	end if;
	return client;
end
$$;
comment on function app.lock_client(uuid, uuid) is
	'The client, held until the command ends: a double click waits and finds what the first one made, and nobody archives it meanwhile. Refuses client_not_found.';

create function app.issue_one_off_invoice(request_id uuid, client_id uuid, lines jsonb, due_on date) returns jsonb
	language plpgsql security definer
	set search_path = ''
as $$
declare
	account app.account := app.require('invoices.issue');
	client public.clients;
	invoice public.invoices;
	today date := app.today(account.reseller_id);
	violated text;
begin
	if request_id is null then
		perform app.refuse('request_id_required');
	end if;
	client := app.lock_client(account.reseller_id, issue_one_off_invoice.client_id);
	select i.* into invoice from public.invoices i
	where i.reseller_id = account.reseller_id and i.request_id = issue_one_off_invoice.request_id;
	if invoice.client_id <> client.id then
		perform app.refuse('request_id_reused', 409);
	end if;
	if invoice.id is not null then
		return jsonb_build_object('invoice_id', invoice.id);
	end if;

	perform app.require_billable(client);
	if due_on is null then
		perform app.refuse('invoice_due_required');
	end if;
	if due_on < today then
		perform app.refuse('invoice_due_in_past');
	end if;
	if due_on > today + 365 then
		perform app.refuse('invoice_due_too_far');
	end if;
	if jsonb_typeof(lines) is distinct from 'array' or jsonb_array_length(lines) not between 1 and 50 then
		perform app.refuse('invoice_lines_invalid');
	end if;
	insert into public.invoices (reseller_id, client_id, number, issued_on, due_on, total_cents, request_id)
	values (account.reseller_id, client.id, app.next_number(account.reseller_id, 'invoice'), today,
		issue_one_off_invoice.due_on,
		-- A line that no rule allows is refused below by its own name, not here for what it does to the sum.
		(
			select sum(greatest((l.line ->> 'quantity')::integer, 1) * greatest((l.line ->> 'unit_cents')::bigint, 1))
			from jsonb_array_elements(lines) as l (line)
		),
		issue_one_off_invoice.request_id)
	returning * into invoice;
	insert into public.invoice_lines (reseller_id, invoice_id, position, kind, description, quantity, unit_cents, total_cents)
	select invoice.reseller_id, invoice.id, l.position, 'item', coalesce(btrim(l.line ->> 'description'), ''),
		(l.line ->> 'quantity')::integer, (l.line ->> 'unit_cents')::bigint,
		(l.line ->> 'quantity')::integer * (l.line ->> 'unit_cents')::bigint
	from jsonb_array_elements(lines) with ordinality as l (line, position);
	perform app.mail_about_invoice(invoice, 'invoice', 'invoice:' || invoice.id);
	return jsonb_build_object('invoice_id', invoice.id);
exception
	when check_violation then
		get stacked diagnostics violated = constraint_name;
		perform app.refuse(violated);
	when not_null_violation or data_exception then
		perform app.refuse('invoice_lines_invalid');
	when unique_violation then
		-- At this very moment for another client: the lock above does not cover that one.
		perform app.refuse('request_id_reused', 409);
end
$$;
grant execute on function app.issue_one_off_invoice(uuid, uuid, jsonb, date) to authenticated;

create function public.issue_one_off_invoice(request_id uuid, client_id uuid, lines jsonb, due_on date) returns jsonb
	language sql
	set search_path = ''
as $$ select app.issue_one_off_invoice(request_id, client_id, lines, due_on) $$;
comment on function public.issue_one_off_invoice(uuid, uuid, jsonb, date) is
	'Bills a client outside any subscription and mails the invoice: {invoice_id}. lines: 1 to 50 of {description (1 to 200 characters), quantity (1 to 9999), unit_cents (1 to 100000000)}; due today at the earliest and in 365 days at the latest. Idempotent by request_id.
Refuses: client_not_found, client_archived, invoice_due_required, invoice_due_in_past, invoice_due_too_far, invoice_lines_invalid, invoice_line_description_invalid, invoice_line_quantity_invalid, invoice_line_price_invalid, invoice_total_too_high, request_id_required, request_id_reused.';
grant execute on function public.issue_one_off_invoice(uuid, uuid, jsonb, date) to authenticated;

-- Views -------------------------------------------------------------------------------------------

create function app.acting_today() returns date
	language plpgsql stable security definer
	set search_path = ''
as $$
begin
	return app.today(app.reseller_id());
end
$$;
grant execute on function app.acting_today() to authenticated;

create view public.invoice_list with (security_invoker = true) as
select
	i.id, i.reseller_id, i.client_id, i.subscription_id, i.number, i.issued_on, i.due_on, i.period_start, i.period_end,
	i.total_cents, i.paid_cents, i.total_cents - i.paid_cents as open_cents, i.pix_txid, i.created_at,
	case
		when i.status = 'void' then 'canceled'
		when i.payment_status in ('paid', 'refunded', 'disputed') then i.payment_status
		when i.due_on < (select app.acting_today()) then 'overdue'
		when i.payment_status = 'partial' then 'partial'
		else 'awaiting'
	end as status
from public.invoices i
where i.status <> 'draft';
comment on view public.invoice_list is
	'Invoices with the status people see: awaiting, partial, overdue, paid, refunded, disputed, canceled.';
revoke all on public.invoice_list from anon, authenticated, service_role;
grant select on public.invoice_list to authenticated;

create view public.subscription_list with (security_invoker = true) as
select
	s.id, s.reseller_id, s.client_id, s.status, s.activation, s.interval_months, s.due_day,
	s.started_on, s.next_period_on, s.activated_at, s.created_at,
	p.id as plan_id, p.name as plan_name, v.session_quota,
	monthly.price_cents, monthly.pass_through_cents, monthly.surcharge_cents, monthly.discount_cents,
	monthly.total_cents as monthly_cents,
	monthly.total_cents * s.interval_months as period_cents
from public.subscriptions s
join public.plan_versions v on v.reseller_id = s.reseller_id and v.id = s.plan_version_id
join public.plans p on p.reseller_id = v.reseller_id and p.id = v.plan_id
join public.clients c on c.reseller_id = s.reseller_id and c.id = s.client_id
cross join lateral app.monthly_amounts(v, c) monthly;
comment on view public.subscription_list is 'Subscriptions with plan and what a month and a period of them cost as of now, in cents. For staff: plans are theirs to read.';
revoke all on public.subscription_list from anon, authenticated, service_role;
grant select on public.subscription_list to authenticated;
