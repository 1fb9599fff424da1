import { Buffer } from 'node:buffer';
import { createHash, timingSafeEqual } from 'node:crypto';
import { asksForHealth, health, refuse } from '../_shared/answers.ts';
import { readEvent, type Provider } from '../_shared/gateway/providers.ts';
import { restCall, type RestCall } from '../_shared/rest-call.ts';
import { secretKeys, type Environment } from '../_shared/secret-keys.ts';

/** Larger than any event of a charge. */
const bodyLimit = 256 * 1024;

interface WebhookAccount {
	provider: Provider;
	/** SHA-256, hex. */
	token_hash: string;
}

/**
 * `POST /gateway-webhook/<account id>` with the account's token in `asaas-access-token`: keeps the event, once under the
 * sender's id, and answers 200, which alone the provider takes for success. What it means is worked out later
 * (`process_gateway_events`). 401: no such account or another token; 400: nothing with an id, so no event; 503: try again.
 */
export function createHandler(environment: Environment) {
	return async (request: Request): Promise<Response> => {
		const { pathname } = new URL(request.url);
		if (asksForHealth(pathname)) return health(request);
		if (request.method !== 'POST') return refuse(405, 'method not allowed', { allow: 'POST' });
		try {
			return await receive(request, pathname, databaseOf(environment));
		} catch (error) {
			console.error(error instanceof Error ? error.message : error);
			return refuse(503, 'not available');
		}
	};
}

async function receive(request: Request, pathname: string, call: RestCall): Promise<Response> {
	const accountId = /\/gateway-webhook\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\/?$/.exec(
		pathname
	)?.[1];
	const account = accountId
		? await call<WebhookAccount | null>('gateway_webhook_account', { account_id: accountId })
		: null;
	// An unknown address takes as long to refuse as a wrong token, and tells no more.
	const holdsToken = isToken(request.headers.get('asaas-access-token') ?? '', account?.token_hash);
	if (!account || !holdsToken) return refuse(401, 'unauthorized');

	const body = await jsonOf(request);
	const event = body === undefined ? null : readEvent(account.provider, body);
	if (!event) return refuse(400, 'not an event');
	await call('store_gateway_event', {
		account_id: accountId,
		event_id: event.id,
		name: event.name,
		kind: event.kind,
		occurred_at: event.occurredAt,
		fact: event.fact,
		payload: body
	});
	return Response.json({ received: true });
}

/** Compared by digests of equal length, in the same time however wrong it is. */
function isToken(given: string, expectedHash: string | undefined): boolean {
	const expected = Buffer.from(expectedHash ?? '00'.repeat(32), 'hex');
	return timingSafeEqual(createHash('sha256').update(given).digest(), expected);
}

async function jsonOf(request: Request): Promise<unknown> {
	if (Number(request.headers.get('content-length')) > bodyLimit) return undefined;
	const text = await request.text();
	if (text.length > bodyLimit) return undefined;
	try {
		// Postgres keeps no NUL in text.
		return JSON.parse(text.replaceAll('\\u0000', ''));
	} catch {
		return undefined;
	}
}

function databaseOf(environment: Environment): RestCall {
	const [key] = secretKeys(environment);
	const url = environment('SUPABASE_URL');
	if (!key || !url) throw new Error('SUPABASE_URL or SUPABASE_SECRET_KEYS is not set');
	return restCall(url, key);
}
