import type { Book, Delivery, ProviderEvent } from './book.ts';
import type { Clock } from './clock.ts';
import type { Faults } from './faults.ts';
import type { Random } from './random.ts';

/** After so many failures in a row the provider stops until somebody sets the webhook going again. */
export const mostFailures = 15;

const minute = 60_000;
/** How long the provider waits after the first, second, … failure, as it documents. */
export const documentedRetries: readonly number[] = [
	0.5, 1, 3.5, 5, 15, 25, 60, 60, 60, 60, 60, 60, 60, 180
].map((minutes) => minutes * minute);

export interface WebhookQueue {
	/** Puts the event on its way to every webhook of the account that wants it. */
	add(accountId: string, event: ProviderEvent): void;
	/** Looks again at what is due: after a webhook was set going or the faults were changed. */
	wake(): void;
	/** Resolves when nothing is on its way that will be tried by itself. */
	settled(): Promise<void>;
	close(): void;
}

export interface QueueOptions {
	book: Book;
	clock: Clock;
	random: Random;
	faults(accountId: string): Faults;
	retries: readonly number[];
	changed(): void;
	log(text: string): void;
}

const answerPatienceMs = 10_000;
/** The least by which webhooks overtake each other when they are to. */
const leastShuffleMs = 40;

export function createWebhookQueue(options: QueueOptions): WebhookQueue {
	const { book, clock, random, faults, retries, changed, log } = options;
	/** Webhooks with a request under way. */
	const busy = new Set<string>();
	const closed = new AbortController();
	let waiting: (() => void)[] = [];
	let callOff = () => {};

	function add(accountId: string, event: ProviderEvent): void {
		const { delayMs, duplicates, reorder, loseEvery } = faults(accountId);
		for (const webhook of book.webhooks) {
			const wants = webhook.events.length === 0 || webhook.events.includes(event.event);
			if (webhook.accountId !== accountId || !webhook.enabled || !wants) continue;
			book.sent++;
			if (loseEvery > 0 && book.sent % loseEvery === 0) {
				book.lost.push(event);
				continue;
			}
			for (let copy = 0; copy <= duplicates; copy++) {
				const wait = reorder ? random.below(Math.max(delayMs, leastShuffleMs)) : delayMs;
				book.queue.push({ webhookId: webhook.id, event, dueAt: clock.now() + wait, failures: 0 });
			}
		}
		wake();
	}

	function wake(): void {
		callOff();
		callOff = () => {};
		if (closed.signal.aborted) return;
		let next = Infinity;
		for (const webhook of book.webhooks) {
			if (busy.has(webhook.id) || webhook.interrupted || !webhook.enabled) continue;
			const delivery = firstOf(webhook.id);
			if (!delivery) continue;
			if (delivery.dueAt <= clock.now()) void deliver(delivery);
			else next = Math.min(next, delivery.dueAt);
		}
		if (next < Infinity) callOff = clock.after(next - clock.now(), wake);
		if (isSettled()) for (const resolve of waiting.splice(0)) resolve();
	}

	/** One after the other: what fails holds up what comes after it, as in the provider's sequential mode. */
	function firstOf(webhookId: string): Delivery | undefined {
		const own = book.queue.filter((delivery) => delivery.webhookId === webhookId);
		return (
			own.find((delivery) => delivery.failures > 0) ??
			own.reduce<Delivery | undefined>(
				(first, one) => (first && first.dueAt <= one.dueAt ? first : one),
				undefined
			)
		);
	}

	async function deliver(delivery: Delivery): Promise<void> {
		const webhook = book.webhooks.find((one) => one.id === delivery.webhookId);
		if (!webhook) return;
		busy.add(webhook.id);
		const failure = await post(webhook, delivery.event);
		busy.delete(webhook.id);
		if (closed.signal.aborted) return;
		if (failure === null) {
			book.queue.splice(book.queue.indexOf(delivery), 1);
		} else {
			delivery.failures++;
			webhook.interrupted = delivery.failures >= mostFailures;
			delivery.dueAt = clock.now() + (retries[delivery.failures - 1] ?? retries.at(-1) ?? 0);
			// Set going again, it starts to count anew.
			if (webhook.interrupted) Object.assign(delivery, { failures: 0, dueAt: 0 });
			log(`webhook ${webhook.id}: ${failure}${webhook.interrupted ? ', interrupted' : ''}`);
		}
		changed();
		wake();
	}

	async function post(
		{ url, authToken }: { url: string; authToken: string | null },
		event: ProviderEvent
	): Promise<string | null> {
		try {
			const response = await fetch(url, {
				method: 'POST',
				redirect: 'manual',
				headers: {
					'content-type': 'application/json;charset=UTF-8',
					...(authToken ? { 'asaas-access-token': authToken } : {})
				},
				body: JSON.stringify(event),
				signal: AbortSignal.any([closed.signal, AbortSignal.timeout(answerPatienceMs)])
			});
			await response.body?.cancel();
			// Not any 2xx: the provider counts 200 alone.
			return response.status === 200 ? null : `answered ${response.status}`;
		} catch (error) {
			return (error as Error).message;
		}
	}

	function isSettled(): boolean {
		if (busy.size > 0) return false;
		return book.queue.every((delivery) => {
			const webhook = book.webhooks.find((one) => one.id === delivery.webhookId);
			return !webhook || webhook.interrupted || !webhook.enabled;
		});
	}

	return {
		add,
		wake,
		settled: () =>
			new Promise((resolve) => {
				if (isSettled()) resolve();
				else waiting.push(resolve);
			}),
		close() {
			callOff();
			closed.abort();
			for (const resolve of waiting.splice(0)) resolve();
			waiting = [];
		}
	};
}
