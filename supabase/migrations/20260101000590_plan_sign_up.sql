-- Sign-up: behind a plan's public link a stranger becomes a client, agrees to the terms and gets the first invoice.
-- Whoever comes this way learns about the plan and about its own sign-up, and nothing about who else is a client.

create table public.plan_sign_ups (
	id uuid primary key,
	reseller_id uuid not null references public.resellers (id) on delete cascade,
	plan_id uuid not null,
	plan_version_id uuid not null,
	client_id uuid not null,
	subscription_id uuid not null,
	invoice_id uuid,
	duplicate_of uuid,
	interval_months smallint not null,
	period_cents bigint not null,
	agreement_version integer,
	agreement_sha256 text,
	agreed_at timestamptz not null default now(),
	address text check (length(address) <= 64),
	seen_address text check (length(seen_address) <= 200),
	locale text not null default 'pt-BR' check (locale in ('pt-BR', 'en')),
	email text not null,
	digest text not null,
	expired_on date,
	created_at timestamptz not null default now(),
	constraint plan_sign_ups_tenant_key unique (reseller_id, id),
	constraint plan_sign_ups_agreement check ((agreement_version is null) = (agreement_sha256 is null)),
	foreign key (reseller_id, plan_version_id) references public.plan_versions (reseller_id, id),
	foreign key (reseller_id, plan_id) references public.plans (reseller_id, id),
	foreign key (reseller_id, plan_id, agreement_version) references public.plan_agreements (reseller_id, plan_id, version),
	foreign key (reseller_id, client_id) references public.clients (reseller_id, id) on delete cascade,
	foreign key (reseller_id, duplicate_of) references public.clients (reseller_id, id) on delete set null (duplicate_of),
	foreign key (reseller_id, subscription_id) references public.subscriptions (reseller_id, id) on delete cascade,
	foreign key (reseller_id, invoice_id) references public.invoices (reseller_id, id) on delete set null (invoice_id)
);
comment on table public.plan_sign_ups is
	'Clients who signed up by themselves, and what they agreed to: the version of the terms and of the text, its hash, when, and from where. The id comes from the browser and makes signing up twice sign up once.';
comment on column public.plan_sign_ups.duplicate_of is 'A client with the same document or e-mail, for the staff to look at: whoever signs up is never put into a file that exists, since nobody knows yet who it is.';
comment on column public.plan_sign_ups.digest is 'Of everything that was sent: the same id with anything else is somebody else''s.';
comment on column public.plan_sign_ups.expired_on is 'When it was given up, since nothing was paid: its invoice and subscription were canceled, and its client archived.';
comment on column public.plan_sign_ups.address is 'The browser''s, as the web server told it; seen_address is the end of what the platform''s gateway saw.';
create index plan_sign_ups_recent on public.plan_sign_ups (reseller_id, created_at desc, id);
create index plan_sign_ups_plan on public.plan_sign_ups (reseller_id, plan_id, created_at desc);
create index plan_sign_ups_agreement_version on public.plan_sign_ups (reseller_id, plan_id, agreement_version);
create index plan_sign_ups_plan_version on public.plan_sign_ups (reseller_id, plan_version_id);
create index plan_sign_ups_client on public.plan_sign_ups (reseller_id, client_id);
create index plan_sign_ups_duplicate on public.plan_sign_ups (reseller_id, duplicate_of);
create index plan_sign_ups_subscription on public.plan_sign_ups (reseller_id, subscription_id);
create index plan_sign_ups_invoice on public.plan_sign_ups (reseller_id, invoice_id);
create index plan_sign_ups_unbilled on public.plan_sign_ups (reseller_id, subscription_id) where invoice_id is null;
create index plan_sign_ups_email on public.plan_sign_ups (reseller_id, email, created_at);
alter table public.plan_sign_ups enable row level security;
select app.keep_trail_of('plan_sign_ups', '{id}', '{digest,address,seen_address,email}');
grant select (
	id, reseller_id, plan_id, plan_version_id, client_id, subscription_id, invoice_id, duplicate_of, interval_months,
	period_cents, agreement_version, agreement_sha256, agreed_at, address, seen_address, locale, expired_on, created_at
) on public.plan_sign_ups to authenticated;
grant all on public.plan_sign_ups to service_role;
create policy "staff read who signed up" on public.plan_sign_ups
	for select to authenticated using (reseller_id = (select app.staff_reseller_id()));

