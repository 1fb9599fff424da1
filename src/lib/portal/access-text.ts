import { tableName } from '#lib/audit/table-names.ts';
import type { ImpersonationEnd } from '#lib/impersonations/impersonation.ts';
import { m } from '#lib/paraglide/messages.js';
import type { Access, AccessChange } from './access.ts';

const ends: Record<ImpersonationEnd, () => string> = {
	left: m.portal_access_end_left,
	expired: m.portal_access_end_expired,
	membership_ended: m.portal_access_end_membership
};

/** How an access ended, or that it has not. */
export function endText({ endReason, isOpen }: Pick<Access, 'endReason' | 'isOpen'>): string {
	if (isOpen) return m.portal_access_end_not_yet();
	// Nobody has written it down yet: the clock ran out a moment ago.
	return ends[endReason ?? 'expired']();
}

/** What happened to a row. */
export function changeText(operation: string): string {
	if (operation === 'insert') return m.portal_change_insert();
	return operation === 'delete' ? m.portal_change_delete() : m.portal_change_update();
}

/** What was changed, as the portal calls it: to a client its own row is the company. */
export function areaText({
	label,
	table_name
}: Pick<AccessChange, 'label' | 'table_name'>): string {
	if (table_name === 'clients') return m.portal_nav_company();
	return [tableName(table_name), label].filter(Boolean).join(' ');
}
