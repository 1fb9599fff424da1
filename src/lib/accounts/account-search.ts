import type { AccountSummary } from './account.ts';

/** From how many accounts on a list is searched rather than read. */
export const searchedFrom = 8;

/** Whether every word typed begins a word of the account's name or, of a client, of its reseller's; accents count as typed or not. */
export function matchesAccount(
	{ name, reseller_name }: Pick<AccountSummary, 'name' | 'reseller_name'>,
	typed: string
): boolean {
	const words = wordsOf(`${name} ${reseller_name}`);
	return wordsOf(typed).every((part) => words.some((word) => word.startsWith(part)));
}

function wordsOf(text: string): string[] {
	const plain = text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
	return plain.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
}
