-- Extras are bought in packs: in the console by whoever issues invoices, in the portal from level 5 on. Each purchase is
-- billed by an invoice of its own and brings its sessions when that is paid, or at once where the staff say so.
--
-- What is owed and what is given follow each other, whatever moves the invoice (app.settle_session_purchase):
-- * Granted on payment: the sessions are there while the invoice is paid in full, by money or credit. If it no longer is
--   (the payment is reversed, refunded as a whole, or contested), they are taken back; if it is again, given again.
-- * Granted at once: they are there from the beginning, and stay while the invoice stands, paid or not: it is still owed.
--   They are taken back when it is canceled or all of it refunded.
-- * What is taken back is a correction down to nothing of what is left. What was used by then stays used, and is named:
--   taken_back says how many came back, sessions - taken_back how many were used and not paid for.
-- * An invoice that is canceled before anything was granted cancels the purchase, for good. Money that comes later is credit.
-- * Nobody owes anything for being late with what they have not got: a purchase that waits for its payment costs no late
--   charges, and one of the portal that nobody pays is given up a week after its due date.
-- * Free packs bring their sessions at once, without an invoice, and only the staff give them.

create table public.session_packs (
	id uuid primary key default gen_random_uuid(),
	reseller_id uuid not null references public.resellers (id) on delete cascade,
	-- It stands on invoices and in mails as a line.
	name text not null constraint session_pack_name_invalid check (length(btrim(name)) between 1 and 80 and name !~ '[[:cntrl:]]'),
	sessions integer not null constraint session_pack_sessions_invalid check (sessions between 1 and 1000000),
	price_cents bigint not null constraint session_pack_price_invalid check (price_cents between 0 and 100000000),
	in_portal boolean not null default false,
	is_active boolean not null default true,
	place integer not null default 0,
	version integer not null default 1,
	created_at timestamptz not null default now(),
	constraint session_packs_tenant_key unique (reseller_id, id),
	constraint session_packs_name_once unique (reseller_id, name),
	constraint session_pack_free_in_portal check (price_cents > 0 or not in_portal)
);
comment on table public.session_packs is
	'The packs of extra sessions that a reseller sells beside those of its plans (plan_versions.pack_sessions), in the order of place.';
comment on column public.session_packs.in_portal is 'Clients may buy it by themselves. What is free they may not: nobody would stop.';
comment on column public.session_packs.version is 'Counts the changes of size and price, so that nobody buys what was not shown.';
alter table public.session_packs enable row level security;
select app.keep_trail_of('session_packs');
grant select on public.session_packs to authenticated;
grant all on public.session_packs to service_role;
create policy "staff read the packs on sale" on public.session_packs
	for select to authenticated using (reseller_id = (select app.staff_reseller_id()));

create table public.session_purchases (
	id uuid primary key default gen_random_uuid(),
	reseller_id uuid not null,
	client_id uuid not null,
	pack_id uuid,
	plan_version_id uuid,
	pack_name text not null,
	pack_sessions integer not null,
	pack_price_cents bigint not null,
	packs integer not null constraint session_pack_count_invalid check (packs between 1 and 100),
	sessions integer not null generated always as (packs * pack_sessions) stored,
	total_cents bigint not null generated always as (packs * pack_price_cents) stored,
	granting text not null constraint session_granting_invalid check (granting in ('on_payment', 'now')),
	state text not null default 'awaiting' check (state in ('awaiting', 'granted', 'taken_back', 'canceled')),
	taken_back integer not null default 0,
	moves smallint not null default 0,
	invoice_id uuid,
	by_client boolean not null,
	request_id uuid not null,
	bought_by uuid references public.people (id) on delete set null,
	created_at timestamptz not null default now(),
	granted_at timestamptz,
	constraint session_purchases_tenant_key unique (reseller_id, id),
	constraint session_purchases_request_once unique (reseller_id, request_id),
	constraint session_purchases_one_per_invoice unique (reseller_id, invoice_id),
	constraint session_purchases_of_one_pack check (num_nonnulls(pack_id, plan_version_id) = 1),
	constraint session_purchases_billed check ((invoice_id is null) = (total_cents = 0)),
	constraint session_purchases_taken_back check (taken_back between 0 and sessions and (taken_back = 0 or state = 'taken_back')),
	constraint session_purchases_granted_at check (granted_at is not null or state in ('awaiting', 'canceled')),
	foreign key (reseller_id, client_id) references public.clients (reseller_id, id) on delete cascade,
	foreign key (reseller_id, pack_id) references public.session_packs (reseller_id, id),
	foreign key (reseller_id, plan_version_id) references public.plan_versions (reseller_id, id),
	foreign key (reseller_id, invoice_id) references public.invoices (reseller_id, id)
);
comment on table public.session_purchases is
	'Packs that were bought: name, size and price as they were then. state: awaiting (its payment), granted, taken_back (it is not paid any more), canceled (before anything was granted).';
