import type { IncomingMessage, ServerResponse } from 'node:http';

export class BodyTooLargeError extends Error {}

/** Reads a whole request body. @throws BodyTooLargeError past `limit` bytes */
export async function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
	const chunks: Buffer[] = [];
	let size = 0;
	for await (const chunk of request as AsyncIterable<Buffer>) {
		size += chunk.length;
		if (size > limit) throw new BodyTooLargeError(`body exceeds ${limit} bytes`);
		chunks.push(chunk);
	}
	return Buffer.concat(chunks, size);
}

export function sendJson(
	response: ServerResponse,
	status: number,
	body: unknown,
	headers: Record<string, string> = {}
): void {
	const text = JSON.stringify(body);
	response.writeHead(status, {
		'content-type': 'application/json; charset=utf-8',
		'content-length': Buffer.byteLength(text),
		...headers
	});
	response.end(text);
}

/** What the embedded platform does not support it refuses loudly, naming it, and never answers wrongly. */
export function sendNotImplemented(response: ServerResponse, feature: string): void {
	sendJson(response, 501, {
		code: 'not_implemented',
		message: `${feature} is not supported by the embedded platform`
	});
}
