import { resolve } from '$app/paths';
import type { Entrance } from '#lib/portal/portal-paths.ts';

export function clientSessionsPath(reseller: string, clientId: string): string {
	return resolve('/(console)/r/[reseller]/clients/[clientId=uuid]/(tabs)/sessions', {
		reseller,
		clientId
	});
}

export function buySessionsPath(reseller: string, clientId: string): string {
	return resolve('/(console)/r/[reseller]/clients/[clientId=uuid]/sessions/buy', {
		reseller,
		clientId
	});
}

export function portalSessionsPath(entrance: Entrance): string {
	return resolve('/(portal)/[door=door]/[account=uuid]/sessions', { ...entrance });
}

export function portalBuySessionsPath(entrance: Entrance): string {
	return resolve('/(portal)/[door=door]/[account=uuid]/sessions/buy', { ...entrance });
}
