-- Portal: what a client's own users may change.

create function app.save_company(fields jsonb, base jsonb) returns jsonb
	language plpgsql security definer
	set search_path = ''
as $$
declare
	account app.account := app.require('portal.company.write');
	client public.clients;
	current jsonb;
	wanted jsonb;
	conflicts text[];
begin
	if jsonb_typeof(fields) is distinct from 'object' or jsonb_typeof(coalesce(base, '{}')) <> 'object' then
		perform app.refuse('input_invalid');
	end if;
	select c.* into strict client from public.clients c
	where c.reseller_id = account.reseller_id and c.id = account.client_id
	for update;
	if fields ? 'phone' and not fields ? 'phones' then
		fields := fields || jsonb_build_object('phones', to_jsonb(app.phones_in(fields)));
	end if;
	select coalesce(jsonb_object_agg(w.key, w.value), '{}') into wanted
	from jsonb_each(app.typed_client_fields(fields)) w
	where w.key in (
			'trade_name', 'email', 'contact_name', 'contact_role', 'postal_code', 'street', 'street_number', 'complement',
			'district', 'city', 'state'
		)
		-- Who may not see the phones cannot have meant to change them.
		or (w.key = 'phones' and account.sees_phones);
	current := app.client_as_edited(client);
	if base is not null then
		conflicts := app.conflicting_fields(current, wanted, app.typed_client_fields(base));
	end if;
	if cardinality(conflicts) > 0 then
		perform app.refuse('client_changed', 409, jsonb_build_object('conflicts', (
			select jsonb_agg(jsonb_build_object('field', c.field, 'theirs', current -> c.field)) from unnest(conflicts) as c (field)
		)));
	end if;
	select coalesce(jsonb_object_agg(w.key, w.value), '{}') into wanted
	from jsonb_each(wanted) w where w.value is distinct from coalesce(current -> w.key, 'null');
	if wanted <> '{}' then
		perform app.change_client(client, wanted);
	end if;
	return jsonb_build_object('saved', (select coalesce(jsonb_agg(k.key order by k.key), '[]') from jsonb_object_keys(wanted) as k (key)));
exception
	when data_exception then
		perform app.refuse('input_invalid');
end
$$;
grant execute on function app.save_company(jsonb, jsonb) to authenticated;

create function public.save_company(fields jsonb, base jsonb default null) returns jsonb
	language sql
	set search_path = ''
as $$ select app.save_company(fields, base) $$;
comment on function public.save_company(jsonb, jsonb) is
	'A client''s user changes contact and address of the acting client and gets {saved: [field]}. fields: any of trade_name, email, phones (up to five, E.164), contact_name, contact_role, postal_code, street, street_number, complement, district, city, state; what is absent stays, other columns are passed over, phones count only for whoever sees them. base: what these fields held when the form was opened; if somebody else changed one of them to something else nothing is saved: client_changed (409) with {conflicts: [{field, theirs}]}; without base nothing is compared. Idempotent. Refuses no_account, not_permitted, input_invalid, and the rules of clients by name.';
grant execute on function public.save_company(jsonb, jsonb) to authenticated;
