import type pg from 'pg';
import type { Member } from '../../support/world.ts';
import { processorTime } from './processor-time.ts';

/** Settings of one request's transaction, as PostgREST makes them. */
export type Request = Record<'role' | 'request.jwt.claims' | 'request.headers', string>;

export interface Query {
	/** The prepared statement stays in the connection under this name, as the API keeps its own. */
	name: string;
	text: string;
	values: (string | number | boolean | null)[];
	/** Else the transaction is read only. */
	writes?: boolean;
}

export interface Answer {
	body: string;
	/** Milliseconds from sending the statement to having its answer. */
	elapsed: number;
	/** Milliseconds that the statement kept a processor busy in the database. */
	processor: number;
	/** The same of the whole transaction, with its beginning, settings and end. */
	inAll: number;
}

/** One API request on the database's side: a transaction with settings of its own around one statement. */
export async function runRequest(
	connection: pg.Client,
	request: Request,
	query: Query
): Promise<Answer> {
	const pid = backendOf(connection);
	const settings = Object.entries(request);
	const usedAtFirst = processorTime(pid);
	await connection.query(
		`begin isolation level read committed ${query.writes ? 'read write' : 'read only'}`
	);
	await connection.query({
		name: `settings ${settings.length}`,
		text: `select ${settings.map((_, at) => `set_config($${at * 2 + 1}, $${at * 2 + 2}, true)`).join(', ')}`,
		values: settings.flat()
	});
	const startedAt = performance.now();
	const usedBefore = processorTime(pid);
	const { rows } = await connection.query<{ body: string }>(query);
	const processor = processorTime(pid) - usedBefore;
	const elapsed = performance.now() - startedAt;
	await connection.query('commit');
	const inAll = processorTime(pid) - usedAtFirst;
	return { body: rows[0]!.body, elapsed, processor, inAll };
}

/** As the API makes them of this member's honest request. */
export function asMember({
	accessToken,
	account
}: Pick<Member, 'accessToken' | 'account'>): Request {
	const claims = Buffer.from(accessToken.split('.')[1]!, 'base64url').toString();
	const headers = { host: '127.0.0.1', accept: 'application/json', 'x-balcao-account': account };
	return {
		role: 'authenticated',
		'request.jwt.claims': claims,
		'request.headers': JSON.stringify(headers)
	};
}

/** Owns the tables, so row level security asks nothing. */
export const asOwner: Request = {
	role: 'postgres',
	'request.jwt.claims': '',
	'request.headers': ''
};

function backendOf(connection: pg.Client): number {
	return (connection as unknown as { processID: number }).processID;
}
