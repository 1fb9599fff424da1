import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { namedPermissions, permissionName, permissionsAddedAt } from './permission.ts';

const migrations = join(import.meta.dirname, '../../../supabase/migrations');

test('every permission of the database has words, and no other', () => {
	expect([...namedPermissions].sort()).toEqual(permissionsOfDatabase());
});

test('an unknown permission is shown by its bare name', () => {
	expect(permissionName('rockets.launch')).toBe('rockets.launch');
	expect(permissionName('team.manage')).not.toBe('team.manage');
});

test('a level is told by what it adds', () => {
	const levels = [
		{ permission: 'portal.company.read', least_level: 1 },
		{ permission: 'portal.invoices.read', least_level: 2 },
		{ permission: 'portal.accesses.read', least_level: 1 }
	];
	expect(permissionsAddedAt({ roles: [], levels }, 1)).toEqual([
		'portal.company.read',
		'portal.accesses.read'
	]);
	expect(permissionsAddedAt({ roles: [], levels }, 6)).toEqual([]);
});

/** The rows of the two lists `(position, 'permission', …)` that fill app.permissions. */
function permissionsOfDatabase(): string[] {
	const sql = readdirSync(migrations)
		.map((file) => readFileSync(join(migrations, file), 'utf8'))
		.join('\n');
	const rows = sql.matchAll(/^\t\(\d+, '([a-z]+(?:\.[a-z]+)+)', (?:array\[|\d)/gm);
	return [...rows].map(([, permission = '']) => permission).sort();
}
