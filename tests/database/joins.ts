import { platform } from './platform.ts';

/** Realtime had no time to decide: nothing is said about rights. */
class TooManyJoins extends Error {}

const busy = /^(ClientJoinRateLimitReached|UnableToConnectToProject)/;

/** What decides nothing either, but must not happen. */
const troubles = /^(QueryCanceled|MissingPartition|UnknownErrorOnChannel|ChannelRateLimitReached)/;

/**
 * Asks on one socket to join every topic, as protocol frames (Phoenix, vsn 1.0.0), without the library's second tries.
 * All tests share the joins that Realtime takes in a second; who comes too early asks again, a few times.
 * @returns by topic, whether it was let in
 * @throws when Realtime could not decide
 */
export async function joinEach(
	accessToken: string,
	topics: string[],
	isPrivate = true
): Promise<Record<string, boolean>> {
	for (let triesLeft = 5; ; triesLeft -= 1) {
		try {
			return await joinOnce(accessToken, topics, isPrivate);
		} catch (error) {
			if (!(error instanceof TooManyJoins) || triesLeft === 0) throw error;
		}
	}
}

async function joinOnce(
	accessToken: string,
	topics: string[],
	isPrivate: boolean
): Promise<Record<string, boolean>> {
	const url = new URL('realtime/v1/websocket', platform.apiUrl.replace(/^http/, 'ws') + '/');
	url.search = new URLSearchParams({ apikey: platform.publishableKey, vsn: '1.0.0' }).toString();
	const socket = new WebSocket(url);
	try {
		await new Promise((resolve, reject) => {
			socket.addEventListener('open', resolve);
			socket.addEventListener('error', reject);
		});
		return await answersTo(socket, topics, () => {
			for (const topic of topics) socket.send(joinOf(topic, accessToken, isPrivate));
		});
	} finally {
		socket.close();
	}
}

function joinOf(topic: string, accessToken: string, isPrivate: boolean): string {
	return JSON.stringify({
		topic: `realtime:${topic}`,
		event: 'phx_join',
		ref: topic,
		join_ref: topic,
		payload: { config: { private: isPrivate }, access_token: accessToken }
	});
}

function answersTo(
	socket: WebSocket,
	topics: string[],
	ask: () => void
): Promise<Record<string, boolean>> {
	const answers: Record<string, boolean> = {};
	return new Promise((resolve, reject) => {
		socket.addEventListener('close', () => reject(new Error('hung up while joining')));
		socket.addEventListener('message', ({ data }) => {
			const frame = JSON.parse(String(data)) as {
				event: string;
				ref: string | null;
				payload: { status?: string; response?: { reason?: string } };
			};
			if (frame.event !== 'phx_reply' || frame.ref === null) return;
			const reason = frame.payload.response?.reason ?? '';
			if (busy.test(reason)) return reject(new TooManyJoins(reason));
			if (troubles.test(reason)) return reject(new Error(`${frame.ref}: ${reason}`));
			answers[frame.ref] = frame.payload.status === 'ok';
			if (topics.every((topic) => topic in answers)) resolve(answers);
		});
		ask();
	});
}
