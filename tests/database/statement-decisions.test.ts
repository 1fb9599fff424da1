import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { makeTenant, type Tenant } from '../support/world.ts';
import { databaseConnection, platform } from './platform.ts';
import { createStatementBook, type Issued } from './statement-book.ts';

const db = databaseConnection();
let tenant: Tenant;
let book: Awaited<ReturnType<typeof createStatementBook>>;

beforeAll(async () => {
	tenant = await makeTenant(platform, 'decisions');
	book = await createStatementBook(db, tenant, tenant.staff.finance);
});

let lastCents = 100_000;
const amount = () => (lastCents += 1013);
const fat = ({ number }: Issued) => `FAT${number}`;

/** An invoice and a credit that names it. */
async function named(cents = amount()) {
	const invoice = await book.invoice(cents);
	const id = await book.importLines([{ amount_cents: cents, memo: `PIX ${fat(invoice)}` }]);
	const [row] = await book.rowsOf(id);
	return { invoice, id, line: row!.id, cents };
}

async function ledgerDiffers(): Promise<unknown[]> {
	const { rows } = await db.query('select * from app.check_ledger($1)', [tenant.resellerId]);
	return rows;
}

describe('accepting', () => {
	test('pays once, as of the day it was posted, whoever says so how often', async () => {
		const { invoice, id, line, cents } = await named();
		const people = [tenant.staff.owner, tenant.staff.admin, tenant.staff.finance];
		const answers = await Promise.all(
			Array.from({ length: 9 }, (_, at) =>
				book.call(
					'accept_statement_line',
					{ line_id: line, invoice_id: invoice.id },
					people[at % 3]
				)
			)
		);
		expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
		expect(await book.payments(invoice.id)).toEqual([
			{
				amount_cents: cents,
				method: 'pix',
				status: 'succeeded',
				source: 'statement',
				paid_on: '2026-10-26',
				external_id: `${line}:0`
			}
		]);
		expect(await book.invoiceOf(invoice.id)).toMatchObject({ payment_status: 'paid' });
		const { statement, rows } = await book.read(id, 'paid');
		expect(statement).toMatchObject({ open: 0, paid: 1 });
		expect(rows).toMatchObject([{ state: 'paid', invoice: { id: invoice.id } }]);
	});

	test('two people who choose two invoices for one line: one of them is told', async () => {
		const { invoice, line } = await named();
		const other = await book.invoice(amount());
		const answers = await Promise.all(
			[invoice, other].map(({ id }, at) =>
				[tenant.staff.owner, tenant.staff.admin][at]!.db.rpc('accept_statement_line', {
					line_id: line,
					invoice_id: id
				})
			)
		);
		expect(answers.map(({ error }) => error?.message ?? 'accepted').sort()).toEqual([
			'accepted',
			'statement_line_decided'
		]);
		const made = [...(await book.payments(invoice.id)), ...(await book.payments(other.id))];
		expect(made).toHaveLength(1);
	});

	test('two lines for one invoice at once: it is paid once', async () => {
		const cents = amount();
		const invoice = await book.invoice(cents);
		const rows = await book.rowsOf(
			await book.importLines([{ amount_cents: cents }, { amount_cents: cents, memo: 'outro' }])
		);
		const answers = await Promise.all(
			rows.map((row) =>
				tenant.staff.owner.db.rpc('accept_statement_line', {
					line_id: row.id,
					invoice_id: invoice.id
				})
			)
		);
		expect(answers.map(({ error }) => error?.message ?? 'accepted').sort()).toEqual([
			'accepted',
			'invoice_already_paid'
		]);
		expect(await book.payments(invoice.id)).toHaveLength(1);
	});

	test('less pays a part, more becomes credit', async () => {
		const cents = amount();
		const invoice = await book.invoice(cents);
		const rows = await book.rowsOf(
			await book.importLines([
				{ amount_cents: 300, memo: fat(invoice) },
				{ amount_cents: cents, memo: `resto ${fat(invoice)}` }
			])
		);
		const accept = (at: number) =>
			book.call('accept_statement_line', { line_id: rows[at]!.id, invoice_id: invoice.id });
		await accept(0);
		expect(await book.invoiceOf(invoice.id)).toMatchObject({
			payment_status: 'partial',
			paid_cents: 300
		});
		await accept(1);
		expect(await book.invoiceOf(invoice.id)).toMatchObject({
			payment_status: 'paid',
			paid_cents: cents
		});
		const { rows: balances } = await db.query(
			'select credit_cents::int from public.client_balances where client_id = $1',
			[invoice.clientId]
		);
		expect(balances).toEqual([{ credit_cents: 300 }]);
		expect(await ledgerDiffers()).toEqual([]);
	});

	test('a movement of tomorrow has not happened', async () => {
		const invoice = await book.invoice(amount());
		const [row] = await book.rowsOf(
			await book.importLines([{ posted_on: '2026-11-01', memo: fat(invoice) }])
		);
		expect(row).toMatchObject({ kind: 'unmatched' });
		expect(
			await book.refusal('accept_statement_line', { line_id: row!.id, invoice_id: invoice.id })
		).toBe('payment_in_future');
	});

	test('a canceled invoice takes no money, and no other tenant’s does', async () => {
		const { invoice, line } = await named();
		await book.call('void_invoice', { invoice_id: invoice.id, reason: 'teste' });
		expect(
			await book.refusal('accept_statement_line', { line_id: line, invoice_id: invoice.id })
		).toBe('invoice_not_open');
		const stranger = await makeTenant(platform, 'stranger');
		expect(
			await book.refusal('accept_statement_line', {
				line_id: line,
				invoice_id: stranger.invoiceId
			})
		).toBe('invoice_not_found');
		const theirs = [
			['accept_statement_line', { line_id: line, invoice_id: stranger.invoiceId }],
			['ignore_statement_line', { line_id: line }],
			['reconsider_statement_line', { line_id: line }],
			['find_invoices_for_line', { line_id: line }]
		] as const;
		for (const [command, given] of theirs)
			expect(await book.refusal(command, given, stranger.staff.owner), command).toBe(
				'statement_line_not_found'
			);
	});
});

