import pg from 'pg';
import { AuthError } from './errors.ts';
import type { Log } from './auth-options.ts';

/** What a query can run on: the pool (each query on its own) or an open transaction. */
export interface Queryable {
	query<Row extends pg.QueryResultRow>(
		text: string,
		values?: unknown[]
	): Promise<{ rows: Row[]; rowCount: number | null }>;
}

export interface Database extends Queryable {
	/** Commits what `work` resolves with; rolls back when it rejects. */
	transaction<Result>(work: (transaction: Queryable) => Promise<Result>): Promise<Result>;
	close(): Promise<void>;
}

const timestampWithoutZone = 1114;

export function openDatabase(databaseUrl: string, log: Log): Database {
	const pool = new pg.Pool({
		connectionString: databaseUrl,
		application_name: 'auth',
		max: 10,
		connectionTimeoutMillis: 10_000,
		idleTimeoutMillis: 30_000,
		// The schema mixes both timestamp types; with UTC on both ends they mean the same instant.
		options: '-c timezone=UTC',
		types: { getTypeParser }
	});
	const onLoss = (error: Error): void => log('warn', 'a database connection was lost', { error });
	pool.on('error', onLoss);
	// `error` of a connection in use would end the process if nobody listened, and its user listens a
	// moment too late: the server's last words may come in one packet with its readiness.
	pool.on('connect', (client) => void client.on('error', onLoss));

	return {
		query: (text, values) => translated(() => pool.query(text, values)),
		transaction: (work) =>
			translated(async () => {
				const client = await pool.connect();
				let lost: Error | undefined;
				try {
					await client.query('begin');
					const result = await work(client);
					await client.query('commit');
					return result;
				} catch (error) {
					await client.query('rollback').catch((failure: Error) => void (lost ??= failure));
					throw error;
				} finally {
					client.release(lost);
				}
			}),
		close: () => pool.end()
	};
}

function getTypeParser(oid: number, format?: 'text' | 'binary'): (value: string) => unknown {
	if (oid === timestampWithoutZone && format !== 'binary')
		return (value) => new Date(`${value.replace(' ', 'T')}Z`);
	return pg.types.getTypeParser(oid, format as 'text') as (value: string) => unknown;
}

async function translated<Result>(work: () => Promise<Result>): Promise<Result> {
	try {
		return await work();
	} catch (error) {
		if (isConnectionLoss(error)) throw databaseUnavailable(error);
		throw error;
	}
}

// 503 makes auth-js retry instead of signing the user out (reference §1.1).
function databaseUnavailable(cause: unknown): AuthError {
	const error = new AuthError(503, 'unexpected_failure', 'Database is unavailable, try again');
	error.cause = cause;
	return error;
}

const connectionCodes = /^(08...|57P0[1235]|53300|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOENT)$/;
const connectionMessages =
	/^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|The server does not support SSL|Client was closed|Cannot use a pool after calling end)/;

function isConnectionLoss(error: unknown): boolean {
	if (!(error instanceof Error) || error instanceof AuthError) return false;
	const code = (error as { code?: unknown }).code;
	if (typeof code === 'string' && connectionCodes.test(code)) return true;
	return connectionMessages.test(error.message);
}

/** Postgres' SQLSTATE and the constraint it names, when `error` came from Postgres. */
export function postgresError(
	error: unknown
): { code: string; schema?: string; table?: string; constraint?: string } | undefined {
	return error instanceof pg.DatabaseError && error.code
		? {
				code: error.code,
				schema: error.schema,
				table: error.table,
				constraint: error.constraint
			}
		: undefined;
}

/** True when the unique key of `auth.users` whose name holds `part` (email, phone, pkey) was hit. */
export function isDuplicateUser(error: unknown, part: string): boolean {
	const found = postgresError(error);
	return (
		found?.code === '23505' &&
		found.schema === 'auth' &&
		found.table === 'users' &&
		(found.constraint ?? '').includes(part)
	);
}
