import { noFilters, queryOf, type ClientFilters } from './filter.ts';
import type { ClientTotals } from './list-row.ts';

export type TabId = keyof ClientTotals;

/** What each quick tab looks for. */
export const tabs: readonly { id: TabId; filters: ClientFilters }[] = [
	{ id: 'all', filters: noFilters },
	{ id: 'active', filters: { ...noFilters, status: ['active'] } },
	{ id: 'inactive', filters: { ...noFilters, status: ['inactive'] } },
	{ id: 'delinquent', filters: { ...noFilters, isDelinquent: true } },
	{ id: 'suspended', filters: { ...noFilters, isSuspended: true } },
	{ id: 'archived', filters: { ...noFilters, status: ['archived'] } }
];

/** The tab that looks for exactly this, if there is one. */
export function tabOf(filters: ClientFilters): TabId | undefined {
	const query = queryOf({ filters });
	return tabs.find((tab) => queryOf({ filters: tab.filters }) === query)?.id;
}
