-- Dunning: whoever is late is reminded, told of the pendency, blocked (the subscription, never the person) and restored.
-- Who is next is decided by the plan_* functions alone: the preview shows what they answer and the run does it.

create table public.subscription_blocks (
	id uuid primary key default gen_random_uuid(),
	reseller_id uuid not null,
	client_id uuid not null,
	subscription_id uuid not null,
	invoice_id uuid not null,
	due_on date not null,
	block_days smallint not null,
	notified_on date not null,
	blocked_on date not null,
	suspended_on date not null check (suspended_on <= blocked_on),
	lifted_on date check (lifted_on >= blocked_on),
	lifted_reason text check (lifted_reason in ('paid', 'released', 'canceled_invoice', 'due_changed', 'manual')),
	created_at timestamptz not null default now(),
	constraint subscription_blocks_tenant_key unique (reseller_id, id),
	constraint subscription_blocks_lifted check ((lifted_on is null) = (lifted_reason is null)),
	-- The client must have been told.
	constraint subscription_blocks_after_notice check (blocked_on >= notified_on and blocked_on > due_on),
	foreign key (reseller_id, client_id) references public.clients (reseller_id, id),
	foreign key (reseller_id, subscription_id) references public.subscriptions (reseller_id, id) on delete cascade,
	foreign key (reseller_id, invoice_id) references public.invoices (reseller_id, id)
);
comment on table public.subscription_blocks is
	'A time in which a subscription stood still for a late invoice, with the rule as it was then: due_on the last day on which it could be paid without being late, block_days the days after it. Open while lifted_on is null.';
comment on column public.subscription_blocks.suspended_on is
	'Since when it stands still: before blocked_on if another invoice had blocked it already when this one took over.';
create unique index subscription_blocks_one_open on public.subscription_blocks (reseller_id, subscription_id) where lifted_on is null;
create index subscription_blocks_open_client on public.subscription_blocks (reseller_id, client_id) where lifted_on is null;
create index subscription_blocks_client on public.subscription_blocks (reseller_id, client_id, blocked_on);
create index subscription_blocks_subscription on public.subscription_blocks (reseller_id, subscription_id, blocked_on);
create index subscription_blocks_invoice on public.subscription_blocks (reseller_id, invoice_id);
alter table public.subscription_blocks enable row level security;
select app.keep_trail_of('subscription_blocks');
grant select on public.subscription_blocks to authenticated;
grant all on public.subscription_blocks to service_role;
create policy "staff read what was blocked" on public.subscription_blocks
	for select to authenticated using (reseller_id = (select app.staff_reseller_id()));

create table public.trust_releases (
	id uuid primary key default gen_random_uuid(),
	reseller_id uuid not null,
	client_id uuid not null,
	invoice_id uuid not null,
	request_id uuid not null,
	until_on date not null,
	granted_on date not null,
	reason text constraint release_reason_invalid check (length(reason) <= 300),
	self_service boolean not null,
	granted_by uuid references public.people (id) on delete set null,
	state text not null default 'open' check (state in ('open', 'kept', 'broken')),
	ended_on date,
	created_at timestamptz not null default now(),
	constraint trust_releases_tenant_key unique (reseller_id, id),
	constraint trust_releases_request_unique unique (reseller_id, request_id),
	constraint release_until_invalid check (until_on between granted_on and granted_on + 30),
	constraint trust_releases_ended check ((state = 'open') = (ended_on is null)),
	foreign key (reseller_id, client_id) references public.clients (reseller_id, id),
	foreign key (reseller_id, invoice_id) references public.invoices (reseller_id, id)
);
comment on table public.trust_releases is
	'"Liberação em confiança": a late invoice blocks nothing up to and including until_on, since its client promised to pay by then. kept: it was; broken: it was not, and the block follows.';
