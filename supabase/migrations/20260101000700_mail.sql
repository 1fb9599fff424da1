-- Mail: what the `email` function takes from the outbox, with all it needs to write the message, and how it reports back.

create function app.invoice_mail_data(payload jsonb, template text) returns jsonb
	language plpgsql stable security definer
	set search_path = ''
as $$
declare
	invoice public.invoices;
begin
	select i.* into invoice from public.invoices i where i.id = (payload ->> 'invoice_id')::uuid;
	return (
		select jsonb_build_object(
			'locale', c.locale,
			'time_zone', r.time_zone,
			'brand', app.mail_brand(r.id),
			'client', jsonb_build_object('name', coalesce(c.contact_name, c.trade_name, c.name)),
			-- As of the day on which it is written, which is when it leaves: a day in the outbox is a day late.
			'invoice', app.shown_amounts(invoice, app.today(invoice.reseller_id)) || jsonb_build_object(
				'number', invoice.number, 'issued_on', invoice.issued_on, 'due_on', invoice.due_on,
				'effective_due_on', invoice.effective_due_on,
				'period_start', invoice.period_start, 'period_end', invoice.period_end, 'pix_txid', invoice.pix_txid,
				'paid_on', paid.last_on, 'payment_method', paid.last_method,
				'credit_cents', paid.credit_cents, 'excess_cents', paid.excess_cents,
				'subscription_status', s.status, 'plan_name', p.name
			),
			'lines', app.shown_lines(invoice),
			'pix', app.pix_of(invoice.reseller_id),
			'charge', case when invoice.status = 'open' and invoice.payment_status in ('unpaid', 'partial')
				then app.charge_to_show(invoice) end,
			'links', jsonb_build_object(
				'pay', app.pay_link(invoice),
				-- Only reminders may be declined.
				'reminders', case when template = 'reminder' then app.pay_link(invoice) || '/reminders' end,
				'one_click', case when template = 'reminder'
					then app.secret('project_url') || '/functions/v1/email/unsubscribe?link=' || app.pay_token(invoice) end
			)
		)
		from public.resellers r
		join public.clients c on c.reseller_id = r.id and c.id = invoice.client_id
		left join public.subscriptions s on s.reseller_id = r.id and s.id = invoice.subscription_id
		left join public.plan_versions v on v.reseller_id = r.id and v.id = s.plan_version_id
		left join public.plans p on p.reseller_id = r.id and p.id = v.plan_id
		cross join lateral (
			select max(p.paid_on) as last_on,
				(array_agg(p.method order by p.paid_on desc, p.created_at desc))[1] as last_method,
				coalesce(sum(p.principal_cents + p.charges_cents) filter (where p.kind = 'credit'), 0) as credit_cents,
				coalesce(sum(p.excess_cents), 0) as excess_cents
			from public.payments p
			where p.reseller_id = invoice.reseller_id and p.invoice_id = invoice.id and p.status = 'succeeded'
		) paid
		where r.id = invoice.reseller_id
	);
end
$$;
comment on function app.invoice_mail_data(jsonb, text) is
	'What any of the mails about an invoice is written from, as of today; null when the invoice is gone. links.one_click: where a mail program declines reminders by itself (RFC 8058).';

create function app.withdraw_invoice_mails() returns void
	language plpgsql security definer
	set search_path = ''
as $$
begin
	-- A reminder of what is paid, or that nobody wants any more, must not arrive.
	with pointless as (
		update app.outbox o set state = 'parked', lease = null, last_error = 'withdrawn'
		from public.invoices i
		where o.kind = 'email' and o.payload ? 'invoice_id' and o.state in ('queued', 'sending') and o.due_at <= now()
			and i.id = (o.payload ->> 'invoice_id')::uuid
			and (
				not app.mail_suits(i, o.template)
				or o.template = 'reminder' and not o.payload ? 'by_hand'
					and (i.effective_due_on < app.today(i.reseller_id) or not app.takes_reminders(i.reseller_id, i.client_id))
			)
		returning o.id
	)
	update public.invoice_mails m set state = 'parked', problem = 'withdrawn' from pointless where m.id = pointless.id;
end
$$;

create function app.retire_receipt() returns trigger
	language plpgsql security definer
	set search_path = ''
