/** A row of net.http_request_queue. */
export interface QueuedRequest {
	id: string;
	method: string;
	url: string;
	headers: Record<string, unknown> | null;
	body: Buffer | null;
	timeout_milliseconds: number;
}

/** A row of net._http_response. */
export interface StoredResponse {
	status_code: number | null;
	content_type: string | null;
	headers: Record<string, string> | null;
	content: string | null;
	timed_out: boolean;
	error_msg: string | null;
}

/** So that one answer cannot fill the memory of the platform. */
const largestContent = 32 * 1024 * 1024;

/** Sends one request, following redirects. Never throws: what goes wrong is the answer. */
export async function exchange(request: QueuedRequest): Promise<StoredResponse> {
	const signal = AbortSignal.timeout(request.timeout_milliseconds);
	try {
		const response = await fetch(request.url, {
			method: request.method,
			headers: { 'user-agent': 'pg_net/0.14.0', ...stringHeaders(request.headers) },
			body: request.body ? new Uint8Array(request.body) : null,
			signal
		});
		return {
			status_code: response.status,
			content_type: response.headers.get('content-type'),
			headers: Object.fromEntries(response.headers),
			content: await textOf(response),
			timed_out: false,
			error_msg: null
		};
	} catch (error) {
		const none = { status_code: null, content_type: null, headers: null, content: null };
		if (signal.aborted) {
			const error_msg = `Timeout of ${request.timeout_milliseconds} ms reached`;
			return { ...none, timed_out: true, error_msg };
		}
		return { ...none, timed_out: false, error_msg: reasonOf(error) };
	}
}

/** The first request would otherwise wait some 30 ms for Node to load its HTTP client. */
export async function warmUp(): Promise<void> {
	await fetch('data:,');
}

async function textOf(response: Response): Promise<string> {
	const chunks: Uint8Array[] = [];
	let size = 0;
	for await (const chunk of response.body ?? []) {
		size += chunk.length;
		if (size > largestContent) throw new Error(`the answer exceeds ${largestContent} bytes`);
		chunks.push(chunk);
	}
	// Postgres' text cannot hold a zero byte.
	return Buffer.concat(chunks, size).toString('utf8').replaceAll('\0', '');
}

function stringHeaders(headers: QueuedRequest['headers']): Record<string, string> {
	const entries = Object.entries(headers ?? {}).filter(([, value]) => value !== null);
	return Object.fromEntries(entries.map(([name, value]) => [name.toLowerCase(), String(value)]));
}

function reasonOf(error: unknown): string {
	const { message, cause } = error as Error;
	if (cause instanceof AggregateError) return cause.errors.map(reasonOf).join('; ');
	return cause instanceof Error ? `${message}: ${cause.message}` : message;
}
