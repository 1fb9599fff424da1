import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
const shared = [
	'format',
	'errors',
	'forms',
	'realtime',
	'spreadsheet',
	'ui',
	'server',
	'paraglide'
];
const sources = filesBelow('src').filter(
	(file) => /\.(ts|svelte)$/.test(file) && !file.startsWith('src/lib/paraglide/')
);
const imports = sources.flatMap((file) =>
	importsOf(file).map((target) => ({ file, target, name: `${file} → ${target}` }))
);

describe('imports point one way', () => {
	test('shared code knows no domain and no route', () => {
		const wrong = imports.filter(
			({ file, target }) =>
				isShared(file) && ((isLib(target) && !isShared(target)) || target.startsWith('src/routes/'))
		);
		expect(names(wrong)).toEqual([]);
	});

	test('domains know no route', () => {
		const wrong = imports.filter(
			({ file, target }) => isLib(file) && target.startsWith('src/routes/')
		);
		expect(names(wrong)).toEqual([]);
	});

	test('pure files reach for nothing that needs an app, a browser or a database', () => {
		const wrong = imports.filter(
			({ file, target }) =>
				file.startsWith('src/lib/format/') &&
				!file.endsWith('.test.ts') &&
				!/^(src\/lib\/format\/|@brazilian-utils\/)/.test(target)
		);
		expect(names(wrong)).toEqual([]);
	});

	test('a domain uses only the pure files of another domain', () => {
		const wrong = imports.filter(
			({ file, target }) =>
				isLib(file) &&
				isLib(target) &&
				!isShared(target) &&
				folderOf(file) !== folderOf(target) &&
				target.endsWith('.server.ts')
		);
		expect(names(wrong)).toEqual([]);
	});

	test('the app and the embedded platform know nothing of each other', () => {
		const fromApp = imports.filter(({ target }) => target.startsWith('supabase/'));
		const fromPlatform = filesBelow('supabase/local')
			.filter((file) => /(?<!\.test)\.ts$/.test(file))
			.flatMap((file) =>
				importsOf(file).map((target) => ({ file, target, name: `${file} → ${target}` }))
			)
			.filter(({ target }) => target.startsWith('src/'));
		expect(names([...fromApp, ...fromPlatform])).toEqual([]);
	});
});

describe('edge functions need nothing of Node that is missing where they are deployed, in Deno 2.1', () => {
	const deployed = filesBelow('supabase/functions').filter(
		(file) => /(?<!\.test)\.ts$/.test(file) && !file.includes('/testing/')
	);

	test('node:http is fetch there, which takes no address to connect to', () => {
		const wrong = deployed.filter((file) =>
			importsOf(file).some((target) => /^(node:)?https?$/.test(target))
		);
		expect(wrong).toEqual([]);
	});

	test('Buffer is no global there', () => {
		const wrong = deployed.filter(
			(file) => /\bBuffer\b/.test(read(file)) && !importsOf(file).includes('node:buffer')
		);
		expect(wrong).toEqual([]);
	});
});

test('what is loaded for an account is loaded anew for another one in the same place of the address', () => {
	// SvelteKit keeps what a load answered as long as nothing that it read has changed; the header is nothing that it sees.
	const forgetful = filesBelow('src/routes').filter(
		(file) =>
			/\[(reseller|account)(=\w+)?\].*\+(page|layout)\.server\.ts$/.test(file) &&
			/\bload\b/.test(read(file)) &&
			!/\bparams\b|\bparent\(\)/.test(read(file))
	);
	expect(forgetful).toEqual([]);
});

test('what is read again waits for whoever is on the way to another page', () => {
	// SvelteKit drops a navigation for an invalidation; only this module waits for it.
	const impatient = sources.filter(
		(file) =>
			!file.startsWith('src/lib/realtime/read-again') && /\binvalidate(All)?\(/.test(read(file))
	);
	expect(impatient).toEqual([]);
});

describe('messages', () => {
	const locales = ['pt-BR', 'en'] as const;
	const domains = readdirSync(join(root, 'src/i18n/messages/pt-BR'));
	const used = usedMessages();

	test.each(domains)('%s says the same in every language', (domain) => {
		const [base, other] = locales.map((locale) => messages(locale, domain));
		expect(Object.keys(other ?? {}).sort()).toEqual(Object.keys(base ?? {}).sort());
		for (const key of Object.keys(base ?? {}))
			expect(placeholders(other?.[key]), key).toEqual(placeholders(base?.[key]));
	});

	test.each(domains)('every message of %s is used', (domain) => {
		const unused = Object.keys(messages('pt-BR', domain)).filter((key) => {
			// error_<code> is found by its code at run time: the database may refuse with it.
			return !key.startsWith('error_') && key !== '$schema' && !used.has(key);
		});
		expect(unused).toEqual([]);
	});

	test('each message stands in one domain', () => {
		const keys = domains.flatMap((domain) => Object.keys(messages('pt-BR', domain)));
		const twice = keys.filter((key, at) => key !== '$schema' && keys.indexOf(key) !== at);
		expect(twice).toEqual([]);
	});

	test('every message that is used exists', () => {
		const known = new Set(domains.flatMap((domain) => Object.keys(messages('pt-BR', domain))));
		expect([...used].filter((key) => !known.has(key))).toEqual([]);
	});

	test('every refusal of the database has its words', () => {
		const known = new Set(domains.flatMap((domain) => Object.keys(messages('pt-BR', domain))));
		const codes = filesBelow('supabase/migrations').flatMap((file) =>
			[...read(file).matchAll(/app\.refuse\('([a-z0-9_]+)'/g)].map(([, code]) => `error_${code}`)
		);
		expect(codes.filter((key) => !known.has(key))).toEqual([]);
	});

	function messages(locale: string, domain: string): Record<string, unknown> {
		return JSON.parse(read(`src/i18n/messages/${locale}/${domain}`)) as Record<string, unknown>;
	}

	function usedMessages(): Set<string> {
		const found = sources.flatMap((file) =>
			[...read(file).matchAll(/\bm\.([a-z0-9_]+)\b/g)].map(([, key = '']) => key)
		);
		return new Set(found);
	}

	function placeholders(message: unknown): string[] {
		const names = [...JSON.stringify(message ?? '').matchAll(/\{([a-zA-Z]\w*)\}/g)];
		return [...new Set(names.map(([, name = '']) => name))].sort();
	}
});

function importsOf(file: string): string[] {
	const found = read(file).matchAll(/(?:\bfrom\s+|\bimport\s*\(?\s*)'([^']+)'/g);
	return [...found].map(([, target = '']) => resolved(file, target));
}

function resolved(file: string, target: string): string {
	if (target.startsWith('#lib/')) return `src/lib/${target.slice(5)}`;
	if (target.startsWith('.')) return normalize(join(dirname(file), target));
	return target;
}

function isLib(path: string): boolean {
	return path.startsWith('src/lib/');
}

function isShared(path: string): boolean {
	return isLib(path) && shared.includes(folderOf(path));
}

function folderOf(path: string): string {
	return path.split('/')[2] ?? '';
}

function filesBelow(folder: string): string[] {
	return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile() && !entry.parentPath.includes('node_modules'))
		.map((entry) => relative(root, join(entry.parentPath, entry.name)));
}

function read(file: string): string {
	return readFileSync(join(root, file), 'utf8');
}

function names(wrong: { name: string }[]): string[] {
	return wrong.map(({ name }) => name);
}