create function app.forget_sign_ups() returns trigger
	language plpgsql security definer
	set search_path = ''
as $$
begin
	update public.plan_sign_ups s set address = null, seen_address = null, email = ''
	where s.reseller_id = new.reseller_id and s.client_id = new.id;
	return null;
end
$$;
comment on function app.forget_sign_ups() is 'Of an anonymised client stays what was agreed to and when, not from where.';
create trigger clients_forget_sign_ups after update of anonymised_at on public.clients
	for each row when (new.anonymised_at is not null and old.anonymised_at is null) execute function app.forget_sign_ups();

-- What the page shows -------------------------------------------------------------------------------------

create function app.published_plan(code text) returns public.plans
	language sql stable security definer
	set search_path = ''
as $$
	select p.* from public.plans p where p.public_code = published_plan.code and p.is_published and p.is_active
$$;
comment on function app.published_plan(text) is 'The plan behind a public code; none while the link is off or the plan out of sale, just as for a code that never was.';

create function app.newest_agreement(reseller_id uuid, plan_id uuid) returns public.plan_agreements
	language sql stable security definer
	set search_path = ''
as $$
	-- A text that was withdrawn is none.
	select newest.* from (
		select a.* from public.plan_agreements a
		where a.reseller_id = newest_agreement.reseller_id and a.plan_id = newest_agreement.plan_id
		order by a.version desc limit 1
	) newest
	where newest.body is not null
$$;

create function app.public_brand(reseller_id uuid) returns jsonb
	language sql stable security definer
	set search_path = ''
as $$
	select jsonb_build_object(
		'name', coalesce(b.display_name, r.name), 'logo', b.logo, 'primary_color', b.primary_color,
		'reply_to', b.reply_to, 'time_zone', r.time_zone, 'legal_name', r.legal_name, 'document', r.document
	)
	from public.resellers r left join public.reseller_brands b on b.reseller_id = r.id
	where r.id = public_brand.reseller_id
$$;

create function app.show_public_plan(code text) returns jsonb
	language plpgsql stable security definer
	set search_path = ''
as $$
declare
	plan public.plans := app.published_plan(code);
	terms public.plan_versions;
	agreement public.plan_agreements;
begin
	if plan.id is null then
		return null;
	end if;
	terms := app.newest_terms(plan.reseller_id, plan.id);
	agreement := app.newest_agreement(plan.reseller_id, plan.id);
	return jsonb_build_object(
		'reseller', app.public_brand(plan.reseller_id),
		'name', plan.name, 'description', plan.description,
		'version', terms.version, 'session_quota', terms.session_quota, 'trial_days', terms.trial_days,
		'cycles_limit', terms.cycles_limit, 'first_due_on', app.first_sign_up_due(plan.reseller_id, terms),
		'prices', (
			select jsonb_agg(jsonb_build_object(
				'months', i.months, 'total_cents', period.cents,
				'month_cents', round(period.cents::numeric / i.months)::bigint,
				'saved_cents', greatest((terms.monthly_price_cents + terms.pass_through_cents) * i.months - period.cents, 0)
			) order by i.months)
			from unnest(terms.intervals) as i (months)
			cross join lateral (
				select app.period_price_cents(terms, i.months) + terms.pass_through_cents * i.months as cents
			) period
		),
		'agreement', case when agreement.version is not null then jsonb_build_object(
			'version', agreement.version, 'body', agreement.body, 'sha256', agreement.sha256, 'written_at', agreement.created_at
		) end
	);
end
$$;
grant execute on function app.show_public_plan(text) to anon, authenticated;

create function app.first_sign_up_due(reseller_id uuid, terms public.plan_versions) returns date
	language plpgsql stable security definer
	set search_path = ''
as $$
declare
	days_to_pay constant integer := 3;
begin
	return app.today(reseller_id) + case when terms.trial_days > 0 then terms.trial_days else days_to_pay end;
end
$$;
comment on function app.first_sign_up_due(uuid, public.plan_versions) is
	'When whoever signs up today pays for the first time: in three days, or as the trial ends.';

create function public.show_public_plan(code text) returns jsonb
	language sql stable
	set search_path = ''
