import { randomBytes } from 'node:crypto';
import { percentile } from '../harness/statistics.ts';
import { openLine, type HttpLine } from './http-line.ts';

/** What is to be sent; both bounds hold. */
export interface LoadJob {
	port: number;
	/** Taken in turn. */
	apiKeys: string[];
	/** Each event is of the next one. */
	clientIds: string[];
	/** Senders, each with a connection of its own and one request at a time. */
	senders: number;
	/** 1: single events, each as a body of its own. */
	eventsPerRequest: number;
	mostRequests: number;
	mostSeconds: number;
	/** Requests a second, evenly; a sender that is late sends at once, and its delay counts. Default: as fast as it goes. */
	perSecond?: number;
}

export interface LoadReport {
	/** Events that were answered as accepted. */
	accepted: number;
	/** Events that were answered in any other way, or not at all. */
	failed: number;
	seconds: number;
	/** Events accepted per second. */
	rate: number;
	/** Milliseconds from when a request was due to its answer. */
	p50: number;
	p95: number;
	p99: number;
	/** Answers that were not 200, by status and body, for whoever looks into it. */
	oddities: string[];
}

/** Sends fresh events until one of the bounds is reached and everything is answered. */
export async function runLoad(job: LoadJob): Promise<LoadReport> {
	const { senders, mostRequests, mostSeconds, perSecond } = job;
	const lines = await Promise.all(Array.from({ length: senders }, () => openLine(job.port)));
	const write = requestWriter(job);
	const elapsed: number[] = [];
	const oddities: string[] = [];
	let accepted = 0;
	let begun = 0;
	const startedAt = performance.now();
	const until = startedAt + mostSeconds * 1000;

	async function send(line: HttpLine): Promise<void> {
		while (begun < mostRequests && performance.now() < until) {
			const dueAt = perSecond ? startedAt + (begun / perSecond) * 1000 : performance.now();
			begun += 1;
			const early = dueAt - performance.now();
			if (early > 0) await new Promise((resolve) => setTimeout(resolve, early));
			const { status, body } = await line.ask(write());
			elapsed.push(performance.now() - dueAt);
			if (status === 200) accepted += countAccepted(body);
			else if (oddities.length < 5) oddities.push(`${status} ${body.slice(0, 200)}`);
		}
	}

	await Promise.all(lines.map(send));
	const seconds = (performance.now() - startedAt) / 1000;
	for (const line of lines) line.close();
	return {
		...{ accepted, failed: begun * job.eventsPerRequest - accepted, seconds },
		rate: accepted / seconds,
		...{ p50: percentile(elapsed, 0.5), p95: percentile(elapsed, 0.95) },
		...{ p99: percentile(elapsed, 0.99), oddities }
	};
}

/** Whole requests, each with events that nobody has sent before. */
function requestWriter({ apiKeys, clientIds, eventsPerRequest }: LoadJob): () => string {
	const prefix = randomBytes(8).toString('hex');
	const heads = apiKeys.map(
		(apiKey) =>
			`POST /functions/v1/usage HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer ${apiKey}\r\ncontent-type: application/json\r\ncontent-length: `
	);
	let written = 0;
	let requests = 0;
	const event = () => {
		written += 1;
		return `{"key":"${prefix}-${written}","client_id":"${clientIds[written % clientIds.length]}"}`;
	};
	return () => {
		const body =
			eventsPerRequest === 1
				? event()
				: `{"events":[${Array.from({ length: eventsPerRequest }, event).join(',')}]}`;
		requests += 1;
		return `${heads[requests % heads.length]}${body.length}\r\n\r\n${body}`;
	};
}

function countAccepted(body: string): number {
	let count = 0;
	for (let at = body.indexOf(word); at !== -1; at = body.indexOf(word, at + word.length))
		count += 1;
	return count;
}

const word = '"outcome":"accepted"';
