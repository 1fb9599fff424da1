export interface WhatIsLeft {
	/** Of quotas and extras together; null: not counted. */
	left: number | null;
	/** The day on which nothing is left if use goes on as it did (`app.forecast_sessions`). */
	forecastOn: string | null;
	/** The last day of the period that ends first; null: no quota runs. */
	renewsOn: string | null;
	/** A plan without a quota runs too. */
	isUnlimited: boolean;
}

export type Outlook =
	{ kind: 'none' } | { kind: 'gone' } | { kind: 'unknown' } | { kind: 'out' | 'lasts'; on: string };

/** What is to be said about how long sessions last, on pages and in mails alike. */
export function outlookOf({ left, forecastOn, renewsOn, isUnlimited }: WhatIsLeft): Outlook {
	if (left === null || isUnlimited) return { kind: 'none' };
	if (left === 0) return { kind: 'gone' };
	if (!forecastOn) return { kind: 'unknown' };
	// A quota that is renewed before it runs out does not run out.
	if (renewsOn && forecastOn > renewsOn) return { kind: 'lasts', on: renewsOn };
	return { kind: 'out', on: forecastOn };
}
