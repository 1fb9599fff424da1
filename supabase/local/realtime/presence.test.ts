import { expect, test } from 'vitest';
import { presenceBoard } from './presence.ts';

const phx_ref = expect.any(String) as string;

test('what changes is told, what does not is not', () => {
	const board = presenceBoard<string>();
	expect(board.track('a', 'ana', { at: 1 })).toEqual({
		joins: { ana: { metas: [{ at: 1, phx_ref }] } },
		leaves: {}
	});
	expect(board.track('a', 'ana', { at: 1 })).toBeNull();
	const changed = board.track('a', 'ana', { at: 2 });
	const earlier = changed?.leaves.ana?.metas[0]?.phx_ref;
	expect(changed).toEqual({
		joins: { ana: { metas: [{ at: 2, phx_ref, phx_ref_prev: earlier }] } },
		leaves: { ana: { metas: [{ at: 1, phx_ref: earlier }] } }
	});
	board.track('b', 'ana', { at: 3 });
	expect(board.state().ana?.metas.map(({ at }) => at)).toEqual([2, 3]);
	expect(board.untrack('a')?.leaves.ana?.metas).toHaveLength(1);
	expect(board.untrack('a')).toBeNull();
	expect(board.state()).toEqual({ ana: { metas: [{ at: 3, phx_ref }] } });
});

test('neither keys nor payloads can forge a reference or a prototype', () => {
	const board = presenceBoard<string>();
	const diff = board.track('a', '__proto__', { phx_ref: 'forged' });
	expect(JSON.stringify(diff)).toContain('"__proto__":{"metas"');
	expect(JSON.stringify(diff)).not.toContain('forged');
});