describe('all sure ones', () => {
	test('are accepted in portions; the others stay', async () => {
		const cents = Array.from({ length: 5 }, amount);
		const invoices: Issued[] = [];
		for (const one of cents) invoices.push(await book.invoice(one));
		const id = await book.importLines([
			...invoices.map((invoice, at) => ({ amount_cents: cents[at]!, memo: fat(invoice) })),
			{ amount_cents: cents[0]!, memo: `outra vez ${fat(invoices[0]!)}` },
			{ amount_cents: amount(), memo: 'sem fatura' }
		]);
		expect((await book.read(id)).kinds).toEqual({ sure: 5, likely: 1, unmatched: 1 });
		const accept = () => book.call('accept_sure_lines', { statement_id: id, most: 3 });
		expect(await accept()).toEqual({ accepted: 3, refused: [], remaining: 2 });
		expect(await accept()).toEqual({ accepted: 2, refused: [], remaining: 0 });
		expect(await accept()).toEqual({ accepted: 0, refused: [], remaining: 0 });
		const { statement, kinds } = await book.read(id);
		expect(statement).toMatchObject({ paid: 5, open: 2 });
		// The invoice that it names is paid: the money may be somebody's second payment.
		expect(kinds).toEqual({ unmatched: 2 });
		expect(await ledgerDiffers()).toEqual([]);
	});

	test('by several people at once pay each invoice once', async () => {
		const cents = Array.from({ length: 12 }, amount);
		const invoices: Issued[] = [];
		for (const one of cents) invoices.push(await book.invoice(one));
		const id = await book.importLines(
			invoices.map((invoice, at) => ({ amount_cents: cents[at]!, memo: fat(invoice) }))
		);
		const people = [tenant.staff.owner, tenant.staff.admin, tenant.staff.finance];
		const answers = await Promise.all(
			people.map((member) =>
				book.call<{ accepted: number; refused: unknown[] }>(
					'accept_sure_lines',
					{ statement_id: id },
					member
				)
			)
		);
		expect(answers.reduce((sum, { accepted }) => sum + accepted, 0)).toBe(12);
		for (const invoice of invoices) expect(await book.payments(invoice.id)).toHaveLength(1);
		expect((await book.read(id)).statement).toMatchObject({ paid: 12, open: 0 });
	});
});

