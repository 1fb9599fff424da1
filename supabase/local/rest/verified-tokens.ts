import type { Claims } from '../keys/jwt.ts';

/**
 * A verifier that looks at the signature of a token once; what is valid only for a time is asked anew each time.
 * PostgREST keeps as many (`jwt-cache-max-entries`).
 * @param verify as in RestOptions
 * @returns the same, and refuses as it does
 */
export function rememberTokens(
	verify: (token: string) => Promise<Claims>,
	{ most = 1000, now = Date.now }: { most?: number; now?: () => number } = {}
): (token: string) => Promise<Claims> {
	const verified = new Map<string, Claims>();
	return async (token) => {
		const known = verified.get(token);
		if (known && isTimely(known, now() / 1000)) return known;
		verified.delete(token);
		const claims = await verify(token);
		if (verified.size >= most) verified.delete(verified.keys().next().value!);
		verified.set(token, claims);
		return claims;
	};
}

/** Without leeway: at the edges the verifier decides. */
function isTimely({ exp, nbf }: Claims, at: number): boolean {
	return (exp === undefined || at < exp) && (nbf === undefined || at >= nbf);
}
