-- What a reseller says about its billing: how it collects, what lateness costs, which days nobody works.

create function app.is_pix_key(given text) returns boolean
	language sql immutable
	set search_path = ''
as $$
	-- CPF, CNPJ (since July 2026 also with letters), mobile phone, e-mail, random key: as the DICT keeps them.
	select given ~ '^([0-9]{11}|[0-9A-Z]{12}[0-9]{2}|\+55[0-9]{10,11}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$'
		or (given ~ '^[^[:space:]@]+@[^[:space:]@]+\.[^[:space:]@]+$' and given = lower(given) and length(given) <= 77)
$$;

create function app.save_billing_settings(fields jsonb) returns jsonb
	language plpgsql security definer
	set search_path = ''
as $$
declare
	account app.account := app.require('billing.configure');
	settings public.billing_settings;
	violated text;
begin
	if jsonb_typeof(fields) is distinct from 'object' or exists (
		select from jsonb_object_keys(fields) as f (key)
		where f.key = 'reseller_id' or f.key not in (
			select a.attname from pg_catalog.pg_attribute a
			where a.attrelid = 'public.billing_settings'::regclass and a.attnum > 0 and not a.attisdropped
		)
	) then
		perform app.refuse('input_invalid');
	end if;
	-- Two who save different parts at once wait for each other here, and neither overwrites the other's.
	insert into public.billing_settings (reseller_id) values (account.reseller_id) on conflict do nothing;
	select s.* into settings from public.billing_settings s where s.reseller_id = account.reseller_id for update;
	settings := jsonb_populate_record(settings, fields);
	settings.pix_key := nullif(btrim(settings.pix_key), '');
	settings.pix_merchant_name := nullif(btrim(settings.pix_merchant_name), '');
	settings.pix_merchant_city := nullif(btrim(settings.pix_merchant_city), '');
	if fields ? 'pix_key' and not app.is_pix_key(settings.pix_key) then
		perform app.refuse('pix_key_invalid');
	end if;
	settings.reminder_days := array(select distinct d.days from unnest(settings.reminder_days) as d (days) order by d.days);
	settings.pay_methods := array(
		select p.method from unnest(array['pix', 'boleto', 'card']) with ordinality p (method, place)
		where p.method = any (settings.pay_methods) order by p.place
	) || array(select m.method from unnest(settings.pay_methods) as m (method) where m.method not in ('pix', 'boleto', 'card'));
	if cardinality(settings.pay_methods) = 0 then
		perform app.refuse('billing_pay_methods_invalid');
	end if;
	update public.billing_settings s set
		pix_key = settings.pix_key, pix_merchant_name = settings.pix_merchant_name, pix_merchant_city = settings.pix_merchant_city,
		issue_days_before = settings.issue_days_before, reminder_days = settings.reminder_days, pending_days = settings.pending_days,
		block_days = settings.block_days, min_notice_days = settings.min_notice_days, trust_days = settings.trust_days,
		trust_limit = settings.trust_limit, trust_window_days = settings.trust_window_days,
		bill_while_suspended = settings.bill_while_suspended, one_off_blocks = settings.one_off_blocks,
		counts_business_days = settings.counts_business_days, credit_auto = settings.credit_auto, pay_methods = settings.pay_methods,
		sign_up_expiry_days = settings.sign_up_expiry_days
	where s.reseller_id = account.reseller_id;
	return to_jsonb(settings) - 'reseller_id';
exception
	when check_violation then
		get stacked diagnostics violated = constraint_name;
		perform app.refuse(violated);
	when data_exception or not_null_violation then
		perform app.refuse('input_invalid');
end
$$;
grant execute on function app.save_billing_settings(jsonb) to authenticated;

create function public.save_billing_settings(fields jsonb) returns jsonb
	language sql
	set search_path = ''
as $$ select app.save_billing_settings(fields) $$;
comment on function public.save_billing_settings(jsonb) is
	'Changes how the reseller collects: any columns of billing_settings, others stay; answers all of them. pix_key as the DICT keeps it: bare CPF or CNPJ, +55 phone, e-mail or random key in small letters. Needs billing.configure.
Refuses: pix_key_invalid, billing_settings_pix_complete, billing_issue_days_invalid, billing_reminder_days_invalid, billing_pending_days_invalid, billing_block_days_invalid, billing_block_before_pending, billing_min_notice_invalid, billing_trust_days_invalid, billing_trust_limit_invalid, billing_trust_window_invalid, billing_pay_methods_invalid, billing_sign_up_expiry_invalid, input_invalid.';
grant execute on function public.save_billing_settings(jsonb) to authenticated;

create function app.current_billing_settings() returns jsonb
	language plpgsql stable security definer
	set search_path = ''
as $$
declare
	account app.account := app.require_staff();
