import { unwrap } from '#lib/errors/database-error.ts';
import type { Db } from '#lib/server/db.ts';
import type { PaymentProfile } from './payment-profile.ts';

/** The cards that the provider keeps for a client, the newest first. */
export async function listPaymentProfiles(
	db: Db,
	resellerId: string,
	clientId: string
): Promise<PaymentProfile[]> {
	return unwrap(
		await db
			.from('payment_profiles')
			.select(
				'id, brand, lastFour:last_four, expiresMonth:expires_month, expiresYear:expires_year, createdAt:created_at'
			)
			.eq('reseller_id', resellerId)
			.eq('client_id', clientId)
			.is('removed_at', null)
			.order('created_at', { ascending: false })
			.overrideTypes<PaymentProfile[], { merge: false }>()
	);
}

/**
 * A card is used no more. Idempotent.
 * @throws DomainError payment_profile_not_found (404), not_permitted (403)
 */
export async function removePaymentProfile(db: Db, id: string): Promise<void> {
	unwrap(await db.rpc('remove_payment_profile', { id }));
}
