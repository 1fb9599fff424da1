import { randomUUID } from 'node:crypto';
import { DatabaseError, type Pool, type PoolClient } from 'pg';
import type { ConfirmedToken } from './tokens.ts';
import { Refusal } from './refusal.ts';

export type Extension = 'broadcast' | 'presence';

export interface Asker {
	claims: ConfirmedToken['claims'];
	/** Without `realtime:`. */
	topic: string;
	/** Of the request that opened the socket, lower-case names; policies may read them. */
	headers: Record<string, string>;
}

/** What the policies on realtime.messages allow. @throws Refusal when they cannot be asked */
export interface Authorizer {
	/** Which of the extensions the asker may receive. */
	readable(asker: Asker, extensions: Extension[]): Promise<Set<Extension>>;
	/** Whether the asker may send. */
	writable(asker: Asker, extension: Extension): Promise<boolean>;
}

export interface AuthorizerOptions {
	/** Of a role that may write realtime.messages and become any role. */
	pool: Pool;
	/** Makes the partitions of today and the coming days. */
	addPartitions: () => Promise<void>;
	log: (message: string) => void;
}

/**
 * Asks Postgres itself, with probe rows that are never committed: rows of the topic are inserted by the
 * owner and looked for by the asker (read), or inserted by the asker (write).
 */
export function createAuthorizer({ pool, addPartitions, log }: AuthorizerOptions): Authorizer {
	/** A machine that slept for days wakes up without a partition for today. */
	async function ask<Result>(question: (client: PoolClient) => Promise<Result>): Promise<Result> {
		try {
			return await rolledBack(pool, question);
		} catch (error) {
			if (!isMissingPartition(error)) throw error;
			await addPartitions();
			return rolledBack(pool, question);
		}
	}

	return {
		async readable(asker, extensions) {
			const probes = new Map(extensions.map((extension) => [randomUUID() as string, extension]));
			try {
				const visible = await ask(async (client) => {
					await client.query(
						`insert into realtime.messages (id, topic, extension)
						select probe, $2, extension from unnest($1::uuid[], $3::text[]) as probes (probe, extension)`,
						[[...probes.keys()], asker.topic, [...probes.values()]]
					);
					await impersonate(client, asker);
					const { rows } = await client.query<{ id: string }>(
						'select id::text from realtime.messages where id = any ($1::uuid[])',
						[[...probes.keys()]]
					);
					return rows;
				});
				return new Set(visible.flatMap(({ id }) => probes.get(id) ?? []));
			} catch (error) {
				throw refusalOf(error, asker.topic, log);
			}
		},
		async writable(asker, extension) {
			try {
				await ask(async (client) => {
					await impersonate(client, asker);
					await client.query('insert into realtime.messages (topic, extension) values ($1, $2)', [
						asker.topic,
						extension
					]);
				});
				return true;
			} catch (error) {
				if (error instanceof DatabaseError && error.code === '42501') return false;
				throw refusalOf(error, asker.topic, log);
			}
		}
	};
}

async function rolledBack<Result>(
	pool: Pool,
	ask: (client: PoolClient) => Promise<Result>
): Promise<Result> {
	const client = await pool.connect();
	let isUsable = false;
	try {
		await client.query('begin');
		try {
			return await ask(client);
		} finally {
			await client.query('rollback');
			isUsable = true;
		}
	} finally {
		client.release(!isUsable);
	}
}

/** The settings that PostgREST makes as well, so that one policy helper serves both. */
async function impersonate(client: PoolClient, { claims, topic, headers }: Asker): Promise<void> {
	await client.query(
		`select set_config('role', $1, true), set_config('realtime.topic', $2, true),
			set_config('request.jwt.claims', $3, true), set_config('request.jwt.claim.sub', $4, true),
			set_config('request.jwt.claim.role', $1, true), set_config('request.headers', $5, true)`,
		[claims.role, topic, JSON.stringify(claims), claims.sub ?? '', JSON.stringify(headers)]
	);
}

function refusalOf(error: unknown, topic: string, log: (message: string) => void): Refusal {
	const { message } = error as Error;
	if (
		!(error instanceof DatabaseError) ||
		error.code?.startsWith('57P') ||
		error.code?.startsWith('08')
	) {
		log(`UnableToConnectToProject: ${message}`);
		return new Refusal(
			'UnableToConnectToProject',
			'Realtime was unable to connect to the project database'
		);
	}
	if (error.code === '57014') return new Refusal('QueryCanceled', message);
	if (isMissingPartition(error)) {
		log(`MissingPartition: ${message}`);
		return new Refusal(
			'MissingPartition',
			'Realtime was unable to find the expected messages partition'
		);
	}
	// A policy that fails admits nobody; why it failed is for the log, not for the client.
	log(`RlsPolicyError: ${message}`);
	return unreadable(topic);
}

function isMissingPartition(error: unknown): boolean {
	return error instanceof DatabaseError && error.code === '23514' && error.table === 'messages';
}

export function unreadable(topic: string): Refusal {
	return new Refusal(
		'Unauthorized',
		`You do not have permissions to read from this Channel topic: ${topic}`
	);
}