as $$ select app.show_public_plan(code) $$;
comment on function public.show_public_plan(text) is
	'What the public link of a plan offers: {reseller: {name, logo, primary_color, reply_to, time_zone, legal_name, document}, name, description, version, session_quota, trial_days, cycles_limit, first_due_on, prices: [{months, total_cents, month_cents, saved_cents (against as many single months)}], agreement: {version, body, sha256, written_at} | null}. Null for a code that is unknown, switched off or of a plan out of sale.';
grant execute on function public.show_public_plan(text) to anon, authenticated;

create function app.sign_up_state(invoice public.invoices) returns text
	language sql immutable
	set search_path = ''
as $$
	select case
		when invoice.id is null then 'trial' when invoice.status = 'void' then 'canceled'
		when invoice.payment_status in ('unpaid', 'partial') then 'awaiting' else 'paid' end
$$;

create function app.show_sign_up(id uuid) returns jsonb
	language plpgsql stable security definer
	set search_path = ''
as $$
declare
	shown_for constant interval := '30 days';
	sign_up public.plan_sign_ups := (
		select s from public.plan_sign_ups s
		join public.plan_versions v on v.reseller_id = s.reseller_id and v.id = s.plan_version_id
		-- A trial is paid for when it ends: until then nobody has seen what to pay.
		where s.id = show_sign_up.id and s.created_at > now() - shown_for - make_interval(days => v.trial_days)
	);
	invoice public.invoices;
	open_cents bigint;
begin
	if sign_up.id is null then
		return null;
	end if;
	select i.* into invoice from public.invoices i
	where i.reseller_id = sign_up.reseller_id and i.id = sign_up.invoice_id;
	open_cents := case when invoice.status = 'open' and invoice.payment_status in ('unpaid', 'partial')
		then (app.invoice_charges(invoice, app.today(invoice.reseller_id))).due_cents else 0 end;
	return jsonb_build_object(
		'reseller', app.public_brand(sign_up.reseller_id),
		'plan_name', (select p.name from public.plans p where p.reseller_id = sign_up.reseller_id and p.id = sign_up.plan_id),
		'interval_months', sign_up.interval_months,
		'state', app.sign_up_state(invoice),
		'trial_ends_on', (
			select s.trial_ends_on from public.subscriptions s
			where s.reseller_id = sign_up.reseller_id and s.id = sign_up.subscription_id
		),
		'invoice', case when invoice.id is not null then jsonb_build_object(
			'number', invoice.number, 'due_on', invoice.due_on, 'total_cents', invoice.total_cents, 'open_cents', open_cents,
			'pix_txid', invoice.pix_txid
		) end,
		'pix', case when open_cents > 0 then app.pix_of(sign_up.reseller_id) end,
		'pay_token', case when invoice.id is not null then app.pay_token(invoice) end
	);
end
$$;
grant execute on function app.show_sign_up(uuid) to anon, authenticated;

create function public.show_sign_up(id uuid) returns jsonb
	language sql stable
	set search_path = ''
as $$ select app.show_sign_up(id) $$;
comment on function public.show_sign_up(uuid) is
	'What became of a sign-up, for whoever holds its id, for thirty days and those of its trial: {reseller, plan_name, interval_months, state: awaiting | paid | canceled | trial (nothing billed yet), trial_ends_on, invoice: {number, due_on, total_cents, open_cents, pix_txid} | null, pix: {key, merchant_name, merchant_city} | null, pay_token (the last part of the invoice''s public link)}. Nothing about the client. Null when unknown.';
grant execute on function public.show_sign_up(uuid) to anon, authenticated;

-- Signing up ------------------------------------------------------------------------------------------------

create function app.require_room_for_sign_up(reseller_id uuid, email text) returns void
	language plpgsql security definer
	set search_path = ''
as $$
declare
	-- A reseller with a good day stays far below; somebody who wants to fill its book, or somebody's inbox, does not.
	most_in_ten_minutes constant integer := 30;
	most_in_a_day constant integer := 300;
	most_of_an_address constant integer := 3;
	recent integer;
	today integer;
	of_address integer;
