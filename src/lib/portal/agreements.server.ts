import { unwrap } from '#lib/errors/database-error.ts';
import type { Db } from '#lib/server/db.ts';
import type { Agreement } from './agreement.ts';

/** The client's subscriptions that have not ended, the newest first. */
export async function listAgreements(
	db: Db,
	{ resellerId, clientId }: { resellerId: string; clientId: string }
): Promise<Agreement[]> {
	return unwrap(
		await db
			.from('subscriptions')
			.select(
				'id, status, activation, intervalMonths:interval_months, dueDay:due_day, startedOn:started_on, nextPeriodOn:next_period_on'
			)
			.eq('reseller_id', resellerId)
			.eq('client_id', clientId)
			.in('status', ['active', 'pending', 'suspended'])
			.order('created_at', { ascending: false })
			.overrideTypes<Agreement[], { merge: false }>()
	);
}
