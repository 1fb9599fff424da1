import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { databaseTypes, typesFile } from '../../scripts/database-types.ts';
import { listAdvisories, onFreshDatabase } from '../../supabase/local/project/inspection.ts';

test('the committed types are those of the migrations (npm run db:types)', async () => {
	expect(await readFile(typesFile, 'utf8')).toBe(await databaseTypes());
});

/** Findings that say nothing on a database without traffic. */
const noise = ['unused_index', 'table_bloat', 'extension_versions_outdated'];

test("Supabase's own advisors find nothing", async () => {
	const advisories = await onFreshDatabase(process.cwd(), listAdvisories);
	expect(advisories.filter(({ name }) => !noise.includes(name))).toEqual([]);
	// The noise proves that the advisors looked at this database.
	expect(advisories.some(({ name }) => name === 'unused_index')).toBe(true);
});