create unique index trust_releases_one_open on public.trust_releases (reseller_id, invoice_id) where state = 'open';
create index trust_releases_ending on public.trust_releases (reseller_id, until_on) where state = 'open';
create index trust_releases_invoice on public.trust_releases (reseller_id, invoice_id);
create index trust_releases_client on public.trust_releases (reseller_id, client_id, granted_on);
create index trust_releases_granted_by on public.trust_releases (granted_by);
alter table public.trust_releases enable row level security;
select app.keep_trail_of('trust_releases');
grant select on public.trust_releases to authenticated;
grant all on public.trust_releases to service_role;
create policy "staff read who was trusted" on public.trust_releases
	for select to authenticated using (reseller_id = (select app.staff_reseller_id()));

create table public.invoice_reminders (
	reseller_id uuid not null,
	invoice_id uuid not null,
	due_on date not null,
	days smallint not null,
	client_id uuid not null,
	template text not null check (template in ('reminder', 'overdue')),
	sent_on date not null,
	primary key (reseller_id, invoice_id, due_on, days),
	foreign key (reseller_id, invoice_id) references public.invoices (reseller_id, id) on delete cascade,
	foreign key (reseller_id, client_id) references public.clients (reseller_id, id) on delete cascade
);
comment on table public.invoice_reminders is
	'Which reminder of an invoice was sent when, in the days of the schedule (from due_on, the last day to pay in time): so that none is sent twice. A new due date begins anew.';
create index invoice_reminders_client on public.invoice_reminders (reseller_id, client_id);
alter table public.invoice_reminders enable row level security;
grant select on public.invoice_reminders to authenticated;
grant all on public.invoice_reminders to service_role;
create policy "staff read what was reminded of" on public.invoice_reminders
	for select to authenticated using (reseller_id = (select app.staff_reseller_id()));

-- The rules ----------------------------------------------------------------------------------------------

create view app.dunning_settings as
select r.id as reseller_id,
	coalesce(s.pending_days, d.pending_days) as pending_days, coalesce(s.block_days, d.block_days) as block_days,
	coalesce(s.min_notice_days, d.min_notice_days) as min_notice_days, coalesce(s.one_off_blocks, d.one_off_blocks) as one_off_blocks
from public.resellers r
left join public.billing_settings s on s.reseller_id = r.id
cross join app.billing_settings_of(null) d;
comment on view app.dunning_settings is 'The days that lead from late to blocked, of every reseller: its own or the defaults.';

create view app.dunnable_invoices as
select i.reseller_id, i.id as invoice_id, i.number, i.client_id, i.subscription_id, i.issued_on, i.effective_due_on, i.notified_on,
	c.email is not null as has_email,
	-- At the earliest on the first day of being late, and not while it is held back.
	greatest(i.effective_due_on + greatest(coalesce(c.pending_days, s.pending_days), 1), h.until_on) as notice_on,
	coalesce(c.block_days, s.block_days) as block_days, s.min_notice_days,
	-- What costs nothing for being late is ordered, and not owed before it is paid.
	s.one_off_blocks and i.late_rate_id is not null as one_off_blocks
from public.invoices i
join public.clients c on c.reseller_id = i.reseller_id and c.id = i.client_id
join app.dunning_settings s on s.reseller_id = i.reseller_id
left join public.billing_holds h on h.reseller_id = i.reseller_id and h.subscription_id = i.subscription_id and h.step = 'notify'
where i.status = 'open' and i.payment_status in ('unpaid', 'partial') and i.payer = 'client' and c.archived_at is null;
comment on view app.dunnable_invoices is
	'Open invoices that their client is to pay, and from when on it is told (notice_on). What the agency pays and archived clients are nobody''s to remind.';

create view app.blockable_subscriptions as
select i.reseller_id, i.client_id, i.blocked_id as subscription_id, i.status, i.invoice_id, i.number, i.effective_due_on, i.notified_on,
	i.block_days + v.grace_days as block_days, i.notice_on, i.min_notice_days,
	greatest(
		i.effective_due_on + greatest(i.block_days + v.grace_days, 1),
		-- Not told yet: as if at the next chance.
		coalesce(i.notified_on, i.notice_on) + i.min_notice_days,
		r.until_on + 1, h.until_on
	) as blocks_on
