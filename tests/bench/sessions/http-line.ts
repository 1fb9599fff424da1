import { once } from 'node:events';
import { connect } from 'node:net';

export interface LineAnswer {
	status: number;
	body: string;
}

/** A connection that is kept, for one request at a time. */
export interface HttpLine {
	/** @param request head and body as they go over the wire @throws Error when the connection ends before the answer */
	ask(request: string): Promise<LineAnswer>;
	close(): void;
}

/**
 * HTTP/1.1 by hand: a client that costs more than what it measures would measure itself. Of answers it knows those with a
 * length and those in chunks.
 */
export async function openLine(port: number): Promise<HttpLine> {
	const socket = connect({ host: '127.0.0.1', port, noDelay: true });
	await once(socket, 'connect');
	let waiting: PromiseWithResolvers<LineAnswer> | undefined;
	let received: Buffer = Buffer.alloc(0);
	const breakOff = (error: Error) => waiting?.reject(error);
	socket.on('error', breakOff);
	socket.on('close', () => breakOff(new Error('the connection was closed')));
	socket.on('data', (chunk: Buffer) => {
		received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
		const answer = readAnswer(received);
		if (!answer) return;
		received = Buffer.alloc(0);
		waiting?.resolve(answer);
	});
	return {
		ask(request) {
			if (socket.destroyed) return Promise.reject(new Error('the connection is closed'));
			waiting = Promise.withResolvers();
			socket.write(request);
			return waiting.promise;
		},
		close: () => socket.destroy()
	};
}

/** Null while some of it is still to come. */
function readAnswer(received: Buffer): LineAnswer | null {
	const headEnd = received.indexOf('\r\n\r\n');
	if (headEnd === -1) return null;
	const head = received.toString('latin1', 0, headEnd);
	const status = Number(head.slice(9, 12));
	const begin = headEnd + 4;
	const length = /^content-length: *(\d+)/im.exec(head)?.[1];
	if (length === undefined) {
		const body = readChunks(received.toString('latin1', begin));
		return body === null ? null : { status, body };
	}
	const end = begin + Number(length);
	return received.length < end ? null : { status, body: received.toString('utf8', begin, end) };
}

function readChunks(text: string): string | null {
	let body = '';
	for (let at = 0; ;) {
		const lineEnd = text.indexOf('\r\n', at);
		if (lineEnd === -1) return null;
		const size = Number.parseInt(text.slice(at, lineEnd), 16);
		const end = lineEnd + 2 + size;
		if (text.length < end + 2) return null;
		if (size === 0) return body;
		body += text.slice(lineEnd + 2, end);
		at = end + 2;
	}
}
