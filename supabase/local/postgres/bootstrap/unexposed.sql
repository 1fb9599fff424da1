-- Hosted projects without automatic exposure: the API roles get what migrations grant and nothing else.
alter default privileges for role postgres in schema public
	revoke all on tables from anon, authenticated, service_role;
alter default privileges for role postgres in schema public
	revoke all on functions from anon, authenticated, service_role, public;
alter default privileges for role postgres in schema public
	revoke all on sequences from anon, authenticated, service_role;
alter default privileges for role supabase_admin in schema public
	revoke all on tables from anon, authenticated, service_role;
alter default privileges for role supabase_admin in schema public
	revoke all on functions from anon, authenticated, service_role, public;
alter default privileges for role supabase_admin in schema public
	revoke all on sequences from anon, authenticated, service_role;
