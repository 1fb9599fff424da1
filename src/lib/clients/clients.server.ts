import { unwrap } from '#lib/errors/database-error.ts';
import { DomainError } from '#lib/errors/domain-error.ts';
import type { Db } from '#lib/server/db.ts';
import type { Client, ClientSummary } from './client.ts';

const summaryColumns =
	'id, number, personType:person_type, name, tradeName:trade_name, document, email, phoneHint:phone_hint, planName:plan_name, status, isSuspended:is_suspended, isDelinquent:is_delinquent, dueOn:due_on, lastPaidOn:last_paid_on, createdAt:created_at' as const;
const detailColumns =
	'id, identityDocument:identity_document, bornOrOpenedOn:born_or_opened_on, contactName:contact_name, contactRole:contact_role, sector, companySize:company_size, postalCode:postal_code, street, streetNumber:street_number, complement, district, city, state, notes:client_notes(body)' as const;

type ClientDetails = Omit<Client, keyof ClientSummary | 'notes'> & {
	notes: { body: string } | null;
};

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

/** @throws DomainError client_not_found (404) */
export async function getClient(db: Db, resellerId: string, id: string): Promise<Client> {
	const [summary, details] = await Promise.all([
		db
			.from('client_list')
			.select(summaryColumns)
			.eq('reseller_id', resellerId)
			.eq('id', id)
			.maybeSingle()
			.overrideTypes<ClientSummary, { merge: false }>(),
		db
			.from('clients')
			.select(detailColumns)
			.eq('reseller_id', resellerId)
			.eq('id', id)
			.maybeSingle()
			.overrideTypes<ClientDetails, { merge: false }>()
	]);
	const found = unwrap(summary, 'or null');
	const rest = unwrap(details, 'or null');
	if (!found || !rest) throw new DomainError('client_not_found', 404);
	return { ...found, ...rest, notes: rest.notes?.body ?? null };
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
