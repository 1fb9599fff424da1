-- Reconciling with a gateway: asking what webhooks should have told, and mending where the two sides disagree.

create function app.observe_charge(account public.gateway_accounts, fact jsonb, source text, seen_at timestamptz) returns boolean
	language plpgsql security definer
	set search_path = ''
as $$
declare
	charge public.gateway_charges;
	known uuid := app.charge_of_fact(account, fact);
	kinds text[] := '{}';
	missed text;
	is_calm boolean;
begin
	if known is null then
		perform app.note_unknown(account, fact);
		return false;
	end if;
	select c.* into charge from public.gateway_charges c where c.id = known;
	-- An answer may be older than what has been heard since it was asked for; only a later one may take something back.
	is_calm := coalesce(charge.last_event_at < seen_at - interval '2 minutes', true);
	update public.gateway_charges c set checked_at = seen_at where c.id = charge.id;
	-- What the provider says now is compared with what we heard; for each difference the message that must have been lost is
	-- written as if it had come, so that there is one way in which anything is learned.
	if charge.state = 'received_in_cash' and fact ->> 'state' = 'open' and is_calm then
		kinds := kinds || 'cash_undone'::text;
	end if;
	if app.gateway_rank(fact ->> 'state') > app.gateway_rank(charge.state) then
		kinds := kinds || case fact ->> 'state' when 'analysing' then 'noted' else fact ->> 'state' end;
	elsif (fact ->> 'refunded_cents')::bigint > charge.refunded_cents then
		kinds := kinds || 'partially_refunded'::text;
	end if;
	if (fact ->> 'deleted')::boolean and not charge.is_deleted then
		kinds := kinds || 'deleted'::text;
	elsif charge.is_deleted and not (fact ->> 'deleted')::boolean and is_calm then
		kinds := kinds || 'restored'::text;
	end if;
	if kinds = '{}' and fact ->> 'state' = 'open' and charge.state = 'open' and (
		charge.amount_cents is distinct from (fact ->> 'amount_cents')::bigint
		or charge.due_on is distinct from nullif(fact ->> 'due_on', '')::date
	) then
		kinds := kinds || 'changed'::text;
	end if;
	foreach missed in array kinds loop
		-- Of what could not be settled the last time the same is seen again.
		continue when exists (
			select from public.gateway_events e
			where e.reseller_id = charge.reseller_id and e.charge_id = charge.id and e.state in ('queued', 'parked')
				and e.name = 'SEEN' and e.kind = missed and e.fact = observe_charge.fact
		);
		perform app.store_gateway_event(
			account.id, 'seen:' || charge.provider_charge_id || ':' || missed || ':' || extract(epoch from seen_at), 'SEEN', missed,
			-- Messages are of whole seconds; within one, what we saw is taken to be the later.
			date_trunc('second', seen_at) + interval '999 milliseconds', fact, null, source, charge.id
		);
	end loop;
	if kinds = '{}' then
		perform app.look_for_drift(charge.id);
		return false;
	end if;
	begin
		perform app.settle_gateway_charge(charge.id);
	exception when others then
		-- One that cannot be settled stops nobody else's: what was seen of it is processed again, as what was told is.
		return false;
	end;
	return kinds && '{confirmed,received,received_in_cash,cash_undone,refunding,partially_refunded,refunded,disputed,dispute_won}';
end
$$;

create function app.observe_charges(account public.gateway_accounts, facts jsonb, source text) returns integer
	language plpgsql security definer
	set search_path = ''
as $$
declare
	fact jsonb;
	healed integer := 0;
begin
	for fact in select f.fact from jsonb_array_elements(facts) f (fact) order by f.fact ->> 'charge' loop
		if app.observe_charge(account, fact, source, clock_timestamp()) then
			healed := healed + 1;
		end if;
	end loop;
	return healed;
end
$$;

