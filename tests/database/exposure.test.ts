import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { expect, test } from 'vitest';
import { readProjectConfig } from '../../supabase/local/config/project-config.ts';
import { migrate } from '../../supabase/local/project/migrations.ts';
import { startThrowawayDatabase } from '../../supabase/local/testing/throwaway-database.ts';

// Hosted projects differ: in some, new tables are open to the API roles by default, in others they are not.

test('the grants are the same whether the project opens new objects by default or not', async () => {
	const [open, closed] = await Promise.all([grantsWhere(true), grantsWhere(false)]);
	expect(open).toEqual(closed);
	expect(open).toContain('authenticated SELECT clients');
});

async function grantsWhere(autoExpose: boolean): Promise<string[]> {
	const database = await startThrowawayDatabase({ autoExpose });
	const homeDir = await mkdtemp(join(tmpdir(), 'supabase-cli-'));
	const db = new Client({ connectionString: database.url('postgres') });
	try {
		await migrate({
			cli: { workdir: process.cwd(), homeDir },
			config: await readProjectConfig(process.cwd(), process.env),
			ownerUrl: database.url('postgres'),
			superuserUrl: database.url('supabase_admin')
		});
		await db.connect();
		const { rows } = await db.query<{ line: string }>(`
			select coalesce(grantee::regrole::text, 'public') || ' ' || privilege_type || ' ' || object as line
			from (
				select c.relname as object, (aclexplode(c.relacl)).*
				from pg_class c where c.relnamespace in ('public'::regnamespace, 'app'::regnamespace)
				union all
				select p.oid::regprocedure::text, (aclexplode(p.proacl)).*
				from pg_proc p where p.pronamespace in ('public'::regnamespace, 'app'::regnamespace)
			) grants
			order by line`);
		return rows.map(({ line }) => line);
	} finally {
		await db.end();
		await database.stop();
		await rm(homeDir, { recursive: true, force: true });
	}
}