begin
	select count(*) filter (where s.created_at > now() - interval '10 minutes'), count(*),
		count(*) filter (where s.email = require_room_for_sign_up.email)
	into recent, today, of_address
	from public.plan_sign_ups s
	where s.reseller_id = require_room_for_sign_up.reseller_id and s.created_at > now() - interval '1 day';
	if recent >= most_in_ten_minutes or today >= most_in_a_day or of_address >= most_of_an_address then
		perform app.refuse('sign_up_too_many', 429);
	end if;
end
$$;

create function app.sign_up_fields(given jsonb) returns jsonb
	language plpgsql stable security definer
	set search_path = ''
as $$
declare
	fields jsonb;
begin
	if jsonb_typeof(given) is distinct from 'object' then
		perform app.refuse('input_invalid');
	end if;
	select coalesce(jsonb_object_agg(f.key, f.value), '{}') into fields
	from jsonb_each(given) f where f.key = any (app.asked_columns() || '{phones}'::text[]);
	if fields <> given then
		perform app.refuse('sign_up_field_unknown');
	end if;
	return app.client_fields(fields) || case when fields ? 'phones' then jsonb_build_object('phones', fields -> 'phones') else '{}' end;
end
$$;
comment on function app.sign_up_fields(jsonb) is
	'What whoever signs up says about itself, tidied; everything else of a client is the reseller''s and is refused.';

create function app.sign_up(request_id uuid, code text, fields jsonb, choice jsonb, locale text) returns jsonb
	language plpgsql security definer
	set search_path = ''
as $$
declare
	most_bytes constant integer := 16384;
	digest text;
	known public.plan_sign_ups;
	plan public.plans;
	terms public.plan_versions;
	agreement public.plan_agreements;
	given jsonb;
	months integer;
	client public.clients;
	subscription public.subscriptions;
	invoice_id uuid;
	twin uuid;
	violated text;
begin
	if request_id is null then
		perform app.refuse('request_id_required');
	end if;
	if coalesce(pg_column_size(fields), 0) + coalesce(pg_column_size(choice), 0) > most_bytes then
		perform app.refuse('sign_up_too_large', 413);
	end if;
	digest := encode(extensions.digest(jsonb_build_array(code, fields, choice, locale)::text, 'sha256'), 'hex');
	-- Two requests with one id wait for each other here; the second then finds what the first one made.
	perform pg_advisory_xact_lock(hashtextextended('sign_up:' || request_id, 0));
	select s.* into known from public.plan_sign_ups s where s.id = sign_up.request_id;
	if known.id is not null then
		if known.digest <> digest then
			perform app.refuse('request_id_reused', 409);
		end if;
		return jsonb_build_object('id', known.id);
	end if;

	plan := app.published_plan(code);
	if plan.id is null then
		perform app.refuse('sign_up_not_available', 404);
	end if;
	given := app.sign_up_fields(fields);
	months := (choice ->> 'months')::integer;
	if months is null then
		perform app.refuse('sign_up_interval_required');
	end if;
	terms := app.plan_for_sale(plan.reseller_id, plan.id, months);
	agreement := app.newest_agreement(plan.reseller_id, plan.id);
	-- Nobody is sold what they were not shown.
	if (choice ->> 'version')::integer is distinct from terms.version
		or (choice ->> 'agreement_version')::integer is distinct from agreement.version then
		perform app.refuse('sign_up_terms_changed', 409);
	end if;
	if agreement.version is not null and (choice -> 'agrees') is distinct from 'true' then
		perform app.refuse('sign_up_agreement_required');
	end if;
	if given ->> 'name' is null then
		perform app.refuse('sign_up_name_required');
	end if;
	if given ->> 'email' is null then
		perform app.refuse('sign_up_email_required');
	end if;
	if given ->> 'document' is null then
		perform app.refuse('sign_up_document_required');
	end if;

	-- One at a time for each reseller: so the count below is exact however many come at once.
	perform pg_advisory_xact_lock(hashtextextended('sign_ups_of:' || plan.reseller_id, 0));
	perform app.require_room_for_sign_up(plan.reseller_id, given ->> 'email');
	twin := (
		select c.id from public.clients c
		where c.reseller_id = plan.reseller_id and c.anonymised_at is null
			and (c.document = given ->> 'document' or c.email = given ->> 'email')
		order by (c.document is not distinct from given ->> 'document') desc, c.archived_at nulls first, c.number limit 1
	);
	client := app.insert_client(plan.reseller_id, given || jsonb_build_object('locale', coalesce(sign_up.locale, 'pt-BR')));
	subscription := app.subscribe(
		client, jsonb_build_object('id', plan.id),
		jsonb_build_object(
			'interval_months', months, 'activation', 'on_payment',
			'first_due_on', app.first_sign_up_due(plan.reseller_id, terms)
		),
		sign_up.request_id
	);
	-- A trial has none yet: the nightly run bills it when it comes near its end (app.bill_sign_ups).
	invoice_id := (
		select i.id from public.invoices i
		where i.reseller_id = subscription.reseller_id and i.subscription_id = subscription.id
		order by i.number limit 1
	);
	insert into public.plan_sign_ups (
		id, reseller_id, plan_id, plan_version_id, client_id, subscription_id, invoice_id, duplicate_of, interval_months,
		period_cents, agreement_version, agreement_sha256, address, seen_address, locale, email, digest
	) values (
		sign_up.request_id, plan.reseller_id, plan.id, terms.id, client.id, subscription.id, invoice_id, twin, months,
		app.period_price_cents(terms, months) + terms.pass_through_cents * months, agreement.version, agreement.sha256,
		left(app.request_header('x-balcao-address'), 64), right(app.request_header('x-forwarded-for'), 200),
		client.locale, client.email, digest
	);
	return jsonb_build_object('id', sign_up.request_id);
