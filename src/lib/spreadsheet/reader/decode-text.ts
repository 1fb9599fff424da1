import { DomainError } from '#lib/errors/domain-error.ts';
import type { SheetFacts } from '../sheet.ts';

export interface DecodedText {
	text: string;
	encoding: NonNullable<SheetFacts['encoding']>;
}

/**
 * Text of a file that does not say how it is encoded: by its mark, else UTF-8 if it is valid, else as Excel in Brazil saves.
 * @throws DomainError spreadsheet_binary when there are NULs in it
 */
export function decodeText(bytes: Uint8Array): DecodedText {
	const decoded = decoders(bytes);
	if (decoded.text.includes('\0')) throw new DomainError('spreadsheet_binary');
	return decoded;
}

function decoders(bytes: Uint8Array): DecodedText {
	if (bytes[0] === 0xff && bytes[1] === 0xfe) return decode(bytes, 'utf-16le');
	if (bytes[0] === 0xfe && bytes[1] === 0xff) return decode(bytes, 'utf-16be');
	try {
		return {
			text: new TextDecoder('utf-8', { fatal: true }).decode(bytes),
			encoding: 'utf-8'
		};
	} catch {
		return decode(bytes, 'windows-1252');
	}
}

function decode(bytes: Uint8Array, encoding: DecodedText['encoding']): DecodedText {
	return { text: new TextDecoder(encoding).decode(bytes), encoding };
}
