import { unwrap } from '#lib/errors/database-error.ts';
import type { Db } from '#lib/server/db.ts';

/** Where the clients of a reseller write to; null when it has not said. */
export async function findContactEmail(db: Db, resellerId: string): Promise<string | null> {
	const brand = unwrap(
		await db.from('reseller_brands').select('reply_to').eq('reseller_id', resellerId).maybeSingle(),
		'or null'
	);
	return brand?.reply_to ?? null;
}
