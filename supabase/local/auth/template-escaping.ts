/** Where in the HTML a value lands, which decides how it must be written. */
export type HtmlContext = 'text' | 'url_start' | 'url_path' | 'url_query';

const urlAttribute =
	/\s(?:href|src|action|formaction|cite|background|poster)\s*=\s*(["'])([^"']*)$/i;

/** @param before all HTML that precedes the value */
export function htmlContext(before: string): HtmlContext {
	const tag = before.slice(before.lastIndexOf('<'));
	if (tag.includes('>')) return 'text';
	const attribute = urlAttribute.exec(tag);
	if (!attribute) return 'text';
	const url = attribute[2];
	if (url === '') return 'url_start';
	return /[?#]/.test(url) ? 'url_query' : 'url_path';
}

/** Escapes as Go's html/template does for these places. */
export function escapeFor(context: HtmlContext, value: string): string {
	if (context === 'url_query') return encodeURIComponent(value.toWellFormed());
	if (context === 'url_start' && !hasSafeScheme(value)) return '#ZgotmplZ';
	return escapeHtml(context === 'text' ? value : normalizedUrl(value));
}

function escapeHtml(value: string): string {
	return value.replace(/[&<>"'`]/g, (character) => `&#${character.charCodeAt(0)};`);
}

// `javascript:` and the like must not get into a link through a value; Go lets these three pass.
function hasSafeScheme(url: string): boolean {
	const scheme = /^([^/?#]*?):/.exec(url)?.[1];
	return scheme === undefined || /^(https?|mailto)$/i.test(scheme);
}

function normalizedUrl(url: string): string {
	return url.toWellFormed().replace(/[^\x21-\x7e]|["'<>`\\^{|}]/gu, encodeURIComponent);
}