as $$
begin
	-- One that still waits would say what is not true any more, and once it is paid again it would be a second one.
	with retired as (
		update app.outbox o set
			unique_key = o.unique_key || ':' || gen_random_uuid(),
			state = case o.state when 'queued' then 'parked' else o.state end,
			last_error = case o.state when 'queued' then 'withdrawn' else o.last_error end
		where o.unique_key = 'receipt:' || new.id
		returning o.id, o.state, o.last_error
	)
	update public.invoice_mails m set state = 'parked', problem = 'withdrawn'
	from retired r where m.id = r.id and r.state = 'parked' and r.last_error = 'withdrawn' and m.state = 'queued';
	return null;
end
$$;
comment on function app.retire_receipt() is
	'The receipt of an invoice whose payment was taken back is that payment''s: the next payment has one of its own.';
create trigger invoices_retire_receipt after update of payment_status on public.invoices
	for each row when (old.payment_status = 'paid' and new.payment_status in ('unpaid', 'partial'))
	execute function app.retire_receipt();

create function app.invitation_mail_data(payload jsonb) returns jsonb
	language sql stable security definer
	set search_path = ''
as $$
	select jsonb_build_object(
		'locale', i.locale,
		'time_zone', r.time_zone,
		'brand', app.mail_brand(r.id),
		'name', i.name,
		'account_name', coalesce(c.trade_name, c.name, b.display_name, r.name),
		'role', i.role,
		'invited_by', (
			select coalesce(m.name, p.name) from public.people p
			left join public.memberships m on m.person_id = p.id and m.reseller_id = i.reseller_id and m.client_id is null
			where p.id = i.invited_by
		),
		'expires_at', i.expires_at,
		'link', payload ->> 'link'
	)
	from public.invitations i
	join public.resellers r on r.id = i.reseller_id
	left join public.reseller_brands b on b.reseller_id = i.reseller_id
	left join public.clients c on c.reseller_id = i.reseller_id and c.id = i.client_id
	where i.id = (payload ->> 'invitation_id')::uuid
$$;

create function app.data_request_mail_data(payload jsonb) returns jsonb
	language sql stable security definer
	set search_path = ''
as $$
	select jsonb_build_object(
		'locale', d.locale,
		'time_zone', r.time_zone,
		'brand', app.mail_brand(r.id),
		'name', coalesce(c.contact_name, c.trade_name, c.name),
		'account_name', coalesce(c.trade_name, c.name),
		'requested_by', app.member_name(d.reseller_id, d.requested_by),
		'expires_at', d.expires_at,
		'link', payload ->> 'link'
	)
	from public.data_requests d
	join public.resellers r on r.id = d.reseller_id
	join public.clients c on c.reseller_id = d.reseller_id and c.id = d.client_id
	where d.id = (payload ->> 'data_request_id')::uuid
$$;

create function app.most_mail_attempts() returns integer
	language sql immutable
	set search_path = ''
as $$ select 10 $$;

create function app.take_emails(batch_size integer, lease_seconds integer)
	returns table (id uuid, lease uuid, template text, recipient text, attempts integer, data jsonb)
	language plpgsql security definer
	set search_path = ''
