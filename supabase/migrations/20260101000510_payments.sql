-- Payments: the one way in which money, and credit, comes to an invoice, and the ways back.

create function app.enter_credit(
	reseller_id uuid, client_id uuid, amount_cents bigint, reason text, on_date date, from_account text default 'writeoff',
	invoice_id uuid default null, payment_id uuid default null, note text default null, request_id uuid default null, entered_by uuid default null
) returns uuid
	language plpgsql security definer
	set search_path = ''
as $$
declare
	entry_id uuid;
begin
	if amount_cents > 0 then
		insert into public.client_balances as b (reseller_id, client_id, credit_cents)
		values (enter_credit.reseller_id, enter_credit.client_id, enter_credit.amount_cents)
		on conflict on constraint client_balances_pkey do update set credit_cents = b.credit_cents + excluded.credit_cents;
	else
		update public.client_balances b set credit_cents = b.credit_cents + enter_credit.amount_cents
		where b.reseller_id = enter_credit.reseller_id and b.client_id = enter_credit.client_id
			and b.credit_cents + enter_credit.amount_cents >= 0;
		if not found then
			perform app.refuse('client_credit_insufficient', 409, jsonb_build_object('credit_cents', coalesce((
				select b.credit_cents from public.client_balances b
				where b.reseller_id = enter_credit.reseller_id and b.client_id = enter_credit.client_id
			), 0)));
		end if;
	end if;
	insert into public.credit_entries (
		reseller_id, client_id, amount_cents, reason, invoice_id, payment_id, note, request_id, entered_on, entered_by
	) values (
		enter_credit.reseller_id, enter_credit.client_id, enter_credit.amount_cents, enter_credit.reason, enter_credit.invoice_id,
		enter_credit.payment_id, enter_credit.note, enter_credit.request_id, on_date, enter_credit.entered_by
	) returning id into entry_id;
	insert into public.ledger_entries (reseller_id, client_id, debit, credit, amount_cents, invoice_id, payment_id, booked_on)
	values (
		enter_credit.reseller_id, enter_credit.client_id,
		case when amount_cents > 0 then from_account else 'credit' end, case when amount_cents > 0 then 'credit' else from_account end,
		abs(amount_cents), enter_credit.invoice_id, enter_credit.payment_id, on_date
	);
	return entry_id;
end
$$;
comment on function app.enter_credit(uuid, uuid, bigint, text, date, text, uuid, uuid, text, uuid, uuid) is
	'Adds to a client''s credit (or takes from it, negative cents), with its entry and its transfer from or to `from_account`. Refuses client_credit_insufficient.';

create function app.put_to_invoice(
	invoice public.invoices, payment public.payments, charges_waived boolean default false, settles boolean default false
) returns public.invoices
	language plpgsql security definer
	set search_path = ''
as $$
declare
	asked record := app.invoice_charges(invoice, payment.paid_on);
	brought bigint := payment.amount_cents - (invoice.total_cents + invoice.fine_cents + invoice.interest_cents - invoice.paid_cents);
	charges bigint;
	principal bigint;
begin
	if charges_waived then
		asked.fine_new_cents := 0;
		asked.interest_new_cents := 0;
	end if;
	if settles and brought >= 0 then
		asked.fine_new_cents := least(asked.fine_new_cents, brought);
		asked.interest_new_cents := brought - asked.fine_new_cents;
	end if;
	charges := least(
		payment.amount_cents,
		invoice.fine_cents + invoice.interest_cents + asked.fine_new_cents + asked.interest_new_cents - invoice.charges_paid_cents
	);
	principal := least(payment.amount_cents - charges, invoice.total_cents - (invoice.paid_cents - invoice.charges_paid_cents));
	payment.charges_cents := charges;
	payment.principal_cents := principal;
	payment.excess_cents := payment.amount_cents - charges - principal;
	payment.fine_added_cents := asked.fine_new_cents;
	payment.interest_added_cents := asked.interest_new_cents;
	payment.late_from_before := invoice.late_from;
	payment.charges_waived := charges_waived;
	insert into public.payments select payment.*;

	insert into public.ledger_entries (reseller_id, client_id, debit, credit, amount_cents, invoice_id, payment_id, booked_on)
	select payment.reseller_id, payment.client_id, t.debit, t.credit, t.cents, invoice.id, payment.id, payment.paid_on
	from (values
		('receivable', 'charges', asked.fine_new_cents + asked.interest_new_cents),
		(case payment.kind when 'credit' then 'credit' else 'cash' end, 'receivable', charges + principal)
	) t (debit, credit, cents)
	where t.cents > 0;
	if payment.excess_cents > 0 then
		perform app.enter_credit(
			payment.reseller_id, payment.client_id, payment.excess_cents, 'overpayment', payment.paid_on, 'cash', invoice.id, payment.id
		);
	end if;
	update public.invoices i set
		fine_cents = i.fine_cents + payment.fine_added_cents,
		interest_cents = i.interest_cents + payment.interest_added_cents,
		late_from = case when asked.fine_new_cents + asked.interest_new_cents > 0 then payment.paid_on else i.late_from end,
		paid_cents = i.paid_cents + charges + principal,
		charges_paid_cents = i.charges_paid_cents + charges,
		payment_status = case
			when i.payment_status not in ('unpaid', 'partial') then i.payment_status
			when i.paid_cents + charges + principal
				= i.total_cents + i.fine_cents + i.interest_cents + payment.fine_added_cents + payment.interest_added_cents then 'paid'
			when i.paid_cents + charges + principal > 0 then 'partial'
			else 'unpaid' end
	where i.reseller_id = invoice.reseller_id and i.id = invoice.id
	returning i.* into invoice;
	return invoice;
