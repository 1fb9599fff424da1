import { once } from 'node:events';
import { WebSocket } from 'ws';
import { percentile } from '../harness/statistics.ts';

// A thousand dashboards in one process: each a websocket, joined where it is told to, that notes when a message came. Run as
// a program: <options as JSON>. Messages carry `"n":<number>`; when everybody has one, {n, p50, p99, last} is sent, by the
// clock of Date.now() with fractions. Messages about meters are counted, and the last value of each client kept.

const { url, sockets, join } = JSON.parse(process.argv[2]!) as {
	url: string;
	sockets: number;
	/** The frame by which one joins. */
	join?: string;
};
const arrivals = new Map<number, number[]>();
const now = () => performance.timeOrigin + performance.now();
let told = 0;
let firstSocketTold: { at: number; meters: Meter[]; many: boolean }[] = [];

interface Meter {
	client_id: string;
	left: number | null;
}

for (let open = 0; open < sockets; open += 50)
	await Promise.all(
		Array.from({ length: Math.min(50, sockets - open) }, (_, nth) => connect(open + nth))
	);
process.send!({ ready: true });
process.on('disconnect', () => process.exit());
process.on('message', (what: string) => {
	// How many came to all of them since it was asked last, and what came to the first.
	if (what !== 'meters') return;
	process.send!({ told, first: firstSocketTold });
	told = 0;
	firstSocketTold = [];
});

async function connect(nth: number): Promise<void> {
	const socket = new WebSocket(url, { perMessageDeflate: false });
	await once(socket, 'open');
	if (join) {
		const joined = Promise.withResolvers<void>();
		socket.once('message', (data: Buffer) =>
			data.includes('"status":"ok"') ? joined.resolve() : joined.reject(new Error(String(data)))
		);
		socket.send(join);
		await joined.promise;
		setInterval(() => socket.send('[null,"1","phoenix","heartbeat",{}]'), 25_000).unref();
	}
	socket.on('message', (data: Buffer) => receive(data, nth));
	socket.on('close', (code, reason) => {
		process.stderr.write(`a dashboard was cut off: ${code} ${reason}\n`);
		process.exit(1);
	});
}

function receive(data: Buffer, nth: number): void {
	const text = data.toString('latin1');
	const mark = /"n": ?(\d+)/.exec(text);
	if (mark) return note(Number(mark[1]));
	if (!text.includes('session_meters')) return;
	told += 1;
	if (nth > 0) return;
	// A frame of kind 4: a head, an object of its own facts, and then what was sent.
	const payload = JSON.parse(text.slice(text.indexOf('}{') + 1)) as {
		meters?: Meter[];
		many?: boolean;
	};
	firstSocketTold.push({ at: now(), meters: payload.meters ?? [], many: payload.many ?? false });
}

function note(n: number): void {
	const times = arrivals.get(n) ?? [];
	arrivals.set(n, times);
	times.push(now());
	if (times.length < sockets) return;
	arrivals.delete(n);
	process.send!({
		n,
		p50: percentile(times, 0.5),
		p99: percentile(times, 0.99),
		last: times.at(-1)
	});
}
