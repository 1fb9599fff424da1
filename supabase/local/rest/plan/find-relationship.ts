import { RestError } from '../errors.ts';
import {
	key,
	type Cardinality,
	type KeyRelationship,
	type Relationship,
	type SchemaCache
} from '../schema-cache/schema-types.ts';
import { closest } from './similar-names.ts';

/**
 * The one relationship that `origin?select=target!hint(…)` can mean (reference §3.7).
 * @throws RestError PGRST200 when there is none, PGRST201 when there are several
 */
export function findRelationship(
	cache: SchemaCache,
	schema: string,
	origin: string,
	target: string,
	hint: string | undefined
): Relationship {
	const candidates = (cache.relationships.get(key(schema, origin)) ?? []).filter(
		(relationship) => relationship.foreignTable.schema === schema
	);
	const found = candidates.filter((relationship) => matches(relationship, target, hint));
	if (found.length === 1) return found[0]!;
	if (found.length === 0) throw noRelationship(cache, schema, origin, target, hint);
	throw severalRelationships(origin, target, found);
}

export function isToOne(relationship: Relationship): boolean {
	if (relationship.kind === 'computed') return relationship.isToOne;
	return ['many-to-one', 'one-to-one'].includes(relationship.cardinality.kind);
}

function matches(relationship: Relationship, target: string, hint: string | undefined): boolean {
	if (relationship.kind === 'computed') return target === relationship.function.name;
	const { cardinality, foreignTable, isForeignTableView } = relationship;
	const namesTable = target === foreignTable.name;
	if (relationship.isSelf) return matchesSelf(relationship, target, hint);
	if (hint === undefined)
		return (
			namesTable ||
			(!isForeignTableView &&
				(isConstraint(cardinality, target) || ownColumn(cardinality) === target))
		);
	return (
		namesTable &&
		(isConstraint(cardinality, hint) ||
			ownColumn(cardinality) === hint ||
			foreignColumn(cardinality) === hint ||
			(cardinality.kind === 'many-to-many' && cardinality.junction.name === hint))
	);
}

/** One foreign key is two relationships here: the table's name means the many, its column the one. */
function matchesSelf(
	{ cardinality, foreignTable }: KeyRelationship,
	target: string,
	hint: string | undefined
): boolean {
	const isMany = cardinality.kind === 'one-to-many';
	if (hint !== undefined)
		return target === foreignTable.name && isMany && foreignColumn(cardinality) === hint;
	return (
		(target === foreignTable.name && isMany) ||
		(cardinality.kind === 'many-to-one' && ownColumn(cardinality) === target)
	);
}

function isConstraint(cardinality: Cardinality, name: string): boolean {
	return cardinality.kind !== 'many-to-many' && cardinality.constraint === name;
}

function ownColumn(cardinality: Cardinality): string | undefined {
	return cardinality.kind !== 'many-to-many' && cardinality.columns.length === 1
		? cardinality.columns[0]![0]
		: undefined;
}

function foreignColumn(cardinality: Cardinality): string | undefined {
	return cardinality.kind !== 'many-to-many' && cardinality.columns.length === 1
		? cardinality.columns[0]![1]
		: undefined;
}

function noRelationship(
	cache: SchemaCache,
	schema: string,
	origin: string,
	target: string,
	hint: string | undefined
): RestError {
	const using = hint === undefined ? '' : `' using the hint '${hint}`;
	return new RestError(
		400,
		'PGRST200',
		`Could not find a relationship between '${origin}' and '${target}' in the schema cache`,
		{
			details: `Searched for a foreign key relationship between '${origin}' and '${target}${using}' in the schema '${schema}', but no matches were found.`,
			hint: similarRelationship(cache, schema, origin, target)
		}
	);
}

function similarRelationship(
	cache: SchemaCache,
	schema: string,
	origin: string,
	target: string
): string | null {
	const related = cache.relationships.get(key(schema, origin));
	if (related) {
		const names = related
			.filter(({ foreignTable }) => foreignTable.schema === schema)
			.map(({ foreignTable }) => foreignTable.name);
		const child = names.includes(target) ? undefined : closest(names, target);
		return child === undefined ? null : `Perhaps you meant '${child}' instead of '${target}'.`;
	}
	const origins = [...cache.relationships.keys()]
		.map((name) => name.split('\u0000') as [string, string])
		.filter(([ofSchema]) => ofSchema === schema)
		.map(([, name]) => name);
	const parent = closest(origins, origin);
	return parent === undefined ? null : `Perhaps you meant '${parent}' instead of '${origin}'.`;
}

function severalRelationships(origin: string, target: string, found: Relationship[]): RestError {
	const keyed = found
		.filter((relationship) => relationship.kind === 'key')
		.sort((one, other) => rank(one) - rank(other));
	const suggestions = keyed
		.map(({ foreignTable, cardinality }) => {
			const by =
				cardinality.kind === 'many-to-many' ? cardinality.junction.name : cardinality.constraint;
			return `'${foreignTable.name}!${by}'`;
		})
		.join(', ');
	return new RestError(
		300,
		'PGRST201',
		`Could not embed because more than one relationship was found for '${origin}' and '${target}'`,
		{
			details: keyed.map(describe),
			hint: `Try changing '${target}' to one of the following: ${suggestions}. Find the desired relationship in the 'details' key.`
		}
	);
}

/** The order in which PostgREST lists them. */
function rank({ cardinality }: KeyRelationship): number {
	return ['one-to-many', 'many-to-one', 'one-to-one', 'many-to-many'].indexOf(cardinality.kind);
}

function describe({ table, foreignTable, cardinality }: KeyRelationship) {
	const list = (names: readonly string[]) => `(${names.join(', ')})`;
	const relationship =
		cardinality.kind === 'many-to-many'
			? `${cardinality.junction.name} using ${cardinality.constraint}${list(cardinality.columns.map(([, own]) => own))} and ${cardinality.foreignConstraint}${list(cardinality.foreignColumns.map(([, own]) => own))}`
			: `${cardinality.constraint} using ${table.name}${list(cardinality.columns.map(([own]) => own))} and ${foreignTable.name}${list(cardinality.columns.map(([, foreign]) => foreign))}`;
	return {
		cardinality: cardinality.kind,
		embedding: `${table.name} with ${foreignTable.name}`,
		relationship
	};
}
