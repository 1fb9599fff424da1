-- Gateway events: what a provider says happened. Stored first, each once; then a charge stands as all of its events together say,
-- in whatever order and however often they came.

create table public.gateway_events (
	id uuid primary key default gen_random_uuid(),
	reseller_id uuid not null,
	account_id uuid not null,
	charge_id uuid,
	event_id text not null check (length(event_id) between 1 and 300),
	name text not null check (length(name) <= 200),
	kind text not null check (kind in (
		'created', 'changed', 'confirmed', 'received', 'received_in_cash', 'cash_undone', 'deleted', 'restored', 'refunding',
		'partially_refunded', 'refunded', 'disputed', 'dispute_won', 'refused', 'noted'
	)),
	source text not null default 'webhook' check (source in ('webhook', 'reconcile', 'command')),
	fact jsonb,
	payload jsonb,
	occurred_at timestamptz not null,
	received_at timestamptz not null default now(),
	state text not null default 'queued' check (state in ('queued', 'done', 'ignored', 'parked')),
	attempts integer not null default 0,
	due_at timestamptz not null default now(),
	last_error text,
	processed_at timestamptz,
	constraint gateway_events_once unique (account_id, event_id),
	foreign key (reseller_id, account_id) references public.gateway_accounts (reseller_id, id) on delete cascade,
	foreign key (reseller_id, charge_id) references public.gateway_charges (reseller_id, id)
);
comment on table public.gateway_events is
	'What a provider told, once under the sender''s own id. source: told by a webhook, or found by asking (reconcile, command) where the webhook was lost. fact: the charge as it stood then, in our words. payload: the message as it came, for nobody''s eyes but a developer''s.';
create index gateway_events_due on public.gateway_events (due_at) where state = 'queued';
create index gateway_events_newest on public.gateway_events (reseller_id, received_at desc, id desc);
create index gateway_events_charge on public.gateway_events (reseller_id, charge_id);
create index gateway_events_account on public.gateway_events (reseller_id, account_id);
alter table public.gateway_events enable row level security;
grant select (
	id, reseller_id, account_id, charge_id, event_id, name, kind, source, occurred_at, received_at, state, attempts, due_at, last_error, processed_at
) on public.gateway_events to authenticated;
grant all on public.gateway_events to service_role;
create policy "whoever may configure billing reads what gateways told" on public.gateway_events
	for select to authenticated using (
		reseller_id = (select app.staff_reseller_id()) and (select app.may('billing.configure'))
	);

create table public.gateway_drifts (
	id uuid primary key default gen_random_uuid(),
	reseller_id uuid not null,
	account_id uuid not null,
	charge_id uuid,
	provider_charge_id text not null,
	kind text not null check (kind in ('deleted', 'missing', 'differs', 'duplicate', 'paid_twice', 'refund_missing', 'unknown_paid')),
	detail jsonb not null default '{}',
	found_at timestamptz not null default now(),
	resolved_at timestamptz,
	resolution text check (resolution in ('healed', 'recreated', 'pushed', 'linked', 'refunded', 'dismissed')),
	resolved_by uuid references public.people (id) on delete set null,
	constraint gateway_drifts_tenant_key unique (reseller_id, id),
	constraint gateway_drifts_resolved check ((resolved_at is null) = (resolution is null)),
	foreign key (reseller_id, account_id) references public.gateway_accounts (reseller_id, id) on delete cascade,
	foreign key (reseller_id, charge_id) references public.gateway_charges (reseller_id, id)
);
comment on table public.gateway_drifts is
	'Where the provider and Balcão disagree, until somebody (resolved_by) or the course of things (healed) settles it. detail: the amounts and dates of both sides.';
create unique index gateway_drifts_one_open on public.gateway_drifts (account_id, provider_charge_id, kind) where resolved_at is null;
create index gateway_drifts_newest on public.gateway_drifts (reseller_id, found_at desc);
create index gateway_drifts_account on public.gateway_drifts (reseller_id, account_id);
create index gateway_drifts_charge on public.gateway_drifts (reseller_id, charge_id);
create index gateway_drifts_resolved_by on public.gateway_drifts (resolved_by);
alter table public.gateway_drifts enable row level security;
select app.keep_trail_of('gateway_drifts');
grant select on public.gateway_drifts to authenticated;
grant all on public.gateway_drifts to service_role;
create policy "whoever may configure billing reads where gateways disagree" on public.gateway_drifts
	for select to authenticated using (
		reseller_id = (select app.staff_reseller_id()) and (select app.may('billing.configure'))
	);

