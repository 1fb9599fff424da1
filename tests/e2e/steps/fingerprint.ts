import pg from 'pg';
import { whatSomebodyChanged } from '../../support/moved-by-itself.ts';
import type { Platform } from '../../support/world.ts';

const tablesOfResellers = `
	select c.relname as name from pg_class c
	join pg_attribute a on a.attrelid = c.oid and a.attname = 'reseller_id' and not a.attisdropped
	where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition`;

/** Everything that belongs to a reseller, one hash for each table: whatever is written, by whichever way, shows. */
export async function fingerprintOf(
	{ databaseUrl }: Platform,
	resellerId: string,
	without: string[] = []
): Promise<Record<string, string>> {
	const client = new pg.Client(databaseUrl);
	await client.connect();
	try {
		const { rows: tables } = await client.query<{ name: string }>(tablesOfResellers);
		const hashes = tables.flatMap(({ name }) => {
			const looked = without.includes(name) ? null : whatSomebodyChanged(name);
			if (!looked) return [];
			const { seen, condition } = looked;
			return `select ${pg.escapeLiteral(name)} as name,
				count(*) || ' rows ' || md5(coalesce(string_agg(${seen}, E'\\n' order by ${seen}), '')) as hash
				from public.${pg.escapeIdentifier(name)} t where t.reseller_id = $1 and ${condition}`;
		});
		const { rows } = await client.query<{ name: string; hash: string }>(
			hashes.join(' union all '),
			[resellerId]
		);
		return Object.fromEntries(rows.map(({ name, hash }) => [name, hash]));
	} finally {
		await client.end();
	}
}
