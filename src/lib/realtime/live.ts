import type { SupabaseClient } from '@supabase/supabase-js';

/** What the database announces: which row changed, never what is in it. */
export interface RowChange {
	table: string;
	operation: 'insert' | 'update' | 'delete';
	row_id: string;
	client_id: string | null;
	invoice_id: string | null;
}

export type LiveState = 'connecting' | 'live' | 'lost';

export interface Watcher {
	onChange: (change: RowChange) => void;
	/** The channel stands (again): whatever was announced meanwhile was missed, so read anew. */
	onCatchUp: () => void;
	onState?: (state: LiveState) => void;
}

/**
 * Follows a private channel, for example `reseller:<id>`. Reconnecting with back-off is the library's business.
 * @returns stops watching
 */
export function watchAccount(db: SupabaseClient, topic: string, watcher: Watcher): () => void {
	const channel = db
		.channel(topic, { config: { private: true } })
		.on('broadcast', { event: 'change' }, ({ payload }) => watcher.onChange(payload as RowChange));
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
		} else if (status !== 'CLOSED') watcher.onState?.('lost');
	}

	return () => {
		isStopped = true;
		void db.removeChannel(channel);
	};
}
