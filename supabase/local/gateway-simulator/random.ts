export interface Random {
	/** 0 to just below 1. */
	next(): number;
	/** 0 to `limit` - 1. */
	below(limit: number): number;
	/** Text of that many characters of the alphabet. */
	text(length: number, alphabet: string): string;
}

/** The same seed gives the same numbers, so that a run with faults can be repeated. Mulberry32; nothing secret may come of it. */
export function seededRandom(seed: number): Random {
	let state = seed >>> 0;
	const next = () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
	const below = (limit: number) => Math.floor(next() * limit);
	return {
		next,
		below,
		text: (length, alphabet) =>
			Array.from({ length }, () => alphabet[below(alphabet.length)]).join('')
	};
}
