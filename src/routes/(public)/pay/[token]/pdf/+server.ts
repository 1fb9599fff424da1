import { getPayable, paperOfPayable, secretPageHeaders } from '#lib/billing/payables.server.ts';
import { paperResponse } from '#lib/billing/paper/paper-response.server.ts';
import { payPath } from '#lib/billing/billing-paths.ts';
import { getLocale } from '#lib/paraglide/runtime.js';

/** The PDF of an invoice for whoever has its link. @throws DomainError 404, 429 */
export async function GET(event) {
	const payable = await getPayable(event);
	const paper = await paperOfPayable(payable, event.url.origin + payPath(event.params.token));
	return paperResponse(paper, getLocale(), secretPageHeaders);
}
