import { unwrap } from '#lib/errors/database-error.ts';
import type { Db } from '#lib/server/db.ts';

/**
 * Deletes a client without financial history, for good.
 * @throws DomainError client_not_found (404), client_name_mismatch (422), client_has_invoices (409), not_permitted (403)
 */
export async function deleteClient(db: Db, id: string, typedName: string): Promise<void> {
	unwrap(await db.rpc('delete_client', { id, typed_name: typedName }), 'or null');
}

/**
 * Erases everything personal about a client and keeps the books. Idempotent.
 * @throws DomainError client_not_found (404), client_name_mismatch (422), not_permitted (403)
 */
export async function anonymiseClient(db: Db, id: string, typedName: string): Promise<void> {
	unwrap(await db.rpc('anonymise_client', { id, typed_name: typedName }), 'or null');
}
