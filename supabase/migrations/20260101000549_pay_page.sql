-- Around an invoice: its public link, what the page of it shows, the list of all of them, its mails again, and who wants no
-- reminders.

alter table public.invoices add column pay_link_renewed_at timestamptz;
comment on column public.invoices.pay_link_renewed_at is 'When its public link was last replaced: earlier ones lead nowhere. Null: never.';
create index invoices_due on public.invoices (reseller_id, due_on desc, id desc);

alter table public.invoice_mails
	add column requested_by uuid references public.people (id) on delete set null,
	add column problem text check (problem in ('refused', 'withdrawn'));
comment on column public.invoice_mails.requested_by is 'Who had it sent again by hand; null: it went by itself.';
comment on column public.invoice_mails.problem is
	'Why it is parked: the other side refused it (or did not answer for long), or it had become pointless before it left, such as a reminder of what is paid.';
create index invoice_mails_requested_by on public.invoice_mails (requested_by);

-- The link ---------------------------------------------------------------------------------------------

create function app.pay_token(invoice public.invoices) returns text
	language sql immutable
	set search_path = ''
as $$ select translate(encode(uuid_send(invoice.id) || uuid_send(invoice.pay_key), 'base64'), '+/=', '-_') $$;
comment on function app.pay_token(public.invoices) is
	'The public link''s last part: id and pay_key as 43 characters of base64url. 122 bits of it are secret.';

create function app.pay_link(invoice public.invoices) returns text
	language sql stable security definer
	set search_path = ''
as $$ select app.setting('app_url') || '/pay/' || app.pay_token(invoice) $$;

create function app.invoice_of_token(token text) returns public.invoices
	language plpgsql stable security definer
	set search_path = ''
as $$
declare
	invoice public.invoices;
	bytes bytea;
begin
	if token !~ '^[A-Za-z0-9_-]{43}$' then
		return invoice;
	end if;
	bytes := decode(translate(token, '-_', '+/') || '=', 'base64');
	select i.* into invoice from public.invoices i
	where i.id = encode(substr(bytes, 1, 16), 'hex')::uuid and i.status <> 'draft'
		-- Of digests, so that how long the comparison takes says nothing of the key.
		and sha256(uuid_send(i.pay_key)) = sha256(substr(bytes, 17, 16))
		-- The last character has two bits to spare: one link, one way to write it.
		and app.pay_token(i) = token;
	return invoice;
end
$$;

create function app.shown_lines(invoice public.invoices) returns jsonb
	language sql stable security definer
	set search_path = ''
as $$
	select coalesce(jsonb_agg(jsonb_build_object(
		'position', l.position, 'kind', l.kind, 'description', l.description, 'quantity', l.quantity,
		'unit_cents', l.unit_cents, 'total_cents', l.total_cents) order by l.position), '[]')
	from public.invoice_lines l where l.reseller_id = invoice.reseller_id and l.invoice_id = invoice.id
$$;

create function app.pix_of(reseller_id uuid) returns jsonb
	language sql stable security definer
	set search_path = ''
as $$
	select jsonb_build_object('key', s.pix_key, 'merchant_name', s.pix_merchant_name, 'merchant_city', s.pix_merchant_city)
	from public.billing_settings s where s.reseller_id = pix_of.reseller_id and s.pix_key is not null and 'pix' = any (s.pay_methods)
$$;
comment on function app.pix_of(uuid) is 'Where a Pix goes: {key, merchant_name, merchant_city}; null without a key, or while the reseller takes no Pix.';

create function app.shown_amounts(invoice public.invoices, on_date date) returns jsonb
	language sql stable security definer
	set search_path = ''
as $$
	select jsonb_build_object(
		'on_date', on_date, 'total_cents', invoice.total_cents, 'paid_cents', invoice.paid_cents, 'refunded_cents', invoice.refunded_cents,
		'fine_cents', c.fine_cents, 'interest_cents', c.interest_cents, 'charges_cents', c.charges_cents, 'open_cents', c.due_cents,
		'days_late', c.days_late, 'fine_bps', r.fine_bps, 'interest_bps', r.interest_bps,
		'interest_from', coalesce(invoice.late_from, invoice.effective_due_on)
	)
	from app.invoice_charges(invoice, on_date) c
	left join public.late_rates r on r.reseller_id = invoice.reseller_id and r.id = invoice.late_rate_id
$$;
comment on function app.shown_amounts(public.invoices, date) is 'What an invoice asks for on that day and how it comes about, in cents and basis points.';

create function app.show_payable(token text) returns jsonb
	language plpgsql stable security definer
	set search_path = ''
