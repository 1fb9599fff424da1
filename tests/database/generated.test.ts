import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { generateTypes, typesFile } from '../../scripts/database-types.ts';
import { platform } from './platform.ts';

test('the committed types are those of the migrations (npm run db:types)', async () => {
	expect(await readFile(typesFile, 'utf8')).toBe(await generateTypes(platform.databaseUrl));
});

/** Findings that say nothing on a database without traffic. */
const noise = ['unused_index', 'table_bloat', 'extension_versions_outdated'];

test("Supabase's own advisors find nothing", async () => {
	const output = await new Promise<string>((resolve) => {
		execFile(
			join('node_modules', '.bin', 'supabase'),
			[
				'db',
				'advisors',
				`--remote=${platform.databaseUrl}`,
				'--level',
				'info',
				'--output-format',
				'json'
			],
			{ env: { ...process.env, SUPABASE_TELEMETRY_DISABLED: '1' }, maxBuffer: 16 * 1024 * 1024 },
			(_, stdout, stderr) => resolve(stdout || stderr)
		);
	});
	const findings = findingsIn(output).filter(({ name }) => !noise.includes(name));
	expect(findings).toEqual([]);
	// The noise proves that the advisors looked at this database.
	expect(findingsIn(output).some(({ name }) => name === 'unused_index')).toBe(true);
});

function findingsIn(output: string): { name: string; detail: string }[] {
	const parsed = JSON.parse(output);
	const list = Array.isArray(parsed) ? parsed : (parsed.advisors ?? parsed.results ?? parsed.lints);
	return list.map(({ name, detail }: { name: string; detail: string }) => ({ name, detail }));
}
