/** What an OFX file is made of: an element that begins, with the text that follows it, or one that ends. */
export type OfxToken = { open: string; text: string } | { close: string };

const tag = /<(\/?)([A-Za-z][\w.]{0,63})(?:\s[^<>]{0,1000})?(\/?)>/y;
const passages = [
	['<![CDATA[', ']]>'],
	['<!--', '-->'],
	['<?', '?>']
] as const;

/**
 * The elements of an OFX file, SGML (1.x, most of whose elements nobody closes) or XML (2.x), by one look at each character.
 * Whatever only looks like markup is text: banks write `<` and `&` into memos as they are. Declarations are not followed,
 * and of entities only those of characters are read.
 */
export function* ofxTokens(text: string): Generator<OfxToken, void> {
	const ends = new Ends(text);
	let open: string | null = null;
	let said: string[] = [];
	let at = 0;
	for (;;) {
		const next = text.indexOf('<', at);
		said.push(readCharacters(text.slice(at, next < 0 ? undefined : next)));
		if (next < 0) break;
		const passage = passages.find(([begin]) => text.startsWith(begin, next));
		const end = passage ? ends.of(passage[1], next + passage[0].length) : -1;
		if (passage && end >= 0) {
			if (passage[1] === ']]>') said.push(text.slice(next + passage[0].length, end));
			at = end + passage[1].length;
			continue;
		}
		tag.lastIndex = next;
		const found = tag.exec(text);
		if (!found) {
			said.push('<');
			at = next + 1;
			continue;
		}
		if (open !== null) yield { open, text: said.join('') };
		const name = found[2]!.toUpperCase();
		open = found[1] ? null : name;
		said = [];
		if (open === null) yield { close: name };
		at = tag.lastIndex;
	}
	if (open !== null) yield { open, text: said.join('') };
}

/** Where something ends. What does not stand behind one place stands behind no later one: it is not looked for again. */
class Ends {
	readonly #text: string;
	readonly #absent = new Set<string>();

	constructor(text: string) {
		this.#text = text;
	}

	of(sign: string, from: number): number {
		if (this.#absent.has(sign)) return -1;
		const at = this.#text.indexOf(sign, from);
		if (at < 0) this.#absent.add(sign);
		return at;
	}
}

const named = new Map([
	['amp', '&'],
	['lt', '<'],
	['gt', '>'],
	['quot', '"'],
	['apos', "'"],
	['nbsp', ' ']
]);

function readCharacters(text: string): string {
	if (!text.includes('&')) return text;
	return text.replace(
		/&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([a-z]{2,4}));/g,
		(whole, ...parts) => {
			const [decimal, hexadecimal, name] = parts as (string | undefined)[];
			if (name !== undefined) return named.get(name) ?? whole;
			const code = decimal === undefined ? parseInt(hexadecimal ?? '', 16) : Number(decimal);
			return code > 31 && code <= 0x10ffff ? String.fromCodePoint(code) : ' ';
		}
	);
}
