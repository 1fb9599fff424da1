import type { TomlTable, TomlValue } from 'smol-toml';
import type { Substituted } from './environment.ts';

// `*` stands for one part of a path, `**` at the end for all that is below.
const supported = [
	'project_id',
	'api.{enabled,port,schemas,extra_search_path,max_rows,auto_expose_new_tables}',
	'db.{port,major_version}',
	'db.migrations.enabled',
	'db.seed.{enabled,sql_paths}',
	'realtime.enabled',
	'local_smtp.{enabled,port,smtp_port,admin_email,sender_name}',
	'auth.{enabled,site_url,additional_redirect_urls,jwt_expiry,enable_signup,enable_refresh_token_rotation,refresh_token_reuse_interval,minimum_password_length,password_requirements}',
	'auth.{enable_anonymous_sign_ins,enable_manual_linking}',
	'auth.rate_limit.*',
	'auth.email.{enabled,enable_signup,double_confirm_changes,enable_confirmations,secure_password_change,max_frequency,otp_length,otp_expiry}',
	'auth.email.smtp.*',
	'auth.email.template.*.{subject,content_path}',
	'auth.sessions.{timebox,inactivity_timeout}',
	'auth.hook.{custom_access_token,before_user_created}.{enabled,uri,secrets}',
	'auth.{web3,external}.*.**',
	'auth.sms.**',
	'auth.passkey.enabled',
	'functions.*.{enabled,verify_jwt,entrypoint,import_map}',
	'edge_runtime.secrets.*'
].map(pattern);

// Settings of tools that are not part of what runs here, and limits whose default needs no support.
const harmless = [
	'db.{shadow_port,health_timeout,orioledb_version}',
	'db.migrations.schema_paths',
	'db.network_restrictions.**',
	'studio.**',
	'storage.**',
	'analytics.**',
	'experimental.**',
	'edge_runtime.{enabled,policy,inspector_port,deno_version}',
	'auth.mfa.max_enrolled_factors',
	'auth.mfa.*.{otp_length,template,max_frequency}',
	'local_smtp.pop3_port'
].map(pattern);

/** One sentence for each setting that is written and would change behaviour, but has no effect here. */
export function unsupportedSettings(values: TomlTable, unset: Substituted['unset']): string[] {
	const ignored = settingsIn(values, [])
		.filter((path) => !supported.some((known) => known.test(path)))
		.filter((path) => !harmless.some((known) => known.test(path)))
		.map((path) => `${path} in config.toml is not supported by the embedded platform: no effect`);
	const missing = unset
		.filter(
			({ path }) => supported.some((known) => known.test(path)) && !isSwitchedOff(values, path)
		)
		.map(({ path, variable }) => `${path} in config.toml needs ${variable}, which is not set`);
	return [...ignored, ...missing];
}

function settingsIn(table: TomlTable, path: string[]): string[] {
	if (path.length > 0 && isOff(table)) return [];
	return Object.entries(table).flatMap(([key, value]) => {
		const here = [...path, key];
		if (isTable(value)) return settingsIn(value, here);
		return isNothing(value) || isRefusal(key, value) ? [] : [here.join('.')];
	});
}

function isSwitchedOff(values: TomlTable, path: string): boolean {
	let table: TomlValue | undefined = values;
	for (const key of path.split('.').slice(0, -1)) {
		if (!isTable(table)) return false;
		table = table[key];
		if (isTable(table) && isOff(table)) return true;
	}
	return false;
}

function isOff(table: TomlTable): boolean {
	return table.enabled === false;
}

function isTable(value: TomlValue | undefined): value is TomlTable {
	return typeof value === 'object' && !Array.isArray(value) && !(value instanceof Date);
}

function isNothing(value: TomlValue): boolean {
	return value === '' || (Array.isArray(value) && value.length === 0);
}

/** `…_enabled = false` and `enable_… = false` ask for nothing. */
function isRefusal(key: string, value: TomlValue): boolean {
	return value === false && /enable/.test(key);
}

function pattern(path: string): RegExp {
	const source = path
		.replaceAll('.', '\\.')
		.replaceAll(/\{([^}]*)\}/g, (_, names: string) => `(${names.replaceAll(',', '|')})`)
		.replaceAll('**', '§')
		.replaceAll('*', '[^.]+')
		.replaceAll('§', '.*');
	return new RegExp(`^${source}$`);
}
