import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const functions = fileURLToPath(new URL('..', import.meta.url));
const manifest = JSON.parse(readFileSync(`${functions}/../../package.json`, 'utf8'));
const { imports } = JSON.parse(readFileSync(`${functions}/email/deno.json`, 'utf8'));

test('Deno and Node run the same versions', () => {
	const pinned = Object.entries<string>(imports).filter(([, target]) => target.startsWith('npm:'));
	expect(pinned.length).toBeGreaterThan(0);
	for (const [specifier, target] of pinned) {
		const [, name = '', version] = /^npm:((?:@[^/]+\/)?[^@/]+)@([^/]+)/.exec(target) ?? [];
		expect(specifier.startsWith(name)).toBe(true);
		expect({ ...manifest.dependencies, ...manifest.devDependencies }[name], name).toBe(version);
	}
});

test('every import is one that the uploader follows: mapped, built in, or with its extension', () => {
	const sources = readdirSync(functions, { recursive: true, encoding: 'utf8' }).filter(
		(file) => file.endsWith('.ts') && !/\.test\.ts$|\/testing\//.test(file)
	);
	const shared = ['billing/pix.ts', 'billing/qr-code.ts', 'usage/outlook.ts'].map(
		(file) => `../../src/lib/${file}`
	);
	for (const file of [...sources, ...shared]) {
		const source = readFileSync(`${functions}/${file}`, 'utf8');
		for (const [, specifier = ''] of source.matchAll(/^(?:import|export)[^;]*? from '([^']+)'/gm)) {
			const isFollowed =
				/^(\.\.?\/|#lib\/).*\.ts$/.test(specifier) ||
				specifier.startsWith('node:') ||
				Object.hasOwn(imports, specifier);
			expect(isFollowed, `${file} imports ${specifier}`).toBe(true);
		}
	}
});
