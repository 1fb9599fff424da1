import type { Page, WebSocketRoute } from '@playwright/test';
import { expect } from './journey.ts';

export interface LiveWire {
	/** Closes the live connection and lets no other come about. */
	cut(): Promise<void>;
	/** New connections come about again; the page makes one by itself. */
	mend(): void;
	/** Waits until the page has joined its account's channel once more than before. */
	joined(times?: number): Promise<void>;
}

/**
 * The page's live connection in our hands. To be called before the page is opened.
 * @param isMended false: the first connection waits too
 */
export async function holdLiveWire(page: Page, isMended = true): Promise<LiveWire> {
	const open = new Set<WebSocketRoute>();
	let joins = 0;
	let expected = 0;
	await page.routeWebSocket(/\/realtime\/v1\/websocket/, (socket) => {
		if (!isMended) return void socket.close({ code: 1012 });
		const server = socket.connectToServer();
		open.add(socket);
		server.onMessage((message) => {
			const text = String(message);
			if (text.includes('phx_reply') && text.includes('postgres_changes')) joins++;
			socket.send(message);
		});
		server.onClose((code, reason) => {
			open.delete(socket);
			void socket.close({ code, reason });
		});
	});
	return {
		async cut() {
			isMended = false;
			await Promise.all([...open].map((socket) => socket.close({ code: 1012 })));
			open.clear();
		},
		mend: () => void (isMended = true),
		async joined(times = 1) {
			expected += times;
			await expect
				.poll(() => joins, { message: 'joined the channel' })
				.toBeGreaterThanOrEqual(expected);
		}
	};
}
