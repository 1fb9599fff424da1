import { readJson } from './body.ts';
import { isRefused, readEvent, readEvents, type EventResult, type UsageEvent } from './event.ts';
import type { GroupCommit } from './group-commit.ts';
import { refused } from './problem.ts';
import type { RateLimit } from './token-bucket.ts';

/**
 * Records one event or a batch and answers when what was accepted is durable: of one event its result, of a batch
 * `{results}` in its order.
 * @throws Problem also for a single event that was refused, with its result: 409 event_key_reused, else 422
 */
export async function report(
	request: Request,
	keyHash: string,
	{ commit, limit }: { commit: GroupCommit; limit: RateLimit }
): Promise<Response> {
	const { events, isSingle } = readEvents(await readJson(request));
	// The first was taken before the body was read.
	limit.take(keyHash, events.length - 1, 1);
	const read = events.map(readEvent);
	const good = read.filter((event): event is UsageEvent => !isRefused(event));
	// Also without a good one: whether the key may at all is for the database to say.
	const answer = await commit.submit({ key_hash: keyHash, events: good });
	if (answer.refusal) throw refused(answer.refusal.status, answer.refusal.code);

	const recorded = (answer.results ?? []).values();
	const results = read.map((event) => {
		if (isRefused(event)) return event;
		const result = recorded.next().value;
		if (!result) throw new Error('record_usage answered for fewer events than it was given');
		return result;
	});
	const [only] = results;
	if (isSingle && only) return single(only);
	return Response.json({ results }, { headers: { 'cache-control': 'no-store' } });
}

function single(result: EventResult): Response {
	const { code, ...facts } = result;
	if (code) throw refused(code === 'event_key_reused' ? 409 : 422, code, { event: facts });
	return Response.json(result, { headers: { 'cache-control': 'no-store' } });
}
