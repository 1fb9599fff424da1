-- Agency statements: what the agency (the reseller itself) pays in the place of clients, a month at a time.

create table public.agency_statements (
	id uuid primary key default gen_random_uuid(),
	reseller_id uuid not null references public.resellers (id) on delete cascade,
	number bigint not null,
	month date not null check (extract(day from month) = 1),
	status text not null default 'open' check (status in ('open', 'paying', 'paid', 'reopening')),
	total_cents bigint not null,
	cost_cents bigint not null,
	corrections_cents bigint not null check (corrections_cents <= 0),
	invoices integer not null,
	clients integer not null,
	closed_on date not null,
	closed_by uuid references public.people (id) on delete set null,
	paid_on date,
	paid_by uuid references public.people (id) on delete set null,
	method text,
	request_id uuid,
	attempt integer not null default 0,
	created_at timestamptz not null default now(),
	constraint agency_statements_tenant_key unique (reseller_id, id),
	constraint agency_statements_number_unique unique (reseller_id, number),
	constraint agency_statements_month_unique unique (reseller_id, month),
	constraint agency_statements_request_unique unique (reseller_id, request_id),
	constraint agency_statements_paid_on check ((status = 'open') = (paid_on is null)),
	constraint agency_statement_method_invalid check (method in ('pix', 'boleto', 'card', 'transfer', 'cash', 'other'))
);
comment on table public.agency_statements is
	'The consolidated statement of a month: the open invoices that the agency pays, and what earlier statements had too much. Numbered without gaps per reseller; closed once, and its lines stay as they are. paying, reopening: under way, in portions.';
comment on column public.agency_statements.cost_cents is 'Of the total what is passed on to others (pass-through cost); the rest is margin.';
comment on column public.agency_statements.corrections_cents is 'Part of the total: what earlier statements had too much, below zero.';
comment on column public.agency_statements.request_id is 'Of the payment: paying twice pays once.';
create index agency_statements_closed_by on public.agency_statements (closed_by);
create index agency_statements_paid_by on public.agency_statements (paid_by);
alter table public.agency_statements enable row level security;
select app.keep_trail_of('agency_statements', '{id}', '{request_id,attempt}');
grant select on public.agency_statements to authenticated;
grant all on public.agency_statements to service_role;
create policy "staff read what the agency pays" on public.agency_statements
	for select to authenticated using (reseller_id = (select app.staff_reseller_id()));

create table public.agency_statement_lines (
	reseller_id uuid not null,
	statement_id uuid not null,
	invoice_id uuid not null,
	kind text not null check (kind in ('invoice', 'correction')),
	client_id uuid not null,
	amount_cents bigint not null,
	cost_cents bigint not null,
	is_settled boolean not null default false,
	applied_cents bigint not null default 0,
	payment_id uuid,
	primary key (reseller_id, statement_id, invoice_id, kind),
	constraint agency_statement_lines_sign check ((kind = 'correction') = (amount_cents < 0)),
	constraint agency_statement_lines_applied check (applied_cents between 0 and greatest(amount_cents, 0)),
	foreign key (reseller_id, statement_id) references public.agency_statements (reseller_id, id) on delete cascade,
	foreign key (reseller_id, invoice_id) references public.invoices (reseller_id, id),
	foreign key (reseller_id, client_id) references public.clients (reseller_id, id),
	foreign key (reseller_id, payment_id) references public.payments (reseller_id, id)
);
comment on table public.agency_statement_lines is
	'What a statement is made of: an invoice with what was open of it, or the correction of what an earlier statement had of it. applied_cents: what paying the statement put to the invoice. Written with the statement, whose entry in the trail is theirs too.';
create index agency_statement_lines_invoice on public.agency_statement_lines (reseller_id, invoice_id);
create index agency_statement_lines_client on public.agency_statement_lines (reseller_id, client_id);
create index agency_statement_lines_payment on public.agency_statement_lines (reseller_id, payment_id);
alter table public.agency_statement_lines enable row level security;
grant select on public.agency_statement_lines to authenticated;
grant all on public.agency_statement_lines to service_role;
create policy "staff read what the agency pays for whom" on public.agency_statement_lines
	for select to authenticated using (reseller_id = (select app.staff_reseller_id()));
