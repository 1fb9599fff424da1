import { expect, test } from 'vitest';
import {
	arrivedAnswers,
	filledColumns,
	isWorthShowing,
	progressOf,
	type DataRequest
} from './data-request.ts';

const request: DataRequest = {
	id: '1',
	state: 'open',
	recipient: 'a@b.example',
	locale: 'pt-BR',
	requestedBy: null,
	mailState: 'sent',
	createdAt: '2026-11-01T12:00:00Z',
	sentAt: null,
	expiresAt: '2026-11-08T12:00:00Z',
	openedAt: null,
	savedAt: null,
	completedAt: null,
	revokedAt: null,
	personType: 'company',
	answers: {},
	phones: null,
	phoneHint: null,
	filled: [],
	takenOver: [],
	conflicts: [],
	missing: { boleto: [], note: [] }
};

test('counts what is needed, twelve for a company and twelve for a person', () => {
	expect(progressOf('company', [])).toEqual({ done: 0, of: 12 });
	expect(progressOf('individual', ['name', 'complement', 'born_or_opened_on'])).toEqual({
		done: 2,
		of: 12
	});
});

test('an empty list is not filled in', () =>
	expect(filledColumns({ name: 'A', city: null, phones: [] })).toEqual(['name']));

test('answers appear in the order of the form; a phone that is withheld by its hint', () => {
	const arrived = arrivedAnswers({
		answers: { city: 'Recife', name: 'A', street: null },
		phones: null,
		phoneHint: '+55 ••••• 21'
	});
	expect(arrived).toEqual([
		{ column: 'name', value: 'A', hint: null },
		{ column: 'phones', value: null, hint: '+55 ••••• 21' },
		{ column: 'street', value: null, hint: null },
		{ column: 'city', value: 'Recife', hint: null }
	]);
	expect(arrivedAnswers({ answers: {}, phones: ['+5511987654321'], phoneHint: '+55' })).toEqual([
		{ column: 'phones', value: ['+5511987654321'], hint: null }
	]);
});

test('is shown while something is to be told', () => {
	const soon = new Date('2026-11-20T12:00:00Z');
	const later = new Date('2026-12-20T12:00:00Z');
	const completed = {
		...request,
		state: 'completed',
		completedAt: '2026-11-08T12:00:00Z'
	} as const;
	const waiting = [{ field: 'city', given: 'A', current: 'B' }] as DataRequest['conflicts'];
	expect(isWorthShowing(request, later)).toBe(true);
	expect(isWorthShowing({ ...request, state: 'revoked' }, soon)).toBe(false);
	expect(isWorthShowing(completed, soon)).toBe(true);
	expect(isWorthShowing(completed, later)).toBe(false);
	expect(isWorthShowing({ ...completed, conflicts: waiting }, later)).toBe(true);
});
