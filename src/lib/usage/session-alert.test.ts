import { expect, test } from 'vitest';
import { alertOf, alertsToTell, thresholdOf } from './session-alert.ts';

const change = { operation: 'insert', row_id: null } as const;

test('is read from what is announced, and from nothing else', () => {
	const table = 'session_alerts';
	expect(alertOf({ ...change, table, client_id: 'a', threshold: 80 })).toEqual({
		clientId: 'a',
		threshold: 80
	});
	expect(alertOf({ ...change, table, client_id: 'a', threshold: 90 })).toBeNull();
	expect(alertOf({ ...change, table, many: true })).toBeNull();
	expect(alertOf({ ...change, table: 'clients', client_id: 'a', threshold: 80 })).toBeNull();
});

test('on the channel of a client it names nobody', () => {
	const table = 'session_alerts';
	expect(thresholdOf({ table, operation: 'insert', threshold: 100 })).toBe(100);
	expect(thresholdOf({ table, operation: 'insert', threshold: '100' })).toBeNull();
	expect(thresholdOf({ table: 'invoices', operation: 'insert', threshold: 80 })).toBeNull();
	expect(alertOf({ table, operation: 'insert', threshold: 100 })).toBeNull();
});

test('a client is told of once, at its worst', () => {
	const told = alertsToTell([
		{ clientId: 'a', threshold: 80 },
		{ clientId: 'b', threshold: 80 },
		{ clientId: 'a', threshold: 100 },
		{ clientId: 'a', threshold: 80 }
	]);
	expect(told).toEqual([
		{ clientId: 'a', threshold: 100 },
		{ clientId: 'b', threshold: 80 }
	]);
});
