-- Roles with the powers that they have on a hosted project. Runs as supabase_admin, the only superuser.
-- The password is the well-known local one: the server listens on the loopback address only.

create role anon nologin noinherit;
create role authenticated nologin noinherit;
create role service_role nologin noinherit bypassrls;
comment on role anon is 'Requests without a signed-in person.';
comment on role authenticated is 'Requests of a signed-in person.';
comment on role service_role is 'Requests with the secret key; not held back by row level security.';

-- NOINHERIT: until it has set one of its roles, the REST service may do nothing.
create role authenticator login noinherit password 'postgres';
grant anon, authenticated, service_role to authenticator;

-- The owner of the application's objects, as on hosted: powerful, but not a superuser.
create role postgres login createdb createrole replication bypassrls password 'postgres';
grant anon, authenticated, service_role, authenticator to postgres with admin option;
grant pg_monitor, pg_read_all_data, pg_signal_backend to postgres;

create role supabase_auth_admin login noinherit createrole password 'postgres';
create role supabase_storage_admin login noinherit createrole password 'postgres';
create role supabase_realtime_admin nologin noinherit;
create role supabase_replication_admin login replication password 'postgres';
create role supabase_read_only_user login bypassrls password 'postgres';
create role dashboard_user nologin createdb createrole replication;
grant pg_read_all_data to supabase_read_only_user;
grant supabase_storage_admin to authenticator;

alter role supabase_admin set search_path = "$user", public, auth, extensions;
alter role postgres set search_path = "$user", public, extensions;
alter role supabase_auth_admin set search_path = auth;
alter role supabase_storage_admin set search_path = storage;
alter role supabase_auth_admin set idle_in_transaction_session_timeout = '60s';

alter role anon set statement_timeout = '3s';
alter role authenticated set statement_timeout = '8s';
alter role authenticator set statement_timeout = '8s';
alter role authenticator set lock_timeout = '8s';

-- What a C extension (supautils) permits on hosted is granted here name by name.
grant set on parameter session_replication_role to postgres;
grant set on parameter "pgrst.db_schemas", "pgrst.db_pre_request", "pgrst.db_max_rows",
	"pgrst.db_extra_search_path", "pgrst.db_aggregates_enabled", "pgrst.db_plan_enabled",
	"pgrst.db_tx_end", "pgrst.openapi_mode", "pgrst.jwt_role_claim_key", "pgrst.server_timing_enabled"
	to postgres;

alter database postgres owner to postgres;
grant create, connect, temporary on database postgres to dashboard_user;
