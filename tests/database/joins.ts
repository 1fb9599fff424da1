import { platform } from './platform.ts';

/**
 * Asks on one socket to join every topic, as protocol frames (Phoenix, vsn 1.0.0), without the library's second tries.
 * @returns by topic, whether it was let in
 */
export async function joinEach(
	accessToken: string,
	topics: string[],
	isPrivate = true
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
				payload: { status?: string };
			};
			if (frame.event !== 'phx_reply' || frame.ref === null) return;
			answers[frame.ref] = frame.payload.status === 'ok';
			if (topics.every((topic) => topic in answers)) resolve(answers);
		});
		ask();
	});
}
