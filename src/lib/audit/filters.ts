import { isCalendarDate } from '#lib/format/dates.ts';
import { isUuid } from '#lib/format/uuid.ts';
import { operations, type Operation } from './entry.ts';
import { auditTables } from './table-names.ts';

export const origins = ['people', 'system'] as const;
export type Origin = (typeof origins)[number];

/** What to look for in the trail; null or false: anything. */
export interface AuditFilters {
	/** First and last day, `yyyy-mm-dd`, in the reseller's zone, both included. */
	from: string | null;
	to: string | null;
	/** Ids of a person and of a client. */
	actor: string | null;
	client: string | null;
	table: string | null;
	operation: Operation | null;
	origin: Origin | null;
	/** Only what was done in somebody else's place. */
	impersonated: boolean;
}

/** What stands in the address, or in a form, as filters; what makes no sense there is left out. */
export function readFilters(given: URLSearchParams | FormData): AuditFilters {
	const text = (name: string) => String(given.get(name) ?? '');
	const valid = (name: string, isValid: (value: string) => boolean) =>
		isValid(text(name)) ? text(name) : null;
	return {
		from: valid('from', isSensibleDate),
		to: valid('to', isSensibleDate),
		actor: valid('actor', isUuid),
		client: valid('client', isUuid),
		table: auditTables.find((table) => table === text('table')) ?? null,
		operation: operations.find((operation) => operation === text('operation')) ?? null,
		origin: origins.find((origin) => origin === text('origin')) ?? null,
		impersonated: text('impersonated') === '1'
	};
}

/** The same filters as a query without the question mark, always in the same order; empty for none. */
export function writeFilters(filters: AuditFilters): string {
	const query = new URLSearchParams();
	for (const [name, value] of Object.entries(filters)) {
		if (value) query.set(name, value === true ? '1' : String(value));
	}
	return query.toString();
}

export function countFilters(filters: AuditFilters): number {
	return Object.values(filters).filter(Boolean).length;
}

/** The arguments by which the database's functions know the filters. */
export function filterArguments(filters: AuditFilters) {
	const { from, to, actor, client, table, operation, origin, impersonated } = filters;
	return {
		...(from && { from_on: from }),
		...(to && { to_on: to }),
		...(actor && { actor_id: actor }),
		...(client && { client_id: client }),
		...(table && { table_name: table }),
		...(operation && { operation }),
		...(origin && { origin }),
		...(impersonated && { impersonated })
	};
}

/** A date field reports years such as 0002 while one still types 2026. */
function isSensibleDate(text: string): boolean {
	return isCalendarDate(text) && text >= '1900' && text < '2200';
}
