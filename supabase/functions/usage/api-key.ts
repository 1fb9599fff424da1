import { createHash } from 'node:crypto';
import { refused } from './problem.ts';

/**
 * SHA-256 in hex of the API key in `Authorization: Bearer` or `x-api-key`; the key itself goes nowhere. A bearer token
 * of another kind is passed over: gateways put their own there.
 * @throws Problem 401 without anything that looks like a key
 */
export function keyHashOf({ headers }: Request): string {
	const bearer = /^Bearer +(\S+)$/i.exec(headers.get('authorization') ?? '')?.[1];
	const key = [bearer, headers.get('x-api-key')?.trim()].find((given) =>
		/^blc_[!-~]{1,200}$/.test(given ?? '')
	);
	if (key === undefined) throw refused(401, 'api_key_invalid');
	const known = hashes.get(key);
	if (known) return known;
	const hash = createHash('sha256').update(key).digest('hex');
	if (hashes.size >= mostHashes) hashes.clear();
	hashes.set(key, hash);
	return hash;
}

/** A program sends the same key with every event. */
const hashes = new Map<string, string>();
const mostHashes = 1000;
