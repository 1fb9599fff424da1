import type { JwtKeys } from '../keys/jwt.ts';
import type { Log, Settings } from './auth-options.ts';
import type { Database } from './database.ts';
import type { Hooks } from './hooks.ts';
import type { Mailer } from './mailer.ts';
import type { Passwords } from './password.ts';
import type { RateLimits } from './rate-limits.ts';
import type { Redirects } from './redirects.ts';
import type { AuthRequest } from './request.ts';

/** Everything an endpoint works with; made once per service. */
export interface AuthContext {
	database: Database;
	keys: JwtKeys;
	issuer: string;
	settings: Settings;
	mailer: Mailer;
	passwords: Passwords;
	hooks: Hooks;
	limits: RateLimits;
	redirects: Redirects;
	clock: () => Date;
	log: Log;
	/** Runs after the answer has left; failures are logged, `close` waits for it. */
	inBackground(what: string, work: () => Promise<void>): void;
	uniformAnswerTime: number;
	lockTimeout: number;
}

export interface Answer {
	status: number;
	/** Sent as JSON; absent means an empty body. */
	body?: unknown;
	headers?: Record<string, string>;
}

export type Endpoint = (context: AuthContext, request: AuthRequest) => Promise<Answer>;

export const ok = (body: unknown, headers?: Record<string, string>): Answer => ({
	status: 200,
	body,
	headers
});
