import type { Page } from '@playwright/test';

export interface Wire {
	/** All that the browser sent and received so far, bodies and frames, as one text. */
	text(): Promise<string>;
}

/** Records everything that reaches a browser, also what no page shows. Begin before the first page is opened. */
export function recordWire(page: Page): Wire {
	const pieces: (string | Promise<string>)[] = [];
	page.on('websocket', (socket) => {
		socket.on('framereceived', ({ payload }) => void pieces.push(String(payload)));
		socket.on('framesent', ({ payload }) => void pieces.push(String(payload)));
	});
	page.on('response', (response) => {
		pieces.push(response.url(), JSON.stringify(response.headers()));
		// A redirect has no body, and a page that was left has lost its own.
		pieces.push(response.text().catch(() => ''));
	});
	return { text: async () => (await Promise.all(pieces)).join('\n') };
}
