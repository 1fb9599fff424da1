/** Text that is markup already. Only `html` makes it, so whatever else meets a template is escaped. */
export interface Html {
	readonly markup: string;
}

export type HtmlValue = Html | Html[] | string | number;

const entities: Record<string, string> = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&quot;',
	"'": '&#39;'
};

/** A template whose values are escaped, for text and for quoted attributes. */
export function html(parts: TemplateStringsArray, ...values: HtmlValue[]): Html {
	return { markup: String.raw({ raw: parts }, ...values.map(markupOf)) };
}

export const nothing: Html = { markup: '' };

function markupOf(value: HtmlValue): string {
	if (Array.isArray(value)) return value.map(markupOf).join('');
	if (typeof value === 'object') return value.markup;
	return String(value).replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
