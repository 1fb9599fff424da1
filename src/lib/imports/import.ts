export const importPolicies = ['skip', 'fill', 'create'] as const;
/** What becomes of a row whose client exists: skipped, its empty fields filled, or another client made. */
export type ImportPolicy = (typeof importPolicies)[number];

export type ImportState =
	'staged' | 'checked' | 'running' | 'paused' | 'done' | 'canceled' | 'undoing' | 'undone';

export const importOutcomes = [
	'new',
	'filled',
	'skipped',
	'refused',
	'removed',
	'restored',
	'kept'
] as const;
export type ImportOutcome = (typeof importOutcomes)[number];

/** An import as the database answers it. */
export interface ClientImport {
	id: string;
	file_name: string;
	policy: ImportPolicy;
	match_email: boolean;
	state: ImportState;
	/** Rows; of these with a problem, whose client exists, whose document stands in an earlier row. */
	total: number;
	bad: number;
	matched: number;
	repeated: number;
	created: number;
	filled: number;
	skipped: number;
	refused: number;
	removed: number;
	restored: number;
	kept: number;
	started_by: string | null;
	started_by_name: string | null;
	created_at: string;
	finished_at: string | null;
	forgotten_at: string | null;
}

export interface ImportProblem {
	/** Column of the client; null: the row as a whole. */
	field: string | null;
	/** In the words of whoever uploaded the file. */
	text?: string;
	/** A refusal of the database, `error_<code>`. */
	code?: string;
	/** What stood in the file. */
	value?: string;
}

export interface ImportRow {
	/** Line in the file, as a spreadsheet counts. */
	position: number;
	outcome: ImportOutcome;
	fields: Record<string, unknown> | null;
	problems: ImportProblem[] | null;
	/** The earlier line with the same document. */
	repeats: number | null;
	/** Columns that were filled. */
	written: string[] | null;
	client: { id: string; number: number; name: string } | null;
}

export interface ImportRowPage {
	rows: ImportRow[];
	/** The last position, when more follow. */
	next: number | null;
}

export type ImportCounts = Record<'new' | 'filled' | 'skipped' | 'refused', number>;

/** What a checked import is going to do under a policy. */
export function plannedCounts(
	{ total, bad, matched, repeated }: Pick<ClientImport, 'total' | 'bad' | 'matched' | 'repeated'>,
	policy: ImportPolicy
): ImportCounts {
	const twins = matched + repeated;
	if (policy === 'create') return { new: total - bad, filled: 0, skipped: 0, refused: bad };
	return {
		new: total - bad - twins,
		filled: policy === 'fill' ? matched : 0,
		skipped: policy === 'fill' ? repeated : twins,
		refused: bad
	};
}

/** What it has done so far. */
export function doneCounts(
	one: Pick<ClientImport, 'created' | 'filled' | 'skipped' | 'refused'>
): ImportCounts {
	return { new: one.created, filled: one.filled, skipped: one.skipped, refused: one.refused };
}

/** From 0 to 1: rows applied, or taken back. */
export function importProgress(one: ClientImport): number {
	const applied = one.created + one.filled + one.skipped + one.refused;
	if (one.state === 'undoing') {
		const toUndo = one.created + one.filled;
		return toUndo === 0 ? 1 : (one.removed + one.restored + one.kept) / toUndo;
	}
	return one.total === 0 ? 1 : applied / one.total;
}

/** Whether an open page moves it on. */
export function isMoving({ state }: Pick<ClientImport, 'state'>): boolean {
	return state === 'running' || state === 'undoing';
}

export function canUndo(one: ClientImport): boolean {
	const hasWritten = one.created + one.filled > 0;
	return ['done', 'canceled', 'paused'].includes(one.state) && hasWritten && !one.forgotten_at;
}

export const importLimits = { megabytes: 20, rows: 100_000 } as const;
/** The same for the reader of sheets. */
export const importBytes = importLimits.megabytes * 1_000_000;
