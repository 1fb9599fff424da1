import { expect, test } from 'vitest';
import { changesOf } from './changes.ts';
import type { EntryChange } from './entry.ts';

const writing = { locale: 'pt-BR', timeZone: 'America/Sao_Paulo' };
const person = '6f1c2f60-3a55-4f0e-9d0b-1f6a4f0c9f11';

test('an update says each field before and after, in the order of their names', () => {
	expect(
		shown(
			entry(
				'clients',
				'update',
				{ name: 'Padaria', city: null },
				{ name: 'Aurora', city: 'Recife' }
			)
		)
	).toEqual(['Cidade: vazio → Recife', 'Nome: Padaria → Aurora']);
});

test('a new row says its fields once, without what the entry says already', () => {
	const after = { id: person, reseller_id: person, created_at: '2026-01-01', name: 'Aurora' };
	expect(shown(entry('clients', 'insert', null, after))).toEqual(['Nome: Aurora']);
});

test('a deleted row says what was there', () => {
	expect(shown(entry('client_notes', 'delete', { body: 'Paga tarde' }, null))).toEqual([
		'Observações: Paga tarde →'
	]);
});

test('an export says its filters, the client too', () => {
	const after = { client_id: person, from_on: '2026-11-01', impersonated: true };
	expect(shown(entry('audit_entries', 'export', null, after))).toEqual([
		'Cliente: 6f1c2f60…',
		'De: 01/11/2026',
		'Só o que foi feito no lugar de outra pessoa: sim'
	]);
});

test('what stands for nothing else is shown when it changed', () => {
	expect(shown(entry('invoices', 'update', { client_id: person }, { client_id: null }))).toEqual([
		'Cliente: 6f1c2f60… → vazio'
	]);
});

test.each([
	['invoices', 'total_cents', 123450, 'R$ 1.234,50'],
	['invoices', 'total_cents', 0, 'R$ 0,00'],
	['invoices', 'due_on', '2026-11-22', '22/11/2026'],
	['invoices', 'number', 12345, '12345'],
	['invoices', 'payment_status', 'paid', 'Paga'],
	['invoices', 'status', 'void', 'Cancelada'],
	['impersonations', 'ended_at', '2026-11-22T01:30:00.123456+00:00', '21/11/2026, 22:30'],
	['memberships', 'sees_phones', true, 'sim'],
	['memberships', 'sees_phones', false, 'não'],
	['memberships', 'role', 'finance', 'Financeiro'],
	['subscriptions', 'interval_months', 3, 'Trimestral'],
	['subscriptions', 'due_day', 31, 'dia 31'],
	['subscriptions', 'status', 'active', 'Ativa'],
	['clients', 'document', '52998224725', '529.982.247-25'],
	['clients', 'document', '12ABC34501DE35', '12.ABC.345/01DE-35'],
	['clients', 'postal_code', '01310100', '01310-100'],
	['clients', 'company_size', '2-10', '2–10 pessoas'],
	['client_phones', 'e164', '+5511987654321', '(11) 98765-4321'],
	['payments', 'recorded_by', person, '6f1c2f60…'],
	['clients', 'name', '2026', '2026'],
	['clients', 'name', '', 'vazio'],
	['audit_entries', 'table_name', 'invoices', 'Faturas'],
	['audit_entries', 'operation', 'delete', 'Exclusão'],
	['tables_to_come', 'words', { a: [1] }, '{"a":[1]}'],
	['subscriptions', 'status', 'to_come', 'to_come']
])('%s.%s %j reads %s', (table, column, value, words) => {
	const [change] = changesOf(entry(table, 'insert', null, { [column]: value }), writing);
	expect((change?.after ?? 'vazio').replaceAll('\u00a0', ' ')).toBe(words);
});

test('ids are written as what they stand for, where that is known', () => {
	const [change] = changesOf(entry('payments', 'insert', null, { recorded_by: person }), {
		...writing,
		names: { [person]: 'Ana Souza' }
	});
	expect(change?.after).toBe('Ana Souza');
});

test('a moment is written in the zone of the account and the language of the person', () => {
	const [change] = changesOf(
		entry('invitations', 'update', { sent_at: null }, { sent_at: '2026-11-22T01:30:00Z' }),
		{ locale: 'en', timeZone: 'America/Manaus' }
	);
	expect(change?.after).toBe('21/11/2026, 21:30');
});

function entry(
	table_name: string,
	operation: string,
	before: EntryChange['before'],
	after: EntryChange['after']
): EntryChange {
	return { table_name, operation, before, after };
}

function shown(change: EntryChange): string[] {
	return changesOf(change, writing).map(({ label, before, after }) => {
		const sides = [before, after].map((side) => (side === null ? 'vazio' : side));
		return `${label}: ${before === undefined ? sides[1] : `${sides[0]} → ${sides[1] ?? ''}`}`.trim();
	});
}
