/** Characters that reorder what follows them: in a name they could make one sender look like another. */
const reordering = /[\u202A-\u202E\u2066-\u2069]/g;
const breaks = /[\p{Cc}\u2028\u2029\s]+/gu;

/**
 * A name that is safe in a header and in a sentence: no line break or control character, one space at a time.
 * Emoji and the plain direction marks of right-to-left text stay.
 */
export function oneLine(text: string): string {
	return text.replace(reordering, '').replace(breaks, ' ').trim();
}
