import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { makeTenant, type Tenant } from '../support/world.ts';
import { databaseConnection, platform } from './platform.ts';
import { createStatementBook, type Issued, type Row } from './statement-book.ts';

const db = databaseConnection();
let tenant: Tenant;
let book: Awaited<ReturnType<typeof createStatementBook>>;

beforeAll(async () => {
	tenant = await makeTenant(platform, 'statements');
	book = await createStatementBook(db, tenant, tenant.staff.finance);
});

/** No two tests meet in an amount. */
let lastCents = 100_000;
const amount = () => (lastCents += 1009);
const fat = ({ number }: Issued) => `FAT${number}`;

async function only(lines: Parameters<typeof book.importLines>[0]): Promise<Row> {
	const rows = await book.rowsOf(await book.importLines(lines));
	expect(rows).toHaveLength(1);
	return rows[0]!;
}

describe('what a credit probably paid', () => {
	test('its transaction id and its amount: sure', async () => {
		const cents = amount();
		const invoice = await book.invoice(cents);
		const row = await only([{ amount_cents: cents, memo: `Pix recebido ${fat(invoice)} JOAO` }]);
		expect(row).toMatchObject({ kind: 'sure', proposed_id: invoice.id });
		expect(row.candidates).toMatchObject([{ by_txid: true, fit: 'exact', charges_cents: 0 }]);
	});

	test.each([
		['in lower case, in the reference', (id: string) => ({ reference: id.toLowerCase() })],
		['with zeros in front', (id: string) => ({ memo: id.replace('FAT', 'FAT000') })],
		['between signs', (id: string) => ({ memo: `PIX/${id}/x` })]
	])('the transaction id %s', async (_, given) => {
		const cents = amount();
		const invoice = await book.invoice(cents);
		const row = await only([{ amount_cents: cents, ...given(fat(invoice)) }]);
		expect(row).toMatchObject({ kind: 'sure', proposed_id: invoice.id });
	});

	test('a longer number is another invoice, and a word that ends so is none', async () => {
		const invoice = await book.invoice(amount());
		const id = await book.importLines([
			{ amount_cents: amount(), memo: `${fat(invoice)}0000` },
			{ amount_cents: amount(), memo: `SA${fat(invoice)}` }
		]);
		expect((await book.rowsOf(id)).map(({ kind }) => kind)).toEqual(['unmatched', 'unmatched']);
	});

	test('with late charges as of the day it was posted: fine 2 %, interest 1 % a month by days', async () => {
		const invoice = await book.invoice(100_00 * 7, {}, '2026-10-05');
		// 10 days: 700.00 × 2 % = 14.00; 700.00 × 1 % ÷ 30 × 10 = 2.33; together 716.33.
		const row = await only([
			{ amount_cents: 716_33, memo: `PIX ${fat(invoice)}`, posted_on: '2026-10-15' }
		]);
		expect(row).toMatchObject({ kind: 'sure', proposed_id: invoice.id });
		expect(row.candidates).toMatchObject([{ due_cents: 716_33, charges_cents: 16_33 }]);
		await book.call('accept_statement_line', { line_id: row.id, invoice_id: invoice.id });
		expect(await book.invoiceOf(invoice.id)).toEqual({
			payment_status: 'paid',
			paid_cents: 716_33,
			charges_cents: 16_33
		});
	});

	test('late without the charges: likely, and a person says whether they are waived', async () => {
		const waived = await book.invoice(823_00, {}, '2026-10-05');
		const partly = await book.invoice(824_00, {}, '2026-10-05');
		const rows = await book.rowsOf(
			await book.importLines([
				{ amount_cents: 823_00, memo: fat(waived), posted_on: '2026-10-15' },
				{ amount_cents: 824_00, memo: 'PIX', posted_on: '2026-10-15' }
			])
		);
		expect(rows).toMatchObject([
			{ kind: 'likely', proposed_id: waived.id, candidates: [{ fit: 'without_charges' }] },
			{ kind: 'likely', proposed_id: partly.id, candidates: [{ fit: 'without_charges' }] }
		]);
		await book.call('accept_statement_line', {
			line_id: rows[0]!.id,
			invoice_id: waived.id,
			charges_waived: true
		});
		await book.call('accept_statement_line', { line_id: rows[1]!.id, invoice_id: partly.id });
		expect((await book.invoiceOf(waived.id)).payment_status).toBe('paid');
		expect((await book.invoiceOf(partly.id)).payment_status).toBe('partial');
	});

	test('one invoice of that amount: likely; issued only later: none', async () => {
		const cents = amount();
		const invoice = await book.invoice(cents);
		expect(await only([{ amount_cents: cents }])).toMatchObject({
			kind: 'likely',
			proposed_id: invoice.id
		});
		expect(await only([{ amount_cents: cents, posted_on: '2026-09-30' }])).toMatchObject({
			kind: 'unmatched',
			candidates: []
		});
	});

	test('several of that amount: a person chooses, unless one client is named', async () => {
		const cents = amount();
		await book.invoice(cents, { name: 'Mercado Bom Preço Ltda.', person_type: 'company' });
		const ana = await book.invoice(cents, { name: 'Ana Conceição Prado', document: '52998224725' });
		const rows = await book.rowsOf(
			await book.importLines([
				{ amount_cents: cents, memo: 'PIX RECEBIDO' },
				{ amount_cents: cents, memo: 'PIX TRANSF ANA CONCEICAO PRADO26/10' },
				{ amount_cents: cents, memo: 'Recebimento Pix 529.982.247-25' },
				{ amount_cents: cents, memo: 'Pix recebido •••.982.247-•• BANCO' }
			])
		);
		expect(rows.map(({ kind }) => kind)).toEqual(['choose', 'likely', 'likely', 'likely']);
		expect(rows.slice(1).map(({ proposed_id }) => proposed_id)).toEqual([ana.id, ana.id, ana.id]);
		expect(rows[0]!.candidate_count).toBe(2);
		expect(rows[1]!.candidates).toHaveLength(2);
		expect(rows[1]!.candidates[0]).toMatchObject({ is_named: true });
	});

	test('of a crowd that pays the same the one who is named is found', async () => {
		const cents = amount();
		const clients = await Promise.all(
			Array.from({ length: 60 }, (_, at) =>
				book.client({ name: at === 41 ? 'Joaquim Teixeira Fontes' : `Pessoa Comum ${at}` })
			)
		);
		let joaquim: Issued | undefined;
		for (const [at, clientId] of clients.entries()) {
			const issued = await book.issue(clientId, cents, '2026-10-26');
			if (at === 41) joaquim = issued;
		}
		const rows = await book.rowsOf(
			await book.importLines([
				{ amount_cents: cents, memo: 'PIX JOAQUIM TEIXEIRA FONTES' },
				{ amount_cents: cents, memo: 'TED 0001' }
			])
		);
		expect(rows).toMatchObject([
			{ kind: 'likely', proposed_id: joaquim!.id },
			{ kind: 'unmatched', candidates: [] }
		]);
	});

	test('named, but another amount; named twice; two invoices named', async () => {
		const [a, b] = [amount(), amount()];
		const [one, two] = [await book.invoice(a), await book.invoice(b)];
		const rows = await book.rowsOf(
			await book.importLines([
				{ amount_cents: a - 1, memo: fat(one) },
				{ amount_cents: a, memo: fat(one) },
				{ amount_cents: a, memo: `${fat(one)} de novo` },
				{ amount_cents: a + b, memo: `${fat(one)} ${fat(two)}` },
				{ amount_cents: b, memo: fat(one) }
			])
		);
		expect(rows.map(({ kind }) => kind)).toEqual(['likely', 'sure', 'likely', 'choose', 'likely']);
		expect(rows.map(({ candidates }) => candidates[0]!.fit)).toEqual([
			'less',
			'exact',
			'exact',
			'more',
			'more'
		]);
		// Whoever names an invoice means no other one, though another asks for just this amount.
		expect(rows[4]!.candidates.map(({ invoice_id }) => invoice_id)).toEqual([one.id]);
	});

	test('what the agency pays is no candidate by its amount', async () => {
		const cents = amount();
		await book.invoice(cents, { payer: 'agency' });
		expect(await only([{ amount_cents: cents }])).toMatchObject({ kind: 'unmatched' });
	});
});

