import { importOutcomes, type ImportOutcome } from './import.ts';

/** What the address asks to see; null: everything. */
export function readRowFilter(text: string | null): ImportOutcome | null {
	return importOutcomes.find((outcome) => outcome === text) ?? null;
}
