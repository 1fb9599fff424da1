import type { Channel, Reply } from './channel.ts';
import { windowMeter, type RateMeter } from './limits.ts';
import { isObject, type JsonObject } from './protocol.ts';

/** What a client says about its own presence on its channel. */
export class PresenceTracker {
	#channel: Channel;
	#callMeter: RateMeter;
	/** null until asked for; then it holds for the life of the token. */
	#mayWrite: boolean | null = null;

	constructor(channel: Channel) {
		this.#channel = channel;
		const { limits, timings, clock } = channel.realm;
		this.#callMeter = windowMeter(limits.presenceCallsPerWindow, timings.presenceWindow, clock);
	}

	forgetRights(): void {
		this.#mayWrite = null;
	}

	handle(message: JsonObject, reply: Reply): Promise<void> | void {
		if (typeof message.event !== 'string') return reply('ok', {});
		if (!this.#callMeter()) {
			return this.#channel.shutDown('Client presence rate limit exceeded');
		}
		const event = message.event.toLowerCase();
		if (event === 'untrack') {
			this.#channel.realm.streams.untrack(this.#channel.name, this.#channel);
			return reply('ok', {});
		}
		if (event !== 'track') return reply('error', {});
		const { payload = {} } = message;
		if (!this.#channel.name.isPrivate || this.#mayWrite) return this.#track(payload, reply);
		if (this.#mayWrite === false) return reply('error', {});
		return this.#askThenTrack(payload, reply);
	}

	async #askThenTrack(payload: unknown, reply: Reply): Promise<void> {
		const channel = this.#channel;
		const { authorizer } = channel.realm;
		if (!channel.watchesPresence) {
			const readable = await authorizer.readable(channel.asker, ['presence']);
			if (readable.has('presence')) channel.readable = new Set([...channel.readable, ...readable]);
		}
		this.#mayWrite = await authorizer.writable(channel.asker, 'presence');
		if (!channel.isOpen) return;
		if (!this.#mayWrite) return reply('error', {});
		this.#track(payload, reply);
	}

	#track(payload: unknown, reply: Reply): void {
		const { realm, name, request } = this.#channel;
		if (!isObject(payload)) {
			return reply('error', { reason: 'Presence track payload must be a map' });
		}
		const { presenceKeys, payloadBytes } = realm.limits;
		if (Object.keys(payload).length > presenceKeys) {
			return reply('error', {
				reason: `Presence track payload has more than ${presenceKeys} keys`
			});
		}
		if (Buffer.byteLength(JSON.stringify(payload)) > payloadBytes) {
			return this.#channel.shutDown('Track message size exceeded');
		}
		if (!realm.presenceMeter()) {
			return this.#channel.shutDown('Too many presence messages per second');
		}
		this.#watch();
		realm.streams.track(name, this.#channel, request.presenceKey, payload);
		reply('ok', {});
	}

	/** Whoever shows itself sees the others from then on, also when it did not ask for it at the join. */
	#watch(): void {
		const channel = this.#channel;
		if (channel.watchesPresence) return;
		channel.watchesPresence = true;
		channel.attend();
		if (channel.readable.has('presence')) {
			channel.push('presence_state', channel.realm.streams.presence(channel.name));
		}
	}
}
