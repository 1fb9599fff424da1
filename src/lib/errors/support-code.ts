// No 0/O, 1/I/L: it is read out over the phone.
const alphabet = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';

/** A short name for one incident, shown to the person and written to the log: `K7QM-2XPD`. */
export function supportCode(
	random: Uint8Array = crypto.getRandomValues(new Uint8Array(8))
): string {
	const letters = Array.from(random, (byte) => alphabet[byte % alphabet.length]).join('');
	return `${letters.slice(0, 4)}-${letters.slice(4, 8)}`;
}
