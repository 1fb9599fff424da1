import { m } from '#lib/paraglide/messages.js';
import type { AuditFilters } from './filters.ts';

/** `historico-veloz-2026-11-01_2026-11-22.csv`; without a period it ends today and begins with the first entry. */
export function exportFileName(
	reseller: string,
	{ from, to }: Pick<AuditFilters, 'from' | 'to'>,
	today: string
): string {
	const period = [from, to ?? today].filter(Boolean).join('_');
	return `${m.audit_export_file()}-${reseller}-${period}.csv`;
}
