import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { BodyTooLargeError, readBody, sendJson } from '../http.ts';
import { answerAdmin, faultsOf, type Admin } from './admin.ts';
import { answerApi } from './api.ts';
import { idMaker, type Charge, type ProviderEvent } from './book.ts';
import { createBookFile } from './book-file.ts';
import { chargeJson } from './charge-json.ts';
import { brasiliaTime, systemClock, type Clock } from './clock.ts';
import { noFaults, type Faults } from './faults.ts';
import { simulatorPage, simulatedInvoicePage } from './page.ts';
import { ProviderError } from './provider-error.ts';
import { seededRandom } from './random.ts';
import { createWebhookQueue, documentedRetries } from './webhook-queue.ts';

export interface SimulatorOptions {
	/** 0 takes a free one. */
	port: number;
	/** Where everything is kept between runs; absent: nowhere. */
	file?: string;
	/** The same seed and the same requests give the same ids and the same faults. */
	seed?: number;
	faults?: Faults;
	clock?: Clock;
	/** Waits after the first, second, … failed webhook, in milliseconds. Default: as the provider documents. */
	webhookRetries?: readonly number[];
	log(text: string): void;
}

export interface GatewaySimulator {
	/** Of its page; the API is below `/v3`. */
	url: string;
	/** What the admin API does, without the way there. @throws ProviderError */
	admin(method: string, path: string, given?: Record<string, unknown>): unknown;
	/** Resolves when no webhook is on its way. */
	settled(): Promise<void>;
	healthy(): Promise<void>;
	close(): Promise<void>;
}

const bodyLimit = 256 * 1024;

/**
 * A payment provider of our own that answers like Asaas' API v3 as its documentation tells, with the faults one asks for.
 * It moves no money and knows no bank; everything it shows says so.
 */
export async function startGatewaySimulator(options: SimulatorOptions): Promise<GatewaySimulator> {
	const { clock = systemClock, seed = 1, log } = options;
	const file = await createBookFile(options.file, clock, log);
	const { book } = file;
	const ids = idMaker(book, seed);
	const admin: Admin = {
		desk: { book, ids, clock, tell },
		publicUrl: '',
		faults: { ...noFaults, ...options.faults },
		accountFaults: new Map(),
		wake: () => queue.wake()
	};
	const queue = createWebhookQueue({
		book,
		clock,
		random: seededRandom(seed),
		faults: (accountId) => faultsOf(admin, accountId),
		retries: options.webhookRetries ?? documentedRetries,
		changed: file.changed,
		log
	});

	function tell(event: string, charge: Charge): void {
		const told: ProviderEvent = {
			id: ids.event(),
			event,
			dateCreated: brasiliaTime(clock.now()),
			payment: structuredClone(chargeJson(charge, admin.publicUrl))
		};
		queue.add(charge.accountId, told);
	}

	const server = createServer((request, response) => {
		answer(admin, request, response)
			.catch((error) => fail(error, response, log))
			.finally(() => file.changed());
	});
	const port = await listen(server, options.port);
	admin.publicUrl = `http://127.0.0.1:${port}`;
	queue.wake();

	return {
		url: admin.publicUrl,
		admin: (method, path, given = {}) => {
			const result = answerAdmin(admin, method, path, given);
			file.changed();
			return result;
		},
		settled: queue.settled,
		healthy: async () => {
			if (!server.listening) throw new Error('the gateway simulator does not listen');
		},
		async close() {
			queue.close();
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
			await file.close();
		}
	};
}

async function answer(
	admin: Admin,
	request: IncomingMessage,
	response: ServerResponse
): Promise<void> {
	const { pathname, searchParams } = new URL(request.url ?? '/', 'http://simulator');
	const method = request.method ?? 'GET';
	if (method === 'GET' && pathname === '/') return sendPage(response, simulatorPage());
	if (method === 'GET' && pathname.startsWith('/i/')) {
		const charge = admin.desk.book.charges.find((one) => one.id === pathname.slice(3));
		return sendPage(response, simulatedInvoicePage(charge), charge ? 200 : 404);
	}
	const body = await jsonOf(request);
	if (pathname.startsWith('/admin/')) {
		requireOwnPage(request);
		return sendJson(response, 200, answerAdmin(admin, method, pathname.slice(6), body ?? {}));
	}
	if (!pathname.startsWith('/v3/'))
		throw new ProviderError(404, 'not_found', 'O endereço não existe.');
	const { book } = admin.desk;
	const key = request.headers.access_token;
	const faults = faultsOf(admin, book.accounts.find(({ apiKey }) => apiKey === key)?.id);
	if (faults.outage === 'timeouts') return;
	if (faults.outage === 'errors')
		throw new ProviderError(503, 'unavailable', 'Serviço indisponível.');
	// As documented: a GET must come without a body.
	if (method === 'GET' && body !== null)
		throw new ProviderError(403, 'forbidden', 'Requisição GET com corpo.');
	const result = await answerApi(admin.desk, admin.publicUrl, {
		method,
		path: pathname.slice(3),
		query: searchParams,
		body: body ?? {},
		apiKey: typeof key === 'string' ? key : undefined
	});
	const { loseAnswersEvery } = faults;
	if (method !== 'GET' && loseAnswersEvery > 0 && ++book.changes % loseAnswersEvery === 0)
		return void request.socket.destroy();
	sendJson(response, 200, result);
}

/** Pages of elsewhere must not press the buttons of a simulator on the same machine. */
function requireOwnPage(request: IncomingMessage): void {
	const { origin, host } = request.headers;
	if (origin && origin !== `http://${host}`)
		throw new ProviderError(403, 'forbidden', 'Somente a página do simulador.');
}

async function jsonOf(request: IncomingMessage): Promise<Record<string, unknown> | null> {
	const text = (await readBody(request, bodyLimit)).toString('utf8');
	if (text === '') return null;
	try {
		const value: unknown = JSON.parse(text);
		if (value && typeof value === 'object' && !Array.isArray(value))
			return value as Record<string, unknown>;
	} catch {
		// Said below.
	}
	throw new ProviderError(400, 'invalid_object', 'O corpo não é um objeto JSON.');
}

function fail(error: unknown, response: ServerResponse, log: (text: string) => void): void {
	if (response.headersSent) return void response.destroy();
	if (error instanceof ProviderError)
		return sendJson(response, error.status, {
			errors: [{ code: error.code, description: error.message }]
		});
	if (error instanceof BodyTooLargeError)
		return sendJson(response, 413, { errors: [{ code: 'too_large', description: error.message }] });
	log((error as Error).stack ?? String(error));
	sendJson(response, 500, { errors: [{ code: 'unexpected', description: 'Erro inesperado.' }] });
}

function sendPage(response: ServerResponse, html: string, status = 200): void {
	response.writeHead(status, {
		'content-type': 'text/html; charset=utf-8',
		'cache-control': 'no-store',
		'x-frame-options': 'DENY'
	});
	response.end(html);
}

function listen(server: Server, port: number): Promise<number> {
	return new Promise((settle, refuse) => {
		server.once('error', refuse);
		server.listen(port, '127.0.0.1', () => {
			server.off('error', refuse);
			settle((server.address() as AddressInfo).port);
		});
	});
}
