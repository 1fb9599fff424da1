import type { Member } from '../support/world.ts';
import { platform } from './platform.ts';

export interface Answer {
	status: number;
	body: string;
	contentRange: string | null;
}

/** One request as a browser without our client library would send it. */
export async function request(
	who: Pick<Member, 'accessToken' | 'account'>,
	method: string,
	path: string,
	body?: unknown,
	headers: Record<string, string> = {}
): Promise<Answer> {
	const response = await fetch(`${platform.apiUrl}/rest/v1/${path}`, {
		method,
		headers: {
			apikey: platform.publishableKey,
			...(who.accessToken !== platform.publishableKey && {
				authorization: `Bearer ${who.accessToken}`
			}),
			...(who.account && { 'x-balcao-account': who.account }),
			...(body !== undefined && { 'content-type': 'application/json' }),
			...headers
		},
		body: body === undefined ? undefined : JSON.stringify(body)
	});
	return {
		status: response.status,
		body: await response.text(),
		contentRange: response.headers.get('content-range')
	};
}

const atOnce = 12;

/** Works through all items, a few at the same moment. */
export async function forEachInParallel<Item>(
	items: Item[],
	work: (item: Item) => Promise<void>
): Promise<void> {
	const waiting = items.values();
	await Promise.all(
		Array.from({ length: atOnce }, async () => {
			for (const item of waiting) await work(item);
		})
	);
}
