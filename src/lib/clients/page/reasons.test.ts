import { describe, expect, test } from 'vitest';
import { reasonsOf, type Reason } from './reasons.ts';
import type { Standing } from './standing.ts';

const place = { locale: 'pt-BR', timeZone: 'America/Sao_Paulo', isAnonymised: false };
const subscription = {
	id: 's',
	plan_name: 'Fibra',
	created_at: '2026-11-01T12:00:00Z',
	activated_at: null,
	awaits: null
};
const settled: Standing['payment'] = {
	value: 'settled',
	due_on: null,
	invoice_id: null,
	invoice_number: null,
	last_paid_on: '2026-11-10',
	last_invoice_id: 'i11',
	last_invoice_number: 11
};
const none: Standing['payment'] = {
	...settled,
	value: 'none',
	last_paid_on: null,
	last_invoice_id: null,
	last_invoice_number: null
};
const base: Standing = {
	status: { value: 'inactive', since: null, subscription: null },
	archived: null,
	suspended: null,
	delinquent: null,
	payment: none,
	missing: { boleto: [], note: [] },
	invoices: 0,
	deletable: true
};

const standing = (changes: Partial<Standing>): Standing => ({ ...base, ...changes });
const keys = (reasons: Reason[]) => reasons.map(({ key }) => key);
const says = (reason: Reason | undefined) =>
	reason?.sentences.map(({ say, invoice }) => say(invoice ? `[fatura ${invoice.number}]` : ''));

describe('which statuses are shown', () => {
	const late = {
		invoice: { id: 'i', number: 12, due_on: '2026-11-02', open_cents: 9990, days_late: 20 },
		count: 1,
		open_cents: 9990
	};
	const overdue = {
		...none,
		value: 'overdue',
		due_on: '2026-11-02',
		invoice_id: 'i',
		invoice_number: 12
	} as const;
	const held = { since: '2026-11-20T12:00:00Z', reason: 'manual', note: null, by: null } as const;
	const archived = { at: '2026-11-20T12:00:00Z', by: null };

	test.each<[string, Partial<Standing>, string[]]>([
		['nothing yet', {}, ['inactive']],
		['all paid', { payment: settled }, ['inactive', 'settled']],
		['late: said once', { delinquent: late, payment: overdue }, ['inactive', 'delinquent']],
		['suspended: not "inactive" too', { suspended: held }, ['suspended']],
		[
			'suspended and late',
			{ suspended: held, delinquent: late, payment: overdue },
			['suspended', 'delinquent']
		],
		['archived, and still owing', { archived, payment: overdue }, ['archived', 'overdue']],
		['archived while suspended', { archived, suspended: held }, ['archived', 'suspended']]
	])('%s', (_, changes, expected) => {
		expect(keys(reasonsOf(standing(changes), place))).toEqual(expected);
	});
});

describe('why', () => {
	test('inactive: what is awaited names the invoice', () => {
		const awaits = { id: 'i12', number: 12, due_on: '2026-11-27' };
		const [reason] = reasonsOf(
			standing({
				status: {
					value: 'inactive',
					since: null,
					subscription: { ...subscription, status: 'pending', awaits }
				}
			}),
			place
		);
		expect(says(reason)).toEqual([
			'A assinatura do plano Fibra, criada em 01/11/2026, aguarda o primeiro pagamento da [fatura 12].'
		]);
		expect(reason?.rule).toBeTruthy();
	});

	test('active: since when', () => {
		const [reason] = reasonsOf(
			standing({
				status: {
					value: 'active',
					since: '2026-11-03T02:00:00Z',
					subscription: { ...subscription, status: 'active' }
				}
			}),
			place
		);
		// Late in the evening there, already the next day in Greenwich.
		expect(says(reason)).toEqual(['A assinatura do plano Fibra está ativa desde 02/11/2026.']);
	});

	test.each([
		[1, 'há 1 dia, '],
		[20, 'há 20 dias, ']
	])(
		'delinquent: %i days late, and all that is late where it is more than one',
		(days_late, words) => {
			const [, reason] = reasonsOf(
				standing({
					delinquent: {
						invoice: { id: 'i', number: 12, due_on: '2026-11-02', open_cents: 9990, days_late },
						count: 3,
						open_cents: 30_000
					}
				}),
				place
			);
			const [first, second] = says(reason) ?? [];
			expect(first).toContain('A [fatura 12] venceu em 02/11/2026, ');
			expect(first).toContain(words);
			expect(first).toMatch(/R\$\s99,90 em aberto/);
			expect(second).toMatch(/3 faturas vencidas, que somam R\$\s300,00/);
		}
	);

	test('suspended: since when, by whom, and the note as it was written', () => {
		const note = '<b>férias</b> {by}';
		const [reason] = reasonsOf(
			standing({ suspended: { since: '2026-11-20T12:00:00Z', reason: 'manual', note, by: 'Ana' } }),
			place
		);
		const text = says(reason)?.join(' ');
		expect(text).toContain('por Ana');
		expect(text).toContain(note);
	});

	test('a subscription that is suspended by itself has no date of its own', () => {
		const [reason] = reasonsOf(
			standing({ suspended: { since: null, reason: 'overdue', note: null, by: null } }),
			place
		);
		expect(says(reason)).toEqual(['Suspenso por falta de pagamento.']);
	});

	test('archived: another rule once the data are gone', () => {
		const archived = standing({ archived: { at: '2026-11-20T12:00:00Z', by: 'Ana' } });
		const [kept] = reasonsOf(archived, place);
		const [gone] = reasonsOf(archived, { ...place, isAnonymised: true });
		expect(says(kept)?.[0]).toContain('Arquivado por Ana');
		expect(kept?.rule).not.toBe(gone?.rule);
	});
});
