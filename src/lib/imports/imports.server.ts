import { unwrap } from '#lib/errors/database-error.ts';
import { DomainError } from '#lib/errors/domain-error.ts';
import { errorText } from '#lib/errors/error-text.server.ts';
import type { Db } from '#lib/server/db.ts';
import type { Mapping } from './import-fields.ts';
import type {
	ClientImport,
	ImportOutcome,
	ImportPolicy,
	ImportRow,
	ImportRowPage
} from './import.ts';

const columns =
	'id, file_name, policy, match_email, state, total, bad, matched, repeated, created, filled, skipped, refused, removed, restored, kept, started_by, created_at, finished_at, forgotten_at' as const;
/** Rows that one call applies: some tenths of a second. */
const chunkRows = 1000;

/** The newest imports of the reseller. Those that were given up before they ran are not worth showing. */
export async function listImports(db: Db, resellerId: string): Promise<ClientImport[]> {
	const rows = unwrap(
		await db
			.from('client_imports')
			.select(`${columns}, person:people(name)`)
			.eq('reseller_id', resellerId)
			.neq('state', 'staged')
			.order('created_at', { ascending: false })
			.order('id', { ascending: false })
			.limit(20)
			.overrideTypes<(Stored & { person: { name: string } | null })[], { merge: false }>()
	);
	return rows
		.filter((one) => one.state !== 'canceled' || one.created + one.filled > 0)
		.map(({ person, ...one }) => ({ ...one, started_by_name: person?.name ?? null }));
}

type Stored = Omit<ClientImport, 'started_by_name'>;

/** @throws DomainError import_not_found (404) */
export async function getImport(db: Db, resellerId: string, id: string): Promise<ClientImport> {
	const one = unwrap(
		await db
			.from('client_imports')
			.select(`${columns}, person:people(name)`)
			.eq('reseller_id', resellerId)
			.eq('id', id)
			.maybeSingle()
			.overrideTypes<Stored & { person: { name: string } | null }, { merge: false }>(),
		'or null'
	);
	if (!one) throw new DomainError('import_not_found', 404);
	const { person, ...rest } = one;
	return { ...rest, started_by_name: person?.name ?? null };
}

/** How the columns of a file with this header were read the last time; null for a new kind of file. */
export async function findMapping(db: Db, resellerId: string, signature: string): Promise<unknown> {
	const found = unwrap(
		await db
			.from('client_imports')
			.select('mapping')
			.eq('reseller_id', resellerId)
			.eq('signature', signature)
			.neq('state', 'staged')
			.order('created_at', { ascending: false })
			.limit(1)
			.maybeSingle(),
		'or null'
	);
	return found?.mapping ?? null;
}

export interface NewImport {
	id: string;
	fileName: string;
	signature: string;
	mapping: Mapping;
	matchEmail: boolean;
}

export async function startImport(db: Db, given: NewImport): Promise<void> {
	unwrap(
		await db.rpc('start_import', {
			id: given.id,
			file_name: given.fileName,
			signature: given.signature,
			mapping: given.mapping.map(({ header, field }) => ({ header: header.slice(0, 200), field })),
			match_email: given.matchEmail
		})
	);
}

export async function stageRows(db: Db, id: string, rows: unknown[]): Promise<void> {
	unwrap(await db.rpc('stage_import_rows', { import_id: id, rows: rows as never }));
}

export async function checkImport(db: Db, id: string): Promise<ClientImport> {
	return answer(await db.rpc('check_import', { import_id: id }));
}

export async function runImport(db: Db, id: string, policy?: ImportPolicy): Promise<ClientImport> {
	return answer(await db.rpc('run_import', { import_id: id, ...(policy && { policy }) }));
}

/** Applies the next rows, or takes them back while the import is being undone. */
export async function advanceImport(db: Db, id: string): Promise<ClientImport> {
	return answer(await db.rpc('advance_import', { import_id: id, most: chunkRows }));
}

export async function pauseImport(db: Db, id: string): Promise<ClientImport> {
	return answer(await db.rpc('pause_import', { import_id: id }));
}

export async function cancelImport(db: Db, id: string): Promise<ClientImport> {
	return answer(await db.rpc('cancel_import', { import_id: id }));
}

export async function undoImport(db: Db, id: string): Promise<ClientImport> {
	return answer(await db.rpc('undo_import', { import_id: id }));
}

export interface RowQuery {
	outcomes?: ImportOutcome[] | undefined;
	after?: number | undefined;
	pageSize?: number | undefined;
}

/**
 * Rows of one's own import.
 * @throws DomainError import_not_found (404), import_not_yours (403)
 */
export async function listImportRows(
	db: Db,
	id: string,
	{ outcomes, after, pageSize = 50 }: RowQuery = {}
): Promise<ImportRowPage> {
	const page = unwrap(
		await db.rpc('list_import_rows', {
			import_id: id,
			page_size: pageSize,
			...(outcomes && { outcomes }),
			...(after && { after })
		})
	) as unknown as ImportRowPage;
	return { ...page, rows: page.rows.map(worded) };
}

/** What the database itself refused has a code; pages have no words for those. */
function worded(row: ImportRow): ImportRow {
	const problems = row.problems?.map(({ code, ...problem }) =>
		code ? { ...problem, text: errorText({ code, params: {} }) } : problem
	);
	return problems ? { ...row, problems } : row;
}

function answer(given: Parameters<typeof unwrap>[0]): ClientImport {
	return unwrap(given) as ClientImport;
}