create index invoices_open_of_agency on public.invoices (reseller_id, issued_on)
	where payer = 'agency' and status = 'open' and payment_status in ('unpaid', 'partial');

-- What a month's statement is made of -----------------------------------------------------------------------

create function app.plan_agency_statement(reseller_id uuid, month date)
	returns table (kind text, invoice_id uuid, client_id uuid, amount_cents bigint, cost_cents bigint)
	language sql stable security definer
	set search_path = ''
as $$
	select 'invoice', i.id, i.client_id, i.total_cents + i.fine_cents + i.interest_cents - i.paid_cents, least(
		coalesce((
			select sum(l.total_cents) from public.invoice_lines l
			where l.reseller_id = i.reseller_id and l.invoice_id = i.id and l.kind = 'pass_through'
		), 0)::bigint,
		i.total_cents + i.fine_cents + i.interest_cents - i.paid_cents
	)
	from public.invoices i
	where i.reseller_id = plan_agency_statement.reseller_id and i.payer = 'agency'
		and i.status = 'open' and i.payment_status in ('unpaid', 'partial')
		and i.issued_on < plan_agency_statement.month + interval '1 month'
		-- On a statement that waits for its money it is asked for already; one whose payment bounced is asked for anew.
		and not exists (
			select from public.agency_statement_lines l
			join public.agency_statements s on s.reseller_id = l.reseller_id and s.id = l.statement_id
			where l.reseller_id = i.reseller_id and l.invoice_id = i.id and l.kind = 'invoice' and not l.is_settled
		)
	union all
	select 'correction', b.invoice_id, b.client_id, -b.back_cents, -(b.cost_cents * b.back_cents / b.amount_cents)
	from (
		select a.invoice_id, a.client_id, a.amount_cents, a.cost_cents,
			case
				when i.status = 'void' then a.amount_cents
				-- What the client paid itself before the statement was.
				when a.is_settled then a.amount_cents - a.applied_cents
				else 0
			end - coalesce((
				select -sum(c.amount_cents) from public.agency_statement_lines c
				join public.agency_statements cs on cs.reseller_id = c.reseller_id and cs.id = c.statement_id
				where c.reseller_id = a.reseller_id and c.invoice_id = a.invoice_id and c.kind = 'correction' and cs.month > a.month
			), 0)::bigint as back_cents
		from (
			-- The last statement that asked for it.
			select distinct on (l.invoice_id) l.*, s.month
			from public.agency_statement_lines l
			join public.agency_statements s on s.reseller_id = l.reseller_id and s.id = l.statement_id
			where l.reseller_id = plan_agency_statement.reseller_id and l.kind = 'invoice' and s.month < plan_agency_statement.month
			order by l.invoice_id, s.month desc
		) a
		join public.invoices i on i.reseller_id = a.reseller_id and i.id = a.invoice_id
	) b
	where b.back_cents > 0
$$;
comment on function app.plan_agency_statement(uuid, date) is
	'What the statement of that month would be made of if it were closed now, exactly as closing writes it: open invoices for the agency issued up to the month''s end that no statement asks for yet, and corrections, below zero, of what earlier ones had too much.';

create function app.closable_agency_month(reseller_id uuid) returns date
	language plpgsql stable security definer
	set search_path = ''
as $$
declare
	this_month date := date_trunc('month', app.today(reseller_id))::date;
	last_month date := (
		select max(s.month) from public.agency_statements s where s.reseller_id = closable_agency_month.reseller_id
	);
	first_month date := (
		select date_trunc('month', min(i.issued_on))::date
		from app.plan_agency_statement(closable_agency_month.reseller_id, (this_month - interval '1 month')::date) p
		join public.invoices i on i.reseller_id = closable_agency_month.reseller_id and i.id = p.invoice_id
	);
begin
	-- Month by month, as they went by: the oldest that has something and comes after all that were closed.
	first_month := greatest(first_month, (last_month + interval '1 month')::date);
	return case when first_month is not null and first_month < this_month and exists (
		select from app.plan_agency_statement(closable_agency_month.reseller_id, first_month)
	) then first_month end;