begin
	return to_jsonb(app.billing_settings_of(account.reseller_id)) - 'reseller_id';
end
$$;
grant execute on function app.current_billing_settings() to authenticated;

create function public.current_billing_settings() returns jsonb
	language sql stable
	set search_path = ''
as $$ select app.current_billing_settings() $$;
comment on function public.current_billing_settings() is
	'How the reseller collects, the columns of billing_settings, also before it has said anything: then the defaults. For staff.';
grant execute on function public.current_billing_settings() to authenticated;

create function app.list_pay_methods(client_id uuid) returns text[]
	language plpgsql stable security definer
	set search_path = ''
as $$
declare
	account app.account := app.require_staff();
	client public.clients := (
		select c from public.clients c where c.reseller_id = account.reseller_id and c.id = list_pay_methods.client_id
	);
begin
	if client.id is null then
		perform app.refuse('client_not_found', 404);
	end if;
	return app.methods_for(client);
end
$$;
grant execute on function app.list_pay_methods(uuid) to authenticated;

create function public.list_pay_methods(client_id uuid) returns text[]
	language sql stable
	set search_path = ''
as $$ select app.list_pay_methods(client_id) $$;
comment on function public.list_pay_methods(uuid) is
	'How a client''s subscriptions and invoices can ask to be paid: those of pix, boleto and card that the reseller accepts, boleto and card only for a client of the gateway. For staff. Refuses client_not_found.';
grant execute on function public.list_pay_methods(uuid) to authenticated;

-- What lateness costs ------------------------------------------------------------------------------------

create function app.save_late_rates(fine_bps integer, interest_bps integer) returns jsonb
	language plpgsql security definer
	set search_path = ''
as $$
declare
	account app.account := app.require('billing.configure');
	newest public.late_rates;
	violated text;
begin
	-- Two at once would both take the next version.
	perform from public.resellers r where r.id = account.reseller_id for no key update;
	select r.* into newest from public.late_rates r
	where r.reseller_id = account.reseller_id order by r.version desc limit 1;
	if newest.fine_bps is distinct from save_late_rates.fine_bps or newest.interest_bps is distinct from save_late_rates.interest_bps then
		insert into public.late_rates (reseller_id, version, fine_bps, interest_bps)
		values (account.reseller_id, coalesce(newest.version, 0) + 1, save_late_rates.fine_bps, save_late_rates.interest_bps)
		returning * into newest;
	end if;
	return jsonb_build_object(
		'late_rate_id', newest.id, 'version', newest.version,
		'warnings', to_jsonb(array_remove(array[case when newest.fine_bps > 200 then 'fine_above_consumer_limit' end], null))
	);
exception
	when check_violation then
		get stacked diagnostics violated = constraint_name;
		perform app.refuse(violated);
	when not_null_violation or data_exception then
		perform app.refuse('input_invalid');
end
$$;
grant execute on function app.save_late_rates(integer, integer) to authenticated;

create function public.save_late_rates(fine_bps integer, interest_bps integer) returns jsonb
	language sql
	set search_path = ''
as $$ select app.save_late_rates(fine_bps, interest_bps) $$;
comment on function public.save_late_rates(integer, integer) is
	'What lateness costs invoices issued from now on, in basis points (200 is 2 %): a fine once, interest per month pro rata per day: {late_rate_id, version, warnings}. The same rates as now make no new version. warnings: fine_above_consumer_limit (more than 2 %: CDC, art. 52 §1). Needs billing.configure.
Refuses: late_rate_fine_invalid, late_rate_interest_invalid (0 to 1000), input_invalid.';
grant execute on function public.save_late_rates(integer, integer) to authenticated;

create function app.late_charges_example(principal_cents bigint, fine_bps integer, interest_bps integer, days integer) returns jsonb
	language plpgsql stable security definer
	set search_path = ''
as $$
declare
	account app.account := app.require_staff();
	in_force public.late_rates;
	charges record;
begin
	if fine_bps is null or interest_bps is null then
		select r.* into in_force from public.late_rates r
		where r.reseller_id = account.reseller_id order by r.version desc limit 1;
		fine_bps := coalesce(fine_bps, in_force.fine_bps, 0);
		interest_bps := coalesce(interest_bps, in_force.interest_bps, 0);
	end if;
	if not (
		principal_cents between 1 and 100000000000 and fine_bps between 0 and 1000 and interest_bps between 0 and 1000 and days between 0 and 3650
	) is true then
		perform app.refuse('input_invalid');
	end if;
	charges := app.late_charges(principal_cents, fine_bps, interest_bps, days, false);
	return jsonb_build_object(
		'fine_cents', charges.fine_cents, 'interest_cents', charges.interest_cents,
		'due_cents', principal_cents + charges.fine_cents + charges.interest_cents
	);
