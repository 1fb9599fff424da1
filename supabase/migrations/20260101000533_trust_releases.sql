-- Trust releases: a late invoice stops blocking until a promised day, once, and never while another one is late.

create function app.refusal_of_release(account app.account, invoice public.invoices, today date) returns jsonb
	language plpgsql stable security definer
	set search_path = ''
as $$
declare
	settings public.billing_settings := app.billing_settings_of(invoice.reseller_id);
	other record;
	open_until date;
	given date[];
begin
	if invoice.status <> 'open' then
		return '{"code": "invoice_not_open", "status": 409, "params": {}}';
	end if;
	if invoice.payment_status not in ('unpaid', 'partial') then
		return jsonb_build_object('code', 'invoice_already_paid', 'status', 409, 'params', jsonb_build_object('number', invoice.number));
	end if;
	if invoice.payer <> 'client' then
		return '{"code": "release_agency_pays", "status": 409, "params": {}}';
	end if;
	if invoice.effective_due_on >= today then
		return jsonb_build_object('code', 'release_not_late', 'status', 409, 'params', jsonb_build_object('due_on', invoice.effective_due_on));
	end if;
	select i.id, i.number, i.due_on, (app.invoice_charges(i, today)).due_cents as open_cents into other
	from public.invoices i
	where i.reseller_id = invoice.reseller_id and i.client_id = invoice.client_id and i.id <> invoice.id
		and i.status = 'open' and i.payment_status in ('unpaid', 'partial') and i.payer = 'client' and i.effective_due_on < today
	order by i.effective_due_on, i.number
	limit 1;
	if other.number is not null then
		return jsonb_build_object('code', 'release_other_late', 'status', 409, 'params', jsonb_build_object(
			'invoice_id', other.id, 'number', other.number, 'due_on', other.due_on, 'open_cents', other.open_cents
		));
	end if;
	-- Staff may give more time; a client has promised already.
	if account.client_id is null then
		return null;
	end if;
	select r.until_on into open_until from public.trust_releases r
	where r.reseller_id = invoice.reseller_id and r.invoice_id = invoice.id and r.state = 'open';
	if open_until >= today then
		return jsonb_build_object('code', 'release_already_open', 'status', 409, 'params', jsonb_build_object('until_on', open_until));
	end if;
	if settings.trust_limit = 0 then
		return '{"code": "release_not_offered", "status": 409, "params": {}}';
	end if;
	given := array(
		select r.granted_on from public.trust_releases r
		where r.reseller_id = invoice.reseller_id and r.client_id = invoice.client_id and r.self_service
			and r.granted_on > today - settings.trust_window_days
		order by r.granted_on desc
	);
	if cardinality(given) >= settings.trust_limit then
		return jsonb_build_object('code', 'release_limit_reached', 'status', 409, 'params', jsonb_build_object(
			'limit', settings.trust_limit, 'days', settings.trust_window_days,
			'again_on', given[settings.trust_limit] + settings.trust_window_days
		));
	end if;
	return null;
end
$$;
comment on function app.refusal_of_release(app.account, public.invoices, date) is
	'Why this account may not have the invoice released in confidence on that day, {code, status, params}; null when it may. The command refuses by it, and the pages say it beforehand.';

create function app.lift_blocks(reseller_id uuid, invoice_id uuid, on_date date, reason text) returns uuid[]
	language plpgsql security definer
	set search_path = ''
as $$
declare
	lifted uuid[];
begin
	with written as (
		update public.subscription_blocks b set lifted_on = greatest(on_date, b.blocked_on), lifted_reason = lift_blocks.reason
		where b.reseller_id = lift_blocks.reseller_id and b.invoice_id = lift_blocks.invoice_id and b.lifted_on is null
		returning b.subscription_id
	)
	select coalesce(array_agg(w.subscription_id), '{}') into lifted from written w;
	if cardinality(lifted) > 0 then
		perform app.restore_subscriptions(reseller_id, lifted, on_date);
		perform app.mail_about_invoices(reseller_id, array[invoice_id], 'restored', ':' || on_date);
	end if;
	return lifted;
end
$$;

create function app.release_on_trust(request_id uuid, invoice_id uuid, until_on date, reason text) returns jsonb
	language plpgsql security definer
	set search_path = ''
