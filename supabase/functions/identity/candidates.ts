import type { Database } from './database.ts';

export interface Candidate {
	personId: string;
	email: string;
	/** False for the stand-in of somebody unknown, for whom Auth is asked all the same, and never obeyed. */
	isKnown: boolean;
}

/** Whom the identifier may mean; never nobody, so that known and unknown cost the same. */
export async function candidatesFor(identifier: string, database: Database): Promise<Candidate[]> {
	const known = await database.signInCandidates(identifier);
	if (known.length > 0)
		return known.map(({ person_id: personId, email }) => ({ personId, email, isKnown: true }));
	const email = identifier.includes('@') ? identifier.toLowerCase() : nobodysAddress();
	return [{ personId: crypto.randomUUID(), email, isKnown: false }];
}

/** A valid address under a name that is reserved for not existing (RFC 2606). */
export function nobodysAddress(): string {
	return `${crypto.randomUUID()}@nobody.invalid`;
}
