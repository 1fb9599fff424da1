import { expect, test } from 'vitest';
import type { ColumnId } from './columns.ts';
import type { ListRow } from './list-row.ts';
import { cellOf } from './row-cells.ts';

const client: ListRow = {
	id: '00000000-0000-4000-8000-000000000001',
	number: 7,
	personType: 'company',
	name: 'Padaria São João Ltda.',
	tradeName: null,
	document: '11222333000181',
	email: null,
	phoneHint: null,
	planName: null,
	status: 'active',
	isSuspended: false,
	isDelinquent: true,
	paymentStatus: 'overdue',
	dueOn: '2026-11-10',
	lastPaidOn: null,
	createdAt: '2026-01-01T01:30:00+00:00',
	sessionsLeft: 0,
	city: 'Recife',
	state: null,
	isAnonymised: false
} as ListRow;

const saying = (column: Exclude<ColumnId, 'status'>, changed: Partial<ListRow> = {}) =>
	cellOf({ ...client, ...changed }, column, 'pt-BR', 'America/Sao_Paulo');

test('what is missing is empty, and no word', () => {
	for (const column of ['trade_name', 'email', 'phone', 'last_paid'] as const)
		expect(saying(column)).toEqual({ text: '' });
	expect(saying('sessions', { sessionsLeft: null }).text).toBe('');
	expect(saying('city', { city: null }).text).toBe('');
});

test('what is late, used up or held is toned, and what is quiet is quiet', () => {
	expect(saying('due')).toEqual({ text: '10/11/2026', tone: 'danger' });
	expect(saying('due', { isDelinquent: false }).tone).toBe('');
	expect(saying('sessions')).toEqual({ text: '0', tone: 'danger' });
	expect(saying('suspended', { isSuspended: true }).tone).toBe('caution');
	expect(saying('plan').tone).toBe('quiet');
	expect(saying('payment').tone).toBe('danger');
});

test('an instant falls on the day of the account, a document has its mask', () => {
	expect(saying('created').text).toBe('31/12/2025');
	expect(saying('document').text).toBe('11.222.333/0001-81');
	expect(saying('city').text).toBe('Recife');
});

test('what may be cut off can be read whole', () => {
	expect(saying('name')).toEqual({ text: client.name, title: client.name });
});
