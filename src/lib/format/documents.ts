import { isValidCnpj } from '@brazilian-utils/brazilian-utils/is-valid-cnpj';
import { isValidCpf } from '@brazilian-utils/brazilian-utils/is-valid-cpf';

export type DocumentKind = 'cpf' | 'cnpj';

/**
 * A CPF or CNPJ as it is stored: upper case, no punctuation. Letters stay: CNPJs issued since July 2026 carry them.
 * @see IN RFB 2.229/2024
 */
export function normalizeDocument(text: string): string {
	return text.toUpperCase().replace(/[^0-9A-Z]/g, '');
}

export function isDocument(kind: DocumentKind, text: string): boolean {
	const plain = normalizeDocument(text);
	if (kind === 'cpf') return /^\d{11}$/.test(plain) && isValidCpf(plain);
	return /^[0-9A-Z]{12}\d{2}$/.test(plain) && isValidCnpj(plain, { version: 2 });
}

/** Complete documents with their punctuation; anything else unchanged. */
export function formatDocument(text: string): string {
	const plain = normalizeDocument(text);
	if (/^\d{11}$/.test(plain)) return punctuateDocument('cpf', plain);
	if (/^[0-9A-Z]{12}\d{2}$/.test(plain)) return punctuateDocument('cnpj', plain);
	return text;
}

/** Punctuates what has been typed so far; characters beyond the last position are kept at the end. */
export function punctuateDocument(kind: DocumentKind, text: string): string {
	const plain = normalizeDocument(text);
	const pattern = kind === 'cpf' ? '___.___.___-__' : '__.___.___/____-__';
	let used = 0;
	let punctuated = '';
	for (const slot of pattern) {
		if (used >= plain.length) break;
		punctuated += slot === '_' ? plain[used++] : slot;
	}
	return punctuated + plain.slice(used);
}
