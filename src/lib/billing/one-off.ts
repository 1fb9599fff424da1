/** As many lines as the database takes. */
export const mostLines = 50;

/** A line as it is being typed: numbers may be none yet. */
export interface TypedLine {
	description: string;
	quantity: number | null;
	unitCents: number | null;
}

export const emptyLine: TypedLine = { description: '', quantity: 1, unitCents: null };

/** What a line comes to so far; null while it is no amount. Cents. */
export function lineCents({ quantity, unitCents }: TypedLine): number | null {
	const cents = (quantity ?? NaN) * (unitCents ?? NaN);
	return Number.isSafeInteger(cents) && cents >= 0 ? cents : null;
}

/** The total so far, of the lines that are amounts. Cents. */
export function totalCents(lines: TypedLine[]): number {
	return lines.reduce((sum, line) => sum + (lineCents(line) ?? 0), 0);
}
