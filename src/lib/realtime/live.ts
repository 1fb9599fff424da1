import type { RealtimeChannel, SupabaseClient } from '@supabase/supabase-js';

/** What the database announces: which row changed, never what is in it. */
export interface RowChange {
	table: string;
	operation: 'insert' | 'update' | 'delete';
	/** Staff alone learn which row. */
	row_id?: string | null;
	client_id?: string | null;
	invoice_id?: string | null;
	/** One statement changed so many rows that they are not named. */
	many?: boolean;
}

export type LiveState = 'connecting' | 'live' | 'lost';

/** What those who are on the channel say about themselves; anything, so whoever reads it has to check. */
export type PresenceState = Record<string, unknown[]>;

export interface Watcher {
	onChange: (change: RowChange) => void;
	/** The channel stands (again): whatever was announced meanwhile was missed, so read anew. */
	onCatchUp: () => void;
	/** The account has left this channel: who may still listen has to ask where to. */
	onMoved?: () => void;
	onState?: (state: LiveState) => void;
	/** Who else is there, whenever that changes. Without it the channel has no presence. */
	onPresence?: (state: PresenceState) => void;
}

export interface Watch {
	stop: () => void;
	/** Shows oneself to the others on the channel, or no longer (null). Realtime takes five such calls in 30 seconds. */
	show: (presence: Record<string, string> | null) => void;
	/** Opens another connection now: after a sleep the old one may be dead without having noticed. */
	reconnect: () => void;
}

const rejoinAfterMs = [1_000, 2_000, 5_000, 10_000, 30_000];

/**
 * Follows a private channel, as `current_account()` names it. Reconnecting with back-off is the library's business; a
 * channel that the server closes (a token that ran out while the computer slept, too many messages) is joined anew here:
 * the library would leave it.
 * @param load fetches the library and makes its client; tried again when it fails
 */
export function watchAccount(
	load: () => Promise<SupabaseClient>,
	topic: string,
	watcher: Watcher
): Watch {
	let db: SupabaseClient | undefined;
	let channel: RealtimeChannel | undefined;
	let isStopped = false;
	let closedTimes = 0;
	let rejoinTimer: ReturnType<typeof setTimeout> | undefined;
	void begin();

	async function begin() {
		try {
			db = await load();
		} catch {
			if (isStopped) return;
			watcher.onState?.('lost');
			return again(begin);
		}
		if (!isStopped) await join(db);
	}

	async function join(db: SupabaseClient) {
		// Whoever left this very channel a moment ago may not be out yet, and the library would hand out that one.
		const leaving = db.getChannels().filter((other) => other.subTopic === topic);
		await Promise.all(leaving.map((other) => db.removeChannel(other)));
		// A private channel is refused unless the token goes along with the first request to join.
		await db.realtime.setAuth().catch(() => isStopped || watcher.onState?.('lost'));
		if (isStopped) return;
		const joining = db
			.channel(topic, { config: { private: true } })
			.on('broadcast', { event: 'change' }, ({ payload }) => watcher.onChange(payload as RowChange))
			.on('broadcast', { event: 'moved' }, () => watcher.onMoved?.());
		if (watcher.onPresence) {
			joining.on('presence', { event: 'sync' }, () =>
				watcher.onPresence?.(joining.presenceState())
			);
		}
		channel = joining;
		joining.subscribe((status) => joining === channel && note(db, status));
	}

	function again(attempt: () => Promise<void>) {
		const wait = rejoinAfterMs[Math.min(closedTimes++, rejoinAfterMs.length - 1)];
		clearTimeout(rejoinTimer);
		rejoinTimer = setTimeout(() => void attempt(), wait);
	}

	function note(db: SupabaseClient, status: string) {
		if (isStopped) return;
		if (status === 'SUBSCRIBED') {
			closedTimes = 0;
			watcher.onState?.('live');
			watcher.onCatchUp();
			return;
		}
		watcher.onPresence?.({});
		watcher.onState?.('lost');
		if (status === 'CLOSED') return again(() => join(db));
		// Refused over a connection that stands: the account moved while nobody here was listening.
		if (status === 'CHANNEL_ERROR' && db.realtime.isConnected()) watcher.onMoved?.();
	}

	return {
		stop: () => {
			isStopped = true;
			clearTimeout(rejoinTimer);
			if (channel) void db?.removeChannel(channel);
		},
		show: (presence) => {
			if (channel?.state === 'joined')
				void (presence ? channel.track(presence) : channel.untrack());
		},
		reconnect: () => {
			const socket = db?.realtime;
			if (!socket) return;
			if (!socket.isConnected()) return void socket.disconnect().then(() => socket.connect());
			// Two heartbeats in a row are the library's own sign of a dead connection: it opens another and joins again.
			void socket.sendHeartbeat();
			void socket.sendHeartbeat();
		}
	};
}
