import { expect, test } from 'vitest';
import { correctionSchema } from './correction-schema.ts';

const good = {
	...{ requestId: '8c0d3e6a-5e0e-4a9d-9e52-0f4f3a2b1c11', direction: 'give', quantity: 10 },
	reason: ' Cortesia '
};

test('takes a number of extras and a word on why', () => {
	expect(correctionSchema.parse(good)).toMatchObject({ quantity: 10, reason: 'Cortesia' });
});

test.each([
	['quantity', 0],
	['quantity', 1_000_001],
	['quantity', 1.5],
	['quantity', NaN],
	['reason', '   '],
	['reason', 'x'.repeat(301)],
	['direction', 'both']
])('refuses %s %s at its field', (field, value) => {
	const { error } = correctionSchema.safeParse({ ...good, [field]: value });
	expect(error?.issues.map(({ path }) => path[0])).toEqual([field]);
});
