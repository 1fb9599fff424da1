import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';

const folder = 'src/routes';
const changing = ['POST', 'PUT', 'PATCH', 'DELETE'];

/** A route of the app as its folder names it: `/(console)/r/[reseller]/clients`. */
export interface Route {
	id: string;
	/** Names in brackets, in order. */
	params: string[];
	isPage: boolean;
	/** Names of the form actions; the unnamed one is `default`. */
	actions: string[];
	/** What an endpoint answers to: GET, POST… */
	methods: string[];
}

/** A request that changes something. */
export interface Change {
	route: Route;
	method: string;
	/** `?/save`; empty for endpoints and the unnamed action. */
	search: string;
}

/** Every route there is, read from the sources, so that a new one cannot be forgotten. */
export function allRoutes(): Route[] {
	const files = globSync('**/+{page.svelte,page.server.ts,server.ts}', { cwd: folder });
	const folders = new Set(files.map((file) => dirname(file)));
	return [...folders].sort().map((path) => {
		const has = (name: string) => files.includes(join(path, name));
		const read = (name: string) => (has(name) ? parse(join(folder, path, name)) : undefined);
		const [page, endpoint] = [read('+page.server.ts'), read('+server.ts')];
		return {
			id: path === '.' ? '/' : `/${path}`,
			params: [...path.matchAll(/\[+(?:\.\.\.)?(\w+)/g)].map(([, name]) => name!),
			isPage: has('+page.svelte') || has('+page.server.ts'),
			actions: page ? actionsOf(page) : [],
			methods: endpoint ? exportsOf(endpoint).filter((name) => /^[A-Z]+$/.test(name)) : []
		};
	});
}

/** Every form action and every endpoint that is not for reading. */
export function allChanges(): Change[] {
	return allRoutes().flatMap((route) => [
		...route.actions.map((name) => ({
			route,
			method: 'POST',
			search: name === 'default' ? '' : `?/${name}`
		})),
		...route.methods
			.filter((method) => changing.includes(method))
			.map((method) => ({ route, method, search: '' }))
	]);
}

/** The address of a route. @throws Error for a parameter that has no value yet: whoever adds one says what stands there */
export function addressOf(route: Route, values: Record<string, string>): string {
	const path = route.id
		.replace(/\/\([^)]+\)/g, '')
		.replace(/\[+(?:\.\.\.)?(\w+)(?:=\w+)?\]+/g, (_, name: string) => {
			const value = values[name];
			if (value === undefined)
				throw new Error(`no value for the parameter “${name}” of ${route.id}`);
			return encodeURIComponent(value);
		});
	return path || '/';
}

function parse(file: string): ts.SourceFile {
	return ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
}

function exportsOf(file: ts.SourceFile): string[] {
	return file.statements.flatMap((statement) => {
		if (ts.isExportDeclaration(statement) && statement.exportClause)
			return ts.isNamedExports(statement.exportClause)
				? statement.exportClause.elements.map(({ name }) => name.text)
				: [];
		if (!isExported(statement)) return [];
		if (ts.isFunctionDeclaration(statement)) return [statement.name!.text];
		return ts.isVariableStatement(statement) ? declarationsOf(statement).map(nameOf) : [];
	});
}

function actionsOf(file: ts.SourceFile): string[] {
	// What is spread in may be overridden beside it.
	return exportsOf(file).includes('actions') ? [...new Set(namesIn(file, 'actions'))] : [];
}

/** The keys of a constant that is an object, also of those that are spread into it. */
function namesIn(file: ts.SourceFile, constant: string): string[] {
	const given = file.statements
		.filter(ts.isVariableStatement)
		.flatMap(declarationsOf)
		.find((declaration) => nameOf(declaration) === constant)?.initializer;
	const literal = given && ts.isSatisfiesExpression(given) ? given.expression : given;
	if (!literal || !ts.isObjectLiteralExpression(literal))
		throw new Error(
			`${file.fileName}: \`${constant}\` is no plain object: nobody can tell what is in it`
		);
	return literal.properties.flatMap((property) =>
		ts.isSpreadAssignment(property)
			? namesIn(importedFrom(file, property.expression.getText()), property.expression.getText())
			: [property.name.getText()]
	);
}

function importedFrom(file: ts.SourceFile, name: string): ts.SourceFile {
	const from = file.statements
		.filter(ts.isImportDeclaration)
		.find((statement) => statement.importClause?.getText().match(`\\b${name}\\b`));
	if (!from) return file;
	return parse((from.moduleSpecifier as ts.StringLiteral).text.replace(/^#lib/, 'src/lib'));
}

const declarationsOf = (statement: ts.VariableStatement) => [
	...statement.declarationList.declarations
];
const nameOf = (declaration: ts.VariableDeclaration) => declaration.name.getText();
const isExported = (statement: ts.Statement) =>
	ts.canHaveModifiers(statement) &&
	!!ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
