import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { AuthError, badRequest, validationFailed } from './errors.ts';

/** A request as endpoints see it. */
export interface AuthRequest {
	method: string;
	path: string;
	query: URLSearchParams;
	headers: IncomingHttpHeaders;
	/** Values of `:name` segments of the route. */
	parameters: Record<string, string>;
	/** First address of `x-forwarded-for` (set by the gateway), else the peer's. */
	clientAddress: string;
	/** The parsed JSON object. @throws AuthError bad_json, request_entity_too_large */
	body(): Promise<Fields>;
	/** As `body`, but an empty body counts as `{}`. */
	optionalBody(): Promise<Fields>;
}

export type Fields = Record<string, unknown>;

const bodyLimit = 1024 * 1024;
// Far below the depth at which JSON.stringify or Postgres run out of stack.
const depthLimit = 200;

export function authRequest(incoming: IncomingMessage, url: URL): AuthRequest {
	let read: Promise<Buffer> | undefined;
	const bytes = (): Promise<Buffer> => (read ??= readBody(incoming));
	return {
		method: incoming.method ?? 'GET',
		path: url.pathname,
		query: url.searchParams,
		headers: incoming.headers,
		parameters: {},
		clientAddress: clientAddressOf(incoming),
		body: async () => parseFields(await bytes()),
		async optionalBody() {
			const content = await bytes();
			return content.length === 0 ? {} : parseFields(content);
		}
	};
}

/** A header's single value, or '' */
export function header(request: AuthRequest, name: string): string {
	const value = request.headers[name];
	return typeof value === 'string' ? value : '';
}

function clientAddressOf(incoming: IncomingMessage): string {
	const forwarded = incoming.headers['x-forwarded-for'];
	const first = (Array.isArray(forwarded) ? forwarded[0] : forwarded)?.split(',')[0].trim();
	const address = first && isIP(first) ? first : (incoming.socket.remoteAddress ?? '');
	return address.startsWith('::ffff:') && isIP(address.slice(7)) ? address.slice(7) : address;
}

/**
 * Collects the body by events: leaving a `for await` early would destroy the socket and with it
 * the 413 answer. The surplus is read and dropped so that the client gets to see that answer.
 */
function readBody(incoming: IncomingMessage): Promise<Buffer> {
	return new Promise((resolve, reject) => {
		const chunks: Buffer[] = [];
		let size = 0;
		incoming.on('data', (chunk: Buffer) => {
			size += chunk.length;
			if (size <= bodyLimit) {
				chunks.push(chunk);
				return;
			}
			chunks.length = 0;
			reject(
				new AuthError(
					413,
					'request_entity_too_large',
					`Request body too large (max ${bodyLimit} bytes)`
				)
			);
		});
		incoming.on('end', () => resolve(Buffer.concat(chunks)));
		incoming.on('error', reject);
		incoming.on('aborted', () => reject(badJson('unexpected end of JSON input')));
	});
}

function parseFields(content: Buffer): Fields {
	let value: unknown;
	try {
		value = JSON.parse(content.toString('utf8'));
	} catch (error) {
		throw badJson((error as Error).message.slice(0, 120));
	}
	// Go, which GoTrue is written in, reads `null` into a structure as "nothing given".
	if (value === null) return {};
	if (typeof value !== 'object' || Array.isArray(value))
		throw badJson('the body must be an object');
	return cleaned(value, 0) as Fields;
}

/** Makes every string storable: lone surrogates are replaced as Go does, NUL is refused. */
function cleaned(value: unknown, depth: number): unknown {
	if (depth > depthLimit) throw badJson('exceeded max depth');
	if (typeof value === 'string') return cleanText(value);
	if (Array.isArray(value)) return value.map((item) => cleaned(item, depth + 1));
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(
		Object.entries(value).map(([key, item]) => [cleanText(key), cleaned(item, depth + 1)])
	);
}

export function cleanText(text: string): string {
	if (text.includes('\0')) throw validationFailed('Text must not contain NUL characters');
	return text.toWellFormed();
}

function badJson(reason: string): AuthError {
	return badRequest('bad_json', `Could not parse request body as JSON: ${reason}`);
}

/** @returns '' when the field is absent or null */
export function text(fields: Fields, name: string): string {
	return optionalText(fields, name) ?? '';
}

export function optionalText(fields: Fields, name: string): string | undefined {
	const value = own(fields, name);
	if (value === undefined || value === null) return undefined;
	if (typeof value !== 'string') throw badJson(`${name} must be a string`);
	return value;
}

export function flag(fields: Fields, name: string, fallback = false): boolean {
	const value = own(fields, name);
	if (value === undefined || value === null) return fallback;
	if (typeof value !== 'boolean') throw badJson(`${name} must be a boolean`);
	return value;
}

export function optionalObject(fields: Fields, name: string): Fields | undefined {
	const value = own(fields, name);
	if (value === undefined || value === null) return undefined;
	if (typeof value !== 'object' || Array.isArray(value)) throw badJson(`${name} must be an object`);
	return value as Fields;
}

function own(fields: Fields, name: string): unknown {
	return Object.hasOwn(fields, name) ? fields[name] : undefined;
}
