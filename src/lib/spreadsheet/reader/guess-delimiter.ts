export type Delimiter = ';' | ',' | '\t';

export interface DelimiterGuess {
	delimiter: Delimiter | null;
	/** Where the rows begin: behind a `sep=;` that Excel writes for itself. */
	start: number;
}

const candidates: readonly Delimiter[] = [';', '\t', ','];
const looksAt = 65_536;
const linesLookedAt = 50;

/** The sign that stands outside quotes in most lines equally often. Null: there is one column. */
export function guessDelimiter(text: string): DelimiterGuess {
	const said = /^sep=([;,\t])\r?\n/i.exec(text.slice(0, 8));
	if (said) return { delimiter: said[1] as Delimiter, start: said[0].length };
	const lines = countsPerLine(text);
	const scores = candidates.map((_, index) => {
		const counts = lines.map((line) => line[index]!).filter((count) => count > 0);
		const alike = counts.filter((count) => count === counts[0]).length;
		return counts.length === 0 ? 0 : alike / lines.length + counts.length / lines.length / 2;
	});
	const best = Math.max(0, ...scores);
	return { delimiter: best === 0 ? null : candidates[scores.indexOf(best)]!, start: 0 };
}

/** How often each candidate stands in each line, outside quotes. */
function countsPerLine(text: string): number[][] {
	const lines: number[][] = [];
	let counts = candidates.map(() => 0);
	let isQuoted = false;
	let hasText = false;
	for (const character of text.slice(0, looksAt)) {
		if (character === '"') isQuoted = !isQuoted;
		if (isQuoted) continue;
		if (character === '\n' || character === '\r') {
			if (hasText) lines.push(counts);
			if (lines.length === linesLookedAt) return lines;
			counts = candidates.map(() => 0);
			hasText = false;
			continue;
		}
		hasText = true;
		const index = candidates.indexOf(character as Delimiter);
		if (index >= 0) counts[index]! += 1;
	}
	// The last line may have been cut in the middle.
	if (hasText && (lines.length === 0 || text.length <= looksAt)) lines.push(counts);
	return lines;
}