describe('taking a decision back', () => {
	test('undoes the payment, and accepting again pays anew', async () => {
		const { invoice, id, line } = await named();
		const accept = () =>
			book.call('accept_statement_line', { line_id: line, invoice_id: invoice.id });
		await accept();
		await Promise.all(
			[1, 2, 3].map(() => book.call('reconsider_statement_line', { line_id: line }))
		);
		expect(await book.invoiceOf(invoice.id)).toMatchObject({
			payment_status: 'unpaid',
			paid_cents: 0
		});
		expect((await book.read(id)).kinds).toEqual({ sure: 1 });
		await accept();
		expect((await book.payments(invoice.id)).map(({ status }) => status)).toEqual([
			'reversed',
			'succeeded'
		]);
		expect(await ledgerDiffers()).toEqual([]);
	});

	test('a payment taken back elsewhere opens its line', async () => {
		const { invoice, id, line } = await named();
		const { payment_id } = await book.call<{ payment_id: string }>('accept_statement_line', {
			line_id: line,
			invoice_id: invoice.id
		});
		await book.call('reverse_payment', { payment_id, reason: 'engano' });
		const { statement, rows } = await book.read(id);
		expect(statement).toMatchObject({ open: 1, paid: 0 });
		expect(rows).toMatchObject([{ id: line, state: 'open', kind: 'sure' }]);
	});

	test('ignoring, and no longer', async () => {
		const { invoice, id, line } = await named();
		await book.call('ignore_statement_line', { line_id: line });
		await book.call('ignore_statement_line', { line_id: line });
		expect((await book.read(id)).statement).toMatchObject({ open: 0, ignored: 1 });
		expect(
			await book.refusal('accept_statement_line', { line_id: line, invoice_id: invoice.id })
		).toBe('statement_line_decided');
		await book.call('reconsider_statement_line', { line_id: line });
		expect((await book.read(id)).statement).toMatchObject({ open: 1, ignored: 0 });
	});
});

describe('discarding a statement', () => {
	test('is refused while it paid something', async () => {
		const { invoice, id, line } = await named();
		await book.call('accept_statement_line', { line_id: line, invoice_id: invoice.id });
		expect(await book.refusal('discard_statement', { statement_id: id })).toBe('statement_in_use');
		await book.call('reconsider_statement_line', { line_id: line });
		await book.call('discard_statement', { statement_id: id });
		await book.call('discard_statement', { statement_id: id });
		expect(await book.refusal('read_bank_statement', { statement_id: id })).toBe(
			'statement_not_found'
		);
	});

	test('gives its movements to the file that repeats them', async () => {
		const line = { amount_cents: amount(), memo: 'PIX REPETIDO' };
		const [first, second, third] = [
			await book.importLines([line]),
			await book.importLines([line]),
			await book.importLines([line, line])
		];
		await book.call('discard_statement', { statement_id: first });
		const counts = async (id: string) => {
			const { open, repeated } = (await book.read(id)).statement;
			return { open, repeated };
		};
		expect(await counts(second)).toEqual({ open: 1, repeated: 0 });
		expect(await counts(third)).toEqual({ open: 1, repeated: 1 });
		const [repeated] = await book.rowsOf(third, 'repeated');
		expect(repeated!.repeats).toMatchObject({ statement_id: second });
		expect(await counts(await book.importLines([line, line, line]))).toEqual({
			open: 1,
			repeated: 2
		});
	});
});

