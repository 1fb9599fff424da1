import { json } from '@sveltejs/kit';
import { lateExample } from '#lib/dunning/billing-settings.server.ts';
import { DomainError } from '#lib/errors/domain-error.ts';

/** What lateness would cost at `?fine=` and `?interest=` (basis points; absent: those in force): LateExample. @throws DomainError 422, 403 */
export async function GET({ locals, url }) {
	const rates = { fineBps: rateIn(url, 'fine'), interestBps: rateIn(url, 'interest') };
	return json(await lateExample(locals.db, rates), {
		headers: { 'cache-control': 'private, no-store' }
	});
}

function rateIn(url: URL, name: string): number | undefined {
	const asked = url.searchParams.get(name);
	if (asked === null) return undefined;
	if (!/^\d{1,4}$/.test(asked)) throw new DomainError('input_invalid', 422);
	return Number(asked);
}
