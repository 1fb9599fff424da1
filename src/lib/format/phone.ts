import { isValidPhone } from '@brazilian-utils/brazilian-utils/is-valid-phone';

/**
 * Reads a phone number; without a leading `+` it is Brazilian.
 * @returns E.164 such as `+5511987654321`, or null
 */
export function parsePhone(text: string): string | null {
	const figures = text.replace(/[^\d+]/g, '');
	if (figures.startsWith('+') && !figures.startsWith('+55'))
		return /^\+[1-9]\d{7,14}$/.test(figures) ? figures : null;
	const national = figures.replace(/^\+55/, '').replace(/^0+/, '');
	const number = /^55\d{10,11}$/.test(national) ? national.slice(2) : national;
	return /^\d{10,11}$/.test(number) && isValidPhone(number) ? `+55${number}` : null;
}

/** E.164 for people: `(11) 98765-4321`; foreign numbers stay as they are. Masked numbers are left alone. */
export function formatPhone(e164: string): string {
	const national = /^\+55(\d{2})(\d{4,5})(\d{4})$/.exec(e164);
	return national ? `(${national[1]}) ${national[2]}-${national[3]}` : e164;
}

/** Punctuates what has been typed so far. A number with a country code is left as typed. */
export function punctuatePhone(text: string): string {
	if (/^\s*\+/.test(text)) return formatPhone(text.replace(/[^\d+]/g, '')) || text;
	const figures = text.replace(/\D/g, '');
	if (figures.length > 11) return figures;
	if (figures.length <= 2) return figures;
	const split = figures.length > 10 ? 7 : 6;
	const rest = figures.length > split ? `-${figures.slice(split)}` : '';
	return `(${figures.slice(0, 2)}) ${figures.slice(2, split)}${rest}`;
}
