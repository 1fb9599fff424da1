import { presenceBoard, type PresenceBoard, type PresenceDiff } from './presence.ts';
import type { PresenceState } from './presence.ts';
import {
	encodeBroadcast,
	encodeMessage,
	type BroadcastMessage,
	type JsonObject,
	type ProtocolVersion
} from './protocol.ts';
import { websocketFrame } from './websocket-frame.ts';

/** A channel of one socket, as the streams see it. */
export interface Member {
	readonly version: ProtocolVersion;
	/** @param id of a stored message, so that one already replayed is not sent again */
	deliver(frame: Buffer, id: string | null): void;
}

export interface StreamName {
	/** Without the `realtime:` that clients put before it. */
	topic: string;
	/** A public and a private channel of one name are two streams. */
	isPrivate: boolean;
}

export interface Attendance {
	/** Receives broadcasts. */
	listens: boolean;
	/** Receives presence changes. */
	watches: boolean;
}

interface Stream {
	members: Set<Member>;
	listeners: Set<Member>;
	watchers: Set<Member>;
	presence: PresenceBoard<Member>;
}

/** Who is joined to which topic, and the only way from a message to sockets. */
export class Streams {
	#streams = new Map<string, Stream>();

	/** Enters a member, or changes what one that is there receives. */
	attend(name: StreamName, member: Member, attendance: Attendance): void {
		const stream = this.#streamOf(name);
		stream.members.add(member);
		setMembership(stream.listeners, member, attendance.listens);
		setMembership(stream.watchers, member, attendance.watches);
	}

	leave(name: StreamName, member: Member): void {
		const key = keyOf(name);
		const stream = this.#streams.get(key);
		if (!stream) return;
		stream.members.delete(member);
		stream.listeners.delete(member);
		stream.watchers.delete(member);
		const diff = stream.presence.untrack(member);
		if (diff) announce(name, stream, diff);
		if (stream.members.size === 0) this.#streams.delete(key);
	}

	/** @param except the sender, unless it wants its own messages */
	broadcast(name: StreamName, message: BroadcastMessage, except: Member | null = null): void {
		const stream = this.#streams.get(keyOf(name));
		if (!stream) return;
		const meta = message.id === null ? null : { id: message.id };
		const topic = clientTopic(name);
		send(stream.listeners, except, message.id, (version) =>
			encodeBroadcast(version, topic, message, meta)
		);
	}

	track(name: StreamName, member: Member, key: string, payload: JsonObject): void {
		const stream = this.#streamOf(name);
		const diff = stream.presence.track(member, key, payload);
		if (diff) announce(name, stream, diff);
	}

	untrack(name: StreamName, member: Member): void {
		const stream = this.#streamOf(name);
		const diff = stream.presence.untrack(member);
		if (diff) announce(name, stream, diff);
	}

	presence(name: StreamName): PresenceState {
		return this.#streamOf(name).presence.state();
	}

	#streamOf(name: StreamName): Stream {
		const key = keyOf(name);
		const found = this.#streams.get(key);
		if (found) return found;
		const stream: Stream = {
			members: new Set(),
			listeners: new Set(),
			watchers: new Set(),
			presence: presenceBoard()
		};
		this.#streams.set(key, stream);
		return stream;
	}
}

/** The topic as clients name it. */
export function clientTopic({ topic }: { topic: string }): string {
	return `realtime:${topic}`;
}

function keyOf({ topic, isPrivate }: StreamName): string {
	return `${isPrivate ? 'private' : 'public'}:${topic}`;
}

function setMembership(set: Set<Member>, member: Member, belongs: boolean): void {
	if (belongs) set.add(member);
	else set.delete(member);
}

function announce(name: StreamName, stream: Stream, diff: PresenceDiff): void {
	const topic = clientTopic(name);
	const payload = JSON.stringify(diff);
	send(stream.watchers, null, null, (version) =>
		encodeMessage(version, { joinRef: null, ref: null, topic, event: 'presence_diff', payload })
	);
}

/** The hot path: each serialised form is built at most once, then one write per socket. */
function send(
	members: Set<Member>,
	except: Member | null,
	id: string | null,
	encode: (version: ProtocolVersion) => string | Buffer | null
): void {
	const frameFor = (version: ProtocolVersion) => {
		const content = encode(version);
		return content === null ? null : websocketFrame(content);
	};
	let first: Buffer | null | undefined;
	let second: Buffer | null | undefined;
	for (const member of members) {
		if (member === except) continue;
		const frame =
			member.version === '2.0.0' ? (second ??= frameFor('2.0.0')) : (first ??= frameFor('1.0.0'));
		if (frame) member.deliver(frame, id);
	}
}
