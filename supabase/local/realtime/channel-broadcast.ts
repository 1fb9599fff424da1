import type { Channel, Reply } from './channel.ts';
import type { BroadcastMessage, ClientMessage } from './protocol.ts';

/** Broadcasts that a client sends on its channel. */
export class BroadcastSender {
	#channel: Channel;
	/** null until asked for; then it holds for the life of the token. */
	#mayWrite: boolean | null = null;

	constructor(channel: Channel) {
		this.#channel = channel;
	}

	forgetRights(): void {
		this.#mayWrite = null;
	}

	/** A message that the policies refuse vanishes without an answer, as it does on hosted. */
	send(message: ClientMessage, reply: Reply): Promise<void> | void {
		const { isPrivate } = this.#channel.name;
		if (!isPrivate || this.#mayWrite) return this.#spread(message, reply);
		if (this.#mayWrite === null) return this.#askThenSend(message, reply);
	}

	async #askThenSend(message: ClientMessage, reply: Reply): Promise<void> {
		const { realm, asker } = this.#channel;
		this.#mayWrite = await realm.authorizer.writable(asker, 'broadcast');
		if (this.#mayWrite && this.#channel.isOpen) this.#spread(message, reply);
	}

	#spread(message: ClientMessage, reply: Reply): void {
		const { realm, name, request } = this.#channel;
		if (!realm.messageMeter()) return this.#channel.shutDown('Too many messages per second');
		if (message.push && 'persist' in message.push.metadata) {
			const reason = 'storing a broadcast (persist) is not supported by the embedded platform';
			return reply('error', { reason });
		}
		const { broadcast, bytes } = outgoing(message);
		if (bytes > realm.limits.payloadBytes) {
			if (request.acknowledges) reply('error', { error: 'payload_size_exceeded' });
			return;
		}
		realm.streams.broadcast(name, broadcast, request.receivesOwn ? null : this.#channel);
		if (request.acknowledges) reply('ok', {});
	}
}

function outgoing({ push, payload }: ClientMessage): {
	broadcast: BroadcastMessage;
	bytes: number;
} {
	if (!push) {
		const body = JSON.stringify(payload);
		return { broadcast: { id: null, encoding: 'envelope', body }, bytes: Buffer.byteLength(body) };
	}
	const { event, body } = push;
	const broadcast: BroadcastMessage =
		push.encoding === 'binary'
			? { id: null, event, encoding: 'binary', body }
			: { id: null, event, encoding: 'json', body: body.toString('utf8') };
	return { broadcast, bytes: body.length };
}
