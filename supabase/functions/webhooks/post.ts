import { Buffer } from 'node:buffer';
import { readAnswer, type IncomingAnswer } from './answer.ts';
import { openConnection } from './connection.ts';
import { DeliveryError } from './delivery.ts';
import { problemOf } from './problem.ts';
import type { Target } from './target.ts';

export interface Answer {
	status: number;
	headers: Record<string, string>;
	/** Its beginning, without what Postgres cannot keep. */
	body: string;
}

interface Message {
	headers: Record<string, string>;
	body: string;
	patience: AbortSignal;
}

/** Bytes of an answer that are kept; the rest is not even read. */
export const answerLimit = 4096;
const keptHeaders = ['content-type', 'location', 'retry-after'];

/**
 * Posts to the addresses of the target, over a connection of its own, following nothing. An answer whose body does not end
 * in time counts by its status.
 * @throws DeliveryError
 */
export async function post(target: Target, message: Message): Promise<Answer> {
	try {
		return await exchange(target, message);
	} catch (error) {
		if (message.patience.aborted) throw new DeliveryError('timeout');
		if (error instanceof DeliveryError) throw error;
		throw new DeliveryError(problemOf(error));
	}
}

/** node:http would ask for the address again by the name: where the functions are deployed it is fetch, and takes no `lookup`. */
async function exchange(target: Target, message: Message): Promise<Answer> {
	const request = requestOf(target.url, message);
	const socket = await openConnection(target, message.patience);
	try {
		socket.write(request);
		const answer = await readAnswer(socket);
		return {
			status: answer.status,
			headers: kept(answer.headers),
			body: await readBeginning(answer.body, message.patience)
		};
	} finally {
		socket.destroy();
	}
}

function requestOf({ host, pathname, search }: URL, { headers, body }: Message): Buffer {
	const lines = Object.entries({
		host,
		...headers,
		'content-length': String(Buffer.byteLength(body)),
		connection: 'close'
	}).map(([name, value]) => {
		// What ended a line would begin another header, or another request.
		if (!/^[\w-]+$/.test(name) || !/^[ -~]*$/.test(value)) throw new Error(`header ${name}`);
		return `${name}: ${value}`;
	});
	// The URL parser has encoded whatever is no printable ASCII.
	return Buffer.from([`POST ${pathname}${search} HTTP/1.1`, ...lines, '', body].join('\r\n'));
}

async function readBeginning(body: IncomingAnswer['body'], patience: AbortSignal): Promise<string> {
	const chunks: Uint8Array[] = [];
	let length = 0;
	try {
		for await (const chunk of body) {
			chunks.push(chunk);
			length += chunk.length;
			if (length >= answerLimit) break;
		}
	} catch (error) {
		// It has been answered; what is missing is only what the log would have shown.
		if (!patience.aborted && length === 0) throw error;
	}
	const text = new TextDecoder().decode(Buffer.concat(chunks).subarray(0, answerLimit));
	return text.replaceAll('\0', '');
}

function kept(headers: IncomingAnswer['headers']): Record<string, string> {
	return Object.fromEntries(
		keptHeaders.flatMap((name) => {
			const value = headers.get(name)?.[0];
			return value === undefined ? [] : [[name, value.slice(0, 500)]];
		})
	);
}
