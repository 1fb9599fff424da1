/** What JSON from the database says, with the names that our code uses: `due_on` becomes `dueOn`, however deep. Values stay. */
export function camelKeys(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(camelKeys);
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(
		Object.entries(value).map(([key, inner]) => [camel(key), camelKeys(inner)])
	);
}

function camel(key: string): string {
	return key.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
