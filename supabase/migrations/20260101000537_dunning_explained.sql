-- "Por que está bloqueado?": the rule, the invoice, what was done, what comes next and what keeps it from coming.

create function app.dunning_history(reseller_id uuid, invoice public.invoices, subscription_id uuid, is_staff boolean) returns jsonb
	language plpgsql stable security definer
	set search_path = ''
as $$
begin
	return coalesce((
		select jsonb_agg(jsonb_strip_nulls(to_jsonb(h) - 'place') order by h.on_date, h.place, h.at)
		from (
			select 0 as place, invoice.issued_on as on_date, null::timestamptz as at, 'issued' as kind, null::integer as days, null::date as until_on,
				null::text as reason, null::text as by, null::text as was, null::text as is_now
			union all
			select 2, r.sent_on, null, 'reminded', r.days, null, null, null, null, null
			from public.invoice_reminders r
			where r.reseller_id = dunning_history.reseller_id and r.invoice_id = invoice.id
			union all
			select 3, invoice.notified_on, null, 'notified', invoice.notified_on - invoice.effective_due_on, null, null, null, null, null
			where invoice.notified_on is not null
			union all
			select 4, b.blocked_on, null, 'blocked', b.block_days, null, null, null, null, null
			from public.subscription_blocks b
			where b.reseller_id = dunning_history.reseller_id and b.invoice_id = invoice.id
				and b.subscription_id = dunning_history.subscription_id
			union all
			select 6, b.lifted_on, null, 'restored', null, null, b.lifted_reason, null, null, null
			from public.subscription_blocks b
			where b.reseller_id = dunning_history.reseller_id and b.invoice_id = invoice.id
				and b.subscription_id = dunning_history.subscription_id and b.lifted_on is not null
			union all
			select 5, r.granted_on, null, 'released', null, r.until_on, case when is_staff then r.reason end,
				case when is_staff then case
					when r.self_service then (select p.name from public.people p where p.id = r.granted_by)
					else app.member_name(r.reseller_id, r.granted_by) end end,
				case when r.self_service then 'client' else 'staff' end, null
			from public.trust_releases r
			where r.reseller_id = dunning_history.reseller_id and r.invoice_id = invoice.id
			union all
			select 1, r.ended_on, null, 'release_' || r.state, null, null, null, null, null, null
			from public.trust_releases r
			where r.reseller_id = dunning_history.reseller_id and r.invoice_id = invoice.id and r.state <> 'open'
			union all
			-- Who moved what the rule counts with: the invoice's date, the days of this client.
			select 1, (e.occurred_at at time zone z.time_zone)::date, e.occurred_at, c.kind, null, null, null,
				app.member_name(e.reseller_id, e.actor_id), e.before ->> c.field, e.after ->> c.field
			from public.audit_entries e
			join public.resellers z on z.id = e.reseller_id
			join (values
				('invoices', 'due_on', 'due_changed'), ('clients', 'block_days', 'block_days_changed'),
				('clients', 'pending_days', 'pending_days_changed')
			) c (table_name, field, kind) on c.table_name = e.table_name
			where is_staff and e.reseller_id = dunning_history.reseller_id and e.client_id = invoice.client_id
				and e.operation = 'update' and e.after ? c.field and e.occurred_at >= invoice.created_at
				and e.row_key = case e.table_name when 'invoices' then invoice.id else invoice.client_id end::text
			union all
			-- The reseller's own days, where this client has none that hold instead.
			select 1, (e.occurred_at at time zone z.time_zone)::date, e.occurred_at, c.kind, null, null, null,
				app.member_name(e.reseller_id, e.actor_id), e.before ->> c.field, e.after ->> c.field
			from public.audit_entries e
			join public.resellers z on z.id = e.reseller_id
			join public.clients k on k.reseller_id = e.reseller_id and k.id = invoice.client_id
			cross join (values
				('block_days', 'reseller_block_days_changed'), ('pending_days', 'reseller_pending_days_changed'),
				('min_notice_days', 'min_notice_days_changed')
			) c (field, kind)
			where is_staff and e.reseller_id = dunning_history.reseller_id and e.table_name = 'billing_settings'
				and e.operation = 'update' and e.after ? c.field and e.occurred_at >= invoice.created_at
				and to_jsonb(k) ->> c.field is null
			union all
			-- Another version of its plan, or another plan: by whoever moved it, or, where a renewal did, who made that version.
			select 1, (e.occurred_at at time zone z.time_zone)::date, e.occurred_at, 'grace_changed', null, null, null,
				app.member_name(e.reseller_id, coalesce(e.actor_id, (
					select m.actor_id from public.audit_entries m
					where m.reseller_id = e.reseller_id and m.table_name = 'plan_versions' and m.operation = 'insert'
						and m.row_key = n.id::text
				))), o.grace_days::text, n.grace_days::text
			from public.audit_entries e
			join public.resellers z on z.id = e.reseller_id
			join public.plan_versions o on o.reseller_id = e.reseller_id and o.id = (e.before ->> 'plan_version_id')::uuid
			join public.plan_versions n on n.reseller_id = e.reseller_id and n.id = (e.after ->> 'plan_version_id')::uuid
			where is_staff and e.reseller_id = dunning_history.reseller_id and e.client_id = invoice.client_id
				and e.table_name = 'subscriptions' and e.row_key = dunning_history.subscription_id::text
				and e.operation = 'update' and e.after ? 'plan_version_id' and e.occurred_at >= invoice.created_at
				and n.grace_days <> o.grace_days
			union all
			-- Who kept the run from blocking it, also when that is over.
			select 1, (e.occurred_at at time zone z.time_zone)::date, e.occurred_at,
				case e.operation when 'delete' then 'hold_ended' else 'held' end, null, (e.after ->> 'until_on')::date, null,
				app.member_name(e.reseller_id, e.actor_id), null, null
			from public.audit_entries h
			join public.audit_entries e on e.reseller_id = h.reseller_id and e.client_id = h.client_id
				and e.table_name = h.table_name and e.row_key = h.row_key
			join public.resellers z on z.id = e.reseller_id
			where is_staff and h.reseller_id = dunning_history.reseller_id and h.client_id = invoice.client_id
				and h.table_name = 'billing_holds' and h.operation = 'insert' and h.after ->> 'step' = 'block'
				and h.after ->> 'subscription_id' = dunning_history.subscription_id::text
				-- One from before that was over before this invoice is of another story.
				and case when e.after ? 'until_on' then (e.after ->> 'until_on')::date > invoice.issued_on
					else e.operation = 'delete' and e.occurred_at >= invoice.created_at end
		) h
	), '[]');
