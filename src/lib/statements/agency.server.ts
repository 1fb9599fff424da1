import { unwrap } from '#lib/errors/database-error.ts';
import type { Db } from '#lib/server/db.ts';
import type {
	AgencyClient,
	AgencyPreview,
	AgencyStatement,
	AgencyStatementDetails,
	AgencyStatus
} from './agency-statement.ts';
import type { AgencyPayment } from './agency-schema.ts';

/** Twenty years. */
const listed = 240;

/** The statements of the agency, the newest month first. */
export async function listAgencyStatements(db: Db, resellerId: string): Promise<AgencyStatement[]> {
	return unwrap(
		await db
			.from('agency_statements')
			.select(
				'id, number, month, status, total_cents, cost_cents, corrections_cents, invoices, clients, closed_on, paid_on, method'
			)
			.eq('reseller_id', resellerId)
			.order('month', { ascending: false })
			.limit(listed)
			.overrideTypes<AgencyStatement[], { merge: false }>()
	);
}

/** @throws DomainError agency_statement_not_found (404) */
export async function getAgencyStatement(
	db: Db,
	id: string
): Promise<{ statement: AgencyStatementDetails; clients: AgencyClient[] }> {
	return unwrap(await db.rpc('read_agency_statement', { statement_id: id })) as unknown as {
		statement: AgencyStatementDetails;
		clients: AgencyClient[];
	};
}

/** @param month its first day; absent: this month */
export async function previewAgencyStatement(db: Db, month?: string): Promise<AgencyPreview> {
	return unwrap(
		await db.rpc('read_agency_statement', month ? { month } : {})
	) as unknown as AgencyPreview;
}

/**
 * @param month its first day
 * @returns the id of the statement
 * @throws DomainError what close_agency_statement refuses
 */
export async function closeAgencyStatement(db: Db, month: string): Promise<string> {
	const closed = unwrap(await db.rpc('close_agency_statement', { month }));
	return (closed as { statement_id: string }).statement_id;
}

/** Pays every invoice of a statement, in portions. @throws DomainError what pay_agency_statement refuses */
export async function payAgencyStatement(
	db: Db,
	id: string,
	{ requestId, paidOn, method }: AgencyPayment
): Promise<void> {
	const given = { request_id: requestId, statement_id: id, paid_on: paidOn, method };
	await repeatWhile('paying', async () => unwrap(await db.rpc('pay_agency_statement', given)));
}

/** Takes the payments of a statement back. @throws DomainError what reopen_agency_statement refuses */
export async function reopenAgencyStatement(db: Db, id: string): Promise<void> {
	await repeatWhile('reopening', async () =>
		unwrap(await db.rpc('reopen_agency_statement', { statement_id: id }))
	);
}

async function repeatWhile(status: AgencyStatus, portion: () => Promise<unknown>): Promise<void> {
	for (;;) {
		const answer = (await portion()) as { status: AgencyStatus };
		if (answer.status !== status) return;
	}
}
