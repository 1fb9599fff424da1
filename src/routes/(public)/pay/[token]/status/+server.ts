import { json } from '@sveltejs/kit';
import type { PayableState } from '#lib/billing/payable.ts';
import { getPayable, secretPageHeaders } from '#lib/billing/payables.server.ts';

/** How the invoice stands, for a page that is open. @throws DomainError 404, 429 */
export async function GET(event) {
	const { status, openCents } = await getPayable(event);
	return json({ status, openCents } satisfies PayableState, { headers: secretPageHeaders });
}