exception
	when check_violation then
		get stacked diagnostics violated = constraint_name;
		perform app.refuse(violated);
	when not_null_violation or data_exception then
		perform app.refuse('input_invalid');
	when unique_violation then
		perform app.refuse('request_id_reused', 409);
end
$$;
grant execute on function app.sign_up(uuid, text, jsonb, jsonb, text) to anon, authenticated;

create function public.sign_up(request_id uuid, code text, fields jsonb, choice jsonb, locale text default 'pt-BR') returns jsonb
	language sql
	set search_path = ''
as $$ select app.sign_up(request_id, code, fields, choice, locale) $$;
comment on function public.sign_up(uuid, text, jsonb, jsonb, text) is
	'Makes a client of whoever signs up behind a plan''s public link, with a subscription that begins at the first payment, and mails the first invoice: {id}. fields: as a data request asks them (app.asked_columns, phones); name, email and document are required. choice: {months, version (of the terms as shown), agreement_version (of the text as shown, null if there was none), agrees: true}. Always a client of its own: whether one with that document exists is told to the staff alone. Idempotent by request_id, with the same content.
Refuses sign_up_not_available (404), sign_up_terms_changed, plan_interval_not_offered, request_id_reused (409), sign_up_interval_required, sign_up_agreement_required, sign_up_name_required, sign_up_email_required, sign_up_document_required, sign_up_field_unknown, sign_up_too_large (413), sign_up_too_many (429), request_id_required, input_invalid, and the rules of clients by name.';
grant execute on function public.sign_up(uuid, text, jsonb, jsonb, text) to anon, authenticated;

create function app.bill_sign_ups() returns trigger
	language plpgsql security definer
	set search_path = ''
as $$
begin
	-- Nearly always nobody waits: a night of a hundred thousand invoices asks one index and goes on.
	if not exists (
		select from public.plan_sign_ups s
		where s.invoice_id is null and s.reseller_id = any (array(select distinct n.reseller_id from new_rows n))
	) then
		return null;
	end if;
	update public.plan_sign_ups s set invoice_id = n.id
	from (
		select distinct on (n.reseller_id, n.subscription_id) n.reseller_id, n.subscription_id, n.id from new_rows n
		where n.subscription_id is not null
		order by n.reseller_id, n.subscription_id, n.number
	) n
	where s.invoice_id is null and s.reseller_id = n.reseller_id and s.subscription_id = n.subscription_id;
	return null;
end
$$;
comment on function app.bill_sign_ups() is
	'Whoever signed up for a trial is billed when it nears its end: the first invoice becomes the sign-up''s.';
create trigger invoices_bill_sign_ups after insert on public.invoices
	referencing new table as new_rows for each statement execute function app.bill_sign_ups();

create function app.list_sign_up_twins(client_id uuid) returns jsonb
	language plpgsql stable security definer
	set search_path = ''
as $$
declare
	account app.account := app.require_staff();
	client public.clients;
