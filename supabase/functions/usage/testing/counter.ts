import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { RestError } from '../../_shared/rest-call.ts';
import { startFakeRest, type FakeRest } from '../../_shared/testing/fake-rest.ts';
import { runFunction, type RunningFunction } from '../../_shared/testing/run-function.ts';
import type { UsageBatch } from '../group-commit.ts';
import { expectConforming } from './conformance.ts';

export const key = `blc_live_ABCDEFGH_${'x'.repeat(32)}`;
export const client = '3f0f4d9c-4c43-4f38-9d4e-0a8a5f2a7a11';
export const hashOf = (secret: string) => createHash('sha256').update(secret).digest('hex');
export const event = (name: string, more: object = {}) => ({
	...{ key: name, client_id: client },
	...more
});
export const balance = {
	...{ client_id: client, client_number: 7, is_metered: true, quota_left: 5, extras_left: 2 },
	...{ left: 7, overage: 0, is_stopped: false }
};
export const quota = {
	...{ subscription_id: client, granted: 10, left: 5, overage: 0 },
	...{ period_starts_on: '2026-11-01', period_ends_on: '2026-11-30', is_stopped: false }
};

export interface Sent {
	method?: string;
	headers?: Record<string, string>;
	body?: BodyInit;
	to?: RunningFunction;
}

export interface Counter {
	rest: FakeRest;
	fn: RunningFunction;
	/** Takes 10 events in a second and has 12 in hand at most. */
	tight: RunningFunction;
	/** What the database does before it answers. */
	meanwhile(batches: UsageBatch[]): Promise<void> | void;
	refusal: { code: string; status: number } | undefined;
}

/** The function in Deno before a database that the test plays, for the length of the test file. */
export function openCounter(): Counter {
	const counter = {} as Counter;
	beforeAll(async () => {
		counter.rest = await startFakeRest(databaseOf(counter));
		const environment = {
			SUPABASE_URL: counter.rest.url,
			SUPABASE_SECRET_KEYS: JSON.stringify({ default: counter.rest.secretKey })
		};
		[counter.fn, counter.tight] = await Promise.all([
			runFunction('usage', environment),
			runFunction('usage', {
				...environment,
				...{ USAGE_EVENTS_PER_SECOND: '10', USAGE_MOST_EVENTS_IN_HAND: '12' }
			})
		]);
	});
	afterAll(async () => {
		await Promise.all([counter.fn.kill(), counter.tight.kill()]);
		await counter.rest.stop();
	});
	beforeEach(() => {
		counter.rest.calls.length = 0;
		counter.meanwhile = () => {};
		counter.refusal = undefined;
	});
	return counter;
}

/** What is answered to such a request, held against the document. */
export async function askAt(
	{ fn }: Counter,
	path: string,
	{ method = 'GET', headers, body, to = fn }: Sent = {}
) {
	const response = await fetch(to.url.replace(/\/usage$/, path), {
		...{ method, body: body ?? null, headers: { authorization: `Bearer ${key}`, ...headers } }
	});
	const { status } = response;
	const answer = (await expectConforming(method, path, response)) as Record<string, unknown>;
	return { status, answer, headers: response.headers };
}

function databaseOf(counter: Counter): Parameters<typeof startFakeRest>[0] {
	return {
		async record_usage(given) {
			const batches = given.batches as UsageBatch[];
			await counter.meanwhile(batches);
			const { refusal } = counter;
			return batches.map(({ events }) =>
				refusal ? { refusal } : { results: events.map(answerTo) }
			);
		},
		announce_usage: () => 1,
		usage_clients({ after }) {
			const { refusal } = counter;
			if (refusal) throw new RestError('', refusal.status, `PT${refusal.status}`, refusal.code);
			return { clients: [balance], after: after ? null : 7 };
		},
		usage_balance({ client }) {
			if (JSON.stringify(client).includes('404'))
				throw new RestError('', 404, 'PT404', 'client_not_found');
			return { ...balance, quota: [quota] };
		},
		usage_by_day: () => ({
			...{ client_id: client, client_number: 7, after: '2026-11-22' },
			days: [{ on_date: '2026-11-22', used: 12 }]
		})
	};
}

/** By what stands in its key. */
function answerTo({ key: name }: { key: string }) {
	const code = /^(event_key_reused|sessions_exhausted|client_not_found)/.exec(name)?.[1];
	const outcome = code ? 'refused' : name.startsWith('again') ? 'duplicate' : 'accepted';
	const facts = { client_id: client, quota_left: 4, extras_left: 0, overage: 0 };
	return { key: name, outcome, ...(code && { code }), ...facts };
}
