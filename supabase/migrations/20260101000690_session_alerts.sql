-- Alerts: that a quota of sessions comes to its end, by mail, to programs and to whoever looks at the console. Whoever
-- records use or changes a plan finds out (session_quotas.alerted); here it is told, of any number of quotas at once.

create type app.session_alert as (reseller_id uuid, subscription_id uuid, starts_on date, threshold smallint);

create function app.alert_sessions(alerts app.session_alert[]) returns void
	language plpgsql security definer
	set search_path = ''
	set enable_seqscan = off
	set enable_hashjoin = off
	set enable_mergejoin = off
	set plan_cache_mode = force_generic_plan
as $$
declare
	-- Of one account in one go: beyond these nobody reads what pops up.
	most_shown constant integer := 20;
	least_level constant smallint := (select l.least_level from app.level_permissions l where l.permission = 'portal.sessions.read');
	roles constant text[] := array(select r.role from app.role_permissions r where r.permission = 'sessions.correct');
begin
	if coalesce(cardinality(alerts), 0) = 0 then
		return;
	end if;
	insert into public.webhook_messages (reseller_id, type, key, client_id, data)
	select q.reseller_id, t.type, concat_ws(':', translate(t.type, '.', '_'), q.subscription_id, q.starts_on), q.client_id, jsonb_build_object(
		'client_id', q.client_id, 'client_number', c.number, 'subscription_id', q.subscription_id, 'plan_name', p.name,
		'threshold', a.threshold, 'granted', q.granted, 'quota_left', q.quota_left, 'extras_left', m.extras_left,
		'period_starts_on', q.starts_on, 'period_ends_on', q.ends_on
	)
	from unnest(alerts) a
	cross join lateral (select case a.threshold when 100 then 'sessions.out' else 'sessions.low' end as type) t
	join public.session_quotas q on q.reseller_id = a.reseller_id and q.subscription_id = a.subscription_id and q.starts_on = a.starts_on
	join public.clients c on c.reseller_id = q.reseller_id and c.id = q.client_id
	join public.session_meters m on m.reseller_id = q.reseller_id and m.client_id = q.client_id
	join public.plan_versions v on v.reseller_id = q.reseller_id and v.id = q.plan_version_id
	join public.plans p on p.reseller_id = v.reseller_id and p.id = v.plan_id
	where exists (
		select from public.webhook_endpoints e where e.reseller_id = a.reseller_id and e.is_active and t.type = any (e.event_types)
	)
	on conflict on constraint webhook_messages_once do nothing;

	-- The users of the client; if it has none, its own address; and those of the staff who may give sessions.
	insert into app.outbox (reseller_id, kind, template, recipient, unique_key, payload)
	select n.reseller_id, 'email', n.template, r.address,
		-- One for each threshold, period and recipient.
		concat_ws(':', n.template, n.subscription_id, n.starts_on, coalesce(r.membership_id::text, 'client')),
		jsonb_build_object(
			'quota', jsonb_build_object('reseller_id', n.reseller_id, 'subscription_id', n.subscription_id, 'starts_on', n.starts_on),
			'membership_id', r.membership_id
		)
	from (
		select q.reseller_id, q.client_id, q.subscription_id, q.starts_on,
			case a.threshold when 100 then 'sessions_out' else 'sessions_low' end as template,
			coalesce(s.tells_clients, true) as tells_clients, coalesce(s.tells_staff, true) as tells_staff
		from unnest(alerts) a
		join public.session_quotas q on q.reseller_id = a.reseller_id and q.subscription_id = a.subscription_id and q.starts_on = a.starts_on
		left join public.session_settings s on s.reseller_id = a.reseller_id
		offset 0
	) n
	cross join lateral (
		select m.id as membership_id, p.email as address
		from public.memberships m
		join public.people p on p.id = m.person_id
		where n.tells_clients and m.reseller_id = n.reseller_id and m.client_id = n.client_id and m.status = 'active' and m.level >= least_level
		union all
		select null, c.email from public.clients c
		where n.tells_clients and c.reseller_id = n.reseller_id and c.id = n.client_id and c.email is not null and not exists (
			select from public.memberships m
			where m.reseller_id = n.reseller_id and m.client_id = n.client_id and m.status = 'active' and m.level >= least_level
		)
		union all
		select m.id, p.email
		from public.memberships m
		join public.people p on p.id = m.person_id
		where n.tells_staff and m.reseller_id = n.reseller_id and m.client_id is null and m.status = 'active' and m.role = any (roles)
	) r
	on conflict on constraint outbox_unique_key_key do nothing;

	perform realtime.send(
		jsonb_build_object('table', 'session_alerts', 'operation', 'insert', 'row_id', null, 'client_id', s.client_id, 'threshold', s.threshold),
		'change', app.topic('reseller', s.reseller_id), true
	)
	from (
		select q.reseller_id, q.client_id, a.threshold,
			row_number() over (partition by q.reseller_id order by a.threshold desc, q.client_id) as place
		from unnest(alerts) a
		join public.session_quotas q on q.reseller_id = a.reseller_id and q.subscription_id = a.subscription_id and q.starts_on = a.starts_on
	) s
	where s.place <= most_shown;

	-- The users of each client, of their own one: no id, as on all that they hear.
	perform realtime.send(
		jsonb_build_object('table', 'session_alerts', 'operation', 'insert', 'threshold', s.threshold),
		'change', app.topic('client', s.client_id), true
	)
	from (
		select q.client_id, max(a.threshold) as threshold
		from unnest(alerts) a
		join public.session_quotas q on q.reseller_id = a.reseller_id and q.subscription_id = a.subscription_id and q.starts_on = a.starts_on
		where exists (
			select from public.memberships m
			where m.reseller_id = q.reseller_id and m.client_id = q.client_id and m.status = 'active' and m.level >= least_level
		)
		group by 1
	) s;
