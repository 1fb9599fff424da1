/** A line of what a search offers. */
export interface Option {
	value: string;
	label: string;
	hint: string | null;
}
