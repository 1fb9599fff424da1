import { unwrap } from '#lib/errors/database-error.ts';
import { DomainError } from '#lib/errors/domain-error.ts';
import { isUuid } from '#lib/format/uuid.ts';
import type { Db } from '#lib/server/db.ts';
import type { SessionPack } from './session-pack.ts';

/** More were never on sale, however many there have been. */
const mostPacks = 500;

/** The reseller's packs in their order, those out of sale at the end. */
export async function listPacks(db: Db, resellerId: string): Promise<SessionPack[]> {
	return unwrap(
		await db
			.from('session_packs')
			.select('id, name, sessions, priceCents:price_cents, inPortal:in_portal, isActive:is_active')
			.eq('reseller_id', resellerId)
			.order('is_active', { ascending: false })
			.order('place')
			.order('id')
			.limit(mostPacks)
			.overrideTypes<SessionPack[], { merge: false }>()
	);
}

const fieldOfRefusal: Record<string, string> = {
	session_pack_name_invalid: 'name',
	session_pack_name_taken: 'name',
	session_pack_sessions_invalid: 'sessions',
	session_pack_price_invalid: 'price',
	session_pack_free_in_portal: 'price'
};

/**
 * Adds a pack, or changes it; what was sold stays as it was sold. Idempotent by its id.
 * @throws DomainError session_pack_name_taken (409) and the rules of packs, at their fields; session_packs_too_many (409),
 * not_permitted (403)
 */
export async function savePack(db: Db, pack: SessionPack): Promise<void> {
	try {
		unwrap(
			await db.rpc('save_session_pack', {
				...{ id: pack.id, name: pack.name, sessions: pack.sessions, price_cents: pack.priceCents },
				...{ in_portal: pack.inPortal, is_active: pack.isActive }
			})
		);
	} catch (error) {
		const field = error instanceof DomainError ? fieldOfRefusal[error.code] : undefined;
		if (!(error instanceof DomainError) || !field) throw error;
		throw new DomainError(error.code, error.status, { ...error.params, field });
	}
}

/** @param ids all packs, comma between them; what is no id is passed over */
export async function orderPacks(db: Db, ids: string): Promise<void> {
	unwrap(await db.rpc('order_session_packs', { ids: ids.split(',').filter(isUuid) }), 'or null');
}

/** @throws DomainError session_pack_in_use (409): it was sold */
export async function deletePack(db: Db, id: string): Promise<void> {
	unwrap(await db.rpc('delete_session_pack', { id }), 'or null');
}
