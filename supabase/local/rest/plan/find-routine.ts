import { RestError, ambiguousFunction } from '../errors.ts';
import { key, type Routine, type SchemaCache } from '../schema-cache/schema-types.ts';
import { closest } from './similar-names.ts';

export interface RoutineCall {
	schema: string;
	name: string;
	argumentNames: readonly string[];
	/** The body's media type; only looked at for POST. */
	bodyType: string;
	isPost: boolean;
}

/**
 * Overloads are told apart by the set of argument names: all required parameters and any of the
 * optional ones. A POSTed body as a whole can go to a function with one unnamed parameter, when no
 * other fits.
 * @throws RestError PGRST202 when none fits, PGRST203 when several do
 */
export function findRoutine(cache: SchemaCache, call: RoutineCall): Routine {
	const overloads = cache.routines.get(key(call.schema, call.name)) ?? [];
	const named = overloads.filter((routine) => fitsByName(routine, call));
	const found = named.length ? named : overloads.filter((routine) => takesBody(routine, call));
	if (found.length === 1) return found[0]!;
	if (found.length === 0) throw noRoutine(cache, call, overloads);
	throw ambiguousFunction(
		found.map(
			({ schema, name, parameters }) =>
				`${schema}.${name}(${parameters.map((parameter) => `${parameter.name} => ${parameter.type}`).join(', ')})`
		)
	);
}

/** A function that answers one value, not rows with columns. */
export function returnsScalar(routine: Routine): boolean {
	return !routine.returnsComposite;
}

export function returnsVoid({ returnType, returnsSet }: Routine): boolean {
	return !returnsSet && returnType.schema === 'pg_catalog' && returnType.name === 'void';
}

const wholeBodyTypes: Record<string, readonly string[]> = {
	'application/json': ['json', 'jsonb'],
	'text/plain': ['text'],
	'text/xml': ['xml'],
	'application/octet-stream': ['bytea']
};

function fitsByName(routine: Routine, call: RoutineCall): boolean {
	const given = new Set(call.argumentNames);
	if (routine.parameters.length === 0)
		return given.size === 0 && !(call.isPost && isRawBody(call.bodyType));
	const names = new Set(routine.parameters.map(({ name }) => name));
	return (
		routine.parameters.every(({ name, isRequired }) => !isRequired || given.has(name)) &&
		[...given].every((name) => names.has(name))
	);
}

function takesBody({ parameters }: Routine, call: RoutineCall): boolean {
	const [parameter] = parameters;
	return (
		call.isPost &&
		parameters.length === 1 &&
		parameter!.name === '' &&
		(wholeBodyTypes[call.bodyType]?.includes(parameter!.type) ?? false)
	);
}

const isRawBody = (type: string) => type !== 'application/json' && type in wholeBodyTypes;

function noRoutine(
	cache: SchemaCache,
	call: RoutineCall,
	overloads: readonly Routine[]
): RestError {
	const names = [...new Set(call.argumentNames)].sort();
	const called = `${call.schema}.${call.name}`;
	const onlyBody = call.isPost && isRawBody(call.bodyType);
	const signature = names.length ? `(${names.join(', ')})` : ' without parameters';
	const searched = names.length
		? ` with parameter${names.length > 1 ? 's' : ''} ${names.join(', ')}`
		: ' without parameters';
	const body = wholeBodyTypes[call.bodyType]?.join('/');
	const details = onlyBody
		? ` with a single unnamed ${body} parameter`
		: searched + (call.isPost && body ? ` or with a single unnamed ${body} parameter` : '');
	return new RestError(
		404,
		'PGRST202',
		`Could not find the function ${called}${onlyBody ? '' : signature} in the schema cache`,
		{
			details: `Searched for the function ${called}${details}, but no matches were found in the schema cache.`,
			hint: onlyBody ? null : similarRoutine(cache, call, overloads, names)
		}
	);
}

function similarRoutine(
	cache: SchemaCache,
	call: RoutineCall,
	overloads: readonly Routine[],
	names: readonly string[]
): string | null {
	const list = (items: readonly string[]) => `(${[...items].sort().join(', ')})`;
	const similar = overloads.length
		? closest(
				overloads.map(({ parameters }) => list(parameters.map(({ name }) => name))),
				list(names)
			)
		: closest(
				[...cache.routines.values()]
					.flat()
					.filter(({ schema }) => schema === call.schema)
					.map(({ name }) => name),
				call.name,
				0.75
			);
	if (similar === undefined) return null;
	return `Perhaps you meant to call the function ${call.schema}.${overloads.length ? call.name : ''}${similar}`;
}
