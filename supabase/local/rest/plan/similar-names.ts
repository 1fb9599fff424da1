/**
 * The most similar of `names` for a hint, or none when all differ too much.
 * Similarity is 1 minus the edit distance over the longer length, among names that share a pair
 * of letters with the one asked for.
 */
export function closest(
	names: Iterable<string>,
	wanted: string,
	minimumScore = 0.33
): string | undefined {
	const wantedPairs = pairs(wanted);
	let best: { name: string; score: number } | undefined;
	for (const name of new Set(names)) {
		if (![...pairs(name)].some((pair) => wantedPairs.has(pair))) continue;
		const score = similarity(name.toLowerCase(), wanted.toLowerCase());
		if (score >= minimumScore && (!best || score > best.score)) best = { name, score };
	}
	return best?.name;
}

function pairs(name: string): Set<string> {
	const padded = `-${name.toLowerCase()}-`;
	return new Set(Array.from({ length: padded.length - 1 }, (_, at) => padded.slice(at, at + 2)));
}

function similarity(one: string, other: string): number {
	const longer = Math.max(one.length, other.length);
	return longer === 0 ? 1 : 1 - editDistance(one, other) / longer;
}

function editDistance(one: string, other: string): number {
	let previous = Array.from({ length: other.length + 1 }, (_, index) => index);
	for (let row = 1; row <= one.length; row += 1) {
		const current = [row];
		for (let column = 1; column <= other.length; column += 1) {
			const substitution = previous[column - 1]! + (one[row - 1] === other[column - 1] ? 0 : 1);
			current.push(Math.min(substitution, previous[column]! + 1, current[column - 1]! + 1));
		}
		previous = current;
	}
	return previous.at(-1)!;
}
