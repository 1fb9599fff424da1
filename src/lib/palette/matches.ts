/** Without accents, case and punctuation: how words are compared. */
function plain(text: string): string {
	return text
		.normalize('NFD')
		.replace(/\p{M}/gu, '')
		.toLowerCase()
		.replace(/[^\p{L}\p{N}]+/gu, ' ')
		.trim();
}

/** Whether every word typed begins a word of the text; true for nothing typed. */
export function matchesWords(typed: string, ...texts: string[]): boolean {
	const words = plain(texts.join(' ')).split(' ');
	return plain(typed)
		.split(' ')
		.every((wanted) => words.some((word) => word.startsWith(wanted)));
}

/** Whether every word typed stands anywhere in the text, as the search for clients finds it. */
export function matchesAnywhere(typed: string, ...texts: string[]): boolean {
	const text = plain(texts.join(' '));
	return plain(typed)
		.split(' ')
		.every((wanted) => text.includes(wanted));
}
