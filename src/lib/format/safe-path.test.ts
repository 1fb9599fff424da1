import { expect, test } from 'vitest';
import { safePath } from './safe-path.ts';

test.each([
	['/r/acme/clients?q=a#top', '/r/acme/clients?q=a#top'],
	['https://evil.example', '/accounts'],
	['//evil.example', '/accounts'],
	['/\\evil.example', '/accounts'],
	['/\t/evil.example', '/accounts'],
	['/..//evil.example', '/accounts'],
	['javascript:alert(1)', '/accounts'],
	['', '/accounts'],
	[null, '/accounts']
])('%s leads to %s', (next, path) => expect(safePath(next, '/accounts')).toBe(path));
