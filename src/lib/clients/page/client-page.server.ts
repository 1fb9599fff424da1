import { unwrap } from '#lib/errors/database-error.ts';
import { DomainError } from '#lib/errors/domain-error.ts';
import type { Db } from '#lib/server/db.ts';
import { camelKeys } from '#lib/format/camel-keys.ts';
import type { ClientHead } from './client-head.ts';
import type { ClientRecord } from './client-record.ts';
import type { NotesForm } from './notes-schema.ts';
import type { SignUpTwin } from './sign-up-twin.ts';
import type { Standing } from './standing.ts';

const headColumns =
	'id, number, personType:person_type, name, tradeName:trade_name, document, email, phoneHint:phone_hint, planName:plan_name, status, isSuspended:is_suspended, isDelinquent:is_delinquent, dueOn:due_on, lastPaidOn:last_paid_on, createdAt:created_at, archivedAt:archived_at, isAnonymised:anonymised' as const;
const recordColumns =
	'id, number, personType:person_type, name, tradeName:trade_name, document, identityDocument:identity_document, municipalRegistration:municipal_registration, bornOrOpenedOn:born_or_opened_on, email, phoneHint:phone_hint, contactName:contact_name, contactRole:contact_role, sector, companySize:company_size, postalCode:postal_code, street, streetNumber:street_number, complement, district, city, state, locale, payer, collection, dueDay:due_day, discountCents:discount_cents, surchargeCents:surcharge_cents, pendingDays:pending_days, blockDays:block_days, monthlyCents:monthly_cents, contractTotalCents:contract_total_cents, instalments, createdAt:created_at, updatedAt:updated_at, notes:client_notes(body)' as const;

/**
 * What heads every page of a client.
 * @throws DomainError client_not_found (404)
 */
export async function getClientHead(db: Db, resellerId: string, id: string): Promise<ClientHead> {
	const client = unwrap(
		await db
			.from('client_list')
			.select(headColumns)
			.eq('reseller_id', resellerId)
			.eq('id', id)
			.maybeSingle()
			.overrideTypes<ClientHead, { merge: false }>(),
		'or null'
	);
	if (!client) throw new DomainError('client_not_found', 404);
	return client;
}

/** @throws DomainError client_not_found (404) */
export async function getStanding(db: Db, clientId: string): Promise<Standing> {
	return unwrap(await db.rpc('client_standing', { client_id: clientId })) as unknown as Standing;
}

/**
 * All that is kept about a client but its phones, which some members may not see.
 * @throws DomainError client_not_found (404)
 */
export async function getClientRecord(
	db: Db,
	resellerId: string,
	id: string
): Promise<ClientRecord> {
	const record = unwrap(
		await db
			.from('clients')
			.select(recordColumns)
			.eq('reseller_id', resellerId)
			.eq('id', id)
			.maybeSingle()
			.overrideTypes<
				Omit<ClientRecord, 'notes'> & { notes: { body: string } | null },
				{ merge: false }
			>(),
		'or null'
	);
	if (!record) throw new DomainError('client_not_found', 404);
	return { ...record, notes: record.notes?.body ?? null };
}

/** Who may be the same client, since one of the two signed up by itself with the other's document or e-mail. */
export async function listSignUpTwins(db: Db, clientId: string): Promise<SignUpTwin[]> {
	return camelKeys(
		unwrap(await db.rpc('list_sign_up_twins', { client_id: clientId }))
	) as SignUpTwin[];
}

/**
 * Writes the notes, unless somebody else changed them since `base` was read. Idempotent.
 * @throws DomainError client_changed (409), client_not_found (404), client_anonymised (409), not_permitted (403),
 * client_notes_too_long (422)
 */
export async function saveNotes(db: Db, clientId: string, { notes, base }: NotesForm) {
	unwrap(
		await db.rpc('save_client', {
			id: clientId,
			fields: { notes: notes || null },
			base: { notes: base || null }
		})
	);
}