as $$
declare
	invoice public.invoices := app.invoice_of_token(token);
	client public.clients;
	is_open boolean;
begin
	if invoice.id is null then
		return null;
	end if;
	select c.* into client from public.clients c where c.reseller_id = invoice.reseller_id and c.id = invoice.client_id;
	is_open := invoice.status = 'open' and invoice.payment_status in ('unpaid', 'partial');
	return app.shown_amounts(invoice, app.today(invoice.reseller_id)) || jsonb_build_object(
		'reseller', app.public_brand(invoice.reseller_id),
		'locale', client.locale,
		-- Whoever was sent the link knows who is billed; a document, address or phone it need not learn.
		'client_name', coalesce(client.trade_name, client.name),
		'number', invoice.number, 'status', app.invoice_status(
			invoice.status, invoice.payment_status, invoice.effective_due_on, app.today(invoice.reseller_id)
		),
		'issued_on', invoice.issued_on, 'due_on', invoice.due_on, 'effective_due_on', invoice.effective_due_on,
		'period_start', invoice.period_start, 'period_end', invoice.period_end,
		'lines', app.shown_lines(invoice),
		'paid_on', (
			select max(p.paid_on) from public.payments p
			where p.reseller_id = invoice.reseller_id and p.invoice_id = invoice.id and p.status = 'succeeded'
		),
		'pix', case when is_open then app.pix_of(invoice.reseller_id) end,
		'pix_txid', invoice.pix_txid,
		'charge', case when is_open then app.charge_to_show(invoice) end,
		'takes_reminders', app.takes_reminders(invoice.reseller_id, invoice.client_id)
	);
end
$$;
grant execute on function app.show_payable(text) to anon, authenticated;

create function public.show_payable(token text) returns jsonb
	language sql stable
	set search_path = ''
as $$ select app.show_payable(token) $$;
comment on function public.show_payable(text) is
	'What the public link of an invoice shows to whoever has it: {reseller: {name, logo, primary_color, reply_to, time_zone, legal_name, document}, locale, client_name, number, status (awaiting, partial, overdue, paid, refunded, disputed, canceled), issued_on, due_on, effective_due_on, period_start, period_end, on_date (today), total_cents, paid_cents, refunded_cents, fine_cents, interest_cents, charges_cents, open_cents, days_late, fine_bps, interest_bps, interest_from, lines: [{position, kind, description, quantity, unit_cents, total_cents}], paid_on, pix: {key, merchant_name, merchant_city} | null, pix_txid, charge (of the gateway: {method, url, boleto_line, pix_code, due_on}) | null, takes_reminders}. Null for a link that is unknown or was replaced.';
grant execute on function public.show_payable(text) to anon, authenticated;

create function app.charge_to_show(invoice public.invoices) returns jsonb
	language sql stable security definer
	set search_path = ''
as $$
	select jsonb_build_object(
		'method', coalesce(g.method, g.wanted_method), 'url', g.url, 'due_on', g.due_on, 'amount_cents', g.amount_cents,
		-- While the provider has not heard of a change, these still ask for the old amount.
		-- And a charge may bring more than the reseller takes: a boleto comes with a Pix code.
		'boleto_line', case when g.asked_version = g.wanted_version and ('boleto' = any (taken.methods) or g.wanted_method = 'boleto')
			then g.boleto_line end,
		'pix_code', case when g.asked_version = g.wanted_version and ('pix' = any (taken.methods) or g.wanted_method = 'pix')
			then g.pix_code end
	)
	from public.gateway_charges g
	cross join lateral (select (app.billing_settings_of(g.reseller_id)).pay_methods as methods) taken
	where g.reseller_id = invoice.reseller_id and g.invoice_id = invoice.id and g.replaced_at is null
		and g.is_wanted and not g.is_deleted and g.provider_charge_id is not null and g.state in ('open', 'analysing')
$$;
comment on function app.charge_to_show(public.invoices) is
	'How the gateway takes the payment of an open invoice: {method, url, due_on, amount_cents, boleto_line, pix_code}; null without a gateway.';

create function app.rotate_pay_link(invoice_id uuid) returns jsonb
	language plpgsql security definer
	set search_path = ''
as $$
declare
	account app.account := app.require('invoices.issue');
	invoice public.invoices := app.lock_invoice(account.reseller_id, rotate_pay_link.invoice_id);
begin
	update public.invoices i set pay_key = gen_random_uuid(), pay_link_renewed_at = now()
	where i.reseller_id = invoice.reseller_id and i.id = invoice.id
	returning i.* into invoice;
	return jsonb_build_object('token', app.pay_token(invoice));
end
$$;
grant execute on function app.rotate_pay_link(uuid) to authenticated;