end
$$;

create function app.agency_split(reseller_id uuid, statement_id uuid, month date) returns jsonb
	language sql stable security definer
	set search_path = ''
as $$
	with line as (
		select l.kind, l.invoice_id, l.client_id, l.amount_cents, l.cost_cents, l.is_settled, l.applied_cents
		from public.agency_statement_lines l
		where l.reseller_id = agency_split.reseller_id and l.statement_id = agency_split.statement_id
		union all
		select p.kind, p.invoice_id, p.client_id, p.amount_cents, p.cost_cents, false, 0
		from app.plan_agency_statement(agency_split.reseller_id, agency_split.month) p
		where agency_split.statement_id is null
	), told as (
		select l.*, i.number, i.issued_on, i.due_on, i.period_start, i.period_end, i.status, i.payment_status, (
			select string_agg(distinct n.description, ', ') from public.invoice_lines n
			where n.reseller_id = i.reseller_id and n.invoice_id = i.id and n.kind not in ('pass_through', 'surcharge', 'discount')
		) as description
		from line l
		join public.invoices i on i.reseller_id = agency_split.reseller_id and i.id = l.invoice_id
	)
	select coalesce(jsonb_agg(jsonb_build_object(
		'client_id', c.id, 'number', c.number, 'name', coalesce(c.trade_name, c.name), 'document', c.document,
		'amount_cents', t.amount_cents, 'cost_cents', t.cost_cents, 'lines', t.lines
	) order by app.search_text(coalesce(c.trade_name, c.name)), c.number), '[]')
	from (
		select t.client_id, sum(t.amount_cents) as amount_cents, sum(t.cost_cents) as cost_cents,
			jsonb_agg(jsonb_build_object(
				'kind', t.kind, 'invoice_id', t.invoice_id, 'number', t.number, 'issued_on', t.issued_on, 'due_on', t.due_on,
				'period_start', t.period_start, 'period_end', t.period_end, 'description', left(t.description, 200),
				'amount_cents', t.amount_cents, 'cost_cents', t.cost_cents, 'applied_cents', t.applied_cents, 'is_settled', t.is_settled,
				'is_void', t.status = 'void', 'payment_status', t.payment_status
			) order by t.number, t.kind) as lines
		from told t
		group by t.client_id
	) t
	join public.clients c on c.reseller_id = agency_split.reseller_id and c.id = t.client_id
$$;

create function app.read_agency_statement(statement_id uuid, month date) returns jsonb
	language plpgsql stable security definer
	set search_path = ''
as $$
declare
	account app.account := app.require_staff();
	statement public.agency_statements;
begin
	if statement_id is null then
		return jsonb_build_object(
			'statement', (
				select jsonb_build_object(
					'month', p.month, 'status', 'preview', 'total_cents', coalesce(sum(l.amount_cents), 0),
					'cost_cents', coalesce(sum(l.cost_cents), 0),
					'corrections_cents', coalesce(sum(l.amount_cents) filter (where l.kind = 'correction'), 0),
					'invoices', count(*) filter (where l.kind = 'invoice'), 'clients', count(distinct l.client_id)
				)
				from (select date_trunc('month', coalesce(read_agency_statement.month, app.today(account.reseller_id)))::date as month) p
				left join lateral app.plan_agency_statement(account.reseller_id, p.month) l on true
				group by p.month
			),
			'clients', app.agency_split(
				account.reseller_id, null, date_trunc('month', coalesce(read_agency_statement.month, app.today(account.reseller_id)))::date
			),
			'closable_month', app.closable_agency_month(account.reseller_id)
		);
	end if;
	select s.* into statement from public.agency_statements s
	where s.reseller_id = account.reseller_id and s.id = read_agency_statement.statement_id;
	if statement.id is null then
		perform app.refuse('agency_statement_not_found', 404);
	end if;
	return jsonb_build_object(
		'statement', to_jsonb(statement) - '{reseller_id,request_id,attempt}'::text[] || jsonb_build_object(
			'closed_by_name', app.member_name(statement.reseller_id, statement.closed_by),
			'paid_by_name', app.member_name(statement.reseller_id, statement.paid_by),
			'is_last', not exists (
				select from public.agency_statements n where n.reseller_id = statement.reseller_id and n.month > statement.month
			)
		),
		'clients', app.agency_split(account.reseller_id, statement.id, null),
		'closable_month', null
	);
