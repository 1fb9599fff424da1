-- Hosted projects with automatic exposure: what is created in schema public is open to the API roles, row level
-- security permitting. Idempotent: run at every start, so that the mode can be switched.
alter default privileges for role postgres in schema public
	grant all on tables to postgres, anon, authenticated, service_role;
alter default privileges for role postgres in schema public
	grant all on functions to postgres, anon, authenticated, service_role;
alter default privileges for role postgres in schema public
	grant all on sequences to postgres, anon, authenticated, service_role;
alter default privileges for role supabase_admin in schema public
	grant all on tables to postgres, anon, authenticated, service_role;
alter default privileges for role supabase_admin in schema public
	grant all on functions to postgres, anon, authenticated, service_role;
alter default privileges for role supabase_admin in schema public
	grant all on sequences to postgres, anon, authenticated, service_role;
