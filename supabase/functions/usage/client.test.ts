import { expect, test } from 'vitest';
import { createUsageClient } from '../../../src/lib/docs/balcao-usage.ts';
import { client as clientId, event, key, openCounter } from './testing/counter.ts';

// The client that the docs give away, before the function itself.

const counter = openCounter();

function clientAt(baseUrl: string, more: Partial<Parameters<typeof createUsageClient>[0]> = {}) {
	return createUsageClient({ baseUrl, apiKey: key, ...more });
}

test('a batch is answered event by event, whatever is wrong with some', async () => {
	const usage = clientAt(counter.fn.url);
	const results = await usage.reportAll([event('a'), event('again'), event('sessions_exhausted')]);
	expect(results.map(({ code, outcome }) => code ?? outcome)).toEqual([
		...['accepted', 'duplicate', 'sessions_exhausted']
	]);
});

test('told to wait it waits that long, and everything arrives once', async () => {
	const waits: number[] = [];
	const usage = clientAt(counter.tight.url, {
		async wait(ms) {
			waits.push(ms);
			await new Promise((resolve) => setTimeout(resolve, ms));
		}
	});
	for (const name of ['a', 'b', 'c']) {
		const batch = Array.from({ length: 10 }, (_, at) => event(`${name}${at}`));
		const results = await usage.reportAll(batch);
		expect(results.every(({ outcome }) => outcome === 'accepted')).toBe(true);
	}
	expect(waits.length).toBeGreaterThan(0);
	for (const ms of waits) expect(ms).toBeGreaterThanOrEqual(1000);
});

test('what a client has left and used is read, page by page', async () => {
	const usage = clientAt(counter.fn.url);
	const numbers: number[] = [];
	for await (const { client_number } of usage.clients()) numbers.push(client_number);
	expect(numbers).toEqual([7, 7]);
	expect(await usage.balance(clientId)).toMatchObject({ left: 7, quota: [{ granted: 10 }] });
	expect(await usage.days(7).next()).toEqual({
		...{ done: false, value: { on_date: '2026-11-22', used: 12 } }
	});
});

test('a key that may not is told so at once', async () => {
	counter.refusal = { status: 403, code: 'api_key_scope_missing' };
	const reported = clientAt(counter.fn.url).report(event('a'));
	await expect(reported).rejects.toMatchObject({ status: 403, code: 'api_key_scope_missing' });
});
