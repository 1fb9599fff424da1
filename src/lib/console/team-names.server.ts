import { unwrap } from '#lib/errors/database-error.ts';
import type { Db } from '#lib/server/db.ts';

/** What the team's people are called, by person: those whom the asking person may see. */
export async function readTeamNames(db: Db, resellerId: string): Promise<Record<string, string>> {
	const rows = unwrap(
		await db
			.from('user_list')
			.select('personId:person_id, name')
			.eq('reseller_id', resellerId)
			.is('client_id', null)
			.not('person_id', 'is', null)
			.overrideTypes<{ personId: string; name: string | null }[], { merge: false }>()
	);
	return Object.fromEntries(rows.flatMap(({ personId, name }) => (name ? [[personId, name]] : [])));
}
