import type { Auth } from './auth.ts';
import type { Database } from './database.ts';
import type { Fields } from './fields.ts';

export interface Answer {
	status: number;
	body: unknown;
	headers?: Record<string, string>;
}

export interface Platform {
	auth: Auth;
	database: Database;
}

export interface Route {
	/** Reads what was sent and returns the work. @throws Refusal for its form alone, which tells of nobody */
	prepare(fields: Fields): (platform: Platform) => Promise<Answer>;
	/** Every answer of the work but a 200 leaves at a step of the clock, so that its time tells nothing. */
	isUniform: boolean;
}
