import type { Duplex } from 'node:stream';
import { WebSocket, type RawData } from 'ws';
import type { Channel, ChannelLink } from './channel.ts';
import { joinChannel, topicPrefix } from './join.ts';
import {
	decodeFrame,
	encodeMessage,
	type ClientMessage,
	type JsonObject,
	type ProtocolVersion,
	type ServerMessage
} from './protocol.ts';
import type { Realm } from './realm.ts';
import { Refusal } from './refusal.ts';
import { clientTopic } from './streams.ts';
import { websocketFrame } from './websocket-frame.ts';

export interface ConnectionOrigin {
	version: ProtocolVersion;
	token: string;
	headers: Record<string, string>;
}

/** A topic of this socket, from the arrival of its join on. */
interface Slot {
	joinRef: string | null;
	channel: Channel | null;
	/** What came while the join was being decided. */
	waiting: ClientMessage[];
	delay?: NodeJS.Timeout;
}

const overloadedCode = 1008;

/** One websocket: reads frames, hands them to its channels, writes what they push. */
export class Connection implements ChannelLink {
	readonly version: ProtocolVersion;
	readonly token: string;
	readonly headers: Record<string, string>;
	heardAt: number;

	#realm: Realm;
	#socket: WebSocket;
	#stream: Duplex;
	#slots = new Map<string, Slot>();

