import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { post } from './post.ts';

let server: Server;
let port: number;
/** What each connection is met with, from the first on. */
let meet: ((socket: Socket) => void)[];
let connections: Socket[];

beforeEach(async () => {
	meet = [];
	connections = [];
	server = createServer((socket) => {
		connections.push(socket.on('error', () => {}));
		(meet[connections.length - 1] ?? meet.at(-1))?.(socket);
	}).listen(0, '127.0.0.1');
	await once(server, 'listening');
	({ port } = server.address() as AddressInfo);
});

afterEach(async () => {
	vi.useRealTimers();
	for (const socket of connections) socket.destroy();
	server.close();
	await once(server, 'close');
});

const saying = (text: string) => (socket: Socket) =>
	void socket.once('data', () => socket.write(text));
const url = (address: string) => new URL(address.replace('PORT', String(port)));
const here = ['127.0.0.1'];
const message = (more: object = {}) => ({
	headers: { 'x-one': '1' },
	body: 'São',
	patience: AbortSignal.timeout(5_000),
	...more
});

test('one request is written, to the byte', async () => {
	let written = '';
	meet = [
		(socket) =>
			socket.on('data', (bytes) => {
				written += bytes.toString();
				if (written.endsWith('São')) socket.write('HTTP/1.1 204 No Content\r\n\r\n');
			})
	];
	await post({ url: url('http://hook.example:PORT/a b?c=ç#d'), addresses: here }, message());
	expect(written).toBe(
		`POST /a%20b?c=%C3%A7 HTTP/1.1\r\nhost: hook.example:${port}\r\nx-one: 1\r\ncontent-length: 4\r\nconnection: close\r\n\r\nSão`
	);
});

test.each([
	['value', { a: 'b\r\nhost: c' }],
	['value', { a: 'b\n' }],
	['value', { a: 'São' }],
	['name', { 'a: b\r\nc': 'd' }],
	['name', { '': 'd' }]
])('a header whose %s would be more than that is not sent', async (_, headers) => {
	await expect(
		post({ url: url('http://hook.example:PORT/'), addresses: here }, message({ headers }))
	).rejects.toMatchObject({ problem: 'connection_failed' });
	expect(connections).toHaveLength(0);
});

test.each([
	['is answered', 'HTTP/1.1 204 No Content\r\n\r\n', { status: 204 }],
	['is answered without an end', 'HTTP/1.1 200 OK\r\n\r\npart', { status: 200, body: 'part' }],
	['breaks off', 'HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\npart', { status: 200, body: 'part' }],
	['is answered badly', 'no HTTP\r\n', { problem: 'answer_invalid' }],
	['is not answered', '', { problem: 'timeout' }],
	['is answered in part', 'HTTP/1.1 200 OK\r\n', { problem: 'timeout' }],
	['is answered in the interim', 'HTTP/1.1 100 Continue\r\n\r\n', { problem: 'timeout' }]
])('a connection that %s is closed', async (_, text, expected) => {
	const closed = new Promise((settle) => {
		meet = [(socket) => (saying(text)(socket), socket.on('close', settle))];
	});
	const told = await post(
		{ url: url('http://hook.example:PORT/'), addresses: here },
		message({ patience: AbortSignal.timeout(200) })
	).catch((error: unknown) => error);
	expect(told).toMatchObject(expected);
	await closed;
});

test('whoever is silent before it is known is given up', async () => {
	meet = [() => {}];
	const patience = AbortSignal.timeout(200);
	await expect(
		post({ url: url('https://hook.example:PORT/'), addresses: here }, message({ patience }))
	).rejects.toMatchObject({ problem: 'timeout' });
	await expect(
		post({ url: url('http://hook.example:PORT/'), addresses: here }, message({ patience }))
	).rejects.toMatchObject({ problem: 'timeout' });
	expect(connections).toHaveLength(1);
});

test('addresses are gone to in turn until one connects', async () => {
	meet = [saying('HTTP/1.1 204 No Content\r\n\r\n')];
	const addresses = ['127.0.0.2', '::1', ...here, ...here];
	const target = { url: url('http://hook.example:PORT/'), addresses };
	expect((await post(target, message())).status).toBe(204);
	expect(connections).toHaveLength(1);
});

test('whoever has taken the connection has had the message: it is sent to no other address', async () => {
	meet = [(socket) => socket.once('data', () => socket.destroy())];
	await expect(
		post({ url: url('http://hook.example:PORT/'), addresses: [...here, ...here] }, message())
	).rejects.toMatchObject({ problem: 'connection_failed' });
	expect(connections).toHaveLength(1);
});

test('an address that keeps silent leaves time for the next one', async () => {
	vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
	const silent = new Promise((settle) => {
		meet = [settle, (socket) => socket.destroy()];
	});
	const told = post(
		{ url: url('https://hook.example:PORT/'), addresses: [...here, ...here] },
		message()
	).catch((error: unknown) => error);
	await silent;
	vi.advanceTimersByTime(4_000);
	expect(await told).toMatchObject({ problem: 'tls_failed' });
	expect(connections).toHaveLength(2);
});