comment on column public.session_purchases.plan_version_id is 'The terms whose own pack it was; else pack_id.';
comment on column public.session_purchases.taken_back is 'How many of its sessions came back when it was taken back; the rest had been used.';
comment on column public.session_purchases.moves is 'Counts what it wrote into the ledger of sessions: each move has a key of its own there.';
comment on column public.session_purchases.by_client is 'Bought in the portal.';
create index session_purchases_client on public.session_purchases (reseller_id, client_id, created_at desc, id);
create index session_purchases_pack on public.session_purchases (reseller_id, pack_id);
create index session_purchases_plan_version on public.session_purchases (reseller_id, plan_version_id);
create index session_purchases_bought_by on public.session_purchases (bought_by);
create index session_purchases_awaiting on public.session_purchases (reseller_id, client_id) where state = 'awaiting';
alter table public.session_purchases enable row level security;
select app.keep_trail_of('session_purchases', '{id}', '{moves}');
grant select on public.session_purchases to authenticated;
grant all on public.session_purchases to service_role;
create policy "staff read all purchases of sessions, whoever reads invoices its own" on public.session_purchases
	for select to authenticated using (
		reseller_id = (select app.reseller_id())
		and ((select app.is_staff()) or (client_id = (select app.client_id()) and (select app.may('portal.invoices.read'))))
	);

-- What is on sale -----------------------------------------------------------------------------------------

create function app.save_session_pack(id uuid, name text, sessions integer, price_cents bigint, in_portal boolean, is_active boolean)
	returns jsonb
	language plpgsql security definer
	set search_path = ''
as $$
declare
	most_packs constant integer := 50;
	account app.account := app.require('plans.write');
	pack public.session_packs;
	violated text;
begin
	if id is null then
		perform app.refuse('request_id_required');
	end if;
	-- Two who add one at once take places one after the other.
	perform pg_advisory_xact_lock(hashtextextended('session_packs:' || account.reseller_id, 0));
	if coalesce(is_active, true) and (
		select count(*) from public.session_packs k
		where k.reseller_id = account.reseller_id and k.is_active and k.id <> save_session_pack.id
	) >= most_packs then
		perform app.refuse('session_packs_too_many', 409, jsonb_build_object('most', most_packs));
	end if;
	insert into public.session_packs as k (id, reseller_id, name, sessions, price_cents, in_portal, is_active, place)
	values (
		save_session_pack.id, account.reseller_id, btrim(save_session_pack.name), save_session_pack.sessions, save_session_pack.price_cents,
		coalesce(save_session_pack.in_portal, false), coalesce(save_session_pack.is_active, true),
		(select coalesce(max(o.place), 0) + 1 from public.session_packs o where o.reseller_id = account.reseller_id)
	)
	on conflict on constraint session_packs_pkey do update set
		name = excluded.name, sessions = excluded.sessions, price_cents = excluded.price_cents, in_portal = excluded.in_portal,
		is_active = excluded.is_active,
		version = k.version + ((k.sessions, k.price_cents) is distinct from (excluded.sessions, excluded.price_cents))::integer
		where k.reseller_id = account.reseller_id
	returning * into pack;
	if pack.id is null then
		perform app.refuse('session_pack_not_found', 404);
	end if;
	return jsonb_build_object('id', pack.id, 'version', pack.version);
exception
	when check_violation then
		get stacked diagnostics violated = constraint_name;
		perform app.refuse(violated);
	when not_null_violation then
		get stacked diagnostics violated = column_name;
		perform app.refuse(case violated
			when 'name' then 'session_pack_name_invalid' when 'sessions' then 'session_pack_sessions_invalid'
			else 'session_pack_price_invalid' end);
	when unique_violation then
		perform app.refuse('session_pack_name_taken', 409);