begin
	select c.* into client from public.clients c
	where c.reseller_id = account.reseller_id and c.id = list_sign_up_twins.client_id and c.anonymised_at is null;
	return coalesce((
		select jsonb_agg(jsonb_build_object(
			'id', o.id, 'number', o.number, 'name', o.name, 'trade_name', o.trade_name, 'is_archived', o.archived_at is not null,
			'matched_by', array_remove(array[
				case when o.document = client.document then 'document' end, case when o.email = client.email then 'email' end
			], null)
		) order by o.archived_at nulls first, o.number)
		from (
			select s.duplicate_of as id from public.plan_sign_ups s
			where s.reseller_id = account.reseller_id and s.client_id = client.id
			union
			select s.client_id from public.plan_sign_ups s
			where s.reseller_id = account.reseller_id and s.duplicate_of = client.id
		) t
		join public.clients o on o.reseller_id = account.reseller_id and o.id = t.id
		-- Whoever was told apart since is another one.
		where o.anonymised_at is null and (o.document = client.document or o.email = client.email)
	), '[]');
end
$$;
grant execute on function app.list_sign_up_twins(uuid) to authenticated;

create function public.list_sign_up_twins(client_id uuid) returns jsonb
	language sql stable
	set search_path = ''
as $$ select app.list_sign_up_twins(client_id) $$;
comment on function public.list_sign_up_twins(uuid) is
	'Clients that may be the same as this one, since one of the two signed up by itself with the other''s document or e-mail, for staff: [{id, number, name, trade_name, is_archived, matched_by: [document, email]}].';
grant execute on function public.list_sign_up_twins(uuid) to authenticated;

-- Given up ------------------------------------------------------------------------------------------------------

create function app.abandoned_sign_ups(reseller_id uuid, on_date date, how_many integer, only_sign_up uuid default null) returns setof public.plan_sign_ups
	language plpgsql stable security definer
	set search_path = ''
as $$
declare
	days integer := (app.billing_settings_of(reseller_id)).sign_up_expiry_days;
begin
	if days = 0 then
		return;
	end if;
	return query
	select s.*
	from public.invoices i
	join public.plan_sign_ups s on s.reseller_id = i.reseller_id and s.invoice_id = i.id
	join public.subscriptions b on b.reseller_id = s.reseller_id and b.id = s.subscription_id
	where i.reseller_id = abandoned_sign_ups.reseller_id and i.status = 'open' and i.payment_status = 'unpaid'
		and i.effective_due_on < on_date - days and s.expired_on is null and b.status = 'pending'
		and (only_sign_up is null or s.id = only_sign_up)
		-- Whatever came in once, or is on its way, is for a person to look at.
		and not exists (
			select from public.payments p
			where p.reseller_id = i.reseller_id and p.client_id = i.client_id and p.status <> 'failed'
		)
		and not exists (
			select from public.gateway_charges g
			where g.reseller_id = i.reseller_id and g.invoice_id = i.id and g.state <> 'open'
		)
	order by i.effective_due_on, i.id
	limit how_many;
end
$$;
comment on function app.abandoned_sign_ups(uuid, date, integer, uuid) is
	'Public sign-ups of which nothing was ever paid, longer after the due date than the reseller waits (billing_settings.sign_up_expiry_days), the oldest first.';

create function app.expire_sign_up(sign_up public.plan_sign_ups, on_date date) returns boolean
	language plpgsql security definer
	set search_path = ''
as $$
declare
	invoice public.invoices;
begin
	-- The client and then the invoice, as whoever changes something of it does: who is at it at this moment is waited for.
	perform app.lock_client(sign_up.reseller_id, sign_up.client_id);
	invoice := app.lock_invoice(sign_up.reseller_id, sign_up.invoice_id);
	-- Asked again of what is held now.
	if not exists (select from app.abandoned_sign_ups(sign_up.reseller_id, on_date, 1, sign_up.id)) then
		return false;
	end if;
	update public.subscriptions s set status = 'canceled', ended_on = on_date
	where s.reseller_id = sign_up.reseller_id and s.id = sign_up.subscription_id;
	perform app.cancel_invoice(invoice, on_date);
	update public.plan_sign_ups s set expired_on = on_date where s.id = sign_up.id;
	-- Unless the staff have taken it on otherwise.
	update public.clients c set archived_at = now(), updated_at = now()
	where c.reseller_id = sign_up.reseller_id and c.id = sign_up.client_id and c.archived_at is null
		and not exists (
			select from public.subscriptions s
			where s.reseller_id = c.reseller_id and s.client_id = c.id and s.status not in ('canceled', 'expired')
		)
		and not exists (
			select from public.invoices i
			where i.reseller_id = c.reseller_id and i.client_id = c.id and i.status = 'open' and i.payment_status in ('unpaid', 'partial')
		);
	return true;
