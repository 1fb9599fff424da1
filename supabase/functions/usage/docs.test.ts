import { expect, test } from 'vitest';
import { answerCodes, answerStatuses, refusalCodes } from '../../../src/lib/docs/answer-codes.ts';
import { openApi } from './openapi.ts';

// What the docs list is what there is.

const { Result, Problem } = openApi.components.schemas;
const statuses = Object.values(openApi.paths).flatMap((path) =>
	Object.values(path).flatMap(({ responses }) => Object.keys(responses as object).map(Number))
);

const codesOf = ({ properties }: { properties: Record<string, unknown> }) =>
	(properties.code as { enum: string[] }).enum;

test('every status that is answered is explained, and no other', () => {
	expect([...new Set(statuses)].sort()).toEqual([...answerStatuses].sort());
});

test('every code is listed, and no other', () => {
	const sorted = (codes: Iterable<string>) => [...new Set(codes)].sort();
	expect(sorted(refusalCodes)).toEqual(sorted(codesOf(Result)));
	expect(sorted([...refusalCodes, ...Object.values(answerCodes).flat()])).toEqual(
		sorted(codesOf(Problem))
	);
});