end
$$;
comment on function app.put_to_invoice(public.invoices, public.payments, boolean, boolean) is
	'Divides a payment: first to the charges, which it freezes as of the day it was made, then to the principal (Código Civil, art. 354), the rest to the client''s credit. settles: lateness cost what it brought.';

create function app.after_payment(invoice public.invoices, on_date date) returns void
	language plpgsql security definer
	set search_path = ''
as $$
begin
	if invoice.payment_status = 'paid' then
		perform app.activate_subscription(invoice.reseller_id, invoice.subscription_id);
		perform app.mail_about_invoice(invoice, 'receipt');
		perform app.settle_dunning(invoice.reseller_id, invoice.client_id, on_date);
	end if;
end
$$;

create function app.apply_payment(
	reseller_id uuid, invoice_id uuid, amount_cents bigint, method text, paid_on date, source text, external_id text default null,
	request_id uuid default null, recorded_by uuid default null, received_on date default null, charges_waived boolean default false,
	settles boolean default false
) returns public.payments
	language plpgsql security definer
	set search_path = ''
as $$
declare
	invoice public.invoices := app.lock_invoice(reseller_id, invoice_id);
	payment public.payments;
	asks_for_money boolean := invoice.status = 'open' and invoice.payment_status in ('unpaid', 'partial');
begin
	-- The lock makes whoever comes second wait for the first, and then find what it recorded.
	select p.* into payment from public.payments p
	where p.reseller_id = apply_payment.reseller_id
		and (p.request_id = apply_payment.request_id or (p.source = apply_payment.source and p.external_id = apply_payment.external_id));
	if payment.id is not null then
		return payment;
	end if;
	payment.id := gen_random_uuid();
	payment.reseller_id := invoice.reseller_id;
	payment.client_id := invoice.client_id;
	payment.invoice_id := invoice.id;
	payment.request_id := coalesce(apply_payment.request_id, gen_random_uuid());
	payment.kind := case source when 'credit' then 'credit' else 'money' end;
	payment.source := apply_payment.source;
	payment.external_id := apply_payment.external_id;
	payment.amount_cents := apply_payment.amount_cents;
	payment.method := apply_payment.method;
	payment.status := 'succeeded';
	payment.paid_on := apply_payment.paid_on;
	payment.received_on := coalesce(apply_payment.received_on, case when source <> 'gateway' then apply_payment.paid_on end);
	payment.refunded_cents := 0;
	payment.recorded_by := apply_payment.recorded_by;
	payment.created_at := clock_timestamp();
	if not asks_for_money then
		-- Money that came for what asks for none any more is the client's.
		invoice.total_cents := invoice.paid_cents - invoice.charges_paid_cents;
		invoice.fine_cents := invoice.charges_paid_cents;
		invoice.interest_cents := 0;
	end if;
	invoice := app.put_to_invoice(invoice, payment, charges_waived, settles and asks_for_money);
	select p.* into payment from public.payments p where p.reseller_id = invoice.reseller_id and p.id = payment.id;
	-- As of today, not of the day it was paid: what happens next happens now; of what was paid before it has happened.
	if asks_for_money then
		perform app.after_payment(invoice, app.today(invoice.reseller_id));
	end if;
	return payment;
end
$$;
comment on function app.apply_payment(uuid, uuid, bigint, text, date, text, text, uuid, uuid, date, boolean, boolean) is
	'The one way in which money comes to an invoice (source manual, gateway, statement, agency). Once per request_id and once per source and external_id: the second call answers what the first recorded. What is more than asked for becomes credit, all of it if the invoice asks for nothing. settles: it is what was asked for, some cents of interest more or less. Activates what waited for it, restores what it blocked, mails the receipt. Refuses invoice_not_found.';

-- By hand ------------------------------------------------------------------------------------------------

create function app.record_payment(
	request_id uuid, invoice_id uuid, amount_cents bigint, method text, paid_on date, charges_waived boolean, keeps_excess boolean
) returns jsonb
	language plpgsql security definer
	set search_path = ''
as $$
declare
	account app.account := app.require('payments.record');
	today date := app.today(account.reseller_id);
	invoice public.invoices;
	payment public.payments;
	due_cents bigint;
	violated text;
begin
	if request_id is null then
		perform app.refuse('request_id_required');
	end if;
	invoice := app.lock_invoice(account.reseller_id, record_payment.invoice_id);
	select p.* into payment from public.payments p
	where p.reseller_id = account.reseller_id and p.request_id = record_payment.request_id;
	if payment.id is not null then
		if payment.invoice_id <> invoice.id then
			perform app.refuse('request_id_reused', 409);
		end if;
		return jsonb_build_object('payment_id', payment.id, 'payment_status', invoice.payment_status);
	end if;

	perform app.require_open(invoice);
	-- Before anything is counted from it: -infinity and BC are dates as well.
	if paid_on < '2000-01-01' then
		perform app.refuse('payment_date_invalid');
	end if;
	if paid_on > today then
		perform app.refuse('payment_in_future');
	end if;
	if coalesce(method, '') = 'credit' then
		perform app.refuse('payment_method_invalid');
	end if;
	due_cents := case when charges_waived
		then invoice.total_cents + invoice.fine_cents + invoice.interest_cents - invoice.paid_cents
		else (app.invoice_charges(invoice, coalesce(paid_on, today))).due_cents end;
	if coalesce(amount_cents, due_cents) > due_cents and not keeps_excess then
		perform app.refuse('payment_exceeds_open', 422, jsonb_build_object('open_cents', due_cents));
	end if;
	payment := app.apply_payment(
		account.reseller_id, invoice.id, coalesce(amount_cents, due_cents), method, coalesce(paid_on, today), 'manual', null,
		record_payment.request_id, account.person_id, null, charges_waived
	);
	return jsonb_build_object('payment_id', payment.id, 'payment_status', (
		select i.payment_status from public.invoices i where i.reseller_id = account.reseller_id and i.id = invoice.id
	));
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
grant execute on function app.record_payment(uuid, uuid, bigint, text, date, boolean, boolean) to authenticated;

