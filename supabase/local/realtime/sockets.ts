import { STATUS_CODES, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { Connection } from './connection.ts';
import { isProtocolVersion, type ProtocolVersion } from './protocol.ts';
import type { Realm } from './realm.ts';
import { Refusal } from './refusal.ts';

export interface Sockets {
	upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
	/** Sockets that are open or being opened. */
	count(): number;
	close(): Promise<void>;
}

const idleSweepInterval = 5_000;
const goingAwayCode = 1001;
const frameOverhead = 65_536;

/** Accepts websockets: whom to refuse before the upgrade, and which have gone quiet. */
export function openSockets(realm: Realm): Sockets {
	const connections = new Set<Connection>();
	let opening = 0;
	let isClosing = false;
	const server = new WebSocketServer({
		noServer: true,
		clientTracking: true,
		perMessageDeflate: false,
		// Twice what a broadcast may be, so that one slightly too large is answered and not cut off.
		maxPayload: realm.limits.payloadBytes * 2 + frameOverhead
	});

	async function accept(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
		const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
		if (!/^\/(socket\/)?websocket$/.test(pathname)) return refuse(socket, 404, 'Not Found');
		const version = searchParams.get('vsn') ?? '1.0.0';
		if (!isProtocolVersion(version)) return refuse(socket, 403, `unsupported vsn ${version}`);
		if (connections.size + opening > realm.limits.connections) {
			return refuse(socket, 429, 'Too many connected users');
		}
		const token = apiToken(request, searchParams);
		if (!token) return refuse(socket, 401, 'API key is missing');
		const error = await realm.confirm(token).then(
			() => null,
			(reason: unknown) => reason
		);
		if (error instanceof Refusal) return refuse(socket, 401, error.message);
		if (error) throw error;
		if (isClosing || socket.destroyed) return void socket.destroy();
		open(request, socket, head, { version, token });
	}

	function open(
		request: IncomingMessage,
		socket: Duplex,
		head: Buffer,
		origin: { version: ProtocolVersion; token: string }
	): void {
		if ('setNoDelay' in socket) (socket as { setNoDelay(on: boolean): void }).setNoDelay(true);
		server.handleUpgrade(request, socket, head, (websocket) => {
			const headers = policyHeaders(request);
			const connection = new Connection(realm, websocket, socket, { ...origin, headers });
			connections.add(connection);
			websocket.on('close', () => connections.delete(connection));
		});
	}

	const sweep = setInterval(
		() => {
			const quietSince = realm.clock() - realm.timings.idleTimeout;
			for (const connection of connections) {
				if (connection.heardAt < quietSince) connection.terminate();
			}
		},
		Math.min(idleSweepInterval, realm.timings.idleTimeout)
	);
	sweep.unref();

	return {
		count: () => connections.size + opening,
		upgrade(request, socket, head) {
			const ignore = (error: Error) => realm.log(`websocket request: ${error.message}`);
			socket.on('error', ignore);
			opening++;
			accept(request, socket, head)
				.catch((error: Error) => {
					realm.log(`ErrorConnectingToWebsocket: ${error.message}`);
					refuse(socket, 500, 'Error connecting to Realtime');
				})
				.finally(() => opening--);
		},
		async close() {
			isClosing = true;
			clearInterval(sweep);
			const closed = [...server.clients].map(
				(client) => new Promise<void>((resolve) => client.once('close', () => resolve()))
			);
			for (const connection of connections) connection.close(goingAwayCode, 'shutting down');
			const impatience = setTimeout(() => {
				for (const client of server.clients) client.terminate();
			}, 500);
			await Promise.all(closed);
			clearTimeout(impatience);
			server.close();
		}
	};
}

/** The gateway turns API keys into tokens; without one, a legacy key is a token itself. */
function apiToken(request: IncomingMessage, query: URLSearchParams): string | null {
	const bearer = /^bearer\s+(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
	const key = [request.headers['x-api-key'], bearer, query.get('apikey')].find(
		(candidate) => typeof candidate === 'string' && candidate && !candidate.startsWith('sb_')
	);
	return typeof key === 'string' ? key : null;
}

/** Policies may read `x-…` headers; credentials stay out of the database's logs. */
function policyHeaders(request: IncomingMessage): Record<string, string> {
	const entries = Object.entries(request.headers).flatMap(([name, value]) =>
		name.startsWith('x-') && name !== 'x-api-key' && value ? [[name, String(value)]] : []
	);
	return Object.fromEntries(entries) as Record<string, string>;
}

function refuse(socket: Duplex, status: number, error: string): void {
	if (socket.destroyed) return;
	const body = JSON.stringify({ error });
	socket.end(
		`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n` +
			'content-type: application/json; charset=utf-8\r\n' +
			`content-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`
	);
}