from (
	select d.*, s.id as blocked_id, s.status, s.plan_version_id from app.dunnable_invoices d
	join public.subscriptions s on s.reseller_id = d.reseller_id and s.id = d.subscription_id
	union all
	select d.*, s.id, s.status, s.plan_version_id from app.dunnable_invoices d
	join public.subscriptions s on s.reseller_id = d.reseller_id and s.client_id = d.client_id
	where d.subscription_id is null and d.one_off_blocks
) i
join public.plan_versions v on v.reseller_id = i.reseller_id and v.id = i.plan_version_id
left join public.trust_releases r on r.reseller_id = i.reseller_id and r.invoice_id = i.invoice_id and r.state = 'open'
left join public.billing_holds h on h.reseller_id = i.reseller_id and h.subscription_id = i.blocked_id and h.step = 'block';
comment on view app.blockable_subscriptions is
	'Which open invoice blocks which subscription, and from when on: days of the client, else of the reseller, and the plan''s grace after the last day to pay in time; not before the notice is old enough, not while it is released on trust or held back. One-off invoices only where the reseller says so.';

-- Plans --------------------------------------------------------------------------------------------------

create function app.plan_reminders(reseller_id uuid, on_date date, how_many integer default null)
	returns table (invoice_id uuid, client_id uuid, due_on date, days integer, template text)
	language plpgsql stable security definer
	set search_path = ''
as $$
declare
	-- A reminder that was missed for longer says nothing that the next one will not say.
	latest constant integer := 7;
	schedule smallint[] := (app.billing_settings_of(reseller_id)).reminder_days;
begin
	return query
	with newest as materialized (
		-- For each due date the newest day of the schedule that has come; earlier ones that were missed stay missed.
		select d.due_on, max(s.days)::integer as days
		from generate_series(0, 120 + latest) as back (days)
		-- A schedule goes from 30 days before to 90 days after.
		cross join lateral (select on_date + 30 - back.days as due_on) d
		join unnest(schedule) as s (days) on d.due_on + s.days <= on_date
		group by d.due_on
		having on_date - (d.due_on + max(s.days)) <= latest
	)
	select i.invoice_id, i.client_id, i.effective_due_on, n.days, case when n.days > 0 then 'overdue' else 'reminder' end
	from newest n
	join app.dunnable_invoices i on i.reseller_id = plan_reminders.reseller_id and i.effective_due_on = n.due_on
	where i.has_email
		-- What comes before an invoice is late may be declined, what comes after it may not.
		and (n.days > 0 or not exists (
			select from public.client_mail_optouts o
			where o.reseller_id = i.reseller_id and o.client_id = i.client_id and o.kind = 'reminder'
		))
		and not exists (
			select from public.billing_holds h
			where h.reseller_id = i.reseller_id and h.subscription_id = i.subscription_id and h.step = 'remind' and h.until_on > on_date
		)
		-- The invoice's own mail has just said so.
		and i.issued_on < n.due_on + n.days
		-- The notice of pendency is a reminder itself, on the day it goes out and for the days of the schedule before it.
		and coalesce(i.notified_on < n.due_on + n.days, i.notice_on > on_date)
		and not exists (
			select from public.invoice_reminders r
			where r.reseller_id = i.reseller_id and r.invoice_id = i.invoice_id and r.due_on = i.effective_due_on
				and r.sent_on >= n.due_on + n.days
		)
	limit how_many;
end
$$;
comment on function app.plan_reminders(uuid, date, integer) is
	'Who is reminded on that day: per invoice the newest day of the schedule that has come and was not sent (days from due_on, the last day to pay in time), as mail `reminder` up to that day and `overdue` after it. A day that was missed by more than a week, or held back for longer, is not made up for.';

create function app.plan_notices(reseller_id uuid, on_date date, how_many integer default null)
	returns table (invoice_id uuid, client_id uuid, due_on date, notice_on date)
	language plpgsql stable security definer
	set search_path = ''
