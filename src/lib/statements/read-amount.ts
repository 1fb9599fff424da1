/** Amounts above are no payments, and would not fit an invoice. */
const mostCents = 100_000_000_000;

/**
 * An amount as OFX files have it: a sign, digits, and a comma or a point before the decimals. By the standard nothing groups
 * thousands, yet banks in Brazil do: then the last separator is the decimal one.
 * @returns cents; null when it is no amount, or none of money: `1.234` has three decimals that say something
 * @see OFX 1.6 §3.2.9.1
 */
export function readOfxAmount(text: string): number | null {
	const parts = /^([+-]?)(\d[\d.,]{0,30}|[.,]\d{1,10})$/.exec(text.replace(/[\s\u00a0]/g, ''));
	if (!parts) return null;
	const [, sign, digits = ''] = parts;
	const at = Math.max(digits.lastIndexOf('.'), digits.lastIndexOf(','));
	const whole = at < 0 ? digits : digits.slice(0, at);
	const decimals = at < 0 ? '' : digits.slice(at + 1);
	if (!/^\d{0,2}0*$/.test(decimals) || !isGrouped(whole, digits[at])) return null;
	return signed(sign === '-', whole, decimals.slice(0, 2));
}

/**
 * An amount as sheets of banks have it: `1.234,56`, `-1,234.56`, `R$ 10`, `123,45 D`, `123,45-`, `(123,45)`.
 * @param isNumber the cell was a number: digits with a decimal point, and nothing to guess
 * @returns cents; null when it is no amount
 */
export function readSheetAmount(text: string, isNumber = false): number | null {
	const plain = text
		.replace(/^'/, '')
		.replace(/[\s\u00a0]/g, '')
		.replace(/[\u2212\u2013]/g, '-')
		.replace(/R\$|BRL/i, '');
	if (isNumber) return fromNumber(plain);
	const parts = /^(\()?([+-]?)(\d[\d.,]{0,30})([+-]?)(\))?([cd])?$/i.exec(plain);
	if (!parts) return null;
	const [, opened, before, digits = '', behind, closed, letter = ''] = parts;
	if ((opened === undefined) !== (closed === undefined) || (before && behind)) return null;
	const cents = fromDigits(digits);
	const isOut = !!opened || before === '-' || behind === '-' || letter.toLowerCase() === 'd';
	return cents === null ? null : isOut ? 0 - cents : cents;
}

function fromNumber(text: string): number | null {
	// A spreadsheet computes with binary fractions: 10.1 + 0.2 is 10.299999999999999.
	const cents = Math.round(Number(text) * 100);
	if (!/^-?\d+(\.\d+)?(e-?\d+)?$/i.test(text) || Math.abs(cents) > mostCents) return null;
	return cents;
}

/** The last separator is the decimal one if at most two digits follow; otherwise it groups thousands. */
function fromDigits(digits: string): number | null {
	const at = Math.max(digits.lastIndexOf('.'), digits.lastIndexOf(','));
	const isDecimal = at >= 0 && digits.length - at - 1 <= 2;
	const whole = isDecimal ? digits.slice(0, at) : digits;
	if (!isGrouped(whole, isDecimal ? digits[at] : undefined)) return null;
	return signed(false, whole, isDecimal ? digits.slice(at + 1) : '');
}

/** Digits alone, or in threes with one and the same sign between, which is not the decimal one. */
function isGrouped(whole: string, decimal: string | undefined): boolean {
	const separator = /[.,]/.exec(whole)?.[0];
	if (!separator) return true;
	const [first = '', ...threes] = whole.split(separator);
	return (
		separator !== decimal &&
		/^\d{1,3}$/.test(first) &&
		threes.every((three) => /^\d{3}$/.test(three))
	);
}

function signed(isOut: boolean, whole: string, decimals: string): number | null {
	const cents = Number(whole.replace(/[.,]/g, '')) * 100 + Number(decimals.padEnd(2, '0'));
	if (cents > mostCents) return null;
	return isOut ? 0 - cents : cents;
}