describe('looking for another invoice', () => {
	test('by number, by transaction id, by client; with what it asks for on that day', async () => {
		const cents = amount();
		const invoice = await book.invoice(cents, { name: 'Floricultura Jacarandá' }, '2026-10-05');
		const [row] = await book.rowsOf(await book.importLines([{ posted_on: '2026-10-15' }]));
		for (const query of [
			String(invoice.number),
			fat(invoice).toLowerCase(),
			'jacaranda',
			'JACARANDÁ'
		])
			// A number may also stand in somebody's e-mail: those come behind.
			expect(
				(await book.call<object[]>('find_invoices_for_line', { line_id: row!.id, query }))[0],
				query
			).toMatchObject({ invoice_id: invoice.id, client_name: 'Floricultura Jacarandá' });
		const [found] = await book.call<{ due_cents: number; charges_cents: number }[]>(
			'find_invoices_for_line',
			{ line_id: row!.id, query: 'jacaranda' }
		);
		expect(found!.charges_cents).toBeGreaterThan(0);
		expect(found!.due_cents).toBe(cents + found!.charges_cents);
	});

	test.each(['%', '_', '\\', "'; drop table clients", 'x'.repeat(5000), 'fat99999999999999999'])(
		'%#: words that mean something elsewhere find nothing',
		async (query) => {
			const [row] = await book.rowsOf(await book.importLines([{ amount_cents: amount() }]));
			expect(await book.call('find_invoices_for_line', { line_id: row!.id, query })).toEqual([]);
		}
	);

	test('without words also those of whom the text names, whatever they owe', async () => {
		const invoice = await book.invoice(amount(), { name: 'Quitéria Vasconcelos Mourão' });
		const [row] = await book.rowsOf(
			await book.importLines([{ amount_cents: 1, memo: 'PIX QUITERIA VASCONCELOS MOURAO' }])
		);
		expect(row).toMatchObject({ kind: 'unmatched' });
		expect(await book.call('find_invoices_for_line', { line_id: row!.id })).toMatchObject([
			{ invoice_id: invoice.id, fit: 'less' }
		]);
	});

	test('without words those that may fit', async () => {
		const cents = amount();
		const invoice = await book.invoice(cents);
		const [row] = await book.rowsOf(await book.importLines([{ amount_cents: cents }]));
		expect(await book.call('find_invoices_for_line', { line_id: row!.id })).toMatchObject([
			{ invoice_id: invoice.id, fit: 'exact' }
		]);
	});
});