end
$$;
grant execute on function app.save_session_pack(uuid, text, integer, bigint, boolean, boolean) to authenticated;

create function public.save_session_pack(
	id uuid, name text, sessions integer, price_cents bigint, in_portal boolean default false, is_active boolean default true
) returns jsonb
	language sql
	set search_path = ''
as $$ select app.save_session_pack(id, name, sessions, price_cents, in_portal, is_active) $$;
comment on function public.save_session_pack(uuid, text, integer, bigint, boolean, boolean) is
	'Adds a pack of extra sessions under an id of the caller''s, or changes it: {id, version}. What was bought before keeps the name, size and price it had. in_portal: clients may buy it by themselves, which a free one must not be. Idempotent; the last one to save wins.
Refuses: session_pack_name_invalid (1 to 80 characters), session_pack_name_taken (409), session_pack_sessions_invalid (1 to 1000000), session_pack_price_invalid (0 to 100000000 cents), session_pack_free_in_portal, session_packs_too_many (409, {most}: fifty on sale), session_pack_not_found, request_id_required, not_permitted.';
grant execute on function public.save_session_pack(uuid, text, integer, bigint, boolean, boolean) to authenticated;

create function app.order_session_packs(ids uuid[]) returns void
	language plpgsql security definer
	set search_path = ''
as $$
declare
	account app.account := app.require('plans.write');
begin
	perform pg_advisory_xact_lock(hashtextextended('session_packs:' || account.reseller_id, 0));
	update public.session_packs k set place = p.place
	from (
		-- What is not named, since somebody has just added it, comes after the others as it stood.
		select o.id, row_number() over (order by array_position(ids, o.id) nulls last, o.place, o.created_at, o.id) as place
		from public.session_packs o where o.reseller_id = account.reseller_id
	) p
	where k.reseller_id = account.reseller_id and k.id = p.id and k.place <> p.place;
end
$$;
grant execute on function app.order_session_packs(uuid[]) to authenticated;

create function public.order_session_packs(ids uuid[]) returns void
	language sql
	set search_path = ''
as $$ select app.order_session_packs(ids) $$;
comment on function public.order_session_packs(uuid[]) is
	'Puts the packs into this order, those that it does not name after them. Ids of others are passed over. Idempotent. Refuses not_permitted.';
grant execute on function public.order_session_packs(uuid[]) to authenticated;

create function app.delete_session_pack(id uuid) returns void
	language plpgsql security definer
	set search_path = ''
as $$
declare
	account app.account := app.require('plans.write');
begin
	delete from public.session_packs k where k.reseller_id = account.reseller_id and k.id = delete_session_pack.id;
exception when foreign_key_violation then
	perform app.refuse('session_pack_in_use', 409);
end
$$;
grant execute on function app.delete_session_pack(uuid) to authenticated;

create function public.delete_session_pack(id uuid) returns void
	language sql
	set search_path = ''
as $$ select app.delete_session_pack(id) $$;
comment on function public.delete_session_pack(uuid) is
	'Removes a pack that nobody has bought; others are taken out of sale instead. Idempotent. Refuses session_pack_in_use (409), not_permitted.';
grant execute on function public.delete_session_pack(uuid) to authenticated;

create function app.offered_packs(reseller_id uuid, client_id uuid, in_portal boolean)
	returns table (id uuid, is_of_plan boolean, name text, sessions integer, price_cents bigint, version integer, place integer)
	language sql stable security definer
	set search_path = ''
as $$
	select distinct v.id, true, p.name, v.pack_sessions, v.pack_price_cents, v.version, 0
	from public.subscriptions s
	join public.plan_versions v on v.reseller_id = s.reseller_id and v.id = s.plan_version_id
	join public.plans p on p.reseller_id = v.reseller_id and p.id = v.plan_id
	where s.reseller_id = offered_packs.reseller_id and s.client_id = offered_packs.client_id
		and s.status not in ('canceled', 'expired') and v.session_quota is not null and v.pack_sessions is not null
	union all
	select k.id, false, k.name, k.sessions, k.price_cents, k.version, k.place
	from public.session_packs k
	where k.reseller_id = offered_packs.reseller_id and k.is_active and (k.in_portal or not offered_packs.in_portal)
$$;
comment on function app.offered_packs(uuid, uuid, boolean) is
	'What a client can buy: the packs that the plans it has come with, under the id of their terms, and those of the reseller.';

