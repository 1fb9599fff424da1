import { PUBLIC_SUPABASE_PUBLISHABLE_KEY, PUBLIC_SUPABASE_URL } from '$app/env/public';
import { DomainError } from '#lib/errors/domain-error.ts';
import { tooManyTries } from '#lib/server/address-limit.ts';

/** What the edge function `identity` hands out: a session of Auth. */
export interface NewSession {
	access_token: string;
	refresh_token: string;
}

interface Routes {
	'sign-in': { identifier: string; password: string };
	code: { identifier: string; purpose: CodePurpose };
	verify: { identifier: string; code: string; purpose: CodePurpose };
	accept: { token: string; name: string; password: string; locale: string };
}

export type CodePurpose = 'sign_in' | 'recovery';

const answerWithinMs = 15_000;

/**
 * Asks the function that knows who an e-mail address or a CPF means.
 * @param request of the browser, whose device the new session will carry
 * @throws DomainError sign_in_wrong, code_wrong, invitation_not_found, invitation_needs_sign_in, password_weak,
 * password_long, input_invalid, too_many_tries_wait, platform_unreachable
 */
export async function askIdentity<Route extends keyof Routes>(
	route: Route,
	fields: Routes[Route],
	request: Request
): Promise<NewSession> {
	const response = await ask(route, fields, request.headers.get('user-agent'));
	const body = await response.json().catch(() => ({}));
	if (response.ok) return body as NewSession;
	throw refusal(response, (body as { code?: string }).code ?? '');
}

async function ask(route: string, fields: object, userAgent: string | null): Promise<Response> {
	try {
		return await fetch(`${PUBLIC_SUPABASE_URL}/functions/v1/identity/${route}`, {
			method: 'POST',
			headers: {
				apikey: PUBLIC_SUPABASE_PUBLISHABLE_KEY,
				'content-type': 'application/json',
				...(userAgent && { 'user-agent': userAgent })
			},
			body: JSON.stringify(fields),
			signal: AbortSignal.timeout(answerWithinMs)
		});
	} catch (error) {
		console.error(`identity/${route} did not answer:`, error);
		throw new DomainError('platform_unreachable', 503);
	}
}

const refusals: Record<string, [code: string, params?: { field: string }]> = {
	sign_in_wrong: ['sign_in_wrong'],
	code_wrong: ['code_wrong', { field: 'code' }],
	invitation_not_found: ['invitation_not_found'],
	invitation_needs_sign_in: ['invitation_needs_sign_in'],
	password_weak: ['password_weak', { field: 'password' }],
	password_too_long: ['password_long', { field: 'password' }],
	invalid_input: ['input_invalid']
};

function refusal(response: Response, code: string): Error {
	const known = refusals[code];
	if (known) return new DomainError(known[0], response.status, known[1]);
	if (response.status === 429)
		return tooManyTries(Number(response.headers.get('retry-after')) || 60);
	if (response.status === 503 || response.status === 502 || response.status === 504)
		return new DomainError('platform_unreachable', 503);
	return new Error(`identity answered ${response.status} ${code}`);
}
