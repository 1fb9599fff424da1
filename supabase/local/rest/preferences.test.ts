import { expect, test } from 'vitest';
import { appliedPreferences, parsePreferences } from './preferences.ts';

test('every preference is understood, with any spacing', () => {
	expect(
		parsePreferences(
			'resolution=ignore-duplicates,  return=representation , count=planned, tx=rollback, missing=default, handling=strict, timezone=America/Sao_Paulo, max-affected=10',
			true
		)
	).toEqual({
		resolution: 'ignore-duplicates',
		returning: 'representation',
		count: 'planned',
		transaction: 'rollback',
		missing: 'default',
		handling: 'strict',
		timezone: 'America/Sao_Paulo',
		maxAffected: 10,
		unknown: []
	});
});

test('of repeated preferences the first counts', () => {
	expect(parsePreferences('tx=commit, tx=rollback', true).transaction).toBe('commit');
});

test('the end of the transaction is the client’s choice only where that is open', () => {
	expect(parsePreferences('tx=rollback', false)).toMatchObject({
		transaction: undefined,
		unknown: []
	});
});

test('what means nothing is named', () => {
	expect(parsePreferences('anything, count=all, max-affected=x', true)).toMatchObject({
		count: undefined,
		maxAffected: undefined,
		unknown: ['anything', 'count=all']
	});
});

test('max-affected is applied only with strict handling', () => {
	expect(appliedPreferences({ count: 'exact', maxAffected: 3 })).toBe('count=exact');
	expect(appliedPreferences({ handling: 'strict', maxAffected: 3 })).toBe(
		'handling=strict, max-affected=3'
	);
	expect(appliedPreferences({})).toBeUndefined();
});
