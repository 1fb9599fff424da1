/** What one service instance admits. Defaults are those of a self-hosted Realtime where it has one. */
export interface RealtimeLimits {
	/** Open sockets; one more is refused with 429 before the upgrade. */
	connections: number;
	/** Broadcasts sent by clients and over HTTP, on average over ten seconds. */
	messagesPerSecond: number;
	joinsPerSecond: number;
	channelsPerConnection: number;
	/** Bytes of one broadcast or presence payload. */
	payloadBytes: number;
	/** Top-level keys of a tracked presence object. */
	presenceKeys: number;
	presenceMessagesPerSecond: number;
	/** Track and untrack calls of one channel within `timings.presenceWindow`. */
	presenceCallsPerWindow: number;
	/** Unsent bytes after which a slow socket is cut off instead of growing the memory. */
	bufferedBytes: number;
	/** Messages of one channel that may wait while an authorisation is being looked up. */
	waitingMessages: number;
}

/** Milliseconds. */
export interface RealtimeTimings {
	/** A refused join is answered this late, as a brake on clients that retry at once. */
	errorDelay: number;
	/** A channel's token and its right to read are checked again at least this often. */
	tokenCheckInterval: number;
	/** A socket that sends nothing, not even a heartbeat, for this long is closed. */
	idleTimeout: number;
	presenceWindow: number;
	partitionInterval: number;
}

export const defaultLimits: RealtimeLimits = {
	connections: 200,
	messagesPerSecond: 100,
	joinsPerSecond: 100,
	channelsPerConnection: 100,
	payloadBytes: 3_000_000,
	presenceKeys: 10,
	presenceMessagesPerSecond: 50,
	presenceCallsPerWindow: 5,
	bufferedBytes: 8_000_000,
	waitingMessages: 1_000
};

export const defaultTimings: RealtimeTimings = {
	errorDelay: 5_000,
	tokenCheckInterval: 300_000,
	idleTimeout: 60_000,
	presenceWindow: 30_000,
	partitionInterval: 3_600_000
};

/** Counts towards a rate. @returns false when the rate is exceeded; such a take does not count */
export type RateMeter = (count?: number) => boolean;

const burstSeconds = 10;

/** The rate is an average: ten seconds' worth may come at once, as after a reconnect of everybody. */
export function rateMeter(perSecond: number, clock: () => number): RateMeter {
	const capacity = perSecond * burstSeconds;
	let available = capacity;
	let refilledAt = clock();
	return (count = 1) => {
		const now = clock();
		available = Math.min(capacity, available + ((now - refilledAt) / 1000) * perSecond);
		refilledAt = now;
		if (available < count) return false;
		available -= count;
		return true;
	};
}

/** At most `calls` within each window, which opens with the first call. */
export function windowMeter(calls: number, window: number, clock: () => number): RateMeter {
	let opensAgainAt = 0;
	let used = 0;
	return (count = 1) => {
		const now = clock();
		if (now >= opensAgainAt) {
			opensAgainAt = now + window;
			used = 0;
		}
		if (used + count > calls) return false;
		used += count;
		return true;
	};
}
