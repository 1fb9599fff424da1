import { htmlContext, escapeFor } from './template-escaping.ts';

/** Values a template may name; nested objects are reached by dots (`.Data.name`). */
export type TemplateData = Record<string, unknown>;

export type Template = (data: TemplateData) => string;

type Expression = (data: TemplateData) => unknown;
type Part = string | { value: Expression } | Branch;
interface Branch {
	arms: { condition: Expression; parts: Part[] }[];
}

/**
 * Compiles the part of Go's template language that mail templates use: `{{ .Path }}`, `if` / `else if`
 * / `else` / `end`, comments, trim markers, strings, and `eq ne not and or`.
 * @param isHtml escapes by place: text, attribute, URL; plain text otherwise (subjects)
 * @throws Error naming what is not supported
 */
export function compileTemplate(source: string, isHtml: boolean): Template {
	const tokens = tokenize(source);
	const parts = parseParts(tokens, false);
	return (data) => render(parts, data, isHtml, '');
}

interface Token {
	kind: 'text' | 'action';
	content: string;
}

function tokenize(source: string): Token[] {
	const tokens: Token[] = [];
	const actions = /\{\{(- )?((?:"(?:[^"\\]|\\.)*"|`[^`]*`|\/\*[\s\S]*?\*\/|[^{}"`])*?)( -)?\}\}/g;
	let position = 0;
	let trimNext = false;
	for (const match of source.matchAll(actions)) {
		let content = source.slice(position, match.index);
		if (trimNext) content = content.trimStart();
		if (match[1]) content = content.trimEnd();
		tokens.push({ kind: 'text', content: plainText(content) });
		tokens.push({ kind: 'action', content: match[2].trim() });
		trimNext = !!match[3];
		position = match.index + match[0].length;
	}
	const rest = source.slice(position);
	tokens.push({ kind: 'text', content: plainText(trimNext ? rest.trimStart() : rest) });
	return tokens;
}

function plainText(content: string): string {
	if (content.includes('{{')) throw new Error('mail template: an action is not closed');
	return content;
}

/** Takes tokens off the front; inside a branch it stops before `else` and `end`. */
function parseParts(tokens: Token[], isInside: boolean): Part[] {
	const parts: Part[] = [];
	while (tokens.length > 0) {
		const { kind, content } = tokens[0];
		if (kind === 'action' && /^(else|end)\b/.test(content)) {
			if (isInside) return parts;
			throw new Error(`mail template: unexpected {{ ${content} }}`);
		}
		tokens.shift();
		if (kind === 'text') parts.push(content);
		else if (content.startsWith('/*')) continue;
		else if (/^if\s/.test(content)) parts.push(parseBranch(content.slice(2), tokens));
		else parts.push({ value: parseExpression(content) });
	}
	if (isInside) throw new Error('mail template: {{ end }} is missing');
	return parts;
}

function parseBranch(condition: string, tokens: Token[]): Branch {
	const arms = [{ condition: parseExpression(condition), parts: parseParts(tokens, true) }];
	for (;;) {
		const word = tokens.shift()?.content ?? 'end';
		if (word === 'end') return { arms };
		const next = word === 'else' ? '' : word.replace(/^else\s+if\s/, '');
		if (next === word) throw new Error(`mail template: unexpected {{ ${word} }}`);
		const parts = parseParts(tokens, true);
		arms.push({ condition: next === '' ? () => true : parseExpression(next), parts });
	}
}

const words = /\s*("(?:[^"\\]|\\.)*"|`[^`]*`|[()]|[^\s()]+)/y;

function parseExpression(source: string): Expression {
	const items: string[] = [];
	words.lastIndex = 0;
	for (let match = words.exec(source); match; match = words.exec(source)) items.push(match[1]);
	const expression = parseCall(items, source);
	if (items.length > 0) throw unsupported(source);
	return expression;
}

const functions: Record<string, (values: unknown[]) => unknown> = {
	eq: ([first, ...others]) => others.some((other) => other === first),
	ne: ([one, other]) => one !== other,
	not: ([value]) => !isTruthy(value),
	and: (values) => values.find((value) => !isTruthy(value)) ?? values.at(-1),
	or: (values) => values.find(isTruthy) ?? values.at(-1)
};

function parseCall(items: string[], source: string): Expression {
	const name = items[0] ?? '';
	if (!Object.hasOwn(functions, name)) return parseOperand(items, source);
	items.shift();
	const operands: Expression[] = [];
	while (items.length > 0 && items[0] !== ')') operands.push(parseOperand(items, source));
	if (operands.length === 0) throw unsupported(source);
	return (data) => functions[name](operands.map((operand) => operand(data)));
}

function parseOperand(items: string[], source: string): Expression {
	const item = items.shift();
	if (item === undefined) throw unsupported(source);
	if (item === '(') {
		const inner = parseCall(items, source);
		if (items.shift() !== ')') throw unsupported(source);
		return inner;
	}
	if (item.startsWith('"')) {
		const literal = JSON.parse(item) as string;
		return () => literal;
	}
	if (item.startsWith('`')) return () => item.slice(1, -1);
	if (item === 'true' || item === 'false') return () => item === 'true';
	if (/^-?\d+(\.\d+)?$/.test(item)) return () => Number(item);
	if (!/^(\.|(\.\w+)+)$/.test(item)) throw unsupported(source);
	const path = item.split('.').filter(Boolean);
	return (data) => path.reduce<unknown>(member, data);
}

function unsupported(source: string): Error {
	return new Error(`mail template: {{ ${source.trim()} }} is not supported`);
}

function member(value: unknown, name: string): unknown {
	const isObject = typeof value === 'object' && value !== null && Object.hasOwn(value, name);
	return isObject ? (value as TemplateData)[name] : undefined;
}

function isTruthy(value: unknown): boolean {
	if (Array.isArray(value)) return value.length > 0;
	if (typeof value === 'object' && value !== null) return Object.keys(value).length > 0;
	return !!value;
}

function render(parts: Part[], data: TemplateData, isHtml: boolean, before: string): string {
	let output = '';
	for (const part of parts) {
		if (typeof part === 'string') {
			output += part;
		} else if ('value' in part) {
			const value = printed(part.value(data));
			output += isHtml ? escapeFor(htmlContext(before + output), value) : value;
		} else {
			const arm = part.arms.find(({ condition }) => isTruthy(condition(data)));
			if (arm) output += render(arm.parts, data, isHtml, before + output);
		}
	}
	return output;
}

function printed(value: unknown): string {
	if (value === undefined || value === null) return '';
	return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
