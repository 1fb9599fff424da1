/**
 * The catalogue in one statement, as JSON. Run with an empty search_path, so that every type and
 * default comes out schema-qualified and means the same whatever a request's search_path is.
 * $1 exposed schemas.
 */
export const catalogQuery = `
with exposed as (
	select oid, nspname from pg_catalog.pg_namespace where nspname = any($1::text[])
), tables as (
	select c.oid, n.nspname as schema, c.relname as name, c.relkind as kind,
		pg_catalog.obj_description(c.oid, 'pg_class') as description,
		case when c.relkind in ('r', 'p') then 28
			when c.relkind in ('v', 'f') then pg_catalog.pg_relation_is_updatable(c.oid, true)
			else 0 end as writable
	from pg_catalog.pg_class c
	join pg_catalog.pg_namespace n on n.oid = c.relnamespace
	where c.relkind in ('r', 'p', 'v', 'm', 'f')
		and not c.relispartition
		and n.nspname not in ('pg_catalog', 'information_schema')
		and n.nspname !~ '^pg_(toast|temp)'
), table_columns as (
	select a.attrelid, json_agg(json_build_object(
		'name', a.attname,
		'description', pg_catalog.col_description(a.attrelid, a.attnum),
		'isNullable', not (a.attnotnull or (t.typtype = 'd' and t.typnotnull)),
		'baseType', pg_catalog.format_type(pg_catalog.pg_basetype(t.oid), null),
		'type', pg_catalog.format_type(a.atttypid, a.atttypmod),
		'maximumLength', case when a.atttypid in (1042, 1043) and a.atttypmod > 4 then a.atttypmod - 4 end,
		'default', case
			when a.attidentity in ('a', 'd') then
				(select pg_catalog.format('nextval(%L::pg_catalog.regclass)', pg_catalog.format('%I.%I', sn.nspname, sc.relname))
					from pg_catalog.pg_depend sd
					join pg_catalog.pg_class sc on sc.oid = sd.objid and sc.relkind = 'S'
					join pg_catalog.pg_namespace sn on sn.oid = sc.relnamespace
					where sd.refobjid = a.attrelid and sd.refobjsubid = a.attnum and sd.deptype = 'i' limit 1)
			when a.attgenerated <> '' then null
			when d.adbin is null and t.typtype = 'd' then t.typdefault
			else pg_catalog.pg_get_expr(d.adbin, d.adrelid) end,
		'enumValues', coalesce((select json_agg(e.enumlabel order by e.enumsortorder)
			from pg_catalog.pg_enum e where e.enumtypid = pg_catalog.pg_basetype(t.oid)), '[]')
		) order by a.attnum) as columns
	from tables
	join exposed on exposed.nspname = tables.schema
	join pg_catalog.pg_attribute a on a.attrelid = tables.oid and a.attnum > 0 and not a.attisdropped
	join pg_catalog.pg_type t on t.oid = a.atttypid
	left join pg_catalog.pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
	group by a.attrelid
), keys as (
	select k.conrelid, k.contype, array(
		select a.attname::text from unnest(k.conkey) c
		join pg_catalog.pg_attribute a on a.attrelid = k.conrelid and a.attnum = c
		order by a.attname::text) as columns, k.conname
	from pg_catalog.pg_constraint k
	where k.contype in ('p', 'u')
), foreign_keys as (
	select k.conname, k.conrelid, k.confrelid,
		(select json_agg(json_build_array(a.attname, f.attname) order by p.position)
			from unnest(k.conkey, k.confkey) with ordinality as p (col, ref, position)
			join pg_catalog.pg_attribute a on a.attrelid = k.conrelid and a.attnum = p.col
			join pg_catalog.pg_attribute f on f.attrelid = k.confrelid and f.attnum = p.ref) as columns,
		exists (select from keys u where u.conrelid = k.conrelid and u.columns = array(
			select a.attname::text from unnest(k.conkey) c
			join pg_catalog.pg_attribute a on a.attrelid = k.conrelid and a.attnum = c
			order by a.attname::text)) as is_one_to_one
	from pg_catalog.pg_constraint k
	where k.contype = 'f' and k.conparentid = 0
), routines as (
	select p.oid, n.nspname as schema, p.proname as name, p.provolatile as volatility,
		p.proretset as returns_set, p.provariadic <> 0 as has_variadic, p.proconfig as settings,
		pg_catalog.obj_description(p.oid, 'pg_proc') as description,
		(select d.typname from pg_catalog.pg_type d
			where d.oid = p.prorettype and d.typtype = 'd' and d.typname ~ '/') as media_type,
		rn.nspname as return_schema, coalesce(rc.relname, rt.typname) as return_name,
		rt.typtype = 'c' or coalesce(p.proargmodes::text[] && '{t,b,o}', false) as returns_composite,
		(select coalesce(json_agg(json_build_object(
			'name', coalesce(i.name, ''),
			'type', pg_catalog.format_type(i.type, null),
			'isRequired', i.place <= p.pronargs - p.pronargdefaults,
			'isVariadic', coalesce(i.mode = 'v', false)) order by i.place), '[]')
			from (
				select u.name, u.type, u.mode, row_number() over (order by u.position) as place
				from unnest(p.proargnames, coalesce(p.proallargtypes, p.proargtypes::oid[]), p.proargmodes)
					with ordinality as u (name, type, mode, position)
				where u.type is not null and coalesce(u.mode in ('i', 'b', 'v'), true)
			) i) as parameters
	from pg_catalog.pg_proc p
	join exposed n on n.oid = p.pronamespace
	join pg_catalog.pg_type rt on rt.oid = pg_catalog.pg_basetype(p.prorettype)
	join pg_catalog.pg_namespace rn on rn.oid = rt.typnamespace
	left join pg_catalog.pg_class rc on rc.oid = rt.typrelid
	where p.prokind = 'f' and rt.typname not in ('trigger', 'event_trigger')
), computed as (
	select n.nspname as schema, p.proname as name, p.proargtypes[0] as argument, p.prorettype as result,
		not p.proretset or p.prorows = 1 as is_to_one
	from pg_catalog.pg_proc p
	join pg_catalog.pg_namespace n on n.oid = p.pronamespace
	where p.pronargs = 1 and p.prokind = 'f'
), settings as (
	select r.rolname as role, s.setdatabase <> 0 as is_specific,
		split_part(v.setting, '=', 1) as name, substr(v.setting, strpos(v.setting, '=') + 1) as value
	from pg_catalog.pg_db_role_setting s
	join pg_catalog.pg_roles r on r.oid = s.setrole
	cross join unnest(s.setconfig) as v (setting)
	where s.setdatabase in (0, (select oid from pg_catalog.pg_database where datname = current_database()))
		and pg_catalog.pg_has_role(session_user, r.oid, 'member')
)
select json_build_object(
	'tables', (select coalesce(json_agg(json_build_object(
		'oid', t.oid::int8, 'schema', t.schema, 'name', t.name, 'kind', t.kind, 'description', t.description,
		'isInsertable', t.writable & 8 = 8, 'isUpdatable', t.writable & 4 = 4, 'isDeletable', t.writable & 16 = 16,
		'primaryKey', coalesce((select to_json(k.columns) from keys k where k.conrelid = t.oid and k.contype = 'p'), '[]'),
		'columns', coalesce(c.columns, '[]'))), '[]')
		from tables t left join table_columns c on c.attrelid = t.oid),
	'foreignKeys', (select coalesce(json_agg(json_build_object(
		'constraint', f.conname, 'table', f.conrelid::int8, 'foreignTable', f.confrelid::int8,
		'columns', f.columns, 'isOneToOne', f.is_one_to_one) order by f.conrelid, f.conname), '[]') from foreign_keys f),
	'primaryKeys', (select coalesce(json_agg(json_build_object(
		'table', k.conrelid::int8, 'columns', k.columns)), '[]') from keys k where k.contype = 'p'),
	'views', (select coalesce(json_agg(json_build_object(
		'oid', t.oid::int8, 'rule', r.ev_action::text,
		'columns', (select json_object_agg(a.attnum, a.attname) from pg_catalog.pg_attribute a
			where a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped))), '[]')
		from tables t join pg_catalog.pg_rewrite r on r.ev_class = t.oid and r.ev_type = '1'
		where t.kind in ('v', 'm')),
	'attributes', (select coalesce(json_agg(json_build_array(a.attrelid::int8, a.attnum, a.attname)), '[]')
		from tables t join pg_catalog.pg_attribute a on a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped
		where t.kind in ('r', 'p')),
	'routines', (select coalesce(json_agg(to_json(r)), '[]') from routines r),
	'computed', (select coalesce(json_agg(json_build_object(
		'schema', c.schema, 'name', c.name, 'isToOne', c.is_to_one,
		'table', ta.oid::int8, 'foreignTable', tr.oid::int8)), '[]')
		from computed c
		join pg_catalog.pg_class ca on ca.reltype = c.argument join tables ta on ta.oid = ca.oid
		join pg_catalog.pg_class cr on cr.reltype = c.result join tables tr on tr.oid = cr.oid),
	'settings', (select coalesce(json_agg(json_build_array(s.role, s.name, s.value) order by s.is_specific), '[]')
		from settings s
		where s.name like 'pgrst.%'
			or exists (select from pg_catalog.pg_settings p where p.name = s.name
				and (p.context = 'user' or pg_catalog.has_parameter_privilege(session_user, p.name, 'set')))),
	'sessionUser', session_user
)::text as catalog`;