-- In ------------------------------------------------------------------------------------------------------

create function app.gateway_webhook_account(account_id uuid) returns jsonb
	language plpgsql stable security definer
	set search_path = ''
as $$
begin
	return (
		select jsonb_build_object('provider', a.provider, 'token_hash', encode(a.webhook_token_hash, 'hex'))
		from public.gateway_accounts a where a.id = gateway_webhook_account.account_id
	);
end
$$;
grant execute on function app.gateway_webhook_account(uuid) to service_role;

create function public.gateway_webhook_account(account_id uuid) returns jsonb
	language sql stable
	set search_path = ''
as $$ select app.gateway_webhook_account(account_id) $$;
comment on function public.gateway_webhook_account(uuid) is
	'Whose webhook an address is: {provider, token_hash (SHA-256, hex)}; null for nobody''s.';
grant execute on function public.gateway_webhook_account(uuid) to service_role;

create function app.store_gateway_event(
	account_id uuid, event_id text, name text, kind text, occurred_at timestamptz, fact jsonb, payload jsonb, source text default 'webhook',
	charge_id uuid default null
) returns boolean
	language plpgsql security definer
	set search_path = ''
as $$
declare
	is_new boolean;
begin
	insert into public.gateway_events (reseller_id, account_id, charge_id, event_id, name, kind, source, fact, payload, occurred_at, state)
	select a.reseller_id, a.id, store_gateway_event.charge_id, store_gateway_event.event_id, store_gateway_event.name, store_gateway_event.kind, store_gateway_event.source,
		store_gateway_event.fact, store_gateway_event.payload, store_gateway_event.occurred_at,
		case when store_gateway_event.fact is null then 'ignored' else 'queued' end
	from public.gateway_accounts a where a.id = store_gateway_event.account_id
	on conflict on constraint gateway_events_once do nothing;
	is_new := found;
	if is_new and source = 'webhook' then
		update public.gateway_accounts a set last_event_at = now() where a.id = store_gateway_event.account_id;
	end if;
	return is_new;
end
$$;
grant execute on function app.store_gateway_event(uuid, text, text, text, timestamptz, jsonb, jsonb, text, uuid) to service_role;

create function public.store_gateway_event(
	account_id uuid, event_id text, name text, kind text, occurred_at timestamptz, fact jsonb default null, payload jsonb default null
) returns boolean
	language sql
	set search_path = ''
as $$ select app.store_gateway_event(account_id, event_id, name, kind, occurred_at, fact, payload) $$;
comment on function public.store_gateway_event(uuid, text, text, text, timestamptz, jsonb, jsonb) is
	'Keeps what a webhook brought, once per account and event_id, to be processed later. False: it was there already.';
grant execute on function public.store_gateway_event(uuid, text, text, text, timestamptz, jsonb, jsonb) to service_role;

create function app.wake_after_gateway_event() returns trigger
	language plpgsql security definer
	set search_path = ''
as $$
begin
	if exists (select from new_rows n where n.state = 'queued' and n.source = 'webhook') then
		perform app.wake_worker('gateway');
	end if;
	return null;
end
$$;
create trigger gateway_events_wake_worker after insert on public.gateway_events
	referencing new table as new_rows for each statement execute function app.wake_after_gateway_event();

-- What it means -------------------------------------------------------------------------------------------

create function app.gateway_rank(state text) returns integer
	language sql immutable
	set search_path = ''
as $$
	select case state
		when 'open' then 0 when 'created' then 0 when 'changed' then 0 when 'noted' then 0 when 'refused' then 0
		when 'analysing' then 1 when 'received_in_cash' then 2 when 'cash_undone' then 3 when 'confirmed' then 4 when 'received' then 5
		when 'refunding' then 6 when 'partially_refunded' then 7
		when 'disputed' then 8 when 'dispute_won' then 9 when 'refunded' then 10
		when 'deleted' then 11 when 'restored' then 12 end
$$;
comment on function app.gateway_rank(text) is
	'How far a state is. A charge never goes back to a lower one, save that a receipt in cash is undone. Also the order of what happened within one second: what is undone is undone before it can be paid otherwise.';

create function app.charge_of_fact(account public.gateway_accounts, fact jsonb) returns uuid
	language plpgsql security definer
	set search_path = ''