describe('taking a file in', () => {
	test('the same file again is the same statement', async () => {
		const given = {
			file_name: 'a.ofx',
			fingerprint: 'a'.repeat(64),
			format: 'ofx',
			lines: [{ position: 1, posted_on: '2026-10-20', amount_cents: amount(), memo: 'x' }]
		};
		const answers = await Promise.all(
			Array.from({ length: 6 }, () =>
				book.call<{ statement_id: string; is_known: boolean }>('import_statement', given)
			)
		);
		expect(new Set(answers.map(({ statement_id }) => statement_id)).size).toBe(1);
		expect(answers.filter(({ is_known }) => !is_known)).toHaveLength(1);
		const { statement } = await book.read(answers[0]!.statement_id);
		expect(statement).toMatchObject({ credits: 1, open: 1, debits: 0 });
	});

	test('debits are shown and never paid with', async () => {
		const id = await book.importLines([{ amount_cents: -500 }, { amount_cents: 0 }]);
		const [debit] = await book.rowsOf(id, 'debit');
		const invoice = await book.invoice(amount());
		expect(
			await book.refusal('accept_statement_line', { line_id: debit!.id, invoice_id: invoice.id })
		).toBe('statement_line_decided');
		expect(await book.refusal('reconsider_statement_line', { line_id: debit!.id })).toBe(
			'statement_line_decided'
		);
		expect((await book.read(id)).statement).toMatchObject({ credits: 0, debits: 2, open: 0 });
	});

	test.each([
		['no list', {}],
		['no date', [{ position: 1, amount_cents: 1 }]],
		['a date that is none', [{ position: 1, posted_on: '2026-02-30', amount_cents: 1 }]],
		['an amount that is none', [{ position: 1, posted_on: '2026-02-03', amount_cents: 'x' }]],
		['an amount beyond all', [{ position: 1, posted_on: '2026-02-03', amount_cents: 1e12 }]],
		['a year beyond all', [{ position: 1, posted_on: '9999-02-03', amount_cents: 1 }]],
		['a novel', [{ position: 1, posted_on: '2026-02-03', amount_cents: 1, memo: 'x'.repeat(501) }]],
		['no object', [1]]
	])('%s is refused', async (_, lines) => {
		expect(
			await book.refusal('import_statement', {
				file_name: 'a.ofx',
				fingerprint: 'b'.repeat(64),
				format: 'ofx',
				lines
			})
		).toBe('statement_lines_invalid');
	});

	test.each([
		[{ fingerprint: 'x' }, 'statement_fingerprint_invalid'],
		[{ format: 'pdf' }, 'statement_format_invalid'],
		[{ file_name: ' ' }, 'statement_file_name_invalid'],
		[{ mapping: {} }, 'statement_mapping_invalid'],
		[{ signature: 'x' }, 'statement_signature_invalid'],
		[{ bank: 'x'.repeat(61) }, 'statement_bank_invalid'],
		[{ unread: {} }, 'statement_unread_invalid']
	])('%j is refused', async (change, code) => {
		const lines = [{ position: 1, posted_on: '2026-10-20', amount_cents: 1, memo: 'x' }];
		const given = { file_name: 'a.ofx', fingerprint: 'c'.repeat(64), format: 'ofx', lines };
		expect(await book.refusal('import_statement', { ...given, ...change })).toBe(code);
	});
});

