import { unwrap } from '#lib/errors/database-error.ts';
import { camelKeys } from '#lib/format/camel-keys.ts';
import type { Db } from '#lib/server/db.ts';
import type { DunningExplanation } from './explanation.ts';

/**
 * Why each subscription of a client stands as it stands, and what comes next. For staff, and for the client's own users
 * who read invoices, without who did what.
 * @throws DomainError client_not_found (404), not_permitted (403)
 */
export async function explainDunning(db: Db, clientId: string): Promise<DunningExplanation> {
	return camelKeys(
		unwrap(await db.rpc('explain_dunning', { client_id: clientId }))
	) as DunningExplanation;
}