as $$
declare
	charge public.gateway_charges;
	named text := fact ->> 'charge';
begin
	select c.* into charge from public.gateway_charges c
	where c.account_id = account.id and c.provider_charge_id = named;
	if charge.id is not null or coalesce(fact ->> 'reference', '') !~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then
		return charge.id;
	end if;
	-- Known by our own reference only: the answer to its making was lost, or has not been reported yet.
	select c.* into charge from public.gateway_charges c
	where c.account_id = account.id and c.id = (fact ->> 'reference')::uuid;
	if charge.id is null then
		return null;
	end if;
	perform app.lock_invoice(charge.reseller_id, charge.invoice_id);
	update public.gateway_charges c set provider_charge_id = named where c.id = charge.id and c.provider_charge_id is null;
	if found then
		return charge.id;
	end if;
	-- Made a second time by a try whose answer was lost. It is taken back; what is paid of it meanwhile still arrives.
	insert into public.gateway_charges (
		reseller_id, account_id, client_id, invoice_id, provider_charge_id, is_wanted, wanted_amount_cents, wanted_due_on, wanted_version, replaced_at
	) values (
		charge.reseller_id, charge.account_id, charge.client_id, charge.invoice_id, named, false, charge.wanted_amount_cents,
		charge.wanted_due_on, 1, now()
	)
	on conflict on constraint gateway_charges_known_once do nothing
	returning * into charge;
	if charge.id is null then
		return (select c.id from public.gateway_charges c where c.account_id = account.id and c.provider_charge_id = named);
	end if;
	perform app.queue_gateway_commands(jsonb_build_array(jsonb_build_object(
		'reseller_id', charge.reseller_id, 'account_id', account.id, 'name', 'cancel_charge', 'key', 'charge', 'subject', charge.id
	)));
	perform app.note_drift(charge, 'duplicate', '{}');
	return charge.id;
end
$$;
comment on function app.charge_of_fact(public.gateway_accounts, jsonb) is
	'Our charge that the provider speaks of, by its own id or else by our reference; null when it is none of ours.';

create function app.note_drift(charge public.gateway_charges, kind text, detail jsonb) returns void
	language sql security definer
	set search_path = ''
as $$
	insert into public.gateway_drifts as d (reseller_id, account_id, charge_id, provider_charge_id, kind, detail)
	values (charge.reseller_id, charge.account_id, charge.id, charge.provider_charge_id, note_drift.kind, note_drift.detail)
	on conflict (account_id, provider_charge_id, kind) where resolved_at is null
	do update set detail = excluded.detail where d.detail <> excluded.detail
$$;

create type app.told_charge as (
	state text, is_deleted boolean, amount_cents bigint, due_on date, method text, paid_on date, received_on date, refunded_cents bigint,
	undone integer, url text, card jsonb, last_event_at timestamptz
);

create function app.fold_gateway_events(charge_id uuid) returns app.told_charge
	language plpgsql stable security definer
	set search_path = ''
as $$
declare
	told app.told_charge;
	event record;
	implied text;
begin
	told.state := 'open';
	told.is_deleted := false;
	told.refunded_cents := 0;
	told.undone := 0;
	for event in
		select e.kind, e.fact, e.occurred_at from public.gateway_events e
		where e.charge_id = fold_gateway_events.charge_id and e.fact is not null
		-- One order for all ways in which they can have come in.
		order by e.occurred_at, e.source <> 'webhook', app.gateway_rank(e.kind), substring(e.event_id from '&([0-9]{1,18})$')::bigint nulls first, e.event_id
	loop
		told.last_event_at := event.occurred_at;
		told.url := coalesce(event.fact ->> 'url', told.url);
		told.card := coalesce(nullif(event.fact -> 'card', 'null'), told.card);
		if event.kind in ('deleted', 'restored') then
			told.is_deleted := event.kind = 'deleted';
		elsif event.kind = 'cash_undone' then
			if told.state = 'received_in_cash' then
				told.state := 'open';
				told.undone := told.undone + 1;
				told.paid_on := null;
				told.received_on := null;
			end if;
		elsif event.kind <> 'refused' then
			-- A message of little weight may still be the only one to say that it was paid.
			implied := case when event.kind in ('created', 'changed', 'noted') then event.fact ->> 'state' else event.kind end;
			if implied in ('confirmed', 'received', 'received_in_cash') and told.paid_on is null then
				told.paid_on := coalesce((event.fact ->> 'paid_on')::date, event.occurred_at::date);
				told.amount_cents := (event.fact ->> 'amount_cents')::bigint;
				told.method := event.fact ->> 'method';
			end if;
			if implied in ('received', 'received_in_cash') then
				told.received_on := coalesce(told.received_on, (event.fact ->> 'received_on')::date, event.occurred_at::date);
			end if;
			-- What was refunded or contested had been paid, even if nobody ever said so.
			if app.gateway_rank(implied) > 5 and told.paid_on is null then
				told.paid_on := coalesce((event.fact ->> 'paid_on')::date, event.occurred_at::date);
				told.amount_cents := (event.fact ->> 'amount_cents')::bigint;
				told.method := event.fact ->> 'method';
			end if;
			told.refunded_cents := greatest(told.refunded_cents, (event.fact ->> 'refunded_cents')::bigint);
			if app.gateway_rank(implied) > app.gateway_rank(told.state) then
				told.state := implied;
			end if;
		end if;
		if app.gateway_rank(told.state) < 2 then
			told.amount_cents := (event.fact ->> 'amount_cents')::bigint;
			told.due_on := nullif(event.fact ->> 'due_on', '')::date;
			told.method := event.fact ->> 'method';
		end if;
	end loop;
	return told;
