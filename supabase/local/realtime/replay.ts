import type { Pool } from 'pg';
import type { BroadcastMessage } from './protocol.ts';
import { Refusal } from './refusal.ts';

export interface ReplayRequest {
	/** Milliseconds since the epoch. */
	since: number;
	limit: number;
}

export type StoredMessage = BroadcastMessage & { id: string };

const mostMessages = 25;

/**
 * The latest private messages of a topic, oldest first. Whoever asks must be allowed to read it.
 * @throws Refusal `UnableToReplayMessages`
 */
export async function readStoredMessages(
	pool: Pool,
	topic: string,
	{ since, limit }: ReplayRequest
): Promise<StoredMessage[]> {
	const { rows } = await pool
		.query<{ id: string; event: string; payload: string | null; binary_payload: Buffer | null }>(
			`select id::text, event, payload::text, binary_payload from realtime.messages
			where topic = $1 and private and extension = 'broadcast' and event is not null
				and coalesce(payload::text, binary_payload::text) is not null
				and inserted_at >= to_timestamp($2::double precision / 1000) at time zone 'utc'
				and inserted_at < (now() + interval '1 minute') at time zone 'utc'
			order by inserted_at desc limit $3`,
			[topic, since, Math.max(1, Math.min(limit, mostMessages))]
		)
		.catch(() => {
			throw new Refusal('UnableToReplayMessages', 'Realtime was unable to replay messages');
		});
	return rows.reverse().map(({ id, event, payload, binary_payload: bytes }) => {
		if (bytes) return { id, event, encoding: 'binary', body: bytes };
		return { id, event, encoding: 'json', body: payload ?? 'null' };
	});
}
