import { expect, test } from 'vitest';
import { deviceOf } from './device.server.ts';

test.each([
	[
		'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36',
		{ kind: 'computer', browser: 'Chrome', system: 'Windows' }
	],
	[
		// As Auth is told it: the first word is changed on the way (supabase/functions/identity/caller.ts).
		'Balcao/1.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36',
		{ kind: 'computer', browser: 'Chrome', system: 'Linux' }
	],
	[
		'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1',
		{ kind: 'phone', browser: 'Safari', system: 'iOS' }
	],
	[
		'Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0',
		{ kind: 'computer', browser: 'Firefox', system: 'Linux' }
	],
	['curl/8.5.0', { kind: 'computer', browser: null, system: null }],
	['"><script>', { kind: 'computer', browser: null, system: null }],
	['', { kind: 'computer', browser: null, system: null }],
	[null, { kind: 'computer', browser: null, system: null }]
])('%s', (userAgent, device) => expect(deviceOf(userAgent)).toEqual(device));
