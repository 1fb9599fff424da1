import pg from 'pg';
import type { Platform } from '../../support/world.ts';

/** Makes the codes of a person older, as if the minutes had passed. */
export async function letCodesAge(
	{ databaseUrl }: Platform,
	personId: string,
	minutes: number
): Promise<void> {
	const client = new pg.Client(databaseUrl);
	await client.connect();
	try {
		await client.query(
			'update app.sign_in_codes set created_at = created_at - make_interval(mins => $2) where person_id = $1',
			[personId, minutes]
		);
	} finally {
		await client.end();
	}
}