create function public.rotate_pay_link(invoice_id uuid) returns jsonb
	language sql
	set search_path = ''
as $$ select app.rotate_pay_link(invoice_id) $$;
comment on function public.rotate_pay_link(uuid) is
	'Replaces the public link of an invoice: {token}. Every link that was sent before leads nowhere from now on. Refuses invoice_not_found.';
grant execute on function public.rotate_pay_link(uuid) to authenticated;

-- The page of an invoice -----------------------------------------------------------------------------------

create function app.amounts_on(invoice_id uuid, on_date date) returns jsonb
	language plpgsql stable security definer
	set search_path = ''
as $$
declare
	account app.account := app.acting();
	invoice public.invoices;
	asked record;
begin
	if account.reseller_id is null then
		perform app.refuse('no_account', 403);
	end if;
	if account.client_id is not null and not app.account_may(account, 'portal.invoices.read') then
		perform app.refuse('not_permitted', 403, '{"permission": "portal.invoices.read"}');
	end if;
	select i.* into invoice from public.invoices i
	where i.reseller_id = account.reseller_id and i.id = amounts_on.invoice_id
		and (account.client_id is null or i.client_id = account.client_id);
	if invoice.id is null then
		perform app.refuse('invoice_not_found', 404);
	end if;
	on_date := coalesce(on_date, app.today(account.reseller_id));
	if on_date not between invoice.issued_on - 366 and app.today(account.reseller_id) + 3660 then
		perform app.refuse('payment_date_invalid');
	end if;
	asked := app.invoice_charges(invoice, on_date);
	return app.shown_amounts(invoice, on_date) || jsonb_build_object(
		'new_charges_cents', asked.fine_new_cents + asked.interest_new_cents,
		'waived_open_cents', asked.due_cents - asked.fine_new_cents - asked.interest_new_cents
	);
end
$$;
grant execute on function app.amounts_on(uuid, date) to authenticated;

create function public.preview_payment(invoice_id uuid, on_date date default null) returns jsonb
	language sql stable
	set search_path = ''
as $$ select app.amounts_on(invoice_id, on_date) $$;
comment on function public.preview_payment(uuid, date) is
	'What an invoice asks for if it is paid on that day (null: today), nothing being written: {on_date, total_cents, paid_cents, refunded_cents, fine_cents, interest_cents, charges_cents, open_cents, days_late, fine_bps, interest_bps, new_charges_cents (not frozen yet), waived_open_cents (without those), interest_from (interest counts the days since)}.
Refuses: invoice_not_found, payment_date_invalid, no_account, not_permitted.';
grant execute on function public.preview_payment(uuid, date) to authenticated;

grant execute on function app.pay_token(public.invoices), app.charge_to_show(public.invoices) to authenticated;

-- What the staff noted stays with the staff: nobody reads these columns, and show_invoice asks here.
create function app.payment_reason(reseller_id uuid, payment_id uuid) returns text
	language plpgsql stable security definer
	set search_path = ''
as $$
begin
	return (
		select p.reason from public.payments p
		where p.reseller_id = payment_reason.reseller_id and p.id = payment_reason.payment_id and p.reseller_id = app.staff_reseller_id()
	);
end
$$;

create function app.refund_reason(reseller_id uuid, refund_id uuid) returns text
	language plpgsql stable security definer
	set search_path = ''
as $$
begin
	return (
		select r.reason from public.refunds r
		where r.reseller_id = refund_reason.reseller_id and r.id = refund_reason.refund_id and r.reseller_id = app.staff_reseller_id()
	);
end
$$;
grant execute on function app.payment_reason(uuid, uuid), app.refund_reason(uuid, uuid) to authenticated;

create function public.show_invoice(invoice_id uuid) returns jsonb
	language sql stable
	set search_path = ''