as $$
begin
	return query
	select i.invoice_id, i.client_id, i.effective_due_on, i.notice_on
	from app.dunnable_invoices i
	where i.reseller_id = plan_notices.reseller_id and i.effective_due_on < on_date
		and i.notified_on is null and i.notice_on <= on_date
	order by i.effective_due_on, i.invoice_id
	limit how_many;
end
$$;
comment on function app.plan_notices(uuid, date, integer) is 'Late invoices whose client is told of the pendency on that day.';

create function app.plan_blocks(
	reseller_id uuid, on_date date, how_many integer default null, tells_first boolean default false, starting uuid[] default '{}'
)
	returns table (subscription_id uuid, client_id uuid, invoice_id uuid, due_on date, block_days integer, notified_on date)
	language plpgsql stable security definer
	set search_path = ''
as $$
begin
	return query
	-- Of several invoices the oldest is the one to name: it comes before the others also where only some are asked for.
	select distinct on (d.subscription_id) d.subscription_id, d.client_id, d.invoice_id, d.effective_due_on, d.block_days, coalesce(d.notified_on, on_date)
	from (
		select b.* from app.blockable_subscriptions b
		where b.reseller_id = plan_blocks.reseller_id and b.effective_due_on < on_date
			and (b.status in ('active', 'trialing') or b.subscription_id = any (starting)) and b.blocks_on <= on_date
			and (b.notified_on is not null or tells_first and b.notice_on <= on_date and b.min_notice_days = 0)
		order by b.effective_due_on, b.number
		limit how_many
	) d
	order by d.subscription_id, d.effective_due_on, d.number;
end
$$;
comment on function app.plan_blocks(uuid, date, integer, boolean, uuid[]) is
	'Running subscriptions that are blocked on that day, each with the invoice that does it. Whoever was not told, was trusted or is held back is not blocked. tells_first: as if the day''s notices had gone out, starting: as if these ran already, which in a run they do by then.';

create function app.plan_release_ends(reseller_id uuid, on_date date)
	returns table (release_id uuid, invoice_id uuid, client_id uuid, until_on date)
	language plpgsql stable security definer
	set search_path = ''
as $$
begin
	return query
	select r.id, r.invoice_id, r.client_id, r.until_on
	from public.trust_releases r
	where r.reseller_id = plan_release_ends.reseller_id and r.state = 'open' and r.until_on < on_date
	order by r.until_on, r.id;
end
$$;
comment on function app.plan_release_ends(uuid, date) is 'Trust releases whose last day has passed without the promised payment.';

-- Doing it -----------------------------------------------------------------------------------------------

-- Each does at most how_many of what is planned, or of what is planned `among` these, and answers how many it did.

create function app.send_reminders(reseller_id uuid, on_date date, how_many integer, among uuid[] default null) returns integer
	language plpgsql security definer
	set search_path = ''
as $$
declare
	taken integer;
	reminders uuid[];
	overdues uuid[];
begin
	loop
		with due as (
			select p.invoice_id, p.client_id, p.due_on, p.days, p.template
			-- More than are taken: another worker may hold some.
			from app.plan_reminders(send_reminders.reseller_id, on_date, case when among is null then 4 * how_many end) p
			join public.invoices i on i.reseller_id = send_reminders.reseller_id and i.id = p.invoice_id
			-- Asked again of the row that is held: it may have been paid a moment ago.
			where i.status = 'open' and i.payment_status in ('unpaid', 'partial') and i.effective_due_on = p.due_on
				and (among is null or i.id = any (among))
			limit how_many
			for no key update of i skip locked
		), told as (
			insert into public.invoice_reminders (reseller_id, invoice_id, due_on, days, client_id, template, sent_on)
			select send_reminders.reseller_id, d.invoice_id, d.due_on, d.days, d.client_id, d.template, on_date from due d
			on conflict on constraint invoice_reminders_pkey do nothing
			returning invoice_reminders.invoice_id, invoice_reminders.template
		)
		select (select count(*) from due), array_agg(t.invoice_id) filter (where t.template = 'reminder'),
			array_agg(t.invoice_id) filter (where t.template = 'overdue')
		into taken, reminders, overdues
		from told t;
		-- What another one told a moment ago is out of the next answer.
		exit when taken = 0 or reminders is not null or overdues is not null;
	end loop;
	perform app.mail_about_invoices(send_reminders.reseller_id, reminders, 'reminder', ':' || on_date);
	perform app.mail_about_invoices(send_reminders.reseller_id, overdues, 'overdue', ':' || on_date);
	return coalesce(cardinality(reminders), 0) + coalesce(cardinality(overdues), 0);
