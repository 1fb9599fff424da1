import type { Asker, Extension } from './authorization.ts';
import { BroadcastSender } from './channel-broadcast.ts';
import { PresenceTracker } from './channel-presence.ts';
import { TokenWatch } from './channel-token.ts';
import type { JoinRequest } from './join-payload.ts';
import {
	encodeBroadcast,
	type ClientMessage,
	type JsonObject,
	type ProtocolVersion,
	type ServerMessage
} from './protocol.ts';
import type { Realm } from './realm.ts';
import type { ReplayRequest } from './replay.ts';
import { clientTopic, type Member, type StreamName } from './streams.ts';
import type { ConfirmedToken } from './tokens.ts';
import { websocketFrame } from './websocket-frame.ts';

/** The socket, as a channel sees it. */
export interface ChannelLink {
	readonly version: ProtocolVersion;
	/** The token the socket was opened with, for channels that bring none. */
	readonly token: string;
	readonly headers: Record<string, string>;
	write(frame: Buffer): void;
	push(message: ServerMessage): void;
	/** The channel is over; its topic may be joined again. */
	release(channel: Channel): void;
	overload(reason: string): void;
}

export type Reply = (status: 'ok' | 'error', response: JsonObject) => void;

/** One joined topic of one socket. */
export class Channel implements Member {
	readonly realm: Realm;
	readonly name: StreamName;
	readonly request: JoinRequest;
	readonly joinRef: string | null;
	token: ConfirmedToken;
	/** What the policies let this token receive; everything on a public channel. */
	readable: Set<Extension>;
	watchesPresence: boolean;
	isOpen = false;

	#link: ChannelLink;
	#sender: BroadcastSender;
	#tracker: PresenceTracker;
	#tokenWatch: TokenWatch;
	#waiting: ClientMessage[] = [];
	#isBusy = false;
	#held: { frame: Buffer; id: string | null }[] | null = null;
	#replayed: Set<string> | null = null;

	constructor(
		realm: Realm,
		link: ChannelLink,
		joinRef: string | null,
		name: StreamName,
		request: JoinRequest,
		grant: { token: ConfirmedToken; readable: Set<Extension> }
	) {
		this.realm = realm;
		this.#link = link;
		this.joinRef = joinRef;
		this.name = name;
		this.request = request;
		this.token = grant.token;
		this.readable = grant.readable;
		this.watchesPresence = request.presenceEnabled;
		this.#sender = new BroadcastSender(this);
		this.#tracker = new PresenceTracker(this);
		this.#tokenWatch = new TokenWatch(this);
	}

	get version(): ProtocolVersion {
		return this.#link.version;
	}

	get asker(): Asker {
		const { claims } = this.token;
		return { claims, topic: this.name.topic, headers: this.#link.headers };
	}

	/**
	 * Enters the stream before anything is answered, so that no message committed after the answer is missed.
	 * @throws Refusal when stored messages were asked for and cannot be read
	 */
	open(reply: Reply): Promise<void> | void {
		this.isOpen = true;
		this.attend();
		if (this.request.replay) return this.#openWithReplay(this.request.replay, reply);
		this.#answerJoin(reply);
	}

	/** Messages are handled one after the other, also when one has to wait for the database. */
	receive(message: ClientMessage): void {
		if (!this.isOpen) return;
		if (!this.#isBusy) return this.#handle(message);
		this.#waiting.push(message);
		if (this.#waiting.length > this.realm.limits.waitingMessages) {
			this.#link.overload(`too many messages wait on ${this.name.topic}`);
		}
	}

	deliver(frame: Buffer, id: string | null): void {
		if (id !== null && this.#replayed?.has(id)) return;
		if (this.#held) {
			this.#held.push({ frame, id });
			return;
		}
		this.#link.write(frame);
	}

	/** What was looked up holds until the token changes or is checked again. */
	forgetWriteRights(): void {
		this.#sender.forgetRights();
		this.#tracker.forgetRights();
	}

	/** Tells the streams what this channel may and wants to receive. */
	attend(): void {
		this.realm.streams.attend(this.name, this, {
			listens: this.readable.has('broadcast'),
			watches: this.watchesPresence && this.readable.has('presence')
		});
	}

	push(event: string, payload: JsonObject): void {
		this.#link.push({
			joinRef: this.joinRef,
			ref: null,
			topic: clientTopic(this.name),
			event,
			payload: JSON.stringify(payload)
		});
	}

	/** Ends the channel for a reason that its client is told. */
	shutDown(message: string): void {
		if (!this.isOpen) return;
		this.#system('error', message);
		this.close();
		this.announceClose();
	}

	/** Leaves without a word. */
	close(): void {
		if (!this.isOpen) return;
		this.isOpen = false;
		this.#tokenWatch.stop();
		this.#waiting = [];
		this.realm.streams.leave(this.name, this);
		this.#link.release(this);
	}

	announceClose(): void {
		this.#link.push({
			joinRef: this.joinRef,
			ref: this.joinRef,
			topic: clientTopic(this.name),
			event: 'phx_close',
			payload: '{}'
		});
	}

	async #openWithReplay(request: ReplayRequest, reply: Reply): Promise<void> {
		this.#held = [];
		try {
			const stored = await this.realm.replay(this.name.topic, request);
			if (!this.isOpen) return;
			this.#answerJoin(reply);
			this.#replayed = new Set(stored.map(({ id }) => id));
			const topic = clientTopic(this.name);
			for (const message of stored) {
				const meta = { id: message.id, replayed: true } as const;
				const content = encodeBroadcast(this.version, topic, message, meta);
				if (content !== null) this.#link.write(websocketFrame(content));
			}
			const held = this.#held;
			this.#held = null;
			for (const { frame, id } of held) this.deliver(frame, id);
		} catch (error) {
			this.close();
			throw error;
		}
	}

	#answerJoin(reply: Reply): void {
		reply('ok', { postgres_changes: [] });
		if (this.watchesPresence && this.readable.has('presence')) {
			this.push('presence_state', this.realm.streams.presence(this.name));
		}
		if (this.request.announcesReplication) {
			void this.realm.whenStreaming().then(() => {
				if (this.isOpen) this.#system('ok', 'Replication connection established');
			});
		}
		this.#tokenWatch.start();
	}

	#handle(message: ClientMessage): void {
		const pending = this.#dispatch(message);
		if (!pending) return;
		this.#isBusy = true;
		void pending
			.catch((error: Error) => this.realm.log(`${this.name.topic}: ${error.message}`))
			.then(() => this.#continue());
	}

	#continue(): void {
		this.#isBusy = false;
		while (!this.#isBusy && this.isOpen) {
			const next = this.#waiting.shift();
			if (!next) return;
			this.#handle(next);
		}
	}

	#dispatch(message: ClientMessage): Promise<void> | void {
		const reply = this.#replyTo(message);
		switch (message.event) {
			case 'broadcast':
				return this.#sender.send(message, reply);
			case 'presence':
				return this.#tracker.handle(message.payload, reply);
			case 'access_token':
				return this.#tokenWatch.change(message.payload.access_token);
			case 'phx_leave':
				this.close();
				reply('ok', {});
				this.announceClose();
		}
	}

	#replyTo(message: ClientMessage): Reply {
		return (status, response) => {
			if (message.ref === null) return;
			this.#link.push({
				joinRef: this.joinRef,
				ref: message.ref,
				topic: message.topic,
				event: 'phx_reply',
				payload: JSON.stringify({ status, response })
			});
		};
	}

	#system(status: 'ok' | 'error', message: string): void {
		this.push('system', { channel: this.name.topic, extension: 'system', message, status });
	}
}
