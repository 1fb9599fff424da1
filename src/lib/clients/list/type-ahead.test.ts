import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { TypeAhead } from './type-ahead.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function setUp() {
	const asked: { text: string; signal: AbortSignal; answer: (rows: string) => void }[] = [];
	const options = {
		find: vi.fn((text: string, signal: AbortSignal) => {
			const { promise, resolve } = Promise.withResolvers<string>();
			asked.push({ text, signal, answer: resolve });
			return promise;
		}),
		onfound: vi.fn(),
		onrest: vi.fn(),
		onfailed: vi.fn()
	};
	return { asked, options, ahead: new TypeAhead(options) };
}

test('the first key is looked for at once, those that follow quickly together', async () => {
	const { asked, options, ahead } = setUp();
	ahead.type('p');
	expect(asked.map(({ text }) => text)).toEqual(['p']);
	for (const text of ['pa', 'pad', 'pada']) {
		vi.advanceTimersByTime(79);
		ahead.type(text);
	}
	vi.advanceTimersByTime(80);
	expect(asked.map(({ text }) => text)).toEqual(['p', 'pada']);
	asked[1]!.answer('rows');
	await vi.advanceTimersByTimeAsync(0);
	expect(options.onfound.mock.calls).toEqual([['rows', 'pada']]);
});

test('typing on abandons the look before, whose late answer is not shown', async () => {
	const { asked, options, ahead } = setUp();
	ahead.type('p');
	vi.advanceTimersByTime(80);
	ahead.type('pa');
	expect(asked[0]!.signal.aborted).toBe(true);
	vi.advanceTimersByTime(80);
	asked[1]!.answer('new');
	asked[0]!.answer('old');
	await vi.advanceTimersByTimeAsync(0);
	expect(options.onfound.mock.calls).toEqual([['new', 'pa']]);
});

test('the address follows when typing rests, once', () => {
	const { options, ahead } = setUp();
	ahead.type('p');
	vi.advanceTimersByTime(400);
	ahead.type('pa');
	expect(ahead.isUnderWay).toBe(true);
	vi.advanceTimersByTime(500);
	expect(options.onrest.mock.calls).toEqual([['pa']]);
	expect(ahead.isUnderWay).toBe(false);
	vi.advanceTimersByTime(5_000);
	expect(options.onrest).toHaveBeenCalledTimes(1);
});

test('what was being typed when somebody went elsewhere is forgotten', () => {
	const { asked, options, ahead } = setUp();
	ahead.type('p');
	ahead.type('pa');
	ahead.cancel();
	vi.advanceTimersByTime(5_000);
	expect(asked.map(({ text, signal }) => [text, signal.aborted])).toEqual([['p', true]]);
	expect(options.onrest).not.toHaveBeenCalled();
});
