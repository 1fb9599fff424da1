-- Clients: whom a reseller serves. Only the name is required; every other field follows a format rule when filled.

create function app.search_text(given text) returns text
	language plpgsql immutable strict
	set search_path = ''
as $$
begin
	return lower(extensions.unaccent('extensions.unaccent', given));
end
$$;
comment on function app.search_text(text) is
	'How text is compared when people look for it: without accents and in lower case. Immutable as long as nobody edits the dictionary.';

create table public.clients (
	id uuid primary key default gen_random_uuid(),
	reseller_id uuid not null references public.resellers (id) on delete cascade,
	number bigint not null,
	person_type text not null default 'company'
		constraint client_person_type_invalid check (person_type in ('individual', 'company')),
	name text not null
		constraint client_name_required check (length(btrim(name)) > 0)
		constraint client_name_too_long check (length(name) <= 200),
	trade_name text constraint client_trade_name_too_long check (length(trade_name) <= 200),
	document text constraint client_document_invalid check (
		document ~ case person_type when 'individual' then '^[0-9]{11}$' else '^[0-9A-Z]{12}[0-9]{2}$' end
	),
	identity_document text constraint client_identity_document_too_long check (length(identity_document) <= 30),
	municipal_registration text
		constraint client_municipal_registration_too_long check (length(municipal_registration) <= 30),
	born_or_opened_on date constraint client_birth_out_of_range check (born_or_opened_on between '1800-01-01' and '2200-01-01'),
	email text constraint client_email_invalid check (
		length(email) <= 254 and email ~ '^[^@[:space:][:cntrl:]<>,;"]+@[^@[:space:][:cntrl:]<>,;"]+\.[^@[:space:][:cntrl:]<>,;".]+$'
	),
	phone_hint text,
	contact_name text constraint client_contact_name_too_long check (length(contact_name) <= 120),
	contact_role text constraint client_contact_role_too_long check (length(contact_role) <= 60),
	sector text constraint client_sector_too_long check (length(sector) <= 60),
	company_size text constraint client_company_size_too_long check (length(company_size) <= 30),
	postal_code text constraint client_postal_code_invalid check (postal_code ~ '^[0-9]{8}$'),
	street text constraint client_street_too_long check (length(street) <= 200),
	street_number text constraint client_street_number_too_long check (length(street_number) <= 20),
	complement text constraint client_complement_too_long check (length(complement) <= 100),
	district text constraint client_district_too_long check (length(district) <= 100),
	city text constraint client_city_too_long check (length(city) <= 100),
	state text constraint client_state_invalid check (state ~ '^[A-Z]{2}$'),
	payer text not null default 'client'
		constraint client_payer_invalid check (payer in ('client', 'agency')),
	due_day smallint constraint client_due_day_invalid check (due_day between 1 and 31),
	collection text not null default 'informal'
		constraint client_collection_invalid check (collection in ('informal', 'gateway')),
	discount_cents bigint constraint client_discount_invalid check (discount_cents between 0 and 100000000),
	surcharge_cents bigint constraint client_surcharge_invalid check (surcharge_cents between 0 and 100000000),
	pending_days smallint constraint client_pending_days_invalid check (pending_days between 0 and 365),
	block_days smallint constraint client_block_days_invalid check (block_days between 0 and 365),
	monthly_cents bigint constraint client_monthly_invalid check (monthly_cents between 0 and 100000000000),
	contract_total_cents bigint
		constraint client_contract_total_invalid check (contract_total_cents between 0 and 100000000000),
	instalments smallint constraint client_instalments_invalid check (instalments between 1 and 12),
	locale text not null default 'pt-BR' constraint client_locale_invalid check (locale in ('pt-BR', 'en')),
	search_key text not null generated always as (app.search_text(
		name || coalesce(e'\n' || trade_name, '') || coalesce(e'\n' || email, '') || coalesce(e'\n' || document, '')
		|| e'\n' || number::text
	)) stored,
	archived_at timestamptz,
	anonymised_at timestamptz,
	created_at timestamptz not null default now(),
	updated_at timestamptz not null default now(),
	constraint clients_tenant_key unique (reseller_id, id),
	constraint clients_number_unique unique (reseller_id, number),
	constraint client_block_before_pending check (block_days >= pending_days),
	constraint client_anonymised_is_archived check (anonymised_at is null or archived_at is not null)
);
comment on table public.clients is 'A client of a reseller: a person (PF) or a company (PJ).';
comment on column public.clients.number is 'The ID people see: counts up per reseller.';
comment on column public.clients.document is 'CPF or CNPJ, unmasked, upper case; text, since a CNPJ may carry letters.';
comment on column public.clients.phone_hint is 'The first phone, masked, for whoever may not see phones.';
comment on column public.clients.collection is
	'informal: Pix and hand-confirmed payments. gateway: boleto and card through the reseller''s gateway, once it has one.';
comment on column public.clients.pending_days is
	'Days after the due date until the client is told of its pendency; null: the reseller''s default. block_days likewise, until the block.';
