-- Schema realtime: broadcasts from the database. A row in realtime.messages becomes a broadcast when its
-- transaction commits; policies on the table say who may listen to (select) and send to (insert) a topic.
--
-- On hosted a C extension lets postgres create policies on realtime.messages without owning it. Here postgres
-- inherits the owning role. Difference to know: here postgres could also alter or drop that table; the
-- schema itself is not its own, so it can create no objects there, as on hosted.

create schema realtime authorization supabase_admin;
grant usage on schema realtime to anon, authenticated, service_role, postgres, supabase_realtime_admin;

grant supabase_realtime_admin to postgres with inherit true, set false;

create table realtime.messages (
	topic text not null,
	extension text not null,
	payload jsonb,
	event text,
	private boolean default false,
	updated_at timestamp not null default now(),
	inserted_at timestamp not null default now(),
	id uuid not null default gen_random_uuid(),
	binary_payload bytea,
	primary key (id, inserted_at)
) partition by range (inserted_at);
comment on table realtime.messages is 'Realtime: messages on their way to subscribers, one partition per day.';
create index messages_inserted_at_topic_index on realtime.messages (inserted_at desc, topic)
	where extension = 'broadcast' and private is true;
alter table realtime.messages owner to supabase_realtime_admin;
alter table realtime.messages enable row level security;
grant select, insert, update on realtime.messages to anon, authenticated, service_role;
grant all on realtime.messages to postgres, dashboard_user;

create function realtime.maintain_partitions(
	today date default (now() at time zone 'utc')::date,
	days_ahead integer default 3,
	days_kept integer default 3
) returns void language plpgsql security definer set search_path = '' as $$
declare
	first_day date;
	partition_day date;
	partition_name text;
begin
	-- Two sessions that maintain at once would both try to create the same day.
	perform pg_advisory_xact_lock(hashtext('realtime.maintain_partitions'));
	for first_day in select generate_series(today - 1, today + days_ahead, interval '1 day')::date loop
		partition_name := 'messages_' || to_char(first_day, 'YYYY_MM_DD');
		if to_regclass(format('realtime.%I', partition_name)) is null then
			execute format(
				'create table realtime.%I partition of realtime.messages for values from (%L) to (%L)',
				partition_name, first_day, first_day + 1
			);
			execute format('alter table realtime.%I owner to supabase_realtime_admin', partition_name);
			execute format('alter table realtime.%I enable row level security', partition_name);
		end if;
	end loop;

	for partition_name in
		select class.relname
		from pg_catalog.pg_inherits inheritance
		join pg_catalog.pg_class class on class.oid = inheritance.inhrelid
		where inheritance.inhparent = 'realtime.messages'::regclass
	loop
		partition_day := to_date(substr(partition_name, length('messages_') + 1), 'YYYY_MM_DD');
		if partition_day < today - days_kept then
			execute format('drop table realtime.%I', partition_name);
		end if;
	end loop;
end
$$;
comment on function realtime.maintain_partitions is
	'Creates the partitions of the coming days and drops those past keeping. The Realtime service calls it daily.';
revoke execute on function realtime.maintain_partitions from public;
grant execute on function realtime.maintain_partitions to supabase_realtime_admin;
select realtime.maintain_partitions();

create function realtime.topic() returns text language sql stable as $$
	select nullif(current_setting('realtime.topic', true), '')::text
$$;
comment on function realtime.topic() is 'In a policy on realtime.messages: the topic that is being asked for.';

-- As on hosted, a message that cannot be sent is a warning: it must never fail the business transaction.
create function realtime.send(payload jsonb, event text, topic text, private boolean default true)
returns void language plpgsql as $$
declare
	message_id uuid := gen_random_uuid();
	complete_payload jsonb;
begin
	begin
		if payload ? 'id' then
			complete_payload := payload;
		else
			complete_payload := jsonb_set(payload, '{id}', to_jsonb(message_id));
		end if;
		perform set_config('realtime.topic', topic, true);
		insert into realtime.messages (id, payload, event, topic, private, extension)
		values (message_id, complete_payload, event, topic, private, 'broadcast');
	exception
		when others then raise warning 'WarnSendingBroadcastMessage: %', sqlerrm;
	end;
end
$$;
comment on function realtime.send(jsonb, text, text, boolean) is
	'Broadcasts a message to a topic when the transaction commits.';

create function realtime.broadcast_changes(
	topic_name text,
	event_name text,
	operation text,
	table_name text,
	table_schema text,
	new record,
	old record,
	level text default 'ROW'
) returns void language plpgsql as $$
begin
	if level = 'STATEMENT' then
		raise exception 'function can only be triggered for each row, not for each statement';
	end if;
	if operation not in ('INSERT', 'UPDATE', 'DELETE') then
		raise exception 'unexpected operation type: %', operation;
	end if;
	perform realtime.send(
		jsonb_build_object(
			'operation', operation,
			'table', table_name,
			'schema', table_schema,
			'record', case when operation = 'DELETE' then null else to_jsonb(new) end,
			'old_record', case when operation = 'INSERT' then null else to_jsonb(old) end
		),
		event_name,
		topic_name
	);
exception
	when others then raise exception 'Failed to process the row: %', sqlerrm;
end
$$;
comment on function realtime.broadcast_changes is
	'For row triggers: broadcasts what changed, privately, to a topic.';

grant execute on all functions in schema realtime to postgres, dashboard_user;

create publication supabase_realtime_messages_publication
	for table realtime.messages with (publish = 'insert', publish_via_partition_root = true);
