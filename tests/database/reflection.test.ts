import { expect, test } from 'vitest';
import { databaseConnection } from './platform.ts';

// What must hold for every table, view, function and policy, read from the catalogue: a new one cannot forget it.

const db = databaseConnection();

/** Tables that stand above the tenants, and why. */
const withoutTenantColumn: Record<string, string> = {
	resellers: 'is the tenant: its id is what the others call reseller_id',
	people: 'a person may belong to many tenants'
};

/** Tenant tables whose changes leave no entry in the trail, and why. */
const withoutTrail: Record<string, string> = {
	agency_statement_lines:
		'are written with their statement, whose entry is theirs too; what pays them leaves its own',
	audit_entries: 'is the trail',
	billing_runs: 'says how far a night has come: what it does leaves entries of its own',
	billing_run_failures: 'is what one run could not do, appended to only',
	client_batches:
		'counts how far a change of many clients has come: each change leaves its own entry',
	client_exports: 'counts how far an export has come: its beginning leaves an entry of its own',
	invoice_reminders: 'says which mails went out, as the outbox does',
	client_summaries: 'is derived from tables that are under it',
	gateway_charges:
		'follows invoices and what the gateway tells, each of which leaves its own entry',
	gateway_customers: 'says what the gateway calls a client, as it answered',
	gateway_events: 'is itself a record of what was told, appended to only',
	client_balances: "is the sum of a client's credit, each entry of which leaves its own",
	invoice_lines: 'are written with the invoice and never change: its entry is theirs too',
	invoice_mails: 'says how far a mail has come; who had one sent again stands with it',
	ledger_entries: 'is itself a record, appended to only',
	people: 'belong to no tenant',
	webhook_attempts: 'is itself a record of what was sent and answered, appended to only',
	webhook_deliveries: 'says how far a message has come, each step of which is an attempt',
	webhook_messages: 'tells of changes that leave entries of their own',
	session_days: 'are sums of the ledger of sessions',
	session_entries: 'is itself a record, appended to only',
	session_hours: 'are sums of the ledger of sessions',
	session_meters: 'are sums of the ledger of sessions, moved by every use',
	session_quotas: 'are sums of the ledger of sessions, which says of each what came and went',
	membership_uses: 'that somebody was here is no change of the account, and comes every minute'
};

/** Functions that need no account, and why anybody may call them. */
const openToAnonymous: Record<string, string> = {
	health: 'answers true and reads nothing',
	show_data_request: 'shows the form to whoever holds its link: a client, who need not be a user',
	save_data_request: 'keeps an answer of whoever holds the link; bounded in number and size',
	complete_data_request: 'takes the answers over, once, for whoever holds the link',
	show_payable: 'shows an invoice to whoever has its link, which is sent to be paid by',
	set_reminders_by_link:
		'declines reminders for whoever holds that link; what else is owed still comes',
	show_public_plan:
		'shows a plan to whoever has its public link, which is there to be shown around',
	sign_up: 'makes a client of whoever signs up behind that link; bounded in number and size',
	show_sign_up: 'shows its first invoice to whoever signed up, by an id that nobody else knows',
	show_invitation: 'shows an invitation to whoever holds its link, who need not have a sign-in yet'
};

test('every tenant table names its tenant, never null', async () => {
	expect(
		await names(`
			select c.relname as name from pg_class c
			where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
				and not exists (
					select from pg_attribute a
					where a.attrelid = c.oid and a.attname = 'reseller_id' and a.attnotnull
				)`)
	).toEqual(Object.keys(withoutTenantColumn).sort());
});

test('every table has row level security and a policy for each verb that somebody was granted', async () => {
	expect(
		await names(`select relname as name from pg_class
			where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relrowsecurity`)
	).toEqual([]);
	expect(
		await names(`
			select g.table_name || ' ' || g.privilege_type || ' to ' || g.grantee as name
			from information_schema.role_table_grants g
			join pg_class c on c.relname = g.table_name and c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
			where g.table_schema = 'public' and g.grantee in ('anon', 'authenticated')
				and not exists (
					select from pg_policies p
					where p.schemaname = 'public' and p.tablename = g.table_name
						and p.cmd in (g.privilege_type, 'ALL') and g.grantee::name = any (p.roles)
				)`)
	).toEqual([]);
});

test('nothing is granted to anonymous callers, and nobody but functions writes', async () => {
	expect(
		await names(`
			select grantee || ' ' || privilege_type || ' ' || table_name as name
			from information_schema.role_table_grants
			where table_schema in ('public', 'app')
				and (grantee in ('anon', 'PUBLIC') or (grantee = 'authenticated' and privilege_type <> 'SELECT'))`)
	).toEqual([]);
});

test('every policy compares the tenant with one value that is computed once', async () => {
	const { rows } = await db.query<{ name: string; condition: string }>(`
		select tablename || ': ' || policyname as name, coalesce(qual, '') || coalesce(with_check, '') as condition
		from pg_policies where schemaname = 'public'`);
	expect(rows.length).toBeGreaterThan(10);
	for (const { name, condition } of rows) {
		expect(condition, name).toMatch(/SELECT (app\.(staff_)?reseller_id\(\)|auth\.uid\(\))/);
		// A call outside a sub-select would run for every row.
		expect(condition.replaceAll(/\( ?SELECT [a-z]+\.[a-z_]+\([^)]*\)/g, ''), name).not.toMatch(
			/\bapp\.|\bauth\./
		);
	}
});

