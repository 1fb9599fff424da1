import { isDocument, normalizeDocument } from '#lib/format/documents.ts';

export const pixKeyKinds = ['cpf', 'cnpj', 'phone', 'email', 'random'] as const;
export type PixKeyKind = (typeof pixKeyKinds)[number];

export interface PixKey {
	kind: PixKeyKind;
	/** As the DICT keeps it, and as it is stored: bare document, +55 phone, e-mail or random key in small letters. */
	key: string;
}

/** With area code; a mobile has nine digits after it. */
const phone = /^(?:\+?55)?([1-9][1-9]9\d{8})$/;
const random = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const email = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
/** Of a key in the DICT. */
const mostCharacters = 77;

/**
 * What kind of Pix key somebody typed, masked or bare. Eleven digits are a CPF if the check digits say so, else a phone.
 * @returns null when it is none
 * @see Manual Operacional do DICT, "Chaves Pix"; CNPJs may carry letters since July 2026 (IN RFB 2.229/2024)
 */
export function readPixKey(typed: string): PixKey | null {
	const text = typed.trim();
	if (text.includes('@')) {
		const key = text.toLowerCase();
		return email.test(key) && key.length <= mostCharacters ? { kind: 'email', key } : null;
	}
	const lower = text.toLowerCase();
	if (random.test(lower)) return { kind: 'random', key: lower };
	const digits = text.replace(/[^\d+]/g, '');
	const isNumber = /^[\d\s()+-]+$/.test(text);
	if (!digits.startsWith('+') && isDocument('cpf', text))
		return { kind: 'cpf', key: normalizeDocument(text) };
	if (isDocument('cnpj', text)) return { kind: 'cnpj', key: normalizeDocument(text) };
	const national = isNumber && phone.exec(digits)?.[1];
	return national ? { kind: 'phone', key: `+55${national}` } : null;
}
