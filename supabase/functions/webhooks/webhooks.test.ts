import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startFakeRest, type FakeRest } from '../_shared/testing/fake-rest.ts';
import { runFunction, type RunningFunction } from '../_shared/testing/run-function.ts';
import {
	isSignedWith,
	startWebhookSink,
	type WebhookSink
} from '../_shared/testing/webhook-sink.ts';
import { limits } from './deliver.ts';
import type { LeasedDelivery } from './delivery.ts';
import { leasedDelivery } from './testing/deliveries.ts';

let sink: WebhookSink;
let rest: FakeRest;
let fn: RunningFunction;
let queue: LeasedDelivery[];
let reportsFail: number;

beforeEach(async () => {
	sink = await startWebhookSink();
	queue = [];
	reportsFail = 0;
	rest = await startFakeRest({
		take_webhook_deliveries: ({ batch_size }) => queue.splice(0, Number(batch_size)),
		go_on_with_webhooks: () => null,
		finish_webhook_delivery: () => {
			if (reportsFail-- > 0) throw new Error('not now');
			return true;
		}
	});
	fn = await runFunction('webhooks', {
		SUPABASE_URL: rest.url,
		SUPABASE_SECRET_KEYS: JSON.stringify({ default: rest.secretKey })
	});
});

afterEach(async () => {
	await fn.kill();
	await rest.stop();
	await sink.stop();
});

const wake = (apikey = rest.secretKey) => fetch(fn.url, { method: 'POST', headers: { apikey } });
const reports = () =>
	rest.calls.filter(({ name }) => name === 'finish_webhook_delivery').map(({ given }) => given);

test('delivers all that is due, signed, and reports each', async () => {
	queue = Array.from({ length: 45 }, (_, at) => leasedDelivery(`${sink.url}/${at}`));
	const given = [...queue];
	expect(await (await wake()).json()).toEqual({ delivered: 45, failed: 0 });

	expect(sink.received).toHaveLength(45);
	for (const received of sink.received)
		expect(isSignedWith(given[0]!.secrets[0]!, received)).toBe(true);
	expect(reports()).toHaveLength(45);
	for (const { id, lease } of given)
		expect(reports()).toContainEqual({
			id,
			lease,
			attempt: expect.objectContaining({ status: 204 })
		});
});

test('one that fails, or hangs, holds up no other', async () => {
	sink.answer = ({ path }, response) => {
		if (path === '/hangs') return void setTimeout(() => response.writeHead(500).end(), 1_000);
		response.writeHead(path === '/moved' ? 302 : 204).end();
	};
	const inner = leasedDelivery('https://169.254.169.254/latest/meta-data');
	queue = [
		leasedDelivery(`${sink.url}/hangs`),
		leasedDelivery(`${sink.url}/moved`),
		inner,
		...Array.from({ length: 5 }, () => leasedDelivery(sink.url))
	];
	expect(await (await wake()).json()).toEqual({ delivered: 5, failed: 3 });
	const [last] = reports().slice(-1);
	expect(last).toMatchObject({ attempt: { status: 500 } });
	expect(reports().find(({ id }) => id === inner.id)).toMatchObject({
		attempt: { error: 'address_refused' }
	});
});

test('who has had its share asks another to go on', async () => {
	const wanted = () => rest.calls.filter(({ name }) => name === 'go_on_with_webhooks').length;
	queue = Array.from({ length: limits.deliveries - 1 }, () => leasedDelivery(sink.url));
	await wake();
	expect(wanted()).toBe(0);
	queue = Array.from({ length: limits.deliveries + 1 }, () => leasedDelivery(sink.url));
	expect(await (await wake()).json()).toEqual({ delivered: limits.deliveries, failed: 0 });
	expect(wanted()).toBe(1);
	expect(queue).toHaveLength(1);
});

test('a report that fails is repeated, and the delivery is not', async () => {
	queue = [leasedDelivery(sink.url)];
	reportsFail = 2;
	expect(await (await wake()).json()).toEqual({ delivered: 1, failed: 0 });
	expect(reports()).toHaveLength(3);
	expect(sink.received).toHaveLength(1);
});

test('only whoever holds the key wakes it; anybody may ask whether it is there', async () => {
	queue = [leasedDelivery(sink.url)];
	expect((await wake(randomUUID())).status).toBe(401);
	expect((await fetch(fn.url)).status).toBe(405);
	expect((await fetch(`${fn.url}/health`)).status).toBe(200);
	expect(sink.received).toHaveLength(0);
	await rest.stop();
	expect((await wake()).status).toBe(503);
	rest = await startFakeRest({});
});