create function public.record_payment(
	request_id uuid, invoice_id uuid, amount_cents bigint default null, method text default 'pix', paid_on date default null,
	charges_waived boolean default false, keeps_excess boolean default false
) returns jsonb
	language sql
	set search_path = ''
as $$ select app.record_payment(request_id, invoice_id, amount_cents, method, paid_on, charges_waived, keeps_excess) $$;
comment on function public.record_payment(uuid, uuid, bigint, text, date, boolean, boolean) is
	'Marks an invoice as paid, wholly (amount null: with what lateness costs as of paid_on) or in part. Idempotent by request_id. charges_waived: nothing for lateness since the last payment; keeps_excess: what is too much becomes credit instead of being refused. Activates the subscription, restores what it blocked and mails the receipt once paid in full.
Refuses: invoice_not_found, invoice_not_open, invoice_already_paid, payment_exceeds_open, payment_in_future, payment_date_invalid, payment_amount_invalid, payment_method_invalid, request_id_required, request_id_reused.';
grant execute on function public.record_payment(uuid, uuid, bigint, text, date, boolean, boolean) to authenticated;

-- Back ---------------------------------------------------------------------------------------------------

create function app.put_again(invoice public.invoices, payment public.payments, on_date date) returns public.invoices
	language plpgsql security definer
	set search_path = ''
as $$
declare
	asked record := app.invoice_charges(invoice, payment.paid_on);
	was_put bigint := payment.principal_cents + payment.charges_cents;
	put_cents bigint;
	charges bigint;
	more bigint;
begin
	if payment.charges_waived then
		asked.due_cents := asked.due_cents - asked.fine_new_cents - asked.interest_new_cents;
		asked.fine_new_cents := 0;
		asked.interest_new_cents := 0;
	end if;
	-- What was too much is credit since: so much of it comes back as was not spent.
	put_cents := least(payment.amount_cents, asked.due_cents, was_put + coalesce((
		select b.credit_cents from public.client_balances b
		where b.reseller_id = payment.reseller_id and b.client_id = payment.client_id
	), 0));
	if put_cents < payment.refunded_cents then
		perform app.refuse('payment_not_reversible', 409);
	end if;
	if put_cents = 0 then
		asked.fine_new_cents := 0;
		asked.interest_new_cents := 0;
	end if;
	charges := least(
		put_cents, invoice.fine_cents + invoice.interest_cents + asked.fine_new_cents + asked.interest_new_cents - invoice.charges_paid_cents
	);
	more := put_cents - was_put;
	if more <> 0 then
		perform app.enter_credit(
			payment.reseller_id, payment.client_id, -more, case when more > 0 then 'released' else 'overpayment' end, on_date,
			case payment.kind when 'credit' then 'receivable' else 'cash' end, invoice.id, payment.id
		);
	end if;
	insert into public.ledger_entries (reseller_id, client_id, debit, credit, amount_cents, invoice_id, payment_id, booked_on)
	select payment.reseller_id, payment.client_id, t.debit, t.credit, t.cents, invoice.id, payment.id, on_date
	from (values ('cash', 'receivable', more), ('receivable', 'cash', -more)) t (debit, credit, cents)
	where t.cents > 0 and payment.kind = 'money';
	update public.payments p set
		principal_cents = put_cents - charges, charges_cents = charges, excess_cents = p.amount_cents - put_cents,
		fine_added_cents = asked.fine_new_cents, interest_added_cents = asked.interest_new_cents, late_from_before = invoice.late_from
	where p.reseller_id = payment.reseller_id and p.id = payment.id;
	invoice.fine_cents := invoice.fine_cents + asked.fine_new_cents;
	invoice.interest_cents := invoice.interest_cents + asked.interest_new_cents;
	if asked.fine_new_cents + asked.interest_new_cents > 0 then
		invoice.late_from := payment.paid_on;
	end if;
	invoice.paid_cents := invoice.paid_cents + put_cents;
	invoice.charges_paid_cents := invoice.charges_paid_cents + charges;
	return app.with_payment_status(invoice);
end
$$;
comment on function app.put_again(public.invoices, public.payments, date) is
	'Divides a payment anew, since one before it was taken back: what it froze, and what went to charges and principal, is what it would have been without that one. Answers the invoice as it then is, not written yet.';

create function app.with_payment_status(invoice public.invoices) returns public.invoices
	language plpgsql immutable
	set search_path = ''
as $$
begin
	invoice.payment_status := case
		when invoice.paid_cents = invoice.total_cents + invoice.fine_cents + invoice.interest_cents then 'paid'
		when invoice.paid_cents > 0 then 'partial'
		else 'unpaid' end;
	return invoice;
end
$$;

create function app.undo_payment(payment public.payments, on_date date, reason text) returns void
	language plpgsql security definer
	set search_path = ''