describe('overlapping files', () => {
	const states = async (id: string) =>
		(await Promise.all(['open', 'repeated'].map((show) => book.rowsOf(id, show))))
			.flat()
			.sort((one, other) => one.position - other.position)
			.map(({ state, repeat_is_sure }) => (repeat_is_sure === false ? `${state}?` : state));

	test('the same id, day and amount is the same movement', async () => {
		const cents = amount();
		const line = { amount_cents: cents, bank_id: randomUUID() };
		await book.importLines([line]);
		const second = await book.importLines([
			{ ...line, memo: 'the bank writes it otherwise now' },
			{ ...line, bank_id: randomUUID(), memo: 'another' },
			{ ...line, account: '0341 other' }
		]);
		expect(await states(second)).toEqual(['repeated', 'open', 'open']);
		expect(await states(await book.importLines([{ ...line, posted_on: '2026-10-27' }]))).toEqual([
			'open'
		]);
		const [repeated] = await book.rowsOf(second, 'repeated');
		const invoice = await book.invoice(cents);
		for (const command of ['accept_statement_line', 'reconsider_statement_line'])
			expect(
				await book.refusal(command, {
					line_id: repeated!.id,
					...(command === 'accept_statement_line' && { invoice_id: invoice.id })
				})
			).toBe('statement_line_decided');
	});

	test('without ids movements that look alike are counted', async () => {
		const line = { amount_cents: amount(), memo: 'DEPOSITO' };
		const first = await book.importLines([line, line]);
		expect(await states(first)).toEqual(['open', 'open']);
		// The whole day, with one more that looks so.
		const second = await book.importLines([line, line, line]);
		expect(await states(second)).toEqual(['repeated', 'repeated', 'open']);
		expect(await states(await book.importLines([line, line, line, line]))).toEqual([
			'repeated',
			'repeated',
			'repeated',
			'open'
		]);
	});

	test('an id that differing movements share says nothing', async () => {
		const cents = amount();
		const lines = [
			{ amount_cents: cents, bank_id: '0', memo: 'um' },
			{ amount_cents: cents, bank_id: '0', memo: 'dois' },
			{ amount_cents: cents, bank_id: '0', memo: 'dois' }
		];
		expect(await states(await book.importLines(lines))).toEqual(['open', 'open', 'open']);
		expect(await states(await book.importLines(lines))).toEqual([
			'repeated',
			'repeated',
			'repeated'
		]);
	});

	test('a bank that numbers each file anew: alike in all else, a person may say that it is another', async () => {
		const line = { amount_cents: amount(), memo: 'PIX MARIA' };
		await book.importLines([{ ...line, bank_id: '1' }]);
		const second = await book.importLines([{ ...line, bank_id: '2' }]);
		expect(await states(second)).toEqual(['repeated?']);
		const [row] = await book.rowsOf(second, 'repeated');
		await book.call('reconsider_statement_line', { line_id: row!.id });
		await book.call('reconsider_statement_line', { line_id: row!.id });
		expect(await states(second)).toEqual(['open']);
		expect(await states(await book.importLines([{ ...line, bank_id: '1' }]))).toEqual(['repeated']);
		expect(await states(await book.importLines([{ ...line, bank_id: '2' }]))).toEqual(['repeated']);
		expect(await states(await book.importLines([{ ...line, bank_id: '3' }]))).toEqual([
			'repeated?'
		]);
	});

	test('listed twice in one file under one id', async () => {
		const line = { amount_cents: amount(), memo: 'PIX RUI', bank_id: 'twice' };
		const id = await book.importLines([line, line]);
		expect(await states(id)).toEqual(['open', 'repeated?']);
		const [row] = await book.rowsOf(id, 'repeated');
		await book.call('reconsider_statement_line', { line_id: row!.id });
		expect(await states(id)).toEqual(['open', 'open']);
	});

	test('of a day listed the other way round nothing is paid twice', async () => {
		const line = { amount_cents: amount(), memo: 'PIX IGUAL' };
		await book.importLines([{ ...line, bank_id: 'late' }]);
		expect(
			await states(
				await book.importLines([
					{ ...line, bank_id: 'early' },
					{ ...line, bank_id: 'late' }
				])
			)
		).toEqual(['open', 'repeated']);
	});

	test('two files at the same moment', async () => {
		const line = { amount_cents: amount(), memo: 'PIX JUNTO' };
		const ids = await Promise.all([1, 2, 3, 4].map(() => book.importLines([line])));
		const all = (await Promise.all(ids.map(states))).flat();
		expect(all.sort()).toEqual(['open', 'repeated', 'repeated', 'repeated']);
	});
});
