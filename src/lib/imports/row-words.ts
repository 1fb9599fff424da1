import { m } from '#lib/paraglide/messages.js';
import type { ImportOutcome, ImportRow } from './import.ts';
import { columnLabel } from './column-label.ts';

/** @param isPlanned the import has not run yet */
export function outcomeName(outcome: ImportOutcome, isPlanned: boolean): string {
	return (isPlanned ? (planned[outcome] ?? done[outcome]) : done[outcome])();
}

const done: Record<ImportOutcome, () => string> = {
	new: m.imports_outcome_created,
	filled: m.imports_outcome_filled,
	skipped: m.imports_outcome_skipped,
	refused: m.imports_outcome_refused,
	removed: m.imports_outcome_removed,
	restored: m.imports_outcome_restored,
	kept: m.imports_outcome_kept
};
const planned: Partial<Record<ImportOutcome, () => string>> = {
	new: m.imports_outcome_new,
	filled: m.imports_outcome_fill,
	skipped: m.imports_outcome_skip,
	refused: m.imports_outcome_bad
};

/** Why a row is no new client, one sentence each. */
export function rowReasons(row: ImportRow): string[] {
	const problems = (row.problems ?? []).map(({ field, text, value }) => {
		const said = text ?? m.imports_refused_row();
		if (!field) return said;
		const label = columnLabel(field);
		return value
			? m.imports_problem_value({ field: label, value, text: said })
			: m.imports_problem({ field: label, text: said });
	});
	if (problems.length > 0) return problems;
	if (row.outcome === 'kept') return [m.imports_reason_kept()];
	if (row.written?.length)
		return [m.imports_reason_filled({ fields: row.written.map(columnLabel).join(', ') })];
	if (row.client && (row.outcome === 'skipped' || row.outcome === 'filled'))
		return [m.imports_reason_exists({ number: row.client.number, name: row.client.name })];
	if (row.repeats !== null && row.outcome === 'skipped')
		return [m.imports_reason_repeats({ line: row.repeats })];
	return [];
}