as $$
declare
	invoice public.invoices := app.lock_invoice(payment.reseller_id, payment.invoice_id);
	put_cents bigint := payment.principal_cents + payment.charges_cents;
	frozen bigint := invoice.fine_cents + invoice.interest_cents;
	froze_since record;
	later public.payments;
begin
	if invoice.status = 'void' and put_cents > 0 then
		perform app.refuse('invoice_not_open', 409);
	end if;
	-- Credit that was more than was asked for is credit again already.
	if payment.excess_cents > 0 and payment.kind = 'money' then
		perform app.enter_credit(
			payment.reseller_id, payment.client_id, -payment.excess_cents, 'released', on_date, 'cash', invoice.id, payment.id
		);
	end if;
	if payment.kind = 'credit' and put_cents > 0 then
		perform app.enter_credit(
			payment.reseller_id, payment.client_id, put_cents, 'released', on_date, 'receivable', invoice.id, payment.id
		);
	end if;
	insert into public.ledger_entries (reseller_id, client_id, debit, credit, amount_cents, invoice_id, payment_id, booked_on)
	select payment.reseller_id, payment.client_id, 'receivable', 'cash', put_cents, invoice.id, payment.id, on_date
	where payment.kind = 'money' and put_cents > 0;
	update public.payments p set status = 'reversed', reversed_on = on_date, reason = undo_payment.reason
	where p.reseller_id = payment.reseller_id and p.id = payment.id;
	-- Of what asks for nothing any more only the credit is taken back.
	if put_cents > 0 then
		select sum(p.fine_added_cents) as fine, sum(p.interest_added_cents) as interest, sum(p.principal_cents + p.charges_cents) as put,
			sum(p.charges_cents) as charges
		into froze_since
		from public.payments p
		where p.reseller_id = payment.reseller_id and p.invoice_id = invoice.id
			and (p.id = payment.id or p.status = 'succeeded' and (p.created_at, p.id) > (payment.created_at, payment.id));
		invoice.fine_cents := invoice.fine_cents - froze_since.fine;
		invoice.interest_cents := invoice.interest_cents - froze_since.interest;
		invoice.paid_cents := invoice.paid_cents - froze_since.put;
		invoice.charges_paid_cents := invoice.charges_paid_cents - froze_since.charges;
		invoice.late_from := payment.late_from_before;
		invoice := app.with_payment_status(invoice);
		for later in
			select p.* from public.payments p
			where p.reseller_id = payment.reseller_id and p.invoice_id = invoice.id
				and p.status = 'succeeded' and (p.created_at, p.id) > (payment.created_at, payment.id)
			order by p.created_at, p.id for no key update
		loop
			invoice := app.put_again(invoice, later, on_date);
		end loop;
		insert into public.ledger_entries (reseller_id, client_id, debit, credit, amount_cents, invoice_id, payment_id, booked_on)
		select payment.reseller_id, payment.client_id, t.debit, t.credit, t.cents, invoice.id, payment.id, on_date
		from (values
			('receivable', 'charges', invoice.fine_cents + invoice.interest_cents - frozen),
			('charges', 'receivable', frozen - invoice.fine_cents - invoice.interest_cents)
		) t (debit, credit, cents)
		where t.cents > 0;
		update public.invoices i set
			fine_cents = invoice.fine_cents, interest_cents = invoice.interest_cents, late_from = invoice.late_from,
			paid_cents = invoice.paid_cents, charges_paid_cents = invoice.charges_paid_cents, payment_status = invoice.payment_status
		where i.reseller_id = invoice.reseller_id and i.id = invoice.id;
	end if;
	perform app.settle_dunning(invoice.reseller_id, invoice.client_id, on_date);
end
$$;
comment on function app.undo_payment(public.payments, date, text) is
	'Takes a payment back as if it had never been: the invoice is open again, what it froze is thawed, the credit it made is taken back, and the payments after it are divided anew, in their order, as they would have been without it (Código Civil, art. 354). Refuses client_credit_insufficient, invoice_not_open.';

create function app.lock_payment(reseller_id uuid, payment_id uuid) returns public.payments
	language plpgsql security definer
	set search_path = ''
as $$
declare
	payment public.payments;
begin
	select p.* into payment from public.payments p
	where p.reseller_id = lock_payment.reseller_id and p.id = lock_payment.payment_id;
	if payment.id is null then
		perform app.refuse('payment_not_found', 404);
	end if;
	-- Always the invoice first: so two who hold one of the two never wait for each other.
	perform app.lock_invoice(payment.reseller_id, payment.invoice_id);
	select p.* into payment from public.payments p
	where p.reseller_id = lock_payment.reseller_id and p.id = lock_payment.payment_id
	for no key update;
	return payment;
end
$$;

create function app.reverse_payment(payment_id uuid, reason text) returns jsonb
	language plpgsql security definer
	set search_path = ''
as $$
declare
	account app.account := app.require('payments.record');
	payment public.payments := app.lock_payment(account.reseller_id, reverse_payment.payment_id);
	violated text;
begin
	if payment.status = 'reversed' then
		return jsonb_build_object('payment_id', payment.id);
	end if;
	if payment.status <> 'succeeded' or payment.refunded_cents > 0 then
		perform app.refuse('payment_not_reversible', 409);
	end if;
	-- What the gateway took it has, whatever is said here: it is refunded there.
	if payment.source = 'gateway' then
		perform app.refuse('payment_of_gateway', 409);
	end if;
	-- Free, it would stay when the invoice of those days is voided.
	if app.is_of_own_days(payment) then
		perform app.refuse('payment_of_unused_days', 409);
	end if;
	perform app.undo_payment(payment, app.today(account.reseller_id), nullif(btrim(reason), ''));
	return jsonb_build_object('payment_id', payment.id);