end
$$;
grant execute on function app.read_agency_statement(uuid, date) to authenticated;

create function public.read_agency_statement(statement_id uuid default null, month date default null) returns jsonb
	language sql stable
	set search_path = ''
as $$ select app.read_agency_statement(statement_id, month) $$;
comment on function public.read_agency_statement(uuid, date) is
	'A statement of the agency with its split {statement, clients: [{client_id, number, name, document, amount_cents, cost_cents, lines}], closable_month}; without an id what would be closed for that month (this one: null), with status preview. closable_month: the next month to close, null: none. Refuses agency_statement_not_found (404).';
grant execute on function public.read_agency_statement(uuid, date) to authenticated;

-- Closing and paying ----------------------------------------------------------------------------------------

create function app.close_agency_statement(month date) returns jsonb
	language plpgsql security definer
	set search_path = ''
as $$
declare
	account app.account := app.require('invoices.issue');
	first_day date := date_trunc('month', month)::date;
	statement public.agency_statements;
begin
	if first_day is null then
		perform app.refuse('agency_month_required');
	end if;
	-- Whoever comes second waits, and finds it closed.
	perform pg_advisory_xact_lock(hashtextextended('agency_statements/' || account.reseller_id, 0));
	select s.* into statement from public.agency_statements s
	where s.reseller_id = account.reseller_id and s.month = first_day;
	if statement.id is not null then
		return jsonb_build_object('statement_id', statement.id, 'number', statement.number);
	end if;
	if first_day + interval '1 month' > app.today(account.reseller_id) then
		perform app.refuse('agency_month_not_over', 409);
	end if;
	if exists (select from public.agency_statements s where s.reseller_id = account.reseller_id and s.month > first_day) then
		perform app.refuse('agency_month_passed', 409);
	end if;
	insert into public.agency_statements (
		reseller_id, number, month, total_cents, cost_cents, corrections_cents, invoices, clients, closed_on, closed_by
	)
	select account.reseller_id,
		(select coalesce(max(s.number), 0) + 1 from public.agency_statements s where s.reseller_id = account.reseller_id),
		first_day, 0, 0, 0, 0, 0, app.today(account.reseller_id), account.person_id
	returning * into statement;
	insert into public.agency_statement_lines (reseller_id, statement_id, invoice_id, kind, client_id, amount_cents, cost_cents, is_settled)
	select account.reseller_id, statement.id, p.invoice_id, p.kind, p.client_id, p.amount_cents, p.cost_cents, p.kind = 'correction'
	from app.plan_agency_statement(account.reseller_id, first_day) p;
	if not found then
		perform app.refuse('agency_statement_empty', 409);
	end if;
	update public.agency_statements s set
		total_cents = n.total_cents, cost_cents = n.cost_cents, corrections_cents = n.corrections_cents, invoices = n.invoices, clients = n.clients
	from (
		select sum(l.amount_cents) as total_cents, sum(l.cost_cents) as cost_cents,
			coalesce(sum(l.amount_cents) filter (where l.kind = 'correction'), 0) as corrections_cents,
			count(*) filter (where l.kind = 'invoice') as invoices, count(distinct l.client_id) as clients
		from public.agency_statement_lines l
		where l.reseller_id = account.reseller_id and l.statement_id = statement.id
	) n
	where s.reseller_id = account.reseller_id and s.id = statement.id;
	return jsonb_build_object('statement_id', statement.id, 'number', statement.number);
end
$$;
grant execute on function app.close_agency_statement(date) to authenticated;

create function public.close_agency_statement(month date) returns jsonb
	language sql
	set search_path = ''
as $$ select app.close_agency_statement(month) $$;
comment on function public.close_agency_statement(date) is
	'Closes the agency''s statement of a month that is over: {statement_id, number}. What was issued up to its end and no statement asks for yet is in it, older months included. Idempotent: a month is closed once.
