import { resolve } from '$app/paths';
import type { PeriodName } from './period.ts';

/** Where a reseller's account begins. */
export function homePath(reseller: string, period: PeriodName = 'month'): string {
	return (
		resolve('/(console)/r/[reseller]/(home)', { reseller }) +
		(period === 'month' ? '' : `?period=${period}`)
	);
}

/** What the next billing run will do, one by one. */
export function runPath(reseller: string): string {
	return resolve('/(console)/r/[reseller]/billing/run', { reseller });
}