end
$$;
comment on function app.alert_sessions(app.session_alert[]) is
	'Tells that 80 or 100 per cent of these quotas are used: webhooks, mails to whom session_settings names, whoever looks at the console (twenty of an account at most), and the users of the client on its portal. Whoever calls has noted it in the quotas, so that it is told once; the keys of messages and mails see to it as well.';

-- What is written -----------------------------------------------------------------------------------------------

create function app.session_mail_data(payload jsonb) returns jsonb
	language plpgsql stable security definer
	set search_path = ''
as $$
declare
	quota public.session_quotas;
	member public.memberships;
	meter public.session_meters;
	today date;
begin
	select q.* into quota from public.session_quotas q
	where q.reseller_id = (payload #>> '{quota,reseller_id}')::uuid and q.subscription_id = (payload #>> '{quota,subscription_id}')::uuid
		and q.starts_on = (payload #>> '{quota,starts_on}')::date;
	select m.* into member from public.memberships m where m.id = (payload ->> 'membership_id')::uuid;
	select m.* into meter from public.session_meters m
	where m.reseller_id = quota.reseller_id and m.client_id = quota.client_id;
	today := app.today(quota.reseller_id);
	return (
		select jsonb_build_object(
			'locale', coalesce(app.member_locale(member), c.locale),
			'brand', app.mail_brand(quota.reseller_id),
			'audience', case when payload ->> 'membership_id' is not null and member.client_id is null then 'staff' else 'client' end,
			'name', coalesce(member.name, (select p.name from public.people p where p.id = member.person_id), c.contact_name, c.trade_name, c.name),
			'client_name', coalesce(c.trade_name, c.name),
			'plan_name', p.name,
			'granted', quota.granted, 'quota_left', quota.quota_left, 'extras_left', meter.extras_left,
			'ends_on', quota.ends_on,
			'renews_on', (
				select min(q.ends_on) from public.session_quotas q
				where q.reseller_id = quota.reseller_id and q.client_id = quota.client_id and q.closed_at is null
			),
			'forecast_on', app.forecast_sessions(
				quota.reseller_id, quota.client_id, today, case when meter.is_metered then meter.quota_left + meter.extras_left end
			),
			-- What a plan without a quota beside it covers never runs out.
			'after', case when cardinality(meter.unlimited) > 0 then 'free' else quota.session_overage end,
			'overage_cap', quota.overage_cap, 'overage_price_cents', quota.overage_price_cents,
			'link', app.setting('app_url') || case
				when payload ->> 'membership_id' is null then null
				when member.client_id is null then '/r/' || r.slug || '/clients/' || quota.client_id
				else '/c/' || quota.client_id end,
			'settings_link', case when payload ->> 'membership_id' is not null and member.client_id is null
				then app.setting('app_url') || '/r/' || r.slug || '/billing/settings#sessions' end
		)
		from public.clients c
		join public.resellers r on r.id = c.reseller_id
		join public.plan_versions v on v.reseller_id = c.reseller_id and v.id = quota.plan_version_id
		join public.plans p on p.reseller_id = v.reseller_id and p.id = v.plan_id
		where c.reseller_id = quota.reseller_id and c.id = quota.client_id
	);
end
$$;
comment on function app.session_mail_data(jsonb) is
	'What the mails about a quota are written from, as it stands when they leave. after: what happens once quota and extras are used (block, bill, cap; free: a plan without quota covers it). Who has no access gets no link.';

create function app.member_locale(member public.memberships) returns text
	language sql stable security definer
	set search_path = ''
as $$
	select i.locale from public.invitations i
	join public.people p on p.id = member.person_id and lower(p.email) = i.email
	where i.reseller_id = member.reseller_id and i.client_id is not distinct from member.client_id and i.accepted_at is not null
	order by i.accepted_at desc limit 1
$$;
comment on function app.member_locale(public.memberships) is 'The language in which somebody was invited; null: unknown.';

create function app.mail_brand(reseller_id uuid) returns jsonb
	language sql stable security definer
	set search_path = ''
as $$
	select jsonb_build_object(
		'name', coalesce(b.display_name, r.name), 'logo', b.logo, 'primary_color', coalesce(b.primary_color, '#0f5c4d'),
		'sender_name', coalesce(b.sender_name, r.name), 'reply_to', b.reply_to
	)
	from public.resellers r
	left join public.reseller_brands b on b.reseller_id = r.id
	where r.id = mail_brand.reseller_id
$$;

create function app.withdraw_notices() returns void
	language sql security definer
	set search_path = ''
as $$
	update app.outbox o set state = 'parked', lease = null, last_error = 'withdrawn'
	where o.kind = 'email' and o.template in ('sessions_low', 'sessions_out', 'webhook_stopped')
		and o.state in ('queued', 'sending') and o.due_at <= now()
		and (
			-- Who does not belong to the account any more.
			o.payload ->> 'membership_id' is not null and not exists (
				select from public.memberships m where m.id = (o.payload ->> 'membership_id')::uuid and m.status = 'active'
			)
			-- The period is over, or the next mail says more than this one.
			or o.payload ? 'quota' and not exists (
				select from public.session_quotas q
				where q.reseller_id = o.reseller_id and q.subscription_id = (o.payload #>> '{quota,subscription_id}')::uuid
					and q.starts_on = (o.payload #>> '{quota,starts_on}')::date and q.closed_at is null
					and (q.alerted = 80 or o.template = 'sessions_out')
			)
			or o.payload ? 'endpoint_id' and not exists (
				select from public.webhook_endpoints e where e.id = (o.payload ->> 'endpoint_id')::uuid and not e.is_active
			)
		)
$$;
comment on function app.withdraw_notices() is
	'What is not true any more, or is nobody''s business any more, does not leave: asked each time mails are taken.';

create function app.forget_session_mails(reseller_id uuid, client_id uuid) returns void
	language sql security definer
	set search_path = ''
as $$
	update app.outbox o set recipient = 'anonimizado@invalid', state = case o.state when 'sent' then 'sent' else 'parked' end, lease = null
	where o.unique_key in (
		select concat_ws(':', t.template, q.subscription_id, q.starts_on, 'client')
		from public.session_quotas q cross join (values ('sessions_low'), ('sessions_out')) t (template)
		where q.reseller_id = forget_session_mails.reseller_id and q.client_id = forget_session_mails.client_id
	)
$$;
comment on function app.forget_session_mails(uuid, uuid) is 'Takes a client''s own address out of the mails about its quotas. Those to its users are theirs.';

-- That an endpoint of webhooks was stopped -----------------------------------------------------------------------

create function app.tell_webhook_stopped(endpoint public.webhook_endpoints) returns void
	language sql security definer
	set search_path = ''
as $$
	insert into app.outbox (reseller_id, kind, template, recipient, unique_key, payload)
	select m.reseller_id, 'email', 'webhook_stopped', p.email,
		concat_ws(':', 'webhook_stopped', endpoint.id, extract(epoch from endpoint.stopped_at), m.id),
		jsonb_build_object('endpoint_id', endpoint.id, 'membership_id', m.id)
	from public.memberships m
	join public.people p on p.id = m.person_id
	where m.reseller_id = endpoint.reseller_id and m.client_id is null and m.status = 'active'
		and m.role in (select r.role from app.role_permissions r where r.permission = 'api.manage')
	on conflict on constraint outbox_unique_key_key do nothing
$$;
comment on function app.tell_webhook_stopped(public.webhook_endpoints) is
	'Mails those who may manage the API that an endpoint was stopped, once each time it is.';

create function app.webhook_stopped_mail_data(payload jsonb) returns jsonb
	language sql stable security definer
	set search_path = ''
as $$
	select jsonb_build_object(
		'locale', coalesce(app.member_locale(m), 'pt-BR'),
		'time_zone', r.time_zone,
		'brand', app.mail_brand(r.id),
		'name', coalesce(m.name, (select p.name from public.people p where p.id = m.person_id)),
		-- Addresses may carry passwords; they stay in the console.
		'host', substring(e.url from '^[a-z]+://(?:[^/?#]*@)?([^/?#]+)'),
		'description', e.description,
		'reason', e.stopped_because,
		'stopped_at', e.stopped_at,
		'waiting', (
			select count(*) from public.webhook_deliveries d
			where d.reseller_id = e.reseller_id and d.endpoint_id = e.id and d.state = 'parked'
		),
		'link', app.setting('app_url') || '/r/' || r.slug || '/developers/webhooks/' || e.id
	)
	from public.webhook_endpoints e
	join public.resellers r on r.id = e.reseller_id
	join public.memberships m on m.id = (payload ->> 'membership_id')::uuid
	where e.id = (payload ->> 'endpoint_id')::uuid
$$;
comment on function app.webhook_stopped_mail_data(jsonb) is 'What the mail about a stopped endpoint is written from; null when it is gone.';
