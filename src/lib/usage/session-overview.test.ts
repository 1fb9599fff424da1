import { describe, expect, test } from 'vitest';
import { isInUse, toneOf, withMeter, type SessionOverview } from './session-overview.ts';
import type { Meter } from './meter.ts';

const quota = {
	...{ subscription_id: 's', plan_name: 'Mil', granted: 1000, left: 400, overage: 0 },
	...{ period_starts_on: '2026-11-01', period_ends_on: '2026-11-30' }
};
const overview: SessionOverview = {
	...{ client_id: 'a', quota_left: 400, extras_left: 20, left: 420, overage: 0, version: 7 },
	...{ is_metered: true, is_unlimited: false, quota: [quota], used: 600, hours: [0, 600] },
	...{ last_hour: '2026-11-23T10:00:00+00:00', forecast_on: null, policy: null }
};
const meter: Meter = {
	...{ client_id: 'a', quota_left: 0, extras_left: 5, left: 5, overage: 0, version: 8 }
};

describe('a meter that was announced', () => {
	test('moves the counter and the bar of the only quota', () => {
		expect(withMeter(overview, meter)).toMatchObject({
			...{ left: 5, quota_left: 0, extras_left: 5, version: 8, used: 1000 },
			quota: [{ granted: 1000, left: 0 }]
		});
	});

	test('that is older than what stands there changes nothing', () => {
		expect(withMeter(overview, { ...meter, version: 7 })).toBe(overview);
	});

	test('leaves the bars of several quotas to be read again', () => {
		const two = { ...overview, quota: [quota, { ...quota, subscription_id: 't' }] };
		expect(withMeter(two, meter).quota).toEqual(two.quota);
		expect(withMeter(two, meter).left).toBe(5);
	});
});

test.each([
	[420, 'plain'],
	[200, 'caution'],
	[1, 'caution'],
	[0, 'danger'],
	[null, 'plain']
])('%s left of a thousand looks %s', (left, tone) => {
	expect(toneOf(left, [quota])).toBe(tone);
});

test('is worth showing once something is metered, bought or used', () => {
	const nothing = { ...overview, is_metered: false, extras_left: 0, left: null, hours: [0, 0] };
	expect(isInUse(overview)).toBe(true);
	expect(isInUse(nothing)).toBe(false);
	expect(isInUse({ ...nothing, extras_left: 3 })).toBe(true);
	expect(isInUse({ ...nothing, hours: [0, 1] })).toBe(true);
});
