-- The embedded platform's own notes, in schema supabase_local: nothing of it exists on a hosted project, and no role
-- but the superuser sees it.

create table supabase_local.applied_migrations (version text primary key, content_hash text not null);
comment on table supabase_local.applied_migrations is
	'With which content each migration file was applied, to notice a chapter that was edited since.';