exception
	when check_violation then
		get stacked diagnostics violated = constraint_name;
		perform app.refuse(violated);
end
$$;
grant execute on function app.reverse_payment(uuid, text) to authenticated;

create function public.reverse_payment(payment_id uuid, reason text default null) returns jsonb
	language sql
	set search_path = ''
as $$ select app.reverse_payment(payment_id, reason) $$;
comment on function public.reverse_payment(uuid, text) is
	'Says that a payment never was (a slip, money that bounced): {payment_id}; its invoice is open again. Idempotent.
Refuses: payment_not_found, payment_not_reversible (refunded, or failed; or one after it was refunded, which would have had nothing to pay), payment_of_gateway, payment_of_unused_days (credit for days of this very invoice: it goes when that is voided), invoice_not_open (canceled since), client_credit_insufficient (what it overpaid is spent), payment_reason_invalid.';
grant execute on function public.reverse_payment(uuid, text) to authenticated;

create function app.book_refund(payment public.payments, amount_cents bigint, on_date date, request_id uuid, reason text, recorded_by uuid)
	returns uuid
	language plpgsql security definer
	set search_path = ''
as $$
declare
	refund_id uuid;
begin
	insert into public.refunds (reseller_id, client_id, payment_id, request_id, amount_cents, reason, refunded_on, recorded_by)
	values (payment.reseller_id, payment.client_id, payment.id, book_refund.request_id, book_refund.amount_cents, book_refund.reason,
		on_date, book_refund.recorded_by)
	returning id into refund_id;
	insert into public.ledger_entries (reseller_id, client_id, debit, credit, amount_cents, invoice_id, payment_id, booked_on)
	values (payment.reseller_id, payment.client_id, 'refunds', 'cash', book_refund.amount_cents, payment.invoice_id, payment.id, on_date);
	update public.payments p set refunded_cents = p.refunded_cents + book_refund.amount_cents
	where p.reseller_id = payment.reseller_id and p.id = payment.id;
	update public.invoices i set
		refunded_cents = i.refunded_cents + book_refund.amount_cents,
		-- Of what is still being paid, or contested, that all went back says nothing about the rest.
		payment_status = case
			when i.payment_status = 'paid' and i.refunded_cents + book_refund.amount_cents = i.paid_cents then 'refunded'
			else i.payment_status end
	where i.reseller_id = payment.reseller_id and i.id = payment.invoice_id;
	return refund_id;
end
$$;

create function app.unbook_refunds(payment public.payments, on_date date) returns void
	language plpgsql security definer
	set search_path = ''
as $$
begin
	if payment.refunded_cents = 0 then
		return;
	end if;
	delete from public.refunds r where r.reseller_id = payment.reseller_id and r.payment_id = payment.id;
	insert into public.ledger_entries (reseller_id, client_id, debit, credit, amount_cents, invoice_id, payment_id, booked_on)
	values (payment.reseller_id, payment.client_id, 'cash', 'refunds', payment.refunded_cents, payment.invoice_id, payment.id, on_date);
	update public.payments p set refunded_cents = 0 where p.reseller_id = payment.reseller_id and p.id = payment.id;
	update public.invoices i set refunded_cents = i.refunded_cents - payment.refunded_cents
	where i.reseller_id = payment.reseller_id and i.id = payment.invoice_id;
end
$$;
comment on function app.unbook_refunds(public.payments, date) is
	'Takes the refunds of a payment off the books that is itself about to be taken back whole: what never was paid was not refunded either.';

create function app.gives_back_itself(method text) returns boolean
	language sql immutable
	set search_path = ''
as $$ select method not in ('boleto', 'cash') $$;
comment on function app.gives_back_itself(text) is
	'Whether a gateway gives money back that came to it this way. A boleto none gives back, and what was received in cash it never had: that goes back by hand.';

create function app.refund_payment(request_id uuid, payment_id uuid, amount_cents bigint, reason text, by_transfer boolean) returns jsonb
	language plpgsql security definer
	set search_path = ''
as $$
declare
	account app.account := app.require('payments.refund');
	payment public.payments := app.lock_payment(account.reseller_id, refund_payment.payment_id);
	refund public.refunds;
	left_cents bigint := payment.amount_cents - payment.excess_cents - payment.refunded_cents;
	refund_id uuid;
	violated text;
begin
	if request_id is null then
		perform app.refuse('request_id_required');
	end if;
	select r.* into refund from public.refunds r
	where r.reseller_id = account.reseller_id and r.request_id = refund_payment.request_id;
	if refund.id is not null then
		if refund.payment_id <> payment.id then
			perform app.refuse('request_id_reused', 409);
		end if;
		return jsonb_build_object('refund_id', refund.id);
	end if;
	if payment.status <> 'succeeded' or payment.kind <> 'money' or left_cents <= 0 then
		perform app.refuse('payment_not_refundable', 409);
	end if;
	-- Said here it would be booked, and refused there.
	if payment.source = 'gateway' and not app.gives_back_itself(payment.method) and not by_transfer then
		perform app.refuse('refund_of_boleto', 409);
	end if;
	if payment.source = 'gateway' and app.gives_back_itself(payment.method) and by_transfer then
		perform app.refuse('refund_by_gateway', 409);
	end if;
	if not exists (
		select from public.invoices i
		where i.reseller_id = account.reseller_id and i.id = payment.invoice_id and i.payment_status = 'paid'
	) then
		-- Of what is still being paid a payment is reversed: the claim stands.
		perform app.refuse('refund_of_open_invoice', 409);
	end if;
	if coalesce(amount_cents, left_cents) > left_cents then
		perform app.refuse('refund_exceeds_payment', 422, jsonb_build_object('left_cents', left_cents));
	end if;
	refund_id := app.book_refund(
		payment, coalesce(amount_cents, left_cents), app.today(account.reseller_id), refund_payment.request_id, nullif(btrim(reason), ''), account.person_id
	);
	return jsonb_build_object('refund_id', refund_id);
