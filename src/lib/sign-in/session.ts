/** One session in the list of where a person is signed in. */
export interface SignedInPlace {
	id: string;
	kind: 'phone' | 'tablet' | 'computer';
	/** `Chrome`; null when the user agent says nothing known. */
	browser: string | null;
	/** `Windows`. */
	system: string | null;
	/** City if it is known, else the address. */
	place: string | null;
	started_at: string;
	last_used_at: string;
	is_current: boolean;
}
