import { RestError } from '../_shared/rest-call.ts';
import type { EventResult, UsageEvent } from './event.ts';
import { Problem, tryLater } from './problem.ts';

export interface UsageBatch {
	key_hash: string;
	events: UsageEvent[];
}

export type BatchAnswer =
	{ refusal: { code: string; status: number } } | { refusal?: undefined; results: EventResult[] };

export interface GroupCommitOptions {
	/** Records batches and answers for each, in order, once they are durable; that twice does no harm. */
	record(batches: UsageBatch[]): Promise<BatchAnswer[]>;
	/** Called whenever nothing waits any more. */
	afterwards(): void;
	/** Events in hand beyond which no more are taken. */
	mostEvents: number;
}

export interface GroupCommit {
	/** Answers when what was sent is durable. @throws Problem 429, 500, 503 */
	submit(batch: UsageBatch): Promise<BatchAnswer>;
}

interface Waiting {
	batch: UsageBatch;
	answered: PromiseWithResolvers<BatchAnswer>;
}

const mostEventsPerCall = 5000;
/** So much waiting is worth another call beside the one under way; fewer would only share the same commits out. */
const eventsWorthACall = 1000;
const mostCalls = 2;

/**
 * Natural group commit: what arrives while a call is under way goes together into the next one, so that many senders
 * cost as many commits as one. Nobody is made to wait for company. Where thousands wait, the database works at two calls.
 */
export function createGroupCommit(options: GroupCommitOptions): GroupCommit {
	const waiting: Waiting[] = [];
	let eventsWaiting = 0;
	let inHand = 0;
	let calls = 0;

	return {
		submit(batch) {
			const weight = weightOf(batch);
			if (inHand + weight > options.mostEvents) throw queueFull();
			inHand += weight;
			eventsWaiting += weight;
			const answered = Promise.withResolvers<BatchAnswer>();
			waiting.push({ batch, answered });
			if (calls === 0 || (calls < mostCalls && eventsWaiting >= eventsWorthACall)) void workOff();
			return answered.promise;
		}
	};

	async function workOff(): Promise<void> {
		calls += 1;
		while (waiting.length > 0) {
			const group = takeGroup(waiting);
			const events = group.reduce((sum, { batch }) => sum + weightOf(batch), 0);
			eventsWaiting -= events;
			await settle(group, options.record);
			inHand -= events;
			if (calls > 1 && eventsWaiting < eventsWorthACall) break;
		}
		calls -= 1;
		if (calls === 0) options.afterwards();
	}
}

function takeGroup(waiting: Waiting[]): Waiting[] {
	let events = 0;
	const end = waiting.findIndex(({ batch }, index) => {
		events += weightOf(batch);
		return index > 0 && events > mostEventsPerCall;
	});
	return waiting.splice(0, end === -1 ? waiting.length : end);
}

async function settle(group: Waiting[], record: GroupCommitOptions['record']): Promise<void> {
	try {
		const answers = await recordSurely(
			group.map(({ batch }) => batch),
			record
		);
		for (const [index, { answered }] of group.entries()) {
			const answer = answers[index];
			if (answer) answered.resolve(answer);
			else answered.reject(unavailable());
		}
	} catch (error) {
		const isPoisoned = isOfItsContent(error);
		if (isPoisoned && group.length > 1) {
			// One of them is at fault, and only that one shall feel it.
			const half = Math.ceil(group.length / 2);
			await settle(group.slice(0, half), record);
			return settle(group.slice(half), record);
		}
		console.error(error instanceof Error ? error.message : error);
		for (const { answered } of group) answered.reject(isPoisoned ? unexpected() : unavailable());
	}
}

/** Once more where nobody knows whether it was done: each event has a key, and is counted once. */
async function recordSurely(
	batches: UsageBatch[],
	record: GroupCommitOptions['record']
): Promise<BatchAnswer[]> {
	try {
		return await record(batches);
	} catch (error) {
		if (isOfItsContent(error)) throw error;
		return await record(batches);
	}
}

/** Not that the database is away, too busy or set up wrongly, but that it stumbled over what it was given. */
const isOfItsContent = (error: unknown) =>
	error instanceof RestError && /^(21|22|23|54|57014|P0|PT4|XX)/.test(error.code);

/** A request without a good event costs something too. */
const weightOf = ({ events }: UsageBatch) => Math.max(1, events.length);

const queueFull = () =>
	tryLater(429, 'queue_full', 'More is being reported than can be recorded right now.');
const unavailable = () =>
	tryLater(
		503,
		'unavailable',
		'It is not known whether the events were recorded: send them again with the same keys.'
	);
const unexpected = () => new Problem(500, 'unexpected', 'The request could not be recorded.');
