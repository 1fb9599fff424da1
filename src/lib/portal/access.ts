import type { EntryChange } from '#lib/audit/entry.ts';
import type { ImpersonationEnd } from '#lib/impersonations/impersonation.ts';

/** Somebody of the reseller was here in the place of one of the client's users. Instants are ISO 8601. */
export interface Access {
	id: string;
	actorName: string;
	subjectName: string;
	reason: string;
	startedAt: string;
	expiresAt: string;
	endedAt: string | null;
	endReason: ImpersonationEnd | null;
	isOpen: boolean;
	changes: AccessChange[];
}

export interface AccessChange extends EntryChange {
	occurred_at: string;
	/** Name or number of the row when it was written. */
	label: string | null;
}

/**
 * How long it lasted, in whole minutes, at least one.
 * @returns null while it is open: then it has no length yet
 */
export function minutesOf({
	startedAt,
	endedAt,
	expiresAt,
	isOpen
}: Pick<Access, 'startedAt' | 'endedAt' | 'expiresAt' | 'isOpen'>): number | null {
	if (isOpen) return null;
	return Math.max(
		1,
		Math.round((Date.parse(endedAt ?? expiresAt) - Date.parse(startedAt)) / 60_000)
	);
}

/** Where a page of accesses ends, from its address; null for text that is no instant. */
export function readBefore(text: string | null): string | null {
	const instant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,6})?(Z|[+-]\d{2}:\d{2})$/;
	return text && instant.test(text) && !Number.isNaN(Date.parse(text)) ? text : null;
}
