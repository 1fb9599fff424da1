import type { RequestEvent } from '@sveltejs/kit';
import { addressKey, createTokenBuckets } from '#lib/server/token-buckets.ts';

const settings = { refillMs: 5 * 60_000, mostKeys: 50_000, now: () => performance.now() };
/** Whoever is signed in works through lists; a guest fills in one form. */
const takeForPerson = createTokenBuckets({ ...settings, capacity: 300 });
const takeForGuest = createTokenBuckets({ ...settings, capacity: 20 });

/** Counts a look-up: behind it stand services that others run for everybody. @returns seconds to wait, 0 for none */
export function waitForPostalCode({
	getClientAddress,
	locals
}: Pick<RequestEvent, 'getClientAddress' | 'locals'>): number {
	const waitMs = locals.claims
		? takeForPerson(locals.claims.sub)
		: takeForGuest(addressKey(getClientAddress()));
	return Math.ceil(waitMs / 1000);
}
