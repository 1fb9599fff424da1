import { isUtf8 } from 'node:buffer';

export type JsonObject = Record<string, unknown>;

/** The two serialisations a client may ask for with `vsn`; without it a socket speaks 1.0.0. */
export type ProtocolVersion = '1.0.0' | '2.0.0';

/** The body of a broadcast sent as a binary frame of kind 3. */
export interface BroadcastPush {
	event: string;
	encoding: 'json' | 'binary';
	body: Buffer;
	metadata: JsonObject;
}

export interface ClientMessage {
	joinRef: string | null;
	ref: string | null;
	/** As the client names it, `realtime:<name>` or `phoenix`. */
	topic: string;
	event: string;
	/** Always an object; empty when the client sent none. */
	payload: JsonObject;
	/** Present on binary broadcasts, in place of the payload. */
	push?: BroadcastPush;
}

export interface ServerMessage {
	joinRef: string | null;
	ref: string | null;
	topic: string;
	event: string;
	/** JSON text, so that a body is serialised once however many sockets it goes to. */
	payload: string;
}

/** A broadcast on its way to subscribers. `body` of an envelope is the client's whole payload. */
export type BroadcastMessage = { id: string | null } & (
	| { encoding: 'json'; event: string; body: string }
	| { encoding: 'binary'; event: string; body: Buffer }
	| { encoding: 'envelope'; body: string }
);

/** Marks a broadcast that was stored earlier and is sent again on request. */
export interface BroadcastMeta {
	id: string;
	replayed?: true;
}

const kindBroadcastPush = 3;
const kindBroadcast = 4;
const longestHeaderField = 255;

export function isProtocolVersion(text: string): text is ProtocolVersion {
	return text === '1.0.0' || text === '2.0.0';
}

/** @returns null for anything that is not a frame of this version: the caller drops it and keeps the socket */
export function decodeFrame(
	data: Buffer,
	isBinary: boolean,
	version: ProtocolVersion
): ClientMessage | null {
	if (isBinary) return version === '2.0.0' ? decodeBroadcastPush(data) : null;
	const value = parseJson(data.toString('utf8'));
	if (version === '1.0.0') return isObject(value) ? messageOf(value) : null;
	if (!Array.isArray(value) || value.length !== 5) return null;
	const [join_ref, ref, topic, event, payload] = value as unknown[];
	return messageOf({ join_ref, ref, topic, event, payload });
}

/** Protocol 1.0.0 has no place for the join reference in what the server sends. */
export function encodeMessage(version: ProtocolVersion, message: ServerMessage): string {
	const topic = JSON.stringify(message.topic);
	const event = JSON.stringify(message.event);
	const ref = JSON.stringify(message.ref);
	if (version === '2.0.0') {
		return `[${JSON.stringify(message.joinRef)},${ref},${topic},${event},${message.payload}]`;
	}
	return `{"topic":${topic},"event":${event},"payload":${message.payload},"ref":${ref}}`;
}

/**
 * @returns text or a binary frame of kind 4; null when the version cannot carry the message
 * (binary bodies on 1.0.0, or with a header field over 255 bytes)
 */
export function encodeBroadcast(
	version: ProtocolVersion,
	topic: string,
	message: BroadcastMessage,
	meta: BroadcastMeta | null
): string | Buffer | null {
	if (message.encoding === 'envelope') return encodeBroadcastText(version, topic, message.body);
	if (version === '2.0.0') {
		const binary = encodeBroadcastBinary(topic, message, meta);
		if (binary) return binary;
	}
	if (message.encoding === 'binary') return null;
	const ending = meta ? `,"meta":${JSON.stringify(meta)}}` : '}';
	const event = JSON.stringify(message.event);
	const envelope = `{"type":"broadcast","event":${event},"payload":${message.body}${ending}`;
	return encodeBroadcastText(version, topic, envelope);
}

export function isObject(value: unknown): value is JsonObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** @returns undefined when the text is not JSON, or nested deeper than it could be written again */
export function parseJson(text: string): unknown {
	if (isTooDeep(text)) return undefined;
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return undefined;
	}
}

/** JSON.parse reads any depth, JSON.stringify runs out of stack at some thousand levels. */
const deepest = 200;

/** A loop, since a pattern for strings would itself run out of stack on a long one. */
function isTooDeep(text: string): boolean {
	let depth = 0;
	let isInString = false;
	for (let at = 0; at < text.length; at++) {
		const character = text[at];
		if (isInString && character === '\\') at++;
		else if (character === '"') isInString = !isInString;
		else if (isInString) continue;
		else if (character === '[' || character === '{') depth++;
		else if (character === ']' || character === '}') depth--;
		if (depth > deepest) return true;
	}
	return false;
}

function messageOf(fields: JsonObject): ClientMessage | null {
	const { topic, event, payload } = fields;
	if (typeof topic !== 'string' || typeof event !== 'string') return null;
	// A NUL cannot be stored by Postgres, so no topic or event of ours can hold one.
	if (topic.includes('\0') || event.includes('\0')) return null;
	const joinRef = reference(fields.join_ref);
	const ref = reference(fields.ref);
	if (joinRef === undefined || ref === undefined) return null;
	return { joinRef, ref, topic, event, payload: isObject(payload) ? payload : {} };
}

function reference(value: unknown): string | null | undefined {
	if (value === null || value === undefined || value === '') return null;
	if (typeof value === 'string') return value;
	return typeof value === 'number' ? String(value) : undefined;
}

function encodeBroadcastText(version: ProtocolVersion, topic: string, payload: string): string {
	return encodeMessage(version, { joinRef: null, ref: null, topic, event: 'broadcast', payload });
}

function decodeBroadcastPush(data: Buffer): ClientMessage | null {
	if (data.length < 7 || data[0] !== kindBroadcastPush) return null;
	const encoding = data[6];
	if (encoding !== 0 && encoding !== 1) return null;
	const texts: string[] = [];
	let offset = 7;
	for (const length of data.subarray(1, 6)) {
		const field = data.subarray(offset, offset + length);
		if (field.length < length || !isUtf8(field)) return null;
		texts.push(field.toString('utf8'));
		offset += length;
	}
	const [join_ref, ref, topic, event, metadataText] = texts;
	const metadata = metadataText === '' ? {} : parseJson(metadataText ?? '');
	if (event === undefined || event.includes('\0') || !isObject(metadata)) return null;
	const body = data.subarray(offset);
	if (encoding === 1 && !isJson(body)) return null;
	const message = messageOf({ join_ref, ref, topic, event: 'broadcast' });
	if (!message) return null;
	message.push = { event, encoding: encoding === 1 ? 'json' : 'binary', body, metadata };
	return message;
}

/** What is relayed to others must parse there, or one client could break all readers of a topic. */
function isJson(body: Buffer): boolean {
	return isUtf8(body) && parseJson(body.toString('utf8')) !== undefined;
}

function encodeBroadcastBinary(
	topic: string,
	message: { encoding: 'json' | 'binary'; event: string; body: string | Buffer },
	meta: BroadcastMeta | null
): Buffer | null {
	const fields = [topic, message.event, meta ? JSON.stringify(meta) : ''];
	const lengths = fields.map((field) => Buffer.byteLength(field));
	if (lengths.some((length) => length > longestHeaderField)) return null;
	const header = Buffer.from([kindBroadcast, ...lengths, message.encoding === 'json' ? 1 : 0]);
	const body = typeof message.body === 'string' ? Buffer.from(message.body) : message.body;
	return Buffer.concat([header, Buffer.from(fields.join('')), body]);
}
