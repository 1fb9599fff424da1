/** Text that is markup already. Only `markup` makes it, so whatever else meets a template is escaped. */
export interface Html {
	readonly source: string;
}

export type HtmlValue = Html | Html[] | string | number;

const entities: Record<string, string> = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&quot;',
	"'": '&#39;'
};

/**
 * A template whose values are escaped, for text and for quoted attributes. (Not named `html`: the formatter would
 * reflow the templates, and white space counts in mail.)
 */
export function markup(parts: TemplateStringsArray, ...values: HtmlValue[]): Html {
	return { source: String.raw({ raw: parts }, ...values.map(sourceOf)) };
}

export const nothing: Html = { source: '' };

function sourceOf(value: HtmlValue): string {
	if (Array.isArray(value)) return value.map(sourceOf).join('');
	if (typeof value === 'object') return value.source;
	return String(value).replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
