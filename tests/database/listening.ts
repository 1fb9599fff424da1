import { createClient, type RealtimeChannel, type SupabaseClient } from '@supabase/supabase-js';
import type { Client } from 'pg';
import { afterAll } from 'vitest';
import type { Member } from '../support/world.ts';
import { platform } from './platform.ts';

export interface Change {
	table: string;
	operation: string;
	row_id?: string;
	client_id?: string | null;
}

export interface Listener {
	/** What subscribing ended in: `SUBSCRIBED`, `CHANNEL_ERROR`, `TIMED_OUT`. */
	status: string;
	/** Every frame that came over the socket, whatever the client library made of it. */
	wire: string[];
	changes: Change[];
	/** How often the channel was left to those who are on it. */
	moves: number;
	channel: RealtimeChannel;
}

const clients: SupabaseClient[] = [];

/** Hangs up at the end of the test file. */
export function hangUpAfterAll(): void {
	afterAll(async () => {
		await Promise.all(clients.splice(0).map((client) => client.realtime.disconnect()));
	});
}

/** Where the member's account is announced at present. */
export async function topicOf(member: Member): Promise<string> {
	const { data } = await member.db.rpc('current_account').throwOnError();
	return data.topic;
}

/** Whether the member would be let in: what Realtime asks at the join, without the five seconds of its refusals. */
export async function mayListen(db: Client, member: Member, topic: string): Promise<boolean> {
	await db.query('begin');
	try {
		const claims = Buffer.from(member.accessToken.split('.')[1]!, 'base64url').toString();
		await db.query(
			`select set_config('role', 'authenticated', true), set_config('request.jwt.claims', $1, true)`,
			[claims]
		);
		const { rows } = await db.query<{ may: boolean }>('select app.may_listen($1) as may', [topic]);
		return rows[0]!.may;
	} finally {
		await db.query('rollback');
	}
}

/** Joins a channel and records what arrives, down to the wire. */
export async function listen(
	member: Pick<Member, 'accessToken'>,
	topic: string,
	isPrivate = true
): Promise<Listener> {
	const wire: string[] = [];
	class RecordingSocket extends WebSocket {
		constructor(...address: ConstructorParameters<typeof WebSocket>) {
			super(...address);
			this.addEventListener('message', ({ data }) =>
				wire.push(
					typeof data === 'string' ? data : Buffer.from(data as ArrayBuffer).toString('latin1')
				)
			);
		}
	}
	const client = createClient(platform.apiUrl, platform.publishableKey, {
		auth: { persistSession: false },
		realtime: { transport: RecordingSocket }
	});
	clients.push(client);
	await client.realtime.setAuth(member.accessToken);
	const listener: Listener = {
		status: '',
		wire,
		changes: [],
		moves: 0,
		channel: client.channel(topic, { config: { private: isPrivate } })
	};
	listener.channel
		.on('broadcast', { event: 'change' }, ({ payload }) => listener.changes.push(payload as Change))
		.on('broadcast', { event: 'moved' }, () => listener.moves++);
	await new Promise<void>((resolve) => {
		listener.channel.subscribe((status) => {
			listener.status = status;
			resolve();
		});
	});
	// The library asks again and again; one refusal is what we came for.
	if (listener.status !== 'SUBSCRIBED') await client.realtime.disconnect();
	return listener;
}
