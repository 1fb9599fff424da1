import { createServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { smtpSender } from './smtp.ts';

test('a message arrives at the SMTP server, for its one recipient', async () => {
	const { port, received } = await startSmtp();
	const { sendMail, close } = smtpSender(`smtp://127.0.0.1:${port}`, {
		name: 'Balcão',
		address: 'no-reply@example.com'
	});
	onTestFinished(close);
	await sendMail({ to: 'ana@example.com', subject: 'Código', html: '<b>012345</b>' });
	const commands = await received;
	expect(commands).toContain('MAIL FROM:<no-reply@example.com>');
	expect(commands.match(/RCPT TO:<[^>]+>/g)).toEqual(['RCPT TO:<ana@example.com>']);
	expect(commands).toContain('012345');
	expect(commands).toMatch(/Content-Type: text\/html/);
});

test('a server that is not there is a failure', async () => {
	const { sendMail } = smtpSender('smtp://127.0.0.1:1', { address: 'no-reply@example.com' });
	const message = { to: 'ana@example.com', subject: 'x', html: 'x' };
	await expect(sendMail(message)).rejects.toThrow('ECONNREFUSED');
	expect(() => smtpSender('http://x', { address: 'a@b.c' })).toThrow('not SMTP');
});

/** The least that a mail client accepts as a server; resolves with all that the client said. */
async function startSmtp(): Promise<{ port: number; received: Promise<string> }> {
	const { promise: received, resolve } = Promise.withResolvers<string>();
	const server = createServer((socket) => serve(socket, resolve));
	await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
	onTestFinished(() => void server.close());
	return { port: (server.address() as AddressInfo).port, received };
}

function serve(socket: Socket, done: (all: string) => void): void {
	let all = '';
	let pending = '';
	let isData = false;
	socket.write('220 test\r\n');
	socket.on('data', (chunk) => {
		all += chunk.toString();
		pending += chunk.toString();
		for (let end = pending.indexOf('\r\n'); end >= 0; end = pending.indexOf('\r\n')) {
			const line = pending.slice(0, end);
			pending = pending.slice(end + 2);
			if (isData && line !== '.') continue;
			if (line === '.') done(all);
			isData = line === 'DATA';
			socket.write(isData ? '354 go on\r\n' : '250 ok\r\n');
		}
	});
	socket.on('error', () => undefined);
}
