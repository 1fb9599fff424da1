/** Calls a function of the database with the secret key. @throws RestError for any answer but success; else what fetch throws */
export type RestCall = <Result>(name: string, given: Record<string, unknown>) => Promise<Result>;

export class RestError extends Error {
	readonly status: number;
	/** SQLSTATE, or PostgREST's own; empty for an answer that was not PostgREST's. */
	readonly code: string;
	/** The code of a typed refusal (`app.refuse`), which quotes nothing that was given. */
	readonly refusal: string | null;

	constructor(name: string, status: number, code: string, refusal: string | null) {
		super(`${name}: ${status} ${code}`);
		this.status = status;
		this.code = code;
		this.refusal = refusal;
	}
}

const patienceMs = 10_000;

export function restCall(supabaseUrl: string, secretKey: string): RestCall {
	return async <Result>(name: string, given: Record<string, unknown>): Promise<Result> => {
		const response = await fetch(`${supabaseUrl}/rest/v1/rpc/${name}`, {
			method: 'POST',
			headers: { apikey: secretKey, 'content-type': 'application/json' },
			body: JSON.stringify(given),
			signal: AbortSignal.timeout(patienceMs)
		});
		if (response.ok) return (await response.json()) as Result;
		// Not the message of others: it may quote what was given.
		const { code = '', message } = (await response.json().catch(() => ({}))) as {
			code?: string;
			message?: string;
		};
		const refusal = code.startsWith('PT') ? (message ?? null) : null;
		throw new RestError(name, response.status, code, refusal);
	};
}
