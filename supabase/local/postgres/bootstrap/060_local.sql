-- The embedded platform's own notes; nothing here exists on a hosted project and no role but the superuser sees it.

create schema supabase_local authorization supabase_admin;

create table supabase_local.applied_migrations (version text primary key, content_hash text not null);
comment on table supabase_local.applied_migrations is
	'With which content each migration file was applied, to notice a chapter that was edited since.';
