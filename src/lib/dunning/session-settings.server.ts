import { unwrap } from '#lib/errors/database-error.ts';
import { DomainError } from '#lib/errors/domain-error.ts';
import type { Db } from '#lib/server/db.ts';
import type { SessionsForm } from './settings-schema.ts';

/** How use may be reported and who is mailed about it, also before the reseller has said anything. */
export async function getSessionSettings(db: Db, resellerId: string): Promise<SessionsForm> {
	const settings = unwrap(
		await db
			.from('session_settings')
			.select('usage_window_hours, tells_clients, tells_staff')
			.eq('reseller_id', resellerId)
			.maybeSingle(),
		'or null'
	);
	return {
		usageWindowHours: settings?.usage_window_hours ?? 72,
		tellsClients: settings?.tells_clients ?? true,
		tellsStaff: settings?.tells_staff ?? true
	};
}

/** @throws DomainError session_window_invalid, at its field (422); not_permitted (403) */
export async function saveSessionSettings(
	db: Db,
	{ usageWindowHours, tellsClients, tellsStaff }: SessionsForm
): Promise<void> {
	const fields = {
		...{ usage_window_hours: usageWindowHours, tells_clients: tellsClients },
		tells_staff: tellsStaff
	};
	try {
		unwrap(await db.rpc('save_session_settings', { fields }), 'or null');
	} catch (error) {
		if (!(error instanceof DomainError) || error.code !== 'session_window_invalid') throw error;
		throw new DomainError(error.code, error.status, { field: 'usageWindowHours' });
	}
}
