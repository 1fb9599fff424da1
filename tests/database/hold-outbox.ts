import type { Client } from 'pg';

/** Right after `begin`: to the end of the transaction nobody else adds to the outbox, takes from it or finishes what is in it. */
export async function holdOutbox(db: Client): Promise<void> {
	// Whoever takes deliveries has this before the outbox; in another order the two would wait for each other.
	await db.query(`select pg_advisory_xact_lock(hashtextextended('take_webhook_deliveries', 0))`);
	// Nor does anybody hold a row of it already, to change it next.
	await db.query('lock table app.outbox in exclusive mode');
}
