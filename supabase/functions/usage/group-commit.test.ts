import { describe, expect, test, vi } from 'vitest';
import { RestError } from '../_shared/rest-call.ts';
import { createGroupCommit, type BatchAnswer, type UsageBatch } from './group-commit.ts';

const poison = new RestError('record_usage', 400, '22P05', null);
const batch = (...keys: string[]): UsageBatch => ({
	key_hash: 'k',
	events: keys.map((key) => ({ key, client_number: 1 }))
});
const answerTo = ({ events }: UsageBatch): BatchAnswer => ({
	results: events.map(({ key }) => ({
		...{ key, outcome: 'accepted', client_id: 'c', quota_left: 1, extras_left: 0, overage: 0 }
	}))
});
const keysOf = (batches: UsageBatch[]) =>
	batches.map(({ events }) => events.map(({ key }) => key).join('+'));

/** A database whose calls wait until they are let go. */
function slowDatabase(mostEvents = 1000) {
	const calls: { keys: string[]; go(outcome?: Error): void }[] = [];
	const afterwards = vi.fn();
	const commit = createGroupCommit({
		record(batches) {
			const { promise, resolve, reject } = Promise.withResolvers<BatchAnswer[]>();
			calls.push({
				keys: keysOf(batches),
				go: (error) => (error ? reject(error) : resolve(batches.map(answerTo)))
			});
			return promise;
		},
		afterwards,
		mostEvents
	});
	const call = async (index: number) => {
		await expect.poll(() => calls.length).toBeGreaterThan(index);
		return calls[index]!;
	};
	return { commit, calls, call, afterwards };
}

/** A database that stumbles over some keys, and is away so many times first. */
function fickleDatabase(isPoison: (key: string) => boolean, timesAway = 0) {
	const recorded: string[][] = [];
	const commit = createGroupCommit({
		async record(batches) {
			const keys = keysOf(batches);
			recorded.push(keys);
			if (recorded.length <= timesAway) throw new TypeError('connection lost');
			if (keys.some(isPoison)) throw poison;
			return batches.map(answerTo);
		},
		afterwards() {},
		mostEvents: 100_000
	});
	return { commit, recorded };
}

const keyIn = (answer: BatchAnswer) => (answer.refusal ? '' : answer.results[0]?.key);

