import { unwrap } from '#lib/errors/database-error.ts';
import { camelKeys } from '#lib/format/camel-keys.ts';
import { formAction } from '#lib/forms/form-action.server.ts';
import { m } from '#lib/paraglide/messages.js';
import type { Db } from '#lib/server/db.ts';
import { creditSchema } from './command-schemas.ts';
import type { ClientCredit } from './credit.ts';
import { command } from './invoice-commands.server.ts';

/** What a client has to its credit, and its last entries, the newest first. */
export async function getCredit(db: Db, clientId: string): Promise<ClientCredit> {
	return camelKeys(unwrap(await db.rpc('show_credit', { client_id: clientId }))) as ClientCredit;
}

/** The action that gives credit, or pays it out. */
export const changeCredit = formAction(creditSchema, async (credit, { locals, params }) => {
	const isGiven = credit.direction === 'give';
	await command(
		locals.db.rpc('give_credit', {
			request_id: credit.requestId,
			client_id: params.clientId ?? '',
			amount_cents: isGiven ? credit.amountCents : -credit.amountCents,
			note: credit.note
		})
	);
	return isGiven ? m.invoices_credit_given() : m.invoices_credit_paid_out();
});
