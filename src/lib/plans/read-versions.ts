const mostVersions = 200;

/**
 * Which versions an address or a form names: `1`, `1,3`.
 * @returns null when none: all of them
 */
export function readVersions(given: string[]): number[] | null {
	const versions = given
		.flatMap((text) => text.split(','))
		.filter((text) => /^[1-9]\d{0,5}$/.test(text))
		.map(Number);
	return versions.length > 0 ? [...new Set(versions)].slice(0, mostVersions) : null;
}
