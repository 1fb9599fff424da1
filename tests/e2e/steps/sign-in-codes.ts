import type { Platform } from '../../support/world.ts';
import { runSql } from './sql.ts';

/** Makes the codes of a person older, as if the minutes had passed. */
export async function letCodesAge(
	platform: Platform,
	personId: string,
	minutes: number
): Promise<void> {
	await runSql(
		platform,
		'update app.sign_in_codes set created_at = created_at - make_interval(mins => $2) where person_id = $1',
		[personId, minutes]
	);
}
