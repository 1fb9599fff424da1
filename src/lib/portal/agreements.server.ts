import { unwrap } from '#lib/errors/database-error.ts';
import type { Db } from '#lib/server/db.ts';
import type { Agreement } from './agreement.ts';

const columns =
	'id, status, activation, intervalMonths:interval_months, dueDay:due_day, startedOn:started_on, nextPeriodOn:next_period_on, invoices(lines:invoice_lines(kind, description))' as const;

type Row = Omit<Agreement, 'planName'> & {
	invoices: { lines: { kind: string; description: string }[] }[];
};

/** The client's subscriptions that have not ended, the newest first. */
export async function listAgreements(
	db: Db,
	{ resellerId, clientId }: { resellerId: string; clientId: string }
): Promise<Agreement[]> {
	const rows = unwrap(
		await db
			.from('subscriptions')
			.select(columns)
			.eq('reseller_id', resellerId)
			.eq('client_id', clientId)
			.in('status', ['active', 'pending', 'suspended'])
			.order('created_at', { ascending: false })
			.order('number', { referencedTable: 'invoices', ascending: false })
			.limit(1, { referencedTable: 'invoices' })
			.overrideTypes<Row[], { merge: false }>()
	);
	return rows.map(({ invoices, ...agreement }) => ({
		...agreement,
		planName: invoices[0]?.lines.find(({ kind }) => kind === 'plan')?.description ?? null
	}));
}