describe('natural group commit', () => {
	test('sends the first at once, and all that came meanwhile together', async () => {
		const { commit, call, calls, afterwards } = slowDatabase();
		const first = commit.submit(batch('a'));
		const others = ['b', 'c', 'd'].map((key) => commit.submit(batch(key)));
		expect((await call(0)).keys).toEqual(['a']);
		expect(calls).toHaveLength(1);
		(await call(0)).go();
		expect(keyIn(await first)).toBe('a');
		expect((await call(1)).keys).toEqual(['b', 'c', 'd']);
		expect(afterwards).not.toHaveBeenCalled();
		(await call(1)).go();
		expect((await Promise.all(others)).map(keyIn)).toEqual(['b', 'c', 'd']);
		await expect.poll(() => afterwards.mock.calls.length).toBe(1);
		expect(calls).toHaveLength(2);
	});

	test('does not answer before the call has', async () => {
		const { commit, call } = slowDatabase();
		let isAnswered = false;
		const answer = commit.submit(batch('a')).then(() => (isAnswered = true));
		const first = await call(0);
		await new Promise((resolve) => setImmediate(resolve));
		expect(isAnswered).toBe(false);
		first.go();
		await answer;
	});

	test('never makes a call larger than is good, and leaves a batch whole', async () => {
		const { commit, call } = slowDatabase(20_000);
		const large = Array.from({ length: 8 }, (_, n) =>
			commit.submit(batch(...Array.from({ length: 1000 }, (_, event) => `${n}-${event}`)))
		);
		expect((await call(0)).keys).toHaveLength(1);
		expect((await call(1)).keys).toHaveLength(1);
		(await call(0)).go();
		expect((await call(2)).keys).toHaveLength(5);
		(await call(1)).go();
		(await call(2)).go();
		expect((await call(3)).keys).toHaveLength(1);
		(await call(3)).go();
		expect(await Promise.all(large)).toHaveLength(8);
	});

	test('makes another call beside the first where thousands wait, and no third', async () => {
		const { commit, call, calls, afterwards } = slowDatabase(20_000);
		const thousand = (name: string) =>
			batch(...Array.from({ length: 1000 }, (_, event) => `${name}-${event}`));
		const answers = [batch('a'), batch('b'), thousand('c'), thousand('d')].map((given) =>
			commit.submit(given)
		);
		expect((await call(0)).keys).toEqual(['a']);
		expect((await call(1)).keys).toHaveLength(2);
		expect(calls).toHaveLength(2);
		(await call(1)).go();
		expect((await call(2)).keys).toHaveLength(1);
		(await call(2)).go();
		await Promise.all(answers.slice(1));
		expect(afterwards).not.toHaveBeenCalled();
		(await call(0)).go();
		await Promise.all(answers);
		await expect.poll(() => afterwards.mock.calls.length).toBe(1);
		expect(calls).toHaveLength(3);
	});

	test('takes no more than it can hold, and takes again when it has answered', async () => {
		const { commit, call } = slowDatabase(3);
		const held = [commit.submit(batch('a')), commit.submit(batch('b', 'c'))];
		expect(() => commit.submit(batch('d'))).toThrow(
			expect.objectContaining({ status: 429, code: 'queue_full', headers: { 'retry-after': '1' } })
		);
		(await call(0)).go();
		(await call(1)).go();
		await Promise.all(held);
		const later = commit.submit(batch('d'));
		(await call(2)).go();
		expect(keyIn(await later)).toBe('d');
	});
});

describe('a call that fails', () => {
	test('is made once more: it may have been recorded', async () => {
		const { commit, recorded } = fickleDatabase(() => false, 1);
		expect(keyIn(await commit.submit(batch('a')))).toBe('a');
		expect(recorded).toEqual([['a'], ['a']]);
	});

	test('twice answers 503 to all of its requests, and to no others', async () => {
		const log = vi.spyOn(console, 'error').mockImplementation(() => {});
		const { commit, call } = slowDatabase();
		const first = commit.submit(batch('a'));
		const others = ['b', 'c'].map((key) => commit.submit(batch(key)));
		(await call(0)).go();
		await first;
		(await call(1)).go(new Error('away'));
		(await call(2)).go(new Error('away'));
		for (const outcome of await Promise.allSettled(others))
			expect(outcome).toMatchObject({
				reason: { status: 503, code: 'unavailable', headers: { 'retry-after': '1' } }
			});
		const later = commit.submit(batch('d'));
		(await call(3)).go();
		expect(keyIn(await later)).toBe('d');
		expect(log).toHaveBeenCalledTimes(1);
		log.mockRestore();
	});

	test('over what one request has sent fails that one alone', async () => {
		const log = vi.spyOn(console, 'error').mockImplementation(() => {});
		const { commit } = fickleDatabase((key) => key === 'poison');
		const keys = Array.from({ length: 40 }, (_, n) => (n === 23 ? 'poison' : `k${n}`));
		const outcomes = await Promise.allSettled(keys.map((key) => commit.submit(batch(key))));
		for (const [n, outcome] of outcomes.entries()) {
			if (n === 23) expect(outcome).toMatchObject({ reason: { status: 500, code: 'unexpected' } });
			else expect(outcome.status === 'fulfilled' && keyIn(outcome.value)).toBe(keys[n]);
		}
		log.mockRestore();
	});

	test('is not called that it worked when it answers for fewer than it was asked', async () => {
		const log = vi.spyOn(console, 'error').mockImplementation(() => {});
		const commit = createGroupCommit({
			...{ record: async () => [], afterwards() {}, mostEvents: 10 }
		});
		await expect(commit.submit(batch('a'))).rejects.toMatchObject({ status: 503 });
		log.mockRestore();
	});
});