exception
	when check_violation then
		get stacked diagnostics violated = constraint_name;
		perform app.refuse(violated);
	when unique_violation then
		perform app.refuse('request_id_reused', 409);
end
$$;
grant execute on function app.refund_payment(uuid, uuid, bigint, text, boolean) to authenticated;

create function public.refund_payment(
	request_id uuid, payment_id uuid, amount_cents bigint default null, reason text default null, by_transfer boolean default false
) returns jsonb
	language sql
	set search_path = ''
as $$ select app.refund_payment(request_id, payment_id, amount_cents, reason, coalesce(by_transfer, false)) $$;
comment on function public.refund_payment(uuid, uuid, bigint, text, boolean) is
	'Gives money of a paid invoice back, all (amount null) or part of it: {refund_id}. The claim is not opened again; once everything went back the invoice is refunded. Money that a gateway took is asked back there by its own command; no gateway gives a boleto back, nor cash that was only recorded there, so that goes back by hand and is then recorded here, by_transfer. Idempotent by request_id.
Refuses: payment_not_found, payment_not_refundable, refund_of_boleto (or of cash: not yet given back by hand), refund_by_gateway (the gateway gives it back itself), refund_of_open_invoice, refund_exceeds_payment, refund_amount_invalid, refund_reason_invalid, request_id_required, request_id_reused.';
grant execute on function public.refund_payment(uuid, uuid, bigint, text, boolean) to authenticated;

-- Credit -------------------------------------------------------------------------------------------------

create function app.put_credit_to(
	invoice public.invoices, on_date date, request_id uuid default null, recorded_by uuid default null, at_most_cents bigint default null
) returns public.payments
	language plpgsql security definer
	set search_path = ''
as $$
declare
	credit bigint;
	payment public.payments;
begin
	-- The balance is held from here on: two invoices do not spend it twice.
	select b.credit_cents into credit from public.client_balances b
	where b.reseller_id = invoice.reseller_id and b.client_id = invoice.client_id
	for no key update;
	credit := least(coalesce(credit, 0), at_most_cents, (app.invoice_charges(invoice, on_date)).due_cents);
	if credit <= 0 then
		return payment;
	end if;
	update public.client_balances b set credit_cents = b.credit_cents - credit
	where b.reseller_id = invoice.reseller_id and b.client_id = invoice.client_id;
	payment := app.apply_payment(
		invoice.reseller_id, invoice.id, credit, 'credit', on_date, 'credit', null, put_credit_to.request_id, put_credit_to.recorded_by
	);
	insert into public.credit_entries (reseller_id, client_id, amount_cents, reason, invoice_id, payment_id, entered_on, entered_by)
	values (invoice.reseller_id, invoice.client_id, -credit, 'applied', invoice.id, payment.id, on_date, put_credit_to.recorded_by);
	return payment;
end
$$;
comment on function app.put_credit_to(public.invoices, date, uuid, uuid, bigint) is
	'Pays an invoice with the client''s credit (at most so much of it), as far as either goes; all null when there is nothing to put. The transfer in the ledger is the payment''s.';

create function app.apply_credit_to_new(reseller_id uuid, invoice_ids uuid[], on_date date) returns void
	language plpgsql security definer
	set search_path = ''
as $$
declare
	invoice public.invoices;
begin
	if not (app.billing_settings_of(reseller_id)).credit_auto then
		return;
	end if;
	for invoice in
		select i.* from public.invoices i
		join public.client_balances b on b.reseller_id = i.reseller_id and b.client_id = i.client_id and b.credit_cents > 0
		where i.reseller_id = apply_credit_to_new.reseller_id and i.id = any (invoice_ids)
			and i.status = 'open' and i.payment_status = 'unpaid' and i.payer = 'client'
		order by i.due_on, i.number
	loop
		perform app.put_credit_to(invoice, on_date);
	end loop;
end
$$;

create function app.apply_credit(request_id uuid, invoice_id uuid) returns jsonb
	language plpgsql security definer
	set search_path = ''
as $$
declare
	account app.account := app.require('payments.record');
	invoice public.invoices := app.lock_invoice(account.reseller_id, apply_credit.invoice_id);
	payment public.payments;
begin
	if request_id is null then
		perform app.refuse('request_id_required');
	end if;
	select p.* into payment from public.payments p
	where p.reseller_id = account.reseller_id and p.request_id = apply_credit.request_id;
	if payment.id is not null then
		if payment.invoice_id <> invoice.id then
			perform app.refuse('request_id_reused', 409);
		end if;
		return jsonb_build_object('payment_id', payment.id);
	end if;
	perform app.require_open(invoice);
	payment := app.put_credit_to(invoice, app.today(account.reseller_id), apply_credit.request_id, account.person_id);
	if payment.id is null then
		perform app.refuse('client_credit_insufficient', 409, '{"credit_cents": 0}');
	end if;
	return jsonb_build_object('payment_id', payment.id);
end
$$;
grant execute on function app.apply_credit(uuid, uuid) to authenticated;

create function public.apply_credit(request_id uuid, invoice_id uuid) returns jsonb
	language sql
	set search_path = ''