end
$$;

create function app.explain_subscription(
	account app.account, client public.clients, subscription public.subscriptions, settings public.billing_settings, today date
) returns jsonb
	language plpgsql stable security definer
	set search_path = ''
as $$
declare
	is_staff boolean := account.client_id is null;
	block public.subscription_blocks;
	invoice public.invoices;
	version record;
	charges record;
	described jsonb;
	release public.trust_releases;
	hold public.billing_holds;
	reminds_from date;
	refusal jsonb;
	notice_on date;
	blocks_on date;
	next jsonb := '[]';
begin
	select v.grace_days, p.name as plan_name into version
	from public.plan_versions v
	join public.plans p on p.reseller_id = v.reseller_id and p.id = v.plan_id
	where v.reseller_id = subscription.reseller_id and v.id = subscription.plan_version_id;
	select b.* into block from public.subscription_blocks b
	where b.reseller_id = subscription.reseller_id and b.subscription_id = subscription.id and b.lifted_on is null;
	select i.* into invoice from public.invoices i
	where i.reseller_id = subscription.reseller_id and case
		when block.id is not null then i.id = block.invoice_id
		else i.client_id = client.id and i.status = 'open' and i.payment_status in ('unpaid', 'partial')
			and (i.subscription_id = subscription.id or (i.subscription_id is null and settings.one_off_blocks and i.late_rate_id is not null)) end
	order by i.effective_due_on, i.number
	limit 1;

	if invoice.id is not null then
		charges := app.invoice_charges(invoice, today);
		described := jsonb_build_object(
			'id', invoice.id, 'number', invoice.number, 'due_on', invoice.due_on, 'effective_due_on', invoice.effective_due_on,
			'days_late', charges.days_late, 'total_cents', invoice.total_cents, 'charges_cents', charges.charges_cents,
			'open_cents', charges.due_cents, 'notified_on', invoice.notified_on, 'is_one_off', invoice.subscription_id is null,
			'pay_key', invoice.pay_key
		);
		select r.* into release from public.trust_releases r
		where r.reseller_id = invoice.reseller_id and r.invoice_id = invoice.id and r.state = 'open' and r.until_on >= today;
		select h.* into hold from public.billing_holds h
		where h.reseller_id = subscription.reseller_id and h.subscription_id = subscription.id and h.step = 'block' and h.until_on > today;
		select h.until_on into reminds_from from public.billing_holds h
		where h.reseller_id = invoice.reseller_id and h.subscription_id = invoice.subscription_id and h.step = 'remind' and h.until_on > today;
		refusal := app.refusal_of_release(account, invoice, today);
		select greatest(d.notice_on, today), greatest(b.blocks_on, today) into notice_on, blocks_on
		from app.dunnable_invoices d
		left join app.blockable_subscriptions b
			on b.reseller_id = d.reseller_id and b.invoice_id = d.invoice_id and b.subscription_id = subscription.id
			and b.client_id = d.client_id
		where d.reseller_id = invoice.reseller_id and d.invoice_id = invoice.id;
		if invoice.notified_on is not null then
			notice_on := null;
		elsif notice_on is not null then
			blocks_on := greatest(blocks_on, notice_on + settings.min_notice_days);
		end if;
		-- Only what runs is blocked.
		blocks_on := case when subscription.status in ('active', 'trialing') then blocks_on end;
		select coalesce(jsonb_agg(jsonb_build_object('kind', n.kind, 'on', n.on_date, 'in_days', n.on_date - today) order by n.on_date, n.place), '[]')
		into next
		from (
			select 1 as place, 'reminder' as kind, min(greatest(invoice.effective_due_on + d.days, reminds_from)) as on_date
			from unnest(settings.reminder_days) as d (days)
			where client.email is not null and notice_on is distinct from invoice.effective_due_on + d.days
				and invoice.effective_due_on + d.days > greatest(today, invoice.issued_on)
				-- What is held back for longer than a week is not made up for.
				and coalesce(invoice.effective_due_on + d.days + 7 >= reminds_from, true)
				and invoice.payer = 'client' and client.archived_at is null
				-- What comes before it is late the client may have declined.
				and (d.days > 0 or app.takes_reminders(client.reseller_id, client.id))
			union all select 2, 'notice', notice_on
			union all select 3, 'release_end', release.until_on
			union all select 4, 'block', blocks_on
		) n
		where n.on_date is not null;
	end if;

	return jsonb_build_object(
		'subscription_id', subscription.id, 'plan_name', version.plan_name, 'status', subscription.status,
		'rule', jsonb_build_object(
			'pending_days', coalesce(client.pending_days, settings.pending_days),
			'pending_of', case when client.pending_days is null then 'reseller' else 'client' end,
			'block_days', coalesce(client.block_days, settings.block_days),
			'block_of', case when client.block_days is null then 'reseller' else 'client' end,
			'grace_days', version.grace_days, 'min_notice_days', settings.min_notice_days
		),
		'invoice', described,
		'block', case when block.id is not null then jsonb_build_object(
			'blocked_on', block.blocked_on, 'suspended_on', block.suspended_on, 'due_on', block.due_on, 'days', block.block_days
		) end,
		'next', next,
		'release', case when release.id is not null then jsonb_build_object(
			'until_on', release.until_on, 'granted_on', release.granted_on, 'self_service', release.self_service,
			'by', case when is_staff and not release.self_service then app.member_name(release.reseller_id, release.granted_by) end,
			'reason', case when is_staff then release.reason end
		) end,
		'hold', case when hold.id is not null and is_staff then jsonb_build_object(
			'until_on', hold.until_on, 'note', hold.note, 'by', app.member_name(hold.reseller_id, hold.created_by)
		) end,
		'may_release', invoice.id is not null and refusal is null
			and app.account_may(account, case when is_staff then 'dunning.release' else 'portal.invoices.pay' end),
		'release_refusal', case when invoice.id is not null then refusal end,
		'history', case when invoice.id is not null
			then app.dunning_history(subscription.reseller_id, invoice, subscription.id, is_staff) else '[]'::jsonb end
	);
