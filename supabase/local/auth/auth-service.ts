import type { IncomingMessage, ServerResponse } from 'node:http';
import { sendJson, sendNotImplemented } from '../http.ts';
import type { Service } from '../service.ts';
import { settingsOf, type AuthOptions, type Log } from './auth-options.ts';
import { cleanUp, cleanupInterval } from './cleanup.ts';
import type { Answer, AuthContext } from './context.ts';
import { openDatabase } from './database.ts';
import {
	apiVersionOf,
	AuthError,
	NotImplementedError,
	OAuthShapedError,
	sendAuthError,
	sendOAuthShapedError,
	unexpectedFailure
} from './errors.ts';
import { corsHeaders, sendPreflight } from './cors.ts';
import { createHooks } from './hooks.ts';
import { createMailer } from './mailer.ts';
import { createPasswords } from './password.ts';
import { rateLimits } from './rate-limits.ts';
import { redirects } from './redirects.ts';
import { authRequest } from './request.ts';
import { matchRoute } from './routes.ts';

/**
 * The Auth service: GoTrue's protocol over the schema `auth`.
 * @throws Error at once for a hook or mail template it cannot honour; the database may be down
 */
export async function createAuthService(options: AuthOptions): Promise<Service> {
	const log = options.log ?? logToConsole;
	const clock = options.clock ?? (() => new Date());
	const settings = settingsOf(options.config);
	const issuer = options.issuer.replace(/\/+$/, '');
	const mailer = createMailer(settings, issuer, options.sendMail);
	const passwords = await createPasswords(settings, options.bcryptCost ?? 10);
	const database = openDatabase(options.databaseUrl, log);
	const background = new Set<Promise<void>>();

	const context: AuthContext = {
		database,
		keys: options.keys,
		issuer,
		settings,
		mailer,
		passwords,
		hooks: createHooks(settings.hooks, database, clock, log),
		limits: rateLimits(settings, clock),
		redirects: redirects(settings.siteUrl, settings.additionalRedirectUrls),
		clock,
		log,
		uniformAnswerTime: options.uniformAnswerTime ?? 100,
		lockTimeout: options.lockTimeout ?? 5000,
		inBackground(what, work) {
			const running = work()
				.catch((error: unknown) => log('error', `${what} failed`, { error }))
				.finally(() => background.delete(running));
			background.add(running);
		}
	};

	let cleanedAt = clock().getTime();
	function cleanUpNowAndThen(): void {
		const now = clock();
		if (now.getTime() - cleanedAt < cleanupInterval) return;
		cleanedAt = now.getTime();
		context.inBackground('clean-up', () => cleanUp(database, settings.sessions, now));
	}

	return {
		async handle(request, response) {
			await handle(context, request, response);
			cleanUpNowAndThen();
		},
		async healthy() {
			await database.query('select 1 from auth.users limit 1');
		},
		async close() {
			await Promise.all(background);
			await database.close();
		}
	};
}

async function handle(
	context: AuthContext,
	incoming: IncomingMessage,
	response: ServerResponse
): Promise<void> {
	const headers = corsHeaders();
	const version = apiVersionOf(incoming.headers['x-supabase-api-version']);
	try {
		if (incoming.method === 'OPTIONS') return sendPreflight(incoming, response);
		const url = URL.parse(incoming.url ?? '/', 'http://auth');
		const path = url?.pathname ?? '';
		const match = url ? matchRoute(incoming.method ?? 'GET', path) : 'not_found';
		if (!url || match === 'not_found') return sendText(response, 404, '404 page not found\n');
		if (match === 'method_not_allowed') return sendText(response, 405, '');
		const request = { ...authRequest(incoming, url), parameters: match.parameters };
		sendAnswer(response, await match.endpoint(context, request), headers);
	} catch (error) {
		sendFailure(context, response, error, version, headers);
	} finally {
		// Whatever of the body nobody read would otherwise hold up the connection's next request.
		if (!incoming.complete) incoming.resume();
	}
}

function sendAnswer(
	response: ServerResponse,
	answer: Answer,
	headers: Record<string, string>
): void {
	const sent = { ...headers, ...answer.headers };
	if (answer.body !== undefined) return sendJson(response, answer.status, answer.body, sent);
	response.writeHead(answer.status, sent);
	response.end();
}

function sendFailure(
	context: AuthContext,
	response: ServerResponse,
	error: unknown,
	version: string | undefined,
	headers: Record<string, string>
): void {
	if (response.headersSent) {
		context.log('error', 'an answer broke off', { error });
		response.destroy();
		return;
	}
	if (error instanceof NotImplementedError) {
		for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
		return sendNotImplemented(response, error.feature);
	}
	if (error instanceof OAuthShapedError) return sendOAuthShapedError(response, error, headers);
	if (error instanceof AuthError) {
		if (error.status >= 500)
			context.log('error', error.message, { code: error.code, cause: error.cause });
		return sendAuthError(response, error, version, headers);
	}
	context.log('error', 'unexpected failure', { error });
	const failure = unexpectedFailure(
		'Unexpected failure, please check server logs for more information'
	);
	sendAuthError(response, failure, version, headers);
}

function sendText(response: ServerResponse, status: number, text: string): void {
	response.writeHead(status, { ...corsHeaders(), 'content-type': 'text/plain; charset=utf-8' });
	response.end(text);
}

function logToConsole(...[level, message, details]: Parameters<Log>): void {
	if (level !== 'info') console[level](`auth: ${message}`, details ?? '');
}
