import { expect, test } from 'vitest';
import { isSource } from './build.ts';

// What a build itself writes must not make the next start build again.
test.each([
	['src/app.css', true],
	['src/i18n/messages/en/clients.json', true],
	['src/i18n/project.inlang/settings.json', true],
	['src/i18n/project.inlang/.meta.json', false],
	['src/i18n/project.inlang/.gitignore', false],
	['src/i18n/project.inlang/README.md', false],
	['src/lib/paraglide/messages.js', false],
	['src/lib/format/money.test.ts', false]
])('%s is a source of the build: %s', (file, expected) => expect(isSource(file)).toBe(expected));
