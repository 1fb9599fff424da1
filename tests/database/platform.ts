import { Client, Pool } from 'pg';
import { afterAll, beforeAll, inject } from 'vitest';
import type { Platform } from '../support/world.ts';

declare module 'vitest' {
	export interface ProvidedContext {
		platform: Platform & { inboxUrl: string; simulatorUrl: string };
	}
}

/** The throw-away platform that the whole database project shares (made in `setup.ts`). */
export const platform = inject('platform');

/** A connection as `postgres` for the length of the test file. */
export function databaseConnection(): Client {
	const db = new Client({ connectionString: platform.databaseUrl });
	beforeAll(() => db.connect().then(() => undefined));
	afterAll(() => db.end());
	return db;
}

/** Several of them, for what happens at the same moment. */
export function databaseConnections(): Pool {
	const pool = new Pool({ connectionString: platform.databaseUrl, max: 4 });
	afterAll(() => pool.end());
	return pool;
}
