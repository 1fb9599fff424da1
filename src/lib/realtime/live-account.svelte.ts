import type { SupabaseClient } from '@supabase/supabase-js';
import { SvelteSet } from 'svelte/reactivity';
import { whenIdle } from '#lib/ui/when-idle.ts';
import { coalesce } from './coalesce.ts';
import { carryPresence, type PresenceOptions } from './presence.svelte.ts';
import { readAgain } from './read-again.ts';
import { watchAccount, type LiveState, type RowChange } from './live.ts';
import { untilAppAnswers } from './until-app-answers.ts';
import { watchWaking } from './wake.ts';

const gatherMs = 120;
const highlightMs = 2_000;
const everything = '*';
/** Moves with every use, many times a second: it is announced with its values, and nothing is read again for it. */
const tableOfValues = 'session_meters';
/** More than this, and whoever asks reads all again. */
const mostUnsettled = 50;

let state = $state<LiveState>('connecting');
let lostAt = $state<number | null>(null);
const changed = new SvelteSet<string>();
const listeners = new Set<(change: RowChange | null) => void>();
const valueListeners = new Set<(change: RowChange | null) => void>();
/** Announced, but what the load functions read before may still be on its way to the page. */
const unsettled = new Set<{ change: RowChange | null }>();

/** Whether the page still follows along; for the bar that says it does not. */
export function liveState(): LiveState {
	return state;
}

/** Until when the page was up to date, in milliseconds since 1970; null unless it once was lost. */
export function lastLiveAt(): number | null {
	return lostAt;
}

/**
 * Whether somebody changed the row just now: `<Tr arrived={recentlyChanged(client.id)}>`. What is read again after the
 * connection was lost does not count: nobody knows when it changed.
 */
export function recentlyChanged(rowId: string): boolean {
	return changed.has(rowId);
}

/**
 * Every change as it is announced, null when some may have been missed or were too many to name: for what holds more than
 * its load function reads, such as a list whose further pages were added. What was announced while the page was being
 * loaded is heard too.
 * @returns stops listening
 */
export function listenToChanges(listener: (change: RowChange | null) => void): () => void {
	const stop = listenFromNow(listener);
	const missed = unsettled.size > mostUnsettled ? [{ change: null }] : [...unsettled];
	queueMicrotask(() => {
		for (const { change } of missed) if (listeners.has(listener)) listener(change);
	});
	return stop;
}

/**
 * Every change that is announced from now on, null when some may have been missed: for what is said in passing, which must
 * not be said again to whoever listens anew.
 * @returns stops listening
 */
export function listenFromNow(listener: (change: RowChange | null) => void): () => void {
	listeners.add(listener);
	return () => void listeners.delete(listener);
}

/**
 * The announcements that bring their values along, null when some may have been missed. What was announced before is not
 * told.
 * @returns stops listening
 */
export function listenToValues(listener: (change: RowChange | null) => void): () => void {
	valueListeners.add(listener);
	return () => void valueListeners.delete(listener);
}

/**
 * Keeps the pages of an account fresh: a changed row of table `x` re-reads what depends on `live:x`,
 * a connection that comes back re-reads everything that depends on any table, and an account that moved to another channel
 * re-reads `live:account`, whence the new topic comes.
 * @param presence for the staff's channel: who else is there, and with what name
 * @returns stops following
 */
export function followAccount(topic: string, presence?: PresenceOptions): () => void {
	const highlights = new Map<string, ReturnType<typeof setTimeout>>();
	let isStopped = false;
	let isJoined = false;
	const refresh = coalesce<string>(async (tables) => {
		const read = [...unsettled];
		await readAgain(
			(url) => url.protocol === 'live:' && (tables.has(everything) || tables.has(url.pathname))
		);
		for (const entry of read) unsettled.delete(entry);
		if (!isStopped && isJoined && tables.has(everything)) state = 'live';
	}, gatherMs);
	const present = presence && carryPresence(presence, () => watch);
	const watch = watchAccount(loadClient, topic, {
		onState: (next) => {
			if (next === 'lost') lose();
		},
		onCatchUp: () => {
			isJoined = true;
			present?.joined();
			void catchUp();
		},
		onMoved: () => refresh.add('account'),
		onPresence: present?.synced,
		onChange: (change) => {
			if (change.table === tableOfValues) return noteValues(change);
			note(change.many ? null : change);
			refresh.add(change.table);
			if (change.table === 'memberships') present?.forgetNames();
			for (const rowId of [change.row_id, change.client_id, change.invoice_id]) {
				if (rowId) highlight(rowId);
			}
		}
	});
	const stopWaking = watchWaking(() => {
		lose();
		watch.reconnect();
	});
	addEventListener('offline', lose);

	function lose() {
		isJoined = false;
		// Whoever was still connecting had just been handed the page.
		if (state !== 'lost') lostAt = Date.now();
		state = 'lost';
		present?.lost();
	}

	/** The channel stands; the page follows along once it has read what it missed. */
	async function catchUp() {
		// The page was shown a moment ago, or the app may have been away together with the connection.
		if (state !== 'connecting') await untilAppAnswers(() => isStopped);
		if (isStopped) return;
		note(null);
		noteValues(null);
		refresh.add(everything);
	}

	function noteValues(change: RowChange | null) {
		for (const listener of valueListeners) listener(change);
	}

	function note(change: RowChange | null) {
		unsettled.add({ change });
		for (const listener of listeners) listener(change);
	}

	function highlight(rowId: string) {
		clearTimeout(highlights.get(rowId));
		changed.add(rowId);
		const fade = () => {
			highlights.delete(rowId);
			changed.delete(rowId);
		};
		highlights.set(rowId, setTimeout(fade, highlightMs));
	}

	return () => {
		isStopped = true;
		watch.stop();
		present?.stop();
		stopWaking();
		removeEventListener('offline', lose);
		refresh.cancel();
		unsettled.clear();
		for (const timer of highlights.values()) clearTimeout(timer);
		changed.clear();
		state = 'connecting';
		lostAt = null;
	};
}

/** The client weighs more than most pages: it comes once the page stands. */
async function loadClient(): Promise<SupabaseClient> {
	await new Promise<void>((resolve) => whenIdle(resolve));
	const { browserClient } = await import('./browser-client.ts');
	return browserClient();
}
