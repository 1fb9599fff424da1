import type { Client } from 'pg';

// What the figures must be, worked out from the tables by other means than the database's own.

/** `figure day` → cents and items. */
export type Figures = Record<string, { cents: number; items: number }>;

type Row = Record<string, string | null>;

/** Everything but what moved recurring revenue: that is a history, which the tables do not hold. */
export async function countFigures(db: Client, resellerId: string): Promise<Figures> {
	const book = new Book();
	for (const row of await rowsOf(db, 'invoices', resellerId)) {
		if (row.status === 'draft') continue;
		book.add('issued', row.issued_on, row.total_cents);
		if (row.status === 'void') book.add('voided', row.void_on, row.total_cents);
		else if (row.payment_status === 'unpaid' || row.payment_status === 'partial') {
			const [total, fine, interest, paid] = [
				row.total_cents,
				row.fine_cents,
				row.interest_cents,
				row.paid_cents
			].map(Number) as [number, number, number, number];
			book.add('open', row.postponed_to ?? row.due_on, total + fine + interest - paid);
		}
	}
	for (const row of await rowsOf(db, 'payments', resellerId)) {
		if (row.kind !== 'money') continue;
		if (row.status === 'succeeded' || row.status === 'reversed')
			book.add('received', row.paid_on, row.amount_cents);
		if (row.status === 'reversed') book.add('returned', row.reversed_on, row.amount_cents);
	}
	for (const row of await rowsOf(db, 'refunds', resellerId))
		book.add('returned', row.refunded_on, row.amount_cents);
	for (const row of await rowsOf(db, 'credit_entries', resellerId))
		if (row.reason === 'paid_out') book.add('returned', row.entered_on, -Number(row.amount_cents));
	for (const row of await rowsOf(db, 'subscriptions', resellerId))
		book.add(`subscriptions_${row.status}`, 'infinity', row.monthly_cents);
	return book.figures;
}

/** As the database keeps them; the history of recurring revenue apart. */
export async function keptFigures(
	db: Client,
	resellerId: string
): Promise<{ counted: Figures; moved: Figures }> {
	const { rows } = await db.query<Row>(
		`select figure, on_day::text, sum(cents)::text as cents, sum(items)::text as items
		from (
			select reseller_id, figure, on_day, cents, items from app.figures
			union all
			select reseller_id, figure, on_day, cents, items from app.figure_changes
		) f
		where reseller_id = $1 group by 1, 2 having sum(cents) <> 0 or sum(items) <> 0`,
		[resellerId]
	);
	const kept = { counted: {} as Figures, moved: {} as Figures };
	for (const { figure, on_day, cents, items } of rows) {
		const part = figure!.startsWith('recurring_') ? kept.moved : kept.counted;
		part[`${figure} ${on_day}`] = { cents: Number(cents), items: Number(items) };
	}
	return kept;
}

/** One subscription as it matters to recurring revenue. */
interface Standing {
	status: string;
	cents: number;
	startedOn: string;
	endedOn: string | null;
}

/** What moved recurring revenue, noted by looking at all subscriptions after each thing that was done. */
export class RecurringHistory {
	#book = new Book();
	#seen = new Map<string, Standing>();
	/** Per subscription the last day on which it moved, and whether it ever cost anything. */
	#known = new Map<string, { lastDay: string; hasCost: boolean }>();

	get figures(): Figures {
		return this.#book.figures;
	}

	/** @param today the reseller's */
	async look(db: Client, resellerId: string, today: string): Promise<void> {
		const now = new Map<string, Standing>();
		for (const row of await rowsOf(db, 'subscriptions', resellerId))
			now.set(row.id!, {
				status: row.status!,
				cents: Number(row.monthly_cents),
				startedOn: row.started_on!,
				endedOn: row.ended_on ?? null
			});
		for (const id of new Set([...this.#seen.keys(), ...now.keys()]))
			this.#compare(id, this.#seen.get(id), now.get(id), today);
		this.#seen = now;
	}

	#compare(id: string, before: Standing | undefined, after: Standing | undefined, today: string) {
		const [was, is] = [stage(before?.status), stage(after?.status)];
		const change = worth(after) - worth(before);
		const known = this.#known.get(id);
		const note = (kind: string, day: string, items = 1) => {
			this.#book.add(`recurring_${kind}`, day, change, items);
			const hasCost = Boolean(known?.hasCost) || change > 0;
			this.#known.set(id, { lastDay: day, hasCost });
		};
		const notBefore = (day: string) => latest(day, known?.lastDay ?? day);
		if (was === 'none' && is === 'none') return;
		if (is === 'none') {
			const endedOn = after?.endedOn ?? today;
			return note(after?.status === 'expired' ? 'expired' : 'canceled', notBefore(endedOn));
		}
		if (was === 'none') {
			if (before) return note('started', notBefore(today));
			return note('started', after!.startedOn < today ? after!.startedOn : today);
		}
		if (was === 'runs' && is === 'paused') return note('paused', notBefore(today));
		if (was === 'paused' && is === 'runs') return note('resumed', notBefore(today));
		if (change < 0) return note('lowered', notBefore(today));
		if (change === 0) return;
		if (worth(before) === 0 && !known?.hasCost) return note('started', notBefore(today), 0);
		note('raised', notBefore(today));
	}
}

function stage(status: string | undefined): 'runs' | 'paused' | 'none' {
	if (status === 'paused') return 'paused';
	return status && ['trialing', 'active', 'suspended'].includes(status) ? 'runs' : 'none';
}

function worth(standing: Standing | undefined): number {
	return stage(standing?.status) === 'runs' ? standing!.cents : 0;
}

const latest = (one: string, other: string) => (one > other ? one : other);

class Book {
	#figures: Figures = {};

	add(figure: string, day: string | null | undefined, cents: number | string | null, items = 1) {
		const key = `${figure} ${day}`;
		const so = this.#figures[key] ?? { cents: 0, items: 0 };
		this.#figures[key] = { cents: so.cents + Number(cents), items: so.items + items };
	}

	get figures(): Figures {
		return Object.fromEntries(
			Object.entries(this.#figures).filter(([, { cents, items }]) => cents !== 0 || items !== 0)
		);
	}
}

/** All columns as text, dates like 2026-01-31. */
async function rowsOf(db: Client, table: string, resellerId: string): Promise<Row[]> {
	const { rows } = await db.query<{ row: Row }>(
		`select to_jsonb(t) as row from public.${table} t where t.reseller_id = $1`,
		[resellerId]
	);
	return rows.map(({ row }) => row);
}
