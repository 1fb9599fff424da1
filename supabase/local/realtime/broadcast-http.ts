import type { IncomingMessage, ServerResponse } from 'node:http';
import { BodyTooLargeError, readBody, sendJson, sendNotImplemented } from '../http.ts';
import { parseBatch, parseSingle, type HttpBroadcast } from './broadcast-request.ts';
import type { Realm } from './realm.ts';
import { Refusal } from './refusal.ts';
import type { ConfirmedToken } from './tokens.ts';

const singlePath = /^\/api\/broadcast\/([^/]+)\/events\/([^/]+)$/;
const batchOverhead = 1_000_000;
const corsHeaders = {
	'access-control-allow-origin': '*',
	'access-control-allow-headers': 'authorization, apikey, content-type, x-client-info',
	'access-control-allow-methods': 'POST, OPTIONS',
	'access-control-max-age': '3600'
};

/** Broadcasts by plain HTTP: `POST /api/broadcast` and `POST /api/broadcast/{topic}/events/{event}`. */
export function broadcastHttp(realm: Realm) {
	return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
		for (const [name, value] of Object.entries(corsHeaders)) response.setHeader(name, value);
		if (request.method === 'OPTIONS') return void response.writeHead(204).end();
		const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
		const single = singlePath.exec(pathname);
		if (!single && pathname !== '/api/broadcast') return refuseUnknown(pathname, response);
		if (request.method !== 'POST')
			return sendJson(response, 405, { message: 'Method Not Allowed' });

		const token = await authenticate(realm, request);
		if (!token) return sendJson(response, 401, { message: 'Unauthorized' });
		if ([...searchParams.keys()].some((name) => /^persist\b/.test(name))) {
			return sendNotImplemented(response, 'storing a broadcast (persist)');
		}
		try {
			const { payloadBytes } = realm.limits;
			if (!single) {
				const body = await readBody(request, payloadBytes * 10 + batchOverhead);
				return await sendBatch(realm, token, request, response, parseBatch(body, payloadBytes));
			}
			const [, topic = '', event = ''] = single;
			const body = await readBody(request, payloadBytes);
			const message = parseSingle({
				topic,
				event,
				isPrivate: searchParams.get('private') === 'true',
				contentType: request.headers['content-type'],
				body
			});
			return await sendSingle(realm, token, request, response, message);
		} catch (error) {
			answerError(error, response);
		}
	};
}

async function sendSingle(
	realm: Realm,
	token: ConfirmedToken,
	request: IncomingMessage,
	response: ServerResponse,
	message: HttpBroadcast
): Promise<void> {
	if (!realm.messageMeter()) {
		return sendJson(response, 429, { message: 'You have exceeded your rate limit' });
	}
	if (message.isPrivate && !(await mayWrite(realm, token, request, message.topic))) {
		return sendJson(response, 403, {
			message: 'You do not have permission to broadcast to this topic'
		});
	}
	realm.streams.broadcast(message, message.broadcast);
	response.writeHead(202).end();
}

/** Private messages that the policies refuse are left out without a word, as on hosted. */
async function sendBatch(
	realm: Realm,
	token: ConfirmedToken,
	request: IncomingMessage,
	response: ServerResponse,
	messages: HttpBroadcast[]
): Promise<void> {
	if (!realm.messageMeter(messages.length)) {
		const message = 'Too many messages to broadcast, please reduce the batch size';
		return sendJson(response, 429, { message });
	}
	const privateTopics = new Set(messages.flatMap((one) => (one.isPrivate ? [one.topic] : [])));
	const allowed = new Set<string>();
	for (const topic of privateTopics) {
		if (await mayWrite(realm, token, request, topic)) allowed.add(topic);
	}
	for (const message of messages) {
		if (message.isPrivate && !allowed.has(message.topic)) continue;
		realm.streams.broadcast(message, message.broadcast);
	}
	response.writeHead(202).end();
}

function mayWrite(
	realm: Realm,
	{ claims }: ConfirmedToken,
	request: IncomingMessage,
	topic: string
): Promise<boolean> {
	const headers = Object.fromEntries(
		Object.entries(request.headers).flatMap(([name, value]) =>
			/^(authorization|cookie|apikey)$/.test(name) || !value ? [] : [[name, String(value)]]
		)
	) as Record<string, string>;
	return realm.authorizer.writable({ claims, topic, headers }, 'broadcast');
}

async function authenticate(
	realm: Realm,
	request: IncomingMessage
): Promise<ConfirmedToken | null> {
	const bearer = /^bearer\s+(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
	const token = bearer ?? request.headers.apikey;
	if (typeof token !== 'string') return null;
	return realm.confirm(token).catch((error: unknown) => {
		if (error instanceof Refusal) return null;
		throw error;
	});
}

function refuseUnknown(pathname: string, response: ServerResponse): void {
	if (pathname.startsWith('/api/')) return sendNotImplemented(response, `realtime ${pathname}`);
	sendJson(response, 404, { message: 'not found' });
}

function answerError(error: unknown, response: ServerResponse): void {
	if (error instanceof BodyTooLargeError) {
		return sendJson(response, 422, {
			errors: { payload: ['Payload size exceeds tenant limit'] },
			message: 'Payload size exceeds tenant limit'
		});
	}
	if (!(error instanceof Refusal)) throw error;
	if (error.code === 'UnsupportedMediaType')
		return sendJson(response, 415, { error: error.message });
	if (error.code === 'UnprocessableEntity') {
		return sendJson(response, 422, { errors: JSON.parse(error.message) as unknown });
	}
	if (error.code === 'MalformedJSON') return sendJson(response, 400, { message: error.message });
	if (error.code === 'Unauthorized') return sendJson(response, 403, { message: error.message });
	sendJson(response, 503, { message: error.message });
}