end
$$;
comment on function app.send_reminders(uuid, date, integer, uuid[]) is
	'Sends at most how_many of the day''s reminders and answers how many. Idempotent: each goes out once.';

create function app.notify_pending(reseller_id uuid, on_date date, how_many integer, among uuid[] default null) returns integer
	language plpgsql security definer
	set search_path = ''
as $$
declare
	notified uuid[];
begin
	with due as (
		select i.id
		from app.plan_notices(notify_pending.reseller_id, on_date, case when among is null then 4 * how_many end) p
		join public.invoices i on i.reseller_id = notify_pending.reseller_id and i.id = p.invoice_id
		where i.status = 'open' and i.payment_status in ('unpaid', 'partial') and i.effective_due_on = p.due_on and i.notified_on is null
			and (among is null or i.id = any (among))
		limit how_many
		for no key update of i skip locked
	), told as (
		update public.invoices i set notified_on = on_date
		from due where i.reseller_id = notify_pending.reseller_id and i.id = due.id
		returning i.id
	)
	select array_agg(t.id) into notified from told t;
	perform app.mail_about_invoices(notify_pending.reseller_id, notified, 'overdue', ':' || on_date);
	return coalesce(cardinality(notified), 0);
end
$$;
comment on function app.notify_pending(uuid, date, integer, uuid[]) is
	'Tells at most how_many clients of a pendency: the day is recorded at the invoice, the portal shows it, a mail says so. Answers how many. Idempotent.';

create function app.block_late(reseller_id uuid, on_date date, how_many integer, among uuid[] default null) returns integer
	language plpgsql security definer
	set search_path = ''
as $$
declare
	held uuid[];
	blocking uuid[];
	blocked integer;
begin
	-- The invoice first, as a payment does: whoever pays at this moment is waited for or passed over, never blocked.
	held := array(
		select i.id
		from (
			select distinct p.invoice_id
			from app.plan_blocks(block_late.reseller_id, on_date, case when among is null then 4 * how_many end) p
		) p
		join public.invoices i on i.reseller_id = block_late.reseller_id and i.id = p.invoice_id
		where i.status = 'open' and i.payment_status in ('unpaid', 'partial') and (among is null or i.id = any (among))
		limit how_many
		for no key update of i skip locked
	);
	-- Asked again of what is held now.
	with due as (
		select s.id, s.client_id, b.invoice_id, b.effective_due_on as due_on, b.block_days, b.notified_on, b.number
		from app.blockable_subscriptions b
		join public.subscriptions s on s.reseller_id = b.reseller_id and s.id = b.subscription_id
		where b.reseller_id = block_late.reseller_id and b.invoice_id = any (held)
			and b.effective_due_on < on_date and b.notified_on is not null and b.blocks_on <= on_date
			and s.status in ('active', 'trialing')
		for no key update of s skip locked
	), begun as (
		insert into public.subscription_blocks (
			reseller_id, client_id, subscription_id, invoice_id, due_on, block_days, notified_on, blocked_on, suspended_on
		)
		select block_late.reseller_id, d.client_id, d.id, d.invoice_id, d.due_on, d.block_days, d.notified_on, on_date, on_date
		from (select distinct on (o.id) o.* from due o order by o.id, o.due_on, o.number) d
		on conflict do nothing
		returning subscription_blocks.subscription_id, subscription_blocks.invoice_id
	), suspended as (
		update public.subscriptions s set status = 'suspended'
		from begun b where s.reseller_id = block_late.reseller_id and s.id = b.subscription_id
	)
	select array_agg(distinct b.invoice_id), count(*) into blocking, blocked from begun b;
	perform app.mail_about_invoices(block_late.reseller_id, blocking, 'blocked', ':' || on_date);
	return blocked;
