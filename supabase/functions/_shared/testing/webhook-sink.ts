import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

export interface ReceivedWebhook {
	path: string;
	headers: IncomingMessage['headers'];
	/** To the byte. */
	body: string;
	/** Where it came in. */
	address: string;
}

export interface WebhookSink {
	/** `http://127.0.0.1:<port>` */
	url: string;
	port: number;
	received: ReceivedWebhook[];
	/** How it answers from now on. */
	answer: (request: ReceivedWebhook, response: ServerResponse) => void;
	stop(): Promise<void>;
}

/** A receiver of webhooks on this machine, which answers 204 until told otherwise. */
export async function startWebhookSink(): Promise<WebhookSink> {
	const server = createServer(async (request, response) => {
		let body = '';
		for await (const chunk of request.setEncoding('utf8')) body += String(chunk);
		const received = {
			path: request.url ?? '',
			headers: request.headers,
			body,
			address: request.socket.localAddress ?? ''
		};
		sink.received.push(received);
		sink.answer(received, response);
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const address = server.address();
	if (typeof address !== 'object' || !address) throw new Error('no port');
	const sink: WebhookSink = {
		url: `http://127.0.0.1:${address.port}`,
		port: address.port,
		received: [],
		answer: (_, response) => void response.writeHead(204).end(),
		async stop() {
			server.closeAllConnections();
			server.close();
			await once(server, 'close');
		}
	};
	return sink;
}

/** As a receiver does it that follows the specification: one of the signatures is that of the secret it knows. */
export function isSignedWith(secret: string, { headers, body }: ReceivedWebhook): boolean {
	const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
	const signed = [headers['webhook-id'], headers['webhook-timestamp'], body].join('.');
	const expected = `v1,${createHmac('sha256', key).update(signed).digest('base64')}`;
	return String(headers['webhook-signature']).split(' ').includes(expected);
}
