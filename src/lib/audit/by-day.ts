import { dateIn } from '#lib/format/dates.ts';
import type { AuditEntry } from './entry.ts';

/** Entries, newest first, gathered by the calendar day on which they happened in the zone. */
export function byDay<Entry extends Pick<AuditEntry, 'occurred_at'>>(
	entries: Entry[],
	timeZone: string
): { day: string; entries: Entry[] }[] {
	const days: { day: string; entries: Entry[] }[] = [];
	for (const entry of entries) {
		const day = dateIn(timeZone, new Date(entry.occurred_at));
		const last = days.at(-1);
		if (last?.day === day) last.entries.push(entry);
		else days.push({ day, entries: [entry] });
	}
	return days;
}