test('every view runs with the rights of whoever asks', async () => {
	expect(
		await names(`select relname as name from pg_class
			where relnamespace = 'public'::regnamespace and relkind in ('v', 'm')
				and not coalesce('security_invoker=true' = any (reloptions), false)`)
	).toEqual([]);
});

test('a foreign key between tenant tables carries the tenant on both sides', async () => {
	expect(
		await names(`
			select c.conrelid::regclass || '.' || c.conname as name
			from pg_constraint c
			where c.contype = 'f' and c.connamespace = 'public'::regnamespace
				and c.confrelid not in ('public.resellers'::regclass, 'public.people'::regclass)
				and c.confrelid::regclass::text not like 'auth.%'
				and not exists (
					select from unnest(c.conkey, c.confkey) as k (own, other)
					join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.own and a.attname = 'reseller_id'
					join pg_attribute b on b.attrelid = c.confrelid and b.attnum = k.other and b.attname = 'reseller_id'
				)`)
	).toEqual([]);
});

test('every tenant table has an index that starts with the tenant, and every foreign key an index', async () => {
	expect(
		await names(`
			select c.relname as name from pg_class c
			join pg_attribute a on a.attrelid = c.oid and a.attname = 'reseller_id'
			where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
				and not exists (select from pg_index i where i.indrelid = c.oid and i.indkey[0] = a.attnum and i.indpred is null)`)
	).toEqual([]);
	expect(
		await names(`
			select c.conrelid::regclass || '.' || c.conname as name
			from pg_constraint c
			where c.contype = 'f' and c.connamespace in ('public'::regnamespace, 'app'::regnamespace)
				and not exists (
					select from pg_index i
					where i.indrelid = c.conrelid
						and (string_to_array(i.indkey::text, ' ')::smallint[])[1:cardinality(c.conkey)] @> c.conkey
				)`)
	).toEqual([]);
});

test('exposed functions are thin: they run with the rights of whoever calls', async () => {
	expect(
		await names(`select proname as name from pg_proc p
			where pronamespace = 'public'::regnamespace and prosecdef
				and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')`)
	).toEqual([]);
});

test('every function fixes its search path', async () => {
	expect(
		await names(`select p.oid::regprocedure::text as name from pg_proc p
			where p.pronamespace in ('public'::regnamespace, 'app'::regnamespace)
				and not exists (select from unnest(p.proconfig) as setting where setting like 'search_path=%')
				and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')`)
	).toEqual([]);
});

test('anonymous callers may execute only what is listed here', async () => {
	expect(
		await names(`select distinct p.proname as name from pg_proc p
			where p.pronamespace in ('public'::regnamespace, 'app'::regnamespace)
				and has_function_privilege('anon', p.oid, 'execute')
				and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')`)
	).toEqual(Object.keys(openToAnonymous).sort());
});

test('every table is under the audit trail, but for those listed here', async () => {
	expect(
		await names(`
			select c.relname as name from pg_class c
			where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
				and (
					-- 4, 8, 16: after each statement, on insert, on delete, on update (pg_trigger.h).
					select coalesce(bit_or(t.tgtype), 0) from pg_trigger t
					where t.tgrelid = c.oid and t.tgenabled = 'O' and t.tgqual is null and t.tgattr = ''
						and t.tgfoid = 'app.keep_trail()'::regprocedure and t.tgtype & 3 = 0
				) <> 4 | 8 | 16`)
	).toEqual(Object.keys(withoutTrail).sort());
});

test('no secret and no picture can stand in the trail', async () => {
	const { rows } = await db.query<{ name: string; hidden: string[] }>(`
		select t.tgrelid::regclass::text || '.' || a.attname as name,
			(string_to_array(encode(t.tgargs, 'escape'), '\\000'))[2]::text[] as hidden
		from pg_trigger t
		join pg_attribute a on a.attrelid = t.tgrelid and a.attnum > 0 and not a.attisdropped
		where t.tgfoid = 'app.keep_trail()'::regprocedure
			and a.attname ~ '(secret|token|hash|password|code|logo|draft)'
			-- An address, and a link that is there to be passed around.
			and a.attname not in ('postal_code', 'public_code')`);
	expect(new Set(rows.map(({ name }) => name))).toEqual(
		new Set([
			'reseller_brands.logo',
			'onboardings.draft',
			'data_requests.token_hash',
			'gateway_accounts.webhook_token_hash',
			'payment_profiles.token',
			'api_keys.key_hash',
			'api_keys.former_key_hash',
			'data_requests.draft',
			'data_requests.draft_phones'
		])
	);
	for (const { name, hidden } of rows) expect(hidden, name).toContain(name.split('.')[1]);
});

test('nobody that the API knows can rewrite the trail', async () => {
	expect(
		await names(`
			select grantee || ' ' || privilege_type as name from information_schema.role_table_grants
			where table_schema = 'public' and table_name = 'audit_entries'
				and grantee in ('anon', 'authenticated', 'service_role', 'PUBLIC')`)
	).toEqual(['authenticated SELECT', 'service_role SELECT']);
});

test('every table, view and exposed function says what it is', async () => {
	expect(
		await names(`
			select c.relname as name from pg_class c
			where c.relnamespace in ('public'::regnamespace, 'app'::regnamespace) and c.relkind in ('r', 'p', 'v')
				and obj_description(c.oid, 'pg_class') is null
			union all
			select p.proname from pg_proc p
			where p.pronamespace = 'public'::regnamespace and obj_description(p.oid, 'pg_proc') is null`)
	).toEqual([]);
});

async function names(query: string): Promise<string[]> {
	const { rows } = await db.query<{ name: string }>(query);
	return rows.map(({ name }) => name).sort();
}
