import { formatDocument, isDocument } from '#lib/format/documents.ts';

/**
 * What a person signs in by, as typed: an e-mail address or a CPF, with or without punctuation.
 * @returns the address in lower case or the CPF punctuated; null for what can be neither
 */
export function normalizeIdentifier(typed: string): string | null {
	const text = typed.trim();
	if (text.includes('@')) return text.toLowerCase();
	if (/^[\d.\-/\s]+$/.test(text) && isDocument('cpf', text)) return formatDocument(text);
	return null;
}
