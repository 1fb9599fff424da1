/** A failed parse: where (1-based column) and why, worded as PGRST100 details are. */
export class GrammarError extends Error {
	column: number;
	constructor(column: number, details: string) {
		super(details);
		this.column = column;
	}
}

/** Nesting is client input: without a bound it would be a stack overflow here or in Postgres. */
export const maximumDepth = 64;

/** A position in the text being parsed. */
export class Cursor {
	readonly text: string;
	position = 0;

	constructor(text: string) {
		this.text = text;
	}

	get ended(): boolean {
		return this.position >= this.text.length;
	}

	peek(): string {
		return this.text[this.position] ?? '';
	}

	startsWith(literal: string): boolean {
		return this.text.startsWith(literal, this.position);
	}

	/** Steps over `literal` if it comes next. */
	take(literal: string): boolean {
		if (!this.startsWith(literal)) return false;
		this.position += literal.length;
		return true;
	}

	/** Steps over what a sticky (`y`) pattern matches here. */
	match(pattern: RegExp): RegExpExecArray | null {
		pattern.lastIndex = this.position;
		const found = pattern.exec(this.text);
		if (found) this.position += found[0].length;
		return found;
	}

	expect(literal: string): void {
		if (!this.take(literal)) this.fail(`"${literal}"`);
	}

	expectEnd(expecting = 'end of input'): void {
		if (!this.ended) this.fail(expecting);
	}

	skipBlanks(): void {
		this.match(/[ \t]*/y);
	}

	fail(expecting: string, at = this.position): never {
		const character = codePointAt(this.text, at);
		const unexpected = character === '' ? 'end of input' : JSON.stringify(character);
		throw new GrammarError(
			[...this.text.slice(0, at)].length + 1,
			`unexpected ${unexpected} expecting ${expecting}`
		);
	}
}

function codePointAt(text: string, position: number): string {
	const code = text.codePointAt(position);
	return code === undefined ? '' : String.fromCodePoint(code);
}
