import { resolve } from '$app/paths';
import type { ClientHit } from './client-hit.ts';

/**
 * @param query `q=<text>` or `ids=<id>,<id>`
 * @throws Error when the answer is no list
 */
export async function readHits(
	reseller: string,
	query: string,
	signal?: AbortSignal
): Promise<ClientHit[]> {
	const path = resolve('/(console)/r/[reseller]/search', { reseller });
	const response = await fetch(`${path}?${query}`, { signal });
	if (!response.ok) throw new Error(`Searching clients answered ${response.status}`);
	return response.json();
}
