export interface Goal {
	/** How the line begins, e.g. `A1`. */
	id: string;
	/** As it is written, e.g. `<= 1.10`. */
	goal: string;
	/** What must never be undercut, where there is such a limit. */
	floor?: string;
	/** What is compared, or what is measured. */
	text: string;
	/** `ratio` is shown with two decimals, `ms` as whole milliseconds, `count` as it is. */
	unit: 'ratio' | 'ms' | 'count';
}

/** Sizes of a run that was made smaller than the goal means. */
export interface Cut {
	rows: number;
	of: number;
}

/** `A1 1.05 (goal <= 1.10, floor <= 1.25) client list …`; a cut run says so at the end. */
export function goalLine(goal: Goal, value: number, cut?: Cut): string {
	const bounds = goal.floor ? `goal ${goal.goal}, floor ${goal.floor}` : `goal ${goal.goal}`;
	const shown = { ms: `${value.toFixed(0)} ms`, count: count(value), ratio: value.toFixed(2) }[
		goal.unit
	];
	const line = `${goal.id} ${shown} (${bounds}) ${goal.text}`;
	return cut ? `${line} [cut to ${count(cut.rows)} of ${count(cut.of)} rows]` : line;
}

/** `100,000` */
export function count(rows: number): string {
	return rows.toLocaleString('en-US');
}
