-- Tenancy: the reseller, its brand, its clock and its gapless counters.

create table public.resellers (
	id uuid primary key default gen_random_uuid(),
	slug text not null,
	name text not null check (length(btrim(name)) between 1 and 120),
	legal_name text check (length(legal_name) <= 200),
	document text check (document ~ '^([0-9]{11}|[0-9A-Z]{12}[0-9]{2})$'),
	time_zone text not null default 'America/Sao_Paulo',
	test_clock_on date,
	test_clock_target_on date,
	created_at timestamptz not null default now(),
	constraint resellers_slug_format check (slug ~ '^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$')
);
comment on table public.resellers is 'A tenant: the business that runs its clients here.';
comment on column public.resellers.slug is 'The acting account as it stands in the URL.';
comment on column public.resellers.test_clock_on is
	'Demo and tests: the date that counts as today. Null follows the real clock.';
comment on column public.resellers.test_clock_target_on is 'Where the test clock is going, a night at a time.';
create unique index resellers_slug_unique on public.resellers (slug);
alter table public.resellers enable row level security;

create table public.reseller_brands (
	reseller_id uuid primary key references public.resellers (id) on delete cascade,
	display_name text not null check (length(btrim(display_name)) between 1 and 80),
	logo text check (logo ~ '^data:image/(png|jpeg);base64,[A-Za-z0-9+/]+=*$' and length(logo) <= 200000),
	primary_color text not null default '#0f5c4d' check (primary_color ~ '^#[0-9a-f]{6}$'),
	sender_name text not null check (length(sender_name) between 1 and 80 and sender_name !~ '[[:cntrl:]]'),
	reply_to text check (length(reply_to) <= 254 and reply_to ~ '^[^@[:space:]]+@[^@[:space:]]+$')
);
comment on table public.reseller_brands is
	'How the reseller looks to its clients, in e-mails, invoices and the portal. The logo is a data URL: small, and embeddable in mail.';
alter table public.reseller_brands enable row level security;

create function app.today(reseller_id uuid) returns date
	language plpgsql stable security definer
	set search_path = ''
as $$
begin
	return (
		select coalesce(r.test_clock_on, (now() at time zone r.time_zone)::date)
		from public.resellers r where r.id = today.reseller_id
	);
end
$$;
comment on function app.today(uuid) is
	'The one clock of billing: the calendar date in the reseller''s own time zone, or its test clock.';

create table app.counters (
	reseller_id uuid not null references public.resellers (id) on delete cascade,
	name text not null check (name in ('client', 'invoice')),
	value bigint not null default 0,
	primary key (reseller_id, name)
);
comment on table app.counters is
	'Numbers without gaps: the row stays locked until the transaction that took a number ends, so a rollback gives it back.';

create function app.next_number(reseller_id uuid, name text, how_many integer default 1) returns bigint
	language sql security definer
	set search_path = ''
as $$
	insert into app.counters as c (reseller_id, name, value)
	values (next_number.reseller_id, next_number.name, how_many)
	on conflict on constraint counters_pkey do update set value = c.value + how_many
	returning value
$$;
comment on function app.next_number(uuid, text, integer) is 'Takes the next numbers, `how_many` of them, and answers the last.';

-- The account that a request acts in; the gate (`app.acting`) fills it.
create type app.account as (
	membership_id uuid,
	person_id uuid,
	reseller_id uuid,
	client_id uuid,
	role text,
	level smallint,
	sees_phones boolean,
	actor_id uuid,
	impersonation_id uuid
);
