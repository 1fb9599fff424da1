import { expect, test } from 'vitest';
import { invitationTokenOf } from './invitation.ts';

test.each([
	['/invite/aB3-_x', 'aB3-_x'],
	['/invite/', null],
	['/invite/a/b', null],
	['/invite/a?b', null],
	['/r/veloz/invite/a', null],
	['/accounts', null]
])('%s holds the token %s', (path, token) => expect(invitationTokenOf(path)).toBe(token));
