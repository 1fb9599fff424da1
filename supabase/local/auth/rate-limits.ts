import { AuthError } from './errors.ts';
import type { Settings } from './auth-options.ts';

export type LimitedAction =
	'token' | 'verify' | 'signup' | 'otp' | 'magiclink' | 'recover' | 'resend' | 'user';

export interface RateLimits {
	/** @throws AuthError 429 over_request_rate_limit when the address has spent its allowance */
	spend(action: LimitedAction, clientAddress: string): void;
	/** @throws AuthError 429 over_email_send_rate_limit when the project has spent its messages */
	spendMessage(): void;
}

interface Bucket {
	tokens: number;
	at: number;
}

const fiveMinutes = 5 * 60_000;
const hour = 60 * 60_000;
// GoTrue's burst. A configured limit above it may be spent at once: one server-rendered app brings
// all its users from one address.
const leastBurst = 30;
const bucketsKept = 10_000;

/** Token buckets per action and client address (reference §1.11). */
export function rateLimits(settings: Settings, clock: () => Date): RateLimits {
	const { rateLimit } = settings;
	const buckets = new Map<string, Bucket>();
	const messages: Bucket = { tokens: rateLimit.emailSent ?? 0, at: clock().getTime() };

	return {
		spend(action, clientAddress) {
			const limit = limitOf(action, rateLimit);
			const capacity = Math.max(leastBurst, limit);
			const key = `${action} ${clientAddress}`;
			const now = clock().getTime();
			const bucket = buckets.get(key) ?? { tokens: capacity, at: now };
			refill(bucket, now, limit / fiveMinutes, capacity);
			if (bucket.tokens < 1)
				throw new AuthError(429, 'over_request_rate_limit', 'Request rate limit reached');
			bucket.tokens -= 1;
			// Re-inserting keeps the map in order of use, so that the first entries are the idle ones.
			buckets.delete(key);
			buckets.set(key, bucket);
			if (buckets.size > bucketsKept) forgetOldest(buckets);
		},
		spendMessage() {
			const limit = rateLimit.emailSent;
			// As GoTrue: without confirmations the project-wide limit is not applied, unless it is zero.
			if (limit === undefined || (limit > 0 && !settings.enableConfirmations)) return;
			refill(messages, clock().getTime(), limit / hour, limit);
			if (messages.tokens < 1)
				throw new AuthError(429, 'over_email_send_rate_limit', 'email rate limit exceeded');
			messages.tokens -= 1;
		}
	};
}

function limitOf(action: LimitedAction, limits: Settings['rateLimit']): number {
	if (action === 'token') return limits.tokenRefresh;
	if (action === 'verify') return limits.tokenVerifications;
	return limits.signInSignUps;
}

function refill(bucket: Bucket, now: number, perMillisecond: number, capacity: number): void {
	const elapsed = Math.max(0, now - bucket.at);
	bucket.tokens = Math.min(capacity, bucket.tokens + elapsed * perMillisecond);
	bucket.at = now;
}

function forgetOldest(buckets: Map<string, Bucket>): void {
	const oldest = buckets.keys().next();
	if (!oldest.done) buckets.delete(oldest.value);
}