	constructor(realm: Realm, socket: WebSocket, stream: Duplex, origin: ConnectionOrigin) {
		this.#realm = realm;
		this.#socket = socket;
		this.#stream = stream;
		this.version = origin.version;
		this.token = origin.token;
		this.headers = origin.headers;
		this.heardAt = realm.clock();
		socket.on('message', (data: RawData, isBinary: boolean) => {
			try {
				this.#receive(data as Buffer, isBinary);
			} catch (error) {
				// Whatever one client sends, the process serves all the others.
				realm.log(`a websocket was closed: ${(error as Error).stack}`);
				this.terminate();
			}
		});
		socket.on('error', (error) => realm.log(`websocket: ${error.message}`));
		socket.on('close', () => this.#leaveAll());
	}

	/**
	 * Writes a whole websocket frame. ws does not take part in it: it would build a header per socket,
	 * and writes its own frames (pongs, close) in one piece too, as no message is compressed or split.
	 */
	write(frame: Buffer): void {
		if (this.#socket.readyState !== WebSocket.OPEN) return;
		if (this.#stream.write(frame)) return;
		if (this.#stream.writableLength <= this.#realm.limits.bufferedBytes) return;
		this.#realm.log('a websocket that reads too slowly was cut off');
		this.#socket.terminate();
		this.#leaveAll();
	}

	push(message: ServerMessage): void {
		this.write(websocketFrame(encodeMessage(this.version, message)));
	}

	release(channel: Channel): void {
		const topic = clientTopic(channel.name);
		if (this.#slots.get(topic)?.channel === channel) this.#slots.delete(topic);
	}

	overload(reason: string): void {
		this.#realm.log(`a websocket was closed: ${reason}`);
		this.close(overloadedCode, 'too many messages');
	}

	close(code: number, reason: string): void {
		this.#socket.close(code, reason);
		this.#leaveAll();
	}

	terminate(): void {
		this.#socket.terminate();
		this.#leaveAll();
	}

	#receive(data: Buffer, isBinary: boolean): void {
		this.heardAt = this.#realm.clock();
		const message = decodeFrame(data, isBinary, this.version);
		if (!message) return;
		if (message.topic === 'phoenix') {
			if (message.event === 'heartbeat') this.#reply(message, 'ok', {});
			return;
		}
		if (message.event === 'phx_join') return this.#join(message);
		const slot = this.#slots.get(message.topic);
		if (!slot) return this.#answerUnjoined(message);
		// A leave for an earlier instance of the topic must not end its successor.
		const isOfEarlier = message.joinRef !== null && message.joinRef !== slot.joinRef;
		if (isOfEarlier && message.event === 'phx_leave') return this.#reply(message, 'ok', {});
		if (slot.channel) return slot.channel.receive(message);
		if (message.event === 'phx_leave') return this.#abandon(message, slot);
		slot.waiting.push(message);
		if (slot.waiting.length > this.#realm.limits.waitingMessages) {
			this.overload(`too many messages before the join of ${message.topic} was decided`);
		}
	}

	#answerUnjoined(message: ClientMessage): void {
		if (message.event === 'phx_leave') return this.#reply(message, 'ok', {});
		this.#reply(message, 'error', { reason: 'unmatched topic' });
	}

	/** The client leaves before its join was decided. */
	#abandon(message: ClientMessage, slot: Slot): void {
		this.#drop(message.topic, slot);
		this.#reply(message, 'ok', {});
	}

	#join(message: ClientMessage): void {
		const { topic, joinRef } = message;
		if (!topic.startsWith(topicPrefix)) {
			return this.#reply(message, 'error', { reason: 'unmatched topic' });
		}
		const earlier = this.#slots.get(topic);
		earlier?.channel?.announceClose();
		if (earlier) this.#drop(topic, earlier);
		const slot: Slot = { joinRef, channel: null, waiting: [] };
		const { channelsPerConnection } = this.#realm.limits;
		if (this.#slots.size >= channelsPerConnection) {
			const refusal = new Refusal('ChannelRateLimitReached', 'Too many channels');
			return this.#refuse(message, slot, refusal);
		}
		this.#slots.set(topic, slot);
		if (!this.#realm.joinMeter()) {
			const refusal = new Refusal('ClientJoinRateLimitReached', 'Too many joins per second');
			return this.#refuse(message, slot, refusal);
		}
		void this.#decide(message, slot).catch((error: Error) => {
			if (error instanceof Refusal) return this.#refuse(message, slot, error);
			this.#realm.log(`UnknownErrorOnChannel: ${error.message}`);
			this.#refuse(message, slot, new Refusal('UnknownErrorOnChannel', 'Unknown Error on Channel'));
		});
	}

	async #decide(message: ClientMessage, slot: Slot): Promise<void> {
		const channel = await joinChannel(this.#realm, this, message);
		if (this.#slots.get(message.topic) !== slot) return;
		const opening = channel.open((status, response) => this.#reply(message, status, response));
		if (opening) {
			await opening;
			if (this.#slots.get(message.topic) !== slot) return channel.close();
			if (!channel.isOpen) return this.#drop(message.topic, slot);
		}
		slot.channel = channel;
		for (const waiting of slot.waiting.splice(0)) channel.receive(waiting);
	}

	/** Late, as a brake: a client whose join is refused tries again at once. */
	#refuse(message: ClientMessage, slot: Slot, refusal: Refusal): void {
		if (this.#socket.readyState !== WebSocket.OPEN) return;
		slot.delay = setTimeout(() => {
			if (this.#slots.get(message.topic) === slot) this.#slots.delete(message.topic);
			this.#reply(message, 'error', { reason: refusal.reason });
			if (refusal.code === 'ClientJoinRateLimitReached')
				this.close(overloadedCode, refusal.message);
		}, this.#realm.timings.errorDelay);
		slot.delay.unref();
	}

	#reply(message: ClientMessage, status: 'ok' | 'error', response: JsonObject): void {
		const { joinRef, ref, topic } = message;
		const payload = JSON.stringify({ status, response });
		this.push({ joinRef, ref, topic, event: 'phx_reply', payload });
	}

	#drop(topic: string, slot: Slot): void {
		clearTimeout(slot.delay);
		this.#slots.delete(topic);
		slot.channel?.close();
	}

	#leaveAll(): void {
		for (const [topic, slot] of [...this.#slots]) this.#drop(topic, slot);
	}
}