describe('money that was recorded by hand before', () => {
	/** Posted on October 26. */
	async function recorded(given: object = {}, memo = 'PIX RECEBIDO') {
		const cents = amount();
		const invoice = await book.invoice(cents);
		const { payment_id } = await book.call<{ payment_id: string }>('record_payment', {
			...{ request_id: randomUUID(), invoice_id: invoice.id, method: 'pix', paid_on: '2026-10-24' },
			...given
		});
		const id = await book.importLines([{ amount_cents: cents, memo }]);
		const [row] = await book.rowsOf(id);
		return { invoice, payment_id, id, row: row!, cents };
	}
	const link = (line_id: string, payment_id: string) => ({ line_id, payment_id });

	test('is found again, and linked without a payment; undoing leaves what was recorded', async () => {
		const { invoice, payment_id, id, row } = await recorded();
		expect(row).toMatchObject({
			kind: 'recorded',
			recorded: [{ payment_id, paid_on: '2026-10-24' }]
		});
		expect((await book.read(id)).kinds).toEqual({ recorded: 1 });
		expect((await book.read(id, 'recorded')).rows).toHaveLength(1);
		for (let count = 0; count < 2; count++)
			expect(await book.call('link_statement_line', link(row.id, payment_id))).toEqual({
				payment_id
			});
		expect(await book.payments(invoice.id)).toHaveLength(1);
		const { statement, rows } = await book.read(id, 'paid');
		expect(statement).toMatchObject({ open: 0, paid: 1 });
		expect(rows).toMatchObject([{ is_linked: true, invoice: { id: invoice.id } }]);

		await book.call('reconsider_statement_line', { line_id: row.id });
		expect(await book.payments(invoice.id)).toMatchObject([{ status: 'succeeded' }]);
		expect((await book.read(id)).rows).toMatchObject([{ kind: 'recorded', is_linked: false }]);
		expect(await ledgerDiffers()).toEqual([]);
	});

	test('taken back, its line is open again', async () => {
		const { payment_id, id, row } = await recorded();
		await book.call('link_statement_line', link(row.id, payment_id));
		await book.call('reverse_payment', { payment_id });
		// The invoice asks for it again.
		expect((await book.read(id)).rows).toMatchObject([
			{ state: 'open', kind: 'likely', recorded: [] }
		]);
	});

	test.each<[string, object]>([
		['four days apart', { paid_on: '2026-10-22' }],
		['cash', { method: 'cash' }],
		['another amount', { amount_cents: 100 }]
	])('%s is no such money', async (_name, given) => {
		const { payment_id, row } = await recorded(given);
		expect(row.recorded).toEqual([]);
		expect(await book.refusal('link_statement_line', link(row.id, payment_id))).toBe(
			'statement_payment_differs'
		);
	});

	test('of a crowd that paid the same none is proposed, but whoever knows may link it', async () => {
		const cents = amount();
		const paid: string[] = [];
		for (let count = 0; count < 21; count++) {
			const invoice = await book.invoice(cents);
			const { payment_id } = await book.call<{ payment_id: string }>('record_payment', {
				...{ request_id: randomUUID(), invoice_id: invoice.id, paid_on: '2026-10-26' }
			});
			paid.push(payment_id);
		}
		const [row] = await book.rowsOf(await book.importLines([{ amount_cents: cents }]));
		expect(row).toMatchObject({ kind: 'unmatched', recorded: [] });
		await book.call('link_statement_line', link(row!.id, paid[20]!));
	});

	test('stands in one line only, whoever is first', async () => {
		const { payment_id, row, cents } = await recorded();
		const id = await book.importLines([{ amount_cents: cents, memo: 'outro dia' }]);
		const [second] = await book.rowsOf(id);
		expect(second).toMatchObject({ kind: 'recorded' });
		const answers = await Promise.all(
			[row, second!].map((line) =>
				tenant.staff.owner.db.rpc('link_statement_line', link(line.id, payment_id))
			)
		);
		expect(answers.map(({ error }) => error?.message ?? 'linked').sort()).toEqual([
			'linked',
			'statement_payment_differs'
		]);
	});

	test('one that names an invoice means that invoice', async () => {
		const cents = amount();
		const paid = await book.invoice(cents);
		await book.call('record_payment', {
			...{ request_id: randomUUID(), invoice_id: paid.id, method: 'pix', paid_on: '2026-10-26' }
		});
		const open = await book.invoice(cents);
		const id = await book.importLines([{ amount_cents: cents, memo: `PIX ${fat(open)}` }]);
		expect(await book.rowsOf(id)).toMatchObject([
			{ kind: 'sure', proposed_id: open.id, recorded: [{ number: paid.number }] }
		]);
	});

	test('of another tenant is nobody’s', async () => {
		const { row } = await recorded();
		const other = await makeTenant(platform, 'decisions-other');
		const { rows } = await db.query(
			'select id from public.payments where reseller_id = $1 limit 1',
			[other.resellerId]
		);
		const stranger = (rows[0] as { id: string } | undefined)?.id ?? randomUUID();
		expect(await book.refusal('link_statement_line', link(row.id, stranger))).toBe(
			'payment_not_found'
		);
	});
});

test('pages follow each other', async () => {
	const id = await book.importLines(
		Array.from({ length: 7 }, (_, at) => ({ amount_cents: amount(), memo: `p${at}` }))
	);
	const seen: string[] = [];
	for (let after: number | null = 0; after !== null;) {
		const page = await book.read(id, 'open', { after, page_size: 3 });
		seen.push(...page.rows.map(({ memo }) => memo));
		after = page.next;
	}
	expect(seen).toEqual(['p0', 'p1', 'p2', 'p3', 'p4', 'p5', 'p6']);
});
