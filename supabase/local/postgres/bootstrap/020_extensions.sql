-- Extensions live in a schema of their own, as on hosted.

create schema extensions authorization supabase_admin;
grant usage on schema extensions to public;
grant all on schema extensions to postgres, dashboard_user;

create extension pg_stat_statements with schema extensions;
create extension pgcrypto with schema extensions;
create extension "uuid-ossp" with schema extensions;

alter default privileges for role supabase_admin in schema extensions
	grant all on functions to postgres with grant option;
grant all on all functions in schema extensions to postgres with grant option;
