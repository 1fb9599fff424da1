import { createClient, type RealtimeChannel, type SupabaseClient } from '@supabase/supabase-js';
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

/** Joins a private channel and records what arrives, down to the wire. */
export async function listen(
	member: Pick<Member, 'accessToken'>,
	topic: string
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
		channel: client.channel(topic, { config: { private: true } })
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
