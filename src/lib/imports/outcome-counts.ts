import { m } from '#lib/paraglide/messages.js';
import {
	doneCounts,
	plannedCounts,
	type ClientImport,
	type ImportCounts,
	type ImportOutcome,
	type ImportPolicy
} from './import.ts';
import { outcomeName } from './row-words.ts';

export interface OutcomeCount {
	outcome: ImportOutcome | null;
	name: string;
	count: number;
}

/** The figures to show of an import: what will be while it is checked, what became of it afterwards. */
export function outcomeCounts(one: ClientImport, policy: ImportPolicy): OutcomeCount[] {
	const isPlanned = one.state === 'checked';
	const counts: ImportCounts = isPlanned ? plannedCounts(one, policy) : doneCounts(one);
	const isUndone = one.state === 'undone' || one.state === 'undoing';
	const shown: [ImportOutcome, number][] = isUndone
		? [
				['removed', one.removed],
				['restored', one.restored],
				['kept', one.kept]
			]
		: [
				['new', counts.new],
				['filled', counts.filled],
				['skipped', counts.skipped],
				['refused', counts.refused]
			];
	return [
		...(isPlanned ? [{ outcome: null, name: m.imports_all_rows(), count: one.total }] : []),
		...shown
			.filter(([outcome, count]) => count > 0 || outcome === 'new' || outcome === 'removed')
			.map(([outcome, count]) => ({ outcome, name: outcomeName(outcome, isPlanned), count }))
	];
}
