import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { baseLocale, locales, overwriteGetLocale } from '#lib/paraglide/runtime.js';
import { fieldName } from './field-names.ts';
import { filterArguments, readFilters } from './filters.ts';
import { auditTables, tableName } from './table-names.ts';
import { valueWords } from './value-words.ts';

const root = join(import.meta.dirname, '../../..');
const chapters = readdirSync(join(root, 'supabase/migrations'))
	.map((file) => readFileSync(join(root, 'supabase/migrations', file), 'utf8'))
	.join('\n');
const types = readFileSync(join(root, 'src/lib/server/database.types.ts'), 'utf8');
const trailed = [
	...chapters.matchAll(
		/select app\.keep_trail_of\('(\w+)'(?:, '\{[\w,]*\}'(?:,\s*'\{([\w,]*)\}')?)?\)/g
	)
].map(([, table = '', hidden = '']) => ({ table, columns: columnsOf(table, hidden.split(',')) }));
const choices = trailed.flatMap(({ table }) => choicesOf(table));

afterAll(() => overwriteGetLocale(() => baseLocale));

test('the chapters put tables under the trail', () => {
	expect(trailed.length).toBeGreaterThanOrEqual(17);
	expect(trailed.length).toBe([...chapters.matchAll(/select app\.keep_trail_of\(/g)].length);
	expect(trailed.every(({ columns }) => columns.length > 0)).toBe(true);
	expect(choices.length).toBeGreaterThan(10);
});

describe.each(locales)('in %s', (locale) => {
	test.each(trailed)('$table and its columns have names', ({ table, columns }) => {
		overwriteGetLocale(() => locale);
		expect(auditTables).toContain(table);
		expect(tableName(table)).not.toBe(table);
		const unnamed = columns.filter((column) => !fieldName(table, column));
		expect(unnamed).toEqual([]);
	});

	test.each(choices)('the values of $table.$column have words', ({ table, column, values }) => {
		overwriteGetLocale(() => locale);
		const wordless = values.filter((value) => !valueWords(table, column, value));
		expect(wordless).toEqual([]);
	});
});

test('the filters that an export leaves behind have names', () => {
	const every =
		'from=2026-01-01&to=2026-01-02&table=plans&operation=delete&origin=people&impersonated=1';
	const id = '6f1c2f60-3a55-4f0e-9d0b-1f6a4f0c9f11';
	const filters = readFilters(new URLSearchParams(`${every}&actor=${id}&client=${id}`));
	const columns = Object.keys(filterArguments(filters));
	expect(columns).toHaveLength(Object.keys(filters).length);
	expect(columns.filter((column) => !fieldName('audit_entries', column))).toEqual([]);
});

test('no name is left of a table that does not exist any more', () => {
	// Exports write their one entry themselves.
	const exports = ['audit_entries', 'client_exports'];
	const known = new Set([...trailed.map(({ table }) => table), ...exports]);
	expect(auditTables.filter((table) => !known.has(table))).toEqual([]);
});

/** The columns that an entry of the table can hold, from the generated types. */
function columnsOf(table: string, hidden: string[]): string[] {
	const row = new RegExp(
		`\\n\\t\\t\\t${table}: \\{\\n\\t\\t\\t\\tRow: \\{\\n([^}]*)\\n\\t\\t\\t\\t\\};`
	);
	const lines = row.exec(types)?.[1]?.split('\n') ?? [];
	return lines
		.map((line) => line.trim().split(':')[0] ?? '')
		.filter((column) => !['', 'reseller_id', 'updated_at', ...hidden].includes(column));
}

/** Columns of the table whose values are a list of words: `check (status in ('active', …))`. */
function choicesOf(table: string): { table: string; column: string; values: string[] }[] {
	const body = new RegExp(`create table public\\.${table} \\(\\n([\\s\\S]*?)\\n\\);`).exec(
		chapters
	)?.[1];
	const columns = (body ?? '').split(/,\n\t(?=\w)/);
	return columns.flatMap((text) => {
		const [, column = '', list] =
			/^\s*(\w+) text [\s\S]*check \(\1 in \(([^)]*)\)/.exec(text) ?? [];
		if (!list) return [];
		return [{ table, column, values: [...list.matchAll(/'([^']*)'/g)].map(([, one = '']) => one) }];
	});
}
