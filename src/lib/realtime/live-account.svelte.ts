import { SvelteSet } from 'svelte/reactivity';
import { browserClient } from './browser-client.ts';
import { coalesce } from './coalesce.ts';
import { readAgain } from './read-again.ts';
import { watchAccount, type LiveState, type RowChange } from './live.ts';

const gatherMs = 120;
const highlightMs = 2_000;

let state = $state<LiveState>('connecting');
const changed = new SvelteSet<string>();
const listeners = new Set<(change: RowChange | null) => void>();

/** Whether the page still follows along; for the bar that says it does not. */
export function liveState(): LiveState {
	return state;
}

/** Whether somebody changed the row just now: `<Tr arrived={recentlyChanged(client.id)}>`. */
export function recentlyChanged(rowId: string): boolean {
	return changed.has(rowId);
}

/**
 * Every change as it is announced, null when some may have been missed: for what holds more than its load function reads,
 * such as a list whose further pages were added.
 * @returns stops listening
 */
export function listenToChanges(listener: (change: RowChange | null) => void): () => void {
	listeners.add(listener);
	return () => void listeners.delete(listener);
}

/**
 * Keeps the pages of an account fresh: a changed row of table `x` re-reads what depends on `live:x`,
 * a connection that comes back re-reads everything that depends on any table, and an account that moved to another channel
 * re-reads `live:account`, whence the new topic comes.
 * @returns stops following
 */
export function followAccount(topic: string): () => void {
	const timers = new Set<ReturnType<typeof setTimeout>>();
	const refresh = coalesce<string>((tables) => {
		void readAgain(
			(url) => url.protocol === 'live:' && (tables.has('*') || tables.has(url.pathname))
		);
	}, gatherMs);
	const stop = watchAccount(browserClient(), topic, {
		onState: (next) => (state = next),
		onCatchUp: () => {
			refresh.add('*');
			for (const listener of listeners) listener(null);
		},
		onMoved: () => refresh.add('account'),
		onChange: (change) => {
			refresh.add(change.table);
			for (const listener of listeners) listener(change);
			for (const rowId of [change.row_id, change.client_id, change.invoice_id]) {
				if (rowId) highlight(rowId);
			}
		}
	});

	function highlight(rowId: string) {
		changed.add(rowId);
		const timer = setTimeout(() => {
			timers.delete(timer);
			changed.delete(rowId);
		}, highlightMs);
		timers.add(timer);
	}

	return () => {
		stop();
		refresh.cancel();
		for (const timer of timers) clearTimeout(timer);
		changed.clear();
		state = 'connecting';
	};
}
