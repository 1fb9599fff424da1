import { json } from '@sveltejs/kit';
import { amountsOn } from '#lib/billing/invoices.server.ts';
import { DomainError } from '#lib/errors/domain-error.ts';
import { isCalendarDate } from '#lib/format/dates.ts';

/** What an invoice asks for if it is paid on `?on=`, else today: AmountsOn. @throws DomainError 404, 422 for what is no such day */
export async function GET({ locals, params, url }) {
	const on = url.searchParams.get('on') ?? undefined;
	if (on !== undefined && !isCalendarDate(on)) throw new DomainError('date_invalid', 422);
	return json(await amountsOn(locals.db, params.invoiceId, on), {
		headers: { 'cache-control': 'private, no-store' }
	});
}
