-- What is neither auth nor realtime: schemas that exist on hosted, publications, schema cache notices.

create schema storage authorization supabase_admin;
grant all on schema storage to supabase_storage_admin;
grant usage on schema storage to postgres, anon, authenticated, service_role;

create schema graphql_public authorization supabase_admin;
grant usage on schema graphql_public to postgres, anon, authenticated, service_role;

create schema supabase_migrations authorization postgres;
create table supabase_migrations.schema_migrations (version text primary key, statements text[], name text);
alter table supabase_migrations.schema_migrations owner to postgres;

-- Empty until a migration adds a table; owned by postgres so that it may.
create publication supabase_realtime;
alter publication supabase_realtime owner to postgres;

-- The REST service re-reads the schema when it changes.
create function extensions.pgrst_ddl_watch() returns event_trigger language plpgsql set search_path = '' as $$
begin
	if exists (
		select from pg_catalog.pg_event_trigger_ddl_commands() command
		where command.schema_name is distinct from 'pg_temp'
			and command.command_tag ~ '^(CREATE|ALTER|SELECT INTO|COMMENT)'
			and command.command_tag !~ '(POLICY|INDEX|STATISTICS|PUBLICATION|SUBSCRIPTION|EVENT TRIGGER)$'
	) then
		notify pgrst, 'reload schema';
	end if;
end
$$;
create function extensions.pgrst_drop_watch() returns event_trigger language plpgsql set search_path = '' as $$
begin
	if exists (
		select from pg_catalog.pg_event_trigger_dropped_objects() dropped
		where not dropped.is_temporary
			and dropped.object_type in (
				'schema', 'table', 'table column', 'table constraint', 'foreign table', 'view',
				'materialized view', 'function', 'trigger', 'type', 'rule'
			)
	) then
		notify pgrst, 'reload schema';
	end if;
end
$$;
create event trigger pgrst_ddl_watch on ddl_command_end execute function extensions.pgrst_ddl_watch();
create event trigger pgrst_drop_watch on sql_drop execute function extensions.pgrst_drop_watch();

grant usage on schema public to postgres, anon, authenticated, service_role;
grant create on schema public to postgres;
