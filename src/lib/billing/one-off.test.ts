import { expect, test } from 'vitest';
import { emptyLine, lineCents, totalCents } from './one-off.ts';
import { oneOffSchema } from './one-off-schema.ts';

const line = (quantity: number | null, unitCents: number | null) => ({
	description: 'x',
	quantity,
	unitCents
});

test.each([
	[2, 24_950, 49_900],
	[1, 0, 0],
	[1.5, 1, null],
	[null, 100, null],
	[1, null, null],
	[1, NaN, null],
	[-1, 100, null]
])('%s pieces of %s cents come to %s', (quantity, unitCents, cents) => {
	expect(lineCents(line(quantity, unitCents))).toBe(cents);
});

test('the total counts what are amounts already', () => {
	expect(totalCents([line(2, 100), emptyLine, line(1, 1)])).toBe(201);
	expect(totalCents([])).toBe(0);
});

const form = (changes: object = {}, ofLine: object = {}) => ({
	requestId: '0b9d2a52-8a1c-4c7e-9a7e-2f0d5b6c1e11',
	dueOn: '2026-12-01',
	lines: [{ description: ' Cabo\nde rede ', quantity: 2, unitCents: 1999, ...ofLine }],
	...changes
});

test('a description becomes one line', () => {
	expect(oneOffSchema.parse(form()).lines[0]!.description).toBe('Cabo de rede');
});

test.each([
	['a due date that is none', form({ dueOn: '2026-02-30' }), ['dueOn']],
	['no line', form({ lines: [] }), ['lines']],
	['too many lines', form({ lines: Array.from({ length: 51 }, () => line(1, 1)) }), ['lines']],
	['no description', form({}, { description: ' ' }), ['lines', 0, 'description']],
	['a long one', form({}, { description: 'x'.repeat(201) }), ['lines', 0, 'description']],
	['a NUL in it', form({}, { description: 'a\u0000b' }), ['lines', 0, 'description']],
	['no piece', form({}, { quantity: 0 }), ['lines', 0, 'quantity']],
	['half a piece', form({}, { quantity: 0.5 }), ['lines', 0, 'quantity']],
	['too many pieces', form({}, { quantity: 10_000 }), ['lines', 0, 'quantity']],
	['no price', form({}, { unitCents: null }), ['lines', 0, 'unitCents']],
	['a price of nothing', form({}, { unitCents: 0 }), ['lines', 0, 'unitCents']],
	['too high a price', form({}, { unitCents: 100_000_001 }), ['lines', 0, 'unitCents']]
])('%s is refused at its place', (_, given, path) => {
	expect(oneOffSchema.safeParse(given).error?.issues.map((issue) => issue.path)).toEqual([path]);
});
