-- Suspensions: a client without access is a row with a start and an end, not a flag.

create table public.suspensions (
	id uuid primary key default gen_random_uuid(),
	reseller_id uuid not null,
	client_id uuid not null,
	reason text not null constraint suspension_reason_invalid check (reason in ('overdue', 'manual', 'abuse')),
	note text constraint suspension_note_too_long check (length(note) <= 500),
	started_at timestamptz not null default now(),
	started_by uuid references public.people (id) on delete set null,
	lifted_at timestamptz check (lifted_at >= started_at),
	lifted_by uuid references public.people (id) on delete set null,
	constraint suspensions_tenant_key unique (reseller_id, id),
	foreign key (reseller_id, client_id) references public.clients (reseller_id, id) on delete cascade
);
comment on table public.suspensions is 'A period in which a client has no access. Open while lifted_at is null.';
create unique index suspensions_one_open_per_client on public.suspensions (reseller_id, client_id) where lifted_at is null;
create index suspensions_client on public.suspensions (reseller_id, client_id, started_at desc);
create index suspensions_started_by on public.suspensions (started_by);
create index suspensions_lifted_by on public.suspensions (lifted_by);
alter table public.suspensions enable row level security;
select app.keep_trail_of('suspensions');
grant select on public.suspensions to authenticated;
grant all on public.suspensions to service_role;
create policy "staff read why and since when a client is suspended" on public.suspensions
	for select to authenticated using (reseller_id = (select app.staff_reseller_id()));
