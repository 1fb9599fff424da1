import { unwrap } from '#lib/errors/database-error.ts';
import type { Db } from '#lib/server/db.ts';
import type { AuditPage } from './audit-page.ts';
import { writeCursor, type AuditCursor } from './cursor.ts';
import type { AuditEntry } from './entry.ts';
import { filterArguments, type AuditFilters } from './filters.ts';
import { NameBook } from './name-book.server.ts';

/** A page as the database gives it. */
export interface StoredPage {
	rows: AuditEntry[];
	next_at: string | null;
	next_id: number | null;
	is_partial: boolean;
}

/** One page of the reseller's trail, newest first, with the names of what it mentions. */
export async function listAuditEntries(
	db: Db,
	filters: AuditFilters,
	after: AuditCursor | null
): Promise<AuditPage> {
	const page = unwrap(
		await db.rpc('list_audit_entries', {
			...filterArguments(filters),
			...(after && { after_at: after.at, after_id: after.id })
		})
	) as unknown as StoredPage;
	const names = await new NameBook(db).learn(page.rows);
	const next = cursorAfter(page);
	return { rows: page.rows, names, next: next && writeCursor(next), isPartial: page.is_partial };
}

/** What the filters call by id: the chosen person and client, by name. */
export async function namesOfFilters(
	db: Db,
	resellerId: string,
	{ actor, client }: AuditFilters
): Promise<{ actor: string | null; client: string | null }> {
	const [people, clients] = await Promise.all([
		actor
			? db
					.from('user_list')
					.select('name')
					.eq('reseller_id', resellerId)
					.eq('person_id', actor)
					.order('client_id', { nullsFirst: true })
					.limit(1)
			: null,
		client
			? db
					.from('clients')
					.select('name, trade_name')
					.eq('reseller_id', resellerId)
					.eq('id', client)
					.limit(1)
			: null
	]);
	const [person] = people ? unwrap(people) : [];
	const [found] = clients ? unwrap(clients) : [];
	return {
		actor: actor && (person?.name ?? actor),
		client: client && (found?.trade_name || found?.name || client)
	};
}

export function cursorAfter({ next_at, next_id }: StoredPage): AuditCursor | null {
	return next_at && next_id ? { at: next_at, id: next_id } : null;
}
