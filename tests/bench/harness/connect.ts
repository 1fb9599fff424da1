import pg from 'pg';
import type { BenchPlace } from './bench.ts';

/** One more connection as superuser, which may take any role; ends with the platform at the latest. */
export async function connect({ platform }: Pick<BenchPlace, 'platform'>): Promise<pg.Client> {
	const connection = new pg.Client(platform.stack.databaseUrl('supabase_admin'));
	// A platform that is being stopped takes its connections with it; whoever waits for a query hears of it there.
	connection.on('error', () => {});
	await connection.connect();
	return connection;
}
