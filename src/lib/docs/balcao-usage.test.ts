import { describe, expect, test, vi } from 'vitest';
import {
	createUsageClient,
	UsageError,
	type UsageEvent,
	type UsageResult
} from './balcao-usage.ts';

type Answer = (events: UsageEvent[], call: number) => Response | Promise<Response>;

const resultOf = ({ key }: UsageEvent): UsageResult => ({
	...{ key: key ?? null, outcome: 'accepted', client_id: null },
	...{ quota_left: 1, extras_left: 0, overage: 0 }
});
const accepted: Answer = (events) => Response.json({ results: events.map(resultOf) });
const problem = (status: number, code: string, headers: Record<string, string> = {}) =>
	new Response(JSON.stringify({ status, code, detail: 'because' }), { status, headers });

/** A client before a server that answers so; what was sent, and how long it waited in between. */
function clientBefore(answer: Answer, more: { mostAttempts?: number } = {}) {
	const sent: UsageEvent[][] = [];
	const requests: { url: string; headers: Headers }[] = [];
	const waits: number[] = [];
	const client = createUsageClient({
		baseUrl: 'https://api.example/functions/v1/usage/',
		apiKey: 'blc_live_x',
		...more,
		async fetch(url, init) {
			requests.push({ url: String(url), headers: new Headers(init?.headers) });
			const { events = [] } = JSON.parse(String(init?.body ?? '{}')) as { events?: UsageEvent[] };
			sent.push(events);
			return answer(events, sent.length);
		},
		wait: async (ms) => void waits.push(ms)
	});
	return { client, sent, requests, waits };
}

const events = (count: number) =>
	Array.from({ length: count }, (_, at) => ({ key: `e${at}`, client_number: 1 }));

describe('reporting', () => {
	test('sends the key of the account and the events as they are', async () => {
		const { client, sent, requests } = clientBefore(accepted);
		const event = { key: 'a', client_number: 7, quantity: 2, occurred_at: '2026-11-23T10:00:00Z' };
		expect(await client.report(event)).toMatchObject({ key: 'a', outcome: 'accepted' });
		expect(sent).toEqual([[event]]);
		expect(requests[0]!.url).toBe('https://api.example/functions/v1/usage');
		expect(requests[0]!.headers.get('authorization')).toBe('Bearer blc_live_x');
	});

	test('goes in batches of a thousand, answered in order', async () => {
		const { client, sent } = clientBefore(accepted);
		const results = await client.reportAll(events(2500));
		expect(sent.map((batch) => batch.length)).toEqual([1000, 1000, 500]);
		expect(results.map(({ key }) => key)).toEqual(events(2500).map(({ key }) => key));
	});

	test('gathers what comes while a request is under way', async () => {
		const first = Promise.withResolvers<void>();
		const { client, sent } = clientBefore(async (batch, call) => {
			if (call === 1) await first.promise;
			return accepted(batch, call);
		});
		const one = client.report({ key: 'one', client_number: 1 });
		await vi.waitFor(() => expect(sent).toHaveLength(1));
		const later = client.reportAll(events(3));
		first.resolve();
		await Promise.all([one, later]);
		expect(sent.map((batch) => batch.length)).toEqual([1, 3]);
	});

	test('without a key has one that stays the same in every attempt', async () => {
		const { client, sent } = clientBefore((batch, call) =>
			call < 3 ? problem(503, 'unavailable') : accepted(batch, call)
		);
		await client.reportAll([{ client_number: 1 }, { client_number: 1 }]);
		const keys = sent.map((batch) => batch.map(({ key }) => key));
		expect(keys).toEqual([keys[0], keys[0], keys[0]]);
		expect(new Set(keys[0]).size).toBe(2);
	});

	test('answers what was refused, and throws nothing', async () => {
		const { client } = clientBefore((batch) =>
			Response.json({
				results: batch.map((event) => ({ ...resultOf(event), outcome: 'refused', code: 'x' }))
			})
		);
		expect(await client.report({ key: 'a', client_number: 1 })).toMatchObject({
			...{ outcome: 'refused', code: 'x' }
		});
	});
});