end
$$;
comment on function app.block_late(uuid, date, integer, uuid[]) is
	'Blocks the running subscriptions of at most how_many late invoices, records why, and mails about each invoice. Answers how many subscriptions. Idempotent.';

create function app.end_releases(reseller_id uuid, on_date date, how_many integer, among uuid[] default null) returns integer
	language plpgsql security definer
	set search_path = ''
as $$
declare
	ended integer;
begin
	with due as (
		select r.id
		from app.plan_release_ends(end_releases.reseller_id, on_date) p
		join public.trust_releases r on r.reseller_id = end_releases.reseller_id and r.id = p.release_id
		where r.state = 'open' and (among is null or r.id = any (among))
		limit how_many
		for no key update of r skip locked
	)
	update public.trust_releases r set state = 'broken', ended_on = on_date
	from due where r.reseller_id = end_releases.reseller_id and r.id = due.id;
	get diagnostics ended = row_count;
	return ended;
end
$$;
comment on function app.end_releases(uuid, date, integer, uuid[]) is
	'Ends at most how_many trust releases whose day passed; their blocks are then due again. Answers how many. Idempotent.';

-- Restoring ------------------------------------------------------------------------------------------------

create function app.period_after_suspension(
	period_start date, period_end date, months integer, period_day integer, next_day integer, suspended_on date, on_date date,
	out starts_on date, out ends_on date
)
	language plpgsql immutable
	set search_path = ''
as $$
declare
	boundary date := coalesce(period_end + 1, app.period_after(period_start, months, period_day));
begin
	starts_on := period_start;
	ends_on := period_end;
	-- Nothing unbilled lies in the days without service.
	if period_start >= on_date or suspended_on >= on_date then
		return;
	end if;
	while boundary < on_date loop
		boundary := app.period_after(boundary, months, coalesce(next_day, period_day));
	end loop;
	starts_on := on_date;
	ends_on := case when boundary > on_date then boundary - 1 end;
end
$$;
comment on function app.period_after_suspension(date, date, integer, integer, integer, date, date) is
	'The next period of what is restored on that day, if days without service are not billed: from that day on, and short, up to the day before the next one would have begun, so that the agreed day stays (next_day: another one that was asked for, and begins after the short period). ends_on null: a whole one.';

create function app.bill_used_days(s public.subscriptions, suspended_on date, on_date date, rest_follows boolean) returns public.subscriptions
	language plpgsql security definer
	set search_path = ''
as $$
declare
	months integer;
	boundary date;
	used_days integer;
	terms app.subscription_terms;
	cents bigint;
	client public.clients;
begin
	while s.next_period_on < suspended_on and exists (
		select from app.issuable_subscriptions i where i.reseller_id = s.reseller_id and i.id = s.id
	) loop
		months := coalesce(s.next_interval_months, s.interval_months);
		boundary := coalesce(s.next_period_ends_on + 1, app.period_after(s.next_period_on, months, s.period_day));
		if boundary > suspended_on then
			-- An instalment of a contract is billed whole, by what is left of its period.
			exit when s.instalments is not null;
			used_days := suspended_on - s.next_period_on;
			select t.* into terms from app.subscription_terms t
			where t.reseller_id = s.reseller_id and t.subscription_id = s.id and t.at_renewal;
			cents := app.prorated(terms.total_cents, used_days, boundary - s.next_period_on);
			if not rest_follows then
				-- The part is all there is of its period, and its cycle; else the rest bears what it did not.
				perform app.use_adjustments(s.reseller_id, array[s.id]);
			end if;
			exit when cents = 0;
			select c.* into client from public.clients c where c.reseller_id = s.reseller_id and c.id = s.client_id;
			perform app.insert_invoice(
				client, on_date, greatest(app.due_in_period(s.next_period_on, s.due_day), on_date), 'change',
				jsonb_build_array(jsonb_build_object(
					'kind', 'proration_charge', 'quantity', 1, 'unit_cents', cents,
					'description', left(terms.plan_name, 150) || ' (' || used_days || '/' || boundary - s.next_period_on || ')'
				)),
				null, s.id, s.method
			);
			exit;
		end if;
		-- A period that was over before the block, and held back until then.
		perform app.issue_invoices(s.reseller_id, on_date, array[s.id]);
		select o.* into s from public.subscriptions o where o.reseller_id = s.reseller_id and o.id = s.id;
	end loop;
	return s;
