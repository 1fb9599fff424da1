import { expect, test } from 'vitest';
import { gatherPresence } from './presence-board.ts';

const uuid = (digit: number) => `00000000-0000-4000-8000-00000000000${digit}`;
const [self, ana, bruno, client, other] = [uuid(1), uuid(2), uuid(3), uuid(4), uuid(5)];
const on = (person_id: string, client_id: string, mode = 'viewing') => ({
	person_id,
	client_id,
	mode
});

test('others only, several tabs of one person count once, editing wins and comes first', () => {
	const board = gatherPresence(
		{
			'tab-1': [on(self, client, 'editing')],
			'tab-2': [on(ana, client)],
			'tab-3': [on(bruno, client)],
			'tab-4': [on(bruno, client, 'editing')],
			'tab-5': [on(bruno, client), on(bruno, other)]
		},
		self
	);
	expect(board.get(client)).toEqual([
		{ personId: bruno, mode: 'editing' },
		{ personId: ana, mode: 'viewing' }
	]);
	expect(board.get(other)).toEqual([{ personId: bruno, mode: 'viewing' }]);
});

test.each([
	['nothing', null],
	['text', 'ana'],
	['no person', { client_id: client, mode: 'viewing' }],
	['a person that is no id', on('<b>ana</b>', client)],
	['a client that is no id', on(ana, '../x')],
	['an unknown mode', on(ana, client, 'deleting')]
])('passes over what is not of our shape: %s', (_, shown) => {
	expect(gatherPresence({ key: [shown] }, self).size).toBe(0);
});