comment on column public.clients.monthly_cents is
	'What was agreed, as the contract says it: monthly value, total and instalments (1: at once). What is billed is the subscription''s.';
comment on column public.clients.search_key is 'What an infix search looks through.';
create index clients_document on public.clients (reseller_id, document) where document is not null;
create index clients_email on public.clients (reseller_id, email) where email is not null;
create index clients_cpf on public.clients (document) where person_type = 'individual' and document is not null;
alter table public.clients enable row level security;
-- Under row level security no trigram index can be used (its operators are not leakproof): the list's function looks through it.
create index clients_search on public.clients using gin (reseller_id, search_key extensions.gin_trgm_ops);
select app.keep_trail_of('clients', '{id}', '{search_key}');
grant select on public.clients to authenticated;
grant all on public.clients to service_role;
create policy "staff read all clients, a client's user its own" on public.clients
	for select to authenticated using (
		reseller_id = (select app.reseller_id())
		and ((select app.is_staff()) or id = (select app.client_id()))
	);

alter table public.memberships add constraint memberships_client
	foreign key (reseller_id, client_id) references public.clients (reseller_id, id) on delete cascade;

-- Phones stand apart, so that the database can withhold them from members without "see phones".
create table public.client_phones (
	reseller_id uuid not null,
	client_id uuid not null,
	position smallint not null default 1 check (position between 1 and 5),
	e164 text not null constraint client_phone_invalid check (e164 ~ '^\+[1-9][0-9]{7,14}$'),
	primary key (reseller_id, client_id, position),
	foreign key (reseller_id, client_id) references public.clients (reseller_id, id) on delete cascade
);
comment on table public.client_phones is 'Phone numbers in E.164, readable only with "see phones".';
alter table public.client_phones enable row level security;
select app.keep_trail_of('client_phones', '{client_id,position}');
grant select on public.client_phones to authenticated;
grant all on public.client_phones to service_role;
create policy "whoever may see phones reads them" on public.client_phones
	for select to authenticated using (
		(select app.sees_phones())
		and reseller_id = (select app.reseller_id())
		and ((select app.is_staff()) or client_id = (select app.client_id()))
	);

create function app.hint_phones() returns trigger
	language plpgsql security definer
	set search_path = ''
as $$
begin
	update public.clients c set phone_hint = hint.text
	from (
		select changed.reseller_id, changed.client_id, case
			-- The first of all places: there is none to look for before it.
			when tg_op <> 'DELETE' and changed.place = 1 then changed.hint
			else (
				select left(p.e164, 3) || ' ••••• ' || right(p.e164, 2) from public.client_phones p
				where p.reseller_id = changed.reseller_id and p.client_id = changed.client_id
				order by p.position limit 1
			)
		end as text
		from (
			select distinct on (r.reseller_id, r.client_id)
				r.reseller_id, r.client_id, r.position as place, left(r.e164, 3) || ' ••••• ' || right(r.e164, 2) as hint
			from changed_rows r
			order by r.reseller_id, r.client_id, r.position
		) changed
	) hint
	where c.reseller_id = hint.reseller_id and c.id = hint.client_id and c.phone_hint is distinct from hint.text;
	return null;
end
$$;
create trigger client_phones_hint_inserted after insert on public.client_phones
	referencing new table as changed_rows for each statement execute function app.hint_phones();
create trigger client_phones_hint_updated after update on public.client_phones
	referencing new table as changed_rows for each statement execute function app.hint_phones();
create trigger client_phones_hint_deleted after delete on public.client_phones
	referencing old table as changed_rows for each statement execute function app.hint_phones();
create index client_phones_search on public.client_phones using gin (reseller_id, e164 extensions.gin_trgm_ops);

-- Notes stand apart too: they are the staff's, and a client's own user reads the rest of its row.
create table public.client_notes (
	reseller_id uuid not null,
	client_id uuid not null,
	body text not null constraint client_notes_too_long check (length(body) between 1 and 5000),
	primary key (reseller_id, client_id),
	foreign key (reseller_id, client_id) references public.clients (reseller_id, id) on delete cascade
);
comment on table public.client_notes is 'What the staff must remember about a client, and the client must not read.';
alter table public.client_notes enable row level security;
select app.keep_trail_of('client_notes', '{client_id}');
grant select on public.client_notes to authenticated;
grant all on public.client_notes to service_role;
create policy "staff read their notes" on public.client_notes
	for select to authenticated using (reseller_id = (select app.staff_reseller_id()));

-- Writing -----------------------------------------------------------------------------------------------

create function app.client_fields(given jsonb) returns jsonb
	language sql immutable
	set search_path = ''
