import { SignJWT, errors, importJWK, jwtVerify, type JWK, type JWTPayload } from 'jose';

export type Claims = JWTPayload & { role?: string; session_id?: string };

/** Why a token was refused. `expired` is told apart because clients refresh on it. */
export type JwtRefusal = 'expired' | 'malformed' | 'bad_signature' | 'claims';

export class JwtError extends Error {
	refusal: JwtRefusal;
	constructor(refusal: JwtRefusal, message: string) {
		super(message);
		this.refusal = refusal;
	}
}

export interface JwtKeys {
	/** Signs with the project's ES256 key; `exp` and `iat` are the caller's (seconds). */
	sign(claims: Claims): Promise<string>;
	/** Checks signature and, with 30 s of leeway, `exp` and `nbf`. @throws JwtError */
	verify(token: string): Promise<Claims>;
	/** The public keys as served at `/.well-known/jwks.json`. */
	jwks: { keys: JWK[] };
}

const leewaySeconds = 30;

/**
 * @param signingKey private ES256 JWK with a `kid`, as printed by `supabase gen signing-key`
 * @param legacySecret HS256 secret that still verifies (never signs) tokens; see reference §5
 */
export async function jwtKeys(signingKey: JWK, legacySecret?: string): Promise<JwtKeys> {
	const privateKey = await importJWK(signingKey, 'ES256');
	const { kid } = signingKey;
	const publicJwk: JWK = {
		kty: signingKey.kty,
		crv: signingKey.crv,
		x: signingKey.x,
		y: signingKey.y,
		alg: 'ES256',
		use: 'sig',
		key_ops: ['verify'],
		ext: true,
		kid
	};
	const publicKey = await importJWK(publicJwk, 'ES256');
	const secret = legacySecret ? new TextEncoder().encode(legacySecret) : undefined;

	return {
		jwks: { keys: [publicJwk] },
		sign: (claims) =>
			new SignJWT(claims).setProtectedHeader({ alg: 'ES256', kid, typ: 'JWT' }).sign(privateKey),
		async verify(token) {
			try {
				const { payload } = await jwtVerify<Claims>(
					token,
					(header) => {
						if (header.alg === 'ES256') return publicKey;
						if (header.alg === 'HS256' && secret) return secret;
						throw new JwtError('bad_signature', `no key verifies algorithm ${header.alg}`);
					},
					{ clockTolerance: leewaySeconds, algorithms: ['ES256', 'HS256'] }
				);
				return payload;
			} catch (error) {
				throw refusalOf(error);
			}
		}
	};
}

function refusalOf(error: unknown): Error {
	if (error instanceof JwtError) return error;
	if (error instanceof errors.JWTExpired) return new JwtError('expired', 'JWT expired');
	if (error instanceof errors.JWTClaimValidationFailed)
		return new JwtError('claims', error.message);
	if (error instanceof errors.JWSSignatureVerificationFailed)
		return new JwtError('bad_signature', 'signature verification failed');
	if (error instanceof errors.JOSEError) return new JwtError('malformed', error.message);
	return error as Error;
}
