import { expect, test, vi } from 'vitest';
import { BatchRunner } from './batch-runner.svelte.ts';
import type { Batch, BatchRequest } from './batch.ts';

const batch = (state: Batch['state'], done: number): Batch => ({
	id: 'b',
	kind: 'archive',
	state,
	total: 1200,
	done,
	changed: done,
	skipped: 0,
	undone: 0,
	createdAt: '2026-11-22T10:00:00Z',
	finishedAt: null,
	startedBy: null
});

function runnerOf(answers: (Batch | { status: number })[]) {
	const sent: BatchRequest[] = [];
	const pause = vi.fn(async () => {});
	const runner = new BatchRunner({
		newId: () => 'b',
		pause,
		send: async (request) => {
			sent.push(request);
			const answer = answers.shift()!;
			if ('kind' in answer) return answer;
			throw answer;
		}
	});
	return { runner, sent, pause };
}

test('goes on until the batch is done, and then nothing is under way', async () => {
	const { runner, sent } = runnerOf([
		batch('running', 500),
		batch('running', 1000),
		batch('done', 1200)
	]);
	const ended = await runner.start('archive', { query: 'status=active' });
	expect(ended.state).toBe('done');
	expect(sent.map(({ step }) => step)).toEqual(['start', 'advance', 'advance']);
	expect(runner.batch).toBeNull();
});

test('undoing is walked to its end too', async () => {
	const { runner, sent } = runnerOf([batch('undoing', 1200), batch('undone', 1200)]);
	expect((await runner.undo('b')).state).toBe('undone');
	expect(sent).toEqual([
		{ step: 'undo', id: 'b' },
		{ step: 'advance', id: 'b' }
	]);
});

test('a step that got lost is taken again; a refusal is not', async () => {
	const lost = runnerOf([{ status: 0 }, { status: 503 }, batch('done', 1200)]);
	await lost.runner.start('archive', { ids: ['c'] });
	expect(lost.sent).toHaveLength(3);
	expect(lost.pause.mock.calls).toEqual([[400], [800]]);

	const refused = runnerOf([{ status: 403 }]);
	await expect(refused.runner.start('archive', { ids: ['c'] })).rejects.toEqual({ status: 403 });
	expect(refused.sent).toHaveLength(1);
});

test('after four failures it gives up, and the batch can be resumed', async () => {
	const { runner, sent } = runnerOf([...Array(4).fill({ status: 500 }), batch('done', 1200)]);
	await expect(runner.start('archive', { ids: ['c'] })).rejects.toEqual({ status: 500 });
	expect(runner.batch).toBeNull();
	expect((await runner.resume('b')).state).toBe('done');
	expect(sent.at(-1)).toEqual({ step: 'advance', id: 'b' });
});