create function app.gateway_reconcile_data(account public.gateway_accounts) returns jsonb
	language plpgsql stable security definer
	set search_path = ''
as $$
begin
	return jsonb_build_object(
		-- Days of overlap cost little; a payment that is entered late has an earlier date.
		'since_on', (coalesce(account.reconciled_at, account.created_at) - interval '3 days')::date,
		'charges', (
			select coalesce(jsonb_agg(c.provider_charge_id), '[]') from (
				(
					select o.provider_charge_id from public.gateway_charges o
					where o.account_id = account.id and o.provider_charge_id is not null and not o.is_deleted
						and o.state in ('open', 'analysing', 'confirmed', 'refunding', 'disputed', 'received_in_cash')
					-- A provider takes it ill to be asked of everything all the time.
					order by o.checked_at nulls first
					limit 200
				)
				union all
				(
					-- What was received can be contested or given back for months, and no list tells of it: whoever has few charges
					-- has each asked about once a day, a hundred thousand take their turns.
					select p.provider_charge_id from public.gateway_charges p
					where p.account_id = account.id and p.provider_charge_id is not null
						and p.state in ('received', 'partially_refunded', 'dispute_won')
						and p.paid_on >= (now() - interval '180 days')::date
						and (p.checked_at is null or p.checked_at < now() - interval '1 day')
					order by p.checked_at nulls first
					limit 100
				)
			) c
		)
	);
end
$$;

create function app.report_gateway_charges(account_id uuid, facts jsonb, missing text[]) returns jsonb
	language plpgsql security definer
	set search_path = ''
as $$
declare
	account public.gateway_accounts := (select a from public.gateway_accounts a where a.id = report_gateway_charges.account_id);
	charge public.gateway_charges;
	healed integer;
begin
	healed := app.observe_charges(account, facts, 'reconcile');
	for charge in
		select c.* from public.gateway_charges c
		where c.account_id = account.id and c.provider_charge_id = any (missing) and c.is_wanted and c.replaced_at is null
			-- What was received is settled: nobody has to make it again.
			and c.state not in ('received', 'partially_refunded', 'dispute_won')
	loop
		perform app.note_drift(charge, 'missing', jsonb_build_object('amount_cents', charge.wanted_amount_cents));
	end loop;
	update public.gateway_charges c set checked_at = now()
	where c.account_id = account.id and c.provider_charge_id = any (missing);
	return jsonb_build_object('healed', healed);
end
$$;
grant execute on function app.report_gateway_charges(uuid, jsonb, text[]) to service_role;

create function public.report_gateway_charges(account_id uuid, facts jsonb, missing text[] default '{}') returns jsonb
	language sql
	set search_path = ''
as $$ select app.report_gateway_charges(account_id, facts, missing) $$;
comment on function public.report_gateway_charges(uuid, jsonb, text[]) is
	'What the provider answered when it was asked: charges as they stand there, and those that it does not know. Heals what webhooks did not tell and lists the rest: {healed}.';
grant execute on function public.report_gateway_charges(uuid, jsonb, text[]) to service_role;

create function app.queue_gateway_reconciles() returns void
	language plpgsql security definer
	set search_path = ''
as $$
declare
	commands jsonb := (
		select jsonb_agg(jsonb_build_object(
			'reseller_id', a.reseller_id, 'account_id', a.id, 'name', 'reconcile', 'key', 'reconcile', 'subject', a.id
		))
		from public.gateway_accounts a
		where a.is_active and coalesce(a.reconciled_at, a.created_at) < now() - interval '2 hours'
			and not exists (
				select from app.outbox o
				where o.unique_key = 'gateway:reconcile:' || a.id and o.state in ('queued', 'sending')
			)
	);
begin
	if commands is not null then
		perform app.queue_gateway_commands(commands);
	end if;
end
$$;
comment on function app.queue_gateway_reconciles() is 'Every active gateway is asked every other hour; webhooks are the rule, asking is for what they did not tell.';
select cron.schedule('reconcile-gateways', '*/5 * * * *', 'select app.queue_gateway_reconciles()');

