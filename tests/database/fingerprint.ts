import type { Client, Pool } from 'pg';
import { expect } from 'vitest';
import { whatSomebodyChanged } from '../support/moved-by-itself.ts';

/** All rows of a tenant, exposed or not, as one text. */
export async function fingerprint(db: Client | Pool, resellerId: string): Promise<string> {
	const { rows: tables } = await db.query<{ schema: string; name: string }>(`
		select n.nspname as schema, c.relname as name
		from pg_class c
		join pg_namespace n on n.oid = c.relnamespace
		join pg_attribute a on a.attrelid = c.oid and a.attname = 'reseller_id'
		where n.nspname in ('public', 'app') and c.relkind = 'r'
		order by 1, 2`);
	expect(tables.length).toBeGreaterThan(15);
	const hashes: string[] = [];
	for (const { schema, name } of tables) {
		const looked = whatSomebodyChanged(name);
		if (!looked) continue;
		const { seen, condition } = looked;
		const { rows } = await db.query<{ hash: string }>(
			`select coalesce(md5(string_agg(${seen}, '|' order by ${seen})), '') as hash
			from ${schema}.${name} t where reseller_id = $1 and ${condition}`,
			[resellerId]
		);
		hashes.push(`${schema}.${name} ${rows[0]!.hash}`);
	}
	return hashes.join('\n');
}
