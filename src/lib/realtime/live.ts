import type { SupabaseClient } from '@supabase/supabase-js';

/** What the database announces: which row changed, never what is in it. */
export interface RowChange {
	table: string;
	operation: 'insert' | 'update' | 'delete';
	/** Staff alone learn which row. */
	row_id?: string | null;
	client_id?: string | null;
	invoice_id?: string | null;
}

export type LiveState = 'connecting' | 'live' | 'lost';

export interface Watcher {
	onChange: (change: RowChange) => void;
	/** The channel stands (again): whatever was announced meanwhile was missed, so read anew. */
	onCatchUp: () => void;
	/** The account has left this channel: who may still listen has to ask where to. */
	onMoved?: () => void;
	onState?: (state: LiveState) => void;
}

/**
 * Follows a private channel, as `current_account()` names it. Reconnecting with back-off is the library's business.
 * @returns stops watching
 */
export function watchAccount(db: SupabaseClient, topic: string, watcher: Watcher): () => void {
	const channel = db
		.channel(topic, { config: { private: true } })
		.on('broadcast', { event: 'change' }, ({ payload }) => watcher.onChange(payload as RowChange))
		.on('broadcast', { event: 'moved' }, () => watcher.onMoved?.());
	let isStopped = false;
	// A private channel is refused unless the token goes along with the first request to join.
	void db.realtime
		.setAuth()
		.catch(() => watcher.onState?.('lost'))
		.then(() => isStopped || channel.subscribe(onStatus));

	function onStatus(status: string) {
		if (status === 'SUBSCRIBED') {
			watcher.onState?.('live');
			watcher.onCatchUp();
			return;
		}
		if (status === 'CLOSED') return;
		watcher.onState?.('lost');
		// Refused over a connection that stands: the account moved while nobody here was listening.
		if (status === 'CHANNEL_ERROR' && db.realtime.isConnected()) watcher.onMoved?.();
	}

	return () => {
		isStopped = true;
		void db.removeChannel(channel);
	};
}
