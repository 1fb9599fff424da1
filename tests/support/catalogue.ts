import type { Client, Pool } from 'pg';

export interface Relation {
	name: string;
	kind: 'table' | 'view';
	columns: string[];
	/** Those that a signed-in person may ask for; the rest is withheld from everybody. */
	readable: string[];
	/** Whether requests have a right to write any column of it, whoever makes them: only then do policies matter. */
	isWritable: boolean;
}

/** Every table and view of the exposed schema, so that a new one cannot be forgotten. */
export async function exposedRelations(db: Client | Pool): Promise<Relation[]> {
	const { rows } = await db.query<Relation>(`
		select c.relname as name, case c.relkind when 'v' then 'view' else 'table' end as kind,
			array(
				select a.attname::text from pg_attribute a
				where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped order by a.attnum
			) as columns,
			array(
				select a.attname::text from pg_attribute a
				where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
					and has_column_privilege('authenticated', c.oid, a.attnum, 'select')
				order by a.attnum
			) as readable,
			exists (
				select from unnest(array['anon', 'authenticated']) role
				where has_table_privilege(role, c.oid, 'insert, update, delete, truncate')
					or has_any_column_privilege(role, c.oid, 'insert, update')
			) as "isWritable"
		from pg_class c
		where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm')
		order by c.relname`);
	return rows;
}

/** The path that reads all that may be read of it. */
export function readingOf({ name, readable }: Relation): string {
	return `${name}?select=${readable.join()}`;
}

export interface ExposedFunction {
	name: string;
	arguments: { name: string; type: string }[];
}

export async function exposedFunctions(db: Client | Pool): Promise<ExposedFunction[]> {
	const { rows } = await db.query<ExposedFunction>(`
		select p.proname as name, coalesce((
			select json_agg(json_build_object('name', p.proargnames[i], 'type', format_type(p.proargtypes[i - 1], null)) order by i)
			from generate_series(1, p.pronargs) i
		), '[]') as arguments
		from pg_proc p
		where p.pronamespace = 'public'::regnamespace and p.prorettype <> 'trigger'::regtype
			-- Functions of an extension are not ours.
			and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')
		order by p.proname`);
	return rows;
}
