import type { IncomingMessage, ServerResponse } from 'node:http';
import { BodyTooLargeError, readBody } from '../http.ts';
import type { Service } from '../service.ts';
import { authenticate } from './authentication.ts';
import { corsHeaders, isPreflight, preflightHeaders } from './cors.ts';
import { openDatabase } from './database.ts';
import { call } from './actions/call.ts';
import type { Context } from './actions/context.ts';
import { mutate } from './actions/mutate.ts';
import { read } from './actions/read.ts';
import { RestError } from './errors.ts';
import { describeSchema, optionsResponse } from './inspect.ts';
import { parseRequest } from './request/api-request.ts';
import type { RestResponse } from './response.ts';
import type { RestOptions } from './rest-options.ts';
import { createSchemaLoader } from './schema-loader.ts';
import { watchSchema } from './schema-watch.ts';
import { rememberTokens } from './verified-tokens.ts';

export type { RestOptions } from './rest-options.ts';

const defaultBodyLimit = 32 * 1024 * 1024;

/**
 * A PostgREST 16 of our own: reads, writes and calls functions of the exposed schemas over HTTP, as
 * the role that the request's token names. Resolves once the schema is read or the attempt failed;
 * without a database it answers 503 and goes on trying.
 */
export async function createRestService(options: RestOptions): Promise<Service> {
	const database = openDatabase(options.databaseUrl, options.poolSize, options.log);
	const loader = createSchemaLoader(database, options, options.log);
	const verify = rememberTokens(options.verify);
	const watch = watchSchema(options.databaseUrl, () => void loader.reload(), options.log);
	await loader.reload();

	const answer = async (request: IncomingMessage): Promise<RestResponse> => {
		const { method = 'GET', url = '/', headers } = request;
		const body = await readBody(request, options.bodyLimit ?? defaultBodyLimit);
		const identity = await authenticate(headers.authorization, verify, options.anonRole);
		const loaded = await loader.current();
		const { schemas, isTransactionEndOpen } = loaded.configuration;
		const parsed = parseRequest({ method, url, headers, body }, schemas, isTransactionEndOpen);
		return dispatch({ request: parsed, identity, loaded, database });
	};

	return {
		async handle(request, response) {
			const { method = 'GET', headers } = request;
			if (isPreflight(method, headers)) {
				send(request, response, { status: 200, headers: preflightHeaders(headers), body: '' });
				return;
			}
			const answered = await answer(request).catch((error: unknown) =>
				errorResponse(error, options.log)
			);
			send(request, response, answered);
		},
		async healthy() {
			await loader.current();
			const connection = await database.connect();
			await connection.query({ text: 'SELECT 1', values: [] }).then(
				() => connection.release(),
				(error: Error) => {
					connection.release(error);
					throw error;
				}
			);
		},
		async close() {
			loader.close();
			await watch.close();
			await database.close();
		}
	};
}

async function dispatch(context: Context): Promise<RestResponse> {
	const { action } = context.request;
	switch (action.kind) {
		case 'read':
			return read(context, action.table, action.isHead);
		case 'mutate':
			return mutate(context, action.table, action.mutation);
		case 'call':
			return call(context, action.routine, action.method);
		case 'describe-schema':
			return describeSchema(context, action.isHead);
		case 'options':
			return optionsResponse(context, action.of, action.name);
	}
}

function errorResponse(error: unknown, log: RestOptions['log']): RestResponse {
	const known = asRestError(error);
	if (known.status >= 500) log(`${known.status} ${known.code}: ${known.message}`, error);
	return {
		status: known.status,
		headers: {
			'content-type': 'application/json; charset=utf-8',
			'proxy-status': `PostgREST; error=${known.code}`,
			...known.headers
		},
		body: known.body()
	};
}

function asRestError(error: unknown): RestError {
	if (error instanceof RestError) return error;
	if (error instanceof BodyTooLargeError)
		return new RestError(413, 'PGRST102', 'Request body is too large', {
			details: error.message,
			headers: { connection: 'close' }
		});
	return new RestError(500, 'PGRSTX00', 'Internal error');
}

function send(
	request: IncomingMessage,
	response: ServerResponse,
	{ status, headers, body }: RestResponse
): void {
	if (response.headersSent || response.destroyed) return;
	const hasBody = request.method !== 'HEAD' && status !== 204 && status !== 304;
	const bytes = typeof body === 'string' ? Buffer.from(body, 'utf8') : body;
	const all = {
		...corsHeaders(request.headers),
		...(request.method === 'OPTIONS' ? { 'access-control-allow-origin': '*' } : {}),
		vary: 'Accept, Prefer, Range',
		...headers,
		...(hasBody ? { 'content-length': String(bytes.length) } : {})
	};
	for (const [name, value] of Object.entries(all)) response.setHeader(name, printable(value));
	response.writeHead(status);
	response.end(hasBody ? bytes : undefined);
}

/** Database messages can end up in headers; what no header can carry is replaced. */
function printable(value: string | string[]): string | string[] {
	const clean = (text: string) => text.replace(/[^\t\x20-\x7e\x80-\xff]/g, '?');
	return Array.isArray(value) ? value.map(clean) : clean(value);
}
