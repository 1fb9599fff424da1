import pg from 'pg';
import type { Platform } from '../../support/world.ts';

/** As the role `postgres`, for what no page and no command may do: letting time pass, looking behind. */
export async function runSql<Row extends object>(
	{ databaseUrl }: Platform,
	statement: string,
	values: unknown[] = []
): Promise<Row[]> {
	const client = new pg.Client(databaseUrl);
	await client.connect();
	try {
		const { rows } = await client.query<Row>(statement, values);
		return rows;
	} finally {
		await client.end();
	}
}
