/** What the `Prefer` header asks for (RFC 7240). Of repeated preferences the first counts. */
export interface Preferences {
	resolution?: 'merge-duplicates' | 'ignore-duplicates';
	returning?: 'representation' | 'minimal' | 'headers-only';
	count?: 'exact' | 'planned' | 'estimated';
	transaction?: 'commit' | 'rollback';
	missing?: 'default' | 'null';
	handling?: 'strict' | 'lenient';
	timezone?: string;
	maxAffected?: number;
	/** Preferences that mean nothing here; an error with `handling=strict`. */
	unknown: readonly string[];
}

const choices = {
	resolution: ['merge-duplicates', 'ignore-duplicates'],
	return: ['representation', 'minimal', 'headers-only'],
	count: ['exact', 'planned', 'estimated'],
	tx: ['commit', 'rollback'],
	missing: ['default', 'null'],
	handling: ['strict', 'lenient']
} as const;

/** @param isTransactionEndOpen whether clients may choose between commit and rollback */
export function parsePreferences(header: string, isTransactionEndOpen: boolean): Preferences {
	const given = header
		.split(',')
		.map((preference) => preference.trim())
		.filter((preference) => preference !== '');
	const chosen = <Name extends keyof typeof choices>(name: Name) =>
		choices[name].find((choice) => choice === firstOf(given, name, choices[name])) as
			(typeof choices)[Name][number] | undefined;
	const affected = valueOf(given, 'max-affected');
	return {
		resolution: chosen('resolution'),
		returning: chosen('return'),
		count: chosen('count'),
		transaction: isTransactionEndOpen ? chosen('tx') : undefined,
		missing: chosen('missing'),
		handling: chosen('handling'),
		timezone: valueOf(given, 'timezone'),
		maxAffected:
			affected !== undefined && /^[0-9]{1,15}$/.test(affected) ? Number(affected) : undefined,
		unknown: given.filter((preference) => !isKnown(preference))
	};
}

/** The value of `Preference-Applied`, or undefined when no preference was honoured. */
export function appliedPreferences(applied: Omit<Preferences, 'unknown'>): string | undefined {
	const words = [
		['resolution', applied.resolution],
		['missing', applied.missing],
		['return', applied.returning],
		['count', applied.count],
		['tx', applied.transaction],
		['handling', applied.handling],
		['timezone', applied.timezone],
		['max-affected', applied.handling === 'strict' ? applied.maxAffected : undefined]
	].filter(([, value]) => value !== undefined);
	return words.length ? words.map(([name, value]) => `${name}=${value}`).join(', ') : undefined;
}

function firstOf(given: readonly string[], name: string, allowed: readonly string[]) {
	return given
		.filter((preference) => preference.startsWith(`${name}=`))
		.map((preference) => preference.slice(name.length + 1))
		.find((value) => allowed.includes(value));
}

function valueOf(given: readonly string[], name: string): string | undefined {
	return given.find((preference) => preference.startsWith(`${name}=`))?.slice(name.length + 1);
}

function isKnown(preference: string): boolean {
	if (/^(?:timezone|max-affected)=/.test(preference)) return true;
	const [name = '', value = ''] = preference.split('=', 2);
	return (
		Object.hasOwn(choices, name) &&
		(choices[name as keyof typeof choices] as readonly string[]).includes(value)
	);
}