as $$
	select coalesce(jsonb_object_agg(f.key, case
		when jsonb_typeof(f.value) <> 'string' then f.value
		when btrim(f.value #>> '{}') = '' then 'null'
		when f.key = 'email' then to_jsonb(lower(btrim(f.value #>> '{}')))
		else to_jsonb(btrim(f.value #>> '{}'))
	end), '{}')
	from jsonb_each(given) f
	where f.key in (
		'person_type', 'name', 'trade_name', 'document', 'identity_document', 'municipal_registration', 'born_or_opened_on',
		'email', 'contact_name', 'contact_role', 'sector', 'company_size', 'postal_code', 'street', 'street_number',
		'complement', 'district', 'city', 'state', 'payer', 'due_day', 'collection', 'discount_cents', 'surcharge_cents',
		'pending_days', 'block_days', 'monthly_cents', 'contract_total_cents', 'instalments', 'locale'
	)
$$;
comment on function app.client_fields(jsonb) is
	'Of what came in, the columns of a client that people write, tidied: spaces around text go, empty text is null, an address is in lower case.';

create function app.phones_in(fields jsonb) returns text[]
	language sql immutable
	set search_path = ''
as $$
	select coalesce(array_agg(distinct_phone.phone order by distinct_phone.first_at), '{}')
	from (
		select btrim(p.phone) as phone, min(p.at) as first_at
		from jsonb_array_elements_text(coalesce(
			nullif(fields -> 'phones', 'null'), case when btrim(fields ->> 'phone') <> '' then jsonb_build_array(fields -> 'phone') end, '[]'
		)) with ordinality as p (phone, at)
		where btrim(p.phone) <> ''
		group by btrim(p.phone)
	) distinct_phone
$$;
comment on function app.phones_in(jsonb) is 'The phones (E.164) in `phones`, or the one in `phone`; empty and repeated ones left out.';

create function app.set_phones(reseller_id uuid, client_id uuid, phones text[]) returns void
	language plpgsql security definer
	set search_path = ''
as $$
begin
	if cardinality(phones) > 5 then
		perform app.refuse('client_phones_too_many');
	end if;
	delete from public.client_phones p
	where p.reseller_id = set_phones.reseller_id and p.client_id = set_phones.client_id and p.position > cardinality(phones);
	insert into public.client_phones as p (reseller_id, client_id, position, e164)
	select set_phones.reseller_id, set_phones.client_id, given.position, given.phone
	from unnest(phones) with ordinality as given (phone, position)
	on conflict on constraint client_phones_pkey do update set e164 = excluded.e164 where p.e164 <> excluded.e164;
end
$$;

create function app.set_notes(reseller_id uuid, client_id uuid, notes text) returns void
	language plpgsql security definer
	set search_path = ''
as $$
begin
	if notes is null then
		delete from public.client_notes n where n.reseller_id = set_notes.reseller_id and n.client_id = set_notes.client_id;
		return;
	end if;
	insert into public.client_notes as n (reseller_id, client_id, body)
	values (set_notes.reseller_id, set_notes.client_id, notes)
	on conflict on constraint client_notes_pkey do update set body = excluded.body where n.body <> excluded.body;
end
$$;

create function app.insert_client(reseller_id uuid, fields jsonb, id uuid default gen_random_uuid()) returns public.clients
	language plpgsql security definer
	set search_path = ''
as $$
declare
	given public.clients := jsonb_populate_record(null::public.clients, app.client_fields(fields));
	client public.clients;
	violated text;
begin
	insert into public.clients (
		id, reseller_id, number, person_type, name, trade_name, document, identity_document, municipal_registration,
		born_or_opened_on, email, contact_name, contact_role, sector, company_size,
		postal_code, street, street_number, complement, district, city, state, payer, due_day, collection,
		discount_cents, surcharge_cents, pending_days, block_days, monthly_cents, contract_total_cents, instalments, locale
	) values (
		insert_client.id, insert_client.reseller_id, app.next_number(insert_client.reseller_id, 'client'),
		coalesce(given.person_type, 'company'), coalesce(given.name, ''), given.trade_name, given.document,
		given.identity_document, given.municipal_registration, given.born_or_opened_on, given.email,
		given.contact_name, given.contact_role, given.sector, given.company_size,
		given.postal_code, given.street, given.street_number, given.complement, given.district, given.city, given.state,
		coalesce(given.payer, 'client'), given.due_day, coalesce(given.collection, 'informal'),
		given.discount_cents, given.surcharge_cents, given.pending_days, given.block_days, given.monthly_cents,
		given.contract_total_cents, given.instalments, coalesce(given.locale, 'pt-BR')
	) returning * into client;
	perform app.set_phones(client.reseller_id, client.id, app.phones_in(fields));
	perform app.set_notes(client.reseller_id, client.id, nullif(fields ->> 'notes', ''));
	return client;
exception
	when check_violation then
		-- Constraints of this chapter are named after the refusal that they mean.
		get stacked diagnostics violated = constraint_name;
		perform app.refuse(violated);
	when data_exception then
		perform app.refuse('input_invalid');
end
$$;
comment on function app.insert_client(uuid, jsonb, uuid) is
	'Adds a client from JSON fields named as the columns, plus `phones` (up to five, E.164) and `notes`. Refuses with the name of the broken rule.';
