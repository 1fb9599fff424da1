// A client of Balcão's API of sessions: no dependencies, for Node 20, Deno, Bun and workers. Copy it into your project.
//
//   const usage = createUsageClient({ baseUrl: 'https://…/functions/v1/usage', apiKey: 'blc_live_…' });
//   const { outcome } = await usage.report({ key: `chat-${chat.id}`, client_number: 12 });

/** One use. The key names this one event, and never another: sent again, it is not counted again. */
export interface UsageEvent {
	/** 1 to 200 visible ASCII characters. Left out, one is made up, which a later call cannot repeat. */
	key?: string;
	/** Either this or client_number. */
	client_id?: string;
	client_number?: number;
	/** 1 to 1,000,000; left out: 1. */
	quantity?: number;
	/** ISO 8601 with its zone; left out: now. */
	occurred_at?: string;
}

export interface UsageResult {
	key: string | null;
	outcome: 'accepted' | 'duplicate' | 'refused';
	/** Why it was refused: `sessions_exhausted`, `client_suspended`, … */
	code?: string;
	client_id: string | null;
	quota_left: number | null;
	extras_left: number | null;
	overage: number | null;
}

export interface ClientBalance {
	client_id: string;
	client_number: number;
	is_metered: boolean;
	quota_left: number;
	extras_left: number;
	/** Quota and extras; null when not metered. */
	left: number | null;
	overage: number;
	/** No use is taken right now. */
	is_stopped: boolean;
}

export interface QuotaBalance {
	subscription_id: string;
	granted: number;
	left: number;
	overage: number;
	period_starts_on: string;
	period_ends_on: string;
	/** Suspended or paused right now. */
	is_stopped: boolean;
}

export interface UsedDay {
	on_date: string;
	used: number;
}

export interface UsageClientOptions {
	/** `https://…/functions/v1/usage` */
	baseUrl: string;
	apiKey: string;
	/** How often a request is made before it is given up; 8. */
	mostAttempts?: number;
	/** How long one request may take; 30,000. */
	timeoutMs?: number;
	fetch?: typeof fetch;
	/** Waits so many milliseconds. */
	wait?: (ms: number) => Promise<void>;
}

export interface UsageClient {
	/**
	 * Reports one use and answers once it is durable. What is reported while a request is under way goes into the next
	 * one, up to 1,000 together. Refused events are answers, not errors.
	 * @throws UsageError when it could not be reported; do so again with the same key
	 */
	report(event: UsageEvent): Promise<UsageResult>;
	/** Reports any number of them, in batches; the answers are in their order. @throws UsageError as report */
	reportAll(events: Iterable<UsageEvent>): Promise<UsageResult[]>;
	/** All clients that are not archived, by number. */
	clients(): AsyncGenerator<ClientBalance>;
	/** @param client its id or its number */
	balance(client: string | number): Promise<ClientBalance & { quota: QuotaBalance[] }>;
	/** Days with use, both ends included: `YYYY-MM-DD`. */
	days(client: string | number, span?: { from?: string; to?: string }): AsyncGenerator<UsedDay>;
}

/** The API refused the request, or could not be reached. */
export class UsageError extends Error {
	/** Of HTTP; 0 when no answer came. */
	readonly status: number;
	/** For programs: it does not change. */
	readonly code: string;

	constructor(status: number, code: string, detail: string) {
		super(`${code}: ${detail}`);
		this.name = 'UsageError';
		this.status = status;
		this.code = code;
	}
}

const mostEvents = 1000;
/** Worth another try: the same request may succeed a little later. Of 5xx any: a gateway has numbers of its own (546). */
const isPassing = (status: number) => status >= 500 || [0, 408, 425, 429].includes(status);