end
$$;
comment on function app.fold_gateway_events(uuid) is
	'How a charge stands by all events that are stored of it, looked at in one order whatever order they came in: so the same events always say the same.';

create function app.settle_gateway_charge(charge_id uuid) returns void
	language plpgsql security definer
	set search_path = ''
as $$
declare
	charge public.gateway_charges := (select c from public.gateway_charges c where c.id = settle_gateway_charge.charge_id);
	invoice public.invoices := app.lock_invoice(charge.reseller_id, charge.invoice_id);
	today date := app.today(charge.reseller_id);
	told app.told_charge;
	payment public.payments;
	episode integer;
	back_cents bigint;
	has_clock boolean := exists (
		select from public.resellers r
		join public.gateway_accounts a on a.reseller_id = r.id and a.id = charge.account_id
		where r.id = charge.reseller_id and r.test_clock_on is not null and a.provider = 'simulator'
	);
begin
	-- Everything from here on sees what was stored before the invoice was free.
	told := app.fold_gateway_events(charge.id);
	update public.gateway_charges c set
		state = told.state, is_deleted = told.is_deleted, amount_cents = told.amount_cents, due_on = coalesce(told.due_on, c.due_on),
		method = told.method, paid_on = told.paid_on, received_on = told.received_on, refunded_cents = told.refunded_cents,
		undone = told.undone, url = coalesce(told.url, c.url), last_event_at = told.last_event_at
	where c.id = charge.id
	returning c.* into charge;

	for episode in 0 .. told.undone - 1 loop
		select p.* into payment from public.payments p
		where p.reseller_id = charge.reseller_id and p.source = 'gateway' and p.external_id = app.gateway_external_id(charge.provider_charge_id, episode)
			and p.status = 'succeeded';
		if payment.id is not null then
			perform app.unbook_refunds(payment, today);
			perform app.undo_payment(payment, today, null);
		end if;
	end loop;
	-- It can be paid there again, and the one that stands for the invoice since as well.
	if told.undone > 0 and told.state = 'open' and not told.is_deleted and charge.replaced_at is not null then
		perform app.take_back_charge(charge);
	end if;
	if app.gateway_rank(told.state) >= 2 then
		-- A reseller with a test clock lives on another day than the simulator.
		payment := app.apply_payment(
			charge.reseller_id, charge.invoice_id, told.amount_cents,
			case when told.state = 'received_in_cash' then 'cash' else coalesce(told.method, 'other') end,
			case when has_clock then today else told.paid_on end, 'gateway', app.gateway_external_id(charge.provider_charge_id, told.undone),
			null, null, case when has_clock and told.received_on is not null then today else told.received_on end, false,
			coalesce(abs(told.amount_cents - app.asked_of_charge(charge, case when has_clock then today else told.paid_on end)) <= 1, false)
		);
		if payment.received_on is null and told.received_on is not null then
			update public.payments p set received_on = case when has_clock then today else told.received_on end
			where p.reseller_id = payment.reseller_id and p.id = payment.id;
		end if;
		back_cents := least(told.refunded_cents, payment.amount_cents) - payment.refunded_cents - charge.credit_refunded_cents;
		if back_cents > 0 and payment.status = 'succeeded' then
			perform app.give_back(charge, payment, back_cents, today);
		end if;
	end if;
	-- Whoever contests has not paid for now; once it is won, or given back, the books say again what they hold.
	update public.invoices i set payment_status = case
		when told.state = 'disputed' then 'disputed' when i.refunded_cents = i.paid_cents then 'refunded' else 'paid' end
	where i.reseller_id = charge.reseller_id and i.id = charge.invoice_id and i.paid_cents > 0
		and (
			(told.state = 'disputed' and i.payment_status = 'paid')
			or (told.state in ('dispute_won', 'refunded') and i.payment_status = 'disputed')
		);
	-- A card that cannot be kept is no reason for money not to arrive.
	if app.is_card_token(told.card ->> 'token') then
		insert into public.payment_profiles (reseller_id, account_id, client_id, token, brand, last_four)
		values (charge.reseller_id, charge.account_id, charge.client_id, told.card ->> 'token', left(told.card ->> 'brand', 30),
			substring(told.card ->> 'last_four' from '[0-9]{4}$'))
		on conflict on constraint payment_profiles_token_once do nothing;
	end if;
	perform app.note_refused_card(charge, null, (e.occurred_at at time zone 'America/Sao_Paulo')::date)
	from public.gateway_events e where e.reseller_id = charge.reseller_id and e.charge_id = charge.id and e.kind = 'refused';
	perform app.look_for_drift(charge.id);
	-- Not one that somebody else is just at: that one waits for this invoice, and finds that all is said.
	update public.gateway_events e set state = 'done', processed_at = now(), last_error = null
	where e.id in (
		select o.id from public.gateway_events o
		where o.reseller_id = charge.reseller_id and o.charge_id = charge.id and o.state in ('queued', 'parked')
		for update skip locked
	);