end
$$;
comment on function app.bill_used_days(public.subscriptions, date, date, boolean) is
	'Bills what was used from the first day that is not billed to the day before the block: whole periods as such, of one the part by its days (an invoice of kind change; the cycle is that of the rest, and of adjustments that of the part if no rest follows). What was billed ahead is left as it is. Answers the subscription as it then stands.';

create function app.restore_subscriptions(reseller_id uuid, subscription_ids uuid[], on_date date) returns void
	language plpgsql security definer
	set search_path = ''
as $$
declare
	bills_all boolean := (app.billing_settings_of(reseller_id)).bill_while_suspended;
	s public.subscriptions;
	last_suspended_on date;
begin
	for s in
		select o.* from public.subscriptions o
		where o.reseller_id = restore_subscriptions.reseller_id and o.id = any (subscription_ids) and o.status = 'suspended'
		order by o.id for no key update
	loop
		select max(b.suspended_on) into last_suspended_on from public.subscription_blocks b
		where b.reseller_id = s.reseller_id and b.subscription_id = s.id;
		update public.subscriptions o set status = case when o.trial_ends_on >= on_date then 'trialing' else 'active' end
		where o.reseller_id = s.reseller_id and o.id = s.id;
		-- Otherwise nothing unbilled lies in the days without service, or they are billed like any others.
		continue when bills_all or s.next_period_on >= on_date or last_suspended_on >= on_date;
		s := app.bill_used_days(s, last_suspended_on, on_date, rest_follows => true);
		update public.subscriptions o set next_period_on = p.starts_on, next_period_ends_on = p.ends_on
		from app.period_after_suspension(
			s.next_period_on, s.next_period_ends_on, coalesce(s.next_interval_months, s.interval_months), s.period_day,
			app.waiting_billing_day(s.reseller_id, s.id), last_suspended_on, on_date
		) p
		where o.reseller_id = s.reseller_id and o.id = s.id;
	end loop;
end
$$;
comment on function app.restore_subscriptions(uuid, uuid[], date) is
	'Sets subscriptions going again whose blocks were lifted; the days without service are billed only if the reseller says so, those with it that were not billed before the block always.';

create function app.settle_dunning(reseller_id uuid, client_id uuid, on_date date) returns void
	language plpgsql security definer
	set search_path = ''
as $$
declare
	lifted uuid[];
	moved uuid[];
	restored uuid[];
