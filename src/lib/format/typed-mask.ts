export interface TypedText {
	text: string;
	/** Caret position in the text. */
	caret: number;
}

/**
 * Punctuates a field while it is typed in, the caret staying behind the same character.
 * What a mask would drop is never dropped: then the text stays exactly as typed.
 */
export function maskTyped(punctuate: (text: string) => string, typed: TypedText): TypedText {
	const text = punctuate(typed.text);
	if (significant(text) !== significant(typed.text)) return typed;
	const before = significant(typed.text.slice(0, typed.caret)).length;
	return { text, caret: positionAfter(text, before) };
}

function significant(text: string): string {
	return text.toUpperCase().replace(/[^0-9A-Z]/g, '');
}

function positionAfter(text: string, count: number): number {
	if (count === 0) return 0;
	let seen = 0;
	for (let index = 0; index < text.length; index++) {
		if (/[0-9A-Z]/i.test(text[index] ?? '')) seen++;
		if (seen === count) return index + 1;
	}
	return text.length;
}
