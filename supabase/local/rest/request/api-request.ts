import type { IncomingHttpHeaders } from 'node:http';
import {
	invalidPath,
	invalidRpcMethod,
	limitedPut,
	unexposedSchema,
	unsupportedMethod
} from '../errors.ts';
import { mediaTypeName } from '../media-types.ts';
import type { Mutation } from '../plan/mutate-plan.ts';
import type { RowRange } from '../plan/plan-types.ts';
import { parsePreferences, type Preferences } from '../preferences.ts';
import { parseQueryParameters, type QueryParameters } from '../query-grammar/query-parameters.ts';
import { readPayload, type Payload } from './payload.ts';
import { canonicalQuery, parsePath, parseQueryString } from './query-string.ts';
import { rootRange } from './ranges.ts';

export type Action =
	| { kind: 'read'; table: string; isHead: boolean }
	| { kind: 'mutate'; table: string; mutation: Mutation }
	| { kind: 'call'; routine: string; method: 'GET' | 'HEAD' | 'POST' }
	| { kind: 'describe-schema'; isHead: boolean }
	| { kind: 'options'; of: 'table' | 'routine' | 'schema'; name: string };

/** A request as understood, before the database's schema is looked at. */
export interface ApiRequest {
	action: Action;
	method: string;
	path: string;
	schema: string;
	/** Whether the answer names its schema in Content-Profile. */
	isProfiled: boolean;
	query: QueryParameters;
	canonicalQuery: string;
	range: RowRange;
	preferences: Preferences;
	payload?: Payload;
	bodyType: string;
	accept?: string;
	headers: IncomingHttpHeaders;
}

export interface RawRequest {
	method: string;
	url: string;
	headers: IncomingHttpHeaders;
	body: Buffer;
}

/** @throws RestError for whatever the request itself gets wrong */
export function parseRequest(
	request: RawRequest,
	schemas: readonly string[],
	isTransactionEndOpen: boolean
): ApiRequest {
	const { method, headers } = request;
	const [path = '/', ...rest] = request.url.split('?');
	const queryString = rest.join('?');
	const action = actionOf(parsePath(path), method);
	const { schema, isProfiled } = schemaOf(method, headers, schemas);
	const isFunctionRead =
		(action.kind === 'call' && action.method !== 'POST') ||
		(action.kind === 'options' && action.of === 'routine');
	const query = parseQueryParameters(parseQueryString(queryString), isFunctionRead);
	const range = rootRange(query, headers.range, method);
	if (method === 'PUT' && (range.limit !== null || range.offset > 0n)) throw limitedPut();
	const bodyType = mediaTypeName(headers['content-type']);
	return {
		action,
		method,
		path,
		schema,
		isProfiled,
		query,
		canonicalQuery: canonicalQuery(queryString),
		range,
		preferences: parsePreferences(String(headers.prefer ?? ''), isTransactionEndOpen),
		payload: payloadOf(action, request.body, bodyType, query),
		bodyType,
		accept: headers.accept,
		headers
	};
}

const mutations: Record<string, Mutation> = {
	POST: 'insert',
	PATCH: 'update',
	PUT: 'upsert-one',
	DELETE: 'delete'
};

function actionOf(segments: readonly string[], method: string): Action {
	const [first, second] = segments;
	const isRead = method === 'GET' || method === 'HEAD';
	if (first === undefined) {
		if (method === 'OPTIONS') return { kind: 'options', of: 'schema', name: '' };
		if (isRead) return { kind: 'describe-schema', isHead: method === 'HEAD' };
		throw unsupportedMethod(method);
	}
	if (segments.length === 1) {
		if (method === 'OPTIONS') return { kind: 'options', of: 'table', name: first };
		if (isRead) return { kind: 'read', table: first, isHead: method === 'HEAD' };
		const mutation = Object.hasOwn(mutations, method) ? mutations[method] : undefined;
		if (!mutation) throw unsupportedMethod(method);
		return { kind: 'mutate', table: first, mutation };
	}
	if (segments.length > 2 || first !== 'rpc' || second === undefined) throw invalidPath();
	if (method === 'OPTIONS') return { kind: 'options', of: 'routine', name: second };
	if (method !== 'GET' && method !== 'HEAD' && method !== 'POST') throw invalidRpcMethod(method);
	return { kind: 'call', routine: second, method };
}

function schemaOf(method: string, headers: IncomingHttpHeaders, schemas: readonly string[]) {
	const header = Object.hasOwn(mutations, method) ? 'content-profile' : 'accept-profile';
	const profile = headers[header];
	if (profile === undefined) return { schema: schemas[0]!, isProfiled: schemas.length !== 1 };
	const schema = String(profile);
	if (!schemas.includes(schema)) throw unexposedSchema(schema, schemas);
	return { schema, isProfiled: true };
}

function payloadOf(
	action: Action,
	body: Buffer,
	bodyType: string,
	query: QueryParameters
): Payload | undefined {
	if (action.kind === 'call')
		return action.method === 'POST' ? readPayload(body, bodyType, query.columns, true) : undefined;
	if (action.kind !== 'mutate' || action.mutation === 'delete') return undefined;
	const columns = action.mutation === 'upsert-one' ? undefined : query.columns;
	return readPayload(body, bodyType, columns, false);
}
