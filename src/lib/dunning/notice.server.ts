import type { Db } from '#lib/server/db.ts';
import { explainDunning } from './explanation.server.ts';
import { noticesOf, type Notice } from './notice.ts';

export interface ShownNotices {
	/** pixCode: to copy and pay; null when there is no key, or the user may not pay. */
	notices: (Notice & { pixCode: string | null })[];
	today: string;
	trustDays: number;
}

/**
 * What a client is told in its portal.
 * @param codeOf the code to pay an invoice by; null when the user may not see how to pay
 */
export async function listNotices(
	db: Db,
	clientId: string,
	codeOf: ((invoiceId: string) => Promise<string | null>) | null
): Promise<ShownNotices> {
	const explanation = await explainDunning(db, clientId);
	const notices = await Promise.all(
		noticesOf(explanation).map(async (notice) => ({
			...notice,
			pixCode: codeOf && (await codeOf(notice.invoice.id))
		}))
	);
	return { notices, today: explanation.today, trustDays: explanation.trustDays };
}
