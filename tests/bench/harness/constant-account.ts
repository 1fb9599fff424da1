import type pg from 'pg';
import type { Member } from '../../support/world.ts';

/**
 * Puts copies into schema `bench` of what asks for the acting account, with this member's account as a constant instead:
 * the view `client_list` and these functions of `app`. Called as the owner they check nothing.
 * @param functions by name; none is overloaded
 * @throws Error when something asks the acting account in a way that is not known here
 */
export async function copyWithConstantAccount(
	db: pg.Client,
	{ personId }: Pick<Member, 'personId'>,
	resellerId: string,
	functions: readonly string[]
): Promise<void> {
	const { rows: accounts } = await db.query<{ account: string; view: string }>(
		`select quote_literal(row(
				m.id, m.person_id, m.reseller_id, m.client_id, m.role, m.level, m.sees_phones, null, null
			)::app.account::text) as account,
			pg_get_viewdef('public.client_list'::regclass) as view
		from public.memberships m where m.person_id = $1 and m.reseller_id = $2 and m.client_id is null`,
		[personId, resellerId]
	);
	const { account, view } = accounts[0]!;
	await db.query(`
		create schema if not exists bench;
		grant usage on schema bench to postgres;
		create or replace view bench.client_list as
			${known('client_list', view.replaceAll('app.acting_today()', `app.today('${resellerId}'::uuid)`))};
		grant select on bench.client_list to postgres`);
	for (const name of functions) {
		const { rows } = await db.query<{ definition: string }>(
			`select pg_get_functiondef(('app.' || $1)::regproc) as definition`,
			[name]
		);
		const definition = rows[0]!.definition
			.replace(`FUNCTION app.${name}`, `FUNCTION bench.${name}`)
			.replace(/app\.require(_staff)?\([^)]*\)/, `${account}::app.account`)
			.replaceAll('public.client_list ', 'bench.client_list ');
		await db.query(known(name, definition));
		await db.query(`grant execute on function bench.${name} to postgres`);
	}
}

function known(name: string, definition: string): string {
	const unknown = /\bapp\.(acting|reseller_id|require|may|is_staff)\w*/.exec(definition);
	if (unknown) throw new Error(`${name} also asks ${unknown[0]}: give it a constant here`);
	return definition;
}
