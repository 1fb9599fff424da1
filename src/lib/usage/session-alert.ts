import type { RowChange } from '#lib/realtime/live.ts';

/** So much of a client's quota is used, in per cent. */
export interface SessionAlert {
	clientId: string;
	threshold: 80 | 100;
}

/** As `alert_sessions` announces it. @returns null for any other announcement */
export function alertOf(change: RowChange & { threshold?: unknown }): SessionAlert | null {
	const { table, client_id: clientId, threshold } = change;
	if (table !== 'session_alerts' || !clientId) return null;
	return threshold === 80 || threshold === 100 ? { clientId, threshold } : null;
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