create function app.session_pack_refusal(client public.clients, in_portal boolean) returns text
	language plpgsql stable security definer
	set search_path = ''
as $$
declare
	most_waiting constant integer := 3;
	metered text[] := array(
		select s.status from public.subscriptions s
		join public.plan_versions v on v.reseller_id = s.reseller_id and v.id = s.plan_version_id and v.session_quota is not null
		where s.reseller_id = client.reseller_id and s.client_id = client.id and s.status not in ('canceled', 'expired')
	);
begin
	if client.archived_at is not null then
		return 'client_archived';
	end if;
	-- Extras are of use beside a quota only, and stay with the client until one runs.
	if cardinality(metered) = 0 then
		return 'session_packs_not_metered';
	end if;
	if not in_portal then
		return null;
	end if;
	if not metered && '{active,trialing}' or exists (
		select from public.suspensions h
		where h.reseller_id = client.reseller_id and h.client_id = client.id and h.lifted_at is null
	) then
		return 'session_packs_not_running';
	end if;
	-- The agency's money is not the client's to spend.
	if client.payer <> 'client' then
		return 'session_packs_agency_pays';
	end if;
	if (
		select count(*) from public.session_purchases b
		where b.reseller_id = client.reseller_id and b.client_id = client.id and b.state = 'awaiting' and b.by_client
	) >= most_waiting then
		return 'session_purchases_waiting';
	end if;
	return null;
end
$$;
comment on function app.session_pack_refusal(public.clients, boolean) is
	'Why a client cannot buy packs, or null. The staff may sell to whoever has a metered plan, also one that begins later or stands still; a client by itself buys while it can use them, pays itself, and has at most three purchases that wait for their payment.';

create function app.session_pack_due(reseller_id uuid) returns date
	language plpgsql stable security definer
	set search_path = ''
as $$
declare
	days_to_pay constant integer := 3;
begin
	return app.today(reseller_id) + days_to_pay;
end
$$;

create function app.acting_for_client(client_id uuid, portal_permission text, staff_permission text default null) returns app.account
	language plpgsql stable security definer
	set search_path = ''
as $$
declare
	account app.account := app.acting();
	needed text;
begin
	if account.reseller_id is null then
		perform app.refuse('no_account', 403);
	end if;
	needed := case when account.client_id is null then staff_permission else portal_permission end;
	if needed is not null and not app.account_may(account, needed) then
		perform app.refuse('not_permitted', 403, jsonb_build_object('permission', needed));
	end if;
	if account.client_id <> acting_for_client.client_id or not exists (
		select from public.clients c where c.reseller_id = account.reseller_id and c.id = acting_for_client.client_id
	) then
		perform app.refuse('client_not_found', 404);
	end if;
	return account;
end
$$;
comment on function app.acting_for_client(uuid, text, text) is
	'The acting account, if it is staff (with the permission, where one is named) of the client''s reseller, or a user of that client with the permission of the portal. Refuses no_account, not_permitted, client_not_found.';

create function app.session_pack_offers(client_id uuid) returns jsonb
	language plpgsql stable security definer
	set search_path = ''
as $$
declare
	account app.account := app.acting_for_client(client_id, 'portal.sessions.buy');
	in_portal boolean := account.client_id is not null;
	client public.clients;
	due_on date := app.session_pack_due(account.reseller_id);
begin
	select c.* into client from public.clients c where c.reseller_id = account.reseller_id and c.id = session_pack_offers.client_id;
	return jsonb_build_object(
		'refusal', app.session_pack_refusal(client, in_portal),
		'due_on', due_on,
		'payer', client.payer,
		'credit_cents', case when client.payer = 'client' and (app.billing_settings_of(client.reseller_id)).credit_auto then coalesce((
			select b.credit_cents from public.client_balances b where b.reseller_id = client.reseller_id and b.client_id = client.id
		), 0) else 0 end,
		'packs', (
			select coalesce(jsonb_agg(jsonb_build_object(
				'id', k.id, 'is_of_plan', k.is_of_plan, 'name', k.name, 'sessions', k.sessions, 'price_cents', k.price_cents, 'version', k.version
			) order by k.place, k.sessions, k.name, k.id), '[]')
			from app.offered_packs(client.reseller_id, client.id, in_portal) k
		)
	);
end
$$;
grant execute on function app.session_pack_offers(uuid) to authenticated;

