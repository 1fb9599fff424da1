import type pg from 'pg';

/**
 * The view `client_list` once more, with this reseller in place of every question to the acting account.
 * @returns its name
 * @throws Error when the view asks the acting account something that is not known here
 */
export async function constantClientList(db: pg.Client, resellerId: string): Promise<string> {
	const { rows } = await db.query<{ definition: string }>(
		`select pg_get_viewdef('public.client_list'::regclass) as definition`
	);
	const constant = rows[0]!.definition.replaceAll(
		'app.acting_today()',
		`app.today('${resellerId}'::uuid)`
	);
	const unknown = /\bapp\.(?!today\()\w+/.exec(constant);
	if (unknown) throw new Error(`client_list also asks ${unknown[0]}: give it a constant here`);
	await db.query(`
		create schema if not exists bench;
		grant usage on schema bench to postgres;
		create or replace view bench.client_list as ${constant};
		grant select on bench.client_list to postgres`);
	return 'bench.client_list';
}