as $$
	select to_jsonb(l) || jsonb_build_object(
		'client_name', coalesce(c.trade_name, c.name),
		'bill_to', jsonb_build_object(
			'name', c.name, 'document', c.document, 'locale', c.locale, 'email', c.email,
			'street', c.street, 'street_number', c.street_number, 'complement', c.complement, 'district', c.district,
			'city', c.city, 'state', c.state, 'postal_code', c.postal_code
		),
		'brand', (
			select jsonb_build_object(
				'name', coalesce(b.display_name, e.name), 'logo', b.logo, 'primary_color', b.primary_color,
				'reply_to', b.reply_to, 'time_zone', e.time_zone, 'legal_name', e.legal_name, 'document', e.document
			)
			from public.resellers e left join public.reseller_brands b on b.reseller_id = e.id where e.id = i.reseller_id
		),
		'fine_bps', r.fine_bps, 'interest_bps', r.interest_bps, 'interest_from', coalesce(i.late_from, i.effective_due_on),
		'frozen_fine_cents', i.fine_cents, 'frozen_interest_cents', i.interest_cents, 'charges_paid_cents', i.charges_paid_cents,
		'pay_token', app.pay_token(i), 'pay_link_renewed_at', i.pay_link_renewed_at,
		'charge', app.charge_to_show(i),
		'credit_cents', coalesce((
			select b.credit_cents from public.client_balances b where b.reseller_id = i.reseller_id and b.client_id = i.client_id
		), 0),
		'lines', (
			select coalesce(jsonb_agg(jsonb_build_object(
				'position', n.position, 'kind', n.kind, 'description', n.description, 'quantity', n.quantity,
				'unit_cents', n.unit_cents, 'total_cents', n.total_cents) order by n.position), '[]')
			from public.invoice_lines n where n.reseller_id = i.reseller_id and n.invoice_id = i.id
		),
		'payments', (
			select coalesce(jsonb_agg(jsonb_build_object(
				'id', p.id, 'kind', p.kind, 'source', p.source, 'method', p.method, 'status', p.status, 'amount_cents', p.amount_cents,
				'principal_cents', p.principal_cents, 'charges_cents', p.charges_cents, 'excess_cents', p.excess_cents,
				'refunded_cents', p.refunded_cents, 'paid_on', p.paid_on, 'received_on', p.received_on, 'reversed_on', p.reversed_on,
				'reason', app.payment_reason(p.reseller_id, p.id), 'created_at', p.created_at,
				'recorded_by', (select e.name from public.people e where e.id = p.recorded_by),
				'refunds', (
					select coalesce(jsonb_agg(jsonb_build_object(
						'id', f.id, 'amount_cents', f.amount_cents, 'refunded_on', f.refunded_on,
						'reason', app.refund_reason(f.reseller_id, f.id),
						'recorded_by', (select e.name from public.people e where e.id = f.recorded_by)) order by f.created_at), '[]')
					from public.refunds f where f.reseller_id = p.reseller_id and f.payment_id = p.id
				)
			) order by p.created_at desc, p.id), '[]')
			from public.payments p where p.reseller_id = i.reseller_id and p.invoice_id = i.id
		),
		'mails', (
			select coalesce(jsonb_agg(jsonb_build_object(
				'id', m.id, 'template', m.template, 'recipient', m.recipient, 'state', m.state, 'problem', m.problem,
				'created_at', m.created_at, 'sent_at', m.sent_at,
				'requested_by', (select e.name from public.people e where e.id = m.requested_by)) order by m.created_at, m.id), '[]')
			from public.invoice_mails m where m.reseller_id = i.reseller_id and m.invoice_id = i.id
		),
		'ledger', (
			select coalesce(jsonb_agg(jsonb_build_object(
				'id', e.id, 'debit', e.debit, 'credit', e.credit, 'amount_cents', e.amount_cents, 'payment_id', e.payment_id,
				'booked_on', e.booked_on, 'created_at', e.created_at) order by e.id), '[]')
			from public.ledger_entries e where e.reseller_id = i.reseller_id and e.invoice_id = i.id
		)
	)
	from public.invoices i
	join public.invoice_list l on l.reseller_id = i.reseller_id and l.id = i.id
	left join public.clients c on c.reseller_id = i.reseller_id and c.id = i.client_id
	left join public.late_rates r on r.reseller_id = i.reseller_id and r.id = i.late_rate_id
	where i.id = show_invoice.invoice_id and i.reseller_id = (select app.reseller_id())
$$;
comment on function public.show_invoice(uuid) is
	'An invoice with all that explains it, as far as row level security lets the caller see: the row of invoice_list, and {client_name, bill_to, brand, fine_bps, interest_bps, interest_from, frozen_fine_cents, frozen_interest_cents, charges_paid_cents, pay_token, pay_link_renewed_at, charge (of the gateway), credit_cents (of the client), lines, payments (the newest first, each with its refunds), mails, ledger (both for staff)}. Null: there is none.';
grant execute on function public.show_invoice(uuid) to authenticated;

-- All invoices of a reseller ---------------------------------------------------------------------------------

create function app.invoice_conditions(account app.account, filter jsonb, today date) returns text
	language plpgsql stable security definer
	set search_path = ''
as $$
declare
	conditions text[] := array[format('i.reseller_id = %L::uuid', account.reseller_id), 'i.status <> ''draft'''];
	open constant text := 'i.status = ''open'' and i.payment_status in (''unpaid'', ''partial'')';
	words text := btrim(left(filter ->> 'q', 200));
	month date;
	late text[] := regexp_match(filter ->> 'late', '^([1-9][0-9]{0,3})-([1-9][0-9]{0,3})?$');
	clients record;
