import { GatewayError, type GatewayFailure } from '../port.ts';

export type AsaasRequest = (
	method: 'GET' | 'POST' | 'PUT' | 'DELETE',
	path: string,
	body?: Record<string, unknown>
) => Promise<Record<string, unknown>>;

/** Longer than the provider should take; a worker's lease is longer still. */
const patienceMs = 12_000;

/** @param baseUrl with the version, e.g. the one that ends in `/v3` */
export function asaasRequest(baseUrl: string, apiKey: string): AsaasRequest {
	return async (method, path, body) => {
		const response = await fetch(baseUrl + path, {
			method,
			redirect: 'error',
			headers: {
				access_token: apiKey,
				'user-agent': 'Balcao/1.0',
				accept: 'application/json',
				// A GET with a body is refused with 403, and a content type alone looks like one.
				...(body ? { 'content-type': 'application/json' } : {})
			},
			body: body ? JSON.stringify(body) : undefined,
			signal: AbortSignal.timeout(patienceMs)
		}).catch((error: Error) => {
			throw new GatewayError('unavailable', error.name, error.message);
		});
		const answer = await jsonOf(response);
		if (response.status === 200 && answer) return answer;
		throw failureOf(response, answer);
	};
}

async function jsonOf(response: Response): Promise<Record<string, unknown> | null> {
	try {
		const value: unknown = await response.json();
		return value && typeof value === 'object' ? (value as Record<string, unknown>) : null;
	} catch {
		return null;
	}
}

/** `{errors: [{code, description}]}`, as documented for 4xx. */
function failureOf(response: Response, answer: Record<string, unknown> | null): GatewayError {
	const errors = Array.isArray(answer?.errors) ? (answer.errors as Record<string, unknown>[]) : [];
	const description = errors.map((error) => String(error.description ?? '')).join(' ');
	return new GatewayError(
		kindOf(response.status),
		String(errors[0]?.code ?? response.status),
		description || `status ${response.status}`,
		Number(response.headers.get('ratelimit-reset')) || null
	);
}

function kindOf(status: number): GatewayFailure {
	if (status === 401) return 'unauthorized';
	if (status === 429) return 'limited';
	// A 200 that cannot be read counts with the server's own troubles.
	return status >= 400 && status < 500 ? 'refused' : 'unavailable';
}
