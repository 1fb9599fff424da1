import { asksForHealth, health, refuse, refuseForNow } from '../_shared/answers.ts';
import { holdsSecretKey, secretKeys, type Environment } from '../_shared/secret-keys.ts';
import { advanceRuns } from './advance.ts';
import { createRuns } from './runs.ts';

/**
 * `POST /billing` with the secret key advances the billing runs that are going on, chunk by chunk, and answers
 * `{chunks, finished, failed, isDone}`, with 503 where a chunk failed. What it does not come to is taken up by the next call.
 * `GET /billing/health` says that the function runs, to anybody, and nothing else.
 */
export function createHandler(environment: Environment) {
	return async (request: Request): Promise<Response> => {
		const { pathname } = new URL(request.url);
		if (asksForHealth(pathname)) return health(request);
		if (request.method !== 'POST') return refuse(405, 'method not allowed', { allow: 'POST' });
		const keys = secretKeys(environment);
		if (!(await holdsSecretKey(request, keys))) return refuse(401, 'unauthorized');
		try {
			const url = environment('SUPABASE_URL');
			if (!url) throw new Error('SUPABASE_URL is not set');
			const advance = await advanceRuns(createRuns(url, keys[0] ?? ''));
			return Response.json(advance, { status: advance.failed > 0 ? 503 : 200 });
		} catch (error) {
			return refuseForNow(error);
		}
	};
}
