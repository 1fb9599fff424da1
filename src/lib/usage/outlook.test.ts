import { expect, test } from 'vitest';
import { outlookOf, type Outlook, type WhatIsLeft } from './outlook.ts';

const left: WhatIsLeft = {
	...{ left: 400, forecastOn: '2026-12-12', renewsOn: '2026-12-20', isUnlimited: false }
};

test.each<[string, Partial<WhatIsLeft>, Outlook]>([
	['runs out before it is renewed', {}, { kind: 'out', on: '2026-12-12' }],
	['on the last day too', { forecastOn: '2026-12-20' }, { kind: 'out', on: '2026-12-20' }],
	['lasts until then', { forecastOn: '2026-12-21' }, { kind: 'lasts', on: '2026-12-20' }],
	['extras alone are not renewed', { renewsOn: null }, { kind: 'out', on: '2026-12-12' }],
	['nobody can tell', { forecastOn: null }, { kind: 'unknown' }],
	['is gone, whatever was foreseen', { left: 0 }, { kind: 'gone' }],
	['of what is not counted there is none', { left: null }, { kind: 'none' }],
	['what has no limit does not run out', { isUnlimited: true }, { kind: 'none' }],
	['even where its quota is used', { isUnlimited: true, left: 0 }, { kind: 'none' }]
])('%s', (_case, more, outlook) => expect(outlookOf({ ...left, ...more })).toEqual(outlook));
