-- Foundations: what every chapter stands on. Privileges closed first, then the private schema `app`,
-- typed refusals, and the one way in which an effect leaves the database (the outbox).

-- Hosted projects differ in what they expose by default, so nothing is, and every grant below is explicit.
alter default privileges for role postgres in schema public
	revoke all on tables from anon, authenticated, service_role;
alter default privileges for role postgres in schema public
	revoke all on sequences from anon, authenticated, service_role;
alter default privileges for role postgres in schema public
	revoke all on functions from anon, authenticated, service_role;
alter default privileges for role postgres revoke execute on functions from public;

create extension if not exists pgcrypto with schema extensions;
create extension if not exists unaccent with schema extensions;
create extension if not exists pg_trgm with schema extensions;
create extension if not exists btree_gin with schema extensions;
create extension if not exists pg_net with schema extensions;
create extension if not exists pg_cron;
create extension if not exists supabase_vault;

create schema app;
comment on schema app is
	'Rules. Not exposed by the API: public functions are thin invoker wrappers around definer functions here.';
revoke all on schema app from public;
grant usage on schema app to authenticated, service_role;

-- Refusals -----------------------------------------------------------------------------------------

create function app.refuse(code text, status integer default 422, params jsonb default '{}')
	returns void
	language plpgsql
	set search_path = ''
as $$
begin
	-- PostgREST answers SQLSTATE PTxyz with HTTP status xyz; the message is the code that the interface translates.
	raise exception using
		errcode = 'PT' || status, message = code, detail = params::text;
end
$$;
comment on function app.refuse(text, integer, jsonb) is
	'Ends the command with a typed refusal: message = code (`error_<code>` in the messages), detail = JSON parameters.';

-- Settings of this installation ---------------------------------------------------------------------

create table app.settings (
	name text primary key,
	value text not null
);
comment on table app.settings is
	'Where this installation is reached. `app_url`: the console and portal, without a trailing slash. `simulator_url`: the simulated payment provider, only where there is one. `loopback_webhooks` (`on`): resellers'' webhooks may go to this machine itself; for a demo and for tests.';
insert into app.settings (name, value) values ('app_url', 'http://127.0.0.1:3000');

create function app.setting(name text) returns text
	language sql stable
	set search_path = ''
as $$
	select s.value from app.settings s where s.name = setting.name
$$;

create function public.configure_installation(app_url text) returns void
	language sql
	set search_path = ''
as $$
	update app.settings set value = rtrim(configure_installation.app_url, '/') where name = 'app_url'
$$;
comment on function public.configure_installation(text) is
	'Idempotent. Run once per deployment with the secret key: links in e-mails start with this address.';
grant update, select on app.settings to service_role;
grant execute on function public.configure_installation(text) to service_role;

-- Outbox ------------------------------------------------------------------------------------------

create table app.outbox (
	id uuid primary key default gen_random_uuid(),
	reseller_id uuid,
	kind text not null check (kind in ('email', 'gateway', 'webhooks')),
	template text not null,
	-- Somebody sits before it and waits.
	is_awaited boolean not null generated always as (template in ('sign_in_code', 'invitation', 'data_request')) stored,
	recipient text not null,
	unique_key text not null unique,
	payload jsonb not null default '{}',
	state text not null default 'queued' check (state in ('queued', 'sending', 'sent', 'parked')),
	attempts integer not null default 0,
	due_at timestamptz not null default now(),
	lease uuid,
	last_error text,
	created_at timestamptz not null default now(),
	sent_at timestamptz,
	constraint outbox_lease_while_sending check ((state = 'sending') = (lease is not null))
);
comment on table app.outbox is
	'Effects that must happen, written in the transaction that decided them. `due_at`: when a worker may take the row; while sending, when its lease runs out.';
create index outbox_due on app.outbox (kind, is_awaited desc, due_at) where state in ('queued', 'sending');
create index outbox_reseller on app.outbox (reseller_id, created_at desc);

create function app.secret(name text) returns text
	language sql stable security definer
	set search_path = ''
as $$
	select decrypted_secret from vault.decrypted_secrets s where s.name = secret.name
$$;

create function app.wake_worker(function_name text) returns void
	language plpgsql security definer
	set search_path = ''
as $$
declare
	project_url text := app.secret('project_url');
begin
	-- An installation without the secret still delivers nothing silently lost: rows wait in the outbox.
	if project_url is null then
		return;
	end if;
	perform net.http_post(
		url := project_url || '/functions/v1/' || function_name,
		body := '{}'::jsonb,
		headers := jsonb_build_object('content-type', 'application/json', 'apikey', app.secret('secret_key')),
		timeout_milliseconds := 60000
	);
end
$$;
comment on function app.wake_worker(text) is
	'Asks an edge function, after commit, to look at the outbox. A lost wake-up is made good by the sweep.';

create function app.wake_after_outbox() returns trigger
	language plpgsql security definer
	set search_path = ''
as $$
begin
	-- A worker is named after the kind of effect that it takes care of.
	perform app.wake_worker(w.kind) from (select distinct n.kind from new_rows n where n.due_at <= now()) w;
	return null;
end
$$;
create trigger outbox_wakes_worker after insert on app.outbox
	referencing new table as new_rows for each statement execute function app.wake_after_outbox();

create function app.sweep_outbox() returns void
	language plpgsql security definer
	set search_path = ''
as $$
begin
	perform app.wake_worker(k.kind) from (values ('email'), ('gateway'), ('webhooks')) k (kind)
	where exists (select from app.outbox o where o.kind = k.kind and o.state in ('queued', 'sending') and o.due_at <= now());
end
$$;
comment on function app.sweep_outbox() is
	'Wakes the workers while anything is due: retries after back-off, leases of killed workers, lost wake-ups.';
select cron.schedule('sweep-outbox', '10 seconds', 'select app.sweep_outbox()');