begin
	if jsonb_typeof(filter) is distinct from 'object' or exists (
		select from jsonb_object_keys(filter) as k (key) where k.key <> all ('{status,q,month,method,late}')
	) then
		perform app.refuse('invoice_filter_invalid');
	end if;
	conditions := conditions || case filter ->> 'status'
		when 'open' then open
		when 'awaiting' then open || format(' and i.effective_due_on >= %L::date', today)
		when 'overdue' then open || format(' and i.effective_due_on < %L::date', today)
		when 'partial' then open || ' and i.payment_status = ''partial'''
		when 'rejected' then open || format(' and i.effective_due_on >= %L::date and i.method is distinct from ''pix'' and (
			select p.status from public.payments p where p.reseller_id = i.reseller_id and p.invoice_id = i.id
			order by p.created_at desc limit 1
		) = ''failed''', today)
		when 'paid' then 'i.status = ''open'' and i.payment_status = ''paid'''
		when 'refunded' then 'i.status = ''open'' and i.payment_status in (''refunded'', ''disputed'')'
		when 'canceled' then 'i.status = ''void'''
	end;
	if filter ->> 'status' <> all ('{open,awaiting,overdue,partial,rejected,paid,refunded,canceled}') then
		perform app.refuse('invoice_filter_invalid');
	end if;
	if filter ->> 'month' is not null then
		if filter ->> 'month' !~ '^20[0-9]{2}-(0[1-9]|1[0-2])$' then
			perform app.refuse('invoice_filter_invalid');
		end if;
		month := ((filter ->> 'month') || '-01')::date;
		conditions := conditions || format('i.due_on >= %L::date and i.due_on < %L::date', month, month + interval '1 month');
	end if;
	if filter ->> 'late' is not null then
		if late is null then
			perform app.refuse('invoice_filter_invalid');
		end if;
		-- Of the due date: so that the index of what is open leads to them.
		conditions := conditions || open || format('i.effective_due_on <= %L::date', today - late[1]::integer);
		if late[2] is not null then
			conditions := conditions || format('i.effective_due_on >= %L::date', today - late[2]::integer);
		end if;
	end if;
	if filter ->> 'method' is not null then
		if filter ->> 'method' <> all ('{pix,boleto,card,any}') then
			perform app.refuse('invoice_filter_invalid');
		end if;
		conditions := conditions || case filter ->> 'method'
			when 'any' then 'i.method is null' else format('i.method = %L', filter ->> 'method') end;
	end if;
	if words <> '' then
		clients := app.client_query(account, jsonb_build_object('q', words, 'status', '["active", "inactive", "archived"]'::jsonb));
		conditions := conditions || format(
			'(%s i.client_id in (select l.client_id from public.client_summaries l where %s and %s and l.client_id in (%s)))',
			case when words ~ '^[0-9]{1,15}$' then format('i.number = %L::bigint or', words) else '' end,
			clients.filters, clients.matches, clients.candidates
		);
	end if;
	return array_to_string(conditions, ' and ');
end
$$;
comment on function app.invoice_conditions(app.account, jsonb, date) is
	'The filter of the list of invoices as SQL on `i`, every value quoted as a literal. Always bound to the account''s reseller. Refuses invoice_filter_invalid.';

create type app.listed_invoice as (
	id uuid, number bigint, client_id uuid, client_number bigint, client_name text, client_document text, kind text, payer text, method text,
	status text, issued_on date, due_on date, period_start date, period_end date, paid_on date, days_late integer, total_cents bigint,
	charges_cents bigint, paid_cents bigint, refunded_cents bigint, open_cents bigint
);

create function app.list_invoices(filter jsonb, after jsonb, page_size integer, by_number boolean) returns setof app.listed_invoice
	language plpgsql stable security definer
	set search_path = ''
as $$
declare
	account app.account := app.require_staff();
	conditions text := app.invoice_conditions(account, coalesce(jsonb_strip_nulls(filter), '{}'), app.today(account.reseller_id));
