import { JwtError, type Claims } from '../keys/jwt.ts';
import { parseJson, isObject } from './protocol.ts';
import { Refusal } from './refusal.ts';

export type Verify = (token: string) => Promise<Claims>;

export interface ConfirmedToken {
	token: string;
	claims: Claims & { role: string };
	/** Milliseconds since the epoch. */
	expiresAt: number;
}

/**
 * Signature, expiry and the two claims that channels need. No leeway on expiry: the clock that
 * signed is the clock that checks.
 * @throws Refusal `InvalidJWTToken`, `MalformedJWT` or `JwtSignatureError`
 */
export async function confirmToken(
	verify: Verify,
	token: string,
	now: number
): Promise<ConfirmedToken> {
	const claims = await verify(token).catch((error: unknown) => {
		throw refusalOf(error, token, now);
	});
	const { role, exp } = claims;
	if (typeof role !== 'string' || role === '' || typeof exp !== 'number') throw missingClaims();
	if (exp * 1000 <= now) throw expired(exp, now);
	return { token, claims: { ...claims, role }, expiresAt: exp * 1000 };
}

function refusalOf(error: unknown, token: string, now: number): unknown {
	if (!(error instanceof JwtError)) return error;
	if (error.refusal === 'expired') return expired(expiryOf(token), now);
	if (error.refusal === 'bad_signature') {
		return new Refusal('JwtSignatureError', 'Failed to validate JWT signature');
	}
	if (error.refusal === 'claims') return new Refusal('InvalidJWTToken', error.message);
	return new Refusal('MalformedJWT', 'The token provided is not a valid JWT');
}

function missingClaims(): Refusal {
	return new Refusal('InvalidJWTToken', 'Fields `role` and `exp` are required in JWT');
}

function expired(exp: number | null, now: number): Refusal {
	if (exp === null) return new Refusal('InvalidJWTToken', 'Token has expired');
	const seconds = Math.max(0, Math.floor(now / 1000 - exp));
	return new Refusal('InvalidJWTToken', `Token has expired ${seconds} seconds ago`);
}

/** Only words the message: the signature was checked by `verify`. */
function expiryOf(token: string): number | null {
	const claims = parseJson(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
	return isObject(claims) && typeof claims.exp === 'number' ? claims.exp : null;
}
