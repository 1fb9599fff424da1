import { expect, test } from 'vitest';
import { isReachable, stepToTake, typedAnswers, type Draft, type Step } from './onboarding.ts';

const client = { name: 'Ana' };
const plan = { id: '6f1c2f60-3a55-4f0e-9d0b-1f6a4f0c9f11' };
const terms = { interval_months: 1 };

test.each<[Draft, Step, Step[]]>([
	[{}, 'data', ['data']],
	[{ client: { typed: { name: '' } } }, 'data', ['data']],
	[{ client }, 'plan', ['data', 'plan']],
	[{ plan }, 'data', ['data']],
	[{ client, plan: { typed: { choice: '' } } }, 'plan', ['data', 'plan']],
	[{ client, plan }, 'confirm', ['data', 'plan', 'confirm']],
	[{ client, plan, terms }, 'confirm', ['data', 'plan', 'confirm']],
	[{ client: { typed: {} }, plan, terms }, 'data', ['data']]
])('%j is taken up at %s', (draft, step, reachable) => {
	expect(stepToTake(draft)).toBe(step);
	expect((['data', 'plan', 'confirm'] as const).filter((one) => isReachable(draft, one))).toEqual(
		reachable
	);
});

test('only answers that were left unchecked count as typed', () => {
	expect(typedAnswers({ typed: { name: 'A' } })).toEqual({ name: 'A' });
	expect(typedAnswers(client)).toBeNull();
	expect(typedAnswers({ typed: 'x' })).toBeNull();
	expect(typedAnswers({ typed: [] })).toBeNull();
	expect(typedAnswers(undefined)).toBeNull();
});
