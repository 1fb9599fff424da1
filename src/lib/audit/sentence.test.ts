import { expect, test } from 'vitest';
import type { AuditEntry } from './entry.ts';
import { noNames, type EntryNames } from './names.ts';
import { actorWithoutPerson, sentenceOf } from './sentence.ts';

const client = '11111111-3a55-4f0e-9d0b-1f6a4f0c9f11';
const invoice = '22222222-3a55-4f0e-9d0b-1f6a4f0c9f11';
const member = '33333333-3a55-4f0e-9d0b-1f6a4f0c9f11';
const visit = '44444444-3a55-4f0e-9d0b-1f6a4f0c9f11';
const names: EntryNames = {
	...noNames(),
	ids: { [client]: 'Aurora', [invoice]: '12', [member]: 'Bia', [visit]: 'Marina' },
	clients: { [client]: { name: 'Aurora', number: 7 } },
	invoices: { [invoice]: { number: 12, clientId: client } }
};
const clientHref = `/r/veloz/clients/${client}`;
const invoiceHref = `${clientHref}/invoices/${invoice}`;

test.each<[string, Partial<AuditEntry>, string, string | null]>([
	[
		'a client goes by its name at that time',
		{ table_name: 'clients', row_key: client, client_id: client, label: 'Padaria Aurora Ltda.' },
		'alterou o cliente Padaria Aurora Ltda.',
		clientHref
	],
	[
		'a sign-up that nobody paid is given up',
		{
			table_name: 'plan_sign_ups',
			row_key: visit,
			client_id: client,
			after: { expired_on: '2026-12-20' }
		},
		'deu por abandonada a contratação pelo link Marina (Aurora)',
		null
	],
	[
		'an invoice by its number, with its client',
		{ table_name: 'invoices', row_key: invoice, client_id: client, label: '12' },
		'alterou a fatura 12 (Aurora)',
		invoiceHref
	],
	[
		'a payment by its invoice',
		{
			table_name: 'payments',
			operation: 'insert',
			row_key: visit,
			client_id: client,
			after: { invoice_id: invoice }
		},
		'incluiu um pagamento da fatura 12 (Aurora)',
		invoiceHref
	],
	[
		'a phone by its client alone',
		{ table_name: 'client_phones', operation: 'delete', row_key: `${client}/1`, client_id: client },
		'excluiu um telefone (Aurora)',
		null
	],
	[
		'a member by name, though the entry does not hold it',
		{ table_name: 'memberships', row_key: member, after: { role: 'admin' } },
		'alterou o acesso de Bia',
		null
	],
	[
		'entering by whose place it was',
		{ table_name: 'impersonations', operation: 'insert', row_key: visit, client_id: client },
		'entrou no lugar de Marina (Aurora)',
		null
	],
	[
		'leaving too',
		{ table_name: 'impersonations', row_key: visit },
		'encerrou o acesso no lugar de Marina',
		null
	],
	[
		'an export by itself',
		{ table_name: 'audit_entries', operation: 'export', row_key: 'x' },
		'exportou o histórico',
		null
	],
	[
		'what is gone is no link',
		{
			table_name: 'clients',
			operation: 'delete',
			row_key: visit.replace('4', '5'),
			label: 'Antiga'
		},
		'excluiu o cliente Antiga',
		null
	],
	[
		'a key that was revoked',
		{ table_name: 'api_keys', row_key: 'x', label: 'Chat', after: { revoked_at: 'x' } },
		'revogou uma chave de API Chat',
		null
	],
	[
		'a key with another secret',
		{ table_name: 'api_keys', row_key: 'x', label: 'Chat', after: { prefix: 'blc_live_x' } },
		'trocou o segredo de uma chave de API Chat',
		null
	],
	[
		'a table to come by its own name',
		{ table_name: 'tickets', operation: 'insert', row_key: 'x', label: '9' },
		'incluiu tickets 9',
		null
	]
])('%s', (_, given, words, href) => {
	const sentence = sentenceOf(entry(given), names, 'veloz');
	const whose = sentence.client && `(${sentence.client.name})`;
	const parts = [sentence.verb, sentence.what, sentence.label, whose];
	expect(parts.filter(Boolean).join(' ')).toBe(words);
	expect(sentence.href).toBe(href);
	if (sentence.client) expect(sentence.client.href).toBe(clientHref);
});

function entry(given: Partial<AuditEntry>): AuditEntry {
	return {
		...{ id: 1, occurred_at: '2026-11-22T12:00:00Z', table_name: '', operation: 'update' },
		...{ row_key: '', label: null, client_id: null, actor_id: null, subject_id: null },
		...{ impersonation_id: null, address: null, seen_address: null, before: null, after: null },
		...given
	};
}

test.each([
	['insert', {}, 'pediu os dados'],
	['update', { opened_at: 'x' }, 'abriu o pedido de dados'],
	['update', { completed_at: 'x', taken_over: ['city'] }, 'preencheu por link os dados'],
	['update', { taken_over: ['city'] }, 'usou uma resposta do pedido de dados'],
	['update', { revoked_at: 'x' }, 'encerrou o pedido de dados'],
	['update', { sent_at: 'x' }, 'enviou o pedido de dados']
])('of a data request: %s of %j', (operation, after, verb) => {
	const entry = { table_name: 'data_requests', operation, after } as unknown as AuditEntry;
	expect(sentenceOf({ ...entry, row_key: visit, client_id: client }, names, 'veloz')).toMatchObject(
		{
			verb,
			what: null,
			client: { name: 'Aurora' }
		}
	);
});

test('without a person it was the client by its link, or a job', () => {
	const entry = { table_name: 'clients', address: '192.0.2.1' } as AuditEntry;
	expect(actorWithoutPerson(entry)).toBe('Cliente, pelo link');
	expect(actorWithoutPerson({ ...entry, address: null })).toBe('Sistema');
	expect(actorWithoutPerson({ ...entry, table_name: 'invoices' })).toBe('Sistema');
});
