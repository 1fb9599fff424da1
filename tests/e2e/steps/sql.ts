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

/** The same statement with each of these values, one transaction after the other, as fast as the database takes them. */
export async function runEach(
	{ databaseUrl }: Platform,
	statement: string,
	rows: unknown[][]
): Promise<void> {
	const client = new pg.Client(databaseUrl);
	await client.connect();
	try {
		for (const values of rows) await client.query(statement, values);
	} finally {
		await client.end();
	}
}
