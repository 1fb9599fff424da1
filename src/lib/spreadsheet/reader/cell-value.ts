const secondsPerDay = 86_400;
/** Days from the beginning of the calendar of a sheet to 1970-01-01. */
const epochs = { from1900: 25_569, from1904: 24_107 };
/** 10000-01-01 */
const firstAfter = 2_958_466;

/**
 * A number as a sheet stores it, in plain digits: whole ones exactly, others as the shortest text that means the same.
 * @returns null when it is no number
 */
export function numberText(stored: string): string | null {
	if (/^-?\d+$/.test(stored)) return stored;
	const number = Number(stored);
	if (stored.trim() === '' || !Number.isFinite(number)) return null;
	return withoutExponent(String(number));
}

export interface DateText {
	kind: 'date' | 'instant' | 'text';
	text: string;
}

/**
 * Days of a spreadsheet's calendar as ISO text, to the second. A mere time of day is `hh:mm:ss`.
 * @returns null for what no calendar shows: negative, beyond the year 9999, or the 29 February 1900 that Excel invented
 */
export function dateText(stored: string, is1904: boolean): DateText | null {
	const serial = Number(stored);
	if (!(serial >= 0 && serial < firstAfter)) return null;
	const seconds = Math.round(serial * secondsPerDay);
	const days = Math.floor(seconds / secondsPerDay);
	const isDate = seconds % secondsPerDay === 0;
	if (!is1904 && days === 60) return null;
	if (days === 0 && !isDate) return { kind: 'text', text: iso(seconds).slice(11, 19) };
	if (days === 0 && !is1904) return null;
	const epoch = is1904 ? epochs.from1904 : epochs.from1900 - (days < 60 ? 1 : 0);
	const text = iso(seconds - epoch * secondsPerDay);
	return isDate
		? { kind: 'date', text: text.slice(0, 10) }
		: { kind: 'instant', text: text.slice(0, 19) };
}

/** @see ECMA-376 part 1, 22.9.2.19 ST_Xstring: `_x000D_` is a carriage return */
export function unescaped(text: string): string {
	return text.includes('_x')
		? text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) =>
				String.fromCharCode(Number.parseInt(code, 16))
			)
		: text;
}

/** @returns 0 for `A`, from `AB12`; -1 when the address has no letters */
export function columnOf(address: string): number {
	let column = 0;
	for (let index = 0; index < address.length; index++) {
		const letter = address.charCodeAt(index) & ~0x20;
		if (letter < 65 || letter > 90) break;
		column = column * 26 + letter - 64;
	}
	return column - 1;
}

function iso(seconds: number): string {
	return new Date(seconds * 1000).toISOString();
}

/** `1.5e-7` is `0.00000015`. */
function withoutExponent(text: string): string {
	const [, sign, whole, fraction = '', exponent] =
		/^(-?)(\d+)(?:\.(\d+))?e([+-]\d+)$/.exec(text) ?? [];
	if (exponent === undefined) return text;
	const digits = whole! + fraction;
	const point = whole!.length + Number(exponent);
	if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
	if (point >= digits.length) return `${sign}${digits.padEnd(point, '0')}`;
	return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}
