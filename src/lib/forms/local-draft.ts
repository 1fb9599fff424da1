const prefix = 'balcao:draft:';

export interface DraftPlace {
	/** Whose it is: nobody else at this browser gets to see it. */
	personId: string;
	account: string;
	/** What is being filled in. */
	subject: string;
}

export interface KeptDraft {
	/** ISO 8601 instant. */
	at: string;
	data: Record<string, unknown>;
}

/** A form left unfinished in this browser, null when there is none. Without storage there never is one. */
export function readDraft(place: DraftPlace): KeptDraft | null {
	const text = attempt(() => localStorage.getItem(keyOf(place)));
	if (!text) return null;
	const kept = attempt(() => JSON.parse(text) as Partial<KeptDraft>);
	const isWhole = typeof kept?.at === 'string' && typeof kept.data === 'object' && kept.data;
	return isWhole ? (kept as KeptDraft) : null;
}

export function keepDraft(place: DraftPlace, data: object, now: Date): void {
	attempt(() =>
		localStorage.setItem(keyOf(place), JSON.stringify({ at: now.toISOString(), data }))
	);
}

export function dropDraft(place: DraftPlace): void {
	attempt(() => localStorage.removeItem(keyOf(place)));
}

/** Drops what others left in this browser; on signing out, everything. */
export function forgetDrafts(exceptPersonId?: string): void {
	attempt(() => {
		const own = exceptPersonId && `${prefix}${exceptPersonId}:`;
		for (const key of Object.keys(localStorage))
			if (key.startsWith(prefix) && !(own && key.startsWith(own))) localStorage.removeItem(key);
	});
}

/** The parts of a draft that a form still has, of the type they have there: drafts outlive versions of the app. */
export function fittingParts<Data extends Record<string, unknown>>(
	draft: Record<string, unknown>,
	form: Data
): Partial<Data> {
	return Object.fromEntries(
		Object.entries(draft).filter(
			([name, value]) => Object.hasOwn(form, name) && isAlike(value, form[name])
		)
	) as Partial<Data>;
}

function keyOf({ personId, account, subject }: DraftPlace): string {
	return `${prefix}${personId}:${account}:${subject}`;
}

function isAlike(one: unknown, other: unknown): boolean {
	if (Array.isArray(one) || Array.isArray(other))
		return (
			Array.isArray(one) && Array.isArray(other) && one.every((part) => typeof part === 'string')
		);
	return typeof one === typeof other;
}

/** Storage may be full, forbidden or absent: then there are no drafts, and nothing else is lost. */
function attempt<Result>(work: () => Result): Result | null {
	try {
		return work();
	} catch {
		return null;
	}
}