end
$$;
comment on function app.settle_gateway_charge(uuid) is
	'Brings the books to where all events of a charge together say that it stands: money once, taken back if it was undone, given back as far as it was. Doing it again changes nothing.';

create function app.take_back_charge(charge public.gateway_charges) returns void
	language plpgsql security definer
	set search_path = ''
as $$
begin
	update public.gateway_charges c set is_wanted = false, wanted_version = c.wanted_version + 1
	where c.id = charge.id and c.asked_version = c.wanted_version;
	perform app.queue_gateway_commands(jsonb_build_array(jsonb_build_object(
		'reseller_id', charge.reseller_id, 'account_id', charge.account_id, 'name', 'cancel_charge', 'key', 'charge', 'subject', charge.id
	)));
end
$$;

create function app.asked_of_charge(charge public.gateway_charges, on_date date) returns bigint
	language sql immutable
	set search_path = ''
as $$
	select charge.asked_amount_cents + l.fine_cents + l.interest_cents
	from app.late_charges(
		charge.asked_amount_cents, charge.asked_fine_bps, charge.asked_interest_bps, on_date - charge.asked_due_on, false
	) l
	where charge.is_wanted and charge.replaced_at is null and charge.asked_version = charge.wanted_version
$$;
comment on function app.asked_of_charge(public.gateway_charges, date) is
	'What the provider takes for a charge on that day by what was asked of it last; null if it has not heard of that yet. Whoever paid that, to a cent of rounding, paid what was asked for and owes nothing, even where the invoice by itself comes to some cents more or less.';

create function app.gateway_external_id(provider_charge_id text, undone integer) returns text
	language sql immutable
	set search_path = ''
as $$ select provider_charge_id || case when undone > 0 then ':' || undone else '' end $$;

create function app.give_back(charge public.gateway_charges, payment public.payments, amount_cents bigint, on_date date) returns void
	language plpgsql security definer
	set search_path = ''
as $$
declare
	invoice public.invoices := (
		select i from public.invoices i where i.reseller_id = charge.reseller_id and i.id = charge.invoice_id
	);
	is_open boolean := invoice.status = 'open' and invoice.payment_status in ('unpaid', 'partial');
	of_invoice bigint := case
		-- Of what was canceled since all that had not gone back is credit.
		when invoice.status = 'void' then 0
		else least(amount_cents, payment.amount_cents - payment.excess_cents - payment.refunded_cents) end;
