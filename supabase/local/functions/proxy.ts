import { request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { sendJson } from '../http.ts';
import type { Worker } from './worker.ts';

const hopByHop = new Set([
	'connection',
	'keep-alive',
	'proxy-authenticate',
	'proxy-authorization',
	'proxy-connection',
	'te',
	'trailer',
	'transfer-encoding',
	'upgrade'
]);

const smallBytes = 65_536;

/**
 * Passes a request to a worker, both bodies as streams. Resolves when the exchange is over, well or badly; the
 * client has been answered by then.
 * @param idleTimeoutMs without response headers after this long: 504
 */
export function proxyRequest(
	request: IncomingMessage,
	response: ServerResponse,
	worker: Worker,
	idleTimeoutMs: number
): Promise<void> {
	const done = worker.begin();
	return new Promise<void>((resolve) => {
		const upstream = httpRequest({
			agent: worker.agent,
			socketPath: worker.socketPath,
			method: request.method,
			path: request.url,
			headers: endToEnd(request.headers),
			setHost: false
		});
		const idle = setTimeout(() => {
			sendFailure(response, 504, 'IDLE_TIMEOUT', 'Request idle timeout limit reached');
			upstream.destroy();
		}, idleTimeoutMs);

		upstream.on('response', (answer) => {
			clearTimeout(idle);
			response.writeHead(answer.statusCode ?? 502, answer.statusMessage, endToEnd(answer.headers));
			// A body that broke off must break off for the client too, not look complete.
			answer.on('error', () => response.destroy());
			answer.on('aborted', () => response.destroy());
			if (isSmall(answer)) return void collect(answer, (body) => response.end(body));
			// Event streams: the head must not wait for the first byte of the body.
			response.flushHeaders();
			answer.pipe(response);
		});
		upstream.on('error', () => {
			clearTimeout(idle);
			if (response.headersSent || response.destroyed) return void response.destroy();
			void explainFailure(worker).then((failure) => sendFailure(response, ...failure));
		});
		response.on('close', () => {
			clearTimeout(idle);
			upstream.destroy();
			resolve();
		});
		request.on('error', () => upstream.destroy());
		if (isSmall(request)) collect(request, (body) => upstream.end(body));
		else request.pipe(upstream);
	}).finally(done);
}

/** Head and body of a small message leave in one write; through streams they would take several of each. */
function isSmall({ headers }: IncomingMessage): boolean {
	return Number(headers['content-length'] ?? Infinity) <= smallBytes;
}

/** @param done is not called for a message that breaks off */
function collect(message: IncomingMessage, done: (body: Buffer) => void): void {
	const chunks: Buffer[] = [];
	message.on('data', (chunk: Buffer) => chunks.push(chunk));
	message.on('end', () => done(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks)));
}

/** Passes a WebSocket handshake through; after it the two sockets are simply joined. */
export function proxyUpgrade(
	request: IncomingMessage,
	socket: Duplex,
	head: Buffer,
	worker: Worker
): void {
	const done = worker.begin();
	const upstream = httpRequest({
		socketPath: worker.socketPath,
		method: request.method,
		path: request.url,
		headers: request.headers,
		setHost: false
	});
	socket.once('close', done);
	socket.on('error', () => upstream.destroy());
	upstream.on('error', () => socket.destroy());
	upstream.on('response', (answer) => {
		// Not a WebSocket after all: the function's refusal goes back as it is.
		socket.write(statusHead(answer));
		answer.pipe(socket);
	});
	upstream.on('upgrade', (answer, far, farHead) => {
		socket.write(statusHead(answer));
		if (farHead.length > 0) socket.write(farHead);
		if (head.length > 0) far.write(head);
		far.on('error', () => socket.destroy());
		far.on('close', () => socket.destroy());
		socket.on('close', () => far.destroy());
		far.pipe(socket).pipe(far);
	});
	upstream.end();
}

/** The gateway's own refusals, in hosted's shape; a browser must be able to read them. */
export function sendFailure(
	response: ServerResponse,
	status: number,
	code: string | number,
	message: string
): void {
	if (response.headersSent || response.destroyed) return;
	sendJson(response, status, { code, message }, { 'access-control-allow-origin': '*' });
}

async function explainFailure(worker: Worker): Promise<[number, string, string]> {
	// The connection breaks a moment before the process is known to have ended.
	const patience = new Promise<'alive'>((resolve) => setTimeout(resolve, 2_000, 'alive').unref());
	const end = await Promise.race([worker.ended, patience]);
	if (end === 'limit') {
		return [
			546,
			'WORKER_LIMIT',
			'Worker failed to respond due to a resource limit (please check logs)'
		];
	}
	return [500, 'WORKER_ERROR', 'Function exited due to an error (please check logs)'];
}

function endToEnd(headers: IncomingMessage['headers']): IncomingMessage['headers'] {
	return Object.fromEntries(Object.entries(headers).filter(([name]) => !hopByHop.has(name)));
}

function statusHead(answer: IncomingMessage): string {
	const pairs = [];
	for (let index = 0; index < answer.rawHeaders.length; index += 2) {
		pairs.push(`${answer.rawHeaders[index]}: ${answer.rawHeaders[index + 1]}`);
	}
	const status = `HTTP/1.1 ${answer.statusCode} ${answer.statusMessage}`;
	return `${[status, ...pairs].join('\r\n')}\r\n\r\n`;
}
