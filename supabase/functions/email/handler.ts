import { asksForHealth, health, refuse, refuseForNow } from '../_shared/answers.ts';
import { holdsSecretKey, secretKeys, type Environment } from '../_shared/secret-keys.ts';
import { deliverDueMails, limits } from './deliver.ts';
import { createOutbox } from './outbox.ts';
import { readSettings } from './settings.ts';
import { createSmtp } from './smtp.ts';
import { declineReminders } from './unsubscribe.ts';

/**
 * `POST /email` with the secret key sends what is due and answers `{sent, retried, parked}`.
 * `POST /email/unsubscribe?link=…` declines reminders for whoever has the link that stands in one (RFC 8058).
 * `GET /email/health` says that the function runs, to anybody, and nothing else.
 */
export function createHandler(environment: Environment) {
	return async (request: Request): Promise<Response> => {
		const { pathname } = new URL(request.url);
		if (asksForHealth(pathname)) return health(request);
		if (/\/unsubscribe\/?$/.test(pathname)) return await declineReminders(request, environment);
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
		return refuseForNow(error);
	}
}
