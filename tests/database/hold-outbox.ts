import type { Client } from 'pg';
import { expect, vi } from 'vitest';

/** Right after `begin`: to the end of the transaction nobody else adds to the outbox, takes from it or finishes what is in it. */
export async function holdOutbox(db: Client): Promise<void> {
	// Whoever takes deliveries has this before the outbox; in another order the two would wait for each other.
	await db.query(`select pg_advisory_xact_lock(hashtextextended('take_webhook_deliveries', 0))`);
	// Nor does anybody hold a row of it already, to change it next.
	await db.query('lock table app.outbox in exclusive mode');
}

/** Until nothing of the reseller is being mailed any more: the trail tells of each mail that goes out. */
export async function untilMailed(db: Client, resellerId: string): Promise<void> {
	await vi.waitFor(
		async () => {
			const { rows } = await db.query(
				`select template from app.outbox
				where reseller_id = $1 and kind = 'email' and state in ('queued', 'sending') and due_at < now() + interval '1 minute'`,
				[resellerId]
			);
			expect(rows).toEqual([]);
		},
		{ timeout: 40_000, interval: 50 }
	);
}