export function createUsageClient(options: UsageClientOptions): UsageClient {
	const { mostAttempts = 8, timeoutMs = 30_000, wait = sleep } = options;
	const send = options.fetch ?? fetch;
	const baseUrl = options.baseUrl.replace(/\/+$/, '');
	const waiting: Waiting[] = [];
	let isReporting = false;

	async function report(event: UsageEvent): Promise<UsageResult> {
		// The key is there before the first attempt, so that each further one repeats it.
		const keyed = { ...event, key: event.key ?? crypto.randomUUID() };
		return new Promise((resolve, reject) => {
			waiting.push({ event: keyed, resolve, reject });
			if (!isReporting) void workOff();
		});
	}

	async function workOff(): Promise<void> {
		isReporting = true;
		// What is reported in the same breath goes together.
		await Promise.resolve();
		for (let group = waiting.splice(0, mostEvents); group.length > 0;) {
			await settle(group);
			group = waiting.splice(0, mostEvents);
		}
		isReporting = false;
	}

	async function settle(group: Waiting[]): Promise<void> {
		try {
			const body = JSON.stringify({ events: group.map(({ event }) => event) });
			const { results } = await ask<{ results: UsageResult[] }>('', { method: 'POST', body });
			for (const [at, { resolve, reject }] of group.entries()) {
				const result = results[at];
				if (result) resolve(result);
				else reject(new UsageError(0, 'answer_invalid', 'An event was left without an answer.'));
			}
		} catch (error) {
			for (const { reject } of group) reject(error);
		}
	}

	async function ask<Answer>(path: string, init: RequestInit = {}): Promise<Answer> {
		for (let attempt = 1; ; attempt += 1) {
			const { answer, error, retryAfterMs } = await tryOnce<Answer>(path, init);
			if (!error) return answer;
			if (attempt >= mostAttempts || !isPassing(error.status)) throw error;
			// Half a second, doubled up to half a minute, spread; never sooner than was asked for.
			const pause = Math.min(30_000, 250 * 2 ** attempt) * (0.5 + Math.random() / 2);
			await wait(Math.max(pause, retryAfterMs));
		}
	}

	async function tryOnce<Answer>(path: string, init: RequestInit): Promise<Attempt<Answer>> {
		try {
			const response = await send(baseUrl + path, {
				...init,
				headers: {
					authorization: `Bearer ${options.apiKey}`,
					'content-type': 'application/json'
				},
				signal: AbortSignal.timeout(timeoutMs)
			});
			const text = await response.text();
			if (response.ok) return { answer: JSON.parse(text) as Answer, retryAfterMs: 0 };
			return { error: problem(response.status, text), retryAfterMs: retryAfter(response) };
		} catch (error) {
			const detail = error instanceof Error ? error.message : String(error);
			return { error: new UsageError(0, 'unreachable', detail), retryAfterMs: 0 };
		}
	}

	async function* pages<Page extends { next_cursor: string | null }>(
		path: string,
		parameters: Record<string, string | undefined> = {}
	): AsyncGenerator<Page> {
		let cursor: string | null | undefined;
		do {
			const query = new URLSearchParams({ limit: '500' });
			for (const [name, value] of Object.entries({ ...parameters, cursor }))
				if (value) query.set(name, value);
			const page = await ask<Page>(`${path}?${query}`);
			yield page;
			cursor = page.next_cursor;
		} while (cursor !== null);
	}

	return {
		report,
		reportAll: (events) => Promise.all(Array.from(events, report)),
		async *clients() {
			for await (const page of pages<ClientsPage>('/clients')) yield* page.clients;
		},
		balance: (client) => ask(`/clients/${client}/balance`),
		async *days(client, span = {}) {
			for await (const page of pages<DaysPage>(`/clients/${client}/days`, { ...span }))
				yield* page.days;
		}
	};
}

interface Waiting {
	event: UsageEvent;
	resolve: (result: UsageResult) => void;
	reject: (error: unknown) => void;
}

type Attempt<Answer> = { retryAfterMs: number } & (
	{ answer: Answer; error?: undefined } | { answer?: undefined; error: UsageError }
);

interface ClientsPage {
	clients: ClientBalance[];
	next_cursor: string | null;
}

interface DaysPage {
	days: UsedDay[];
	next_cursor: string | null;
}

function problem(status: number, text: string): UsageError {
	try {
		const { code, detail, message } = JSON.parse(text) as Partial<Record<string, string>>;
		// The gateway has no detail, but a message.
		return new UsageError(status, code ?? 'unexpected', detail ?? message ?? text);
	} catch {
		// A proxy on the way answers in words of its own.
		return new UsageError(status, 'unexpected', text.slice(0, 200));
	}
}

/** `Retry-After` as seconds or as a date, in milliseconds. */
function retryAfter({ headers }: Response): number {
	const asked = headers.get('retry-after') ?? '';
	const ms = /^\d+$/.test(asked) ? Number(asked) * 1000 : Date.parse(asked) - Date.now();
	return Number.isNaN(ms) ? 0 : Math.max(0, ms);
}

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
