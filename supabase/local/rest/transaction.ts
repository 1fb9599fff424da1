import { invalidQuery, type RestError } from './errors.ts';
import { restErrorOf } from './postgres-errors.ts';
import type { Connection, Database, Row } from './database.ts';
import {
	join,
	parameter,
	qualified,
	sql,
	statementOf,
	trusted,
	type Fragment
} from './sql/fragment.ts';

export interface Transaction {
	isReadOnly: boolean;
	isolation: string | null;
	/** Settings for this transaction, in the order in which they are made (reference §3.4). */
	settings: readonly (readonly [name: string, value: string])[];
	/** Function called before the main statement. */
	preRequest?: { schema: string; name: string };
	statements: readonly Fragment[];
	/** Looks at the first statement's rows: an error rolls back and is the answer. */
	refuse?: (rows: Row[]) => RestError | undefined;
	isRolledBack: boolean;
	isAuthenticated: boolean;
}

/** Bind messages count parameters in 16 bits. */
const maximumParameters = 65_535;

/**
 * Runs the statements in a transaction of their own and answers each one's rows.
 *
 * Everything is sent at once and awaited once, so a request costs one round trip; two when `refuse`
 * has to see the rows before the end of the transaction is known.
 * @throws RestError
 */
export async function runTransaction(
	database: Database,
	transaction: Transaction
): Promise<Row[][]> {
	const statements = transaction.statements.map(statementOf);
	if (statements.some(({ values }) => values.length > maximumParameters))
		throw invalidQuery('request', 1, `more than ${maximumParameters} values`);
	const { isAuthenticated } = transaction;
	const connection = await database.connect().catch((error: unknown) => {
		throw restErrorOf(error, 'connecting', isAuthenticated);
	});
	const send = (fragment: Fragment) => connection.query(statementOf(fragment));
	try {
		const begun = [send(beginSql(transaction)), send(settingsSql(transaction.settings))];
		if (transaction.preRequest)
			begun.push(send(sql`SELECT ${qualified(transaction.preRequest)}()`));
		const results = statements.map((statement) => connection.query(statement));
		const ended = transaction.refuse ? [] : endSql(transaction.isRolledBack).map(send);
		const rows = await allInOrder([...begun, ...results, ...ended]);
		const answers = rows.slice(begun.length, begun.length + results.length);
		if (transaction.refuse) await finish(send, transaction, transaction.refuse(answers[0]!));
		connection.release();
		return answers;
	} catch (error) {
		await abandon(connection, error);
		throw restErrorOf(error, 'querying', isAuthenticated);
	}
}

async function finish(
	send: (fragment: Fragment) => Promise<Row[]>,
	{ isRolledBack }: Transaction,
	refusal: RestError | undefined
): Promise<void> {
	if (refusal) throw refusal;
	await allInOrder(endSql(isRolledBack).map(send));
}

/** Ends a failed transaction, so that the connection serves the next; if it cannot, it is closed. */
async function abandon(connection: Connection, cause: unknown): Promise<void> {
	try {
		await connection.query({ text: 'ROLLBACK', values: [] });
		connection.release();
	} catch {
		connection.release(cause as Error);
	}
}

/** The first failure is the cause: what follows it only says that the transaction is aborted. */
async function allInOrder(queries: readonly Promise<Row[]>[]): Promise<Row[][]> {
	const settled = await Promise.allSettled(queries);
	const failed = settled.find((result) => result.status === 'rejected');
	if (failed) throw failed.reason;
	return settled.map((result) => (result.status === 'fulfilled' ? result.value : []));
}

const isolationLevels = ['serializable', 'repeatable read', 'read committed', 'read uncommitted'];

function beginSql({ isReadOnly, isolation }: Transaction): Fragment {
	const level = isolationLevels.find((name) => name === isolation?.toLowerCase());
	const access = isReadOnly ? 'READ ONLY' : 'READ WRITE';
	return trusted(`BEGIN ISOLATION LEVEL ${level ?? 'read committed'} ${access}`);
}

function settingsSql(settings: Transaction['settings']): Fragment {
	const calls = settings.map(
		([name, value]) => sql`set_config(${parameter(name)}, ${parameter(value)}, true)`
	);
	return sql`SELECT ${join(calls, ', ')}`;
}

/** Deferred constraints are checked even when nothing is kept. */
function endSql(isRolledBack: boolean): Fragment[] {
	return isRolledBack ? [sql`SET CONSTRAINTS ALL IMMEDIATE`, sql`ROLLBACK`] : [sql`COMMIT`];
}
