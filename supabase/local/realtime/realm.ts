import type { Authorizer } from './authorization.ts';
import type { RateMeter, RealtimeLimits, RealtimeTimings } from './limits.ts';
import type { ReplayRequest, StoredMessage } from './replay.ts';
import type { Streams } from './streams.ts';
import type { ConfirmedToken } from './tokens.ts';

/** What all sockets and channels of one service share. */
export interface Realm {
	streams: Streams;
	authorizer: Authorizer;
	limits: RealtimeLimits;
	timings: RealtimeTimings;
	/** Whether channels without `private: true` may be joined. */
	allowPublic: boolean;
	/** Milliseconds since the epoch. */
	clock: () => number;
	log: (message: string) => void;
	/** @throws Refusal */
	confirm(token: string): Promise<ConfirmedToken>;
	/** @throws Refusal */
	replay(topic: string, request: ReplayRequest): Promise<StoredMessage[]>;
	whenStreaming(): Promise<void>;
	joinMeter: RateMeter;
	messageMeter: RateMeter;
	presenceMeter: RateMeter;
}