end
$$;
grant execute on function app.late_charges_example(bigint, integer, integer, integer) to authenticated;

create function public.late_charges_example(
	principal_cents bigint, fine_bps integer default null, interest_bps integer default null, days integer default 30
) returns jsonb
	language sql stable
	set search_path = ''
as $$ select app.late_charges_example(principal_cents, fine_bps, interest_bps, days) $$;
comment on function public.late_charges_example(bigint, integer, integer, integer) is
	'What an invoice of principal_cents would cost so many days late at these rates (absent: those in force), by the rule that invoices follow: {fine_cents, interest_cents, due_cents}. For staff. Refuses input_invalid.';
grant execute on function public.late_charges_example(bigint, integer, integer, integer) to authenticated;

-- Holidays ------------------------------------------------------------------------------------------------

create function app.save_holiday(on_date date, name text, is_business boolean) returns jsonb
	language plpgsql security definer
	set search_path = ''
as $$
declare
	account app.account := app.require('billing.configure');
	violated text;
begin
	if not on_date between '2000-01-01' and '2100-12-31' is true then
		perform app.refuse('holiday_date_invalid');
	end if;
	insert into public.holidays as h (reseller_id, on_date, name, is_business)
	values (account.reseller_id, save_holiday.on_date, btrim(coalesce(save_holiday.name, '')), coalesce(save_holiday.is_business, false))
	on conflict on constraint holidays_pkey do update set name = excluded.name, is_business = excluded.is_business;
	return jsonb_build_object('on_date', on_date);
exception when check_violation then
	get stacked diagnostics violated = constraint_name;
	perform app.refuse(violated);
end
$$;
grant execute on function app.save_holiday(date, text, boolean) to authenticated;

create function public.save_holiday(on_date date, name text, is_business boolean default false) returns jsonb
	language sql
	set search_path = ''
as $$ select app.save_holiday(on_date, name, is_business) $$;
comment on function public.save_holiday(date, text, boolean) is
	'A day on which nobody works here, or (is_business) a national holiday on which one does: {on_date}. Counts for due dates that are set from now on. Idempotent: one per day, the latest word holds. Needs billing.configure.
Refuses: holiday_date_invalid, holiday_name_invalid.';
grant execute on function public.save_holiday(date, text, boolean) to authenticated;

create function app.delete_holiday(on_date date) returns jsonb
	language plpgsql security definer
	set search_path = ''
as $$
declare
	account app.account := app.require('billing.configure');
begin
	delete from public.holidays h where h.reseller_id = account.reseller_id and h.on_date = delete_holiday.on_date;
	return jsonb_build_object('on_date', on_date);
end
$$;
grant execute on function app.delete_holiday(date) to authenticated;

create function public.delete_holiday(on_date date) returns jsonb
	language sql
	set search_path = ''
as $$ select app.delete_holiday(on_date) $$;
comment on function public.delete_holiday(date) is
	'Takes back what save_holiday said of that day: {on_date}. Idempotent. Needs billing.configure.';
grant execute on function public.delete_holiday(date) to authenticated;

create function app.holiday_calendar(year integer) returns jsonb
	language plpgsql stable security definer
	set search_path = ''
as $$
declare
	account app.account := app.require_staff();
begin
	if not year between 2000 and 2100 is true then
		perform app.refuse('holiday_date_invalid');
	end if;
	return (
		select coalesce(jsonb_agg(jsonb_build_object(
			'on_date', d.on_date, 'name', coalesce(h.name, n.name), 'is_national', n.on_date is not null,
			'is_own', h.on_date is not null, 'is_business', app.is_business_day(account.reseller_id, d.on_date)
		) order by d.on_date), '[]')
		from (
			select n.on_date from app.national_holidays(year) n
			union
			select h.on_date from public.holidays h
			where h.reseller_id = account.reseller_id and h.on_date between make_date(year, 1, 1) and make_date(year, 12, 31)
		) d
		-- Two may fall on one day, as Tiradentes and Good Friday did in 2000.
		left join (
			select n.on_date, string_agg(n.name, ', ' order by n.name) as name from app.national_holidays(year) n group by n.on_date
		) n on n.on_date = d.on_date
		left join public.holidays h on h.reseller_id = account.reseller_id and h.on_date = d.on_date
	);
end
$$;
grant execute on function app.holiday_calendar(integer) to authenticated;

create function public.holiday_calendar(year integer) returns jsonb
	language sql stable
	set search_path = ''
as $$ select app.holiday_calendar(year) $$;
comment on function public.holiday_calendar(integer) is
	'The holidays of a year (2000 to 2100), national and the reseller''s own: [{on_date, name, is_national, is_own, is_business}]. For staff. Refuses holiday_date_invalid.';
grant execute on function public.holiday_calendar(integer) to authenticated;
