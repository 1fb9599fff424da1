import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock } from './clock.ts';

/** A clock that stands until it is moved. */
export interface HandClock extends Clock {
	/** Runs what is due on the way. */
	move(ms: number): void;
}

export function handClock(start: string): HandClock {
	let time = Date.parse(start);
	let timers: { at: number; run(): void }[] = [];
	return {
		now: () => time,
		after(ms, run) {
			const timer = { at: time + ms, run };
			timers.push(timer);
			return () => {
				timers = timers.filter((one) => one !== timer);
			};
		},
		move(ms) {
			const end = time + ms;
			for (;;) {
				const next = timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
				if (!next) break;
				timers = timers.filter((one) => one !== next);
				time = Math.max(time, next.at);
				next.run();
			}
			time = end;
		}
	};
}

export interface Received {
	token: string | undefined;
	event: { id: string; event: string; payment: Record<string, unknown> };
}

export interface WebhookSink {
	url: string;
	received: Received[];
	/** What it answers from now on. */
	status: number;
	/** Resolves when so many have come in all. */
	reached(count: number): Promise<void>;
	close(): Promise<void>;
}

/** Keeps what webhooks bring. */
export async function startWebhookSink(): Promise<WebhookSink> {
	let waiting: { count: number; resolve(): void }[] = [];
	const server = createServer(async (request, response) => {
		let body = '';
		for await (const chunk of request.setEncoding('utf8')) body += String(chunk);
		const token = request.headers['asaas-access-token'];
		sink.received.push({ token: token?.toString(), event: JSON.parse(body) });
		response.writeHead(sink.status).end();
		for (const one of waiting) if (sink.received.length >= one.count) one.resolve();
		waiting = waiting.filter(({ count }) => sink.received.length < count);
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const sink: WebhookSink = {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
		received: [],
		status: 200,
		reached: (count) =>
			new Promise((resolve) => {
				if (sink.received.length >= count) resolve();
				else waiting.push({ count, resolve });
			}),
		async close() {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		}
	};
	return sink;
}