Refuses: agency_month_required, agency_month_not_over, agency_month_passed (a later one is closed), agency_statement_empty.';
grant execute on function public.close_agency_statement(date) to authenticated;

create function app.lock_agency_statement(account app.account, statement_id uuid) returns public.agency_statements
	language plpgsql security definer
	set search_path = ''
as $$
declare
	statement public.agency_statements;
begin
	select s.* into statement from public.agency_statements s
	where s.reseller_id = account.reseller_id and s.id = lock_agency_statement.statement_id
	for update;
	if statement.id is null then
		perform app.refuse('agency_statement_not_found', 404);
	end if;
	return statement;
end
$$;

create function app.settle_agency_line(statement public.agency_statements, line public.agency_statement_lines) returns void
	language plpgsql security definer
	set search_path = ''
as $$
declare
	invoice public.invoices := app.lock_invoice(line.reseller_id, line.invoice_id);
	open_cents bigint := (app.invoice_charges(invoice, statement.paid_on)).due_cents;
	put_cents bigint := least(line.amount_cents, open_cents);
	payment public.payments;
begin
	-- Canceled since, or paid by the client itself: that part becomes a correction.
	if put_cents > 0 then
		payment := app.apply_payment(
			statement.reseller_id, invoice.id, put_cents, statement.method, statement.paid_on, 'agency',
			statement.id || ':' || invoice.id || ':' || statement.attempt, null, statement.paid_by, statement.paid_on
		);
	end if;
	update public.agency_statement_lines l
	set is_settled = true, applied_cents = greatest(put_cents, 0), payment_id = payment.id
	where l.reseller_id = line.reseller_id and l.statement_id = line.statement_id and l.invoice_id = line.invoice_id and l.kind = line.kind;
end
$$;

create function app.agency_statement_answer(reseller_id uuid, statement_id uuid) returns jsonb
	language plpgsql stable security definer
	set search_path = ''
as $$
begin
	return (
		select jsonb_build_object('status', s.status, 'settled', count(l.invoice_id) filter (where l.is_settled), 'invoices', s.invoices)
		from public.agency_statements s
		left join public.agency_statement_lines l on l.reseller_id = s.reseller_id and l.statement_id = s.id and l.kind = 'invoice'
		where s.reseller_id = agency_statement_answer.reseller_id and s.id = agency_statement_answer.statement_id
		group by s.id
	);
end
$$;

create function app.pay_agency_statement(request_id uuid, statement_id uuid, paid_on date, method text, most integer) returns jsonb
	language plpgsql security definer
	set search_path = ''
as $$
declare
	account app.account := app.require('payments.record');
	today date := app.today(account.reseller_id);
	statement public.agency_statements := app.lock_agency_statement(account, statement_id);
	line public.agency_statement_lines;
	violated text;
begin
	if request_id is null then
		perform app.refuse('request_id_required');
	end if;
	if statement.status = 'paid' then
		if statement.request_id is distinct from pay_agency_statement.request_id then
			perform app.refuse('agency_statement_paid', 409);
		end if;
		return app.agency_statement_answer(account.reseller_id, statement.id);
	end if;
	if statement.status = 'reopening' then
		perform app.refuse('agency_statement_reopening', 409);
	end if;
	if statement.status = 'open' then
		if paid_on > today then
			perform app.refuse('payment_in_future');
		end if;
		update public.agency_statements s set
			status = 'paying', request_id = pay_agency_statement.request_id, paid_by = account.person_id,
			paid_on = coalesce(pay_agency_statement.paid_on, today), method = coalesce(pay_agency_statement.method, 'transfer')
		where s.reseller_id = account.reseller_id and s.id = statement.id
		returning s.* into statement;
	end if;
	-- Whoever goes on, goes on with what was begun.
	for line in
		select l.* from public.agency_statement_lines l
		where l.reseller_id = account.reseller_id and l.statement_id = statement.id and not l.is_settled
		order by l.invoice_id
		limit least(greatest(coalesce(most, 100), 1), 500)
	loop
		perform app.settle_agency_line(statement, line);
	end loop;
	if not exists (
		select from public.agency_statement_lines l
		where l.reseller_id = account.reseller_id and l.statement_id = statement.id and not l.is_settled
	) then
		update public.agency_statements s set status = 'paid' where s.reseller_id = account.reseller_id and s.id = statement.id;
	end if;
	return app.agency_statement_answer(account.reseller_id, statement.id);
