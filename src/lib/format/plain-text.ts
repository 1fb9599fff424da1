/** What no database text and no spreadsheet cell can hold: control characters but tab and line break. */
// eslint-disable-next-line no-control-regex -- these are the characters that are looked for
const control = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;

/**
 * Whether a text has characters that cannot be stored: control characters, and halves of an emoji.
 * Everything else is text, whatever it looks like: right-to-left marks, emoji, HTML, SQL.
 */
export function hasUnstorable(text: string): boolean {
	return control.test(text) || !text.isWellFormed();
}

/** One line without spaces at its ends: line breaks and tabs inside become a space. */
export function oneLine(text: string): string {
	return /[\t\r\n]/.test(text) ? text.replace(/[\t\r\n]+/g, ' ').trim() : text.trim();
}
