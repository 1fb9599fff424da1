import pg from 'pg';
import type { Platform } from '../../support/world.ts';

/** As the role `postgres`, for what no page and no command may do: letting time pass. */
export async function runSql(
	{ databaseUrl }: Platform,
	statement: string,
	values: unknown[] = []
): Promise<void> {
	const client = new pg.Client(databaseUrl);
	await client.connect();
	try {
		await client.query(statement, values);
	} finally {
		await client.end();
	}
}
