/** Of these the mail worker moves the rows on by itself; that there are no more of them still counts. */
const movedByWorkers = ['outbox', 'invoice_mails'];
/** Sums of the other rows, which jobs fold. */
const folded = ['figures', 'figure_changes', 'client_counts'];
/** What jobs add by themselves. */
const leftOut: Record<string, string> = {
	audit_entries: `table_name <> 'invoice_mails'`
};

/**
 * How to see whether somebody changed a table, on a platform where workers and jobs are awake.
 * @returns SQL over its rows `t`: what to compare, and of which; null if it says nothing
 */
export function whatSomebodyChanged(table: string): { seen: string; condition: string } | null {
	if (folded.includes(table)) return null;
	return {
		seen: movedByWorkers.includes(table) ? 't.id::text' : 't::text',
		condition: leftOut[table] ?? 'true'
	};
}
