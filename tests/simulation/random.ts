/** Everything that a history draws, out of one seed. */
export interface Random {
	/** 0 ≤ x < 1 */
	next(): number;
	/** Both ends included. */
	between(least: number, most: number): number;
	chance(of: number): boolean;
	pick<Item>(items: readonly Item[]): Item;
	uuid(): string;
}

/**
 * The same seed draws the same. 128 bits of state: with 32, all seeds walk one circle, and after some fifty thousand histories
 * one of them drew what another had drawn before, ids included.
 * @see https://prng.di.unimi.it/xoshiro128plusplus.c
 */
export function randomOf(seed: number): Random {
	let [a, b, c, d] = stirred(seed);
	const draw = () => {
		const drawn = (rotated(a + d, 7) + a) >>> 0;
		const shifted = b << 9;
		c ^= a;
		d ^= b;
		b ^= c;
		a ^= d;
		c ^= shifted;
		d = rotated(d, 11);
		return drawn / 4294967296;
	};
	const between = (least: number, most: number) => least + Math.floor(draw() * (most - least + 1));
	const hex = (length: number) =>
		Array.from({ length }, () => between(0, 15).toString(16)).join('');
	return {
		next: draw,
		between,
		chance: (of) => draw() < of,
		pick: (items) => items[between(0, items.length - 1)]!,
		uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-8${hex(3)}-${hex(12)}`
	};
}

/** Four words out of one, by the finish of MurmurHash3: seeds that follow each other begin far apart. */
function stirred(seed: number): [number, number, number, number] {
	const word = (place: number) => {
		let mixed = (seed + Math.imul(place, 0x9e3779b9)) | 0;
		mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
		mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
		return mixed ^ (mixed >>> 16);
	};
	return [word(1), word(2), word(3), word(4)];
}

const rotated = (word: number, by: number) => (word << by) | (word >>> (32 - by));