end
$$;
comment on function app.expire_sign_up(public.plan_sign_ups, date) is
	'Gives a sign-up up of which nothing was paid: cancels its invoice and its subscription, and archives its client unless it has others. False when it was paid or given up meanwhile.';

create function app.expire_sign_ups(how_many integer default 200) returns integer
	language plpgsql security definer
	set search_path = ''
as $$
declare
	reseller record;
	sign_up public.plan_sign_ups;
	expired integer := 0;
begin
	for reseller in
		select r.id, app.today(r.id) as on_date from public.resellers r
		where exists (select from public.plan_sign_ups s where s.reseller_id = r.id and s.expired_on is null)
	loop
		for sign_up in select * from app.abandoned_sign_ups(reseller.id, reseller.on_date, how_many) loop
			begin
				if app.expire_sign_up(sign_up, reseller.on_date) then
					expired := expired + 1;
				end if;
			exception when others then
				-- What is wrong with one of them stops no other; an hour later it is tried again.
				raise warning 'sign-up % was not given up: %', sign_up.id, sqlerrm;
			end;
		end loop;
	end loop;
	return expired;
end
$$;
comment on function app.expire_sign_ups(integer) is
	'Gives up what strangers began and never paid, at most how_many of each reseller. Answers how many. Idempotent.';
select cron.schedule('expire-sign-ups', '37 * * * *', 'select app.expire_sign_ups()');

-- What the staff see ------------------------------------------------------------------------------------------

create function app.list_plan_sign_ups(plan_id uuid) returns jsonb
	language plpgsql stable security definer
	set search_path = ''
as $$
declare
	most_shown constant integer := 50;
	account app.account := app.require_staff();
begin
	return coalesce((
		select jsonb_agg(to_jsonb(l) order by l.created_at desc, l.id)
		from (
			select s.id, s.plan_id, p.name as plan_name, s.client_id, coalesce(c.trade_name, c.name) as client_name,
				c.number as client_number, s.created_at, s.interval_months, s.period_cents, s.agreement_version,
				s.agreement_sha256, s.agreed_at, s.address,
				case when s.expired_on is not null then 'expired' else app.sign_up_state(i) end as state, s.expired_on,
				case when d.id is not null then jsonb_build_object(
					'id', d.id, 'number', d.number, 'name', coalesce(d.trade_name, d.name)
				) end as duplicate
			from public.plan_sign_ups s
			join public.plans p on p.reseller_id = s.reseller_id and p.id = s.plan_id
			join public.clients c on c.reseller_id = s.reseller_id and c.id = s.client_id
			left join public.invoices i on i.reseller_id = s.reseller_id and i.id = s.invoice_id
			left join public.clients d on d.reseller_id = s.reseller_id and d.id = s.duplicate_of
			where s.reseller_id = account.reseller_id
				and (list_plan_sign_ups.plan_id is null or s.plan_id = list_plan_sign_ups.plan_id)
			order by s.created_at desc, s.id limit most_shown
		) l
	), '[]');
end
$$;
grant execute on function app.list_plan_sign_ups(uuid) to authenticated;

create function public.list_plan_sign_ups(plan_id uuid default null) returns jsonb
	language sql stable
	set search_path = ''
as $$ select app.list_plan_sign_ups(plan_id) $$;
comment on function public.list_plan_sign_ups(uuid) is
	'The fifty newest sign-ups of a plan, or of all of them, for staff: [{id, plan_id, plan_name, client_id, client_name, client_number, created_at, interval_months, period_cents, agreement_version, agreement_sha256, agreed_at, address, state: awaiting | paid | canceled | trial | expired, expired_on, duplicate: {id, number, name} | null: a client that was there and may be the same}].';
grant execute on function public.list_plan_sign_ups(uuid) to authenticated;
