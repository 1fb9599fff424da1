import { createHash } from 'node:crypto';
import { plainWords } from './guess-mapping.ts';

/** What files of the same system have in common: SHA-256 of their header words, in order. */
export function headerSignature(header: readonly string[]): string {
	return createHash('sha256').update(header.map(plainWords).join('\u001f')).digest('hex');
}
