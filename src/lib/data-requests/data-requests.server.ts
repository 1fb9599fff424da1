import { unwrap } from '#lib/errors/database-error.ts';
import { DomainError } from '#lib/errors/domain-error.ts';
import type { Db } from '#lib/server/db.ts';
import type { AskedClient } from './asked-client.ts';
import type { DataRequest } from './data-request.ts';

/** The latest request for the client's data; null when it was never asked. For the staff. */
export async function findDataRequest(db: Db, clientId: string): Promise<DataRequest | null> {
	const found = unwrap(await db.rpc('client_data_request', { client_id: clientId }), 'or null');
	return found ? dataRequestOf(found as Record<string, unknown>) : null;
}

/** @throws DomainError client_not_found (404) */
export async function getAskedClient(
	db: Db,
	resellerId: string,
	clientId: string
): Promise<AskedClient> {
	const client = unwrap(
		await db
			.from('clients')
			.select('id, name, trade_name, email, locale, archived_at')
			.eq('reseller_id', resellerId)
			.eq('id', clientId)
			.maybeSingle(),
		'or null'
	);
	if (!client) throw new DomainError('client_not_found', 404);
	return {
		id: client.id,
		title: client.trade_name ?? client.name,
		email: client.email,
		locale: client.locale === 'en' ? 'en' : 'pt-BR',
		isArchived: client.archived_at !== null
	};
}

/**
 * Mails the client a link in place of an open one. Idempotent by id.
 * @throws DomainError client_not_found, client_without_email, client_archived, client_anonymised, data_request_too_soon,
 * data_request_too_many, not_permitted
 */
export async function requestClientData(
	db: Db,
	request: { id: string; clientId: string; locale: 'pt-BR' | 'en' }
): Promise<void> {
	unwrap(
		await db.rpc('request_client_data', {
			id: request.id,
			client_id: request.clientId,
			locale: request.locale
		})
	);
}

/** @throws DomainError data_request_not_found, not_permitted */
export async function revokeDataRequest(db: Db, id: string): Promise<void> {
	unwrap(await db.rpc('revoke_data_request', { id }), 'or null');
}

/**
 * Takes over, or dismisses, what the client answered where the reseller had changed something. Idempotent.
 * @throws DomainError data_request_not_found, not_permitted, a rule of clients by name
 */
export async function resolveConflict(
	db: Db,
	conflict: { id: string; field: string; accept: boolean }
): Promise<void> {
	unwrap(await db.rpc('resolve_data_request_conflict', conflict));
}

/** The database's names as ours; the values of the client keep the names of their columns. */
function dataRequestOf(row: Record<string, unknown>): DataRequest {
	const entries = Object.entries(row).map(([key, value]) => [
		key.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
		value
	]);
	return Object.fromEntries(entries) as DataRequest;
}
