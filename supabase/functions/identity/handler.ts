import type { Environment } from '../_shared/secret-keys.ts';
import { acceptInvitation } from './accept.ts';
import { createAuth } from './auth.ts';
import { callerOf } from './caller.ts';
import { sendCode } from './code.ts';
import { createDatabase } from './database.ts';
import { readFields } from './fields.ts';
import type { Answer, Route } from './route.ts';
import { Refusal } from './refusal.ts';
import { readSettings } from './settings.ts';
import { signIn } from './sign-in.ts';
import { untilNextStep } from './steps.ts';
import { verifyCode } from './verify.ts';

/**
 * Signs people in by what they typed: `POST /identity/sign-in`, `/code`, `/verify` and `/accept`, JSON in and out.
 * Anybody may call it, so no answer tells who is known, neither by its text nor by its time (steps.ts).
 * Failures are `{code}`: 404 not_found, 405 method_not_allowed, 413 body_too_large, 415 not_json, 422 invalid_input,
 * 429 too_many_tries with Retry-After, 503 unavailable; and those of each route.
 */
export function createHandler(environment: Environment) {
	return async (request: Request): Promise<Response> => {
		const arrivedAt = performance.now();
		const route = routes.get(new URL(request.url).pathname);
		if (!route) return send({ status: 404, body: { code: 'not_found' } });
		if (request.method !== 'POST')
			return send({
				status: 405,
				body: { code: 'method_not_allowed' },
				headers: { allow: 'POST' }
			});
		return send(await answerOf(() => answerTo(route, request, environment, arrivedAt)));
	};
}

const routes = new Map<string, Route>([
	['/identity/sign-in', { prepare: signIn, isUniform: true }],
	['/identity/code', { prepare: sendCode, isUniform: true }],
	['/identity/verify', { prepare: verifyCode, isUniform: true }],
	['/identity/accept', { prepare: acceptInvitation, isUniform: false }]
]);

async function answerTo(
	route: Route,
	request: Request,
	environment: Environment,
	arrivedAt: number
): Promise<Answer> {
	const work = route.prepare(await readFields(request));
	const settings = readSettings(environment);
	const platform = {
		auth: createAuth(settings, callerOf(request.headers)),
		database: createDatabase(settings)
	};
	const answer = await answerOf(() => work(platform));
	if (route.isUniform && answer.status !== 200) await untilNextStep(arrivedAt);
	return answer;
}

async function answerOf(work: () => Promise<Answer>): Promise<Answer> {
	try {
		return await work();
	} catch (error) {
		if (!(error instanceof Refusal)) {
			console.error(error);
			return { status: 500, body: { code: 'unexpected' } };
		}
		if (error.status >= 500) console.error(`${error.code}: ${error.message}`);
		return { status: error.status, body: { code: error.code }, headers: error.headers };
	}
}

function send({ status, body, headers }: Answer): Response {
	return Response.json(body, { status, headers: { 'cache-control': 'no-store', ...headers } });
}
