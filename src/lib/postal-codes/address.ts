/** What a CEP tells; an empty part is not known (towns with one CEP for all have no street). */
export interface Address {
	street: string;
	district: string;
	city: string;
	state: State;
}

export const states = [
	...([
		'AC',
		'AL',
		'AM',
		'AP',
		'BA',
		'CE',
		'DF',
		'ES',
		'GO',
		'MA',
		'MG',
		'MS',
		'MT',
		'PA'
	] as const),
	...(['PB', 'PE', 'PI', 'PR', 'RJ', 'RN', 'RO', 'RR', 'RS', 'SC', 'SE', 'SP', 'TO'] as const)
];
export type State = (typeof states)[number];

const longestStreet = 200;
const longest = 100;

/**
 * An address out of what a service answered: every part may be missing, of another type, or not what it claims to be.
 * @returns null unless town and state are there: less than that fills in nothing worth having
 */
export function readAddress(given: Record<keyof Address, unknown>): Address | null {
	const state = states.find((one) => one === given.state);
	const city = part(given.city, longest);
	if (!state || !city) return null;
	return {
		street: part(given.street, longestStreet),
		district: part(given.district, longest),
		city,
		state
	};
}

/** Letters, figures and what stands between them in the names of streets; anything else makes it unusable. */
function part(given: unknown, longest: number): string {
	const text = typeof given === 'string' ? given.trim() : '';
	return text.length <= longest && /^[\p{L}\p{M}\p{N} .,'’ªº°()/&-]*$/u.test(text) ? text : '';
}
