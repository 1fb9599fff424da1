import { ok, type Answer, type AuthContext, type Endpoint } from './context.ts';
import { AuthError, NotImplementedError, unprocessable, validationFailed } from './errors.ts';
import { isPkceHash } from './code-mails.ts';
import { issueAuthCode } from './pkce.ts';
import { cleanText, text, type AuthRequest } from './request.ts';
import type { AuthenticationMethod } from './sessions.ts';
import { signIn, type TokenAnswer } from './tokens.ts';
import { proofOfCode, verifyProof, type Proof } from './verify.ts';

const halfway =
	'Confirmation link accepted. Please proceed to confirm link sent to the other email';

/** `POST /verify` */
export const verifyCode: Endpoint = async (context, request) => {
	context.limits.spend('verify', request.clientAddress);
	const proof = await proofOf(request);
	const answer = await context.database.transaction(async (db) => {
		const { user, isComplete } = await verifyProof(context, db, proof);
		return isComplete ? signIn(context, db, user, 'otp', request) : undefined;
	});
	return ok(answer ?? { msg: halfway, code: '200' });
};

async function proofOf(request: AuthRequest): Promise<Proof> {
	const fields = await request.body();
	const [type, code, hash, email, phone] = ['type', 'token', 'token_hash', 'email', 'phone'].map(
		(name) => text(fields, name)
	);
	if (type === '') throw validationFailed('Verify requires a verification type');
	if ((code === '') === (hash === ''))
		throw validationFailed('Verify requires either a token or a token hash');
	if (hash !== '') {
		if (email !== '' || phone !== '' || text(fields, 'redirect_to') !== '')
			throw validationFailed('Only the token_hash and type should be provided');
		return { type, hash };
	}
	if (phone !== '' && email === '') throw new NotImplementedError('verification by phone');
	if (email === '' || phone !== '')
		throw validationFailed('Only an email address or phone number should be provided on verify');
	try {
		return proofOfCode(type, email, code);
	} catch (error) {
		if (error instanceof AuthError)
			throw unprocessable('validation_failed', 'Invalid email format');
		throw error;
	}
}

interface Followed {
	token?: TokenAnswer;
	authCode?: string;
	type: string;
}

/** `GET /verify`: a followed link. Answers with a redirect, errors included. */
export const followLink: Endpoint = async (context, request) => {
	context.limits.spend('verify', request.clientAddress);
	const type = cleanText(request.query.get('type') ?? '');
	const hash = cleanText(request.query.get('token') ?? '');
	if (type === '') throw validationFailed('Verify requires a verification type');
	if (hash === '') throw validationFailed('Verify requires a token or a token hash');
	const target = context.redirects.of(request);
	const isPkce = isPkceHash(hash);
	try {
		const followed = await context.database.transaction((db) =>
			follow(context, db, request, { type, hash }, isPkce)
		);
		return redirect(addressAfter(followed, target, isPkce));
	} catch (error) {
		if (!(error instanceof AuthError) || error.status >= 500) throw error;
		return redirect(errorAddress(error, target, isPkce));
	}
};

async function follow(
	context: AuthContext,
	db: Parameters<typeof verifyProof>[1],
	request: AuthRequest,
	proof: Proof,
	isPkce: boolean
): Promise<Followed> {
	const { user, type, isComplete } = await verifyProof(context, db, proof);
	if (!isComplete) return { type };
	if (!isPkce) return { type, token: await signIn(context, db, user, 'otp', request) };
	const method = (type === 'signup' ? 'email/signup' : type) as AuthenticationMethod;
	return { type, authCode: await issueAuthCode(db, user.id, method, context.clock()) };
}

function addressAfter(
	{ token, authCode, type }: Followed,
	target: string,
	isPkce: boolean
): string {
	if (authCode !== undefined) return withQuery(target, { code: authCode });
	if (!token) {
		const address = isPkce ? withQuery(target, { message: halfway }) : target;
		return withFragment(address, { message: halfway, sb: '' });
	}
	return withFragment(target, {
		access_token: token.access_token,
		expires_at: String(token.expires_at),
		expires_in: String(token.expires_in),
		refresh_token: token.refresh_token,
		sb: '',
		token_type: token.token_type,
		type
	});
}

const oauthErrors: Record<number, string> = {
	400: 'invalid_request',
	401: 'unauthorized_client',
	403: 'access_denied'
};

function errorAddress(error: AuthError, target: string, isPkce: boolean): string {
	const name = oauthErrors[error.status];
	const values = {
		...(name ? { error: name } : {}),
		error_code: error.code,
		error_description: error.message
	};
	return withFragment(isPkce ? withQuery(target, values) : target, { ...values, sb: '' });
}

function withQuery(address: string, values: Record<string, string>): string {
	const url = new URL(address);
	for (const [name, value] of Object.entries(values)) url.searchParams.set(name, value);
	return url.href;
}

function withFragment(address: string, values: Record<string, string>): string {
	return `${address.split('#', 1)[0]}#${new URLSearchParams(values).toString()}`;
}

function redirect(address: string): Answer {
	// Headers carry ASCII only; redirect addresses may be anything that the allow list lets through.
	const location = address.replace(/[^\x21-\x7e]/gu, encodeURIComponent);
	return { status: 303, headers: { location } };
}
