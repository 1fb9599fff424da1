import { tryLater } from './problem.ts';

export interface RateLimit {
	/**
	 * Takes so many tokens from the key's bucket.
	 * @param before what the same request took already: both together are what passes when the bucket is full
	 * @throws Problem 429 with the time until there are enough
	 */
	take(keyHash: string, tokens: number, before?: number): void;
}

interface Bucket {
	tokens: number;
	/** Milliseconds. */
	filledAt: number;
}

const mostKeys = 10_000;

/**
 * A bucket for each key in this worker: it holds twice what flows in within a second.
 * @param perSecond tokens that flow in
 * @param now milliseconds of a clock that never goes back
 */
export function createRateLimit(perSecond: number, now: () => number): RateLimit {
	const size = perSecond * 2;
	const buckets = new Map<string, Bucket>();
	return {
		take(keyHash, tokens, before = 0) {
			const at = now();
			const bucket = buckets.get(keyHash) ?? { tokens: size, filledAt: at };
			bucket.tokens = Math.min(size, bucket.tokens + ((at - bucket.filledAt) / 1000) * perSecond);
			bucket.filledAt = at;
			// Behind the others: those that were used longest ago are forgotten first.
			buckets.delete(keyHash);
			buckets.set(keyHash, bucket);
			const oldest = buckets.size > mostKeys ? buckets.keys().next().value : undefined;
			if (oldest !== undefined) buckets.delete(oldest);
			// What is larger than the bucket passes when it is full, and leaves a debt.
			const missing = Math.min(tokens, size - before) - bucket.tokens;
			if (missing > 0)
				throw tryLater(
					429,
					'too_many_requests',
					'The key sends more than it may.',
					missing / perSecond
				);
			bucket.tokens -= tokens;
		}
	};
}
