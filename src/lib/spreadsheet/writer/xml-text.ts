/** @see Excel specifications and limits: characters that a cell can contain */
const mostCharacters = 32_767;

// Control characters are what this is about.
/* eslint-disable no-control-regex */
const needsCare = /[&<>\0-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)/g;
const names: Record<string, string> = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&quot;',
	_: '_x005F_',
	'\ufffe': '\ufffd',
	'\uffff': '\ufffd'
};

/**
 * A cell's text as XML that says exactly the same. Control characters, which XML cannot hold, and what looks like their
 * escape are written as Excel writes them; halves of a surrogate pair become U+FFFD; what is longer than a cell is cut.
 * @see ECMA-376 part 1, 22.9.2.19 ST_Xstring
 */
export function cellText(text: string): string {
	const fitting = text.length > mostCharacters ? cut(text) : text;
	return fitting.search(needsCare) < 0
		? fitting
		: fitting.toWellFormed().replace(needsCare, careful);
}

/** An attribute of the workbook itself: what XML cannot hold becomes a blank. */
export function attributeText(text: string): string {
	return text
		.toWellFormed()
		.replace(/[\0-\x1f\ufffe\uffff]/g, ' ')
		.replace(/[&<>"]/g, careful);
}

function careful(character: string): string {
	const name = names[character];
	if (name !== undefined) return name;
	const code = character.charCodeAt(0);
	// The rest of what was found: whole surrogate pairs stay, control characters are spelt out.
	return code >= 0xd800 ? character : `_x${code.toString(16).toUpperCase().padStart(4, '0')}_`;
}

/** Not through the middle of a surrogate pair, and so that one sees it. */
function cut(text: string): string {
	return `${text.slice(0, mostCharacters - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
