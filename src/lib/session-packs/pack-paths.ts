import { resolve } from '$app/paths';
import type { Entrance } from '#lib/portal/portal-paths.ts';

export function sessionPacksPath(reseller: string): string {
	return resolve('/(console)/r/[reseller]/plans/session-packs', { reseller });
}

/** Where a purchase of the portal is paid, and its sessions are seen to arrive. */
export function purchasePath(entrance: Entrance, purchaseId: string): string {
	return resolve('/(portal)/[door=door]/[account=uuid]/sessions/buy/[purchaseId=uuid]', {
		...entrance,
		purchaseId
	});
}