create function public.session_pack_offers(client_id uuid) returns jsonb
	language sql stable
	set search_path = ''
as $$ select app.session_pack_offers(client_id) $$;
comment on function public.session_pack_offers(uuid) is
	'What a client can buy, for staff and for its own users who may: {refusal: why it cannot just now (client_archived, session_packs_not_metered; in the portal also session_packs_not_running, session_packs_agency_pays, session_purchases_waiting) | null, due_on (of an invoice that is issued today), payer (client, agency), credit_cents (what its credit would pay by itself), packs: [{id, is_of_plan, name, sessions, price_cents, version}] in the order to show}.
Refuses: no_account, not_permitted, client_not_found.';
grant execute on function public.session_pack_offers(uuid) to authenticated;

-- What is given -------------------------------------------------------------------------------------------

create function app.move_purchased(purchase public.session_purchases, kind text, extras integer, reason text) returns void
	language plpgsql security definer
	set search_path = ''
as $$
begin
	if extras = 0 then
		return;
	end if;
	perform app.add_extras(
		purchase.reseller_id, purchase.client_id, kind, extras, 'pack ' || purchase.id || '/' || purchase.moves + 1, reason,
		purchase.request_id, case when reason = 'pack_bought' then purchase.bought_by end
	);
end
$$;

create function app.settle_session_purchase(reseller_id uuid, purchase_id uuid) returns public.session_purchases
	language plpgsql security definer
	set search_path = ''
as $$
declare
	purchase public.session_purchases;
	invoice public.invoices;
	is_earned boolean;
	key app.client_key;
	left_over bigint;
begin
	select b.* into purchase from public.session_purchases b
	where b.reseller_id = settle_session_purchase.reseller_id and b.id = settle_session_purchase.purchase_id
	for no key update;
	select i.* into invoice from public.invoices i where i.reseller_id = purchase.reseller_id and i.id = purchase.invoice_id;
	is_earned := case
		when invoice.id is null then true
		when invoice.status <> 'open' then false
		when purchase.granting = 'now' then invoice.payment_status <> 'refunded'
		else invoice.payment_status = 'paid' end;
	if purchase.state = 'awaiting' and is_earned then
		perform app.move_purchased(purchase, 'grant', purchase.sessions, 'pack_bought');
		purchase.state := 'granted';
		purchase.granted_at := now();
	elsif purchase.state = 'awaiting' and invoice.status = 'void' then
		purchase.state := 'canceled';
	elsif purchase.state = 'taken_back' and is_earned then
		perform app.move_purchased(purchase, 'grant', purchase.taken_back, 'pack_given_again');
		purchase.state := 'granted';
		purchase.taken_back := 0;
	elsif purchase.state = 'granted' and not is_earned then
		key := row(purchase.reseller_id, purchase.client_id);
		-- Held before it is looked at: use goes on meanwhile.
		perform app.lock_meters(array[key]);
		select m.extras_left into left_over from public.session_meters m
		where m.reseller_id = key.reseller_id and m.client_id = key.client_id;
		purchase.taken_back := least(left_over, purchase.sessions);
		perform app.move_purchased(purchase, 'correction', -purchase.taken_back, 'pack_taken_back');
		purchase.state := 'taken_back';
	else
		return purchase;
	end if;
	update public.session_purchases b set
		state = purchase.state, taken_back = purchase.taken_back, granted_at = purchase.granted_at, moves = b.moves + 1
	where b.reseller_id = purchase.reseller_id and b.id = purchase.id;
	return purchase;
end
$$;
comment on function app.settle_session_purchase(uuid, uuid) is
	'Brings what a purchase gave to where its invoice stands: grants, takes back, gives again or cancels. The caller holds the invoice. Doing it twice does it once.';

create function app.follow_pack_invoice() returns trigger
	language plpgsql security definer
	set search_path = ''
as $$
begin
	perform app.settle_session_purchase(b.reseller_id, b.id)
	from public.session_purchases b where b.reseller_id = new.reseller_id and b.invoice_id = new.id;
	return null;
end
$$;
comment on function app.follow_pack_invoice() is
	'Whatever way an invoice is paid, canceled or paid no more (by hand, gateway, bank or agency statement, credit), its packs follow.';
