import type { RequestEvent } from '@sveltejs/kit';
import { TRIES_PER_ADDRESS } from '$app/env/private';
import { DomainError } from '#lib/errors/domain-error.ts';
import { addressKey, createTokenBuckets } from './token-buckets.ts';

const refillMs = 5 * 60_000;
const take = createTokenBuckets({
	capacity: TRIES_PER_ADDRESS,
	refillMs,
	mostKeys: 50_000,
	now: () => performance.now()
});

/**
 * Counts a try of this kind by the browser's address. Only this server sees it: what stands behind sees this server.
 * @throws DomainError too_many_tries_wait (429), with the time to wait
 */
export function limitTries(
	event: Pick<RequestEvent, 'getClientAddress'>,
	kind: 'sign-in' | 'code' | 'verify' | 'accept' | 'link' | 'sign-up'
): void {
	const waitMs = take(`${kind} ${addressKey(event.getClientAddress())}`);
	if (waitMs > 0) throw tooManyTries(Math.ceil(waitMs / 1000));
}

/** @param seconds until the next try */
export function tooManyTries(seconds: number): DomainError {
	const wait = seconds < 90 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`;
	return new DomainError('too_many_tries_wait', 429, { wait });
}
