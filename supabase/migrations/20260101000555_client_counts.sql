-- How many clients stand how: exact at any size, kept in the transaction that changed it, and nobody waits for it.

create table app.client_counts (
	id bigint generated always as identity primary key,
	-- No foreign key: a reseller that goes takes its clients along, and each of them still counts down here.
	reseller_id uuid not null,
	status text not null,
	is_suspended boolean not null,
	-- As in client_summaries: the oldest unpaid due date, `infinity` when nothing is due.
	due_key date not null,
	clients integer not null
);
comment on table app.client_counts is
	'Changes of how many clients stand so; their sum is how many do. Only ever added to, so that no two writers meet in a row; a job folds them.';
create index client_counts_reseller on app.client_counts (reseller_id);

create function app.count_client_changes() returns trigger
	language plpgsql security definer
	set search_path = ''
as $$
begin
	-- Each kind of statement has its own tables of what changed.
	if tg_op = 'INSERT' then
		insert into app.client_counts (reseller_id, status, is_suspended, due_key, clients)
		select n.reseller_id, n.status, n.is_suspended, n.due_key, count(*)
		from new_rows n group by 1, 2, 3, 4;
	elsif tg_op = 'DELETE' then
		insert into app.client_counts (reseller_id, status, is_suspended, due_key, clients)
		select o.reseller_id, o.status, o.is_suspended, o.due_key, -count(*)
		from old_rows o group by 1, 2, 3, 4;
	else
		insert into app.client_counts (reseller_id, status, is_suspended, due_key, clients)
		select c.reseller_id, c.status, c.is_suspended, c.due_key, sum(c.change)
		from (
			select n.reseller_id, n.status, n.is_suspended, n.due_key, 1 as change from new_rows n
			union all
			select o.reseller_id, o.status, o.is_suspended, o.due_key, -1 from old_rows o
		) c
		group by 1, 2, 3, 4
		having sum(c.change) <> 0;
	end if;
	return null;
end
$$;
create trigger client_summaries_counted_new after insert on public.client_summaries
	referencing new table as new_rows for each statement execute function app.count_client_changes();
create trigger client_summaries_counted after update on public.client_summaries
	referencing old table as old_rows new table as new_rows for each statement execute function app.count_client_changes();
create trigger client_summaries_counted_gone after delete on public.client_summaries
	referencing old table as old_rows for each statement execute function app.count_client_changes();

create function app.fold_client_counts(changes integer default 200) returns integer
	language plpgsql security definer
	set search_path = ''
as $$
declare
	resellers uuid[];
begin
	-- Two that fold at once would each wait for, and then miss, what the other took away.
	if not pg_try_advisory_xact_lock(hashtext('app.fold_client_counts')) then
		return 0;
	end if;
	resellers := array(
		select c.reseller_id from app.client_counts c
		group by c.reseller_id
		having count(*) - count(distinct (c.status, c.is_suspended, c.due_key)) >= changes
	);
	with gone as (
		delete from app.client_counts c where c.reseller_id = any (resellers) returning c.*
	)
	insert into app.client_counts (reseller_id, status, is_suspended, due_key, clients)
	select g.reseller_id, g.status, g.is_suspended, g.due_key, sum(g.clients)
	from gone g
	group by 1, 2, 3, 4
	having sum(g.clients) <> 0;
	return cardinality(resellers);
end
$$;
comment on function app.fold_client_counts(integer) is
	'Adds up the counts of resellers with at least so many changes that can be one: what is read stays short. Returns how many resellers. Idempotent; whoever reads meanwhile sees the same sums.';
select cron.schedule('fold-client-counts', '* * * * *', 'select app.fold_client_counts()');

create function app.client_totals() returns jsonb
	language plpgsql stable security definer
	set search_path = ''
as $$
declare
	account app.account := app.require_staff();
	today date := app.today(account.reseller_id);
	totals jsonb;
begin
	select jsonb_build_object(
		'all', coalesce(sum(c.clients) filter (where c.status <> 'archived'), 0),
		'active', coalesce(sum(c.clients) filter (where c.status = 'active'), 0),
		'inactive', coalesce(sum(c.clients) filter (where c.status = 'inactive'), 0),
		'archived', coalesce(sum(c.clients) filter (where c.status = 'archived'), 0),
		'suspended', coalesce(sum(c.clients) filter (where c.is_suspended and c.status <> 'archived'), 0),
		'delinquent', coalesce(sum(c.clients) filter (where c.due_key < today and c.status <> 'archived'), 0)
	) into totals
	from app.client_counts c
	where c.reseller_id = account.reseller_id;
	return totals;
end
$$;
grant execute on function app.client_totals() to authenticated;

create function public.client_totals() returns jsonb
	language sql stable
	set search_path = ''
as $$ select app.client_totals() $$;
comment on function public.client_totals() is
	'How many clients the acting reseller has, exactly: {all (not archived), active, inactive, delinquent, suspended, archived}. For staff.';
grant execute on function public.client_totals() to authenticated;
