/**
 * SQL text with its parameters. Text comes only from templates in this code base and from quoted
 * identifiers; every value is a parameter, so that nothing a client sends is ever parsed as SQL.
 */
export interface Fragment {
	readonly parts: readonly (string | Value)[];
}

interface Value {
	readonly value: string | Buffer | null;
}

export interface Statement {
	text: string;
	values: (string | Buffer | null)[];
}

export const nothing: Fragment = { parts: [] };

/** Only fragments can be put into a template: text would not compile. */
export function sql(texts: TemplateStringsArray, ...fragments: readonly Fragment[]): Fragment {
	const parts: (string | Value)[] = [];
	texts.forEach((text, index) => {
		if (text) parts.push(text);
		const fragment = fragments[index];
		if (fragment) parts.push(...fragment.parts);
	});
	return { parts };
}

/** @param value sent as text of unknown type, so that Postgres infers the type as for a literal */
export function parameter(value: string | Buffer | null): Fragment {
	return { parts: [{ value }] };
}

/** @param name any name; PostgreSQL's identifier quoting makes it inert */
export function identifier(name: string): Fragment {
	return { parts: [quoteIdentifier(name)] };
}

export function quoteIdentifier(name: string): string {
	return `"${name.replaceAll('"', '""')}"`;
}

export function qualified(name: { schema: string; name: string }): Fragment {
	return name.schema === ''
		? identifier(name.name)
		: { parts: [`${quoteIdentifier(name.schema)}.${quoteIdentifier(name.name)}`] };
}

/** SQL from the catalogue (type names, default expressions) or checked by the grammar (casts). */
export function trusted(text: string): Fragment {
	return { parts: [text] };
}

export function join(fragments: readonly Fragment[], separator: string): Fragment {
	const parts: (string | Value)[] = [];
	fragments.forEach((fragment, index) => {
		if (index > 0) parts.push(separator);
		for (const part of fragment.parts) parts.push(part);
	});
	return { parts };
}

export function statementOf(fragment: Fragment): Statement {
	const values: (string | Buffer | null)[] = [];
	let text = '';
	for (const part of fragment.parts) {
		if (typeof part === 'string') text += part;
		else text += `$${values.push(part.value)}`;
	}
	return { text, values };
}
