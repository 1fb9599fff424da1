import type pg from 'pg';

/** Settings of one request's transaction, as PostgREST makes them. */
export type Request = Record<'role' | 'request.jwt.claims' | 'request.headers', string>;

export interface Query {
	/** The prepared statement stays in the connection under this name, as the API keeps its own. */
	name: string;
	text: string;
	values: string[];
}

export interface Answer {
	body: string;
	/** From the first look at the statement to its last row, by the server's clock: no network, no client. */
	milliseconds: number;
}

const clock = 'select extract(epoch from clock_timestamp()) * 1000 as now';

/**
 * One API request on the database's side: a transaction with settings of its own around one statement.
 * @param connection with pipelining, so that the server finds each statement waiting when it is done with the one before
 */
export async function runRequest(
	connection: pg.Client,
	request: Request,
	query: Query
): Promise<Answer> {
	const settings = Object.entries(request);
	const [, , before, page, after] = await Promise.all([
		connection.query('begin isolation level read committed read only'),
		connection.query({
			name: `settings ${settings.length}`,
			text: `select ${settings.map((_, at) => `set_config($${at * 2 + 1}, $${at * 2 + 2}, true)`).join(', ')}`,
			values: settings.flat()
		}),
		connection.query<{ now: string }>(clock),
		connection.query<{ body: string }>(query),
		connection.query<{ now: string }>(clock),
		connection.query('commit')
	]);
	return {
		body: page.rows[0]!.body,
		milliseconds: Number(after.rows[0]!.now) - Number(before.rows[0]!.now)
	};
}
