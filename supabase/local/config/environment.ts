import type { TomlTable, TomlValue } from 'smol-toml';

export interface Substituted {
	values: TomlTable;
	/** Paths of the settings whose variable is not set; they are left out, as if not written. */
	unset: { path: string; variable: string }[];
}

/** Replaces every value `env(NAME)` by the variable of that name. */
export function substituteEnvironment(
	file: TomlTable,
	environment: NodeJS.Dict<string>
): Substituted {
	const unset: Substituted['unset'] = [];

	const table = (source: TomlTable, path: string[]): TomlTable =>
		Object.fromEntries(
			Object.entries(source)
				.map(([key, value]) => [key, substituted(value, [...path, key])] as const)
				.filter((entry): entry is [string, TomlValue] => entry[1] !== undefined)
		);

	const substituted = (value: TomlValue, path: string[]): TomlValue | undefined => {
		if (Array.isArray(value))
			return value.map((item) => substituted(item, path)).filter((item) => item !== undefined);
		if (typeof value === 'object' && !(value instanceof Date)) return table(value, path);
		const variable = typeof value === 'string' && /^env\((\w+)\)$/.exec(value)?.[1];
		if (!variable) return value;
		if (environment[variable] === undefined) unset.push({ path: path.join('.'), variable });
		return environment[variable];
	};

	return { values: table(file, []), unset };
}