begin
	if after is not null then
		conditions := conditions || case when by_number then format(' and i.number > %L::bigint', (after ->> 'number')::bigint)
			else format(' and (i.due_on, i.id) < (%L::date, %L::uuid)', (after ->> 'due_on')::date, (after ->> 'id')::uuid) end;
	end if;
	return query execute format($sql$
		with page as materialized (
			select i.id from public.invoices i where %1$s order by %2$s limit %3$s
		)
		select l.id, l.number, l.client_id, c.number, coalesce(c.trade_name, c.name), c.document, l.kind, l.payer, l.method, l.status,
			l.issued_on, l.due_on, l.period_start, l.period_end,
			(
				select max(p.paid_on) from public.payments p
				where p.reseller_id = l.reseller_id and p.invoice_id = l.id and p.status = 'succeeded'
			),
			l.days_late, l.total_cents, l.charges_cents, l.paid_cents, l.refunded_cents, l.open_cents
		from page
		join public.invoice_list l on l.id = page.id
		join public.clients c on c.reseller_id = l.reseller_id and c.id = l.client_id
		order by %4$s
	$sql$, conditions, case when by_number then 'i.number' else 'i.due_on desc, i.id desc' end,
		least(greatest(coalesce(page_size, 50), 1), 1000), case when by_number then 'l.number' else 'l.due_on desc, l.id desc' end);
exception when data_exception then
	perform app.refuse('invoice_filter_invalid');
end
$$;
grant execute on function app.list_invoices(jsonb, jsonb, integer, boolean) to authenticated;

create function public.list_invoices(filter jsonb default '{}', after jsonb default null, page_size integer default 50, by_number boolean default false)
	returns table (
		id uuid, number bigint, client_id uuid, client_number bigint, client_name text, client_document text, kind text, payer text, method text,
		status text, issued_on date, due_on date, period_start date, period_end date, paid_on date, days_late integer, total_cents bigint,
		charges_cents bigint, paid_cents bigint, refunded_cents bigint, open_cents bigint
	)
	language sql stable
	set search_path = ''
as $$ select * from app.list_invoices(filter, after, page_size, by_number) $$;
comment on function public.list_invoices(jsonb, jsonb, integer, boolean) is
	'A page of the acting reseller''s invoices, the latest due first, or by number. filter: {status (open, awaiting, overdue, partial, rejected, paid, refunded, canceled), q (a number, or words of the client as the client list takes them), month (yyyy-mm, of the due date), late (8-15: open and late by so many days; 61-: by as many or more), method (pix, boleto, card, any)}; after: the last row, {due_on, id} or {number}; at most 1000 rows. For staff. Refuses invoice_filter_invalid, not_permitted, no_account.';
grant execute on function public.list_invoices(jsonb, jsonb, integer, boolean) to authenticated;

create function app.sum_invoices(filter jsonb) returns jsonb
	language plpgsql stable security definer
	set search_path = ''
as $$
declare
	account app.account := app.require_staff();
	most constant integer := 10000;
	sums jsonb;
begin
	execute format($sql$
		select jsonb_build_object(
			'count', count(*), 'is_all', count(*) <= %2$s, 'total_cents', coalesce(sum(s.total_cents), 0), 'paid_cents', coalesce(sum(s.paid_cents), 0)
		)
		from (select i.total_cents, i.paid_cents from public.invoices i where %1$s limit %2$s + 1) s
	$sql$, app.invoice_conditions(account, coalesce(jsonb_strip_nulls(filter), '{}'), app.today(account.reseller_id)), most) into sums;
	return sums;
exception when data_exception then
	perform app.refuse('invoice_filter_invalid');
end
$$;
grant execute on function app.sum_invoices(jsonb) to authenticated;

create function public.sum_invoices(filter jsonb default '{}') returns jsonb
	language sql stable
	set search_path = ''
as $$ select app.sum_invoices(filter) $$;
comment on function public.sum_invoices(jsonb) is
	'How many invoices that filter of list_invoices lets through, and what they come to: {count, is_all, total_cents, paid_cents}. Counts to 10,000; beyond, is_all is false. For staff. Refuses as list_invoices.';
grant execute on function public.sum_invoices(jsonb) to authenticated;

create function app.note_invoice_export(filter jsonb) returns jsonb
	language plpgsql security definer
	set search_path = ''
as $$
declare
	account app.account := app.require_staff();
	person uuid := app.require_self();
	export_id uuid := gen_random_uuid();
	sums jsonb := app.sum_invoices(filter);
begin
	insert into public.audit_entries (reseller_id, table_name, operation, row_key, actor_id, address, seen_address, after)
	values (
		account.reseller_id, 'invoices', 'export', export_id::text, person,
		left(app.request_header('x-balcao-address'), 64), right(app.request_header('x-forwarded-for'), 200),
		jsonb_strip_nulls(coalesce(filter, '{}'))
	);
	return sums || jsonb_build_object('id', export_id);
end
$$;
grant execute on function app.note_invoice_export(jsonb) to authenticated;

create function public.note_invoice_export(filter jsonb default '{}') returns jsonb
	language sql
	set search_path = ''
