import { createHandler } from '../handler.ts';
import type { FakePlatform } from './fake-platform.ts';

export interface Answered {
	status: number;
	// eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests look into foreign JSON
	body: any;
	headers: Headers;
	/** From the call until the answer. */
	ms: number;
}

export type Ask = (
	route: string,
	body: unknown,
	headers?: Record<string, string>
) => Promise<Answered>;

/** The function in this process, on a fake platform. A text is sent as it is. */
export function asking(platform: FakePlatform): Ask {
	const handler = createHandler(
		(name) =>
			({
				SUPABASE_URL: platform.url,
				SUPABASE_SECRET_KEYS: JSON.stringify({ default: platform.secretKey })
			})[name]
	);
	return async (route, body, headers = {}) => {
		const startedAt = performance.now();
		const response = await handler(
			new Request(`http://functions/identity/${route}`, {
				method: 'POST',
				headers: { 'content-type': 'application/json', ...headers },
				body: typeof body === 'string' ? body : JSON.stringify(body)
			})
		);
		const ms = performance.now() - startedAt;
		return { status: response.status, body: await response.json(), headers: response.headers, ms };
	};
}
