import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';

export interface ReceivedMail {
	recipient: string;
	/** Headers and body as they came, dot-stuffing undone. */
	raw: string;
}

export interface SmtpSink {
	url: string;
	received: ReceivedMail[];
	/** What to answer to RCPT TO instead of 250, by address. */
	refusals: Map<string, string>;
	/** What to answer to the message itself instead of 250, by address; the message still counts as received. */
	dataReplies: Map<string, string>;
	/** How long every answer is held back. */
	delayMs: number;
	stop(): Promise<void>;
}

/** A real SMTP server on a free port that keeps what it gets. */
export async function startSmtpSink(): Promise<SmtpSink> {
	const sockets = new Set<Socket>();
	const sink: SmtpSink = {
		url: '',
		received: [],
		refusals: new Map(),
		dataReplies: new Map(),
		delayMs: 0,
		async stop() {
			for (const socket of sockets) socket.destroy();
			server.close();
			await once(server, 'close');
		}
	};
	const server = createServer((socket) => {
		sockets.add(socket);
		socket.on('close', () => sockets.delete(socket));
		socket.on('error', () => socket.destroy());
		void converse(socket, sink);
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const address = server.address();
	if (typeof address !== 'object' || !address) throw new Error('no port');
	sink.url = `smtp://127.0.0.1:${address.port}`;
	return sink;
}

async function converse(socket: Socket, sink: SmtpSink): Promise<void> {
	const say = async (line: string) => {
		if (sink.delayMs > 0) await new Promise((resolve) => setTimeout(resolve, sink.delayMs));
		socket.write(`${line}\r\n`);
	};
	let recipient = '';
	let message: string[] | null = null;
	await say('220 sink');
	for await (const line of lines(socket)) {
		if (message && line === '.') {
			sink.received.push({ recipient, raw: message.join('\r\n') });
			message = null;
			await say(sink.dataReplies.get(recipient) ?? '250 kept');
		} else if (message) {
			message.push(line.replace(/^\./, ''));
		} else if (/^RCPT TO:/i.test(line)) {
			recipient = /<(.*)>/.exec(line)?.[1] ?? '';
			await say(sink.refusals.get(recipient) ?? '250 ok');
		} else if (/^DATA/i.test(line)) {
			message = [];
			await say('354 go on');
		} else if (/^QUIT/i.test(line)) {
			await say('221 bye');
			socket.end();
		} else {
			await say('250 ok');
		}
	}
}

async function* lines(socket: Socket): AsyncGenerator<string> {
	let rest = '';
	try {
		for await (const chunk of socket.setEncoding('utf8')) {
			const complete = (rest + String(chunk)).split('\r\n');
			rest = complete.pop() ?? '';
			yield* complete;
		}
	} catch {
		// The client was killed, which is what some tests are about.
	}
}
