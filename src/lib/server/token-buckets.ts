export interface TokenBucketSettings {
	/** How many tries in a row; also what has come back after a whole `refillMs`. */
	capacity: number;
	refillMs: number;
	/** How many keys are remembered; beyond that the one unused for longest is forgotten. */
	mostKeys: number;
	/** Milliseconds that never go back. */
	now: () => number;
}

/**
 * A bucket of tries for every key, refilled evenly.
 * @returns takes a try out of the key's bucket: 0 when there was one, else the milliseconds until there is
 */
export function createTokenBuckets({
	capacity,
	refillMs,
	mostKeys,
	now
}: TokenBucketSettings): (key: string) => number {
	const perMs = capacity / refillMs;
	const buckets = new Map<string, { tokens: number; at: number }>();
	return (key) => {
		const at = now();
		const known = buckets.get(key);
		const refilled = known ? Math.min(capacity, known.tokens + (at - known.at) * perMs) : capacity;
		const isGranted = refilled >= 1;
		const tokens = isGranted ? refilled - 1 : refilled;
		// Deleted first: a map keeps its order, so the first key is always the one unused for longest.
		buckets.delete(key);
		buckets.set(key, { tokens, at });
		if (buckets.size > mostKeys) buckets.delete(buckets.keys().next().value!);
		return isGranted ? 0 : Math.ceil((1 - refilled) / perMs);
	};
}

/**
 * What counts as one address: an IPv6 subscriber holds a whole /64, and an IPv4 address may arrive dressed as IPv6.
 * @see RFC 6177 (end sites get /64 or more), RFC 4291 §2.5.5.2 (IPv4-mapped)
 */
export function addressKey(address: string): string {
	const mapped = /^::ffff:(\d+(?:\.\d+){3})$/i.exec(address)?.[1];
	if (mapped) return mapped;
	if (!address.includes(':')) return address;
	const [head = '', tail] = address.toLowerCase().split('%')[0]!.split('::');
	const before = head.split(':').filter(Boolean);
	const after = tail?.split(':').filter(Boolean) ?? [];
	const zeros = Array.from({ length: Math.max(0, 8 - before.length - after.length) }, () => '0');
	const groups = tail === undefined ? before : [...before, ...zeros, ...after];
	return `${groups
		.slice(0, 4)
		.map((group) => parseInt(group, 16).toString(16))
		.join(':')}::/64`;
}
