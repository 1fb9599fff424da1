import { Buffer } from 'node:buffer';
import { DeliveryError } from './delivery.ts';

export interface IncomingAnswer {
	status: number;
	/** By their names in lower case, each value in the order in which they came. */
	headers: Map<string, string[]>;
	/** Read as far as it is asked for. @throws DeliveryError answer_invalid, connection_failed */
	body: AsyncIterable<Uint8Array>;
}

/** Bytes of the status line and the headers, with those of the interim answers before them. */
export const headLimit = 16_384;
/** Bytes of the line before a chunk. */
const chunkLineLimit = 4096;

/**
 * Reads the answer to a POST from what comes over a connection that is used once. By hand: node:http is fetch where the
 * functions are deployed, and http-parser-js is made to let bad answers pass.
 * @throws DeliveryError answer_invalid when it is no HTTP/1, connection_failed when it is cut off before its body
 * @see RFC 9112
 */
export async function readAnswer(chunks: AsyncIterable<Uint8Array>): Promise<IncomingAnswer> {
	const input = inputOf(chunks);
	let left = headLimit;
	const nextLine = async () => {
		const line = await input.line(left);
		left -= line.length + 1;
		return line;
	};
	for (;;) {
		const status = statusOf(await nextLine());
		const headers = await readHeaders(nextLine);
		if (status >= 200) return { status, headers, body: bodyOf(status, headers, input) };
		// Nobody asked for another protocol.
		if (status === 101) throw new DeliveryError('answer_invalid');
	}
}

function statusOf(line: string): number {
	const status = /^HTTP\/1\.\d ([1-9]\d\d)(?: .*)?$/.exec(line)?.[1];
	if (!status) throw new DeliveryError('answer_invalid');
	return Number(status);
}

async function readHeaders(nextLine: () => Promise<string>): Promise<Map<string, string[]>> {
	const headers = new Map<string, string[]>();
	for (let line = await nextLine(); line !== ''; line = await nextLine()) {
		const [, name, value] = /^([\w!#$%&'*+.^`|~-]+):[\t ]*([\t -~\x80-\xff]*)$/.exec(line) ?? [];
		if (name === undefined || value === undefined) throw new DeliveryError('answer_invalid');
		const key = name.toLowerCase();
		headers.set(key, [...(headers.get(key) ?? []), value.trimEnd()]);
	}
	return headers;
}

/** @throws DeliveryError answer_invalid, at once when the headers contradict each other */
function bodyOf(
	status: number,
	headers: Map<string, string[]>,
	input: Input
): AsyncIterable<Uint8Array> {
	if (status === 204 || status === 304) return nothing();
	const codings = listed(headers, 'transfer-encoding');
	if (codings.length > 0)
		return codings.at(-1)?.toLowerCase() === 'chunked' ? chunked(input) : untilTheEnd(input);
	const lengths = listed(headers, 'content-length');
	if (lengths.length === 0) return untilTheEnd(input);
	if (new Set(lengths).size > 1 || !/^\d+$/.test(lengths[0]!))
		throw new DeliveryError('answer_invalid');
	return exactly(Number(lengths[0]), input);
}

const listed = (headers: Map<string, string[]>, name: string): string[] =>
	(headers.get(name) ?? []).flatMap((value) => value.split(',')).map((value) => value.trim());

async function* nothing(): AsyncGenerator<Uint8Array> {}

async function* untilTheEnd(input: Input): AsyncGenerator<Uint8Array> {
	for (let bytes = await input.some(Infinity); bytes; bytes = await input.some(Infinity))
		yield bytes;
}

async function* exactly(length: number, input: Input): AsyncGenerator<Uint8Array> {
	for (let left = length; left > 0;) {
		const bytes = await input.some(left);
		if (!bytes) throw new DeliveryError('connection_failed');
		left -= bytes.length;
		yield bytes;
	}
}

/** Without the trailers, which nobody waits for. */
async function* chunked(input: Input): AsyncGenerator<Uint8Array> {
	for (;;) {
		const line = await input.line(chunkLineLimit);
		const size = /^([\da-f]{1,16})[\t ]*(?:;.*)?$/i.exec(line)?.[1];
		if (size === undefined) throw new DeliveryError('answer_invalid');
		const length = Number.parseInt(size, 16);
		if (length === 0) return;
		yield* exactly(length, input);
		if ((await input.line(chunkLineLimit)) !== '') throw new DeliveryError('answer_invalid');
	}
}

interface Input {
	/**
	 * The next line without its end, byte for byte.
	 * @throws DeliveryError answer_invalid when it is longer than that, connection_failed when it does not end
	 */
	line(limit: number): Promise<string>;
	/** The next bytes, so many at most; null when there are no more. */
	some(limit: number): Promise<Uint8Array | null>;
}

function inputOf(chunks: AsyncIterable<Uint8Array>): Input {
	const incoming = chunks[Symbol.asyncIterator]();
	let held = Buffer.alloc(0);

	async function hasMore(): Promise<boolean> {
		const next = await incoming.next();
		if (!next.done) held = Buffer.concat([held, next.value]);
		return !next.done;
	}

	return {
		async line(limit) {
			for (;;) {
				const end = held.indexOf('\n');
				if ((end < 0 ? held.length : end) >= limit) throw new DeliveryError('answer_invalid');
				if (end >= 0) {
					const line = held.toString('latin1', 0, end);
					held = held.subarray(end + 1);
					// A lone LF ends a line as well (RFC 9112 §2.2).
					return line.replace(/\r$/, '');
				}
				if (!(await hasMore())) throw new DeliveryError('connection_failed');
			}
		},
		async some(limit) {
			while (held.length === 0) if (!(await hasMore())) return null;
			const bytes = held.subarray(0, Math.min(limit, held.length));
			held = held.subarray(bytes.length);
			return bytes;
		}
	};
}