begin
	-- Two payments of one client settle one after the other: else each would see the other's invoice still late.
	perform app.lock_summaries(array[row(settle_dunning.reseller_id, settle_dunning.client_id)::app.client_key]);
	update public.trust_releases r set
		state = case when late.yes then case when r.until_on >= on_date then 'open' else 'broken' end else 'kept' end,
		ended_on = case when late.yes and r.until_on >= on_date then null else greatest(on_date, r.granted_on) end
	from public.invoices i
	cross join lateral (
		select i.status = 'open' and i.payment_status in ('unpaid', 'partial') and i.effective_due_on < on_date as yes
	) late
	where r.reseller_id = settle_dunning.reseller_id and r.client_id = settle_dunning.client_id
		and i.reseller_id = r.reseller_id and i.id = r.invoice_id
		and case r.state
			when 'open' then not late.yes
			-- The payment that kept it was taken back: the same debt as then is late again.
			when 'kept' then late.yes and i.effective_due_on < r.granted_on end;

	with ended as (
		select b.id, case
			when i.status = 'void' then 'canceled_invoice'
			when i.payment_status not in ('unpaid', 'partial') then 'paid'
			else 'due_changed' end as reason
		from public.subscription_blocks b
		join public.invoices i on i.reseller_id = b.reseller_id and i.id = b.invoice_id
		where b.reseller_id = settle_dunning.reseller_id and b.client_id = settle_dunning.client_id and b.lifted_on is null
			and not (i.status = 'open' and i.payment_status in ('unpaid', 'partial') and i.effective_due_on < on_date)
		for no key update of b
	), written as (
		update public.subscription_blocks b set lifted_on = greatest(on_date, b.blocked_on), lifted_reason = ended.reason
		from ended where b.reseller_id = settle_dunning.reseller_id and b.id = ended.id
		returning b.id
	)
	select array_agg(w.id) into lifted from written w;
	if lifted is null then
		return;
	end if;

	-- Another invoice that would block it by itself takes over; one that is only just late does not.
	with next as (
		select distinct on (n.subscription_id) n.*, b.suspended_on
		from public.subscription_blocks b
		join app.blockable_subscriptions n
			on n.reseller_id = b.reseller_id and n.client_id = b.client_id and n.subscription_id = b.subscription_id
		where b.reseller_id = settle_dunning.reseller_id and b.id = any (lifted)
			and n.status = 'suspended' and n.effective_due_on < on_date and n.notified_on is not null and n.blocks_on <= on_date
		order by n.subscription_id, n.effective_due_on, n.number
	), begun as (
		insert into public.subscription_blocks (
			reseller_id, client_id, subscription_id, invoice_id, due_on, block_days, notified_on, blocked_on, suspended_on
		)
		select n.reseller_id, n.client_id, n.subscription_id, n.invoice_id, n.effective_due_on, n.block_days, n.notified_on, on_date,
			least(n.suspended_on, on_date)
		from next n
		returning subscription_blocks.invoice_id
	)
	select array_agg(distinct b.invoice_id) into moved from begun b;
	perform app.mail_about_invoices(settle_dunning.reseller_id, moved, 'blocked', ':' || on_date);

	perform app.restore_subscriptions(settle_dunning.reseller_id, array(
		select b.subscription_id from public.subscription_blocks b
		where b.reseller_id = settle_dunning.reseller_id and b.id = any (lifted)
			and not exists (
				select from public.subscription_blocks o
				where o.reseller_id = b.reseller_id and o.subscription_id = b.subscription_id and o.lifted_on is null
			)
	), on_date);
	restored := array(
		select distinct b.invoice_id from public.subscription_blocks b
		where b.reseller_id = settle_dunning.reseller_id and b.id = any (lifted)
			and not exists (
				select from public.subscription_blocks o
				where o.reseller_id = b.reseller_id and o.subscription_id = b.subscription_id and o.lifted_on is null
			)
	);
	perform app.mail_about_invoices(settle_dunning.reseller_id, restored, 'restored', ':' || on_date);
end
$$;
comment on function app.settle_dunning(uuid, uuid, date) is
	'After something happened to a client''s invoices: ends trust releases that were kept, lifts the blocks of what is no longer late, and restores what no other invoice blocks. The caller holds the invoice.';

create function app.lift_block_of_ended() returns trigger
	language plpgsql security definer
	set search_path = ''
as $$
begin
	update public.subscription_blocks b set lifted_on = greatest(app.today(b.reseller_id), b.blocked_on), lifted_reason = 'manual'
	where b.reseller_id = new.reseller_id and b.subscription_id = new.id and b.lifted_on is null;
	return null;
end
$$;
comment on function app.lift_block_of_ended() is 'A subscription that somebody cancels, or sets going by hand, is no longer blocked.';
create trigger subscriptions_lift_blocks after update of status on public.subscriptions
	for each row when (old.status = 'suspended' and new.status <> 'suspended') execute function app.lift_block_of_ended();
