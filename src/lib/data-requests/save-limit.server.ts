import type { RequestEvent } from '@sveltejs/kit';
import { tooManyTries } from '#lib/server/address-limit.ts';
import { addressKey, createTokenBuckets } from '#lib/server/token-buckets.ts';

/** Far more than anybody types: each field is saved when it is left. */
const take = createTokenBuckets({
	capacity: 300,
	refillMs: 5 * 60_000,
	mostKeys: 50_000,
	now: () => performance.now()
});

/** @throws DomainError too_many_tries_wait (429) */
export function limitSaves(event: Pick<RequestEvent, 'getClientAddress'>): void {
	const waitMs = take(addressKey(event.getClientAddress()));
	if (waitMs > 0) throw tooManyTries(Math.ceil(waitMs / 1000));
}
