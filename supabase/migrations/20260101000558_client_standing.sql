-- Why a client stands as it stands, what it still lacks, and which others it may be.

create function app.client_missing(c public.clients) returns jsonb
	language sql immutable
	set search_path = ''
as $$
	select jsonb_build_object(
		'boleto', (
			select coalesce(jsonb_agg(f.name order by f.position), '[]')
			from (values
				(1, 'document', c.document), (2, 'postal_code', c.postal_code), (3, 'street', c.street),
				(4, 'street_number', c.street_number), (5, 'district', c.district), (6, 'city', c.city), (7, 'state', c.state)
			) f (position, name, value) where f.value is null
		),
		'note', (
			select coalesce(jsonb_agg(f.name order by f.position), '[]')
			from (values
				(1, 'document', c.document), (2, 'email', c.email), (3, 'postal_code', c.postal_code), (4, 'street', c.street),
				(5, 'street_number', c.street_number), (6, 'district', c.district), (7, 'city', c.city), (8, 'state', c.state)
			) f (position, name, value) where f.value is null
		)
	)
$$;
comment on function app.client_missing(public.clients) is
	'What a client still lacks for a boleto (payer''s document and address: Febraban) and for a service note (NFS-e): {boleto: [column], note: [column]}.';

create function app.client_missing(reseller_id uuid, client_id uuid) returns jsonb
	language sql stable security definer
	set search_path = ''
as $$
	select app.client_missing(c) from public.clients c
	where c.reseller_id = client_missing.reseller_id and c.id = client_missing.client_id
$$;

create function app.member_name(reseller_id uuid, person_id uuid) returns text
	language sql stable security definer
	set search_path = ''
as $$
	select coalesce(m.name, p.name)
	from public.people p
	join public.memberships m on m.person_id = p.id and m.reseller_id = member_name.reseller_id and m.client_id is null
	where p.id = member_name.person_id
$$;

create function app.client_standing(client_id uuid) returns jsonb
	language plpgsql stable security definer
	set search_path = ''
as $$
declare
	account app.account := app.require_staff();
	today date := app.today(account.reseller_id);
	client public.client_list;
	subscription record;
	suspension public.suspensions;
	late record;
	due record;
	archiving record;
	paid record;
begin
	select l.* into client from public.client_list l
	where l.reseller_id = account.reseller_id and l.id = client_standing.client_id;
	if client.id is null then
		perform app.refuse('client_not_found', 404);
	end if;
	select b.id, b.status, b.created_at, b.activated_at, b.activation, client.plan_name,
		(
			select jsonb_build_object('id', i.id, 'number', i.number, 'due_on', i.due_on) from public.invoices i
			where i.reseller_id = b.reseller_id and i.subscription_id = b.id and i.status = 'open'
				and i.payment_status in ('unpaid', 'partial')
			order by i.due_on, i.id limit 1
		) as awaits
	into subscription
	from public.subscriptions b
	where b.reseller_id = account.reseller_id and b.client_id = client.id and b.status not in ('canceled', 'expired')
	order by array_position(array['active', 'trialing', 'suspended', 'paused', 'pending', 'scheduled'], b.status), b.created_at desc, b.id
	limit 1;
	select h.* into suspension from public.suspensions h
	where h.reseller_id = account.reseller_id and h.client_id = client.id and h.lifted_at is null;
	select i.id, i.number, i.due_on, i.effective_due_on, asked.due_cents as open_cents into due
	from public.invoices i
	cross join lateral app.invoice_charges(i, today) asked
	where i.reseller_id = account.reseller_id and i.client_id = client.id
		and i.status = 'open' and i.payment_status in ('unpaid', 'partial')
	order by i.effective_due_on, i.id limit 1;
	select count(*) as count, sum(asked.due_cents) as open_cents into late
	from public.invoices i
	cross join lateral app.invoice_charges(i, today) asked
	where i.reseller_id = account.reseller_id and i.client_id = client.id and i.effective_due_on < today
		and i.status = 'open' and i.payment_status in ('unpaid', 'partial');
	select e.occurred_at, app.member_name(e.reseller_id, e.actor_id) as person into archiving
	from public.audit_entries e
	where e.reseller_id = account.reseller_id and e.client_id = client.id and e.table_name = 'clients' and e.after ? 'archived_at'
	order by e.occurred_at desc, e.id desc limit 1;
	select p.paid_on, i.id, i.number into paid
	from public.payments p
	join public.invoices i on i.reseller_id = p.reseller_id and i.id = p.invoice_id
	where p.reseller_id = account.reseller_id and p.client_id = client.id and p.status = 'succeeded'
	order by p.paid_on desc, p.created_at desc limit 1;
	return jsonb_build_object(
		'status', jsonb_build_object(
			'value', client.status,
			'since', case client.status when 'archived' then client.archived_at when 'active' then subscription.activated_at else client.created_at end,
			'subscription', case when subscription.id is not null then to_jsonb(subscription) end
		),
		'archived', case when client.archived_at is not null then jsonb_build_object('at', client.archived_at, 'by', archiving.person) end,
		'suspended', case when client.is_suspended then jsonb_build_object(
			'since', suspension.started_at, 'reason', coalesce(suspension.reason, 'overdue'), 'note', suspension.note,
			'by', app.member_name(account.reseller_id, suspension.started_by)
		) end,
		'delinquent', case when client.is_delinquent then jsonb_build_object(
			'invoice', to_jsonb(due) || jsonb_build_object('days_late', today - due.effective_due_on),
			'count', late.count, 'open_cents', late.open_cents
		) end,
		'payment', jsonb_build_object(
			'value', client.payment_status, 'due_on', due.due_on, 'invoice_id', due.id, 'invoice_number', due.number,
			'last_paid_on', paid.paid_on, 'last_invoice_id', paid.id, 'last_invoice_number', paid.number
		),
		'missing', app.client_missing(account.reseller_id, client.id),
		'invoices', (select count(*) from public.invoices i where i.reseller_id = account.reseller_id and i.client_id = client.id),
		'deletable', not exists (select from public.invoices i where i.reseller_id = account.reseller_id and i.client_id = client.id)
	);
