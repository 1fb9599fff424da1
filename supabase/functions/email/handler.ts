import { holdsSecretKey, secretKeys, type Environment } from '../_shared/secret-keys.ts';
import { deliverDueMails, limits } from './deliver.ts';
import { createOutbox } from './outbox.ts';
import { readSettings } from './settings.ts';
import { createSmtp } from './smtp.ts';

/**
 * `POST /email` with the secret key sends what is due and answers `{sent, retried, parked}`.
 * `GET /email/health` says that the function runs, to anybody, and nothing else.
 */
export function createHandler(environment: Environment) {
	return async (request: Request): Promise<Response> => {
		const { pathname } = new URL(request.url);
		if (/\/health\/?$/.test(pathname)) return health(request);
		if (request.method !== 'POST') return refuse(405, 'method not allowed', { allow: 'POST' });
		if (!(await holdsSecretKey(request, secretKeys(environment))))
			return refuse(401, 'unauthorized');
		return await deliver(environment);
	};
}

async function deliver(environment: Environment): Promise<Response> {
	try {
		const settings = readSettings(environment);
		const tally = await deliverDueMails({
			outbox: createOutbox(settings),
			send: createSmtp(settings.smtpUrl, limits.sendingMs),
			mailFrom: settings.mailFrom
		});
		return Response.json(tally);
	} catch (error) {
		// Nothing is lost: the rows wait. The caller holds the secret key, so it may know the reason.
		console.error(error);
		return refuse(503, error instanceof Error ? error.message : String(error));
	}
}

function health(request: Request): Response {
	if (['GET', 'HEAD', 'OPTIONS'].includes(request.method))
		return new Response(null, { status: 200 });
	return refuse(405, 'method not allowed', { allow: 'GET, HEAD, OPTIONS' });
}

function refuse(status: number, error: string, headers: Record<string, string> = {}): Response {
	return Response.json({ error }, { status, headers });
}
