-- Clients: whom a reseller serves. Only the name is required; every other field follows a format rule when filled.

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
	locale text not null default 'pt-BR' constraint client_locale_invalid check (locale in ('pt-BR', 'en')),
	archived_at timestamptz,
	created_at timestamptz not null default now(),
	updated_at timestamptz not null default now(),
	constraint clients_tenant_key unique (reseller_id, id),
	constraint clients_number_unique unique (reseller_id, number)
);
comment on table public.clients is 'A client of a reseller: a person (PF) or a company (PJ).';
comment on column public.clients.number is 'The ID people see: counts up per reseller.';
comment on column public.clients.document is 'CPF or CNPJ, unmasked, upper case; text, since a CNPJ may carry letters.';
comment on column public.clients.phone_hint is 'The first phone, masked, for whoever may not see phones.';
create index clients_newest on public.clients (reseller_id, created_at desc, id desc);
create index clients_name on public.clients (reseller_id, name, id);
create index clients_document on public.clients (reseller_id, document) where document is not null;
create index clients_cpf on public.clients (document) where person_type = 'individual' and document is not null;
alter table public.clients enable row level security;
select app.keep_trail_of('clients');
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

create function app.hint_phone() returns trigger
	language plpgsql security definer
	set search_path = ''
as $$
declare
	phone public.client_phones := coalesce(new, old);
begin
	update public.clients c set phone_hint = (
		select left(p.e164, 3) || ' ••••• ' || right(p.e164, 2)
		from public.client_phones p
		where p.reseller_id = c.reseller_id and p.client_id = c.id
		order by p.position limit 1
	)
	where c.reseller_id = phone.reseller_id and c.id = phone.client_id;
	return null;
end
$$;
create trigger client_phones_hint after insert or update or delete on public.client_phones
	for each row execute function app.hint_phone();

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

create function app.insert_client(reseller_id uuid, fields jsonb) returns public.clients
	language plpgsql security definer
	set search_path = ''
as $$
declare
	given public.clients := jsonb_populate_record(null::public.clients, fields);
	client public.clients;
	phone text := nullif(btrim(fields ->> 'phone'), '');
	notes text := nullif(fields ->> 'notes', '');
	violated text;
begin
	insert into public.clients (
		reseller_id, number, person_type, name, trade_name, document, identity_document, born_or_opened_on, email,
		contact_name, contact_role, sector, company_size,
		postal_code, street, street_number, complement, district, city, state, payer, locale
	) values (
		insert_client.reseller_id, app.next_number(insert_client.reseller_id, 'client'),
		coalesce(given.person_type, 'company'), coalesce(btrim(given.name), ''), nullif(btrim(given.trade_name), ''),
		nullif(given.document, ''), nullif(btrim(given.identity_document), ''), given.born_or_opened_on,
		nullif(lower(btrim(given.email)), ''), nullif(btrim(given.contact_name), ''), nullif(btrim(given.contact_role), ''),
		nullif(btrim(given.sector), ''), nullif(given.company_size, ''),
		nullif(given.postal_code, ''), nullif(btrim(given.street), ''), nullif(btrim(given.street_number), ''),
		nullif(btrim(given.complement), ''), nullif(btrim(given.district), ''), nullif(btrim(given.city), ''),
		nullif(given.state, ''), coalesce(given.payer, 'client'), coalesce(given.locale, 'pt-BR')
	) returning * into client;
	if phone is not null then
		insert into public.client_phones (reseller_id, client_id, e164) values (client.reseller_id, client.id, phone);
	end if;
	if notes is not null then
		insert into public.client_notes (reseller_id, client_id, body) values (client.reseller_id, client.id, notes);
	end if;
	return client;
exception when check_violation then
	-- Constraints of this chapter are named after the refusal that they mean.
	get stacked diagnostics violated = constraint_name;
	perform app.refuse(violated);
end
$$;
comment on function app.insert_client(uuid, jsonb) is
	'Adds a client from JSON fields named as the columns, plus `phone` (E.164) and `notes`. Refuses with the name of the broken rule.';
