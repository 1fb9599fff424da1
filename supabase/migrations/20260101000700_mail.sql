-- Mail: what the `email` function takes from the outbox, with all it needs to write the message, and how it reports back.

create function app.invoice_mail_data(invoice_id uuid) returns jsonb
	language sql stable security definer
	set search_path = ''
as $$
	select jsonb_build_object(
		'locale', c.locale,
		'time_zone', r.time_zone,
		'brand', jsonb_build_object(
			'name', coalesce(b.display_name, r.name), 'logo', b.logo,
			'primary_color', coalesce(b.primary_color, '#0f5c4d'),
			'sender_name', coalesce(b.sender_name, r.name), 'reply_to', b.reply_to
		),
		'client', jsonb_build_object('name', coalesce(c.contact_name, c.trade_name, c.name)),
		'invoice', jsonb_build_object(
			'number', i.number, 'issued_on', i.issued_on, 'due_on', i.due_on,
			'period_start', i.period_start, 'period_end', i.period_end,
			'total_cents', i.total_cents, 'paid_cents', i.paid_cents, 'pix_txid', i.pix_txid,
			'paid_on', (
				select max(p.paid_on) from public.payments p
				where p.reseller_id = i.reseller_id and p.invoice_id = i.id and p.status = 'succeeded'
			),
			'payment_method', (
				select p.method from public.payments p
				where p.reseller_id = i.reseller_id and p.invoice_id = i.id and p.status = 'succeeded'
				order by p.paid_on desc, p.created_at desc
				limit 1
			),
			'subscription_status', (
				select s.status from public.subscriptions s
				where s.reseller_id = i.reseller_id and s.id = i.subscription_id
			)
		),
		'lines', (
			select jsonb_agg(jsonb_build_object(
				'kind', l.kind, 'description', l.description, 'quantity', l.quantity,
				'unit_cents', l.unit_cents, 'total_cents', l.total_cents) order by l.position)
			from public.invoice_lines l where l.reseller_id = i.reseller_id and l.invoice_id = i.id
		),
		'pix', case when s.pix_key is not null then jsonb_build_object(
			'key', s.pix_key, 'merchant_name', s.pix_merchant_name, 'merchant_city', s.pix_merchant_city) end
	)
	from public.invoices i
	join public.resellers r on r.id = i.reseller_id
	join public.clients c on c.reseller_id = i.reseller_id and c.id = i.client_id
	left join public.reseller_brands b on b.reseller_id = i.reseller_id
	left join public.billing_settings s on s.reseller_id = i.reseller_id
	where i.id = invoice_mail_data.invoice_id
$$;

create function app.invitation_mail_data(payload jsonb) returns jsonb
	language sql stable security definer
	set search_path = ''
as $$
	select jsonb_build_object(
		'locale', i.locale,
		'time_zone', r.time_zone,
		'brand', jsonb_build_object(
			'name', coalesce(b.display_name, r.name), 'logo', b.logo,
			'primary_color', coalesce(b.primary_color, '#0f5c4d'),
			'sender_name', coalesce(b.sender_name, r.name), 'reply_to', b.reply_to
		),
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
		'brand', jsonb_build_object(
			'name', coalesce(b.display_name, r.name), 'logo', b.logo,
			'primary_color', coalesce(b.primary_color, '#0f5c4d'),
			'sender_name', coalesce(b.sender_name, r.name), 'reply_to', b.reply_to
		),
		'name', coalesce(c.contact_name, c.trade_name, c.name),
		'account_name', coalesce(c.trade_name, c.name),
		'requested_by', app.member_name(d.reseller_id, d.requested_by),
		'expires_at', d.expires_at,
		'link', payload ->> 'link'
	)
	from public.data_requests d
	join public.resellers r on r.id = d.reseller_id
	left join public.reseller_brands b on b.reseller_id = d.reseller_id
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
	-- Nor may a message that kills its worker each time be tried for ever.
	update app.outbox o set state = 'parked', lease = null, last_error = 'worker did not report', payload = payload - '{code,link}'::text[]
	where o.kind = 'email' and o.state = 'sending' and o.due_at <= now() and o.attempts >= app.most_mail_attempts();
	return query
	with taken as (
		update app.outbox o
		set state = 'sending', lease = gen_random_uuid(), attempts = o.attempts + 1,
			due_at = now() + make_interval(secs => lease_seconds)
		where o.id in (
			select q.id from app.outbox q
			where q.kind = 'email' and q.state in ('queued', 'sending') and q.due_at <= now()
			order by q.due_at
			limit batch_size
			for update skip locked
		)
		returning o.id, o.lease, o.template, o.recipient, o.attempts, o.payload
	), shown as (
		update public.invoice_mails m set state = 'sending' from taken where m.id = taken.id
	)
	select t.id, t.lease, t.template, t.recipient, t.attempts,
		case
			when t.payload ? 'invoice_id' then app.invoice_mail_data((t.payload ->> 'invoice_id')::uuid)
			when t.payload ? 'invitation_id' then app.invitation_mail_data(t.payload)
			when t.payload ? 'data_request_id' then app.data_request_mail_data(t.payload)
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
	update public.invoice_mails m set state = message.state, sent_at = message.sent_at where m.id = message.id;
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
