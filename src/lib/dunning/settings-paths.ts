import { resolve } from '$app/paths';

/** @param year whose holidays are shown; absent: this one's */
export function billingSettingsPath(reseller: string, year?: number): string {
	const path = resolve('/(console)/r/[reseller]/billing/settings', { reseller });
	return year ? `${path}?year=${year}` : path;
}

/** Where the example at some rates is worked out. */
export function lateExamplePath(
	reseller: string,
	rates: { fineBps: number; interestBps: number }
): string {
	const path = resolve('/(console)/r/[reseller]/billing/settings/example', { reseller });
	return `${path}?fine=${rates.fineBps}&interest=${rates.interestBps}`;
}