create function app.reconcile_gateway() returns void
	language plpgsql security definer
	set search_path = ''
as $$
declare
	gateway public.gateway_accounts := app.acting_gateway();
begin
	perform app.queue_gateway_commands(jsonb_build_array(jsonb_build_object(
		'reseller_id', gateway.reseller_id, 'account_id', gateway.id, 'name', 'reconcile', 'key', 'reconcile', 'subject', gateway.id
	)));
end
$$;
grant execute on function app.reconcile_gateway() to authenticated;

create function public.reconcile_gateway() returns void
	language sql
	set search_path = ''
as $$ select app.reconcile_gateway() $$;
comment on function public.reconcile_gateway() is 'Asks the gateway now how its charges stand. Refuses: gateway_not_connected.';
grant execute on function public.reconcile_gateway() to authenticated;

-- Mending -------------------------------------------------------------------------------------------------

create function app.repair_gateway_drift(id uuid, action text, invoice_id uuid) returns jsonb
	language plpgsql security definer
	set search_path = ''
as $$
declare
	account app.account := app.require('billing.configure');
	drift public.gateway_drifts;
	settled text;
begin
	select d.* into drift from public.gateway_drifts d
	where d.reseller_id = account.reseller_id and d.id = repair_gateway_drift.id
	for no key update;
	if drift.id is null then
		perform app.refuse('gateway_drift_not_found', 404);
	end if;
	if drift.resolved_at is not null then
		return jsonb_build_object('resolution', drift.resolution);
	end if;
	settled := case
		when action = 'dismiss' then 'dismissed'
		when drift.kind in ('deleted', 'missing') and action = 'recreate' then app.recreate_gateway_charge(drift)
		when drift.kind = 'differs' and action = 'push' then app.push_gateway_charge(drift)
		when drift.kind = 'duplicate' and action = 'push' then app.push_gateway_charge(drift)
		when drift.kind = 'refund_missing' and action = 'push' then app.push_gateway_refund(drift)
		when drift.kind = 'paid_twice' and action = 'refund' then app.refund_gateway_excess(drift)
		when drift.kind = 'unknown_paid' and action = 'link' then app.link_gateway_charge(drift, invoice_id) end;
	if settled is null then
		perform app.refuse('gateway_repair_invalid');
	end if;
	update public.gateway_drifts d set resolved_at = now(), resolution = settled, resolved_by = account.person_id
	where d.id = drift.id and d.resolved_at is null;
	return jsonb_build_object('resolution', settled);
end
$$;
grant execute on function app.repair_gateway_drift(uuid, text, uuid) to authenticated;

create function public.repair_gateway_drift(id uuid, action text, invoice_id uuid default null) returns jsonb
	language sql
	set search_path = ''
as $$ select app.repair_gateway_drift(id, action, invoice_id) $$;
comment on function public.repair_gateway_drift(uuid, text, uuid) is
	'Settles a disagreement with the gateway: {resolution}. deleted, missing: recreate; differs, duplicate, refund_missing: push (what we want is asked for again); paid_twice: refund (what became credit goes back); unknown_paid: link (to invoice_id); any: dismiss. Idempotent.
Refuses: gateway_drift_not_found, gateway_repair_invalid, invoice_not_found, client_credit_insufficient, refund_of_boleto.';
grant execute on function public.repair_gateway_drift(uuid, text, uuid) to authenticated;

create function app.recreate_gateway_charge(drift public.gateway_drifts) returns text
	language plpgsql security definer
	set search_path = ''
as $$
declare
	charge public.gateway_charges := (select c from public.gateway_charges c where c.id = drift.charge_id);
begin
	perform app.lock_invoice(charge.reseller_id, charge.invoice_id);
	update public.gateway_charges c set replaced_at = now(), is_wanted = false where c.id = charge.id and c.replaced_at is null;
	perform app.want_charges(charge.reseller_id, array[charge.invoice_id]);
	return 'recreated';
