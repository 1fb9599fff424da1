import { unwrap } from '#lib/errors/database-error.ts';
import { DomainError } from '#lib/errors/domain-error.ts';
import type { Db } from '#lib/server/db.ts';
import type { ClientSummary } from './client.ts';

const summaryColumns =
	'id, number, personType:person_type, name, tradeName:trade_name, document, email, phoneHint:phone_hint, planName:plan_name, status, isSuspended:is_suspended, isDelinquent:is_delinquent, dueOn:due_on, lastPaidOn:last_paid_on, createdAt:created_at' as const;
/** The same rows again, by id: what no longer exists, or is not for this account, is simply absent. */
export async function listClientsById(
	db: Db,
	resellerId: string,
	ids: string[]
): Promise<ClientSummary[]> {
	if (ids.length === 0) return [];
	return unwrap(
		await db
			.from('client_list')
			.select(summaryColumns)
			.eq('reseller_id', resellerId)
			.in('id', ids)
			.overrideTypes<ClientSummary[], { merge: false }>()
	);
}

/**
 * What heads the pages of a client.
 * @throws DomainError client_not_found (404)
 */
export async function getClientSummary(
	db: Db,
	resellerId: string,
	id: string
): Promise<ClientSummary> {
	const [client] = await listClientsById(db, resellerId, [id]);
	if (!client) throw new DomainError('client_not_found', 404);
	return client;
}

/** Phones in E.164, first one first; none for members who may not see them. */
export async function listPhones(db: Db, resellerId: string, clientId: string): Promise<string[]> {
	const phones = unwrap(
		await db
			.from('client_phones')
			.select('e164')
			.eq('reseller_id', resellerId)
			.eq('client_id', clientId)
			.order('position')
			.overrideTypes<{ e164: string }[], { merge: false }>()
	);
	return phones.map(({ e164 }) => e164);
}