as $$ select app.note_invoice_export(filter) $$;
comment on function public.note_invoice_export(jsonb) is
	'Writes into the trail that the invoices of this filter are being exported, before list_invoices is read by number: {id, count, is_all, total_cents, paid_cents}. For staff. Refuses as list_invoices, and impersonation_forbidden, not_signed_in.';
grant execute on function public.note_invoice_export(jsonb) to authenticated;

-- Mails again ------------------------------------------------------------------------------------------------

create function app.mail_suits(invoice public.invoices, template text) returns boolean
	language sql immutable
	set search_path = ''
as $$
	select case
		when template in ('reminder', 'overdue', 'blocked') then invoice.status = 'open' and invoice.payment_status in ('unpaid', 'partial')
		when template = 'receipt' then invoice.status = 'open' and invoice.payment_status = 'paid'
		when template = 'invoice' then invoice.status = 'open'
		else template = 'restored' end
$$;
comment on function app.mail_suits(public.invoices, text) is 'Whether what such a mail says is still true of the invoice.';

create function app.resend_invoice_mail(request_id uuid, invoice_id uuid, template text) returns jsonb
	language plpgsql security definer
	set search_path = ''
as $$
declare
	most_in_a_day constant integer := 10;
	account app.account := app.require('clients.write');
	invoice public.invoices;
	client public.clients;
	mail public.invoice_mails;
begin
	if request_id is null then
		perform app.refuse('request_id_required');
	end if;
	invoice := app.lock_invoice(account.reseller_id, resend_invoice_mail.invoice_id);
	select m.* into mail from public.invoice_mails m where m.id = resend_invoice_mail.request_id;
	if mail.id is not null then
		if mail.reseller_id <> account.reseller_id or mail.invoice_id <> invoice.id then
			perform app.refuse('request_id_reused', 409);
		end if;
		return jsonb_build_object('mail_id', mail.id);
	end if;
	if not app.mail_suits(invoice, template) then
		perform app.refuse('invoice_mail_pointless', 409);
	end if;
	select c.* into client from public.clients c where c.reseller_id = invoice.reseller_id and c.id = invoice.client_id;
	if client.email is null then
		perform app.refuse('client_email_missing', 409);
	end if;
	if (
		select count(*) from public.invoice_mails m
		where m.reseller_id = invoice.reseller_id and m.invoice_id = invoice.id and m.created_at > now() - interval '1 day'
	) >= most_in_a_day then
		perform app.refuse('invoice_mails_too_many', 429);
	end if;
	insert into app.outbox (id, reseller_id, kind, template, recipient, unique_key, payload)
	values (
		resend_invoice_mail.request_id, invoice.reseller_id, 'email', resend_invoice_mail.template, client.email,
		resend_invoice_mail.template || ':' || invoice.id || ':' || resend_invoice_mail.request_id,
		jsonb_build_object('invoice_id', invoice.id, 'by_hand', true)
	);
	insert into public.invoice_mails (id, reseller_id, invoice_id, template, recipient, requested_by)
	values (
		resend_invoice_mail.request_id, invoice.reseller_id, invoice.id, resend_invoice_mail.template, client.email, account.person_id
	);
	return jsonb_build_object('mail_id', resend_invoice_mail.request_id);
exception when unique_violation then
	-- The id of a mail of somebody else.
	perform app.refuse('request_id_reused', 409);
end
$$;
grant execute on function app.resend_invoice_mail(uuid, uuid, text) to authenticated;

create function public.resend_invoice_mail(request_id uuid, invoice_id uuid, template text default 'invoice') returns jsonb
	language sql
	set search_path = ''
as $$ select app.resend_invoice_mail(request_id, invoice_id, template) $$;
comment on function public.resend_invoice_mail(uuid, uuid, text) is
	'Sends a mail about an invoice (invoice, reminder, overdue, blocked, restored, receipt) to the client''s address as it is now: {mail_id}. Who did it stands with the mail. Ten mails per invoice and day. Idempotent by request_id.
Refuses: invoice_not_found, invoice_mail_pointless (says what is not true of it), client_email_missing, invoice_mails_too_many, request_id_required, request_id_reused.';
grant execute on function public.resend_invoice_mail(uuid, uuid, text) to authenticated;

-- Who wants no reminders ------------------------------------------------------------------------------------------