as $$ select app.apply_credit(request_id, invoice_id) $$;
comment on function public.apply_credit(uuid, uuid) is
	'Puts the client''s credit to an open invoice, as far as it goes: {payment_id}. Idempotent by request_id.
Refuses: invoice_not_found, invoice_not_open, invoice_already_paid, client_credit_insufficient, request_id_required, request_id_reused.';
grant execute on function public.apply_credit(uuid, uuid) to authenticated;

create function app.give_credit(request_id uuid, client_id uuid, amount_cents bigint, note text) returns jsonb
	language plpgsql security definer
	set search_path = ''
as $$
declare
	account app.account := app.require('payments.refund');
	client public.clients := app.lock_client(account.reseller_id, give_credit.client_id);
	entry public.credit_entries;
	entry_id uuid;
	violated text;
begin
	if request_id is null then
		perform app.refuse('request_id_required');
	end if;
	select e.* into entry from public.credit_entries e
	where e.reseller_id = account.reseller_id and e.request_id = give_credit.request_id;
	if entry.id is not null then
		if entry.client_id <> client.id then
			perform app.refuse('request_id_reused', 409);
		end if;
		return jsonb_build_object('credit_entry_id', entry.id);
	end if;
	if coalesce(amount_cents, 0) = 0 or abs(amount_cents) > 100000000 then
		perform app.refuse('credit_amount_invalid');
	end if;
	entry_id := app.enter_credit(
		account.reseller_id, client.id, amount_cents, case when amount_cents > 0 then 'manual' else 'paid_out' end,
		app.today(account.reseller_id), case when amount_cents > 0 then 'writeoff' else 'cash' end, null, null, nullif(btrim(note), ''),
		give_credit.request_id, account.person_id
	);
	return jsonb_build_object('credit_entry_id', entry_id);
exception
	when check_violation then
		get stacked diagnostics violated = constraint_name;
		perform app.refuse(violated);
	when unique_violation then
		perform app.refuse('request_id_reused', 409);
end
$$;
grant execute on function app.give_credit(uuid, uuid, bigint, text) to authenticated;

create function public.give_credit(request_id uuid, client_id uuid, amount_cents bigint, note text default null) returns jsonb
	language sql
	set search_path = ''
as $$ select app.give_credit(request_id, client_id, amount_cents, note) $$;
comment on function public.give_credit(uuid, uuid, bigint, text) is
	'Gives a client credit for its next invoices, or (negative cents) pays credit out in money: {credit_entry_id}. At most R$ 1 million at once. Idempotent by request_id.
Refuses: client_not_found, credit_amount_invalid, credit_note_invalid, client_credit_insufficient, request_id_required, request_id_reused.';
grant execute on function public.give_credit(uuid, uuid, bigint, text) to authenticated;

create function app.show_credit(client_id uuid) returns jsonb
	language plpgsql stable security definer
	set search_path = ''
as $$
declare
	most_shown constant integer := 12;
	account app.account := app.require_staff();
begin
	return jsonb_build_object(
		'credit_cents', coalesce((
			select b.credit_cents from public.client_balances b
			where b.reseller_id = account.reseller_id and b.client_id = show_credit.client_id
		), 0),
		'entries', coalesce((
			select jsonb_agg(jsonb_build_object(
				'id', e.id, 'amount_cents', e.amount_cents, 'reason', e.reason, 'note', e.note, 'entered_on', e.entered_on,
				'invoice', case when i.id is not null then jsonb_build_object('id', i.id, 'number', i.number) end
			) order by e.created_at desc, e.id)
			from (
				select c.* from public.credit_entries c
				where c.reseller_id = account.reseller_id and c.client_id = show_credit.client_id
				order by c.created_at desc, c.id limit most_shown
			) e
			left join public.invoices i on i.reseller_id = e.reseller_id and i.id = e.invoice_id
		), '[]')
	);
end
$$;
grant execute on function app.show_credit(uuid) to authenticated;

create function public.show_credit(client_id uuid) returns jsonb
	language sql stable
	set search_path = ''
as $$ select app.show_credit(client_id) $$;
comment on function public.show_credit(uuid) is
	'What a client has to its credit, for staff: {credit_cents, entries: the twelve newest [{id, amount_cents, reason, note, entered_on, invoice: {id, number} | null}]}. A client of others has none. Refuses not_permitted.';
grant execute on function public.show_credit(uuid) to authenticated;

-- The books ----------------------------------------------------------------------------------------------

create function app.check_ledger(reseller_id uuid)
	returns table (client_id uuid, what text, ledger_cents bigint, books_cents bigint)
	language sql stable security definer
	set search_path = ''
