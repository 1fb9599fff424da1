import { PUBLIC_SUPABASE_PUBLISHABLE_KEY, PUBLIC_SUPABASE_URL } from '$app/env/public';

export type Part = 'app' | 'database' | 'auth' | 'rest' | 'realtime' | 'functions';
export type PartState = 'ok' | string;

const answerWithinMs = 4_000;
const headers = {
	apikey: PUBLIC_SUPABASE_PUBLISHABLE_KEY,
	authorization: `Bearer ${PUBLIC_SUPABASE_PUBLISHABLE_KEY}`
};

/** Asks every part for an answer, at the same time. Values are `ok` or what went wrong. */
export async function checkHealth(): Promise<Record<Part, PartState>> {
	const [[rest, database], auth, realtime, functions] = await Promise.all([
		restAndDatabase(),
		asked('/auth/v1/health', (response) => response.ok),
		realtimeState(),
		// Any answer of the function itself will do; the gateway says 404 for a function that is not there.
		asked('/functions/v1/email', ({ status }) => status < 500 && status !== 404, 'OPTIONS')
	]);
	return { app: 'ok', database, auth, rest, realtime, functions };
}

async function restAndDatabase(): Promise<[rest: PartState, database: PartState]> {
	try {
		const response = await ask('/rest/v1/rpc/health', 'POST');
		if (response.ok) return ['ok', 'ok'];
		const { code } = (await response.json()) as { code?: string };
		// PGRST00x: the REST service answers, its database does not.
		if (code?.startsWith('PGRST00')) return ['ok', `unreachable (${code})`];
		return [`status ${response.status}`, 'unknown'];
	} catch (error) {
		return [reason(error), 'unknown'];
	}
}

async function asked(
	path: string,
	isGood: (response: Response) => boolean,
	method = 'GET'
): Promise<PartState> {
	try {
		const response = await ask(path, method);
		await response.body?.cancel();
		return isGood(response) ? 'ok' : `status ${response.status}`;
	} catch (error) {
		return reason(error);
	}
}

function ask(path: string, method: string): Promise<Response> {
	return fetch(PUBLIC_SUPABASE_URL + path, {
		method,
		headers,
		signal: AbortSignal.timeout(answerWithinMs)
	});
}

/** A real handshake: the only thing that hosted, self-hosted and embedded Realtime have in common. */
function realtimeState(): Promise<PartState> {
	const address = `${PUBLIC_SUPABASE_URL.replace(/^http/, 'ws')}/realtime/v1/websocket?vsn=1.0.0&apikey=${PUBLIC_SUPABASE_PUBLISHABLE_KEY}`;
	return new Promise((settle) => {
		const socket = new WebSocket(address);
		const timer = setTimeout(() => finish('no answer'), answerWithinMs);
		socket.onopen = () => finish('ok');
		socket.onerror = () => finish('refused');
		function finish(state: PartState) {
			clearTimeout(timer);
			socket.onerror = null;
			socket.close();
			settle(state);
		}
	});
}

function reason(error: unknown): string {
	if (!(error instanceof Error)) return 'unknown';
	return error.name === 'TimeoutError' ? 'no answer' : 'unreachable';
}
