import type { RowChange } from '#lib/realtime/live.ts';

/** So much of a client's quota is used, in per cent. */
export interface SessionAlert {
	clientId: string;
	threshold: 80 | 100;
}

type Announced = RowChange & { threshold?: unknown };

/** As `alert_sessions` announces it to the staff. @returns null for any other announcement */
export function alertOf(change: Announced): SessionAlert | null {
	const threshold = thresholdOf(change);
	return threshold && change.client_id ? { clientId: change.client_id, threshold } : null;
}

/** As `alert_sessions` announces it, to the staff or to a client. @returns null for any other announcement */
export function thresholdOf({ table, threshold }: Announced): SessionAlert['threshold'] | null {
	if (table !== 'session_alerts') return null;
	return threshold === 80 || threshold === 100 ? threshold : null;
}

/** One for each client: whoever is at 100 per cent need not be told of 80. */
export function alertsToTell(alerts: Iterable<SessionAlert>): SessionAlert[] {
	const worst = new Map<string, SessionAlert>();
	for (const alert of alerts) {
		const known = worst.get(alert.clientId);
		if (!known || known.threshold < alert.threshold) worst.set(alert.clientId, alert);
	}
	return [...worst.values()];
}
