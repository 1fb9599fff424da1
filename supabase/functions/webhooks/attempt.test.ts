import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import {
	isSignedWith,
	startWebhookSink,
	type WebhookSink
} from '../_shared/testing/webhook-sink.ts';
import { createAttempt } from './attempt.ts';
import { answerLimit } from './post.ts';
import { leasedDelivery, secretOf } from './testing/deliveries.ts';

let sink: WebhookSink;
beforeEach(async () => {
	sink = await startWebhookSink();
});
afterEach(() => sink.stop());

const nobody = async () => [];
const attempt = createAttempt({ resolve: nobody });
const to = (path = '/hook', more: object = {}) => leasedDelivery(`${sink.url}${path}`, more);

test('posts the body as it is, signed, and tells what was sent and answered', async () => {
	sink.answer = (_, response) =>
		void response
			.writeHead(201, { 'content-type': 'text/plain', 'set-cookie': 'a=b' })
			.end('Olá\0!');
	const delivery = to('/hook?x=1');
	const told = await attempt(delivery);

	expect(sink.received).toHaveLength(1);
	const [received] = sink.received;
	expect(received).toMatchObject({ path: '/hook?x=1', body: delivery.body });
	expect(received!.headers).toMatchObject({
		'content-type': 'application/json',
		'webhook-id': delivery.message_id,
		'content-length': String(Buffer.byteLength(delivery.body))
	});
	expect(isSignedWith(delivery.secrets[0]!, received!)).toBe(true);
	expect(isSignedWith(secretOf('another'), received!)).toBe(false);
	expect(told).toMatchObject({
		status: 201,
		response_body: 'Olá!',
		response_headers: { 'content-type': 'text/plain' },
		request_headers: { 'webhook-signature': received!.headers['webhook-signature'] }
	});
	expect(told.error).toBeUndefined();
	expect(Math.abs(Date.parse(told.attempted_at) - Date.now())).toBeLessThan(10_000);
});

test('a secret that is being replaced signs as well', async () => {
	const delivery = to('/', { secrets: [secretOf('new'), secretOf('old')] });
	await attempt(delivery);
	for (const secret of delivery.secrets) expect(isSignedWith(secret, sink.received[0]!)).toBe(true);
});

test('connects to the address that was looked at, whatever the name says afterwards', async () => {
	const resolve = vi.fn(async () => ['127.0.0.1']).mockResolvedValueOnce(['127.0.0.1']);
	resolve.mockResolvedValue(['203.0.113.1']);
	const told = await createAttempt({ resolve })(
		leasedDelivery(`http://rebinding.example:${sink.port}/`)
	);
	expect(told.status).toBe(204);
	expect(resolve).toHaveBeenCalledTimes(1);
	expect(sink.received[0]?.headers.host).toBe(`rebinding.example:${sink.port}`);
});

test('a name that leads to one inner address among public ones is not told', async () => {
	const resolve = async () => ['93.184.215.14', '127.0.0.1'];
	const told = await createAttempt({ resolve })(leasedDelivery('https://both.example/'));
	expect(told).toMatchObject({ error: 'address_refused' });
	expect(told.status).toBeUndefined();
});

test('this machine is not told where that is not allowed', async () => {
	expect(await attempt(to('/', { allows_loopback: false }))).toMatchObject({
		error: 'url_refused'
	});
	expect(sink.received).toHaveLength(0);
});

test('another address in the answer is not gone to', async () => {
	sink.answer = ({ path }, response) =>
		void response.writeHead(path === '/hook' ? 307 : 200, { location: `${sink.url}/other` }).end();
	expect(await attempt(to())).toMatchObject({
		status: 307,
		error: 'redirect',
		response_headers: { location: `${sink.url}/other` }
	});
	expect(sink.received.map(({ path }) => path)).toEqual(['/hook']);
});

test.each([
	['120', 120],
	['0', 0],
	[new Date(Date.now() + 90_000).toUTCString(), expect.closeTo(90, -2)],
	['soon', undefined]
])('Retry-After %s is understood', async (header, seconds) => {
	sink.answer = (_, response) => void response.writeHead(503, { 'retry-after': header }).end();
	const told = await attempt(to());
	expect(told).toMatchObject({ status: 503 });
	expect(told.error).toBeUndefined();
	expect(told.retry_after_seconds).toEqual(seconds);
});

test('of a long answer the beginning is kept, and the rest not waited for', async () => {
	let rest: NodeJS.Timeout;
	sink.answer = (_, response) => {
		response.writeHead(200);
		rest = setInterval(() => response.write('x'.repeat(1000)), 1);
		response.on('close', () => clearInterval(rest));
	};
	const told = await attempt(to());
	expect(told.status).toBe(200);
	expect(told.response_body).toBe('x'.repeat(answerLimit));
});

test('an answer whose body does not end counts by its status', async () => {
	sink.answer = (_, response) => void response.writeHead(200).write('taken');
	expect(await createAttempt({ resolve: nobody, patience: 300 })(to())).toMatchObject({
		status: 200,
		response_body: 'taken'
	});
});

test('one that never answers is given up', async () => {
	sink.answer = () => {};
	const told = await createAttempt({ resolve: nobody, patience: 200 })(to());
	expect(told).toMatchObject({ error: 'timeout' });
	expect(told.duration_ms).toBeLessThan(5_000);
});

test('nor is a name waited for that is not found in time', async () => {
	const resolve = () => new Promise<string[]>(() => {});
	const told = await createAttempt({ resolve, patience: 100 })(
		leasedDelivery('https://slow.example/')
	);
	expect(told).toMatchObject({ error: 'timeout' });
});

test('what goes wrong has a name', async () => {
	const url = sink.url;
	sink.answer = (_, response) => void response.socket?.end('no HTTP at all\r\n\r\n');
	expect(await attempt(leasedDelivery(url))).toMatchObject({ error: 'answer_invalid' });
	sink.answer = (_, response) => void response.socket?.destroy();
	expect(await attempt(leasedDelivery(url))).toMatchObject({ error: 'connection_failed' });
	expect(await attempt(to('/', { secrets: [] }))).toMatchObject({ error: 'secret_missing' });
	await sink.stop();
	expect(await attempt(leasedDelivery(url))).toMatchObject({ error: 'connection_refused' });
	sink = await startWebhookSink();
});
