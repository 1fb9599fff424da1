import { resolve } from '$app/paths';
import { ask } from '#lib/clients/list/api.ts';
import type { LedgerPage } from './ledger.ts';
import type { Meter } from './meter.ts';
import type { SessionOverview } from './session-overview.ts';
import type { SessionsToday } from './sessions-today.ts';

/** @param sessionsPath the page of somebody's sessions, in the console or the portal */
export function readOverview(sessionsPath: string): Promise<SessionOverview> {
	return ask(`${sessionsPath}/overview`);
}

/** @param query '' for the first page, or `after=<cursor>` */
export function readLedger(sessionsPath: string, query: string): Promise<LedgerPage> {
	return ask(`${sessionsPath}/rows${query && `?${query}`}`);
}

export function readToday(reseller: string): Promise<SessionsToday> {
	return ask(resolve('/(console)/r/[reseller]/sessions/today', { reseller }));
}

/** The meters of these clients as they stand at this moment, at most 100 of them. */
export function readMeters(reseller: string, clientIds: string[]): Promise<Meter[]> {
	const path = resolve('/(console)/r/[reseller]/sessions/meters', { reseller });
	return ask(`${path}?ids=${clientIds.join(',')}`);
}