end
$$;
grant execute on function app.client_standing(uuid) to authenticated;

create function public.client_standing(client_id uuid) returns jsonb
	language sql stable
	set search_path = ''
as $$ select app.client_standing(client_id) $$;
comment on function public.client_standing(uuid) is
	'Why a client stands as it stands: {status {value, since, subscription}, archived, suspended, delinquent, payment, missing {boleto, note}, invoices, deletable}; amounts in cents. For staff. Refuses client_not_found.';
grant execute on function public.client_standing(uuid) to authenticated;

create function app.possible_duplicates(fields jsonb, except_id uuid) returns jsonb
	language plpgsql stable security definer
	set search_path = ''
as $$
declare
	account app.account := app.require_staff();
	given jsonb := app.client_fields(fields);
	phones text[] := case when account.sees_phones then app.phones_in(fields) else '{}' end;
	names text[] := array_remove(array[app.search_text(given ->> 'name'), app.search_text(given ->> 'trade_name')], null);
begin
	return coalesce((
		select jsonb_agg(to_jsonb(f) order by f.weight, f.number desc)
		from (
			select c.id, c.number, c.name, c.trade_name, c.document, c.archived_at is not null as archived,
				array_agg(hit.by order by hit.weight) as matched_by, min(hit.weight) as weight
			from (
				select d.id, 'document' as by, 1 as weight from public.clients d
				where d.reseller_id = account.reseller_id and d.document = upper(regexp_replace(given ->> 'document', '[^0-9A-Za-z]', '', 'g'))
				union all
				select p.client_id, 'phone', 2 from public.client_phones p
				where p.reseller_id = account.reseller_id and p.e164 = any (phones)
				union all
				select e.id, 'email', 3 from public.clients e
				where e.reseller_id = account.reseller_id and e.email = given ->> 'email'
				union all
				select n.client_id, 'name', 4 from app.client_facets f
				join public.client_summaries n on n.reseller_id = account.reseller_id and n.facet = f.facet and n.name_key = any (names)
				union all
				select t.client_id, 'name', 4 from app.client_facets f
				join public.client_summaries t on t.reseller_id = account.reseller_id and t.facet = f.facet and t.trade_key = any (names)
				where t.trade_key <> t.name_key
			) hit
			join public.clients c on c.reseller_id = account.reseller_id and c.id = hit.id
			where c.id is distinct from except_id
			group by c.id
			order by weight, c.number desc
			limit 5
		) f
	), '[]');
exception when data_exception then
	perform app.refuse('input_invalid');
end
$$;
grant execute on function app.possible_duplicates(jsonb, uuid) to authenticated;

create function public.possible_duplicates(fields jsonb, except_id uuid default null) returns jsonb
	language sql stable
	set search_path = ''
as $$ select app.possible_duplicates(fields, except_id) $$;
comment on function public.possible_duplicates(jsonb, uuid) is
	'At most five clients of the acting reseller that may be the same: [{id, number, name, trade_name, document, archived, matched_by [document|phone|email|name]}], the surest first. fields: {name, trade_name, document, email, phones}; phones count only for whoever sees them. For staff; warns, never blocks.';
grant execute on function public.possible_duplicates(jsonb, uuid) to authenticated;
