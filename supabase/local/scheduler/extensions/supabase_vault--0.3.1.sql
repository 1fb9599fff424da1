-- The SQL side of Supabase Vault: same names, columns, grants as on hosted.
--
-- Secrets are encrypted by pgcrypto (OpenPGP, AES-256, integrity protected). The key is a file of the data directory,
-- mode 0600, made here when it is missing. Only a security definer function of the superuser reads it: neither
-- `postgres` nor any other role has pg_read_server_files. A dump of the database holds no key; a copy of the data
-- directory does.

alter schema vault owner to current_user;

do $make$
declare
	path text := 'vault.key';
begin
	if (pg_stat_file(path, true)).size is not null then return; end if;
	-- By a program, because `copy … to '<file>'` neither sets the mode nor syncs. mv -n: of two databases that do
	-- this at once, one wins. The working directory of the server is its data directory.
	execute format(
		'copy (select %L) to program %L',
		encode(@extschema:pgcrypto@.gen_random_bytes(32), 'hex'),
		'umask 077 && cat > vault.key.$$ && sync && mv -n vault.key.$$ vault.key && rm -f vault.key.$$'
	);
	perform pg_stat_file(path);
end
$make$;

create table vault.secrets (
	id uuid primary key default gen_random_uuid(),
	name text,
	description text not null default '',
	secret text not null,
	key_id uuid,
	nonce bytea default @extschema:pgcrypto@.gen_random_bytes(16),
	created_at timestamptz not null default current_timestamp,
	updated_at timestamptz not null default current_timestamp
);
comment on table vault.secrets is 'Table with encrypted `secret` column for storing sensitive information on disk.';
create unique index secrets_name_idx on vault.secrets (name) where name is not null;

create function vault._key() returns text
language sql stable security definer set search_path = '' as $$
	select btrim(pg_catalog.pg_read_file('vault.key'), E'\n')
$$;

-- The id is part of what is encrypted, so that a secret moved to another row is refused.
-- The key is 256 random bits: stretching it (s2k-mode 3) would only cost time.
create function vault._encrypt(id uuid, secret text) returns text
language sql volatile security definer set search_path = '' as $$
	select encode(
		@extschema:pgcrypto@.pgp_sym_encrypt(
			id::text || secret, vault._key(), 'cipher-algo=aes256, compress-algo=0, s2k-mode=1'
		), 'base64'
	)
$$;

create function vault._decrypt(id uuid, secret text) returns text
language plpgsql stable security definer set search_path = '' as $$
declare
	plain text := @extschema:pgcrypto@.pgp_sym_decrypt(decode(secret, 'base64'), vault._key());
begin
	if left(plain, 36) <> id::text then
		raise exception 'secret % does not belong to this row', id using errcode = 'data_corrupted';
	end if;
	return substr(plain, 37);
end
$$;

create view vault.decrypted_secrets as
	select id, name, description, secret, vault._decrypt(id, secret) as decrypted_secret, key_id, nonce,
		created_at, updated_at
	from vault.secrets;

create function vault.create_secret(
	new_secret text, new_name text default null, new_description text default '', new_key_id uuid default null
) returns uuid language plpgsql security definer set search_path = '' as $$
declare
	new_id uuid := gen_random_uuid();
begin
	insert into vault.secrets (id, secret, name, description, key_id)
	values (new_id, vault._encrypt(new_id, new_secret), new_name, new_description, new_key_id);
	return new_id;
end
$$;

create function vault.update_secret(
	secret_id uuid, new_secret text default null, new_name text default null, new_description text default null,
	new_key_id uuid default null
) returns void language plpgsql security definer set search_path = '' as $$
begin
	update vault.secrets set
		secret = coalesce(vault._encrypt(id, new_secret), secret),
		name = coalesce(new_name, name),
		description = coalesce(new_description, description),
		key_id = coalesce(new_key_id, key_id),
		updated_at = current_timestamp
	where id = secret_id;
end
$$;

revoke all on schema vault from public;
revoke all on all functions in schema vault from public;
do $$
begin
	if to_regrole('service_role') is not null then
		grant usage on schema vault to postgres with grant option;
		grant select, delete, truncate, references on vault.secrets, vault.decrypted_secrets
			to postgres with grant option;
		grant execute on function vault.create_secret, vault.update_secret, vault._decrypt
			to postgres with grant option;
		grant usage on schema vault to service_role;
		grant select, delete on vault.secrets, vault.decrypted_secrets to service_role;
		grant execute on function vault.create_secret, vault.update_secret, vault._decrypt to service_role;
	end if;
end
$$;
