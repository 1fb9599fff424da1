-- The rules of billing: which day, how much. Pure where they can be; every date is given, none is asked of a clock.

-- Days --------------------------------------------------------------------------------------------------

-- In plpgsql, here and below: with a fixed search path the planner does not inline SQL, which then costs ten times as much
-- per row.

create function app.due_date_in_month(month date, due_day integer) returns date
	language plpgsql immutable
	set search_path = ''
as $$
begin
	return least(
		date_trunc('month', month)::date + due_day - 1,
		(date_trunc('month', month) + interval '1 month')::date - 1
	);
end
$$;
comment on function app.due_date_in_month(date, integer) is
	'The agreed due day within the month of `month`, clamped to the month''s end (31 in February: 28 or 29).';

create function app.due_in_period(period_start date, due_day integer) returns date
	language plpgsql immutable
	set search_path = ''
as $$
declare
	due_on date := app.due_date_in_month(period_start, due_day);
begin
	return case when due_on >= period_start then due_on
		else app.due_date_in_month((date_trunc('month', period_start) + interval '1 month')::date, due_day) end;
end
$$;
comment on function app.due_in_period(date, integer) is 'The first agreed due day on or after the period''s first day.';

create function app.period_after(period_start date, months integer, period_day integer) returns date
	language plpgsql immutable
	set search_path = ''
as $$
begin
	return app.due_date_in_month((date_trunc('month', period_start) + make_interval(months => months))::date, period_day);
end
$$;
comment on function app.period_after(date, integer, integer) is
	'The first day of the period after the one that begins on `period_start`. The agreed day is clamped each time anew, so 31 January is followed by 28 February and that by 31 March.';

create function app.days_of_whole_period(starts_on date, ends_on date, months integer, period_day integer) returns integer
	language plpgsql immutable
	set search_path = ''
as $$
declare
	boundary date := ends_on + 1;
	day integer := case when app.due_date_in_month(boundary, period_day) = boundary then period_day else extract(day from boundary) end;
begin
	-- Shortened at its end, since another day was agreed: the whole one began where this one does.
	if app.due_date_in_month(starts_on, period_day) = starts_on then
		return app.period_after(starts_on, months, period_day) - starts_on;
	end if;
	-- Shortened at its beginning, since it was suspended until then: the whole one ends where this one does.
	return boundary - app.due_date_in_month((date_trunc('month', boundary) - make_interval(months => months))::date, day);
end
$$;
comment on function app.days_of_whole_period(date, date, integer, integer) is
	'How many days the whole period has of which a short one, from starts_on to ends_on, is a part.';

create function app.easter(year integer) returns date
	language plpgsql immutable
	set search_path = ''