as $$
#variable_conflict use_column
begin
	-- A code that can no longer be used must not arrive.
	update app.outbox o set state = 'parked', lease = null, last_error = 'expired', payload = payload - '{code,link}'::text[]
	where o.template = 'sign_in_code' and o.state in ('queued', 'sending') and o.due_at <= now()
		and o.created_at < now() - interval '10 minutes';
	-- Nor a link that was withdrawn while it waited.
	update app.outbox o set state = 'parked', lease = null, last_error = 'withdrawn', payload = payload - '{code,link}'::text[]
	where o.template = 'invitation' and o.state in ('queued', 'sending') and o.due_at <= now()
		and exists (
			select from public.invitations i where i.id = (o.payload ->> 'invitation_id')::uuid and i.revoked_at is not null
		);
	update app.outbox o set state = 'parked', lease = null, last_error = 'withdrawn', payload = payload - '{code,link}'::text[]
	where o.template = 'data_request' and o.state in ('queued', 'sending') and o.due_at <= now()
		and not exists (
			select from public.data_requests d where d.id = (o.payload ->> 'data_request_id')::uuid
				and d.revoked_at is null and d.completed_at is null and d.expires_at > now()
		);
	perform app.withdraw_invoice_mails();
	perform app.withdraw_notices();
	-- Nor may a message that kills its worker each time be tried for ever.
	with given_up as (
		update app.outbox o set state = 'parked', lease = null, last_error = 'worker did not report', payload = payload - '{code,link}'::text[]
		where o.kind = 'email' and o.state = 'sending' and o.due_at <= now() and o.attempts >= app.most_mail_attempts()
		returning o.id
	)
	update public.invoice_mails m set state = 'parked', problem = 'refused' from given_up where m.id = given_up.id;
	return query
	with taken as (
		update app.outbox o
		set state = 'sending', lease = gen_random_uuid(), attempts = o.attempts + 1,
			due_at = now() + make_interval(secs => lease_seconds)
		where o.id in (
			select q.id from app.outbox q
			where q.kind = 'email' and q.state in ('queued', 'sending') and q.due_at <= now()
			-- The hundred thousand invoices of a night keep nobody from signing in.
			order by q.is_awaited desc, q.due_at
			limit batch_size
			for update skip locked
		)
		returning o.id, o.lease, o.template, o.recipient, o.attempts, o.payload
	), shown as (
		update public.invoice_mails m set state = 'sending' from taken where m.id = taken.id
	)
	select t.id, t.lease, t.template, t.recipient, t.attempts,
		case
			when t.payload ? 'invoice_id' then app.invoice_mail_data(t.payload, t.template)
			when t.payload ? 'invitation_id' then app.invitation_mail_data(t.payload)
			when t.payload ? 'data_request_id' then app.data_request_mail_data(t.payload)
			when t.payload ? 'quota' then app.session_mail_data(t.payload)
			when t.payload ? 'endpoint_id' then app.webhook_stopped_mail_data(t.payload)
			else t.payload
		end
	from taken t;
end
$$;

create function app.finish_email(id uuid, lease uuid, outcome text, error text) returns boolean
	language plpgsql security definer
	set search_path = ''
as $$
declare
	most_attempts constant integer := app.most_mail_attempts();
	message app.outbox;
begin
	update app.outbox o set
		lease = null,
		state = case
			when outcome = 'sent' then 'sent'
			when outcome = 'retry' and o.attempts < most_attempts then 'queued'
			else 'parked'
		end,
		sent_at = case when outcome = 'sent' then now() end,
		last_error = case when outcome <> 'sent' then left(finish_email.error, 500) end,
		-- 15 s, 30 s, 1 min … at most an hour
		due_at = now() + least(interval '15 seconds' * power(2, o.attempts - 1), interval '1 hour'),
		payload = case when outcome = 'retry' and o.attempts < most_attempts then o.payload else o.payload - '{code,link}'::text[] end
	where o.id = finish_email.id and o.lease = finish_email.lease and o.state = 'sending'
	returning * into message;
	update public.invoice_mails m set
		state = message.state, sent_at = message.sent_at, problem = case when message.state = 'parked' then 'refused' end
	where m.id = message.id;
	return message.id is not null;
end
$$;
grant execute on function app.take_emails(integer, integer), app.finish_email(uuid, uuid, text, text) to service_role;

create function public.take_emails(batch_size integer default 10, lease_seconds integer default 60)
	returns table (id uuid, lease uuid, template text, recipient text, attempts integer, data jsonb)
	language sql
	set search_path = ''
as $$ select * from app.take_emails(batch_size, lease_seconds) $$;
comment on function public.take_emails(integer, integer) is
	'Leases due mails to one worker. A row whose lease ran out is given out again, under the same id and so the same Message-ID.';

create function public.finish_email(id uuid, lease uuid, outcome text, error text default null) returns boolean
	language sql
	set search_path = ''
as $$ select app.finish_email(id, lease, outcome, error) $$;
comment on function public.finish_email(uuid, uuid, text, text) is
	'Reports a leased mail as sent, to retry (with back-off, parked after ten attempts) or to park. False when the lease was lost. Idempotent.';
grant execute on function
	public.take_emails(integer, integer), public.finish_email(uuid, uuid, text, text) to service_role;
