import type { Address } from './address.ts';
import type { PostalCodeSource } from './sources.ts';

const timeoutMs = 2_000;
const mostBytes = 20_000;

interface Ways {
	fetch: typeof fetch;
	/** Asked one after the other until one knows; none: the look-up is off. */
	sources: readonly PostalCodeSource[];
	signal?: AbortSignal;
}

/**
 * The address of a CEP. What is slow, broken, off-line or says nonsense counts as not knowing.
 * @param code eight figures
 * @returns null when nobody knows
 */
export async function lookUpPostalCode(
	code: string,
	{ fetch, sources, signal }: Ways
): Promise<Address | null> {
	for (const source of sources) {
		if (signal?.aborted) return null;
		const address = await ask(source, code, fetch, signal);
		if (address) return address;
	}
	return null;
}

async function ask(
	source: PostalCodeSource,
	code: string,
	fetch: Ways['fetch'],
	signal: AbortSignal | undefined
): Promise<Address | null> {
	const patience = AbortSignal.timeout(timeoutMs);
	try {
		const response = await fetch(source.url(code), {
			headers: { accept: 'application/json' },
			signal: signal ? AbortSignal.any([signal, patience]) : patience
		});
		if (!response.ok || Number(response.headers.get('content-length')) > mostBytes) return null;
		const text = await response.text();
		const answer: unknown = text.length > mostBytes ? null : JSON.parse(text);
		const isObject = typeof answer === 'object' && answer !== null;
		return isObject ? source.read(answer as Record<string, unknown>) : null;
	} catch {
		// No connection, no patience left, no JSON: the next one may know.
		return null;
	}
}
