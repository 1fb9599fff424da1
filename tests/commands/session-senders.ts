import { randomUUID } from 'node:crypto';
import type { Random } from '../simulation/random.ts';

/** An event as it was sent, and what its sender knows of it. */
export interface SentEvent {
	key: string;
	clientId: string;
	quantity: number;
	/** The answer said that it counts, now or before. Else nobody knows, and it may. */
	isAcknowledged: boolean;
}

export interface Senders {
	sent: readonly SentEvent[];
	acknowledged(): number;
	/** Answers that no sender may get. */
	refusals: readonly string[];
	/** Resolves when so many more were acknowledged. @throws Error after a minute */
	progress(more: number): Promise<void>;
	/** Lets everybody finish what is in hand. */
	stop(): Promise<void>;
}

interface Outcome {
	key: string;
	outcome: string;
	code?: string;
}

const requestPatienceMs = 15_000;
const progressPatienceMs = 60_000;

/**
 * Programs that report use at the same time, each one request after the other. What is not answered, or answered with
 * anything but 200, is sent again until it is; one in twenty gives up after a few attempts instead, and never learns what
 * became of it. Some requests are sent twice at once; batches repeat one of their events; some events are late.
 */
export function startSenders(
	url: string,
	apiKey: string,
	clientIds: string[],
	{ senders, random }: { senders: number; random: Random }
): Senders {
	const sent: SentEvent[] = [];
	const refusals: string[] = [];
	const heard = new Set<() => void>();
	const stopping = new AbortController();
	let acknowledged = 0;

	function draw(): SentEvent {
		const event = {
			...{ key: randomUUID(), clientId: random.pick(clientIds) },
			...{ quantity: random.between(1, 3), isAcknowledged: false }
		};
		sent.push(event);
		return event;
	}

	const written = ({ key, clientId, quantity }: SentEvent) => ({
		...{ key, client_id: clientId, quantity },
		...(random.chance(0.2) && { occurred_at: new Date(Date.now() - 30 * 3_600_000).toISOString() })
	});

	function drawRequest(): { events: Map<string, SentEvent>; body: string } {
		const isSingle = random.chance(0.5);
		const drawn = Array.from({ length: isSingle ? 1 : random.between(2, 20) }, draw);
		const bodies = drawn.map(written);
		if (!isSingle) bodies.push(random.pick(bodies));
		return {
			events: new Map(drawn.map((event) => [event.key, event])),
			body: JSON.stringify(isSingle ? bodies[0] : { events: bodies })
		};
	}

	async function post(body: string): Promise<Outcome[] | null> {
		try {
			const response = await fetch(url, {
				method: 'POST',
				headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
				body,
				signal: AbortSignal.timeout(requestPatienceMs)
			});
			const answer = (await response.json()) as Outcome & { results?: Outcome[] };
			if (response.status === 200) return answer.results ?? [answer];
			// What comes of a part that is away; anything else is an answer that would be taken for final.
			if (response.status < 500 && response.status !== 429)
				refusals.push(`${response.status} ${JSON.stringify(answer)}`);
			return null;
		} catch {
			return null;
		}
	}

	function note(outcomes: Outcome[], events: Map<string, SentEvent>): void {
		for (const { key, outcome, code } of outcomes) {
			const event = events.get(key);
			if (!event || outcome === 'refused') refusals.push(`${key} ${outcome} ${code}`);
			else if (!event.isAcknowledged) {
				event.isAcknowledged = true;
				acknowledged += 1;
			}
		}
		heard.forEach((listener) => listener());
	}

	async function sendOn(): Promise<void> {
		while (!stopping.signal.aborted) {
			const { events, body } = drawRequest();
			const mostAttempts = random.chance(0.05) ? random.between(1, 2) : Infinity;
			const atOnce = random.chance(0.1) ? 2 : 1;
			for (let attempt = 0, isAnswered = false; !isAnswered && attempt < mostAttempts; attempt++) {
				const answers = await Promise.all(Array.from({ length: atOnce }, () => post(body)));
				for (const outcomes of answers) if (outcomes) note(outcomes, events);
				isAnswered = answers.some(Boolean);
				// Whoever finds nobody at home does not knock without a pause.
				if (!isAnswered) await new Promise((resolve) => setTimeout(resolve, 50));
			}
		}
	}

	const running = Array.from({ length: senders }, sendOn);
	return {
		sent,
		refusals,
		acknowledged: () => acknowledged,
		progress(more) {
			const target = acknowledged + more;
			return new Promise((resolve, reject) => {
				const timer = setTimeout(
					() => reject(new Error(`no ${more} more were acknowledged within a minute`)),
					progressPatienceMs
				);
				const look = () => {
					if (acknowledged < target) return;
					clearTimeout(timer);
					heard.delete(look);
					resolve();
				};
				heard.add(look);
			});
		},
		async stop() {
			stopping.abort();
			await Promise.all(running);
		}
	};
}