create trigger invoices_bring_packs after update of status, payment_status on public.invoices
	for each row when (
		new.kind = 'one_off' and (old.status is distinct from new.status or old.payment_status is distinct from new.payment_status)
	) execute function app.follow_pack_invoice();

-- Buying --------------------------------------------------------------------------------------------------

create function app.purchase_facts(purchase public.session_purchases) returns jsonb
	language sql immutable
	set search_path = ''
as $$
	select jsonb_build_object(
		'purchase_id', purchase.id, 'invoice_id', purchase.invoice_id, 'state', purchase.state, 'sessions', purchase.sessions,
		'total_cents', purchase.total_cents
	)
$$;

create function app.buy_session_packs(
	request_id uuid, client_id uuid, pack_id uuid, packs integer, granting text, due_on date, seen_version integer
) returns jsonb
	language plpgsql security definer
	set search_path = ''
as $$
declare
	account app.account := app.acting_for_client(client_id, 'portal.sessions.buy', 'invoices.issue');
	in_portal boolean := account.client_id is not null;
	today date := app.today(account.reseller_id);
	client public.clients;
	pack record;
	purchase public.session_purchases;
	refusal text;
	violated text;
begin
	if request_id is null then
		perform app.refuse('request_id_required');
	end if;
	client := app.lock_client(account.reseller_id, buy_session_packs.client_id);
	select b.* into purchase from public.session_purchases b
	where b.reseller_id = client.reseller_id and b.request_id = buy_session_packs.request_id;
	if purchase.id is not null then
		if (purchase.client_id, coalesce(purchase.pack_id, purchase.plan_version_id), purchase.packs, purchase.granting, purchase.by_client)
			is distinct from (client.id, buy_session_packs.pack_id, buy_session_packs.packs, buy_session_packs.granting, in_portal) then
			perform app.refuse('request_id_reused', 409);
		end if;
		return app.purchase_facts(purchase);
	end if;

	refusal := app.session_pack_refusal(client, in_portal);
	if refusal is not null then
		perform app.refuse(refusal, 409);
	end if;
	if granting is null or granting not in ('on_payment', 'now') or in_portal and granting <> 'on_payment' then
		perform app.refuse('session_granting_invalid');
	end if;
	if packs is null or packs not between 1 and 100 then
		perform app.refuse('session_pack_count_invalid');
	end if;
	due_on := case when in_portal or due_on is null then app.session_pack_due(client.reseller_id) else due_on end;
	if due_on < today then
		perform app.refuse('invoice_due_in_past');
	end if;
	if due_on > today + 365 then
		perform app.refuse('invoice_due_too_far');
	end if;
	-- Held, so that the price is the one that was looked at.
	perform from public.session_packs k where k.reseller_id = client.reseller_id and k.id = buy_session_packs.pack_id for key share;
	select k.* into pack from app.offered_packs(client.reseller_id, client.id, in_portal) k where k.id = buy_session_packs.pack_id;
	if pack.id is null then
		perform app.refuse('session_pack_not_found', 404);
	end if;
	if pack.version <> seen_version then
		perform app.refuse('session_pack_changed', 409, jsonb_build_object('sessions', pack.sessions, 'price_cents', pack.price_cents));
	end if;

	purchase.id := gen_random_uuid();
	if pack.price_cents > 0 then
		purchase.invoice_id := (app.insert_invoice(
			client, today, due_on, 'one_off',
			jsonb_build_array(jsonb_build_object(
				'kind', 'session_pack', 'description', pack.name, 'quantity', packs, 'unit_cents', pack.price_cents
			)),
			buy_session_packs.request_id
		)).id;
		if granting = 'on_payment' then
			update public.invoices i set late_rate_id = null
			where i.reseller_id = client.reseller_id and i.id = purchase.invoice_id and i.late_rate_id is not null;
		end if;
	end if;
	insert into public.session_purchases (
		id, reseller_id, client_id, pack_id, plan_version_id, pack_name, pack_sessions, pack_price_cents, packs, granting, invoice_id,
		by_client, request_id, bought_by
	) values (
		purchase.id, client.reseller_id, client.id, case when not pack.is_of_plan then pack.id end, case when pack.is_of_plan then pack.id end,
		pack.name, pack.sessions, pack.price_cents, buy_session_packs.packs, buy_session_packs.granting, purchase.invoice_id,
		in_portal, buy_session_packs.request_id, account.person_id
	);
	-- At once, if it was free, is to be, or the client's credit has paid it already.
	return app.purchase_facts(app.settle_session_purchase(client.reseller_id, purchase.id));
