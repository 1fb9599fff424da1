import { expect, test } from 'vitest';
import {
	answerCodes,
	answerStatuses,
	gatewayCodes,
	gatewayStatuses,
	refusalCodes
} from '../../../src/lib/docs/answer-codes.ts';
import { openApi } from './openapi.ts';

// What the docs list is what there is.

const { Result, Problem } = openApi.components.schemas;
const statuses = Object.values(openApi.paths).flatMap((path) =>
	Object.values(path).flatMap(({ responses }) => Object.keys(responses as object).map(Number))
);

const codesOf = ({ properties }: { properties: Record<string, unknown> }) =>
	(properties.code as { enum: string[] }).enum;

test('every status that is answered is explained, and no other', () => {
	expect([...new Set(statuses)].sort()).toEqual(
		[...new Set([...answerStatuses, ...gatewayStatuses])].sort()
	);
});

test('what the gateway answers in our stead is told with its own body, and asks for another try', () => {
	for (const { responses } of Object.values(openApi.paths).flatMap((path) => Object.values(path)))
		for (const status of gatewayStatuses)
			expect(responses).toMatchObject({
				[status]: {
					content: { 'application/json': { schema: { $ref: '#/components/schemas/Gateway' } } }
				}
			});
	expect(openApi.components.schemas.Gateway.properties.code).toMatchObject({
		examples: Object.values(gatewayCodes).flat()
	});
});

test('every code is listed, and no other', () => {
	const sorted = (codes: Iterable<string>) => [...new Set(codes)].sort();
	expect(sorted(refusalCodes)).toEqual(sorted(codesOf(Result)));
	expect(sorted([...refusalCodes, ...Object.values(answerCodes).flat()])).toEqual(
		sorted(codesOf(Problem))
	);
});