describe('what goes wrong for a while', () => {
	test.each([408, 429, 500, 502, 503, 504, 546, 599])('with %i is tried again', async (status) => {
		const { client, sent, waits } = clientBefore((batch, call) =>
			call < 4 ? problem(status, 'busy') : accepted(batch, call)
		);
		await client.report({ key: 'a', client_number: 1 });
		expect(sent).toHaveLength(4);
		for (const [at, least] of [250, 500, 1000].entries()) {
			expect(waits[at]).toBeGreaterThanOrEqual(least);
			expect(waits[at]).toBeLessThanOrEqual(least * 2);
		}
	});

	test('waits as long as Retry-After says, in seconds or until a date', async () => {
		const inTwentySeconds = new Date(Date.now() + 20_000).toUTCString();
		const { client, waits } = clientBefore((batch, call) => {
			if (call === 1) return problem(429, 'too_many_requests', { 'retry-after': '7' });
			if (call === 2) return problem(503, 'unavailable', { 'retry-after': inTwentySeconds });
			if (call === 3) return problem(503, 'unavailable', { 'retry-after': 'soon' });
			return accepted(batch, call);
		});
		await client.report({ key: 'a', client_number: 1 });
		expect(waits[0]).toBe(7000);
		expect(waits[1]).toBeGreaterThan(15_000);
		expect(waits[2]).toBeLessThan(5000);
	});

	test('no answer at all is tried again too: nobody knows whether it was recorded', async () => {
		const { client, sent } = clientBefore((batch, call) => {
			if (call === 1) throw new TypeError('socket hang up');
			return call === 2 ? new Response('<html>not JSON') : accepted(batch, call);
		});
		expect(await client.report({ key: 'a', client_number: 1 })).toMatchObject({ key: 'a' });
		expect(sent).toHaveLength(3);
	});

	test('the gateway’s own answer, without Retry-After and no problem, is one too', async () => {
		const overload = { code: 'WORKER_LIMIT', message: 'Worker failed to respond' };
		const { client, waits } = clientBefore(() => Response.json(overload, { status: 546 }), {
			mostAttempts: 2
		});
		await expect(client.report({ key: 'a', client_number: 1 })).rejects.toMatchObject({
			...{ status: 546, code: 'WORKER_LIMIT', message: 'WORKER_LIMIT: Worker failed to respond' }
		});
		expect(waits).toHaveLength(1);
	});

	test('is given up in the end, for all who waited, and the next ones are tried anew', async () => {
		const { client, sent } = clientBefore(
			(batch, call) => (call <= 3 ? problem(503, 'unavailable') : accepted(batch, call)),
			{ mostAttempts: 3 }
		);
		const outcomes = await Promise.allSettled(events(2).map((event) => client.report(event)));
		for (const outcome of outcomes)
			expect(outcome).toMatchObject({
				...{ status: 'rejected', reason: { status: 503, code: 'unavailable' } }
			});
		expect(sent).toHaveLength(3);
		expect(await client.report({ key: 'b', client_number: 1 })).toMatchObject({ key: 'b' });
	});
});

test.each([400, 401, 403, 413, 415, 422])('%i is final', async (status) => {
	const { client, sent } = clientBefore(() => problem(status, 'api_key_revoked'));
	const reported = client.report({ key: 'a', client_number: 1 });
	await expect(reported).rejects.toBeInstanceOf(UsageError);
	await expect(reported).rejects.toMatchObject({ status, code: 'api_key_revoked' });
	expect(sent).toHaveLength(1);
});

test('a proxy that answers in words of its own is an error as well', async () => {
	const { client } = clientBefore(() => new Response('<h1>Forbidden</h1>', { status: 403 }));
	await expect(client.balance(1)).rejects.toMatchObject({ status: 403, code: 'unexpected' });
});

test('lists are read page by page', async () => {
	const { client, requests } = clientBefore((_, call) =>
		Response.json({
			days: [{ on_date: `2026-11-0${call}`, used: call }],
			next_cursor: call < 3 ? `2026-11-0${call}` : null
		})
	);
	const days = [];
	for await (const day of client.days(12, { from: '2026-11-01' })) days.push(day.used);
	expect(days).toEqual([1, 2, 3]);
	expect(requests.map(({ url }) => url.replace(/^.*usage/, ''))).toEqual([
		'/clients/12/days?limit=500&from=2026-11-01',
		'/clients/12/days?limit=500&from=2026-11-01&cursor=2026-11-01',
		'/clients/12/days?limit=500&from=2026-11-01&cursor=2026-11-02'
	]);
});
