import { unreadable, type Extension } from './authorization.ts';
import { Channel, type ChannelLink } from './channel.ts';
import { parseJoinPayload } from './join-payload.ts';
import type { ClientMessage } from './protocol.ts';
import type { Realm } from './realm.ts';
import { Refusal } from './refusal.ts';

export const topicPrefix = 'realtime:';

/**
 * Decides on a join. The channel returned has not entered its stream yet.
 * @throws Refusal
 */
export async function joinChannel(
	realm: Realm,
	link: ChannelLink,
	message: ClientMessage
): Promise<Channel> {
	const topic = message.topic.slice(topicPrefix.length);
	if (!topic) throw new Refusal('TopicNameRequired', 'You must provide a topic name');
	const request = parseJoinPayload(message.payload);
	const { isPrivate } = request;
	if (!isPrivate && !realm.allowPublic) {
		throw new Refusal('PrivateOnly', 'This project only allows private channels');
	}
	const token = await realm.confirm(request.accessToken ?? link.token);
	const asked: Extension[] = request.presenceEnabled ? ['broadcast', 'presence'] : ['broadcast'];
	const { claims } = token;
	const readable: Set<Extension> = isPrivate
		? await realm.authorizer.readable({ claims, topic, headers: link.headers }, asked)
		: new Set(['broadcast', 'presence']);
	if (readable.size === 0) throw unreadable(topic);
	if (request.replay && !readable.has('broadcast')) throw unreadable(topic);
	return new Channel(realm, link, message.joinRef, { topic, isPrivate }, request, {
		token,
		readable
	});
}