as $$
declare
	is_client boolean := (app.acting()).client_id is not null;
	account app.account := app.require(case when is_client then 'portal.invoices.pay' else 'dunning.release' end);
	today date := app.today(account.reseller_id);
	invoice public.invoices;
	release public.trust_releases;
	refusal jsonb;
	last_day date;
	violated text;
begin
	if request_id is null then
		perform app.refuse('request_id_required');
	end if;
	-- Another client's invoice is none, for a client.
	if is_client and not exists (
		select from public.invoices i
		where i.reseller_id = account.reseller_id and i.id = release_on_trust.invoice_id and i.client_id = account.client_id
	) then
		perform app.refuse('invoice_not_found', 404);
	end if;
	invoice := app.lock_invoice(account.reseller_id, release_on_trust.invoice_id);
	select r.* into release from public.trust_releases r
	where r.reseller_id = account.reseller_id and r.request_id = release_on_trust.request_id;
	if release.id is not null then
		if release.invoice_id <> invoice.id then
			perform app.refuse('request_id_reused', 409);
		end if;
		return jsonb_build_object('release_id', release.id, 'until_on', release.until_on);
	end if;

	refusal := app.refusal_of_release(account, invoice, today);
	if refusal is not null then
		perform app.refuse(refusal ->> 'code', (refusal ->> 'status')::integer, refusal -> 'params');
	end if;
	last_day := today + (app.billing_settings_of(account.reseller_id)).trust_days;
	if not is_client then
		last_day := coalesce(until_on, last_day);
		if last_day not between today and today + 30 then
			perform app.refuse('release_until_invalid', 422, jsonb_build_object('latest_on', today + 30));
		end if;
	end if;
	-- One that has run out but was not ended yet: it was broken.
	update public.trust_releases r set state = 'broken', ended_on = today
	where r.reseller_id = invoice.reseller_id and r.invoice_id = invoice.id and r.state = 'open' and r.until_on < today;
	update public.trust_releases r set
		until_on = last_day, granted_on = today, reason = nullif(btrim(release_on_trust.reason), ''), self_service = false,
		granted_by = account.person_id, request_id = release_on_trust.request_id
	where r.reseller_id = invoice.reseller_id and r.invoice_id = invoice.id and r.state = 'open'
	returning r.* into release;
	if release.id is null then
		insert into public.trust_releases (
			reseller_id, client_id, invoice_id, request_id, until_on, granted_on, reason, self_service, granted_by
		) values (
			invoice.reseller_id, invoice.client_id, invoice.id, release_on_trust.request_id, last_day, today,
			nullif(btrim(release_on_trust.reason), ''), is_client, account.person_id
		) returning * into release;
	end if;
	perform app.lift_blocks(invoice.reseller_id, invoice.id, today, 'released');
	return jsonb_build_object('release_id', release.id, 'until_on', release.until_on);
exception
	when check_violation then
		get stacked diagnostics violated = constraint_name;
		perform app.refuse(violated);
	when unique_violation then
		-- At this very moment for another invoice: the lock above does not cover that one.
		perform app.refuse('request_id_reused', 409);
end
$$;
grant execute on function app.release_on_trust(uuid, uuid, date, text) to authenticated;

create function public.release_on_trust(request_id uuid, invoice_id uuid, until_on date default null, reason text default null) returns jsonb
	language sql
	set search_path = ''
as $$ select app.release_on_trust(request_id, invoice_id, until_on, reason) $$;
comment on function public.release_on_trust(uuid, uuid, date, text) is
	'Trusts a client to pay a late invoice by until_on: {release_id, until_on}. It blocks nothing up to and including that day, what it had blocked runs again at once, and unpaid after it blocks again by itself. Staff with dunning.release choose the day (at most 30 days ahead; absent: the reseller''s trust_days), also for one that was given before; a client''s user with portal.invoices.pay has trust_days from today, as often as the reseller allows. Idempotent by request_id.
Refuses: not_permitted, invoice_not_found, invoice_not_open, invoice_already_paid, release_agency_pays, release_not_late (409 {due_on}), release_other_late (409 {invoice_id, number, due_on, open_cents}: that one first), release_until_invalid ({latest_on}), release_reason_invalid, for clients release_already_open ({until_on}), release_not_offered, release_limit_reached ({limit, days, again_on}); request_id_required, request_id_reused.';
grant execute on function public.release_on_trust(uuid, uuid, date, text) to authenticated;
