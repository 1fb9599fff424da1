const freshMs = 15 * 60_000;

/**
 * Whether the session itself began with a mailed code, a moment ago: then a new password needs no old one.
 * @param claims of the access token; `amr` says how the session began: entries {method, timestamp in seconds}
 * @param now milliseconds of the epoch
 * @see https://supabase.com/docs/guides/auth/jwt-fields
 */
export function isFreshlyProven(claims: { amr?: unknown } | null, now: number): boolean {
	if (!Array.isArray(claims?.amr)) return false;
	return claims.amr.some(
		(entry: { method?: unknown; timestamp?: unknown } | string | null) =>
			typeof entry === 'object' &&
			(entry?.method === 'otp' || entry?.method === 'recovery') &&
			typeof entry.timestamp === 'number' &&
			now - entry.timestamp * 1000 < freshMs
	);
}
