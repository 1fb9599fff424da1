import { asksForHealth, health, refuse, refuseForNow } from '../_shared/answers.ts';
import { restCall } from '../_shared/rest-call.ts';
import { holdsSecretKey, secretKeys, type Environment } from '../_shared/secret-keys.ts';
import { gatewayOf } from '../_shared/gateway/providers.ts';
import { doWhatIsDue } from './work.ts';

/**
 * `POST /gateway` with the secret key processes stored events, then carries out commands, until nothing is due or its time is
 * over, and answers `{events, done, retried, parked}`. `GET /gateway/health` says that the function runs.
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
			return Response.json(await doWhatIsDue({ call: restCall(url, keys[0] ?? ''), gatewayOf }));
		} catch (error) {
			return refuseForNow(error);
		}
	};
}