exception
	when check_violation then
		get stacked diagnostics violated = constraint_name;
		perform app.refuse(violated);
	when unique_violation then
		-- At this very moment for another client, or for another invoice before.
		perform app.refuse('request_id_reused', 409);
end
$$;
grant execute on function app.buy_session_packs(uuid, uuid, uuid, integer, text, date, integer) to authenticated;

create function public.buy_session_packs(
	request_id uuid, client_id uuid, pack_id uuid, packs integer, granting text default 'on_payment', due_on date default null,
	seen_version integer default null
) returns jsonb
	language sql
	set search_path = ''
as $$ select app.buy_session_packs(request_id, client_id, pack_id, packs, granting, due_on, seen_version) $$;
comment on function public.buy_session_packs(uuid, uuid, uuid, integer, text, date, integer) is
	'Sells 1 to 100 packs (an id of session_pack_offers) to a client, with an invoice and its mail; the client''s credit pays first: {purchase_id, invoice_id (null: free), state (awaiting, granted), sessions, total_cents}. granting: on_payment, or now, on trust, which the staff alone may say. due_on: in three days unless the staff say otherwise. seen_version: the version that was shown; null: as it is now. A client''s users need portal.sessions.buy and buy for themselves what is offered in the portal. Idempotent by request_id, with the same content.
Refuses: client_not_found, client_archived, session_packs_not_metered, session_packs_not_running, session_packs_agency_pays, session_purchases_waiting (409), session_pack_not_found (404), session_pack_changed (409, {sessions, price_cents}), session_pack_count_invalid, session_granting_invalid, invoice_due_in_past, invoice_due_too_far, invoice_total_too_high, request_id_required, request_id_reused, no_account, not_permitted.';
grant execute on function public.buy_session_packs(uuid, uuid, uuid, integer, text, date, integer) to authenticated;

create function app.list_session_purchases(client_id uuid, purchase_id uuid) returns jsonb
	language plpgsql stable security definer
	set search_path = ''
as $$
declare
	most_shown constant integer := 50;
	account app.account := app.acting_for_client(client_id, 'portal.invoices.read');
	for_staff boolean := account.client_id is null;
begin
	return coalesce((
		select jsonb_agg(jsonb_build_object(
			'id', b.id, 'pack_name', b.pack_name, 'pack_sessions', b.pack_sessions, 'pack_price_cents', b.pack_price_cents, 'packs', b.packs,
			'sessions', b.sessions, 'total_cents', b.total_cents, 'granting', b.granting, 'state', b.state, 'taken_back', b.taken_back,
			'created_at', b.created_at, 'granted_at', b.granted_at, 'by_client', b.by_client,
			'bought_by', case when for_staff then (select p.name from public.people p where p.id = b.bought_by) end,
			'invoice_id', b.invoice_id,
			'invoice_number', (select i.number from public.invoices i where i.reseller_id = b.reseller_id and i.id = b.invoice_id)
		) order by b.created_at desc, b.id)
		from (
			select o.* from public.session_purchases o
			where o.reseller_id = account.reseller_id and o.client_id = list_session_purchases.client_id
				and (list_session_purchases.purchase_id is null or o.id = list_session_purchases.purchase_id)
			order by o.created_at desc, o.id limit most_shown
		) b
	), '[]');
end
$$;
grant execute on function app.list_session_purchases(uuid, uuid) to authenticated;

create function public.list_session_purchases(client_id uuid, purchase_id uuid default null) returns jsonb
	language sql stable
	set search_path = ''
as $$ select app.list_session_purchases(client_id, purchase_id) $$;
comment on function public.list_session_purchases(uuid, uuid) is
	'The fifty newest purchases of a client, or that one, for staff and for its own users who read invoices: [{id, pack_name, pack_sessions, pack_price_cents, packs, sessions, total_cents, granting, state (awaiting, granted, taken_back, canceled), taken_back, created_at, granted_at, by_client, bought_by (its name, for staff), invoice_id, invoice_number}].
Refuses: no_account, not_permitted, client_not_found.';
grant execute on function public.list_session_purchases(uuid, uuid) to authenticated;

-- Given up ------------------------------------------------------------------------------------------------

