import { createHash, randomUUID } from 'node:crypto';
import type { Client } from 'pg';
import type { Member, Tenant } from '../support/world.ts';

/** A movement of a statement, as the reader gives it. */
export interface Movement {
	position: number;
	posted_on: string;
	amount_cents: number;
	memo: string;
	bank_id: string | null;
	reference: string | null;
	account: string | null;
}

export interface Row {
	id: string;
	position: number;
	memo: string;
	state: string;
	kind: string | null;
	proposed_id: string | null;
	candidate_count: number;
	candidates: {
		invoice_id: string;
		client_name: string;
		fit: string;
		by_txid: boolean;
		is_named: boolean;
		due_cents: number;
		charges_cents: number;
	}[];
	recorded: { payment_id: string; number: number; paid_on: string }[];
	is_linked: boolean;
	invoice: { id: string; number: number } | null;
	repeats: { statement_id: string; position: number } | null;
	repeat_is_sure: boolean | null;
}

export interface StatementPage {
	statement: Record<string, number | string | null>;
	kinds: Record<string, number>;
	rows: Row[];
	next: number | null;
}

export interface Issued {
	id: string;
	number: number;
	clientId: string;
}

/**
 * A tenant whose clock stands still: what is issued on the first of October 2026, posted on a day of October and looked at on
 * the last of it. October 5 is a Monday.
 */
export async function createStatementBook(db: Client, tenant: Tenant, who: Member) {
	const setToday = (on: string) =>
		db.query('update public.resellers set test_clock_on = $2 where id = $1', [
			tenant.resellerId,
			on
		]);
	await setToday('2026-10-31');
	let files = 0;

	return {
		setToday,
		client,
		invoice,
		issue,
		importLines,
		read,
		rowsOf,
		call,
		refusal,
		invoiceOf,
		payments
	};

	async function call<Answer>(name: string, given: object, member = who): Promise<Answer> {
		const { data } = await member.db.rpc(name, given).throwOnError();
		return data as Answer;
	}

	async function refusal(name: string, given: object, member = who): Promise<string | undefined> {
		const { error } = await member.db.rpc(name, given);
		return error?.message;
	}

	async function client(fields: object = {}): Promise<string> {
		const id = randomUUID();
		await call('create_client', {
			id,
			fields: { name: `Cliente ${id.slice(0, 8)}`, person_type: 'individual', ...fields }
		});
		return id;
	}

	/** Issued on October 1. */
	async function issue(clientId: string, cents: number, dueOn: string): Promise<Issued> {
		await setToday('2026-10-01');
		const { invoice_id: id } = await call<{ invoice_id: string }>('issue_one_off_invoice', {
			request_id: randomUUID(),
			client_id: clientId,
			lines: [{ description: 'Serviço', quantity: 1, unit_cents: cents }],
			due_on: dueOn
		});
		await setToday('2026-10-31');
		const { rows } = await db.query('select number::int from public.invoices where id = $1', [id]);
		return { id, clientId, number: (rows[0] as { number: number }).number };
	}

	async function invoice(
		cents: number,
		fields: object = {},
		dueOn = '2026-10-26'
	): Promise<Issued> {
		return issue(await client(fields), cents, dueOn);
	}

	async function importLines(lines: Partial<Movement>[], member = who): Promise<string> {
		files += 1;
		const { statement_id: id } = await call<{ statement_id: string }>(
			'import_statement',
			{
				file_name: `extrato-${files}.ofx`,
				fingerprint: createHash('sha256').update(randomUUID()).digest('hex'),
				format: 'ofx',
				lines: lines.map((line, at) => ({
					position: at + 1,
					posted_on: '2026-10-26',
					amount_cents: 1000,
					memo: 'PIX RECEBIDO',
					bank_id: null,
					reference: null,
					account: '0341 12345',
					...line
				}))
			},
			member
		);
		return id;
	}

	function read(statementId: string, show = 'open', more: object = {}): Promise<StatementPage> {
		return call('read_bank_statement', { statement_id: statementId, show, ...more });
	}

	async function rowsOf(statementId: string, show = 'open'): Promise<Row[]> {
		return (await read(statementId, show)).rows;
	}

	async function invoiceOf(id: string) {
		const { rows } = await db.query(
			`select payment_status, paid_cents::int, fine_cents::int + interest_cents::int as charges_cents
			from public.invoices where id = $1`,
			[id]
		);
		return rows[0] as { payment_status: string; paid_cents: number; charges_cents: number };
	}

	async function payments(invoiceId: string) {
		const { rows } = await db.query(
			`select amount_cents::int, method, status, source, to_char(paid_on, 'YYYY-MM-DD') as paid_on, external_id
			from public.payments where invoice_id = $1 order by created_at`,
			[invoiceId]
		);
		return rows as Record<string, string | number>[];
	}
}
