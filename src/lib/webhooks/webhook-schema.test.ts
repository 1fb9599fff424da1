import { expect, test } from 'vitest';
import { rotateSchema } from './webhook-schema.ts';

test.each([
	['at once', '0', '0'],
	['a day', '24', '24'],
	['a week', '168', '168'],
	['as nobody chose, a day', undefined, '24']
])('the former secret signs on for %s', (_case, grace, expected) =>
	expect(rotateSchema.parse({ rotations: '3', grace })).toEqual({ rotations: 3, grace: expected })
);

test.each(['1', '169', '-1', '', 'x'])('and never for %j hours', (grace) =>
	expect(rotateSchema.safeParse({ rotations: '3', grace }).success).toBe(false)
);