create function app.withdraw_purchase(purchase public.session_purchases, on_date date) returns boolean
	language plpgsql security definer
	set search_path = ''
as $$
declare
	-- The invoice first, as a payment does: whoever pays at this moment is waited for.
	invoice public.invoices := app.lock_invoice(purchase.reseller_id, purchase.invoice_id);
begin
	-- Whatever came in once, or is on its way, is for a person to look at.
	if invoice.status <> 'open' or invoice.payment_status <> 'unpaid' or exists (
		select from public.payments p
		where p.reseller_id = invoice.reseller_id and p.invoice_id = invoice.id and p.status <> 'failed'
	) or exists (
		select from public.gateway_charges g
		where g.reseller_id = invoice.reseller_id and g.invoice_id = invoice.id and g.state <> 'open'
	) or not exists (
		select from public.session_purchases b
		where b.reseller_id = purchase.reseller_id and b.id = purchase.id and b.state = 'awaiting'
	) then
		return false;
	end if;
	perform app.cancel_invoice(invoice, on_date);
	return true;
end
$$;
comment on function app.withdraw_purchase(public.session_purchases, date) is
	'Cancels the invoice of a purchase of which nothing was granted or paid, and with it the purchase. False when something was.';

create function app.cancel_session_purchase(purchase_id uuid) returns jsonb
	language plpgsql security definer
	set search_path = ''
as $$
declare
	acting app.account := app.acting();
	account app.account := app.require(case when acting.client_id is null then 'invoices.issue' else 'portal.sessions.buy' end);
	purchase public.session_purchases;
begin
	select b.* into purchase from public.session_purchases b
	where b.reseller_id = account.reseller_id and b.id = cancel_session_purchase.purchase_id
		and (account.client_id is null or b.client_id = account.client_id);
	if purchase.id is null then
		perform app.refuse('session_purchase_not_found', 404);
	end if;
	if purchase.state <> 'canceled' and (
		purchase.state <> 'awaiting' or not app.withdraw_purchase(purchase, app.today(account.reseller_id))
	) and not exists (
		-- Somebody else was faster.
		select from public.session_purchases b where b.reseller_id = purchase.reseller_id and b.id = purchase.id and b.state = 'canceled'
	) then
		perform app.refuse('session_purchase_not_cancelable', 409);
	end if;
	return jsonb_build_object('purchase_id', purchase.id, 'state', 'canceled');
end
$$;
grant execute on function app.cancel_session_purchase(uuid) to authenticated;

create function public.cancel_session_purchase(purchase_id uuid) returns jsonb
	language sql
	set search_path = ''
as $$ select app.cancel_session_purchase(purchase_id) $$;
comment on function public.cancel_session_purchase(uuid) is
	'Gives up a purchase that waits for its payment, and cancels its invoice: {purchase_id, state}. For staff (invoices.issue) and the client''s own users (portal.sessions.buy). Idempotent. Others end with their invoice (void_invoice, refund_payment).
Refuses: session_purchase_not_found (404), session_purchase_not_cancelable (409: granted, or money came or is on its way), no_account, not_permitted.';
grant execute on function public.cancel_session_purchase(uuid) to authenticated;

create function app.expire_session_purchases(how_many integer default 200) returns integer
	language plpgsql security definer
	set search_path = ''
as $$
declare
	days_after_due constant integer := 7;
	forgotten record;
	expired integer := 0;
begin
	for forgotten in
		select b as purchase, t.today
		from (
			select r.id, app.today(r.id) as today from public.resellers r
			where exists (select from public.session_purchases o where o.reseller_id = r.id and o.state = 'awaiting')
		) t
		join public.session_purchases b on b.reseller_id = t.id and b.state = 'awaiting' and b.by_client
		join public.invoices i on i.reseller_id = b.reseller_id and i.id = b.invoice_id
		where i.status = 'open' and i.payment_status = 'unpaid' and i.effective_due_on < t.today - days_after_due
		order by i.effective_due_on, i.id
		limit how_many
	loop
		expired := expired + app.withdraw_purchase(forgotten.purchase, forgotten.today)::integer;
	end loop;
	return expired;
end
$$;
comment on function app.expire_session_purchases(integer) is
	'Gives up what clients ordered in the portal and have not paid a week after it was due. Answers how many. Idempotent.';
select cron.schedule('expire-session-purchases', '43 * * * *', 'select app.expire_session_purchases()');