as $$
declare
	-- Meeus, Jones and Butcher's rule for the Gregorian calendar.
	a integer := year % 19;
	b integer := year / 100;
	c integer := year % 100;
	h integer := (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
	l integer := (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
	m integer := (a + 11 * h + 22 * l) / 451;
begin
	return make_date(year, (h + l - 7 * m + 114) / 31, (h + l - 7 * m + 114) % 31 + 1);
end
$$;

create function app.national_holidays(year integer) returns table (on_date date, name text)
	language sql immutable
	set search_path = ''
as $$
	select make_date(year, f.month, f.day), f.name
	from (values
		(1, 1, 'Confraternização Universal'), (4, 21, 'Tiradentes'), (5, 1, 'Dia do Trabalho'),
		(9, 7, 'Independência do Brasil'), (10, 12, 'Nossa Senhora Aparecida'), (11, 2, 'Finados'),
		(11, 15, 'Proclamação da República'), (11, 20, 'Consciência Negra'), (12, 25, 'Natal')
	) f (month, day, name)
	-- Lei 14.759/2023
	where f.name <> 'Consciência Negra' or year >= 2024
	union all
	select app.easter(year) + e.days, e.name
	from (values (-48, 'Carnaval'), (-47, 'Carnaval'), (-2, 'Paixão de Cristo'), (60, 'Corpus Christi')) e (days, name)
$$;
comment on function app.national_holidays(integer) is
	'The days on which no bank in Brazil works: national holidays, and Carnaval and Corpus Christi as the banks keep them.';

create function app.is_business_day(reseller_id uuid, on_date date) returns boolean
	language plpgsql stable security definer
	set search_path = ''
as $$
declare
	works_here boolean := (
		select h.is_business from public.holidays h
		where h.reseller_id = is_business_day.reseller_id and h.on_date = is_business_day.on_date
	);
begin
	if extract(isodow from on_date) > 5 then
		return false;
	end if;
	return coalesce(works_here, not exists (
		select from app.national_holidays(extract(year from is_business_day.on_date)::integer) n
		where n.on_date = is_business_day.on_date
	));
end
$$;

create function app.effective_due_on(reseller_id uuid, due_on date) returns date
	language plpgsql stable security definer
	set search_path = ''
as $$
declare
	day date := due_on;
begin
	if (app.billing_settings_of(reseller_id)).counts_business_days then
		-- Somebody may declare a year of holidays.
		while day < due_on + 30 and not app.is_business_day(reseller_id, day) loop
			day := day + 1;
		end loop;
	end if;
	return day;
end
$$;
comment on function app.effective_due_on(uuid, date) is
	'The last day on which what is due on `due_on` can be paid without being late: the next business day (Código Civil, art. 132 §1).';

-- Amounts -----------------------------------------------------------------------------------------------

create function app.prorated(cents bigint, days integer, of_days integer) returns bigint
	language plpgsql immutable
	set search_path = ''
as $$
begin
	return (2 * cents * days + of_days) / (2 * of_days);
end
$$;
comment on function app.prorated(bigint, integer, integer) is 'The part of an amount (cents, not negative) that falls on some of its days, rounded half up.';

create function app.share_of(cents bigint, bps integer) returns bigint
	language plpgsql immutable
	set search_path = ''
as $$
begin
	return (2 * cents * bps + 10000) / 20000;
end
$$;
comment on function app.share_of(bigint, integer) is 'Basis points of an amount (cents, not negative), rounded half up.';

create function app.instalment(total_cents bigint, instalments integer, number integer) returns bigint
	language plpgsql immutable
	set search_path = ''
as $$
begin
	return total_cents / instalments + case when number <= total_cents % instalments then 1 else 0 end;
end
$$;
comment on function app.instalment(bigint, integer, integer) is
	'The n-th instalment of a total. What does not divide goes to the first ones, a cent each, so that all of them are the total.';

create function app.late_charges(
	principal_cents bigint, fine_bps integer, interest_bps integer, days integer, is_fined boolean,
	out fine_cents bigint, out interest_cents bigint
)
	language plpgsql immutable
	set search_path = ''
as $$
declare
	late_days integer := greatest(days, 0);
	fine integer := case when late_days > 0 and not is_fined then fine_bps else 0 end;
begin
	fine_cents := case when fine > 0 then app.share_of(principal_cents, fine) else 0 end;
	-- Fine and interest are rounded together, once: what the parts show is what the whole is.
	interest_cents := (2 * principal_cents * (fine * 30 + interest_bps * late_days)::bigint + 300000) / 600000 - fine_cents;
end
$$;
comment on function app.late_charges(bigint, integer, integer, integer, boolean) is
	'What lateness costs: P × fine (once, from the first day) + P × interest ÷ 30 × days, interest on the principal only and simple, rounded half up once at the end.';

create function app.invoice_charges(
	invoice public.invoices, on_date date,
	out days_late integer, out fine_cents bigint, out interest_cents bigint, out charges_cents bigint, out due_cents bigint,
	out fine_new_cents bigint, out interest_new_cents bigint
)
	language plpgsql stable security definer
	set search_path = ''
as $$
declare
	rates public.late_rates;
	principal bigint := invoice.total_cents - (invoice.paid_cents - invoice.charges_paid_cents);
	is_open boolean := invoice.status = 'open' and invoice.payment_status in ('unpaid', 'partial');
begin
	days_late := case when is_open then greatest(on_date - invoice.effective_due_on, 0) else 0 end;
	fine_new_cents := 0;
	interest_new_cents := 0;
	if days_late > 0 and invoice.late_rate_id is not null and invoice.payer = 'client' then
		select r.* into rates from public.late_rates r where r.reseller_id = invoice.reseller_id and r.id = invoice.late_rate_id;
		select l.fine_cents, l.interest_cents into fine_new_cents, interest_new_cents
		from app.late_charges(
			principal, rates.fine_bps, rates.interest_bps,
			-- Of a due date that was moved nothing before it is late.
			on_date - greatest(invoice.late_from, invoice.effective_due_on), invoice.late_from is not null
		) l;
	end if;
	fine_cents := invoice.fine_cents + fine_new_cents;
	interest_cents := invoice.interest_cents + interest_new_cents;
	charges_cents := fine_cents + interest_cents;
	due_cents := case when is_open then invoice.total_cents + charges_cents - invoice.paid_cents else 0 end;
end
$$;
comment on function app.invoice_charges(public.invoices, date) is
	'What an invoice asks for if it is paid on that day, in cents: the frozen charges and, as *_new, those that have come up since. Nothing is written.';
grant execute on function app.invoice_charges(public.invoices, date), app.late_charges(bigint, integer, integer, integer, boolean),
	app.share_of(bigint, integer) to authenticated;

-- What people are told ------------------------------------------------------------------------------------

create function app.invoice_status(status text, payment_status text, effective_due_on date, on_date date, is_rejected boolean default false)
	returns text
	language plpgsql immutable
	set search_path = ''
as $$
begin
	return case
		when status <> 'open' then 'canceled'
		when payment_status in ('paid', 'refunded', 'disputed') then payment_status
		when effective_due_on < on_date then 'overdue'
		when payment_status = 'partial' then 'partial'
		when is_rejected then 'rejected'
		else 'awaiting'
	end;
end
$$;
comment on function app.invoice_status(text, text, date, date, boolean) is
	'The status of an invoice that people see on that day: awaiting, partial, overdue, rejected (staff: its newest payment failed), paid, refunded, disputed, canceled.';
grant execute on function app.invoice_status(text, text, date, date, boolean) to authenticated;

-- What a period costs -------------------------------------------------------------------------------------

create view app.subscription_terms as
select
	s.reseller_id, s.id as subscription_id, s.client_id, w.at_renewal, v.id as plan_version_id, v.plan_id, p.name as plan_name, w.months,
	amounts.price_cents, amounts.pass_through_cents, amounts.surcharge_cents, added.cents as added_cents,
	-- Discounts never take more than there is: the client's own first, then those of the subscription.
	least(amounts.discount_cents, gross.cents) as discount_cents,
	least(added.taken_cents, gross.cents - least(amounts.discount_cents, gross.cents)) as taken_cents,
	greatest(gross.cents - amounts.discount_cents - added.taken_cents, 0) as total_cents,
	part.days, part.of_days,
	s.instalments is not null as is_contract
from public.subscriptions s
cross join lateral (values
	(false, s.plan_version_id, s.interval_months, null::date),
	(true, coalesce(s.next_plan_version_id, s.plan_version_id), coalesce(s.next_interval_months, s.interval_months), s.next_period_ends_on)
) w (at_renewal, plan_version_id, months, ends_on)
join public.plan_versions v on v.reseller_id = s.reseller_id and v.id = w.plan_version_id
join public.plans p on p.reseller_id = v.reseller_id and p.id = v.plan_id
join public.clients c on c.reseller_id = s.reseller_id and c.id = s.client_id
cross join lateral (
	select
		case when w.ends_on is null then 1 else w.ends_on - s.next_period_on + 1 end as days,
		case when w.ends_on is null then 1 else app.days_of_whole_period(s.next_period_on, w.ends_on, w.months, s.period_day) end as of_days
	-- `offset 0`, here and below: worked out once, not again in each place that names it.
	offset 0
) part
cross join lateral (
	select
		case when s.instalments is not null then app.instalment(s.contract_total_cents, s.instalments, least(s.cycles_billed + 1, s.instalments))
			when part.days = part.of_days then whole.price_cents else app.prorated(whole.price_cents, part.days, part.of_days) end as price_cents,
		-- A contract's total is all there is to pay: the client's own discount and surcharge went into it.
		case when s.instalments is not null then 0
			when part.days = part.of_days then whole.pass_through_cents else app.prorated(whole.pass_through_cents, part.days, part.of_days) end as pass_through_cents,
		case when s.instalments is not null then 0
			when part.days = part.of_days then whole.surcharge_cents else app.prorated(whole.surcharge_cents, part.days, part.of_days) end as surcharge_cents,
		case when s.instalments is not null then 0
			when part.days = part.of_days then whole.discount_cents else app.prorated(whole.discount_cents, part.days, part.of_days) end as discount_cents
	from (
		select app.period_price_cents(v, w.months) as price_cents, v.pass_through_cents * w.months as pass_through_cents,
			coalesce(c.surcharge_cents, 0) * w.months as surcharge_cents, coalesce(c.discount_cents, 0) * w.months as discount_cents
		offset 0
	) whole
	offset 0
) amounts
left join lateral (
	select
		coalesce(sum(a.cents) filter (where a.kind = 'surcharge'), 0)::bigint as cents,
		coalesce(sum(a.cents) filter (where a.kind = 'discount'), 0)::bigint as taken_cents
	from (
		select j.kind, case when j.amount_cents is not null and part.days = part.of_days then j.amount_cents
			when j.amount_cents is not null then app.prorated(j.amount_cents, part.days, part.of_days)
			else app.share_of(amounts.price_cents + amounts.pass_through_cents, j.percent_bps) end as cents
		from public.subscription_adjustments j
		where j.reseller_id = s.reseller_id and j.subscription_id = s.id and j.ended_at is null and (j.cycles_left is null or j.cycles_left > 0)
	) a
) added on true
cross join lateral (select amounts.price_cents + amounts.pass_through_cents + amounts.surcharge_cents + added.cents as cents offset 0) gross;
comment on view app.subscription_terms is
	'What a period of each subscription costs, in cents: as it stands (at_renewal false) and as its next period will be billed (true: with the plan it changes to, and by the days of a short period). price and pass-through of the plan, surcharge and discount of the client (per month), added and taken by the subscription''s adjustments (per period).';
