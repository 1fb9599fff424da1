import { unwrap } from '#lib/errors/database-error.ts';
import { DomainError } from '#lib/errors/domain-error.ts';
import type { Db } from '#lib/server/db.ts';
import type { OneOffForm } from './one-off-schema.ts';

const invoiceFields: Record<string, keyof OneOffForm> = {
	invoice_due_required: 'dueOn',
	invoice_due_in_past: 'dueOn',
	invoice_due_too_far: 'dueOn'
};

/**
 * Bills a client outside any subscription. Idempotent by `requestId`.
 * @returns the invoice's id
 * @throws DomainError client_not_found (404), client_archived (409), request_id_reused (409), not_permitted (403),
 * invoice_total_too_high and the rules of lines (422); those of the due date at its field
 */
export async function issueOneOffInvoice(
	db: Db,
	clientId: string,
	{ requestId, dueOn, lines }: OneOffForm
): Promise<string> {
	const issued = await atFields(invoiceFields, async () =>
		unwrap(
			await db.rpc('issue_one_off_invoice', {
				request_id: requestId,
				client_id: clientId,
				lines: lines.map(({ description, quantity, unitCents }) => ({
					description,
					quantity,
					unit_cents: unitCents
				})),
				due_on: dueOn
			})
		)
	);
	return (issued as { invoice_id: string }).invoice_id;
}

/** A broken rule is said at its field. */
async function atFields<Result>(
	fields: Record<string, string>,
	work: () => Promise<Result>
): Promise<Result> {
	try {
		return await work();
	} catch (error) {
		const field = error instanceof DomainError ? fields[error.code] : undefined;
		if (!(error instanceof DomainError) || !field) throw error;
		throw new DomainError(error.code, error.status, { ...error.params, field });
	}
}
