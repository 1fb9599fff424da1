-- Live: every change of a tenant's rows is announced on private channels: which row, never what is in it.

create table app.channels (
	kind text not null check (kind in ('reseller', 'client')),
	account_id uuid not null,
	version bigint not null default 1,
	primary key (kind, account_id)
);
comment on table app.channels is
	'Where an account is announced: topic `<kind>:<id>:<version>`. Realtime asks who may listen only at the join, so whenever somebody loses a right the account moves on to the next version, and everybody joins anew or not at all.';

create function app.topic(kind text, account_id uuid) returns text
	language plpgsql stable security definer
	set search_path = ''
as $$
begin
	return kind || ':' || account_id || ':' || coalesce((
		select c.version from app.channels c where c.kind = topic.kind and c.account_id = topic.account_id
	), 1);
end
$$;

create function app.move_channel(kind text, account_id uuid) returns void
	language plpgsql security definer
	set search_path = ''
as $$
declare
	moved_to bigint;
begin
	-- The row decides which version is left, also when two move at once: each takes leave of one version.
	insert into app.channels as c (kind, account_id, version) values (move_channel.kind, move_channel.account_id, 2)
	on conflict on constraint channels_pkey do update set version = c.version + 1
	returning c.version into moved_to;
	perform realtime.send('{}', 'moved', kind || ':' || account_id || ':' || moved_to - 1, true);
end
$$;
comment on function app.move_channel(text, uuid) is
	'Leaves the channel to those who are on it, with the event `moved` as the last: who still may asks `current_account()` for the new topic.';

create function app.move_channels_of(person uuid) returns void
	language sql security definer
	set search_path = ''
as $$
	select app.move_channel(account.kind, account.id)
	from (
		select distinct case when m.client_id is null then 'reseller' else 'client' end as kind, coalesce(m.client_id, m.reseller_id) as id
		from public.memberships m where m.person_id = move_channels_of.person and m.status = 'active'
		union
		select 'client', i.client_id from public.impersonations i
		where i.actor_id = move_channels_of.person and i.ended_at is null and i.expires_at > now()
		-- Always in one order, so that two who move the same channels wait for each other instead of both.
		order by 1 desc, 2
	) account
$$;

create function app.announce() returns trigger
	language plpgsql security definer
	set search_path = ''
as $$
declare
	-- Beyond this many rows in one statement a list is read again as a whole: one message instead of thousands.
	most_told constant integer := 20;
	told record;
	touched uuid[];
begin
	-- Counted before anything is made of them: most rows of a large statement are never told.
	for told in select c.reseller_id, count(*) as rows from changed_rows c group by c.reseller_id loop
		if told.rows > most_told then
			perform realtime.send(
				jsonb_build_object('table', tg_table_name, 'operation', lower(tg_op), 'row_id', null, 'client_id', null, 'many', true),
				'change', app.topic('reseller', told.reseller_id), true
			);
		else
			perform realtime.send(
				jsonb_build_object(
					'table', tg_table_name, 'operation', lower(tg_op), 'row_id', r.row ->> 'id',
					'client_id', r.row ->> case tg_table_name when 'clients' then 'id' else 'client_id' end,
					'invoice_id', r.row ->> 'invoice_id'
				),
				'change', app.topic('reseller', told.reseller_id), true
			) from (select to_jsonb(c) as row from changed_rows c where c.reseller_id = told.reseller_id offset 0) r;
		end if;
		-- A client's own users learn which table to read again, and no id: not all of them may see every row.
		if tg_argv[0] = 'client' then
			if tg_table_name = 'clients' then
				touched := array(
					select c.id from changed_rows c
					where c.reseller_id = told.reseller_id and exists (
						select from public.memberships m
						where m.reseller_id = c.reseller_id and m.client_id = c.id and m.status = 'active'
					)
				);
			else
				touched := array(
					select distinct c.client_id from changed_rows c
					where c.reseller_id = told.reseller_id and exists (
						select from public.memberships m
						where m.reseller_id = c.reseller_id and m.client_id = c.client_id and m.status = 'active'
					)
				);
			end if;
			perform realtime.send(
				jsonb_build_object('table', tg_table_name, 'operation', lower(tg_op)), 'change', app.topic('client', c.id), true
			) from unnest(touched) as c (id);
		end if;
	end loop;
	return null;
end
$$;
comment on function app.announce() is
	'Broadcasts {table, operation, row_id, client_id, invoice_id} for each row of the statement to the reseller''s channel, or once {table, operation, many: true} for more than twenty, and {table, operation} to each touched client''s channel where the argument says so; delivered at commit. Receivers re-read under row level security.';

