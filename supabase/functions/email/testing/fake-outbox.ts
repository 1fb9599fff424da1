import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';

export interface OutboxRow {
	id: string;
	template: string;
	recipient: string;
	data: unknown;
	state: 'queued' | 'sending' | 'sent' | 'parked';
	lease: string | null;
	attempts: number;
	error: string | null;
}

/** The two functions of the database that the worker calls, behind the REST address, with rows in memory. */
export interface FakeOutbox {
	url: string;
	secretKey: string;
	rows: OutboxRow[];
	add(mail: Pick<OutboxRow, 'template' | 'recipient' | 'data'>): OutboxRow;
	/** What time would do: rows whose worker is gone may be taken again. */
	expireLeases(): void;
	/** Links that lead somewhere, and whether their client takes reminders. */
	links: Map<string, boolean>;
	/** How a report is met: normally, with a server error, or with silence. */
	reports: 'taken' | 'failing' | 'silent';
	/** Resolves at the next report, however it is met. */
	nextReport(): Promise<void>;
	stop(): Promise<void>;
}

export async function startFakeOutbox(): Promise<FakeOutbox> {
	let reported: (() => void)[] = [];
	const server = createServer(async (request, response) => {
		const answer = (status: number, body: unknown) =>
			response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
		if (request.headers.apikey !== outbox.secretKey)
			return answer(401, { message: 'Invalid API key' });
		const body = JSON.parse(await text(request));
		if (request.url === '/rest/v1/rpc/take_emails') return answer(200, take(outbox.rows, body));
		if (request.url === '/rest/v1/rpc/set_reminders_by_link')
			return answer(200, setReminders(outbox.links, body));
		if (request.url !== '/rest/v1/rpc/finish_email') return answer(404, { message: request.url });
		const waiting = reported;
		reported = [];
		for (const resolve of waiting) resolve();
		if (outbox.reports === 'silent') return;
		if (outbox.reports === 'failing') return answer(503, { message: 'the database is away' });
		return answer(200, finish(outbox.rows, body));
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const address = server.address();
	if (typeof address !== 'object' || !address) throw new Error('no port');
	const outbox: FakeOutbox = {
		url: `http://127.0.0.1:${address.port}`,
		secretKey: 'sb_secret_of_this_test',
		rows: [],
		links: new Map(),
		reports: 'taken',
		add(mail) {
			const row: OutboxRow = {
				...mail,
				id: randomUUID(),
				state: 'queued',
				lease: null,
				attempts: 0,
				error: null
			};
			outbox.rows.push(row);
			return row;
		},
		expireLeases() {
			for (const row of outbox.rows) {
				if (row.state === 'sending') Object.assign(row, { state: 'queued', lease: null });
			}
		},
		nextReport: () => new Promise((resolve) => reported.push(resolve)),
		async stop() {
			server.closeAllConnections();
			server.close();
			await once(server, 'close');
		}
	};
	return outbox;
}

function take(rows: OutboxRow[], { batch_size }: { batch_size: number }) {
	// A mail to retry is not due again within one run, as with the real back-off.
	const due = rows.filter((row) => row.state === 'queued' && !row.error).slice(0, batch_size);
	return due.map((row) => {
		Object.assign(row, { state: 'sending', lease: randomUUID(), attempts: row.attempts + 1 });
		const { id, lease, template, recipient, attempts, data } = row;
		return { id, lease, template, recipient, attempts, data };
	});
}

function setReminders(
	links: Map<string, boolean>,
	{ token, wanted }: { token: string; wanted: boolean | null }
) {
	if (!links.has(token)) return null;
	if (wanted !== null) links.set(token, wanted);
	return {
		takes_reminders: links.get(token),
		page: `https://app.example/pay/${token}/reminders`
	};
}

interface Report {
	id: string;
	lease: string;
	outcome: 'sent' | 'retry' | 'park';
	error: string | null;
}

function finish(rows: OutboxRow[], { id, lease, outcome, error }: Report): boolean {
	const row = rows.find((candidate) => candidate.id === id && candidate.lease === lease);
	if (!row) return false;
	const states = { sent: 'sent', retry: 'queued', park: 'parked' } as const;
	Object.assign(row, { state: states[outcome], lease: null, error });
	return true;
}

async function text(request: IncomingMessage): Promise<string> {
	let body = '';
	for await (const chunk of request.setEncoding('utf8')) body += String(chunk);
	return body;
}
