import type { Address } from './address.ts';

interface Settings {
	/** How many are remembered; beyond that the one asked for longest ago is forgotten. */
	most: number;
	knownMs: number;
	unknownMs: number;
	/** Milliseconds that never go back. */
	now: () => number;
}

/**
 * Remembers what has been looked up; those who ask for the same at once share one answer.
 * @returns the remembered address, else what `read` finds
 */
export function createAddressCache({ most, knownMs, unknownMs, now }: Settings) {
	const known = new Map<string, { answer: Promise<Address | null>; until: number }>();
	return async (code: string, read: () => Promise<Address | null>): Promise<Address | null> => {
		const remembered = known.get(code);
		known.delete(code);
		if (remembered && remembered.until > now()) {
			known.set(code, remembered);
			return remembered.answer;
		}
		const entry = { answer: read(), until: Infinity };
		known.set(code, entry);
		if (known.size > most) known.delete(known.keys().next().value!);
		try {
			const address = await entry.answer;
			entry.until = now() + (address ? knownMs : unknownMs);
			return address;
		} catch (error) {
			known.delete(code);
			throw error;
		}
	};
}
