-- Portal: what a client's own users may change.

create function app.save_company(fields jsonb) returns void
	language plpgsql security definer
	set search_path = ''
as $$
declare
	account app.account := app.require('portal.company.write');
	given public.clients;
	phone text := nullif(btrim(fields ->> 'phone'), '');
	violated text;
begin
	if jsonb_typeof(fields) is distinct from 'object' then
		perform app.refuse('input_invalid');
	end if;
	given := jsonb_populate_record(null::public.clients, fields);
	update public.clients c set
		trade_name = nullif(btrim(given.trade_name), ''), email = nullif(lower(btrim(given.email)), ''),
		contact_name = nullif(btrim(given.contact_name), ''), contact_role = nullif(btrim(given.contact_role), ''),
		postal_code = nullif(given.postal_code, ''), street = nullif(btrim(given.street), ''),
		street_number = nullif(btrim(given.street_number), ''), complement = nullif(btrim(given.complement), ''),
		district = nullif(btrim(given.district), ''), city = nullif(btrim(given.city), ''), state = nullif(given.state, ''),
		updated_at = now()
	where c.reseller_id = account.reseller_id and c.id = account.client_id;
	-- Who may not see the phone cannot have meant to change it.
	if account.sees_phones and phone is null then
		delete from public.client_phones p
		where p.reseller_id = account.reseller_id and p.client_id = account.client_id and p.position = 1;
	elsif account.sees_phones then
		insert into public.client_phones as p (reseller_id, client_id, position, e164)
		values (account.reseller_id, account.client_id, 1, phone)
		on conflict on constraint client_phones_pkey do update set e164 = excluded.e164 where p.e164 <> excluded.e164;
	end if;
exception
	when check_violation then
		get stacked diagnostics violated = constraint_name;
		perform app.refuse(violated);
	when data_exception then
		perform app.refuse('input_invalid');
end
$$;
grant execute on function app.save_company(jsonb) to authenticated;

create function public.save_company(fields jsonb) returns void
	language sql
	set search_path = ''
as $$ select app.save_company(fields) $$;
comment on function public.save_company(jsonb) is
	'A client''s user changes contact and address of the acting client: {trade_name, email, phone, contact_name, contact_role, postal_code, street, street_number, complement, district, city, state}; what is absent becomes empty, other columns stay. Idempotent. Refuses no_account, not_permitted, and the rules of clients by name.';
grant execute on function public.save_company(jsonb) to authenticated;
