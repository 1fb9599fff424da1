import type { ImpersonationEnd } from '#lib/impersonations/impersonation.ts';
import { m } from '#lib/paraglide/messages.js';
import type { Access } from './access.ts';

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
