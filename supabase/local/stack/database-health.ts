import { Pool } from 'pg';

export interface DatabaseProbe {
	healthy(): Promise<void>;
	close(): Promise<void>;
}

const patienceMs = 2000;

/** Asks with a connection of its own, so that busy services cannot make the database look dead. */
export function probeDatabase(url: string): DatabaseProbe {
	const pool = new Pool({
		connectionString: url,
		max: 1,
		connectionTimeoutMillis: patienceMs,
		query_timeout: patienceMs
	});
	// A lost idle connection is told by the next question.
	pool.on('error', () => {});
	return {
		healthy: async () => void (await pool.query('select 1')),
		close: () => pool.end()
	};
}