create function app.announce_changes_of(table_name text, to_whom text default 'staff') returns void
	language plpgsql
	set search_path = ''
as $$
begin
	execute format($sql$
		create trigger inserts_announced after insert on public.%1$I
			referencing new table as changed_rows for each statement execute function app.announce(%2$L);
		create trigger updates_announced after update on public.%1$I
			referencing new table as changed_rows for each statement execute function app.announce(%2$L);
		create trigger deletes_announced after delete on public.%1$I
			referencing old table as changed_rows for each statement execute function app.announce(%2$L);
	$sql$, table_name, to_whom);
end
$$;
comment on function app.announce_changes_of(text, text) is
	'Announces every change of a tenant table to the staff, or to the staff and the users of the client that the row is about (`client`).';
select app.announce_changes_of('clients', 'client'), app.announce_changes_of('client_phones'), app.announce_changes_of('client_notes'),
	app.announce_changes_of('plans'), app.announce_changes_of('subscriptions', 'client'), app.announce_changes_of('suspensions', 'client'),
	app.announce_changes_of('invoices', 'client'), app.announce_changes_of('payments', 'client'),
	app.announce_changes_of('invoice_mails'), app.announce_changes_of('memberships', 'client'),
	app.announce_changes_of('invitations'), app.announce_changes_of('impersonations', 'client'),
	app.announce_changes_of('client_batches'), app.announce_changes_of('client_imports'), app.announce_changes_of('client_views'),
	app.announce_changes_of('plan_categories'), app.announce_changes_of('plan_sign_ups'),
	app.announce_changes_of('bank_statements'), app.announce_changes_of('agency_statements'),
	app.announce_changes_of('subscription_blocks', 'client'), app.announce_changes_of('trust_releases', 'client'),
	app.announce_changes_of('late_rates'), app.announce_changes_of('holidays'), app.announce_changes_of('billing_settings'),
	app.announce_changes_of('data_requests'), app.announce_changes_of('billing_runs'), app.announce_changes_of('billing_holds'),
	app.announce_changes_of('subscription_adjustments', 'client'), app.announce_changes_of('credit_entries', 'client'),
	app.announce_changes_of('refunds', 'client'), app.announce_changes_of('gateway_accounts'), app.announce_changes_of('gateway_drifts'),
	app.announce_changes_of('gateway_charges', 'client'), app.announce_changes_of('payment_profiles', 'client'),
	app.announce_changes_of('api_keys'), app.announce_changes_of('session_packs'), app.announce_changes_of('session_purchases', 'client'),
	app.announce_changes_of('webhook_endpoints'), app.announce_changes_of('webhook_deliveries');

create function app.may_listen(topic text) returns boolean
	language plpgsql stable security definer
	set search_path = ''
as $$
declare
	kind text := split_part(topic, ':', 1);
	account_id uuid;
	person uuid := app.session_person();
begin
	if person is null or topic !~ '^(reseller|client):[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}:[0-9]{1,18}$' then
		return false;
	end if;
	account_id := split_part(topic, ':', 2)::uuid;
	-- An earlier version of the topic is a channel that the account has left.
	if topic <> app.topic(kind, account_id) then
		return false;
	end if;
	if kind = 'reseller' then
		return exists (
			select from public.memberships m
			where m.reseller_id = account_id and m.client_id is null and m.status = 'active' and m.person_id = person
		);
	end if;
	return exists (
		select from public.memberships m
		where m.client_id = account_id and m.status = 'active' and m.person_id = person
	) or exists (
		select from public.impersonations i
		where i.client_id = account_id and i.actor_id = person and i.ended_at is null and i.expires_at > now()
			and (app.find_account('impersonation', i.id::text)).client_id = account_id
	);
end
$$;
comment on function app.may_listen(text) is
	'Whether the signed-in person may join a private channel: `reseller:<id>:<version>` for the staff of that reseller, `client:<id>:<version>` for the client''s users and whoever impersonates one.';
grant execute on function app.may_listen(text) to authenticated;

create policy "members listen to their account" on realtime.messages
	for select to authenticated using (
		extension in ('broadcast', 'presence') and (select app.may_listen((select realtime.topic())))
	);
create policy "members show their presence in their account" on realtime.messages
	for insert to authenticated with check (
		extension = 'presence' and (select app.may_listen((select realtime.topic())))
	);