end
$$;

create function app.push_gateway_charge(drift public.gateway_drifts) returns text
	language plpgsql security definer
	set search_path = ''
as $$
declare
	charge public.gateway_charges;
begin
	update public.gateway_charges c set wanted_version = c.wanted_version + 1 where c.id = drift.charge_id
	returning c.* into charge;
	perform app.queue_gateway_commands(jsonb_build_array(jsonb_build_object(
		'reseller_id', charge.reseller_id, 'account_id', charge.account_id,
		'name', case when charge.is_wanted then 'update_charge' else 'cancel_charge' end, 'key', 'charge', 'subject', charge.id
	)));
	return 'pushed';
end
$$;

create function app.push_gateway_refund(drift public.gateway_drifts) returns text
	language plpgsql security definer
	set search_path = ''
as $$
begin
	perform app.queue_gateway_commands(jsonb_build_array(jsonb_build_object(
		'reseller_id', drift.reseller_id, 'account_id', drift.account_id, 'name', 'refund_charge', 'key', 'refund', 'subject', drift.charge_id
	)));
	return 'pushed';
end
$$;

create function app.refund_gateway_excess(drift public.gateway_drifts) returns text
	language plpgsql security definer
	set search_path = ''
as $$
declare
	charge public.gateway_charges := (select c from public.gateway_charges c where c.id = drift.charge_id);
	payment public.payments;
	excess bigint;
begin
	perform app.lock_invoice(charge.reseller_id, charge.invoice_id);
	select p.* into payment from public.payments p
	where p.reseller_id = charge.reseller_id and p.source = 'gateway' and p.status = 'succeeded'
		and p.external_id = app.gateway_external_id(charge.provider_charge_id, charge.undone);
	excess := payment.excess_cents - charge.credit_refunded_cents;
	if coalesce(excess, 0) <= 0 then
		return 'healed';
	end if;
	if not app.gives_back_itself(payment.method) then
		perform app.refuse('refund_of_boleto', 409);
	end if;
	-- Out of the credit now: so it is not spent while it is on its way back.
	perform app.enter_credit(
		charge.reseller_id, charge.client_id, -excess, 'paid_out', app.today(charge.reseller_id), 'cash', charge.invoice_id, payment.id
	);
	update public.gateway_charges c set credit_refunded_cents = c.credit_refunded_cents + excess where c.id = charge.id;
	perform app.queue_gateway_commands(jsonb_build_array(jsonb_build_object(
		'reseller_id', charge.reseller_id, 'account_id', charge.account_id, 'name', 'refund_charge', 'key', 'refund', 'subject', charge.id
	)));
	return 'refunded';
end
$$;

create function app.link_gateway_charge(drift public.gateway_drifts, invoice_id uuid) returns text
	language plpgsql security definer
	set search_path = ''
as $$
declare
	invoice public.invoices := app.lock_invoice(drift.reseller_id, link_gateway_charge.invoice_id);
	account public.gateway_accounts := (select a from public.gateway_accounts a where a.id = drift.account_id);
	fact jsonb := drift.detail -> 'fact';
	linked uuid;
begin
	insert into public.gateway_charges (
		reseller_id, account_id, client_id, invoice_id, provider_charge_id, is_wanted, wanted_amount_cents, wanted_due_on, asked_version, replaced_at
	) values (
		invoice.reseller_id, account.id, invoice.client_id, invoice.id, drift.provider_charge_id, false, (fact ->> 'amount_cents')::bigint,
		(fact ->> 'due_on')::date, 1, now()
	)
	on conflict on constraint gateway_charges_known_once do nothing
	returning id into linked;
	if linked is not null then
		perform app.observe_charge(account, fact, 'reconcile', clock_timestamp());
	end if;
	return 'linked';
end
$$;