exception
	when check_violation then
		get stacked diagnostics violated = constraint_name;
		perform app.refuse(violated);
	when unique_violation then
		perform app.refuse('request_id_reused', 409);
end
$$;
grant execute on function app.pay_agency_statement(uuid, uuid, date, text, integer) to authenticated;

create function public.pay_agency_statement(
	request_id uuid, statement_id uuid, paid_on date default null, method text default 'transfer', most integer default 100
) returns jsonb
	language sql
	set search_path = ''
as $$ select app.pay_agency_statement(request_id, statement_id, paid_on, method, most) $$;
comment on function public.pay_agency_statement(uuid, uuid, date, text, integer) is
	'Says that the agency paid a statement: each of its invoices is paid once, with what the statement has of it or what is still open. Up to `most` invoices a call: {status, settled, invoices}, to be repeated while the status is paying. Idempotent by request_id.
Refuses: agency_statement_not_found, agency_statement_paid (by another request), agency_statement_reopening, payment_in_future, payment_date_invalid, agency_statement_method_invalid, request_id_required, request_id_reused.';
grant execute on function public.pay_agency_statement(uuid, uuid, date, text, integer) to authenticated;

create function app.reopen_agency_statement(statement_id uuid, most integer) returns jsonb
	language plpgsql security definer
	set search_path = ''
as $$
declare
	account app.account := app.require('payments.record');
	statement public.agency_statements := app.lock_agency_statement(account, statement_id);
	line record;
begin
	if statement.status = 'open' then
		return app.agency_statement_answer(account.reseller_id, statement.id);
	end if;
	if exists (select from public.agency_statements s where s.reseller_id = account.reseller_id and s.month > statement.month) then
		perform app.refuse('agency_statement_followed', 409);
	end if;
	update public.agency_statements s set status = 'reopening' where s.reseller_id = account.reseller_id and s.id = statement.id;
	for line in
		select l.invoice_id, l.payment_id, p.status from public.agency_statement_lines l
		left join public.payments p on p.reseller_id = l.reseller_id and p.id = l.payment_id
		where l.reseller_id = account.reseller_id and l.statement_id = statement.id and l.kind = 'invoice' and l.is_settled
		order by l.invoice_id
		limit least(greatest(coalesce(most, 100), 1), 500)
	loop
		if line.status = 'succeeded' then
			perform app.reverse_payment(line.payment_id, null);
		end if;
		update public.agency_statement_lines l set is_settled = false, applied_cents = 0, payment_id = null
		where l.reseller_id = account.reseller_id and l.statement_id = statement.id and l.invoice_id = line.invoice_id and l.kind = 'invoice';
	end loop;
	if not exists (
		select from public.agency_statement_lines l
		where l.reseller_id = account.reseller_id and l.statement_id = statement.id and l.kind = 'invoice' and l.is_settled
	) then
		update public.agency_statements s set
			status = 'open', request_id = null, paid_on = null, paid_by = null, method = null, attempt = s.attempt + 1
		where s.reseller_id = account.reseller_id and s.id = statement.id;
	end if;
	return app.agency_statement_answer(account.reseller_id, statement.id);
end
$$;
grant execute on function app.reopen_agency_statement(uuid, integer) to authenticated;

create function public.reopen_agency_statement(statement_id uuid, most integer default 100) returns jsonb
	language sql
	set search_path = ''
as $$ select app.reopen_agency_statement(statement_id, most) $$;
comment on function public.reopen_agency_statement(uuid, integer) is
	'Says that a statement was not paid: its payments are taken back, up to `most` a call: {status, settled, invoices}, to be repeated while the status is reopening. Idempotent. Only of the last statement.
Refuses: agency_statement_not_found, agency_statement_followed (a later one is closed), and as reverse_payment does.';
grant execute on function public.reopen_agency_statement(uuid, integer) to authenticated;
