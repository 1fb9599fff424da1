import { asksForHealth, health, refuse, refuseForNow } from '../_shared/answers.ts';
import { restCall } from '../_shared/rest-call.ts';
import { holdsSecretKey, secretKeys, type Environment } from '../_shared/secret-keys.ts';
import { createAttempt } from './attempt.ts';
import { deliverWhatIsDue } from './deliver.ts';
import { resolveName } from './target.ts';

/**
 * `POST /webhooks` with the secret key delivers what is due, until nothing is or its time is over, and answers
 * `{delivered, failed}`. `GET /webhooks/health` says that the function runs.
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
			return Response.json(
				await deliverWhatIsDue({
					call: restCall(url, keys[0] ?? ''),
					attempt: createAttempt({ resolve: resolveName })
				})
			);
		} catch (error) {
			return refuseForNow(error);
		}
	};
}
