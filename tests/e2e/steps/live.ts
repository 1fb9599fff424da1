import type { Page } from '@playwright/test';
import { expect } from './journey.ts';

declare global {
	interface Window {
		/** Gone after a reload or a navigation of the document. */
		sameDocument?: true;
		paintedAt?: number;
	}
}

/** From here on the page must not be loaded anew; `expectSameDocument` looks. */
export async function markDocument(page: Page): Promise<void> {
	await page.evaluate(() => void (window.sameDocument = true));
}

export async function expectSameDocument(page: Page): Promise<void> {
	expect(await page.evaluate(() => window.sameDocument), 'loaded without a reload').toBe(true);
}

/** Notes when the text first stands on the page. @returns what waits for it: milliseconds since 1970 */
export async function noteWhenPainted(page: Page, text: string): Promise<() => Promise<number>> {
	await page.evaluate((wanted) => {
		window.paintedAt = undefined;
		const look = () => {
			if (!document.querySelector('main')?.textContent?.includes(wanted)) return;
			observer.disconnect();
			requestAnimationFrame(() => (window.paintedAt = Date.now()));
		};
		const observer = new MutationObserver(look);
		observer.observe(document.body, { childList: true, subtree: true, characterData: true });
		look();
	}, text);
	return async () => {
		const read = () => page.evaluate(() => window.paintedAt ?? 0);
		await expect.poll(read, { message: `“${text}” on the page` }).toBeGreaterThan(0);
		return read();
	};
}

/** The page follows its account: from now on nothing is missed. */
export async function joinedLive(page: Page, go: () => Promise<unknown>): Promise<void> {
	const joined = page.waitForEvent('websocket').then((socket) =>
		socket.waitForEvent('framereceived', {
			predicate: ({ payload }) =>
				String(payload).includes('phx_reply') && String(payload).includes('"status":"ok"')
		})
	);
	await Promise.all([joined, go()]);
}