begin
	-- Of an invoice that is still being paid the claim stands: once all of a payment went back it is as if it had never come.
	-- A part that went back is a refund, as of one that is paid, and is not asked for again.
	if is_open and payment.refunded_cents + amount_cents = payment.amount_cents then
		perform app.unbook_refunds(payment, on_date);
		perform app.undo_payment(payment, on_date, null);
		return;
	end if;
	if of_invoice > 0 then
		perform app.book_refund(payment, of_invoice, on_date, gen_random_uuid(), null, null);
	end if;
	-- What had become credit goes out as credit; if that is spent it is refused, and somebody has to look.
	if amount_cents > of_invoice then
		perform app.enter_credit(
			charge.reseller_id, charge.client_id, of_invoice - amount_cents, 'paid_out', on_date, 'cash', charge.invoice_id, payment.id
		);
		update public.gateway_charges c set credit_refunded_cents = c.credit_refunded_cents + give_back.amount_cents - of_invoice
		where c.id = charge.id;
	end if;
end
$$;

create function app.look_for_drift(charge_id uuid) returns void
	language plpgsql security definer
	set search_path = ''
as $$
declare
	charge public.gateway_charges := (select c from public.gateway_charges c where c.id = look_for_drift.charge_id);
	is_open boolean := exists (
		select from public.invoices i
		where i.reseller_id = charge.reseller_id and i.id = charge.invoice_id and i.status = 'open' and i.payment_status in ('unpaid', 'partial')
	);
	excess bigint := (
		select p.excess_cents from public.payments p
		where p.reseller_id = charge.reseller_id and p.source = 'gateway' and p.status = 'succeeded'
			and p.external_id = app.gateway_external_id(charge.provider_charge_id, charge.undone)
	);
	found_kinds text[] := '{}';
	-- A charge whose command is still on its way may differ: that is no drift yet.
	is_settled boolean := charge.asked_version = charge.wanted_version;
	unrefunded bigint := app.refunds_wanted(charge) - charge.refunded_cents;
	-- What was asked for may take the provider a while.
	is_asked boolean := exists (
		select from app.outbox o where o.unique_key = 'gateway:refund:' || charge.id
			and (o.state in ('queued', 'sending') or o.state = 'sent' and o.sent_at > now() - interval '1 day')
	);
	is_listed boolean := exists (
		select from public.gateway_drifts d
		where d.reseller_id = charge.reseller_id and d.charge_id = charge.id and d.kind = 'refund_missing' and d.resolved_at is null
	);
begin
	if charge.provider_charge_id is null then
		return;
	end if;
	if charge.is_deleted and charge.is_wanted and is_open and charge.replaced_at is null then
		found_kinds := found_kinds || 'deleted'::text;
		perform app.note_drift(charge, 'deleted', jsonb_build_object('amount_cents', charge.wanted_amount_cents));
	end if;
	if not charge.is_deleted and charge.is_wanted and is_settled and charge.state = 'open' and (
		charge.amount_cents <> charge.asked_amount_cents or charge.due_on <> charge.asked_due_on
	) then
		found_kinds := found_kinds || 'differs'::text;
		perform app.note_drift(charge, 'differs', jsonb_build_object(
			'amount_cents', charge.asked_amount_cents, 'due_on', charge.asked_due_on,
			'their_amount_cents', charge.amount_cents, 'their_due_on', charge.due_on
		));
	end if;
	if excess - charge.credit_refunded_cents > 0 then
		found_kinds := found_kinds || 'paid_twice'::text;
		perform app.note_drift(charge, 'paid_twice', jsonb_build_object('amount_cents', excess - charge.credit_refunded_cents));
	end if;
	if unrefunded > 0 and (is_listed or not is_asked) then
		found_kinds := found_kinds || 'refund_missing'::text;
		perform app.note_drift(charge, 'refund_missing', jsonb_build_object('amount_cents', unrefunded));
	end if;
	update public.gateway_drifts d set resolved_at = now(), resolution = 'healed'
	where d.reseller_id = charge.reseller_id and d.charge_id = charge.id and d.resolved_at is null and d.kind <> all (found_kinds)
		and not (d.kind = 'duplicate' and charge.state = 'open' and not charge.is_deleted)
		and not (d.kind = 'missing' and charge.replaced_at is null and is_open);
end
$$;
comment on function app.look_for_drift(uuid) is 'Lists where the provider and Balcão disagree about a charge, and takes off the list what no longer is so.';

-- Processing ----------------------------------------------------------------------------------------------

