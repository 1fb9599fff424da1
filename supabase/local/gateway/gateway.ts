import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { sendJson, sendNotImplemented } from '../http.ts';
import type { ProjectKeys } from '../keys/project-keys.ts';
import type { Service } from '../service.ts';
import { decideAuthorization, type KeyRefusal } from './api-keys.ts';
import { clientAddress, isLoopback } from './client-address.ts';
import type { Health } from './health.ts';
import { destination, type Route, type ServiceName } from './routes.ts';

export interface GatewayOptions {
	keys: ProjectKeys;
	/** As hosted: refuse requests without a known API key. */
	strictKeys: boolean;
	/** May be filled after `listen`; until then a service answers 503. */
	services: Partial<Record<ServiceName, Service>>;
	health(): Promise<Health>;
	log(text: string): void;
}

export interface Gateway {
	/** @returns the port; rejects with the system's error when it is taken */
	listen(port: number, host: string): Promise<number>;
	/** Ends open connections too. */
	close(): Promise<void>;
}

/** Long filters of the REST service travel in the request line. */
const maxHeaderSize = 64 * 1024;
const openToBrowsers = {
	'access-control-allow-origin': '*',
	'access-control-allow-headers': '*',
	'access-control-allow-methods': 'GET, POST, PUT, PATCH, DELETE, OPTIONS'
};

/** The API's one port: finds the service, settles who is asking, passes on. */
export function createGateway(options: GatewayOptions): Gateway {
	const server = createServer({ maxHeaderSize, keepAliveTimeout: 65_000 }, (request, response) => {
		response.on('error', () => response.destroy());
		answer(options, request, response).catch((error) => {
			options.log(`${request.method} ${request.url}: ${error?.stack ?? error}`);
			if (response.headersSent) return response.destroy();
			sendJson(response, 500, { message: 'An unexpected error occurred' }, openToBrowsers);
		});
	});
	const upgraded = new Set<Duplex>();
	server.on('upgrade', (request, socket, head) => {
		upgraded.add(socket);
		socket.on('close', () => upgraded.delete(socket));
		socket.on('error', () => socket.destroy());
		upgrade(options, request, socket, head).catch((error) => {
			options.log(`upgrade ${request.url}: ${error?.stack ?? error}`);
			refuseUpgrade(socket, 500, { message: 'An unexpected error occurred' });
		});
	});
	server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
		if (error.code === 'ECONNRESET' || !socket.writable) return socket.destroy();
		const status = error.code === 'HPE_HEADER_OVERFLOW' ? 431 : 400;
		refuseUpgrade(socket, status, { message: 'Malformed request' });
	});
	return {
		listen: (port, host) => listen(server, port, host),
		close: () => close(server, upgraded)
	};
}

async function answer(options: GatewayOptions, request: IncomingMessage, response: ServerResponse) {
	const target = destination(request.url ?? '/');
	if ('own' in target) {
		const health = await options.health();
		return sendJson(response, health.ready ? 200 : 503, health, openToBrowsers);
	}
	if ('unsupported' in target) return sendNotImplemented(response, target.unsupported);
	if ('wrong' in target) {
		const status = target.wrong === 'not_found' ? 404 : 400;
		const message = status === 404 ? 'no Route matched with those values' : 'Malformed request';
		return sendJson(response, status, { message }, openToBrowsers);
	}
	const service = options.services[target.service];
	if (!service)
		return sendJson(
			response,
			503,
			{ message: `${target.service} is not available yet` },
			openToBrowsers
		);

	const refusal = await identify(options, request, target, request.method === 'OPTIONS');
	if (refusal) return sendJson(response, 401, refusal, openToBrowsers);
	await service.handle(request, response);
}

async function upgrade(
	options: GatewayOptions,
	request: IncomingMessage,
	socket: Duplex,
	head: Buffer
): Promise<void> {
	const target = destination(request.url ?? '/');
	if (!('service' in target)) return refuseUpgrade(socket, 404, { message: 'Not found' });
	const service = options.services[target.service];
	if (!service) return refuseUpgrade(socket, 503, { message: 'Not available yet' });
	if (!service.upgrade) return refuseUpgrade(socket, 404, { message: 'Not found' });
	const refusal = await identify(options, request, target, false);
	if (refusal) return refuseUpgrade(socket, 401, refusal);
	service.upgrade(request, socket, head);
}

/** Rewrites the request for its service, or says why it may not pass. */
async function identify(
	options: GatewayOptions,
	request: IncomingMessage,
	route: Route,
	isPreflight: boolean
): Promise<KeyRefusal | null> {
	const { headers, socket } = request;
	// Realtime cannot set headers on a browser's websocket.
	const url = route.service === 'realtime' ? new URL(`http://gateway${route.url}`) : null;
	const queryKey = url?.searchParams.get('apikey') ?? null;
	const isOpen = route.isOpen || isPreflight;
	const decision = await decideAuthorization(
		{ headers, queryKey, isOpen },
		options.keys,
		options.strictKeys
	);
	if ('refusal' in decision) return decision.refusal;

	const { authorization, isSecret } = decision;
	if (authorization) headers.authorization = authorization;
	else delete headers.authorization;
	request.url = url && queryKey !== null ? withTokenAsKey(url, authorization) : route.url;

	const isTrusted = isLoopback((socket.remoteAddress ?? '').replace(/^::ffff:/, ''));
	const mayName = isSecret && route.service === 'auth';
	const address = clientAddress(headers, socket.remoteAddress, mayName);
	const forwarded = (name: string, own: string) => {
		if (!isTrusted || !headers[name]) headers[name] = own;
	};
	// One address in place of the chain: whichever end a service reads, it reads what was seen, not what was claimed.
	headers['x-forwarded-for'] = address;
	headers['x-real-ip'] = address;
	// Hosted's front writes it itself; here there is none, so whatever arrives was made up. The other has been settled.
	delete headers['cf-connecting-ip'];
	delete headers['sb-forwarded-for'];
	forwarded('x-forwarded-proto', 'http');
	forwarded('x-forwarded-host', headers.host ?? '');
	forwarded('x-forwarded-port', String(socket.localPort ?? ''));
	return null;
}

function withTokenAsKey(url: URL, authorization: string | undefined): string {
	const token = /^Bearer\s+(.+)$/i.exec(authorization ?? '')?.[1];
	if (token) url.searchParams.set('apikey', token);
	else url.searchParams.delete('apikey');
	return url.pathname + url.search;
}

function refuseUpgrade(socket: Duplex, status: number, body: unknown): void {
	const text = JSON.stringify(body);
	socket.end(
		`HTTP/1.1 ${status} Refused\r\nconnection: close\r\ncontent-type: application/json\r\n` +
			`content-length: ${Buffer.byteLength(text)}\r\n\r\n${text}`
	);
}

function listen(server: Server, port: number, host: string): Promise<number> {
	return new Promise((settle, refuse) => {
		server.once('error', refuse);
		server.listen(port, host, () => {
			server.off('error', refuse);
			settle((server.address() as AddressInfo).port);
		});
	});
}

function close(server: Server, upgraded: Set<Duplex>): Promise<void> {
	return new Promise((settle) => {
		server.close(() => settle());
		for (const socket of upgraded) socket.destroy();
		server.closeAllConnections();
	});
}
