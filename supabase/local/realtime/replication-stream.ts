import { randomBytes } from 'node:crypto';
import type { EventEmitter } from 'node:events';
import { Client, type ClientConfig } from 'pg';
import { pgoutputReader, type Change } from './pgoutput.ts';

export interface ReplicationStream {
	/**
	 * What is visible in this exported snapshot is not streamed, everything committed later is.
	 * Valid until `start`.
	 */
	snapshot: string;
	start(receive: (change: Change) => void, passed: (position: bigint) => void): void;
	/** Lets Postgres say at once how far the stream has come. */
	askPosition(): void;
	/** Settles, with the reason, when the stream has ended for whatever cause. */
	ended: Promise<Error>;
	close(): Promise<void>;
}

/** The parts of pg's own connection that replication needs and its types do not name. */
interface CopyConnection extends EventEmitter {
	sendCopyFromChunk(chunk: Buffer): void;
	stream: { destroy(error?: Error): void; destroyed: boolean };
}

const statusInterval = 10_000;
const silenceLimit = 60_000;
const microsecondsTo2000 = 946_684_800_000_000n;

/**
 * Opens a replication connection with a temporary slot, which vanishes with the connection:
 * no write-ahead log is kept for a service that does not run.
 * @throws when Postgres cannot be reached or refuses
 */
export async function openReplicationStream(
	replicationUrl: string,
	publication: string
): Promise<ReplicationStream> {
	const client = new Client({
		connectionString: replicationUrl,
		application_name: 'realtime_replication_connection',
		keepAlive: true,
		replication: 'database'
	} as ClientConfig);
	const { promise: ended, resolve: end } = Promise.withResolvers<Error>();
	client.on('error', end);
	client.on('end', () => end(new Error('the replication connection was closed')));
	await client.connect();
	try {
		const slot = `realtime_messages_${randomBytes(6).toString('hex')}`;
		const { rows } = await client.query<{ snapshot_name: string }>(
			`CREATE_REPLICATION_SLOT ${slot} TEMPORARY LOGICAL pgoutput (SNAPSHOT 'export')`
		);
		return streamOf(client, slot, publication, rows[0]?.snapshot_name ?? '', ended, end);
	} catch (error) {
		await client.end().catch(() => undefined);
		throw error;
	}
}

function streamOf(
	client: Client,
	slot: string,
	publication: string,
	snapshot: string,
	ended: Promise<Error>,
	end: (reason: Error) => void
): ReplicationStream {
	const { connection } = client as unknown as { connection: CopyConnection };
	let position = 0n;
	let heardAt = Date.now();
	let timer: NodeJS.Timeout | undefined;
	void ended.then(() => clearInterval(timer));

	const answer = (isPing: boolean) => connection.sendCopyFromChunk(statusUpdate(position, isPing));
	const beat = () => {
		if (Date.now() - heardAt < silenceLimit) return answer(true);
		const silence = new Error('the replication connection went silent');
		end(silence);
		connection.stream.destroy(silence);
	};
	return {
		snapshot,
		ended,
		askPosition() {
			if (timer && !connection.stream.destroyed) answer(true);
		},
		start(receive, passed) {
			const read = pgoutputReader();
			const advance = (to: bigint) => {
				if (to > position) position = to;
				passed(position);
			};
			connection.on('copyData', ({ chunk }: { chunk: Buffer }) => {
				heardAt = Date.now();
				if (chunk[0] === 0x77) {
					const change = read(chunk.subarray(25));
					receive(change);
					if (change.kind === 'commit') advance(change.end);
					return;
				}
				if (chunk[0] !== 0x6b) return;
				advance(chunk.readBigUInt64BE(1));
				if (chunk[17] === 1) answer(false);
			});
			timer = setInterval(beat, statusInterval);
			timer.unref();
			client
				.query(
					`START_REPLICATION SLOT ${slot} LOGICAL 0/0 (proto_version '1', publication_names '${publication}')`
				)
				.then(() => end(new Error('the server ended the replication stream')), end);
		},
		async close() {
			end(new Error('closed'));
			connection.stream.destroy();
		}
	};
}

/** "Standby status update": how far we are, so that Postgres may recycle its log. */
function statusUpdate(position: bigint, isPing: boolean): Buffer {
	const message = Buffer.alloc(34);
	message[0] = 0x72;
	for (const offset of [1, 9, 17]) message.writeBigUInt64BE(position, offset);
	message.writeBigInt64BE(BigInt(Date.now()) * 1000n - microsecondsTo2000, 25);
	message[33] = isPing ? 1 : 0;
	return message;
}