end
$$;

create function app.explain_dunning(client_id uuid) returns jsonb
	language plpgsql stable security definer
	set search_path = ''
as $$
declare
	is_client boolean := (app.acting()).client_id is not null;
	account app.account := case when is_client then app.require('portal.invoices.read') else app.require_staff() end;
	settings public.billing_settings := app.billing_settings_of(account.reseller_id);
	today date := app.today(account.reseller_id);
	client public.clients;
	suspension public.suspensions;
begin
	select c.* into client from public.clients c
	where c.reseller_id = account.reseller_id and c.id = explain_dunning.client_id
		and (not is_client or c.id = account.client_id);
	if client.id is null then
		perform app.refuse('client_not_found', 404);
	end if;
	select h.* into suspension from public.suspensions h
	where h.reseller_id = account.reseller_id and h.client_id = client.id and h.lifted_at is null;
	return jsonb_build_object(
		'today', today, 'payer', client.payer, 'archived', client.archived_at is not null,
		'has_email', client.email is not null, 'takes_reminders', app.takes_reminders(account.reseller_id, client.id),
		'suspended_by_hand', case when suspension.id is not null then jsonb_build_object(
			'at', suspension.started_at, 'by', case when not is_client then app.member_name(account.reseller_id, suspension.started_by) end
		) end,
		'trust_days', settings.trust_days,
		'promises', case when not is_client then (
			select jsonb_build_object('kept', count(*) filter (where r.state = 'kept'), 'broken', count(*) filter (where r.state = 'broken'))
			from public.trust_releases r where r.reseller_id = account.reseller_id and r.client_id = client.id
		) end,
		'subscriptions', (
			select coalesce(jsonb_agg(app.explain_subscription(account, client, s, settings, today)
				order by s.status <> 'suspended', s.created_at, s.id), '[]')
			from public.subscriptions s
			where s.reseller_id = account.reseller_id and s.client_id = client.id and s.status not in ('canceled', 'expired')
		)
	);
end
$$;
grant execute on function app.explain_dunning(uuid) to authenticated;

create function public.explain_dunning(client_id uuid) returns jsonb
	language sql stable
	set search_path = ''
as $$ select app.explain_dunning(client_id) $$;
comment on function public.explain_dunning(uuid) is
	'Why each subscription of a client stands as it stands, and what comes next: {today, payer, archived, has_email, takes_reminders (before they are due), suspended_by_hand, trust_days, promises {kept, broken}, subscriptions: [{subscription_id, plan_name, status, rule {pending_days, pending_of client|reseller, block_days, block_of, grace_days, min_notice_days}, invoice {number, due_on, effective_due_on, days_late, open_cents, …} | null, block | null, next: [{kind reminder|notice|release_end|block, on, in_days}], release | null, hold | null, may_release, release_refusal {code, params} | null, history: [{kind, on_date, …}]}]}; amounts in cents. The invoice is the one that blocks, else the oldest open one. For staff, and for the client''s own users with portal.invoices.read, without who did what, notes and reasons. Refuses client_not_found, not_permitted.';
grant execute on function public.explain_dunning(uuid) to authenticated;
