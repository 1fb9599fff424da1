/** The three steps of a new client, as they stand in the URL; each fills one part of the draft. */
export const steps = ['data', 'plan', 'confirm'] as const;
export type Step = (typeof steps)[number];
export type DraftPart = 'client' | 'plan' | 'terms';
export const partOfStep = {
	data: 'client',
	plan: 'plan',
	confirm: 'terms'
} as const satisfies Record<Step, DraftPart>;

/**
 * The answers of a step. Checked ones stand as the database wants them; unchecked ones, left behind on the way back,
 * stand under `typed` exactly as they were in the form.
 */
export type DraftAnswers = Record<string, unknown>;
export type Draft = Partial<Record<DraftPart, DraftAnswers>>;

export interface Onboarding {
	id: string;
	draft: Draft;
	/** Set once the client exists. */
	clientId: string | null;
}

/** An onboarding that somebody left unfinished. */
export interface OpenOnboarding {
	id: string;
	/** What was typed as the client's name so far. */
	name: string | null;
	startedBy: string | null;
	updatedAt: string;
	step: Step;
}

/** Where to take it up: the first step whose answers have not passed their checks. */
export function stepToTake(draft: Draft): Step {
	return steps.find((step) => !isChecked(draft[partOfStep[step]])) ?? 'confirm';
}

/** Whether every step before this one is done, so that it can be shown. */
export function isReachable(draft: Draft, step: Step): boolean {
	return steps.indexOf(step) <= steps.indexOf(stepToTake(draft));
}

/** What was typed and not yet checked, if anything. */
export function typedAnswers(answers: DraftAnswers | undefined): Record<string, unknown> | null {
	const typed = answers?.typed;
	const isObject = typeof typed === 'object' && typed !== null && !Array.isArray(typed);
	return isObject ? (typed as Record<string, unknown>) : null;
}

function isChecked(answers: DraftAnswers | undefined): boolean {
	return answers !== undefined && typedAnswers(answers) === null;
}
