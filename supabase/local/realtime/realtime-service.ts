import { Pool } from 'pg';
import type { Service } from '../service.ts';
import { createAuthorizer } from './authorization.ts';
import { broadcastHttp } from './broadcast-http.ts';
import {
	defaultLimits,
	defaultTimings,
	rateMeter,
	type RealtimeLimits,
	type RealtimeTimings
} from './limits.ts';
import { keepPartitions } from './partitions.ts';
import type { MessageRow } from './pgoutput.ts';
import type { BroadcastMessage } from './protocol.ts';
import type { Realm } from './realm.ts';
import { readStoredMessages } from './replay.ts';
import { startReplication, type Replication } from './replication.ts';
import { openSockets } from './sockets.ts';
import { Streams } from './streams.ts';
import { confirmToken, type Verify } from './tokens.ts';

export interface RealtimeOptions {
	/** Of supabase_admin, or a role that may write realtime.messages and become the roles in tokens. */
	databaseUrl: string;
	/** Of a role with REPLICATION. */
	replicationUrl: string;
	/** Of realtime.messages; the bootstrap makes it. */
	publication?: string;
	verify: Verify;
	/** Whether channels without `private: true` may be joined. Default true. */
	allowPublic?: boolean;
	limits?: Partial<RealtimeLimits>;
	timings?: Partial<RealtimeTimings>;
	log?: (message: string) => void;
	/** Milliseconds since the epoch. */
	clock?: () => number;
}

const policyTimeout = 5_000;
/** As long as a client waits for a join: when all come back at once, they queue for the few connections. */
const connectionTimeout = 10_000;
const poolSize = 5;

/**
 * Realtime: broadcast, broadcast from the database, presence. `upgrade` answers `/websocket`,
 * `handle` the HTTP broadcasts under `/api/broadcast`. Delivery is described at `startReplication`.
 * @throws when Postgres cannot be reached
 */
export async function createRealtimeService(options: RealtimeOptions): Promise<Service> {
	const {
		publication = 'supabase_realtime_messages_publication',
		allowPublic = true,
		log = () => undefined,
		clock = Date.now
	} = options;
	const limits = { ...defaultLimits, ...options.limits };
	const timings = { ...defaultTimings, ...options.timings };
	const streams = new Streams();
	const pool = openPool(options.databaseUrl, log);
	const partitions = keepPartitions(pool, timings.partitionInterval, log);
	const replication = await begin();

	async function begin(): Promise<Replication> {
		try {
			await partitions.maintain();
			const deliver = (row: MessageRow) => deliverRow(streams, row, limits.payloadBytes, log);
			const { replicationUrl } = options;
			return await startReplication({ pool, replicationUrl, publication, deliver, log });
		} catch (error) {
			partitions.close();
			await pool.end();
			throw error;
		}
	}

	const realm: Realm = {
		streams,
		authorizer: createAuthorizer({ pool, addPartitions: partitions.maintain, log }),
		limits,
		timings,
		allowPublic,
		clock,
		log,
		confirm: (token) => confirmToken(options.verify, token, clock()),
		replay: (topic, request) => readStoredMessages(pool, topic, request),
		whenStreaming: replication.whenStreaming,
		joinMeter: rateMeter(limits.joinsPerSecond, clock),
		messageMeter: rateMeter(limits.messagesPerSecond, clock),
		presenceMeter: rateMeter(limits.presenceMessagesPerSecond, clock)
	};
	const sockets = openSockets(realm);
	return {
		handle: broadcastHttp(realm),
		upgrade: sockets.upgrade,
		async healthy() {
			await pool.query('select 1');
			if (!replication.isStreaming()) throw new Error('realtime does not follow the database yet');
		},
		async close() {
			partitions.close();
			await sockets.close();
			await replication.close();
			await pool.end();
		}
	};
}

function openPool(databaseUrl: string, log: (message: string) => void): Pool {
	const pool = new Pool({
		connectionString: databaseUrl,
		application_name: 'realtime',
		max: poolSize,
		statement_timeout: policyTimeout,
		connectionTimeoutMillis: connectionTimeout
	});
	pool.on('error', (error) => log(`realtime lost an idle database connection: ${error.message}`));
	// One that is lost at work fails its query, which tells; without a listener it would end the process too.
	pool.on('connect', (client) => void client.on('error', () => undefined));
	return pool;
}

/** No rate applies here: what a transaction committed is delivered, however many rows it has. */
function deliverRow(
	streams: Streams,
	row: MessageRow,
	payloadBytes: number,
	log: (message: string) => void
): void {
	const broadcast = broadcastOf(row);
	if (!broadcast) return log(`UnableToBroadcastChanges: message ${row.id} has no event or payload`);
	if (broadcast.body.length > payloadBytes) {
		return log(`UnableToBroadcastChanges: message ${row.id} is too large`);
	}
	streams.broadcast(row, broadcast);
}

function broadcastOf(row: MessageRow): BroadcastMessage | null {
	const { id, event, payload, binaryPayload } = row;
	if (event === null) return null;
	if (binaryPayload) return { id, event, encoding: 'binary', body: binaryPayload };
	return payload === null ? null : { id, event, encoding: 'json', body: payload };
}
