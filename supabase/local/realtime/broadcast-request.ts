import { isUtf8 } from 'node:buffer';
import { isObject, parseJson, type BroadcastMessage } from './protocol.ts';
import { Refusal } from './refusal.ts';
import type { StreamName } from './streams.ts';

export interface HttpBroadcast extends StreamName {
	broadcast: BroadcastMessage;
}

type Complaints = Record<string, string[]>;

/**
 * @param body `{messages:[{topic,event,payload,private?,id?}]}`, payloads being objects
 * @throws Refusal `MalformedJSON` or `UnprocessableEntity`, whose message is the errors as JSON
 */
export function parseBatch(body: Buffer, payloadBytes: number): HttpBroadcast[] {
	const parsed = jsonBody(body);
	const messages = isObject(parsed) ? parsed.messages : undefined;
	if (messages === undefined) throw unprocessable({ messages: ["can't be blank"] });
	if (!Array.isArray(messages)) throw unprocessable({ messages: ['is invalid'] });
	const complaints = messages.map((message) => complaintsAbout(message, payloadBytes));
	if (complaints.some((complaint) => Object.keys(complaint).length > 0)) {
		throw unprocessable({ messages: complaints });
	}
	return (messages as Record<string, unknown>[]).map((message) => ({
		topic: message.topic as string,
		isPrivate: message.private === true,
		broadcast: {
			id: typeof message.id === 'string' ? message.id : null,
			event: message.event as string,
			encoding: 'json',
			body: JSON.stringify(message.payload)
		}
	}));
}

/**
 * @throws Refusal `UnsupportedMediaType`, `MalformedJSON` or `UnprocessableEntity`
 */
export function parseSingle(request: {
	topic: string;
	event: string;
	isPrivate: boolean;
	contentType: string | undefined;
	body: Buffer;
}): HttpBroadcast {
	const mediaType = request.contentType?.split(';')[0]?.trim().toLowerCase();
	const isBinary = mediaType === 'application/octet-stream';
	if (mediaType !== undefined && !isBinary && mediaType !== 'application/json') {
		throw new Refusal(
			'UnsupportedMediaType',
			'Unsupported Media Type. Use application/json or application/octet-stream'
		);
	}
	const { isPrivate, body } = request;
	const topic = decoded(request.topic, 'topic');
	const event = decoded(request.event, 'event');
	if (isBinary) {
		return { topic, isPrivate, broadcast: { id: null, event, encoding: 'binary', body } };
	}
	if (jsonBody(body) === null) throw unprocessable({ payload: ["can't be blank"] });
	const text = body.toString('utf8');
	return { topic, isPrivate, broadcast: { id: null, event, encoding: 'json', body: text } };
}

function jsonBody(body: Buffer): unknown {
	const parsed = isUtf8(body) ? parseJson(body.toString('utf8')) : undefined;
	if (parsed === undefined) throw new Refusal('MalformedJSON', 'Bad Request');
	return parsed;
}

function decoded(segment: string, field: string): string {
	try {
		const text = decodeURIComponent(segment);
		if (text !== '' && !text.includes('\0')) return text;
	} catch {
		// Not a percent-encoded text: as invalid as an empty one.
	}
	throw unprocessable({ [field]: ['is invalid'] });
}

function complaintsAbout(message: unknown, payloadBytes: number): Complaints {
	if (!isObject(message)) return { message: ['is invalid'] };
	const complaints: Complaints = {};
	for (const field of ['topic', 'event']) {
		const value = message[field];
		if (value === undefined || value === null || value === '')
			complaints[field] = ["can't be blank"];
		else if (typeof value !== 'string' || value.includes('\0')) complaints[field] = ['is invalid'];
	}
	const { payload } = message;
	if (payload === undefined || payload === null) complaints.payload = ["can't be blank"];
	else if (!isObject(payload)) complaints.payload = ['is invalid'];
	else if (Buffer.byteLength(JSON.stringify(payload)) > payloadBytes) {
		complaints.payload = ['Payload size exceeds tenant limit'];
	}
	const isFlag = [undefined, null, true, false].includes(message.private as boolean);
	if (!isFlag) complaints.private = ['is invalid'];
	return complaints;
}

function unprocessable(errors: Record<string, unknown>): Refusal {
	return new Refusal('UnprocessableEntity', JSON.stringify(errors));
}
