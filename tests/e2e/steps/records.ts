import { adminOf, type Platform } from '../../support/world.ts';
import { expect } from './journey.ts';
import type { Reseller } from './reseller.ts';

/** What a reseller has, past every page and every cache. */
export async function countRecords(
	platform: Platform,
	reseller: Reseller,
	table: 'clients' | 'invoices' | 'payments' | 'invoice_mails'
): Promise<number> {
	const { count } = await adminOf(platform)
		.from(table)
		.select('*', { count: 'exact', head: true })
		.eq('reseller_id', reseller.id)
		.throwOnError();
	return count ?? 0;
}

/** Numbers count from 1 with none missing and none twice. */
export async function expectGapless(
	platform: Platform,
	reseller: Reseller,
	table: 'clients' | 'invoices',
	total: number
): Promise<void> {
	const { data } = await adminOf(platform)
		.from(table)
		.select('number')
		.eq('reseller_id', reseller.id)
		.order('number')
		.throwOnError();
	const numbers = data.map(({ number }) => number as number);
	expect(numbers, `numbers of ${table}`).toEqual(Array.from({ length: total }, (_, at) => at + 1));
}
