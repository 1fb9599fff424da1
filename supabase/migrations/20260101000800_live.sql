-- Live: every change of a tenant's rows is announced on the tenant's private channel: which row, never what is in it.

create function app.announce() returns trigger
	language plpgsql security definer
	set search_path = ''
as $$
declare
	changed jsonb := to_jsonb(case tg_op when 'DELETE' then old else new end);
	client_id text := case tg_table_name when 'clients' then changed ->> 'id' else changed ->> 'client_id' end;
begin
	perform realtime.send(
		jsonb_build_object(
			'table', tg_table_name, 'operation', lower(tg_op), 'row_id', changed ->> 'id',
			'client_id', client_id, 'invoice_id', changed ->> 'invoice_id'
		),
		'change', 'reseller:' || (changed ->> 'reseller_id'), true
	);
	return null;
end
$$;
comment on function app.announce() is
	'Broadcasts {table, operation, row_id, client_id, invoice_id} to `reseller:<id>`, delivered at commit. Receivers re-read under row level security.';

create trigger clients_announced after insert or update or delete on public.clients
	for each row execute function app.announce();
create trigger plans_announced after insert or update or delete on public.plans
	for each row execute function app.announce();
create trigger subscriptions_announced after insert or update or delete on public.subscriptions
	for each row execute function app.announce();
create trigger invoices_announced after insert or update or delete on public.invoices
	for each row execute function app.announce();
create trigger payments_announced after insert or update or delete on public.payments
	for each row execute function app.announce();
create trigger invoice_mails_announced after insert or update or delete on public.invoice_mails
	for each row execute function app.announce();

create function app.may_listen(topic text) returns boolean
	language sql stable security definer
	set search_path = ''
as $$
	select exists (
		select from public.memberships m
		where topic = 'reseller:' || m.reseller_id
			and m.client_id is null and m.status = 'active'
			and m.person_id = app.session_person()
	)
$$;
comment on function app.may_listen(text) is
	'Whether the signed-in person may join a private channel: `reseller:<id>` for the staff of that reseller.';
grant execute on function app.may_listen(text) to authenticated;

create policy "staff listen to their reseller" on realtime.messages
	for select to authenticated using (
		extension in ('broadcast', 'presence') and (select app.may_listen((select realtime.topic())))
	);
create policy "staff show their presence to their reseller" on realtime.messages
	for insert to authenticated with check (
		extension = 'presence' and (select app.may_listen((select realtime.topic())))
	);
