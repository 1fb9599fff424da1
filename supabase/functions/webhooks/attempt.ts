import { DeliveryError, type Attempt, type LeasedDelivery } from './delivery.ts';
import { post, type Answer } from './post.ts';
import { signedHeaders } from './signature.ts';
import { findTarget, type Resolve } from './target.ts';

export const patienceMs = 15_000;

/** Delivers once, and tells what came of it: never throws. */
export function createAttempt({
	resolve,
	patience = patienceMs
}: {
	resolve: Resolve;
	patience?: number;
}) {
	return async (delivery: LeasedDelivery): Promise<Attempt> => {
		const startedAt = new Date();
		const headers = {
			...signedHeaders({
				id: delivery.message_id,
				timestamp: Math.floor(startedAt.getTime() / 1000),
				body: delivery.body,
				secrets: delivery.secrets
			}),
			'content-type': 'application/json',
			'user-agent': 'Balcao-Webhooks/1'
		};
		const outcome = await outcomeOf(delivery, headers, resolve, AbortSignal.timeout(patience));
		return {
			attempted_at: startedAt.toISOString(),
			duration_ms: Date.now() - startedAt.getTime(),
			request_headers: headers,
			...outcome
		};
	};
}

type Outcome = Omit<Attempt, 'attempted_at' | 'duration_ms' | 'request_headers'>;

async function outcomeOf(
	{ url, body, secrets, allows_loopback: allowsLoopback }: LeasedDelivery,
	headers: Record<string, string>,
	resolve: Resolve,
	patience: AbortSignal
): Promise<Outcome> {
	try {
		if (secrets.length === 0) throw new DeliveryError('secret_missing');
		const target = await beforeOver(patience, findTarget(url, { allowsLoopback, resolve }));
		return told(await post(target, { headers, body, patience }));
	} catch (error) {
		if (!(error instanceof DeliveryError)) console.error(error);
		const problem = error instanceof DeliveryError ? error.problem : 'connection_failed';
		return { error: problem, response_headers: {} };
	}
}

function told({ status, headers, body }: Answer): Outcome {
	const isRedirect = status >= 300 && status < 400;
	const retryAfter = secondsUntil(headers['retry-after']);
	return {
		status,
		response_headers: headers,
		response_body: body,
		...(isRedirect && { error: 'redirect' }),
		...(retryAfter !== null && { retry_after_seconds: retryAfter })
	};
}

/** @param retryAfter seconds or a date (RFC 9110 §10.2.3) */
function secondsUntil(retryAfter: string | undefined): number | null {
	if (!retryAfter) return null;
	if (/^\d{1,9}$/.test(retryAfter)) return Number(retryAfter);
	const at = Date.parse(retryAfter);
	if (Number.isNaN(at)) return null;
	return Math.min(1e9, Math.max(0, Math.ceil((at - Date.now()) / 1000)));
}

/** Names are resolved by the system, which knows no patience but its own. */
function beforeOver<Found>(patience: AbortSignal, work: Promise<Found>): Promise<Found> {
	return new Promise((settle, reject) => {
		patience.addEventListener('abort', () => reject(new DeliveryError('timeout')), { once: true });
		work.then(settle, reject);
	});
}