create table public.client_mail_optouts (
	reseller_id uuid not null,
	client_id uuid not null,
	kind text not null default 'reminder' check (kind in ('reminder')),
	source text not null check (source in ('link', 'one_click', 'staff', 'portal')),
	created_at timestamptz not null default now(),
	primary key (reseller_id, client_id, kind),
	foreign key (reseller_id, client_id) references public.clients (reseller_id, id) on delete cascade
);
comment on table public.client_mail_optouts is
	'Mails that a client does not want. Only reminders before the due date can be declined: invoices, notices of a pendency or of a block, and receipts are owed to it.';
alter table public.client_mail_optouts enable row level security;
select app.keep_trail_of('client_mail_optouts', '{client_id,kind}');
grant select on public.client_mail_optouts to authenticated;
grant all on public.client_mail_optouts to service_role;
create policy "staff read which mails clients declined, a client's user its own" on public.client_mail_optouts
	for select to authenticated using (
		reseller_id = (select app.reseller_id())
		and ((select app.is_staff()) or client_id = (select app.client_id()))
	);

create function app.takes_reminders(reseller_id uuid, client_id uuid) returns boolean
	language plpgsql stable security definer
	set search_path = ''
as $$
begin
	return not exists (
		select from public.client_mail_optouts o
		where o.reseller_id = takes_reminders.reseller_id and o.client_id = takes_reminders.client_id and o.kind = 'reminder'
	);
end
$$;
comment on function app.takes_reminders(uuid, uuid) is 'Whether the client wants to be reminded before an invoice is due; notices afterwards are owed to it.';

create function app.set_takes_reminders(reseller_id uuid, client_id uuid, wanted boolean, source text) returns jsonb
	language plpgsql security definer
	set search_path = ''
as $$
begin
	if wanted then
		delete from public.client_mail_optouts o
		where o.reseller_id = set_takes_reminders.reseller_id and o.client_id = set_takes_reminders.client_id and o.kind = 'reminder';
	else
		insert into public.client_mail_optouts (reseller_id, client_id, source)
		values (set_takes_reminders.reseller_id, set_takes_reminders.client_id, set_takes_reminders.source)
		on conflict on constraint client_mail_optouts_pkey do nothing;
	end if;
	return jsonb_build_object('takes_reminders', wanted);
end
$$;

create function app.set_reminders_by_link(token text, wanted boolean, one_click boolean) returns jsonb
	language plpgsql security definer
	set search_path = ''
as $$
declare
	invoice public.invoices := app.invoice_of_token(token);
begin
	if invoice.id is null then
		return null;
	end if;
	if wanted is not null then
		perform app.set_takes_reminders(invoice.reseller_id, invoice.client_id, wanted, case when one_click then 'one_click' else 'link' end);
	end if;
	return jsonb_build_object(
		'takes_reminders', app.takes_reminders(invoice.reseller_id, invoice.client_id), 'page', app.pay_link(invoice) || '/reminders'
	);
end
$$;
grant execute on function app.set_reminders_by_link(text, boolean, boolean) to anon, authenticated, service_role;

create function public.set_reminders_by_link(token text, wanted boolean, one_click boolean default false) returns jsonb
	language sql
	set search_path = ''
as $$ select app.set_reminders_by_link(token, wanted, one_click) $$;
comment on function public.set_reminders_by_link(text, boolean, boolean) is
	'Declines reminders before the due date, or takes them again, for whoever has the link of one of the client''s invoices; wanted null only asks. Answers {takes_reminders, page (where a person decides)}. Null for a link that leads nowhere. Idempotent.';
grant execute on function public.set_reminders_by_link(text, boolean, boolean) to anon, authenticated, service_role;

create function app.set_client_reminders(client_id uuid, wanted boolean) returns jsonb
	language plpgsql security definer
	set search_path = ''
as $$
declare
	account app.account := app.require(case when (app.acting()).client_id is null then 'clients.write' else 'portal.company.write' end);
	client public.clients;
begin
	if set_client_reminders.client_id <> account.client_id then
		perform app.refuse('client_not_found', 404);
	end if;
	client := app.lock_client(account.reseller_id, set_client_reminders.client_id);
	return app.set_takes_reminders(
		account.reseller_id, client.id, coalesce(wanted, true), case when account.client_id is null then 'staff' else 'portal' end
	);
end
$$;
grant execute on function app.set_client_reminders(uuid, boolean) to authenticated;

create function public.set_client_reminders(client_id uuid, wanted boolean) returns jsonb
	language sql
	set search_path = ''
as $$ select app.set_client_reminders(client_id, wanted) $$;
comment on function public.set_client_reminders(uuid, boolean) is
	'Notes for a client, as it asked, that it wants no reminders before the due date, or wants them again: {takes_reminders}; its own users do so themselves. Idempotent. Refuses client_not_found, not_permitted.';
grant execute on function public.set_client_reminders(uuid, boolean) to authenticated;