as $$
	with balances as (
		select l.client_id, a.account, sum(a.cents)::bigint as cents
		from public.ledger_entries l
		cross join lateral (values (l.debit, l.amount_cents), (l.credit, -l.amount_cents)) a (account, cents)
		where l.reseller_id = check_ledger.reseller_id
		group by l.client_id, a.account
	), books as (
		select i.client_id, 'receivable' as account, sum(
			case when i.status = 'open' and i.payment_status in ('unpaid', 'partial')
				then i.total_cents + i.fine_cents + i.interest_cents - i.paid_cents else 0 end
		)::bigint as cents
		from public.invoices i where i.reseller_id = check_ledger.reseller_id and i.status <> 'draft'
		group by i.client_id
		union all
		select b.client_id, 'credit', -b.credit_cents from public.client_balances b where b.reseller_id = check_ledger.reseller_id
		union all
		select p.client_id, 'cash', sum(p.amount_cents - p.refunded_cents)::bigint from public.payments p
		where p.reseller_id = check_ledger.reseller_id and p.kind = 'money' and p.status = 'succeeded'
		group by p.client_id
		union all
		select e.client_id, 'cash', sum(e.amount_cents)::bigint from public.credit_entries e
		where e.reseller_id = check_ledger.reseller_id and e.reason = 'paid_out'
		group by e.client_id
		union all
		select i.client_id, 'charges', -sum(case when i.status = 'void' then 0 else i.fine_cents + i.interest_cents end)::bigint
		from public.invoices i where i.reseller_id = check_ledger.reseller_id
		group by i.client_id
	), wanted as (
		select b.client_id, b.account, sum(b.cents)::bigint as cents from books b group by b.client_id, b.account
	)
	select coalesce(l.client_id, w.client_id), coalesce(l.account, w.account), coalesce(l.cents, 0), coalesce(w.cents, 0)
	from (select * from balances b where b.account in ('receivable', 'credit', 'cash', 'charges')) l
	full join wanted w on w.client_id = l.client_id and w.account = l.account
	where coalesce(l.cents, 0) <> coalesce(w.cents, 0)
$$;
comment on function app.check_ledger(uuid) is
	'Where the ledger and the books differ, per client and account: no row when all is right. The accounts of a ledger of transfers are zero together by construction.';
grant execute on function app.check_ledger(uuid) to service_role;

-- Views --------------------------------------------------------------------------------------------------

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
	i.id, i.reseller_id, i.client_id, i.subscription_id, i.number, i.kind, i.payer, i.method, i.issued_on, i.due_on, i.effective_due_on,
	i.period_start, i.period_end, i.total_cents, i.paid_cents, i.refunded_cents,
	asked.fine_cents, asked.interest_cents, asked.charges_cents, asked.due_cents as open_cents, asked.days_late,
	i.pix_txid, i.notified_on, i.void_on, i.created_at,
	(select v.void_reason from public.void_reasons v where v.reseller_id = i.reseller_id and v.invoice_id = i.id) as void_reason,
	app.invoice_status(
		i.status, i.payment_status, i.effective_due_on, (select app.acting_today()),
		-- Looked for only where it says something.
		i.payment_status = 'unpaid' and i.method is distinct from 'pix' and (
			select p.status from public.payments p
			where p.reseller_id = i.reseller_id and p.invoice_id = i.id
			order by p.created_at desc limit 1
		) = 'failed'
	) as status
from public.invoices i
cross join lateral app.invoice_charges(i, (select app.acting_today())) asked
where i.status <> 'draft';
comment on view public.invoice_list is
	'Invoices with the status people see: awaiting, partial, overdue, rejected, paid, refunded, disputed, canceled. open_cents: what it asks for today, late charges included; fine_cents and interest_cents: frozen and come up since. void_reason: for staff.';
revoke all on public.invoice_list from anon, authenticated, service_role;
grant select on public.invoice_list to authenticated;

create function app.terms_of(reseller_id uuid, subscription_id uuid)
	returns table (
		price_cents bigint, pass_through_cents bigint, surcharge_cents bigint, discount_cents bigint, added_cents bigint, taken_cents bigint,
		total_cents bigint, next_plan_name text, next_total_cents bigint
	)
	language plpgsql stable security definer
	set search_path = ''
as $$
begin
	-- Called by a view of the caller's own rights: another tenant's subscription is nobody's to price.
	if terms_of.reseller_id is distinct from app.staff_reseller_id() then
		return;
	end if;
	return query
	select t.price_cents, t.pass_through_cents, t.surcharge_cents, t.discount_cents, t.added_cents, t.taken_cents, t.total_cents,
		n.plan_name, n.total_cents
	from app.subscription_terms t
	join app.subscription_terms n on n.reseller_id = t.reseller_id and n.subscription_id = t.subscription_id and n.at_renewal
	where t.reseller_id = terms_of.reseller_id and t.subscription_id = terms_of.subscription_id and not t.at_renewal;
end
$$;
grant execute on function app.terms_of(uuid, uuid) to authenticated;

create view public.subscription_list with (security_invoker = true) as
select
	s.id, s.reseller_id, s.client_id, s.status, s.activation, s.interval_months, s.due_day, s.method,
	s.started_on, s.next_period_on, s.next_period_ends_on, s.trial_ends_on, s.cycles_limit, s.cycles_billed, s.contract_total_cents,
	s.instalments, s.cancels_on, s.paused_on, s.ended_on, s.activated_at, s.created_at, s.next_plan_version_id, s.next_interval_months,
	p.id as plan_id, p.name as plan_name, v.version as plan_version, v.session_quota,
	t.price_cents, t.pass_through_cents, t.surcharge_cents, t.discount_cents, t.added_cents, t.taken_cents,
	t.next_plan_name, t.next_total_cents,
	s.monthly_cents, t.total_cents as period_cents
from public.subscriptions s
join public.plan_versions v on v.reseller_id = s.reseller_id and v.id = s.plan_version_id
join public.plans p on p.reseller_id = v.reseller_id and p.id = v.plan_id
cross join lateral app.terms_of(s.reseller_id, s.id) t;
comment on view public.subscription_list is
	'Subscriptions with plan and what a period of them costs as of now, in cents: price, pass-through cost, the client''s surcharge and discount and what adjustments add and take, per period; monthly_cents per month. next_*: what the next period will be. For staff: plans are theirs to read.';
revoke all on public.subscription_list from anon, authenticated, service_role;
grant select on public.subscription_list to authenticated;
