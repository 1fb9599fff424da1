import type { BenchPlace } from '../harness/bench.ts';
import type { MeteredDesk } from './metered-desk.ts';

/** Fast and wrong counts for nothing. @throws Error when ledger and counters differ anywhere */
export async function expectBalanced(
	{ db, step }: Pick<BenchPlace, 'db' | 'step'>,
	{ resellerId }: MeteredDesk
): Promise<void> {
	const { rows } = await step('ledger', () =>
		db.query('select * from app.check_sessions($1) limit 5', [resellerId])
	);
	if (rows.length > 0) throw new Error(`not the sum of the ledger: ${JSON.stringify(rows)}`);
}