export interface Catalog {
	tables: CatalogTable[];
	foreignKeys: {
		constraint: string;
		table: number;
		foreignTable: number;
		columns: [string, string][];
		isOneToOne: boolean;
	}[];
	primaryKeys: { table: number; columns: string[] }[];
	views: { oid: number; rule: string; columns: Record<string, string> }[];
	attributes: [table: number, number: number, name: string][];
	routines: CatalogRoutine[];
	computed: {
		schema: string;
		name: string;
		isToOne: boolean;
		table: number;
		foreignTable: number;
	}[];
	settings: [role: string, name: string, value: string][];
	sessionUser: string;
}

export interface CatalogTable {
	oid: number;
	schema: string;
	name: string;
	kind: 'r' | 'p' | 'v' | 'm' | 'f';
	description: string | null;
	isInsertable: boolean;
	isUpdatable: boolean;
	isDeletable: boolean;
	primaryKey: string[];
	columns: {
		name: string;
		description: string | null;
		isNullable: boolean;
		baseType: string;
		type: string;
		maximumLength: number | null;
		default: string | null;
		enumValues: string[];
	}[];
}

export interface CatalogRoutine {
	schema: string;
	name: string;
	volatility: 'i' | 's' | 'v';
	returns_set: boolean;
	has_variadic: boolean;
	settings: string[] | null;
	description: string | null;
	media_type: string | null;
	return_schema: string;
	return_name: string;
	returns_composite: boolean;
	parameters: { name: string; type: string; isRequired: boolean; isVariadic: boolean }[];
}