create function app.process_gateway_event(event public.gateway_events) returns void
	language plpgsql security definer
	set search_path = ''
as $$
declare
	account public.gateway_accounts := (select a from public.gateway_accounts a where a.id = event.account_id);
	found_charge uuid := coalesce(event.charge_id, app.charge_of_fact(account, event.fact));
begin
	if found_charge is not null then
		update public.gateway_events e set charge_id = found_charge where e.id = event.id and e.charge_id is null;
		perform app.settle_gateway_charge(found_charge);
		return;
	end if;
	perform app.note_unknown(account, event.fact);
	update public.gateway_events e set state = 'ignored', processed_at = now() where e.id = event.id;
end
$$;

create function app.note_unknown(account public.gateway_accounts, fact jsonb) returns void
	language sql security definer
	set search_path = ''
as $$
	-- The reseller may well use the provider for other things; what was paid there might be meant for an invoice.
	insert into public.gateway_drifts as d (reseller_id, account_id, provider_charge_id, kind, detail)
	select account.reseller_id, account.id, fact ->> 'charge', 'unknown_paid', jsonb_build_object('fact', fact - 'card')
	where app.gateway_rank(fact ->> 'state') between 2 and 5
		and not exists (
			select from public.gateway_drifts e
			where e.account_id = account.id and e.provider_charge_id = fact ->> 'charge' and e.kind = 'unknown_paid'
		)
	on conflict (account_id, provider_charge_id, kind) where resolved_at is null do nothing
$$;

create function app.process_gateway_events(how_many integer) returns integer
	language plpgsql security definer
	set search_path = ''
as $$
declare
	event public.gateway_events;
	done integer := 0;
	most_attempts constant integer := 10;
	problem text;
	said text;
begin
	while done < how_many loop
		select e.* into event from public.gateway_events e
		where e.state = 'queued' and e.due_at <= now()
		order by e.due_at
		limit 1
		for update skip locked;
		exit when event.id is null;
		begin
			perform app.process_gateway_event(event);
		exception when others then
			-- One that cannot be processed stops nobody else's.
			get stacked diagnostics problem = message_text, said = returned_sqlstate;
			update public.gateway_events e set
				attempts = e.attempts + 1, last_error = left(said || ' ' || problem, 500),
				state = case when e.attempts + 1 >= most_attempts then 'parked' else 'queued' end,
				due_at = clock_timestamp() + least(interval '5 seconds' * power(2, e.attempts), interval '1 hour')
			where e.id = event.id;
		end;
		done := done + 1;
	end loop;
	return done;
end
$$;
grant execute on function app.process_gateway_events(integer) to service_role;

create function public.process_gateway_events(how_many integer default 50) returns integer
	language sql
	set search_path = ''
as $$ select app.process_gateway_events(how_many) $$;
comment on function public.process_gateway_events(integer) is
	'Processes stored events that are due, at most so many: how many it looked at. One that fails waits (parked after ten tries) and stops no other. Several may run at once.';
grant execute on function public.process_gateway_events(integer) to service_role;

create function app.sweep_gateway_events() returns void
	language plpgsql security definer
	set search_path = ''
as $$
begin
	if exists (select from public.gateway_events e where e.state = 'queued' and e.due_at <= now()) then
		perform app.wake_worker('gateway');
	end if;
end
$$;
select cron.schedule('sweep-gateway-events', '10 seconds', 'select app.sweep_gateway_events()');

create function app.retry_gateway_event(id uuid) returns integer
	language plpgsql security definer
	set search_path = ''
as $$
declare
	account app.account := app.require('billing.configure');
	how_many integer;
begin
	update public.gateway_events e set state = 'queued', attempts = 0, due_at = now()
	where e.reseller_id = account.reseller_id and e.state = 'parked' and e.id = coalesce(retry_gateway_event.id, e.id);
	get diagnostics how_many = row_count;
	if how_many > 0 then
		perform app.wake_worker('gateway');
	end if;
	return how_many;
end
$$;
grant execute on function app.retry_gateway_event(uuid) to authenticated;

create function public.retry_gateway_event(id uuid default null) returns integer
	language sql
	set search_path = ''
as $$ select app.retry_gateway_event(id) $$;
comment on function public.retry_gateway_event(uuid) is
	'Processes a parked event again, or (null) all of them: how many. For whoever may configure billing.';
grant execute on function public.retry_gateway_event(uuid) to authenticated;
