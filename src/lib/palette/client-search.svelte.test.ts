import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ClientHit } from './client-hit.ts';
import { ClientSearch } from './client-search.svelte.ts';

beforeEach(() => {
	vi.useFakeTimers();
	vi.stubGlobal('navigator', { onLine: true });
});
afterEach(() => {
	vi.useRealTimers();
	vi.unstubAllGlobals();
});

const hit = (name: string): ClientHit => ({
	id: name,
	number: 1,
	name,
	tradeName: null,
	document: null,
	isArchived: false
});

function fakeServer() {
	const questions: {
		query: string;
		signal: AbortSignal;
		answer: PromiseWithResolvers<ClientHit[]>;
	}[] = [];
	const read = (query: string, signal: AbortSignal) => {
		const answer = Promise.withResolvers<ClientHit[]>();
		questions.push({ query, signal, answer });
		return answer.promise;
	};
	return { questions, search: new ClientSearch(read) };
}

const names = (search: ClientSearch) => search.hits.map(({ name }) => name);

test('asks when the typing rests, once, and shows the answer', async () => {
	const { questions, search } = fakeServer();
	for (const typed of ['p', 'pa', 'pad', 'padaria & cia']) {
		search.look(typed);
		await vi.advanceTimersByTimeAsync(50);
	}
	expect(search.state).toBe('searching');
	await vi.advanceTimersByTimeAsync(120);
	expect(questions.map(({ query }) => query)).toEqual(['q=padaria%20%26%20cia']);
	questions[0]!.answer.resolve([hit('Padaria & Cia')]);
	await vi.advanceTimersByTimeAsync(0);
	expect([search.state, ...names(search)]).toEqual(['done', 'Padaria & Cia']);
});

test('a late answer to an earlier question is not shown, and its request is given up', async () => {
	const { questions, search } = fakeServer();
	search.look('a');
	await vi.advanceTimersByTimeAsync(120);
	search.look('ab');
	expect(questions[0]!.signal.aborted).toBe(true);
	await vi.advanceTimersByTimeAsync(120);
	questions[1]!.answer.resolve([hit('Abelha')]);
	questions[0]!.answer.resolve([hit('Ana')]);
	await vi.advanceTimersByTimeAsync(0);
	expect(names(search)).toEqual(['Abelha']);
});

test('while asking, what still fits stays; what was answered before is there at once', async () => {
	const { questions, search } = fakeServer();
	search.look('a');
	await vi.advanceTimersByTimeAsync(120);
	questions[0]!.answer.resolve([hit('Açaí da Praça'), hit('Abelha')]);
	await vi.advanceTimersByTimeAsync(0);
	search.look('aca');
	expect([search.state, ...names(search)]).toEqual(['searching', 'Açaí da Praça']);
	search.look('a ');
	expect([search.state, ...names(search)]).toEqual(['done', 'Açaí da Praça', 'Abelha']);
	await vi.advanceTimersByTimeAsync(500);
	expect(questions).toHaveLength(1);
	search.look('');
	expect([search.state, ...names(search)]).toEqual(['idle']);
});

test('a failure is said and can be tried again; without a network it is said that there is none', async () => {
	const { questions, search } = fakeServer();
	search.look('a');
	await vi.advanceTimersByTimeAsync(120);
	questions[0]!.answer.reject(new Error('500'));
	await vi.advanceTimersByTimeAsync(0);
	expect(search.state).toBe('failed');
	search.again();
	questions[1]!.answer.resolve([hit('Ana')]);
	await vi.advanceTimersByTimeAsync(0);
	expect([search.state, ...names(search)]).toEqual(['done', 'Ana']);

	vi.stubGlobal('navigator', { onLine: false });
	search.look('b');
	await vi.advanceTimersByTimeAsync(120);
	questions[2]!.answer.reject(new Error('no network'));
	await vi.advanceTimersByTimeAsync(0);
	expect(search.state).toBe('offline');
});

test('cleared, it asks anew', async () => {
	const { questions, search } = fakeServer();
	search.look('a');
	await vi.advanceTimersByTimeAsync(120);
	questions[0]!.answer.resolve([hit('Ana')]);
	await vi.advanceTimersByTimeAsync(0);
	search.clear();
	expect([search.state, ...names(search)]).toEqual(['idle']);
	search.look('a');
	await vi.advanceTimersByTimeAsync(120);
	expect(questions).toHaveLength(2);
});
